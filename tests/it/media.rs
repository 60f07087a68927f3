//! Media files: measured, compared with what is said of them, and known from one run to the next.

mod changes;
mod folder;
mod large;
mod places;
mod sources;

use crate::{
    incremental::{settle, traced},
    support::{
        Publication, feeds,
        http::{Response, Server},
        text,
    },
};
use courant::media::{Kind, measure};
use serde_json::Value;
use std::{fs, path::Path};

const SHOW: &str = r#"
[publication]
title = "The Harbour Hour"
link = "https://harbour.example/"
feeds_url = "https://harbour.example/feeds/"
tag = "harbour.example,2020"
timezone = "UTC"
language = "en"

[media]
dir = "media"
url = "https://cdn.example/audio/"

[[source]]
files = "data/**/*.md"

[[feed]]
name = "show"
formats = ["rss", "atom", "json"]
"#;
const NOW: [&str; 3] = ["build", "--now", "2026-06-01"];

/// A recording of the tests.
pub fn recording(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn show() -> Publication {
    let here = Publication::empty();
    here.config(SHOW);
    here
}

fn episode(here: &Publication, stem: &str, head: &str) {
    here.file(
        format!("data/{stem}.md"),
        format!("---\ntitle: Episode {stem}\ndate: 2026-05-01\n{head}\n---\nNotes.\n"),
    );
}

/// The attachments of all items of the JSON Feed: address, type, bytes, seconds.
fn attachments(here: &Publication) -> Vec<String> {
    let feed: Value = serde_json::from_str(&here.read("feeds/show/feed.json")).expect("JSON");
    let items = feed["items"].as_array().expect("items").iter();
    let all = items.flat_map(|item| item["attachments"].as_array().cloned().unwrap_or_default());
    let one = |file: Value| {
        let address = text(&file["url"]).to_owned();
        format!("{address} {} {} {}", text(&file["mime_type"]), file["size_in_bytes"], file["duration_in_seconds"])
    };
    let mut all: Vec<String> = all.map(one).collect();
    all.sort();
    all
}

#[test]
fn what_a_file_is_stands_in_every_format_without_being_typed() {
    let here = show();
    here.file("media/s1/Größe & co.mp3", recording("vbr.mp3")).file("data/beside.m4a", recording("late_moov.m4a"));
    here.file("media/by-address.opus", recording("chapters.opus"));
    episode(&here, "one", "enclosure:\n  file: s1/Größe & co.mp3");
    episode(&here, "two", "enclosure:\n  file: beside.m4a");
    episode(&here, "three", "enclosure: https://cdn.example/audio/by-address.opus");
    episode(&here, "four", "enclosure:\n  url: https://elsewhere.example/x.mp3\n  length: 7\n  type: audio/mpeg");
    here.run(NOW).expect_code(0);
    let sizes = ["vbr.mp3", "late_moov.m4a", "chapters.opus"].map(|name| recording(name).len());
    assert_eq!(
        attachments(&here),
        [
            format!("https://cdn.example/audio/by-address.opus audio/opus {} 3.2", sizes[2]),
            format!("https://cdn.example/audio/s1/Gr%C3%B6%C3%9Fe%20%26%20co.mp3 audio/mpeg {} 3.276", sizes[0]),
            "https://elsewhere.example/x.mp3 audio/mpeg 7 null".to_owned(),
            format!("https://harbour.example/beside.m4a audio/mp4 {} 3.2", sizes[1]),
        ]
    );
    let rss = here.read("feeds/show/rss.xml");
    let one = format!(
        r#"<enclosure url="https://cdn.example/audio/by-address.opus" length="{}" type="audio/opus"/>"#,
        sizes[2]
    );
    assert!(rss.contains(&one), "{rss}");
    let atom = feeds::atom(&here.read("feeds/show/atom.xml"));
    assert_eq!(atom.len(), 4);
    // Without the cache it is the same, byte for byte.
    let tree = here.tree();
    here.run(["build", "--now", "2026-06-01", "--no-cache"]).expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
}

#[test]
fn what_was_typed_wrong_and_what_is_wrong_with_files_is_named_with_the_place() {
    let here = show();
    let whole = recording("vbr.mp3");
    here.file("media/good.mp3", &whole);
    here.file("media/half.mp3", &whole[..whole.len() / 2]);
    here.file("media/empty.mp3", b"");
    here.file("media/page.mp3", b"<!DOCTYPE html><title>404</title>");
    here.file("media/ogg.mp3", recording("chapters.ogg"));
    episode(&here, "wrong", "enclosure:\n  file: good.mp3\n  length: 12\n  type: audio/ogg\n  duration: 3600");
    for name in ["half", "empty", "page", "ogg", "nowhere"] {
        episode(&here, name, &format!("enclosure: {name}.mp3"));
    }
    // What nobody sees need not be whole yet.
    episode(&here, "draft", "draft: true\nenclosure: later.mp3");
    let outcome = here.run(["build", "--now", "2026-06-01", "--format", "json"]).expect_code(1);
    let mut found: Vec<String> = outcome
        .diagnostics()
        .iter()
        .filter(|found| text(&found["rule"]).starts_with("media-"))
        .map(|found| {
            format!(
                "{} {} {}:{} {}",
                text(&found["level"]),
                text(&found["rule"]),
                text(&found["file"]),
                found["line"],
                text(&found["message"])
            )
        })
        .collect();
    found.sort();
    let length = whole.len();
    assert_eq!(
        found,
        [
            "error media-unplayable data/empty.md:4 `media/empty.mp3` is empty".to_owned(),
            "error media-unplayable data/page.md:4 `media/page.mp3` is no media file, though its name ends in `.mp3`"
                .to_owned(),
            "note media-missing data/draft.md:5 there is no file `media/later.mp3`".to_owned(),
            "warning media-duration-wrong data/wrong.md:5 `media/good.mp3` plays 0:03.3, not 1:00:00.0".to_owned(),
            format!("warning media-length-wrong data/wrong.md:5 `media/good.mp3` has {length} bytes, not 12"),
            "warning media-mislabelled data/ogg.md:4 `media/ogg.mp3` is Ogg audio, though its name ends in `.mp3`"
                .to_owned(),
            "warning media-missing data/nowhere.md:4 there is no file `media/nowhere.mp3`".to_owned(),
            "warning media-truncated data/half.md:4 `media/half.mp3` is cut off: 1.5 of 3.3 seconds are there"
                .to_owned(),
            "warning media-type-wrong data/wrong.md:5 `media/good.mp3` is MPEG audio (MP3): audio/mpeg, not audio/ogg"
                .to_owned(),
        ]
    );
    // An episode that nobody could hear is left out; all others say what is true.
    let ogg = recording("chapters.ogg").len();
    assert_eq!(
        attachments(&here),
        [
            format!("https://cdn.example/audio/good.mp3 audio/mpeg {length} 3.276"),
            format!("https://cdn.example/audio/half.mp3 audio/mpeg {} 3.276", length / 2),
            "https://cdn.example/audio/nowhere.mp3 audio/mpeg null null".to_owned(),
            format!("https://cdn.example/audio/ogg.mp3 audio/ogg {ogg} 3.2"),
        ]
    );
    // The next run has nothing to do and says the same.
    let again = here.run(["build", "--now", "2026-06-01", "--format", "json"]).expect_code(1);
    assert_eq!(again.diagnostics(), outcome.diagnostics());
}

#[test]
fn a_record_without_a_word_is_an_episode() {
    let here = show();
    here.file("media/a.mp3", recording("chapters.mp3")).file("media/012-the_first.mp3", recording("cbr.mp3"));
    here.file("data/a.md", "---\ndate: 2026-05-01\nenclosure: a.mp3\n---\n");
    here.file("data/b.md", "---\ndate: 2026-05-02\nenclosure: 012-the_first.mp3\n---\n");
    here.file("data/c.md", "---\ndate: 2026-05-03\nenclosure: missing.mp3\n---\n");
    here.run(NOW).expect_code(1).expect_stderr(["record-empty", "data/c.md"]);
    let rss = here.read("feeds/show/rss.xml");
    assert!(rss.contains("<title>Pilot</title>") && rss.contains("<title>012 the first</title>"), "{rss}");
}

#[test]
fn a_prefix_changes_the_address_that_is_shown_and_nothing_else() {
    let here = show();
    here.file("media/a.mp3", recording("cbr.mp3"));
    episode(&here, "a", "enclosure: a.mp3");
    here.run(NOW).expect_code(0);
    let plain = here.read("feeds/show/rss.xml");
    here.config(SHOW.replace("[media]", "[media]\nenclosure_prefix = \"https://count.example/e/\""));
    here.run(NOW).expect_code(0);
    let counted = here.read("feeds/show/rss.xml");
    assert_eq!(counted, plain.replace("https://cdn.example/", "https://count.example/e/cdn.example/"));
    assert_eq!(attachments(&here).len(), 1);
    assert!(attachments(&here)[0].starts_with("https://count.example/e/cdn.example/audio/a.mp3 audio/mpeg"));
    // A feed can do without.
    here.config(here.read("courant.toml") + "enclosure_prefix = \"\"\n");
    here.run(NOW).expect_code(0);
    assert_eq!(here.read("feeds/show/rss.xml"), plain);
}

#[test]
fn files_that_have_not_changed_are_never_opened() {
    let here = show();
    for number in 0..20 {
        here.file(format!("media/{number}.mp3"), recording("cbr.mp3"));
        episode(&here, &number.to_string(), &format!("enclosure: {number}.mp3"));
    }
    settle(&here);
    here.run(NOW).expect_code(0);
    settle(&here);
    let Some((outcome, calls)) = traced(&here, &NOW) else { return };
    assert!(outcome.stderr.contains("0 documents written"), "{}", outcome.stderr);
    assert_eq!((calls.opened_below("media/"), calls.opened_below("data/")), (vec![], vec![]));
    // One more episode, and one that is touched but the same.
    here.file("media/new.mp3", recording("vbr.mp3"));
    episode(&here, "new", "enclosure: new.mp3");
    settle(&here);
    let (outcome, calls) = traced(&here, &NOW).expect("it could be traced before");
    assert!(outcome.stderr.contains("3 documents written"), "{}", outcome.stderr);
    let mut opened = calls.opened_below("media/");
    opened.dedup();
    assert_eq!((opened, calls.opened_below("data/")), (vec!["media/new.mp3"], vec!["data/new.md"]));
    // What is copied anew with the same bytes is looked at once, and is no change.
    here.file("media/3.mp3", recording("cbr.mp3"));
    settle(&here);
    let (outcome, calls) = traced(&here, &NOW).expect("it could be traced before");
    assert!(outcome.stderr.contains("0 documents written"), "{}", outcome.stderr);
    let mut opened = calls.opened_below("media/");
    opened.dedup();
    assert_eq!(opened, ["media/3.mp3"]);
    let (_, calls) = traced(&here, &NOW).expect("it could be traced before");
    assert_eq!(calls.opened_below("media/"), [""; 0]);
    // A change of what all episodes say is no business of the recordings.
    here.config(SHOW.replace("[media]", "[media]\nenclosure_prefix = \"https://count.example/e/\""));
    settle(&here);
    let (outcome, calls) = traced(&here, &NOW).expect("it could be traced before");
    assert!(outcome.stderr.contains("3 documents written"), "{}", outcome.stderr);
    assert_eq!(calls.opened_below("media/"), [""; 0]);
}

#[test]
fn every_value_of_the_generated_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/audio-generated");
    let Ok(table) = fs::read_to_string(corpus.join("durations.tsv")) else {
        eprintln!("SKIPPED: {} is not there", corpus.display());
        return;
    };
    let mut rows = 0;
    for row in table.lines().skip(1) {
        let [name, length, duration, codec, chapters, title] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("six columns: {row}");
        };
        let measured = measure(&corpus.join(name)).expect("measured");
        assert_eq!(measured.length.to_string(), length, "{name}");
        match duration.parse::<f64>() {
            Ok(seconds) => assert!((measured.duration.expect("long") - seconds).abs() < 0.1, "{name}: {measured:?}"),
            Err(_) => assert_eq!(measured.duration, None, "{name}"),
        }
        assert_eq!(measured.chapters.len().to_string(), chapters, "{name}");
        assert_eq!(measured.tags.title.as_deref().unwrap_or("-"), title, "{name}");
        let kind = match codec {
            "mp3" => Kind::Mpeg,
            "aac" => Kind::Mp4,
            "vorbis" => Kind::Ogg,
            "opus" => Kind::Opus,
            "flac" => Kind::Flac,
            _ => Kind::Unknown,
        };
        assert_eq!(measured.kind, kind, "{name}");
        let is_faulty = ["empty.mp3", "truncated.mp3", "wrong_extension.mp3"].contains(&name);
        assert_eq!(!measured.faults.is_empty(), is_faulty, "{name}: {measured:?}");
        rows += 1;
    }
    assert!(rows >= 15, "{rows}");
}

