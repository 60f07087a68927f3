//! A show of others: 56 episodes, of which three name one file. Its recordings are not here; others lie in their place.

use super::{ITUNES, PODCAST};
use crate::support::{Publication, judges, readers, shared, sound, text};
use roxmltree::Document;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// An episode as it was written down, and the recording that was made for it.
struct Written {
    title: String,
    /// Seconds since 1970.
    published: i64,
    url: String,
    frames: usize,
}

impl Written {
    fn length(&self) -> usize {
        self.frames * sound::FRAME_BYTES
    }

    /// Seconds, as RSS has them.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a minute or two")]
    fn seconds(&self) -> i64 {
        (self.frames as f64 * sound::FRAME).round() as i64
    }
}

/// The head of a record of theirs, which is plain: a word, a colon, a value.
fn written(record: &str) -> Written {
    let value = |name: &str| {
        let line = record.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let value = line.unwrap_or_else(|| panic!("no {name}: {record}")).trim();
        let quoted = ['"', '\''].iter().find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark));
        quoted.unwrap_or(value).to_owned()
    };
    let milliseconds: i64 = value("date").parse().expect("a number");
    // A title is one line; one of theirs has two blanks in a row.
    let title = value("title").split_whitespace().collect::<Vec<_>>().join(" ");
    Written { title, published: milliseconds.div_euclid(1000), url: value("url"), frames: 0 }
}

/// The show with its recordings, each of another length, and what was written down of it.
fn show() -> Option<(Publication, Vec<Written>)> {
    let shows = shared("corpora/podcast-syntax/shows")?;
    let here = Publication::empty();
    here.config(include_str!("syntax.toml"));
    let mut episodes = Vec::new();
    for file in fs::read_dir(shows).expect("the corpus can be read").flatten() {
        let name = file.file_name().into_string().expect("a name");
        let record = fs::read_to_string(file.path()).expect("a show");
        episodes.push(written(&record));
        here.file(format!("data/{name}"), record);
    }
    let files: BTreeSet<String> = episodes.iter().map(|episode| episode.url.clone()).collect();
    let frames: BTreeMap<String, usize> = files.into_iter().zip((300..).step_by(31)).collect();
    for episode in &mut episodes {
        episode.frames = frames[&episode.url];
        let name = episode.url.strip_prefix("https://traffic.megaphone.fm/").expect("one host");
        here.file(format!("media/{name}"), sound::mp3(episode.frames));
    }
    assert_eq!((episodes.len(), frames.len()), (56, 54));
    Some((here, episodes))
}

/// Findings that are more than advice.
fn faults(found: &[Value]) -> Vec<String> {
    let faults = found.iter().filter(|finding| matches!(text(&finding["level"]), "error" | "warning"));
    faults.map(|finding| format!("{}: {}", text(&finding["rule"]), text(&finding["message"]))).collect()
}

