//! The pages about rules below `docs/rules/`, made from the rules themselves. `SNAPSHOTS=overwrite` makes them anew.

use courant::{
    diagnostic::{Rule, page, rules},
    lint,
};
use std::{collections::BTreeMap, fs, path::Path};

/// Every page by its name, the index among them.
fn pages() -> BTreeMap<String, String> {
    let all: Vec<&Rule> = rules::all().chain(lint::rules::all()).collect();
    let mut sorted = all.clone();
    sorted.sort_by_key(|rule| rule.name);
    let mut index = "# Rules\n\nMade from the sources by a test; `courant explain RULE` shows the same.\n\n\
                     | rule | code | level | |\n| --- | --- | --- | --- |\n"
        .to_owned();
    for rule in sorted {
        let summary = rule.summary.trim().replace('|', "\\|");
        index.push_str(&format!("| [{0}]({0}.md) | {1} | {2} | {3} |\n", rule.name, rule.code, rule.level, summary));
    }
    let mut pages: BTreeMap<String, String> =
        all.iter().map(|rule| (format!("{}.md", rule.name), page(rule))).collect();
    pages.insert("README.md".to_owned(), index);
    pages
}

#[test]
fn every_rule_has_its_page() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let pages = pages();
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::remove_dir_all(&directory).ok();
        fs::create_dir_all(&directory).expect("the directory can be made");
        for (name, text) in &pages {
            fs::write(directory.join(name), text).expect("the page can be written");
        }
    }
    let mut there: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(&directory).expect("docs/rules is there") {
        let entry = entry.expect("docs/rules can be read");
        let text = fs::read_to_string(entry.path()).expect("a page can be read");
        there.insert(entry.file_name().to_string_lossy().into_owned(), text);
    }
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&pages), "SNAPSHOTS=overwrite makes the pages anew");
    for (name, text) in &pages {
        assert_eq!(&there[name], text, "{name}: SNAPSHOTS=overwrite makes the pages anew");
    }
}
