//! JSON that nobody gave a name, feeds, and exports of many small files.

use super::{build_and_check, counts, import};
use crate::support::{Publication, text};
use serde_json::{Value, json};

#[track_caller]
fn record(publication: &Publication, title: &str) -> Value {
    let records = publication.records();
    records
        .iter()
        .find(|record| record["title"] == title)
        .unwrap_or_else(|| panic!("no record {title:?} in {records:?}"))
        .clone()
}

#[test]
fn lists_of_objects_are_found_and_their_members_too() {
    let publication = Publication::new();
    let export = json!({ "meta": { "users": [{ "name": "x" }, { "name": "y" }, { "name": "z" }] }, "result": { "stories": [
        { "id": 7, "attributes": { "headline": "Ropes &amp; knots", "body": "<p>One</p>", "publishedOn": "2020-01-05T10:00:00Z", "published": true,
          "author": { "data": { "firstName": "Ada", "last_name": "Quay", "email": "ada@mail.example" } },
          "tags": [{ "tag": { "name": "A; B" } }, { "name": "R&amp;D" }], "coverImage": { "url": "https://gazette.example/i.png" },
          "audio": 1, "enclosure": { "@_url": "https://gazette.example/a.mp3", "@_length": "12", "@_type": "audio/mpeg" } } },
        { "id": 8, "headline": "Epoch", "markdown": "*Two*", "created": 1_577_836_800_000_i64 },
        { "id": 9, "headline": "Hidden", "body": "x", "published": false, "created": 1_577_836_800 },
        "no object",
    ] } });
    publication.file("any.json", export.to_string());
    let (_, sums) = import(&publication, &["json", "any.json"], 0);
    assert_eq!((counts(&sums, "standings")["published"], counts(&sums, "standings")["draft"]), (2, 1), "{sums}");
    assert_eq!(counts(&sums, "not_imported")["entry that is no object"], 1, "{sums}");
    build_and_check(&publication, "any.json".as_ref());
    let one = record(&publication, "Ropes & knots");
    assert_eq!((text(&one["id"]), text(&one["published"])), ("7", "2020-01-05T10:00:00Z"));
    assert_eq!((text(&one["authors"][0]["name"]), &one["authors"][0]["email"]), ("Ada Quay", &Value::Null));
    let terms: Vec<&str> =
        one["categories"].as_array().expect("a list").iter().map(|term| text(&term["term"])).collect();
    assert_eq!(terms, ["A; B", "R&D"]);
    assert_eq!(
        (text(&one["image"]["url"]), one["enclosures"][0]["length"].as_u64()),
        ("https://gazette.example/i.png", Some(12))
    );
    assert_eq!(record(&publication, "Epoch")["published"], "2020-01-01T00:00:00Z");

    let odd = json!({ "a": { "b": [{ "Überschrift": "Eins", "meta": { "when": ["2020-01-05"], "who": [{ "n": "Ada" }, { "n": "Bo" }] }, "t": "x" }] } });
    let publication = Publication::new();
    publication.file("odd.json", odd.to_string());
    publication.run(["import", "json", "odd.json"]).expect_code(1).expect_stderr(["--list PATH", "a.b (1)"]);
    publication.run(["import", "json", "odd.json", "--list", "a.c"]).expect_code(1).expect_stderr(["there is no `c`"]);
    let map = [
        "--map",
        "title=Überschrift",
        "--map",
        "published=meta.when",
        "--map",
        "authors=meta.who.n",
        "--map",
        "content_text=t",
    ];
    let args: Vec<&str> = ["json", "odd.json"].into_iter().chain(map).collect();
    import(&publication, &args, 0);
    let one = record(&publication, "Eins");
    assert_eq!((text(&one["authors"][1]["name"]), text(&one["published"])), ("Bo", "2020-01-05T00:00:00Z"));
}

