//! Most of a large archive is far: no feed shows it, and a run in which little happens leaves it aside. Whatever happens, such
//! a run publishes, says and remembers what one does that looks at everything.

use crate::{
    incremental::agrees,
    support::{Dice, Publication, SITE, full_trials},
};
use std::{collections::BTreeMap, fs, os::unix::fs::MetadataExt, thread, time::Duration};

const FEEDS: &str = r#"
[[feed]]
name = "latest"
formats = ["atom"]
limit = 2
order = "updated"
[[feed]]
name = "recent"
formats = ["rss"]
limit = 3
since = "90d"
[[feed]]
each = "category"
formats = ["rss", "json"]
limit = 2
"#;

/// An article, as its file says it.
#[derive(Debug, Clone)]
struct Article {
    file: String,
    fields: BTreeMap<&'static str, String>,
    text: String,
}

impl Article {
    fn new(number: u64, day: u64) -> Self {
        let category = ["Harbour", "Weather", "Chess"][usize::try_from(number % 3).expect("small")];
        let fields =
            [("title", format!("Article {number}")), ("date", date(day)), ("categories", format!("[{category}]"))];
        let text =
            format!("What article {number} says, in words that nobody else has, and enough of them: {}.", number * 77);
        Self { file: format!("a{number}"), fields: fields.into_iter().collect(), text }
    }

    fn write(&self, here: &Publication) {
        let head: String = self.fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        here.file(format!("data/{}.md", self.file), format!("---\n{head}---\n\n{}\n", self.text));
    }
}

/// The days since the first of January 2025, as a date.
fn date(day: u64) -> String {
    let date = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date") + chrono::Days::new(day);
    date.to_string()
}

/// A publication with many more articles than its feeds show.
struct Archive {
    here: Publication,
    dice: Dice,
    articles: Vec<Article>,
    /// How many there have been.
    count: u64,
    /// The day of the run, and its hour.
    now: (u64, u64),
}

impl Archive {
    fn new(seed: u64) -> Self {
        let here = Publication::new();
        here.config(format!("{SITE}limit = 2\n{FEEDS}"));
        let articles: Vec<Article> = (0..150).map(|number| Article::new(number, number)).collect();
        articles.iter().for_each(|article| article.write(&here));
        thread::sleep(Duration::from_millis(60));
        here.run(["build", "--now", &format!("{}T00:00:00Z", date(160))]).expect_code(0);
        Self { here, dice: Dice::new(seed), articles, count: 150, now: (160, 0) }
    }

    fn one(&mut self) -> usize {
        let count = u64::try_from(self.articles.len()).expect("small");
        usize::try_from(self.dice.roll(count)).expect("small")
    }

    /// One of those that are shown, or nearly.
    fn new_one(&mut self) -> usize {
        let back = usize::try_from(self.dice.roll(12)).expect("small");
        self.articles.len() - 1 - back
    }

    fn remove(&mut self, number: usize) -> String {
        let article = self.articles.remove(number);
        fs::remove_file(self.here.root().join(format!("data/{}.md", article.file))).expect("it is there");
        format!("{} is removed", article.file)
    }

    fn change(&mut self, number: usize, change: impl FnOnce(&mut Article)) -> String {
        change(&mut self.articles[number]);
        self.articles[number].write(&self.here);
        format!("{} is now {:?}", self.articles[number].file, self.articles[number])
    }