#[test]
fn files_are_published_before_the_documents_that_name_them_and_no_sooner() {
    let here = show();
    here.config(SHOW.replace(
        "url = \"https://cdn.example/audio/\"",
        "url = \"https://harbour.example/feeds/audio/\"\npublish = true",
    ));
    here.file("media/s1/now.mp3", recording("cbr.mp3")).file("media/draft.mp3", recording("cbr.mp3"));
    here.file("media/later.mp3", recording("vbr.mp3")).file("media/unnamed.mp3", recording("cbr.mp3"));
    episode(&here, "now", "enclosure: s1/now.mp3");
    episode(&here, "draft", "enclosure: draft.mp3\ndraft: true");
    here.file("data/later.md", "---\ntitle: Later\ndate: 2026-07-01\nenclosure: later.mp3\n---\n");
    here.run(["build", "--now", "2026-06-01", "--dry-run"]).expect_code(0);
    assert!(!here.has("feeds/audio"));
    here.run(NOW).expect_code(0);
    let copies = |here: &Publication| -> Vec<String> {
        let tree = here.tree();
        let files = tree.files().into_iter().filter_map(|path| path.strip_prefix("site/feeds/audio/"));
        files.map(str::to_owned).collect()
    };
    assert_eq!(copies(&here), ["s1/now.mp3"]);
    assert_eq!(fs::read(here.root().join("feeds/audio/s1/now.mp3")).expect("a copy"), recording("cbr.mp3"));
    assert!(here.read("feeds/show/rss.xml").contains("https://harbour.example/feeds/audio/s1/now.mp3"));
    // What is there already is not touched, what was lost comes back, what is due comes.
    settle(&here);
    let tree = here.tree();
    here.run(NOW).expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    fs::remove_file(here.root().join("feeds/audio/s1/now.mp3")).expect("the test's own");
    here.run(NOW).expect_code(0);
    assert_eq!(copies(&here), ["s1/now.mp3"]);
    here.run(["build", "--now", "2026-07-02"]).expect_code(0);
    assert_eq!(copies(&here), ["later.mp3", "s1/now.mp3"]);
    // Where a file cannot be copied, no document names it.
    here.file("media/new.mp3", recording("cbr.mp3"));
    here.file("feeds/audio/new.mp3/in-the-way", "");
    episode(&here, "new", "enclosure: new.mp3");
    let before = here.read("feeds/show/rss.xml");
    here.run(["build", "--now", "2026-07-02"]).expect_code(2).expect_stderr(["audio/new.mp3"]);
    assert_eq!(here.read("feeds/show/rss.xml"), before);
    // Only below the own address is there a place for copies.
    here.config(SHOW.replace("[media]", "[media]\npublish = true"));
    here.run(NOW).expect_code(2).expect_stderr(["`url` must lie below that"]);
}

