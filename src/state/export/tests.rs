use super::{super::fixture, read, write};
use crate::state::Known;
use proptest::prelude::*;

const HEAD: &str = "{\"courant\":\"ledger\",\"version\":3}\n";

fn written(known: &Known) -> String {
    let mut out = Vec::new();
    write(known, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("JSON is UTF-8")
}

#[test]
fn an_export_is_sorted_and_leaves_out_what_is_absent() {
    let mut known = fixture::known();
    known.rows.reverse();
    assert_eq!(
        written(&known).lines().collect::<Vec<_>>(),
        [
            r#"{"courant":"ledger","version":3}"#,
            concat!(
                r#"{"kind":"feed","name":"category/politics","id":"urn:x:politics","label":"Politics","#,
                r#""retired":{"at":"2026-11-23T00:00:00Z","to":"https://b.example/feed"}}"#
            ),
            r#"{"kind":"feed","name":"news","id":"tag:a.example,2026:feed/news"}"#,
            concat!(
                r#"{"kind":"record","id":"https://a.example/one/","ids":{"rss":"4711","atom":"urn:x:4711"},"#,
                r#""key":"data/one.md","url":"https://a.example/one/","#,
                r#""former_urls":["https://a.example/1","https://a.example/?p=1"],"#,
                "\"title\":\"One \\\"größer\\\"\u{2028}than\\n🗼\",",
                r#""published":"2026-01-02T03:04:05Z","first_shown":"2026-01-02T04:00:00Z","body":"00ff","#,
                r#""feeds":{"category/politics":{"since":"2026-11-22T09:30:00Z","left":"2026-11-22T09:30:00Z"},"#,
                r#""news":{"since":"2026-11-22T09:30:00Z","page":2}},"digest":"ff00","#,
                r#""corrected":"2026-11-23T00:00:00Z","gone":"2026-11-22T09:30:00Z","#,
                r#""returned":"2026-11-23T00:00:00Z","#,
                r#""retracted":{"at":"2026-11-23T00:00:00Z","reason":"It was \"wrong\""}}"#
            ),
            concat!(
                r#"{"kind":"record","id":"tag:a.example,2026:two","published":"2026-01-02T03:04:05Z","#,
                r#""first_shown":"2026-01-02T04:00:00Z"}"#
            ),
            concat!(
                r#"{"kind":"publication","path":"news/rss.xml","feed":"news","format":"rss","digest":"abcd","#,
                r#""items":2,"bytes":4096,"changed":"2026-11-22T09:30:00Z"}"#
            ),
            concat!(
                r#"{"kind":"delivery","endpoint":"hub","topic":"https://a.example/feeds/news/rss.xml","#,
                r#""generation":1795392000250,"since":"2026-11-23T00:00:00.250Z","#,
                r#""changed":"2026-11-23T00:00:00.250Z","due":"2026-11-23T00:00:00.250Z","attempts":0,"#,
                r#""news":{"feed":"news","title":"News","site":"https://a.example/","#,
                r#""feed_url":"https://a.example/feeds/news/rss.xml","format":"rss","#,
                r#""articles":[{"id":"a","url":"https://a.example/one/","title":"One \"größer\"","change":"new"},"#,
                r#"{"id":"b","url":"https://a.example/one/","title":"One \"größer\"","change":"deleted"}]}}"#
            ),
            concat!(
                r#"{"kind":"delivery","endpoint":"watch","topic":"https://a.example/feeds/news/rss.xml","#,
                r#""generation":1795392000250,"since":"2026-11-23T00:00:00.250Z","#,
                r#""changed":"2026-11-23T00:05:00Z","due":"2026-11-23T00:05:01.125Z","attempts":3,"#,
                r#""error":"503 Service Unavailable","given_up":"2026-11-23T00:05:00Z","#,
                r#""news":{"feed":"news","title":"News","site":"https://a.example/","#,
                r#""feed_url":"https://a.example/feeds/news/rss.xml","format":"rss"}}"#
            ),
            r#"{"kind":"endpoint","name":"hub","failures":0,"succeeded":"2026-11-23T00:00:00.250Z"}"#,
            concat!(
                r#"{"kind":"endpoint","name":"watch","failures":3,"open_until":"2026-11-23T00:05:00Z","#,
                r#""failed":"2026-11-23T00:05:00Z","error":"503"}"#
            ),
            concat!(
                r#"{"kind":"told","endpoint":"hub","topic":"https://a.example/feeds/news/rss.xml","#,
                r#""at":"2026-11-23T00:00:00.250Z","generation":7}"#
            ),
        ]
    );
    assert_eq!(written(&Known::default()), HEAD);
}

#[test]
fn the_order_of_lines_blank_lines_and_line_ends_do_not_matter() {
    let known = Known { intents: Vec::new(), ..fixture::known() };
    let text = written(&known);
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    // A merge of lines may repeat one.
    lines.push(lines[1]);
    let shuffled = format!("\u{feff}{}\r\n\r\n", lines.join("\r\n"));
    assert_eq!(read(shuffled.as_bytes(), "x").expect("an export"), known);
}

#[test]
fn an_export_of_an_earlier_version_is_read() {
    for (version, known) in [(1, fixture::first()), (2, fixture::second())] {
        let known = Known { intents: Vec::new(), ..known };
        let text = written(&known).replacen("\"version\":3", &format!("\"version\":{version}"), 1);
        assert_eq!(read(text.as_bytes(), "x").expect("an export"), known);
    }
}

#[test]
fn what_is_not_understood_is_named_with_its_line() {
    let record = r#"{"kind":"record","id":"a","published":"2026-01-01T00:00:00Z","first_shown":"2026-01-01T00:00:00Z""#;
    let with = |more: &str| format!("{HEAD}{record}{more}}}\n");
    for (text, expected) in [
        (String::new(), "l:1: the file is empty; an export begins with {\"courant\":\"ledger\",\"version\":3}"),
        ("[]".to_owned(), "l:1: it is no JSON object; each line of an export is one"),
        ("{}".to_owned(), "l:1: this is no export of a ledger: the first line of one is"),
        ("\n{\"courant\":\"cache\",\"version\":1}".to_owned(), "l:2: this is no export of a ledger"),
        (
            "{\"courant\":\"ledger\",\"version\":4,\"more\":1}".to_owned(),
            "l:1: the export has version 4, and this program reads versions up to 3\nhelp: use the version of Courant that",
        ),
        ("{\"courant\":\"ledger\",\"version\":1,\"x\":1}".to_owned(), "l:1: `x` is no member of the first line"),
        (format!("{HEAD}<<<<<<< HEAD\n"), "l:2: a merge conflict was left in the file"),
        (format!("{HEAD}{{\"kind\":\n"), "l:2: it is no JSON object: EOF while parsing a value at column 8"),
        (format!("{HEAD}{{}}"), "l:2: this line needs `kind`"),
        (format!("{HEAD}{{\"kind\":\"recrod\"}}"), "l:2: `recrod` is no kind of line; did you mean `record`?"),
        (
            format!("{HEAD}{{\"kind\":\"x\"}}"),
            "l:2: `x` is no kind of line; there are feed, record, publication, delivery, endpoint, told",
        ),
        (with(",\"titel\":\"T\""), "l:2: `titel` is no member of a record; did you mean `title`?"),
        (with(",\"zzzzz\":1"), "l:2: `zzzzz` is no member of a record; there are kind, id, ids, key,"),
        (with("").replace("published", "publishd"), "l:2: a record needs `published`; is `publishd` meant?"),
        (with("").replace("\"a\"", "\" a\""), "l:2: `id`: the id \" a\" has blanks around it"),
        (with("").replace("\"a\"", "\"\""), "l:2: `id`: an id may not be empty"),
        (with("").replace("\"a\"", "1"), "l:2: `id` is 1, and it must be a string"),
        (
            with(",\"gone\":\"2026-02-30\""),
            "l:2: `gone` is `2026-02-30`, which is no time such as 2026-11-22T09:30:00Z",
        ),
        (with(",\"ids\":{\"opml\":\"a\"}"), "l:2: `ids`: `opml` is not a feed format"),
        (with(",\"ids\":{\"rss\":7}"), "l:2: `ids.rss` is 7, and it must be a string"),
        (with(",\"former_urls\":\"a\""), "l:2: `former_urls` is \"a\", and it must be a list of strings"),
        (with(",\"feeds\":{\"news\":{}}"), "l:2: `feeds.news` needs `since`"),
        (
            with(",\"feeds\":{\"news\":{\"since\":\"2026-01-01T00:00:00Z\",\"until\":1}}"),
            "l:2: `until` is no member of `feeds.news`; there are since, left, page",
        ),
        (
            with(",\"feeds\":{\"news\":{\"since\":\"2026-01-01T00:00:00Z\",\"page\":0}}"),
            "l:2: `page` is 0, and it must be a whole number from 1",
        ),
        (with(",\"retracted\":{}"), "l:2: `retracted` needs `at`"),
        (with(",\"retracted\":true"), "l:2: `retracted` is true, and it must be an object"),
        (
            format!(
                "{HEAD}{{\"kind\":\"feed\",\"name\":\"n\",\"id\":\"a\",\"retired\":{{\"at\":\"2026-01-01T00:00:00Z\",\"too\":\"\"}}}}"
            ),
            "l:2: `too` is no member of `retired`; did you mean `to`?",
        ),
        (
            format!("{}{record},\"title\":\"T\"}}", with("")),
            "l:3: the record `a` is in line 2 already, and that says something else",
        ),
        (
            format!("{HEAD}{0}\"a\"}}\n{0}\"b\"}}\n", "{\"kind\":\"feed\",\"name\":\"n\",\"id\":"),
            "l:3: the feed `n` is in line 2 already",
        ),
        (
            format!(
                "{HEAD}{{\"kind\":\"publication\",\"path\":\"p\",\"feed\":\"n\",\"format\":\"rss\",\"digest\":\"d\",\
                 \"items\":-1}}"
            ),
            "l:2: `items` is -1, and it must be a whole number, not negative",
        ),
    ] {
        let message = read(text.as_bytes(), "l").expect_err(&text).to_string();
        assert!(message.starts_with(expected), "{text}\n{message}\n{expected}");
    }
    let message = read(&[HEAD.as_bytes(), b"\xff"].concat(), "l").expect_err("no UTF-8").to_string();
    assert_eq!(message, "l:2: it is not UTF-8");
}

proptest! {
    #[test]
    fn what_is_read_back_is_written_again_with_the_same_bytes(known in fixture::any_known()) {
        let first = written(&known);
        let back = read(first.as_bytes(), "x").expect("our own export");
        prop_assert_eq!(&back, &Known { intents: Vec::new(), ..known });
        prop_assert_eq!(written(&back), first);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), text in "[{}\\[\\]\",:a-z0-9\n]{0,64}") {
        let _ = read(&bytes, "x");
        let _ = read(format!("{HEAD}{text}").as_bytes(), "x");
    }
}
