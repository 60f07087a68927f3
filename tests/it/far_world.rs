//! An archive in a world that does not behave: files are moved, swapped, linked and half removed, other commands are run in
//! between, and the cache is lost, damaged or put back. Whatever happens, a run agrees with one that looks at everything.

use crate::{
    incremental::agrees,
    support::{Dice, Publication, SITE, date, full_trials},
};
use std::{
    env,
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt as _, fs::MetadataExt as _, fs::symlink},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

const PARTS: [&str; 7] =
    ["cache", "cache-census", "cache-holdings", "cache-rest", "cache-far", "cache-far-marks", "cache-far-files"];

/// Feeds whose choice is made in different ways.
const FEEDS: &str = r#"
[[feed]]
name = "latest"
formats = ["atom"]
limit = 2
order = "updated"
restricted = "teaser"
[[feed]]
name = "serial"
formats = ["rss"]
limit = 1
order = "oldest"
since = "2025-01-10"
[[feed]]
each = "category"
formats = ["rss"]
limit = 1
since = "60d"
[[feed]]
each = "author"
formats = ["json"]
limit = 2
path = { json = "{value}.json" }
"#;

/// What else a publication may have, by its number.
fn config(number: u64) -> String {
    let notes = "\n[[source]]\nfiles = [\"notes/**/*.md\", \"notes/list.jsonl\"]\nundated = \"first-seen\"\n\n[[feed]]\nname = \"news\"";
    let plain = SITE.replace("data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}", "data/**/*.{md,json,jsonl}");
    let site = match number % 6 {
        0 => plain,
        1 => plain
            .replace("language =", "people = \"people.toml\"\nlanguage =")
            .replace("\n[[feed]]\nname = \"news\"", &notes.replace(", \"notes/list.jsonl\"", "")),
        2 => SITE.to_owned(),
        3 => plain.replace("\n[[feed]]\nname = \"news\"", notes),
        4 => plain.replace("language =", "state = \"git\"\nlanguage ="),
        _ => SITE.replace(
            "data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}\"",
            "data/**/*\"\nexclude = [\"data/x/y\", \"**/a1*\"]",
        ),
    };
    let archive =
        if number % 7 == 6 { "[[feed]]\nname = \"whole\"\nformats = [\"rss\"]\narchive = true\n" } else { "" };
    format!(
        "{site}limit = 1
{FEEDS}{archive}"
    )
}

pub struct World {
    pub here: Publication,
    dice: Dice,
    number: u64,
    count: u64,
    /// The day and hour of the last run.
    pub now: (u64, u64),
}

impl World {
    pub fn new(seed: u64) -> Self {
        let here = Publication::new();
        here.config(config(seed)).file("people.toml", "[ann]\nname = \"Ann\"\n");
        let mut world = Self { here, dice: Dice::new(seed * 7919), number: seed, count: 0, now: (130, 0) };
        for day in 0..110 {
            let directory = ["data", "data/x", "data/x/y", "data/z"][usize::try_from(day % 4).expect("small")];
            let name = world.name();
            let text = world.text(day, day % 9 == 0);
            world.here.file(format!("{directory}/{name}.md"), text);
        }
        for day in 0..40 {
            let name = world.name();
            let text = world.text(day, false);
            world.here.file(format!("notes/{name}.md"), text);
        }
        world.here.file("notes/list.jsonl", "");
        thread::sleep(Duration::from_millis(60));
        let outcome = world.here.run(["build", "--now", &date(130)]);
        assert!(world.here.has("feeds/news/rss.xml"), "{}", outcome.stderr);
        world
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        self.dice.place(sides)
    }

    pub fn name(&mut self) -> String {
        self.count += 1;
        format!("a{}", self.count)
    }

