//! The architecture, kept true: which module may name which, and which crate stays behind which door.
//!
//! Reads every path in `src/**/*.rs` (imports, calls, types, attributes, bodies of macros; tests as well) and fails with
//! the rule's sentence and the place.

mod paths;

use paths::{Reader, Target};
use proc_macro2::TokenStream;
use std::{collections::BTreeSet, fmt, fs, path::Path};

/// The layers, lowest first. A module imports from strictly lower ones.
const LAYERS: &[&[&str]] = &[
    &["value", "diagnostic"],
    &["config", "record", "net"],
    &["source", "content", "media", "selection", "document", "lint"],
    &["state", "publish", "notify"],
    &["pipeline"],
    &["serve"],
    &["cli"],
];

/// What a module may import where its layer does not say it.
const EXCEPTIONS: &[(&str, &[&str])] = &[("diagnostic", &["value"]), ("lint", &["value", "diagnostic"])];

/// Crates, the modules that may name them, and the sentence for everybody else. `main` is `src/main.rs`.
const CRATES: &[(&[&str], &[&str], &str)] = &[
    (
        &["rss", "atom_syndication"],
        &["document", "source::feed"],
        "`rss` and `atom_syndication` only in `document` (and `source/feed`)",
    ),
    (
        &["quick_xml", "roxmltree"],
        &["lint", "source::export", "source::feed", "notify"],
        "XML parsers only in `lint`, `source/export`, `source/feed` and, for answers to pings, `notify`",
    ),
    (&["rusqlite"], &["state", "source::sql::sqlite"], "SQL drivers in `state` and their directory of `source/sql`"),
    (
        &["postgres", "tokio_postgres", "tokio_postgres_rustls"],
        &["state", "source::sql::postgres"],
        "SQL drivers in `state` and their directory of `source/sql`",
    ),
    (&["reqwest"], &["net"], "`reqwest` in `net`"),
    (&["lofty", "imagesize"], &["media"], "tags and images are read in `media`"),
    (&["hmac"], &["notify"], "signatures in `notify`"),
    (&["sha2"], &["notify", "media"], "signatures in `notify`, hashes of files in `media`"),
    (
        &["tokio", "axum"],
        &["serve", "publish::object_store", "source::sql::postgres"],
        "an async runtime in `serve` (and the clients of PostgreSQL and of the object store)",
    ),
    (&["clap", "clap_complete", "clap_mangen"], &["cli"], "`clap` and printing in `cli`"),
    (&["anyhow"], &["cli", "main"], "`anyhow` only in `cli`"),
];

/// Who may print.
const PRINTERS: &[&str] = &["cli", "main"];
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

#[test]
fn imports_go_down_only_and_crates_stay_behind_their_doors() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut violations = Vec::new();
    let mut files = 0;
    for entry in walkdir::WalkDir::new(&source).sort_by_file_name() {
        let entry = entry.expect("the sources can be read");
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        files += 1;
        let name = entry.path().strip_prefix(&source).expect("below src").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(entry.path()).expect("the sources can be read");
        violations.extend(check(&name, &text));
    }
    assert!(files > 20, "only {files} files were found below {}", source.display());
    let report: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(report.is_empty(), "\n{}\n", report.join("\n"));
}

/// A rule that a file breaks.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    file: String,
    line: usize,
    found: String,
    rule: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/{}:{}: {}: {}", self.file, self.line, self.found, self.rule)
    }
}

