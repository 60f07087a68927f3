//! A show of ten years: 3,000 episodes, each with its recording.

use super::{NOW, SHOW, show};
use crate::{
    incremental::{settle, traced},
    support::{Publication, sound},
};
use roxmltree::Document;
use std::collections::{BTreeMap, BTreeSet};

const EPISODES: usize = 3000;

fn episode(here: &Publication, number: usize) {
    let (year, month, day) = (2016 + number / 336, number / 28 % 12 + 1, number % 28 + 1);
    here.file(
        format!("data/{number}.md"),
        format!(
            "---\ntitle: Episode {number}\ndate: {year}-{month:02}-{day:02}\nenclosure: {number}.mp3\nepisode: {{number: {}}}\n---\nx\n",
            number + 1
        ),
    );
    here.file(format!("media/{number}.mp3"), sound::mp3(frames(number)));
}

/// Neighbours differ.
const fn frames(number: usize) -> usize {
    10 + number % 97
}

#[test]
fn a_large_show_is_whole_and_no_recording_is_opened_twice() {
    let here = show();
    here.config(format!("{}podcast = true\n", SHOW.replace("\"rss\", \"atom\", \"json\"", "\"rss\"")));
    (0..EPISODES).for_each(|number| episode(&here, number));
    settle(&here);
    here.run(NOW).expect_code(0);
    let feed = here.read("feeds/show/rss.xml");
    let document = Document::parse(&feed).expect("well-formed");
    let told: BTreeMap<String, String> = document
        .descendants()
        .filter(|node| node.has_tag_name("enclosure"))
        .filter_map(|file| Some((file.attribute("url")?.to_owned(), file.attribute("length")?.to_owned())))
        .collect();
    let expected = (0..EPISODES).map(|number| {
        let length = frames(number) * sound::FRAME_BYTES;
        (format!("https://cdn.example/audio/{number}.mp3"), length.to_string())
    });
    assert!(told == expected.collect(), "{} of {EPISODES} episodes, or not as long", told.len());

    settle(&here);
    let Some((outcome, calls)) = traced(&here, &NOW) else { return };
    assert!(outcome.stderr.contains("0 documents written"), "{}", outcome.stderr);
    assert_eq!((calls.opened_below("media/"), calls.opened_below("data/")), (vec![], vec![]));

    // One more: one recording is opened, and one record.
    episode(&here, EPISODES);
    settle(&here);
    let (outcome, calls) = traced(&here, &NOW).expect("it could be traced before");
    assert!(outcome.stderr.contains("1 document written"), "{}", outcome.stderr);
    let opened: BTreeSet<_> = calls.opened_below("media/").into_iter().collect();
    assert_eq!(opened, BTreeSet::from(["media/3000.mp3"]));
    assert_eq!(here.read("feeds/show/rss.xml").matches("<enclosure ").count(), EPISODES + 1);
}
