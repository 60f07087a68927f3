//! One article in every kind of file says the same.

use crate::support::{Publication, SITE, feeds, text};
use serde_json::{Value, json};

/// The same article, as each kind of file holds it: path, text.
pub const ONE_ARTICLE: &[(&str, &str)] = &[
    (
        "data/yaml-head.md",
        "---\ntitle: 'Salt & \"rope\" — a tale'\ndate: 2025-03-04T05:06:07Z\nauthor: Ada Quay <ada@gazette.example>\ntags: [Ebb & flow, Moon]\nsummary: A short tale.\n---\nIt was late.\n",
    ),
    (
        "data/toml-head.md",
        "+++\ntitle = 'Salt & \"rope\" — a tale'\ndate = 2025-03-04T05:06:07Z\nauthors = [{ name = \"Ada Quay\", email = \"ada@gazette.example\" }]\nsummary = \"A short tale.\"\n[taxonomies]\ntags = [\"Ebb & flow\", \"Moon\"]\n+++\n\nIt was late.\n",
    ),
    (
        "data/json-head.md",
        "{\n  \"title\": \"Salt & \\\"rope\\\" — a tale\",\n  \"date\": \"2025-03-04 05:06:07 +0000\",\n  \"author\": {\"name\": \"Ada Quay\", \"email\": \"ada@gazette.example\"},\n  \"tags\": [\"Ebb & flow\", \"Moon\"],\n  \"description\": \"A short tale.\"\n}\n\nIt was late.\n",
    ),
    (
        "data/bare-head.md",
        "Title: Salt & \"rope\" — a tale\nDate: 2025-03-04 05:06:07\nAuthor: Ada Quay <ada@gazette.example>\nTags: Ebb & flow, Moon\nSummary: A short tale.\n\nIt was late.\n",
    ),
    (
        "data/windows.md",
        "\u{feff}---\r\nTitle: 'Salt & \"rope\" — a tale'\r\nDate: 2025-03-04T06:06:07+01:00\r\nAuthor: Ada Quay <ada@gazette.example>\r\nTags:\r\n- Ebb & flow\r\n- Moon\r\nSummary: A short tale.\r\n---\r\n\r\nIt was late.\r\n",
    ),
    (
        "data/single.json",
        "{\"title\": \"Salt \\u0026 \\\"rope\\\" \\u2014 a tale\", \"published\": \"2025-03-04T05:06:07.000Z\", \"authors\": [{\"name\": \"Ada Quay\", \"email\": \"ada@gazette.example\"}], \"categories\": [\"Ebb & flow\", {\"term\": \"Moon\"}], \"summary\": \"A short tale.\", \"content_html\": \"<p>It was late.</p>\"}",
    ),
    (
        "data/list.json",
        "[\n {\"slug\": \"list\", \"title\": \"Salt & \\\"rope\\\" — a tale\", \"date\": 1741064767000, \"authors\": \"Ada Quay <ada@gazette.example>\", \"tags\": [\"Ebb & flow\", \"Moon\"], \"excerpt\": \"A short tale.\", \"content_markdown\": \"It was late.\"}\n]\n",
    ),
    (
        "data/lines.jsonl",
        "{\"slug\": \"lines\", \"title\": \"Salt & \\\"rope\\\" — a tale\", \"published\": \"Tue, 04 Mar 2025 05:06:07 GMT\", \"author\": \"Ada Quay <ada@gazette.example>\", \"categories\": [\"Ebb & flow\", \"Moon\"], \"summary\": \"A short tale.\", \"content_html\": \"<p>It was late.</p>\"}\n",
    ),
    (
        "data/rows.csv",
        "slug,title,date,author,tags,summary,content_html\nrows,\"Salt & \"\"rope\"\" — a tale\",2025-03-04T05:06:07Z,Ada Quay <ada@gazette.example>,Ebb & flow; Moon,A short tale.,<p>It was late.</p>\n",
    ),
    (
        "data/semicolons.csv",
        "slug;title;date;author;tags;summary;content_html\nsemicolons;\"Salt & \"\"rope\"\" — a tale\";2025-03-04T05:06:07Z;Ada Quay <ada@gazette.example>;\"[\"\"Ebb & flow\"\", \"\"Moon\"\"]\";A short tale.;<p>It was late.</p>\n",
    ),
    (
        "data/plain.yaml",
        "title: 'Salt & \"rope\" — a tale'\npublished: 2025-03-04 05:06:07\nauthors:\n  - name: Ada Quay\n    email: ada@gazette.example\ncategories:\n  - Ebb & flow\n  - Moon\nsummary: A short tale.\ncontent_markdown: |\n  It was late.\n",
    ),
    (
        "data/documents.yml",
        "slug: documents\ntitle: 'Salt & \"rope\" — a tale'\ndate: 2025-03-04T05:06:07Z\nauthor: Ada Quay <ada@gazette.example>\ntags: [Ebb & flow, Moon]\nsummary: A short tale.\ncontent: <p>It was late.</p>\n---\nslug: documents-2\ntitle: Another\ndate: 2025-01-01\ncontent_text: Another text.\n",
    ),
    (
        "data/alone.toml",
        "title = 'Salt & \"rope\" — a tale'\npublished = 2025-03-04T05:06:07Z\nsummary = \"A short tale.\"\ncategories = [\"Ebb & flow\", \"Moon\"]\ncontent_markdown = \"It was late.\"\n[[authors]]\nname = \"Ada Quay\"\nemail = \"ada@gazette.example\"\n",
    ),
    (
        "data/head.txt",
        "Title: Salt & \"rope\" — a tale\nAuthor: Ada Quay <ada@gazette.example>\nPosted: 2025-03-04 05:06:07\nTags: Ebb & flow, Moon\nSummary: A short tale.\n\nIt was late.\n",
    ),
    ("data/raw.txt", "Salt & \"rope\" — a tale\n\nIt was late.\n"),
    (
        "data/raw.toml",
        "published = 2025-03-04T05:06:07Z\nauthors = [{ name = \"Ada Quay\", email = \"ada@gazette.example\" }]\ncategories = [\"Ebb & flow\", \"Moon\"]\nsummary = \"A short tale.\"\n",
    ),
    (
        "data/page.html",
        "---\ntitle: 'Salt & \"rope\" — a tale'\ndate: 2025-03-04T05:06:07Z\nauthor: Ada Quay <ada@gazette.example>\ntags: [Ebb & flow, Moon]\nsummary: A short tale.\n---\n<p>It was late.</p>\n",
    ),
    (
        "data/meta.html",
        "<!DOCTYPE html>\n<html><head><title>Salt &amp; \"rope\" — a tale</title>\n<meta name=\"date\" content=\"2025-03-04 05:06:07\">\n<meta name=\"author\" content=\"Ada Quay &lt;ada@gazette.example&gt;\">\n<meta name=\"tags\" content=\"Ebb &amp; flow, Moon\">\n<meta name=\"summary\" content=\"A short tale.\">\n</head><body><p>It was late.</p></body></html>\n",
    ),
    (
        "data/fields.rst",
        "Salt & \"rope\" — a tale\n######################\n\n:date: 2025-03-04 05:06:07\n:author: Ada Quay <ada@gazette.example>\n:tags: Ebb & flow, Moon\n:summary: A short tale.\n\nIt was late.\n",
    ),
];

