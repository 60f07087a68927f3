//! Namespaces by what they mean, however feeds spell them.

/// What an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of any version; also elements without a namespace.
    Core,
    /// RDF, around RSS 0.90 and 1.0.
    Rdf,
    /// Atom 0.3 and 1.0.
    Atom,
    /// Another one, by its number among [`KNOWN`].
    Module(usize),
    /// XHTML.
    Xhtml,
    /// XML's own attributes.
    Xml,
    /// One that is not known.
    Foreign,
}

/// Prefix and address of the namespaces of modules. The prefix is the one under which [`super::item`] knows them.
pub(super) const KNOWN: [(&str, &str); 30] = [
    ("at", "http://purl.org/atompub/tombstones/1.0"),
    ("app", "http://www.w3.org/2007/app"),
    ("app", "http://purl.org/atom/app#"),
    ("cc", "http://web.resource.org/cc/"),
    ("cc", "http://creativecommons.org/ns#"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("creativeCommons", "http://backend.userland.com/creativeCommonsRssModule"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dc", "http://purl.org/dc/elements/1.0/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("georss", "http://www.georss.org/georss"),
    ("gml", "http://www.opengis.net/gml"),
    ("googleplay", "http://www.google.com/schemas/play-podcasts/1.0"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("media", "http://video.search.yahoo.com/mrss"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
    ("podcast", "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"),
    ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
    ("prism", "http://prismstandard.org/namespaces/basic/2.1/"),
    ("prism", "http://prismstandard.org/namespaces/1.2/basic/"),
    ("prism", "http://prismstandard.org/namespaces/2.0/basic/"),
    ("psc", "http://podlove.org/simple-chapters"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("spotify", "http://www.spotify.com/ns/rss"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("thr", "http://purl.org/syndication/thread/1.0"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// RSS by its addresses.
const CORE: [&str; 8] = [
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
    "http://purl.org/net/rss1.1#",
    "http://backend.userland.com/rss2",
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/2.0/",
];

impl Space {
    /// The namespace of an address: whether it is spelled with https, capitals or a slash at its end does not matter.
    pub(super) fn of(uri: &str) -> Self {
        let uri = uri.trim();
        if uri.is_empty() || is_one_of(uri, &CORE) {
            return Self::Core;
        }
        if is_one_of(uri, &["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/atom/ns"]) {
            return Self::Atom;
        }
        if is_one_of(uri, &["http://www.w3.org/1999/02/22-rdf-syntax-ns#"]) {
            return Self::Rdf;
        }
        if is_one_of(uri, &["http://www.w3.org/1999/xhtml"]) {
            return Self::Xhtml;
        }
        if uri == "http://www.w3.org/XML/1998/namespace" {
            return Self::Xml;
        }
        KNOWN.iter().position(|(_, known)| same(known, uri)).map_or(Self::Foreign, Self::Module)
    }

    /// The namespace that a prefix means where nobody has declared it.
    pub(super) fn of_prefix(prefix: &str) -> Self {
        match prefix {
            "" => Self::Core,
            "xml" => Self::Xml,
            "rdf" => Self::Rdf,
            "atom" => Self::Atom,
            "xhtml" => Self::Xhtml,
            _ => KNOWN.iter().position(|(known, _)| *known == prefix).map_or(Self::Foreign, Self::Module),
        }
    }

    /// The prefix of a module, and of Atom.
    pub(super) fn prefix(self) -> Option<&'static str> {
        match self {
            Self::Module(number) => KNOWN.get(number).map(|(prefix, _)| *prefix),
            Self::Atom => Some("atom"),
            Self::Rdf => Some("rdf"),
            Self::Xhtml => Some("xhtml"),
            Self::Core | Self::Xml | Self::Foreign => None,
        }
    }
}

fn is_one_of(uri: &str, known: &[&str]) -> bool {
    known.iter().any(|known| same(known, uri))
}

fn same(known: &str, uri: &str) -> bool {
    let bare = |uri: &'_ str| {
        let rest = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")).unwrap_or(uri);
        rest.trim_end_matches('/').to_ascii_lowercase()
    };
    known == uri || bare(known) == bare(uri)
}
