//! What a feed says, read with a parser for XML or JSON and nothing that knows Courant.

use chrono::{DateTime, SecondsFormat, Utc};
use roxmltree::{Document, Node};
use serde_json::Value;

/// The namespace of Atom.
pub const ATOM: &str = "http://www.w3.org/2005/Atom";
/// The namespace of Dublin Core.
pub const DC: &str = "http://purl.org/dc/elements/1.1/";
/// The namespace of `content:encoded`.
pub const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";

/// What all three formats say about an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// RSS `guid`, Atom and JSON `id`.
    pub id: String,
    /// Empty where there is none.
    pub title: String,
    /// The permalink.
    pub link: Option<String>,
    /// In UTC to the second: `2016-11-14T05:00:00Z`.
    pub published: Option<String>,
    /// Name and address of each author.
    pub authors: Vec<(String, Option<String>)>,
    /// What readers see of each category.
    pub categories: Vec<String>,
    /// The whole body as HTML, else as text.
    pub body: String,
}

/// An instant in UTC to the second.
#[track_caller]
pub fn instant(text: &str) -> String {
    let read = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    let read = read.unwrap_or_else(|error| panic!("{text:?} is no date for feeds: {error}"));
    read.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The items of an RSS document.
#[track_caller]
pub fn rss(xml: &str) -> Vec<Item> {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error} in {xml}"));
    assert_eq!(document.root_element().attribute("version"), Some("2.0"), "RSS 2.0");
    let items = document.descendants().filter(|node| node.has_tag_name("item"));
    items
        .map(|item| {
            let text = |name: &str| child(item, "", name).map(content);
            let mut authors: Vec<_> = children(item, DC, "creator").map(|node| (content(node), None)).collect();
            authors.extend(children(item, "", "author").map(|node| mailbox(&content(node))));
            Item {
                id: text("guid").unwrap_or_default(),
                title: text("title").unwrap_or_default(),
                link: text("link"),
                published: text("pubDate").as_deref().map(instant),
                authors,
                categories: children(item, "", "category").map(content).collect(),
                body: child(item, CONTENT, "encoded").map(content).or_else(|| text("description")).unwrap_or_default(),
            }
        })
        .collect()
}

/// `mail (Name)` as name and address.
fn mailbox(text: &str) -> (String, Option<String>) {
    match text.split_once(" (") {
        Some((mail, name)) => (name.trim_end_matches(')').to_owned(), Some(mail.to_owned())),
        None => (String::new(), Some(text.to_owned())),
    }
}

/// The entries of an Atom document.
#[track_caller]
pub fn atom(xml: &str) -> Vec<Item> {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error} in {xml}"));
    assert!(document.root_element().has_tag_name((ATOM, "feed")), "Atom 1.0");
    let entries = document.descendants().filter(|node| node.has_tag_name((ATOM, "entry")));
    entries
        .map(|entry| {
            let text = |name: &str| child(entry, ATOM, name).map(content);
            let person = |node: Node<'_, '_>| {
                (child(node, ATOM, "name").map(content).unwrap_or_default(), child(node, ATOM, "email").map(content))
            };
            let alternate = |node: &Node<'_, '_>| {
                node.attribute("rel").unwrap_or("alternate") == "alternate" && !node.has_attribute("hreflang")
            };
            let seen =
                |node: Node<'_, '_>| node.attribute("label").or(node.attribute("term")).unwrap_or_default().to_owned();
            Item {
                id: text("id").unwrap_or_default(),
                title: text("title").unwrap_or_default(),
                link: children(entry, ATOM, "link")
                    .find(alternate)
                    .and_then(|node| node.attribute("href"))
                    .map(str::to_owned),
                published: text("published").as_deref().map(instant),
                authors: children(entry, ATOM, "author").map(person).collect(),
                categories: children(entry, ATOM, "category").map(seen).collect(),
                body: text("content").unwrap_or_default(),
            }
        })
        .collect()
}

/// The items of a JSON Feed.
#[track_caller]
pub fn json(text: &str) -> Vec<Item> {
    let feed: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    let items = feed["items"].as_array().expect("`items` is a list");
    items
        .iter()
        .map(|item| {
            let text = |name: &str| item[name].as_str().map(str::to_owned);
            let list = |name: &str| item[name].as_array().cloned().unwrap_or_default();
            Item {
                id: text("id").expect("an id is a string"),
                title: text("title").unwrap_or_default(),
                link: text("url"),
                published: text("date_published").as_deref().map(instant),
                authors: list("authors").iter().map(|who| (super::text(&who["name"]).to_owned(), None)).collect(),
                categories: list("tags").iter().map(|tag| super::text(tag).to_owned()).collect(),
                body: text("content_html").or_else(|| text("content_text")).unwrap_or_default(),
            }
        })
        .collect()
}

/// The children with this name; no namespace is written as an empty one.
pub fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| {
        child.is_element()
            && child.tag_name().name() == name
            && child.tag_name().namespace().unwrap_or_default() == namespace
    })
}

/// The first child with this name.
pub fn child<'a, 'input: 'a>(node: Node<'a, 'input>, namespace: &'static str, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| {
        child.is_element()
            && child.tag_name().name() == name
            && child.tag_name().namespace().unwrap_or_default() == namespace
    })
}

/// All text inside an element.
pub fn content(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect()
}
