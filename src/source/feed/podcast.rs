//! What a podcast feed says of its episodes and of itself, as data under the names of its own elements.

use super::{
    item::{Hand, Pen},
    names::Space,
    prose::plain_prose,
    xml::{Attribute, Element, joined},
};
use crate::record::raw::{Node, Table, Value};

/// How deep elements stand in each other: `value`, `valueTimeSplit`, `remoteItem`.
const DEPTH: usize = 4;
/// Attributes that are addresses.
const ADDRESSES: [&str; 7] = ["url", "href", "img", "image", "src", "accountUrl", "feedUrl"];

/// Vocabularies of episodes: where two say one thing, the first is the richer one.
const VOCABULARIES: [&str; 3] = ["podcast", "itunes", "psc"];

/// Elements of an item that are parts of an episode: prefix, local name in small letters, and the part's name.
const EPISODE: [(&str, &str, &str); 24] = [
    ("podcast", "season", "season"),
    ("podcast", "episode", "number"),
    ("podcast", "chapters", "chapters"),
    ("podcast", "transcript", "transcripts"),
    ("podcast", "soundbite", "soundbites"),
    ("podcast", "person", "persons"),
    ("podcast", "location", "locations"),
    ("podcast", "license", "license"),
    ("podcast", "alternateenclosure", "alternate_enclosures"),
    ("podcast", "value", "value"),
    ("podcast", "socialinteract", "social"),
    ("podcast", "txt", "txt"),
    ("podcast", "funding", "funding"),
    ("podcast", "chat", "chat"),
    ("podcast", "contentlink", "content_links"),
    ("podcast", "image", "images"),
    ("itunes", "season", "season"),
    ("itunes", "episode", "number"),
    ("itunes", "episodetype", "type"),
    ("itunes", "explicit", "explicit"),
    ("itunes", "block", "block"),
    ("itunes", "title", "title"),
    ("itunes", "image", "image"),
    ("psc", "chapters", "chapters"),
];

/// The same of a channel.
const SHOW: [(&str, &str, &str); 33] = [
    ("podcast", "guid", "guid"),
    ("podcast", "locked", "locked"),
    ("podcast", "funding", "funding"),
    ("podcast", "person", "persons"),
    ("podcast", "location", "locations"),
    ("podcast", "trailer", "trailers"),
    ("podcast", "license", "license"),
    ("podcast", "value", "value"),
    ("podcast", "medium", "medium"),
    ("podcast", "liveitem", "live"),
    ("podcast", "socialinteract", "social"),
    ("podcast", "block", "block"),
    ("podcast", "txt", "txt"),
    ("podcast", "remoteitem", "remote_items"),
    ("podcast", "podroll", "podroll"),
    ("podcast", "updatefrequency", "update_frequency"),
    ("podcast", "podping", "podping"),
    ("podcast", "chat", "chat"),
    ("podcast", "publisher", "publisher"),
    ("podcast", "image", "images"),
    ("itunes", "category", "categories"),
    ("itunes", "type", "type"),
    ("itunes", "author", "author"),
    ("itunes", "owner", "owner"),
    ("itunes", "explicit", "explicit"),
    ("itunes", "image", "image"),
    ("itunes", "title", "title"),
    ("itunes", "block", "block"),
    ("itunes", "complete", "complete"),
    ("itunes", "new-feed-url", "new_feed_url"),
    ("itunes", "applepodcastsverify", "applepodcastsverify"),
    ("spotify", "limit", "spotify_limit"),
    ("spotify", "countryoforigin", "countries"),
];

/// What part of an episode an element is.
pub(super) fn part_of_episode(element: &Element) -> Option<&'static str> {
    part(element, &EPISODE)
}

fn part(element: &Element, table: &[(&str, &'static str, &'static str)]) -> Option<&'static str> {
    let prefix = element.space.prefix()?;
    let name = element.local.to_ascii_lowercase();
    table.iter().find(|(space, local, _)| *space == prefix && *local == name).map(|(.., part)| *part)
}

impl Hand<'_, '_, '_> {
    /// Puts the parts of the episode together.
    pub(super) fn episode(&mut self, elements: &[&Element], title: Option<&str>) {
        let mut parts: Vec<(&'static str, Vec<Node>)> = Vec::new();
        for prefix in VOCABULARIES {
            for element in elements.iter().filter(|element| element.space.prefix() == Some(prefix)) {
                let Some(name) = part_of_episode(element).filter(|_| !names_no_file(element)) else { continue };
                if name == "title" && title == Some(element.text().as_str()) {
                    continue;
                }
                let node = data(element, self.pen, &|text, element| self.address(text, element), DEPTH);
                match parts.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, nodes)) => nodes.push(node),
                    None => parts.push((name, vec![node])),
                }
            }
        }
        let members: Vec<(String, Node)> =
            parts.into_iter().map(|(name, nodes)| (name.to_owned(), one_or_list(nodes))).collect();
        if !members.is_empty() {
            let node = self.pen.node(Value::Table(Table(members)), self.item);
            self.fields.push(("episode".to_owned(), node));
        }
    }
}

