//! `WordPress`'s export.

use super::{build_and_check, counts, file_of, import};
use crate::support::{Publication, feeds, shared, text};
use serde_json::json;
use std::fs;

/// An export with these items.
pub(super) fn export(items: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
	<title>The Pier</title>
	<link>https://pier.example</link>
	<language>en-GB</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login><wp:author_email><![CDATA[ada@mail.example]]></wp:author_email><wp:author_display_name><![CDATA[Ada Quay]]></wp:author_display_name></wp:author>
	<wp:author><wp:author_login><![CDATA[bo@mail.example]]></wp:author_login><wp:author_email><![CDATA[bo@mail.example]]></wp:author_email></wp:author>
{items}
</channel>
</rss>
"#
    )
}

/// A post with this number, title and text.
pub(super) fn post(number: u32, title: &str, body: &str, more: &str) -> String {
    format!(
        r#"	<item>
		<title>{title}</title>
		<link>https://pier.example/2019/03/post-{number}/</link>
		<pubDate>Tue, 05 Mar 2019 10:00:00 +0000</pubDate>
		<dc:creator><![CDATA[ada]]></dc:creator>
		<guid isPermaLink="false">https://pier.example/?p={number}</guid>
		<content:encoded><![CDATA[{body}]]></content:encoded>
		<wp:post_id>{number}</wp:post_id>
		<wp:post_date>2019-03-05 11:00:00</wp:post_date>
		<wp:post_date_gmt>2019-03-05 10:00:00</wp:post_date_gmt>
		<wp:post_name>post-{number}</wp:post_name>
		<wp:post_type>post</wp:post_type>
		{more}
	</item>
"#
    )
}

pub(super) const PUBLISHED: &str = "<wp:status>publish</wp:status>";

#[test]
fn an_article_keeps_id_address_instant_people_and_text() {
    let publication = Publication::new();
    let items = post(
        7,
        "<![CDATA[Boats &amp; <em>Ropes</em>]]>",
        "First paragraph\nwith a break\n\n[caption width=\"3\"]<img src=\"/a.png\" /> A boat[/caption]\n\n<!--more-->\n\nUse {{ x }} and <pre>a\n\n\n  b</pre>\n\n[contact-form-7 id=\"1\"]",
        r#"<wp:status>publish</wp:status>
		<category domain="category" nicename="harbour"><![CDATA[Harbour]]></category>
		<category domain="post_tag" nicename="ropes"><![CDATA[Ropes]]></category>
		<category domain="nav_menu" nicename="menu"><![CDATA[Menu]]></category>
		<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[9]]></wp:meta_value></wp:postmeta>
		<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value><![CDATA[https://pier.example/a.mp3
12345
audio/mpeg
a:1:{s:8:"duration";s:8:"00:12:30";}]]></wp:meta_value></wp:postmeta>
		<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author_email>secret@mail.example</wp:comment_author_email></wp:comment>"#,
    );
    let picture = "<item><title>p</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>\
                   <wp:attachment_url>https://pier.example/p.png</wp:attachment_url></item>";
    publication.file("old.xml", export(&(items + picture)));
    let (lines, sums) = import(&publication, &["wordpress", "old.xml"], 0);
    assert_eq!((sums["comments"].as_u64(), sums["private_addresses"].as_u64()), (Some(1), Some(1)));
    assert_eq!(counts(&sums, "not_imported"), [("attachment".to_owned(), 1)].into());
    let file = text(&lines[0]["file"]);
    assert_eq!(file, "data/2019/03/post-7.md");

    build_and_check(&publication, file.as_ref());
    let record = &publication.records()[0];
    assert_eq!(text(&record["id"]), "https://pier.example/?p=7");
    assert_eq!(text(&record["url"]), "https://pier.example/2019/03/post-7/");
    assert_eq!(text(&record["title"]), "Boats & Ropes");
    assert_eq!(text(&record["published"]), "2019-03-05T10:00:00Z");
    assert_eq!(record["authors"][0]["name"], "Ada Quay");
    assert_eq!(record["image"]["url"], "https://pier.example/p.png");
    assert_eq!(record["enclosures"][0]["duration"].as_f64(), Some(750.0));
    let terms: Vec<&str> = record["categories"].as_array().expect("a list").iter().map(|c| text(&c["term"])).collect();
    assert_eq!(terms, ["Harbour", "Ropes"]);
    let rss = feeds::rss(&publication.read("feeds/news/rss.xml"));
    let body = &rss[0].body;
    for part in
        ["First paragraph<br>\nwith a break", "<figcaption>A boat</figcaption>", "{{ x }}", "<pre>a\n\n\n  b</pre>"]
    {
        assert!(body.contains(part), "{part:?} is not in {body}");
    }
    assert!(!body.contains("contact-form"), "{body}");
    for document in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!publication.read(format!("feeds/news/{document}")).contains("@mail.example"), "{document}");
    }
    let opened =
        publication.read("courant.toml").replace("language = \"en\"", "language = \"en\"\nemail_public = true");
    publication.config(opened).build();
    assert!(publication.read("feeds/news/rss.xml").contains("<author>ada@mail.example (Ada Quay)</author>"));
}

