//! The exports of other systems: what becomes of each entry, and what of files that mean harm.

use super::{build_and_check, counts, file_of, import};
use crate::support::{Publication, feeds, shared, text};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Write as _},
};

/// The record with this title.
#[track_caller]
fn record(publication: &Publication, title: &str) -> Value {
    let mut records = publication.records().into_iter();
    records.find(|record| record["title"] == title).unwrap_or_else(|| panic!("no record {title:?}"))
}

fn sums<const N: usize>(pairs: [(&str, u64); N]) -> BTreeMap<String, u64> {
    pairs.into_iter().map(|(word, n)| (word.to_owned(), n)).collect()
}

#[test]
fn ghost() {
    let post = |id: &str, title: &str, status: &str, visibility: &str, more: Value| {
        let mut post = json!({
            "id": id, "title": title, "slug": title.to_lowercase(), "status": status, "visibility": visibility, "type": "post",
            "html": format!("<p>{title} <img src=\"__GHOST_URL__/content/images/x.png\"></p>"), "published_at": "2021-05-01T10:00:00.000Z",
            "updated_at": "2021-05-02T10:00:00.000Z", "created_at": "2021-04-01T10:00:00.000Z",
        });
        let members = more.as_object().cloned().unwrap_or_default();
        post.as_object_mut().expect("an object").extend(members);
        post
    };
    let export = json!({ "db": [{ "meta": { "version": "5.2" }, "data": {
        "posts": [
            post("1", "Open", "published", "public", json!({ "feature_image": "__GHOST_URL__/content/images/f.png" })),
            post("2", "Draft", "draft", "public", json!({ "published_at": null })),
            post("3", "Members", "published", "members", json!({})),
            post("4", "Paid", "published", "paid", json!({})),
            post("5", "Tiers", "published", "tiers", json!({})),
            post("6", "Odd", "published", "frobnicated", json!({})),
            post("7", "Mail", "sent", "public", json!({})),
            post("8", "Page", "published", "public", json!({ "type": "page" })),
            post("9", "Cards", "published", "public", json!({ "html": null, "lexical":
                "{\"root\":{\"children\":[{\"type\":\"paragraph\",\"children\":[{\"type\":\"text\",\"text\":\"Lexical <\"}]}]}}" })),
        ],
        "users": [{ "id": "u1", "name": "Ada Quay", "slug": "ada", "email": "ada@mail.example" }, { "id": "u2", "name": "Bo", "slug": "bo" }],
        "tags": [{ "id": "t1", "name": "News", "slug": "news" }, { "id": "t2", "name": "#internal", "slug": "hash", "visibility": "internal" }],
        "posts_authors": [{ "post_id": "1", "author_id": "u2", "sort_order": 1 }, { "post_id": "1", "author_id": "u1", "sort_order": 0 }],
        "posts_tags": [{ "post_id": "1", "tag_id": "t2", "sort_order": 0 }, { "post_id": "1", "tag_id": "t1", "sort_order": 1 }],
        "posts_meta": [{ "post_id": "1", "feature_image_alt": "A boat", "meta_description": "Described" }],
        "settings": [{ "key": "title", "value": "Old" }, { "key": "timezone", "value": "Europe/Oslo" }],
    } }] });
    let publication = Publication::new();
    publication.file("ghost.json", export.to_string());
    let (lines, totals) = import(&publication, &["ghost", "ghost.json"], 0);
    let expected = sums([
        ("published", 2),
        ("draft", 1),
        ("for members", 1),
        ("for those who pay", 2),
        ("of the unknown status frobnicated", 1),
        ("unlisted", 1),
    ]);
    assert_eq!(counts(&totals, "standings"), expected);
    assert_eq!(counts(&totals, "not_imported"), sums([("page", 1)]));
    assert_eq!(totals["feeds"][0]["old"], "/author/ada/rss/");
    build_and_check(&publication, "ghost.json".as_ref());
    let open = record(&publication, "Open");
    assert_eq!((text(&open["id"]), text(&open["url"])), ("1", "https://gazette.example/open/"));
    assert_eq!((&open["authors"][0]["name"], &open["authors"][1]["name"]), (&json!("Ada Quay"), &json!("Bo")));
    assert_eq!(open["categories"].as_array().map(Vec::len), Some(1));
    assert_eq!(open["image"]["url"], "https://gazette.example/content/images/f.png");
    assert!(publication.read(file_of(&lines, "Open")).contains("alt: A boat"));
    let rss = feeds::rss(&publication.read("feeds/news/rss.xml"));
    let titles: Vec<&str> = rss.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(rss.iter().any(|item| item.body.contains("Lexical &lt;")));
    assert!(rss.iter().any(|item| item.body.contains("https://gazette.example/content/images/x.png")));
    for document in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!publication.read(format!("feeds/news/{document}")).contains("@mail.example"));
    }
}

