//! A folder of recordings is a podcast.

use super::{NOW, recording};
use crate::{
    incremental::{settle, traced},
    support::{Publication, text},
};
use serde_json::Value;
use std::fs;

const FOLDER: &str = r#"
[publication]
title = "The Harbour Hour"
link = "https://harbour.example/"
feeds_url = "https://harbour.example/feeds/"
tag = "harbour.example,2020"
timezone = "UTC"

[media]
dir = "episodes"
url = "https://cdn.example/audio/"

[[source]]
audio = "episodes/"

[[feed]]
name = "show"
formats = ["rss", "json"]
"#;

/// The items of the JSON Feed, newest first.
fn items(here: &Publication) -> Vec<Value> {
    let feed: Value = serde_json::from_str(&here.read("feeds/show/feed.json")).expect("JSON");
    feed["items"].as_array().expect("items").clone()
}

/// Title, day and files of every item.
fn episodes(here: &Publication) -> Vec<String> {
    let one = |item: &Value| {
        let day = text(&item["date_published"]).split('T').next().unwrap_or_default().to_owned();
        let files = item["attachments"].as_array().expect("files").iter();
        let files: Vec<&str> = files.map(|file| text(&file["url"]).rsplit('/').next().unwrap_or_default()).collect();
        format!("{} {day} {}", text(&item["title"]), files.join(" "))
    };
    items(here).iter().map(one).collect()
}

