//! What an export has in it that the old site showed to some people only.

use super::{build_and_check, counts, import};
use crate::support::{Publication, text};
use serde_json::json;

#[test]
fn cards_and_blocks_of_ghost_for_members_stay_out() {
    let publication = Publication::new();
    let post = |id: &str, more: serde_json::Value| {
        let mut post = json!({
            "id": id, "title": id, "slug": id, "status": "published", "visibility": "public", "type": "post",
            "published_at": "2021-05-01T10:00:00.000Z",
        });
        post.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        post
    };
    let card = |text: &str, visibility: serde_json::Value| json!({ "type": "html", "html": format!("<p>{text}</p>"), "visibility": visibility });
    let cards = json!({ "root": { "children": [
        card("OPEN1", json!({ "web": { "nonMember": true, "memberSegment": "" } })),
        card("SECRET", json!({ "web": { "nonMember": false, "memberSegment": "status:free,status:-free" }, "email": { "memberSegment": "" } })),
        card("SECRET", json!({ "showOnWeb": false, "showOnEmail": true })),
        card("OPEN2", json!({ "showOnWeb": true, "showOnEmail": true })),
        card("OPEN3", json!(null)),
        { "type": "call-to-action", "textValue": "<p>OPEN6</p>", "buttonText": "OPEN7", "buttonUrl": "https://x.example/", "showButton": true },
    ] } });
    let html = "<p>OPEN4</p><!--kg-gated-block:begin nonMember:false memberSegment:\"status:free\" --><p>SECRET</p><!--kg-gated-block:end--><p>OPEN5</p>";
    let posts = [post("html", json!({ "html": html })), post("cards", json!({ "lexical": cards.to_string() }))];
    publication.file("ghost.json", json!({ "db": [{ "data": { "posts": posts } }] }).to_string());
    let outcome = publication.run(["import", "ghost", "ghost.json"]).expect_code(0);
    assert_eq!(outcome.stderr.matches("only for members").count(), 2, "{}", outcome.stderr);
    build_and_check(&publication, "ghost.json".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    for number in 1..=7 {
        assert!(feed.contains(&format!("OPEN{number}")), "{number}: {feed}");
    }
    assert!(!feed.contains("SECRET"), "{feed}");
}

#[test]
fn what_is_sent_to_some_is_not_published() {
    let everybody = "https://www.w3.org/ns/activitystreams#Public";
    let followers = "https://social.example/ada/followers";
    let note = |id: u32, to: &[&str], cc: &[&str], text: &str| {
        json!({
            "id": format!("https://social.example/{id}"), "type": "Note", "published": format!("2023-01-0{id}T10:00:00Z"),
            "url": format!("https://social.example/@ada/{id}"), "attributedTo": "https://social.example/ada", "to": to, "cc": cc,
            "content": format!("<p>{text}</p>"),
        })
    };
    let notes = [
        note(1, &[everybody], &[followers], "OPEN1"),
        note(2, &[followers], &["as:Public"], "OPEN2"),
        note(3, &["https://social.example/bo"], &[], "SECRET"),
        note(4, &[followers], &[], "SECRET"),
    ];
    let activity = |note: &serde_json::Value| {
        json!({
            "id": format!("{}/activity", text(&note["id"])), "type": "Create", "actor": "https://social.example/ada",
            "published": note["published"], "to": note["to"], "cc": note["cc"], "object": note,
        })
    };
    let outbox: Vec<_> = notes.iter().map(activity).collect();
    let map = ["--list", "orderedItems", "--map", "content_html=object.content", "--map", "url=object.url"];
    for (document, more) in
        [(json!({ "type": "OrderedCollection", "orderedItems": outbox }), &map[..]), (json!(notes), &[][..])]
    {
        let publication = Publication::new();
        publication.file("notes.json", document.to_string());
        let args: Vec<&str> = ["json", "notes.json"].iter().chain(more).copied().collect();
        let (_, sums) = import(&publication, &args, 0);
        let standings = counts(&sums, "standings");
        assert_eq!((standings["published"], standings["private"]), (2, 2), "{sums}");
        build_and_check(&publication, "notes.json".as_ref());
        let feed = publication.read("feeds/news/rss.xml");
        assert!(feed.contains("OPEN1") && feed.contains("OPEN2") && !feed.contains("SECRET"), "{feed}");
    }
}

#[test]
fn addresses_in_names_are_addresses_and_those_of_contributors_alone_stay_private() {
    let publication = Publication::new();
    let article = |id: u32, more: serde_json::Value| {
        let mut article = json!({
            "id": format!("https://pier.example/{id}"), "title": format!("T{id}"), "content": "<p>x</p>", "date": "2023-01-03",
        });
        article.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        article
    };
    let articles = json!([
        article(1, json!({ "author": "Bob Bee <bob@acc.example>" })),
        article(2, json!({ "authors": ["Ann Ash <ann@acc.example>", "Cy Cole"], "contributors": ["c@acc.example"] })),
        article(3, json!({ "author": { "name": "Dee Dow <dee@acc.example>" }, "editors": "e@acc.example" })),
        article(4, json!({ "author": "f@acc.example" })),
    ]);
    publication.file("any.json", articles.to_string());
    import(&publication, &["json", "any.json"], 0);
    // The same objects as a source.
    let twin = Publication::new();
    twin.file(
        "data/any.json",
        json!([article(3, json!({ "author": { "name": "Dee Dow <dee@acc.example>" } }))]).to_string(),
    );
    for publication in [&publication, &twin] {
        build_and_check(publication, "any.json".as_ref());
        let feed = publication.read("feeds/news/atom.xml");
        assert!(feed.contains("<name>Dee Dow</name>") && !feed.contains("Dow &lt;"), "{feed}");
    }
    let feed = publication.read("feeds/news/atom.xml");
    for name in ["Bob Bee", "Ann Ash", "Cy Cole"] {
        assert!(feed.contains(&format!("<name>{name}</name>")), "{name}: {feed}");
    }
    for private in ["c@acc", "dee@acc", "e@acc", "f@acc"] {
        assert!(!feed.contains(private), "{private}: {feed}");
    }
    let configuration = publication.read("courant.toml");
    for publication in [&publication, &twin] {
        let hiding = configuration.replacen("[publication]", "[publication]\nemails = \"hide\"", 1);
        publication.file("courant.toml", hiding);
        build_and_check(publication, "any.json".as_ref());
        let feed = publication.read("feeds/news/atom.xml");
        assert!(!feed.contains("acc.example"), "{feed}");
    }
}

#[test]
fn answers_of_wordpress_say_who_may_read_by_the_fields_of_plugins() {
    let publication = Publication::new();
    let post = |id: u32, meta: serde_json::Value| {
        json!({
            "id": id, "type": "post", "status": "publish", "date_gmt": "2023-01-03T10:00:00", "slug": format!("p{id}"),
            "link": format!("https://pier.example/p{id}/"), "guid": { "rendered": format!("https://pier.example/?p={id}") },
            "title": { "rendered": format!("P{id}") }, "content": { "rendered": format!("<p>Text {id}</p>") }, "meta": meta,
        })
    };
    let posts = json!([
        post(1, json!({ "_jetpack_newsletter_access": "everybody", "footnotes": "" })),
        post(2, json!({ "_jetpack_newsletter_access": "subscribers" })),
        post(3, json!({ "_members_access_role": ["subscriber"] })),
        post(4, json!({ "_is_paid": true })),
        post(5, json!([])),
    ]);
    publication.file("posts.json", posts.to_string());
    let (_, sums) = import(&publication, &["wordpress-rest", "posts.json"], 0);
    let standings = counts(&sums, "standings");
    assert_eq!((standings["published"], standings["for members"], standings["for those who pay"]), (2, 2, 1), "{sums}");
}

const MOVABLE_TYPE: &str = "AUTHOR: Ada Quay\nTITLE: First &amp; best\nBASENAME: first_entry\nSTATUS: Publish\nCONVERT BREAKS: __default__\n\
PRIMARY CATEGORY: Media\nCATEGORY: Media\nCATEGORY: News\nTAGS: \"salt marsh\",boats\n\
UNIQUE URL: https://old.example/blog/2002/01/first_entry.html\nDATE: 01/31/2002 03:31:05 PM\n-----\nBODY:\nOPEN1\n\nSecond\n-----\nEXTENDED BODY:\nOPEN2\n\
-----\nEXCERPT:\nShort\n-----\nCOMMENT:\nAUTHOR: Foo\nEMAIL: foo@priv.example\nIP: 192.0.2.3\nDATE: 02/01/2002 04:02:07 AM\nSECRET\n-----\n--------\n\
AUTHOR: Ada Quay\nTITLE: Draft\nSTATUS: Draft\nDATE: 02/01/2002 10:00:00 AM\n-----\nBODY:\nSECRET\n-----\n--------\n";

#[test]
fn movable_types_entries_are_read_and_readers_words_are_not() {
    let publication = Publication::new();
    publication.file("mt.txt", MOVABLE_TYPE);
    let (_, sums) = import(&publication, &["typepad", "mt.txt"], 0);
    let standings = counts(&sums, "standings");
    assert_eq!((standings["published"], standings["draft"], &sums["comments"]), (1, 1, &json!(1)), "{sums}");
    build_and_check(&publication, "mt.txt".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    assert!(feed.contains("OPEN1") && feed.contains("OPEN2") && !feed.contains("SECRET"), "{feed}");
    for file in publication.tree().files().iter().filter(|file| file.contains("data/") || file.contains("feeds/")) {
        assert!(!publication.read(file.trim_start_matches("site/")).contains("priv.example"), "{file}");
    }
    let records = publication.records();
    let first = records.iter().find(|record| record["title"] == "First & best").expect("it is there");
    assert_eq!(
        (text(&first["published"]), text(&first["url"]), text(&first["authors"][0]["name"])),
        ("2002-01-31T15:31:05Z", "https://old.example/blog/2002/01/first_entry.html", "Ada Quay")
    );
    let terms: Vec<&str> =
        first["categories"].as_array().into_iter().flatten().map(|term| text(&term["term"])).collect();
    assert_eq!(terms, ["Media", "News", "salt marsh", "boats"]);

    // Neither mail nor a record.
    let publication = Publication::new();
    publication.file("mt.txt", MOVABLE_TYPE);
    publication.run(["import", "mail", "mt.txt"]).expect_code(1).expect_stderr(["courant import movabletype mt.txt"]);
    publication.file("data/mt.txt", MOVABLE_TYPE);
    publication.run(["build"]).expect_code(1).expect_stderr(["courant import movabletype"]);
    assert!(!publication.read("feeds/news/rss.xml").contains("SECRET"));
}

#[test]
fn an_article_that_was_taken_back_and_stays_public_here_is_told() {
    let publication = Publication::new();
    let list = |draft: bool| {
        json!([{ "id": "https://pier.example/1", "title": "T", "content": "<p>x</p>", "date": "2023-01-03", "draft": draft,
                 "body_markdown": "---\ntitle: T\npublished: true\n---\n\nBody" }])
    };
    publication.file("any.json", list(false).to_string());
    let (lines, _) = import(&publication, &["json", "any.json"], 0);
    let file = text(&lines[0]["file"]).to_owned();
    let written = publication.read(&file);
    assert!(!written.contains("published: true"), "{written}");
    publication.file(&file, written + "\nMine.\n");
    publication.file("any.json", list(true).to_string());
    let outcome = publication.run(["import", "json", "any.json"]).expect_code(0);
    outcome.expect_stderr(["taken this article back (draft)", "still publishes it"]);
}

#[test]
fn records_that_no_source_reads_are_told() {
    let publication = Publication::new();
    let configuration = publication.read("courant.toml");
    let elsewhere = configuration.replace("data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}", "posts/*.json");
    assert_ne!(elsewhere, configuration);
    publication.file("courant.toml", elsewhere);
    publication.file("any.json", json!([{ "title": "T", "content": "<p>x</p>", "date": "2023-01-03" }]).to_string());
    let outcome = publication.run(["import", "json", "any.json"]).expect_code(0);
    outcome.expect_stderr(["no source reads posts/", "files = \"posts/**/*.md\""]);
}

/// PowerPress keeps the files of channels for members beside those for everybody, and does not say which is which.
#[test]
fn recordings_of_further_channels_stay_out() {
    let publication = Publication::new();
    let meta = |key: &str, file: &str| {
        format!(
            "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[https://pier.example/{file}.mp3\n5\naudio/mpeg\n]]></wp:meta_value></wp:postmeta>"
        )
    };
    let post = |id: u32, metas: &[String]| {
        format!(
            "<item><title>Post {id}</title><link>https://pier.example/{id}/</link><guid>https://pier.example/?p={id}</guid><content:encoded><![CDATA[Notes]]></content:encoded><wp:post_id>{id}</wp:post_id><wp:post_date_gmt>2024-05-0{id} 12:00:00</wp:post_date_gmt><wp:post_name>{id}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{}</item>",
            metas.concat()
        )
    };
    let items = [
        post(1, &[meta("_premium:enclosure", "SECRET"), meta("enclosure", "OPEN1")]),
        post(2, &[meta("enclosure", "OPEN2"), meta("_premium:enclosure", "SECRET")]),
        post(3, &[meta("_premium:enclosure", "SECRET")]),
    ];
    let export = format!(
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Pier</title><link>https://pier.example</link><wp:wxr_version>1.2</wp:wxr_version>{}</channel></rss>",
        items.concat()
    );
    publication.file("wp.xml", export);
    let outcome = publication.run(["import", "wordpress", "wp.xml"]).expect_code(0);
    assert_eq!(outcome.stderr.matches("in the channel `premium` of PowerPress").count(), 3, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("under `_premium:enclosure` in the export"), "{}", outcome.stderr);
    build_and_check(&publication, "wp.xml".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    assert!(feed.contains("OPEN1.mp3") && feed.contains("OPEN2.mp3") && feed.contains("Post 3"), "{feed}");
    assert!(!feed.contains("SECRET"), "{feed}");
}
