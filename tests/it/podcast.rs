//! Podcasts: what a show and its episodes say reaches the feed tag by tag, and comes back from it.

mod companions;
mod every_tag;
mod known;
mod moving;
mod readers;
mod real_show;
mod tags;

use crate::support::Publication;
use roxmltree::{Document, Node};
use std::fmt::Write;

/// A publication that says everything that there is to say.
pub fn everything() -> Publication {
    let here = Publication::empty();
    here.config(include_str!("podcast/everything.toml"));
    here.file("data/one.md", include_str!("podcast/everything.md"));
    here
}

/// The namespaces as the specifications spell them.
const NAMESPACES: &str = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
    xmlns:podcast='https://podcastindex.org/namespace/1.0' xmlns:psc='http://podlove.org/simple-chapters' \
    xmlns:media='http://search.yahoo.com/mrss/' xmlns:spotify='http://www.spotify.com/ns/rss'";

/// An element in a form that knows neither prefixes nor the order of attributes and of different children.
pub fn form(node: Node<'_, '_>) -> String {
    let mut attributes: Vec<_> = node
        .attributes()
        .map(|a| format!(" {}{}={:?}", a.namespace().unwrap_or_default(), a.name(), a.value()))
        .collect();
    attributes.sort();
    let mut children: Vec<(String, String)> = Vec::new();
    for child in node.children().filter(Node::is_element) {
        children.push((child.tag_name().name().to_owned(), form(child)));
    }
    // Stable: what has one name keeps its order.
    children.sort_by(|a, b| a.0.cmp(&b.0));
    let mut out = String::new();
    let space = node.tag_name().namespace().unwrap_or_default();
    write!(out, "<{space} {}{}>", node.tag_name().name(), attributes.concat()).expect("memory");
    if children.is_empty() {
        out.push_str(node.text().unwrap_or_default().trim());
    }
    children.iter().for_each(|(_, child)| out.push_str(child));
    out.push_str("</>");
    out
}

/// The children of these names' namespaces, in that form.
pub fn forms(parent: Node<'_, '_>, namespaces: &[&str]) -> Vec<String> {
    let children = parent.children().filter(Node::is_element);
    let mut forms: Vec<String> = children
        .filter(|child| child.tag_name().namespace().is_some_and(|ns| namespaces.contains(&ns)))
        .map(form)
        .collect();
    forms.sort();
    forms
}

/// Fails unless exactly these elements of their namespaces stand in `parent`: what is missing and what is too much.
pub fn expect_elements(parent: Node<'_, '_>, expected: &str, namespaces: &[&str]) {
    let text = format!("<x {NAMESPACES}>{expected}</x>");
    let wanted = Document::parse(&text).expect("the test's XML is whole");
    let wanted = forms(wanted.root_element(), namespaces);
    let found = forms(parent, namespaces);
    let missing: Vec<_> = wanted.iter().filter(|form| !found.contains(form)).collect();
    let surplus: Vec<_> = found.iter().filter(|form| !wanted.contains(form)).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nfound instead: {surplus:#?}");
    assert_eq!(wanted.len(), found.len(), "nothing stands twice");
}

pub const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
pub const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
pub const PSC: &str = "http://podlove.org/simple-chapters";
pub const SPOTIFY: &str = "http://www.spotify.com/ns/rss";
pub const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// A channel and its first item.
pub fn channel<'d>(document: &'d Document<'_>) -> (Node<'d, 'd>, Node<'d, 'd>) {
    let channel = document.root_element().first_element_child().expect("a channel");
    let item = channel.children().find(|node| node.has_tag_name("item")).expect("an item");
    (channel, item)
}