#[test]
fn a_rest_answer_with_users_and_terms_in_files_of_their_own() {
    let publication = Publication::new();
    let posts = json!([
        { "id": 5, "type": "post", "status": "publish", "date": "2020-02-03T10:00:00", "date_gmt": "2020-02-03T09:00:00",
          "guid": { "rendered": "https://old.example/?post_type=x&#038;p=5" }, "link": "https://old.example/five/", "slug": "five",
          "title": { "rendered": "Ropes &#038; <em>knots</em>" }, "content": { "rendered": "<p>Five</p>\n", "protected": false },
          "excerpt": { "rendered": "<p>Five and [&hellip;]</p>" }, "author": 9, "categories": [3], "tags": [4] },
        { "id": 6, "type": "post", "status": "publish", "date_gmt": "2020-02-04T09:00:00", "link": "https://old.example/six/",
          "title": { "rendered": "Locked" }, "content": { "rendered": "", "protected": true }, "excerpt": { "rendered": "", "protected": true } },
        { "id": 7, "type": "page", "title": { "rendered": "About" }, "content": { "rendered": "x" } },
        // An episode, as Seriously Simple Podcasting registers it.
        { "id": 8, "type": "post", "status": "publish", "date_gmt": "2020-02-05T09:00:00", "link": "https://old.example/eight/",
          "title": { "rendered": "Heard" }, "content": { "rendered": "<p>x</p>" }, "meta": { "audio_file": "https://old.example/8.mp3",
          "filesize_raw": 999, "duration": "00:45:10", "itunes_episode_number": "8", "itunes_season_number": "2", "block": "" },
          "download_link": "https://old.example/podcast-download/8/x.mp3" },
    ]);
    publication.file("posts.json", posts.to_string());
    publication.file(
        "users.json",
        json!([{ "id": 9, "name": "Ada &amp; Bo", "avatar_urls": {}, "email": "ada@mail.example" }]).to_string(),
    );
    publication.file("terms.json", json!([{ "id": 3, "name": "R&amp;D", "taxonomy": "category" }, { "id": 4, "name": "T", "taxonomy": "post_tag" }]).to_string());
    let (_, totals) = import(&publication, &["wordpress-rest", "posts.json", "users.json", "terms.json"], 0);
    assert_eq!(counts(&totals, "standings"), sums([("published", 2), ("password-protected", 1)]));
    assert_eq!(counts(&totals, "not_imported"), sums([("page", 1), ("account", 1), ("term of a taxonomy", 2)]));
    build_and_check(&publication, "posts.json".as_ref());
    let five = record(&publication, "Ropes & knots");
    assert_eq!(
        (text(&five["id"]), text(&five["published"])),
        ("https://old.example/?post_type=x&p=5", "2020-02-03T09:00:00Z")
    );
    assert_eq!(five["authors"][0]["name"], "Ada & Bo");
    let heard = record(&publication, "Heard");
    let file = &heard["enclosures"][0];
    assert_eq!((text(&file["url"]), &file["length"]), ("https://old.example/8.mp3", &json!(999)));
    assert_eq!((&heard["episode"]["number"], &heard["episode"]["season"]), (&json!("8"), &json!(2)));
    assert_eq!((&five["categories"][0]["term"], &five["categories"][1]["term"]), (&json!("R&D"), &json!("T")));
    publication
        .file("refused.json", r#"{"code":"rest_forbidden","message":"Sorry, you may not","data":{"status":401}}"#);
    publication.run(["import", "wp-rest", "refused.json"]).expect_code(1).expect_stderr(["Sorry, you may not"]);
}

#[test]
fn tables() {
    let publication = Publication::new();
    publication.file(
        "any.csv",
        "Nummer;Überschrift;Tag;Verfasser;body;status\n1;Eins & zwei;2020-01-05;Ada Quay, Bo Pier;<p>Text</p>;published\n\
         2;Zwei;2020-01-06;;Nur *Text*;entwurf\n3;Drei;;;x;draft\n",
    );
    let map =
        ["--map", "id=Nummer", "--map", "title=Überschrift", "--map", "published=Tag", "--map", "authors=Verfasser"];
    let args: Vec<&str> = ["csv", "any.csv"].into_iter().chain(map).collect();
    let (_, totals) = import(&publication, &args, 0);
    let expected = sums([("published", 1), ("draft", 1), ("of the unknown status entwurf", 1)]);
    assert_eq!(counts(&totals, "standings"), expected);
    build_and_check(&publication, "any.csv".as_ref());
    let one = record(&publication, "Eins & zwei");
    assert_eq!((text(&one["id"]), one["authors"].as_array().map(Vec::len)), ("1", Some(2)));
    publication.run(["import", "csv", "any.csv", "--map", "headline=x"]).expect_code(2).expect_stderr(["is no field"]);

    let publication = Publication::new();
    let rich = json!({ "nodes": [{ "type": "PARAGRAPH", "nodes": [
        { "type": "TEXT", "textData": { "text": "Hello <", "decorations": [{ "type": "BOLD" }] } }] }] });
    let rich = rich.to_string().replace('"', "\"\"");
    publication.file(
        "wix.csv",
        format!("Author,Main Category,Title,Excerpt,ID,Tags,Slug,Plain Content,Published Date,Categories,Rich Content,Post Page URL\n\
                 Ada,News,Hi,,w1,\"[\"\"t\"\"]\",hi,Plain,2025-10-01T10:00:00Z,More,\"{rich}\",/post/hi\n,,Later,,w2,[],,Plain,,,,\n"),
    );
    let (lines, totals) = import(&publication, &["wix", "wix.csv"], 0);
    assert_eq!(counts(&totals, "standings"), sums([("published", 1), ("draft", 1)]));
    assert!(publication.read(file_of(&lines, "Hi")).contains("<p><strong>Hello &lt;</strong></p>"));
    build_and_check(&publication, "wix.csv".as_ref());

    let publication = Publication::new();
    publication.file(
        "substack/posts.csv",
        "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n\
         1.open,2019-07-26T20:48:19.814Z,TRUE,,newsletter,everyone,Open,Sub,\n2.paid,2019-07-27T20:48:19.814Z,TRUE,,newsletter,only_paid,Paid,,\n\
         3.draft,2019-07-28T20:48:19.814Z,FALSE,,newsletter,everyone,Draft,,\n4.about,2019-07-28T20:48:19.814Z,TRUE,,page,everyone,About,,\n\
         5.../../secret,2019-07-28T20:48:19.814Z,TRUE,,newsletter,everyone,Climber,,\n",
    );
    for post in ["1.open", "2.paid", "3.draft", "4.about"] {
        publication.file(format!("substack/posts/{post}.html"), format!("<p>Text of {post}</p>"));
    }
    publication.file("secret.html", "secret");
    let (_, totals) = import(&publication, &["substack", "substack"], 0);
    assert_eq!(counts(&totals, "standings"), sums([("published", 2), ("for those who pay", 1), ("draft", 1)]));
    assert_eq!(counts(&totals, "not_imported"), sums([("page", 1)]));
    build_and_check(&publication, "substack".as_ref());
    assert_eq!(record(&publication, "Open")["url"], "https://gazette.example/p/open");
    let rss = publication.read("feeds/news/rss.xml");
    assert!(rss.contains("Text of 1.open") && !rss.contains("2.paid") && !rss.contains("secret</"), "{rss}");
}

/// An archive with these files.
fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file is begun");
        archive.write_all(bytes).expect("it is written");
    }
    archive.finish().expect("the archive is whole").into_inner()
}