    /// An article; one that is `odd` has something about it.
    pub fn text(&mut self, day: u64, odd: bool) -> String {
        let number = self.count;
        let category = ["Harbour", "Weather", "Chess"][self.roll(3)];
        let mut head =
            vec![("title", format!("Article {number}")), ("date", date(day)), ("categories", format!("[{category}]"))];
        if odd {
            for _ in 0..1 + self.roll(2) {
                let id = self.dice.roll(5);
                let today = self.now.0;
                let (field, value) = match self.roll(18) {
                    0 => ("id", format!("tag:gazette.example,2025:{id}")),
                    1 => ("id", format!("short-{id}")),
                    2 => ("slug", format!("slug-{id}")),
                    3 => ("categories", "[HARBOUR, weather]".to_owned()),
                    4 => ("categories", "[CHESS]".to_owned()),
                    5 => ("authors", "[Tide, tide, Fog]".to_owned()),
                    6 => ("authors", "[TIDE]".to_owned()),
                    7 => ("authors", "[rss]".to_owned()),
                    8 => ("date", date(today + 1 + id)),
                    9 => ("date", "2025-02-30".to_owned()),
                    10 => ("expires", date(today + id)),
                    11 => ("draft", "true".to_owned()),
                    12 => ("visibility", "members".to_owned()),
                    13 => ("updated", date(today + id - id.min(2))),
                    14 => ("title", format!("A title {id}")),
                    15 => ("url", format!("https://gazette.example/p/{id}")),
                    16 => ("author", "ann".to_owned()),
                    _ => ("date", String::new()),
                };
                head.retain(|(name, _)| *name != field);
                if !value.is_empty() {
                    head.push((field, value));
                }
            }
        }
        let head: String = head.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let body = if odd && self.roll(4) == 0 { self.dice.roll(3) } else { number * 77 };
        format!(
            "---\n{head}---\n\nWhat an article says, in words that nobody else has, and enough of them to be told: {body}.\n"
        )
    }

    /// All files and all directories below the sources, links included.
    fn all(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let (mut files, mut directories) = (Vec::new(), Vec::new());
        let mut open = vec![self.here.root().join("data"), self.here.root().join("notes")];
        while let Some(directory) = open.pop() {
            let mut names: Vec<_> =
                fs::read_dir(&directory).into_iter().flatten().map(|entry| entry.expect("readable")).collect();
            names.sort_by_key(fs::DirEntry::file_name);
            for entry in names {
                if entry.file_type().expect("a type").is_dir() {
                    directories.push(entry.path());
                    open.push(entry.path());
                } else {
                    files.push(entry.path());
                }
            }
        }
        (files, directories)
    }

    fn one(&mut self) -> PathBuf {
        let (files, _) = self.all();
        let at = self.roll(files.len());
        files[at].clone()
    }

    fn some_directory(&mut self) -> PathBuf {
        let (_, mut directories) = self.all();
        directories.push(self.here.root().join("data"));
        let at = self.roll(directories.len());
        directories[at].clone()
    }

    /// Writes to a file; one that is a link becomes a file of its own, and a directory becomes a file.
    fn write(path: &Path, text: impl AsRef<[u8]>) {
        if fs::remove_file(path).is_err() {
            fs::remove_dir_all(path).ok();
        }
        fs::write(path, text).expect("written");
    }

    /// Links to something; in a copy of the publication to that of the copy.
    fn link(&self, to: &Path, link: &Path) {
        let root = self.here.root();
        let [to, from] = [to, link].map(|path| path.strip_prefix(&root).expect("it lies here"));
        let up: PathBuf = from.components().skip(1).map(|_| "..").collect();
        symlink(up.join(to), link).expect("linked");
    }

