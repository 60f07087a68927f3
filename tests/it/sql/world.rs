//! Tables that change at random beside the same records in files: whatever is done to the rows, the feeds are the same bytes,
//! the same is said of the same records, and a run that reads only what has changed agrees with one that reads everything.

use super::{
    super::support::postgres::{Postgres, server},
    row::{Database, NAMES, NO_SUMMARY, Plan, Row, quoted},
};
use crate::{
    incremental::agrees,
    support::{Dice, Outcome, Publication, SITE, date, full_trials, text},
};
use rusqlite::Connection;
use std::{collections::BTreeMap, fmt::Write as _, thread, time::Duration};

/// Feeds whose choice is made in different ways.
const FEEDS: &str = r#"
[[feed]]
name = "latest"
formats = ["atom"]
limit = 2
order = "updated"
[[feed]]
name = "serial"
formats = ["rss"]
limit = 1
order = "oldest"
since = "2025-01-10"
[[feed]]
name = "long"
formats = ["json"]
limit = 3
where = "extra.weight > 2"
[[feed]]
each = "category"
formats = ["rss"]
limit = 1
since = "60d"
"#;
const ARCHIVE: &str = r#"
[[feed]]
name = "kept"
formats = ["atom"]
limit = 2
archive = true
archive_size = 3
category = "Rare"
"#;