/// What the podcast plugins keep beside a post comes along, whatever its lengths say, and the address of their feed is told.
#[test]
fn what_podcast_plugins_keep_comes_along() {
    let publication = Publication::new();
    let meta = |key: &str, value: &str| {
        format!(
            "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        )
    };
    // PowerPress; the summary has other line ends than when its length was counted.
    let pairs = [
        ("duration", "00:12:30"),
        ("season", "2"),
        ("episode_no", "7"),
        ("episode_title", "Ropes"),
        ("episode_type", "bonus"),
        ("explicit", "2"),
        ("block", "1"),
        ("author", "Bo Pier"),
        ("subtitle", "Short"),
        ("summary", "Long; \"quoted\";\nin two lines"),
        ("image", "https://pier.example/7.jpg"),
        ("keywords", "rope, knot"),
    ];
    let serialized: String = pairs
        .iter()
        .map(|(key, value)| format!("s:{}:\"{key}\";s:{}:\"{value}\";", key.len(), value.len() + 1))
        .collect();
    let power = format!("https://pier.example/a.mp3\n12345\naudio/mpeg\na:12:{{{serialized}}}");
    let simple: String = [
        // For other programs, with the address alone.
        ("enclosure", "https://pier.example/b.mp3"),
        ("audio_file", "https://pier.example/b.mp3"),
        ("duration", "0:42"),
        ("filesize", "12.1M"),
        ("filesize_raw", "999"),
        ("itunes_episode_number", "8"),
        ("itunes_season_number", "3"),
        ("itunes_title", "Knots"),
        ("itunes_episode_type", "trailer"),
        ("explicit", "on"),
        ("block", ""),
        ("cover_image", "https://pier.example/8.jpg"),
        ("date_recorded", "2019-03-01"),
    ]
    .iter()
    .map(|(key, value)| meta(key, value))
    .collect();
    let items = post(7, "Power", "Text", &format!("{PUBLISHED}{}", meta("enclosure", &power)))
        + &post(8, "Simple", "Text", &format!("{PUBLISHED}{simple}"))
        + &post(
            9,
            "Broken",
            "Text",
            &format!(
                "{PUBLISHED}{}",
                meta("enclosure", "https://pier.example/c.mp3\n1\naudio/mpeg\na:3:{s:6:\"season\";s:9")
            ),
        );
    publication.file("old.xml", export(&items));
    let (lines, sums) = import(&publication, &["wordpress", "old.xml"], 0);
    let moved: Vec<&str> = sums["feeds"].as_array().expect("a list").iter().map(|feed| text(&feed["old"])).collect();
    assert!(moved.iter().any(|old| old.ends_with("/feed/podcast/")), "{moved:?}");
    build_and_check(&publication, file_of(&lines, "Power").as_ref());
    let records = publication.records();
    let find = |title: &str| records.iter().find(|record| record["title"] == title).expect("a record");
    let power = find("Power");
    assert_eq!(
        power["episode"],
        json!({"season": 2, "number": "7", "title": "Ropes", "type": "bonus", "explicit": false, "block": true, "image": "https://pier.example/7.jpg"})
    );
    assert_eq!(text(&power["summary"]), "Long; \"quoted\";\nin two lines");
    assert_eq!(text(&power["authors"][1]["name"]), "Bo Pier");
    assert!(power["categories"].to_string().contains("\"knot\""), "{power:#}");
    assert_eq!(power["enclosures"][0]["duration"].as_f64(), Some(750.0));
    let simple = find("Simple");
    assert_eq!(
        simple["episode"],
        json!({"season": 3, "number": "8", "title": "Knots", "type": "trailer", "explicit": true, "image": "https://pier.example/8.jpg"})
    );
    assert_eq!(
        (simple["enclosures"][0]["length"].as_u64(), simple["enclosures"][0]["duration"].as_f64()),
        (Some(999), Some(42.0))
    );
    assert_eq!(text(&simple["extra"]["date_recorded"]), "2019-03-01");
    assert_eq!(find("Broken")["enclosures"][0]["length"].as_u64(), Some(1));
}

#[test]
fn what_is_not_public_says_so_and_stays_out_of_all_feeds() {
    let publication = Publication::new();
    let hidden = [
        ("Draft", "<wp:status>draft</wp:status>", "draft"),
        ("Private", "<wp:status>private</wp:status>", "private"),
        ("Locked", "<wp:status>publish</wp:status><wp:post_password>sesame</wp:post_password>", "password-protected"),
        ("Odd", "<wp:status>frobnicated</wp:status>", "of the unknown status frobnicated"),
        ("Future", "<wp:status>future</wp:status>", "scheduled"),
    ];
    let mut items: String = (1..).zip(hidden).map(|(n, (title, status, _))| post(n, title, "Secret", status)).collect();
    items = items.replacen("2019-03-05 10:00:00", "0000-00-00 00:00:00", 1);
    items = items.replacen("Tue, 05 Mar 2019 10:00:00 +0000", "Wed, 30 Nov -0001 00:00:00 +0000", 1);
    let future = items.rfind("2019-03-05 10:00:00").expect("the last one");
    items.replace_range(future..future + 4, "2099");
    items += &post(8, "Trash", "Secret", "<wp:status>trash</wp:status>");
    items += &post(9, "Public", "Open", PUBLISHED);
    publication.file("old.xml", export(&items));
    let (lines, sums) = import(&publication, &["wxr", "old.xml"], 0);
    let standings = counts(&sums, "standings");
    for (title, _, standing) in hidden {
        assert_eq!(standings[standing], 1, "{title}");
    }
    assert_eq!(counts(&sums, "not_imported"), [("trash".to_owned(), 1)].into());
    build_and_check(&publication, "old.xml".as_ref());
    let rss = feeds::rss(&publication.read("feeds/news/rss.xml"));
    assert_eq!(rss.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), ["Public"]);
    assert!(!publication.read(file_of(&lines, "Locked")).contains("sesame"), "a password is nobody's business");

    let publication = Publication::new();
    publication.file("old.xml", export(&items));
    let (_, sums) = import(&publication, &["wxr", "old.xml", "--without-drafts"], 0);
    assert_eq!(sums["records"].as_u64(), Some(2), "what is scheduled is public when its time comes");
}

