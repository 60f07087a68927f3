//! `retract`: an article is taken down at once and everywhere, whatever guards and holds say.
//!
//! The ledger is told first, so that the article stays down whatever happens next. Then the feeds are built. What a build
//! does not touch (a feed that is held back, a value that has gone, with `--purge` the archives) has the article cut out
//! of its documents as they stand.

use super::{
    BuildOptions, Error, Outcome, Progress, Report, archive, build,
    check::is_feed,
    deliveries,
    kept::Published,
    media,
    memory::{Issued, Memory},
    retire,
};
use crate::{
    config::Publication,
    lint,
    publish::Publisher,
    state::{Retraction, Row},
    value::{Clock, EntryId, Format},
};
use std::{
    collections::{BTreeSet, HashSet},
    path::{Path, PathBuf},
};

/// Endings of the compressed copies that servers keep beside a document.
const COMPRESSED: [&str; 3] = ["gz", "br", "zst"];

/// What is to be taken down.
#[derive(Debug, Clone)]
pub struct Retract {
    /// An id, a permalink, or the key under which the source knows the article (its path without extension).
    pub target: String,
    /// Why, in the owner's words; subscribers are told.
    pub reason: Option<String>,
    /// Whether archive documents, which readers never fetch twice, are rewritten as well.
    pub purge: bool,
    /// Whether it is to be shown again.
    pub undo: bool,
}

/// What became of an article.
#[derive(Debug, Default)]
pub struct Retracted {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Documents that it was cut out of, since the build did not write them.
    pub cut: Vec<String>,
    /// Archive documents that still hold it.
    pub archived: Vec<String>,
    /// Compressed copies that were removed, since they still held it.
    pub removed: Vec<String>,
    /// Files of recordings that no record names and that may be its own: what was made for it is not known any more.
    pub doubtful: Vec<String>,
    /// What the build did.
    pub report: Report,
}

/// Takes an article down, or shows it again; `None` if nothing was ever published under this name.
///
/// # Errors
/// As [`build`]; once the ledger knows, the next run completes what this one could not.
pub fn retract(
    publication: &Publication,
    asked: &Retract,
    clock: Clock,
    progress: &dyn Progress,
) -> Result<Option<Retracted>, Error> {
    let mut memory = Memory::open(publication, clock.now(), || Ok(Vec::new()))?;
    let Some(number) = find(&memory.register.rows, &asked.target) else { return Ok(None) };
    let row = &mut memory.register.rows[number];
    let mut done = Retracted { id: row.id.clone(), title: row.title.clone(), ..Retracted::default() };
    let ids = ids(row);
    let key = row.key.clone();
    let now = memory.now();
    let rows = memory.register.rows.iter().filter(|row| row.retracted.is_some());
    let down: HashSet<String> = rows.filter_map(|row| row.key.clone()).collect();
    let row = &mut memory.register.rows[number];
    if asked.undo && row.has_date() {
        row.retracted = None;
        row.gone = None;
        row.returned = Some(now);
    } else if asked.undo {
        // With its record it gets a date, and is back.
        row.gone = Some(row.published);
        row.retracted = None;
    } else {
        // Who repeats it does not tell subscribers twice.
        let at = row.retracted.as_ref().map_or(now, |retraction| retraction.at);
        row.retracted = Some(Retraction { at, reason: asked.reason.clone() });
        // From now on it is known who did it.
        row.gone = row.gone.filter(|gone| *gone != at);
    }
    memory.record(number)?;
    drop(memory);
    let files = || match asked.undo {
        true => media::Copies::default(),
        false => media::copies_for(publication, key.as_deref(), &ids, &down),
    };
    let copies = files();

    done.report = match build(publication, &BuildOptions::new(clock), progress) {
        Ok(report) => report,
        Err(failure) if asked.undo => return Err(failure),
        // A source that cannot be read keeps nobody's article in the documents.
        Err(failure) => Report { failures: vec![failure], ..Report::default() },
    };
    if !asked.undo {
        progress.stage("taking the article down");
        let now = files();
        // The run has found out who names what: another record may name today what was its own until now.
        for copy in copies.own.into_iter().chain(now.own).filter(|copy| !now.of_others.contains(copy)) {
            if std::fs::remove_file(publication.root.join(&publication.output).join(&copy)).is_ok() {
                done.removed.push(copy);
            }
        }
        done.doubtful = now.doubtful.into_iter().collect();
        cut(publication, clock, &ids, asked.purge, &mut done)?;
    }
    Ok(Some(done))
}

