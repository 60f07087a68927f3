//! Ledgers for tests.

use super::{Intent, Known, Outcome, Presence, Publication, Row, time};
use crate::value::{Format, Timestamp};
use proptest::{collection, option, prelude::*, sample};

/// An instant.
pub(super) fn at(text: &str) -> Timestamp {
    time::read(text).expect("a time of the test's own")
}

/// A record that has next to nothing.
pub(super) fn row(id: &str) -> Row {
    Row {
        id: id.to_owned(),
        ids: Default::default(),
        key: None,
        url: None,
        former_urls: Vec::new(),
        title: None,
        published: at("2026-01-02T03:04:05Z"),
        first_shown: at("2026-01-02T04:00:00Z"),
        body: None,
        feeds: Default::default(),
        gone: None,
    }
}

/// A ledger in which everything occurs.
pub(super) fn known() -> Known {
    let time = at("2026-11-22T09:30:00Z");
    Known {
        rows: vec![
            Row {
                ids: [(Format::Rss, "4711".to_owned()), (Format::Atom, "urn:x:4711".to_owned())].into(),
                key: Some("data/one.md".to_owned()),
                url: Some("https://a.example/one/".to_owned()),
                former_urls: vec!["https://a.example/1".to_owned(), "https://a.example/?p=1".to_owned()],
                title: Some("One \"größer\"\u{2028}than\n🗼".to_owned()),
                body: Some("00ff".to_owned()),
                feeds: [
                    ("category/politics".to_owned(), Presence { since: time, left: Some(time) }),
                    ("news".to_owned(), Presence { since: time, left: None }),
                ]
                .into(),
                gone: Some(time),
                ..row("https://a.example/one/")
            },
            row("tag:a.example,2026:two"),
        ],
        feeds: [("news".to_owned(), "tag:a.example,2026:feed/news".to_owned())].into(),
        publications: vec![Publication {
            path: "news/rss.xml".to_owned(),
            feed: "news".to_owned(),
            format: Format::Rss,
            digest: "abcd".to_owned(),
            items: 2,
            bytes: 4096,
            changed: time,
        }],
        intents: vec![
            Intent { path: "news/atom.xml".to_owned(), old: None, new: "12".to_owned() },
            Intent { path: "news/rss.xml".to_owned(), old: Some("abcd".to_owned()), new: "34".to_owned() },
        ],
    }
}

/// The known facts as a run would have learnt them.
pub(super) fn learnt(known: &Known) -> Outcome {
    Outcome {
        rows: known.rows.clone(),
        feeds: known.feeds.clone(),
        publications: known.publications.clone(),
        settled: Vec::new(),
    }
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    // The years 1 to 9999.
    (-62_135_596_800_i64..253_402_300_800).prop_map(|unix| Timestamp::from_unix(unix).expect("within the years"))
}

fn any_format() -> impl Strategy<Value = Format> {
    sample::select(Format::ALL.to_vec())
}

fn any_id() -> impl Strategy<Value = String> {
    "[!-~ä-ü🗼]{1,12}"
}

fn any_row() -> impl Strategy<Value = Row> {
    let text = || option::of(any::<String>());
    let presence = (any_time(), option::of(any_time())).prop_map(|(since, left)| Presence { since, left });
    (
        collection::btree_map(any_format(), any_id(), 0..3),
        (text(), text(), text(), text()),
        collection::btree_set(any::<String>(), 0..3),
        (any_time(), any_time(), option::of(any_time())),
        collection::btree_map(".{1,8}", presence, 0..3),
    )
        .prop_map(|(ids, (key, url, title, body), former, (published, first_shown, gone), feeds)| Row {
            id: String::new(),
            ids,
            key,
            url,
            former_urls: former.into_iter().collect(),
            title,
            published,
            first_shown,
            body,
            feeds,
            gone,
        })
}

/// Any ledger at all.
pub(super) fn any_known() -> impl Strategy<Value = Known> {
    let count = || 0..=i64::MAX.unsigned_abs();
    let publication = (".{1,8}", any_format(), "[0-9a-f]{1,8}", count(), count(), any_time());
    (
        collection::btree_map(any_id(), any_row(), 0..6),
        collection::btree_map(".{1,8}", any_id(), 0..3),
        collection::btree_map(".{1,8}", publication, 0..3),
        collection::btree_map(".{1,8}", (option::of("[0-9a-f]{1,8}"), "[0-9a-f]{1,8}"), 0..3),
    )
        .prop_map(|(rows, feeds, publications, intents)| Known {
            rows: rows.into_iter().map(|(id, row)| Row { id, ..row }).collect(),
            feeds,
            publications: publications
                .into_iter()
                .map(|(path, (feed, format, digest, items, bytes, changed))| Publication {
                    path,
                    feed,
                    format,
                    digest,
                    items,
                    bytes,
                    changed,
                })
                .collect(),
            intents: intents.into_iter().map(|(path, (old, new))| Intent { path, old, new }).collect(),
        })
}
