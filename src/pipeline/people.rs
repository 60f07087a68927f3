//! The people table: `[people.slug]` of the configuration and the file that it names.

use super::Error;
use crate::{
    config::{self, Publication},
    diagnostic::{Diagnostic, Place, rules::config as rules},
    record::{
        self, PeopleTable, people,
        raw::{Table, Value},
    },
    source::{self, Found, Kind, SourceFile},
};
use std::path::Path;

/// Everybody whom the publication knows. The configuration goes before the file.
pub(super) fn table(publication: &Publication, diagnostics: &mut Vec<Diagnostic>) -> Result<PeopleTable, Error> {
    let mut table = PeopleTable::default();
    if let Some(name) = &publication.people_file {
        for fields in read_file(&publication.root, name, diagnostics)? {
            add(&mut table, &fields, name, diagnostics);
        }
    }
    for entry in &publication.people {
        table.by_slug.insert(entry.slug.clone(), person(&entry.person));
    }
    Ok(table)
}

/// A person of the configuration in the words of the record model.
pub(super) fn person(stated: &config::Person) -> record::Person {
    record::Person {
        name: stated.name.clone(),
        email: stated.email.clone(),
        url: stated.url.clone(),
        avatar: stated.avatar.clone(),
        ..record::Person::default()
    }
}

fn read_file(root: &Path, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<Table>, Error> {
    let path = root.join(name);
    let kind = match path.extension().and_then(|e| e.to_str()) {
        Some("yaml" | "yml") => Kind::Yaml,
        Some("json") => Kind::Json,
        _ => Kind::Toml,
    };
    let file = SourceFile { path, name: name.into(), kind, sidecar: None, row: None, recordings: Vec::new() };
    let mut tables = Vec::new();
    source::scan(&file, &mut |found| match found {
        Found::Record(raw) => tables.push(raw.fields),
        Found::Trouble(diagnostic) => diagnostics.push(*diagnostic),
    })?;
    Ok(tables)
}

fn add(table: &mut PeopleTable, fields: &Table, file: &str, diagnostics: &mut Vec<Diagnostic>) {
    for (slug, node) in &fields.0 {
        match &node.value {
            // `authors:` or `people:` above the slugs, as mkdocs and others have it.
            Value::Table(inner) if is_wrapper(slug, inner) => add(table, inner, file, diagnostics),
            Value::Table(inner) => {
                let mut entry = inner.clone();
                if entry.get_ignore_case("name").is_none() {
                    entry.0.push(("name".to_owned(), record::raw::Node::text(slug.clone(), node.line, node.column)));
                }
                let node = record::raw::Node::new(Value::Table(entry), node.line, node.column);
                let (people, found) = people::read_people(&node, &PeopleTable::default());
                diagnostics.extend(found.into_iter().map(|mut d| {
                    d.place = Place { file: Some(file.into()), ..d.place };
                    d
                }));
                match people.into_iter().next() {
                    Some(person) => {
                        table.by_slug.insert(slug.clone(), person);
                    }
                    None => diagnostics.push(unusable(file, slug, node.line, node.column)),
                }
            }
            Value::Text(name) if !name.trim().is_empty() => {
                let person = record::Person { name: name.trim().to_owned(), ..record::Person::default() };
                table.by_slug.insert(slug.clone(), person);
            }
            _ => diagnostics.push(unusable(file, slug, node.line, node.column)),
        }
    }
}

fn is_wrapper(slug: &str, inner: &Table) -> bool {
    matches!(slug, "authors" | "people") && inner.0.iter().all(|(_, node)| node.as_table().is_some())
}

fn unusable(file: &str, slug: &str, line: u32, column: u32) -> Diagnostic {
    let place = Place::file(file).at(line, column).field(slug);
    Diagnostic::new(&rules::PEOPLE_INVALID, place, format!("`{slug}` says nothing about a person"))
        .help("give at least a `name`, and `email` and `url` where they are public")
}
