//! Ledgers for tests.

use super::{
    FeedRow, Health, Intent, Known, Outbox, Outcome, Presence, Publication, Queued, Retirement, Retraction, Row, Told,
    time,
};
use crate::{
    record::{Article, Change, Delivery, News},
    value::{Format, Moment, Timestamp},
};
use proptest::{collection, option, prelude::*, sample};

/// An instant.
pub(super) fn at(text: &str) -> Timestamp {
    time::read(text).expect("a time of the test's own")
}

/// A record that has next to nothing.
pub(super) fn row(id: &str) -> Row {
    Row::new(id, at("2026-01-02T03:04:05Z"), at("2026-01-02T04:00:00Z"))
}

/// A moment.
pub(super) fn moment(text: &str) -> Moment {
    Moment::from_rfc3339(text).expect("a time of the test's own")
}

/// A delivery.
pub(super) fn delivery(endpoint: &str, topic: &str, articles: &[(&str, Change)]) -> Delivery {
    let article = |&(id, change): &(&str, Change)| Article {
        id: id.to_owned(),
        url: Some("https://a.example/one/".to_owned()),
        title: Some("One \"größer\"".to_owned()),
        change,
        published: None,
        updated: None,
    };
    Delivery {
        endpoint: endpoint.to_owned(),
        topic: topic.to_owned(),
        news: News {
            feed: "news".to_owned(),
            title: "News".to_owned(),
            site: "https://a.example/".to_owned(),
            feed_url: "https://a.example/feeds/news/rss.xml".to_owned(),
            format: Format::Rss,
            categories: Vec::new(),
            articles: articles.iter().map(article).collect(),
        },
    }
}

/// A ledger in which everything occurs.
pub(super) fn known() -> Known {
    let mut known = second();
    let topic = "https://a.example/feeds/news/rss.xml";
    known.intents[1].deliveries =
        vec![delivery("hub", topic, &[]), delivery("watch", topic, &[("a", Change::Updated)])];
    let (first, second) = (moment("2026-11-23T00:00:00.250Z"), moment("2026-11-23T00:05:00Z"));
    known.outbox = Outbox {
        queued: vec![
            Queued::new(delivery("hub", topic, &[("a", Change::New), ("b", Change::Deleted)]), first),
            Queued {
                changed: second,
                due: moment("2026-11-23T00:05:01.125Z"),
                attempts: 3,
                error: Some("503 Service Unavailable".to_owned()),
                given_up: Some(second),
                ..Queued::new(delivery("watch", topic, &[]), first)
            },
        ],
        endpoints: [
            ("hub".to_owned(), Health { succeeded: Some(first), ..Health::default() }),
            (
                "watch".to_owned(),
                Health {
                    failures: 3,
                    open_until: Some(second),
                    failed: Some(second),
                    error: Some("503".to_owned()),
                    ..Health::default()
                },
            ),
        ]
        .into(),
        told: [(("hub".to_owned(), topic.to_owned()), Told { at: first, generation: 7 })].into(),
    };
    known
}

/// A ledger in which everything occurs that the second version knew.
pub(super) fn second() -> Known {
    let mut known = first();
    let time = at("2026-11-23T00:00:00Z");
    let row = &mut known.rows[0];
    row.digest = Some("ff00".to_owned());
    row.corrected = Some(time);
    row.returned = Some(time);
    row.retracted = Some(Retraction { at: time, reason: Some("It was \"wrong\"".to_owned()) });
    if let Some(news) = row.feeds.get_mut("news") {
        news.page = Some(2);
    }
    let retired = Some(Retirement { at: time, to: Some("https://b.example/feed".to_owned()) });
    let politics = FeedRow { id: "urn:x:politics".to_owned(), label: Some("Politics".to_owned()), show: None, retired };
    known.feeds.insert("category/politics".to_owned(), politics);
    known
}

/// A ledger in which everything occurs that the first version knew.
pub(super) fn first() -> Known {
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
                    ("category/politics".to_owned(), Presence { left: Some(time), ..Presence::new(time) }),
                    ("news".to_owned(), Presence::new(time)),
                ]
                .into(),
                gone: Some(time),
                ..row("https://a.example/one/")
            },
            row("tag:a.example,2026:two"),
        ],
        feeds: [("news".to_owned(), FeedRow::new("tag:a.example,2026:feed/news"))].into(),
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
            Intent { path: "news/atom.xml".to_owned(), old: None, new: "12".to_owned(), deliveries: Vec::new() },
            Intent {
                path: "news/rss.xml".to_owned(),
                old: Some("abcd".to_owned()),
                new: "34".to_owned(),
                deliveries: Vec::new(),
            },
        ],
        outbox: Outbox::default(),
    }
}

