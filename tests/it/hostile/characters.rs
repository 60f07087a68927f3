//! Characters, encodings and markup that must not reach a reader, or a terminal, as they are.

use super::{publication, refused, survive};
use crate::support::feeds;
use serde_json::Value;

#[test]
fn control_characters_are_removed_and_reported() {
    let publication = publication();
    publication.file(
        "data/bell.md",
        "---\ntitle: \"A bell \\a rings\"\ndate: 2025-01-02\ntags: [\"on\\u0001e\"]\nauthor: \"A\\u0008da\"\n---\n\
         Ding\u{7} dong\u{b}, form\u{c}feed, not\u{fffe}a character.\n",
    );
    publication.record(
        "escape",
        "Esc",
        "2025-01-03",
        r#""summary": "\u001b[31mred\u0000", "id": "urn:example:a\u0002""#,
    );
    let (outcome, items) = survive(&publication);
    let bell = items.iter().find(|item| item.title.contains("bell")).expect("the bell is published");
    assert_eq!(bell.title, "A bell rings");
    assert_eq!(bell.categories, ["one"]);
    assert_eq!(bell.authors[0].0, "Ada");
    assert!(bell.body.contains("Ding dong, formfeed, nota character."), "{}", bell.body);
    let warned = outcome.diagnostics();
    let warned = warned.iter().filter(|diagnostic| diagnostic["rule"] == "text-control-character");
    assert!(warned.clone().any(|diagnostic| diagnostic["file"] == "data/bell.md"), "{}", outcome.stderr);
    assert!(warned.clone().any(|diagnostic| diagnostic["file"] == "data/escape.json"), "{}", outcome.stderr);
}

#[test]
fn nul_bytes_do_not_reach_a_feed() {
    let publication = publication();
    publication.file("data/a.md", b"---\ntitle: A\ndate: 2025-01-02\n---\nbefore\0after\n");
    publication.file("data/b.txt", b"Headline\0 of b\n\nJanuary 3, 2025\n\nText\0.\n");
    publication.file("data/c.csv", b"title,date,content_text\nC\0,2025-01-04,text\0\n");
    publication
        .file("data/d.jsonl", "{\"title\": \"D\\u0000\", \"date\": \"2025-01-05\", \"content_text\": \"\\u0000\"}\n");
    let (outcome, _) = survive(&publication);
    for file in ["data/a.md", "data/b.txt", "data/c.csv", "data/d.jsonl"] {
        assert!(outcome.diagnostics().iter().any(|found| found["file"] == file), "nothing said about {file}");
    }
}

