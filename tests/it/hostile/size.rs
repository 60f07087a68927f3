//! Input that is too long, too deep, or made to be slow.

use super::{publication, refused, survive};
use crate::support::full_trials;
use serde_json::Value;
use std::{fmt::Write as _, time::Duration};

#[test]
fn a_very_long_line_holds_nobody_up() {
    let megabytes = if full_trials() { 200 } else { 24 };
    let publication = publication();
    let long = "salt water ".repeat(megabytes * 1_000_000 / 11);
    publication.file(
        "data/list.jsonl",
        format!(
            "{{\"title\": \"Before\", \"date\": \"2025-01-02\", \"content_text\": \"x\"}}\n\
             {{\"title\": \"Long\", \"date\": \"2025-01-03\", \"content_text\": \"{long}\"}}\n\
             {{\"title\": \"After\", \"date\": \"2025-01-04\", \"content_text\": \"x\"}}\n"
        ),
    );
    publication.file("data/long.md", format!("---\ntitle: Long\ndate: 2025-01-05\n---\n{long}"));
    publication
        .file("data/long.csv", format!("title,date,content_text\nLong,2025-01-06,\"{long}\"\nRow,2025-01-07,x\n"));
    publication.file("data/long.txt", &long);
    publication.file("data/head.txt", format!("Title: {long}\nDate: 2025-01-09\n\nText\n"));
    let (outcome, items) = survive(&publication);
    let titles: Vec<_> = items.iter().map(|item| item.title.as_str()).collect();
    for title in ["Before", "After"] {
        assert!(titles.contains(&title), "{title} is missing: {}", outcome.stderr.lines().next().unwrap_or_default());
    }
    if full_trials() {
        assert!(outcome.rules("error").contains(&"file-too-large".to_owned()), "{:?}", outcome.rules("error"));
    }
    let said = outcome.stderr.len();
    assert!(said < 100_000, "{said} bytes of messages about a long line");
}

