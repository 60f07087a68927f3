use super::{Facts, Options, Profile, document, envelope, item};
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

#[test]
fn a_list_knows_of_the_items_that_it_must_not_have() {
    let head = HEAD.replace("<rss ", "<rss xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" ")
        + "<podcast:medium>musicL</podcast:medium>";
    let judge = |facts: &[Facts]| rules(&envelope(Format::Rss, &head, TAIL, facts));
    assert_eq!(judge(&[]), [""; 0]);
    assert_eq!(judge(&[Facts { id: Some("a".to_owned()), ..Facts::default() }]), ["podcast-list-items"]);
}

#[test]
fn the_type_of_a_transcript_is_that_of_its_name() {
    let namespaces = BTreeMap::from([("podcast".to_owned(), "https://podcastindex.org/namespace/1.0".to_owned())]);
    let judge = |name: &str, kind: &str| {
        let text = format!(
            "<item><title>T</title><guid isPermaLink=\"false\">g</guid><podcast:transcript url=\"https://a.example/{name}\" type=\"{kind}\"/></item>"
        );
        let (found, _) = item(Format::Rss, &text, &namespaces);
        found.iter().filter(|one| one.rule.name == "podcast-file-type").count()
    };
    for (name, kind, count) in [
        ("1.vtt", "text/vtt", 0),
        ("1.vtt", "text/plain", 1),
        ("1.JSON?v=1", "text/html", 1),
        ("1.srt", "text/srt", 0),
        ("1.srt", "application/x-subrip", 0),
        ("transcript", "text/html", 0),
        ("1.vtt", "text/x", 1),
    ] {
        assert_eq!(judge(name, kind), count, "{name} {kind}");
    }
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
    fn parts_of_rss_make_the_whole(live in any::<bool>(), items in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
        "<title>a</title>", "<title>a &lt;b&gt;b&lt;/b&gt;</title>", "<guid>https://a.example/1</guid>", "<guid>tag:x</guid>",
        "<pubDate>Mon, 22 Nov 2026 09:30:00 +0000</pubDate>", "<pubDate>x</pubDate>", "<author>a</author>", "<dc:creator>A</dc:creator>",
        "<description>&lt;p onclick=''&gt;</description>", "<enclosure url='x'/>", "<foo/>", "<atom:updated>x</atom:updated>",
        "<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>1</slash:comments>", "text", "<link dc:x='1'>/a</link>",
        "<podcast:person/>", "<podcast:season>x</podcast:season>", "<podcast:alternateEnclosure/>",
        "<link>https://a.example/1</link>", "<guid>https://a.example/2</guid>", "<link>https://a.example/2</link>",
        "<pubDate>Sun, 22 Nov 2026 09:30:00 +0000</pubDate>", "<pubDate>Sat, 21 Nov 2026 09:30:00 GMT</pubDate>",
    ]), 0..5), 0..4)) {
        let items: Vec<String> = items.into_iter().map(|children| format!("<item>{}</item>", children.concat())).collect();
        let namespaces = BTreeMap::from([
            ("atom".to_owned(), "http://www.w3.org/2005/Atom".to_owned()),
            ("dc".to_owned(), "http://purl.org/dc/elements/1.1/".to_owned()),
            ("podcast".to_owned(), "https://podcastindex.org/namespace/1.0".to_owned()),
        ]);
        let live = if live {
            "<podcast:medium>mixed</podcast:medium><podcast:liveItem start='x'><guid>a</guid><podcast:person/></podcast:liveItem>"
        } else {
            ""
        };
        let head = HEAD.replace("<rss ", "<rss xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" ") + live;
        sum(Format::Rss, &head, TAIL, &items, &namespaces, "\n");
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
    fn parts_of_json_make_the_whole(version in prop::sample::select(vec!["1", "1.1", "2"]), items in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
        "\"id\":\"a\"", "\"id\":1", "\"content_html\":\"<p onclick=''>\"", "\"title\":\"a <b>\"", "\"url\":\"/x\"", "\"tags\":[1]",
        "\"date_published\":\"x\"", "\"authors\":[{}]", "\"foo\":1", "\"_x\":1", "\"attachments\":[{}]", "\"author\":{}", "\"_y\":{}",
        "\"language\":\"en\"", "\"content_text\":\"\"", "\"pubDate\":1,\"pubDate\":2", "\"id\":\"https://a.example/1\"", "\"title\":\"\\ud800\"",
    ]), 0..5), 0..4)) {
        let items: Vec<String> = items.into_iter().map(|members| format!("{{{}}}", members.join(","))).collect();
        let head = format!("{{\"version\":\"https://jsonfeed.org/version/{version}\",\"title\":\"T\",\"items\":[");
        sum(Format::Json, &head, "]}", &items, &BTreeMap::new(), ",");
    }

    #[test]
    fn parts_of_a_show_make_the_whole(items in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
        "<title>a</title>", "<title>Episode 1: a</title>", "<guid>https://a.example/1</guid>", "<itunes:episode>1</itunes:episode>",
        "<itunes:season>1</itunes:season>", "<itunes:episode>0</itunes:episode>", "<itunes:episodeType>trailer</itunes:episodeType>",
        "<itunes:duration>90</itunes:duration>", "<enclosure url='https://a.example/a.mp3' length='90' type='audio/mpeg'/>",
        "<enclosure url='https://a.example/ä.ogg' length='0' type='audio/ogg'/>", "<itunes:explicit>yes</itunes:explicit>",
    ]), 0..6), 0..5), is_serial in any::<bool>()) {
        let items: Vec<String> = items.into_iter().map(|children| format!("<item>{}</item>", children.concat())).collect();
        let itunes = "http://www.itunes.com/dtds/podcast-1.0.dtd";
        let kind = if is_serial { "<itunes:type>serial</itunes:type>" } else { "" };
        let head = HEAD.replace("xmlns:dc=", &format!("xmlns:itunes=\"{itunes}\" xmlns:dc=")) + kind;
        sum(Format::Rss, &head, TAIL, &items, &BTreeMap::from([("itunes".to_owned(), itunes.to_owned())]), "\n");
    }

    /// Nothing that anybody can write makes it panic.
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,200}") {
        drop(document(&bytes, &Options::default()));
        let options = Options { profiles: Profile::ALL.into_iter().collect(), ..Options::default() };
        drop(document(format!("<rss version='2.0'><channel><item><title>{text}</title><description>{text}</description></item>").as_bytes(), &options));
        drop(document(text.as_bytes(), &Options::default()));
        drop(document(format!("<rss version='2.0'><channel><item><title>{text}</title></item>").as_bytes(), &Options::default()));
        drop(document(format!("<rss version='2.0' xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><podcast:location geo='geo:{text}' \
            osm='R{text}'/><podcast:liveItem start='2026-11-22T{text}'/><podcast:guid>{text}</podcast:guid><podcast:images srcset='{text}'/>\
            <podcast:updateFrequency rrule='FREQ=WEEKLY;BYDAY={text}' dtstart='{text}'/></channel></rss>").as_bytes(), &Options::default()));
        drop(document(format!("{{\"version\": \"\", \"items\": [{{\"id\": \"1\", \"content_html\": \"{text}").as_bytes(), &Options::default()));
        drop(document(format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry {text}>").as_bytes(), &Options::default()));
    }
}
