//! The ledger in a SQLite file, and an export of it in the tree: for machines that start with nothing but the tree.
//!
//! The database is the ledger; the export follows each write, or, while deliveries are sent, at the end of the run. If the export is not the one that the database has last seen
//! (somebody has pulled, merged or gone back, or there is no database), the tree wins: what it says replaces what the
//! database says. What only the database knows stays, since a run may have died before it could export an id that it issued.
//!
//! Asking changes no file: the two are brought together in memory, and the next write makes it last. Whoever writes holds
//! the publication's lock.

#[cfg(test)]
mod tests;

use super::{
    Chosen, Claim, Error, Intent, Known, Ledger, Outbox, Outcome, Published, Queued, Row, Settlement, SqliteLedger,
    export, revision,
};
use crate::{record::Delivery, value::Moment};
use std::{
    collections::{BTreeMap, HashSet},
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The file in the state directory that says which export the database has last seen.
const SEEN: &str = "exported";
/// The name under which a file is written before it gets its own: always the same, so that a run that died leaves one at most.
const TEMP: (&str, &str) = (".courant-ledger", ".tmp");

/// A database, and the export of it in the tree.
#[derive(Debug)]
pub(super) struct TreeLedger {
    database: SqliteLedger,
    export: PathBuf,
    seen: PathBuf,
}

/// Which export the database has last seen, and which revision of the database that export was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    digest: String,
    /// 0: none yet; the export has to be made again.
    revision: u64,
}

/// An export that the database has not seen, with what the database knew.
struct Merged {
    digest: String,
    known: Known,
}

impl TreeLedger {
    /// The ledger whose database is in `directory` and whose export is the file `export`. Neither has to be there.
    pub(super) fn new(database: SqliteLedger, directory: &Path, export: &Path) -> Self {
        Self { database, export: export.to_owned(), seen: directory.join(SEEN) }
    }

    /// The export's bytes, if it is there.
    fn exported(&self) -> Result<Option<Vec<u8>>, Error> {
        read(&self.export)
    }

    fn seen(&self) -> Result<Option<Seen>, Error> {
        let Some(bytes) = read(&self.seen)? else { return Ok(None) };
        let text = String::from_utf8_lossy(&bytes);
        let mut words = text.split_whitespace();
        // What cannot be read was never seen: then the tree is read again.
        Ok(words
            .next()
            .zip(words.next().and_then(|number| number.parse().ok()))
            .map(|(digest, revision)| Seen { digest: digest.to_owned(), revision }))
    }

    fn see(&self, digest: String, revision: u64) -> Result<(), Error> {
        let seen = Seen { digest, revision };
        if self.seen()?.as_ref() == Some(&seen) {
            return Ok(());
        }
        replace(&self.seen, format!("{} {}\n", seen.digest, seen.revision).as_bytes())
    }

    /// The export and the database together, if the database has not seen the export.
    fn merged(&self) -> Result<Option<Merged>, Error> {
        let Some(bytes) = self.exported()? else { return Ok(None) };
        let digest = digest(&bytes);
        let has_database = self.database.revision()? != 0;
        if has_database && self.seen()?.is_some_and(|seen| seen.digest == digest) {
            return Ok(None);
        }
        let known = export::read(&bytes, &self.export.display().to_string()).map_err(|cause| match cause {
            Error::Export { .. } => Error::Tree { cause: Box::new(cause) },
            other => other,
        })?;
        let known = merge(known, self.database.known()?);
        Ok(Some(Merged { digest, known }))
    }

    /// Tells the database what it has not seen.
    fn catch_up(&mut self) -> Result<(), Error> {
        let Some(Merged { digest, known }) = self.merged()? else { return Ok(()) };
        self.database.replace(&known)?;
        if self.database.revision()? == 0 { Ok(()) } else { self.see(digest, 0) }
    }

    /// Brings the export up to date.
    fn follow(&mut self) -> Result<(), Error> {
        // It may have changed under our hands: then what it says now goes before what we write.
        self.catch_up()?;
        let revision = self.database.revision()?;
        let before = self.exported()?;
        let is_current = |seen: Seen| seen.revision == revision && before.as_deref().map(digest) == Some(seen.digest);
        if revision == 0 || self.seen()?.is_some_and(is_current) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        export::write(&self.database.known()?, &mut bytes).map_err(failed(&self.export))?;
        if before.as_ref() != Some(&bytes) {
            replace(&self.export, &bytes)?;
        }
        self.see(digest(&bytes), revision)
    }
}