    /// Something happens to the archive; what, in words.
    fn happen(&mut self) -> String {
        let (one, other, new) = (self.one(), self.one(), self.new_one());
        let (day, number) = (self.now.0, self.count);
        match self.dice.roll(22) {
            0 => {
                self.count += 1;
                self.articles.push(Article::new(number, day));
                self.change(self.articles.len() - 1, |_| {})
            }
            1 => {
                self.count += 1;
                let back = self.dice.roll(200);
                self.articles.insert(0, Article::new(number, day.saturating_sub(back)));
                self.change(0, |_| {})
            }
            2 | 3 => self.remove(new),
            4 => self.remove(one),
            5 => self.change(new, |article| article.text.push_str(" And more.")),
            6 => self.change(one, |article| article.text.push_str(" And more.")),
            7 => self.change(one, |article| drop(article.fields.insert("updated", date(day)))),
            8 => self.change(new, |article| drop(article.fields.insert("updated", date(day)))),
            // Who looks like somebody else.
            9 => {
                let text = self.articles[new].text.clone();
                self.change(one, |article| article.text = text)
            }
            10 => {
                let text = self.articles[one].text.clone();
                self.change(other, |article| article.text = text)
            }
            11 => {
                let [title, date] = ["title", "date"].map(|field| self.articles[one].fields[field].clone());
                self.change(new, |article| article.fields.extend([("title", title), ("date", date)]))
            }
            12 => {
                let id = format!("https://harbour.example/{}", self.articles[other].file);
                self.change(one, |article| drop(article.fields.insert("id", id)))
            }
            13 => {
                let id = format!("tag:harbour.example,2025:{}", self.dice.roll(4));
                self.change(one, |article| drop(article.fields.insert("id", id)))
            }
            14 => self.change(one, |article| drop(article.fields.insert("categories", "[WEATHER, harbour]".into()))),
            15 => self.change(new, |article| drop(article.fields.insert("categories", "[weather]".into()))),
            16 => self.change(one, |article| drop(article.fields.insert("draft", "true".into()))),
            17 => self.change(one, |article| drop(article.fields.insert("date", date(day + 2)))),
            18 => self.change(one, |article| drop(article.fields.insert("expires", date(day + 3)))),
            19 => self.change(one, |article| drop(article.fields.insert("date", "2026-02-31".into()))),
            20 => {
                let file = format!("moved-{}", self.articles[one].file);
                let before = format!("data/{}.md", self.articles[one].file);
                fs::remove_file(self.here.root().join(before)).expect("it is there");
                self.change(one, |article| article.file = file)
            }
            _ => {
                self.here.file(format!("data/picture-{number}.png"), "no picture");
                "a picture comes".to_owned()
            }
        }
    }

    fn go_on(&mut self) -> String {
        let (day, hour) = self.now;
        self.now = match self.dice.roll(8) {
            0 => (day + 1, 0),
            1 => (day + 7, 0),
            2 => (day.saturating_sub(1), hour),
            _ => (day, (hour + 1).min(23)),
        };
        format!("{}T{:02}:00:00Z", date(self.now.0), self.now.1)
    }

    /// The far part of the cache, as the file system knows it; nothing, if there is none.
    fn far(&self) -> Option<u64> {
        fs::metadata(self.here.root().join(".courant/cache-far")).ok().map(|metadata| metadata.ino())
    }
}

#[test]
fn what_is_far_may_be_left_aside() {
    let (seeds, steps) = if full_trials() { (1..=40, 60) } else { (1..=3, 20) };
    let (mut near, mut all) = (0, 0);
    for seed in seeds {
        let mut archive = Archive::new(seed);
        let mut words = Vec::new();
        for step in 0..steps {
            let happened: Vec<String> = (0..1 + archive.dice.roll(3)).map(|_| archive.happen()).collect();
            let now = archive.go_on();
            words.push(format!("{now}: {}", happened.join("; ")));
            // Otherwise everything that was just written is read again.
            thread::sleep(Duration::from_millis(60));
            let before = archive.far();
            let what = format!("seed {seed}, step {step}, {}", words[words.len().saturating_sub(3)..].join("\n"));
            agrees(&archive.here, &what, &["build", "--now", &now]);
            if before.is_some() && archive.far() == before { near += 1 } else { all += 1 }
        }
    }
    assert!(near > all / 2, "{near} runs of {} left the far aside: too few to say anything", near + all);
    println!("{near} runs left the far aside, {all} looked at everything");
}
