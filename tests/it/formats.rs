//! One feed in three formats: the same items, as far as each format carries them, read back by readers that are not ours.

use crate::support::{Publication, SITE, feeds, judges, text};
use roxmltree::{Document, Node};
use serde_json::Value;
use std::path::PathBuf;

/// The files of the feed `news`.
fn documents(publication: &Publication) -> Vec<PathBuf> {
    ["rss.xml", "atom.xml", "feed.json"].map(|name| publication.root().join("feeds/news").join(name)).into()
}

/// The one item of an RSS document, handed on as XML.
#[track_caller]
fn with_rss_item<T>(publication: &Publication, look: impl FnOnce(Node<'_, '_>) -> T) -> T {
    let xml = publication.read("feeds/news/rss.xml");
    let document = Document::parse(&xml).expect("RSS is XML");
    let mut items = document.descendants().filter(|node| node.has_tag_name("item"));
    let item = items.next().expect("there is an item");
    assert!(items.next().is_none(), "there is one item only");
    look(item)
}

/// The one entry of an Atom document, handed on as XML.
#[track_caller]
fn with_atom_entry<T>(publication: &Publication, look: impl FnOnce(Node<'_, '_>) -> T) -> T {
    let xml = publication.read("feeds/news/atom.xml");
    let document = Document::parse(&xml).expect("Atom is XML");
    let mut entries = document.descendants().filter(|node| node.has_tag_name((feeds::ATOM, "entry")));
    let entry = entries.next().expect("there is an entry");
    assert!(entries.next().is_none(), "there is one entry only");
    look(entry)
}

/// The one item of a JSON Feed.
#[track_caller]
fn json_item(publication: &Publication) -> Value {
    let feed: Value = serde_json::from_str(&publication.read("feeds/news/feed.json")).expect("JSON Feed is JSON");
    let items = feed["items"].as_array().expect("`items` is a list");
    assert_eq!(items.len(), 1);
    items[0].clone()
}

/// A publication with this one record, built.
#[track_caller]
fn built(record: &str) -> Publication {
    let publication = Publication::new();
    publication.file("data/one.json", record);
    publication.build();
    publication
}

/// Records that use every field, and every field's absence.
fn rich() -> Publication {
    let publication = Publication::new();
    publication.file(
        "data/full.json",
        r#"{"id": "tag:gazette.example,2020:full", "url": "https://gazette.example/full/?a=1&b=2",
        "external_url": "https://elsewhere.example/story?x=1&y=2", "title": "Ropes & knots: “a <b> of both” — part 1",
        "summary": "What holds & what slips.", "content_html": "<p>Knots &amp; <em>bends</em>.</p><p><img src=\"knot.png\" alt=\"A knot\"></p>",
        "published": "2025-03-04T05:06:07+01:00", "updated": "2025-03-05T00:00:00Z",
        "authors": [{"name": "Ada Quay", "email": "ada@gazette.example", "url": "https://gazette.example/ada"}],
        "categories": [{"term": "ropes", "scheme": "https://gazette.example/kinds", "label": "Ropes & lines"}, "knots"],
        "enclosures": [{"url": "https://gazette.example/full.mp3", "type": "audio/mpeg", "length": 1234, "duration": 61, "title": "Read aloud"},
                       {"url": "https://gazette.example/full.pdf", "type": "application/pdf"}],
        "image": {"url": "https://gazette.example/full.jpg", "alt": "A coil"}, "language": "cy", "rights": "© 2025 Ada & Co.",
        "license": "https://creativecommons.org/licenses/by/4.0/", "comments": "https://gazette.example/full/#comments",
        "source": {"title": "The Other Paper", "url": "https://other.example/", "feed": "https://other.example/feed.xml"},
        "related": ["https://gazette.example/other/"], "location": {"name": "Harbour", "lat": 53.1, "lon": -4.25},
        "colour": "red"}"#,
    );
    publication.record(
        "two",
        "Two hands",
        "2025-03-03",
        r#""authors": [{"name": "Ada Quay", "email": "ada@gazette.example"}, {"name": "Bo Mole"}]"#,
    );
    publication.record("none", "Nobody's", "2025-03-02", "");
    publication.file(
        "data/untitled.json",
        r#"{"published": "2025-03-01", "content_html": "<p>No title.</p>", "authors": ["Bo Mole"]}"#,
    );
    publication.file(
        "data/brief.json",
        r#"{"published": "2025-02-28", "title": "Brief", "summary": "Only a summary.", "authors": ["Bo (Mo) Mole"]}"#,
    );
    publication.file("data/linkpost.json", r#"{"published": "2025-02-27", "title": "See there", "url": "https://gazette.example/see/", "external_url": "https://elsewhere.example/"}"#);
    publication.file("data/markdown.md", "---\ntitle: Über Möwen 🕊️\ndate: 2025-02-26 10:00\nauthor: 山田 花子 <hanako@gazette.example>\ntags: [海, \"C++\", 13.20]\nlang: ja\n---\n一行。 *Two*.\n");
    publication
}

