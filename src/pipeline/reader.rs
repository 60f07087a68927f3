//! From files to records: discovers what the sources name and reads it the way each source wants it read.

use super::{Error, columns, fetched, media::Shelf, people, recent::Recent, tables::Tables};
use crate::{
    config::{self, Constant, Publication},
    diagnostic::{Diagnostic, Place, rules},
    record::{
        self, FieldMap, Mapped, Normalised, Record, Visibility, key_of_file,
        raw::{BodyFormat, Node, Origin, RawRecord, Value},
    },
    source::{self, Extent, Found, Kind, Match, Seen, SourceFile, Survey},
    state::Cache,
};
use rayon::prelude::*;
use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::Arc,
};

/// How many records are read at once.
const BATCH: usize = 256;

/// The publication's files, and how each is to be read.
pub(super) struct Reader {
    files: Vec<Held>,
    options: Arc<[record::Options]>,
    /// By source: whether the ledger dates records that have no date.
    pins_first_sight: Arc<[bool]>,
    /// By source: whether items name the feed that they come from.
    attributes: Arc<[bool]>,
    /// By source: the feeds that it names, in its order.
    feeds: Arc<[Vec<String>]>,
    tables: Arc<Tables>,
    shelf: Arc<Shelf>,
    recent: Recent,
}

/// A file that is read.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub file: SourceFile,
    /// The number of the source that reads it.
    pub source: usize,
    /// Its number in the census.
    pub entry: usize,
    /// The number of its sidecar.
    pub sidecar: Option<usize>,
    /// The numbers of its recordings.
    pub recordings: Vec<usize>,
}

/// What a record's reading gave.
pub(super) enum Reading {
    /// A record, with whatever had to be said about it.
    Record(Box<Record>, Vec<Diagnostic>),
    /// None: the record was refused, or the trouble is the file's.
    Refused(Vec<Diagnostic>),
}

/// Looks at every file that the publication's sources could read.
pub(super) fn survey(publication: &Publication) -> Result<Survey, Error> {
    let mut exclude = vec![publication.file.to_string()];
    exclude.extend(publication.people_file.iter().cloned());
    exclude.extend(publication.ledger_export.iter().map(|file| file.to_string_lossy().into_owned()));
    // What we write ourselves is no record, even where the sources' patterns reach it.
    let whole = |directory: &Path| {
        let name = directory.to_str().unwrap_or_default().trim_start_matches("./").trim_end_matches('/').to_owned();
        (!matches!(name.as_str(), "" | ".")).then(|| format!("{name}/**"))
    };
    exclude.extend(whole(&publication.output));
    let state = whole(&publication.state);
    let sources: Vec<(Vec<String>, Vec<String>, bool)> = publication
        .sources
        .iter()
        .map(|stated| {
            let (mut files, remote) = (stated.files.clone(), &stated.remote);
            files.extend(remote.files.iter().cloned());
            files.extend(fetched::copies(publication, stated).into_iter().map(|(path, _)| path));
            // Copies of fetched feeds lie in the state directory, but nothing else that is there is a record.
            let state = match remote.urls.is_empty() {
                true => state.iter().cloned().collect(),
                false => fetched::beside_copies(publication, stated),
            };
            files.extend(stated.audio.iter().map(|directory| source::pattern_of_recordings(directory)));
            let exclude = exclude.iter().chain(&state).chain(&stated.exclude).cloned().collect();
            (files, exclude, !stated.audio.is_empty())
        })
        .collect();
    Ok(Survey::take(&publication.root, &sources)?)
}

/// All files of a survey. The first source that wants a file reads it.
pub(super) fn all_files(publication: &Publication, survey: &Survey, diagnostics: &mut Vec<Diagnostic>) -> Vec<Held> {
    for (number, pattern) in &survey.broken {
        let (line, column) = publication.sources[*number].place;
        let place = Place::file(publication.file.clone()).at(line, column).field("source.files");
        diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, pattern.to_string()));
    }
    let mut files: Vec<Held> = Vec::new();
    let mut seen = HashSet::new();
    for source in 0..publication.sources.len() {
        let (found, trouble) = survey.files(source);
        diagnostics.extend(trouble);
        let names: HashMap<String, Arc<str>> =
            fetched::copies(publication, &publication.sources[source]).into_iter().collect();
        let held = found.into_iter().map(|Match { mut file, entry, sidecar, recordings }| {
            if let Some(name) = names.get(&*file.name) {
                file.name = Arc::clone(name);
            }
            Held { file, source, entry, sidecar, recordings }
        });
        // One source finds a file but once.
        files.extend(held.filter(|held| publication.sources.len() == 1 || seen.insert(held.file.name.clone())));
    }
    // A sidecar that one source knows is no record of another.
    let sidecars: HashSet<Arc<str>> =
        files.iter().filter_map(|held| held.file.sidecar.as_ref().map(|(_, name)| name.clone())).collect();
    if !sidecars.is_empty() {
        files.retain(|held| !sidecars.contains(&held.file.name));
    }
    files
}