#[test]
fn archives_are_read_as_they_come() {
    let publication = Publication::new();
    let rows = "post_id,post_date,is_published,type,audience,title,subtitle,podcast_url\n\
                1.open,2019-07-26T20:48:19.814Z,TRUE,newsletter,everyone,Open,Sub,\n";
    let files = [("export/posts.csv", rows.into()), ("export/posts/1.open.html", b"<p>In the archive</p>".to_vec())];
    publication.file("substack.zip", zip(&files));
    let (_, totals) = import(&publication, &["substack", "substack.zip"], 0);
    assert_eq!(counts(&totals, "standings"), sums([("published", 1)]));
    build_and_check(&publication, "substack.zip".as_ref());
    assert!(publication.read("feeds/news/rss.xml").contains("In the archive"));

    let article = r#"<html><body><article class="h-entry"><header><h1 class="p-name">Boats</h1></header>
        <section data-field="body" class="e-content">
        <section class="section section--first"><div class="section-divider"><hr class="section-divider"></div><h3 class="graf graf--h3 graf--title">Boats</h3><p>Text</p></section>
        <section class="section"><div class="section-divider"><hr class="section-divider"></div><p>More</p></section></section>
        <footer><p>By <a href="https://medium.com/@ada" class="p-author h-card">Ada</a> on <a href="https://medium.com/p/abcdef012345">
        <time class="dt-published" datetime="2018-08-11T11:23:34.123Z">x</time></a>.</p>
        <p><a href="https://medium.com/@ada/boats-abcdef012345" class="p-canonical">Canonical link</a></p></footer></article></body></html>"#;
    let publication = Publication::new();
    publication
        .file("medium.zip", zip(&[("posts/a.html", article.into()), ("profile/profile.html", b"<p>me</p>".to_vec())]));
    let (lines, totals) = import(&publication, &["medium", "medium.zip"], 0);
    assert_eq!((totals["entries"].as_u64(), totals["records"].as_u64()), (Some(2), Some(1)));
    assert_eq!(file_of(&lines, "Boats"), "data/2018/08/boats.md");
    build_and_check(&publication, "medium.zip".as_ref());
    assert_eq!(record(&publication, "Boats")["id"], "https://medium.com/p/abcdef012345");
    let text = publication.read("data/2018/08/boats.md");
    let (before, after) = text.split_once("<p>Text</p>").expect("the text is there");
    assert!(!before.contains("<hr") && after.contains("<hr"), "rules part sections: {text}");

    // What is small packed and large unpacked, climbs, or is no archive.
    let bomb = [("posts.csv", rows.into()), ("posts/1.open.html", vec![b'x'; 100 << 20])];
    publication.file("bomb.zip", zip(&bomb));
    publication
        .file("climb.zip", zip(&[("../posts.csv", rows.into()), ("../posts/1.open.html", b"<p>x</p>".to_vec())]));
    publication.file("cut.zip", &zip(&bomb)[..60]);
    for (file, code) in [("bomb.zip", 1), ("cut.zip", 1), ("climb.zip", 0)] {
        let run = publication.courant(["import", "substack", file, "--into", "data/new"]).memory(500 << 20).run();
        run.expect_code(code);
        assert_eq!(publication.has("data/new"), code == 0, "{file}");
    }
    assert!(!publication.has("../posts"), "nothing is unpacked");
}

