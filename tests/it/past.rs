//! What documents say of deletions, archives and pages, judged by the linter that guards every publication.

use courant::{
    diagnostic::{Diagnostic, Level},
    document::{Channel, Deletion, Envelope, Fragment, History, Redaction, envelope, redacted},
    lint,
    value::{Format, Timestamp, WebUrl},
};
use std::collections::BTreeMap;

/// Ids that every format can carry, and what markup makes of them.
const IDS: [&str; 3] = ["tag:a.example,2026:salt", "https://a.example/?p=1&q=2", "https://a.example/rope"];

fn url(text: &str) -> WebUrl {
    WebUrl::parse(text).expect("the test's URL is valid")
}

/// 2026-11-22T09:30:00Z, and minutes later.
fn time(minutes: i64) -> Timestamp {
    Timestamp::from_unix(1_795_339_800 + 60 * minutes).expect("in range")
}

fn channel(deleted: Vec<Deletion>, history: History) -> Channel {
    Channel {
        id: "tag:a.example,2026:feed".to_owned(),
        title: "Harbour Notes".to_owned(),
        link: url("https://a.example/"),
        addresses: Format::ALL.map(|format| (format, url(&format!("https://a.example/archive/2.{format}")))).into(),
        description: Some("Tides and gossip".to_owned()),
        language: Some("en".parse().expect("a tag")),
        rights: None,
        license: None,
        authors: Vec::new(),
        webmaster: None,
        categories: Vec::new(),
        image: None,
        icon: Some(url("https://a.example/icon.png")),
        favicon: Some(url("https://a.example/favicon.png")),
        logo: None,
        ttl: None,
        skip_hours: Vec::new(),
        skip_days: Vec::new(),
        schedule: None,
        hubs: Vec::new(),
        cloud: None,
        updated: time(60),
        deleted,
        history,
        podcast: None,
        namespaces: BTreeMap::new(),
    }
}

fn deletions() -> Vec<Deletion> {
    let reasons = [Some("The author asked for it"), None, Some("Close </p> & <b>")];
    let numbered = IDS.into_iter().zip(reasons).zip(0..);
    numbered
        .map(|((id, reason), n)| Deletion {
            id: id.to_owned(),
            url: (n == 0).then(|| "https://a.example/?salt&rope".to_owned()),
            when: time(n),
            reason: reason.map(ToOwned::to_owned),
        })
        .collect()
}

fn histories() -> Vec<History> {
    let document = |name: &str| url(&format!("https://a.example/{name}"));
    let archive = |previous: Option<&str>, next: Option<&str>| History::Archive {
        current: document("current"),
        prev_archive: previous.map(document),
        next_archive: next.map(document),
    };
    vec![
        History::None,
        History::Subscription { prev_archive: None },
        History::Subscription { prev_archive: Some(document("archive/9")) },
        archive(None, None),
        archive(None, Some("archive/3")),
        archive(Some("archive/1"), None),
        archive(Some("archive/1"), Some("archive/3")),
        History::Page { first: document("1"), last: document("9"), previous: None, next: Some(document("2")) },
        History::Page {
            first: document("1"),
            last: document("9"),
            previous: Some(document("1")),
            next: Some(document("3")),
        },
        History::Page { first: document("1"), last: document("9"), previous: Some(document("8")), next: None },
    ]
}

/// Two articles of which no more than a notice is left.
fn notices(format: Format) -> Vec<Fragment> {
    let page = url("https://a.example/tide");
    let notice = Redaction {
        id: page.as_str(),
        url: Some(&page),
        published: time(2),
        removed: Some(time(60)),
        notice: "This article was taken down.",
        title: None,
    };
    let other = url("https://a.example/wind");
    let second = Redaction {
        id: "tag:a.example,2026:wind",
        url: Some(&other),
        published: time(1),
        notice: "Taken down: <Wind> & more.\nAsk the editors.",
        title: Some("Taken down"),
        ..notice
    };
    [notice, second].map(|one| redacted(format, &one).expect("there is a notice")).into()
}

/// Everything beyond good advice.
fn faults(findings: Vec<Diagnostic>) -> Vec<String> {
    let bad = findings.into_iter().filter(|finding| finding.rule.level != Level::Note);
    bad.map(|finding| format!("{}: {}", finding.rule.name, finding.message)).collect()
}

#[test]
fn the_gate_lets_deletions_archives_and_pages_pass() {
    for format in Format::ALL {
        let items = notices(format);
        let namespaces: BTreeMap<String, String> = items.iter().flat_map(|item| item.namespaces.clone()).collect();
        for history in histories() {
            for deleted in [Vec::new(), deletions()] {
                let channel = channel(deleted, history.clone());
                let Envelope { head, between, tail } = envelope(format, &channel, &namespaces);
                let (mut findings, mut facts) = (Vec::new(), Vec::new());
                for item in &items {
                    let (found, fact) = lint::item(format, &item.text, &namespaces);
                    findings.extend(found);
                    facts.push(fact);
                }
                findings.extend(lint::envelope(format, &head, &tail, &facts));
                assert_eq!(faults(findings), [""; 0], "{format} {history:?}");

                let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
                let text = format!("{head}{}{tail}", texts.join(between));
                let findings = lint::document(text.as_bytes(), &lint::Options::default());
                assert_eq!(faults(findings), [""; 0], "{format} {history:?}");

                let (outline, _) = lint::outline(text.as_bytes());
                let told = channel.deleted.iter().map(|one| lint::Deleted {
                    id: one.id.clone(),
                    url: one.url.clone(),
                    when: Some(one.when.unix()),
                    reason: one.reason.clone(),
                });
                assert_eq!(outline.deleted, told.collect::<Vec<_>>(), "{format}");
                let (archive, next) = match &history {
                    History::None => (None, None),
                    History::Subscription { prev_archive } | History::Archive { prev_archive, .. } => {
                        (prev_archive.clone(), None)
                    }
                    History::Page { next, .. } => (None, next.clone()),
                };
                let expected = match format {
                    Format::Json => (None, archive.or(next)),
                    _ => (archive, next),
                };
                let found = (outline.prev_archive, outline.next);
                assert_eq!(found, (expected.0.map(|url| url.to_string()), expected.1.map(|url| url.to_string())));
                assert_eq!(outline.items.len(), 2);
                assert_eq!(
                    outline.self_link.map(|link| link.url),
                    Some(format!("https://a.example/archive/2.{format}"))
                );
            }
        }
    }
}