fn one_or_list(mut nodes: Vec<Node>) -> Node {
    if nodes.len() == 1 {
        return nodes.remove(0);
    }
    let (line, column) = nodes.first().map_or((0, 0), |node| (node.line, node.column));
    Node::new(Value::List(nodes), line, column)
}

/// Whether an element stands for a file that it does not name: programs leave the address empty where there is none.
fn names_no_file(element: &Element) -> bool {
    let is_file = match element.space.prefix() {
        Some("podcast") => matches!(element.local.as_str(), "transcript" | "chapters" | "image"),
        Some("itunes") => element.local == "image",
        _ => false,
    };
    is_file && element.text().is_empty() && element.attributes.iter().any(is_empty_address)
}

fn is_empty_address(attribute: &Attribute) -> bool {
    ADDRESSES.contains(&attribute.name.as_str()) && attribute.value.trim().is_empty()
}

/// An element as data: its text, or a table of its attributes, its elements and its text. Addresses are absolute, and an
/// empty one is none.
fn data(element: &Element, pen: &Pen<'_, '_>, address: &dyn Fn(&str, &Element) -> String, depth: usize) -> Node {
    let own: Vec<_> =
        element.attributes.iter().filter(|a| !a.name.starts_with("xml:") && !is_empty_address(a)).collect();
    let transcript = element.local == "transcript";
    if own.is_empty() && !element.has_elements() {
        // What leads to a page is more than its text, which alone would be taken for the address.
        let is_link = element.space.prefix() == Some("podcast") && matches!(&*element.local, "contentLink" | "funding");
        let text = element.text();
        return if is_link { pen.table(&[("text", Some(text))], element) } else { pen.text(text, element) };
    }
    let mut members: Vec<(String, Node)> = own
        .into_iter()
        .map(|attribute| {
            let is_address = ADDRESSES.contains(&attribute.name.as_str());
            let value = if is_address { address(&attribute.value, element) } else { attribute.value.clone() };
            (attribute.name.clone(), pen.text(value, element))
        })
        .collect();
    if transcript && element.attribute("rel").is_none() {
        members.push(("captions".to_owned(), pen.text("false", element)));
    }
    if depth > 0 {
        let mut inner: Vec<(String, Vec<Node>)> = Vec::new();
        for child in element.children().take(5000) {
            let node = data(child, pen, address, depth - 1);
            match inner.iter_mut().find(|(name, _)| *name == child.local) {
                Some((_, nodes)) => nodes.push(node),
                None => inner.push((child.local.clone(), vec![node])),
            }
        }
        members.extend(inner.into_iter().map(|(name, nodes)| (name, one_or_list(nodes))));
    }
    let text = if element.has_elements() { String::new() } else { element.text() };
    if !text.is_empty() {
        members.push(("text".to_owned(), pen.text(text, element)));
    }
    pen.node(Value::Table(Table(members)), element)
}

/// What a channel says as a show, under the names of `[feed.podcast]`.
pub(super) fn show(root: &Element, pen: &Pen<'_, '_>) -> Option<Table> {
    let channel = root.child(Space::Core, "channel")?;
    let base = channel.base.clone();
    let address = |text: &str, _: &Element| joined(base.as_deref(), text).unwrap_or_else(|| text.trim().to_owned());
    let mut parts: Vec<(&'static str, Vec<Node>)> = Vec::new();
    for element in channel.children() {
        let Some(name) = part(element, &SHOW).filter(|_| !names_no_file(element)) else { continue };
        let node = match name {
            // Who says neither yes nor no has locked nothing.
            "locked" if element.text().is_empty() => continue,
            "categories" => one_or_list(categories(element).into_iter().map(|text| pen.text(text, element)).collect()),
            // Apple's is a word, the namespace's one for each service.
            "block" if element.space.prefix() == Some("podcast") => {
                let id = element.attribute("id").map(str::to_owned);
                pen.table(&[("id", id), ("block", Some(element.text()))], element)
            }
            "podroll" | "publisher" => {
                let items = element.children().map(|item| data(item, pen, &address, DEPTH)).collect();
                one_or_list(items)
            }
            "live" => live(element, pen, &address),
            "podping" => pen.text(element.attribute("usesPodping").unwrap_or("false"), element),
            "spotify_limit" => pen.text(element.attribute("recentCount").unwrap_or_default(), element),
            "countries" => {
                let words = element.text();
                one_or_list(words.split_whitespace().map(|country| pen.text(country, element)).collect())
            }
            _ => data(element, pen, &address, DEPTH),
        };
        let nodes = match parts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, nodes)) => nodes,
            None => {
                parts.push((name, Vec::new()));
                let last = parts.len() - 1;
                &mut parts[last].1
            }
        };
        match node.value {
            Value::List(items) => nodes.extend(items),
            value => nodes.push(Node { value, ..node }),
        }
    }
    let members = parts.into_iter().map(|(name, nodes)| (name.to_owned(), one_or_list(nodes)));
    let members: Vec<(String, Node)> = members.filter(|(_, node)| !node.is_blank()).collect();
    if members.is_empty() {
        return None;
    }
    let mut show = Table(members);
    say_otherwise(&mut show, channel, pen);
    let own = channel.children().find(|child| child.is(Space::Atom, "link") && child.attribute("rel") == Some("self"));
    if let Some(own) = own.and_then(|link| link.attribute("href")) {
        show.0.push(("self".to_owned(), pen.text(own, channel)));
    }
    Some(show)
}