    #[expect(clippy::too_many_lines, reason = "one line for each thing that may happen")]
    /// Lets something happen to the publication, and says what.
    pub fn happen(&mut self) -> String {
        let (one, other, directory) = (self.one(), self.one(), self.some_directory());
        let day = self.now.0;
        let name = self.name();
        let what = self.roll(36);
        let aside = self.here.root().join("aside");
        match what {
            0..=3 => {
                let text = self.text(day - u64::from(what == 3) * 60, what != 0);
                Self::write(&directory.join(format!("{name}.md")), text);
            }
            4..=6 => {
                let back = self.dice.roll(100);
                let text = self.text(day.saturating_sub(back), what != 4);
                Self::write(&one, text);
            }
            7 | 8 => {
                let mut bytes = fs::read(&one).unwrap_or_default();
                bytes.extend(b" And more.\n");
                Self::write(&one, bytes);
            }
            9 | 10 => fs::remove_file(&one).expect("it is there"),
            11 => fs::rename(&one, directory.join(format!("{name}.md"))).expect("renamed"),
            12 => {
                fs::rename(&one, &aside).expect("renamed");
                fs::rename(&other, &one).ok();
                fs::rename(&aside, &other).expect("renamed");
            }
            13 => {
                let to = directory.parent().expect("there is one").join(format!("d{name}"));
                if directory.file_name() != Some(OsStr::new("data")) {
                    fs::rename(&directory, to).expect("renamed");
                }
            }
            14 => {
                let again = self.some_directory();
                let is_apart = !again.starts_with(&directory) && !directory.starts_with(&again);
                if is_apart {
                    fs::rename(&directory, &aside).expect("renamed");
                    fs::rename(&again, &directory).expect("renamed");
                    fs::rename(&aside, &again).expect("renamed");
                }
            }
            15 => {
                fs::remove_file(&one).expect("it is there");
                fs::create_dir(&one).expect("made");
                let text = self.text(day, true);
                Self::write(&one.join(format!("{name}.md")), text);
            }
            16 => {
                self.link(&one, &directory.join(format!("{name}.md")));
            }
            17 => {
                fs::remove_file(&one).expect("it is there");
                if one != other {
                    self.link(&other, &one);
                }
            }
            18 => {
                let to = self.some_directory();
                self.link(&to, &directory.join(format!("l{name}")));
            }
            19 => symlink("nowhere", directory.join(format!("{name}.md"))).expect("linked"),
            20 => drop(fs::hard_link(&one, directory.join(format!("{name}.md")))),
            21 => {
                let name = [&b"z\xff.md"[..], b"z\xfe.md", b"z\n.md"][self.roll(3)];
                let text = self.text(day, true);
                Self::write(&directory.join(OsStr::from_bytes(name)), text);
            }
            22 => {
                let upper = one.file_name().expect("it has one").to_string_lossy().to_uppercase();
                fs::rename(&one, one.with_file_name(upper.replace(".MD", ".md"))).expect("renamed");
            }
            23 | 24 if self.number % 6 == 2 || self.number % 6 == 5 || what == 23 && self.roll(4) == 0 => {
                Self::write(&one.with_extension("toml"), format!("summary = \"In short {name}.\"\n"));
            }
            25 => {
                let (files, _) = self.all();
                for toml in files.iter().filter(|path| path.extension() == Some(OsStr::new("toml"))) {
                    fs::remove_file(toml).expect("it is there");
                }
            }
            26 => Self::write(&directory.join(format!("{name}.png")), "no picture"),
            27 => Self::write(&directory.join("_index.md"), format!("---\ntitle: {name}\n---\n")),
            28 => {
                fs::create_dir_all(directory.join("node_modules")).expect("made");
                let text = self.text(day, false);
                Self::write(&directory.join("node_modules/m.md"), &text);
                Self::write(&directory.join(".hidden.md"), &text);
            }
            29 => {
                // The time of the last change is put back.
                let modified = fs::metadata(&one).and_then(|found| found.modified());
                let text = fs::read(&one).unwrap_or_default();
                if let Ok(modified) = modified {
                    Self::write(&one, String::from_utf8_lossy(&text).replace("Article", "Bericht"));
                    fs::File::options()
                        .write(true)
                        .open(&one)
                        .and_then(|file| file.set_modified(modified))
                        .expect("set");
                }
            }
            30 => {
                let line = |id: u64| {
                    format!(
                        "{{\"id\": \"tag:gazette.example,2025:{id}\", \"title\": \"Line {id}\", \"published\": \"2025-03-0{}\", \"content_text\": \"x\"}}\n",
                        id + 1
                    )
                };
                let lines: String = (0..self.dice.roll(5)).map(line).collect();
                Self::write(&directory.join("list.jsonl"), format!("{lines}{{broken\n"));
            }
            31 => drop(self.here.file("people.toml", format!("[ann]\nname = \"Ann {name}\"\n"))),
            32 => {
                let config = config(self.number);
                let other = config.replace("limit = 1\n", "limit = 3\n");
                let config = if self.roll(2) == 0 { config } else { other };
                self.here.config(config);
            }
            33 if self.roll(3) == 0 => {
                let (files, _) = self.all();
                let gone = self.roll(2) + 1;
                files.iter().step_by(gone).filter(|_| gone == 2).for_each(|path| drop(fs::remove_file(path)));
            }
            _ => return self.command(),
        }
        format!("{what}: {}, {}, {}", one.display(), other.display(), directory.display())
    }

    /// The id of something that was published.
    fn id(&mut self) -> String {
        let export = self.here.run(["ledger", "export"]).stdout;
        let ids: Vec<String> = export
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .filter(|row| row.get("published").is_some())
            .filter_map(|row| row["id"].as_str().map(str::to_owned))
            .collect();
        if ids.is_empty() {
            return "none".to_owned();
        }
        let at = self.roll(ids.len());
        ids[at].clone()
    }

