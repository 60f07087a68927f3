//! Namespaces as small numbers, so that comparing names costs nothing.

use std::{collections::HashMap, sync::LazyLock};

/// A namespace: one of those below, or one that only this document knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ns(u32);

macro_rules! namespaces {
    ($($ident:ident = $prefix:literal $uri:literal $(| $other:literal)*;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[allow(dead_code, reason = "some namespaces are only told from unknown ones")]
        #[repr(u32)]
        enum Number { $($ident),+ }

        #[allow(dead_code, reason = "some namespaces are only told from unknown ones")]
        impl Ns {
            $(pub(super) const $ident: Self = Self(Number::$ident as u32);)+
        }

        /// URI, usual prefix and other spellings of the same namespace, in the order of the numbers.
        static KNOWN: &[(&str, &str, &[&str])] = &[$(($uri, $prefix, &[$($other),*])),+];
    };
}

namespaces! {
    NONE = "" "";
    XML = "xml" "http://www.w3.org/XML/1998/namespace";
    XMLNS = "xmlns" "http://www.w3.org/2000/xmlns/";
    ATOM = "atom" "http://www.w3.org/2005/Atom";
    ATOM03 = "" "http://purl.org/atom/ns#";
    XHTML = "xhtml" "http://www.w3.org/1999/xhtml";
    SVG = "svg" "http://www.w3.org/2000/svg";
    MATHML = "math" "http://www.w3.org/1998/Math/MathML";
    RDF = "rdf" "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    RDFS = "rdfs" "http://www.w3.org/2000/01/rdf-schema#";
    RSS1 = "" "http://purl.org/rss/1.0/";
    RSS090 = "" "http://my.netscape.com/rdf/simple/0.9/" | "http://channel.netscape.com/rdf/simple/0.9/";
    CONTENT = "content" "http://purl.org/rss/1.0/modules/content/";
    DC = "dc" "http://purl.org/dc/elements/1.1/";
    DCTERMS = "dcterms" "http://purl.org/dc/terms/";
    SY = "sy" "http://purl.org/rss/1.0/modules/syndication/";
    SLASH = "slash" "http://purl.org/rss/1.0/modules/slash/";
    ADMIN = "admin" "http://webns.net/mvcb/";
    AG = "ag" "http://purl.org/rss/1.0/modules/aggregation/";
    ANNOTATE = "annotate" "http://purl.org/rss/1.0/modules/annotate/";
    AUDIO = "audio" "http://media.tangent.org/rss/1.0/";
    BLOG_CHANNEL = "blogChannel" "http://backend.userland.com/blogChannelModule";
    CC = "cc" "http://web.resource.org/cc/" | "http://creativecommons.org/ns#";
    CREATIVE_COMMONS = "creativeCommons" "http://backend.userland.com/creativeCommonsRssModule" | "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html";
    CP = "cp" "http://my.theinfo.org/changed/1.0/rss/";
    COMPANY = "company" "http://purl.org/rss/1.0/modules/company";
    EV = "ev" "http://purl.org/rss/1.0/modules/event/";
    ENC = "enc" "http://purl.oclc.org/net/rss_2.0/enc#";
    EMAIL = "email" "http://purl.org/rss/1.0/modules/email/";
    FOAF = "foaf" "http://xmlns.com/foaf/0.1/";
    GEO = "geo" "http://www.w3.org/2003/01/geo/wgs84_pos#";
    GEORSS = "georss" "http://www.georss.org/georss" | "http://www.georss.org/georss/10";
    GEOURL = "geourl" "http://geourl.org/rss/module/";
    GML = "gml" "http://www.opengis.net/gml";
    ICBM = "icbm" "http://postneo.com/icbm" | "http://postneo.com/icbm/";
    L = "l" "http://purl.org/rss/1.0/modules/link/";
    REF = "ref" "http://purl.org/rss/1.0/modules/reference/";
    REQV = "reqv" "http://purl.org/rss/1.0/modules/richequiv/";
    SEARCH = "search" "http://purl.org/rss/1.0/modules/search/";
    SS = "ss" "http://purl.org/rss/1.0/modules/servicestatus/";
    STR = "str" "http://hacks.benhammersley.com/rss/streaming/";
    SUB = "sub" "http://purl.org/rss/1.0/modules/subscription/";
    TAXO = "taxo" "http://purl.org/rss/1.0/modules/taxonomy/";
    THR_RSS1 = "thr" "http://purl.org/rss/1.0/modules/threading/";
    TRACKBACK = "trackback" "http://madskills.com/public/xml/rss/module/trackback/";
    WFW = "wfw" "http://wellformedweb.org/CommentAPI/" | "http://wellformedweb.org/commentAPI/";
    WIKI = "wiki" "http://purl.org/rss/1.0/modules/wiki/";
    WIKI_OLD = "wiki" "http://www.usemod.com/cgi-bin/mb.pl?ModWiki";
    ITUNES = "itunes" "http://www.itunes.com/dtds/podcast-1.0.dtd" | "http://www.itunes.com/DTDs/PodCast-1.0.dtd" | "http://www.itunes.com/DTDs/Podcast-1.0.dtd";
    GOOGLEPLAY = "googleplay" "http://www.google.com/schemas/play-podcasts/1.0" | "http://www.google.com/schemas/play-podcasts/1.0/play-podcasts.xsd";
    SPOTIFY = "spotify" "http://www.spotify.com/ns/rss";
    MEDIA = "media" "http://search.yahoo.com/mrss/";
    MEDIA_OLD = "media" "http://search.yahoo.com/mrss" | "http://tools.search.yahoo.com/mrss/" | "http://www.rssboard.org/media-rss";
    PODCAST = "podcast" "https://podcastindex.org/namespace/1.0" | "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md";
    PSC = "psc" "http://podlove.org/simple-chapters" | "http://podlove.de/simple-chapters";
    RAWVOICE = "rawvoice" "http://www.rawvoice.com/rawvoiceRssModule/" | "https://blubrry.com/developer/rawvoice-rss" | "https://blubrry.com/developer/rawvoice-rss/";
    THR = "thr" "http://purl.org/syndication/thread/1.0";
    FH = "fh" "http://purl.org/syndication/history/1.0";
    AT = "at" "http://purl.org/atompub/tombstones/1.0";
    APP = "app" "http://www.w3.org/2007/app" | "http://purl.org/atom/app#";
    OPENSEARCH = "opensearch" "http://a9.com/-/spec/opensearch/1.1/" | "http://a9.com/-/spec/opensearchrss/1.0/";
    FEEDBURNER = "feedburner" "http://rssnamespace.org/feedburner/ext/1.0";
    ACCESS = "access" "http://www.bloglines.com/about/specs/fac-1.0";
    CONVERSATIONS = "conversationsNetwork" "http://conversationsnetwork.org/rssNamespace-1.0/";
    INDEXING = "indexing" "urn:atom-extension:indexing";
    SSE = "sx" "http://www.microsoft.com/schemas/rss/sse" | "http://feedsync.org/2007/feedsync";
    LIVEJOURNAL = "lj" "http://www.livejournal.org/rss/lj/1.0/";
    XLINK = "xlink" "http://www.w3.org/1999/xlink";
    GDATA = "gd" "http://schemas.google.com/g/2005";
    SCHEMA_ORG = "s" "http://schema.org" | "http://schema.org/" | "https://schema.org/";
    SITEMAP = "" "http://www.sitemaps.org/schemas/sitemap/0.9";
    NEWS = "news" "http://www.google.com/schemas/sitemap-news/0.9";
    SITEMAP_IMAGE = "image" "http://www.google.com/schemas/sitemap-image/1.1";
    SITEMAP_VIDEO = "video" "http://www.google.com/schemas/sitemap-video/1.1";
}

/// Known namespaces by every spelling of their URIs: each item that is judged asks for those that its feed declares.
static BY_URI: LazyLock<HashMap<&str, Ns>> = LazyLock::new(|| {
    let numbered = (0..).map(Ns).zip(KNOWN);
    numbered.flat_map(|(ns, (uri, _, others))| std::iter::once(uri).chain(*others).map(move |uri| (*uri, ns))).collect()
});

impl Ns {
    /// The prefix that everybody uses, `""` where there is none.
    pub(super) fn usual_prefix(self) -> &'static str {
        KNOWN.get(self.0 as usize).map_or("", |known| known.1)
    }

    /// The prefix of a name inside a path: `itunes:` or nothing.
    pub(super) fn is_known(self) -> bool {
        (self.0 as usize) < KNOWN.len()
    }

    /// The namespace that people mean when they use this prefix.
    pub(super) fn of_prefix(prefix: &str) -> Option<Self> {
        if prefix.is_empty() {
            return None;
        }
        KNOWN.iter().position(|known| known.1 == prefix).and_then(|n| u32::try_from(n).ok()).map(Self)
    }
}

/// The namespaces that a document declares.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    own: Vec<String>,
    numbers: HashMap<String, Ns>,
}

impl Namespaces {
    /// The number of a URI.
    pub(super) fn number(&mut self, uri: &str) -> Ns {
        if let Some(&number) = BY_URI.get(uri).or_else(|| self.numbers.get(uri)) {
            return number;
        }
        let number = Ns(u32::try_from(KNOWN.len() + self.own.len()).unwrap_or(u32::MAX));
        self.own.push(uri.to_owned());
        self.numbers.insert(uri.to_owned(), number);
        number
    }

    /// The URI of a number; of a known namespace its first spelling.
    pub(super) fn uri(&self, ns: Ns) -> &str {
        let n = ns.0 as usize;
        KNOWN.get(n).map_or_else(|| self.own.get(n - KNOWN.len()).map_or("", String::as_str), |known| known.0)
    }
}
