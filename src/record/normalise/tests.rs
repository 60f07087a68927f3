mod systems;
mod times;

use super::{super::*, FieldMap, Mapped, Normalised, Options, normalise};
use crate::{
    diagnostic::Level,
    value::{WebUrl, Zone},
};
use raw::{BodyFormat, Derived, Node, Origin, RawBody, RawRecord, RowKey, Table, Value};

fn options() -> Options {
    Options {
        zone: "America/New_York".parse().expect("a zone"),
        language: "en-US".parse().ok(),
        link: WebUrl::parse("https://site.example/").expect("a URL"),
        tag: "site.example,2026".parse().ok(),
        permalink: None,
        map: FieldMap::default(),
        people: std::sync::Arc::default(),
        email_public: false,
        pins_first_sight: false,
        body_format: None,
    }
}

fn node(value: &serde_json::Value) -> Node {
    use serde_json::Value as Json;
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(node).collect()),
        Json::Object(members) => Value::Table(Table(members.iter().map(|(k, v)| (k.clone(), node(v))).collect())),
    };
    Node::new(value, 2, 3)
}

/// A record with fields written as JSON.
fn raw(file: &str, fields: &str) -> RawRecord {
    let fields: serde_json::Value = serde_json::from_str(fields).expect("the test's JSON is JSON");
    let Value::Table(fields) = node(&fields).value else { panic!("the test's JSON is no object") };
    RawRecord {
        origin: Origin { file: file.into(), line: 1, bytes: 0..9, listed: false, row: None },
        fields,
        body: Some(RawBody { text: "Text.".to_owned(), format: BodyFormat::Markdown, line: 5 }),
        found: Table::default(),
        derived: Vec::new(),
    }
}

fn read(file: &str, fields: &str) -> Normalised {
    normalise(raw(file, fields), &options())
}

fn record(file: &str, fields: &str) -> Record {
    let Normalised { record, diagnostics } = read(file, fields);
    record.unwrap_or_else(|| panic!("{file} {fields}: {diagnostics:?}"))
}

/// `rule:level` of each finding.
fn rules(normalised: &Normalised) -> Vec<String> {
    normalised.diagnostics.iter().map(|d| format!("{}:{}", d.rule.name, d.level)).collect()
}

