//! The incremental build: what has not changed is not opened, and what a run knows of earlier ones changes neither what
//! it publishes nor what it says.

use crate::support::{
    Outcome, Publication, SITE, Tree,
    faults::{self, Mode},
};
use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::Command,
    thread,
    time::{Duration, SystemTime},
};

/// The day of most runs here.
const TODAY: &str = "2026-06-01";

/// A publication with feeds of different kinds.
const FEEDS: &str = r#"
[[feed]]
name = "latest"
formats = ["atom"]
limit = 3
content = "summary"

[[feed]]
each = "category"
formats = ["rss", "json"]
"#;

fn site(n: usize) -> Publication {
    let here = Publication::new();
    here.config(format!("{SITE}limit = 5\n{FEEDS}"));
    for number in 1..=n {
        article(&here, number, 0);
    }
    here
}

/// Articles of odd numbers are about the harbour, the others about the weather; later numbers are newer.
fn article(here: &Publication, number: usize, version: usize) {
    let category = if number.is_multiple_of(2) { "Weather" } else { "Harbour" };
    let (month, day) = (1 + number / 28, 1 + number % 28);
    here.file(
        format!("data/a{number}.md"),
        format!(
            "---\ntitle: Article {number}\ndate: 2025-{month:02}-{day:02}\ncategories: [{category}]\n---\n\n\
             What article {number} says in version {version}, long enough to be told from all the others.\n"
        ),
    );
}

/// Waits until what was written before can be known by its time alone.
pub fn settle(here: &Publication) {
    let metadata = fs::metadata(here.root().join("courant.toml")).expect("it is there");
    let is_coarse = metadata.ctime_nsec() == 0;
    thread::sleep(if is_coarse { Duration::from_millis(2100) } else { Duration::from_millis(60) });
}

fn build(here: &Publication) -> Outcome {
    here.run(["build", "--now", TODAY])
}

/// A publication that was built, and knows that there is nothing to do.
pub fn settled(here: Publication) -> Publication {
    for _ in 0..2 {
        settle(&here);
        build(&here);
    }
    settle(&here);
    here
}

/// Everything that a run says, without why it has built what it has built, and without where the publication lies.
fn said(here: &Publication, outcome: &Outcome) -> (i32, String, String) {
    let root = here.root().display().to_string();
    let is_reason = |line: &&str| {
        let name = line.strip_prefix("  ").and_then(|line| line.split_once(": ")).map(|(name, _)| name);
        let is_feed = |name: &str| ["news", "latest", "recent"].contains(&name) || name.starts_with("category/");
        name.is_some_and(is_feed) || *line == "  nothing has changed since the last run"
    };
    let lines: Vec<&str> = outcome.stderr.lines().filter(|line| !is_reason(line)).collect();
    (outcome.code, outcome.stdout.replace(&root, "."), lines.join("\n").replace(&root, "."))
}

pub fn export(here: &Publication) -> String {
    here.run(["ledger", "export"]).expect_code(0).stdout
}

/// The lines that only one of two texts has.
fn apart(ours: &str, theirs: &str) -> String {
    let only = |these: &str, those: &str| {
        let those: Vec<&str> = those.lines().collect();
        these.lines().filter(|line| !those.contains(line)).map(str::to_owned).collect::<Vec<_>>()
    };
    format!("more {:#?}, less {:#?}", only(ours, theirs), only(theirs, ours))
}

/// Runs a command here, and with `--no-cache` in a copy: everything that is published, said and remembered is the same.
#[track_caller]
pub fn agrees(here: &Publication, what: &str, args: &[&str]) -> Outcome {
    let twin = here.twin();
    let cold = twin.run(args.iter().copied().chain(["--no-cache"]));
    let warm = here.run(args);
    let (cold_said, warm_said) = (said(&twin, &cold), said(here, &warm));
    if warm_said != cold_said {
        let codes = (warm_said.0, cold_said.0);
        let apart = apart(&warm_said.2, &cold_said.2);
        panic!("{what}: what {args:?} says depends on the cache: {codes:?}, {apart}");
    }
    here.expect_feeds_of(&twin, &format!("{what}: the feeds depend on the cache"));
    let (ours, theirs) = (export(here), export(&twin));
    assert!(ours == theirs, "{what}: what the ledger knows depends on the cache: {}", apart(&ours, &theirs));
    // A run that writes nothing leaves the copy with the cache of the original, which it does not know.
    let then = next(&twin).filter(|then| !then.contains("the configuration has changed"));
    assert!(then.is_none() || then == next(here), "{what}: {then:?} depends on the cache: {:?}", next(here));
    warm
}

/// What the clock alone brings next.
fn next(here: &Publication) -> Option<String> {
    let status = here.run(["status"]).stdout;
    status.lines().find(|line| line.starts_with("next: ")).map(str::to_owned)
}

/// What a run has opened, written, renamed and removed, relative to the publication.
#[derive(Debug, Default)]
pub struct Calls {
    opened: Vec<String>,
    touched: Vec<String>,
}

impl Calls {
    pub fn opened_below(&self, directory: &str) -> Vec<&str> {
        let mut all: Vec<&str> =
            self.opened.iter().map(String::as_str).filter(|path| path.starts_with(directory)).collect();
        all.sort_unstable();
        all
    }

    pub fn touched_below(&self, directory: &str) -> Vec<&str> {
        let is_temp = |path: &str| path.contains("/.courant-");
        let all = self.touched.iter().map(String::as_str);
        let mut all: Vec<&str> = all.filter(|path| path.starts_with(directory) && !is_temp(path)).collect();
        all.sort_unstable();
        all
    }
}

