//! Files beside a feed: chapters in JSON.

use crate::support::{Publication, text};
use serde_json::{Value, json};

fn show(records: &[(&str, &str)]) -> Publication {
    let here = Publication::empty();
    here.config(include_str!("plain.toml"));
    for (stem, chapters) in records {
        episode(&here, stem, chapters);
    }
    here
}

fn episode(here: &Publication, stem: &str, chapters: &str) {
    here.file(
        format!("data/{stem}.md"),
        format!("---\ntitle: {stem}\ndate: 2026-01-01\naudio: https://a.example/{stem}.mp3\nchapters: {chapters}\n---\nNotes.\n"),
    );
}

/// The paths of files of chapters.
fn files(here: &Publication) -> Vec<String> {
    let tree = here.tree();
    let files = tree.files().into_iter().filter(|path| path.contains("/chapters/"));
    files.map(|path| path.trim_start_matches("site/").to_owned()).collect()
}

#[test]
fn chapters_are_written_as_the_namespace_has_them() {
    let here = show(&[(
        "one",
        "[{start: 0, title: Intro}, {start: \"1:30.5\", end: 100, title: Knots, url: /k, image: /k.png, toc: false}]",
    )]);
    here.run(["build"]).expect_code(0);
    let path = files(&here).pop().expect("a file");
    let file: Value = serde_json::from_str(&here.read(&path)).expect("JSON");
    assert_eq!(
        file,
        json!({"version": "1.2.0", "title": "one", "chapters": [
            {"startTime": 0, "title": "Intro"},
            {"startTime": 90.5, "endTime": 100, "title": "Knots", "url": "https://a.example/k", "img": "https://a.example/k.png", "toc": false},
        ]})
    );
    let feed = here.read("feeds/show/rss.xml");
    let url = format!("url=\"https://a.example/{path}\"");
    assert!(feed.contains("type=\"application/json+chapters\"") && feed.contains(&url), "{feed}");
    // `courant check` judges feeds, and this is none.
    here.run(["check", "feeds/show/rss.xml"]).expect_code(0);
}

#[test]
fn a_file_is_written_only_when_it_changes_and_goes_with_a_word() {
    let here = show(&[("one", "[00:00 A]"), ("two", "[00:00 B]")]);
    here.run(["build"]).expect_code(0);
    let before = here.tree();
    here.run(["build"]).expect_code(0);
    here.run(["build", "--no-cache"]).expect_code(0);
    let changes = here.tree().changes_since(&before);
    assert!(!changes.iter().any(|change| change.contains("feeds/")), "{changes:?}");

    // One changes: the other's file stays as it is.
    episode(&here, "one", "[00:00 A, 01:00 More]");
    here.run(["build"]).expect_code(0);
    let changes = here.tree().changes_since(&before);
    let changed: Vec<_> = changes.iter().filter(|change| change.contains("/chapters/")).collect();
    assert!(matches!(changed.as_slice(), [one] if one.contains("/one-")), "{changed:?}");

    // Somebody else's hand: it is mended, with the rest as it was.
    let [one, two] = <[String; 2]>::try_from(files(&here)).expect("two files");
    let whole = here.read(&two);
    std::fs::remove_file(here.root().join(&one)).expect("it is there");
    here.file(&two, "{}");
    here.run(["build"]).expect_code(0);
    assert!(here.has(&one));
    assert_eq!(here.read(&two), whole);

    // No chapters any more, then no episode any more.
    episode(&here, "one", "[]");
    here.run(["build"]).expect_stderr(["is taken away", &one[6..]]);
    assert_eq!(files(&here), [two.as_str()]);
    std::fs::remove_file(here.root().join("data/two.md")).expect("it is there");
    here.run(["build", "--allow-deletions"]);
    assert_eq!(files(&here), Vec::<String>::new());
    let quiet = here.run(["build"]);
    assert!(!quiet.stderr.contains("is taken away"), "it is said once: {}", quiet.stderr);
}

#[test]
fn a_file_can_be_left_out_and_one_that_is_there_already_counts() {
    let here = show(&[("one", "[00:00 A]")]);
    here.config(format!("{}chapters = \"inline\"\n", include_str!("plain.toml")));
    here.run(["build"]).expect_code(0);
    assert_eq!(files(&here), Vec::<String>::new());
    let feed = here.read("feeds/show/rss.xml");
    assert!(feed.contains("<psc:chapter ") && !feed.contains("<podcast:chapters"), "{feed}");

    here.config(include_str!("plain.toml"));
    episode(&here, "one", "https://h.example/c.json");
    here.run(["build"]).expect_code(0);
    assert_eq!(files(&here), Vec::<String>::new());
    assert!(here.read("feeds/show/rss.xml").contains("url=\"https://h.example/c.json\""));
}

