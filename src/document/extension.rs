//! Elements of namespaces that the feed crates have no types for.
//!
//! RSS and Atom carry the same extension elements, and each crate has its own type for them. An [`Element`] is built once
//! and turned into either. Two things are mended on the way: `atom_syndication` writes the attributes of extensions and
//! the addresses of namespaces verbatim, so that they are escaped here; and line breaks in attributes, which a parser
//! would turn into blanks (XML 1.0 §3.3.3), are blanks already.

use crate::value::{collapse_blanks, escape_html};
use std::{borrow::Cow, collections::BTreeMap};

/// The prefixes that feeds are expected to use for these namespaces: a prefix that means something else confuses readers
/// and validators, which often look at nothing but the prefix.
const KNOWN: [(&str, &str); 19] = [
    ("at", "http://purl.org/atompub/tombstones/1.0"),
    ("atom", "http://www.w3.org/2005/Atom"),
    ("cc", "http://web.resource.org/cc/"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("creativeCommons", "http://backend.userland.com/creativeCommonsRssModule"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("fh", "http://purl.org/syndication/history/1.0"),
    ("georss", "http://www.georss.org/georss"),
    ("gml", "http://www.opengis.net/gml"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("podcast", "https://podcastindex.org/namespace/1.0"),
    ("psc", "http://podlove.org/simple-chapters"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("spotify", "http://www.spotify.com/ns/rss"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("thr", "http://purl.org/syndication/thread/1.0"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// The namespace that a prefix stands for everywhere, if there is one.
pub(super) fn known_namespace(prefix: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri)
}

/// An element of an extension namespace.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Element {
    prefix: String,
    local: String,
    text: Option<String>,
    attributes: BTreeMap<String, String>,
    children: Vec<Self>,
}

impl Element {
    /// An empty element.
    pub(super) fn new(prefix: &str, local: &str) -> Self {
        Self { prefix: prefix.to_owned(), local: local.to_owned(), ..Self::default() }
    }

    /// Sets its text.
    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Adds an attribute.
    pub(super) fn attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.insert(name.to_owned(), one_line(&value.into()));
        self
    }

    /// Adds an attribute whose value is compared character by character: an id, which has no line breaks.
    pub(super) fn exact_attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Adds an attribute if there is a value for it.
    pub(super) fn attribute_if(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    /// Adds a child.
    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// An element of RSS itself, inside others, has no prefix.
    fn name(&self) -> String {
        if self.prefix.is_empty() { self.local.clone() } else { format!("{}:{}", self.prefix, self.local) }
    }

    fn into_rss(self) -> rss::extension::Extension {
        rss::extension::Extension {
            name: self.name(),
            value: self.text,
            attrs: self.attributes,
            children: grouped(self.children, Self::into_rss),
        }
    }

    fn into_atom(self) -> atom_syndication::extension::Extension {
        // In a document of Atom its own elements have no prefix.
        let name = if self.prefix == "atom" { self.local.clone() } else { self.name() };
        atom_syndication::extension::Extension {
            name,
            value: self.text,
            attrs: self.attributes.into_iter().map(|(name, value)| (name, escape_html(&value).into_owned())).collect(),
            children: grouped(self.children, Self::into_atom),
        }
    }
}

fn grouped<T>(elements: Vec<Element>, into: fn(Element) -> T) -> BTreeMap<String, Vec<T>> {
    let mut groups: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for element in elements {
        groups.entry(element.name()).or_default().push(into(element));
    }
    groups
}

/// The extension elements of one item or channel, with the namespaces that they use.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Extensions {
    elements: Vec<Element>,
    namespaces: BTreeMap<String, String>,
}

impl Extensions {
    /// Adds an element whose prefix is one of the known ones.
    pub(super) fn push(&mut self, element: Element) {
        if let Some(uri) = known_namespace(&element.prefix) {
            self.push_in(element, uri);
        }
    }

    /// Adds an element of the namespace `uri`.
    pub(super) fn push_in(&mut self, element: Element, uri: &str) {
        self.declare(&element.prefix, uri);
        self.elements.push(element);
    }

    /// Notes that a prefix is used.
    pub(super) fn declare(&mut self, prefix: &str, uri: &str) {
        self.namespaces.insert(prefix.to_owned(), uri.to_owned());
    }

    /// The prefixes in use and what they stand for.
    pub(super) const fn namespaces(&self) -> &BTreeMap<String, String> {
        &self.namespaces
    }

    /// The elements, to stand in another one.
    pub(super) fn into_elements(self) -> Vec<Element> {
        self.elements
    }

    /// As the `rss` crate takes them.
    pub(super) fn into_rss(self) -> rss::extension::ExtensionMap {
        by_prefix(self.elements, Element::into_rss)
    }

    /// As the `atom_syndication` crate takes them.
    pub(super) fn into_atom(self) -> atom_syndication::extension::ExtensionMap {
        by_prefix(self.elements, Element::into_atom)
    }
}

fn by_prefix<T>(elements: Vec<Element>, into: fn(Element) -> T) -> BTreeMap<String, BTreeMap<String, Vec<T>>> {
    let mut prefixes: BTreeMap<String, BTreeMap<String, Vec<T>>> = BTreeMap::new();
    for element in elements {
        let locals = prefixes.entry(element.prefix.clone()).or_default();
        locals.entry(element.local.clone()).or_default().push(into(element));
    }
    prefixes
}

/// Namespace declarations as `atom_syndication` needs them: it writes the addresses verbatim.
pub(super) fn atom_namespaces(namespaces: BTreeMap<String, String>) -> BTreeMap<String, String> {
    namespaces.into_iter().map(|(prefix, uri)| (prefix, escape_html(&uri).into_owned())).collect()
}

/// A text as an attribute can carry it: a parser turns line breaks and tabs into blanks.
pub(super) fn one_line(text: &str) -> String {
    match collapse_blanks(text) {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, Extensions, atom_namespaces, known_namespace};

    fn sample() -> Extensions {
        let mut extensions = Extensions::default();
        extensions.push(
            Element::new("media", "content")
                .attribute("url", "https://a.example/?a=1&b=\"2\"")
                .attribute("title", "two\nlines")
                .child(Element::new("media", "title").text("a < b")),
        );
        extensions
    }

    #[test]
    fn attributes_reach_both_formats_escaped_once() {
        let url = r#"url="https://a.example/?a=1&amp;b=&quot;2&quot;""#;
        let channel = rss::Channel { extensions: sample().into_rss(), ..rss::Channel::default() };
        let feed = atom_syndication::Feed { extensions: sample().into_atom(), ..atom_syndication::Feed::default() };
        for text in [channel.to_string(), feed.to_string()] {
            assert!(text.contains(url), "{text}");
            assert!(text.contains("<media:title>a &lt; b</media:title>"), "{text}");
            assert!(text.contains(r#"title="two lines""#), "{text}");
        }
    }

    #[test]
    fn a_prefix_in_use_is_declared() {
        assert_eq!(sample().namespaces()["media"], "http://search.yahoo.com/mrss/");
        assert_eq!(known_namespace("thr"), Some("http://purl.org/syndication/thread/1.0"));
        assert_eq!(known_namespace("snf"), None);
        let escaped = atom_namespaces([("x".to_owned(), "https://a.example/?a&b".to_owned())].into());
        assert_eq!(escaped["x"], "https://a.example/?a&amp;b");
    }
}