#[test]
fn blogger_keeps_ids_in_every_format() {
    let entry = |id: &str, kind: &str, more: &str| {
        format!(
            "<entry><id>tag:blogger.com,1999:blog-1.post-{id}</id><published>2011-02-03T04:05:06.000-08:00</published>\
             <category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>\
             <category scheme='http://www.blogger.com/atom/ns#' term='Boats &amp; co'/><title type='text'>Title {id}</title>\
             <content type='html'>&lt;p&gt;Text {id}&lt;/p&gt;</content><link rel='alternate' href='https://b.example/2011/02/{id}.html'/>\
             <author><name>Ada</name><email>noreply@blogger.com</email></author>{more}</entry>"
        )
    };
    let export = format!(
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>B</title>{}{}{}{}</feed>",
        entry("1", "post", ""),
        entry(
            "2",
            "post",
            "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
        ),
        entry("3", "comment", ""),
        entry("4", "template", "")
            + &entry("5", "post", "<trashed xmlns='http://schemas.google.com/blogger/2018'>2024</trashed>"),
    );
    let publication = Publication::new();
    publication.file("blog.xml", export);
    let (_, totals) = import(&publication, &["blogger", "blog.xml"], 0);
    assert_eq!(counts(&totals, "standings"), sums([("published", 1), ("draft", 1)]));
    assert_eq!(counts(&totals, "not_imported"), sums([("comment", 1), ("part of the layout", 1), ("trash", 1)]));
    build_and_check(&publication, "blog.xml".as_ref());
    let one = record(&publication, "Title 1");
    assert_eq!(
        (text(&one["id"]), text(&one["published"])),
        ("tag:blogger.com,1999:blog-1.post-1", "2011-02-03T12:05:06Z")
    );
    assert_eq!(one["categories"][0]["term"], "Boats & co");
}