#[test]
fn a_retracted_episode_leaves_nothing_behind() {
    let here = show(&[("one", "[00:00 A]"), ("two", "[00:00 B]")]);
    here.run(["build"]).expect_code(0);
    here.run(["retract", "data/one.md"]).expect_code(0);
    let left = files(&here);
    assert!(matches!(left.as_slice(), [two] if two.contains("/two-")), "{left:?}");
}

#[test]
fn directories_would_drop_what_a_limit_leaves_out() {
    let here = show(&[("one", "[]"), ("two", "[]"), ("three", "[]")]);
    let outcome = here.run(["build"]);
    assert!(!outcome.stderr.contains("episodes-left-out"), "{}", outcome.stderr);
    assert_eq!(here.read("feeds/show/rss.xml").matches("<item>").count(), 3, "no limit of its own");
    let config = include_str!("plain.toml");
    here.config(config.replace("name = \"show\"", "name = \"show\"\nlimit = 1"));
    let outcome = here.run(["--format", "json", "build"]);
    let said =
        outcome.diagnostics().into_iter().find(|finding| finding["rule"] == "episodes-left-out").expect("a warning");
    assert_eq!(said["level"], "warning");
    assert!(text(&said["message"]).contains("drop 2 episodes, which `limit` leaves out"), "{said}");
    here.config(config.replace("name = \"show\"", "name = \"show\"\narchive = true"));
    here.run(["build"]).expect_stderr(["episodes-left-out", "`archive`", "none is left out so far"]);
    here.config(config.replace("name = \"show\"", "name = \"show\"\nsince = \"99999d\""));
    here.run(["build"]).expect_stderr(["episodes-left-out", "`since`", "an episode that is older leaves it"]);
}

/// What lies beside the record: `one.vtt`, `one.chapters`, and what the record names.
#[test]
fn transcripts_and_chapters_lie_beside_the_record() {
    let here = show(&[("one", "[]")]);
    here.config(format!("{}transcripts = [\"vtt\", \"srt\"]\n", include_str!("plain.toml")));
    here.file("data/one.vtt", "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>Salt\n");
    here.file("data/one.chapters", "00:00:00.000 Hello\n00:01:00.500 Knots <https://a.example/k>\n");
    here.run(["build"]).expect_code(0);
    let mark = files(&here)[0].split('-').next_back().map(|end| end[..8].to_owned()).expect("a mark");
    let stem = format!("feeds/show/transcripts/one-{mark}");
    assert_eq!(here.read(format!("{stem}.vtt")), "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>Salt\n");
    assert_eq!(here.read(format!("{stem}.srt")), "1\n00:00:01,000 --> 00:00:02,500\nAda: Salt\n");
    let feed = here.read("feeds/show/rss.xml");
    for (ending, kind) in [("vtt", "text/vtt"), ("srt", "application/x-subrip")] {
        let tag =
            format!("<podcast:transcript rel=\"captions\" type=\"{kind}\" url=\"https://a.example/{stem}.{ending}\">");
        assert!(feed.contains(&tag), "{tag}: {feed}");
    }
    assert!(
        feed.contains("<psc:chapter href=\"https://a.example/k\" start=\"00:01:00.500\" title=\"Knots\">"),
        "{feed}"
    );

    // A change of such a file alone is noticed; nothing else is written then.
    let before = here.tree();
    here.run(["build"]).expect_code(0);
    here.file("data/one.vtt", "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>Rope\n");
    here.run(["build"]).expect_code(0);
    let changes = here.tree().changes_since(&before);
    let changed: Vec<_> = changes.iter().filter(|change| change.contains("feeds/")).collect();
    assert_eq!(changed.len(), 2, "both transcripts: {changed:?}");
    assert!(here.read(format!("{stem}.srt")).contains("Ada: Rope"));
    let cached = here.tree();
    here.run(["build", "--no-cache"]).expect_code(0);
    assert!(
        !cached.changes_since(&here.tree()).iter().any(|change| change.contains("feeds/")),
        "with and without the cache"
    );

    // It goes, and what was made of it goes with a word.
    std::fs::remove_file(here.root().join("data/one.vtt")).expect("it is there");
    here.run(["build"]).expect_stderr(["file-taken-away"]);
    assert!(!here.has(format!("{stem}.srt")) && !here.has(format!("{stem}.vtt")));
}

