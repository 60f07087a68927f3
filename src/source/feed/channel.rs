//! What a feed says about itself and lends to its items: who wrote them, in which language, under whose rights, and where
//! they come from.

use super::{
    About,
    item::Pen,
    names::Space,
    people,
    prose::{paragraphs, plain, plain_prose, prose},
    xml::{Element, joined},
};
use crate::{
    record::raw::{Derived, Node, Table, Value},
    value::Language,
};

/// A feed without its items.
pub(super) struct Channel {
    /// What relative addresses begin at where nothing is declared.
    pub base: Option<String>,
    language: Option<String>,
    authors: Vec<Node>,
    rights: Option<Node>,
    /// Title, page, address and id.
    source: Option<Node>,
}

/// What a feed says of itself, as its root has it.
pub(super) fn about(root: &Element) -> About {
    let head = root.child(Space::Core, "channel").unwrap_or(root);
    let own = |names: &[&str]| {
        let is_own = |child: &&Element| matches!(child.space, Space::Core | Space::Atom);
        let named = |child: &&Element| names.iter().any(|name| child.local.eq_ignore_ascii_case(name));
        let text = head.children().filter(is_own).find(named).map(|child| plain(&plain_prose(child)));
        text.filter(|text| !text.is_empty())
    };
    let links = || head.children().filter(|child| child.is(Space::Core, "link") || child.is(Space::Atom, "link"));
    let page = links().map(Element::text).find(|text| is_web(text));
    let alternate = || {
        let mut pages = links().filter(|link| matches!(link.attribute("rel"), None | Some("alternate")));
        pages.find_map(|link| {
            let base = link.base.as_deref().or(head.base.as_deref());
            joined(base, link.attribute("href")?).filter(|href| is_web(href))
        })
    };
    let hubs = links().filter(|link| link.attribute("rel") == Some("hub"));
    let related = |rels: &[&str]| {
        let mut links = links().filter(|link| link.attribute("rel").is_some_and(|rel| rels.contains(&rel)));
        let link = links.find(|link| link.attribute("href").is_some())?;
        let base = link.base.as_deref().or(head.base.as_deref());
        joined(base, link.attribute("href")?).filter(|href| is_web(href))
    };
    About {
        own: related(&["self"]),
        further: related(&["next", "prev-archive"]),
        hubs: hubs.filter_map(|link| link.attribute("href")).filter(|href| is_web(href)).map(str::to_owned).collect(),
        title: own(&["title"]),
        link: page.or_else(alternate),
        description: described(head),
        language: own(&["language"])
            .or_else(|| head.language.as_deref().map(str::to_owned))
            .filter(|tag| tag.parse::<Language>().is_ok()),
    }
}

/// What a feed says of itself in plain words, with its paragraphs. Apple's summary counts where nothing else says anything.
fn described(head: &Element) -> Option<String> {
    let named = |child: &&Element| match child.space.prefix() {
        None | Some("atom") => {
            ["description", "subtitle", "tagline"].iter().any(|name| child.local.eq_ignore_ascii_case(name))
        }
        _ => false,
    };
    let is_apples = |child: &&Element| child.is_of("itunes", "summary") || child.is_of("googleplay", "description");
    let own = head.children().filter(|child| matches!(child.space, Space::Core | Space::Atom)).filter(named);
    let all = own.chain(head.children().filter(is_apples));
    all.map(|child| paragraphs(&prose(child))).find(|text| !text.is_empty())
}

