//! What RSS 2.0 demands.

use super::{Facts, Findings, check_namespaces, date::is_rfc822, is_blank, xml};
use crate::value::is_absolute_iri;
use std::collections::{BTreeMap, HashSet};
use xml::Element;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";

/// The elements of an item, and whether there may be several.
const ITEM: [(&str, bool); 10] = [
    ("title", false),
    ("link", false),
    ("description", false),
    ("author", false),
    ("category", true),
    ("comments", false),
    ("enclosure", true),
    ("guid", false),
    ("pubDate", false),
    ("source", false),
];

/// The elements of a channel, and whether there may be several.
const CHANNEL: [(&str, bool); 20] = [
    ("title", false),
    ("link", false),
    ("description", false),
    ("language", false),
    ("copyright", false),
    ("managingEditor", false),
    ("webMaster", false),
    ("pubDate", false),
    ("lastBuildDate", false),
    ("category", true),
    ("generator", false),
    ("docs", false),
    ("cloud", false),
    ("ttl", false),
    ("image", false),
    ("rating", false),
    ("textInput", false),
    ("skipHours", false),
    ("skipDays", false),
    ("item", true),
];

/// Judges one item.
pub(super) fn item(fragment: &str, namespaces: &BTreeMap<String, String>, findings: &mut Findings) -> Facts {
    let tree = match xml::read_fragment(fragment, namespaces) {
        Ok(tree) => tree,
        Err(fault) => {
            findings.malformed(&fault);
            return Facts::default();
        }
    };
    let item = tree.root();
    if !item.is("", "item") {
        findings.invalid("item", format!("an RSS item is an `<item>` without namespace, not `<{}>`", item.local()));
        return Facts::default();
    }
    check_children(item, &ITEM, findings);
    let text = |name: &str| item.first("", name).map(Element::text);
    if text("title").is_none_or(is_blank) && text("description").is_none_or(is_blank) {
        findings.incomplete("title", "an RSS item needs a `<title>` or a `<description>`");
    }
    for name in ["link", "comments"] {
        check_url(item, name, findings);
    }
    check_date(item, "pubDate", findings);
    if let Some(author) = text("author")
        && !author.contains('@')
    {
        findings.invalid("author", format!("`{author}` is no e-mail address, which is what `<author>` is for"));
    }
    for enclosure in item.all("", "enclosure") {
        check_enclosure(enclosure, findings);
    }
    if let Some(source) = item.first("", "source")
        && !source.attribute("url").is_some_and(is_url)
    {
        findings.incomplete("source", "`<source>` needs a `url`: the address of the feed that the item comes from");
    }
    let id = item.first("", "guid").map(|guid| check_guid(guid, findings));
    let has_author = item.first("", "author").or_else(|| item.first(DUBLIN_CORE, "creator")).is_some();
    Facts { id: id.filter(|id| !is_blank(id)), has_author, namespaces: tree.borrowed }
}

fn check_guid(guid: Element<'_>, findings: &mut Findings) -> String {
    let id = guid.text();
    if is_blank(id) {
        findings.incomplete("guid", "`<guid>` is empty: readers take all such items for one");
    }
    let permalink = match guid.attribute("isPermaLink") {
        None | Some("true") => true,
        Some("false") => false,
        Some(other) => {
            findings.invalid("guid", format!("`isPermaLink` is `true` or `false`, not `{other}`"));
            false
        }
    };
    if permalink && !is_blank(id) && !(is_url(id) && id.starts_with("http")) {
        findings.invalid("guid", format!("`{id}` is no web address, but `isPermaLink` says that it opens the item"));
    }
    id.to_owned()
}

fn check_enclosure(enclosure: Element<'_>, findings: &mut Findings) {
    let attribute = |name: &str| enclosure.attribute(name).filter(|value| !is_blank(value));
    match attribute("url") {
        None => findings.incomplete("enclosure", "`<enclosure>` needs a `url`"),
        Some(url) if !(is_url(url) && url.starts_with("http")) => {
            findings.invalid("enclosure", format!("`{url}` is no web address"));
        }
        Some(_) => {}
    }
    match attribute("length") {
        None => findings.incomplete("enclosure", "`<enclosure>` needs a `length` in bytes, 0 if it is unknown"),
        Some(length) if !length.bytes().all(|b| b.is_ascii_digit()) => {
            findings.invalid("enclosure", format!("the length `{length}` is no number of bytes"));
        }
        Some(_) => {}
    }
    match attribute("type") {
        None => findings.incomplete("enclosure", "`<enclosure>` needs a `type`, such as `audio/mpeg`"),
        Some(media_type) if !media_type.contains('/') => {
            findings.invalid("enclosure", format!("`{media_type}` is no media type such as `audio/mpeg`"));
        }
        Some(_) => {}
    }
}

