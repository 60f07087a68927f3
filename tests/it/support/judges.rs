//! Readers and validators that we did not write, and what they see in our feeds.
//!
//! They live in `target/judges`, where `.ci/run` installs them: a Python environment (`venv`) and Node packages
//! (`node_modules`). Where one is missing, the test that asks for it says so and goes on without; in CI it fails.

use super::{feeds, in_ci, repository, shared, skipped, text};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What one judge says about one file.
#[derive(Debug)]
pub struct Verdict {
    /// The judge's name.
    pub judge: String,
    /// The file.
    pub file: PathBuf,
    /// `rss`, `atom` or `json`.
    pub format: String,
    /// What a reader saw, one object an item (see `tests/judges/python/judge.py`); nothing if it is a validator.
    pub items: Option<Vec<Value>>,
    /// What is wrong with the file.
    pub errors: Vec<String>,
}

/// Lets every judge at hand look at these files.
#[track_caller]
pub fn look(files: &[PathBuf]) -> Vec<Verdict> {
    assert!(!files.is_empty(), "there is something to judge");
    let mut verdicts: Vec<_> = files.iter().map(|file| feed_rs(file)).collect();
    verdicts.extend(python(files).into_iter().flatten());
    verdicts.extend(node(files).into_iter().flatten());
    verdicts.extend(xmllint(files).into_iter().flatten());
    verdicts
}