#[test]
fn ids_and_keys() {
    for (file, fields, id, kind, key) in [
        ("data/2016/a.md", "{}", "tag:site.example,2026:data/2016/a", IdKind::Minted, "data/2016/a"),
        ("data/2016/a.md", r#"{"id": "urn:x:1"}"#, "urn:x:1", IdKind::Declared, "data/2016/a"),
        ("a.md", r#"{"id": 42}"#, "42", IdKind::Declared, "a"),
        ("a.md", r#"{"id": " x "}"#, "x", IdKind::Declared, "a"),
        ("a.md", r#"{"id": ""}"#, "tag:site.example,2026:a", IdKind::Minted, "a"),
        ("a.md", r#"{"guid": "g-1", "url": "/x/"}"#, "g-1", IdKind::Declared, "a"),
        (
            "a.md",
            r#"{"id": 7, "guid": {"rendered": "https://site.example/?p=7"}}"#,
            "https://site.example/?p=7",
            IdKind::Declared,
            "a",
        ),
        ("a.md", r#"{"url": "/x/"}"#, "https://site.example/x/", IdKind::Permalink, "a"),
        ("content/blog/a.fr.md", "{}", "tag:site.example,2026:content/blog/a.fr", IdKind::Minted, "content/blog/a.fr"),
    ] {
        let record = record(file, fields);
        assert_eq!((record.id.as_str(), record.id_kind, record.key.as_str()), (id, kind, key), "{file} {fields}");
    }
    let mut without_tag = options();
    without_tag.tag = None;
    let minted = normalise(raw("a.md", "{}"), &without_tag).record.expect("a record").id;
    assert!(minted.as_str().starts_with("urn:uuid:"));
    assert!(read("a.md", r#"{"id": "two\nlines"}"#).record.is_none());
    assert_eq!(rules(&read("a.md", r#"{"id": "x"}"#)), ["id-not-iri:note"]);
}

#[test]
fn the_key_of_a_record_in_a_list_is_never_its_position() {
    let listed = |fields: &str, line: u32| {
        let mut raw = raw("data/all.json", fields);
        raw.origin.listed = true;
        raw.origin.line = line;
        normalise(raw, &options())
    };
    for (fields, key, derived) in [
        (r#"{"slug": "s", "id": "urn:x:1"}"#, "data/all/s", false),
        (r#"{"id": "urn:x:1", "title": "T"}"#, "data/all/urn:x:1", false),
        (r#"{"title": "A Title", "date": "2016-11-14"}"#, "data/all/2016-11-14-a-title", true),
        (r#"{"title": "A Title", "date": "2016-11-14", "url": "/a/"}"#, "data/all/2016-11-14-a-title", false),
    ] {
        let (first, later) = (listed(fields, 3), listed(fields, 99));
        assert_eq!(rules(&first).iter().any(|r| r.starts_with("id-derived")), derived, "{fields}");
        let first = first.record.expect("a record");
        assert_eq!(first.key, key, "{fields}");
        assert_eq!(first.id, later.record.expect("a record").id, "{fields}");
    }
    let digest = listed("{}", 1).record.expect("a record").key;
    assert_eq!(digest.len(), "data/all/".len() + 12, "{digest}");
    assert!(listed(r#"{"title": "A & &amp;"}"#, 1).diagnostics.iter().all(|d| d.place.record.is_some()));
}

#[test]
fn declared_addresses() {
    for (fields, url) in [
        (r#"{"url": "https://site.example/a"}"#, Some("https://site.example/a")),
        (r#"{"url": "/posts/a/"}"#, Some("https://site.example/posts/a/")),
        (r#"{"link": "https://other.example/a"}"#, Some("https://other.example/a")),
        (r#"{"permalink": "/about/"}"#, Some("https://site.example/about/")),
        (r#"{"permalink": "cat/about"}"#, Some("https://site.example/cat/about")),
        (r#"{"permalink": "//evil.example/x"}"#, Some("https://site.example/evil.example/x")),
        (r#"{"permalink": "/%2e%2e/%2e%2e/x.html"}"#, Some("https://site.example/x.html")),
        (
            r#"{"permalink": "/:year/:month/:day/:title/", "date": "2016-11-04"}"#,
            Some("https://site.example/2016/11/04/a-file/"),
        ),
        (r#"{"permalink": "/:title"}"#, Some("https://site.example/a-file")),
        (r#"{"permalink": "/:categories/:slug.html", "slug": "s"}"#, Some("https://site.example/s.html")),
        (
            r#"{"permalink": "pretty", "date": "2016-11-04", "categories": ["Big News"]}"#,
            Some("https://site.example/big-news/2016/11/04/a-file/"),
        ),
        (r#"{"permalink": "/{{ title | slug }}/"}"#, None),
        (r#"{"permalink": "/:year/:title/"}"#, None),
        (r#"{"permalink": false}"#, None),
        (r#"{"path": "2023/12/15/Edition"}"#, Some("https://site.example/2023/12/15/Edition/")),
        (r#"{"path": "/2023/v1.38.0"}"#, Some("https://site.example/2023/v1.38.0/")),
        (r#"{"path": "about.html"}"#, Some("https://site.example/about.html")),
        (r#"{"path": "posts/a.md"}"#, None),
        (r#"{"canonical_url": "https://www.site.example/a"}"#, Some("https://www.site.example/a")),
        (r#"{"canonical_url": "https://other.example/a"}"#, None),
        (r#"{"extra": {"url": "https://other.example/a"}}"#, None),
        (r#"{"url": "https://media.example/a.mp3"}"#, None),
        (r#"{"url": ""}"#, None),
    ] {
        assert_eq!(record("_posts/a-file.md", fields).url.as_ref().map(WebUrl::as_str), url, "{fields}");
    }
    let both = record("a.md", r#"{"url": "/a/", "link": "https://other.example/"}"#);
    assert_eq!(both.external_url.as_ref().map(WebUrl::as_str), Some("https://other.example/"));
    let elsewhere = record("a.md", r#"{"url": "/a/", "canonical_url": "https://other.example/a"}"#);
    assert_eq!((elsewhere.related.len(), elsewhere.related[0].rel.as_str()), (1, "related"));
    let broken = read("a.md", r#"{"url": "javascript:alert(1)"}"#);
    assert!(broken.record.is_none());
    assert_eq!(rules(&broken), ["url-invalid:error"]);
    let known = read("a.md", r#"{"url": "javascript:alert(1)", "id": "urn:x:1"}"#);
    assert_eq!(rules(&known), ["url-invalid:warning"]);
    assert!(known.record.is_some_and(|r| r.url.is_none()));
}

#[test]
fn patterns_for_addresses() {
    for (pattern, file, fields, url) in [
        ("/{year}/{month}/{slug}/", "data/a.md", r#"{"date": "2016-11-04"}"#, Some("/2016/11/a/")),
        (
            "/{year}/{month}/{day}/{hour}{minute}/",
            "data/a.md",
            r#"{"date": "2016-11-04T23:30:00Z"}"#,
            Some("/2016/11/04/1930/"),
        ),
        ("{stem}.html", "data/a.md", "{}", Some("/a.html")),
        ("/{path}/", "content/blog/2019/a/index.md", "{}", Some("/blog/2019/a/")),
        ("/{section}/{slug}/", "content/blog/a.md", "{}", Some("/blog/a/")),
        ("/{section}/{slug}/", "content/a.md", "{}", None),
        ("/{id}", "data/a.md", r#"{"id": "x/../y"}"#, Some("/x-y")),
        ("/{id}", "data/a.md", "{}", None),
        ("/{slug}/", "data/a.md", r#"{"slug": "../../etc/passwd"}"#, Some("/etc-passwd/")),
        ("/{slug}/", "data/a.md", r#"{"slug": "/abs"}"#, Some("/abs/")),
        ("/{slug}/", "data/a.md", r#"{"slug": ".."}"#, Some("/a/")),
        ("/{slug}/", "data/a.md", r#"{"slug": "ü b?c#d"}"#, Some("/%C3%BC-bcd/")),
        ("/{slug}/", "_posts/2016-11-04-a.md", "{}", Some("/a/")),
        ("/{slug}/", "content/blog/a.fr.md", "{}", Some("/fr/a/")),
        ("/{slug}/", "content/ja/blog/a.md", "{}", Some("/ja/a/")),
        ("/{slug}/", "content/en/blog/a.md", "{}", Some("/a/")),
        ("/{lang}/{slug}/", "content/ja/blog/a.md", "{}", Some("/ja/a/")),
        ("/{lang}/{slug}/", "content/a.md", "{}", Some("/en-us/a/")),
        ("/{slug}/", "content/blog/a.md", r#"{"lang": "fr"}"#, Some("/a/")),
        ("/{slug}/", "content/a-fr.rst", r#"{"lang": "fr", "slug": "a"}"#, Some("/fr/a/")),
        ("/{slug}/", "content/a-fr.rst", r#"{"lang": "fr"}"#, Some("/a-fr/")),
        ("/{slug}/", "content/what-is-in-it.rst", r#"{"lang": "en", "slug": "a"}"#, Some("/a/")),
        ("/{slug}/", "content/what-is-in-it.rst", r#"{"slug": "a"}"#, Some("/a/")),
        ("/{colour}/", "data/a.md", "{}", None),
        ("/{slug", "data/a.md", "{}", None),
        ("/{category}/{slug}/", "data/a.md", r#"{"tags": ["..", "b"]}"#, None),
    ] {
        let mut options = options();
        options.permalink = Some(pattern.to_owned());
        let found = normalise(raw(file, fields), &options);
        let complaint = rules(&found).iter().any(|rule| rule == "permalink-incomplete:warning");
        assert_eq!(complaint, url.is_none(), "{pattern} {file} {fields}");
        let expected = url.map(|path| format!("https://site.example{path}"));
        let record = found.record.expect("a record");
        assert_eq!(record.url.map(|u| u.to_string()), expected, "{pattern} {file} {fields}");
    }
}

#[test]
fn titles_and_summaries() {
    let record = record("a.md", r#"{"title": "  Two\n lines &amp; more ", "description": "A <b>b</b>"}"#);
    assert_eq!(record.title.as_deref(), Some("Two lines &amp; more"), "plain text stays as it is");
    assert_eq!(record.summary, Some(SummaryText::Plain("A <b>b</b>".to_owned())));
    assert_eq!(rules(&read("a.md", r#"{"title": "A &amp; b"}"#)), ["title-markup:note"]);
    let found = read("a.md", r#"{"title": {"rendered": "A &amp; <b>b</b>"}, "excerpt": {"rendered": "<p>E</p>"}}"#);
    assert_eq!(rules(&found), Vec::<String>::new());
    let found = found.record.expect("a record");
    assert_eq!((found.title.as_deref(), found.title_html.as_deref()), (Some("A & b"), Some("A &amp; <b>b</b>")));
    assert_eq!(found.summary, Some(SummaryText::Html("<p>E</p>".to_owned())));
    assert_eq!(rules(&read("a.md", r#"{"title": ["a", "b"]}"#)), ["field-invalid:warning"]);
}

#[test]
fn bodies_in_fields() {
    let body = |fields: &str| {
        let mut raw = raw("a.json", fields);
        raw.body = None;
        let body = normalise(raw, &options()).record.and_then(|r| r.body);
        body.map(|b| (b.format, b.text, b.plain))
    };
    let of = |format, text: &str, plain: Option<&str>| Some((format, text.to_owned(), plain.map(str::to_owned)));
    for (fields, expected) in [
        (r#"{"content_html": "<p>a</p>", "content_text": "a"}"#, of(BodyFormat::Html, "<p>a</p>", Some("a"))),
        (r#"{"content_markdown": "*a*"}"#, of(BodyFormat::Markdown, "*a*", None)),
        (r#"{"content": {"rendered": "<p>a</p>"}}"#, of(BodyFormat::Html, "<p>a</p>", None)),
        (r#"{"html": "a"}"#, of(BodyFormat::Html, "a", None)),
        (r#"{"body": "One <a href='/x'>two</a>"}"#, of(BodyFormat::Html, "One <a href='/x'>two</a>", None)),
        (r#"{"text": "1 < 2 and 3 > 2"}"#, of(BodyFormat::Text, "1 < 2 and 3 > 2", None)),
        (r#"{"title": "t", "text": 7}"#, None),
    ] {
        assert_eq!(body(fields), expected, "{fields}");
    }
    let own = record("a.md", r#"{"content": "not this"}"#).body.expect("the file's body");
    assert_eq!((own.text.as_str(), own.line), ("Text.", 5));
}

#[test]
fn a_record_with_nothing_to_show_is_refused() {
    let mut empty = raw("a.md", r#"{"date": "2016-11-14", "tags": ["x"]}"#);
    empty.body = Some(RawBody { text: " \n".to_owned(), format: BodyFormat::Markdown, line: 3 });
    let found = normalise(empty, &options());
    assert!(found.record.is_none());
    assert_eq!(rules(&found), ["record-empty:error"]);
}

#[test]
fn a_draft_may_be_unfinished() {
    let found = read("a.md", r#"{"draft": true, "date": "TBD", "id": "a\nb"}"#);
    assert!(found.diagnostics.iter().all(|d| d.level == Level::Note), "{:?}", found.diagnostics);
    assert_eq!(found.record.expect("a record").visibility, Visibility::Hidden("draft".to_owned()));
}

#[test]
fn a_directory_of_drafts_hides_what_is_in_it() {
    assert_eq!(record("_drafts/a.md", "{}").visibility, Visibility::Hidden("draft".to_owned()));
    assert_eq!(record("_drafts/a.md", r#"{"status": "published"}"#).visibility, Visibility::Hidden("draft".to_owned()));
}

#[test]
fn forbidden_characters_are_removed_and_counted() {
    let mut raw = raw("a.md", r#"{"title": "a\u0000b\u0001", "tags": ["x\u000b"], "extra": {"deep": ["\u0002"]}}"#);
    raw.body = Some(RawBody { text: "It\u{92}s\u{0}".to_owned(), format: BodyFormat::Markdown, line: 5 });
    let found = normalise(raw, &options());
    let shown: Vec<String> = found
        .diagnostics
        .iter()
        .map(|d| format!("{} {} {}", d.rule.code, d.place.field.as_deref().unwrap_or_default(), d.message))
        .collect();
    assert_eq!(shown.len(), 5, "{shown:?}");
    assert!(shown[0].starts_with("T001 title removed 2 characters"), "{shown:?}");
    let record = found.record.expect("a record");
    assert_eq!(record.title.as_deref(), Some("ab"));
    assert_eq!(record.body.expect("a body").text, "It’s");
}

#[test]
fn people_of_a_record() {
    let names = |people: &[Person]| {
        people
            .iter()
            .map(|p| format!("{}{}", p.name, p.role.as_ref().map(|r| format!("/{r}")).unwrap_or_default()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (fields, authors, contributors) in [
        (r#"{"author": "Ana Souza", "authors": null}"#, "Ana Souza", ""),
        (r#"{"byline": "By Ana Souza and Bo Stein"}"#, "Ana Souza, Bo Stein", ""),
        (r#"{"taxonomies": {"authors": ["Queen Bee"]}}"#, "Queen Bee", ""),
        (
            r#"{"author": "Ana", "translator": "Bo <bo@a.example>", "hosts": ["x1", "x2"]}"#,
            "Ana",
            "Bo/translator, x1/host, x2/host",
        ),
        (r#"{"authors": [{"name": "Ana"}, {"name": "Bo", "role": "editor"}]}"#, "Ana", "Bo/editor"),
        (r#"{"guest": {"name": "Cy", "of": "Cogs"}}"#, "", "Cy/guest"),
        (r#"{"author": 29, "_embedded": {"author": [{"id": 29, "name": "Ana"}]}}"#, "Ana", ""),
        (r#"{"author": 29}"#, "", ""),
        (
            r#"{"authors": {"data": [{"id": 1, "attributes": {"name": "Ana"}}, {"id": 2, "attributes": {"name": "Bo"}}]}}"#,
            "Ana, Bo",
            "",
        ),
        (r#"{"author": {"data": {"id": 1, "attributes": {"name": "Ana"}}}}"#, "Ana", ""),
        (r#"{"authors": {"data": []}, "author": {"data": null}}"#, "", ""),
    ] {
        let record = record("a.md", fields);
        assert_eq!(
            (names(&record.authors), names(&record.contributors)),
            (authors.to_owned(), contributors.to_owned()),
            "{fields}"
        );
    }
    let mut twice = raw("a.txt", "{}");
    twice.fields.0 = vec![
        ("Author".to_owned(), Node::text("Ana Souza <ana@a.example>", 1, 1)),
        ("Author".to_owned(), Node::text("Bo Stein", 2, 1)),
    ];
    assert_eq!(names(&normalise(twice, &options()).record.expect("a record").authors), "Ana Souza, Bo Stein");
}

#[test]
fn addresses_of_people() {
    let email = |fields: &str, public: bool| {
        let mut options = options();
        options.email_public = public;
        let record = normalise(raw("a.md", fields), &options).record.expect("a record");
        let author = record.authors.into_iter().next().expect("an author");
        (author.email.map(|e| e.to_string()), author.email_private.map(|e| e.to_string()))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(email(r#"{"author": "Ana", "email": "ana@a.example"}"#, false), (some("ana@a.example"), None));
    assert_eq!(email(r#"{"author": "Ana", "author_email": "nope"}"#, false), (None, None));
    let account = r#"{"authors": [{"name": "Ana", "email": "ana@login.example", "roles": ["Owner"]}]}"#;
    assert_eq!(email(account, false), (None, some("ana@login.example")));
    assert_eq!(email(account, true), (some("ana@login.example"), None));
}

#[test]
fn a_podcast_whose_url_is_the_sound() {
    let fields = r#"{"number": 0, "title": "Preview", "date": 1498579200000, "url": "https://media.example/0.mp3", "duration": "3:05"}"#;
    let record = record("shows/000 - A Show.md", fields);
    assert_eq!(record.url, None);
    assert_eq!(
        (record.enclosures[0].url.as_str(), record.enclosures[0].duration),
        ("https://media.example/0.mp3", Some(185.0))
    );
    assert_eq!(record.id.as_str(), "tag:site.example,2026:shows/000%20-%20A%20Show");
    assert_eq!(record.episode.expect("an episode").number.as_deref(), Some("0"));
    assert!(record.extra.get("number").is_none() && record.extra.get("url").is_none());
}

#[test]
fn what_was_read_out_of_the_text_comes_last() {
    let with_found = |fields: &str| {
        let mut raw = raw("news/2015-01-02-a.txt", fields);
        raw.found = Table(vec![
            ("title".to_owned(), Node::text("First sentence", 4, 1)),
            ("published".to_owned(), Node::text("2016-11-14", 5, 1)),
            ("authors".to_owned(), Node::text("Ana Souza <ana@a.example>", 9, 1)),
        ]);
        let derived = |field, from: &str, line| Derived { field, from: from.to_owned(), line };
        raw.derived = vec![
            derived("title", "first sentence", 4),
            derived("published", "dateline", 5),
            derived("authors", "signature", 9),
        ];
        normalise(raw, &options()).record.expect("a record")
    };
    let bare = with_found("{}");
    assert_eq!(bare.title.as_deref(), Some("First sentence"));
    assert_eq!(
        bare.published.map(|t| t.rfc3339()).as_deref(),
        Some("2016-11-14T05:00:00Z"),
        "the text before the file name"
    );
    assert_eq!(bare.authors[0].email.as_ref().map(crate::value::Email::as_str), Some("ana@a.example"));
    assert_eq!(bare.derived.iter().filter(|d| d.line > 0).count(), 3);
    let declared = with_found(r#"{"title": "Declared", "date": "2017-01-01", "author": "Bo"}"#);
    assert_eq!((declared.title.as_deref(), declared.authors.len()), (Some("Declared"), 1));
    assert_eq!(declared.derived.iter().filter(|d| d.line > 0).count(), 0, "{:?}", declared.derived);
}

#[test]
fn what_is_not_understood_is_kept() {
    let record = record(
        "a.md",
        r#"{"title": "T", "weight": 3, "extra": {"team": "t", "image": "/i.png"}, "edition": {"number": 5}, "aliases": ["/old/"]}"#,
    );
    let names: Vec<&str> = record.extra.0.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["weight", "edition", "aliases", "team"]);
    assert!(record.image.is_some());
    assert_eq!(record.places, [("image", 2, 3), ("title", 2, 3)]);
}

#[test]
fn a_map_names_fields_that_nobody_could_guess() {
    let mut options = options();
    let paths = |paths: &[&str]| Mapped::Paths(paths.iter().map(|p| (*p).to_owned()).collect());
    options.map = FieldMap(vec![
        ("title".to_owned(), paths(&["Kopf.Titel"])),
        ("authors".to_owned(), paths(&["Autor", "Koautor"])),
        ("categories".to_owned(), paths(&["Ressort", "Themen"])),
        ("status".to_owned(), paths(&["Freigabe"])),
        ("language".to_owned(), Mapped::Constant(Node::text("de", 0, 0))),
    ]);
    let fields = r#"{"Kopf": {"Titel": "T"}, "title": "nicht dieser", "Autor": "Ana", "Koautor": "Bo", "Ressort": "Hafen",
        "Themen": ["Schiffe"], "Freigabe": "live", "status": "Sonderfall"}"#;
    let found = normalise(raw("a.md", fields), &options);
    assert_eq!(rules(&found), Vec::<String>::new());
    let record = found.record.expect("a record");
    assert_eq!((record.title.as_deref(), record.authors.len(), record.categories.len()), (Some("T"), 2, 2));
    assert_eq!(record.language.map(|l| l.to_string()).as_deref(), Some("de"));
    assert_eq!(record.visibility, Visibility::Public);
}

#[test]
fn the_canonical_form_reads_back_as_itself() {
    let fields = r#"{"id": "urn:x:1", "url": "/a/", "external_url": "https://o.example/", "title": "T", "summary": "S",
        "content_html": "<p>x</p>", "content_text": "x", "published": "2016-11-14T09:30:00Z", "updated": "2016-11-15",
        "authors": [{"name": "Ana", "email": "ana@a.example", "url": "https://a.example/", "avatar": "https://a.example/i.png"}],
        "contributors": [{"name": "Bo", "role": "editor"}],
        "categories": [{"term": "a", "scheme": "https://s.example/", "label": "A"}, "b"],
        "enclosures": [{"url": "/a.mp3", "type": "audio/mpeg", "length": 5, "duration": 6.5, "title": "E", "language": "en"}],
        "image": {"url": "/i.png", "alt": "I", "width": 4, "height": 3}, "language": "de", "rights": "R",
        "license": "https://l.example/", "source": {"title": "F", "url": "https://f.example/", "feed": "https://f.example/feed"},
        "comments": "/a/#c", "related": [{"rel": "via", "url": "https://v.example/", "title": "V"}], "visibility": "members",
        "expires": "2030-01-01", "location": {"name": "Newark", "lat": 40.7, "lon": -74.2}, "section": "port", "slug": "s",
        "extra": {"mood": "13.20", "count": 3, "deep": {"x": [true, null]}}}"#;
    let mut first = raw("data/a.json", fields);
    first.body = None;
    let found = normalise(first, &options());
    assert_eq!(rules(&found), Vec::<String>::new());
    let first = found.record.expect("a record");
    let written = canonical(&first, None);
    let names: Vec<&String> = written.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        [
            "id",
            "url",
            "external_url",
            "title",
            "summary",
            "content_html",
            "content_text",
            "published",
            "updated",
            "authors",
            "contributors",
            "categories",
            "enclosures",
            "image",
            "language",
            "rights",
            "license",
            "source",
            "comments",
            "related",
            "visibility",
            "expires",
            "location",
            "section",
            "slug",
            "extra",
            "key",
            "origin"
        ]
    );
    let mut again = raw("data/a.json", &written.to_string());
    again.body = None;
    let again = normalise(again, &options()).record.expect("a record");
    let mut rewritten = canonical(&again, None);
    // `key` and `origin` are about the record and become extra fields where they are read back.
    for name in ["key", "origin"] {
        rewritten["extra"].as_object_mut().expect("an object").shift_remove(name);
    }
    assert_eq!(rewritten.to_string(), written.to_string());
}

#[test]
fn the_canonical_form_keeps_private_addresses_private() {
    let record = record("a.md", r#"{"authors": [{"name": "Ana", "email": "ana@login.example", "roles": ["Owner"]}]}"#);
    assert!(!canonical(&record, Some("made")).to_string().contains("login.example"));
    assert_eq!(canonical(&record, Some("made"))["summary"], "made");
}

#[test]
fn everything_can_be_explained() {
    let record = record("_posts/2015-1-2-a.md", r#"{"title": "T"}"#);
    let shown: Vec<String> =
        explain(&record).into_iter().map(|e| format!("{} {} {}", e.field, e.from, e.line)).collect();
    assert_eq!(shown, ["id source key 0", "published file name 0", "title declared 2"]);
}

#[test]
fn hostile_records_are_read_in_no_time() {
    let mut many = raw("a.md", "{}");
    many.fields.0 = (0..20_000).map(|i| (format!("tags{i}"), Node::text("x", 1, 1))).collect();
    many.fields.0.extend((0..5_000).map(|i| ("tags".to_owned(), Node::text(format!("t{i}"), 1, 1))));
    assert_eq!(normalise(many, &options()).record.expect("a record").categories.len(), 5_000);
    let mut deep = Node::text("x", 1, 1);
    for _ in 0..2_000 {
        deep = Node::new(Value::List(vec![deep]), 1, 1);
    }
    let mut nested = raw("a.md", "{}");
    nested.fields.0 = ["title", "author", "tags", "image", "enclosures", "date", "status", "odd"]
        .into_iter()
        .map(|key| (key.to_owned(), deep.clone()))
        .collect();
    let found = normalise(nested, &options());
    assert_eq!(found.record.expect("a record").visibility, Visibility::Hidden("status (a list)".to_owned()));
    let long = format!(
        r#"{{"title": "{}", "slug": "{}", "author": "{}"}}"#,
        "<&".repeat(50_000),
        "../".repeat(50_000),
        "a and ".repeat(30_000)
    );
    assert!(read("a.md", &long).record.is_some());
}
