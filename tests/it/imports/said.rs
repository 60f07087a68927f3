//! What an import cannot take over, or not as it stands, is said: nothing is lost in silence.

use super::{build_and_check, counts, file_of, import};
use crate::support::{Publication, text};
use serde_json::{Value, json};

fn by_title<'l>(lines: &'l [Value], title: &str) -> Vec<&'l str> {
    let lines = lines.iter().filter(|line| line["title"] == title);
    lines.map(|line| line["standing"].as_str().or_else(|| line["why"].as_str()).unwrap_or_default()).collect()
}

#[test]
fn a_text_of_ghost_that_nobody_can_read_is_named() {
    let post = |id: u32, more: Value| {
        let mut post = json!({ "id": id.to_string(), "title": format!("P{id}"), "slug": format!("p{id}"),
            "status": "published", "visibility": "public", "published_at": "2021-05-01T10:00:00.000Z" });
        post.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        post
    };
    let empty = r#"{"root":{"children":[{"children":[],"type":"paragraph","version":1}],"type":"root"}}"#;
    let no_words = r#"{"version":"0.3.1","markups":[],"atoms":[],"cards":[],"sections":[[1,"p",[]]]}"#;
    let export = json!({ "data": { "posts": [
        post(1, json!({ "lexical": "{\"root\":{\"children\":[{\"type\":" })),
        post(2, json!({ "lexical": "{\"blocks\":[{\"x\":1}]}", "plaintext": "Plain words" })),
        post(3, json!({ "lexical": "oops", "mobiledoc": r#"{"version":"0.3.1","markups":[],"atoms":[],"cards":[],"sections":[[1,"p",[[0,[],0,"Older"]]]]}"# })),
        post(4, json!({ "mobiledoc": "{}" })),
        post(5, json!({ "lexical": empty })),
        post(6, json!({ "mobiledoc": no_words })),
        post(7, json!({ "html": "<p>Whole</p>", "lexical": "oops" })),
    ] } });
    let publication = Publication::new();
    publication.file("ghost.json", export.to_string());
    let run = publication.run(["import", "ghost", "ghost.json", "--format", "json"]).expect_code(0);
    let said: Vec<String> = run
        .diagnostics()
        .iter()
        .filter(|found| found["rule"] == "export-entry-unusable")
        .map(|found| format!("{}: {} / {}", text(&found["field"]), text(&found["message"]), text(&found["help"])))
        .collect();
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said[0].contains("lexical") && said[0].contains("\"P1\"") && said[0].contains("no text"), "{said:#?}");
    assert!(said[1].contains("\"P2\"") && said[1].contains("`plaintext` stands in its place"), "{said:#?}");
    assert!(said[2].contains("mobiledoc") && said[2].contains("\"P4\""), "{said:#?}");
    let lines = run.json_lines();
    let of = |title: &str| publication.read(file_of(&lines, title));
    assert!(of("P2").contains("Plain words") && of("P3").contains("Older") && of("P7").contains("Whole"));
}

/// Ghost below a path: its own mark stands for the address with that path.
#[test]
fn addresses_of_ghost_keep_the_path_at_which_it_is_installed() {
    let export = json!({ "data": { "posts": [{ "id": "1", "title": "One", "slug": "one", "status": "published",
        "published_at": "2021-05-01T10:00:00.000Z", "feature_image": "__GHOST_URL__/content/images/f.png",
        "html": "<p><a href=\"__GHOST_URL__/hello/\">Hello</a></p>" }] } });
    for (link, home) in [("https://gazette.example/blog/", "/blog"), ("https://gazette.example/", "")] {
        let publication = Publication::new();
        let config = publication.read("courant.toml").replacen("https://gazette.example/", link, 1);
        publication.config(&config).file("ghost.json", export.to_string());
        let (_, sums) = import(&publication, &["ghost", "ghost.json"], 0);
        assert_eq!(sums["feeds"][0]["old"], format!("{home}/rss/"));
        build_and_check(&publication, "ghost.json".as_ref());
        let record = publication.records().remove(0);
        assert_eq!(record["url"], format!("https://gazette.example{home}/one/"));
        assert_eq!(record["image"]["url"], format!("https://gazette.example{home}/content/images/f.png"));
        let rss = publication.read("feeds/news/rss.xml");
        assert!(rss.contains(&format!("https://gazette.example{home}/hello/")), "{rss}");
    }
}

#[test]
fn a_second_row_of_one_id_is_named() {
    let publication = Publication::new();
    let rows =
        "id,title,published,body\na1,One,2020-01-01,x\na1,Two,2020-01-02,y\na1,One,2020-01-03,z\na1,One,2020-01-01,x\n";
    publication.file("old.csv", rows);
    let run = publication.run(["import", "csv", "old.csv", "--format", "json"]).expect_code(0);
    let said: Vec<(u64, String)> = run
        .diagnostics()
        .iter()
        .map(|found| (found["line"].as_u64().unwrap_or_default(), text(&found["message"]).to_owned()))
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].0 == 3 && said[0].1.contains("has the id `a1`"), "{said:?}");
    assert!(said[1].0 == 4 && said[1].1.contains("\"One\" is here once more and says something else"), "{said:?}");
    assert_eq!(publication.records().len(), 2);
    build_and_check(&publication, "old.csv".as_ref());
}