/// What each export of the corpus holds: published, others that became records, and what did not.
const CORPUS: &[(&str, &str, u64, u64, u64)] = &[
    ("ghost", "mg-assetscraper-db/src/test/fixtures/ghost.json", 3, 0, 0),
    ("ghost", "mg-assetscraper-db/src/test/fixtures/ghost-flat.json", 1, 0, 0),
    ("ghost", "mg-ghost-api/src/test/fixtures/posts.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/multi-post-only.json", 3, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-author-bad-email.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-with-empty-tag.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/co-authors-post.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/dated-posts.json", 3, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/multiple-users.json", 0, 0, 2),
    ("wp-rest", "mg-wp-api/test/fixtures/single-cpt-post.json", 0, 0, 1),
    ("wp-rest", "mg-wp-api/test/fixtures/single-page.json", 0, 0, 1),
    ("wp-rest", "mg-wp-api/test/fixtures/single-post-with-html-in-title.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/single-post.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-author-long-slug.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-author.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-only-long-meta.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-only-meta.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-only.json", 1, 0, 0),
    ("ghost", "mg-json/test/fixtures/single-post-with-bad-tag-order.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/single-coauthor-post.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/single-post-no-author.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/single-post-with-duplicate-images.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/single-post-with-linked-images.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/single-post-with-smaller-images.json", 1, 0, 0),
    ("wp-rest", "mg-wp-api/test/fixtures/single-user.json", 0, 0, 1),
    ("blogger", "mg-blogger/test/fixtures/response.json", 3, 0, 0),
    ("json", "mg-libsyn/test/fixtures/feed.json", 2, 0, 0),
    ("feed", "mg-libsyn/test/fixtures/feed.xml", 2, 0, 0),
    // Both files are the same entry.
    ("chorus", "mg-chorus/test/fixtures", 1, 0, 1),
    ("curated", "mg-curated-export/test/fixtures/12.json", 1, 0, 0),
    ("letterdrop", "mg-letterdrop/test/fixtures/api-response.json", 2, 0, 0),
    ("tinynews", "mg-tinynews/test/fixtures/articles.json", 3, 0, 0),
    ("tinynews", "mg-tinynews/test/fixtures/author-multiple.json", 0, 0, 2),
    ("tinynews", "mg-tinynews/test/fixtures/author-single.json", 0, 0, 1),
    ("buttondown", "mg-buttondown/src/test/fixtures", 2, 0, 0),
    ("buttondown", "mg-buttondown/src/test/fixtures/emails.json", 2, 0, 0),
    ("html", "migrate/test/fixtures", 4, 0, 0),
    ("substack", "mg-substack/test/fixtures", 3, 1, 1),
    ("beehiiv", "mg-beehiiv/src/test/fixtures/posts.csv", 2, 0, 0),
    ("wix", "mg-wix-csv/src/test/fixtures/posts.csv", 1, 1, 0),
    ("wix", "mg-wix-csv/src/test/fixtures/empty.csv", 0, 0, 0),
    ("medium", "mg-medium-export/test/fixtures/export", 6, 2, 2),
    ("squarespace", "mg-squarespace-xml/test/fixtures/sample.xml", 2, 1, 3),
];

