//! What Atom 1.0 demands (RFC 4287).

use super::{Facts, Findings, check_namespaces, date::is_rfc3339, is_blank, xml};
use crate::value::is_absolute_iri;
use std::collections::{BTreeMap, HashSet};
use xml::Element;

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// How often a child may stand in its parent.
#[derive(Clone, Copy, PartialEq)]
enum Times {
    Once,
    AtMostOnce,
    Any,
}

/// The children of an entry (RFC 4287 §4.1.2).
const ENTRY: [(&str, Times); 12] = [
    ("id", Times::Once),
    ("title", Times::Once),
    ("updated", Times::Once),
    ("author", Times::Any),
    ("category", Times::Any),
    ("content", Times::AtMostOnce),
    ("contributor", Times::Any),
    ("link", Times::Any),
    ("published", Times::AtMostOnce),
    ("rights", Times::AtMostOnce),
    ("source", Times::AtMostOnce),
    ("summary", Times::AtMostOnce),
];

/// The children of a feed (RFC 4287 §4.1.1).
const FEED: [(&str, Times); 13] = [
    ("id", Times::Once),
    ("title", Times::Once),
    ("updated", Times::Once),
    ("author", Times::Any),
    ("category", Times::Any),
    ("contributor", Times::Any),
    ("generator", Times::AtMostOnce),
    ("icon", Times::AtMostOnce),
    ("link", Times::Any),
    ("logo", Times::AtMostOnce),
    ("rights", Times::AtMostOnce),
    ("subtitle", Times::AtMostOnce),
    ("entry", Times::Any),
];

/// Judges one entry.
pub(super) fn item(fragment: &str, namespaces: &BTreeMap<String, String>, findings: &mut Findings) -> Facts {
    let mut outer = namespaces.clone();
    // Feeds have Atom as their default namespace; `envelope` makes sure of it.
    outer.insert(String::new(), ATOM.to_owned());
    let tree = match xml::read_fragment(fragment, &outer) {
        Ok(tree) => tree,
        Err(fault) => {
            findings.malformed(&fault);
            return Facts::default();
        }
    };
    let entry = tree.root();
    if !entry.is(ATOM, "entry") {
        findings
            .invalid("entry", format!("an Atom entry is an `<entry>` of Atom's namespace, not `<{}>`", entry.local()));
        return Facts::default();
    }
    check_children(entry, &ENTRY, findings);
    check_constructs(entry, findings);
    let has_alternate = check_links(entry, findings);
    match entry.first(ATOM, "content") {
        None if !has_alternate => {
            findings.incomplete("content", "an entry needs `<content>` or a link with `rel=\"alternate\"`");
        }
        Some(content) if content.attribute("src").is_none() => check_text_type(content, findings),
        _ => {}
    }
    let author = |parent: Element<'_>| parent.first(ATOM, "author").is_some();
    let has_author = author(entry) || entry.first(ATOM, "source").is_some_and(author);
    let id = entry.first(ATOM, "id").map(|id| id.text().to_owned());
    Facts { id: id.filter(|id| !is_blank(id)), has_author, namespaces: tree.borrowed }
}

/// Judges what surrounds the entries.
pub(super) fn envelope(text: &str, facts: &[Facts], findings: &mut Findings) {
    let tree = match xml::read_document(text) {
        Ok(tree) => tree,
        Err(fault) => return findings.malformed(&fault),
    };
    let feed = tree.root();
    if !feed.is(ATOM, "feed") || tree.declared.get("").is_none_or(|default| default != ATOM) {
        findings.invalid("feed", format!("the root of Atom is `<feed xmlns=\"{ATOM}\">`"));
        return;
    }
    check_namespaces(&tree.declared, facts, findings);
    check_children(feed, &FEED, findings);
    check_constructs(feed, findings);
    check_links(feed, findings);
    if feed.first(ATOM, "author").is_none() && !facts.iter().all(|facts| facts.has_author) {
        findings.incomplete("author", "the feed needs an `<author>`, since not every entry has one of its own");
    }
    let is_self = |link: Element<'_>| link.attribute("rel") == Some("self");
    if !feed.all(ATOM, "link").any(is_self) {
        findings.self_missing("link rel=self");
    }
}