/// A configuration whose source takes every kind of file.
pub fn every_kind(site: &str) -> String {
    site.replace("{md,json,jsonl,csv,yaml,yml,toml,txt}", "{md,json,jsonl,csv,yaml,yml,toml,txt,html,rst}")
}

#[test]
fn one_article_in_every_kind_of_file() {
    let publication = Publication::empty();
    publication.config(every_kind(SITE));
    for (path, text) in ONE_ARTICLE {
        publication.file(path, text);
    }
    publication.build();
    let records = publication.records();
    let seen = |record: &Value| {
        let person = |person: &Value| json!([person["name"], person["email"]]);
        let name = |category: &Value| if category.is_string() { category.clone() } else { category["term"].clone() };
        let list = |field: &str| record[field].as_array().cloned().unwrap_or_default();
        json!({
            "title": record["title"],
            "published": feeds::instant(text(&record["published"])),
            "authors": list("authors").iter().map(person).collect::<Vec<_>>(),
            "categories": list("categories").iter().map(name).collect::<Vec<_>>(),
            "summary": summary(record),
        })
    };
    let expected = json!({
        "title": "Salt & \"rope\" — a tale",
        "published": "2025-03-04T05:06:07Z",
        "authors": [["Ada Quay", "ada@gazette.example"]],
        "categories": ["Ebb & flow", "Moon"],
        "summary": "A short tale.",
    });
    let items = feeds::rss(&publication.read("feeds/news/rss.xml"));
    for (path, _) in ONE_ARTICLE.iter().filter(|(path, _)| *path != "data/raw.toml") {
        let of_file = |record: &&Value| record["origin"]["file"] == *path && record["title"] != "Another";
        let found: Vec<_> = records.iter().filter(of_file).collect();
        let [record] = found[..] else { panic!("{path}: {} records", found.len()) };
        assert_eq!(seen(record), expected, "{path}");
        let item = items
            .iter()
            .find(|item| record["id"] == item.id.as_str())
            .unwrap_or_else(|| panic!("{path} is in no feed"));
        assert_eq!(item.body.trim(), "<p>It was late.</p>", "{path}");
    }
    assert_eq!(records.len(), ONE_ARTICLE.len() - 1 + 1, "the sidecar is no record; one file has two");
    let ids: std::collections::BTreeSet<_> = records.iter().map(|record| text(&record["id"])).collect();
    assert_eq!(ids.len(), records.len(), "each has an id of its own: {ids:?}");
}