#[test]
fn a_later_export_updates_what_nobody_changed() {
    let publication = Publication::new();
    let first: String = (1..=4).map(|n| post(n, &format!("Title {n}"), "Text", PUBLISHED)).collect();
    publication.file("old.xml", export(&first));
    let (lines, _) = import(&publication, &["wxr", "old.xml"], 0);
    let before = publication.tree();
    let (_, sums) = import(&publication, &["wxr", "old.xml"], 0);
    assert_eq!(counts(&sums, "outcomes"), [("unchanged".to_owned(), 4)].into());
    assert_eq!(publication.tree().changes_since(&before), [""; 0]);

    let (second, third) = (file_of(&lines, "Title 2"), file_of(&lines, "Title 3"));
    let corrected = publication.read(&second) + "A person wrote this.\n";
    publication.file(&second, &corrected);
    fs::remove_file(publication.root().join(&third)).expect("the file is there");
    let mut later: String = (1..=5).map(|n| post(n, &format!("Title {n}"), "New text", PUBLISHED)).collect();
    later = later.replacen(PUBLISHED, "<wp:status>trash</wp:status>", 1);
    publication.file("new.xml", export(&later));
    let (lines, sums) = import(&publication, &["wxr", "new.xml"], 0);
    let expected = [
        ("added", 1),
        ("updated", 2),
        ("left alone: changed since it was imported", 1),
        ("left alone: removed since it was imported", 1),
    ];
    assert_eq!(counts(&sums, "outcomes"), expected.map(|(word, n)| (word.to_owned(), n)).into());
    assert_eq!(publication.read(&second), corrected);
    assert!(!publication.has(&third));
    assert!(publication.read(file_of(&lines, "Title 1")).contains("status: trash"), "it was public, and is no more");
    assert!(publication.read(file_of(&lines, "Title 4")).contains("New text"));

    // The state is lost: what is there is known by its id, and stays.
    fs::remove_dir_all(publication.root().join(".courant")).expect("the state is there");
    let before = publication.tree();
    let (_, sums) = import(&publication, &["wxr", "new.xml", "--without-drafts"], 0);
    assert_eq!(counts(&sums, "outcomes")["left alone: already there"], 1, "{sums}");
    let changes = publication.tree().changes_since(&before);
    assert!(changes.iter().all(|change| !change.contains("bytes:")), "{changes:?}");
}

