//! A table that changes at random beside the same records in a file of lines: whatever is done to the rows, the feeds are the
//! same bytes, and a run that reads only what has changed agrees with one that reads everything.

use crate::{
    incremental::agrees,
    support::{Dice, Publication, SITE, Tree, full_trials},
};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use std::{thread, time::Duration};

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

struct World {
    table: Publication,
    list: Publication,
    database: Connection,
    dice: Dice,
    /// Numbers of rows so far, and of changes.
    count: i64,
    revision: i64,
    day: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let (table, list) = (Publication::new(), Publication::new());
        let source = "files = \"data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}\"";
        let watermark = if seed % 2 == 0 { "watermark = \"rev\"\n" } else { "" };
        let map = "[source.map]\n\"extra.weight\" = \"weight\"\n\"extra.rev\" = \"rev\"\n";
        let config = |source: &str| {
            assert!(SITE.contains("[[source]]"), "the site states its source");
            format!(
                "{}limit = 2\n{FEEDS}",
                SITE.replace("\n[[feed]]\nname = \"news\"", &format!("\n{map}\n[[feed]]\nname = \"news\""))
                    .replace("files = \"data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}\"", source)
            )
        };
        table.config(config(&format!("sqlite = \"cms.db\"\ntable = \"articles\"\n{watermark}")));
        list.config(config(source));
        let database = Connection::open(table.root().join("cms.db")).expect("a database");
        database
            .execute_batch(
                "CREATE TABLE articles (number INTEGER PRIMARY KEY, url TEXT, title TEXT, content_html TEXT, published TEXT, \
                 updated TEXT, categories TEXT, status TEXT, weight INTEGER, rev INTEGER)",
            )
            .expect("a table");
        let mut world = Self { table, list, database, dice: Dice::new(seed), count: 0, revision: 0, day: 100 };
        (0..80).for_each(|_| world.insert());
        world
    }

    fn date(&mut self) -> String {
        let day = self.dice.roll(self.day + 3);
        let date = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date") + chrono::Days::new(day);
        format!("{date}T{:02}:00:00Z", self.dice.roll(24))
    }

    fn insert(&mut self) {
        self.count += 1;
        self.revision += 1;
        let (number, date, labels) = (self.count, self.date(), self.labels());
        // Some rows say the same address, and some the same text.
        let url = format!("https://gazette.example/{}", if self.dice.roll(40) == 0 { number / 2 } else { number });
        let text = format!("<p>{}</p>", format!("Text of {}. ", self.dice.roll(60)).repeat(10));
        let status = if self.dice.roll(9) == 0 { "draft" } else { "published" };
        let row =
            params![number, url, format!("Article {number}"), text, date, labels, status, number % 7, self.revision];
        self.database
            .execute("INSERT INTO articles VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, ?7, ?8, ?9)", row)
            .expect("inserted");
    }

    fn labels(&mut self) -> String {
        const LABELS: [&str; 5] = ["Sea", "sea", "Town", "Sport", "A b"];
        let mut label = || LABELS[usize::try_from(self.dice.roll(5)).unwrap_or_default()];
        json!([label(), label()]).to_string()
    }

    /// Changes a row, or several.
    fn update(&mut self, set: &str, value: &str) {
        self.revision += 1;
        let number = self.dice.roll(u64::try_from(self.count).unwrap_or_default() + 1);
        let rows = if self.dice.roll(8) == 0 { "number % 13 = ?2 % 13" } else { "number = ?2" };
        let number = i64::try_from(number).unwrap_or_default();
        self.database
            .execute(
                &format!("UPDATE articles SET {set} = ?1, rev = ?3 WHERE {rows}"),
                params![value, number, self.revision],
            )
            .expect("updated");
    }

    fn step(&mut self) -> String {
        let what = self.dice.roll(11);
        match what {
            0 | 1 => (0..=self.dice.roll(4)).for_each(|_| self.insert()),
            2 => self.update("title", &format!("New title {}", self.revision)),
            3 => {
                self.update("content_html", &format!("<p>{}</p>", format!("Other text {}. ", self.revision).repeat(9)))
            }
            4 => {
                let date = self.date();
                self.update("published", &date);
            }
            5 => {
                let date = self.date();
                self.update("updated", &date);
            }
            6 => {
                let labels = self.labels();
                self.update("categories", &labels);
            }
            7 => {
                let status = ["draft", "published", "strange"];
                let status = status[usize::try_from(self.dice.roll(3)).unwrap_or_default()];
                self.update("status", status);
            }
            8 => {
                let number =
                    i64::try_from(self.dice.roll(u64::try_from(self.count).unwrap_or_default())).unwrap_or_default();
                let rows = if self.dice.roll(6) == 0 { "number % 17 = ?1 % 17" } else { "number = ?1" };
                self.database.execute(&format!("DELETE FROM articles WHERE {rows}"), [number]).expect("deleted");
            }
            9 => self.day += self.dice.roll(20),
            _ => (0..30).for_each(|_| self.insert()),
        }
        format!("step {what}")
    }

    /// Writes the rows as lines.
    fn copy(&self) {
        let mut statement = self.database.prepare("SELECT * FROM articles ORDER BY number").expect("a query");
        let text = |row: &rusqlite::Row<'_>, at: usize| row.get::<_, Option<String>>(at).expect("a text");
        let lines = statement.query_map([], |row| {
            let mut line = json!({ "weight": row.get::<_, i64>(8)?, "rev": row.get::<_, i64>(9)? });
            let labels = text(row, 6).unwrap_or_default();
            line["categories"] = serde_json::from_str(&labels).unwrap_or_default();
            for (name, at) in
                [("url", 1), ("title", 2), ("content_html", 3), ("published", 4), ("updated", 5), ("status", 7)]
            {
                line[name] = text(row, at).map_or(Value::Null, Value::String);
            }
            Ok(line.to_string() + "\n")
        });
        let lines: String = lines.expect("rows").map(|line| line.expect("a row")).collect();
        self.list.file("data/all.jsonl", lines);
    }

    fn check(&self, what: &str) {
        self.copy();
        let date = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date") + chrono::Days::new(self.day);
        let (now, args) = (format!("{date}T12:00:00Z"), ["build", "--allow-flood", "news"]);
        // Deletions of many are another test's matter.
        let args: Vec<&str> = args.iter().take(1).copied().chain(["--allow-deletions", "--now", &now]).collect();
        // What has changed within a tick is read again; a table without a stamp that proves it, too.
        thread::sleep(Duration::from_millis(60));
        let ours = if self.dice_is_even() { self.table.run(&args) } else { agrees(&self.table, what, &args) };
        let theirs = self.list.run(&args);
        assert_eq!(ours.code, theirs.code, "{what}: {}\n{}", ours.stderr, theirs.stderr);
        let [ours, theirs] = [&self.table, &self.list].map(|publication| Tree::of(&publication.root().join("feeds")));
        for path in ours.files().into_iter().chain(theirs.files()).filter(|path| path.contains('.')) {
            let path = format!("feeds/{path}");
            assert!(self.table.has(&path) && self.list.has(&path), "{what}: {path}");
            assert_eq!(self.table.read(&path), self.list.read(&path), "{what}: {path}");
        }
    }

    fn dice_is_even(&self) -> bool {
        self.revision % 4 != 0
    }
}

#[test]
fn a_table_publishes_what_a_list_of_the_same_records_does() {
    let (seeds, steps) = if full_trials() { (40, 80) } else { (4, 14) };
    for seed in 1..=seeds {
        let mut world = World::new(seed);
        world.check(&format!("seed {seed}, at first"));
        for number in 0..steps {
            let mut what = world.step();
            if number % 3 == 0 {
                what = format!("{what}, {}", world.step());
            }
            world.check(&format!("seed {seed}, {number}: {what}"));
        }
    }
}