/// The declared summary, however it is marked up.
fn summary(record: &Value) -> &Value {
    let names = ["summary", "summary_markdown", "summary_html"];
    names.iter().map(|name| &record[*name]).find(|value| !value.is_null()).unwrap_or(&Value::Null)
}

#[test]
fn records_say_where_they_come_from() {
    let publication = Publication::new();
    publication.file("data/list.jsonl", "{\"slug\": \"a\", \"title\": \"A\", \"date\": \"2025-01-01\", \"content_text\": \"x\"}\n\n{\"slug\": \"b\", \"title\": \"B\", \"date\": \"2025-01-02\", \"content_text\": \"x\"}\n");
    publication
        .file("data/rows.csv", "slug,title,date,content_text\nc,C,2025-01-03,\"two\nlines\"\nd,D,2025-01-04,x\n");
    let places: Vec<_> = publication
        .records()
        .iter()
        .map(|record| {
            (text(&record["title"]).to_owned(), record["origin"]["file"].clone(), record["origin"]["line"].clone())
        })
        .collect();
    for (title, file, line) in
        [("A", "data/list.jsonl", 1), ("B", "data/list.jsonl", 3), ("C", "data/rows.csv", 2), ("D", "data/rows.csv", 4)]
    {
        assert!(places.contains(&(title.to_owned(), file.into(), line.into())), "{title}: {places:?}");
    }
}

