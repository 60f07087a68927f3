//! From files to records: discovers what the sources name and reads it the way each source wants it read.

use super::{Error, people};
use crate::{
    config::{self, Constant, Publication},
    diagnostic::{Diagnostic, Place, rules},
    record::{
        self, FieldMap, Mapped, Normalised, Record,
        raw::{Node, Origin, Value},
    },
    source::{self, Found, SourceFile},
};
use std::{collections::HashSet, sync::Arc};

/// The publication's files, and how each is to be read.
pub(super) struct Reader {
    files: Vec<(SourceFile, usize)>,
    options: Vec<record::Options>,
    /// By source: whether the ledger dates records that have no date.
    pins_first_sight: Vec<bool>,
}

/// What a record's reading gave.
pub(super) enum Reading {
    /// A record, with whatever had to be said about it.
    Record(Box<Record>, Vec<Diagnostic>),
    /// None: the record was refused, or the trouble is the file's.
    Refused(Vec<Diagnostic>),
}

impl Reader {
    /// Finds the files. The first source that matches a file reads it.
    pub(super) fn open(publication: &Publication, diagnostics: &mut Vec<Diagnostic>) -> Result<Self, Error> {
        let people = Arc::new(people::table(publication, diagnostics)?);
        let mut files = Vec::new();
        let mut seen = HashSet::new();
        let mut exclude = vec![publication.file.to_string()];
        exclude.extend(publication.people_file.iter().cloned());
        exclude.extend(publication.ledger_export.iter().map(|file| file.to_string_lossy().into_owned()));
        // What we write ourselves is no record, even where the sources' patterns reach it.
        for directory in [&publication.output, &publication.state] {
            let name = directory.to_str().unwrap_or_default().trim_start_matches("./").trim_end_matches('/');
            if !matches!(name, "" | ".") {
                exclude.push(format!("{name}/**"));
            }
        }
        for (index, stated) in publication.sources.iter().enumerate() {
            let all: Vec<String> = exclude.iter().chain(&stated.exclude).cloned().collect();
            let (found, trouble) = match source::discover(&publication.root, &stated.files, &all) {
                Err(pattern @ source::Error::Pattern { .. }) => {
                    let place = Place::file(publication.file.clone()).at(stated.place.0, stated.place.1);
                    let place = place.field("source.files");
                    let message = pattern.to_string();
                    diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, message));
                    continue;
                }
                found => found?,
            };
            diagnostics.extend(trouble);
            for file in found {
                // One source finds a file but once.
                if publication.sources.len() == 1 || seen.insert(file.name.clone()) {
                    files.push((file, index));
                }
            }
        }
        // A sidecar that one source knows is no record of another.
        let sidecars: HashSet<Arc<str>> =
            files.iter().filter_map(|(file, _)| file.sidecar.as_ref().map(|(_, name)| name.clone())).collect();
        if !sidecars.is_empty() {
            files.retain(|(file, _)| !sidecars.contains(&file.name));
        }
        let options = publication.sources.iter().map(|stated| options(publication, stated, &people)).collect();
        let pins_first_sight = publication.sources.iter().map(|stated| stated.pins_first_sight).collect();
        Ok(Self { files, options, pins_first_sight })
    }

    /// A file, and the number of the source that reads it.
    pub(super) fn file(&self, index: usize) -> (&SourceFile, usize) {
        let (file, source) = &self.files[index];
        (file, *source)
    }

    /// Whether records of a source that have no date get the one of the run that shows them first.
    pub(super) fn pins_first_sight(&self, source: usize) -> bool {
        self.pins_first_sight[source]
    }

    /// How many files there are.
    pub(super) const fn len(&self) -> usize {
        self.files.len()
    }

    /// Reads every record of a file, in the order of the file.
    pub(super) fn read(&self, index: usize, sink: &mut dyn FnMut(Reading)) -> Result<(), Error> {
        let (file, source) = &self.files[index];
        let options = &self.options[*source];
        source::scan(file, &mut |found| {
            sink(match found {
                Found::Trouble(diagnostic) => Reading::Refused(vec![*diagnostic]),
                Found::Record(raw) => {
                    let Normalised { record, diagnostics } = record::normalise(*raw, options);
                    match record {
                        Some(record) => Reading::Record(Box::new(record), diagnostics),
                        None => Reading::Refused(diagnostics),
                    }
                }
            });
        })?;
        Ok(())
    }

    /// Reads one record again; `None` if its file has changed under our hands.
    pub(super) fn again(&self, index: usize, origin: &Origin) -> Result<Option<Record>, Error> {
        let (file, source) = &self.files[index];
        let raw = source::load(file, origin)?;
        Ok(raw.and_then(|raw| record::normalise(raw, &self.options[*source]).record))
    }
}

fn options(publication: &Publication, source: &config::Source, people: &Arc<record::PeopleTable>) -> record::Options {
    record::Options {
        zone: source.zone.unwrap_or(publication.zone),
        language: publication.language.clone(),
        link: publication.link.clone(),
        tag: publication.tag.clone(),
        permalink: source.permalink.clone(),
        map: FieldMap(source.map.iter().map(|(field, mapped)| (field.clone(), origin_of(mapped))).collect()),
        people: people.clone(),
        email_public: publication.email_public,
    }
}

fn origin_of(mapped: &config::Mapped) -> Mapped {
    match mapped {
        config::Mapped::Paths(paths) => Mapped::Paths(paths.clone()),
        config::Mapped::Constant(constant) => Mapped::Constant(node(constant)),
    }
}

fn node(constant: &Constant) -> Node {
    let value = match constant {
        Constant::Text(text) => Value::Text(text.clone()),
        Constant::List(list) => Value::List(list.iter().map(node).collect()),
        Constant::Table(table) => {
            Value::Table(record::raw::Table(table.iter().map(|(k, v)| (k.clone(), node(v))).collect()))
        }
    };
    Node::new(value, 0, 0)
}
