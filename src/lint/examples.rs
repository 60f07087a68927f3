//! The examples of the rules' explanations, run as their tests.

use super::{Options, document, rules::all};
use crate::diagnostic::{Rule, rules};
use std::collections::HashSet;

/// A piece of an explanation: the kind of its fence, and what is in it.
pub(super) type Example<'e> = (&'e str, &'e str);

/// The examples below `## Bad` and `## Good`.
fn examples(rule: &Rule) -> (Vec<Example<'_>>, Vec<Example<'_>>) {
    let (bad, good) = rule.explanation.split_once("## Good").unwrap_or((rule.explanation, ""));
    let fenced = |text: &'static str| -> Vec<Example<'static>> {
        let pieces: Vec<&str> = text.split("```").collect();
        pieces.iter().skip(1).step_by(2).filter_map(|piece| piece.split_once('\n')).collect()
    };
    (fenced(bad), fenced(good))
}

const RSS: &str = "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
                   xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                   xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" xmlns:media=\"http://search.yahoo.com/mrss/\" \
                   xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" \
                   xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\" xmlns:georss=\"http://www.georss.org/georss\" \
                   xmlns:geo=\"http://www.w3.org/2003/01/geo/wgs84_pos#\" xmlns:ev=\"http://purl.org/rss/1.0/modules/event/\" \
                   xmlns:psc=\"http://podlove.org/simple-chapters\"><channel><title>Harbour Notes</title>\
                   <link>https://notes.example/</link><description>D</description>";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:georss=\"http://www.georss.org/georss\" \
                    xmlns:fh=\"http://purl.org/syndication/history/1.0\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" \
                    xmlns:thr=\"http://purl.org/syndication/thread/1.0\" \
                    xmlns:access=\"http://www.bloglines.com/about/specs/fac-1.0\">\
                    <link rel=\"self\" href=\"https://notes.example/atom.xml\"/>";
const JSON: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": [{\"id\": \"1\", \
                    \"content_text\": \"x\", ";

/// An example as a document.
fn whole((kind, text): Example<'_>) -> Vec<u8> {
    let text = text.trim_end_matches('\n');
    match kind {
        "xml" | "json" => text.as_bytes().to_vec(),
        "rss-item" => format!("{RSS}<item>{text}</item></channel></rss>").into_bytes(),
        "rss-channel" => format!("{RSS}{text}</channel></rss>").into_bytes(),
        "atom-feed" => format!("{ATOM}{text}</feed>").into_bytes(),
        "atom-entry" => format!("{ATOM}<entry>{text}</entry></feed>").into_bytes(),
        "json-item" => format!("{JSON}{text}}}]}}").into_bytes(),
        "repeat" => {
            let (head, repeated) = text.split_once('|').expect("a head and what is repeated");
            let (repeated, tail) = repeated.split_once('|').unwrap_or((repeated, ""));
            format!("{head}{}{tail}", repeated.repeat(1001)).into_bytes()
        }
        "bytes" => {
            let mut out = Vec::new();
            let mut rest = text;
            while let Some(at) = rest.find('\\') {
                out.extend_from_slice(&rest.as_bytes()[..at]);
                let hex = rest[at + 1..].strip_prefix('x').map(|digits| &digits[..2]);
                out.push(hex.map_or(b'\n', |digits| u8::from_str_radix(digits, 16).expect("two digits")));
                rest = &rest[at + if hex.is_some() { 4 } else { 2 }..];
            }
            out.extend_from_slice(rest.as_bytes());
            out
        }
        other => panic!("`{other}` is no kind of example"),
    }
}

fn broken(example: Example<'_>) -> Vec<&'static str> {
    document(&whole(example), &Options::default()).iter().map(|finding| finding.rule.name).collect()
}

#[test]
fn every_rule_is_explained_and_its_examples_are_true() {
    let mut wrong = Vec::new();
    for rule in all() {
        let (bad, good) = examples(rule);
        if bad.is_empty() || good.is_empty() || rule.explanation.trim().starts_with('#') {
            wrong.push(format!("{}: why, `## Bad` and `## Good` are missing", rule.name));
        }
        for example in bad {
            let found = broken(example);
            if !found.contains(&rule.name) {
                wrong.push(format!("{}: the bad example breaks {found:?}", rule.name));
            }
        }
        for example in good {
            if broken(example).contains(&rule.name) {
                wrong.push(format!("{}: the good example breaks it", rule.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_and_codes_are_unique() {
    let (mut names, mut codes) = (HashSet::new(), HashSet::new());
    for rule in rules::all().chain(all()) {
        assert!(names.insert(rule.name), "{} twice", rule.name);
        assert!(codes.insert(rule.code), "{} twice", rule.code);
        assert!(rule.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()), "{}", rule.name);
    }
}

#[test]
fn every_explanation_belongs_to_a_rule() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    for entry in std::fs::read_dir(directory).expect("the explanations can be read") {
        let name = entry.expect("the explanations can be read").file_name().to_string_lossy().into_owned();
        assert!(name.ends_with(".rs") || all().any(|rule| name == format!("{}.md", rule.name)), "{name}");
    }
}
