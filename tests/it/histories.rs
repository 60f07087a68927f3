//! Random edit histories, with a kill at a random system call in every step: ids never change, nothing half-written is ever
//! visible, what was taken down stays down, and at the end the feeds are those of a clean build.

use crate::{
    incremental::agrees,
    support::{Dice, Outcome, Publication, SITE, Tree, faults, full_trials},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// An article as its owner edits it. Its number never changes, and stands in its title, so that the test knows it again.
#[derive(Debug, Clone)]
struct Article {
    file: String,
    slug: String,
    title: String,
    day: u64,
    is_broken: bool,
    is_draft: bool,
    text: u64,
}

impl Article {
    fn write(&self, here: &Publication, number: u64) {
        let date = if self.is_broken { "2026-02-31".to_owned() } else { format!("2026-01-{:02}", self.day) };
        let category = ["Harbour", "Weather", "Chess & more"][usize::try_from(number % 3).unwrap_or(0)];
        let text = format!(
            "---\ntitle: '{} #{number}'\ndate: {date}\nslug: {}\ndraft: {}\ncategories: [{category}]\n---\n\nArticle {number} says this, in version {}, and goes on for long enough to be told from the others.\n",
            self.title, self.slug, self.is_draft, self.text
        );
        here.file(format!("data/{}.md", self.file), text);
    }
}

/// What the configuration says.
#[derive(Debug, Clone)]
struct Settings {
    title: u64,
    limit: u64,
    formats: usize,
    has_each: bool,
}

impl Settings {
    fn write(&self, here: &Publication) {
        let formats = [r#""rss", "atom", "json""#, r#""json""#, r#""json", "rss""#][self.formats];
        let site = SITE
            .replace("Harbour Gazette", &format!("Harbour Gazette {}", self.title))
            .replace(r#""rss", "atom", "json""#, formats);
        let each = if self.has_each { "[[feed]]\neach = \"category\"\nformats = [\"rss\", \"atom\"]\n" } else { "" };
        here.config(format!("{site}limit = {}\n{each}", self.limit));
    }
}

/// A publication and what its owner knows of it.
struct History {
    seed: u64,
    step: u64,
    dice: Dice,
    here: Publication,
    settings: Settings,
    articles: BTreeMap<u64, Article>,
    /// The ids under which articles were seen first.
    issued: BTreeMap<u64, String>,
    /// Articles that were taken down, and where they were then.
    retracted: BTreeMap<u64, String>,
    /// Articles of which no more than the address may be known, and whether they are deleted: when the ledger was lost, no
    /// run could see their records.
    heard_of: BTreeSet<u64>,
    next: u64,
    /// Days since the beginning of June.
    day: u64,
    /// Whether the date of an article was changed after it had been published.
    is_redated: bool,
}

/// Items of the JSON Feed by the number of the article.
fn items(text: &str) -> BTreeMap<u64, serde_json::Value> {
    let feed: serde_json::Value = serde_json::from_str(text).expect("a whole document");
    let items = feed["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| {
            let title = item["title"].as_str().unwrap_or_default();
            let number = title.rsplit_once('#').and_then(|(_, number)| number.parse().ok()).expect("a numbered title");
            (number, item.clone())
        })
        .collect()
}

impl History {
    fn new(seed: u64) -> Self {
        let settings = Settings { title: 0, limit: 50, formats: 0, has_each: seed.is_multiple_of(2) };
        let here = Publication::new();
        settings.write(&here);
        Self {
            seed,
            step: 0,
            dice: Dice::new(seed),
            here,
            settings,
            articles: BTreeMap::new(),
            issued: BTreeMap::new(),
            retracted: BTreeMap::new(),
            heard_of: BTreeSet::new(),
            next: 1,
            day: 0,
            is_redated: false,
        }
    }

    /// Where in which history something happened.
    fn place(&self) -> String {
        format!("seed {}, step {}", self.seed, self.step)
    }

    fn args(&self) -> [String; 3] {
        let now = format!("2026-06-{:02}T12:00:00Z", 1 + self.day);
        ["build".to_owned(), "--now".to_owned(), now]
    }

    /// Ids by the number of the article, as the published JSON Feed shows them.
    fn ids(&self) -> BTreeMap<u64, String> {
        if !self.here.has("feeds/news/feed.json") {
            return BTreeMap::new();
        }
        let items = items(&self.here.read("feeds/news/feed.json"));
        items.into_iter().map(|(number, item)| (number, item["id"].as_str().expect("an id").to_owned())).collect()
    }

    /// All documents that a reader can ask for, by path.
    fn documents(&self) -> BTreeMap<String, String> {
        let tree = Tree::of(&self.here.root());
        let is_document = |path: &&str| path.starts_with("feeds/") && !path.contains("/.courant-");
        tree.files().into_iter().filter(is_document).map(|path| (path.to_owned(), self.here.read(path))).collect()
    }

    /// Does something to the publication, and says what.
    fn act(&mut self) -> &'static str {
        let step = self.step;
        let chosen = usize::try_from(self.dice.roll(self.articles.len().max(1) as u64)).unwrap_or(0);
        let chosen = self.articles.keys().nth(chosen).copied();
        let fresh = format!("n{step}");
        match (self.dice.roll(24), chosen) {
            (0..=3, _) | (_, None) => {
                let article = Article {
                    file: fresh.clone(),
                    slug: fresh,
                    title: format!("Title {step}"),
                    day: 1 + self.dice.roll(28),
                    is_broken: false,
                    is_draft: false,
                    text: 0,
                };
                article.write(&self.here, self.next);
                self.articles.insert(self.next, article);
                self.next += 1;
                "add"
            }
            (4, Some(number)) => {
                let gone = self.articles.remove(&number).expect("it is there");
                fs::remove_file(self.here.root().join(format!("data/{}.md", gone.file))).expect("the file can go");
                "delete"
            }
            (5, _) => {
                self.lose_the_ledger();
                "lose the ledger"
            }
            (20, Some(number)) => {
                self.retract(number);
                "retract"
            }
            (21, Some(number)) => {
                self.retract(number);
                self.lose_the_ledger();
                "retract and lose the ledger"
            }
            (22, _) => {
                self.undo();
                "retract --undo"
            }
            (6, _) => {
                drop(fs::remove_file(self.here.root().join(".courant/cache")));
                "lose the cache"
            }
            (7, _) => {
                let path = self.here.root().join(".courant/cache");
                if let Ok(mut bytes) = fs::read(&path) {
                    let at = usize::try_from(self.dice.roll(bytes.len() as u64)).expect("within the file");
                    if self.dice.roll(2) == 0 {
                        bytes.truncate(at);
                    } else {
                        bytes[at] ^= 0x55;
                    }
                    fs::write(path, bytes).expect("the test's own");
                }
                "damage the cache"
            }
            (8, _) => {
                self.edit_a_document();
                "edit a document"
            }
            (9, _) => {
                let settings = &mut self.settings;
                match self.dice.roll(4) {
                    0 => settings.title += 1,
                    1 => settings.limit = [50, 3, 5][usize::try_from(self.dice.roll(3)).unwrap_or(0)],
                    2 => settings.formats = usize::try_from(self.dice.roll(3)).unwrap_or(0),
                    _ => settings.has_each = !settings.has_each,
                }
                settings.write(&self.here);
                "change the configuration"
            }
            (10, _) => {
                self.day = (self.day + 1 + self.dice.roll(3)).min(29);
                "wait"
            }
            (11, Some(number)) => {
                self.be_unreadable(number);
                "be unreadable for a run"
            }
            (what, Some(number)) => {
                let article = self.articles.get_mut(&number).expect("it is there");
                let old = article.file.clone();
                let name = match what {
                    12 => {
                        article.slug = fresh;
                        if self.heard_of.contains(&number) {
                            self.retracted.remove(&number);
                        }
                        "move"
                    }
                    13 => {
                        article.file = fresh;
                        "rename"
                    }
                    14 => {
                        article.title = format!("Edited {step}");
                        "retitle"
                    }
                    15 => {
                        article.is_broken = !article.is_broken;
                        "break or mend"
                    }
                    16 => {
                        article.day = 1 + article.day % 28;
                        self.is_redated = true;
                        "re-date"
                    }
                    17 => {
                        article.is_draft = !article.is_draft;
                        "make a draft, or none"
                    }
                    _ => {
                        article.text += 1;
                        "edit"
                    }
                };
                if old != article.file {
                    fs::remove_file(self.here.root().join(format!("data/{old}.md"))).expect("the file can go");
                }
                article.clone().write(&self.here, number);
                name
            }
        }
    }

    fn lose_the_ledger(&mut self) {
        // Only what is published can be learnt again; of what was taken down, the id and the address.
        let (visible, articles) = (self.ids(), &self.articles);
        let is_known = |number: &u64, url: &String| {
            articles.get(number).is_none_or(|article| url.ends_with(&format!("/{}/", article.slug)))
        };
        // What has moved since may be known by what the feeds say of it, or not.
        self.heard_of.extend(self.retracted.iter().filter(|(number, url)| !is_known(number, url)).map(|(n, _)| *n));
        self.retracted.retain(|number, url| is_known(number, url));
        let hidden = articles.iter().filter(|(_, article)| article.is_draft || article.is_broken);
        self.heard_of.extend(hidden.map(|(number, _)| *number));
        let retracted = &self.retracted;
        self.issued.retain(|number, _| visible.contains_key(number) || retracted.contains_key(number));
        drop(fs::remove_file(self.here.root().join(".courant/ledger.db")));
    }

    /// An article is taken down, by a run that is killed and by one that is not.
    fn retract(&mut self, number: u64) {
        let Some(id) = self.ids().remove(&number) else { return };
        let url =
            items(&self.here.read("feeds/news/feed.json"))[&number]["url"].as_str().unwrap_or_default().to_owned();
        let [_, option, now] = self.args();
        let args = ["retract".to_owned(), id, option, now];
        let call = u32::try_from(self.dice.roll(faults::places().into())).expect("it is a small number");
        faults::killed_at_syscall(&self.here.courant(&args).command(), call);
        let outcome = self.here.run(&args);
        assert!(matches!(outcome.code, 0 | 1), "{}: {}", self.place(), outcome.stderr);
        self.retracted.insert(number, url);
        self.nothing_is_back();
    }

    /// One of those that were taken down may be shown again.
    fn undo(&mut self) {
        let Some((number, _)) = self.retracted.pop_first() else { return };
        let [_, option, now] = self.args();
        let Some(id) = self.issued.get(&number).cloned() else { return };
        let outcome = self.here.run(["retract".to_owned(), id, "--undo".to_owned(), option, now]);
        assert!(matches!(outcome.code, 0 | 1), "{}: {}", self.place(), outcome.stderr);
    }

    /// What was taken down is in no document.
    fn nothing_is_back(&self) {
        for (path, text) in self.documents() {
            for number in self.retracted.keys() {
                let is_there = text.contains(&format!("Article {number} sa")) || text.contains(&format!("#{number}<"));
                assert!(!is_there, "{}: article {number} is back in {path}", self.place());
            }
        }
    }

    /// Somebody edits, cuts or removes a document by hand; ids he leaves alone.
    fn edit_a_document(&mut self) {
        let documents = self.documents();
        let chosen = usize::try_from(self.dice.roll(documents.len().max(1) as u64)).unwrap_or(0);
        let Some((path, text)) = documents.into_iter().nth(chosen) else { return };
        // The JSON Feed is what this test knows ids by.
        match self.dice.roll(if path.ends_with(".json") { 1 } else { 3 }) {
            0 => {
                self.here.file(path, text.replace("says this", "said this"));
            }
            1 => {
                self.here.file(path, &text[..text.len() / 2]);
            }
            _ => fs::remove_file(self.here.root().join(path)).expect("it is there"),
        }
    }

    /// A run that may not open the file of an article: it says so, and takes nothing away.
    fn be_unreadable(&self, number: u64) {
        let file = self.here.root().join(format!("data/{}.md", self.articles[&number].file));
        // Touched, so that it has to be opened.
        fs::write(&file, fs::read(&file).expect("it is there")).expect("the test's own");
        let before = self.ids();
        let options = ["-P".to_owned(), file.display().to_string(), "inject=openat:error=EACCES".to_owned()];
        let Some(strace) = faults::injected(&options) else { return };
        let outcome = self.here.courant(self.args()).under(&strace).run();
        assert_eq!(outcome.code, 2, "{}: {}", self.place(), outcome.stderr);
        assert_eq!(self.ids().get(&number), before.get(&number), "{}: it stays", self.place());
    }

    /// A run to its end: what it shows has the ids that it always had.
    fn run(&mut self) -> Outcome {
        let outcome = if self.dice.roll(4) == 0 {
            let place = self.place();
            let args = self.args();
            agrees(&self.here, &place, &args.each_ref().map(String::as_str))
        } else {
            self.here.run(self.args())
        };
        assert!(matches!(outcome.code, 0 | 1), "{}: {}", self.place(), outcome.stderr);
        assert!(!outcome.stderr.contains("flood-refused"), "{}: {}", self.place(), outcome.stderr);
        let sure = self.ids().into_iter().filter(|(number, _)| !self.heard_of.contains(number));
        for (number, id) in sure.collect::<Vec<_>>() {
            let first = self.issued.entry(number).or_insert_with(|| id.clone()).clone();
            assert_eq!(first, id, "{}: the id of article {number} has changed", self.place());
        }
        self.nothing_is_back();
        outcome
    }

    /// Something happens, a run is killed, and the next one completes. Gives back whether it was killed.
    fn step(&mut self) -> bool {
        let what = self.act();
        let old = self.documents();
        let killed = self.here.courant(self.args()).command();
        let call = u32::try_from(self.dice.roll(faults::places().into())).expect("it is a small number");
        let was_killed = faults::killed_at_syscall(&killed, call).unwrap_or(false);
        let between = self.documents();
        self.nothing_is_back();
        self.run();
        let new = self.documents();
        for (path, text) in &between {
            let is_whole = old.get(path) == Some(text) || new.get(path) == Some(text);
            assert!(is_whole, "{}, {what}, killed at {call}: {path} is neither old nor new: {text}", self.place());
        }
        for (path, text) in new.iter().filter(|(path, _)| path.ends_with(".xml")) {
            // Documents of feeds that are no more stay as somebody may have left them.
            let is_current = self.settings.has_each || path.starts_with("feeds/news");
            let is_current = is_current && (self.settings.formats != 1 || !path.starts_with("feeds/news"));
            let is_current = is_current && (self.settings.formats != 2 || !path.ends_with("news/atom.xml"));
            let is_whole = roxmltree::Document::parse(text).is_ok();
            let is_stray = path.starts_with("feeds/category");
            assert!(is_whole || !is_current || is_stray, "{}, {what}: {path} is not whole: {text}", self.place());
        }
        was_killed
    }

    /// Everything is mended, and one more run brings the feeds to where a clean build would bring them.
    fn end(&mut self) {
        for (number, article) in &mut self.articles {
            article.is_broken = false;
            article.write(&self.here, *number);
        }
        let outcome = self.run();
        assert!(!outcome.stderr.contains("error["), "{}: {}", self.place(), outcome.stderr);
        let tree = self.here.tree();
        self.here.run(self.args()).expect_code(outcome.code);
        assert_eq!(self.here.tree().changes_since(&tree), [""; 0], "{}: a run more", self.place());

        let now = self.args();
        let clean = self.here.twin();
        clean.run(now.iter().map(String::as_str).chain(["--no-cache", "--out", "clean"])).expect_code(0);
        let documents = Tree::of(&clean.root().join("clean"));
        assert!(documents.files().contains(&"news/feed.json"));
        for path in documents.files() {
            let (ours, theirs) = (self.here.read(format!("feeds/{path}")), clean.read(format!("clean/{path}")));
            assert_eq!(ours, theirs, "{}: {path} is not that of a clean build", self.place());
        }

        // Without any memory ids may be others, but articles say the same.
        clean.run(now.iter().map(String::as_str).chain(["--state", "new", "--out", "new"])).expect_code(0);
        let (ours, theirs) = (items(&self.here.read("feeds/news/feed.json")), items(&clean.read("new/news/feed.json")));
        for (number, item) in &ours {
            let Some(other) = theirs.get(number) else { continue };
            for field in ["title", "url", "content_html", "tags"] {
                assert_eq!(item[field], other[field], "{}: {field} of article {number}", self.place());
            }
        }
        if !self.is_redated {
            let is_sure = |number: &u64| !self.retracted.contains_key(number) && !self.heard_of.contains(number);
            let numbers =
                |items: &BTreeMap<u64, serde_json::Value>| items.keys().copied().filter(is_sure).collect::<Vec<_>>();
            assert_eq!(numbers(&ours), numbers(&theirs), "{}", self.place());
        }
    }
}

/// How many histories there are to be: a few, or all with `COURANT_TRIALS=full`, or as many as it says.
fn histories() -> u64 {
    let asked = env::var("COURANT_TRIALS").ok().and_then(|number| number.parse().ok());
    asked.unwrap_or(if full_trials() { 1000 } else { 16 })
}

/// How many of its runs were killed, of how many.
fn history(seed: u64) -> (u64, u64) {
    let mut history = History::new(seed);
    let steps = 6 + seed % 9;
    let mut killed = 0;
    for step in 0..steps {
        history.step = step;
        killed += u64::from(history.step());
    }
    history.end();
    (killed, steps)
}

#[test]
fn whatever_happens_ids_stay_and_the_feeds_are_those_of_a_clean_build() {
    let started = Instant::now();
    let histories = histories();
    // One alone, to look into it.
    if let Some(seed) = env::var("COURANT_SEED").ok().and_then(|seed| seed.parse().ok()) {
        history(seed);
        return;
    }
    let (next, killed, steps) = (AtomicU64::new(1), AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > histories {
                        return;
                    }
                    let (of_this, all) = history(seed);
                    killed.fetch_add(of_this, Ordering::Relaxed);
                    steps.fetch_add(all, Ordering::Relaxed);
                }
            });
        }
    });
    let (killed, steps) = (killed.into_inner(), steps.into_inner());
    let elapsed = Duration::from_secs(started.elapsed().as_secs());
    // Without strace there are none.
    assert!(killed == 0 || killed * 2 > steps, "only {killed} of {steps} runs were killed");
    println!("{histories} histories of {steps} steps, {killed} of them with a kill, took {elapsed:?}");
}
