//! Which records a feed shows, in which order, and which feeds there are.

use crate::support::{Publication, SITE, feeds};

#[test]
fn selections_choose_what_they_say() {
    let records = [("a", "2025-01-01"), ("b", "2025-01-02"), ("c", "2025-01-03"), ("d", "2025-01-03")];
    let cases = [
        ("limit = 2", "cd"),
        ("category = \"even\"", "bd"),
        ("category = [\"even\", \"odd\"]", "abcd"),
        ("author = \"Ada Quay\"", "a"),
        ("since = \"2025-01-02\"", "bcd"),
        ("since = \"2025-01-03\"\ncategory = \"odd\"", "c"),
        ("language = \"cy\"", "c"),
    ];
    for (filter, expected) in cases {
        let publication = Publication::new();
        for (number, (name, day)) in records.iter().enumerate() {
            let category = if number % 2 == 0 { "odd" } else { "Even" };
            let author = if *name == "a" { "Ada Quay" } else { "Bo Mole" };
            let language = if *name == "c" { r#", "language": "cy""# } else { "" };
            publication.record(
                name,
                name,
                day,
                &format!(r#""categories": ["{category}"], "authors": ["{author}"]{language}"#),
            );
        }
        publication.config(format!("{SITE}{filter}\n"));
        publication.build();
        let items = feeds::rss(&publication.read("feeds/news/rss.xml"));
        let mut titles: Vec<_> = items.iter().map(|item| item.title.as_str()).collect();
        titles.sort_unstable();
        assert_eq!(titles.concat(), expected, "{filter}");
    }
}

#[test]
fn conditions_choose_in_an_expression_language() {
    let publication = Publication::new();
    publication.config(format!("{SITE}where = 'title.startsWith(\"A\") && \"x\" in categories'\n"));
    publication.record("one", "Apple", "2025-01-01", r#""categories": ["x"]"#);
    publication.record("two", "Avocado", "2025-01-02", r#""categories": ["y"]"#);
    publication.record("three", "Banana", "2025-01-03", r#""categories": ["x"]"#);
    publication.build();
    let items = feeds::rss(&publication.read("feeds/news/rss.xml"));
    assert_eq!(items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), ["Apple"]);
}

#[test]
fn each_value_has_a_feed_of_its_own() {
    let publication = Publication::new();
    publication.config(format!(
        "{SITE}\n[[feed]]\neach = \"category\"\nformats = [\"rss\", \"atom\"]\npath = {{ rss = \"tag/{{value}}/index.xml\" }}\n\n[[feed]]\neach = \"year\"\nname = \"archive\"\nformats = [\"json\"]\n"
    ));
    publication.record("one", "One", "2024-12-31T23:30:00Z", r#""categories": ["Politics & Law", "Sea"]"#);
    publication.record("two", "Two", "2025-01-02", r#""categories": ["sea"]"#);
    publication.build();
    for path in [
        "feeds/tag/sea/index.xml",
        "feeds/category/sea/atom.xml",
        "feeds/archive/2024/feed.json",
        "feeds/archive/2025/feed.json",
        "feeds/news/rss.xml",
    ] {
        assert!(publication.has(path), "{path} is missing of {:?}", publication.tree().files());
    }
    assert_eq!(feeds::rss(&publication.read("feeds/tag/sea/index.xml")).len(), 2);
    assert_eq!(feeds::json(&publication.read("feeds/archive/2024/feed.json")).len(), 1);
    let xml = publication.read("feeds/tag/sea/index.xml");
    assert!(
        xml.contains("https://gazette.example/feeds/tag/sea/index.xml"),
        "the self link is where the document lies"
    );
    let one = publication.run(["build", "category/sea"]).expect_code(0);
    drop(one);
}

#[test]
fn the_oldest_can_come_first() {
    let publication = Publication::new();
    publication.config(format!("{SITE}order = \"oldest\"\n"));
    for day in ["2025-01-02", "2025-01-01", "2025-01-03"] {
        publication.record(day, day, day, "");
    }
    publication.build();
    for items in [
        feeds::rss(&publication.read("feeds/news/rss.xml")),
        feeds::atom(&publication.read("feeds/news/atom.xml")),
        feeds::json(&publication.read("feeds/news/feed.json")),
    ] {
        let titles: Vec<_> = items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["2025-01-01", "2025-01-02", "2025-01-03"]);
    }
}

#[test]
fn equal_instants_are_in_the_order_of_their_ids() {
    let publication = Publication::new();
    for name in ["b", "d", "a", "c"] {
        publication.record(name, name, "2025-01-02", &format!(r#""id": "urn:example:{name}""#));
    }
    publication.build();
    let items = feeds::rss(&publication.read("feeds/news/rss.xml"));
    let ids: Vec<_> = items.iter().map(|item| item.id.as_str()).collect();
    assert!(ids.is_sorted() || ids.iter().rev().is_sorted(), "{ids:?}");
    assert_eq!(
        items.iter().filter(|item| item.published.as_deref() == Some("2025-01-02T00:00:00Z")).count(),
        4,
        "dates are not altered"
    );
}
