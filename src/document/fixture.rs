//! Values that the tests of this module build upon.

use super::{Channel, ContentPolicy, History, Item, ItemPolicy};
use crate::{
    record::{
        Enclosure, IdKind, Person, Record, Visibility,
        raw::{Origin, Table},
    },
    value::{EntryId, Format, Timestamp, WebUrl},
};
use std::collections::BTreeMap;

pub(super) fn url(text: &str) -> WebUrl {
    WebUrl::parse(text).expect("the test's URL is valid")
}

/// 2026-11-22T09:30:00Z.
pub(super) fn time() -> Timestamp {
    Timestamp::from_unix(1_795_339_800).expect("in range")
}

pub(super) fn person(name: &str, email: Option<&str>) -> Person {
    Person { name: name.to_owned(), email: email.map(|email| email.parse().expect("valid")), ..Person::default() }
}

pub(super) fn record() -> Record {
    Record {
        key: "salt".to_owned(),
        origin: Origin { file: "data/salt.md".into(), line: 1, bytes: 0..0, listed: false, row: None },
        id: EntryId::new("tag:a.example,2026:salt").expect("valid"),
        id_kind: IdKind::Declared,
        url: Some(url("https://a.example/salt")),
        external_url: None,
        title: Some("Salt & Rope".to_owned()),
        title_html: None,
        summary: None,
        body: None,
        published: Some(time()),
        updated: None,
        expires: None,
        authors: vec![person("Ada Quay", None)],
        contributors: Vec::new(),
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
        language: None,
        rights: None,
        license: None,
        source: None,
        comments: None,
        related: Vec::new(),
        location: None,
        episode: None,
        visibility: Visibility::Public,
        section: None,
        slug: "salt".to_owned(),
        extra: Table::default(),
        derived: Vec::new(),
        places: Vec::new(),
    }
}

pub(super) fn enclosure(address: &str) -> Enclosure {
    Enclosure {
        url: url(address),
        media_type: "audio/mpeg".parse().expect("valid"),
        length: None,
        duration: None,
        title: None,
        language: None,
        file: None,
        is_type_declared: true,
        print: None,
    }
}

pub(super) const fn item(record: &Record) -> Item<'_> {
    Item { record, body: None, summary: None, summary_html: None, teaser: false }
}

pub(super) fn policy() -> ItemPolicy {
    ItemPolicy {
        content: ContentPolicy::Full,
        always_summary: false,
        item_footer: None,
        link_query: None,
        show_emails: true,
        language: Some("en".parse().expect("a tag")),
        elements: Vec::new(),
        namespaces: BTreeMap::new(),
        link_blog: false,
        feed_title: "Harbour Notes".to_owned(),
        podcast: None,
    }
}

pub(super) fn channel() -> Channel {
    Channel {
        id: "tag:a.example,2026:feed".to_owned(),
        title: "Harbour & Notes".to_owned(),
        link: url("https://a.example/"),
        addresses: vec![
            (Format::Rss, url("https://a.example/rss.xml")),
            (Format::Atom, url("https://a.example/atom.xml")),
            (Format::Json, url("https://a.example/feed.json")),
        ],
        description: None,
        language: None,
        rights: None,
        license: None,
        authors: Vec::new(),
        webmaster: None,
        categories: Vec::new(),
        image: None,
        icon: None,
        favicon: None,
        logo: None,
        ttl: None,
        skip_hours: Vec::new(),
        skip_days: Vec::new(),
        schedule: None,
        hubs: Vec::new(),
        cloud: None,
        updated: time(),
        deleted: Vec::new(),
        history: History::None,
        podcast: None,
        namespaces: BTreeMap::new(),
    }
}