#[test]
fn a_transcript_that_is_none_is_left_out_with_its_name() {
    let here = show(&[]);
    let record = |file: &str| {
        format!(
            "---\ntitle: One\ndate: 2026-01-01\naudio: https://a.example/1.mp3\nepisode: {{transcripts: {{file: {file}, language: de}}}}\n---\nx\n"
        )
    };
    here.file("data/x/one.md", record("t/one.vtt")).file("data/x/t/one.vtt", "1\n00:00:01,000 --> 00:00:02,000\nx\n");
    here.config(include_str!("plain.toml").replace("data/*.md", "data/**/*.md"));
    here.run(["build"]).expect_code(0).expect_stderr(["data/x/one.md", "`data/x/t/one.vtt` is left out", "WEBVTT"]);
    assert!(!here.read("feeds/show/rss.xml").contains("transcript"));
    here.file("data/x/t/one.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n");
    here.run(["build"]).expect_code(0);
    assert!(here.read("feeds/show/rss.xml").contains(" language=\"de\""));
    for bad in ["../../courant.toml", "/etc/passwd", "gone.vtt", "one.md"] {
        here.file("data/x/one.md", record(bad));
        here.run(["build"]).expect_code(0).expect_stderr(["data/x/one.md", "warning["]);
        assert!(!here.read("feeds/show/rss.xml").contains("transcript"), "{bad}");
    }
}

/// What somebody wrote is published as it is, and what cannot be read is said.
#[test]
fn transcripts_of_ones_own_go_before_those_that_are_made() {
    let here = show(&[("one", "[]"), ("two", "[]"), ("three", "[]")]);
    here.config(format!("{}transcripts = [\"vtt\", \"srt\"]\n", include_str!("plain.toml")));
    here.file("data/one.vtt", "WEBVTT\n\n00:01.000 --> 00:02.500\nMade\n");
    here.file("data/one.srt", "1\n00:00:01,000 --> 00:00:02,500\nOwn\n");
    here.file("data/two.srt", b"1\n00:00:01,000 --> 00:00:02,000\nCaf\xe9\n");
    let utf_16: Vec<u8> = "\u{feff}0:00 First\n1:00 Two\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    here.file("data/two.chapters", utf_16);
    here.file("data/three.chapters", "\u{feff}0:00 First\n1:00 Two\n");
    here.run(["build"]).expect_code(0).expect_stderr(["`data/two.srt` cannot be read: it is not in UTF-8"]);
    let tree = here.tree();
    let found = |ending: &str| -> Vec<String> {
        let files = tree.files().into_iter().filter(|path| path.contains("/transcripts/") && path.ends_with(ending));
        files.map(|path| here.read(path.trim_start_matches("site/"))).collect()
    };
    assert_eq!(found(".srt"), ["1\n00:00:01,000 --> 00:00:02,500\nOwn\n"]);
    assert_eq!(found(".vtt"), ["WEBVTT\n\n00:01.000 --> 00:02.500\nMade\n"]);
    let feed = here.read("feeds/show/rss.xml");
    assert_eq!(feed.matches("title=\"First\"").count(), 2, "{feed}");
}

/// Who pays whom wrongly is told, and keeps no episode back.
#[test]
fn a_payment_address_that_is_none_keeps_nothing_back() {
    let here = show(&[]);
    here.file(
        "data/one.md",
        "---\ntitle: One\ndate: 2026-01-01\naudio: https://a.example/1.mp3\nepisode:\n  value:\n    recipients: \
         [{name: Ada, type: node, address: ada@pay.example, split: 100}]\n---\nx\n",
    );
    here.run(["build"]).expect_code(0).expect_stderr(["podcast-payment-address"]);
    assert!(here.read("feeds/show/rss.xml").contains("<title>One</title>"));
}

