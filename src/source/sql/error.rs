//! What can go wrong with a database, in words for people.

use super::Spec;
use crate::diagnostic::Place;
use std::fmt;

/// What kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// There is no such file, or no server answers.
    Unreachable,
    /// The connection string, or a certificate, cannot be used.
    Setting,
    /// The server does not let us in.
    Access,
    /// There is no such database, table or column.
    Missing,
    /// A query, or what the source says about it, makes no sense to the database.
    Refused,
    /// It took too long.
    Timeout,
    /// The connection broke while rows were read.
    Lost,
    /// Another program keeps the file locked.
    Busy,
    /// The file is damaged, or no database.
    Damaged,
    /// The file was written while it was read without a lock.
    Changed,
    /// The disk or the system does not let us.
    System,
}

/// A database that cannot be read.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    /// The database, as messages call it.
    pub name: String,
    /// Where the source stands in the configuration.
    pub place: Place,
    /// The kind of trouble.
    pub problem: Problem,
    /// What is wrong.
    pub message: String,
    /// The query that was refused.
    pub query: Option<Query>,
    /// What to do.
    pub help: Option<String>,
}

/// A query with the place at which the database stumbled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its key in the configuration (`people_query`); empty if we have written it.
    pub stated: &'static str,
    /// The query.
    pub text: String,
    /// The character, from 0.
    pub at: Option<usize>,
}

impl Error {
    /// Makes an error about a source.
    pub(super) fn new(spec: &Spec, problem: Problem, message: impl Into<String>) -> Self {
        Self {
            name: spec.name.to_string(),
            place: spec.place.clone(),
            problem,
            message: message.into(),
            query: None,
            help: None,
        }
    }

    /// Says what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Shows the query, with a mark under a character.
    pub(super) fn query(mut self, stated: &'static str, text: &str, at: Option<usize>) -> Self {
        self.query = Some(Query { stated, text: text.to_owned(), at });
        self
    }
}

/// How many lines of a query are shown around the one that is wrong.
const AROUND: usize = 2;
/// How many characters of a line are shown.
const WIDTH: usize = 160;

impl fmt::Display for Error {
    /// What, where, the query with a caret, and what to do, each on lines of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, place, message, query, help, .. } = self;
        write!(f, "cannot read {name} ({place}): {message}")?;
        if let Some(query) = query {
            write!(f, "{query}")?;
        }
        match help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.stated.is_empty() {
            write!(f, "\n  in `{}`:", self.stated)?;
        }
        let mut start = 0;
        let mark = self.at.unwrap_or(0);
        let lines: Vec<(usize, &str)> = self
            .text
            .split('\n')
            .map(|line| {
                let at = start;
                start += line.chars().count() + 1;
                (at, line.trim_end_matches('\r'))
            })
            .collect();
        let wrong = lines.iter().rposition(|(at, _)| *at <= mark).unwrap_or(0);
        let last = if self.at.is_some() { wrong + AROUND } else { 2 * AROUND };
        for (number, (at, line)) in
            lines.iter().enumerate().skip(wrong.saturating_sub(AROUND)).take_while(|(n, _)| *n <= last)
        {
            let column = if number == wrong { self.at.map(|mark| mark - at) } else { None };
            // Of a long line the part with the mark is shown.
            let skipped = column.map_or(0, |column| column.saturating_sub(WIDTH / 2));
            let cut = |text: &str| -> String {
                text.chars().skip(skipped).take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect()
            };
            write!(f, "\n  | {}", cut(line))?;
            if let Some(column) = column {
                write!(f, "\n  | {}^", " ".repeat(column - skipped))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn a_mark_stands_under_the_place() {
        let query = |text: &str, at| Query { stated: "query", text: text.to_owned(), at: Some(at) }.to_string();
        assert_eq!(query("selekt 1", 0), "\n  in `query`:\n  | selekt 1\n  | ^");
        assert_eq!(
            query("select ü,\n  titel\nfrom x", 12),
            "\n  in `query`:\n  | select ü,\n  |   titel\n  |   ^\n  | from x"
        );
        assert_eq!(query("select", 6), "\n  in `query`:\n  | select\n  |       ^");
        let long = query(&format!("{}oops", "x, ".repeat(100)), 300);
        assert!(long.lines().all(|line| line.chars().count() < 170), "{long}");
        let lines: Vec<&str> = long.lines().skip(2).collect();
        assert_eq!(lines[0].find("oops"), lines[1].find('^'));
    }
}
