//! Where files may lie, and what is published of them.

use super::{NOW, SHOW, attachments, changes::lose_cache, episode, recording, show};
use crate::support::{Publication, text};
use std::{fs, os::unix::fs::symlink};

#[test]
fn nothing_leads_out_of_the_publication() {
    let here = show();
    let root = here.root().to_owned();
    here.file("media/a.mp3", recording("cbr.mp3")).file("kept/inside.mp3", recording("vbr.mp3"));
    fs::write(root.join("../secret.mp3"), recording("chapters.mp3")).expect("the test's own");
    symlink("../../secret.mp3", root.join("media/link.mp3")).expect("a link");
    symlink("../kept/inside.mp3", root.join("media/inside.mp3")).expect("a link");
    episode(&here, "a", "enclosure:\n  file: ../../secret.mp3\n  type: audio/mpeg");
    episode(&here, "b", "enclosure:\n  url: https://cdn.example/audio/..%2F..%2Fsecret.mp3\n  type: audio/mpeg");
    episode(&here, "c", "enclosure: link.mp3");
    episode(&here, "d", "enclosure: inside.mp3");
    let outcome = here.run(["build", "--now", "2026-06-01", "--format", "json"]).expect_code(1);
    let found = outcome.diagnostics();
    let mut found: Vec<&str> = found
        .iter()
        .filter(|found| text(&found["rule"]) == "media-outside")
        .map(|found| text(&found["file"]))
        .collect();
    found.sort_unstable();
    assert_eq!(found, ["data/a.md", "data/b.md", "data/c.md"], "{}", outcome.stderr);
    let length = recording("vbr.mp3").len();
    assert_eq!(attachments(&here), [format!("https://cdn.example/audio/inside.mp3 audio/mpeg {length} 3.276")]);
}

#[test]
fn the_directory_itself_may_be_a_link() {
    let here = show();
    let root = here.root().to_owned();
    fs::create_dir(root.join("../store")).expect("the test's own");
    fs::write(root.join("../store/a.mp3"), recording("vbr.mp3")).expect("the test's own");
    symlink("../store", root.join("media")).expect("a link");
    episode(&here, "a", "enclosure: a.mp3");
    here.run(NOW).expect_code(0);
    assert_eq!(attachments(&here).len(), 1);
}

#[test]
fn a_file_beside_its_record_is_copied_to_where_the_feed_says() {
    let here = show();
    here.config(SHOW.replace(
        "url = \"https://cdn.example/audio/\"",
        "url = \"https://harbour.example/feeds/audio/\"\npublish = true",
    ));
    here.file("data/one/talk & more.mp3", recording("cbr.mp3")).file("media/two.mp3", recording("vbr.mp3"));
    episode(&here, "one/one", "enclosure: talk & more.mp3");
    episode(&here, "two", "enclosure: two.mp3");
    here.run(NOW).expect_code(0);
    let (one, two) = (recording("cbr.mp3"), recording("vbr.mp3").len());
    let address = "https://harbour.example/feeds/audio/beside/data/one/talk%20%26%20more.mp3";
    assert_eq!(
        attachments(&here).iter().map(|file| file.rsplit_once(' ').expect("four").0).collect::<Vec<_>>(),
        [
            format!("{address} audio/mpeg {}", one.len()),
            format!("https://harbour.example/feeds/audio/two.mp3 audio/mpeg {two}")
        ]
    );
    assert_eq!(fs::read(here.root().join("feeds/audio/beside/data/one/talk & more.mp3")).expect("a copy"), one);
}

#[test]
fn a_name_that_lies_is_told_once_with_one_thing_to_do() {
    let here = show();
    here.config(SHOW.to_owned() + "[feed.podcast]\ncategories = [\"News\"]\nexplicit = false\n");
    here.file("media/a.mp3", recording("late_moov.m4a"));
    episode(&here, "a", "enclosure: {file: a.mp3, type: audio/mpeg}");
    let outcome = here.run(NOW).expect_code(0).expect_stderr([
        "media-mislabelled",
        "rename it so that its name ends in `.m4a`, and leave `type` out",
        "published as audio/mp4",
        "the type is `audio/mp4`: one of both is wrong",
        "if the file is what its type says, rename it",
    ]);
    assert!(!outcome.stderr.contains("media-type-wrong"), "{}", outcome.stderr);
}