#[test]
fn markup_in_values_stays_text() {
    let publication = publication();
    let nasty = r#"]]> <![CDATA[ </title></item> &amp; &nbsp; &#0; <b>"x"</b> 'y' <!-- -- > <?xml?>"#;
    let json = Value::from(nasty);
    publication.record(
        "nasty",
        nasty,
        "2025-01-02",
        &format!(r#""summary": {json}, "categories": [{json}], "authors": [{{"name": {json}}}], "rights": {json}"#),
    );
    publication.file(
        "data/body.md",
        format!("---\ntitle: Body\ndate: 2025-01-03\n---\n`]]>` and {nasty}\n\n<div>]]></div>\n"),
    );
    let (_, items) = survive(&publication);
    let item = items.iter().find(|item| item.id.contains("nasty")).expect("the record is published");
    assert_eq!(item.title, nasty);
    assert_eq!(item.categories, [nasty]);
    assert_eq!(item.authors[0].0, nasty);
    let atom = feeds::atom(&publication.read("feeds/news/atom.xml"));
    assert_eq!(atom.iter().find(|item| item.id.contains("nasty")).expect("and in Atom").title, nasty);
}

#[test]
fn scripts_do_not_reach_a_reader() {
    let publication = publication();
    let body = r#"<p onclick="evil()">Safe</p><script>evil()</script><style>p{evil}</style><form action="/x"><input name=evil></form>
<a href="java&#115;cript:evil()">a</a><a href=" JaVaScRiPt:evil()">b</a><a href="data:text/html,evil">c</a>
<img src=x onerror=evil()><svg onload=evil()><script>evil()</script></svg><math><mtext></form><style><img src=x onerror=evil()>
<object data="evil.swf"></object><embed src="evil.swf"><base href="https://evil.example/"><meta http-equiv=refresh content="0;url=evil">
<noscript><p title="</noscript><img src=x onerror=evil()>"></noscript><template><script>evil()</script></template>"#;
    let json = Value::from(body);
    publication.file("data/html.json", format!(r#"{{"title": "H", "date": "2025-01-02", "content_html": {json}}}"#));
    publication.file(
        "data/md.md",
        format!("---\ntitle: M\ndate: 2025-01-03\n---\n{body}\n\n[x](javascript:evil()) <javascript:evil()>\n"),
    );
    publication.record("link", "L", "2025-01-04", r#""url": "javascript:evil()", "external_url": "vbscript:evil()""#);
    let (_, items) = survive(&publication);
    for item in items {
        // as text, between tags, such words do no harm
        let body = item.body.to_ascii_lowercase();
        assert!(!item.link.unwrap_or_default().contains("script:"));
        for word in [
            "onclick",
            "onerror",
            "onload",
            "<script",
            "<style",
            "<form",
            "<input",
            "=\"javascript:",
            "data:text",
            "<object",
            "<embed",
            "<base",
            "<meta",
        ] {
            assert!(!body.contains(word), "{word} in {body}");
        }
    }
}

#[test]
fn lone_surrogates_are_reported_with_their_place() {
    let publication = publication();
    publication.file(
        "data/list.jsonl",
        "{\"title\": \"Good\", \"date\": \"2025-01-02\", \"content_text\": \"x\"}\n\
         {\"title\": \"Bad \\ud800\", \"date\": \"2025-01-03\", \"content_text\": \"x\"}\n\
         {\"title\": \"Pair \\ud83d\\ude00\", \"date\": \"2025-01-04\", \"content_text\": \"x\"}\n",
    );
    publication.file(
        "data/lone.json",
        r#"{"title": "Low \udc00 first", "date": "2025-01-05", "content_text": "\ud800\ud800"}"#,
    );
    let (outcome, items) = survive(&publication);
    let titles: Vec<_> = items.iter().map(|item| item.title.as_str()).collect();
    assert!(titles.contains(&"Good") && titles.contains(&"Pair 😀"), "{titles:?}");
    let diagnostics = outcome.diagnostics();
    assert!(
        diagnostics.iter().any(|found| found["file"] == "data/list.jsonl" && found["line"] == 2),
        "{diagnostics:#?}"
    );
    assert!(diagnostics.iter().any(|found| found["file"] == "data/lone.json"), "{diagnostics:#?}");
}

#[test]
fn broken_encodings_are_refused() {
    let head = b"---\ntitle: Caf".to_vec();
    for (file, rest) in [
        ("data/latin.md", &b"\xe9\ndate: 2025-01-02\n---\nText\n"[..]),
        ("data/overlong.md", &b"\xc0\xaf\ndate: 2025-01-02\n---\nText\n"[..]),
        ("data/surrogate.md", &b"\xed\xa0\x80\ndate: 2025-01-02\n---\nText\n"[..]),
        ("data/cut.md", &b"e\ndate: 2025-01-02\n---\nText\xe2\x82"[..]),
    ] {
        let publication = publication();
        publication.file(file, [&head, rest].concat());
        refused(&publication, "file-encoding", file);
    }
    let publication = publication();
    let utf16: Vec<u8> =
        "---\ntitle: No mark\ndate: 2025-01-02\n---\nText\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    publication.file("data/unmarked.md", utf16);
    refused(&publication, "file-encoding", "data/unmarked.md");
}

#[test]
fn utf_16_with_a_byte_order_mark_is_read() {
    let publication = publication();
    let text = |name: &str| {
        format!("\u{feff}---\r\ntitle: Žluťoučký 😀 {name}\r\ndate: 2025-01-02\r\n---\r\nText — {name}.\r\n")
    };
    publication.file("data/le.md", text("le").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    publication.file("data/be.md", text("be").encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    let json = "\u{feff}{\"title\": \"ž j\", \"date\": \"2025-01-02\", \"content_text\": \"Text\"}";
    publication.file("data/j.json", json.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    publication.file("data/half.txt", b"\xff\xfeH\0e\0\0\xd8x\0");
    let (outcome, items) = survive(&publication);
    let mut titles: Vec<_> = items.iter().map(|item| item.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Žluťoučký 😀 be", "Žluťoučký 😀 le", "ž j"]);
    assert!(outcome.diagnostics().iter().any(|found| found["file"] == "data/half.txt"), "{}", outcome.stderr);
}

#[test]
fn messages_cannot_paint_the_terminal() {
    let publication = publication();
    publication.record(
        "paint",
        "x",
        "2025-99-99\\u001b[2J\\u001b]0;owned\\u0007",
        r#""status": "\u001b[31mred\u009b31m""#,
    );
    publication.file("data/\u{1b}[2Jclear.json", "{");
    for format in ["human", "github", "json", "sarif"] {
        let outcome = publication.run(["build", "--format", format]).expect_code(1);
        let raw = |character: char| character.is_control() && character != '\n' && character != '\t';
        assert!(!outcome.stderr.contains(raw), "{format}: {:?}", outcome.stderr);
        assert!(!outcome.stdout.contains(raw), "{format}: {:?}", outcome.stdout);
    }
}