/// Judges what surrounds the items.
pub(super) fn envelope(text: &str, facts: &[Facts], findings: &mut Findings) {
    let tree = match xml::read_document(text) {
        Ok(tree) => tree,
        Err(fault) => return findings.malformed(&fault),
    };
    let root = tree.root();
    if !root.is("", "rss") || root.attribute("version") != Some("2.0") || tree.declared.contains_key("") {
        findings.invalid("rss", "the root of RSS 2.0 is `<rss version=\"2.0\">` without namespace");
        return;
    }
    check_namespaces(&tree.declared, facts, findings);
    let mut channels = root.all("", "channel");
    let (Some(channel), None) = (channels.next(), channels.next()) else {
        findings.incomplete("channel", "`<rss>` has exactly one `<channel>`");
        return;
    };
    check_children(channel, &CHANNEL, findings);
    for name in ["title", "link", "description"] {
        if channel.first("", name).is_none_or(|element| is_blank(element.text())) {
            findings.incomplete(name, format!("the channel needs a `<{name}>`"));
        }
    }
    for name in ["link", "docs"] {
        check_url(channel, name, findings);
    }
    for name in ["pubDate", "lastBuildDate"] {
        check_date(channel, name, findings);
    }
    for name in ["managingEditor", "webMaster"] {
        if let Some(person) = channel.first("", name).filter(|person| !person.text().contains('@')) {
            findings
                .invalid(name, format!("`{}` is no e-mail address, which is what `<{name}>` is for", person.text()));
        }
    }
    if let Some(ttl) = channel.first("", "ttl")
        && !ttl.text().parse::<u32>().is_ok_and(|minutes| minutes > 0)
    {
        findings.invalid("ttl", format!("`{}` is no number of minutes", ttl.text()));
    }
    if let Some(image) = channel.first("", "image") {
        for name in ["url", "title", "link"] {
            if image.first("", name).is_none_or(|element| is_blank(element.text())) {
                findings.incomplete("image", format!("`<image>` needs a `<{name}>`"));
            }
        }
    }
    let is_self = |link: Element<'_>| {
        link.attribute("rel") == Some("self") && link.attribute("href").is_some_and(is_absolute_iri)
    };
    if !channel.all(ATOM, "link").any(is_self) {
        findings.self_missing("atom:link rel=self");
    }
}

/// Elements without namespace must be those of the specification, and most of them may occur once.
fn check_children(parent: Element<'_>, known: &[(&str, bool)], findings: &mut Findings) {
    let mut seen = HashSet::new();
    for child in parent.children().filter(|child| child.namespace().is_empty()) {
        let name = child.local();
        match known.iter().find(|(known, _)| *known == name) {
            None => {
                findings.invalid(name, format!("`<{name}>` is no element of RSS 2.0 inside `<{}>`", parent.local()))
            }
            Some((_, false)) if !seen.insert(name) => {
                findings.invalid(name, format!("`<{name}>` may stand only once inside `<{}>`", parent.local()));
            }
            Some(_) => {}
        }
    }
}

fn check_url(parent: Element<'_>, name: &str, findings: &mut Findings) {
    if let Some(element) = parent.first("", name).filter(|element| !is_url(element.text())) {
        findings.invalid(name, format!("`{}` in `<{name}>` is no absolute address in ASCII", element.text()));
    }
}

fn check_date(parent: Element<'_>, name: &str, findings: &mut Findings) {
    if let Some(element) = parent.first("", name).filter(|element| !is_rfc822(element.text())) {
        findings.invalid(name, format!("`{}` in `<{name}>` is no RFC 822 date", element.text()));
    }
}

/// RSS has URIs, not IRIs.
fn is_url(text: &str) -> bool {
    text.is_ascii() && is_absolute_iri(text)
}

#[cfg(test)]
mod tests {
    use crate::lint::{self, tests::rules};
    use crate::value::Format;
    use std::collections::BTreeMap;

    fn judge(item: &str) -> (Vec<&'static str>, lint::Facts) {
        let namespaces = BTreeMap::from([("dc".to_owned(), "http://purl.org/dc/elements/1.1/".to_owned())]);
        let (findings, facts) = lint::item(Format::Rss, item, &namespaces);
        (rules(&findings), facts)
    }