#[test]
fn a_dry_run_and_a_broken_export_write_nothing() {
    let publication = Publication::new();
    let whole = export(&(1..=3).map(|n| post(n, &format!("Title {n}"), "Text", PUBLISHED)).collect::<String>());
    publication.file("old.xml", &whole);
    let cut = &whole[..whole.rfind("<wp:post_type>").expect("the last item")];
    publication.file("cut.xml", cut);
    publication.file("tags.xml", whole.replace("</wp:post_id>", "</wp:oops>"));
    publication
        .file("bomb.xml", whole.replace("<rss ", "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><rss "));
    publication.file("deep.xml", whole.replace("<item>", &format!("<item>{}", "<x>".repeat(100_000))));
    publication.file("none.xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>");
    publication.file("empty.xml", "");
    publication.file("odd.xml", whole.replace("encoding=\"UTF-8\"", "encoding=\"klingon\""));
    let before = publication.tree();
    let (_, sums) = import(&publication, &["wxr", "old.xml", "--dry-run"], 0);
    assert_eq!((sums["records"].as_u64(), sums["written"].as_bool()), (Some(3), Some(false)));
    assert_eq!(publication.tree().changes_since(&before), [""; 0]);
    for (file, words) in [
        ("cut.xml", "cut off"),
        ("tags.xml", "no XML"),
        ("bomb.xml", "document type"),
        ("deep.xml", "nested deeper"),
        ("none.xml", "not a WordPress export"),
        ("empty.xml", "not a WordPress export"),
        ("odd.xml", "klingon"),
    ] {
        let outcome = publication.run(["import", "wxr", file]).expect_code(1).expect_stderr([words, file]);
        assert!(outcome.stdout.contains("nothing was written"), "{file}: {}", outcome.stdout);
        assert!(!publication.has("data"), "{file}");
    }
    publication.run(["import", "wxr", "missing.xml"]).expect_code(2);
    publication.run(["import", "wordpres", "old.xml"]).expect_code(2).expect_stderr(["did you mean `wordpress`"]);
    let (_, sums) = import(&publication, &["wxr", "cut.xml", "--partial"], 1);
    assert_eq!((sums["records"].as_u64(), sums["broken"].as_bool()), (Some(2), Some(true)));
    assert!(publication.has("data/2019/03/post-2.md") && !publication.has("data/2019/03/post-3.md"));
}

#[test]
fn an_export_larger_than_memory_is_read_entry_by_entry() {
    let publication = Publication::new();
    let body = "Words and words. ".repeat(20_000);
    let items: String = (1..=150).map(|n| post(n, &format!("Title {n}"), &body, PUBLISHED)).collect();
    publication.file("old.xml", export(&items));
    publication.courant(["import", "wxr", "old.xml"]).memory(600 << 20).run().expect_code(0);
    // One entry that is larger than any article.
    let huge = post(1, "Huge", &"x".repeat(40 << 20), PUBLISHED);
    publication.file("huge.xml", export(&huge));
    let run = publication.courant(["import", "wxr", "huge.xml"]).memory(600 << 20).run();
    run.expect_code(1).expect_stderr(["larger than 32 MiB"]);
}

