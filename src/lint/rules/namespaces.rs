//! Namespaces.

use crate::diagnostic::rules::rules;

rules! {
    /// The root element must be in the namespace of its format.
    NAMESPACE_ROOT = "L021", "namespace-root", Error, spec "https://www.w3.org/TR/xml-names/", w3c ["InvalidNamespace"], help "RSS 2.0 has no namespace: `<rss version=\"2.0\">`; Atom is `<feed xmlns=\"http://www.w3.org/2005/Atom\">`", explained super::why!("namespace-root");
    /// A feed or entry of Atom must be in the namespace of Atom.
    NAMESPACE_MISSING = "L033", "namespace-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-1.2", w3c ["MissingNamespace"], help "write `<feed xmlns=\"http://www.w3.org/2005/Atom\">`", explained super::why!("namespace-missing");
    /// Atom 0.3 was replaced by Atom 1.0 in 2005.
    NAMESPACE_OBSOLETE = "L022", "namespace-obsolete", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-1.2", w3c ["ObsoleteNamespace"], help "write Atom 1.0: `xmlns=\"http://www.w3.org/2005/Atom\"`", explained super::why!("namespace-obsolete");
    /// What a namespace means that nobody else uses is unknown to readers.
    NAMESPACE_UNKNOWN = "L023", "namespace-unknown", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-6", w3c ["UnknownNamespace"], help "look for a spelling mistake in its address; if it is your own, readers ignore it", explained super::why!("namespace-unknown");
    /// Elements of some namespaces are not looked at.
    NAMESPACE_UNCHECKED = "L024", "namespace-unchecked", Note, w3c ["UnsupportedNamespace"], explained super::why!("namespace-unchecked");
    /// A prefix that everybody knows should stand for what everybody expects.
    PREFIX_RESERVED = "L025", "prefix-reserved", Warning, spec "https://www.w3.org/TR/xml-names/", w3c ["ReservedPrefix"], help "declare the usual namespace for it, or take another prefix", explained super::why!("prefix-reserved");
    /// A namespace should have its usual prefix.
    PREFIX_UNUSUAL = "L026", "prefix-unusual", Note, spec "https://www.w3.org/TR/xml-names/", w3c ["NonstdPrefix"], help "some readers know the prefix, not the namespace", explained super::why!("prefix-unusual");
    /// Atom and XHTML should be default namespaces, without a prefix.
    ATOM_PREFIXED = "L027", "atom-prefixed", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-1.2", w3c ["AvoidNamespacePrefix"], help "declare `xmlns=\"…\"` on the element itself: some readers look for `<entry>` by its letters", explained super::why!("atom-prefixed");
    /// The namespace of Media RSS ends with a slash.
    MEDIA_NAMESPACE = "L028", "media-namespace", Error, spec "https://www.rssboard.org/media-rss", w3c ["MediaRssNamespace"], help "declare `xmlns:media=\"http://search.yahoo.com/mrss/\"`", explained super::why!("media-namespace");
    /// The namespace of ModWiki has moved.
    WIKI_NAMESPACE_OLD = "L029", "wiki-namespace-old", Warning, spec "http://purl.org/rss/1.0/modules/wiki/", w3c ["ObsoleteWikiNamespace"], help "declare `xmlns:wiki=\"http://purl.org/rss/1.0/modules/wiki/\"`", explained super::why!("wiki-namespace-old");
    /// In RSS, elements that are not RSS must be in a namespace.
    ELEMENT_WITHOUT_NAMESPACE = "L030", "element-without-namespace", Error, spec "https://www.rssboard.org/rss-specification#extendingRss", w3c ["NotInANamespace"], help "give the element the prefix of what surrounds it", explained super::why!("element-without-namespace");
    /// In Atom, every element should be in a namespace.
    VOCABULARY_UNCLEAR = "L031", "vocabulary-unclear", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-6.1", w3c ["UndeterminableVocabulary"], help "declare a namespace for the element", explained super::why!("vocabulary-unclear");
}
