//! Cutting single items out of what the feed crates write, and mending what they cannot write.
//!
//! Neither crate writes one item. But an item cut out of a channel that holds nothing else is byte for byte what a whole
//! write gives (a property test holds it), so items are rendered on their own and spliced into every document that shows
//! them; the envelope is a channel without items, cut open before its closing tag.
//!
//! The mends, each at a place that is found without doubt:
//!
//! | what the crate writes | what is published | why |
//! | --- | --- | --- |
//! | RSS `<title>a &amp; b` | `<title>a &#x26; b` | readers disagree whether titles are text or HTML; the hex form reads as text in most (RSS profile) |
//! | RSS `<category>`, likewise | `&#x3C;` | the same doubt |
//! | RSS `<guid>` | `<guid isPermaLink="true">` | the default surprises people and programs: it is always said |
//! | `<entry>` | `<entry xml:lang="de">` | `atom_syndication` has no place for an entry's language |
//! | Atom `<source>` with an empty `<id>` | without it | an empty id is no IRI, and the crate writes what is not known, too |
//! | its own XML declaration | one with `encoding="UTF-8"` | equal in both formats |
//! | feed extensions after the entries | before them | RFC 4287 §4.1.1: metadata first; comes of itself, since the envelope has no entries |
//!
//! Only RSS bodies stand in CDATA, where anything may look like a tag; whoever searches an RSS item skips those sections.

use std::ops::Range;

/// The XML declaration of every document.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The text of one RSS item.
pub(super) fn rss_item(item: rss::Item) -> String {
    let permalink = item.guid.as_ref().is_some_and(|guid| guid.permalink);
    let channel = rss::Channel { items: vec![item], ..rss::Channel::default() };
    mend_rss_item(cut(&rss_text(&channel), "<item>", "</item>"), permalink)
}

/// Mends one RSS item as the crate wrote it.
pub(super) fn mend_rss_item(item: &str, permalink: bool) -> String {
    let mut out = String::with_capacity(item.len() + 64);
    let mut rest = item;
    // The title, where there is one, is the first child.
    if let Some(after) = item.strip_prefix("<item><title>")
        && let Some(end) = after.find("</title>")
    {
        out.push_str("<item><title>");
        out.push_str(&hexed(&after[..end]));
        rest = &after[end..];
    }
    // Attributes are escaped, so that a `>` ends the tag.
    while let Some(tag) = find_outside_cdata(rest, "<category")
        && let Some(start) = rest[tag.end..].find('>').map(|at| tag.end + at + 1)
        && let Some(length) = rest[start..].find("</category>")
    {
        out.push_str(&rest[..start]);
        out.push_str(&hexed(&rest[start..start + length]));
        rest = &rest[start + length..];
    }
    match find_outside_cdata(rest, "<guid>") {
        Some(at) if permalink => {
            out.push_str(&rest[..at.start]);
            out.push_str("<guid isPermaLink=\"true\">");
            out.push_str(&rest[at.end..]);
        }
        _ => out.push_str(rest),
    }
    out
}

/// What stands before and after the items of an RSS document; `channel` has none.
pub(super) fn rss_envelope(channel: &rss::Channel) -> (String, String) {
    let text = rss_text(channel);
    let root = text.find("<rss").unwrap_or_default();
    let (head, tail) = open_before(&text[root..], "</channel>");
    // The channel's title, its description and its image's title are the plain texts that readers may take for HTML;
    // a channel has no CDATA, so that these tags are what they look like.
    let head = mend_elements(head, "<title>", "</title>");
    let head = mend_elements(&head, "<description>", "</description>");
    (format!("{DECLARATION}{head}\n"), format!("\n{tail}\n"))
}

/// The text of one Atom entry, in the language `lang` where that is not the feed's.
pub(super) fn atom_entry(entry: atom_syndication::Entry, lang: Option<&str>) -> String {
    let feed = atom_syndication::Feed { entries: vec![entry], ..atom_syndication::Feed::default() };
    mend_atom_entry(cut(&atom_text(&feed), "<entry>", "</entry>"), lang)
}

/// Mends one Atom entry as the crate wrote it.
pub(super) fn mend_atom_entry(entry: &str, lang: Option<&str>) -> String {
    let mut out = match (lang, entry.strip_prefix("<entry>")) {
        // A language tag is made of letters, digits and hyphens: nothing to escape.
        (Some(lang), Some(rest)) => format!("<entry xml:lang=\"{lang}\">{rest}"),
        _ => entry.to_owned(),
    };
    // Everything in an entry is escaped, so that `<source>` is the element and nothing else.
    if let Some(start) = out.find("<source>")
        && let Some(length) = out[start..].find("</source>")
    {
        let source = &out[start..start + length];
        let mended = source.replace("<id></id>", "").replace("<title></title>", "");
        out.replace_range(start..start + length, &mended);
    }
    out
}

/// What stands before and after the entries of an Atom document; `feed` has none.
pub(super) fn atom_envelope(feed: &atom_syndication::Feed) -> (String, String) {
    let text = atom_text(feed);
    let (head, tail) = open_before(&text, "</feed>");
    (format!("{DECLARATION}{head}\n"), format!("\n{tail}\n"))
}

fn rss_text(channel: &rss::Channel) -> String {
    let bytes = channel.write_to(Vec::new()).expect("memory takes every write");
    String::from_utf8(bytes).expect("the crate writes the strings that it was given, and its own ASCII")
}

fn atom_text(feed: &atom_syndication::Feed) -> String {
    let config = atom_syndication::WriteConfig { write_document_declaration: false, indent_size: None };
    let bytes = feed.write_with_config(Vec::new(), config).expect("memory takes every write");
    String::from_utf8(bytes).expect("the crate writes the strings that it was given, and its own ASCII")
}

