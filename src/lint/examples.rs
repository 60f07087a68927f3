//! The examples of the rules' explanations, run as their tests.

use super::{Delivery, Media, Options, Probe, Profile, Repeat, delivery, document, rules::all};
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
                   xmlns:psc=\"http://podlove.org/simple-chapters\" \
                   xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" xmlns:spotify=\"http://www.spotify.com/ns/rss\"><channel><title>Harbour Notes</title>\
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
        "bytes" => bytes(text),
        other => panic!("`{other}` is no kind of example"),
    }
}

/// A text in which `\x41` stands for a byte and `\n` for a line break.
pub(super) fn bytes(text: &str) -> Vec<u8> {
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

/// An exchange as it is written in an example: what was asked, redirects (`-> 301 URL`), the status, fields of the head,
/// `If-None-Match => 304`, `HEAD => 200`, `media LENGTH => 200` (the fields after it are the file's), `Range => 206`, and
/// after an empty line the body. What is not said is in order; `-NAME` takes a field away.
fn exchange(text: &str) -> (Delivery, Vec<u8>) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let body = if body.is_empty() {
        format!("{RSS}<atom:link rel=\"self\" href=\"https://notes.example/rss.xml\"/></channel></rss>")
    } else {
        body.to_owned()
    };
    let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut out = Delivery {
        headers: vec![
            own("Content-Type", "application/rss+xml; charset=utf-8"),
            own("ETag", "\"1\""),
            own("Last-Modified", "Sun, 22 Nov 2015 09:30:00 GMT"),
            own("Content-Encoding", "gzip"),
            own("Vary", "Accept-Encoding"),
        ],
        ..Delivery::default()
    };
    for line in head.lines() {
        let number = |text: &str| text.trim().parse::<u16>().expect("a status");
        if let Some(url) = line.strip_prefix("GET ") {
            (out.asked, out.address) = (url.to_owned(), url.to_owned());
        } else if let Some(hop) = line.strip_prefix("-> ") {
            let (status, to) = hop.split_once(' ').expect("a status and where to");
            out.hops.push((number(status), to.to_owned()));
            out.address = to.to_owned();
        } else if let Some(name) = line.strip_prefix('-') {
            out.headers.retain(|(known, _)| known != name);
        } else if let Some(why) = line.strip_prefix("certificate ") {
            out.distrust = Some(why.to_owned());
        } else if let Some(bytes) = line.strip_prefix("received ") {
            out.received = bytes.parse().expect("a number of bytes");
        } else if let Some((what, status)) = line.split_once(" => ") {
            match what.split(' ').collect::<Vec<_>>()[..] {
                ["If-None-Match"] => out.repeats.push(Repeat { condition: "If-None-Match", status: number(status) }),
                ["If-Modified-Since"] => {
                    out.repeats.push(Repeat { condition: "If-Modified-Since", status: number(status) });
                }
                ["HEAD"] => out.head = Some((number(status), out.headers.clone())),
                ["Range"] => out.probes[0].range = Some(number(status)),
                ["media", ref length @ ..] => out.probes.push(Probe {
                    media: Media {
                        path: "channel > item[1] > enclosure".to_owned(),
                        url: "https://notes.example/1.mp3".to_owned(),
                        media_type: Some("audio/mpeg".to_owned()),
                        length: length.first().map(|length| length.parse().expect("a number of bytes")),
                        duration: None,
                    },
                    answer: Ok((number(status), Vec::new())),
                    range: None,
                }),
                _ => panic!("`{line}` is nothing that an exchange has"),
            }
        } else if let Some((name, value)) = line.split_once(": ") {
            let fields = match out.probes.last_mut() {
                Some(Probe { answer: Ok((_, fields)), .. }) => fields,
                _ => &mut out.headers,
            };
            fields.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            fields.push(own(name, value));
        } else {
            out.status = number(line);
        }
    }
    (out, body.into_bytes())
}

/// The rules that an example breaks. The kind may name profiles: `rss-item apple`.
fn broken((kind, text): Example<'_>) -> Vec<&'static str> {
    if kind == "http" {
        let (exchange, body) = exchange(text.trim_end_matches('\n'));
        return delivery(&exchange, &body, &Options::default()).iter().map(|finding| finding.rule.name).collect();
    }
    let mut words = kind.split(' ');
    let kind = words.next().unwrap_or_default();
    let profiles = words.map(|name| name.parse::<Profile>().expect("the kind of an example, and profiles")).collect();
    document(&whole((kind, text)), &Options { profiles, ..Options::default() })
        .iter()
        .map(|finding| finding.rule.name)
        .collect()
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