/// The known facts as a run would have learnt them.
pub(super) fn learnt(known: &Known) -> Outcome {
    Outcome {
        rows: known.rows.clone(),
        feeds: known.feeds.clone(),
        publications: known.publications.clone(),
        ..Outcome::default()
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
    let presence = (any_time(), option::of(any_time()), option::of(1..=u32::MAX))
        .prop_map(|(since, left, page)| Presence { since, left, page });
    let retraction = (any_time(), text()).prop_map(|(at, reason)| Retraction { at, reason });
    (
        collection::btree_map(any_format(), any_id(), 0..3),
        (text(), text(), text(), text(), text()),
        collection::btree_set(any::<String>(), 0..3),
        (any_time(), any_time()).prop_map(|(published, shown)| Row::new("", published, shown)),
        (option::of(any_time()), option::of(any_time()), option::of(any_time()), option::of(retraction)),
        collection::btree_map(".{1,8}", presence, 0..3),
    )
        .prop_map(
            |(ids, (key, url, title, body, digest), former, row, (corrected, gone, returned, retracted), feeds)| Row {
                ids,
                key,
                url,
                former_urls: former.into_iter().collect(),
                title,
                body,
                feeds,
                digest,
                corrected,
                gone,
                returned,
                retracted,
                ..row
            },
        )
}

fn any_feed() -> impl Strategy<Value = FeedRow> {
    let retirement = (any_time(), option::of(any::<String>())).prop_map(|(at, to)| Retirement { at, to });
    (any_id(), option::of(any::<String>()), option::of(any::<String>()), option::of(retirement))
        .prop_map(|(id, label, show, retired)| FeedRow { id, label, show, retired })
}

fn any_outbox() -> impl Strategy<Value = Outbox> {
    let moment = || {
        (-62_135_596_800_000_i64..253_402_300_800_000)
            .prop_map(|millis| Moment::from_unix_millis(millis).expect("within the years"))
    };
    let maybe = move || option::of(moment());
    let key = || (".{1,8}", ".{1,8}");
    let queued =
        (0..=i64::MAX.unsigned_abs(), moment(), moment(), moment(), any::<u32>(), option::of(".{0,8}"), maybe());
    let health = (any::<u32>(), maybe(), maybe(), maybe(), option::of(".{0,8}")).prop_map(
        |(failures, open_until, succeeded, failed, error)| Health { failures, open_until, succeeded, failed, error },
    );
    let told = (moment(), 0..=i64::MAX.unsigned_abs()).prop_map(|(at, generation)| Told { at, generation });
    (
        collection::btree_map(key(), queued, 0..3),
        collection::btree_map(".{1,8}", health, 0..3),
        collection::btree_map(key(), told, 0..3),
    )
        .prop_map(|(queued, endpoints, told)| Outbox {
            queued: queued
                .into_iter()
                .map(|((endpoint, topic), (generation, since, changed, due, attempts, error, given_up))| Queued {
                    delivery: delivery(&endpoint, &topic, &[(&topic, Change::Updated)]),
                    generation,
                    since,
                    changed,
                    due,
                    attempts,
                    error,
                    given_up,
                })
                .collect(),
            endpoints,
            told,
        })
}

/// Any ledger at all.
pub(super) fn any_known() -> impl Strategy<Value = Known> {
    let count = || 0..=i64::MAX.unsigned_abs();
    let publication = (".{1,8}", any_format(), "[0-9a-f]{1,8}", count(), count(), any_time());
    (
        collection::btree_map(any_id(), any_row(), 0..6),
        collection::btree_map(".{1,8}", any_feed(), 0..3),
        collection::btree_map(".{1,8}", publication, 0..3),
        collection::btree_map(".{1,8}", (option::of("[0-9a-f]{1,8}"), "[0-9a-f]{1,8}"), 0..3),
        any_outbox(),
    )
        .prop_map(|(rows, feeds, publications, intents, outbox)| Known {
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
            intents: intents
                .into_iter()
                .map(|(path, (old, new))| Intent { path, old, new, deliveries: Vec::new() })
                .collect(),
            outbox,
        })
}