/// Elements of Atom's namespace must be those of the specification, as often as it says.
fn check_children(parent: Element<'_>, known: &[(&str, Times)], findings: &mut Findings) {
    let mut seen = HashSet::new();
    for child in parent.children().filter(|child| child.namespace() == ATOM) {
        let name = child.local();
        match known.iter().find(|(known, _)| *known == name) {
            None => findings.invalid(name, format!("`<{name}>` is no element of Atom inside `<{}>`", parent.local())),
            Some((_, times)) if !seen.insert(name) && *times != Times::Any => {
                findings.invalid(name, format!("`<{name}>` may stand only once inside `<{}>`", parent.local()));
            }
            Some(_) => {}
        }
    }
    for (name, _) in known.iter().filter(|(name, times)| *times == Times::Once && !seen.contains(name)) {
        findings.incomplete(name, format!("`<{}>` needs a `<{name}>`", parent.local()));
    }
}

/// Ids, dates, texts, people and categories (RFC 4287 §3, §4.2).
fn check_constructs(parent: Element<'_>, findings: &mut Findings) {
    for child in parent.children().filter(|child| child.namespace() == ATOM) {
        let (name, text) = (child.local(), child.text());
        match name {
            "id" if !is_absolute_iri(text) => findings.invalid(name, format!("`{text}` in `<id>` is no absolute IRI")),
            "updated" | "published" if !is_rfc3339(text) => {
                findings.invalid(name, format!("`{text}` in `<{name}>` is no RFC 3339 date with time and zone"));
            }
            "title" | "subtitle" | "summary" | "rights" => check_text_type(child, findings),
            "author" | "contributor" if child.first(ATOM, "name").is_none_or(|name| is_blank(name.text())) => {
                findings.incomplete(name, format!("`<{name}>` needs a `<name>`"));
            }
            "category" if child.attribute("term").is_none_or(is_blank) => {
                findings.incomplete(name, "`<category>` needs a `term`");
            }
            _ => {}
        }
    }
}

/// `text` and `html` are all that is written here; other types would need their children judged.
fn check_text_type(element: Element<'_>, findings: &mut Findings) {
    let name = element.local();
    match element.attribute("type") {
        None | Some("text" | "html") if element.children().next().is_some() => {
            findings.invalid(name, format!("`<{name}>` has elements inside, but its type is not `xhtml`"));
        }
        None | Some("text" | "html" | "xhtml") => {}
        // RFC 4287 §4.1.3.1: content may have a media type, text constructs (§3.1.1) may not.
        Some(media_type) if name == "content" && media_type.contains('/') => {}
        Some(other) => {
            findings.invalid(name, format!("the type of `<{name}>` is `text`, `html` or `xhtml`, not `{other}`"))
        }
    }
}

