use super::{Facts, Options, document, envelope, item};
use crate::{diagnostic::Diagnostic, value::Format};
use proptest::prelude::*;
use std::collections::BTreeMap;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
                    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>T</title><link>https://a.example/</link>\
                    <description>D</description><language>en</language>\
                    <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://a.example/rss.xml\"/>\
                    <lastBuildDate>Sun, 22 Nov 2026 09:00:00 +0000</lastBuildDate>";
const TAIL: &str = "</channel></rss>";

/// The rules that were broken, by name.
fn rules(findings: &[Diagnostic]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.name).collect()
}

#[test]
fn ids_are_compared_among_the_items_of_a_document() {
    let facts = |id: &str| Facts { id: Some(id.to_owned()), ..Facts::default() };
    let judge = |facts: &[Facts]| rules(&envelope(Format::Rss, HEAD, TAIL, facts));
    assert_eq!(judge(&[facts("a"), facts("b"), Facts::default(), Facts::default()]), [""; 0]);
    assert_eq!(judge(&[facts("a"), facts("b"), facts("a")]), ["id-not-unique"]);
}

#[test]
fn what_an_item_uses_must_be_declared_and_mean_the_same() {
    let facts = |prefix: &str, uri: &str| Facts {
        namespaces: BTreeMap::from([(prefix.to_owned(), uri.to_owned())]),
        ..Facts::default()
    };
    let judge = |facts: Facts| rules(&envelope(Format::Rss, HEAD, TAIL, &[facts]));
    assert_eq!(judge(facts("atom", "http://www.w3.org/2005/Atom")), [""; 0]);
    assert_eq!(judge(facts("atom", "http://a.example/")), ["xml-prefix-undeclared"]);
    assert_eq!(judge(facts("podcast", "https://podcastindex.org/namespace/1.0")), ["xml-prefix-undeclared"]);
}

/// What was found, without the places, which differ.
fn found(diagnostics: &[Diagnostic]) -> Vec<(&'static str, String)> {
    let mut found: Vec<_> = diagnostics.iter().map(|d| (d.rule.name, d.message.clone())).collect();
    found.sort();
    found
}

fn sum(format: Format, head: &str, tail: &str, items: &[String], namespaces: &BTreeMap<String, String>, comma: &str) {
    let (mut parts, mut facts) = (Vec::new(), Vec::new());
    for one in items {
        let (diagnostics, fact) = item(format, one, namespaces);
        parts.extend(found(&diagnostics));
        facts.push(fact);
    }
    parts.extend(found(&envelope(format, head, tail, &facts)));
    parts.sort();
    let whole = format!("{head}{}{tail}", items.join(comma));
    assert_eq!(found(&document(whole.as_bytes(), &Options::default())), parts, "{whole}");
}

proptest! {
    /// The judgement of the items and that of the envelope are the judgement of the document.
    #[test]
    fn parts_of_rss_make_the_whole(items in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
        "<title>a</title>", "<title>a &lt;b&gt;b&lt;/b&gt;</title>", "<guid>https://a.example/1</guid>", "<guid>tag:x</guid>",
        "<pubDate>Mon, 22 Nov 2026 09:30:00 +0000</pubDate>", "<pubDate>x</pubDate>", "<author>a</author>", "<dc:creator>A</dc:creator>",
        "<description>&lt;p onclick=''&gt;</description>", "<enclosure url='x'/>", "<foo/>", "<atom:updated>x</atom:updated>",
        "<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>1</slash:comments>", "text", "<link dc:x='1'>/a</link>",
        "<link>https://a.example/1</link>", "<guid>https://a.example/2</guid>", "<link>https://a.example/2</link>",
        "<pubDate>Sun, 22 Nov 2026 09:30:00 +0000</pubDate>", "<pubDate>Sat, 21 Nov 2026 09:30:00 GMT</pubDate>",
    ]), 0..5), 0..4)) {
        let items: Vec<String> = items.into_iter().map(|children| format!("<item>{}</item>", children.concat())).collect();
        let namespaces = BTreeMap::from([
            ("atom".to_owned(), "http://www.w3.org/2005/Atom".to_owned()),
            ("dc".to_owned(), "http://purl.org/dc/elements/1.1/".to_owned()),
        ]);
        sum(Format::Rss, HEAD, TAIL, &items, &namespaces, "\n");
    }

    #[test]
    fn parts_of_atom_make_the_whole(items in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
        "<title>a</title>", "<title type='html'>a &lt;b</title>", "<id>tag:a.example,2026:1</id>", "<id>x</id>",
        "<updated>2026-11-22T09:30:00Z</updated>", "<updated> x</updated>", "<author><name>A</name></author>", "<author/>",
        "<content type='xhtml'><p/></content>", "<link rel='next' href='a b'/>", "<foo/>", "<link href='https://a.example/'/>",
        "<id>tag:a.example,2026:x</id>", "<updated>2026-11-23T09:30:00Z</updated>", "<published>2026-11-21T09:30:00Z</published>",
    ]), 0..6), 0..12)) {
        let items: Vec<String> = items.into_iter().map(|children| format!("<entry>{}</entry>", children.concat())).collect();
        let head = "<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:a.example,2026:x</id>\
                    <title>T</title><updated>2026-11-22T09:30:00Z</updated>\
                    <at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='tag:a.example,2026:1' when='2026-11-22T10:00:00Z'/>";
        sum(Format::Atom, head, "</feed>", &items, &BTreeMap::new(), "\n");
    }

    #[test]
    fn parts_of_json_make_the_whole(items in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
        "\"id\":\"a\"", "\"id\":1", "\"content_html\":\"<p onclick=''>\"", "\"title\":\"a <b>\"", "\"url\":\"/x\"", "\"tags\":[1]",
        "\"date_published\":\"x\"", "\"authors\":[{}]", "\"foo\":1", "\"_x\":1", "\"attachments\":[{}]",
    ]), 0..5), 0..4)) {
        let items: Vec<String> = items.into_iter().map(|members| format!("{{{}}}", members.join(","))).collect();
        let head = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[";
        sum(Format::Json, head, "]}", &items, &BTreeMap::new(), ",");
    }

    /// Nothing that anybody can write makes it panic.
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,200}") {
        drop(document(&bytes, &Options::default()));
        drop(document(text.as_bytes(), &Options::default()));
        drop(document(format!("<rss version='2.0'><channel><item><title>{text}</title></item>").as_bytes(), &Options::default()));
        drop(document(format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry {text}>").as_bytes(), &Options::default()));
    }
}