/// Whatever a document names below the address of the media directory is there when it is read.
#[test]
fn everything_that_is_named_is_copied_and_what_is_not_there_is_told() {
    let here = Publication::empty();
    let base = "https://harbour.example/feeds/audio";
    let config = SHOW.replace("https://cdn.example/audio/\"", "https://harbour.example/feeds/audio/\"\npublish = true");
    here.config(format!(
        "{config}[feed.podcast]\ncategories = [\"Arts\"]\nexplicit = false\nimage = \"{base}/cover.jpg\"\n\
         trailers = [{{ title = \"T\", url = \"{base}/trailer.mp3\", published = 2026-01-01T10:00:00Z }}]\n"
    ));
    let (low, trailer) = (recording("cbr.mp3"), recording("cover.mp3"));
    here.file("media/one.mp3", recording("vbr.mp3")).file("media/low.mp3", &low).file("media/trailer.mp3", &trailer);
    for name in ["one.vtt", "one.json", "draft.vtt"] {
        here.file(format!("media/{name}"), name);
    }
    for (name, image) in [("cover.jpg", "wide.jpg"), ("art.jpg", "wide.jpg"), ("rope.png", "square.png")] {
        here.file(format!("media/{name}"), recording(image));
    }
    here.file(
        "data/one.md",
        format!(
            "---\ntitle: One\ndate: 2026-05-01\nenclosure: one.mp3\nepisode:\n  image: {base}/art.jpg\n  chapters_file: {base}/one.json\n  \
             transcripts: [{base}/one.vtt, {base}/gone.srt]\n  \
             alternate_enclosures: [{{type: audio/mpeg, sources: [\"{base}/low.mp3\"]}}]\n---\nSee ![a rope]({base}/rope.png).\n"
        ),
    );
    here.file(
        "data/two.md",
        format!("---\ntitle: Two\ndate: 2026-05-02\ndraft: true\nepisode:\n  transcripts: {base}/draft.vtt\n---\nx\n"),
    );
    let outcome = here.run(["build", "--now", "2026-06-01", "--format", "json"]).expect_code(0);
    let missing: Vec<String> = outcome
        .diagnostics()
        .iter()
        .filter(|found| found["rule"] == "media-missing")
        .map(|found| format!("{} {} {}", text(&found["file"]), text(&found["field"]), text(&found["message"])))
        .collect();
    assert_eq!(missing, ["data/one.md episode.transcripts there is no file `media/gone.srt`"]);
    for name in ["one.mp3", "low.mp3", "trailer.mp3", "cover.jpg", "art.jpg", "one.vtt", "one.json", "rope.png"] {
        let copy = std::fs::read(here.root().join("feeds/audio").join(name)).unwrap_or_default();
        let own = std::fs::read(here.root().join("media").join(name)).expect("the test's own");
        assert!(copy == own, "{name}");
    }
    assert!(!here.root().join("feeds/audio/draft.vtt").exists());
    let rss = here.read("feeds/show/rss.xml");
    let alternate = format!("<podcast:alternateEnclosure length=\"{}\" type=\"audio/mpeg\"", low.len());
    assert!(rss.contains(&alternate) && rss.contains(&format!("length=\"{}\"", trailer.len())), "{rss}");
    let tree = here.tree();
    here.run(["build", "--now", "2026-06-01"]).expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);

    // What is taken down is taken down with its files; those of others stay, and so do the originals.
    let is_there = |name: &str| here.root().join(name).is_file();
    here.run(["retract", "data/one.md", "--now", "2026-06-02"])
        .expect_code(0)
        .expect_stderr(["removed audio/one.mp3", "removed audio/one.vtt"]);
    for _ in 0..2 {
        for name in ["one.mp3", "low.mp3", "art.jpg", "one.vtt", "one.json", "rope.png"] {
            assert!(!is_there(&format!("feeds/audio/{name}")) && is_there(&format!("media/{name}")), "{name}");
        }
        assert!(is_there("feeds/audio/cover.jpg") && is_there("feeds/audio/trailer.mp3"));
        here.run(["build", "--now", "2026-06-03"]).expect_code(0);
    }
    here.run(["retract", "data/one.md", "--undo", "--now", "2026-06-04"]).expect_code(0);
    assert!(is_there("feeds/audio/one.mp3") && is_there("feeds/audio/one.vtt"));
}