#[test]
fn texts_of_substack_without_a_row_are_named() {
    let publication = Publication::new();
    publication.file(
        "out/posts.csv",
        "post_id,post_date,is_published,type,audience,title\n1.a,2019-07-26T20:48:19.814Z,true,newsletter,everyone,A\n",
    );
    for name in ["posts/1.a.html", "posts/2.lost.html", "posts/3.gone.html", "notes/x.html"] {
        publication.file(format!("out/{name}"), "<p>Text</p>");
    }
    let run = publication.run(["import", "substack", "out", "--format", "json"]).expect_code(0);
    let mut lines = run.json_lines();
    let sums = lines.pop().expect("sums");
    assert_eq!(counts(&sums, "not_imported"), [("text without a row in posts.csv".to_owned(), 2)].into());
    assert_eq!(by_title(&lines, "posts/2.lost.html"), ["text without a row in posts.csv"]);
    let said: Vec<String> = run.diagnostics().iter().map(|found| text(&found["message"]).to_owned()).collect();
    assert!(said.len() == 2 && said[0].contains("no row `2.lost`"), "{said:?}");
}

/// `state` may be a part of a country. As soon as one word in it is a status, those that are none stay out.
#[test]
fn a_column_state_is_a_status_only_if_a_word_in_it_is_one() {
    let imported = |rows: &str, args: &[&str]| {
        let publication = Publication::new();
        publication.file("any.csv", rows);
        let all: Vec<&str> = ["csv", "any.csv"].into_iter().chain(args.iter().copied()).collect();
        import(&publication, &all, 0).0
    };
    let row = |title: &str, state: &str| format!("{title},{title},2020-01-05,Text,{state}\n");
    let head = "id,title,published,body,state\n".to_owned();
    let lines = imported(&(head.clone() + &row("A", "New Jersey") + &row("B", "NY") + &row("C", "")), &[]);
    for title in ["A", "B", "C"] {
        assert_eq!(by_title(&lines, title), ["published"], "{title}");
    }
    let json = |states: &[&str]| {
        let publication = Publication::new();
        let of =
            |state: &&str| json!({ "id": state, "title": state, "date": "2020-01-05", "body": "Text", "state": state });
        publication.file("any.json", Value::from(states.iter().map(of).collect::<Vec<_>>()).to_string());
        import(&publication, &["json", "any.json"], 0).0
    };
    assert_eq!(by_title(&json(&["New Jersey", "NY"]), "NY"), ["published"]);
    assert_eq!(by_title(&json(&["sketch", "published"]), "sketch"), ["of the unknown status sketch"]);
    let lines = imported(&(head.clone() + &row("A", "New Jersey") + &row("B", "in review")), &[]);
    assert_eq!(by_title(&lines, "A"), ["of the unknown status new jersey"]);
    assert_ne!(by_title(&lines, "B"), ["published"]);
    let lines = imported(&(head.clone() + &row("A", "sketch") + &row("B", "Published")), &[]);
    assert_eq!(
        (by_title(&lines, "A"), by_title(&lines, "B")),
        (vec!["of the unknown status sketch"], vec!["published"])
    );
    // What is called a status is one, and so is what is said to be.
    let status = head.replace("state", "status") + &row("A", "New Jersey");
    assert_eq!(by_title(&imported(&status, &[]), "A"), ["of the unknown status new jersey"]);
    let lines = imported(&(head + &row("A", "New Jersey")), &["--map", "status=state"]);
    assert_eq!(by_title(&lines, "A"), ["of the unknown status new jersey"]);
}