#[test]
fn the_three_formats_carry_the_same_items() {
    let publication = rich();
    publication.build();
    let rss = feeds::rss(&publication.read("feeds/news/rss.xml"));
    let atom = feeds::atom(&publication.read("feeds/news/atom.xml"));
    let json = feeds::json(&publication.read("feeds/news/feed.json"));
    assert_eq!((rss.len(), atom.len(), json.len()), (7, 7, 7));
    for ((rss, atom), json) in rss.iter().zip(&atom).zip(&json) {
        for other in [atom, json] {
            assert_eq!(rss.id, other.id);
            assert_eq!(rss.title, other.title, "{}", rss.id);
            assert_eq!(rss.link, other.link, "{}", rss.id);
            assert_eq!(rss.published, other.published, "{}", rss.id);
            assert_eq!(rss.categories, other.categories, "{}", rss.id);
            let names = |item: &feeds::Item| item.authors.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            if names(rss) != ["Bo Mo Mole"] {
                assert_eq!(names(rss), names(other), "{}", rss.id);
            }
        }
    }
    let dates: Vec<_> = rss.iter().map(|item| item.published.clone()).collect();
    assert!(dates.is_sorted_by(|newer, older| newer >= older), "newest first: {dates:?}");
}

#[test]
fn readers_see_what_the_records_say() {
    let publication = rich();
    publication.build();
    let verdicts = judges::look(&documents(&publication));
    judges::agree(&verdicts);
    let found = judges::differences(&verdicts, &publication.records());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn text_is_escaped_exactly_once_more_than_the_format_has() {
    let publication =
        built(r#"{"title": "AT&T <b>", "published": "2025-01-02", "content_html": "<p>1 &lt; 2 &amp; \"x\"</p>"}"#);
    let body = r#"<p>1 &lt; 2 &amp; "x"</p>"#;
    with_rss_item(&publication, |item| {
        assert_eq!(feeds::child(item, "", "title").map(feeds::content).as_deref(), Some("AT&T <b>"));
        assert_eq!(feeds::child(item, "", "description").map(feeds::content).as_deref(), Some(body));
        assert!(feeds::child(item, feeds::CONTENT, "encoded").is_none(), "the body stands once");
    });
    with_atom_entry(&publication, |entry| {
        let title = feeds::child(entry, feeds::ATOM, "title").expect("there is a title");
        assert!(matches!(title.attribute("type"), None | Some("text")), "a title is plain text");
        assert_eq!(feeds::content(title), "AT&T <b>");
        let content = feeds::child(entry, feeds::ATOM, "content").expect("there is a body");
        assert_eq!((content.attribute("type"), feeds::content(content).as_str()), (Some("html"), body));
        assert!(feeds::child(entry, feeds::ATOM, "summary").is_none(), "no summary is made where the body is whole");
    });
    let item = json_item(&publication);
    assert_eq!((text(&item["title"]), text(&item["content_html"])), ("AT&T <b>", body));
    assert!(item.get("summary").is_none());
}

#[test]
fn plain_text_is_html_only_where_the_format_needs_it() {
    let publication = built(r#"{"title": "T", "published": "2025-01-02", "content_text": "1 < 2 & 3\n\nSecond."}"#);
    with_rss_item(&publication, |item| {
        let html = feeds::child(item, "", "description").map(feeds::content).expect("there is a body");
        assert!(html.contains("<p>1 &lt; 2 &amp; 3</p>") && html.contains("<p>Second.</p>"), "{html}");
    });
    with_atom_entry(&publication, |entry| {
        let content = feeds::child(entry, feeds::ATOM, "content").expect("there is a body");
        assert!(matches!(content.attribute("type"), None | Some("text")));
        assert_eq!(feeds::content(content), "1 < 2 & 3\n\nSecond.");
    });
    assert_eq!(text(&json_item(&publication)["content_text"]), "1 < 2 & 3\n\nSecond.");
}

#[test]
fn a_declared_summary_stands_beside_the_whole_body() {
    let publication = built(
        r#"{"title": "T", "published": "2025-01-02", "summary": "Short & sweet.", "content_html": "<p>Long.</p>"}"#,
    );
    with_rss_item(&publication, |item| {
        let description = feeds::child(item, "", "description").map(feeds::content);
        assert_eq!(description.as_deref(), Some("Short &amp; sweet."), "RSS has HTML in `description`");
        assert_eq!(feeds::child(item, feeds::CONTENT, "encoded").map(feeds::content).as_deref(), Some("<p>Long.</p>"));
    });
    with_atom_entry(&publication, |entry| {
        assert_eq!(feeds::child(entry, feeds::ATOM, "summary").map(feeds::content).as_deref(), Some("Short & sweet."));
    });
    assert_eq!(text(&json_item(&publication)["summary"]), "Short & sweet.");
}

#[test]
fn people_go_where_each_format_wants_them() {
    let mail = r#"{"name": "Ada (A.) Quay", "email": "ada@gazette.example"}"#;
    let cases = [
        (format!("[{mail}]"), 1, 0),
        (r#"["Bo Mole"]"#.to_owned(), 0, 1),
        (format!(r#"[{mail}, "Bo Mole"]"#), 0, 2),
        ("[]".to_owned(), 0, 0),
    ];
    for (authors, with_mail, by_name) in cases {
        let publication = built(&format!(
            r#"{{"title": "T", "published": "2025-01-02", "content_text": "x", "authors": {authors}}}"#
        ));
        with_rss_item(&publication, |item| {
            let count = |namespace, name| feeds::children(item, namespace, name).count();
            assert_eq!((count("", "author"), count(feeds::DC, "creator")), (with_mail, by_name), "{authors}");
        });
        let verdicts = judges::look(&documents(&publication));
        judges::agree(&verdicts);
    }
}

#[test]
fn hidden_addresses_are_in_no_format() {
    let publication = rich();
    publication.config(SITE.replace("name = \"news\"", "name = \"news\"\nemails = \"hide\""));
    publication.build();
    for document in documents(&publication) {
        let text = publication.read(&document);
        assert!(!text.contains("@gazette.example"), "{}", document.display());
        assert!(text.contains("Ada Quay"));
    }
}

#[test]
fn an_id_is_a_permalink_only_if_it_opens_the_article() {
    for (record, id, permalink) in [
        (r#""url": "https://gazette.example/a/""#, "https://gazette.example/a/", "true"),
        (
            r#""url": "https://gazette.example/a/", "id": "https://gazette.example/old""#,
            "https://gazette.example/old",
            "false",
        ),
        (
            r#""url": "https://gazette.example/a/", "id": "urn:uuid:6f1f6ad0-7a3e-4b0a-9b0e-0c3f2a1d4e5f""#,
            "urn:uuid:6f1f6ad0-7a3e-4b0a-9b0e-0c3f2a1d4e5f",
            "false",
        ),
    ] {
        let publication =
            built(&format!(r#"{{"title": "T", "published": "2025-01-02", "content_text": "x", {record}}}"#));
        with_rss_item(&publication, |item| {
            let guid = feeds::child(item, "", "guid").expect("there is a guid");
            assert_eq!((feeds::content(guid).as_str(), guid.attribute("isPermaLink")), (id, Some(permalink)));
        });
        with_atom_entry(&publication, |entry| {
            assert_eq!(feeds::child(entry, feeds::ATOM, "id").map(feeds::content).as_deref(), Some(id));
        });
        assert_eq!(text(&json_item(&publication)["id"]), id);
    }
}

#[test]
fn a_missing_title_is_missing_but_in_atom() {
    let publication = built(r#"{"published": "2025-01-02", "content_html": "<p>x</p>"}"#);
    with_rss_item(&publication, |item| assert!(feeds::child(item, "", "title").is_none()));
    with_atom_entry(&publication, |entry| {
        assert_eq!(feeds::child(entry, feeds::ATOM, "title").map(feeds::content).as_deref(), Some(""));
    });
    assert!(json_item(&publication).get("title").is_none());
}

#[test]
fn media_files_have_their_size_only_where_it_is_known() {
    let publication = built(
        r#"{"title": "T", "published": "2025-01-02", "content_text": "x", "enclosures": [{"url": "https://gazette.example/a.mp3"}, {"url": "https://gazette.example/b.ogg", "length": 7}]}"#,
    );
    with_rss_item(&publication, |item| {
        let enclosures: Vec<_> = feeds::children(item, "", "enclosure").collect();
        let [enclosure] = enclosures[..] else { panic!("RSS has one enclosure, not {}", enclosures.len()) };
        let attribute = |name| enclosure.attribute(name);
        assert_eq!(
            (attribute("url"), attribute("length"), attribute("type")),
            (Some("https://gazette.example/a.mp3"), Some("0"), Some("audio/mpeg"))
        );
    });
    with_atom_entry(&publication, |entry| {
        let links =
            feeds::children(entry, feeds::ATOM, "link").filter(|link| link.attribute("rel") == Some("enclosure"));
        let seen: Vec<_> = links.map(|link| (link.attribute("href"), link.attribute("length"))).collect();
        assert_eq!(
            seen,
            [(Some("https://gazette.example/a.mp3"), None), (Some("https://gazette.example/b.ogg"), Some("7"))]
        );
    });
    let item = json_item(&publication);
    assert!(item["attachments"][0].get("size_in_bytes").is_none(), "{item}");
    assert_eq!(item["attachments"][1]["size_in_bytes"], 7);
}

#[test]
fn the_channel_knows_its_addresses_and_its_newest_change() {
    let publication = rich();
    publication.build();
    let rss = publication.read("feeds/news/rss.xml");
    let document = Document::parse(&rss).expect("RSS is XML");
    let channel = feeds::child(document.root_element(), "", "channel").expect("there is a channel");
    let links: Vec<_> = feeds::children(channel, feeds::ATOM, "link")
        .map(|link| (link.attribute("rel"), link.attribute("href"), link.attribute("type")))
        .collect();
    assert!(
        links.contains(&(
            Some("self"),
            Some("https://gazette.example/feeds/news/rss.xml"),
            Some("application/rss+xml")
        )),
        "{links:?}"
    );
    assert!(
        links
            .iter()
            .any(|(rel, href, _)| *rel == Some("alternate")
                && *href == Some("https://gazette.example/feeds/news/atom.xml")),
        "{links:?}"
    );
    let text = |name: &str| feeds::child(channel, "", name).map(feeds::content);
    assert_eq!(text("title").as_deref(), Some("The Harbour Gazette"));
    assert_eq!(text("link").as_deref(), Some("https://gazette.example/"));
    assert!(text("description").is_some_and(|text| !text.is_empty()));
    assert_eq!(text("language").as_deref(), Some("en"));
    // the newest change is that of the fullest record, whenever the feed is built
    assert_eq!(text("lastBuildDate").map(|date| feeds::instant(&date)).as_deref(), Some("2025-03-05T00:00:00Z"));

    let atom = publication.read("feeds/news/atom.xml");
    let document = Document::parse(&atom).expect("Atom is XML");
    let feed = document.root_element();
    let updated = feeds::child(feed, feeds::ATOM, "updated").map(feeds::content);
    assert_eq!(updated.map(|date| feeds::instant(&date)).as_deref(), Some("2025-03-05T00:00:00Z"));
    let own = feeds::children(feed, feeds::ATOM, "link").find(|link| link.attribute("rel") == Some("self"));
    assert_eq!(own.and_then(|link| link.attribute("href")), Some("https://gazette.example/feeds/news/atom.xml"));

    let json: Value = serde_json::from_str(&publication.read("feeds/news/feed.json")).expect("JSON Feed is JSON");
    assert_eq!(json["feed_url"], "https://gazette.example/feeds/news/feed.json");
    assert_eq!(json["home_page_url"], "https://gazette.example/");
}

#[test]
fn every_document_begins_at_its_first_byte() {
    let publication = rich();
    publication.build();
    for name in ["rss.xml", "atom.xml"] {
        let xml = publication.read(format!("feeds/news/{name}"));
        assert!(
            xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
                || xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
            "{}",
            &xml[..60]
        );
        assert!(!xml.contains("<!DOCTYPE"));
    }
    assert!(publication.read("feeds/news/feed.json").starts_with('{'));
}

#[test]
fn links_in_bodies_are_absolute() {
    let publication = built(
        r##"{"title": "T", "url": "https://gazette.example/2025/one/", "published": "2025-01-02", "content_html":
        "<p><a href=\"/root\">r</a><a href=\"two/\">t</a><a href=\"#here\">h</a><a href=\"//cdn.example/x\">p</a><a href=\"mailto:a@b.example\">m</a><a href=\"?q=1&amp;r=2\">q</a><img src=\"../i.png\" srcset=\"a.png 1x, /b.png 2x\"><video src=\"v.mp4\" poster=\"p.jpg\"></video></p>"}"##,
    );
    let items = feeds::rss(&publication.read("feeds/news/rss.xml"));
    let body = &items[0].body;
    for address in [
        "\"https://gazette.example/root\"",
        "\"https://gazette.example/2025/one/two/\"",
        "\"https://gazette.example/2025/one/#here\"",
        "\"https://cdn.example/x\"",
        "\"mailto:a@b.example\"",
        "\"https://gazette.example/2025/one/?q=1&amp;r=2\"",
        "\"https://gazette.example/2025/i.png\"",
        "https://gazette.example/2025/one/a.png 1x",
        "https://gazette.example/b.png 2x",
        "\"https://gazette.example/2025/one/v.mp4\"",
        "\"https://gazette.example/2025/one/p.jpg\"",
    ] {
        assert!(body.contains(address), "{address} is missing in {body}");
    }
    judges::agree(&judges::look(&documents(&publication)));
}

#[test]
fn footers_and_queries_touch_neither_id_nor_self_link() {
    let publication = rich();
    publication.build();
    let before = feeds::rss(&publication.read("feeds/news/rss.xml"));
    publication.config(SITE.replace(
        "name = \"news\"",
        "name = \"news\"\nlink_query = \"utm_source=rss&utm_medium=feed\"\nitem_footer = '<p>From <a href=\"{url}\">{feed_title}</a>: {title}</p>'",
    ));
    publication.build();
    let after = feeds::rss(&publication.read("feeds/news/rss.xml"));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.id, after.id);
        let (old, new) = (before.link.clone().unwrap_or_default(), after.link.clone().unwrap_or_default());
        assert!(
            new.ends_with("utm_source=rss&utm_medium=feed") && new.starts_with(&old) && new.matches('?').count() == 1,
            "{new}"
        );
    }
    let full = after.iter().find(|item| item.id.ends_with("full")).expect("the full record is there");
    assert!(
        full.body.contains("Ropes &amp; knots: “a &lt;b&gt; of both” — part 1</p>"),
        "the title is escaped: {}",
        full.body
    );
    assert!(publication.read("feeds/news/rss.xml").contains("href=\"https://gazette.example/feeds/news/rss.xml\""));
    judges::agree(&judges::look(&documents(&publication)));
}

#[test]
fn summary_feeds_hold_back_the_body() {
    let publication = Publication::new();
    publication.config(SITE.replace("name = \"news\"", "name = \"news\"\ncontent = \"summary\"\nsummary_length = 60"));
    let long = "The first sentence is short. The second one runs on & on about ropes until nobody listens any more. SECRET END.";
    publication
        .file("data/one.json", format!(r#"{{"title": "T", "published": "2025-01-02", "content_text": "{long}"}}"#));
    publication.build();
    for document in documents(&publication) {
        let text = publication.read(&document);
        assert!(text.contains("The first sentence is short.") && !text.contains("SECRET"), "{text}");
    }
    assert!(
        json_item(&publication)["content_text"].is_string() || json_item(&publication)["content_html"].is_string(),
        "JSON Feed demands a content"
    );
}

#[test]
fn further_elements_are_written_escaped() {
    let publication = rich();
    publication.config(format!(
        "{SITE}\n[feed.namespaces]\npartner = \"https://partner.example/ns?a=1&b=2\"\n[feed.item_elements]\n\"partner:colour\" = \"colour\"\n\"partner:kind\" = {{ value = \"a & <b>\" }}\n"
    ));
    publication.build();
    let xml = publication.read("feeds/news/rss.xml");
    let document = Document::parse(&xml).expect("RSS is XML");
    let named = |name: &str| {
        let of_name = |node: &Node<'_, '_>| node.has_tag_name(("https://partner.example/ns?a=1&b=2", name));
        document.descendants().filter(of_name).map(feeds::content).collect::<Vec<_>>()
    };
    assert_eq!(named("colour"), ["red"], "only one record has a colour");
    assert_eq!(named("kind"), ["a & <b>"; 7]);
    judges::agree(&judges::look(&documents(&publication)));
}
