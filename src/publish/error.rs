//! What can go wrong between a document and the disk, in words for people.

use crate::diagnostic::system::words;
use std::{io, path::PathBuf};

/// Publishing failed. Unless it is [`Error::Incomplete`], every published file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that cannot be one below the output directory.
    #[error("`{}` cannot be a file of the output directory: {reason}", path.escape_debug())]
    Path {
        /// The path as it was asked for.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A symbolic link on the way leads out of the directory that is written to.
    #[error("`{path}` would be written outside of its directory: {} is a link to {}", link.display(), target.display())]
    Escapes {
        /// The path as it was asked for.
        path: String,
        /// The link.
        link: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// Something else has the name of the file, or of a directory that it needs.
    #[error("`{path}` cannot be written: {} is {found}", there.display())]
    InTheWay {
        /// The path as it was asked for.
        path: String,
        /// What has the name.
        there: PathBuf,
        /// What that is.
        found: &'static str,
    },
    /// Two documents of one run have the same path.
    #[error("`{path}` would be written twice in one run: give one of the two feeds another `path` or `name`")]
    Twice {
        /// The path as it was asked for.
        path: String,
    },
    /// Another run holds the output directory.
    #[error("another run is publishing into {} right now: wait until it has finished", root.display())]
    Busy {
        /// The output directory.
        root: PathBuf,
    },
    /// The file system refused.
    #[error("cannot {action} {}: {}", path.display(), words(cause, path))]
    Io {
        /// What was tried: `write`, `create the directory`.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Some files are published, and then something failed.
    #[error(
        "{} of {} files were published ({}), and not {}; each file is either as it was or complete: {cause}",
        written.len(), written.len() + unwritten.len(), list(written), list(unwritten)
    )]
    Incomplete {
        /// The paths that are published, in the order in which they were staged.
        written: Vec<String>,
        /// The paths that are as they were.
        unwritten: Vec<String>,
        /// What failed.
        #[source]
        cause: Box<Error>,
    },
}

impl Error {
    /// Makes an error of what the system said when it was asked to `action` the `path`.
    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io { action, path, cause }
    }
}

/// The first few paths; a message is no inventory.
fn list(paths: &[String]) -> String {
    const SHOWN: usize = 5;
    match paths {
        [] => "none".to_owned(),
        _ if paths.len() <= SHOWN => paths.join(", "),
        _ => format!("{} and {} more", paths[..SHOWN].join(", "), paths.len() - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::Error;
    use std::io::{self, ErrorKind};

    #[test]
    fn an_interrupted_publication_says_how_far_it_came() {
        let written: Vec<String> = (1..=7).map(|n| format!("{n}.xml")).collect();
        let cause = Box::new(Error::io("publish", "8.xml")(io::Error::from(ErrorKind::StorageFull)));
        let message = Error::Incomplete { written, unwritten: vec!["8.xml".to_owned()], cause }.to_string();
        assert!(message.starts_with("7 of 8 files were published"), "{message}");
        assert!(message.contains("(1.xml, 2.xml, 3.xml, 4.xml, 5.xml and 2 more)"), "{message}");
        assert!(message.contains("and not 8.xml; ") && message.contains("disk is full"), "{message}");
    }
}
