//! The cases below `tests/cases`: each is a sentence of a specification, a document, and what is to be found in it.
//!
//! A file `NAME.md` holds cases. A case is a heading `## …` that states what the specification says, fenced examples
//! (`xml`, `json` for whole documents, `bytes` for those that are not UTF-8; `rss-item`, `rss-channel` for podcasts,
//! `rss2-item`, `rss2-channel`, `atom-entry`, `atom-feed`, `json-feed`, `json-item`, `opml-head`, `opml-body`, `sitemap` for
//! pieces that are put into a document that is clean by itself; `rss-items`, `rss2-items`, `atom-entries` are all its
//! items, `rss-show` is its whole channel), and one line `expects:` with the rules that are broken, in code spans, or
//! `nothing`. A line `profile: NAME` asks for a profile, a line `now: 2026-11-22T09:30:00Z` says when it is. Everything of
//! level warning and error must be named; notes may be.

use super::{Options, Profile, document, examples::bytes};
use crate::{diagnostic::Level, value::Timestamp};
use std::{collections::BTreeSet, path::Path};

const RSS_ROOT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
                   xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                   xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
                   xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" xmlns:psc=\"http://podlove.org/simple-chapters\" \
                        xmlns:spotify=\"http://www.spotify.com/ns/rss\"><channel>";
const RSS: &str = "<title>Harbour Talk</title><link>https://talk.example/</link>\
                   <description>Voices from the harbour</description><language>en</language>\
                   <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://talk.example/feed.xml\"/>\
                   <itunes:category text=\"News\"/><itunes:explicit>false</itunes:explicit>\
                   <itunes:author>Ada Quay</itunes:author><itunes:image href=\"https://talk.example/art.jpg\"/>\
                   <itunes:owner><itunes:name>Ada Quay</itunes:name><itunes:email>ada@talk.example</itunes:email></itunes:owner>";
const RSS_END: &str = "</channel></rss>";
const RSS_ITEM: &str = "<item><title>One</title><guid isPermaLink=\"false\">tag:talk.example,2026:one</guid>\
                        <description>The first one</description><itunes:explicit>false</itunes:explicit>\
                        <enclosure url=\"https://talk.example/one.mp3\" length=\"24986239\" type=\"audio/mpeg\"/>\
                        <itunes:duration>1530</itunes:duration><pubDate>Sun, 22 Nov 2015 09:30:00 +0000</pubDate>";
const RSS2: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
                    xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                    xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" \
                    xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" \
                    xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:georss=\"http://www.georss.org/georss\" \
                    xmlns:fh=\"http://purl.org/syndication/history/1.0\" \
                    xmlns:creativeCommons=\"http://backend.userland.com/creativeCommonsRssModule\">\
                    <channel><title>Harbour Notes</title><link>https://notes.example/</link>\
                    <description>Tides and gossip</description><language>en</language>\
                    <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://notes.example/rss.xml\"/>";
const RSS2_ITEM: &str = "<item><title>Salt</title><link>https://notes.example/salt</link>\
                         <guid isPermaLink=\"false\">tag:notes.example,2015:salt</guid>";
const ATOM: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\" \
                    xmlns:thr=\"http://purl.org/syndication/thread/1.0\" xmlns:fh=\"http://purl.org/syndication/history/1.0\" \
                    xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><id>tag:notes.example,2015:feed</id>\
                    <title>Harbour Notes</title><updated>2015-11-22T09:30:00Z</updated><author><name>Ada Quay</name></author>\
                    <link rel=\"self\" type=\"application/atom+xml\" href=\"https://notes.example/atom.xml\"/>\
                    <link rel=\"alternate\" type=\"text/html\" href=\"https://notes.example/\"/>";
const ATOM_ENTRY: &str = "<entry><id>tag:notes.example,2015:salt</id><title>Salt</title><updated>2015-11-22T09:30:00Z</updated>\
                          <link href=\"https://notes.example/salt\"/>";
const JSON: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Harbour Notes\", \
                    \"home_page_url\": \"https://notes.example/\", \"feed_url\": \"https://notes.example/feed.json\", \
                    \"icon\": \"https://notes.example/512.png\", \"favicon\": \"https://notes.example/64.png\"";
const JSON_ITEM: &str = "{\"id\": \"tag:notes.example,2026:1\", \"date_published\": \"2015-11-22T09:30:00Z\"";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const OPML: &str = "<opml version=\"2.0\"><head><title>Feeds</title>";
const OUTLINE: &str = "<outline text=\"Notes\"/>";
const SITEMAP: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
                       xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\" \
                       xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\" \
                       xmlns:video=\"http://www.google.com/schemas/sitemap-video/1.1\">";

