//! Files that change after their episodes were published.

use super::{NOW, SHOW, attachments, episode, recording, show};
use crate::support::Publication;
use std::fs;

#[test]
fn a_file_that_changes_after_publication_is_noticed_and_keeps_its_guid() {
    let here = show();
    here.file("media/a.mp3", recording("cbr.mp3"));
    episode(&here, "a", "enclosure: a.mp3");
    here.run(NOW).expect_code(0);
    let guid = |here: &Publication| {
        let rss = here.read("feeds/show/rss.xml");
        rss.split_once("<guid").and_then(|(_, rest)| rest.split_once("</guid>")).expect("a guid").0.to_owned()
    };
    let before = guid(&here);
    here.file("media/a.mp3", recording("vbr.mp3"));
    let (then, now) = (recording("cbr.mp3").len(), recording("vbr.mp3").len());
    let sentence = format!("`media/a.mp3` has changed since it was published: it had {then} bytes and has {now} now");
    here.run(NOW).expect_code(0).expect_stderr(["media-changed", &sentence, "data/a.md"]);
    assert_eq!(
        (guid(&here), attachments(&here)),
        (before, vec![format!("https://cdn.example/audio/a.mp3 audio/mpeg {now} 3.276")])
    );
    // It is said once; and a file that vanishes is missed.
    let quiet = here.run(NOW).expect_code(0);
    assert!(!quiet.stderr.contains("media-changed"), "{}", quiet.stderr);
    // As many bytes, but others.
    let mut other = recording("vbr.mp3");
    let last = other.len() - 1;
    other[last] ^= 0xFF;
    here.file("media/a.mp3", &other);
    here.run(NOW).expect_code(0).expect_stderr(["media-changed", "it has as many bytes, but others"]);
    fs::remove_file(here.root().join("media/a.mp3")).expect("the test's own");
    here.run(NOW).expect_code(0).expect_stderr(["media-missing", "there is no file `media/a.mp3`"]);
}

/// An upload that is caught halfway is no change of what was published.
#[test]
fn a_file_that_is_whole_again_has_not_changed() {
    let here = show();
    here.file("media/a.mp3", recording("cbr.mp3"));
    episode(&here, "a", "enclosure: a.mp3");
    here.run(NOW).expect_code(0);
    let before = attachments(&here);
    here.file("media/a.mp3", "");
    let run = here.run(NOW).expect_stderr(["media-unplayable"]);
    assert!(!run.stderr.contains("media-changed"), "{}", run.stderr);
    assert_eq!(attachments(&here), before, "what was published stays");
    here.file("media/a.mp3", recording("cbr.mp3"));
    let run = here.run(NOW).expect_code(0);
    assert!(!run.stderr.contains("media-changed"), "{}", run.stderr);
    here.file("media/a.mp3", "");
    here.run(NOW).expect_stderr(["media-unplayable"]);
    here.file("media/a.mp3", recording("vbr.mp3"));
    here.run(NOW).expect_code(0).expect_stderr(["media-changed"]);
}

/// Takes away what may be lost at any time.
pub fn lose_cache(here: &Publication) {
    for entry in fs::read_dir(here.root().join(".courant")).expect("state").flatten() {
        if entry.file_name().to_string_lossy().starts_with("cache") {
            let path = entry.path();
            let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            gone.expect("the test's own");
        }
    }
}

/// The published documents know how long a file was.
#[test]
fn a_change_is_noticed_though_the_cache_is_lost() {
    let (then, now) = (recording("cbr.mp3").len(), recording("vbr.mp3").len());
    let sentence = format!("`media/a.mp3` has changed since it was published: it had {then} bytes and has {now} now");
    for format in ["rss", "atom", "json"] {
        for prefix in ["", "https://count.example/e/"] {
            let here = show();
            let config = SHOW.replace("\"rss\", \"atom\", \"json\"", &format!("\"{format}\""));
            here.config(format!("{config}enclosure_prefix = \"{prefix}\"\n"));
            here.file("media/a.mp3", recording("cbr.mp3")).file("media/b.mp3", recording("chapters.mp3"));
            episode(&here, "a", "enclosure: a.mp3");
            episode(&here, "b", "enclosure: b.mp3");
            here.run(NOW).expect_code(0);
            lose_cache(&here);
            let quiet = here.run(NOW).expect_code(0);
            assert!(!quiet.stderr.contains("media-changed"), "{format} {prefix}: {}", quiet.stderr);
            lose_cache(&here);
            here.file("media/a.mp3", recording("vbr.mp3"));
            let told = here.run(NOW).expect_code(0).expect_stderr(["media-changed", &sentence, "data/a.md"]);
            assert_eq!(told.stderr.matches("media-changed").count(), 1, "{format} {prefix}: {}", told.stderr);
            // It is said once.
            lose_cache(&here);
            let quiet = here.run(NOW).expect_code(0);
            assert!(!quiet.stderr.contains("media-changed"), "{format} {prefix}: {}", quiet.stderr);
        }
    }
}

/// A length that somebody has typed was never that of a file here.
#[test]
fn a_file_that_comes_later_has_not_changed() {
    let here = show();
    episode(&here, "a", "enclosure: {file: a.mp3, length: 7}");
    here.run(NOW).expect_stderr(["media-missing"]);
    lose_cache(&here);
    here.file("media/a.mp3", recording("cbr.mp3"));
    let outcome = here.run(NOW).expect_code(0).expect_stderr(["media-length-wrong"]);
    assert!(!outcome.stderr.contains("media-changed"), "{}", outcome.stderr);
    assert!(attachments(&here)[0].contains(&format!(" {} ", recording("cbr.mp3").len())));
}

/// Masters that are put away, or a disk that is not there, take nothing back that subscribers were told.
#[test]
fn a_file_that_is_gone_leaves_its_episode_as_it_was() {
    for is_cache_lost in [false, true] {
        let here = show();
        here.file("media/a.mp3", recording("chapters.mp3"));
        episode(&here, "a", "enclosure: a.mp3");
        here.run(NOW).expect_code(0);
        let before = (attachments(&here), here.read("feeds/show/rss.xml"));
        fs::remove_file(here.root().join("media/a.mp3")).expect("the test's own");
        if is_cache_lost {
            lose_cache(&here);
        }
        here.run(NOW).expect_code(0).expect_stderr(["media-missing", "there is no file `media/a.mp3`"]);
        assert_eq!(attachments(&here), before.0);
        if !is_cache_lost {
            assert_eq!(here.read("feeds/show/rss.xml"), before.1, "chapters, too");
        }
        episode(&here, "a", "enclosure: a.mp3\nsummary: Said anew.");
        here.run(NOW).expect_code(0);
        assert_eq!(attachments(&here), before.0);
        here.file("media/a.mp3", recording("chapters.mp3"));
        let run = here.run(NOW).expect_code(0);
        assert!(!run.stderr.contains("media-changed"), "{}", run.stderr);
        assert_eq!(attachments(&here), before.0);
    }
}