/// Titles of Blogger are shown as HTML, whatever their type says: people's `&` comes escaped twice.
#[test]
fn titles_of_blogger_have_no_references() {
    let entry = |id: u32, title: &str| {
        format!(
            "<entry><id>tag:blogger.com,1999:blog-1.post-{id}</id><published>2011-02-0{id}T04:05:06Z</published>\
             <category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>\
             <title type='text'>{title}</title><content type='html'>x</content>\
             <blogger:metaDescription xmlns:blogger='http://schemas.google.com/blogger/2018'>In short {id}</blogger:metaDescription></entry>"
        )
    };
    let titles = [
        "Salt &amp; tar",
        "Salt &amp;amp; tar",
        "It&amp;#39;s &lt;b&gt; &amp;lt; so",
        "AT&amp;T; R&amp;D x;",
        "1 &lt; 2",
    ];
    let entries: String = (1..).zip(titles).map(|(id, title)| entry(id, title)).collect();
    let publication = Publication::new();
    publication.file("blog.xml", format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>B</title>{entries}</feed>"));
    import(&publication, &["blogger", "blog.xml"], 0);
    let records = publication.records();
    let title = |id: u32| {
        let id = format!("tag:blogger.com,1999:blog-1.post-{id}");
        text(&records.iter().find(|record| record["id"] == id.as_str()).expect("it is there")["title"]).to_owned()
    };
    let found: Vec<String> = (1..=5).map(title).collect();
    assert_eq!(found, ["Salt & tar", "Salt & tar", "It's <b> < so", "AT&T; R&D x;", "1 < 2"]);
    assert!(records.iter().all(|record| text(&record["summary"]).starts_with("In short ")), "{records:?}");
}

#[test]
fn a_broken_export_promises_nothing() {
    let publication = Publication::new();
    publication.file("ghost.json", r#"{"db":[]}"#);
    publication.file("old.csv", "id,title,published,body\n1,One,2020-01-03,x\n2,Two,2020-01-03,\"x\n");
    let run = publication.run(["import", "csv", "old.csv"]).expect_code(1);
    assert!(run.stdout.contains("1  not written") && !run.stdout.contains("added"), "{}", run.stdout);
    let (lines, sums) = import(&publication, &["csv", "old.csv"], 1);
    assert_eq!((text(&lines[0]["outcome"]), counts(&sums, "outcomes")["not written"]), ("not written", 1));
    let run = publication.run(["import", "csv", "old.csv", "--partial", "--dry-run"]).expect_code(1);
    assert!(run.stdout.contains("1  would be added"), "{}", run.stdout);
    let run = publication.run(["import", "csv", "old.csv", "--partial"]).expect_code(1);
    assert!(run.stdout.contains("1  added"), "{}", run.stdout);
}

#[test]
fn whoever_has_a_site_of_another_kind_is_told_what_to_do() {
    let publication = Publication::new();
    publication.file("docs/mkdocs.yml", "site_name: x\n").file("docs/docs/a.md", "# A\n");
    for args in [vec!["import", "site", "docs"], vec!["import", "mkdocs", "docs/"]] {
        let said = publication.run(args).expect_code(2);
        said.expect_stderr(["jekyll, hugo, zola, eleventy, pelican", "files = \"docs/**/*.md\"", "[[source]]"]);
    }
    publication.run(["import", "docs"]).expect_code(2).expect_stderr(["files = \"docs/**/*.md\"", "wordpress, wxr"]);
}

#[test]
fn lines_of_json_stand_for_themselves() {
    let one = |title: &str| json!({ "title": title, "content": "x", "date": "2024-01-02", "url": format!("https://gazette.example/{title}/") });
    let publication = Publication::new();
    publication.file("data/mine.json", one("A").to_string());
    publication.file("broken.ndjson", format!("{}\n{{\"title\": \"B\",\n\n{}\n", one("A"), one("C")));
    let outcome = publication.run(["import", "json", "broken.ndjson"]).expect_code(1);
    outcome.expect_stderr(["broken.ndjson:2", "this line is no JSON, so that its entry is left out"]);
    let titles = |publication: &Publication| -> Vec<String> {
        publication.records().iter().map(|record| text(&record["title"]).to_owned()).collect()
    };
    assert_eq!(titles(&publication), ["C", "A"]);
    // Whatever is left alone is named by its title as well.
    let outcome = publication.run(["import", "json", "broken.ndjson"]).expect_code(1);
    assert!(outcome.stdout.contains("data/mine.json  A\n"), "{}", outcome.stdout);

    let pretty = |value: &Value| serde_json::to_string_pretty(value).expect("JSON");
    publication.file("list.ndjson", pretty(&json!([one("D"), one("E")])));
    publication.file("series.jsonl", format!("{}\n{}\n", pretty(&one("F")), pretty(&one("G"))));
    for (file, last) in [("list.ndjson", "E"), ("series.jsonl", "G")] {
        let (lines, _) = import(&publication, &["json", file, "--dry-run"], 0);
        assert_eq!((lines.len(), text(&lines[1]["title"])), (2, last), "{file}");
    }
    // Sanity writes down documents of all kinds.
    let author = json!({ "_type": "author", "_id": "a", "name": "Ann", "bio": "Long", "date": "2024-01-01" });
    let post = json!({ "_type": "post", "_id": "p", "title": "P", "text": "x", "publishedAt": "2024-01-01" });
    publication.file("all.ndjson", format!("{author}\n{post}\n"));
    let (lines, sums) = import(&publication, &["json", "all.ndjson", "--dry-run"], 0);
    assert_eq!(
        (text(&lines[1]["title"]), &sums["not_imported"]["entry of the type author"]),
        ("P", &json!(1)),
        "{sums}"
    );
    let (_, sums) = import(&publication, &["json", "all.ndjson", "--type", "author", "--dry-run"], 0);
    assert_eq!(sums["records"], 2, "{sums}");
}

#[test]
fn what_other_systems_keep_beside_their_articles_is_said() {
    let publication = Publication::new();
    let post = |n: u32| super::wordpress::post(n, "One", "Text", super::wordpress::PUBLISHED);
    let one = post(1).replace("https://pier.example/2019/03/post-1/", "/blog/2019/3/post-1");
    publication.file("square.xml", super::wordpress::export(&one));
    let (_, sums) = import(&publication, &["squarespace", "square.xml", "--dry-run"], 0);
    assert_eq!(sums["feeds"][0]["old"], "/blog?format=rss", "{sums} {one}");

    let html = "<p>Hello {{ first_name | there }}, {{email}}</p>";
    publication.file(
        "bee.csv",
        format!("id,web_title,url,published_at,status,content_html\np1,One,https://b.example/p/one,2024-01-02,confirmed,\"{html}\"\n"),
    );
    let outcome = publication.run(["import", "beehiiv", "bee.csv", "--dry-run"]).expect_code(0);
    outcome.expect_stderr(["bee.csv:2", "`{{ first_name | there }}`", "replaces for each of its readers"]);

    publication.file("eleventy/eleventy.config.js", "export default function (c) {}\n");
    publication.file("eleventy/blog/blog.json", r#"{"tags": ["posts", "sea"]}"#);
    publication.file("eleventy/blog/one.11tydata.json", r#"{"tags": ["salt"], "categories": ["Craft"]}"#);
    publication.file("eleventy/blog/one.md", "---\ntitle: One\ndate: 2024-01-02\ntags: [rope]\n---\nText\n");
    publication.file("eleventy/notes/notes.json", r#"{"tags": "notes"}"#);
    publication.file("eleventy/notes/two.md", "---\ntitle: Two\ndate: 2024-01-02\ntags: rope\n---\nText\n");
    publication.run(["import", "eleventy", "eleventy"]);
    let terms = |title: &str| -> Vec<String> {
        let records = publication.records();
        let record = records.iter().find(|record| record["title"] == title).expect("it is there");
        record["categories"].as_array().expect("a list").iter().map(|c| text(&c["term"]).to_owned()).collect()
    };
    assert_eq!(terms("One"), ["Craft", "sea", "salt", "rope"]);
    assert_eq!(terms("Two"), ["rope"]);
}