/// The only item of a document: nothing that stands before or after it can look like its tags, since only items hold CDATA.
fn cut<'t>(text: &'t str, open: &str, close: &str) -> &'t str {
    let start = text.find(open).expect("the crate writes the one item that it was given");
    let end = text.rfind(close).expect("the crate closes the item that it opened");
    &text[start..end + close.len()]
}

fn open_before<'t>(text: &'t str, close: &str) -> (&'t str, &'t str) {
    text.split_at(text.rfind(close).expect("the crate closes the element that it opened"))
}

/// `&`, `<` and `>` of escaped text in their hexadecimal form.
fn hexed(escaped: &str) -> String {
    escaped.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;").replace("&gt;", "&#x3E;")
}

fn mend_elements(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(start) = rest.find(open).map(|at| at + open.len())
        && let Some(length) = rest[start..].find(close)
    {
        out.push_str(&rest[..start]);
        out.push_str(&hexed(&rest[start..start + length]));
        rest = &rest[start + length..];
    }
    out.push_str(rest);
    out
}

/// Where `needle` first stands outside CDATA sections.
fn find_outside_cdata(text: &str, needle: &str) -> Option<Range<usize>> {
    const OPEN: &str = "<![CDATA[";
    let mut from = 0;
    loop {
        let cdata = text[from..].find(OPEN).map_or(text.len(), |at| from + at);
        if let Some(at) = text[from..cdata].find(needle) {
            return Some(from + at..from + at + needle.len());
        }
        from = cdata + text[cdata..].find("]]>")? + "]]>".len();
    }
}

#[cfg(test)]
mod tests {
    use super::{atom_entry, atom_envelope, find_outside_cdata, rss_envelope, rss_item};

    #[test]
    fn categories_are_hexed_with_or_without_a_domain_and_never_inside_cdata() {
        let category = |name: &str, domain: Option<&str>| rss::Category {
            name: name.to_owned(),
            domain: domain.map(str::to_owned),
        };
        let item = rss::Item {
            description: Some("<category>a & b</category>".to_owned()),
            categories: vec![category("<vader> & co", None), category("R&B", Some("https://a.example/?x&y"))],
            ..rss::Item::default()
        };
        assert_eq!(
            rss_item(item),
            "<item><description><![CDATA[<category>a & b</category>]]></description>\
             <category>&#x3C;vader&#x3E; &#x26; co</category>\
             <category domain=\"https://a.example/?x&amp;y\">R&#x26;B</category></item>"
        );
    }

    #[test]
    fn a_title_is_hexed_and_nothing_else_is() {
        let item = rss::Item {
            title: Some("AT&T <b> &amp;".to_owned()),
            link: Some("https://a.example/?a&b".to_owned()),
            ..rss::Item::default()
        };
        assert_eq!(
            rss_item(item),
            "<item><title>AT&#x26;T &#x3C;b&#x3E; &#x26;amp;</title><link>https://a.example/?a&amp;b</link></item>"
        );
    }

    #[test]
    fn the_guid_is_the_items_own_and_no_text_in_a_body() {
        let item = rss::Item {
            description: Some("<guid> ]]> <guid></item><item>".to_owned()),
            guid: Some(rss::Guid { value: "https://a.example/x".to_owned(), permalink: true }),
            ..rss::Item::default()
        };
        let text = rss_item(item);
        assert!(text.ends_with(r#"<guid isPermaLink="true">https://a.example/x</guid></item>"#), "{text}");
        assert_eq!(text.matches("isPermaLink").count(), 1, "{text}");
        assert!(text.starts_with("<item><description><![CDATA[<guid> "), "{text}");
    }

    #[test]
    fn the_crate_splits_the_end_of_cdata_by_itself() {
        let item = rss::Item { description: Some("a]]>b".to_owned()), ..rss::Item::default() };
        let text = rss_item(item);
        assert_eq!(text, "<item><description><![CDATA[a]]]]><![CDATA[>b]]></description></item>");
    }

    #[test]
    fn an_entry_gets_its_language_and_a_source_loses_what_is_unknown() {
        let entry = atom_syndication::Entry {
            source: Some(atom_syndication::Source { title: "T".into(), ..atom_syndication::Source::default() }),
            ..atom_syndication::Entry::default()
        };
        let text = atom_entry(entry, Some("de-AT"));
        assert!(text.starts_with(r#"<entry xml:lang="de-AT"><title></title><id></id>"#), "{text}");
        assert!(text.contains("<source><title>T</title><updated>"), "{text}");
    }

    #[test]
    fn envelopes_are_open_where_the_items_go() {
        let channel = rss::Channel { title: "a & b".to_owned(), ..rss::Channel::default() };
        let (head, tail) = rss_envelope(&channel);
        assert!(
            head.starts_with(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>a &#x26; b</title>"
            ),
            "{head}"
        );
        assert!(head.ends_with("</description>\n"), "{head}");
        assert_eq!(tail, "\n</channel></rss>\n");
        let (head, tail) = atom_envelope(&atom_syndication::Feed::default());
        assert!(head.ends_with("</updated>\n"), "{head}");
        assert_eq!(tail, "\n</feed>\n");
    }

    #[test]
    fn a_search_skips_cdata() {
        let text = "<a><![CDATA[<x>]]]]><![CDATA[><x>]]><x>";
        assert_eq!(find_outside_cdata(text, "<x>"), Some(text.len() - 3..text.len()));
        assert_eq!(find_outside_cdata("<![CDATA[<x>]]>", "<x>"), None);
        assert_eq!(find_outside_cdata("<![CDATA[<x>", "<x>"), None);
    }
}