    /// What somebody does to the publication with the program itself, or to its state.
    fn command(&mut self) -> String {
        let now = format!("{}T{:02}:00:00Z", date(self.now.0), self.now.1);
        let state = self.here.root().join(".courant");
        let what = self.roll(16);
        let run = |args: &[&str]| drop(self.here.run(args));
        match what {
            0 => run(&["build", "news", "--now", &now]),
            1 => run(&["build", "--dry-run", "--now", &now]),
            2 => run(&["build", "-j1", "--now", &now]),
            3 => run(&["build", "--data", "notes", "--dry-run", "--now", &now]),
            4 => run(&["diff", "--now", &now]),
            5 => {
                let id = self.id();
                self.here.run(["retract", &id, "--now", &now]);
            }
            6 => {
                let id = self.id();
                let new = format!("tag:gazette.example,2025:{}", self.dice.roll(5));
                self.here.run(["ledger", "rekey", &id, &new]);
            }
            7 => {
                let export = self.here.run(["ledger", "export"]).stdout;
                self.here.file("../ledger.jsonl", export);
                self.here.run(["ledger", "import", "--replace", "../ledger.jsonl"]);
            }
            8 => drop(fs::remove_file(state.join("ledger.db"))),
            9 => drop(fs::remove_file(state.join(PARTS[self.roll(PARTS.len())]))),
            10 => {
                let path = state.join(PARTS[self.roll(PARTS.len())]);
                let mut bytes = fs::read(&path).unwrap_or_default();
                let at = self.roll(bytes.len().max(1));
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
                fs::write(path, bytes).ok();
            }
            11 => drop(fs::copy(state.join(PARTS[self.roll(PARTS.len())]), self.here.root().join("../old"))),
            12 => {
                // Parts of an older run.
                for part in PARTS {
                    let kept = self.here.root().join(format!("../kept-{part}"));
                    if self.dice.roll(2) == 0 {
                        fs::copy(&kept, state.join(part)).ok();
                    }
                    fs::copy(state.join(part), kept).ok();
                }
            }
            13 => {
                let after = format!("0.0{}", 1 + self.dice.roll(9));
                let kill = ["timeout", "-s", "KILL", &after];
                self.here.courant(["build", "--now", &now]).under(kill).command().output().expect("it is run");
            }
            14 => {
                let old = self.here.root().join("../old.db");
                let db = state.join("ledger.db");
                if old.exists() && self.dice.roll(2) == 0 {
                    fs::copy(&old, &db).ok();
                }
                fs::copy(&db, &old).ok();
            }
            _ => drop(fs::remove_dir_all(self.here.root().join("feeds/category"))),
        }
        format!("command {what}")
    }

    /// Lets time go on, or back, and says where it is.
    pub fn go_on(&mut self) -> String {
        let (day, hour) = self.now;
        self.now = match self.dice.roll(12) {
            0 => (day + 1, 0),
            1 => (day + 5, 0),
            2 => (day - 1, hour),
            3 => (day, hour.saturating_sub(1)),
            4..=6 => (day, hour),
            _ => (day, (hour + 1).min(23)),
        };
        format!("{}T{:02}:00:00Z", date(self.now.0), self.now.1)
    }

    fn far(&self) -> Option<u64> {
        fs::metadata(self.here.root().join(".courant/cache-far")).ok().map(|metadata| metadata.ino())
    }
}

#[test]
fn a_world_that_does_not_behave_may_leave_the_far_aside() {
    let (mut seeds, steps) = if full_trials() { (1..=60, 60) } else { (1..=3, 6) };
    // One alone, to look into it.
    if let Some(seed) = env::var("COURANT_SEED").ok().and_then(|seed| seed.parse().ok()) {
        seeds = seed..=seed;
    }
    let (mut near, mut all) = (0, 0);
    for seed in seeds {
        let mut world = World::new(seed);
        let mut words = Vec::new();
        for step in 0..steps {
            let happened: Vec<String> = (0..1 + world.dice.roll(3)).map(|_| world.happen()).collect();
            let now = world.go_on();
            words.push(format!("{now}: {}", happened.join("; ")));
            // Otherwise everything that was just written is read again; now and then it is.
            if world.dice.roll(6) > 0 {
                thread::sleep(Duration::from_millis(60));
            }
            let before = world.far();
            let what = format!("seed {seed}, step {step}, {}", words[words.len().saturating_sub(4)..].join("\n"));
            let more: &[&str] = match world.dice.roll(12) {
                0 => &["-v"],
                1 => &["--format", "json"],
                2 => &["--allow-deletions"],
                3 => &["--dry-run"],
                4 => &["latest"],
                _ => &[],
            };
            agrees(&world.here, &what, &[&["build", "--now", &now][..], more].concat());
            if before.is_some() && world.far() == before { near += 1 } else { all += 1 }
        }
    }
    println!("{near} runs left the far aside, {all} looked at everything");
}