/// Runs a command under strace. Nothing, said aloud, where that cannot be done.
pub fn traced(here: &Publication, args: &[&str]) -> Option<(Outcome, Calls)> {
    let log = here.root().parent().expect("a publication lies in a world").join("tmp/calls");
    let mut words = faults::injected(&[])?;
    let sink = words.iter_mut().find(|word| *word == "/dev/null").expect("strace writes somewhere");
    *sink = log.display().to_string();
    words.extend(["-e".to_owned(), "trace=%file,ftruncate,fchmod".to_owned()]);
    let outcome = here.courant(args).under(&words).run();
    let text = fs::read_to_string(&log).expect("strace has written it");
    fs::remove_file(&log).expect("the test's own");
    let root = format!("{}/", here.root().canonicalize().expect("it is there").display());
    let mut calls = Calls::default();
    for line in text.lines().filter(|line| !line.contains("ENOENT")) {
        let Some((_, call)) = line.trim_start().split_once(' ') else { continue };
        let Some((name, rest)) = call.trim_start().split_once('(') else { continue };
        let paths = rest.split('"').skip(1).step_by(2).map(|path| path.strip_prefix(&root).unwrap_or(path).to_owned());
        let is_reading = name.starts_with("open") && !rest.contains("O_WRONLY") && !rest.contains("O_RDWR");
        if name.starts_with("open") && !rest.contains("O_DIRECTORY") {
            calls.opened.extend(paths.clone());
        }
        let is_asking = ["stat", "readlink", "access", "getcwd", "exec", "chdir", "statfs"];
        if !is_reading && !is_asking.iter().any(|ask| name.contains(ask)) {
            calls.touched.extend(paths);
        }
    }
    Some((outcome, calls))
}