#[test]
fn what_a_feed_says_of_its_articles_is_kept() {
    let publication = Publication::new();
    publication.file("feed.xml", r#"<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Show</title>
        <link>https://gazette.example/</link><item><title>One</title><guid isPermaLink="false">abc</guid><link>https://h.example/a.mp3</link>
        <pubDate>Mon, 10 Aug 2020 07:00:00 +0000</pubDate><description>&lt;p&gt;Text&lt;/p&gt;</description>
        <enclosure url="https://h.example/a.mp3?d=1" length="12" type="audio/mpeg"/><itunes:duration>24:51</itunes:duration></item></channel></rss>"#);
    let (lines, sums) = import(&publication, &["libsyn", "feed.xml"], 0);
    assert_eq!((sums["records"].as_u64(), text(&lines[0]["file"])), (Some(1), "data/2020/08/one.md"));
    build_and_check(&publication, "feed.xml".as_ref());
    let one = record(&publication, "One");
    assert_eq!((text(&one["id"]), one["enclosures"].as_array().map(Vec::len)), ("abc", Some(1)));
    assert_eq!((one["enclosures"][0]["length"].as_u64(), &one["source"]), (Some(12), &Value::Null));
    publication.file("no.xml", "<opml><body/></opml>");
    publication.run(["import", "feed", "no.xml"]).expect_code(1).expect_stderr(["no feed"]);
}

#[test]
fn exports_of_many_small_files() {
    let publication = Publication::new();
    publication.file("bd/emails.csv", "id,secondary_id,subject,publish_date,source,slug,status,email_type\n\
        a,1,Plain,2023-01-02 16:55:00+00:00,app,plain,sent,public\nb,2,Fancy,2023-01-03 16:55:00+00:00,app,fancy,sent,premium\n\
        c,3,Later,,app,later,draft,public\nd,4,Climber,2023-01-04 16:55:00+00:00,app,../../x,sent,public\n");
    publication.file("bd/emails/plain.md", "<!-- buttondown-editor-mode: plaintext -->## Head\n\n*Text*\n");
    publication.file("bd/emails/fancy.md", "<!-- buttondown-editor-mode: fancy --><p>*Text*</p>");
    publication.file("bd/emails/later.md", "x");
    publication.file("x.md", "secret");
    let (_, sums) = import(&publication, &["buttondown", "bd"], 0);
    let standings = counts(&sums, "standings");
    assert_eq!((standings["published"], standings["for those who pay"], standings["draft"]), (2, 1, 1), "{sums}");
    build_and_check(&publication, "bd".as_ref());
    let rss = publication.read("feeds/news/rss.xml");
    assert!(rss.contains("<em>Text</em>") && !rss.contains("secret") && !rss.contains("editor-mode"), "{rss}");
    assert_eq!(record(&publication, "Plain")["url"], "https://gazette.example/archive/plain/");

    let publication = Publication::new();
    let item =
        |title: &str, url: &str| json!({ "type": "Link", "title": title, "url": url, "description": "<p>Said</p>" });
    publication.file("issues/1.json", json!({ "number": 1, "title": "Issue 1", "url": "https://gazette.example/issues/1", "publication_status": "published",
        "published_at": "2021-02-02T21:08:42+00:00", "categories": [{ "name": "A & B", "items": [item("L <1>", "https://x.example/?a&b")] }, { "name": "Empty", "items": [] }] }).to_string());
    publication.file("issues/2.json", json!({ "number": 2, "title": "Issue 2", "publication_status": "odd", "published_at": "2021-02-03T21:08:42+00:00", "categories": [] }).to_string());
    let (_, sums) = import(&publication, &["curated", "issues"], 0);
    assert_eq!(
        (counts(&sums, "standings")["published"], counts(&sums, "standings")["of the unknown status odd"]),
        (1, 1)
    );
    build_and_check(&publication, "issues".as_ref());
    let body = publication.read("data/2021/02/1.md");
    assert!(
        body.contains(
            "<h2>A &amp; B</h2>\n<h3><a href=\"https://x.example/?a&amp;b\">L &lt;1&gt;</a></h3>\n<p>Said</p>"
        ) && !body.contains("Empty"),
        "{body}"
    );

    let publication = Publication::new();
    let article = |locale: &str, published: bool| {
        json!({ "headline": format!("In {locale}"), "locale_code": locale, "published": published,
        "first_published_at": "2023-03-24T19:45:24+00:00", "content": [{ "type": "text", "style": "HEADING_2", "children": [{ "content": "H" }] },
        { "type": "list", "listType": "BULLET", "items": [{ "children": [{ "content": "a", "style": { "bold": true } }] }] }] })
    };
    publication.file("t.json", json!([{ "id": 1, "slug": "s", "live_url": "https://gazette.example/s", "author": [{ "author": { "first_names": "Ada", "last_name": "Quay" } }],
        "translations": [article("en-US", true), article("es", true), article("fr", false)] }]).to_string());
    publication.file("a.json", json!({ "data": { "authors": [{ "first_names": "Ada", "last_name": "Quay", "email": "ada@mail.example", "translations": [] }] } }).to_string());
    let (_, sums) = import(&publication, &["tinynews", "t.json", "a.json"], 0);
    assert_eq!(
        (
            counts(&sums, "standings")["published"],
            counts(&sums, "standings")["draft"],
            counts(&sums, "not_imported")["account"]
        ),
        (2, 1, 1)
    );
    assert_eq!(sums["private_addresses"], 1);
    build_and_check(&publication, "t.json".as_ref());
    assert_eq!(record(&publication, "In es")["id"], "https://gazette.example/s#es");
    assert!(publication.read("data/2023/03/s.md").contains("<h2>H</h2>\n<ul><li><strong>a</strong></li></ul>"));
}

#[test]
fn what_any_column_or_member_hides_stays_out() {
    // Name and value that hide, and what the report calls it.
    const HIDING: &[(&str, &str, &str)] = &[
        ("deleted", "true", "trash"),
        ("deleted_at", "2020-02-01 10:00", "trash"),
        ("archived", "1", "trash"),
        ("is_draft", "t", "draft"),
        ("published", "f", "draft"),
        ("is_published", "nein", "draft"),
        ("active", "no", "draft"),
        ("unlisted", "yes", "unlisted"),
        ("is_private", "true", "private"),
        ("workflow_state", "draft", "draft"),
        ("members_only", "1", "for members"),
        ("premium", "true", "for those who pay"),
        ("password", "sesame", "password-protected"),
        ("moderation_state", "sketch", "of the unknown status status `sketch`"),
    ];
    const SHOWING: &[(&str, &str)] = &[
        ("deleted", "false"),
        ("deleted_at", "NULL"),
        ("deleted_at", "\\N"),
        ("deleted_at", "0000-00-00 00:00:00"),
        ("is_draft", "f"),
        ("published", "t"),
        ("active", "yes"),
        ("state", "published"),
        ("premium", "0"),
    ];
    let hiding = HIDING.iter().map(|(name, value, told)| (*name, *value, *told));
    let cases: Vec<(&str, &str, &str)> =
        hiding.chain(SHOWING.iter().map(|(name, value)| (*name, *value, "published"))).collect();
    let mut names: Vec<&str> = cases.iter().map(|(name, ..)| *name).collect();
    names.sort_unstable();
    names.dedup();
    let mut table = format!("id,title,content,published_at,{}\n", names.join(","));
    let mut list = Vec::new();
    for (n, (name, value, _)) in cases.iter().enumerate() {
        let cells: Vec<&str> = names
            .iter()
            .map(|known| match *known {
                known if known == *name => *value,
                // An empty box of this name is one that is not checked.
                "published" | "is_published" => "true",
                _ => "",
            })
            .collect();
        table += &format!("a{n},Title {n},Text,2020-01-05,{}\n", cells.join(","));
        list.push(json!({ "id": format!("a{n}"), "title": format!("Title {n}"), "content": "Text", "published_at": "2020-01-05", *name: value }));
    }
    for (kind, export) in [("csv", table), ("json", Value::from(list).to_string())] {
        let publication = Publication::new();
        publication.file("old", &export);
        let (lines, _) = import(&publication, &[kind, "old"], 0);
        build_and_check(&publication, kind.as_ref());
        let feed = publication.read("feeds/news/rss.xml");
        for (n, (name, value, expected)) in cases.iter().enumerate() {
            let told = if *expected == "trash" { &lines[n]["why"] } else { &lines[n]["standing"] };
            assert_eq!(told, expected, "{kind}, {name}={value}: {}", lines[n]);
            let is_shown = feed.contains(&format!(">Title {n}<"));
            assert_eq!(is_shown, *expected == "published", "{kind}, {name}={value}");
        }
    }
}

#[test]
fn what_is_wrapped_says_the_same() {
    // What an object says besides title and text, and what the report calls it.
    const CASES: &[(&str, &str)] = &[
        (r#""status": [{"value": true}], "created": [{"value": "2020-01-05T10:00:00+00:00"}]"#, "published"),
        (r#""status": [{"value": false}], "created": [{"value": "2020-01-05"}]"#, "draft"),
        (r#""attributes": {"status": true, "created": "2020-01-05"}"#, "published"),
        (r#""attributes": {"status": false, "created": "2020-01-05"}"#, "draft"),
        (r#""published_at": {"date": null}, "created_at": "2020-01-05""#, "draft"),
        (r#""published_at": {"iso": null}, "created_at": "2020-01-05""#, "draft"),
        (r#""published_at": {"iso": "2020-01-05"}, "created_at": "2020-01-04""#, "published"),
        (r#""published_at": [{"value": null}], "created_at": "2020-01-05""#, "draft"),
        (r#""date": {"published": null, "created": "2020-01-05"}"#, "draft"),
        (r#""date": {"published": "2020-01-05", "created": "2020-01-04"}"#, "published"),
        (r#""date": "2020-01-05", "status": {"data": {"id": 1, "attributes": {"name": "Draft"}}}"#, "draft"),
        (r#""date": "2020-01-05", "status": {"data": {"id": 1, "attributes": {"name": "Published"}}}"#, "published"),
        (r#""date": "2020-01-05", "status": {"data": {"id": 1}}"#, "of the unknown status status (a table)"),
        (r#""date": "2020-01-05", "_id": "drafts.a", "_type": "post""#, "draft"),
        (r#""date": "2020-01-05", "_id": "a", "_type": "post""#, "published"),
        (r#""Draft": "false", "Published On": "", "Created On": "2020-01-05""#, "draft"),
        (r#""date": "2020-01-05", "Published?": """#, "draft"),
        (r#""date": "2020-01-05", "Published?": "checked""#, "published"),
        (r#""date": "2020-01-05", "isAccessibleForFree": false"#, "for those who pay"),
        (r#""date": "2020-01-05", "accessLevel": "PAID""#, "for those who pay"),
        (r#""date": "2020-01-05", "paywall": "free""#, "published"),
    ];
    let publication = Publication::new();
    let mut list = Vec::new();
    for (n, (members, _)) in CASES.iter().enumerate() {
        let mut object: Value = serde_json::from_str(&format!("{{{members}}}")).expect("JSON");
        let inside = if object.get("attributes").is_some() { &mut object["attributes"] } else { &mut object };
        inside["title"] = json!(format!("Title {n}"));
        inside["content"] = json!("Text");
        list.push(object);
    }
    list.push(json!({ "title": "Later", "content": "Text", "date": "2020-01-05", "embargoUntil": "2099-01-01" }));
    publication.file("old.json", Value::from(list).to_string());
    let (lines, _) = import(&publication, &["json", "old.json"], 0);
    build_and_check(&publication, "old.json".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    for (n, (members, expected)) in CASES.iter().enumerate() {
        assert_eq!(lines[n]["standing"], *expected, "{members}: {}", lines[n]);
        assert_eq!(feed.contains(&format!(">Title {n}<")), *expected == "published", "{members}");
    }
    assert!(!feed.contains("Later"), "{feed}");
    assert_eq!(record(&publication, "Title 6")["published"], "2020-01-05T00:00:00Z");
    assert_eq!(record(&publication, "Later")["published"], "2099-01-01T00:00:00Z");
}

#[test]
fn texts_are_read_however_they_are_kept() {
    let publication = Publication::new();
    let strapi = json!({ "data": [{ "id": 1, "attributes": { "name": "Sea" } }, { "id": 2, "attributes": { "name": "Salt" } }] });
    let cover = json!({ "data": { "id": 3, "attributes": { "url": "/uploads/a.jpg" } } });
    let articles = json!([
        { "title": "Joined", "date": "2020-01-05", "body": ["<p>One</p>", "<p>Two</p>"], "categories": strapi, "cover": cover },
        { "title": "Generic <T>", "date": "2020-01-05", "body": "It&rsquo;s\n\nso", "summary": "Of Vec<T> & more" },
        { "title": "Marked", "date": "2020-01-05", "body": "Intro **bold**.\n\n<div><p>Box</p></div>", "summary": "Of <i>salt</i>" },
        { "title": "Sanity", "date": "2020-01-05", "summary": "x", "body": [{ "_type": "block", "children": [{ "text": "Hi" }] }] },
        { "title": "Editor", "date": "2020-01-05", "summary": "x", "body": { "time": 1, "blocks": [{ "type": "paragraph", "data": { "text": "Hi" } }] } },
    ]);
    let same = |publication: &Publication| {
        let joined = record(publication, "Joined");
        let terms: Vec<&str> =
            joined["categories"].as_array().expect("a list").iter().map(|c| text(&c["term"])).collect();
        assert_eq!(
            (terms.as_slice(), text(&joined["image"]["url"])),
            (&["Sea", "Salt"][..], "https://gazette.example/uploads/a.jpg")
        );
        let feed = publication.read("feeds/news/rss.xml");
        for part in ["<p>One</p>", "<p>Two</p>", "<strong>bold</strong>", "<p>Box</p>", "It’s", "Generic &#x3C;T&#x3E;"]
        {
            assert!(feed.contains(part), "{part}: {feed}");
        }
        assert_eq!(record(publication, "Generic <T>")["summary"], "Of Vec<T> & more");
    };
    let here = Publication::new();
    here.file("data/all.json", articles.to_string());
    let outcome = here.run(["build", "--now", "2026-11-01"]).expect_code(0);
    outcome.expect_stderr(["field-invalid", "`body` is Portable Text", "blocks of Editor.js", "content_html"]);
    same(&here);

    publication.file("old.json", articles.to_string());
    let imported = publication.run(["import", "json", "old.json"]).expect_code(0);
    imported.expect_stderr([
        "column-unread",
        "2 entries have no text: `body` is Portable Text",
        "--map content_html=NAME",
    ]);
    publication.run(["build", "--now", "2026-11-01"]).expect_code(0);
    same(&publication);
    assert_eq!(record(&publication, "Marked")["summary_html"], "Of <i>salt</i>");

    // Tables of Webflow and HubSpot have names of their own.
    let table = Publication::new();
    table.file(
        "old.csv",
        "Name,Slug,Published On,Post Body,Post Summary,Main Image,Post URL\nOne,one,2020-01-05,<p>Text</p>,Short,https://x.example/a.jpg,https://old.example/one\n",
    );
    import(&table, &["csv", "old.csv"], 0);
    let one = record(&table, "One");
    assert_eq!((text(&one["summary"]), text(&one["url"])), ("Short", "https://old.example/one"), "{one}");
    assert_eq!(
        (text(&one["image"]["url"]), text(&one["content_markdown"])),
        ("https://x.example/a.jpg", "<p>Text</p>\n"),
        "{one}"
    );
    let long = "word ".repeat(60);
    table.file("long.csv", format!("Title,Date,Story so far\nA,2020-01-05,{long}\n"));
    let outcome = table.run(["import", "csv", "long.csv", "--dry-run"]).expect_code(0);
    outcome.expect_stderr(["--map 'content=Story so far'"]);
}

#[test]
fn what_has_expired_stays_out() {
    let publication = Publication::new();
    publication.file(
        "any.csv",
        "id,title,content,date,expiry_date\n1,Gone,Text,2020-01-05,2020-02-01\n2,Here,Text,2020-01-05,2099-01-01\n",
    );
    let (_, sums) = import(&publication, &["csv", "any.csv", "--now", "2026-11-01"], 0);
    assert_eq!(counts(&sums, "standings"), [("expired".to_owned(), 1), ("published".to_owned(), 1)].into());
    build_and_check(&publication, "any.csv".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    assert!(!feed.contains("Gone") && feed.contains("Here"), "{feed}");
}

#[test]
fn columns_say_from_when_until_when_an_article_is_out() {
    let publication = Publication::new();
    publication.file(
        "any.csv",
        "id,title,body,created_at,publish_up,publish_down,valid_from,valid_to\n\
         1,Early,<p>x</p>,2020-01-01,2027-01-01,,,\n2,Ended,<p>x</p>,2020-01-01,,2021-01-01,,\n\
         3,Young,<p>x</p>,2020-01-01,,,2027-01-01,\n4,Old,<p>x</p>,2020-01-01,,,,2021-01-01\n\
         5,Here,<p>x</p>,2020-01-01,2020-01-02,2099-01-01,2020-01-03,2099-01-01\n",
    );
    let (_, sums) = import(&publication, &["csv", "any.csv", "--now", "2026-11-01"], 0);
    assert_eq!(counts(&sums, "standings")["expired"], 2, "{sums}");
    build_and_check(&publication, "any.csv".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    assert_eq!(feed.matches("<item>").count(), 1, "{feed}");
    assert!(feed.contains("Here") && feed.contains("03 Jan 2020"), "{feed}");
}

#[test]
fn lists_of_several_objects_are_one() {
    let publication = Publication::new();
    let post = |n: u32| json!({ "id": format!("w{n}"), "title": format!("Post {n}"), "body": "Text", "created": format!("2023-01-0{n}") });
    let export = json!({ "username": "ada", "collections": [
        { "alias": "a", "title": "A", "description": "Of ropes", "posts": [post(1), post(2)] },
        { "alias": "b", "title": "B", "description": "", "posts": [post(3)] },
    ], "posts": [post(4), post(5), post(6), post(7)], "pages": [post(8)] });
    publication.file("any.json", export.to_string());
    let outcome = publication.run(["import", "json", "any.json"]).expect_code(0);
    outcome.expect_stderr(["pages (1), posts (4)"]);
    let titles: Vec<String> = publication.records().iter().map(|record| text(&record["title"]).to_owned()).collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert!(["Post 1", "Post 2", "Post 3"].iter().all(|title| titles.contains(&(*title).to_owned())), "{titles:?}");
    let publication = Publication::new();
    publication.file("any.json", export.to_string());
    publication.run(["import", "json", "any.json", "--list", "collections.posts"]).expect_code(0);
    assert_eq!(publication.records().len(), 3);
}

#[test]
fn a_table_of_wordpress_is_read_as_its_plugin_writes_it() {
    let publication = Publication::new();
    publication.file(
        "all.csv",
        "ID,Title,Content,Date,Post Type,Permalink,Image URL,Categories,Tags,Status,Author Username,Author Email,Author First Name,Author Last Name,Post Modified Date\n\
         12,One,<p>B</p>,2023-01-05 10:00:00,post,https://w.example/one/,https://w.example/a.jpg|https://w.example/b.jpg,News>Local|Sea,red|blue,publish,ada_l,ada@priv.example,Ada,Quay,2023-01-06 10:00:00\n\
         13,A page,<p>B</p>,2023-01-05 10:00:00,page,https://w.example/page/,,,,publish,ada_l,ada@priv.example,Ada,Quay,2023-01-06 10:00:00\n",
    );
    let (_, sums) = import(&publication, &["csv", "all.csv"], 0);
    assert_eq!(counts(&sums, "not_imported")["page"], 1, "{sums}");
    build_and_check(&publication, "all.csv".as_ref());
    let one = record(&publication, "One");
    assert_eq!((text(&one["authors"][0]["name"]), text(&one["image"]["url"])), ("Ada Quay", "https://w.example/a.jpg"));
    assert_eq!(text(&one["updated"]), "2023-01-06T10:00:00Z");
    let terms: Vec<&str> =
        one["categories"].as_array().expect("a list").iter().map(|term| text(&term["term"])).collect();
    assert_eq!(terms, ["Local", "Sea", "red", "blue"]);
    assert!(!publication.read("feeds/news/rss.xml").contains("priv.example"));
}

#[test]
fn rows_that_differ_only_in_their_numbers_are_two() {
    let publication = Publication::new();
    publication.file("a.csv", "artKey;heading;pubDate;bodyText\n1;A;2023-01-05;<p>B</p>\n2;B;2023-01-05;<p>B</p>\n");
    let outcome = publication.run(["import", "csv", "a.csv"]).expect_code(0);
    outcome.expect_stderr(["none of the 2 entries has a title", "`artKey`, `heading`"]);
    build_and_check(&publication, "a.csv".as_ref());
    let feed = publication.read("feeds/news/rss.xml");
    assert_eq!(feed.matches("<![CDATA[<p>B</p>]]>").count(), 2, "{feed}");
    let publication = Publication::new();
    publication.file("u.csv", "nodeId;nodeName;urlName;createDate;bodyText\n1;Umb;umb;2023-01-05;<p>B</p>\n");
    import(&publication, &["csv", "u.csv"], 0);
    assert_eq!(text(&record(&publication, "Umb")["id"]), "1");
}

#[test]
fn members_of_known_systems_are_understood() {
    let publication = Publication::new();
    let dev = json!([{ "type_of": "article", "id": 1, "title": "Dev", "published": true, "published_at": "2023-01-05", "url": "https://dev.example/a",
        "tag_list": ["a", "b"], "body_markdown": "*b*", "user": { "name": "Ada", "username": "ada" } }]);
    let photo = json!([{ "type": "photo", "id": 4, "post_url": "https://t.example/4", "date": "2023-01-05", "state": "published", "caption": "<p>Cap</p>",
        "photos": [{ "original_size": { "url": "https://t.example/a.jpg" } }] }]);
    let story = json!({ "stories": [{ "name": "Story", "id": 9, "slug": "s", "created_at": "2023-01-05", "published_at": "2023-02-06",
        "first_published_at": "2023-01-06", "published": true, "content": { "_uid": "x", "component": "post", "title": "Other",
        "body": { "type": "doc", "content": [{ "type": "paragraph" }] } } }] });
    publication
        .file("dev.json", dev.to_string())
        .file("photo.json", photo.to_string())
        .file("story.json", story.to_string());
    import(&publication, &["json", "dev.json"], 0);
    let drupal = json!({ "jsonapi": { "version": "1.0" }, "data": [{ "type": "node--article", "id": "uuid-1", "attributes": { "status": true, "title": "Node",
        "created": "2023-01-05T10:00:00+00:00", "path": { "alias": "/news/node", "pid": 1 }, "body": { "value": "<p>raw</p>", "processed": "<p>B</p>" } },
        "relationships": { "uid": { "data": { "type": "user--user", "id": "u1" } }, "revision_uid": { "data": { "type": "user--user", "id": "u2" } },
        "field_tags": { "data": [{ "type": "taxonomy_term--tags", "id": "t1" }] } } }],
        "included": [{ "type": "user--user", "id": "u1", "attributes": { "display_name": "Bo" } }, { "type": "user--user", "id": "u2", "attributes": { "name": "root" } },
        { "type": "taxonomy_term--tags", "id": "t1", "attributes": { "name": "News" } }] });
    publication.file("drupal.json", drupal.to_string());
    import(&publication, &["json", "drupal.json"], 0);
    let node = record(&publication, "Node");
    assert_eq!((text(&node["authors"][0]["name"]), text(&node["categories"][0]["term"])), ("Bo", "News"));
    assert_eq!(
        (node["authors"].as_array().map(Vec::len), text(&node["url"])),
        (Some(1), "https://gazette.example/news/node")
    );
    import(&publication, &["json", "photo.json"], 0);
    publication
        .run(["import", "json", "story.json"])
        .expect_code(0)
        .expect_stderr(["`content` is a component of Storyblok"]);
    let dev = record(&publication, "Dev");
    assert_eq!((text(&dev["authors"][0]["name"]), dev["categories"].as_array().map(Vec::len)), ("Ada", Some(2)));
    let story = record(&publication, "Story");
    assert!(text(&story["published"]).starts_with("2023-01-06"), "{story}");
    assert!(!story.to_string().contains("Other"), "{story}");
    publication.run(["build"]).expect_code(0);
    let feed = publication.read("feeds/news/rss.xml");
    assert!(feed.contains("https://t.example/a.jpg") && feed.contains("<p>Cap</p>"), "{feed}");
}

#[test]
fn members_that_records_know_are_handed_over() {
    let publication = Publication::new();
    let export = json!([{
        "id": "a1", "title": "All", "content_html": "<p>Text</p>", "date_published": "2020-01-05T10:00:00Z",
        "attachments": [{ "url": "https://old.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12, "duration_in_seconds": 60 }],
        "external_url": "https://elsewhere.example/", "expires": "2099-01-01", "rights": "© Ada", "license": "CC-BY-4.0",
        "comments_url": "https://old.example/a/#comments", "location": { "name": "Newark", "lat": 40.73, "lon": -74.17 },
        "source": { "title": "Gazette", "url": "https://gazette.example/" },
        "related": [{ "url": "https://old.example/b/", "title": "B" }, { "id": 3 }, "https://old.example/c/"],
    }, { "id": "a2", "title": "Few", "content_html": "<p>Text</p>", "date_published": "2020-01-05T10:00:00Z", "comments": 12, "related": [1, 2] }]);
    publication.file("any.json", export.to_string());
    import(&publication, &["json", "any.json"], 0);
    let built = build_and_check(&publication, "any.json".as_ref());
    assert!(!built.stderr.contains("warning"), "{}", built.stderr);
    let all = record(&publication, "All");
    let file = &all["enclosures"][0];
    assert_eq!((text(&file["url"]), file["length"].as_u64()), ("https://old.example/a.mp3", Some(12)));
    for (name, expected) in [
        ("external_url", "https://elsewhere.example/"),
        ("expires", "2099-01-01T00:00:00Z"),
        ("rights", "© Ada"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("comments", "https://old.example/a/#comments"),
    ] {
        assert_eq!(all[name], expected, "{all}");
    }
    assert_eq!((text(&all["location"]["name"]), text(&all["source"]["title"])), ("Newark", "Gazette"), "{all}");
    let related: Vec<&str> = all["related"].as_array().expect("a list").iter().map(|link| text(&link["url"])).collect();
    assert_eq!(related, ["https://old.example/b/", "https://old.example/c/"]);
    assert!(record(&publication, "Few")["related"].as_array().is_none_or(Vec::is_empty));
}

/// One row under these columns and one object with these members.
fn both(columns: &[(&str, &str)]) -> [(&'static str, String); 2] {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let cells: Vec<String> = columns.iter().map(|(_, cell)| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    let object: serde_json::Map<String, Value> =
        columns.iter().map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect();
    [("csv", format!("{}\n{}\n", names.join(","), cells.join(","))), ("json", json!([object]).to_string())]
}

#[test]
fn an_article_without_a_readable_date_of_publication_is_not_published() {
    for (date, code) in [("", 0), ("0000-00-00 00:00:00", 0), ("infinity", 0), ("on release", 1), ("04/05/2025", 1)] {
        for (kind, export) in
            both(&[("title", "S2"), ("html", "<p>x</p>"), ("created_at", "2024-01-01"), ("published_at", date)])
        {
            let publication = Publication::new();
            publication.record("witness", "Witness", "2025-01-01", "");
            publication.file("old", export);
            let (_, sums) = import(&publication, &[kind, "old"], 0);
            assert_eq!(counts(&sums, "standings").contains_key("draft"), code == 0, "{kind} {date}: {sums}");
            publication.run(["build", "--now", "2026-11-01"]).expect_code(code);
            assert!(!publication.read("feeds/news/rss.xml").contains("S2"), "{kind} {date}");
        }
    }
    let publication = Publication::new();
    publication.file("old.json", r#"{"data":[{"id":1,"attributes":{"title":"S2","content":"x","createdAt":"2024-01-01T00:00:00Z","publishedAt":null}},
        {"id":2,"attributes":{"title":"S3","content":"x","createdAt":"2024-01-01T00:00:00Z","publishedAt":"2024-01-02T00:00:00Z"}}]}"#);
    let (_, sums) = import(&publication, &["json", "old.json"], 0);
    assert_eq!((counts(&sums, "standings")["draft"], counts(&sums, "standings")["published"]), (1, 1), "{sums}");
    assert_eq!(record(&publication, "S3")["published"], "2024-01-02T00:00:00Z");
    publication.file("lines.ndjson", "\n{\"title\":\"L1\",\"content\":\"x\",\"date\":\"2024-01-02\"}\n\n{\"title\":\"L2\",\"content\":\"x\",\"date\":\"2024-01-03\"}\n");
    let (lines, _) = import(&publication, &["json", "lines.ndjson", "--dry-run"], 0);
    assert_eq!((lines.len(), text(&lines[1]["title"]), lines[1]["line"].as_u64()), (2, "L2", Some(4)));
    // Who maps the column means it.
    let (_, sums) =
        import(&publication, &["json", "old.json", "--map", "published=attributes.createdAt", "--dry-run"], 0);
    assert_eq!(counts(&sums, "standings")["published"], 2, "{sums}");
}

#[test]
fn whatever_records_understand_is_read_from_tables_and_lists() {
    let long = "A long text. ".repeat(30);
    for (kind, export) in both(&[
        ("identifier", "a1"),
        ("web_title", "All"),
        ("deck", "Said shortly"),
        ("web_url", "https://gazette.example/all"),
        ("Post Content", "# Hi\n\nSome **bold**"),
        ("posted", "2024-01-02"),
        ("lastmod", "2024-02-03"),
        ("writer", "Ada Quay"),
        ("author_email", "ada@mail.example"),
        ("translator", "Bo Reed"),
        ("topics", "Ropes"),
        ("subjects", "Knots"),
        ("mp3", "https://gazette.example/a.mp3"),
        ("og_image", "https://gazette.example/i.png"),
        ("section", "harbour"),
        ("post_name", "all-of-it"),
    ]) {
        let publication = Publication::new();
        publication.file("old", export);
        import(&publication, &[kind, "old"], 0);
        let all = record(&publication, "All");
        for (name, expected) in [
            ("id", "a1"),
            ("summary", "Said shortly"),
            ("url", "https://gazette.example/all"),
            ("published", "2024-01-02T00:00:00Z"),
            ("updated", "2024-02-03T00:00:00Z"),
            ("section", "harbour"),
        ] {
            assert_eq!(all[name], expected, "{kind}: {all}");
        }
        assert_eq!(
            (text(&all["authors"][0]["name"]), &all["authors"][0]["email"]),
            ("Ada Quay", &Value::Null),
            "{kind}"
        );
        assert_eq!(
            (text(&all["contributors"][0]["name"]), text(&all["contributors"][0]["role"])),
            ("Bo Reed", "translator")
        );
        assert_eq!(
            (text(&all["categories"][0]["term"]), text(&all["categories"][1]["term"])),
            ("Ropes", "Knots"),
            "{kind}: {all}"
        );
        assert_eq!(text(&all["enclosures"][0]["url"]), "https://gazette.example/a.mp3");
        assert_eq!(text(&all["image"]["url"]), "https://gazette.example/i.png");
        publication.run(["build", "--now", "2026-11-01"]);
        assert!(publication.read("feeds/news/atom.xml").contains("strong&gt;bold"), "{kind}");
    }
    for (kind, export) in both(&[("title", "T"), ("date", "2024-01-02"), ("Rich Text", &long)]) {
        let publication = Publication::new();
        publication.file("old", export);
        publication.run(["import", kind, "old"]).expect_code(0).expect_stderr([
            "column-unread",
            "`Rich Text`",
            "--map 'content=Rich Text'",
        ]);
    }
}

#[test]
fn titles_of_tables_lose_nothing() {
    for (title, expected) in [
        ("Vec<T> vs &str", "Vec<T> vs &str"),
        ("The <marquee> tag: a history", "The <marquee> tag: a history"),
        ("<em>Two</em> &amp; a <b> more", "Two & a <b> more"),
        ("R&amp;D in Vec<T>", "R&D in Vec<T>"),
    ] {
        for (kind, export) in both(&[("title", title), ("content", "x"), ("date", "2024-01-02")]) {
            let publication = Publication::new();
            publication.file("old", export);
            import(&publication, &[kind, "old"], 0);
            assert_eq!(publication.records()[0]["title"], expected, "{kind}");
        }
    }
    let publication = Publication::new();
    publication.file("b.csv", "id,web_title,status,url,content_html,published_at\nb1,Vec<T> vs &str,confirmed,https://b.example/p/x,<p>x</p>,2024-01-02\n");
    import(&publication, &["beehiiv", "b.csv"], 0);
    publication.file("s/posts.csv", "post_id,post_date,is_published,type,audience,title\n1.a,2024-01-02,true,newsletter,everyone,The <marquee> tag\n");
    publication.file("s/posts/1.a.html", "<p>x</p>");
    import(&publication, &["substack", "s"], 0);
    record(&publication, "Vec<T> vs &str");
    record(&publication, "The <marquee> tag");
}
