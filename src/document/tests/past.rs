//! Deletions, archives and pages, and notices in the place of articles: read back by parsers that we did not write.

use crate::{
    document::{
        Channel, Deletion, Envelope, Fragment, History, ItemPolicy, Redaction, envelope, fixture, item, redacted,
    },
    value::{EntryId, Format, Timestamp},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

fn deletion(id: &str, minutes: i64, reason: Option<&str>) -> Deletion {
    let when = Timestamp::from_unix(fixture::time().unix() + 60 * minutes).expect("in range");
    Deletion { id: id.to_owned(), url: None, when, reason: reason.map(ToOwned::to_owned) }
}

fn archive() -> History {
    History::Archive {
        current: fixture::url("https://a.example/current?a&b"),
        prev_archive: Some(fixture::url("https://a.example/archive/1")),
        next_archive: Some(fixture::url("https://a.example/archive/3")),
    }
}

fn page() -> History {
    History::Page {
        first: fixture::url("https://a.example/page/1"),
        last: fixture::url("https://a.example/page/9"),
        previous: Some(fixture::url("https://a.example/page/1")),
        next: Some(fixture::url("https://a.example/page/3")),
    }
}

/// A document with one article.
fn document(format: Format, channel: &Channel) -> String {
    let record = fixture::record();
    let Fragment { text, namespaces } = item(format, &fixture::item(&record), &fixture::policy()).expect("carried");
    let Envelope { head, tail, .. } = envelope(format, channel, &namespaces);
    format!("{head}{text}{tail}")
}

/// What the documents of the three formats say, as other parsers understand them.
#[derive(Debug, PartialEq)]
struct Said {
    deleted: Vec<(String, String, Option<String>)>,
    links: Vec<(String, String)>,
    is_archive: bool,
}

/// `attributes` and `comment` of the tombstones, which both feed crates have as extensions.
macro_rules! said_in_xml {
    ($extensions:expr, $links:expr) => {{
        let extensions = $extensions;
        let tombstones = extensions.get("at").and_then(|at| at.get("deleted-entry")).into_iter().flatten();
        Said {
            deleted: tombstones
                .map(|element| {
                    let comment = element.children().get("comment").and_then(|comments| comments[0].value());
                    let comment = comment.map(ToOwned::to_owned);
                    (element.attrs()["ref"].clone(), element.attrs()["when"].clone(), comment)
                })
                .collect(),
            links: $links.filter(|(rel, _): &(String, String)| rel != "self" && rel != "alternate").collect(),
            is_archive: extensions.get("fh").is_some_and(|fh| fh.contains_key("archive")),
        }
    }};
}

fn said(format: Format, text: &str) -> Said {
    match format {
        Format::Rss => {
            let channel = rss::Channel::read_from(text.as_bytes()).expect("RSS");
            assert_eq!(channel.items().len(), 1);
            let links = channel.extensions()["atom"]["link"].clone();
            let links = links.iter().map(|link| (link.attrs()["rel"].clone(), link.attrs()["href"].clone()));
            said_in_xml!(channel.extensions(), links)
        }
        Format::Atom => {
            let feed = atom_syndication::Feed::read_from(text.as_bytes()).expect("Atom");
            assert_eq!(feed.entries().len(), 1);
            let links = feed.links().iter().map(|link| (link.rel().to_owned(), link.href().to_owned()));
            said_in_xml!(feed.extensions(), links)
        }
        Format::Json => {
            let feed: serde_json::Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(feed["items"].as_array().map(Vec::len), Some(1));
            let string = |value: &serde_json::Value| value.as_str().map(ToOwned::to_owned);
            let deleted = feed["_courant"]["deleted"].as_array().cloned().unwrap_or_default();
            Said {
                deleted: deleted
                    .iter()
                    .map(|one| {
                        let (id, when) = (string(&one["id"]), string(&one["when"]));
                        (id.expect("an id"), when.expect("a time"), string(&one["reason"]))
                    })
                    .collect(),
                links: string(&feed["next_url"]).map(|url| ("next_url".to_owned(), url)).into_iter().collect(),
                is_archive: false,
            }
        }
    }
}

#[test]
fn a_feed_without_a_past_says_nothing_of_it() {
    for format in Format::ALL {
        let bare = document(format, &fixture::channel());
        let mut channel = fixture::channel();
        channel.history = History::Subscription { prev_archive: None };
        assert_eq!(document(format, &channel), bare);
        for word in [TOMBSTONES, HISTORY, "deleted", "next_url", "archive"] {
            assert!(!bare.contains(word), "{bare}");
        }
    }
}

#[test]
fn an_archive_in_rss() {
    let mut channel = fixture::channel();
    channel.addresses = vec![(Format::Rss, fixture::url("https://a.example/archive/2"))];
    channel.hubs = vec![fixture::url("https://hub.example/")];
    channel.deleted = vec![deletion("a", 0, Some("Asked for"))];
    channel.history = archive();
    let Envelope { head, .. } = envelope(Format::Rss, &channel, &BTreeMap::new());
    let (_, rest) = head.split_once("</docs>").expect("the last element of RSS itself");
    assert_eq!(
        rest.replace("><", ">\n<").trim(),
        r#"<at:deleted-entry ref="a" when="2026-11-22T09:30:00Z">
<at:comment>Asked for</at:comment>
</at:deleted-entry>
<atom:id>tag:a.example,2026:feed</atom:id>
<atom:link href="https://a.example/archive/2" rel="self" type="application/rss+xml">
</atom:link>
<atom:link href="https://a.example/current?a&amp;b" rel="current">
</atom:link>
<atom:link href="https://a.example/archive/1" rel="prev-archive">
</atom:link>
<atom:link href="https://a.example/archive/3" rel="next-archive">
</atom:link>
<atom:link href="https://hub.example/" rel="hub">
</atom:link>
<fh:archive>
</fh:archive>"#
    );
    for declared in [format!("xmlns:at=\"{TOMBSTONES}\""), format!("xmlns:fh=\"{HISTORY}\"")] {
        assert!(head.contains(&declared), "{head}");
    }
}

#[test]
fn an_archive_in_atom() {
    let mut channel = fixture::channel();
    channel.addresses = vec![(Format::Atom, fixture::url("https://a.example/archive/2"))];
    channel.deleted = vec![deletion("tag:a.example,2026:1", 0, None)];
    channel.history = archive();
    let Envelope { head, .. } = envelope(Format::Atom, &channel, &BTreeMap::new());
    let (_, rest) = head.split_once("</generator>").expect("what stands before the links");
    assert_eq!(
        rest.replace("><", ">\n<").trim(),
        r#"<link href="https://a.example/archive/2" rel="self" type="application/atom+xml"/>
<link href="https://a.example/" rel="alternate" type="text/html"/>
<link href="https://a.example/current?a&amp;b" rel="current"/>
<link href="https://a.example/archive/1" rel="prev-archive"/>
<link href="https://a.example/archive/3" rel="next-archive"/>
<at:deleted-entry ref="tag:a.example,2026:1" when="2026-11-22T09:30:00Z">
</at:deleted-entry>
<fh:archive>
</fh:archive>"#
    );
    for declared in [format!("xmlns:at=\"{TOMBSTONES}\""), format!("xmlns:fh=\"{HISTORY}\"")] {
        assert!(head.contains(&declared), "{head}");
    }
}

#[test]
fn an_archive_in_json() {
    let mut channel = fixture::channel();
    channel.addresses = vec![(Format::Json, fixture::url("https://a.example/archive/2"))];
    channel.deleted = vec![deletion("a", 0, Some("Asked for")), deletion("b", 1, None)];
    channel.history = archive();
    let Envelope { head, .. } = envelope(Format::Json, &channel, &BTreeMap::new());
    assert_eq!(
        head.replace(",\"", ",\n\"").trim(),
        r#"{"version":"https://jsonfeed.org/version/1.1",
"title":"Harbour & Notes",
"home_page_url":"https://a.example/",
"feed_url":"https://a.example/archive/2",
"next_url":"https://a.example/archive/1",
"_courant":{"feed_id":"tag:a.example,2026:feed",
"updated":"2026-11-22T09:30:00Z",
"deleted":[{"id":"a",
"when":"2026-11-22T09:30:00Z",
"reason":"Asked for"},{"id":"b",
"when":"2026-11-22T09:31:00Z"}]},
"items":["#
    );
}

#[test]
fn every_kind_of_history_leads_where_it_should() {
    let a = "https://a.example";
    // history -> the links of RSS and Atom, JSON's `next_url`
    let table = [
        (
            History::Subscription { prev_archive: Some(fixture::url("https://a.example/archive/3")) },
            vec![("prev-archive", format!("{a}/archive/3"))],
            Some(format!("{a}/archive/3")),
        ),
        (
            page(),
            vec![
                ("first", format!("{a}/page/1")),
                ("last", format!("{a}/page/9")),
                ("previous", format!("{a}/page/1")),
                ("next", format!("{a}/page/3")),
            ],
            Some(format!("{a}/page/3")),
        ),
        (
            History::Page {
                first: fixture::url("https://a.example/1"),
                last: fixture::url("https://a.example/1"),
                previous: None,
                next: None,
            },
            vec![("first", format!("{a}/1")), ("last", format!("{a}/1"))],
            None,
        ),
    ];
    for (history, links, next) in table {
        let mut channel = fixture::channel();
        channel.history = history;
        let links: Vec<_> = links.into_iter().map(|(rel, url)| (rel.to_owned(), url)).collect();
        for format in [Format::Rss, Format::Atom] {
            let text = document(format, &channel);
            let found = said(format, &text);
            assert_eq!(found, Said { deleted: Vec::new(), links: links.clone(), is_archive: false });
            assert!(!text.contains(HISTORY), "{text}");
        }
        let next: Vec<_> = next.map(|url| ("next_url".to_owned(), url)).into_iter().collect();
        assert_eq!(said(Format::Json, &document(Format::Json, &channel)).links, next);
    }
}

#[test]
fn no_deletion_is_told_twice_and_blank_reasons_are_none() {
    let mut channel = fixture::channel();
    channel.deleted = vec![
        deletion("https://a.example/2", 0, Some(" \n")),
        deletion("https://a.example/1", 0, None),
        deletion("https://a.example/2", 0, Some("again")),
        deletion("https://a.example/2", 1, None),
    ];
    for format in Format::ALL {
        let text = document(format, &channel);
        let found: Vec<_> = said(format, &text).deleted.into_iter().map(|(id, when, _)| (id, when)).collect();
        let expected = [
            ("https://a.example/2", "2026-11-22T09:30:00Z"),
            ("https://a.example/1", "2026-11-22T09:30:00Z"),
            ("https://a.example/2", "2026-11-22T09:31:00Z"),
        ];
        assert_eq!(found, expected.map(|(id, when)| (id.to_owned(), when.to_owned())));
        assert!(!text.contains("comment") && !text.contains("reason"), "{text}");
    }
}

#[test]
fn a_reason_that_resembles_markup_is_said_to_be_no_markup() {
    let mut channel = fixture::channel();
    channel.deleted = vec![deletion("https://a.example/1", 0, Some("Close </p>"))];
    for format in [Format::Rss, Format::Atom] {
        let text = document(format, &channel);
        assert!(text.contains(r#"<at:comment type="html">Close &amp;lt;/p&amp;gt;</at:comment>"#), "{text}");
    }
}

fn notice(id: &str) -> Redaction<'_> {
    Redaction { id, url: None, published: fixture::time(), removed: None, notice: "Taken <down>.", title: None }
}

#[test]
fn a_notice_takes_the_place_of_an_article() {
    let url = fixture::url("https://a.example/salt");
    let redaction = Redaction { url: Some(&url), ..notice(url.as_str()) };
    let text = |format, redaction: &Redaction<'_>| redacted(format, redaction).expect("a notice").text;
    assert_eq!(
        text(Format::Rss, &redaction),
        "<item><title>Taken &#x3C;down&#x3E;.</title><link>https://a.example/salt</link>\
         <description><![CDATA[Taken &lt;down&gt;.]]></description><guid isPermaLink=\"true\">https://a.example/salt</guid>\
         <pubDate>Sun, 22 Nov 2026 09:30:00 +0000</pubDate></item>"
    );
    assert_eq!(
        text(Format::Atom, &redaction),
        "<entry><title>Taken &lt;down&gt;.</title><id>https://a.example/salt</id>\
         <updated>2026-11-22T09:30:00+00:00</updated>\
         <link href=\"https://a.example/salt\" rel=\"alternate\" type=\"text/html\"/>\
         <published>2026-11-22T09:30:00+00:00</published><content type=\"text\">Taken &lt;down&gt;.</content></entry>"
    );
    assert_eq!(
        text(Format::Json, &redaction),
        r#"{"id":"https://a.example/salt","url":"https://a.example/salt","title":"Taken <down>.","content_text":"Taken <down>.","date_published":"2026-11-22T09:30:00Z"}"#
    );

    let removed = Timestamp::from_unix(fixture::time().unix() + 60);
    let redaction = Redaction { removed, title: Some("Gone"), ..notice("show/1 & 2") };
    let fragment = redacted(Format::Rss, &redaction).expect("a notice");
    assert_eq!(
        fragment.text,
        "<item><title>Gone</title><description><![CDATA[Taken &lt;down&gt;.]]></description>\
         <guid isPermaLink=\"false\">show/1 &amp; 2</guid><pubDate>Sun, 22 Nov 2026 09:30:00 +0000</pubDate>\
         <atom:updated>2026-11-22T09:31:00Z</atom:updated></item>"
    );
    assert_eq!(fragment.namespaces.keys().collect::<Vec<_>>(), ["atom"]);
    assert!(text(Format::Atom, &redaction).contains("<updated>2026-11-22T09:31:00+00:00</updated>"));
    assert!(text(Format::Json, &redaction).contains(r#""date_modified":"2026-11-22T09:31:00Z""#));

    let finding = redacted(Format::Rss, &Redaction { notice: "\n", ..notice("x") }).expect_err("nothing to show");
    assert_eq!((finding.rule.name, finding.place.record.as_deref()), ("record-empty", Some("x")));
}

#[test]
fn a_notice_has_the_id_of_its_article() {
    let mut record = fixture::record();
    for (id, url) in [("https://a.example/salt", true), ("https://a.example/old", true), ("show/1 & 2", false)] {
        record.id = EntryId::new(id).expect("legal");
        let page = fixture::url("https://a.example/salt");
        record.url = url.then(|| page.clone());
        let policy = ItemPolicy { link_query: None, ..fixture::policy() };
        let before = item(Format::Rss, &fixture::item(&record), &policy).expect("carried").text;
        let after = redacted(Format::Rss, &Redaction { url: url.then_some(&page), ..notice(id) }).expect("a notice");
        for (open, close) in [("<guid", "</guid>"), ("<pubDate>", "</pubDate>"), ("<link>", "</link>")] {
            assert_eq!(super::between(&after.text, open, close), super::between(&before, open, close));
        }
    }
}

/// Ids as they were issued somewhere, with everything that markup knows.
fn any_id() -> impl Strategy<Value = String> {
    let piece =
        prop::sample::select(vec!["&", "\"", "<", ">", "'", "&amp;", "]]>", "a", "ü", "🗼", "  ", "{", "\\", "/"]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| format!("tag:a.example,2026:{}.", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// What is said of the past is what others read.
    #[test]
    fn the_past_is_read_back(
        ids in prop::collection::vec((any_id(), prop::option::of(any_id())), 0..5),
        is_archive in any::<bool>(),
    ) {
        let mut channel = fixture::channel();
        let numbered = ids.iter().zip(0..);
        channel.deleted = numbered.map(|((id, reason), n)| deletion(id, n, reason.as_deref())).collect();
        channel.history = if is_archive { archive() } else { page() };
        for format in Format::ALL {
            let found = said(format, &document(format, &channel));
            prop_assert_eq!(found.is_archive, is_archive && format != Format::Json);
            prop_assert_eq!(found.deleted.len(), ids.len());
            for (deletion, (id, when, reason)) in channel.deleted.iter().zip(found.deleted) {
                prop_assert_eq!(&deletion.id, &id);
                prop_assert_eq!(deletion.when.rfc3339(), when);
                let plain = deletion.reason.clone();
                // What resembles markup is escaped once more and says so.
                let escaped = plain.as_deref().map(|reason| crate::value::escape_html(reason).into_owned());
                prop_assert!(reason == plain || format != Format::Json && reason == escaped, "{:?} {:?}", reason, plain);
            }
        }
    }
}
