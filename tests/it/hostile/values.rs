//! Values that would do harm if they were taken at their word: as paths, ids, addresses, dates.

use super::{publication, survive};
use crate::support::{SITE, feeds, text};
use serde_json::Value;

/// Values that would be other places if they were taken for paths.
const PLACES: &[&str] = &[
    "..",
    ".",
    "/",
    "//",
    "../../escape",
    "/etc/escape",
    "/tmp/courant-escape",
    "..\\..\\escape",
    "C:\\escape",
    "CON",
    "aux.txt",
    "nul",
    ".courant",
    ".hidden",
    "a/../../escape",
    "a/b",
    "%2e%2e%2fescape",
    "%00",
    "rss.xml",
    "feed.json",
    "~",
    "$HOME",
    "`id`",
    "a\u{202e}b",
    "\u{feff}",
    " ",
    "-",
    "--out=x",
    "e\u{301}",
    "é",
    "Ｅ",
    "ſ",
    "İ",
    "ß",
    "ﬁ",
    "A",
    "a",
    "a ",
    "\u{1f600}",
];

#[test]
fn values_that_look_like_paths_stay_inside() {
    let publication = publication();
    let each = ["category", "author", "section", "language", "year"]
        .map(|each| format!("[[feed]]\neach = \"{each}\"\nformats = [\"rss\"]\n"));
    publication.config(format!("{SITE}\n{}", each.concat()));
    let long = ["😀".repeat(300), "x".repeat(5000), "é".repeat(300), "../".repeat(200)];
    let values: Vec<_> = PLACES.iter().map(ToString::to_string).chain(long).collect();
    for (number, value) in values.iter().enumerate() {
        let json = Value::from(value.as_str());
        publication.record(
            &format!("r{number}"),
            value,
            "2025-01-02",
            &format!(r#""slug": {json}, "categories": [{json}], "authors": [{{"name": {json}}}], "section": {json}"#),
        );
    }
    let (outcome, items) = survive(&publication);
    assert!(items.len() > values.len() / 2, "{} of {} items\n{}", items.len(), values.len(), outcome.stderr);
    let tree = publication.tree();
    let strange = |path: &&str| {
        !path.split('/').all(|part| {
            part.len() <= 100
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
                && !part.starts_with('.')
        })
    };
    let written: Vec<_> = tree.files().into_iter().filter(|path| path.starts_with("site/feeds/")).collect();
    let strange: Vec<_> = written.iter().copied().filter(strange).collect();
    assert_eq!(strange, [""; 0], "directories whose names are no slugs");
    let lower: std::collections::BTreeSet<_> = written.iter().map(|path| path.to_lowercase()).collect();
    assert_eq!(lower.len(), written.len(), "two documents would be one where capitals do not count");
}

#[test]
fn categories_that_only_look_different_are_one() {
    let publication = publication();
    publication.config(format!("{SITE}\n[[feed]]\neach = \"category\"\nformats = [\"rss\"]\n"));
    let names = ["Caf\u{e9} Noir", "Cafe\u{301}  noir", " CAFÉ NOIR "];
    for (number, name) in names.iter().enumerate() {
        publication.record(&format!("r{number}"), name, "2025-01-02", &format!(r#""categories": ["{name}"]"#));
    }
    survive(&publication);
    let tree = publication.tree();
    let feeds: Vec<_> = tree.files().into_iter().filter(|path| path.starts_with("site/feeds/category/")).collect();
    assert_eq!(feeds.len(), 1, "{feeds:?}");
    let items = feeds::rss(&publication.read(feeds[0].strip_prefix("site/").expect("it lies in the site")));
    assert_eq!(items.len(), 3);
}

#[test]
fn feed_names_and_paths_in_the_configuration_stay_inside() {
    for feed in [
        "name = \"../escape\"",
        "name = \"/tmp/courant-escape\"",
        "name = \"a/../../escape\"",
        "name = \"..\"",
        "name = \"\"",
        "name = \"news\"\npath = { rss = \"../rss.xml\" }",
        "name = \"news\"\npath = { rss = \"/tmp/courant-escape.xml\" }",
        "name = \"news\"\npath = { rss = \"news/../../x.xml\" }",
        "name = \"news\"\npath = { rss = \"same.xml\", atom = \"same.xml\" }",
        "each = \"category\"\npath = { rss = \"all.xml\" }",
        "each = \"category\"\npath = { rss = \"../{value}.xml\" }",
    ] {
        let publication = publication();
        let (head, _) = SITE.split_once("[[feed]]").expect("the site has a feed");
        publication.config(format!("{head}[[feed]]\n{feed}\n"));
        publication.record("c", "C", "2025-01-02", r#""categories": [".."]"#);
        let before = publication.tree();
        let outcome = publication.run(["build"]).expect_code(2).expect_stderr(["courant.toml"]);
        let after = publication.tree().without(["site/.courant"]);
        assert_eq!(after.files(), before.files(), "{feed}: {}", outcome.stderr);
    }
}

#[test]
fn two_records_with_one_id_are_never_both_published() {
    let publication = publication();
    publication.record("one", "One", "2025-01-02", r#""id": "urn:example:same""#);
    publication.record("two", "Two", "2025-01-03", r#""id": "urn:example:same""#);
    publication.record(
        "three",
        "Three",
        "2025-01-03",
        r#""id": "urn:example:other", "url": "https://gazette.example/x""#,
    );
    let (outcome, items) = survive(&publication);
    assert!(items.iter().filter(|item| item.id == "urn:example:same").count() <= 1, "{items:#?}");
    assert!(items.iter().any(|item| item.title == "Three"));
    let diagnostics = outcome.diagnostics();
    let found = diagnostics.iter().find(|found| found["rule"] == "id-duplicate").expect("it is reported");
    let said = format!("{} {}", text(&found["message"]), text(&found["help"]));
    let both = format!("{said} {}", text(&found["file"]));
    assert!(both.contains("data/one.json") && both.contains("data/two.json"), "both places are named: {found}");
    assert!(said.contains("urn:example:same"), "{found}");
}

#[test]
fn ids_and_addresses_that_no_format_can_carry() {
    let publication = publication();
    for (number, more) in [
        r#""id": """#,
        r#""id": " ""#,
        r#""id": "two words""#,
        r#""id": "x\ny""#,
        r#""id": 12"#,
        r#""id": ["a", "b"]"#,
        r#""url": "http://""#,
        r#""url": "http://[::1""#,
        r#""url": "https://a.example/\u0000""#,
        r#""url": "//x y""#,
        r#""url": "https://user:password@a.example/""#,
        r#""url": "ftp://a.example/x""#,
        r#""url": "https://a.example:99999/""#,
        r#""enclosures": [{"url": "file:///etc/passwd", "type": "text/plain"}]"#,
        r#""enclosures": [{"url": "", "length": -1}, {"length": "many"}, 7, null, []]"#,
        r#""image": {"url": "data:image/png;base64,AAAA"}"#,
        r#""authors": [{"name": "x\r\nBcc: all", "email": "a@b.example\r\nBcc: all"}]"#,
        r#""authors": [[], {}, null, 7, {"email": "not an address"}]"#,
        r#""language": "../../x""#,
        r#""location": {"lat": 1e400, "lon": "x"}"#,
        r#""title": {"a": 1}"#,
        r#""categories": {"a": {"b": ["c"]}}"#,
    ]
    .into_iter()
    .enumerate()
    {
        publication.record(&format!("r{number}"), &format!("R{number}"), "2025-01-02", more);
    }
    let (_, items) = survive(&publication);
    for item in &items {
        assert!(!item.id.trim().is_empty(), "{item:?}");
        let link = item.link.clone().unwrap_or_else(|| "https://a.example/".to_owned());
        assert!(link.starts_with("http") && !link.contains(char::is_whitespace), "{item:?}");
        assert!(
            item.authors
                .iter()
                .all(|(name, mail)| !name.contains('\n') && !mail.clone().unwrap_or_default().contains(['\n', ' '])),
            "{item:?}"
        );
    }
}

#[test]
fn dates_that_do_not_exist_are_refused_with_their_value() {
    let dates = [
        "2025-02-30",
        "2025-13-01",
        "99999-01-01",
        "-1",
        "1e999",
        "9999999999999999999999",
        "yesterday",
        "2025-01-02T25:00:00Z",
        "2025-01-02T00:00:00+99:99",
        "13/13/2025",
        "NaN",
        "253402300800000000",
        "-99999999999999",
        "2025-W01-1T",
        "00000-1-1",
    ];
    let publication = publication();
    for (number, date) in dates.iter().enumerate() {
        publication.record(&format!("r{number}"), &format!("R{number}"), date, "");
    }
    // What databases write for no date is none.
    publication.record("zeros", "Zeros", "0000-00-00 00:00:00", "");
    let (outcome, items) = survive(&publication);
    assert_eq!(items, [], "a date was made up");
    let zeros = outcome.diagnostics().into_iter().find(|found| found["file"] == "data/zeros.json");
    assert_eq!(zeros.expect("it is told")["rule"], "record-undated");
    for (number, date) in dates.iter().enumerate() {
        let file = format!("data/r{number}.json");
        let diagnostics = outcome.diagnostics();
        let found = diagnostics.iter().find(|found| found["file"] == file.as_str() && found["level"] == "error");
        let found = found.unwrap_or_else(|| panic!("nothing said about {date} in {file}"));
        assert!(text(&found["message"]).contains(date), "the message shows the value {date}: {found}");
    }
}