#[test]
fn files_by_format_are_one_recording_and_what_stands_beside_them_is_of_the_first() {
    let here = show();
    let files = "audio: {mp3: https://o.example/1.mp3, ogg: https://o.example/1.ogg}\nlength: 12\nduration: 90";
    episode(&here, "one", files);
    here.run(NOW).expect_code(0);
    let both = ["https://o.example/1.mp3 audio/mpeg 12 90", "https://o.example/1.ogg audio/ogg null null"];
    assert_eq!(attachments(&here), both);
}

/// What a record names by paths, other than its recording, is published as the recording is; what is not is told.
#[test]
fn files_that_are_named_by_paths_are_copied_or_told() {
    let here = Publication::empty();
    let base = "https://harbour.example/feeds/audio";
    let copied = SHOW.replace("https://cdn.example/audio/\"", &format!("{base}/\"\npublish = true"));
    here.config(format!("{copied}podcast = true\n"));
    here.file("media/one.mp3", recording("vbr.mp3"));
    for name in ["media/a.jpg", "media/b.jpg", "media/d.jpg", "data/e.jpg", "data/g.jpg"] {
        here.file(name, [recording("wide.jpg"), name.as_bytes().to_vec()].concat());
    }
    here.file("media/c.pdf", "c").file("data/f.json", "f");
    here.file("data/h.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nRope\n");
    here.file(
        "data/one.md",
        "---\ntitle: One\ndate: 2026-05-01\nenclosure: one.mp3\nimage: g.jpg\nepisode_image: e.jpg\nchapters: f.json\n\
         transcript: h.vtt\npodcast_content_links: [{url: /feeds/audio/c.pdf, label: L}]\n---\n\
         See ![a](/feeds/audio/a.jpg) and <img src=\"../media/b.jpg\" alt=b>, [d].\n\n[d]: ../media/d.jpg \"D\"\n",
    );
    let outcome = here.run(["build", "--now", "2026-06-01"]).expect_code(0);
    assert!(
        !outcome.stderr.contains("media-beside") && !outcome.stderr.contains("media-missing"),
        "{}",
        outcome.stderr
    );
    let rss = here.read("feeds/show/rss.xml");
    for (copy, from) in [
        ("a.jpg", "media/a.jpg"),
        ("b.jpg", "media/b.jpg"),
        ("c.pdf", "media/c.pdf"),
        ("d.jpg", "media/d.jpg"),
        ("beside/data/e.jpg", "data/e.jpg"),
        ("beside/data/f.json", "data/f.json"),
        ("beside/data/g.jpg", "data/g.jpg"),
    ] {
        let read = |name: &str| std::fs::read(here.root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(read(&format!("feeds/audio/{copy}")) == read(from), "{copy}");
        assert!(rss.contains(&format!("{base}/{copy}")), "{copy}: {rss}");
    }
    assert!(rss.contains(" url=\"https://harbour.example/feeds/show/transcripts/one-"), "{rss}");
    let tree = here.tree();
    here.run(["build", "--now", "2026-06-01"]).expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);

    // Without copies it is said which have no address; a transcript goes with the documents, and a directory of its own is
    // its site's affair.
    let here = Publication::empty();
    here.config(format!("{SHOW}podcast = true\n"));
    here.file("media/one.mp3", recording("vbr.mp3")).file("media/a.jpg", "a");
    for name in ["data/e.jpg", "data/f.json", "data/g.jpg", "data/two/e.jpg"] {
        here.file(name, name);
    }
    here.file("data/h.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nRope\n");
    let head = |more: &str| {
        format!("---\ntitle: One\ndate: 2026-05-01\nenclosure: one.mp3\nepisode_image: e.jpg\n{more}---\nx\n")
    };
    here.file(
        "data/one.md",
        head("image: g.jpg\nchapters: f.json\ntranscript: h.vtt\nepisode: {images: [{href: ../media/a.jpg}]}\n"),
    );
    here.file("data/two/index.md", head(""));
    let outcome = here.run(["build", "--now", "2026-06-01", "--format", "json"]).expect_code(0);
    let told: Vec<String> = outcome
        .diagnostics()
        .iter()
        .filter(|found| found["rule"] == "media-beside")
        .map(|found| format!("{}:{} {}", text(&found["file"]), found["line"], text(&found["field"])))
        .collect();
    assert_eq!(told, ["data/one.md:5 episode_image", "data/one.md:6 image", "data/one.md:7 chapters"]);
    let rss = here.read("feeds/show/rss.xml");
    assert!(rss.contains("https://cdn.example/audio/a.jpg"), "{rss}");
    assert!(rss.contains(" url=\"https://harbour.example/feeds/show/transcripts/one-"), "{rss}");
}

