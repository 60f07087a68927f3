//! Where a finding is.

use std::{fmt, sync::Arc};

/// The place of a finding; whatever is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, exactly as its path was given or found (relative to the publication's root, `/` between parts).
    pub file: Option<Arc<str>>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column in characters, from 1.
    pub column: Option<u32>,
    /// The field of the record or configuration: `authors[1].email`.
    pub field: Option<String>,
    /// The record's key or id, where a file holds several.
    pub record: Option<String>,
}

impl Place {
    /// A place that is a whole file.
    #[must_use]
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: Some(file.into()), ..Self::default() }
    }

    /// Adds the line (from 1; 0 means unknown).
    #[must_use]
    pub fn line(mut self, line: u32) -> Self {
        self.line = (line > 0).then_some(line);
        self
    }

    /// Adds line and column (from 1; 0 means unknown).
    #[must_use]
    pub fn at(mut self, line: u32, column: u32) -> Self {
        self.line = (line > 0).then_some(line);
        self.column = (column > 0).then_some(column);
        self
    }

    /// Adds the field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds the record.
    #[must_use]
    pub fn record(mut self, record: impl Into<String>) -> Self {
        self.record = Some(record.into());
        self
    }
}

impl fmt::Display for Place {
    /// `data/a.csv:31:4 authors (record 2016/newark)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blank = "";
        if let Some(file) = &self.file {
            f.write_str(file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
                if let Some(column) = self.column {
                    write!(f, ":{column}")?;
                }
            }
            blank = " ";
        }
        if let Some(field) = &self.field {
            write!(f, "{blank}{field}")?;
            blank = " ";
        }
        if let Some(record) = &self.record {
            write!(f, "{blank}({record})")?;
        }
        Ok(())
    }
}