/// Checks one file, named relative to `src`.
fn check(file: &str, text: &str) -> BTreeSet<Violation> {
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("src/{file} is no Rust: {error}"));
    let home = module_of(file);
    let mut reader = Reader { module: home.clone(), ..Reader::default() };
    reader.read(tokens, false);

    let mut out = BTreeSet::new();
    let mut violation = |line, found: String, rule| {
        out.insert(Violation { file: file.to_owned(), line, found, rule });
    };
    // `main.rs` is a crate of its own, above all layers; `lib.rs` only lists the modules.
    let owner = if file == "main.rs" { "main" } else { home.first().map_or("lib", String::as_str) };
    if owner != "main" && owner != "lib" && layer(owner).is_none() {
        violation(1, format!("`{owner}` has no layer"), "every module has its layer in the design");
    }
    for path in &reader.paths {
        match path.resolve(owner == "main") {
            Target::Module(module) if module == owner => {}
            Target::Module(module) => {
                if let Err(rule) = may_import(owner, &module) {
                    violation(path.line, format!("`{owner}` imports `{module}`"), rule);
                }
            }
            Target::Root if matches!(owner, "main" | "lib") => {}
            Target::Root => violation(
                path.line,
                format!("`{owner}` imports the crate's root"),
                "an import names the module that it comes from",
            ),
            Target::Outside(name) if path.leading || !reader.local.contains(&name) => {
                for (crates, homes, rule) in CRATES {
                    if crates.contains(&name.as_str()) && !lives_in(&home, owner, homes) {
                        violation(path.line, format!("`{file}` names `{name}`"), rule);
                    }
                }
                let stream = matches!(path.last_two(), Some(("io", "stdout" | "stderr")));
                if stream && !PRINTERS.contains(&owner) {
                    violation(path.line, format!("`{owner}` takes a standard stream"), "`clap` and printing in `cli`");
                }
            }
            Target::Outside(_) => {}
        }
    }
    for (name, line) in &reader.macros {
        if PRINTING.contains(&name.as_str()) && !PRINTERS.contains(&owner) {
            violation(*line, format!("`{owner}` uses `{name}!`"), "`clap` and printing in `cli`");
        }
    }
    out
}

/// Where a module stands, from 0.
fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn may_import(from: &str, to: &str) -> Result<(), &'static str> {
    if let Some((_, allowed)) = EXCEPTIONS.iter().find(|(module, _)| *module == from) {
        let rule = match from {
            "lint" => "`lint` imports `value` and `diagnostic` only, never `document`",
            _ => "imports go down only, siblings not at all",
        };
        return if allowed.contains(&to) { Ok(()) } else { Err(rule) };
    }
    match (layer(from), layer(to)) {
        (_, None) => Err("every module has its layer in the design"),
        (Some(from), Some(to)) if to >= from => Err("imports go down only, siblings not at all"),
        _ => Ok(()),
    }
}

/// Whether a file is part of one of the modules (`source::feed` is `source/feed.rs` or below `source/feed/`).
fn lives_in(home: &[String], owner: &str, homes: &[&str]) -> bool {
    homes.iter().any(|wanted| {
        let wanted: Vec<&str> = wanted.split("::").collect();
        wanted == [owner] || home.len() >= wanted.len() && home.iter().zip(&wanted).all(|(part, wanted)| part == wanted)
    })
}