#[test]
fn deep_nesting_neither_overflows_nor_takes_for_ever() {
    let depth = 10_000;
    let list: String = (0..depth).fold(String::new(), |mut list, level| {
        let _ = writeln!(list, "{}- x", "  ".repeat(level.min(2_000)));
        list
    });
    let bodies = [
        ("quotes", ">".repeat(depth) + " deep"),
        ("spaced-quotes", "> ".repeat(depth) + "deep"),
        ("lists", list),
        ("list-markers", "- ".repeat(depth) + "deep"),
        ("divs", "<div>".repeat(depth) + "deep" + &"</div>".repeat(depth)),
        ("open-divs", "<div>".repeat(depth) + "deep"),
        ("bold", "<b><i>".repeat(depth) + "deep"),
        ("tables", "<table><tr><td>".repeat(depth) + "deep"),
        ("quoted-html", "<blockquote>\n\n".repeat(depth) + "deep"),
        ("lists-html", "<ul><li>".repeat(depth) + "deep"),
        ("fonts", "<p><font><a href=x>".repeat(depth) + "deep"),
        ("svg", "<svg><g>".repeat(depth) + "deep"),
    ];
    for (name, body) in bodies {
        let publication = publication();
        publication.file(format!("data/{name}.md"), format!("---\ntitle: {name}\ndate: 2025-01-02\n---\n{body}\n"));
        let html = Value::from(body);
        publication
            .file("data/html.json", format!(r#"{{"title": "html", "date": "2025-01-03", "content_html": {html}}}"#));
        let (outcome, items) = survive(&publication);
        assert_eq!(items.len(), 2, "{name}: {}", outcome.stderr);
        for item in items {
            assert!(item.body.contains("deep") || ["lists", "svg"].contains(&name), "{name}: the text is lost");
        }
    }
}

#[test]
fn deep_data_is_refused_with_its_place() {
    let depth = 100_000;
    let (open, close) = ("[".repeat(depth), "]".repeat(depth));
    let (tables, ends) = ("{\"a\":".repeat(depth), "}".repeat(depth));
    for (file, text) in [
        (
            "data/deep.json",
            format!(r#"{{"title": "x", "date": "2025-01-02", "content_text": "x", "a": {open}{close}}}"#),
        ),
        (
            "data/tables.json",
            format!(r#"{{"title": "x", "date": "2025-01-02", "content_text": "x", "a": {tables}1{ends}}}"#),
        ),
        (
            "data/deep.jsonl",
            format!("{{\"title\": \"x\", \"date\": \"2025-01-02\", \"content_text\": \"x\", \"a\": {open}{close}}}\n"),
        ),
        ("data/flow.yaml", format!("title: x\ndate: 2025-01-02\ncontent_text: x\na: {open}{close}\n")),
        ("data/block.yaml", format!("title: x\ndate: 2025-01-02\ncontent_text: x\na: {}x\n", "- ".repeat(depth))),
        ("data/deep.toml", format!("title = 'x'\ndate = 2025-01-02\ncontent_text = 'x'\na = {open}{close}\n")),
        (
            "data/keys.toml",
            format!("title = 'x'\ndate = 2025-01-02\ncontent_text = 'x'\n{}a = 1\n", "a.".repeat(depth)),
        ),
        ("data/front.md", format!("---\ntitle: x\ndate: 2025-01-02\na: {open}{close}\n---\nx\n")),
        ("data/front-toml.md", format!("+++\ntitle = 'x'\ndate = 2025-01-02\na = {open}{close}\n+++\nx\n")),
        ("data/front-json.md", format!("{{\"title\": \"x\", \"date\": \"2025-01-02\", \"a\": {open}{close}}}\n\nx\n")),
    ] {
        let publication = publication();
        publication.file(file, text);
        let (outcome, _) = survive(&publication);
        let diagnostics = outcome.diagnostics();
        assert!(diagnostics.iter().any(|found| found["file"] == file), "{file}: nothing was said");
    }
}

#[test]
fn a_yaml_alias_bomb_is_refused() {
    let mut bomb = "a: &a [\"lol\",\"lol\",\"lol\",\"lol\",\"lol\",\"lol\",\"lol\",\"lol\",\"lol\"]\n".to_owned();
    for pair in "abcdefghijkl".as_bytes().windows(2) {
        let (from, to) = (char::from(pair[0]), char::from(pair[1]));
        let _ = writeln!(bomb, "{to}: &{to} [{}]", vec![format!("*{from}"); 9].join(","));
    }
    let yaml = format!("title: x\ndate: 2025-01-02\ncontent_text: x\n{bomb}");
    for (file, text) in [("data/bomb.yaml", yaml.clone()), ("data/bomb.md", format!("---\n{yaml}---\nText\n"))] {
        let publication = publication();
        publication.file(file, text);
        refused(&publication, "data-too-deep", file);
    }
    // an alias that means itself
    let publication = publication();
    publication.file("data/self.yaml", "title: x\ndate: 2025-01-02\ncontent_text: x\na: &a [*a]\n");
    survive(&publication);
}

#[test]
fn text_made_to_be_slow_is_not() {
    let size = if full_trials() { 200_000 } else { 60_000 };
    for (name, piece) in [
        ("brackets", "["),
        ("images", "!["),
        ("links", "[a]("),
        ("stars", "*a_"),
        ("strikes", "~~a"),
        ("ticks", "`a``"),
        ("angles", "<"),
        ("comments", "<!-- "),
        ("ampersands", "&"),
        ("entities", "&#"),
        ("definitions", "[a]: x\n"),
        ("footnotes", "[^a] [^a]: "),
        ("pipes", "|a"),
        ("templates", "{{<"),
        ("liquid", "{% a "),
        ("shortcodes", "[gallery "),
        ("urls", "http://"),
        ("mails", "a@a"),
        ("blanks", " \t"),
        ("breaks", "\n\r"),
        ("dates", "January 1, 20"),
        ("dots", "J. K. "),
        ("attributes", "<a b=\""),
        ("srcset", "<img srcset=\"a 1x, "),
        ("combining", "e\u{301}\u{302}"),
        ("joiners", "👩\u{200d}"),
        ("cjk", "海。"),
    ] {
        let publication = publication();
        let body = piece.repeat(size / piece.len());
        publication.file("data/a.md", format!("---\ntitle: A\ndate: 2025-01-02\n---\n{body}\n"));
        publication.file("data/b.txt", format!("{body}\n"));
        let html = Value::from(body);
        publication.file("data/c.json", format!(r#"{{"title": {html}, "date": "2025-01-03", "content_html": {html}, "summary": {html}, "authors": {html}, "tags": {html}, "slug": {html}}}"#));
        eprintln!("{name}");
        let (outcome, _) = survive(&publication);
        assert!(outcome.elapsed < Duration::from_secs(20), "{name} took {:?}", outcome.elapsed);
    }
}

#[test]
fn a_flood_of_findings_is_still_a_quick_build() {
    let publication = publication();
    let mut lines = String::new();
    for number in 0..20_000 {
        let _ = writeln!(lines, "{{\"title\": \"R{number}\", \"date\": \"never {number}\", \"content_text\": \"x\"}}");
    }
    publication.file("data/list.jsonl", lines);
    let (outcome, items) = survive(&publication);
    assert_eq!(items, []);
    assert!(outcome.diagnostics().len() >= 20_000, "each bad record is named: {}", outcome.diagnostics().len());
}
