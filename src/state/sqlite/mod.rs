//! The ledger in a SQLite file.

mod header;
mod outbox;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use super::{Chosen, Claim, Error, Intent, Known, Ledger, Outbox, Outcome, Published, Queued, Settlement};
use crate::{
    record::Delivery,
    value::{EntryId, Moment},
};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, backup::Backup};
use schema::{STEPS, Step};
use std::{
    cell::OnceCell,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// The file's name in the state directory.
const FILE: &str = "ledger.db";
/// How long we wait for another program that writes.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How far an id may be from a known one to be taken for a slip of the pen.
const SLIP: usize = 3;

/// The ledger in `ledger.db` of a state directory.
///
/// The file is made by the first operation that has something to write; asking what is known creates and changes nothing.
#[derive(Debug)]
pub struct SqliteLedger {
    path: PathBuf,
    connection: OnceCell<Connection>,
    /// How the schema came to be, step by step.
    steps: &'static [Step],
}

impl SqliteLedger {
    /// The ledger of a state directory. Neither has to be there, and neither is created.
    ///
    /// # Errors
    /// There is a file, and it cannot be opened, is damaged, or was written by a newer program.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        Self::with_steps(directory, STEPS)
    }

    fn with_steps(directory: &Path, steps: &'static [Step]) -> Result<Self, Error> {
        let ledger = Self { path: directory.join(FILE), connection: OnceCell::new(), steps };
        if let Some(connection) = ledger.connection()? {
            ledger.version(connection, "read")?;
        }
        Ok(ledger)
    }

    /// The file, whether it is there or not.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection to the file, if there is a file.
    fn connection(&self) -> Result<Option<&Connection>, Error> {
        if let Some(connection) = self.connection.get() {
            return Ok(Some(connection));
        }
        match fs::metadata(&self.path) {
            // Another word than SQLite's "unable to open database file".
            Ok(found) if found.is_dir() => Err(self.io(io::Error::from(io::ErrorKind::IsADirectory))),
            Ok(_) => {
                let connection = connect(&self.path, OpenFlags::empty()).map_err(self.failed("open"))?;
                Ok(Some(self.connection.get_or_init(|| connection)))
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(self.io(cause)),
        }
    }

    /// One transaction that writes, all of it or nothing. Creates the file and brings its schema up to date.
    fn write(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<(), Failure>) -> Result<(), Error> {
        if self.connection()?.is_none() {
            let directory = self.path.parent().unwrap_or(Path::new(""));
            fs::create_dir_all(directory).map_err(|cause| self.io(cause))?;
            let connection = connect(&self.path, OpenFlags::SQLITE_OPEN_CREATE).map_err(self.failed("create"))?;
            self.connection.get_or_init(|| connection);
        }
        let (path, steps) = (&self.path, self.steps);
        let failed = |cause| Error::sqlite("write", path, cause);
        let Some(connection) = self.connection.get_mut() else { return Ok(()) };
        prepare(connection).map_err(failed)?;
        // IMMEDIATE: whoever reads first and writes later may find that somebody else has written in between.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let found = schema::version(&transaction).map_err(failed)?;
        if found > schema::number(steps) {
            return Err(Error::Newer { path: path.clone(), found, known: steps.len() });
        }
        schema::migrate(&transaction, steps, found).map_err(failed)?;
        work(&transaction).map_err(|failure| match failure {
            Failure::Sqlite(cause) => failed(cause),
            Failure::Refused(error) => error,
        })?;
        transaction.commit().map_err(failed)
    }

    /// Reads the tables, all of the same moment; what an empty ledger says, if there is none yet.
    fn read<T: Default>(&self, work: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let Some(connection) = self.connection()? else { return Ok(T::default()) };
        let found = self.version(connection, "read")?;
        let read = || {
            if found == schema::number(self.steps) {
                return work(&*connection.unchecked_transaction()?);
            }
            // Reading changes no file: an older schema is brought up to date in a copy.
            let mut copy = Connection::open_in_memory()?;
            Backup::new(connection, &mut copy)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
            schema::migrate(&copy, self.steps, found)?;
            work(&copy)
        };
        read().map_err(self.failed("read"))
    }

    /// Changes deliveries, if there are such ones.
    fn change_chosen(
        &mut self,
        chosen: &Chosen,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<Vec<Delivery>>,
    ) -> Result<Vec<Delivery>, Error> {
        if !self.outbox()?.queued.iter().any(|queued| chosen.has(&queued.delivery)) {
            return Ok(Vec::new());
        }
        let mut changed = Vec::new();
        self.write(|transaction| {
            changed = work(transaction)?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// The schema's version, which is one that we know.
    fn version(&self, connection: &Connection, action: &'static str) -> Result<i64, Error> {
        let found = schema::version(connection).map_err(self.failed(action))?;
        if found > schema::number(self.steps) {
            return Err(Error::Newer { path: self.path.clone(), found, known: self.steps.len() });
        }
        Ok(found)
    }

    fn failed(&self, action: &'static str) -> impl Fn(rusqlite::Error) -> Error {
        move |cause| Error::sqlite(action, &self.path, cause)
    }

    fn io(&self, cause: io::Error) -> Error {
        Error::Io { path: self.path.clone(), cause }
    }
}

/// Why a transaction was given up.
enum Failure {
    Sqlite(rusqlite::Error),
    Refused(Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

/// Connects to the file. Where it may only be read, SQLite reads it; it is opened for writing nevertheless, since a reader
/// has to be able to take back what a run that died in the middle has left.
fn connect(path: &Path, more: OpenFlags) -> rusqlite::Result<Connection> {
    // No URIs: the path means what it says.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// How we write. A rollback journal instead of a write-ahead log: then the one file is the whole ledger whenever nobody is
/// writing, so that a plain copy is a backup, and it works on network disks, where the log's shared memory does not. EXTRA is
/// FULL, and the directory is synced after the journal is gone: without that a power failure right after a commit may undo
/// it, and an intent must be on the disk before its document is.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    connection.pragma_update(None, "foreign_keys", true)
}

impl Ledger for SqliteLedger {
    fn revision(&self) -> Result<u64, Error> {
        let Some(connection) = self.connection()? else { return Ok(0) };
        // Asking SQLite first: it takes back what a run that died in the middle has left.
        self.version(connection, "read")?;
        header::revision(&self.path).map_err(|cause| self.io(cause))
    }

    fn known(&self) -> Result<Known, Error> {
        self.read(rows::known)
    }

    fn published(&self) -> Result<Published, Error> {
        self.read(rows::published)
    }

    fn begin(&mut self, intents: &[Intent]) -> Result<(), Error> {
        if intents.is_empty() {
            return Ok(());
        }
        self.write(|transaction| Ok(intents.iter().try_for_each(|intent| rows::put_intent(transaction, intent))?))
    }

    fn conclude(&mut self, outcome: &Outcome) -> Result<(), Error> {
        let Outcome { rows, feeds, publications, removed, settled, deliveries } = outcome;
        let is_empty = rows.is_empty() && feeds.is_empty() && publications.is_empty();
        if is_empty && removed.is_empty() && settled.is_empty() && deliveries.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            rows.iter().try_for_each(|row| rows::put(transaction, row))?;
            feeds.iter().try_for_each(|(name, feed)| rows::put_feed(transaction, name, feed))?;
            // First what goes: a document may be back at the same path.
            removed.iter().try_for_each(|path| rows::remove_publication(transaction, path))?;
            publications.iter().try_for_each(|publication| rows::put_publication(transaction, publication))?;
            settled.iter().try_for_each(|path| rows::remove_intent(transaction, path))?;
            deliveries.iter().try_for_each(|(delivery, now)| outbox::enqueue(transaction, delivery, *now))?;
            Ok(())
        })
    }

    fn outbox(&self) -> Result<Outbox, Error> {
        self.read(outbox::outbox)
    }

    fn claim(&mut self, keys: &[(String, String)], claim: &Claim) -> Result<Vec<Queued>, Error> {
        if keys.is_empty() || self.connection()?.is_none() {
            return Ok(Vec::new());
        }
        let mut taken = Vec::new();
        self.write(|transaction| {
            taken = outbox::claim(transaction, keys, claim)?;
            Ok(())
        })?;
        Ok(taken)
    }

    fn settle(&mut self, owner: &str, settlements: &[Settlement]) -> Result<(), Error> {
        if settlements.is_empty() || self.connection()?.is_none() {
            return Ok(());
        }
        self.write(|transaction| {
            Ok(settlements.iter().try_for_each(|settlement| outbox::settle(transaction, owner, settlement))?)
        })
    }

    fn export(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn free_claims(&mut self) -> Result<(), Error> {
        if !self.read(outbox::has_claims)? {
            return Ok(());
        }
        self.write(|transaction| Ok(outbox::free(transaction)?))
    }

    fn retry(&mut self, chosen: &Chosen, now: Moment) -> Result<Vec<Delivery>, Error> {
        self.change_chosen(chosen, |transaction| outbox::retry(transaction, chosen, now))
    }

    fn abandon(&mut self, chosen: &Chosen) -> Result<Vec<Delivery>, Error> {
        self.change_chosen(chosen, |transaction| outbox::abandon(transaction, chosen))
    }

    fn rekey(&mut self, old: &str, new: &str) -> Result<(), Error> {
        EntryId::new(new).map_err(|message| Error::Id { message })?;
        let unknown = |near| Error::UnknownId { id: old.to_owned(), near };
        if self.connection()?.is_none() {
            return Err(unknown(None));
        }
        self.write(|transaction| {
            if !rows::has(transaction, old)? {
                let near = meant(&rows::known(transaction)?, old);
                return Err(Failure::Refused(unknown(near)));
            }
            if let Some(by) = rows::holder(transaction, new, old)? {
                return Err(Failure::Refused(Error::TakenId { id: new.to_owned(), by }));
            }
            Ok(rows::rename(transaction, old, new)?)
        })
    }

    fn replace(&mut self, known: &Known) -> Result<(), Error> {
        if self.known()? == *known {
            return Ok(());
        }
        self.write(|transaction| {
            rows::clear(transaction)?;
            known.rows.iter().try_for_each(|row| rows::put(transaction, row))?;
            known.feeds.iter().try_for_each(|(name, feed)| rows::put_feed(transaction, name, feed))?;
            known.publications.iter().try_for_each(|publication| rows::put_publication(transaction, publication))?;
            known.intents.iter().try_for_each(|intent| rows::put_intent(transaction, intent))?;
            outbox::replace(transaction, &known.outbox)?;
            Ok(())
        })
    }
}

/// Which record was probably meant by an id that nobody has.
fn meant(known: &Known, id: &str) -> Option<String> {
    for row in &known.rows {
        if row.url.as_deref() == Some(id) || row.former_urls.iter().any(|url| url == id) {
            return Some(format!("the record with that address has the id `{}`", row.id));
        }
        if let Some((format, _)) = row.ids.iter().find(|(_, own)| *own == id) {
            return Some(format!("that is the id of `{}` in {format} alone", row.id));
        }
    }
    // Ids are long, and few people compare them letter by letter.
    let close = known.rows.iter().filter(|row| row.id.len().abs_diff(id.len()) <= SLIP);
    let near = close.map(|row| (strsim::damerau_levenshtein(&row.id, id), &row.id)).min()?;
    (near.0 <= SLIP).then(|| format!("did you mean `{}`?", near.1))
}