impl Reader {
    /// A reader of no files yet, and of these tables.
    pub(super) fn new(
        publication: &Publication,
        tables: Tables,
        shelf: Shelf,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Self, Error> {
        let people = Arc::new(people::table(publication, diagnostics)?);
        let options = publication.sources.iter().map(|stated| options(publication, stated, &people)).collect();
        let pins_first_sight = publication.sources.iter().map(|stated| stated.pins_first_sight).collect();
        let attributes = publication.sources.iter().map(|stated| stated.attribute).collect();
        let feeds = publication.sources.iter().map(|stated| stated.remote.names.clone()).collect();
        let (files, tables, shelf) = (Vec::new(), Arc::new(tables), Arc::new(shelf));
        Ok(Self { files, options, pins_first_sight, attributes, feeds, tables, shelf, recent: Recent::default() })
    }

    /// A reader of everything; rows of tables are no files of it.
    pub(super) fn open(
        publication: &Publication,
        survey: &Survey,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Self, Error> {
        let cache = Cache::of(&publication.root.join(&publication.state));
        let shelf = Shelf::open(publication, &cache, true, None);
        let reader = Self::new(publication, Tables::open(publication)?, shelf, diagnostics)?;
        diagnostics.extend(reader.tables.notes()?);
        Ok(reader.of(all_files(publication, survey, diagnostics)))
    }

    /// The same for these files.
    pub(super) fn of(&self, files: Vec<Held>) -> Self {
        Self {
            files,
            options: Arc::clone(&self.options),
            pins_first_sight: Arc::clone(&self.pins_first_sight),
            attributes: Arc::clone(&self.attributes),
            feeds: Arc::clone(&self.feeds),
            tables: Arc::clone(&self.tables),
            shelf: Arc::clone(&self.shelf),
            recent: Recent::default(),
        }
    }

    /// A file, and the number of the source that reads it.
    pub(super) fn file(&self, index: usize) -> (&SourceFile, usize) {
        let held = &self.files[index];
        (&held.file, held.source)
    }

    /// Whether a file is a feed.
    pub(super) fn is_of_feed(&self, index: usize) -> bool {
        self.file(index).0.kind == Kind::Feed || self.rank(index).1 < usize::MAX
    }

    /// Where the configuration names a feed: its source, and its place among the feeds of that.
    pub(super) fn rank(&self, index: usize) -> (usize, usize) {
        let (file, source) = self.file(index);
        let key = key_of_file(&file.name);
        let place = self.feeds[source].iter().position(|name| key_of_file(name) == key);
        (source, place.unwrap_or(usize::MAX))
    }

    /// All files.
    pub(super) fn files(&self) -> &[Held] {
        &self.files
    }

    /// Whether records of a source that have no date get the one of the run that shows them first.
    pub(super) fn pins_first_sight(&self, source: usize) -> bool {
        self.pins_first_sight[source]
    }

    /// How many files there are.
    pub(super) const fn len(&self) -> usize {
        self.files.len()
    }

    /// The tables.
    pub(super) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The media files.
    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Reads every record of a file, in the order of the file.
    pub(super) fn read(&self, index: usize, sink: &mut dyn FnMut(Reading)) -> Result<(), Error> {
        let (file, source) = self.file(index);
        if let Some(key) = &file.row {
            return self.rows(source, &[key.to_string()], &mut |_, readings| readings.into_iter().for_each(&mut *sink));
        }
        self.scan(index, &mut |found| sink(self.reading(source, &file.recordings, found)))
    }

    /// Reads every record of a file behind what was seen of it, in the order of the file and many at once. What `take` makes of them, each by itself, is
    /// handed over in their order.
    pub(super) fn read_many<T: Send>(
        &self,
        index: usize,
        behind: Option<&Extent>,
        take: &(dyn Fn(Reading) -> T + Sync),
        sink: &mut dyn FnMut(T),
    ) -> Result<Seen, Error> {
        let (file, source) = self.file(index);
        let one = |found: Found| take(self.reading(source, &file.recordings, found));
        let mut batch = Vec::with_capacity(BATCH);
        let mut flush = |batch: &mut Vec<Found>| {
            let taken: Vec<T> = batch.par_drain(..).map(one).collect();
            taken.into_iter().for_each(&mut *sink);
        };
        let mut push = |found: Found| {
            batch.push(found);
            if batch.len() == BATCH {
                flush(&mut batch);
            }
        };
        let seen = match file.kind {
            Kind::JsonLines if file.sidecar.is_none() => source::scan_behind(file, behind, &mut push)?,
            _ => self.scan(index, &mut push).map(|()| Seen::All(None))?,
        };
        flush(&mut batch);
        Ok(seen)
    }

    /// What stands in a file.
    fn scan(&self, index: usize, sink: &mut dyn FnMut(Found)) -> Result<(), Error> {
        let (file, source) = self.file(index);
        // Every row of a table has the same columns.
        let (mut is_new, mut is_refused) = (file.kind == source::Kind::Csv, false);
        source::scan(file, &mut |found| {
            if let (true, Found::Record(row)) = (is_new, &found) {
                is_new = false;
                let missing = columns::missing(&self.options[source].map, row);
                is_refused = missing.is_some();
                missing.into_iter().for_each(|missing| sink(Found::trouble(missing)));
            }
            if !is_refused {
                sink(found);
            }
        })?;
        Ok(())
    }

    /// Reads some rows of the table of a source.
    pub(super) fn rows(
        &self,
        source: usize,
        keys: &[String],
        sink: &mut dyn FnMut(&str, Vec<Reading>),
    ) -> Result<(), Error> {
        self.tables.some(source, keys, &mut |row| sink(&row.key, self.readings(source, row.found)))
    }

    /// What finding a row of the table of a source brought to light.
    pub(super) fn readings(&self, source: usize, found: Vec<Found>) -> Vec<Reading> {
        found.into_iter().map(|found| self.reading(source, &[], found)).collect()
    }

    fn reading(&self, source: usize, recordings: &[Arc<str>], found: Found) -> Reading {
        match found {
            Found::Trouble(diagnostic) => Reading::Refused(vec![*diagnostic]),
            Found::Record(raw) => {
                let mut raw = self.attributed(*raw, source);
                let unpublished = self.shelf.introduce(&mut raw, recordings);
                let Normalised { record, mut diagnostics } = record::normalise(raw, &self.options[source]);
                diagnostics.extend(unpublished);
                let Some(mut record) = record else { return Reading::Refused(diagnostics) };
                let filled = self.shelf.fill(&mut record);
                diagnostics.extend(filled.diagnostics);
                let is_hidden = matches!(record.visibility, Visibility::Hidden(_));
                if record.title.is_none() && record.summary.is_none() && record.body.is_none() && !is_hidden {
                    let place = record.origin.place();
                    let message = "the record has neither title nor summary nor body";
                    let help = "write something into it, or hide it with `draft: true`";
                    diagnostics.push(Diagnostic::new(&rules::record::RECORD_EMPTY, place, message).help(help));
                    return Reading::Refused(diagnostics);
                }
                if filled.is_broken {
                    return Reading::Refused(diagnostics);
                }
                Reading::Record(Box::new(record), diagnostics)
            }
        }
    }

    /// Reads one record of a list again, with what had to be said about it; `None` if its file has changed under our hands.
    pub(super) fn in_list(&self, index: usize, origin: &Origin) -> Result<Option<Reading>, Error> {
        let (file, source) = self.file(index);
        let raw = source::load(file, origin)?;
        Ok(raw.map(|raw| self.reading(source, &file.recordings, Found::Record(Box::new(raw)))))
    }

    /// Reads one record again; `None` if its file has changed under our hands.
    pub(super) fn again(&self, index: usize, origin: &Origin) -> Result<Option<Record>, Error> {
        let (file, source) = self.file(index);
        if file.row.is_some() {
            let mut found = None;
            self.read(index, &mut |reading| {
                if let Reading::Record(record, _) = reading {
                    found = Some(*record);
                }
            })?;
            return Ok(found);
        }
        let raw = self.recent.load(index, file, origin)?;
        let raw = raw.map(|raw| {
            let mut raw = self.attributed(raw, source);
            self.shelf.introduce(&mut raw, &file.recordings);
            raw
        });
        let record = raw.and_then(|raw| record::normalise(raw, &self.options[source]).record);
        Ok(record.map(|mut record| {
            self.shelf.fill(&mut record);
            record
        }))
    }

    /// An item with the feed that it comes from, if its source wants that.
    fn attributed(&self, mut raw: RawRecord, source: usize) -> RawRecord {
        if !self.attributes[source] {
            raw.found.0.retain(|(name, _)| name != "source");
            raw.derived.retain(|derived| derived.field != "source");
        }
        raw
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
        email_public: source.email_public.unwrap_or(publication.email_public),
        pins_first_sight: source.pins_first_sight,
        body_format: source.body_format.map(|format| match format {
            config::BodyFormat::Html => BodyFormat::Html,
            config::BodyFormat::Markdown => BodyFormat::Markdown,
            config::BodyFormat::Text => BodyFormat::Text,
        }),
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