    #[test]
    fn items() {
        const INCOMPLETE: &[&str] = &["document-incomplete"];
        const INVALID: &[&str] = &["document-invalid"];
        let table: [(&str, &[&str]); 29] = [
            ("<item><title>T</title></item>", &[]),
            ("<item><description>D</description></item>", &[]),
            ("<item><description><![CDATA[<p>]]></description></item>", &[]),
            ("<item><title> </title><description/></item>", INCOMPLETE),
            ("<item/>", INCOMPLETE),
            ("<item><title>T</item>", &["document-malformed"]),
            ("<item><title>T</title><media:x/></item>", &["document-malformed"]),
            ("<entry><title>T</title></entry>", INVALID),
            ("<item><title>T</title><title>U</title></item>", INVALID),
            ("<item><title>T</title><category>a</category><category>b</category></item>", &[]),
            ("<item><title>T</title><summary>S</summary></item>", INVALID),
            ("<item><title>T</title><link>/x</link></item>", INVALID),
            ("<item><title>T</title><link>https://a.example/ä</link></item>", INVALID),
            ("<item><title>T</title><link>https://a.example/</link></item>", &[]),
            ("<item><title>T</title><author>Ada</author></item>", INVALID),
            ("<item><title>T</title><author>ada@a.example (Ada)</author></item>", &[]),
            ("<item><title>T</title><guid/></item>", INCOMPLETE),
            ("<item><title>T</title><guid>1</guid></item>", INVALID),
            ("<item><title>T</title><guid isPermaLink='no'>1</guid></item>", INVALID),
            ("<item><title>T</title><guid isPermaLink='false'>1</guid></item>", &[]),
            ("<item><title>T</title><guid>https://a.example/</guid></item>", &[]),
            ("<item><title>T</title><pubDate>2026-11-22T09:30:00Z</pubDate></item>", INVALID),
            ("<item><title>T</title><pubDate>Sun, 22 Nov 2026 09:30:00 +0000</pubDate></item>", &[]),
            ("<item><title>T</title><source>S</source></item>", INCOMPLETE),
            ("<item><title>T</title><source url='https://a.example/'>S</source></item>", &[]),
            ("<item><title>T</title><enclosure url='https://a.example/x' length='0' type='audio/mpeg'/></item>", &[]),
            ("<item><title>T</title><enclosure length='0' type='audio/mpeg'/></item>", INCOMPLETE),
            ("<item><title>T</title><enclosure url='https://a.example/x' length='' type='a/b'/></item>", INCOMPLETE),
            (
                "<item><title>T</title><enclosure url='ftp://a.example/x' length='-1' type='mp3'/></item>",
                &["document-invalid"; 3],
            ),
        ];
        for (item, expected) in table {
            assert_eq!(judge(item).0, expected, "{item}");
        }
    }

    #[test]
    fn facts() {
        let (_, facts) =
            judge("<item><title>T</title><guid isPermaLink='false'>a</guid><dc:creator>A</dc:creator></item>");
        assert_eq!((facts.id.as_deref(), facts.has_author), (Some("a"), true));
        assert_eq!(facts.namespaces.keys().collect::<Vec<_>>(), ["dc"]);
        assert_eq!(judge("<item><title>T</title></item>").1, lint::Facts::default());
    }

    #[test]
    fn channels() {
        const GOOD: &str = "<title>T</title><link>https://a.example/</link><description>D</description>";
        const SELF: &str = "<atom:link rel='self' href='https://a.example/rss.xml'/>";
        let judge = |channel: &str| {
            let head = format!("<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>{channel}");
            rules(&lint::envelope(Format::Rss, &head, "</channel></rss>", &[]))
        };
        assert_eq!(judge(&format!("{GOOD}{SELF}")), [""; 0]);
        assert_eq!(judge(GOOD), ["document-self-missing"]);
        assert_eq!(judge(SELF), ["document-incomplete"; 3]);
        for (extra, rule) in [
            ("<ttl>0</ttl>", "document-invalid"),
            ("<lastBuildDate>today</lastBuildDate>", "document-invalid"),
            ("<managingEditor>Ada</managingEditor>", "document-invalid"),
            ("<docs>here</docs>", "document-invalid"),
            ("<entry/>", "document-invalid"),
            ("<image><url>https://a.example/x.png</url><title>T</title></image>", "document-incomplete"),
        ] {
            assert_eq!(judge(&format!("{GOOD}{SELF}{extra}")), [rule], "{extra}");
        }
        for (head, tail, rule) in [
            ("<rss version='2.0'>", "</rss>", "document-incomplete"),
            ("<rss version='0.91'><channel>", "</channel></rss>", "document-invalid"),
            ("<rss version='2.0' xmlns='http://a.example/'><channel>", "</channel></rss>", "document-invalid"),
            ("<rss version='2.0'><channel>", "</rss>", "document-malformed"),
        ] {
            assert_eq!(rules(&lint::envelope(Format::Rss, head, tail, &[])), [rule], "{head}");
        }
    }
}