/// What a file of chapters says beside what is known is kept; what cannot be read of it is named with its line.
#[test]
fn nothing_of_a_file_of_chapters_gets_lost_without_a_word() {
    let here = show(&[]);
    let record = |stem: &str| {
        format!("---\ntitle: {stem}\ndate: 2026-01-01\naudio: https://a.example/{stem}.mp3\n---\nNotes.\n")
    };
    here.file("data/lines.md", record("lines"));
    here.file("data/lines.chapters", "# made by hand\n00:00 Intro\n\nKnots at ten\n00:10:30.000 Rope\n1:75 Never\n");
    here.file("data/json.md", record("json"));
    here.file(
        "data/json.chapters",
        r#"{"version": "1.2.0", "author": "Ada", "waypoints": true, "title": "Other", "chapters": [
            {"startTime": 0, "title": "Quay", "location": {"name": "Vienna", "geo": "geo:48.2,16.4"}},
            {"title": "When?"}, {"startTime": 9.5, "title": "Rope"}]}"#,
    );
    let outcome = here.run(["build"]);
    for said in [
        "data/lines.chapters:4",
        "`Knots at ten`, which is no line such as",
        "data/lines.chapters:6",
        "left out of the chapters in `data/json.chapters`: chapter 2, which has no `startTime`",
    ] {
        assert!(outcome.stderr.contains(said), "{said}: {}", outcome.stderr);
    }
    assert_eq!(outcome.stderr.matches("left out of the chapters").count(), 3, "{}", outcome.stderr);
    let read = |stem: &str| -> Value {
        let path = files(&here).into_iter().find(|path| path.contains(stem)).expect("a file");
        serde_json::from_str(&here.read(&path)).expect("JSON")
    };
    assert_eq!(
        read("/json-"),
        json!({"version": "1.2.0", "title": "json", "author": "Ada", "waypoints": true, "chapters": [
            {"startTime": 0, "title": "Quay", "location": {"name": "Vienna", "geo": "geo:48.2,16.4"}},
            {"startTime": 9.5, "title": "Rope"},
        ]})
    );
    assert_eq!(read("/lines-")["chapters"].as_array().map(Vec::len), Some(2));
    // A change of what is only kept is a change of the file.
    let changed = here.read("data/json.chapters").replace("Vienna", "Graz");
    here.file("data/json.chapters", changed);
    here.run(["build"]);
    assert_eq!(read("/json-")["chapters"][0]["location"]["name"], "Graz");
}

/// Chapters in the forms in which programs write them.
#[test]
fn files_of_chapters_of_other_programs_are_read() {
    let here = show(&[]);
    let podlove = "<?xml version=\"1.0\"?>\n<psc:chapters version=\"1.2\" xmlns:psc=\"http://podlove.org/simple-chapters\">\n\
        <psc:chapter start=\"0\" title=\"Salt &amp; Rope\" href=\"\" image=\"\"/>\n\
        <psc:chapter start=\"00:01:02.500\" title=\"Two\" href=\"https://a.example/2\"></psc:chapter>\n\
        <psc:chapter title=\"When?\"/></psc:chapters>";
    for (stem, ending, text) in [
        (
            "audacity",
            "chapters",
            "0.000000\t62.500000\tSalt &amp; Rope\n62.500000\t62.500000\tTwo\n".replace("&amp;", "&"),
        ),
        (
            "vtt",
            "chapters",
            "WEBVTT\n\n1\n00:00.000 --> 01:02.500\n<v Ada>Salt &amp; Rope\n\n01:02.500 --> 02:00.000\nTwo\n".to_owned(),
        ),
        ("podlove", "chapters", podlove.to_owned()),
        ("psc", "psc", podlove.to_owned()),
    ] {
        let head = format!("title: {stem}\ndate: 2026-01-01\naudio: https://a.example/{stem}.mp3");
        here.file(format!("data/{stem}.md"), format!("---\n{head}\n---\nNotes.\n"));
        here.file(format!("data/{stem}.{ending}"), text);
    }
    let outcome = here.run(["build"]).expect_stderr(["data/podlove.chapters:5", "no `start`"]);
    assert_eq!(outcome.stderr.matches("left out of the chapters").count(), 2, "{}", outcome.stderr);
    for stem in ["audacity", "vtt", "podlove", "psc"] {
        let path = files(&here).into_iter().find(|path| path.contains(&format!("/{stem}-"))).expect("a file");
        let file: Value = serde_json::from_str(&here.read(&path)).expect("JSON");
        let chapters = file["chapters"].as_array().expect("chapters").iter();
        let told: Vec<String> = chapters.map(|one| format!("{} {}", one["startTime"], one["title"])).collect();
        assert_eq!(told, ["0 \"Salt & Rope\"", "62.5 \"Two\""], "{stem}");
    }
}