/// A server of files, which knows HEAD, ranges and conditions.
fn server(files: Vec<(&'static str, Vec<u8>)>) -> Server {
    Server::start(move |request| {
        let Some((_, bytes)) = files.iter().find(|(path, _)| *path == request.path) else { return Response::new(404) };
        let tag = format!("\"{}\"", bytes.len());
        if request.header("If-None-Match") == Some(&tag) {
            return Response::new(304).header("ETag", tag);
        }
        let head = |status| Response::new(status).header("ETag", tag.clone()).header("Content-Type", "audio/mpeg");
        let length = |count: usize| count.to_string();
        match (request.method.as_str(), request.header("Range").and_then(|range| range.strip_prefix("bytes="))) {
            ("HEAD", _) => head(200).header("Content-Length", length(bytes.len())),
            (_, Some(range)) => {
                let (first, last) = range.split_once('-').expect("a range");
                let first: usize = first.parse().expect("a number");
                let last = last.parse::<usize>().expect("a number").min(bytes.len() - 1);
                let stated = format!("bytes {first}-{last}/{}", bytes.len());
                head(206).header("Content-Range", stated).body(&bytes[first..=last])
            }
            _ => head(200).body(bytes),
        }
    })
}

#[test]
fn files_elsewhere_are_asked_for_only_where_that_is_wanted_and_as_little_as_it_takes() {
    let here = Publication::empty();
    let cut = recording("vbr.mp3")[..5000].to_vec();
    // The index of a large file stands at its end.
    let mut large = recording("film.mp4");
    let moov = large.windows(4).position(|four| four == b"moov").expect("an index") - 4;
    let index = large.split_off(moov);
    large.extend((1_u32 << 20).to_be_bytes());
    large.extend(b"free");
    large.resize(large.len() + (1 << 20) - 8, 0);
    large.extend(index);
    let size = large.len();
    let far = server(vec![("/a.mp3", recording("vbr.mp3")), ("/cut.mp3", cut), ("/large.mp4", large)]);
    let base = far.url("");
    let config = SHOW.replace("https://cdn.example/audio/", &format!("{base}/own/"));
    here.config(&config);
    for (stem, head) in [
        ("a", format!("enclosure:\n  url: {base}/a.mp3\n  length: 5")),
        ("cut", format!("enclosure: {base}/cut.mp3")),
        ("large", format!("enclosure: {base}/large.mp4")),
        ("gone", format!("enclosure:\n  url: {base}/gone.mp3\n  length: 6")),
        ("private", "enclosure:\n  url: http://127.0.0.2:9/x.mp3\n  length: 7".to_owned()),
    ] {
        episode(&here, stem, &head);
    }
    here.run(NOW).expect_code(0);
    assert_eq!(far.seen().len(), 0, "nobody is asked unasked");
    here.config(config.replace("[media]", "[media]\nremote = \"ask\""));
    let outcome = here.run(["build", "--now", "2026-06-01", "-v"]).expect_code(0);
    let outcome = outcome.expect_stderr([
        &format!("`{base}/a.mp3` has {} bytes, not 5", recording("vbr.mp3").len()),
        "is cut off",
        &format!("`{base}/gone.mp3` could not be looked at: it is answered with 404"),
        "media-unasked",
        "private network",
    ]);
    assert!(!outcome.stderr.contains("error"), "{}", outcome.stderr);
    assert_eq!(attachments(&here).len(), 5);
    let all = attachments(&here).join("\n");
    for line in [
        format!("{base}/a.mp3 audio/mpeg {} 3.276", recording("vbr.mp3").len()),
        format!("{base}/cut.mp3 audio/mpeg 5000 3.276"),
        format!("{base}/large.mp4 video/mp4 {size} 2"),
        format!("{base}/gone.mp3 audio/mpeg 6 null"),
        "http://127.0.0.2:9/x.mp3 audio/mpeg 7 null".to_owned(),
    ] {
        assert!(all.contains(&line), "{line} in\n{all}");
    }
    let ranges = far.seen().iter().filter(|request| request.path == "/large.mp4" && request.method == "GET").count();
    assert!((1..=8).contains(&ranges), "{ranges} requests for the large one");
    // A run that has nothing to do asks nobody; neither does one with another episode, but for that one.
    let asked = far.seen().len();
    settle(&here);
    here.run(NOW).expect_code(0);
    episode(&here, "new", &format!("enclosure: {base}/large.mp4"));
    here.run(NOW).expect_code(0);
    assert_eq!(far.seen().len(), asked);
    // After a week they are asked whether they are still the same.
    here.run(["build", "--now", "2026-06-09"]).expect_code(0);
    let again: Vec<_> = far.seen().split_off(asked);
    let is_conditional = |path: &str| again.iter().any(|one| one.path == path && one.header("If-None-Match").is_some());
    assert!(is_conditional("/a.mp3") && is_conditional("/large.mp4"), "{again:?}");
    // What cannot be had by HEAD may be had otherwise.
    assert!(again.iter().all(|one| one.method == "HEAD" || one.path == "/gone.mp3"), "{again:?}");
    assert_eq!(attachments(&here).join("\n").matches("3.276").count(), 2);
}

/// What a server says before it sends anything may be wrong: what it sends counts.
#[test]
fn files_elsewhere_are_as_long_as_what_is_sent() {
    let here = Publication::empty();
    let far = Server::start(|request| {
        let bytes = recording("vbr.mp3");
        let Some(range) = request.header("Range").and_then(|range| range.strip_prefix("bytes=")) else {
            let head = Response::new(200);
            return match request.path.as_str() {
                "/packed.mp3" => head.header("Content-Encoding", "gzip").header("Content-Length", "77"),
                "/page.mp3" => head.header("Content-Type", "text/html").header("Content-Length", "12"),
                _ => head.header("Content-Type", "audio/mpeg").header("Content-Length", bytes.len().to_string()),
            };
        };
        let (first, last) = range.split_once('-').expect("a range");
        let (first, last) = (first.parse().unwrap_or(0_usize), last.parse().unwrap_or(usize::MAX).min(bytes.len() - 1));
        let whole = if request.path == "/star.mp3" { "*".to_owned() } else { bytes.len().to_string() };
        let head = Response::new(206).header("Content-Type", "audio/mpeg");
        head.header("Content-Range", format!("bytes {first}-{last}/{whole}")).body(&bytes[first..=last])
    });
    let base = far.url("");
    let own = format!("{base}/own/");
    here.config(SHOW.replace("https://cdn.example/audio/", &own).replace("[media]", "[media]\nremote = \"ask\""));
    for stem in ["packed", "page", "star"] {
        episode(&here, stem, &format!("enclosure: {base}/{stem}.mp3"));
    }
    here.run(NOW).expect_code(0);
    let all = attachments(&here).join("\n");
    for stem in ["packed", "page", "star"] {
        let line = format!("{base}/{stem}.mp3 audio/mpeg {} 3.276", recording("vbr.mp3").len());
        assert!(all.contains(&line), "{line} in\n{all}");
    }
}

#[test]
fn chapters_of_a_recording_are_those_of_the_episode_unless_it_names_its_own() {
    let here = show();
    here.config(SHOW.to_owned() + "podcast = true\n");
    here.file("media/a.mp3", recording("chapters.mp3")).file("media/b.m4a", recording("late_moov.m4a"));
    here.file("media/c.opus", recording("chapters.opus"));
    episode(&here, "a", "enclosure: a.mp3");
    episode(&here, "b", "enclosure: b.m4a");
    episode(&here, "c", "enclosure: c.opus\nchapters:\n  - start: 0\n    title: My own");
    here.run(NOW);
    let rss = here.read("feeds/show/rss.xml");
    let count = |text: &str| rss.matches(text).count();
    assert_eq!(count(r#"<psc:chapter start="00:00:01.250" title="Größe &amp; &lt;Maß&gt;""#), 2, "{rss}");
    assert_eq!((count(r#"title="Intro""#), count(r#"title="My own""#)), (2, 1), "{rss}");
    assert_eq!(count("<itunes:duration>3</itunes:duration>"), 3, "{rss}");
}

#[test]
fn artwork_that_directories_refuse_is_named_with_what_is_wrong() {
    let here = show();
    let png = |side: u32, colours: u8| {
        let mut bytes = recording("square.png");
        bytes[16..20].copy_from_slice(&side.to_be_bytes());
        bytes[20..24].copy_from_slice(&side.to_be_bytes());
        bytes[25] = colours;
        bytes
    };
    here.config(SHOW.to_owned() + "[feed.podcast]\nimage = \"https://cdn.example/audio/cover.png\"\n");
    here.file("media/a.mp3", recording("cbr.mp3")).file("media/wide.jpg", recording("wide.jpg"));
    here.file("media/cover.png", png(1200, 6)).file("media/fine.png", png(3000, 2));
    episode(&here, "a", "enclosure: a.mp3\nepisode:\n  image: https://cdn.example/audio/wide.jpg");
    episode(
        &here,
        "b",
        "enclosure: a.mp3\nimage: https://cdn.example/audio/fine.png\nepisode:\n  image: https://cdn.example/audio/fine.png",
    );
    let said = |outcome: &crate::support::Outcome| -> Vec<String> {
        let found = outcome.diagnostics();
        let about = found.iter().filter(|found| text(&found["rule"]) == "artwork-unfit");
        about.map(|found| format!("{}: {}", text(&found["file"]), text(&found["message"]))).collect()
    };
    let build = ["build", "--now", "2026-06-01", "--format", "json"];
    let first = said(&here.run(build));
    assert_eq!(
        first,
        [
            "courant.toml: `media/cover.png` is no artwork for a podcast: it has 1200 by 1200 pixels, it is transparent",
            "data/a.md: `media/wide.jpg` is no artwork for a podcast: it has 64 by 48 pixels, which is no square",
        ]
    );
    settle(&here);
    assert_eq!(said(&here.run(build)), first, "a run with nothing to do says the same");
    let feed = here.read("feeds/show/atom.xml");
    assert!(feed.contains(r#"height="3000" medium="image""#) || feed.contains(r#"width="3000""#), "{feed}");
    // The new cover is looked at.
    here.file("media/cover.png", png(1400, 2));
    assert_eq!(said(&here.run(build)), first[1..]);
}