/// A name that the output does not take is told, and costs no other episode its place.
#[test]
fn a_name_that_cannot_be_copied_leaves_out_its_episode_alone() {
    let here = show();
    let own = "url = \"https://harbour.example/feeds/audio/\"\npublish = true";
    here.config(SHOW.replace("url = \"https://cdn.example/audio/\"", own));
    here.file("media/back\\slash.mp3", recording("cbr.mp3")).file("media/a\tb.mp3", recording("cbr.mp3"));
    here.file("media/good.mp3", recording("cbr.mp3")).file("media/a\\b.png", recording("square.png"));
    episode(&here, "bad", "enclosure: 'back\\slash.mp3'");
    episode(&here, "tab", "enclosure: \"a\\tb.mp3\"");
    episode(&here, "good", "enclosure: good.mp3\nimage: 'a\\b.png'");
    let run = here.run(NOW).expect_code(0).expect_stderr([
        "media-unreadable",
        "back\\\\slash.mp3` cannot be copied into the output: it contains a backslash",
        "a\\tb.mp3` cannot be copied into the output: it contains a control character",
        "data/bad.md",
        "rename it",
    ]);
    assert_eq!(attachments(&here).len(), 1, "{}", run.stderr);
    assert!(here.has("feeds/audio/good.mp3"));
}

