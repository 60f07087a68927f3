//! What could make a far record matter after all, one case each: see `far`.

use crate::{
    incremental::agrees,
    support::{Outcome, Publication, SITE},
};
use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, os::unix::fs::MetadataExt, thread, time::Duration};

/// How many articles there are, one a day since the first of January 2025.
const COUNT: u64 = 80;
/// The day of most runs.
const TODAY: &str = "2025-06-01";

fn date(day: u64) -> String {
    (chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date") + chrono::Days::new(day)).to_string()
}

fn text(title: &str, date: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: {date}\n{more}---\n\nWhat “{title}” of {date} says, and nobody else does, so that it is told from all others.\n"
    )
}

/// An archive most of which no feed shows; `more` is what the head of an article has beside title and date.
fn archive(feeds: &str, more: impl Fn(u64) -> String) -> Publication {
    let here = Publication::new();
    here.config(format!("{SITE}limit = 2\n{feeds}"));
    for day in 0..COUNT {
        here.file(format!("data/a{day}.md"), text(&format!("Article {day}"), &date(day), &more(day)));
    }
    here
}

fn settle() {
    thread::sleep(Duration::from_millis(60));
}

fn build(here: &Publication) -> Outcome {
    settle();
    here.run(["build", "--now", TODAY])
}

/// The far part of the cache, as the file system knows it.
fn far(here: &Publication) -> u64 {
    fs::metadata(here.root().join(".courant/cache-far")).expect("there is one").ino()
}

/// Runs a build that has to agree with one without a cache, and gives back whether it left the far aside.
#[track_caller]
fn leaves(here: &Publication, what: &str, now: &str) -> (Outcome, bool) {
    settle();
    let before = far(here);
    let outcome = agrees(here, what, &["build", "--now", now]);
    let is_left = fs::metadata(here.root().join(".courant/cache-far")).is_ok_and(|found| found.ino() == before);
    (outcome, is_left)
}

#[test]
fn a_record_that_has_waited_may_have_the_id_of_a_far_one() {
    let id = "id: tag:gazette.example,2025:x\n";
    let here = archive("", |day| if day == 5 { id.to_owned() } else { String::new() });
    here.file("data/later.md", text("Later", "2025-07-01", id));
    build(&here).expect_code(0);
    leaves(&here, "it is due", "2025-07-02").0.expect_code(1).expect_stderr(["id-duplicate"]);
    // The same for one that comes later than the first run.
    let here = archive("", |day| if day == 5 { id.to_owned() } else { String::new() });
    build(&here).expect_code(0);
    here.file("data/later.md", text("Later", "2025-07-01", id));
    leaves(&here, "it has come", TODAY).0.expect_code(0);
    let (_, is_left) = leaves(&here, "nothing", "2025-06-02");
    assert!(is_left, "it is known by now");
    leaves(&here, "it is due", "2025-07-02").0.expect_code(1).expect_stderr(["id-duplicate"]);
}

#[test]
fn a_row_may_have_the_id_that_a_far_record_has_in_atom() {
    let here = archive("", |day| if day == 5 { "id: episode 5\n".to_owned() } else { String::new() });
    build(&here).expect_code(0);
    let atom = courant::value::EntryId::new("episode 5").expect("an id").for_atom().into_owned();
    assert!(atom.starts_with("urn:uuid:"), "{atom}");
    here.file("data/new.md", text("New", "2025-05-01", &format!("id: {atom}\n")));
    let (outcome, is_left) = leaves(&here, "it is shown", TODAY);
    outcome.expect_code(0);
    assert!(is_left, "nobody has its id yet");
    here.file("data/newer.md", text("Newer", "2025-05-02", ""));
    leaves(&here, "it has a row", TODAY).0.expect_code(1).expect_stderr(["identity-contested"]);
}

#[test]
fn a_spelling_ends_with_the_last_record_that_a_feed_shows_with_it() {
    let feeds = "[[feed]]\neach = \"category\"\nformats = [\"rss\"]\nlimit = 2\nsince = \"120d\"\n";
    let here = archive(feeds, |day| format!("categories: [{}]\n", if day == 1 { "HARBOUR" } else { "Harbour" }));
    here.run(["build", "--now", &date(121)]).expect_code(0);
    settle();
    here.run(["build", "--now", &date(121)]).expect_code(0);
    // The first article leaves, and looking at everything gives way to leaving the far aside.
    leaves(&here, "the first leaves", &date(121));
    let here = archive(feeds, |day| format!("categories: [{}]\n", if day == 1 { "HARBOUR" } else { "Harbour" }));
    fs::remove_file(here.root().join("data/a0.md")).expect("it is there");
    settle();
    here.run(["build", "--now", &date(120)]).expect_code(0);
    let before = far(&here);
    leaves(&here, "the spelling leaves", &format!("{}T00:00:01Z", date(121)));
    assert_ne!(far(&here), before, "the far ones decide how it is spelled");
}