impl Ledger for TreeLedger {
    fn revision(&self) -> Result<u64, Error> {
        let database = self.database.revision()?;
        match fs::metadata(&self.export) {
            // Cheaper than its bytes; where a new file has the same ones, nothing worse happens than a look at them.
            Ok(found) => Ok(revision::of(database, &found)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(database),
            Err(cause) => Err(failed(&self.export)(cause)),
        }
    }

    fn known(&self) -> Result<Known, Error> {
        match self.merged()? {
            Some(merged) => Ok(merged.known),
            None => self.database.known(),
        }
    }

    fn published(&self) -> Result<Published, Error> {
        match self.merged()? {
            Some(merged) => Ok(merged.known.into()),
            None => self.database.published(),
        }
    }

    fn begin(&mut self, intents: &[Intent]) -> Result<(), Error> {
        self.catch_up()?;
        self.database.begin(intents)
    }

    fn conclude(&mut self, outcome: &Outcome) -> Result<(), Error> {
        self.catch_up()?;
        self.database.conclude(outcome)?;
        self.follow()
    }

    fn outbox(&self) -> Result<Outbox, Error> {
        match self.merged()? {
            Some(merged) => Ok(merged.known.outbox),
            None => self.database.outbox(),
        }
    }

    fn claim(&mut self, keys: &[(String, String)], claim: &Claim) -> Result<Vec<Queued>, Error> {
        // Claims are about one disk at one moment, as intents are: the export has nothing to follow.
        self.catch_up()?;
        self.database.claim(keys, claim)
    }

    fn settle(&mut self, owner: &str, settlements: &[Settlement]) -> Result<(), Error> {
        if settlements.is_empty() {
            return Ok(());
        }
        self.catch_up()?;
        // What only the database knows stays, should the run die before it exports.
        self.database.settle(owner, settlements)
    }

    fn export(&mut self) -> Result<(), Error> {
        self.follow()
    }

    fn free_claims(&mut self) -> Result<(), Error> {
        self.database.free_claims()
    }

    fn retry(&mut self, chosen: &Chosen, now: Moment) -> Result<Vec<Delivery>, Error> {
        self.catch_up()?;
        let changed = self.database.retry(chosen, now)?;
        self.follow()?;
        Ok(changed)
    }

    fn abandon(&mut self, chosen: &Chosen) -> Result<Vec<Delivery>, Error> {
        self.catch_up()?;
        let changed = self.database.abandon(chosen)?;
        self.follow()?;
        Ok(changed)
    }

    fn rekey(&mut self, old: &str, new: &str) -> Result<(), Error> {
        self.catch_up()?;
        self.database.rekey(old, new)?;
        self.follow()
    }

    fn replace(&mut self, known: &Known) -> Result<(), Error> {
        self.catch_up()?;
        self.database.replace(known)?;
        self.follow()
    }
}

/// What the tree says, and what only the database knows.
fn merge(tree: Known, database: Known) -> Known {
    // Somebody has given a record another id: then what the database has is no other record, but the old name of this one.
    let had: HashSet<&str> = database.rows.iter().map(|row| row.id.as_str()).collect();
    let marks = |row: &Row| (row.key.clone(), row.url.clone(), row.published, row.first_shown);
    let renamed: HashSet<_> = tree.rows.iter().filter(|row| !had.contains(row.id.as_str())).map(marks).collect();
    let is_old_name = |row: &Row| (row.key.is_some() || row.url.is_some()) && renamed.contains(&marks(row));

    let mut rows: BTreeMap<String, Row> = tree.rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    for row in database.rows {
        if !is_old_name(&row) {
            rows.entry(row.id.clone()).or_insert(row);
        }
    }
    let mut feeds = database.feeds;
    feeds.extend(tree.feeds);
    let mut publications: BTreeMap<_, _> =
        database.publications.into_iter().map(|publication| (publication.path.clone(), publication)).collect();
    publications.extend(tree.publications.into_iter().map(|publication| (publication.path.clone(), publication)));
    Known {
        rows: rows.into_values().collect(),
        feeds,
        publications: publications.into_values().collect(),
        intents: database.intents,
        outbox: merge_outbox(tree.outbox, database.outbox),
    }
}

/// The same for deliveries. What either of them has delivered is delivered.
fn merge_outbox(mut tree: Outbox, database: Outbox) -> Outbox {
    let key = |queued: &Queued| (queued.delivery.endpoint.clone(), queued.delivery.topic.clone());
    let known: HashSet<_> = tree.queued.iter().map(key).collect();
    tree.queued.extend(database.queued.into_iter().filter(|queued| !known.contains(&key(queued))));
    for (key, ours) in database.told {
        let told = tree.told.entry(key).or_insert(ours);
        if told.generation < ours.generation {
            *told = ours;
        }
    }
    let is_told =
        |queued: &Queued| tree.told.get(&key(queued)).is_some_and(|told| told.generation >= queued.generation);
    tree.queued.retain(|queued| !is_told(queued));
    tree.queued.sort_by_key(key);
    let mut endpoints = database.endpoints;
    endpoints.extend(tree.endpoints);
    Outbox { endpoints, ..tree }
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn failed(path: &Path) -> impl Fn(io::Error) -> Error {
    move |cause| Error::Io { path: path.to_owned(), cause }
}

/// A file's bytes, if it is there.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(failed(path)(cause)),
    }
}

/// Writes a file whole or not at all. `publish`, which does that for documents, is no module that we may know.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let write = || -> io::Result<()> {
        let directory = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let (prefix, suffix) = TEMP;
        match fs::remove_file(directory.join(format!("{prefix}{suffix}"))) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix).suffix(suffix).rand_bytes(0);
        #[cfg(unix)]
        {
            // Temp files are private by default; this one is as readable as any other of the tree. The umask still applies.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut temp = builder.tempfile_in(directory)?;
        temp.write_all(bytes)?;
        if let Ok(old) = fs::metadata(path) {
            temp.as_file().set_permissions(old.permissions())?;
        }
        temp.as_file().sync_all()?;
        temp.persist(path)?;
        sync(directory)
    };
    write().map_err(failed(path))
}

/// Sees to it that the names in a directory survive a crash, where the platform can do that.
fn sync(directory: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(directory)?.sync_all() {
        Err(cause) if matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}