/// Whatever was copied for an article goes with it: under former names, of former versions of its record, of a record that is
/// no more; but for what another record names.
#[test]
fn what_was_ever_copied_for_an_article_goes_when_it_is_taken_down() {
    let here = show();
    let own = "url = \"https://harbour.example/feeds/audio/\"\npublish = true";
    here.config(SHOW.replace("url = \"https://cdn.example/audio/\"", own));
    for (name, of) in [("one.mp3", "cbr.mp3"), ("two.mp3", "vbr.mp3"), ("gone.mp3", "chapters.mp3")] {
        here.file(format!("media/{name}"), recording(of));
    }
    episode(&here, "a", "id: a1\nenclosure: one.mp3");
    episode(&here, "b", "id: b1\nenclosure: two.mp3");
    episode(&here, "gone", "id: g1\nenclosure: gone.mp3");
    here.run(NOW).expect_code(0);
    // Another file, and then the one that a second record names as well.
    here.file("media/one-v2.m4a", recording("fragmented.m4a"));
    episode(&here, "a", "id: a1\nenclosure: one-v2.m4a");
    fs::remove_file(here.root().join("data/gone.md")).expect("the test's own");
    here.run(["build", "--now", "2026-06-01", "--allow-deletions"]);
    episode(&here, "a", "id: a1\nenclosure: two.mp3");
    here.run(NOW);
    let retract = |id: &str| here.run(["retract", id, "--now", "2026-06-01"]).expect_code(0);
    retract("g1").expect_stderr(["removed audio/gone.mp3"]);
    assert!(!here.has("feeds/audio/gone.mp3") && here.has("feeds/audio/one.mp3"));
    retract("a1").expect_stderr(["removed audio/one.mp3", "removed audio/one-v2.m4a"]);
    assert!(!here.has("feeds/audio/one.mp3") && !here.has("feeds/audio/one-v2.m4a"));
    assert!(here.has("feeds/audio/two.mp3"), "another record names it");
    // Nobody knows any more what was made for whom.
    lose_cache(&here);
    here.file("feeds/audio/old.mp3", recording("vbr_without_header.mp3"));
    here.file("feeds/audio/twin.mp3", recording("vbr.mp3"));
    let run = retract("b1").expect_stderr(["removed audio/two.mp3", "removed audio/twin.mp3"]);
    assert!(
        run.stderr.contains("not removed, since no record names it") && run.stderr.contains("audio/old.mp3"),
        "{}",
        run.stderr
    );
    assert!(here.has("feeds/audio/old.mp3"));
}

/// Other renditions are named by paths as the recording is: copied, measured, and missed.
#[test]
fn renditions_are_named_by_paths_as_recordings_are() {
    let here = show();
    let own = "url = \"https://harbour.example/feeds/audio/\"\npublish = true";
    let podcast = "\n[feed.podcast]\nimage = \"https://harbour.example/a.jpg\"\n";
    here.config(SHOW.replace("url = \"https://cdn.example/audio/\"", own) + podcast);
    here.file("media/a.mp3", recording("cbr.mp3")).file("media/b.opus", recording("chapters.opus"));
    let alternates = "[{type: audio/ogg, sources: [b.opus]}, {type: audio/webm, sources: [{uri: gone.webm}]}]";
    episode(&here, "a", &format!("enclosure: a.mp3\nepisode: {{alternate_enclosures: {alternates}}}"));
    here.run(NOW).expect_stderr(["media-missing", "there is no file `gone.webm`", "data/a.md:5"]);
    let rss = here.read("feeds/show/rss.xml");
    let length = recording("chapters.opus").len();
    assert!(rss.contains("uri=\"https://harbour.example/feeds/audio/b.opus\""), "{rss}");
    assert!(rss.contains(&format!("length=\"{length}\"")), "{rss}");
    assert!(here.has("feeds/audio/b.opus"));
}