#[test]
fn of_names_that_nobody_can_read_one_file_is_taken() {
    let here = archive("", |_| String::new());
    let name = |byte: u8| here.root().join("data").join(OsStr::from_bytes(&[b'z', byte, b'.', b'm', b'd']));
    let write = |byte: u8, title: &str| fs::write(name(byte), text(title, "2025-05-01", "")).expect("written");
    write(0xfe, "One");
    write(0xff, "Other");
    build(&here);
    for (byte, title) in [(0xff, "Other, changed"), (0xfe, "One, changed"), (0xff, "Other, again")] {
        write(byte, title);
        leaves(&here, title, TODAY).0.expect_code(0);
    }
    fs::remove_file(name(0xfe)).expect("it is there");
    leaves(&here, "one is gone", TODAY).0.expect_code(0);
    write(0xfe, "One, back");
    leaves(&here, "one is back", TODAY).0.expect_code(0);
}

#[test]
fn a_value_that_has_gone_with_all_its_records_is_in_nobodys_way() {
    let feeds = "[[feed]]\neach = \"category\"\nformats = [\"rss\"]\nlimit = 2\npath = { rss = \"{value}.xml\" }\n\
        [[feed]]\nname = \"sea\"\nformats = [\"rss\"]\nlimit = 2\npath = { rss = \"harbour.xml\" }\n";
    let here = archive(feeds, |day| format!("categories: [{}]\n", if day < 40 { "Harbour" } else { "Chess" }));
    build(&here).expect_code(2).expect_stderr(["feed-path-collision"]);
    for day in 0..40 {
        fs::remove_file(here.root().join(format!("data/a{day}.md"))).expect("it is there");
    }
    leaves(&here, "nothing collides", TODAY).0.expect_code(0);
    assert!(here.has("feeds/harbour.xml"));
}

#[test]
fn what_happens_next_happens_to_a_record_that_is_there() {
    let feeds = "[[feed]]\nname = \"recent\"\nformats = [\"rss\"]\nlimit = 2\nsince = \"300d\"\n";
    let here = archive(feeds, |_| String::new());
    build(&here).expect_code(0);
    for day in [0, 2] {
        fs::remove_file(here.root().join(format!("data/a{day}.md"))).expect("it is there");
        let (_, is_left) = leaves(&here, "it is gone", TODAY);
        assert_eq!(is_left, day != 0, "who goes next decides what is said");
    }
    here.file("data/a1.md", text("Article 1", &date(3), ""));
    leaves(&here, "it is another one", TODAY);
}

#[test]
fn nothing_makes_every_run_look_at_everything() {
    let near = |here: &Publication, what: &str| {
        let write = |number: u64| {
            here.file(
                "data/often.md",
                text(
                    "Often",
                    "2025-05-01",
                    &format!(
                        "weight: {number}
"
                    ),
                ),
            );
        };
        for number in 0..2 {
            write(number);
            leaves(here, what, TODAY);
        }
        write(2);
        assert!(leaves(here, what, TODAY).1, "{what}: the third run looks at everything, too");
    };
    // Rows of another site, of which no record of ours will ever meet one.
    let here = archive("", |_| String::new());
    let other = archive("", |_| String::new());
    for (file, title) in [("elsewhere", "Elsewhere"), ("a7", "Article 7")] {
        other.file(format!("data/{file}.md"), text(title, "2025-04-01", ""));
    }
    build(&other).expect_code(0);
    build(&here).expect_code(0);
    here.file("../old.xml", other.read("feeds/news/atom.xml").replace("gazette.example", "old.example"));
    here.run(["adopt", "../old.xml", "--now", TODAY]).expect_code(0);
    near(&here, "learnt rows");

    // Two that have one id, and one that looks like what is shown.
    let here = archive("", |day| if day < 2 { "id: tag:gazette.example,2025:x\n".to_owned() } else { String::new() });
    let shown = here.read("data/a79.md");
    here.file("data/a5.md", shown.replace("2025-03-21", "2025-01-06"));
    build(&here).expect_code(1);
    near(&here, "marks that meet");

    let here = archive("", |_| String::new());
    std::os::unix::fs::symlink("nowhere", here.root().join("data/link.md")).expect("linked");
    build(&here).expect_code(0);
    near(&here, "a link to nowhere");
    here.run(["build", "news", "--now", TODAY]).expect_code(0);
    near(&here, "a feed alone");
    let later = std::time::SystemTime::now() + Duration::from_secs(1_000_000);
    let file = fs::File::options().write(true).open(here.root().join("data/a3.md")).expect("opened");
    file.set_modified(later).expect("set");
    near(&here, "a time in the future");
    let feeds = "[[feed]]\neach = \"category\"\nformats = [\"rss\"]\nlimit = 2\npath = { rss = \"{value}.xml\" }\n\
        [[feed]]\nname = \"sea\"\nformats = [\"rss\"]\nlimit = 2\npath = { rss = \"harbour.xml\" }\n";
    let here = archive(feeds, |_| "categories: [Harbour]\n".to_owned());
    build(&here).expect_code(2);
    near(&here, "two feeds with one path");
}