/// The row that somebody means.
fn find(rows: &[Row], target: &str) -> Option<usize> {
    let target = target.trim();
    let key = target.trim_start_matches("./");
    let without_extension = crate::record::key_of_file(key);
    let by = |matches: &dyn Fn(&Row) -> bool| rows.iter().position(matches);
    by(&|row| row.id == target)
        .or_else(|| by(&|row| row.ids.values().any(|id| id == target)))
        .or_else(|| by(&|row| EntryId::new(&row.id).is_ok_and(|id| id.for_atom() == target)))
        .or_else(|| by(&|row| row.url.as_deref() == Some(target)))
        .or_else(|| by(&|row| row.former_urls.iter().any(|url| url == target)))
        .or_else(|| by(&|row| row.key.as_deref().is_some_and(|known| known == key || known == without_extension)))
}

/// Every id under which a document may hold it.
fn ids(row: &Row) -> HashSet<String> {
    let all: Vec<&String> = std::iter::once(&row.id).chain(row.ids.values()).collect();
    let in_atom = all.iter().filter_map(|id| Some(EntryId::new(id).ok()?.for_atom().into_owned()));
    in_atom.chain(all.iter().map(|id| (*id).clone())).collect()
}

/// Cuts the article out of every document of ours that still holds it.
fn cut(
    publication: &Publication,
    clock: Clock,
    ids: &HashSet<String>,
    purge: bool,
    done: &mut Retracted,
) -> Result<(), Error> {
    let output = publication.root.join(&publication.output);
    let mut memory = Memory::open(publication, clock.now(), || Ok(Vec::new()))?;
    let mut cut: Vec<(Issued, String)> = Vec::new();
    let current: HashSet<String> = done
        .report
        .documents
        .iter()
        .filter(|document| document.outcome != Outcome::HeldBack)
        .map(|document| document.path.clone())
        .collect();
    let mut changed: HashSet<PathBuf> = done
        .report
        .documents
        .iter()
        .filter(|document| document.outcome == Outcome::Written)
        .map(|document| output.join(&document.path))
        .collect();
    for entry in walkdir::WalkDir::new(&output).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_file() || !is_feed(entry.path()) {
            continue;
        }
        let path = below(entry.path(), &output);
        let is_archive = archive::page_of(&path).is_some();
        // What the build has seen to holds at most a notice under the same id.
        if !is_archive && current.contains(&path) {
            continue;
        }
        let Some(format) = format_of(entry.path()) else { continue };
        let published = Published::read(entry.path(), format);
        if !published.is_own() || !published.holds(ids) {
            continue;
        }
        if is_archive && !purge {
            done.archived.push(path);
            continue;
        }
        let (text, items) = published.without(ids);
        let digest = blake3::hash(text.as_bytes()).to_hex().to_string();
        let feed = memory.published(&path).map(|known| known.feed.clone()).unwrap_or_default();
        changed.insert(entry.path().to_owned());
        cut.push((Issued { path, feed, format, items, bytes: text.len() as u64, digest }, text));
    }
    for path in changed.iter().flat_map(|path| COMPRESSED.map(|ending| sibling(path, ending))) {
        if std::fs::remove_file(&path).is_ok() {
            done.removed.push(below(&path, &output));
        }
    }
    done.removed.sort();
    done.removed.dedup();
    if cut.is_empty() {
        return Ok(());
    }
    let mut publisher = Publisher::open(&output)?;
    for (issued, text) in &cut {
        publisher.stage(&issued.path, &|out| out.write_all(text.as_bytes()))?;
        done.cut.push(issued.path.clone());
    }
    // What the ledger does not know is nobody's feed any more, and nothing to write down.
    let known: Vec<&Issued> = cut.iter().map(|(issued, _)| issued).filter(|issued| !issued.feed.is_empty()).collect();
    let names: BTreeSet<&String> = known.iter().map(|document| &document.feed).collect();
    let feeds =
        names.into_iter().filter_map(|name| Some((name.clone(), retire::instance(publication, name, &memory)?)));
    let row = memory.register.rows.iter().find(|row| row.id == done.id);
    let deliveries = deliveries::of_documents(publication, &feeds.collect::<Vec<_>>(), &known, row);
    memory.begin(&known, deliveries)?;
    publisher.commit()?;
    memory.conclude(&[], &[], &known, Vec::new())
}

fn below(path: &Path, output: &Path) -> String {
    path.strip_prefix(output).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn sibling(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn format_of(path: &Path) -> Option<Format> {
    lint::outline(&std::fs::read(path).ok()?).0.format
}
