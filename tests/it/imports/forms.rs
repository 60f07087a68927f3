//! Records as Markdown and as JSON say the same, whatever stands in them.

use super::import;
use crate::support::{Publication, shared};
use serde_json::{Value, json};

/// Texts that one reader of YAML or another takes for something else.
const WEIRD: &[&str] = &[
    "yes",
    "NULL",
    "~",
    "1.0",
    "0x1F",
    "2019-01-01",
    "12:30:45",
    "- a dash",
    "# no comment",
    "key: value",
    "ends with a colon:",
    "\"quoted\" and 'single'",
    "'single first",
    "back\\slash \\n",
    "[a, b]",
    "{{ braces }} {% tag %}",
    "@at `tick` %percent !bang &and *star | pipe > more",
    "a # b",
    "tab\there",
    "Größe — 東京 🗼 no-break\u{a0}space \u{2028}line",
    "two  blanks",
    "--- three",
    "<not a tag> & 1 < 2",
    "?question",
    "x, y, and z",
    "=equals",
    "...",
];

#[test]
fn weird_texts_are_read_back_as_they_were() {
    let posts: Vec<Value> = (1..)
        .zip(WEIRD)
        .map(|(n, text): (u32, _)| {
            json!({
                "id": format!("id-{n}"), "title": text, "slug": format!("post-{n}"), "status": "published", "visibility": "public",
                "published_at": format!("2020-01-{n:02}T10:00:00Z"), "custom_excerpt": format!("{text}\nsecond line"),
                "authors": [{ "name": format!("N {text}"), "slug": "n" }], "tags": [{ "name": text }, { "name": format!("T {text}") }],
                "html": format!("<p>{n}</p>\n\n\n<pre>a\n\n  {{{{ b }}}}\n\n\n{{% c %}}</pre>\n\n    <p>indented [toc]</p>\n\n[[toc]]\n\n* * *\n# no heading\n<!-- x -->\n\n<Note>1</Note> {{: .x}}"),
            })
        })
        .collect();
    let export = json!({ "db": [{ "data": { "posts": posts } }] }).to_string();
    let made = |form: &str| {
        let publication = Publication::new();
        publication.file("old.json", &export);
        let (lines, _) = import(&publication, &["ghost", "old.json", "--as", form], 0);
        assert_eq!(lines.len(), WEIRD.len());
        publication
    };
    let (markdown, json) = (made("markdown"), made("json"));
    same(&markdown, &json, "weird texts");
    let records = markdown.records();
    for (text, n) in WEIRD.iter().zip(1..) {
        let record = records.iter().find(|record| record["id"] == format!("id-{n}")).expect("it is there");
        let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = record["title"].as_str().unwrap_or_default().replace(['\u{a0}', '\u{2028}'], " ");
        assert_eq!(found.split_whitespace().collect::<Vec<_>>().join(" "), title, "{record}");
    }
}

#[test]
fn exports_of_the_corpus_say_the_same_in_both_forms() {
    for (kind, file) in [
        ("wordpress", "wxr-wordpress/wordpress-importer/phpunit/data/theme-unit-test-data.xml"),
        ("wordpress", "wxr-wordpress/pelican/wordpressexport.xml"),
        ("wp-rest", "exports-json-csv-html/ghost-migrate/mg-wp-api/test/fixtures/single-post.json"),
        ("squarespace", "exports-json-csv-html/ghost-migrate/mg-squarespace-xml/test/fixtures/sample.xml"),
        ("medium", "exports-json-csv-html/ghost-migrate/mg-medium-export/test/fixtures/export"),
    ] {
        let Some(path) = shared(&format!("corpora/{file}")) else { continue };
        let made = |form: &str| {
            let publication = Publication::new();
            import(&publication, &[kind, &path.to_string_lossy(), "--as", form], 0);
            publication
        };
        same(&made("markdown"), &made("json"), file);
    }
}

/// Both publish the same feed, but for white space that no reader shows.
fn same(markdown: &Publication, json: &Publication, what: &str) {
    let feed = |publication: &Publication| {
        publication.run(["build", "--now", "2026-11-01"]).expect_code(0);
        let feed: Value = serde_json::from_str(&publication.read("feeds/news/feed.json")).expect("JSON");
        feed["items"].as_array().expect("a list").clone()
    };
    let (markdown, json) = (feed(markdown), feed(json));
    assert!(!json.is_empty(), "{what}");
    assert_eq!(markdown.len(), json.len(), "{what}");
    for (mut one, mut other) in markdown.into_iter().zip(json) {
        let html = |item: &mut Value| item.as_object_mut().and_then(|item| item.remove("content_html"));
        let (html, expected) = (html(&mut one), html(&mut other));
        assert_eq!(one, other, "{what}");
        let text = |html: Option<Value>| shown(html.as_ref().and_then(Value::as_str).unwrap_or_default());
        assert_eq!(text(html), text(expected), "{what}: {}", one["id"]);
    }
}

/// HTML without the white space that nobody sees; inside of `<pre>` everything counts.
fn shown(html: &str) -> String {
    let mut out = String::new();
    for (i, part) in html.split("<pre").enumerate() {
        let (code, rest) = if i == 0 { ("", part) } else { part.split_once("</pre>").unwrap_or((part, "")) };
        out.push_str(code);
        let words: Vec<&str> = rest.split_whitespace().collect();
        out.push_str(&words.join(" ").replace("> <", "><"));
    }
    // Bodies that begin with no block stand in one.
    let out = out.trim();
    let inner = out.strip_prefix("<div>").and_then(|rest| rest.strip_suffix("</div>"));
    inner.unwrap_or(out).trim().to_owned()
}