/// Removes the articles of these days.
fn remove(here: &Publication, days: std::ops::Range<u64>) {
    days.for_each(|day| fs::remove_file(here.root().join(format!("data/a{day}.md"))).expect("it is there"));
}

#[test]
fn a_far_record_goes_on_with_the_row_of_one_that_looked_like_it() {
    let here = archive("", |_| String::new());
    build(&here).expect_code(0);
    let copy = here
        .read("data/a5.md")
        .replace(&format!("date: {}", date(5)), "date: 2025-05-01")
        .replace("title: Article 5", "title: Copy");
    here.file("data/copy.md", copy);
    leaves(&here, "it is shown", TODAY).0.expect_code(0);
    fs::remove_file(here.root().join("data/copy.md")).expect("it is there");
    leaves(&here, "what it looked like has its row", TODAY);
    assert!(here.read("feeds/news/rss.xml").contains("<title>Article 5</title>"));
}

#[test]
fn where_those_that_are_near_do_not_suffice_the_far_ones_come() {
    let here = archive("", |_| String::new());
    build(&here).expect_code(0);
    remove(&here, 57..COUNT);
    settle();
    agrees(&here, "none is left", &["build", "--now", TODAY, "--allow-deletions"]);
    let here = archive("", |_| String::new());
    build(&here).expect_code(0);
    // Row by row, so that the guard believes it.
    for days in [79..80, 78..79, 57..78] {
        remove(&here, days);
        leaves(&here, "they go", TODAY);
    }
    assert!(here.read("feeds/news/rss.xml").contains("<title>Article 56</title>"));
    let here = archive("", |_| String::new());
    build(&here).expect_code(0);
    for day in 0..4 {
        here.file(format!("data/old{day}.md"), text("Old", &format!("2024-05-0{}", day + 1), ""));
    }
    remove(&here, 57..COUNT);
    leaves(&here, "older ones take no place", TODAY);
}

#[test]
fn what_the_clock_alone_changes_is_near() {
    let feeds = |more: &str| format!("category = \"Harbour\"\n{more}");
    let category = |day: u64| if day.is_multiple_of(2) { "categories: [Harbour]\n" } else { "categories: [Chess]\n" };
    let here = archive(&feeds(""), |day| {
        let more = if day == 5 || day == 6 { "expires: 2025-06-10\n" } else { "" };
        format!("{}{more}", category(day))
    });
    here.file("data/may.md", text("May", "2025-05-20", category(1)));
    build(&here).expect_code(0);
    here.file("data/picture.png", "no picture");
    leaves(&here, "one waits again", "2025-05-10");
    leaves(&here, "back", "2025-06-02");
    here.file("data/more.md", text("More", "2025-05-01", category(1)));
    leaves(&here, "all is well", "2025-06-02");
    leaves(&here, "two expire", "2025-06-11");
}

#[test]
fn what_is_counted_or_said_is_near() {
    let condition =
        "where = \"!has(extra.touchy) || extra.weight > 3\"\nmax_withheld = \"90%\"\nrestricted = \"teaser\"\n";
    let here = archive(condition, |day| match day {
        4 => "visibility: members\n".to_owned(),
        5 => "touchy: true\n".to_owned(),
        6 => "draft: true\n".to_owned(),
        _ => String::new(),
    });
    build(&here).expect_code(1).expect_stderr(["where-failed", "1 restricted", "1 not public"]);
    for number in 0..2 {
        here.file("data/new.md", text("New", "2025-05-01", &format!("weight: {number}\n")));
        assert!(leaves(&here, "something else", TODAY).1, "a few that are near make no difference");
    }
}

#[test]
fn everything_of_an_archive_is_near() {
    for history in ["archive = true", "archive = \"pages\""] {
        let here =
            archive(&format!("{history}\n[[feed]]\nname = \"latest\"\nformats = [\"rss\"]\nlimit = 2\n"), |_| {
                String::new()
            });
        build(&here).expect_code(0);
        here.file("data/new.md", text("New", "2025-05-01", ""));
        leaves(&here, history, TODAY).0.expect_code(0);
        here.file("data/a5.md", text("Article 5, corrected", &date(5), ""));
        leaves(&here, history, TODAY).0.expect_code(0);
    }
}

#[test]
fn what_is_no_record_can_matter_nevertheless() {
    let here = archive("", |_| String::new());
    here.config(here.read("courant.toml").replace("data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}", "data/**/*"));
    build(&here).expect_code(0);
    let change = |name: &str, text: Option<&str>| {
        match text {
            Some(text) => drop(here.file(name, text).has(name)),
            None => fs::remove_file(here.root().join(name)).expect("it is there"),
        }
        leaves(&here, name, TODAY).0
    };
    change("data/a.png", Some("no picture")).expect_stderr(["file-kind-unknown"]);
    change("data/a.png", None);
    for name in ["data/a79.toml", "data/a5.toml"] {
        change(name, Some("title = \"Another\"\n"));
        change(name, None);
    }
    assert!(!here.read("feeds/news/rss.xml").contains("Another"));
}
