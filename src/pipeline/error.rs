//! What keeps a run from taking place: disks, directories, patterns. What a record or a feed got wrong is a diagnostic.

use crate::diagnostic::system::words;
use std::path::PathBuf;

/// A run that could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A source cannot be read.
    #[error(transparent)]
    Source(#[from] crate::source::Error),
    /// The output cannot be written.
    #[error(transparent)]
    Publish(#[from] crate::publish::Error),
    /// The state directory cannot be used.
    #[error(
        "cannot use {} for the state: {}\nhelp: whoever runs courant has to be able to write there; `state` in \
         courant.toml or `--state DIR` names another place",
        path.display(), words(cause, path)
    )]
    State {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] crate::state::Error),
    /// A published document, or a file that the configuration names, cannot be read.
    #[error("cannot read {}: {}", path.display(), words(cause, path))]
    Unreadable {
        /// The document.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// What is published cannot be learnt, so nobody knows which ids subscribers have.
    #[error(
        "cannot learn which articles were published: {why}\nhelp: nothing was written, since articles that subscribers have might \
         get other ids and be shown to them again. Try again when that address answers; `courant adopt FILE` learns from a copy \
         of the feed instead; `adopt_live = false` in courant.toml is right as long as nothing was ever published there"
    )]
    Live {
        /// Which address, and what is wrong with it.
        why: String,
    },
    /// Nobody knows where a database is.
    #[error(
        "{place}: {why}\nhelp: set it where Courant is run, such as `DATABASE_URL=postgres://user:password@host/database`"
    )]
    NoDatabase {
        /// Where the source stands in the configuration.
        place: String,
        /// What is missing.
        why: String,
    },
    /// A database has changed though it was read in one transaction.
    #[error("the rows of {name} are others than a moment ago\nhelp: run again; nothing was written")]
    Unsteady {
        /// How it is called.
        name: String,
    },
    /// A feed that is a source was never fetched.
    #[error(
        "cannot fetch a source: {}\nhelp: there is no earlier copy of {url} that could be used; the other sources were read",
        if why.is_empty() { "it was asked in vain" } else { why.as_str() }
    )]
    Unfetched {
        /// Its address.
        url: String,
        /// What keeps it from coming.
        why: String,
    },
    /// Records were to be imported to a place outside of the publication.
    #[error("`{given}` cannot be the directory for records: it has to lie below the publication, such as `data/old`")]
    Elsewhere {
        /// The directory as given.
        given: String,
    },
    /// Records were to be imported to where the program keeps files of its own.
    #[error(
        "`{given}` cannot be the directory for records: it lies in `{taken}`, where {what}\nhelp: name another one, such as `data/old`"
    )]
    Taken {
        /// The directory as given.
        given: String,
        /// The directory in which it lies.
        taken: String,
        /// What is kept there.
        what: &'static str,
    },
    /// Somebody changed a file that an import was about to write.
    #[error("{path} was changed while the export was read\nhelp: nothing was written; import once more")]
    Meanwhile {
        /// The file, relative to the root.
        path: String,
    },
    /// An address cannot be asked.
    #[error(transparent)]
    Net(#[from] crate::net::Error),
    /// A feed was named on the command line that the configuration does not have.
    #[error("there is no feed `{name}`; there are {known}{help}")]
    UnknownFeed {
        /// The name as given.
        name: String,
        /// The names that exist.
        known: String,
        /// The one that was probably meant, as a line of its own; or nothing.
        help: String,
    },
}

impl Error {
    /// How many names are listed.
    const LISTED: usize = 12;

    /// A feed was named that is not among these.
    pub(super) fn unknown_feed(name: &str, mut known: Vec<String>) -> Self {
        known.sort();
        known.dedup();
        let distance = |known: &String| strsim::damerau_levenshtein(known, name);
        let near = known.iter().min_by_key(|known| distance(known)).filter(|near| distance(near) <= 1 + near.len() / 4);
        let help = near.map_or_else(String::new, |near| format!("\nhelp: did you mean `{near}`?"));
        let more = known.len().saturating_sub(Self::LISTED);
        known.truncate(Self::LISTED);
        let mut known = known.join(", ");
        if more > 0 {
            known.push_str(&format!(" and {more} more"));
        }
        Self::UnknownFeed { name: name.to_owned(), known, help }
    }
}