impl Channel {
    /// The channel of a document: its root, the name under which it is known, and its places.
    pub(super) fn of(root: &Element, name: &str, pen: &Pen<'_, '_>) -> Self {
        let is_atom = root.space == Space::Atom || root.local == "feed";
        let head = if is_atom { root } else { root.child(Space::Core, "channel").unwrap_or(root) };
        let fetched = Some(name).filter(|name| is_web(name));
        let is_link = |child: &&Element| child.local.eq_ignore_ascii_case("link");
        let links = || head.children().filter(is_link).filter(|link| matches!(link.space, Space::Core | Space::Atom));
        let page = links().map(Element::text).find(|text| is_web(text));
        let by_rel = |wanted: &[Option<&str>]| {
            let mut links = links().filter(|link| wanted.contains(&link.attribute("rel")));
            links.find_map(|link| {
                let base = link.base.as_deref().or(head.base.as_deref()).or(fetched).or(page.as_deref());
                joined(base, link.attribute("href")?).filter(|href| is_web(href))
            })
        };
        let own = by_rel(&[Some("self")]).or_else(|| fetched.map(str::to_owned));
        let page = page.clone().or_else(|| by_rel(&[None, Some("alternate")]));
        let title = head.children().find(|child| {
            matches!(child.space, Space::Core | Space::Atom) && child.local.eq_ignore_ascii_case("title")
        });
        let title = title.map(|title| plain(&plain_prose(title)));
        let id = head.child(Space::Atom, "id").map(Element::text);
        let language = head.child(Space::Core, "language").map(Element::text);
        let language = language.or_else(|| head.children().find(|c| c.is_of("dc", "language")).map(Element::text));
        let language = language.or_else(|| head.language.as_deref().map(str::to_owned));
        let authors = head.children().filter(|child| is_atom && child.is(Space::Atom, "author"));
        let authors = authors.filter(|author| {
            // An author who is called like the feed stands there because Atom wants one.
            let name = author.child(Space::Atom, "name").map(Element::text);
            let is_bare = author.children().count() == 1;
            !(is_bare && name.is_some() && name == title)
        });
        let rights = head.child(Space::Atom, "rights").filter(|_| is_atom);
        let has_source = title.as_deref().is_some_and(|title| !title.is_empty()) || page.is_some() || own.is_some();
        let source = [("title", title.clone()), ("url", page.clone()), ("feed", own.clone()), ("id", id)];
        Self {
            base: head.base.as_deref().map(str::to_owned).or_else(|| page.clone()).or(own),
            // A tag that is none would be said of every item.
            language: language.filter(|tag| tag.parse::<Language>().is_ok()),
            authors: authors.filter_map(|author| people::of_atom(author, None, pen)).collect(),
            rights: rights.map(|rights| pen.text(plain_prose(rights), rights)).filter(|rights| !rights.is_blank()),
            source: has_source.then(|| pen.table(&source, head)),
        }
    }

    /// A channel of a feed that is no XML.
    pub(super) const fn new(
        base: Option<String>,
        language: Option<String>,
        authors: Vec<Node>,
        source: Option<Node>,
    ) -> Self {
        Self { base, language, authors, rights: None, source }
    }

    /// Whether a language is that of the feed.
    pub(super) fn speaks(&self, tag: &str) -> bool {
        self.language.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(tag))
    }

    /// Lends an item what it does not say itself.
    pub(super) fn lend(&self, item: &Element, found: &mut Vec<(String, Node)>, pen: &Pen<'_, '_>) {
        if item.language.is_some() && self.language.is_none() {
            let tag = item.language.as_deref().filter(|tag| tag.parse::<Language>().is_ok());
            found.extend(tag.map(|tag| ("language".to_owned(), pen.text(tag, item))));
        }
        self.lend_to(found);
    }

    /// The same for an item that declares no language.
    pub(super) fn lend_to(&self, found: &mut Vec<(String, Node)>) {
        let text = |text: &String| Node::text(text.as_str(), 0, 0);
        found.extend(self.language.as_ref().map(|tag| ("language".to_owned(), text(tag))));
        if let Some(first) = self.authors.first() {
            let (line, column) = (first.line, first.column);
            found.push(("authors".to_owned(), Node::new(Value::List(self.authors.clone()), line, column)));
        }
        found.extend(self.rights.clone().map(|rights| ("rights".to_owned(), rights)));
        found.extend(self.source.clone().map(|source| ("source".to_owned(), source)));
    }

    /// How what was lent was come by.
    pub(super) fn derived(&self, found: &[(String, Node)]) -> Vec<Derived> {
        let field = |name: &str| match name {
            "language" => Some(("language", "the feed")),
            "authors" => Some(("authors", "the feed")),
            "rights" => Some(("rights", "the feed")),
            "source" => Some(("source", "the feed")),
            _ => None,
        };
        let of = |(name, node): &(String, Node)| {
            let (field, from) = field(name)?;
            Some(Derived { field, from: from.to_owned(), line: node.line })
        };
        found.iter().filter_map(of).collect()
    }
}

/// A table, if anything is in it.
pub(super) fn source_of(members: Vec<(String, Node)>) -> Option<Node> {
    (!members.is_empty()).then(|| Node::new(Value::Table(Table(members)), 0, 0))
}

pub(super) fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