#[test]
fn parts_of_one_export_complete_each_other() {
    let publication = Publication::new();
    let picture = "<wp:status>publish</wp:status>\
                   <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>";
    let gallery = "Look:\n\n[gallery ids=\"9\"]\n\n\u{b}Done";
    publication.file("1.xml", export(&(post(1, "One", gallery, picture) + &post(2, "Two", "Text", PUBLISHED))));
    let attached = "<item><title>p</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>\
                    <wp:attachment_url>https://pier.example/p.png</wp:attachment_url></item>";
    // A year of spam is nobody's article, whatever its size.
    let spam = format!("<wp:comment><wp:comment_content>{}</wp:comment_content></wp:comment>", "spam ".repeat(1 << 20));
    let third = post(3, "Three", "Text", &format!("{PUBLISHED}{}", spam.repeat(8)));
    publication.file("2.xml", export(&(attached.to_owned() + &post(2, "Two", "Text", PUBLISHED) + &third)));
    let (lines, sums) = import(&publication, &["wxr", "1.xml", "2.xml"], 0);
    assert_eq!((sums["records"].as_u64(), sums["comments"].as_u64()), (Some(3), Some(8)));
    assert_eq!(counts(&sums, "not_imported")["second copy of an entry"], 1);
    let one = publication.read(file_of(&lines, "One"));
    assert_eq!(one.matches("https://pier.example/p.png").count(), 2, "{one}");
    assert!(one.contains("<p>Done</p>"), "{one}");
    build_and_check(&publication, "1.xml".as_ref());
}

#[test]
fn records_may_be_json_and_lie_elsewhere() {
    let publication = Publication::new();
    let page = post(2, "About", "Us", PUBLISHED).replace("<wp:post_type>post<", "<wp:post_type>page<");
    publication.file("old.xml", export(&(post(1, "One", "Text", PUBLISHED) + &page)));
    let (lines, _) = import(&publication, &["wxr", "old.xml", "--as", "json", "--into", "data/old", "--pages"], 0);
    assert_eq!(file_of(&lines, "One"), "data/old/2019/03/post-1.json");
    assert_eq!(file_of(&lines, "About"), "data/old/pages/post-2.json");
    build_and_check(&publication, "old.xml".as_ref());
    assert_eq!(publication.records().len(), 2);
}

#[test]
fn subscribers_of_the_old_feeds_are_sent_on() {
    let publication = Publication::new();
    let opened = publication.read("courant.toml").replace("https://gazette.example/", "https://pier.example/");
    publication.config(opened + "\n[[feed]]\neach = \"category\"\nformats = [\"rss\"]\n");
    let terms = "<wp:category><wp:category_nicename>harbour</wp:category_nicename><wp:cat_name>Harbour</wp:cat_name></wp:category>\
                 <wp:category><wp:category_nicename>empty</wp:category_nicename><wp:cat_name>Empty</wp:cat_name></wp:category>";
    let filed = "<wp:status>publish</wp:status><category domain=\"category\" nicename=\"harbour\">Harbour</category>";
    publication.file("old.xml", export(&(terms.to_owned() + &post(1, "One", "Text", filed))));
    let map =
        publication.run(["import", "wxr", "old.xml", "--redirects", "nginx"]).expect_code(0).expect_stderr(["1 entry"]);
    let lines: Vec<&str> = map.stdout.lines().collect();
    assert_eq!(lines[0], "# nginx");
    for line in [
        "location = /feed/ { return 301 https://pier.example/feeds/news/rss.xml; }",
        "location = /feed/atom/ { return 301 https://pier.example/feeds/news/atom.xml; }",
        "if ($request_uri = \"/?feed=rss2\") { return 301 https://pier.example/feeds/news/rss.xml; }",
        "location = /category/harbour/feed/ { return 301 https://pier.example/feeds/category/harbour/rss.xml; }",
    ] {
        assert!(lines.contains(&line), "{line} is not in\n{}", map.stdout);
    }
    for (server, line) in [
        ("caddy", "\texpression `{query} == \"feed=atom\"`\n}\nredir @feed"),
        (
            "apache",
            "RewriteCond %{QUERY_STRING} ^feed=rss2$\nRewriteRule ^/?$ https://pier.example/feeds/news/rss.xml [R=301,L,QSD]\n",
        ),
        ("netlify", "/ feed=atom https://pier.example/feeds/news/atom.xml 301\n"),
    ] {
        let map = publication.run(["import", "wxr", "old.xml", "--redirects", server]).expect_code(0);
        assert!(map.stdout.contains(line), "{}", map.stdout);
    }
    assert!(!map.stdout.contains("empty") && !map.stdout.contains("comments"), "{}", map.stdout);
    publication.build();
    assert!(publication.has("feeds/category/harbour/rss.xml"));

    // Where the output is the site itself, the document can stay at its old address.
    let opened = publication.read("courant.toml").replace("https://pier.example/feeds/", "https://pier.example/");
    publication.config(opened);
    let report = publication.run(["import", "wxr", "old.xml"]).expect_code(0);
    assert!(report.stdout.contains("path = { rss = \"feed/index.xml\" } in [[feed]] news"), "{}", report.stdout);
}