/// Renditions and trailers are what their files are, whatever is said of them; of what nobody could play nothing is named.
#[test]
fn renditions_and_trailers_are_looked_into() {
    let here = show();
    let base = "https://harbour.example/feeds/audio";
    let own = format!("url = \"{base}/\"\npublish = true");
    let trailers = ["low.m4a", "page.mp3"].map(|name| {
        format!("{{ title = \"T\", url = \"{base}/{name}\", type = \"audio/ogg\", length = 7, published = 2026-01-01T10:00:00Z }}")
    });
    let podcast =
        format!("\n[feed.podcast]\nimage = \"https://harbour.example/a.jpg\"\ntrailers = [{}]\n", trailers.join(", "));
    here.config(SHOW.replace("url = \"https://cdn.example/audio/\"", &own) + &podcast);
    here.file("media/a.mp3", recording("cbr.mp3")).file("media/low.m4a", recording("early_moov.m4a"));
    here.file("media/page.mp3", "<!DOCTYPE html><title>404</title>").file("media/none.mp3", "");
    let hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
    let alternates = format!(
        "[{{type: audio/mpeg, sources: [low.m4a], integrity: {{type: sri, value: {hash}}}}}, {{type: audio/mpeg, sources: [page.mp3]}}, \
         {{type: audio/mpeg, sources: [none.mp3, low.m4a]}}]"
    );
    episode(&here, "a", &format!("enclosure: a.mp3\nepisode: {{alternate_enclosures: {alternates}}}"));
    let outcome = here.run(["build", "--now", "2026-06-01", "--format", "json"]).expect_code(0);
    let mut said: Vec<String> = outcome
        .diagnostics()
        .iter()
        .filter(|found| text(&found["rule"]).starts_with("media-"))
        .map(|found| format!("{} {}", text(&found["field"]), text(&found["message"])))
        .collect();
    said.sort();
    let bytes = recording("early_moov.m4a").len();
    assert_eq!(
        said,
        [
            "episode.alternate_enclosures[0] `media/low.m4a` is MP4 audio: audio/mp4, not audio/mpeg".to_owned(),
            "episode.alternate_enclosures[0] the hash of `media/low.m4a` is not the one that `integrity` states, which is left out"
                .to_owned(),
            "episode.alternate_enclosures[1] `media/page.mp3` is no media file, though its name ends in `.mp3`".to_owned(),
            "episode.alternate_enclosures[2] `media/none.mp3` is empty".to_owned(),
            "feed.podcast.trailers `media/page.mp3` is no media file, though its name ends in `.mp3`".to_owned(),
            format!("feed.podcast.trailers.length `media/low.m4a` has {bytes} bytes, not 7"),
            "feed.podcast.trailers.type `media/low.m4a` is MP4 audio: audio/mp4, not audio/ogg".to_owned(),
        ]
    );
    let rss = here.read("feeds/show/rss.xml");
    assert_eq!(rss.matches("<podcast:alternateEnclosure ").count(), 2, "{rss}");
    assert_eq!(rss.matches("<podcast:trailer ").count(), 1, "{rss}");
    assert!(
        rss.contains("type=\"audio/mp4\"")
            && !rss.contains("audio/ogg")
            && !rss.contains("integrity")
            && !rss.contains("none.mp3"),
        "{rss}"
    );
}

/// An image of which nothing is there is told, and goes over none that is good.
#[test]
fn images_that_are_damaged_are_told_and_not_published() {
    let here = show();
    let base = "https://harbour.example/feeds/audio";
    let own = format!("url = \"{base}/\"\npublish = true");
    let podcast = format!("\n[feed.podcast]\nprofiles = []\nimage = \"{base}/cover.jpg\"\n");
    here.config(SHOW.replace("url = \"https://cdn.example/audio/\"", &own) + &podcast);
    let good = recording("wide.jpg");
    here.file("media/a.mp3", recording("cbr.mp3")).file("media/cover.jpg", &good).file("media/art.png", &good);
    episode(&here, "a", &format!("enclosure: a.mp3\nepisode: {{image: {base}/art.png}}"));
    here.run(NOW).expect_stderr(["media-mislabelled", "`media/art.png` is a JPEG, though its name ends in `.png`"]);
    let copy = here.root().join("feeds/audio/cover.jpg");
    assert_eq!(std::fs::read(&copy).expect("copied"), good);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
    let end = good.len() - 40;
    for (bytes, said) in [
        (&b""[..], "is empty"),
        (&b"<html>"[..], "is no media file, though its name ends in `.jpg`"),
        (&good[..100], "has the beginning of an image, and no image that can be shown"),
        (&svg[..], "is no media file, though its name ends in `.jpg`"),
    ] {
        here.file("media/cover.jpg", bytes);
        here.run(NOW).expect_code(0).expect_stderr(["media-unplayable", &format!("`media/cover.jpg` {said}")]);
        assert_eq!(std::fs::read(&copy).expect("copied"), good, "{said}");
    }
    here.file("media/cover.jpg", &good[..end]);
    here.run(NOW).expect_code(0).expect_stderr(["media-truncated", "`media/cover.jpg` is cut off: its end is missing"]);
}