#[test]
fn fields_of_other_names_are_mapped() {
    let publication = Publication::new();
    publication.config(SITE.replace(
        "permalink = ",
        "map = { title = \"headline\", published = [\"meta.when\", \"day\"], authors = [\"meta.by\", \"also\"], categories = \"topics\", rights = { value = \"© Gazette\" } }\npermalink = ",
    ));
    publication.file("data/single.json", r#"{"headline": "Mapped", "title": "Not this", "meta": {"when": "2025-01-02", "by": "Ada Quay"}, "also": ["Bo Mole"], "topics": ["Sea"], "content_text": "x"}"#);
    publication.file("data/two.json", r#"{"headline": "Other", "day": "2025-01-03", "content_text": "x"}"#);
    publication.build();
    let records = publication.records();
    let one = records.iter().find(|record| record["title"] == "Mapped").expect("the title is mapped");
    assert_eq!(feeds::instant(text(&one["published"])), "2025-01-02T00:00:00Z");
    let names: Vec<_> = one["authors"].as_array().into_iter().flatten().map(|who| text(&who["name"])).collect();
    assert_eq!(names, ["Ada Quay", "Bo Mole"]);
    assert_eq!(one["rights"], "© Gazette");
    assert!(records.iter().any(|record| record["title"] == "Other"));
}

#[test]
fn people_are_looked_up_by_their_slug() {
    let publication = Publication::new();
    publication.config(SITE.replace("language = \"en\"", "language = \"en\"\npeople = \"people.toml\""));
    publication.file(
        "people.toml",
        "[ada]\nname = \"Ada Quay\"\nemail = \"ada@gazette.example\"\nurl = \"https://gazette.example/ada\"\n",
    );
    publication.file("data/one.md", "---\ntitle: One\ndate: 2025-01-02\nauthor: ada\n---\nText\n");
    publication.file("data/two.md", "---\ntitle: Two\ndate: 2025-01-03\nauthors: [ADA, somebody]\n---\nText\n");
    publication.build();
    let items = feeds::atom(&publication.read("feeds/news/atom.xml"));
    let ada = ("Ada Quay".to_owned(), Some("ada@gazette.example".to_owned()));
    assert_eq!(items[1].authors, std::slice::from_ref(&ada));
    assert_eq!(items[0].authors, [ada, ("somebody".to_owned(), None)]);
}

/// A table whose columns are no longer those that the map names waits as a whole: what was published stays as it was.
#[test]
fn a_table_without_a_column_that_the_map_names_waits() {
    let here = Publication::new();
    let map = "[source.map]\ncontent_html = \"story\"\ntitle = [\"kicker\", \"headline\"]\n\n[[feed]]";
    here.config(SITE.replacen("[[feed]]", map, 1));
    let table = |columns: &str| format!("{columns}\na1,One,2020-01-01,<p>First</p>\na2,Two,2020-01-02,<p>Second</p>\n");
    here.file("data/a.csv", table("id,headline,date,story"));
    here.build().expect_code(0);
    let before = here.read("feeds/news/rss.xml");
    assert!(before.contains("First") && before.contains("Second"));
    here.file("data/a.csv", table("id,headline,date,storey"));
    for _ in 0..2 {
        here.run(["build"]).expect_code(1).expect_stderr([
            "column-missing",
            "data/a.csv",
            "no column `story`, which `map.content_html` names",
            "did you mean `storey`? the columns there are: id, headline, date, storey",
        ]);
        assert_eq!(here.read("feeds/news/rss.xml"), before);
    }
    // Another column that means the same does, as it did before.
    here.file("data/a.csv", table("id,title,date,body"));
    here.build().expect_code(0);
    assert!(here.read("feeds/news/rss.xml").contains("First"));
}

#[test]
fn texts_of_a_table_that_nobody_reads_are_named_once() {
    let long = "A sentence of some length. ".repeat(12);
    let row = |n: u32, text: &str| format!("a{n},T{n},2020-01-0{n},{text}\n");
    let list = |texts: [&str; 2]| {
        let of = |(n, text): (usize, &&str)| json!({ "id": n, "title": "T", "date": "2020-01-01", "artikel": text });
        Value::from(texts.iter().enumerate().map(of).collect::<Vec<_>>()).to_string()
    };
    let lines: String = list([&long, ""]).trim_matches(['[', ']']).replace("},{", "}\n{");
    for (name, bytes, is_said) in [
        ("a.csv", format!("id,title,date,artikel\n{}{}", row(1, "short"), row(2, &long)), true),
        ("a.json", list(["short", &long]), true),
        ("a.jsonl", lines, true),
        ("a.csv", format!("id,title,date,artikel\n{}{}", row(1, "short"), row(2, "short")), false),
        ("a.csv", format!("id,title,date,artikel,body\n{}{}", row(1, &format!("{long},")), row(2, "x,Text")), false),
    ] {
        let here = Publication::new();
        here.file(format!("data/{name}"), &bytes);
        for _ in 0..2 {
            let said = here.run(["build", "--format", "json"]).expect_code(0).diagnostics();
            let said: Vec<&Value> = said.iter().filter(|found| found["rule"] == "column-unread").collect();
            assert_eq!(said.len(), usize::from(is_said), "{name}: {said:?}");
            for found in said {
                assert!(text(&found["message"]).contains("`artikel`, which is not read"), "{found}");
                assert_eq!(text(&found["file"]), format!("data/{name}"));
            }
        }
    }
}