/// What each file of the corpus holds: published, drafts and the like, entries that are no articles.
const CORPUS: &[(&str, u64, u64, u64)] = &[
    ("ghost-migrate/mg-wp-xml/test/fixtures/sample.xml", 2, 1, 3),
    ("ghost-migrate/mg-wp-xml/test/fixtures/co-authors-plus.xml", 4, 0, 0),
    ("ghost-migrate/mg-wp-xml/test/fixtures/multiple/posts-only.xml", 2, 1, 1),
    ("pelican/wordpressexport.xml", 7, 4, 9),
    ("wordpress-importer/phpunit/data/theme-unit-test-data.xml", 55, 3, 128),
    ("wordpress-importer/phpunit/data/small-export.xml", 5, 1, 5),
    ("wordpress-importer/phpunit/data/valid-wxr-1.0.xml", 3, 0, 3),
    ("wordpress-importer/phpunit/data/valid-wxr-1.1.xml", 1, 0, 1),
    ("wordpress-importer/phpunit/data/crazy-cdata.xml", 1, 0, 0),
];

#[test]
fn every_entry_of_the_corpus_is_accounted_for_and_can_be_published() {
    let Some(corpus) = shared("corpora/wxr-wordpress") else { return };
    let mut files = 0;
    for entry in walkdir::WalkDir::new(&corpus).sort_by_file_name() {
        let entry = entry.expect("the corpus can be read");
        let is_other = ["bloggerexport.xml", "malformed.xml", "malformed-simple.xml"];
        let name = entry.path().strip_prefix(&corpus).expect("below it").to_string_lossy().into_owned();
        if !name.ends_with(".xml") || is_other.iter().any(|other| name.ends_with(other)) {
            continue;
        }
        files += 1;
        let publication = Publication::new();
        let (_, sums) = import(&publication, &["wxr", &entry.path().to_string_lossy()], 0);
        let written = fs::read_to_string(entry.path()).expect("UTF-8").matches("<item").count();
        assert_eq!(sums["entries"].as_u64(), Some(written as u64), "{name}");
        if let Some((_, public, hidden, others)) = CORPUS.iter().find(|(file, ..)| *file == name) {
            let standings = counts(&sums, "standings");
            let published = standings.get("published").copied().unwrap_or_default();
            let rest = sums["records"].as_u64().unwrap_or_default() - published;
            let not = counts(&sums, "not_imported").values().sum::<u64>();
            assert_eq!((published, rest, not), (*public, *hidden, *others), "{name}: {sums}");
        }
        build_and_check(&publication, entry.path());
    }
    assert!(files > 40, "only {files} files");
}