/// The table and the number of a row.
type Key = (&'static str, u64);

struct World {
    table: Publication,
    list: Publication,
    database: Database,
    plan: Plan,
    rows: BTreeMap<Key, Row>,
    /// As they were written last.
    written: BTreeMap<Key, Row>,
    has_summaries: bool,
    dice: Dice,
    /// Numbers of rows so far, and of changes.
    count: u64,
    revision: u64,
    day: u64,
}

/// How many files lie beside the tables.
const BESIDE: u64 = 50;
/// What the rows' place is called, and what holds them as files.
const PLACES: [&str; 2] = ["cms.db#", "postgres#"];

impl World {
    fn new(seed: u64, plan: Plan, server: Option<&'static Postgres>) -> Self {
        let (table, list) = (Publication::new(), Publication::new());
        let database = match server {
            Some(server) => Database::Postgres(server, server.database("")),
            None => Database::Sqlite(Connection::open(table.root().join("cms.db")).expect("a database")),
        };
        NAMES.iter().for_each(|name| database.create(name));
        let common = format!(
            "permalink = \"/a/{{slug}}/\"\n{}",
            if plan.pins_first_sight { "undated = \"first-seen\"\n" } else { "" }
        );
        let beside = format!("[[source]]\nfiles = \"zz/*.md\"\n{common}");
        let sources: String = NAMES.map(|name| format!("{}{common}", database.source(name, plan))).concat();
        let files: String = NAMES.map(|name| format!("[[source]]\nfiles = \"{name}/*.json\"\n{common}")).concat();
        let (start, rest) = SITE.split_once("[[source]]").expect("the site states its source");
        let (_, feed) = rest.split_once("[[feed]]").expect("the site states its feed");
        let archive = if plan.is_archived { ARCHIVE } else { "" };
        for (publication, sources) in [(&table, &sources), (&list, &files)] {
            publication.config(format!("{start}{sources}{beside}[[feed]]{feed}limit = 2\n{FEEDS}{archive}"));
            (0..BESIDE).for_each(|number| Self::beside(publication, number, 0));
        }
        list.file("articles/README.txt", "Records come here.").file("notes/README.txt", "And here.");
        let (rows, written) = (BTreeMap::new(), BTreeMap::new());
        let dice = Dice::new(seed);
        let mut world = Self {
            table,
            list,
            database,
            plan,
            rows,
            written,
            has_summaries: false,
            dice,
            count: 0,
            revision: 0,
            day: 400,
        };
        (0..plan.rows).for_each(|_| world.insert());
        world
    }

    /// A file beside the tables.
    fn beside(publication: &Publication, number: u64, version: u64) {
        let day = 1 + (number * 7 + version) % 28;
        publication.file(
            format!("zz/{number}.md"),
            format!(
                "---\ntitle: Beside {number}\ndate: 2025-02-{day:02}\nslug: beside-{number}\ncategory: Town\nweight: 3\n---\n\n\
                 A file beside the tables, for the {version}th time.\n"
            ),
        );
    }

    fn date(&mut self) -> String {
        let day = self.dice.roll(self.day + 3);
        let date = date(day);
        format!("{date}T{:02}:00:00Z", self.dice.roll(24))
    }

    fn labels(&mut self) -> Vec<String> {
        const LABELS: [&str; 9] = ["Sea", "sea", "SEA", "Town", "town", "TOWN", "A b", "a  B", "a b"];
        let mut labels: Vec<String> = (0..2).map(|_| self.dice.one_of(&LABELS).to_owned()).collect();
        labels.truncate(if labels[0] == labels[1] { 1 } else { 2 });
        if self.dice.roll(25) == 0 {
            labels.push("Rare".to_owned());
        }
        labels
    }

    fn authors(&mut self) -> Vec<String> {
        const NAMES: [&str; 4] = ["Ada", "Bo", "Cy O'Hara", "Dé"];
        (0..self.dice.roll(3))
            .map(|at| NAMES[usize::try_from((self.revision + at) % 4).unwrap_or_default()].into())
            .collect()
    }

    /// Some row that is there.
    fn any(&mut self) -> Option<Key> {
        let at = self.dice.place(self.rows.len());
        self.rows.keys().nth(at).copied()
    }

    fn text(&mut self) -> String {
        // Some say the same.
        let number = if self.dice.roll(8) == 0 { self.dice.roll(40) } else { 1000 + self.revision };
        format!("<p>{}</p>", format!("It's the text of {number}. ").repeat(8))
    }

    fn insert(&mut self) {
        self.count += 1;
        self.revision += 1;
        let (number, date) = (self.count, self.date());
        let name = if self.dice.roll(4) == 0 { "notes" } else { "articles" };
        let other = self.any().map(|key| self.rows[&key].clone());
        let other = other.filter(|_| self.dice.roll(8) == 0);
        let is_named_alike = self.dice.roll(8) == 0;
        let like = self.any().filter(|_| is_named_alike).map(|key| self.rows[&key].clone());
        let (slug, plain) = (format!("piece-{number}"), format!("https://gazette.example/{number}"));
        let url = match &other {
            Some(other) => other.url.clone(),
            None => (self.dice.roll(9) != 0).then_some(plain),
        };
        let slug = other.filter(|_| url.is_none()).map_or(slug, |other| other.slug);
        let title = match &like {
            Some(like) => like.title.clone(),
            None => (self.dice.roll(40) != 0).then(|| format!("Article {number}")),
        };
        let published = match like {
            Some(like) => like.published,
            None => (self.dice.roll(30) != 0).then_some(date),
        };
        let status = if self.dice.roll(9) == 0 { "draft" } else { "published" };
        let row = Row {
            slug,
            url,
            title,
            body: self.text(),
            published,
            updated: None,
            labels: self.labels(),
            authors: self.authors(),
            status,
            summary: self.has_summaries.then(|| NO_SUMMARY.to_owned()),
            expires: None,
            weight: (self.dice.roll(40) != 0).then_some(number % 7),
            revision: self.revision,
        };
        self.rows.insert((name, number), row);
    }

    /// Changes a row, or several.
    fn update(&mut self, change: impl Fn(&mut Row)) {
        self.revision += 1;
        let Some(key) = self.any() else { return };
        let several = self.dice.roll(8) == 0;
        for ((_, number), row) in self.rows.iter_mut() {
            if *number == key.1 || several && number % 13 == key.1 % 13 {
                change(row);
                row.revision = self.revision;
            }
        }
    }

    fn step(&mut self) -> String {
        let revision = self.revision + 1;
        let what = self.dice.roll(19);
        match what {
            0 | 1 => (0..=self.dice.roll(4)).for_each(|_| self.insert()),
            2 => self.update(|row| row.title = Some(format!("New title {revision}"))),
            3 => {
                let body = self.text();
                self.update(|row| row.body.clone_from(&body));
            }
            4 => {
                let date = self.date();
                self.update(|row| row.published = Some(date.clone()));
            }
            5 => {
                let date = self.date();
                self.update(|row| row.updated = Some(date.clone()));
            }
            6 => {
                let (labels, authors) = (self.labels(), self.authors());
                self.update(|row| (row.labels, row.authors) = (labels.clone(), authors.clone()));
            }
            7 => {
                let status = self.dice.one_of(&["draft", "published", "strange"]);
                self.update(|row| row.status = status);
            }
            8 => {
                let Some(key) = self.any() else { return "nothing".to_owned() };
                let several = self.dice.roll(6) == 0;
                self.rows.retain(|other, _| *other != key && !(several && other.1 % 17 == key.1 % 17));
            }
            9 if self.dice.roll(4) == 0 => self.day -= self.dice.roll(3),
            9 => self.day += self.dice.roll(20),
            10 => (0..30).for_each(|_| self.insert()),
            // Another one's address, or title and day.
            11 | 12 => {
                let Some(other) = self.any().map(|key| self.rows[&key].clone()) else { return "nothing".to_owned() };
                if what == 11 {
                    self.update(|row| (row.url, row.slug) = (other.url.clone(), other.slug.clone()));
                } else {
                    self.update(|row| (row.title, row.published) = (other.title.clone(), other.published.clone()));
                }
            }
            // The row gets another key.
            13 => {
                let Some(row) = self.any().and_then(|key| Some((key.0, self.rows.remove(&key)?))) else {
                    return "nothing".to_owned();
                };
                self.count += 1;
                self.rows.insert((row.0, self.count), row.1);
            }
            14 => {
                if !self.has_summaries {
                    // What a row says changes, and nothing in it does.
                    let add = format!("ADD COLUMN summary TEXT DEFAULT {}", quoted(NO_SUMMARY));
                    self.database.run(&format!("ALTER TABLE articles {add}; ALTER TABLE notes {add};"));
                    self.has_summaries = true;
                    self.rows.values_mut().for_each(|row| row.summary = Some(NO_SUMMARY.to_owned()));
                }
                self.update(|row| row.summary = Some(format!("In short {revision}")));
            }
            15 => self.forget(),
            16 => {
                let (number, version) = (self.dice.roll(BESIDE), self.revision);
                [&self.table, &self.list].iter().for_each(|publication| Self::beside(publication, number, version));
            }
            17 => {
                let day = self.day + self.dice.roll(9);
                let date = date(day);
                self.update(|row| row.expires = Some(format!("{date}T00:00:00Z")));
            }
            _ => self.retract(),
        }
        format!("step {what}")
    }

    /// Something is lost.
    fn forget(&mut self) {
        let lose = |publication: &Publication, names: &[&str]| {
            for entry in std::fs::read_dir(publication.root().join(".courant")).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if names.iter().any(|lost| name.starts_with(lost)) {
                    let path = entry.path();
                    let gone = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
                    gone.expect("it can be removed");
                }
            }
        };
        let names: &[&str] = if self.dice.roll(3) == 0 { &["ledger"] } else { &["cache"] };
        lose(&self.table, names);
        lose(&self.list, names);
    }

    /// Somebody takes an article down, or shows it again.
    fn retract(&mut self) {
        let Some((name, number)) = self.any() else { return };
        let key = format!("{name}/{number}");
        let args: &[&str] = if self.dice.roll(3) == 0 { &["retract", &key, "--undo"] } else { &["retract", &key] };
        let now = self.now();
        let args: Vec<&str> = args.iter().copied().chain(["--now", &now]).collect();
        self.same(&format!("{args:?}"), &self.table.run(&args), &self.list.run(&args));
    }

    fn now(&self) -> String {
        let date = date(self.day);
        format!("{date}T12:00:00Z")
    }

    /// Writes the rows, and the same as files.
    fn write(&mut self) {
        let (plan, has_summaries) = (self.plan, self.has_summaries);
        let mut sql = String::from("BEGIN;");
        let gone = self.written.keys().filter(|key| !self.rows.contains_key(*key));
        let changed = self.rows.iter().filter(|(key, row)| self.written.get(*key) != Some(*row));
        for (name, number) in gone.chain(changed.clone().map(|(key, _)| key)) {
            let _ = write!(
                sql,
                "DELETE FROM {name} WHERE number = {number}; DELETE FROM {name}_labels WHERE key = {number}; \
                 DELETE FROM {name}_people WHERE number = {number};"
            );
            let path = self.list.root().join(format!("{name}/{number}.json"));
            if path.exists() && !self.rows.contains_key(&(*name, *number)) {
                std::fs::remove_file(path).expect("removed");
            }
        }
        for ((name, number), row) in changed {
            sql.push_str(&row.insert(plan, name, *number, has_summaries));
            self.list.file(format!("{name}/{number}.json"), row.file(plan, *number, has_summaries));
        }
        sql.push_str("COMMIT;");
        self.database.run(&sql);
        self.written.clone_from(&self.rows);
    }

    /// Everything that is said of records, each as one line.
    fn said(outcome: &Outcome) -> Vec<String> {
        let plain = |text: &str| {
            let text = PLACES.iter().fold(text.to_owned(), |text, place| text.replace(place, ""));
            text.replace(".json:1", "").replace(".json", "")
        };
        let found = outcome.diagnostics();
        let found = found.iter().filter(|one| text(&one["level"]) != "note" && one["rule"] != "file-kind-unknown");
        let mut lines: Vec<String> = found
            .map(|one| {
                format!(
                    "{} {} {}: {}",
                    one["level"],
                    one["rule"],
                    plain(text(&one["file"])),
                    plain(text(&one["message"]))
                )
            })
            .collect();
        lines.sort();
        lines
    }

    #[track_caller]
    fn same(&self, what: &str, ours: &Outcome, theirs: &Outcome) {
        let (said, heard) = (Self::said(ours), Self::said(theirs));
        let more: Vec<_> = said.iter().filter(|line| !heard.contains(line)).collect();
        let less: Vec<_> = heard.iter().filter(|line| !said.contains(line)).collect();
        assert!(said == heard, "{what}: of rows is said {more:#?}, of files {less:#?}");
        assert_eq!(ours.code, theirs.code, "{what}: {}\n{}", ours.stderr, theirs.stderr);
    }

    fn check(&mut self, what: &str) {
        self.write();
        let now = self.now();
        let mut args = vec!["build", "--format", "json", "--now", &now];
        // Deletions of many are another test's matter, but they are guarded alike.
        if self.dice.roll(3) != 0 {
            args.push("--allow-deletions");
        }
        // What has changed within a tick is read again; a table without a stamp that proves it, too.
        if self.dice.roll(2) == 0 {
            thread::sleep(Duration::from_millis(60));
        }
        if self.dice.roll(5) == 0 {
            let mut child =
                self.table.courant(&args).command().stderr(std::process::Stdio::null()).spawn().expect("it starts");
            thread::sleep(Duration::from_millis(self.dice.roll(250)));
            // It may have come to its end.
            let _ = child.kill();
            child.wait().expect("it ends");
        }
        let ours = if self.dice.roll(3) == 0 { agrees(&self.table, what, &args) } else { self.table.run(&args) };
        let theirs = self.list.run(args.iter().copied().chain(["--no-cache"]));
        self.same(what, &ours, &theirs);
        self.table.expect_feeds_of(&self.list, what);
    }
}