#[test]
fn a_run_with_nothing_to_do_opens_no_source_and_writes_nothing() {
    let here = site(40);
    settle(&here);
    build(&here).expect_code(0);
    settle(&here);
    let tree = here.tree();
    let Some((outcome, calls)) = traced(&here, &["build", "--now", TODAY]) else { return };
    assert!(outcome.stderr.contains("0 documents written, 8 unchanged"), "{}", outcome.stderr);
    assert_eq!(calls.opened_below("data/"), [""; 0]);
    assert_eq!(calls.touched_below("feeds"), [""; 0]);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    settle(&here);
    // By now all documents are known by their times.
    let (_, calls) = traced(&here, &["build", "--now", TODAY]).expect("it could be traced before");
    assert_eq!((calls.opened_below("data/"), calls.opened_below("feeds/")), (vec![], vec![]));
    let elsewhere = |path: &&str| !path.starts_with(".courant") && !path.starts_with('/');
    assert_eq!(calls.touched_below("").into_iter().filter(elsewhere).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn an_undated_record_that_no_feed_wants_is_read_once() {
    let here = Publication::new();
    let config = SITE.replace("permalink =", "undated = \"first-seen\"\npermalink =");
    here.config(format!("{config}category = \"Sea\"\n"));
    let write = |name: &str, text: &str| {
        here.file(format!("data/{name}.md"), text);
    };
    write("wanted", "---\ntitle: Wanted\ncategory: Sea\n---\n\nText.\n");
    write("other", "---\ntitle: Other\ncategory: Land\n---\n\nText.\n");
    let here = settled(here);
    here.file("data/wanted.md", "---\ntitle: Changed\ncategory: Sea\n---\n\nText.\n");
    let Some((_, calls)) = traced(&here, &["build", "--now", "2027-01-01"]) else { return };
    assert_eq!(calls.opened_below("data/"), ["data/wanted.md"]);
    assert!(here.read("feeds/news/rss.xml").contains("Changed"));
    // Once a feed wants it, it is shown with the day on which that was so.
    settle(&here);
    here.config(format!("{config}category = [\"Sea\", \"Land\"]\n"));
    agrees(&here, "wanted", &["build", "--now", "2027-01-02"]);
    assert!(here.read("feeds/news/rss.xml").contains("02 Jan 2027"));
}

#[test]
fn of_many_articles_only_the_one_that_has_changed_is_read() {
    let here = settled(site(300));
    article(&here, 300, 1);
    settle(&here);
    let Some((outcome, calls)) = traced(&here, &["build", "--now", TODAY, "--explain"]) else { return };
    let outcome = outcome.expect_code(0);
    for feed in ["news", "latest", "category/weather"] {
        assert!(outcome.stderr.contains(&format!("  {feed}: “Article 300” is changed\n")), "{}", outcome.stderr);
    }
    assert!(!outcome.stderr.contains("harbour"), "{}", outcome.stderr);
    assert_eq!(calls.opened_below("data/"), ["data/a300.md"]);
    let shown_by = [
        "feeds/category/weather/feed.json",
        "feeds/category/weather/rss.xml",
        "feeds/latest/atom.xml",
        "feeds/news/atom.xml",
        "feeds/news/feed.json",
        "feeds/news/rss.xml",
    ];
    assert_eq!(calls.touched_below("feeds/"), shown_by);

    // One that no feed shows changes nothing that is published.
    let here = settled(here);
    article(&here, 3, 1);
    let (_, calls) = traced(&here, &["build", "--now", TODAY]).expect("it could be traced before");
    assert_eq!(calls.opened_below("data/"), ["data/a3.md"]);
    assert_eq!(calls.touched_below("feeds/"), [""; 0]);

    // A sidecar changes one article.
    settle(&here);
    build(&here);
    here.file("data/a299.toml", "summary = \"In short.\"\n");
    let (_, calls) = traced(&here, &["build", "--now", TODAY]).expect("it could be traced before");
    assert_eq!(calls.opened_below("data/"), ["data/a299.md", "data/a299.toml"]);
    assert!(here.read("feeds/latest/atom.xml").contains("In short."));
    settle(&here);
    here.file("data/a299.toml", "summary = \"In a word.\"\n");
    let (_, calls) = traced(&here, &["build", "--now", TODAY]).expect("it could be traced before");
    assert!(calls.opened_below("data/").iter().all(|path| path.starts_with("data/a299.")), "{calls:?}");
    assert!(here.read("feeds/latest/atom.xml").contains("In a word."));

    // One that goes lets others move up, which are read.
    let here = settled(here);
    fs::remove_file(here.root().join("data/a300.md")).expect("it is there");
    let (outcome, calls) = traced(&here, &["build", "--now", TODAY, "--explain"]).expect("it could be traced before");
    assert!(outcome.stderr.contains("are new") || outcome.stderr.contains("is new"), "{}", outcome.stderr);
    let moved_up = ["data/a200.md", "data/a295.md", "data/a297.md"];
    assert_eq!(calls.opened_below("data/"), moved_up);
    assert!(!here.read("feeds/news/rss.xml").contains("Article 300"));

    // One that comes is read alone.
    let here = settled(here);
    article(&here, 301, 0);
    let (_, calls) = traced(&here, &["build", "--now", TODAY]).expect("it could be traced before");
    assert_eq!(calls.opened_below("data/"), ["data/a301.md"]);
    assert!(here.read("feeds/news/rss.xml").contains("Article 301"));
    agrees(&here, "afterwards", &["build", "--now", TODAY]);
}

/// Records with everything that can be wrong with them.
fn troubled() -> Publication {
    let here = site(12);
    here.config(format!(
        "{SITE}limit = 20\nmax_withheld = \"90%\"\nwhere = \"!(has(extra.touchy) && extra.weight > 9)\"\n\
         [feed.item_elements]\n\"itunes:duration\" = \"extra.length\"\n{FEEDS}"
    ));
    here.record("undated", "Undated", "2025-02-30", "");
    here.file("data/no-date.md", "---\ntitle: No date\n---\n\nText.\n");
    here.file("data/broken.json", "{\"title\": \"Broken\", ");
    here.file(
        "data/list.jsonl",
        "{\"id\": \"one\", \"title\": \"One\", \"published\": \"2025-03-01\", \"content_text\": \"x\"}\n{broken\n",
    );
    here.record("long", "Withheld", "2025-03-02", r#""length": "45 min", "weight": 1"#);
    here.record("light", "No weight", "2025-03-03", r#""length": "1530", "touchy": true"#);
    here.record("heavy", "A weight", "2025-03-03", r#""weight": 3, "status": "whatever""#);
    here.record("twin-a", "Twin", "2025-03-04", r#""id": "tag:gazette.example,2025:twin""#);
    here.record("twin-b", "Twin", "2025-03-04", r#""id": "tag:gazette.example,2025:twin""#);
    here.record("later", "Later", "2027-03-04", r#""weight": 3"#);
    here.record("over", "Over", "2025-03-04", r#""expires": "2025-12-01""#);
    here.record("draft", "Draft", "2025-03-04", r#""status": "draft""#);
    here.file("data/markup.md", "---\ntitle: 'Markup <b>'\ndate: 2025-04-01\nweight: 2\n---\n\n[relative](../x) <script>x</script> <img src='a.png'>\n");
    here
}

#[test]
fn what_a_run_says_does_not_depend_on_what_it_knows() {
    let here = troubled();
    let first = build(&here).expect_code(1);
    for rule in ["record-undated", "where-failed", "id-duplicate", "itunes-duration", "withheld"] {
        assert!(first.stderr.contains(rule), "{rule}: {}", first.stderr);
    }
    settle(&here);
    agrees(&here, "once", &["build", "--now", TODAY]);
    settle(&here);
    for args in [
        &["build", "--now", TODAY][..],
        &["build", "--now", TODAY, "-v"],
        &["build", "--now", TODAY, "--strict"],
        &["build", "--now", TODAY, "--format", "json"],
        &["build", "--now", TODAY, "--format", "github"],
        &["build", "--now", TODAY, "--format", "sarif"],
        &["build", "--now", TODAY, "--dry-run"],
        &["build", "--now", TODAY, "-v", "news"],
        &["build", "--now", TODAY, "-v", "category"],
        &["build", "--now", TODAY, "-v"],
        &["build", "--now", TODAY, "-q"],
    ] {
        agrees(&here, "nothing has changed", args);
    }
    let articles: [(&str, &dyn Fn()); 7] = [
        ("another article", &|| article(&here, 5, 1)),
        ("mended", &|| {
            here.record("long", "Mended", "2025-03-02", r#""length": "45:00", "weight": 1"#);
        }),
        ("broken again", &|| {
            here.record("long", "Withheld", "2025-03-02", r#""length": "45 min", "weight": 1"#);
        }),
        ("a warning moves down", &|| {
            let text = here.read("data/markup.md").replace("weight: 2\n", "weight: 2\n\n\n# a comment\n");
            here.file("data/markup.md", text);
        }),
        ("a twin goes", &|| fs::remove_file(here.root().join("data/twin-b.json")).expect("it is there")),
        ("a file is mended", &|| {
            here.record("broken", "Mended", "2025-03-09", "");
        }),
        ("a file breaks", &|| {
            here.file("data/a7.md", "---\ntitle: [\n---\n\nText.\n");
        }),
    ];
    for (what, change) in articles {
        change();
        agrees(&here, what, &["build", "--now", TODAY, "-v"]);
        settle(&here);
        agrees(&here, what, &["build", "--now", TODAY, "-v", "--format", "json"]);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_in_every_run() {
    let here = site(6);
    let Some(user) = faults::unprivileged(&here) else { return };
    let build = |args: &[&str]| here.courant(["build", "--now", TODAY].iter().chain(args)).under(&user).run();
    build(&[]).expect_code(0);
    settle(&here);
    {
        let _mode = Mode::set(&here.root().join("data/a5.md"), 0o000);
        let first = build(&[]).expect_code(2);
        settle(&here);
        for args in [&[][..], &["--no-cache"], &[]] {
            let again = build(args).expect_code(2);
            assert_eq!(said(&here, &again), said(&here, &first));
        }
        assert!(here.read("feeds/news/rss.xml").contains("Article 5"), "it stays");
    }
    build(&[]).expect_code(0);
    // A cache that cannot be read is none.
    settle(&here);
    let _mode = Mode::set(&here.root().join(".courant/cache"), 0o000);
    let outcome = build(&["--explain"]).expect_code(0);
    assert!(outcome.stderr.contains("the cache is damaged"), "{}", outcome.stderr);
}

#[test]
fn a_finding_of_one_feed_ends_with_the_article_in_that_feed() {
    let here = Publication::new();
    let small = "[[feed]]\nname = \"latest\"\nformats = [\"atom\"]\nlimit = 2\nmax_withheld = \"90%\"\n[feed.item_elements]\n\"itunes:duration\" = \"extra.length\"\n";
    here.config(format!("{SITE}{small}"));
    here.record("a", "A", "2025-01-01", r#""length": "45 min""#);
    here.record("b", "B", "2025-01-02", r#""length": "45:00""#);
    agrees(&here, "first", &["build", "--now", TODAY]).expect_code(1);
    settle(&here);
    for day in 3..=4 {
        here.record(&format!("n{day}"), "New", &format!("2025-01-0{day}"), r#""length": "45:00""#);
    }
    agrees(&here, "it has left", &["build", "--now", TODAY]).expect_code(0);
}

#[test]
fn a_feed_that_was_built_alone_takes_nothing_from_the_others() {
    let here = troubled();
    build(&here).expect_code(1);
    settle(&here);
    let before = here.read("data/markup.md");
    here.file("data/markup.md", before.replace("relative", "another"));
    agrees(&here, "news alone", &["build", "news", "--now", TODAY, "-v"]);
    here.file("data/markup.md", &before);
    agrees(&here, "as before", &["build", "--now", TODAY, "-v"]);
    settle(&here);
    here.file("data/markup.md", before.replace("relative", "a third"));
    agrees(&here, "latest alone", &["build", "latest", "--now", TODAY, "-v"]);
    agrees(&here, "all", &["build", "--now", TODAY, "-v"]);
    settle(&here);
    agrees(&here, "nothing", &["build", "--now", TODAY, "-v"]);
}

fn path(here: &Publication, name: &str) -> std::path::PathBuf {
    here.root().join(name)
}

/// Writes other bytes of the same length, and puts the time of the last change back.
fn edit_in_secret(path: &Path, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let modified = fs::metadata(path).and_then(|found| found.modified()).expect("it is there");
    let text = fs::read_to_string(path).expect("a text");
    assert!(text.contains(from), "{}: {text}", path.display());
    fs::write(path, text.replace(from, to)).expect("the test's own");
    set_time(path, modified);
}

fn set_time(path: &Path, modified: SystemTime) {
    let file = fs::File::options().write(true).open(path).expect("it is there");
    file.set_modified(modified).expect("the test's own");
}

#[test]
fn a_change_that_nobody_could_see_by_its_time_is_noticed() {
    let here = site(6);
    settle(&here);
    // Right after the build, in the same tick: over and over, since that is a matter of luck.
    for version in 1..=8 {
        article(&here, 6, version);
        build(&here).expect_code(0);
        article(&here, 6, version + 1);
        agrees(&here, "right after a build", &["build", "--now", TODAY]);
        assert!(here.read("feeds/news/rss.xml").contains(&format!("in version {}", version + 1)));
    }
    let here = settled(here);
    edit_in_secret(&path(&here, "data/a6.md"), "version", "variant");
    agrees(&here, "the time was put back", &["build", "--now", TODAY]);
    assert!(here.read("feeds/news/rss.xml").contains("in variant"));

    let here = settled(here);
    let (old, new) = (path(&here, "data/a6.md"), path(&here, "other"));
    let modified = fs::metadata(&old).and_then(|found| found.modified()).expect("it is there");
    fs::write(&new, fs::read_to_string(&old).expect("a text").replace("variant", "version")).expect("the test's own");
    set_time(&new, modified);
    fs::rename(new, old).expect("the test's own");
    agrees(&here, "another file in its place", &["build", "--now", TODAY]);
    assert!(here.read("feeds/news/rss.xml").contains("in version"));
}

/// A change between two runs, what the second one is asked for, and what its reason has to say of the first feed.
struct Case {
    what: &'static str,
    change: fn(&Publication),
    args: &'static [&'static str],
    reason: &'static str,
}

const NOTHING: &str = "nothing has changed since the last run";

const CASES: &[Case] = &[
    Case { what: "nothing", change: |_| {}, args: &[], reason: NOTHING },
    Case {
        what: "the configuration",
        change: |here| {
            here.config(here.read("courant.toml").replace("Harbour Gazette", "Harbour Times"));
        },
        args: &[],
        reason: "news: the configuration has changed",
    },
    Case {
        what: "a comment in the configuration",
        change: |here| {
            here.config(format!("# a comment\n{}", here.read("courant.toml")));
        },
        args: &[],
        reason: "",
    },
    Case {
        what: "people",
        change: |here| {
            here.file("people.toml", "[ada]\nname = \"Ada Byron\"\n");
        },
        args: &[],
        reason: "news: the configuration has changed",
    },
    Case {
        what: "no cache",
        change: |here| fs::remove_file(path(here, ".courant/cache")).expect("it is there"),
        args: &[],
        reason: "news: nothing is known of an earlier run",
    },
    Case {
        what: "a cut cache",
        change: |here| {
            let file = fs::File::options().write(true).open(path(here, ".courant/cache")).expect("it is there");
            file.set_len(700).expect("the test's own");
        },
        args: &[],
        reason: "news: the cache is damaged",
    },
    Case {
        what: "an empty cache",
        change: |here| fs::write(path(here, ".courant/cache"), "").expect("the test's own"),
        args: &[],
        reason: "news: the cache is damaged",
    },
    Case {
        what: "a directory in the cache's place",
        change: |here| {
            fs::remove_file(path(here, ".courant/cache")).expect("it is there");
            fs::create_dir(path(here, ".courant/cache")).expect("the test's own");
        },
        args: &[],
        reason: "news: the cache is damaged",
    },
    Case {
        what: "no ledger",
        change: |here| fs::remove_file(path(here, ".courant/ledger.db")).expect("it is there"),
        args: &[],
        reason: "news: the ledger is new",
    },
    Case {
        what: "another id",
        change: |here| {
            let id = "https://gazette.example/2025/01/a12/";
            here.run(["ledger", "rekey", id, "tag:gazette.example,2025:other"]).expect_code(0);
        },
        args: &[],
        reason: "news: “Article 12” is new; https://gazette.example/2025/01/a12/ is gone",
    },
    Case {
        what: "an imported ledger",
        change: |here| {
            let export = here.run(["ledger", "export"]).stdout;
            here.file("ledger.jsonl", export.replace("2025-01-13", "2025-01-12"));
            here.run(["ledger", "import", "--replace", "ledger.jsonl"]).expect_code(0);
        },
        args: &[],
        reason: "news: “Article 12” is changed",
    },
    Case {
        what: "no document",
        change: |here| fs::remove_file(path(here, "feeds/news/rss.xml")).expect("it is there"),
        args: &[],
        reason: "news: news/rss.xml is not as it was left",
    },
    Case {
        what: "no feeds",
        change: |here| fs::remove_dir_all(path(here, "feeds")).expect("it is there"),
        args: &[],
        reason: "news: news/rss.xml is not as it was left",
    },
    Case {
        what: "a document that was edited",
        change: |here| edit_in_secret(&path(here, "feeds/news/atom.xml"), "Article 12", "Articles 2"),
        args: &[],
        reason: "news: news/atom.xml is not as it was left",
    },
    Case {
        what: "a directory in a document's place",
        change: |here| {
            fs::remove_file(path(here, "feeds/news/rss.xml")).expect("it is there");
            fs::create_dir(path(here, "feeds/news/rss.xml")).expect("the test's own");
        },
        args: &[],
        reason: "news: news/rss.xml is not as it was left",
    },
    Case {
        what: "a document that was touched",
        change: |here| set_time(&path(here, "feeds/news/rss.xml"), SystemTime::UNIX_EPOCH),
        args: &[],
        reason: NOTHING,
    },
    Case {
        what: "articles that were touched",
        change: |here| {
            for number in 1..=12 {
                set_time(&path(here, &format!("data/a{number}.md")), SystemTime::UNIX_EPOCH);
            }
        },
        args: &[],
        reason: NOTHING,
    },
    Case { what: "later", change: |_| {}, args: &["--now", "2026-06-20"], reason: "news: “Scheduled” is new" },
    Case { what: "later still", change: |_| {}, args: &["--now", "2026-07-20"], reason: "recent: “Fresh” is gone" },
    Case { what: "earlier", change: |_| {}, args: &["--now", "2026-05-20"], reason: NOTHING },
    Case { what: "much earlier", change: |_| {}, args: &["--now", "2024-05-20"], reason: "recent: " },
    Case {
        what: "another output directory",
        change: |_| {},
        args: &["--out", "public"],
        reason: "news: the configuration has changed",
    },
    Case {
        what: "another state directory",
        change: |_| {},
        args: &["--state", "elsewhere"],
        reason: "news: nothing is known of an earlier run",
    },
    Case {
        what: "other data",
        change: |here| {
            here.file("more/b.md", "---\ntitle: B\ndate: 2025-05-05\n---\n\nText.\n");
        },
        args: &["--data", "{data,more}/**/*.md"],
        reason: "news: the configuration has changed",
    },
    Case {
        what: "a value that goes",
        change: |here| {
            for number in (2..=12).step_by(2) {
                let file = format!("data/a{number}.md");
                here.file(&file, here.read(&file).replace("Weather", "Harbour"));
            }
        },
        args: &[],
        reason: "category/harbour: ",
    },
    Case {
        what: "a directory of a value that is gone",
        change: |here| {
            here.file("feeds/category/fishing/rss.xml", "<rss/>");
        },
        args: &[],
        reason: "feed category/fishing",
    },
    Case {
        what: "an article of another name",
        change: |here| fs::rename(path(here, "data/a12.md"), path(here, "data/b12.md")).expect("it is there"),
        args: &[],
        reason: "news: “Article 12” is changed",
    },
    Case {
        what: "another date",
        change: |here| {
            here.file("data/a12.md", here.read("data/a12.md").replace("2025-01-13", "2025-02-13"));
        },
        args: &[],
        reason: "news: “Article 12” is changed",
    },
    Case {
        what: "a draft",
        change: |here| {
            here.file("data/a12.md", here.read("data/a12.md").replace("title", "status: draft\ntitle"));
        },
        args: &[],
        reason: "news: “Article 8” is new; “Article 12” is gone",
    },
];

#[test]
fn whatever_happens_between_two_runs_is_noticed_and_named() {
    let base = site(12);
    base.config(format!(
        "{}[[feed]]\nname = \"recent\"\nformats = [\"json\"]\nsince = \"30d\"\n",
        base.read("courant.toml").replace("language = \"en\"", "language = \"en\"\npeople = \"people.toml\"")
    ));
    base.file("people.toml", "[ada]\nname = \"Ada Lovelace\"\n");
    base.file("data/a11.md", base.read("data/a11.md").replace("categories", "author: ada\ncategories"));
    base.record("scheduled", "Scheduled", "2026-06-15", "");
    base.record("fresh", "Fresh", "2026-05-25", r#""expires": "2026-08-01""#);
    let next = std::sync::atomic::AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = CASES.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    let here = settled(base.twin());
                    (case.change)(&here);
                    let mut args = vec!["build", "--explain", "-v"];
                    args.extend(case.args);
                    if !case.args.contains(&"--now") {
                        args.extend(["--now", TODAY]);
                    }
                    let outcome = agrees(&here, case.what, &args);
                    let said = &outcome.stderr;
                    assert!(said.contains(case.reason), "{}: {:?} is not named: {said}", case.what, case.reason);
                    settle(&here);
                    let again = agrees(&here, case.what, &args);
                    let is_behind = again.stderr.contains("clock-behind");
                    if !again.stderr.contains("damaged") && again.code != 2 && !is_behind {
                        assert!(again.stderr.contains(NOTHING), "{}: {}", case.what, again.stderr);
                    }
                    // And back to where it was.
                    agrees(&here, case.what, &["build", "--explain", "--now", TODAY]);
                }
            });
        }
    });
}

#[test]
fn a_cache_with_any_byte_wrong_is_known_to_be_damaged() {
    let here = settled(site(6));
    let tree = Tree::of(&here.root().join("feeds"));
    for trial in 0..12 {
        // What every run reads, and what only those do that have something to do; but `status` tells of it.
        for part in [".courant/cache", ".courant/cache-rest"] {
            let mut bytes = fs::read(path(&here, part)).expect("it is there");
            let at = trial * 7919 % bytes.len();
            bytes[at] ^= 1 << (trial % 8);
            fs::write(path(&here, part), bytes).expect("the test's own");
            let outcome = here.run(["build", "--now", TODAY, "--explain"]).expect_code(0);
            assert!(outcome.stderr.contains("news: the cache is damaged"), "{part}, byte {at}: {}", outcome.stderr);
            assert_eq!(Tree::of(&here.root().join("feeds")).changes_since(&tree), [""; 0], "{part}, byte {at}");
            let status = here.run(["status", "--now", TODAY]);
            assert!(!status.stdout.contains("not known"), "{part}, byte {at}: {}", status.stdout);
        }
    }
}

#[test]
fn looking_disturbs_nobody() {
    let here = settled(site(8));
    article(&here, 8, 1);
    let tree = here.tree();
    let cache = fs::read(path(&here, ".courant/cache")).expect("it is there");
    let dry = agrees(&here, "dry", &["build", "--dry-run", "--now", TODAY]);
    assert!(dry.stderr.contains("6 documents would be written"), "{}", dry.stderr);
    let diff = here.run(["diff", "--now", TODAY]).expect_code(0);
    assert!(diff.stdout.contains("updated        Article 8"), "{}", diff.stdout);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    assert_eq!(fs::read(path(&here, ".courant/cache")).expect("it is there"), cache);
    let outcome = agrees(&here, "then", &["build", "--now", TODAY, "--explain"]);
    assert!(outcome.stderr.contains("news: “Article 8” is changed"), "{}", outcome.stderr);
    settle(&here);
    let same = here.run(["diff", "--exit-code", "--now", TODAY]).expect_code(0);
    assert!(same.stderr.contains("4 feeds compared: 0 new"), "{}", same.stderr);
}

#[test]
fn threads_change_nothing() {
    let here = troubled();
    let twin = here.twin();
    for version in 0..3 {
        article(&here, 9, version);
        article(&twin, 9, version);
        let one = here.run(["build", "-j1", "-v", "--now", TODAY]);
        let two = twin.run(["build", "-j2", "-v", "--now", TODAY]);
        assert_eq!(said(&here, &one), said(&twin, &two));
        assert_eq!(Tree::of(&path(&here, "feeds")).contents(), Tree::of(&path(&twin, "feeds")).contents());
        assert_eq!(export(&here), export(&twin));
    }
}

/// Articles of one feed in one format, so that each is one row of the ledger.
fn simple(n: usize) -> Publication {
    let here = Publication::new();
    for number in 1..=n {
        article(&here, number, 0);
    }
    build(&here).expect_code(0);
    here
}

fn remove(here: &Publication, numbers: std::ops::RangeInclusive<usize>) {
    for number in numbers {
        fs::remove_file(path(here, &format!("data/a{number}.md"))).expect("it is there");
    }
}

#[test]
fn sources_that_come_back_empty_are_no_deletion() {
    let here = simple(40);
    settle(&here);
    let feeds = Tree::of(&path(&here, "feeds"));
    let kept = here.twin();
    fs::remove_dir_all(path(&here, "data")).expect("it is there");
    fs::create_dir(path(&here, "data")).expect("the test's own");
    for _ in 0..2 {
        let refused = agrees(&here, "emptied", &["build", "--now", TODAY]).expect_code(1);
        let refused =
            refused.expect_stderr(["error[deletion-refused]", "40 of 40 published articles", "--allow-deletions"]);
        assert!(refused.stderr.contains("Article 1"), "{}", refused.stderr);
        assert_eq!(Tree::of(&path(&here, "feeds")).changes_since(&feeds), [""; 0]);
    }
    // The disk is there again.
    fs::remove_dir(path(&here, "data")).expect("it is empty");
    assert!(Command::new("cp").arg("-a").args([path(&kept, "data"), here.root()]).status().is_ok_and(|s| s.success()));
    agrees(&here, "there again", &["build", "--now", TODAY]).expect_code(0);
    assert_eq!(Tree::of(&path(&here, "feeds")).changes_since(&feeds), [""; 0]);
    // They have really gone.
    remove(&here, 1..=40);
    agrees(&here, "gone", &["build", "--now", TODAY]).expect_code(1);
    agrees(&here, "gone", &["build", "--now", TODAY, "--allow-deletions"]).expect_code(0);
    assert!(!here.read("feeds/news/rss.xml").contains("<item>"));
    agrees(&here, "and that is known", &["build", "--now", TODAY]).expect_code(0);
}

#[test]
fn what_is_said_under_an_allowance_is_not_said_without_it() {
    let here = settled(simple(12));
    remove(&here, 3..=9);
    here.file("data/broken.json", "{");
    settle(&here);
    let allowed = here.run(["build", "--now", TODAY, "--allow-deletions"]).expect_code(1);
    allowed.expect_stderr(["deletion-doubtful"]);
    settle(&here);
    let plain = agrees(&here, "afterwards", &["build", "--now", TODAY]);
    plain.expect_stderr(["deletion-refused"]);
}

#[test]
fn a_few_deletions_are_believed() {
    let here = simple(40);
    remove(&here, 39..=40);
    agrees(&here, "two of forty", &["build", "--now", TODAY]).expect_code(0);
    let rss = here.read("feeds/news/rss.xml");
    assert!(!rss.contains("Article 40") && !rss.contains("Article 39") && rss.contains("Article 38"), "{rss}");
}

#[test]
fn while_a_file_cannot_be_read_a_missing_article_may_be_in_it() {
    for broken in ["---\ntitle: [\n---\n\nText.\n", "---\ntitle: No date\n---\n\nText.\n"] {
        let here = simple(10);
        settle(&here);
        remove(&here, 10..=10);
        here.file("data/stranger.md", broken);
        for _ in 0..2 {
            let doubtful = agrees(&here, "a stranger", &["build", "--now", TODAY]).expect_code(1);
            doubtful.expect_stderr(["warning[deletion-doubtful]", "Article 10", "data/stranger.md"]);
            assert!(here.read("feeds/news/rss.xml").contains("Article 10"));
            settle(&here);
        }
        // An edit beside it goes through.
        article(&here, 9, 1);
        agrees(&here, "another edit", &["build", "--now", TODAY]).expect_code(1);
        let rss = here.read("feeds/news/rss.xml");
        assert!(rss.contains("Article 10") && rss.contains("article 9 says in version 1"), "{rss}");
        // It was somebody else.
        here.file("data/stranger.md", "---\ntitle: A stranger\ndate: 2025-03-03\n---\n\nSomething else.\n");
        agrees(&here, "mended", &["build", "--now", TODAY]).expect_code(0);
        let rss = here.read("feeds/news/rss.xml");
        assert!(!rss.contains("Article 10") && rss.contains("A stranger"), "{rss}");
    }
}

#[test]
fn a_record_that_goes_bad_stays_as_it_was_published() {
    let here = simple(10);
    settle(&here);
    let whole = here.read("data/a10.md");
    let feeds = Tree::of(&path(&here, "feeds"));
    for (what, text, rule) in [
        ("no date", whole.replace("date: 2025-01-11\n", ""), "record-undated"),
        ("a wrong date", whole.replace("2025-01-11", "2025-02-31"), ""),
        ("a broken head", whole.replace("title: Article 10", "title: ["), ""),
        ("no file of text", "\0\u{1}\u{2}".to_owned(), ""),
    ] {
        here.file("data/a10.md", text);
        for _ in 0..2 {
            let outcome = agrees(&here, what, &["build", "--now", TODAY, "-v"]).expect_code(1);
            assert!(outcome.stderr.contains("error[") && outcome.stderr.contains("data/a10.md"), "{}", outcome.stderr);
            assert!(outcome.stderr.contains(rule), "{what}: {}", outcome.stderr);
            assert_eq!(Tree::of(&path(&here, "feeds")).changes_since(&feeds), [""; 0], "{what}");
            settle(&here);
        }
    }
    here.file("data/a10.md", &whole);
    agrees(&here, "mended", &["build", "--now", TODAY]).expect_code(0);
    assert_eq!(Tree::of(&path(&here, "feeds")).changes_since(&feeds), [""; 0]);
    here.file("data/a10.md", whole.replace("title:", "draft: true\ntitle:"));
    agrees(&here, "a draft", &["build", "--now", TODAY]).expect_code(0);
    assert!(!here.read("feeds/news/rss.xml").contains("Article 10"));
}

#[test]
fn an_undated_record_keeps_the_day_on_which_it_was_shown_first() {
    let here = Publication::new();
    let config = SITE.replace("permalink =", "undated = \"first-seen\"\npermalink =");
    here.config(format!("{config}where = \"!has(extra.unlisted)\"\n"));
    here.record("dated", "Dated", "2025-01-01", "");
    here.file("data/note.md", "---\ntitle: A note\n---\n\nText.\n");
    here.file("data/hidden.md", "---\ntitle: Nowhere\nunlisted: true\n---\n\nText.\n");
    let day = |here: &Publication| {
        let feed: serde_json::Value = serde_json::from_str(&here.read("feeds/news/feed.json")).expect("JSON");
        let items = feed["items"].as_array().expect("items").clone();
        let note = items.into_iter().find(|item| item["title"] == "A note").expect("it is shown");
        note["date_published"].as_str().expect("a date").to_owned()
    };
    agrees(&here, "first", &["build", "--now", "2026-06-01"]).expect_code(0);
    assert_eq!(day(&here), "2026-06-01T00:00:00Z");
    settle(&here);
    let feeds = Tree::of(&path(&here, "feeds"));
    for now in ["2026-06-02", "2026-06-03"] {
        agrees(&here, "the next day", &["build", "--now", now]).expect_code(0);
        assert_eq!(Tree::of(&path(&here, "feeds")).changes_since(&feeds), [""; 0]);
    }
    here.record("another", "Another", "2025-02-01", "");
    agrees(&here, "another article", &["build", "--now", "2026-06-04"]).expect_code(0);
    assert_eq!(day(&here), "2026-06-01T00:00:00Z");
    let ledger = export(&here);
    assert!(ledger.contains("A note") && !ledger.contains("Nowhere"), "{ledger}");
    // Elsewhere, with what was exported.
    let there = here.twin();
    fs::remove_dir_all(path(&there, ".courant")).expect("it is there");
    fs::remove_dir_all(path(&there, "feeds")).expect("it is there");
    there.file("ledger.jsonl", ledger);
    there.run(["ledger", "import", "ledger.jsonl"]).expect_code(0);
    there.run(["build", "--now", "2026-06-05"]).expect_code(0);
    assert_eq!(day(&there), "2026-06-01T00:00:00Z");
    assert_eq!(Tree::of(&path(&there, "feeds")).contents(), Tree::of(&path(&here, "feeds")).contents());
}

#[test]
fn undated_records_that_have_no_room_are_no_newer_the_next_day() {
    let here = Publication::new();
    here.config(format!("{}limit = 3\n", SITE.replace("permalink =", "undated = \"first-seen\"\npermalink =")));
    for number in 1..=9 {
        here.file(format!("data/note{number}.md"), format!("---\ntitle: Note {number}\n---\n\nText {number}.\n"));
    }
    agrees(&here, "first", &["build", "--now", "2026-06-01"]).expect_code(0);
    settle(&here);
    let feeds = Tree::of(&path(&here, "feeds"));
    agrees(&here, "the next day", &["build", "--now", "2026-06-02"]).expect_code(0);
    here.record("old", "An old article", "2025-02-01", "");
    agrees(&here, "another article", &["build", "--now", "2026-06-03"]).expect_code(0);
    assert_eq!(Tree::of(&path(&here, "feeds")).changes_since(&feeds), [""; 0]);
    here.file("data/new.md", "---\ntitle: New\n---\n\nText.\n");
    agrees(&here, "a new one", &["build", "--now", "2026-06-04"]).expect_code(0);
    assert!(here.read("feeds/news/rss.xml").contains("<title>New</title>"));
}

#[test]
fn a_document_that_could_not_be_written_is_tried_again() {
    let here = settled(site(6));
    let Some(user) = faults::unprivileged(&here) else { return };
    let build = || here.courant(["build", "--now", TODAY]).under(&user).run();
    build().expect_code(0);
    settle(&here);
    article(&here, 6, 1);
    settle(&here);
    {
        let _mode = Mode::set(&path(&here, "feeds/news"), 0o555);
        build().expect_code(2);
        settle(&here);
        build().expect_code(2);
        settle(&here);
    }
    let outcome = build().expect_code(0);
    assert!(outcome.stderr.contains("3 documents written"), "{}", outcome.stderr);
    assert!(here.read("feeds/news/rss.xml").contains("article 6 says in version 1"));
}

#[test]
fn a_feed_that_is_held_back_can_be_looked_at() {
    let here = Publication::new();
    here.config(format!("{SITE}{FEEDS}"));
    (1..=30).for_each(|number| article(&here, number, 0));
    build(&here).expect_code(0);
    settle(&here);
    // Another program's ids at the feed's address.
    fs::remove_dir_all(path(&here, ".courant")).expect("it is there");
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        let file = format!("feeds/news/{name}");
        let text = here.read(&file).replace("gazette.example/2025/", "old.example/2025/");
        here.file(&file, text.replace("Courant", "Other").replace("_courant", "_other"));
    }
    agrees(&here, "a flood", &["build", "--now", TODAY]).expect_code(1).expect_stderr(["flood-refused"]);
    settle(&here);
    let diff = here.run(["diff", "--now", TODAY]);
    assert!(diff.stdout.contains("re-identified"), "{}\n{}", diff.stdout, diff.stderr);
    agrees(&here, "still", &["build", "--now", TODAY]).expect_code(1);
    settle(&here);
    let allowed = agrees(&here, "allowed", &["build", "--now", TODAY, "--allow-flood", "news", "--explain"]);
    assert!(allowed.expect_code(0).stderr.contains("news: it was held back"));
    settle(&here);
    let outcome = agrees(&here, "then", &["build", "--now", TODAY, "--explain"]).expect_code(0);
    assert!(outcome.stderr.contains(NOTHING), "{}", outcome.stderr);
}

#[test]
fn a_count_of_what_was_published_is_not_repeated_when_more_is() {
    let here = simple(40);
    build(&here).expect_code(0);
    remove(&here, 1..=30);
    here.file("data/new.md", "---\ntitle: New\ndate: 2025-05-30\n---\n\nText that is new.\n");
    settle(&here);
    let first = agrees(&here, "one more", &["build", "--now", TODAY]).expect_code(1);
    assert!(first.stderr.contains("deletion-refused"), "{}", first.stderr);
    settle(&here);
    let second = agrees(&here, "it counts", &["build", "--now", TODAY]).expect_code(1);
    let count =
        |outcome: &Outcome| outcome.stderr.lines().find(|line| line.contains("are gone from")).map(str::to_owned);
    assert!(count(&first).is_some() && count(&first) != count(&second), "{}", second.stderr);
    settle(&here);
    agrees(&here, "it counts the same", &["build", "--now", TODAY]).expect_code(1);
}
