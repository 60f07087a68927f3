//! Items and what surrounds them, judged apart, make the judgement of the whole document.

#![no_main]

use courant::{
    diagnostic::Diagnostic,
    lint::{Options, document, envelope, item},
    value::Format,
};
use libfuzzer_sys::fuzz_target;
use std::collections::{BTreeMap, BTreeSet};

const RSS: [&str; 4] = [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel>\
     <title>T</title>",
    "</channel></rss>",
    "<item>",
    "</item>",
];
const ATOM: [&str; 4] = [
    "<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' \
     xmlns:thr='http://purl.org/syndication/thread/1.0'><id>tag:a.example,2026:x</id><title>T</title>",
    "</feed>",
    "<entry>",
    "</entry>",
];
const JSON: [&str; 4] = ["{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[", "]}", "{", "}"];

/// What was found; a namespace that several items declare is named once in a document.
fn found(diagnostics: &[Diagnostic]) -> BTreeSet<(&'static str, String)> {
    diagnostics.iter().map(|d| (d.rule.name, d.message.clone())).collect()
}

/// Whether the parts are documents in their own right: only such are published.
fn is_sound(diagnostics: &[Diagnostic]) -> bool {
    let wrong = ["xml-malformed", "xml-prefix-undeclared", "xml-entity-undefined", "xml-limit", "json-malformed"];
    diagnostics.iter().all(|d| !wrong.contains(&d.rule.name) && !matches!(d.rule.name, "format-unknown" | "text-garbled"))
}

fuzz_target!(|text: &str| {
    let mut chars = text.chars();
    let (format, [head, tail, open, close], comma) = match chars.next() {
        Some('a') => (Format::Atom, ATOM, ""),
        Some('j') => (Format::Json, JSON, ","),
        _ => (Format::Rss, RSS, ""),
    };
    let pairs: &[(&str, &str)] = match format {
        Format::Rss => &[
            ("atom", "http://www.w3.org/2005/Atom"),
            ("dc", "http://purl.org/dc/elements/1.1/"),
            ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
        ],
        Format::Atom => &[("thr", "http://purl.org/syndication/thread/1.0")],
        Format::Json => &[],
    };
    let namespaces: BTreeMap<String, String> = pairs.iter().map(|(p, uri)| ((*p).to_owned(), (*uri).to_owned())).collect();
    let items: Vec<String> = chars.as_str().split('\n').take(8).map(|inside| format!("{open}{inside}{close}")).collect();
    let (mut parts, mut facts) = (BTreeSet::new(), Vec::new());
    for one in &items {
        let (diagnostics, fact) = item(format, one, &namespaces);
        if !is_sound(&diagnostics) {
            return;
        }
        parts.extend(found(&diagnostics));
        facts.push(fact);
    }
    parts.extend(found(&envelope(format, head, tail, &facts)));
    let whole = document(format!("{head}{}{tail}", items.join(comma)).as_bytes(), &Options::default());
    if whole.iter().any(|d| d.rule.name == "text-garbled") {
        return;
    }
    assert_eq!(found(&whole), parts);
});