fn live(seed: u64, steps: u64, plan: Plan, server: Option<&'static Postgres>) {
    let mut world = World::new(seed, plan, server);
    world.check(&format!("seed {seed}, at first"));
    for number in 0..steps {
        let mut what = world.step();
        if number % 3 == 0 {
            what = format!("{what}, {}", world.step());
        }
        world.check(&format!("seed {seed}, {number}: {what}"));
    }
}

fn plan(seed: u64) -> Plan {
    Plan {
        has_watermark: seed.is_multiple_of(2),
        has_queries: seed % 4 >= 2,
        is_archived: seed.is_multiple_of(3),
        pins_first_sight: seed % 5 < 2,
        rows: 300,
    }
}

#[test]
fn a_table_publishes_what_files_of_the_same_records_do() {
    let (seeds, steps) = if full_trials() { (40, 60) } else { (3, 9) };
    (1..=seeds).for_each(|seed| live(seed, steps, plan(seed), None));
}

#[test]
fn so_does_one_of_a_server() {
    let Some(server) = server() else { return };
    let (seeds, steps) = if full_trials() { (20, 60) } else { (1, 8) };
    (1..=seeds).for_each(|seed| live(seed + 100, steps, plan(seed), Some(server)));
}

#[test]
fn much_may_change_at_once() {
    let (seeds, steps) = if full_trials() { (6, 12) } else { (1, 1) };
    for seed in 201..=200 + seeds {
        let mut world = World::new(seed, Plan { rows: 1300, ..plan(seed) }, None);
        world.check("at first");
        for number in 0..steps {
            world.revision += 1;
            let revision = world.revision;
            for (at, row) in world.rows.values_mut().enumerate().filter(|(at, _)| at % 5 != 0) {
                (row.weight, row.revision) = (Some((at as u64 + number) % 9), revision);
            }
            world.check(&format!("seed {seed}, {number}: everything"));
            let what = world.step();
            world.check(&format!("seed {seed}, {number}: {what}"));
        }
    }
}
