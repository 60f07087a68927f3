//! Random edit histories, with a kill in every build: ids never change, and nothing half-written is ever visible.

use crate::support::{Publication, full_trials};
use std::{collections::BTreeMap, fs, process::Command, thread, time::Duration};

/// Numbers that look random and are the same each time (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// An article as its owner edits it. Its number never changes, and stands in its title, so that the test knows it again.
#[derive(Debug, Clone)]
struct Article {
    file: String,
    slug: String,
    title: String,
    day: u64,
    is_broken: bool,
    text: u64,
}

impl Article {
    fn write(&self, here: &Publication, number: u64) {
        let date = if self.is_broken { "2026-02-31".to_owned() } else { format!("2026-01-{:02}", self.day) };
        let text = format!(
            "---\ntitle: '{} #{number}'\ndate: {date}\nslug: {}\n---\n\nArticle {number} says this, in version {}, and goes on for long enough to be told from the others.\n",
            self.title, self.slug, self.text
        );
        here.file(format!("data/{}.md", self.file), text);
    }
}

/// Ids by the number of the article, as the published JSON Feed shows them.
fn ids(here: &Publication) -> BTreeMap<u64, String> {
    let feed: serde_json::Value = serde_json::from_str(&here.read("feeds/news/feed.json")).expect("a whole document");
    let items = feed["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| {
            let title = item["title"].as_str().unwrap_or_default();
            let number = title.rsplit_once('#').and_then(|(_, number)| number.parse().ok()).expect("a numbered title");
            (number, item["id"].as_str().expect("an id").to_owned())
        })
        .collect()
}

/// Whatever is visible is whole.
fn visible_is_whole(here: &Publication) {
    for name in ["rss.xml", "atom.xml"] {
        if here.has(format!("feeds/news/{name}")) {
            let text = here.read(format!("feeds/news/{name}"));
            assert!(roxmltree::Document::parse(&text).is_ok(), "{name} is not whole: {text}");
        }
    }
    if here.has("feeds/news/feed.json") {
        ids(here);
    }
}

/// A build that is ended after a while by the one signal that no program can answer.
fn killed(here: &Publication, microseconds: u64) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_courant"))
        .args(["build", "-q", "--now", "2026-06-01"])
        .current_dir(here.root())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    thread::sleep(Duration::from_micros(microseconds));
    child.kill().ok();
    child.wait().expect("the program ends");
}

fn history(seed: u64, steps: u64) {
    let mut dice = Dice(seed);
    let here = Publication::new();
    let mut articles: BTreeMap<u64, Article> = BTreeMap::new();
    let mut issued: BTreeMap<u64, String> = BTreeMap::new();
    let mut next = 1;
    for step in 0..steps {
        let what = dice.roll(10);
        let chosen =
            articles.keys().nth(usize::try_from(dice.roll(articles.len().max(1) as u64)).unwrap_or(0)).copied();
        let fresh = format!("n{step}");
        match (what, chosen) {
            (0..=2, _) | (_, None) => {
                let article = Article {
                    file: fresh.clone(),
                    slug: fresh,
                    title: format!("Title {step}"),
                    day: 1 + dice.roll(28),
                    is_broken: false,
                    text: 0,
                };
                article.write(&here, next);
                articles.insert(next, article);
                next += 1;
            }
            (3, Some(number)) => {
                let gone = articles.remove(&number).expect("it is there");
                fs::remove_file(here.root().join(format!("data/{}.md", gone.file))).expect("the file can go");
            }
            (4, _) => {
                // Only what is published can be learnt again.
                let visible = if here.has("feeds/news/feed.json") { ids(&here) } else { BTreeMap::new() };
                issued.retain(|number, _| visible.contains_key(number));
                drop(fs::remove_dir_all(here.root().join(".courant")));
            }
            (_, Some(number)) => {
                let article = articles.get_mut(&number).expect("it is there");
                let old = article.file.clone();
                match what {
                    5 => article.slug = fresh,
                    6 => article.file = fresh,
                    7 => article.title = format!("Edited {step}"),
                    8 => article.is_broken = !article.is_broken,
                    _ => article.text += 1,
                }
                if old != article.file {
                    fs::remove_file(here.root().join(format!("data/{old}.md"))).expect("the file can go");
                }
                article.clone().write(&here, number);
            }
        }
        killed(&here, dice.roll(60_000));
        visible_is_whole(&here);
        let outcome = here.run(["build", "--now", "2026-06-01"]);
        assert!(matches!(outcome.code, 0 | 1), "seed {seed}, step {step}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("flood-refused"), "seed {seed}, step {step}: {}", outcome.stderr);
        visible_is_whole(&here);
        for (number, id) in ids(&here) {
            let first = issued.entry(number).or_insert_with(|| id.clone());
            assert_eq!(*first, id, "seed {seed}, step {step}: the id of article {number} has changed");
        }
    }
    // A run more finds nothing to do.
    let tree = here.tree();
    here.run(["build", "--now", "2026-06-01"]);
    assert_eq!(here.tree().changes_since(&tree), [""; 0], "seed {seed}");
    assert!(articles.is_empty() || !issued.is_empty());
}

#[test]
fn ids_survive_whatever_happens() {
    let (histories, steps) = if full_trials() { (200, 40) } else { (4, 25) };
    for seed in 1..=histories {
        history(seed, steps);
    }
}