/// `source/feed/mod.rs` is `[source, feed]`; the roots of the two crates are `[]`.
fn module_of(file: &str) -> Vec<String> {
    let mut parts: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    let last = parts.last().map_or("", String::as_str);
    if last == "mod" || parts.len() == 1 && matches!(last, "lib" | "main") {
        parts.pop();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{check, module_of};

    /// What [`check`] finds, as `line: what`.
    fn found(file: &str, text: &str) -> Vec<String> {
        check(file, text).iter().map(|violation| format!("{}: {}", violation.line, violation.found)).collect()
    }

    #[test]
    fn what_is_allowed_passes() {
        for (file, text) in [
            ("record/mod.rs", "use crate::{diagnostic::Diagnostic, value::{self, Email}};"),
            ("record/raw.rs", "use super::{PeopleTable, model::Record}; use crate::record::Body;"),
            ("record/mod.rs", "mod tests { use super::super::value::Email; use super::*; }"),
            ("record/raw.rs", "mod tests { use super::*; use super::super::model; }"),
            ("diagnostic/render/sarif.rs", "use crate::value::is_absolute_iri; use super::super::Rule;"),
            ("lint/atom.rs", "use crate::{diagnostic::Level, value::Format}; use quick_xml::Reader;"),
            ("notify/protocol/xml_rpc.rs", "use crate::{config::Endpoint, net::Sender}; use quick_xml::Reader;"),
            ("document/rss.rs", "use rss::Channel; use atom_syndication::Entry;"),
            ("source/feed.rs", "use rss::Channel;"),
            ("source/feed/atom.rs", "use atom_syndication::Entry;"),
            ("source/sql/sqlite/mod.rs", "use rusqlite::Connection;"),
            ("source/sql/postgres/tls.rs", "use tokio_postgres_rustls::MakeRustlsConnect; use tokio::time::timeout;"),
            ("state/ledger.rs", "fn a() { rusqlite::open(); postgres::connect(); }"),
            ("cli/build.rs", "use clap::Parser; fn a() { println!(\"\"); std::io::stdout(); anyhow::bail!(\"\"); }"),
            ("pipeline/mod.rs", "use crate::{source, document, lint, state, publish, notify, config, value};"),
            ("main.rs", "use courant::cli; fn main() -> anyhow::Result<()> { eprintln!(\"\"); courant::cli::run() }"),
            ("lib.rs", "pub mod value; pub use value::Email; pub use crate::record::Record;"),
            // A module of that name is no crate.
            ("lint/mod.rs", "mod rss; fn a() { rss::judge(); }"),
            ("lint/all.rs", "use super::{rss, atom}; fn a() { rss::judge(); }"),
            // Neither comments nor texts nor documentation are imports.
            ("value/mod.rs", "//! See [`crate::cli`].\n// use crate::cli;\nconst A: &str = \"crate::cli::println!\";"),
            ("value/mod.rs", "pub(crate) fn a(rss: u8, clap: u8) -> bool { self.rss(clap) != rss.print() }"),
            ("value/mod.rs", "fn a<'a>() -> impl Ord + use<'a> { let rss = 1; rss }"),
            ("value/mod.rs", "fn a() { let print = 1; if print != 2 {} a.postgres::<u8>(); }"),
        ] {
            assert_eq!(found(file, text), [""; 0], "{file}: {text}");
        }
    }

    #[test]
    fn imports_upwards_and_sideways_fail() {
        for (file, text, expected) in [
            ("value/email.rs", "use crate::diagnostic::Place;", "1: `value` imports `diagnostic`"),
            ("diagnostic/mod.rs", "use crate::record::Record;", "1: `diagnostic` imports `record`"),
            ("record/mod.rs", "\nuse crate::config::Publication;", "2: `record` imports `config`"),
            ("source/mod.rs", "use crate::{value::Email,\n  document::{self as d}};", "2: `source` imports `document`"),
            ("document/mod.rs", "fn a() {\n crate::lint::item();\n}", "2: `document` imports `lint`"),
            ("lint/mod.rs", "use crate::document;", "1: `lint` imports `document`"),
            ("lint/mod.rs", "use crate::record::Record;", "1: `lint` imports `record`"),
            ("lint/a/b.rs", "use super::super::super::record::Body;", "1: `lint` imports `record`"),
            ("content/mod.rs", "use super::source;", "1: `content` imports `source`"),
            ("content/mod.rs", "use super::{value, source::Kind};", "1: `content` imports `source`"),
            ("content/mod.rs", "mod tests {\n use super::super::source::*; }", "2: `content` imports `source`"),
            ("publish/mod.rs", "type A = crate::state::Ledger;", "1: `publish` imports `state`"),
            ("pipeline/mod.rs", "macro_rules! a { () => { $crate::serve::run() } }", "1: `pipeline` imports `serve`"),
            ("value/mod.rs", "#[derive(crate::cli::Thing)] struct A;", "1: `value` imports `cli`"),
            ("value/mod.rs", "#[cfg(test)] mod tests { use crate::record::Body; }", "1: `value` imports `record`"),
            ("value/mod.rs", "fn a() { 0..crate::cli::MAX; }", "1: `value` imports `cli`"),
            ("value/mod.rs", "use crate::r#cli;", "1: `value` imports `cli`"),
            ("value/mod.rs", "use courant::cli;", "1: `value` imports `cli`"),
            ("state/mod.rs", "use crate::somewhere::Else;", "1: `state` imports `somewhere`"),
            ("somewhere/mod.rs", "", "1: `somewhere` has no layer"),
            ("somewhere.rs", "use crate::value;", "1: `somewhere` has no layer"),
        ] {
            assert_eq!(found(file, text), [expected], "{file}: {text}");
        }
    }

    #[test]
    fn the_root_hides_where_things_come_from() {
        for text in [
            "use crate::*;",
            "use crate::{self as all};",
            "use super::*;",
            "use super::{self as all};",
            "use crate as all;",
            "use super as all;",
        ] {
            assert_eq!(found("content/mod.rs", text), ["1: `content` imports the crate's root"], "{text}");
        }
    }

    #[test]
    fn crates_stay_behind_their_doors() {
        for (file, text, name) in [
            ("content/mod.rs", "use rss::Channel;", "rss"),
            ("content/mod.rs", "use ::rss::Channel;", "rss"),
            ("content/mod.rs", "use {std::io, rss};", "rss"),
            ("content/mod.rs", "use {std::io, rss::Item as I};", "rss"),
            ("content/mod.rs", "extern crate rss;", "rss"),
            ("content/mod.rs", "use rss as r;", "rss"),
            ("content/mod.rs", "fn a(x: rss::Item) {}", "rss"),
            (
                "content/mod.rs",
                "#[cfg(test)] mod tests { fn a() { atom_syndication::Feed::default(); } }",
                "atom_syndication",
            ),
            ("source/json.rs", "use rss::Channel;", "rss"),
            ("lint/mod.rs", "mod rss; fn a() { ::rss::b(); }", "rss"),
            ("lint/mod.rs", "mod rss; struct A { a: ::rss::Item }", "rss"),
            ("document/mod.rs", "use quick_xml::Writer;", "quick_xml"),
            ("document/mod.rs", "fn a() { roxmltree::Document::parse(x) }", "roxmltree"),
            ("notify/mod.rs", "use reqwest::blocking::Client;", "reqwest"),
            ("pipeline/mod.rs", "use rusqlite::Connection;", "rusqlite"),
            ("source/sql/sqlite/mod.rs", "use postgres::Client;", "postgres"),
            ("source/sql/postgres/mod.rs", "use rusqlite::Connection;", "rusqlite"),
            ("source/sql/mod.rs", "use tokio_postgres::Client;", "tokio_postgres"),
            ("notify/mod.rs", "#[tokio::main] async fn a() {}", "tokio"),
            ("cli/mod.rs", "use axum::Router;", "axum"),
            ("config/mod.rs", "#[derive(clap::Args)] struct A;", "clap"),
            ("main.rs", "use clap::Parser;", "clap"),
            ("pipeline/mod.rs", "fn a() -> anyhow::Result<()> {}", "anyhow"),
        ] {
            assert_eq!(found(file, text), [format!("1: `{file}` names `{name}`")], "{file}: {text}");
        }
    }

    #[test]
    fn only_the_command_line_prints() {
        for (text, expected) in [
            ("fn a() { println!(\"\"); }", "1: `record` uses `println!`"),
            ("fn a() { std::eprint!(\"\"); }", "1: `record` uses `eprint!`"),
            ("fn a() { b(|| { dbg!(1) }) }", "1: `record` uses `dbg!`"),
            ("macro_rules! a { () => { print!() } }", "1: `record` uses `print!`"),
            ("use std::io::{self, stdout};", "1: `record` takes a standard stream"),
            ("fn a() { std::io::stderr(); }", "1: `record` takes a standard stream"),
            ("use std::io; fn a() { io::stdout(); }", "1: `record` takes a standard stream"),
        ] {
            assert_eq!(found("record/mod.rs", text), [expected], "{text}");
        }
    }

    #[test]
    fn a_violation_names_the_place_and_the_rule() {
        let violations = check("lint/mod.rs", "//! Text.\n\nuse crate::document::Item;\n");
        let shown: Vec<String> = violations.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "src/lint/mod.rs:3: `lint` imports `document`: `lint` imports `value` and `diagnostic` only, never `document`"
            ]
        );
    }

    #[test]
    fn files_are_modules() {
        for (file, module) in [
            ("lib.rs", ""),
            ("main.rs", ""),
            ("value/mod.rs", "value"),
            ("value/email.rs", "value::email"),
            ("source/feed/mod.rs", "source::feed"),
            ("cli/main.rs", "cli::main"),
        ] {
            assert_eq!(module_of(file).join("::"), module);
        }
    }
}