/// In whatever encoding a file was saved, if it says so.
#[test]
fn an_export_may_be_in_another_encoding() {
    let text = export(&post(1, "Größe “x”", "<p>Möwe</p>", PUBLISHED));
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let latin = text.replace("UTF-8", "windows-1252").replace('“', "\u{1}").replace('”', "\u{2}");
    let latin = latin.chars().map(|c| match c {
        '\u{1}' => 0x93,
        '\u{2}' => 0x94,
        c => u8::try_from(u32::from(c)).expect("Latin"),
    });
    for (name, bytes) in [
        ("marked", wide(&format!("\u{feff}{text}"))),
        ("declared", wide(&text.replace("UTF-8", "UTF-16"))),
        ("latin", latin.collect()),
    ] {
        let publication = Publication::new();
        publication.file("old.xml", bytes);
        publication.run(["import", "old.xml"]).expect_code(2).expect_stderr(["looks like a WordPress export"]);
        import(&publication, &["wxr", "old.xml"], 0);
        let record = &publication.records()[0];
        assert_eq!(record["title"], "Größe “x”", "{name}");
        assert!(publication.read("data/2019/03/post-1.md").contains("<p>Möwe</p>"), "{name}");
    }
}

/// What several articles share stands in an entry of its own.
#[test]
fn reusable_blocks_are_part_of_the_text() {
    let block = post(50, "Shared", r#"<p>Shared &amp; so on</p><!-- wp:block {"ref":50} /-->"#, PUBLISHED)
        .replace("<wp:post_type>post<", "<wp:post_type>wp_block<");
    let text = r#"<p>Before</p><!-- wp:block {"ref":50} /--><p>After</p><!-- wp:block {"ref":51} /-->"#;
    let publication = Publication::new();
    publication.file("old.xml", export(&(post(1, "One", text, PUBLISHED) + &block)));
    import(&publication, &["wxr", "old.xml"], 0);
    let written = publication.read("data/2019/03/post-1.md");
    assert!(written.contains("<p>Before</p>\n<p>Shared &amp; so on</p>\n<p>After</p>\n"), "{written}");
}

#[test]
fn what_only_subscribers_were_shown_stays_out() {
    let publication = Publication::new();
    let access = |word: &str| {
        format!(
            "{PUBLISHED}<wp:postmeta><wp:meta_key>_jetpack_newsletter_access</wp:meta_key><wp:meta_value><![CDATA[{word}]]></wp:meta_value></wp:postmeta>"
        )
    };
    let view = "<p>Open</p><!-- wp:premium-content/subscriber-view --><p>Secret</p><!-- /wp:premium-content/subscriber-view --><p>Behind</p>";
    let items = [
        post(1, "Paid", "<p>Secret</p>", &access("paid_subscribers")),
        post(2, "Members", "<p>Secret</p>", &access("subscribers")),
        post(3, "Everybody", "<p>Hello</p>", &access("everybody")),
        post(4, "View", view, PUBLISHED),
        post(5, "Wall", "<p>Lead</p><!-- wp:jetpack/paywall /--><p>Secret</p>", PUBLISHED),
        post(
            6,
            "Shortcodes",
            "<p>Free</p>[restrict]<p>Secret</p>[/restrict][membership level=\"1\"]Secret[/membership][membership level=\"0\"]Visitors[/membership]\
             [s2If current_user_can(access_s2member_level1)]Secret[/s2If][mepr-active rules=\"1\"]Secret[/mepr-active]<code>[private]Secret[/private]</code>",
            PUBLISHED,
        ),
        post(
            7,
            "Role",
            "<p>Secret</p>",
            &access("subscriber").replace("_jetpack_newsletter_access", "_members_access_role"),
        ),
        post(
            8,
            "Level",
            "<p>Secret</p>",
            &access("any-paid").replace("_jetpack_newsletter_access", "rcp_subscription_level"),
        ),
        post(
            9,
            "Hidden",
            "<!-- wp:paragraph {\"metadata\":{\"blockVisibility\":false}} --><p>Secret</p><!-- /wp:paragraph -->\
             <!-- wp:group {\"contentControls\":{\"enabled\":true,\"rules\":{\"user\":{\"userStatus\":\"logged_in\"}}}} -->\
             <p>Secret</p><!-- wp:group --><p>Secret</p><!-- /wp:group --><!-- /wp:group --><p>Seen</p>[private_Gold]Secret[/private_Gold]",
            PUBLISHED,
        ),
    ];
    publication.file("old.xml", export(&items.concat()));
    let outcome = publication.run(["import", "wxr", "old.xml"]).expect_code(0);
    outcome.expect_stderr(["a part of the text was only for members"]);
    build_and_check(&publication, "old.xml".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    for shown in ["Hello", "Open", "Behind", "Lead", "Free", "Visitors", "Seen"] {
        assert!(feed.contains(shown), "{shown}: {feed}");
    }
    assert!(!feed.contains("Secret"), "{feed}");
}

#[test]
fn what_plugins_keep_for_themselves_is_no_news() {
    let publication = Publication::new();
    let term = |domain: &str, slug: &str, name: &str| {
        format!("<category domain=\"{domain}\" nicename=\"{slug}\"><![CDATA[{name}]]></category>")
    };
    let meta = |key: &str, value: &str| {
        format!(
            "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        )
    };
    let terms = [
        "following_users",
        "ef_usergroup",
        "post-status",
        "yst_prominent_words",
        "translation_priority",
        "wp_pattern_category",
    ];
    let terms = terms.map(|domain| term(domain, "x", "SECRET")).concat();
    let expiry = |kind: &str| {
        meta("_expiration-date", "1640995200")
            + &meta("_expiration-date-status", "saved")
            + &meta("_expiration-date-type", kind)
    };
    let items = [
        post(
            1,
            "Terms",
            "<p>Text</p>",
            &format!("{PUBLISHED}{terms}{}{}", term("category", "c", "Real"), term("genre", "g", "Genre")),
        ),
        post(2, "Guest", "<p>Text</p>", &format!("{PUBLISHED}{}", term("author", "cap-guest-zed", "guest-zed"))),
        post(
            3,
            "Zed Guest",
            "",
            &(PUBLISHED.to_owned() + &meta("cap-display_name", "Zed Guest") + &meta("cap-user_login", "guest-zed")),
        )
        .replace("<wp:post_type>post<", "<wp:post_type>guest-author<"),
        post(
            4,
            "Raw",
            "[vc_row][vc_raw_html]JTNDcCUzRXJhdyUzQyUyRnAlM0U=[/vc_raw_html][vc_raw_js]JTNDcCUzRQ==[/vc_raw_js][/vc_row]",
            PUBLISHED,
        ),
        post(5, "Ended", "<p>Text</p>", &format!("{PUBLISHED}{}", expiry("draft"))),
        post(6, "Stuck", "<p>Text</p>", &format!("{PUBLISHED}{}", expiry("unstick"))),
    ];
    publication.file("old.xml", export(&items.concat()));
    publication.run(["import", "wxr", "old.xml"]).expect_code(0);
    build_and_check(&publication, "old.xml".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    for shown in ["Real", "Genre", "raw</p>", "Stuck"] {
        assert!(feed.contains(shown), "{shown}: {feed}");
    }
    for hidden in ["SECRET", "JTND", "Ended"] {
        assert!(!feed.contains(hidden), "{hidden}: {feed}");
    }
    let records = publication.records();
    let guest = records.iter().find(|record| record["title"] == "Guest").expect("the guest's");
    assert_eq!(guest["authors"][0]["name"], "Zed Guest");
}

#[test]
fn names_of_terms_and_people_are_html() {
    let publication = Publication::new();
    let more = format!(
        "{PUBLISHED}<category domain=\"category\" nicename=\"rd\"><![CDATA[R&amp;D]]></category>\
         <category domain=\"post_tag\" nicename=\"qa\"><![CDATA[Q&#038;A]]></category>"
    );
    let old = export(&post(1, "One", "<p>Text</p>", &more)).replace("Ada Quay", "Ada &amp; Bo&#8217;s");
    publication.file("old.xml", old);
    import(&publication, &["wxr", "old.xml"], 0);
    let record = &publication.records()[0];
    let terms: Vec<&str> =
        record["categories"].as_array().into_iter().flatten().map(|term| text(&term["term"])).collect();
    assert_eq!((terms, text(&record["authors"][0]["name"])), (vec!["R&D", "Q&A"], "Ada & Bo’s"));
}