/// Checks the links; says whether one of them is an alternate.
fn check_links(parent: Element<'_>, findings: &mut Findings) -> bool {
    let mut alternates = HashSet::new();
    for link in parent.all(ATOM, "link") {
        if link.attribute("href").is_none_or(is_blank) {
            findings.incomplete("link", "`<link>` needs an `href`");
        }
        // RFC 4287 §4.2.7.2: without `rel` a link is an alternate.
        let is_alternate = link.attribute("rel").is_none_or(|rel| rel == "alternate");
        if is_alternate && !alternates.insert((link.attribute("type"), link.attribute("hreflang"))) {
            findings.invalid("link", "two links with `rel=\"alternate\"` have the same `type` and `hreflang`");
        }
    }
    !alternates.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::lint::{
        self, Facts,
        tests::{ATOM, rules},
    };
    use crate::value::Format;
    use std::collections::BTreeMap;

    const BASE: &str = "<id>tag:a.example,2026:x</id><title>T</title><updated>2026-11-22T09:30:00Z</updated>";
    const PAGE: &str = "<link rel='alternate' type='text/html' href='https://a.example/'/>";

    fn judge(entry: &str) -> (Vec<&'static str>, Facts) {
        let (findings, facts) = lint::item(Format::Atom, entry, &BTreeMap::new());
        (rules(&findings), facts)
    }

    #[test]
    fn entries() {
        const INCOMPLETE: &[&str] = &["document-incomplete"];
        const INVALID: &[&str] = &["document-invalid"];
        let table: [(&str, &[&str]); 22] = [
            (PAGE, &[]),
            ("<link href='https://a.example/'/>", &[]),
            ("<content type='html'>&lt;p></content>", &[]),
            ("", INCOMPLETE),
            ("<link rel='related' href='https://a.example/'/>", INCOMPLETE),
            ("<content/><content/>", INVALID),
            ("<content type='html'><p/></content>", INVALID),
            ("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'/></content>", &[]),
            ("<content type='markdown'/>", INVALID),
            ("<content/><summary type='text/html'/>", INVALID),
            ("<content/><summary type='html'/>", &[]),
            ("<content/><published>2026-11-22</published>", INVALID),
            ("<content/><published>2026-11-22T09:30:00Z</published>", &[]),
            ("<content/><link rel='via'/>", INCOMPLETE),
            ("<content/><author><email>a@a.example</email></author>", INCOMPLETE),
            ("<content/><category/>", INCOMPLETE),
            ("<content/><category term='a'/><category term='b'/>", &[]),
            ("<content/><guid/>", INVALID),
            ("<content/><x:y/>", &["document-malformed"]),
            ("<content/><x:y xmlns:x='http://x.example/'/>", &[]),
            ("<link href='https://a.example/'/><link href='https://b.example/'/>", INVALID),
            ("<link href='https://a.example/'/><link hreflang='de' href='https://b.example/'/>", &[]),
        ];
        for (children, expected) in table {
            assert_eq!(judge(&format!("<entry>{BASE}{children}</entry>")).0, expected, "{children}");
        }
        for (entry, expected) in [
            (format!("<entry>{PAGE}</entry>"), &["document-incomplete"; 3][..]),
            (format!("<entry><id>x</id><title/><updated>2026-11-22T09:30:00Z</updated>{PAGE}</entry>"), INVALID),
            (format!("<entry><id>a:b</id><title/><updated> 2026-11-22T09:30:00Z</updated>{PAGE}</entry>"), INVALID),
            (format!("<entry><id>a:b</id><title/><updated>2026-11-22T09:30:00Z</updated>{PAGE}</entry>"), &[]),
            (format!("<entry>{BASE}{BASE}{PAGE}</entry>"), &["document-invalid"; 3]),
            ("<item/>".to_owned(), INVALID),
            ("<entry xmlns=''/>".to_owned(), INVALID),
        ] {
            assert_eq!(judge(&entry).0, expected, "{entry}");
        }
    }

    #[test]
    fn facts() {
        let author = "<author><name>A</name></author>";
        for (children, has_author) in [
            (PAGE.to_owned(), false),
            (format!("{PAGE}{author}"), true),
            (format!("{PAGE}<source>{author}</source>"), true),
        ] {
            let (_, facts) = judge(&format!("<entry>{BASE}{children}</entry>"));
            assert_eq!((facts.id.as_deref(), facts.has_author), (Some("tag:a.example,2026:x"), has_author));
        }
    }

    #[test]
    fn feeds() {
        const SELF: &str = "<link rel='self' href='https://a.example/atom.xml'/>";
        const AUTHOR: &str = "<author><name>A</name></author>";
        let judge = |children: &str, authored: &[bool]| {
            let facts: Vec<Facts> =
                authored.iter().map(|has_author| Facts { has_author: *has_author, ..Facts::default() }).collect();
            let head = format!("<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='{ATOM}'>{children}\n");
            rules(&lint::envelope(Format::Atom, &head, "\n</feed>\n", &facts))
        };
        assert_eq!(judge(&format!("{BASE}{SELF}{AUTHOR}"), &[true, false]), [""; 0]);
        assert_eq!(judge(&format!("{BASE}{SELF}"), &[true, true]), [""; 0]);
        assert_eq!(judge(&format!("{BASE}{SELF}"), &[true, false]), ["document-incomplete"]);
        assert_eq!(judge(&format!("{BASE}{AUTHOR}"), &[]), ["document-self-missing"]);
        assert_eq!(judge(&format!("{SELF}{AUTHOR}"), &[]), ["document-incomplete"; 3]);
        assert_eq!(judge(&format!("{BASE}{SELF}{AUTHOR}<content/>"), &[]), ["document-invalid"]);
        let prefixed = format!("<a:feed xmlns:a='{ATOM}'>");
        assert_eq!(rules(&lint::envelope(Format::Atom, &prefixed, "</a:feed>", &[])), ["document-invalid"]);
        assert_eq!(rules(&lint::envelope(Format::Atom, "<feed>", "</fed>", &[])), ["document-malformed"]);
    }
}