#[test]
fn every_entry_of_the_corpus_is_accounted_for_and_can_be_published() {
    for (kind, file, published, hidden, others) in CORPUS {
        let Some(path) = shared(&format!("corpora/exports-json-csv-html/ghost-migrate/{file}")) else { return };
        let publication = Publication::new();
        let (_, totals) = import(&publication, &[kind, &path.to_string_lossy()], 0);
        let public = counts(&totals, "standings").get("published").copied().unwrap_or_default();
        let rest = totals["records"].as_u64().unwrap_or_default() - public;
        let not: u64 = counts(&totals, "not_imported").values().sum();
        assert_eq!((public, rest, not), (*published, *hidden, *others), "{file}: {totals}");
        build_and_check(&publication, &path);
    }
    every_file_of_the_corpus_is_in_the_list();
    let Some(path) = shared("corpora/wxr-wordpress/pelican/bloggerexport.xml") else { return };
    let publication = Publication::new();
    let (_, totals) = import(&publication, &["blogger", &path.to_string_lossy(), "--pages"], 0);
    assert_eq!(counts(&totals, "standings"), sums([("published", 2), ("draft", 2)]), "{totals}");
    build_and_check(&publication, &path);
}

/// Nothing of the folder is passed over, but the posts of Jekyll, which are a site's.
fn every_file_of_the_corpus_is_in_the_list() {
    let Some(root) = shared("corpora/exports-json-csv-html/ghost-migrate") else { return };
    let named = |name: &str| CORPUS.iter().any(|(_, file, ..)| name == *file || name.starts_with(&format!("{file}/")));
    let files = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.expect("the corpus can be read"));
    let names = files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(&root).expect("it is below").to_string_lossy().into_owned());
    let missing: Vec<String> = names.filter(|name| !name.starts_with("mg-jekyll-export/") && !named(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn files_that_mean_harm_are_refused_in_bounded_memory_and_nothing_is_written() {
    let publication = Publication::new();
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    publication.file("deep.json", format!("[{{\"id\":1,\"type\":\"post\",\"x\":{deep}}}]"));
    publication.file("ghost-deep.json", format!("{{\"data\":{{\"posts\":[{{\"id\":1,\"title\":{deep}}}]}}}}"));
    let cut = r#"{"db":[{"data":{"posts":[{"id":"1","title":"One","status":"published","published_at":"2020-01-01T00:00:00Z"},{"id":"2","ti"#;
    publication.file("cut.json", cut);
    publication.file("text.json", "no JSON at all");
    publication.file("list.json", "[1, 2]");
    publication.file("cut.csv", "a,b\n1,2\n");
    let cell = "x".repeat(40 << 20);
    publication.file("cell.csv", format!("id,title,body\n1,One,ok\n2,Two,\"{cell}\"\n3,Three,ok\n"));
    publication.file("open.csv", "id,title,body\n1,One,ok\n2,Two,\"never closed\n3,Three,ok\n");
    publication.file("bytes.csv", b"id,title\n1,caf\xe9\n");
    let attribute = "a".repeat(40 << 20);
    publication.file("attribute.xml", format!("<rss><channel><item x=\"{attribute}\"></item></channel></rss>"));
    let bomb: String = (1..12).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    publication
        .file("laughs.xml", format!("<!DOCTYPE x [<!ENTITY l0 \"ha\">{bomb}]><feed><entry>&l11;</entry></feed>"));
    publication.file("table.json", r#"{"data":{"posts":{"1":{"title":"A"}}}}"#);
    let huge = fs::File::create(publication.root().join("huge.json")).expect("the test can make a file");
    huge.set_len(2 << 30).expect("a file with nothing in it");
    for (kind, file, words) in [
        ("wp-rest", "deep.json", "recursion limit"),
        ("ghost", "ghost-deep.json", "recursion limit"),
        ("ghost", "cut.json", "cut off"),
        ("ghost", "text.json", "no JSON"),
        ("ghost", "list.json", "not a Ghost export"),
        ("ghost", "table.json", "not a Ghost export"),
        ("ghost", "huge.json", "MiB"),
        ("csv", "cell.csv", "MiB"),
        ("csv", "open.csv", "open.csv"),
        ("csv", "bytes.csv", "UTF-8"),
        ("wordpress", "attribute.xml", "larger than"),
        ("blogger", "laughs.xml", "document type"),
        ("substack", "deep.json", "no archive"),
        ("wix", "cut.csv", "not a Wix export"),
    ] {
        let run = publication.courant(["import", kind, file]).memory(700 << 20).run();
        run.expect_code(1).expect_stderr([words, file]);
        assert!(!publication.has("data"), "{file}");
    }
    publication.run(["import", "csv", "cell.csv", "--partial"]).expect_code(1);
    assert_eq!(publication.tree().files().iter().filter(|file| file.contains("data/")).count(), 2);
}

/// Systems that cut texts off cut through characters.
#[test]
fn half_a_character_loses_nothing() {
    let post = |id: u32, title: &str| {
        format!(
            r#"{{"id":"{id}","title":"{title}","slug":"p{id}","status":"published","html":"<p>x</p>","published_at":"2020-01-0{id}T00:00:00Z"}}"#
        )
    };
    let publication = Publication::new();
    let posts = [post(1, r"Whole \ud83d\ude00"), post(2, r"Half \ud83d"), post(3, r"Other \udE00 half")].join(",\n");
    publication.file("ghost.json", format!("{{\"db\":[{{\"data\":{{\"posts\":[\n{posts}]}}}}]}}"));
    let outcome = publication.run(["import", "ghost", "ghost.json", "--format", "json"]).expect_code(0);
    let found = outcome.diagnostics();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((text(&found[0]["rule"]), &found[0]["line"]), ("text-lone-surrogate", &json!(3)));
    for title in ["Whole \u{1f600}", "Half \u{fffd}", "Other \u{fffd} half"] {
        record(&publication, title);
    }
    build_and_check(&publication, "ghost.json".as_ref());
}

/// Squarespace exports what was removed as empty items.
#[test]
fn an_empty_entry_is_counted_and_no_draft_is_promised() {
    let publication = Publication::new();
    publication.file(
        "old.xml",
        super::wordpress::export(&format!(
            "<item />\n<item></item>\n{}",
            super::wordpress::post(1, "One", "Text", super::wordpress::PUBLISHED)
        )),
    );
    let run = publication.run(["import", "squarespace", "old.xml"]).expect_code(0);
    assert_eq!(run.stderr, "", "nothing is kept as a draft");
    assert!(run.stdout.contains("2  entries without title and text"), "{}", run.stdout);
}