/// The one thing that is wrong with it, and that is so: an address that three of its records name.
#[test]
fn a_real_show_is_good_enough_for_every_platform_but_for_what_it_says_itself() {
    let Some((here, episodes)) = show() else { return };
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    episodes.iter().for_each(|episode| *named.entry(&episode.url).or_default() += 1);
    named.retain(|_, times| *times > 1);
    // Apple ignores all but the first one, so that each of the others is worth a word.
    let expected: Vec<String> = named
        .iter()
        .flat_map(|(url, times)| {
            vec![format!("enclosure-shared: two episodes have the file `{url}`: Apple ignores the second"); times - 1]
        })
        .collect();
    assert_eq!(expected.len(), 2);

    let outcome = here.run(["--format", "json", "build"]).expect_code(0);
    assert_eq!(faults(&outcome.diagnostics()), expected);
    let profiles = ["--profile", "apple", "--profile", "spotify", "--profile", "podcasting2"];
    let checked = here.run(["--format", "json", "check", "feeds/show/rss.xml"].into_iter().chain(profiles));
    assert_eq!(faults(&checked.json_lines()), expected);

    let feed = here.read("feeds/show/rss.xml");
    let document = Document::parse(&feed).expect("well-formed");
    let channel = document.root_element().first_element_child().expect("a channel");
    let items: Vec<_> = channel.children().filter(|node| node.has_tag_name("item")).collect();
    assert_eq!(items.len(), 56);
    let has = |name: (&str, &str)| items.iter().filter(|item| item.children().any(|c| c.has_tag_name(name))).count();
    // Number 0 is no number to Apple.
    assert_eq!((has((PODCAST, "episode")), has((ITUNES, "episode"))), (56, 55));
    let guests = feed.matches("role=\"guest\"").count();
    assert!(guests >= 10, "{guests} guests");
    judges::agree(&judges::look(&[here.root().join("feeds/show/rss.xml")]));

    // With a file for each nothing is left to say.
    let (mut seen, mut count) = (BTreeSet::new(), 0);
    for file in fs::read_dir(here.root().join("data")).expect("the test's own").flatten() {
        let record = fs::read_to_string(file.path()).expect("a show");
        let url = written(&record).url;
        if !seen.insert(url.clone()) {
            count += 1;
            here.file(format!("media/own-{count}.mp3"), sound::mp3(50 + count));
            let own = format!("https://traffic.megaphone.fm/own-{count}.mp3");
            fs::write(file.path(), record.replace(&url, &own)).expect("the test's own");
        }
    }
    assert_eq!(count, 2);
    let outcome = here.run(["--format", "json", "build"]).expect_code(0);
    assert_eq!(faults(&outcome.diagnostics()), [""; 0]);
    let checked = here.run(["--format", "json", "check", "feeds/show/rss.xml"].into_iter().chain(profiles));
    assert_eq!(faults(&checked.expect_code(0).json_lines()), [""; 0]);
}

/// What is expected was written by their hands, and measured by the test's.
#[test]
fn newsboat_and_gpodder_list_every_episode_with_its_file() {
    let Some((here, episodes)) = show() else { return };
    here.run(["build"]).expect_code(0);
    let feed = here.root().join("feeds/show/rss.xml");
    let records = here.records();
    let guid = |episode: &Written| {
        let is_it = |record: &&Value| {
            let published = chrono::DateTime::parse_from_rfc3339(text(&record["published"])).expect("a date");
            published.timestamp() == episode.published
        };
        let found: Vec<_> = records.iter().filter(is_it).collect();
        let [record] = found[..] else { panic!("{}: {found:?}", episode.title) };
        text(&record["id"]).to_owned()
    };
    let by_guid: BTreeMap<String, &Written> = episodes.iter().map(|episode| (guid(episode), episode)).collect();
    assert_eq!(by_guid.len(), 56);

    if let Some((listed, heard)) = readers::gpodder(&feed) {
        assert_eq!(listed.len(), 56, "{listed:#?}");
        let is_listed = |episode: &&Written| listed.iter().any(|line| line.contains(&episode.title));
        let unlisted: Vec<_> = episodes.iter().filter(|episode| !is_listed(episode)).map(|one| &one.title).collect();
        assert!(unlisted.is_empty(), "{unlisted:#?} in {listed:#?}");
        let expected = by_guid.iter().map(|(guid, episode)| {
            let heard = readers::Heard {
                title: episode.title.clone(),
                url: episode.url.clone(),
                length: i64::try_from(episode.length()).expect("small"),
                media_type: "audio/mpeg".to_owned(),
                duration: episode.seconds(),
                published: episode.published,
            };
            (guid.clone(), heard)
        });
        assert_eq!(heard, expected.collect());
    }
    if let Some(newsboat) = readers::Newsboat::new() {
        newsboat.reload(&feed);
        let expected = by_guid.iter().map(|(guid, episode)| {
            (guid.clone(), [episode.title.clone(), episode.url.clone(), "audio/mpeg".to_owned()])
        });
        assert_eq!(newsboat.files(), expected.collect());
    }
}