/// Fails the test if any judge finds anything wrong.
#[track_caller]
pub fn agree(verdicts: &[Verdict]) {
    let complaints = verdicts.iter().filter(|verdict| !verdict.errors.is_empty()).map(|verdict| {
        let shown = verdict.errors.iter().take(10).map(|error| format!("\n    {error}")).collect::<String>();
        format!("{} on {} ({} complaints):{shown}", verdict.judge, verdict.file.display(), verdict.errors.len())
    });
    let complaints: Vec<_> = complaints.collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Compares what the readers saw with what `courant records --format json` says; gives back the differences, one a line.
///
/// The records must be those of the feed, in any order.
pub fn differences(verdicts: &[Verdict], records: &[Value]) -> Vec<String> {
    let mut found = Vec::new();
    for verdict in verdicts {
        let Some(items) = &verdict.items else { continue };
        let who = format!("{} on {}", verdict.judge, verdict.file.display());
        if items.len() != records.len() {
            found.push(format!("{who}: {} items of {} records", items.len(), records.len()));
        }
        for item in items {
            let Some(record) = records.iter().find(|record| record["id"] == item["id"]) else {
                found.push(format!("{who}: no record has the id {}", item["id"]));
                continue;
            };
            let unlike = compare(&verdict.format, record, item);
            found.extend(unlike.into_iter().map(|line| format!("{who}: {}: {line}", item["id"])));
        }
    }
    found
}

/// What `mapping.md` says that the format carries, field by field.
fn compare(format: &str, record: &Value, item: &Value) -> Vec<String> {
    let mut unlike = Vec::new();
    let mut check = |field: &str, record: Value, item: Value| {
        if record != item {
            unlike.push(format!("{field} is {item} and should be {record}"));
        }
    };
    if format != "atom" || record["title_html"].is_null() {
        check("title", blanks(&record["title"]), blanks(&item["title"]));
    } else {
        // only Atom keeps the markup of a title, and its readers hand it on as it is or without it
        let seen = blanks(&item["title"]);
        check("title", true.into(), [blanks(&record["title"]), blanks(&record["title_html"])].contains(&seen).into());
    }
    check("link", record["url"].clone(), item["link"].clone());
    check("published", utc(&record["published"]), utc(&item["published"]));
    if let (Some(changed), Value::String(_)) = (item.get("updated"), &record["updated"]) {
        // RSS need not say that nothing has changed since
        let unchanged = format == "rss" && utc(&record["updated"]) == utc(&record["published"]) && changed.is_null();
        check("updated", utc(if unchanged { &Value::Null } else { &record["updated"] }), utc(changed));
    }

    let people = record["authors"].as_array().cloned().unwrap_or_default();
    let mail = |person: &Value| if format == "json" { Value::Null } else { person["email"].clone() };
    let mut people: Vec<_> = people.iter().map(|person| (person["name"].clone(), mail(person))).collect();
    if format == "rss" && people.len() != 1 {
        people.iter_mut().for_each(|(_, mail)| *mail = Value::Null);
    }
    let seen = item["authors"].as_array().cloned().unwrap_or_default();
    if item["first_author_only"] == true {
        people.truncate(1);
    }
    check("the number of authors", people.len().into(), seen.len().into());
    for ((name, mail), seen) in people.into_iter().zip(seen) {
        check("author", name, seen["name"].clone());
        if let Some(address) = seen.get("email") {
            check("address", mail, address.clone());
        }
    }

    let shown = |category: &Value| {
        blanks(if category.is_string() {
            category
        } else if category["label"].is_string() {
            &category["label"]
        } else {
            &category["term"]
        })
    };
    let set = |list: &Value| {
        let mut names: Vec<_> =
            list.as_array().into_iter().flatten().map(|each| text(&shown(each)).to_owned()).collect();
        names.sort();
        names.dedup();
        Value::from(names)
    };
    check("categories", set(&record["categories"]), set(&item["categories"]));

    if let Some(Value::Array(seen)) = item.get("enclosures") {
        let urls = record["enclosures"].as_array().into_iter().flatten().map(|each| each["url"].clone());
        let urls: Vec<_> = urls.take(if format == "rss" { 1 } else { usize::MAX }).collect();
        check("enclosures", urls.into(), seen.clone().into());
    }
    let bodies = ["content_html", "content_markdown", "content_text", "content_rst"].map(|name| text(&record[name]));
    // a body of nothing but template directives has no text to show
    if bodies.iter().any(|body| !body.trim().is_empty() && !body.contains(['{', '['])) {
        check("whether there is a body", true.into(), (item["content_length"].as_u64() > Some(0)).into());
    }
    unlike
}

/// One line with single blanks; nothing instead of an empty one.
fn blanks(value: &Value) -> Value {
    let words = text(value).split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { Value::Null } else { words.into() }
}

fn utc(value: &Value) -> Value {
    value.as_str().map_or(Value::Null, |text| feeds::instant(text).into())
}

/// The feed reader of the Rust world, in this very process.
fn feed_rs(file: &Path) -> Verdict {
    let bytes = fs::read(file).expect("the feed is there");
    let format = if bytes.starts_with(b"{") {
        "json"
    } else if bytes.windows(6).take(2000).any(|window| window == b"<feed ") {
        "atom"
    } else {
        "rss"
    };
    let (items, errors) = match feed_rs::parser::parse(&*bytes) {
        Ok(feed) => (Some(feed.entries.iter().map(|entry| feed_rs_item(entry, format)).collect()), Vec::new()),
        Err(error) => (None, vec![error.to_string()]),
    };
    Verdict { judge: "feed-rs".into(), file: file.to_owned(), format: format.into(), items, errors }
}

fn feed_rs_item(entry: &feed_rs::model::Entry, format: &str) -> Value {
    let links = |rel: &str| -> Vec<&str> {
        let wanted = |link: &&feed_rs::model::Link| {
            link.rel.as_deref().unwrap_or("alternate") == rel && link.href_lang.is_none()
        };
        entry.links.iter().filter(wanted).map(|link| link.href.as_str()).collect()
    };
    let person = |person: &feed_rs::model::Person| {
        // of RSS's `mail (Name)` it takes the address away and leaves the brackets
        let name = person.name.as_deref().unwrap_or_default();
        let bare = name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
        json!({"name": bare.filter(|_| format == "rss").unwrap_or(name), "email": person.email})
    };
    let body = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let body = body.or(entry.summary.as_ref().map(|summary| summary.content.as_str()));
    let mut item = json!({
        "id": entry.id,
        "title": entry.title.as_ref().map(|title| &title.content),
        "link": links("alternate").first(),
        "published": entry.published.map(|date| date.to_rfc3339()),
        "authors": entry.authors.iter().map(person).collect::<Vec<_>>(),
        "categories": entry.categories.iter().map(|category| category.label.as_ref().unwrap_or(&category.term)).collect::<Vec<_>>(),
        "content_length": body.map_or(0, |body| body.chars().count()),
    });
    if format == "atom" {
        item["updated"] = entry.updated.map(|date| date.to_rfc3339()).into();
    }
    item
}

/// feedparser, fastfeedparser, lxml, RELAX NG, html5lib.
fn python(files: &[PathBuf]) -> Option<Vec<Verdict>> {
    let python = installed("venv/bin/python")?;
    let mut command = Command::new(python);
    command.arg("-B").arg(repository().join("tests/judges/python/judge.py"));
    if let Some(schema) = shared("conformance/schemas/atom.rnc") {
        command.arg("--schema").arg(schema);
    }
    Some(ask(command.args(files)))
}

/// What one of the scripts beside `judge.py` says about files.
#[track_caller]
pub fn python_script(name: &str, files: &[&Path]) -> Option<String> {
    let python = installed("venv/bin/python")?;
    let script = repository().join("tests/judges/python").join(name);
    let output = Command::new(python).arg("-B").arg(script).args(files).output().expect("the judge starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("judges speak UTF-8"))
}

/// What one of the scripts beside `judge.mjs` says about files.
#[track_caller]
pub fn node_script(name: &str, files: &[&Path]) -> Option<String> {
    let packages = installed("node_modules")?;
    let script = repository().join("tests/judges/node").join(name);
    let output =
        Command::new("node").env("NODE_MODULES", packages).arg(script).args(files).output().expect("the judge starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("judges speak UTF-8"))
}

/// feedsmith, rss-parser.
fn node(files: &[PathBuf]) -> Option<Vec<Verdict>> {
    let packages = installed("node_modules")?;
    let mut command = Command::new("node");
    command.env("NODE_MODULES", packages).arg(repository().join("tests/judges/node/judge.mjs"));
    Some(ask(command.args(files)))
}

/// libxml2: only whether it is well-formed.
fn xmllint(files: &[PathBuf]) -> Option<Vec<Verdict>> {
    let there = env::split_paths(&env::var_os("PATH")?).any(|directory| directory.join("xmllint").is_file());
    if !there {
        missing("xmllint");
        return None;
    }
    let xml = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "xml"));
    let judge = |file: &PathBuf| {
        let output = Command::new("xmllint").args(["--noout", "--nonet", "--huge"]).arg(file).output();
        let output = output.expect("xmllint starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let errors = if output.status.success() && said.is_empty() { Vec::new() } else { vec![said] };
        Verdict { judge: "xmllint".into(), file: file.clone(), format: "xml".into(), items: None, errors }
    };
    Some(xml.map(judge).collect())
}

fn ask(command: &mut Command) -> Vec<Verdict> {
    let output = command.output().expect("the judge starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("judges speak UTF-8");
    let verdict = |line: &str| {
        let read: Value = serde_json::from_str(line).expect("judges speak JSON");
        Verdict {
            judge: text(&read["judge"]).to_owned(),
            file: text(&read["file"]).into(),
            format: text(&read["format"]).to_owned(),
            items: read["items"].as_array().cloned(),
            errors: read["errors"].as_array().into_iter().flatten().map(|error| text(error).to_owned()).collect(),
        }
    };
    lines.lines().map(verdict).collect()
}

/// Where something is that `.ci/run` installs; says so where it is not.
#[track_caller]
pub fn installed(path: &str) -> Option<PathBuf> {
    let found = repository().join("target/judges").join(path);
    if found.exists() {
        return Some(found);
    }
    missing(&format!("target/judges/{path}"));
    None
}

/// Says that a judge is not there; in CI that fails the test.
#[track_caller]
pub fn missing(what: &str) {
    assert!(!in_ci(), "{what} is not installed: `.ci/run` does it");
    skipped(&format!("{what} is not installed; `.ci/run` does it"));
}
