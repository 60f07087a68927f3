//! Media files of records that are no files: rows of a database, items of feeds.

use super::{NOW, SHOW, attachments, changes::lose_cache, episode, recording, server, show};
use crate::{
    incremental::{settle, traced},
    support::{
        Publication,
        http::{Fault, Response, Server},
        text,
    },
};
use rusqlite::Connection;
use std::{
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

/// A show whose episodes are rows.
fn rows(media: &str, sql: &str) -> (Publication, Connection) {
    let here = show();
    let source = "sqlite = \"cms.db\"\ntable = \"episodes\"";
    here.config(SHOW.replace("files = \"data/**/*.md\"", source).replace("[media]", &format!("[media]\n{media}")));
    let database = Connection::open(here.root().join("cms.db")).expect("a database");
    database.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    (here, database)
}

const EPISODES: &str =
    "CREATE TABLE episodes (id INTEGER PRIMARY KEY, title TEXT, body TEXT, published TEXT, enclosure TEXT);
    INSERT INTO episodes VALUES
        (1, 'One', 'x', '2026-05-01', 's1/one.mp3'),
        (2, 'Two', 'x', '2026-05-02', 'https://cdn.example/audio/two.m4a'),
        (3, 'Three', 'x', '2026-05-03', '{\"file\": \"three.opus\", \"length\": 12}'),
        (4, 'Four', 'x', '2026-05-04', 'https://elsewhere.example/four.mp3'),
        (5, 'Five', 'x', '2026-05-05', 'nowhere.mp3'),
        (6, 'Six', 'x', '2026-05-06', NULL);";

#[test]
fn a_column_of_files_and_addresses_is_measured() {
    let (here, database) = rows("", EPISODES);
    here.file("media/s1/one.mp3", recording("vbr.mp3")).file("media/two.m4a", recording("late_moov.m4a"));
    here.file("media/three.opus", recording("chapters.opus"));
    let outcome = here.run(["build", "--now", "2026-06-01", "--format", "json"]);
    let said: Vec<String> = outcome
        .diagnostics()
        .iter()
        .filter(|found| text(&found["rule"]).starts_with("media-"))
        .map(|found| format!("{} {} {}", text(&found["rule"]), text(&found["file"]), text(&found["message"])))
        .collect();
    let sizes = ["vbr.mp3", "late_moov.m4a", "chapters.opus"].map(|name| recording(name).len());
    assert_eq!(
        said,
        [
            format!("media-length-wrong cms.db#episodes/3 `media/three.opus` has {} bytes, not 12", sizes[2]),
            "media-missing cms.db#episodes/5 there is no file `media/nowhere.mp3`".to_owned(),
        ]
    );
    let all = [
        "https://cdn.example/audio/nowhere.mp3 audio/mpeg null null".to_owned(),
        format!("https://cdn.example/audio/s1/one.mp3 audio/mpeg {} 3.276", sizes[0]),
        format!("https://cdn.example/audio/three.opus audio/opus {} 3.2", sizes[2]),
        format!("https://cdn.example/audio/two.m4a audio/mp4 {} 3.2", sizes[1]),
        "https://elsewhere.example/four.mp3 audio/mpeg null null".to_owned(),
    ];
    assert_eq!(attachments(&here), all);

    // A file that changes is measured again, though no row has; and one that comes late is found.
    settle(&here);
    here.file("media/s1/one.mp3", recording("cbr.mp3")).file("media/nowhere.mp3", recording("cover.mp3"));
    let outcome =
        here.run(NOW).expect_code(0).expect_stderr(["media-changed", "`media/s1/one.mp3`", "cms.db#episodes/1"]);
    assert!(!outcome.stderr.contains("media-missing"), "{}", outcome.stderr);
    let (cbr, cover) = (recording("cbr.mp3").len(), recording("cover.mp3").len());
    let now = attachments(&here);
    assert!(now[0].starts_with(&format!("https://cdn.example/audio/nowhere.mp3 audio/mpeg {cover} ")), "{now:#?}");
    assert!(now[1].starts_with(&format!("https://cdn.example/audio/s1/one.mp3 audio/mpeg {cbr} ")), "{now:#?}");

    // Nothing is opened where nothing has changed, and with one more row one file.
    settle(&here);
    here.run(NOW).expect_code(0);
    let Some((_, calls)) = traced(&here, &NOW) else { return };
    assert_eq!(calls.opened_below("media/"), [""; 0]);
    here.file("media/seven.mp3", recording("vbr.mp3"));
    database.execute_batch("INSERT INTO episodes VALUES (7, 'Seven', 'x', '2026-05-07', 'seven.mp3')").expect("a row");
    settle(&here);
    let (_, calls) = traced(&here, &NOW).expect("it could be traced before");
    let mut opened = calls.opened_below("media/");
    opened.dedup();
    assert_eq!(opened, ["media/seven.mp3"]);
    assert_eq!(attachments(&here).len(), 6);
}

/// Nothing lies beside a row, and no path of one leads out of the publication.
#[test]
fn a_row_names_files_of_the_media_directory() {
    let sql = EPISODES.replace("s1/one.mp3", "../../secret.mp3").replace("nowhere.mp3", "/etc/hostname");
    let (here, _database) = rows("", &sql.replace("three.opus", "beside.mp3"));
    fs::write(here.root().join("../secret.mp3"), recording("vbr.mp3")).expect("the test's own");
    here.file("beside.mp3", recording("vbr.mp3"));
    here.run(NOW);
    let lengths: Vec<String> =
        attachments(&here).iter().filter_map(|line| line.split(' ').nth(2).map(str::to_owned)).collect();
    // The one that leads out is left out.
    assert_eq!(lengths, ["12", "null", "null", "null"]);
}

/// What others publish is theirs to measure, unless somebody wants it otherwise, or the files are here.
#[test]
fn files_of_fetched_feeds_are_asked_for_only_where_that_is_wanted() {
    let far = server(vec![("/a.mp3", recording("vbr.mp3")), ("/own/b.mp3", recording("cbr.mp3"))]);
    let base = far.url("");
    let feed = format!(
        "<rss version='2.0'><channel><title>Ropes</title><link>https://ropes.example/</link><description>d</description>\
         <item><guid isPermaLink='false'>a</guid><title>A</title><pubDate>Fri, 01 May 2026 00:00:00 GMT</pubDate>\
         <enclosure url='{base}/a.mp3' length='5' type='audio/mpeg'/></item>\
         <item><guid isPermaLink='false'>b</guid><title>B</title><pubDate>Sat, 02 May 2026 00:00:00 GMT</pubDate>\
         <enclosure url='{base}/own/b.mp3' length='6' type='audio/x-mpeg'/></item>\
         <item><guid isPermaLink='false'>c</guid><title>C</title><pubDate>Sun, 03 May 2026 00:00:00 GMT</pubDate>\
         <enclosure url='{base}/own/..%2Fsecret.mp3' length='7' type='audio/mpeg'/></item>\
         </channel></rss>"
    );
    let feeds =
        Server::start(move |_| Response::new(200).header("Content-Type", "application/rss+xml").body(feed.as_bytes()));
    let config = SHOW
        .replace("files = \"data/**/*.md\"", &format!("feed = \"{}\"\nallow_private = true", feeds.url("/feed.xml")))
        .replace("https://cdn.example/audio/", &format!("{base}/own/"));
    let here = show();
    here.config(&config);
    here.file("secret.mp3", recording("vbr.mp3"));
    let shown = |here: &Publication| -> [String; 3] { attachments(here).try_into().expect("three files") };
    let (a, b) = (recording("vbr.mp3").len(), recording("cbr.mp3").len());
    let of_a = |length: usize, seconds: &str| format!("{base}/a.mp3 audio/mpeg {length} {seconds}");
    let declared = format!("{base}/own/b.mp3 audio/x-mpeg 6 null");
    // An address that goes up is none of a file here.
    let outside = format!("{base}/own/..%2Fsecret.mp3 audio/mpeg 7 null");

    here.run(NOW).expect_code(0);
    assert_eq!(shown(&here), [of_a(5, "null"), outside.clone(), declared]);
    // The file is here: its address says where.
    here.file("media/b.mp3", recording("cbr.mp3"));
    here.run(NOW).expect_code(0).expect_stderr(["media-length-wrong", &format!("`media/b.mp3` has {b} bytes, not 6")]);
    let measured = format!("{base}/own/b.mp3 audio/mpeg {b} 3.276");
    assert_eq!(shown(&here), [of_a(5, "null"), outside.clone(), measured.clone()]);
    assert_eq!(far.seen().len(), 0, "nobody is asked unasked");

    fs::remove_file(here.root().join("media/b.mp3")).expect("the test's own");
    here.config(config.replace("[media]", "[media]\nremote = \"ask\""));
    let wrong = format!("`{base}/a.mp3` has {a} bytes, not 5");
    here.run(NOW).expect_code(0).expect_stderr([&wrong, "there is no file `media/b.mp3`"]);
    // What was measured while it was here stands.
    assert_eq!(shown(&here), [of_a(a, "3.276"), outside, measured]);
    assert!(far.seen().iter().all(|request| request.path != "/own/b.mp3"), "{:#?}", far.seen());
}

/// What was measured stands as long as nobody can be asked, whatever else was lost; that a file is gone is told louder.
#[test]
fn an_outage_takes_nothing_back_that_was_published() {
    let status = Arc::new(AtomicU16::new(200));
    let answers = Arc::clone(&status);
    let far = Server::start(move |request| match answers.load(Ordering::Relaxed) {
        200 => Response::new(200).header("Content-Type", "audio/mpeg").body(match request.method.as_str() {
            "HEAD" => Vec::new(),
            _ => recording("vbr.mp3"),
        }),
        // A machine before the server says that it is not there.
        status => Response::new(status),
    });
    let here = show();
    here.config(SHOW.replace("[media]", "[media]\nremote = \"ask\"").replace("https://cdn.example", &far.url("")));
    let one = far.url("/one.mp3");
    here.file("data/one.md", format!("---\ntitle: One\ndate: 2026-05-01\nenclosure: {one}\n---\nNotes.\n"));
    here.run(["build", "--now", "2026-06-01"]).expect_code(0);
    let length = recording("vbr.mp3").len();
    assert_eq!(attachments(&here), [format!("{one} audio/mpeg {length} 3.276")]);
    let published = here.tree();

    status.store(503, Ordering::Relaxed);
    here.run(["build", "--now", "2026-06-09", "--format", "json"]).expect_code(0);
    assert_eq!(here.tree().changes_since(&published), [""; 0]);
    here.run(["build", "--now", "2026-06-10", "--no-cache"]).expect_code(0);
    lose_cache(&here);
    let told = here.run(["build", "--now", "2026-06-11", "--format", "json"]).expect_code(0);
    assert!(told.stderr.contains("media-unasked") && told.stderr.contains("503"), "{}", told.stderr);
    assert_eq!(here.tree().changes_since(&published), [""; 0]);

    status.store(404, Ordering::Relaxed);
    let told = here.run(["build", "--now", "2026-06-20", "--format", "json"]).expect_code(0);
    let gone = told.diagnostics().into_iter().find(|found| found["rule"] == "media-unasked").expect("it is told");
    assert_eq!(text(&gone["level"]), "warning", "{gone:#}");
    assert_eq!(here.tree().changes_since(&published), [""; 0]);
}

/// What a server sends in the place of a file is not measured as if it were the file, and not remembered for a week.
#[test]
fn what_is_not_the_file_changes_nothing_and_is_asked_again_soon() {
    let whole = recording("vbr.mp3");
    let answer = move |what: &str, method: &str, ranged: bool| {
        let send = |kind: &str, bytes: &[u8]| {
            let response = Response::new(200).header("Content-Type", kind);
            if method == "HEAD" {
                return response.header("Content-Length", bytes.len().to_string());
            }
            response.body(bytes)
        };
        let page = b"<!DOCTYPE html><html><title>Welcome</title><p>Nothing is here</p></html>";
        match what {
            "page" => send("text/html; charset=utf-8", page),
            "page as sound" => send("audio/mpeg", page),
            "empty" if ranged => Response::new(416).header("Content-Range", "bytes */0"),
            "empty" => send("audio/mpeg", b""),
            "half" => send("audio/mpeg", &whole[..whole.len() / 2]),
            "no head: 404" if method == "HEAD" => Response::new(404),
            "no head: 400" if method == "HEAD" => Response::new(400),
            "no head: closed" if method == "HEAD" => Response::new(200).fault(Fault::Close),
            "gone" => Response::new(404),
            _ => send("audio/mpeg", &whole),
        }
    };
    let said = Arc::new(Mutex::new(String::new()));
    let now = Arc::clone(&said);
    let far = Server::start(move |request| {
        let what = now.lock().expect("a word").clone();
        answer(&what, &request.method, request.header("Range").is_some())
    });
    let say = |what: &str| what.clone_into(&mut said.lock().expect("a word"));
    let one = far.url("/one.mp3");
    let length = recording("vbr.mp3").len();
    let config = SHOW.replace("[media]", "[media]\nremote = \"ask\"").replace("https://cdn.example", &far.url(""));
    let fresh = |more: &str| {
        let here = show();
        here.config(&config);
        here.file(
            "data/one.md",
            format!("---\ntitle: One\ndate: 2026-05-01\nenclosure:\n  url: {one}\n{more}---\nNotes.\n"),
        );
        here
    };
    let measured = format!("{one} audio/mpeg {length} 3.276");

    // It was there: what is known stands, the damage is told, and an hour later all is well.
    for (what, told) in [
        ("page", "a page (text/html)"),
        ("page as sound", "no media file"),
        ("empty", "it is empty"),
        ("half", "cut off"),
        ("gone", "answered with 404"),
    ] {
        let here = fresh("");
        say("");
        here.run(["build", "--now", "2026-06-01T00:00:00Z"]).expect_code(0);
        assert_eq!(attachments(&here), [measured.as_str()], "{what}");
        say(what);
        let outcome = here.run(["build", "--now", "2026-06-09T00:00:00Z"]).expect_code(0);
        outcome.expect_stderr(["warning[media-unasked]", told]);
        assert_eq!(attachments(&here), [measured.as_str()], "{what}");
        say("");
        let outcome = here.run(["build", "--now", "2026-06-09T01:00:00Z"]).expect_code(0);
        assert!(!outcome.stderr.contains("media-unasked"), "{what}: {}", outcome.stderr);
    }
    // It comes for the first time: what the record says is published until it is there.
    for (what, told) in [("page", "a page"), ("empty", "it is empty"), ("half", "bytes, not 9999")] {
        let here = fresh("  length: 9999\n  duration: 7\n");
        say(what);
        let outcome = here.run(["build", "--now", "2026-06-01T00:00:00Z"]).expect_code(0);
        outcome.expect_stderr([told]);
        assert_eq!(attachments(&here), [format!("{one} audio/mpeg 9999 7")], "{what}");
        say("");
        here.run(["build", "--now", "2026-06-01T01:00:00Z"]).expect_code(0);
        here.run(["build", "--now", "2026-06-01T05:00:00Z"]).expect_code(0);
        assert_eq!(attachments(&here), [measured.as_str()], "{what}: in the end the file is right");
    }
    // Who does not know HEAD sends the file all the same.
    for what in ["no head: 404", "no head: 400", "no head: closed"] {
        let here = fresh("");
        say(what);
        let outcome = here.run(["build", "--now", "2026-06-01T00:00:00Z"]).expect_code(0);
        assert!(!outcome.stderr.contains("media-unasked"), "{what}: {}", outcome.stderr);
        assert_eq!(attachments(&here), [measured.as_str()], "{what}");
    }
}

/// Frames of one bit rate tell how long all of a recording plays, though no header does and only its beginning is fetched.
#[test]
fn a_long_recording_of_one_bit_rate_is_measured_by_its_beginning() {
    // 64 kbit/s at 44.1 kHz: 208 bytes a frame, without padding.
    let mut frame = vec![0xFF, 0xFB, 0x50, 0xC0];
    frame.resize(208, 0);
    let long: Vec<u8> = frame.iter().copied().cycle().take(208 * 20_000).collect();
    let (size, mut varied) = (long.len(), long.clone());
    // One frame of another rate, near the beginning.
    varied.splice(208 * 50..208 * 51, [0xFF, 0xFB, 0x90, 0xC0].into_iter().chain(std::iter::repeat_n(0, 413)));
    let far = server(vec![("/long.mp3", long), ("/varied.mp3", varied)]);
    let base = far.url("");
    let here = show();
    here.config(
        SHOW.replace("https://cdn.example/audio/", &format!("{base}/own/"))
            .replace("[media]", "[media]\nremote = \"ask\""),
    );
    episode(&here, "a", &format!("enclosure: {base}/long.mp3"));
    episode(&here, "b", &format!("enclosure: {base}/varied.mp3"));
    here.run(NOW).expect_code(0);
    let all = attachments(&here);
    assert_eq!(all[0], format!("{base}/long.mp3 audio/mpeg {size} 520"), "its bytes by its bit rate");
    assert!(all[1].ends_with(" null"), "{all:?}");
}
