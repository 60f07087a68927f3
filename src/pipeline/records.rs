//! `records`: what the sources hold, as it was understood.

use super::{
    Error, fetched,
    press::{self, content_options},
    reader::{self, Reader, Reading},
};
use crate::{config::Publication, diagnostic::Diagnostic, record::Record};

/// One thing that listing brought to light.
pub enum Listed {
    /// A record, and its summary, made where none is declared.
    Record(Box<Record>, Option<String>),
    /// Something that was wrong, or had to be read with good will.
    Trouble(Diagnostic),
    /// A file that could not be read; the others are listed.
    Failure(Error),
}

/// How long a made summary is, in characters as readers count them.
const SUMMARY_LENGTH: usize = 400;

/// Lists every record of every source, in the order of files, one at a time.
///
/// # Errors
/// A source that cannot be read.
pub fn list_records(publication: &Publication, sink: &mut dyn FnMut(Listed)) -> Result<(), Error> {
    let mut found = fetched::unfetched(publication);
    let reader = Reader::open(publication, &reader::survey(publication)?, &mut found)?;
    found.into_iter().for_each(|d| sink(Listed::Trouble(d)));
    let options = content_options(publication);
    let list = |reading: Reading, sink: &mut dyn FnMut(Listed)| match reading {
        Reading::Refused(diagnostics) => diagnostics.into_iter().for_each(|d| sink(Listed::Trouble(d))),
        Reading::Record(record, diagnostics) => {
            diagnostics.into_iter().for_each(|d| sink(Listed::Trouble(d)));
            // Findings about bodies belong to the feeds that show them.
            let rendered = press::render(&record, &options);
            let made = || rendered.body.as_ref().and_then(|body| press::made_summary(&record, body, SUMMARY_LENGTH));
            let summary = rendered.summary.clone().or_else(made);
            sink(Listed::Record(record, summary));
        }
    };
    for file in 0..reader.len() {
        let read = reader.read(file, &mut |reading| list(reading, sink));
        read.unwrap_or_else(|failure| sink(Listed::Failure(failure)));
    }
    reader.tables().all(None, &mut |source, row| {
        reader.readings(source, row.found).into_iter().for_each(|reading| list(reading, sink));
    })
}