/// A piece as a document that has no fault besides.
fn whole(kind: &str, text: &str) -> Vec<u8> {
    let text = text.trim_end_matches('\n');
    let document = match kind {
        "bytes" => return bytes(text),
        "xml" | "json" => text.to_owned(),
        "rss-channel" => format!("{RSS_ROOT}{RSS}{text}{RSS_ITEM}</item>{RSS_END}"),
        "rss-item" => format!("{RSS_ROOT}{RSS}{RSS_ITEM}{text}</item>{RSS_END}"),
        "rss-items" => format!("{RSS_ROOT}{RSS}{text}{RSS_END}"),
        "rss-show" => format!("{RSS_ROOT}{text}{RSS_ITEM}</item>{RSS_END}"),
        "rss2-channel" => format!("{RSS2}{text}{RSS2_ITEM}</item>{RSS_END}"),
        "rss2-item" => format!("{RSS2}{RSS2_ITEM}{text}</item>{RSS_END}"),
        "rss2-items" => format!("{RSS2}{text}{RSS_END}"),
        "atom-feed" => format!("{ATOM}{text}{ATOM_ENTRY}<summary>Of the sea</summary></entry></feed>"),
        "atom-entry" => format!("{ATOM}{ATOM_ENTRY}{text}</entry></feed>"),
        "atom-entries" => format!("{ATOM}{text}</feed>"),
        "json-feed" => format!("{JSON}, {text}, \"items\": []}}"),
        "json-item" => format!("{JSON}, \"items\": [{JSON_ITEM}, {text}}}]}}"),
        "opml-head" => format!("{XML}{OPML}{text}</head><body>{OUTLINE}</body></opml>"),
        "opml-body" => format!("{XML}{OPML}</head><body>{text}</body></opml>"),
        "sitemap" => format!("{XML}{SITEMAP}{text}</urlset>"),
        other => panic!("`{other}` is no kind of example"),
    };
    document.into_bytes()
}

/// The words in code spans of a line.
fn spans(line: &str) -> BTreeSet<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// Judges the cases of one file; gives back how many there are and what is wrong with them.
fn run(name: &str, text: &str) -> (usize, Vec<String>) {
    let (mut count, mut wrong) = (0, Vec::new());
    for case in text.split("\n## ").skip(1) {
        let title = case.lines().next().unwrap_or_default();
        let pieces: Vec<&str> = case.split("```").collect();
        let outside: Vec<&str> = pieces.iter().step_by(2).flat_map(|piece| piece.lines()).collect();
        let line = |word: &str| outside.iter().find_map(|line| line.strip_prefix(word)).map(str::trim);
        let Some(expects) = line("expects:") else {
            wrong.push(format!("{name}: {title}: nothing says what it expects"));
            continue;
        };
        let expected = spans(expects);
        assert!(!expected.is_empty() || expects == "nothing", "{name}: {title}: `expects: nothing`, or rules");
        let profiles = line("profile:")
            .map(|names| names.split_whitespace().map(|one| one.parse::<Profile>().expect("a profile")).collect());
        let now = line("now:").map(|now| {
            let instant = chrono::DateTime::parse_from_rfc3339(now).expect("a date");
            Timestamp::from_unix(instant.timestamp()).expect("a date of our times")
        });
        let options = Options { profiles: profiles.unwrap_or_default(), now, ..Options::default() };
        let examples: Vec<(&str, &str)> =
            pieces.iter().skip(1).step_by(2).filter_map(|piece| piece.split_once('\n')).collect();
        if examples.is_empty() {
            wrong.push(format!("{name}: {title}: there is no example"));
        }
        for (kind, example) in examples {
            count += 1;
            let found = document(&whole(kind, example), &options);
            let all: BTreeSet<&str> = found.iter().map(|finding| finding.rule.name).collect();
            let grave: BTreeSet<&str> =
                found.iter().filter(|finding| finding.level > Level::Note).map(|finding| finding.rule.name).collect();
            if !expected.is_subset(&all) || !grave.is_subset(&expected) {
                let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
                wrong.push(format!(
                    "{name}: {title}\n  expects {expected:?}\n  found {all:?}\n  {messages:?}\n{example}"
                ));
            }
        }
    }
    (count, wrong)
}

#[test]
fn what_the_specifications_say_is_found() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let (mut total, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(directory).expect("the cases can be read") {
        let path = entry.expect("the cases can be read").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (count, found) = run(&name, &std::fs::read_to_string(&path).expect("the cases can be read"));
        total += count;
        wrong.extend(found);
    }
    assert!(wrong.is_empty(), "{} of {total} cases\n{}", wrong.len(), wrong.join("\n"));
    assert!(total > 0, "there are no cases");
}

#[test]
fn what_surrounds_a_piece_is_clean() {
    for (kind, piece) in [
        ("rss-channel", ""),
        ("rss-item", ""),
        ("rss2-channel", "<lastBuildDate>Sun, 22 Nov 2015 09:30:00 +0000</lastBuildDate>"),
        ("rss2-item", "<pubDate>Sun, 22 Nov 2015 09:30:00 +0000</pubDate>"),
        ("rss2-items", ""),
        ("atom-feed", ""),
        ("atom-entry", "<summary>Of the sea</summary>"),
        ("atom-entries", ""),
        ("json-feed", "\"language\": \"en\""),
        ("json-item", "\"content_text\": \"x\""),
        ("opml-head", ""),
        ("opml-body", OUTLINE),
        ("sitemap", ""),
    ] {
        let found = document(&whole(kind, piece), &Options::default());
        // A piece of a channel leaves its item without what only an item can say.
        let found: Vec<_> = found.iter().filter(|f| f.rule.name != "date-missing" || kind != "rss2-channel").collect();
        assert!(found.is_empty(), "{kind}: {found:?}");
    }
}