#[test]
fn a_folder_of_recordings_is_a_podcast() {
    let here = Publication::empty();
    here.config(FOLDER);
    // By name, by tag, with notes, with a sidecar, with neither a date nor a tag, in two renditions.
    here.file("episodes/2024-05-01 The first.mp3", recording("cbr.mp3"));
    here.file("episodes/tagged.MP3", recording("chapters.mp3"));
    here.file("episodes/2024-05-03-notes.m4a", recording("fragmented.m4a"));
    here.file("episodes/2024-05-03-notes.md", "---\ntitle: With notes\n---\nWhat was *said*.\n");
    here.file("episodes/S02E05 - Sidecar.mp3", recording("vbr_without_header.mp3"));
    here.file("episodes/S02E05 - Sidecar.toml", "published = 2024-05-04\n");
    here.file("episodes/012-plain.mp3", recording("vbr_without_header.mp3"));
    here.file("episodes/2024-05-05 Both.mp3", recording("cbr.mp3"));
    here.file("episodes/2024-05-05 Both.opus", recording("chapters.opus"));
    // What is no episode.
    here.file("episodes/README.md", "How we record.\n").file("episodes/cover.png", recording("square.png"));
    here.run(["build", "--now", "2024-06-01"]).expect_code(0);
    assert_eq!(
        episodes(&here),
        [
            "Plain 2024-06-01 012-plain.mp3",
            "Both 2024-05-05 2024-05-05%20Both.mp3 2024-05-05%20Both.opus",
            "Sidecar 2024-05-04 S02E05%20-%20Sidecar.mp3",
            "With notes 2024-05-03 2024-05-03-notes.m4a",
            "The first 2024-05-01 2024-05-01%20The%20first.mp3",
            "Pilot 2024-05-01 tagged.MP3",
        ]
    );
    let records = here.records();
    let numbers = |stem: &str| {
        let record = records.iter().find(|record| text(&record["key"]).contains(stem)).expect("a record");
        record.to_string()
    };
    assert!(
        numbers("S02E05").contains(r#""season":"2""#) || numbers("S02E05").contains(r#""season":2"#),
        "{}",
        numbers("S02E05")
    );
    let before = here.read("feeds/show/rss.xml");
    assert!(
        before.contains("What was &lt;em&gt;said&lt;/em&gt;.") || before.contains("What was <em>said</em>."),
        "{before}"
    );
    // A day later nothing has moved, and notes that come later change the text and not the guid.
    here.file("episodes/012-plain.md", "Notes that came late.\n");
    here.run(["build", "--now", "2024-06-02"]).expect_code(0);
    let after = here.read("feeds/show/rss.xml");
    let guids = |rss: &str| {
        rss.split("<guid")
            .skip(1)
            .map(|rest| rest.split("</guid>").next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(guids(&after), guids(&before));
    assert!(after.contains("Notes that came late."), "{after}");
    // A new rendition is seen, one that goes is missed by nobody.
    here.file("episodes/012-plain.opus", recording("chapters.opus"));
    fs::remove_file(here.root().join("episodes/2024-05-05 Both.opus")).expect("the test's own");
    here.run(["build", "--now", "2024-06-02"]).expect_code(0);
    let now = episodes(&here);
    assert_eq!(now[0], "Plain 2024-06-01 012-plain.mp3 012-plain.opus");
    assert_eq!(now[1], "Both 2024-05-05 2024-05-05%20Both.mp3");
    assert_eq!(guids(&here.read("feeds/show/rss.xml")), guids(&before));
    // Nothing is opened that has not changed.
    settle(&here);
    here.run(["build", "--now", "2024-06-02"]).expect_code(0);
    let Some((_, calls)) = traced(&here, &["build", "--now", "2024-06-02"]) else { return };
    assert_eq!(calls.opened_below("episodes/"), [""; 0]);
}

/// Numbers go on behind those with zeroes before them, and what is written counts before the name.
#[test]
fn numbers_of_a_folder_go_on_and_give_way_to_what_is_written() {
    let here = Publication::empty();
    here.config(FOLDER);
    for name in ["08 Anchor", "09 Beacon", "10 Cutter", "11 Dinghy", "100 days at sea"] {
        here.file(format!("episodes/{name}.mp3"), recording("vbr_without_header.mp3"));
    }
    here.file("episodes/11 Dinghy.md", "---\nnumber: 42\n---\nWords.\n");
    here.run(["build", "--now", "2026-06-01"]).expect_code(0);
    let of =
        |record: &Value| format!("{} {}", text(&record["title"]), record["episode"]["number"].as_str().unwrap_or("-"));
    let mut found: Vec<String> = here.records().iter().map(of).collect();
    found.sort();
    assert_eq!(found, ["100 days at sea -", "Anchor 8", "Beacon 9", "Cutter 10", "Dinghy 42"]);
}

/// Whatever can be measured is an episode, also under a name that few files have.
#[test]
fn rare_names_of_recordings_are_recordings() {
    let here = Publication::empty();
    here.config(FOLDER);
    for name in ["a.mpga", "b.wave", "c.bwf", "d.aifc", "e.weba", "f.3gp"] {
        let of = match name.rsplit('.').next() {
            Some("mpga") => "cbr.mp3",
            Some("3gp") => "fragmented.m4a",
            _ => "chapters.opus",
        };
        here.file(format!("episodes/{name}"), recording(of));
    }
    here.run(["build", "--now", "2024-06-01"]);
    assert_eq!(items(&here).len(), 6);
}

#[test]
fn a_folder_of_recordings_needs_an_address() {
    let here = Publication::empty();
    here.config(FOLDER.replace("dir = \"episodes\"", "dir = \"elsewhere\""));
    here.file("episodes/a.mp3", recording("cbr.mp3"));
    let sentence = "nobody knows under which address the files in `episodes` are published";
    here.run(NOW).expect_code(2).expect_stderr([sentence, "courant.toml:14"]);
    here.config(FOLDER.replace("episodes/\"", "episodes/*.mp3\"").replace("[media]\ndir", "[media]\nfolder"));
    here.run(NOW).expect_code(2).expect_stderr(["is a pattern", "`folder` is not a key of [media]"]);
}

/// Guid and date of every episode, sorted.
fn identities(here: &Publication) -> Vec<String> {
    let one = |item: &Value| format!("{} {}", text(&item["id"]), text(&item["date_published"]));
    let mut all: Vec<String> = items(here).iter().map(one).collect();
    all.sort();
    all
}

#[test]
fn a_recording_that_is_renamed_or_moved_is_the_same_episode() {
    let here = Publication::empty();
    here.config(FOLDER);
    here.file("episodes/01-one.mp3", recording("cbr.mp3"));
    here.file("episodes/02-two.mp3", recording("chapters.mp3"));
    here.file("episodes/2024-03-03 three.mp3", recording("slow.mp3"));
    here.run(["build", "--now", "2024-06-01"]).expect_code(0);
    let before = identities(&here);
    assert_eq!(before.len(), 3);
    let moved = |from: &str, to: &str| {
        fs::create_dir_all(here.root().join("episodes/s1")).expect("a directory");
        fs::rename(here.root().join("episodes").join(from), here.root().join("episodes").join(to)).expect("moved");
    };
    moved("01-one.mp3", "s1/01-one.mp3");
    moved("02-two.mp3", "02-two (final).mp3");
    moved("2024-03-03 three.mp3", "2024-03-04 three fixed.mp3");
    here.run(["build", "--now", "2024-06-02", "-v"]).expect_code(0).expect_stderr(["note[date-pinned]", "three fixed"]);
    assert_eq!(identities(&here), before);
    // Another recording in the place of one is what was there before; a new one beside it is new.
    here.file("episodes/02-two (final).mp3", recording("vbr_without_header.mp3"));
    here.file("episodes/03-new.mp3", recording("chapters_id3v23.mp3"));
    here.run(["build", "--now", "2024-06-03"]).expect_code(0);
    let after = identities(&here);
    assert_eq!((after.len(), before.iter().all(|one| after.contains(one))), (4, true), "{after:?}");
}

/// Who puts an episode before the others renumbers them, each under the name that another one had.
#[test]
fn recordings_that_are_renumbered_at_once_stay_who_they_are() {
    let here = Publication::empty();
    here.config(FOLDER);
    let named = ["cbr.mp3", "vbr_without_header.mp3", "slow.mp3"];
    for (number, name) in (1..).zip(named) {
        here.file(format!("episodes/0{number}.mp3"), recording(name));
    }
    here.run(["build", "--now", "2024-06-01"]).expect_code(0);
    let of_length = |here: &Publication| -> Vec<(u64, String)> {
        let one = |item: &Value| {
            let bytes = item["attachments"][0]["size_in_bytes"].as_u64().unwrap_or_default();
            (bytes, format!("{} {}", text(&item["id"]), text(&item["date_published"])))
        };
        let mut all: Vec<_> = items(here).iter().map(one).collect();
        all.sort();
        all
    };
    let before = of_length(&here);
    for number in [3, 2, 1] {
        let path = |number: u32| here.root().join(format!("episodes/0{number}.mp3"));
        fs::rename(path(number), path(number + 1)).expect("moved");
    }
    here.file("episodes/01.mp3", recording("chapters_id3v23.mp3"));
    for day in ["2024-06-02", "2024-06-03"] {
        here.run(["build", "--now", day]).expect_code(0);
        let after = of_length(&here);
        assert_eq!((after.len(), before.iter().all(|one| after.contains(one))), (4, true), "{before:?} {after:?}");
    }
    // The same recording twice is that of the name that it had; what was under the other name stays as it was.
    let before = identities(&here);
    here.file("episodes/03.mp3", recording("cbr.mp3"));
    here.run(["build", "--now", "2024-06-04"]).expect_code(0);
    assert_eq!(identities(&here), before);
}

#[test]
fn what_nobody_could_play_or_fetch_is_no_episode() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let here = Publication::empty();
    here.config(FOLDER);
    here.file("episodes/2024-01-01 good #1?.mp3", recording("cbr.mp3"));
    here.file("episodes/2024-01-02 picture.mp3", recording("square.png"));
    let odd = here.root().join("episodes").join(OsStr::from_bytes(b"2024-01-03 latin\xe9.mp3"));
    fs::write(odd, recording("cbr.mp3")).expect("written");
    let run = here.run(["build", "--now", "2024-06-01"]);
    let said = run.stderr.clone();
    assert!(said.contains("media-unplayable") && said.contains("picture.mp3"), "{said}");
    assert!(said.contains("media-unreadable") && said.contains("not in UTF-8"), "{said}");
    assert!(!said.contains("enclosure-invalid"), "{said}");
    assert_eq!(episodes(&here), ["Good #1? 2024-01-01 2024-01-01%20good%20%231%3F.mp3"]);
}

/// A season that is put there at once is heard in its order; and stays as it is.
#[test]
fn recordings_without_a_date_come_in_the_order_of_their_numbers() {
    let here = Publication::empty();
    here.config(FOLDER.replace("timezone", "language = \"en\"\ntimezone"));
    for name in ["S01E02 b", "S01E10 c", "S01E01 a", "S02E01 d", "9 y", "10 z", "x"] {
        here.file(format!("episodes/{name}.mp3"), recording("vbr_without_header.mp3"));
    }
    here.run(["build", "--now", "2024-06-01T12:00:00Z"]).expect_code(0);
    let dated = |here: &Publication| -> Vec<String> {
        let one = |item: &Value| format!("{} {}", text(&item["title"]), &text(&item["date_published"])[..19]);
        items(here).iter().map(one).collect()
    };
    let first = [
        "D 2024-06-01T12:00:00",
        "C 2024-06-01T11:59:59",
        "B 2024-06-01T11:59:58",
        "A 2024-06-01T11:59:57",
        // No numbers of episodes, but names that people would order so.
        "X 2024-06-01T11:59:56",
        "10 z 2024-06-01T11:59:55",
        "9 y 2024-06-01T11:59:54",
    ];
    assert_eq!(dated(&here), first);
    here.file("episodes/S01E03 late.mp3", recording("cbr.mp3"));
    here.run(["build", "--now", "2024-06-02T12:00:00Z"]).expect_code(0);
    let now = dated(&here);
    assert_eq!((now[0].as_str(), &now[1..]), ("Late 2024-06-02T12:00:00", &first.map(str::to_owned)[..]));
    // The state is lost: the documents know the dates.
    fs::remove_file(here.root().join("episodes/S01E03 late.mp3")).expect("the test's own");
    here.run(["build", "--now", "2024-06-03T12:00:00Z"]).expect_code(0);
    fs::remove_dir_all(here.root().join(".courant")).expect("the test's own");
    here.run(["build", "--now", "2024-06-04T12:00:00Z"]).expect_code(0);
    assert_eq!(dated(&here), first);
}

/// The old feed of a show, on another host; its episodes are not called as their files are tagged.
fn old_feed(titles: &[&str]) -> String {
    let items = titles.iter().enumerate().map(|(number, title)| {
        format!(
            "<item><title>{title}</title><guid isPermaLink='false'>old-{number}</guid>\
             <pubDate>0{} Oct 2023 10:00:00 GMT</pubDate>\
             <enclosure url='https://old.example/m/{number}/knot-{number}.mp3?x=1' length='0' type='audio/mpeg'/></item>",
            number + 1
        )
    });
    let items: String = items.collect();
    format!(
        "<rss version='2.0'><channel><title>T</title><link>https://old.example/</link><description>d</description>{items}</channel></rss>"
    )
}

/// A folder of recordings that comes from another host is known by titles and names, though it says no dates.
#[test]
fn a_folder_that_moves_here_is_not_shown_again() {
    let titles = ["#101 - Low water", "Bowline", "Bowline", "Knot 3"];
    let folder = |here: &Publication| {
        here.config(FOLDER).file("old.xml", old_feed(&titles));
        // By its title without the number, by the name of its file where two have one title, by neither.
        here.file("episodes/Low water.mp3", recording("vbr_without_header.mp3"));
        here.file("episodes/knot-1.mp3", recording("vbr.mp3")).file("episodes/knot-2.mp3", recording("cbr.mp3"));
        here.file("episodes/knot-3.wav", recording("sound.wav")).file("episodes/Brand new.mp3", recording("cover.mp3"));
    };
    let here = Publication::empty();
    folder(&here);
    here.run(["adopt", "old.xml"]).expect_code(0).expect_stderr(["recognised as 4 of those"]);
    here.run(NOW).expect_code(0);
    let rss = here.read("feeds/show/rss.xml");
    for number in 0..4 {
        assert_eq!(rss.matches(&format!(">old-{number}<")).count(), 1, "{rss}");
    }
    assert_eq!(rss.matches("<item>").count(), 5, "{rss}");
    assert!(rss.contains("<pubDate>Sun, 01 Oct 2023 10:00:00 +0000</pubDate>"), "{rss}");

    // Whoever puts the folder where the old feed is, and adopts nothing, is stopped.
    let there = Publication::empty();
    folder(&there);
    there.file("feeds/show/rss.xml", old_feed(&titles));
    there.config(FOLDER.replace("tag =", "flood_guard = 3\ntag ="));
    let outcome = there.run(NOW).expect_code(1);
    assert!(
        outcome.stderr.contains("flood") && there.read("feeds/show/rss.xml").contains("old-2"),
        "{}",
        outcome.stderr
    );
}