/// What the channel says in words that are not those of podcasts, where it does not say it in theirs: its people, as Podlove
/// names them, its copyright, its licence.
fn say_otherwise(show: &mut Table, channel: &Element, pen: &Pen<'_, '_>) {
    let has = |show: &Table, name: &str| show.get(name).is_some();
    let copyright = channel.child(Space::Core, "copyright").filter(|_| !has(show, "copyright"));
    if let Some(copyright) = copyright.filter(|copyright| !copyright.text().is_empty()) {
        show.0.push(("copyright".to_owned(), pen.text(plain_prose(copyright), copyright)));
    }
    let is_license = |child: &&Element| {
        matches!(child.space.prefix(), Some("creativeCommons" | "cc")) && child.local.eq_ignore_ascii_case("license")
    };
    if let Some(license) = channel.children().find(is_license).filter(|_| !has(show, "license")) {
        let resource = || license.attributes.iter().find(|a| a.name.ends_with("resource")).map(|a| a.value.clone());
        let url = Some(license.text()).filter(|text| !text.is_empty()).or_else(resource).unwrap_or_default();
        let name = creative_commons(&url);
        let node = match name {
            Some(_) => pen.table(&[("name", name), ("url", Some(url))], license),
            None => pen.text(url, license),
        };
        show.0.push(("license".to_owned(), node));
    }
    let contributors = channel.children().filter(|child| child.is(Space::Atom, "contributor"));
    let persons: Vec<Node> = contributors
        .filter_map(|person| {
            let own = |names: &[&str]| {
                let child = person.children().find(|child| names.contains(&child.local.as_str()))?;
                Some(child.text()).filter(|text| !text.is_empty())
            };
            let name = own(&["name"])?;
            Some(pen.table(&[("name", Some(name)), ("href", own(&["uri", "url"]))], person))
        })
        .collect();
    if !persons.is_empty() && !has(show, "persons") {
        show.0.push(("persons".to_owned(), one_or_list(persons)));
    }
}

/// `https://creativecommons.org/licenses/by-nc/4.0/` by its name in SPDX: `cc-by-nc-4.0`.
fn creative_commons(url: &str) -> Option<String> {
    let path = url.split_once("creativecommons.org/")?.1;
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let kind = parts.next()?;
    let (name, version) = (parts.next()?, parts.next()?);
    match (kind, name) {
        ("licenses", name) => Some(format!("cc-{name}-{version}").to_ascii_lowercase()),
        ("publicdomain", "zero") => Some(format!("cc0-{version}")),
        _ => None,
    }
}

/// `Category > Subcategory`, once for each subcategory.
fn categories(element: &Element) -> Vec<String> {
    let own = element.attribute("text").unwrap_or_default().trim();
    let below = element.children().filter_map(|child| child.attribute("text"));
    let below: Vec<String> = below.map(|below| format!("{own} > {}", below.trim())).collect();
    if below.is_empty() { vec![own.to_owned()] } else { below }
}

/// A stream, whose elements of RSS itself are named as the configuration names them.
fn live(element: &Element, pen: &Pen<'_, '_>, address: &dyn Fn(&str, &Element) -> String) -> Node {
    let mut members: Vec<(String, Node)> =
        element.attributes.iter().map(|a| (a.name.clone(), pen.text(a.value.as_str(), element))).collect();
    let mut children: Vec<&Element> = element.children().collect();
    children.sort_by_key(|child| VOCABULARIES.iter().position(|known| child.space.prefix() == Some(*known)));
    for child in children {
        let name = child.local.as_str();
        match (child.space, part_of_episode(child).filter(|_| !names_no_file(child))) {
            (Space::Core, _) if name == "enclosure" => {
                let own = |name: &str| child.attribute(name).unwrap_or_default().to_owned();
                members.push(("url".to_owned(), pen.text(address(&own("url"), child), child)));
                members.push(("media_type".to_owned(), pen.text(own("type"), child)));
            }
            (Space::Core, _) if matches!(name, "title" | "guid" | "link" | "description") => {
                members.push((name.to_owned(), pen.text(child.text(), child)));
            }
            (_, Some("title")) => {}
            (_, Some(part)) => {
                let node = data(child, pen, address, DEPTH);
                match members.iter_mut().find(|(known, _)| known == part) {
                    Some((_, Node { value: Value::List(list), .. })) => list.push(node),
                    Some((_, known)) => {
                        let before = std::mem::replace(known, Node::new(Value::Null, node.line, node.column));
                        known.value = Value::List(vec![before, node]);
                    }
                    None => members.push((part.to_owned(), node)),
                }
            }
            _ => {}
        }
    }
    pen.node(Value::Table(Table(members)), element)
}
