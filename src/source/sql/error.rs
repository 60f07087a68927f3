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

/// A database that cannot be read. Rare, and large, so that it is one pointer.
#[derive(Debug)]
pub struct Error(Box<Details>);

/// What is known of an error.
#[derive(Debug)]
struct Details {
    /// The database, as messages call it.
    name: String,
    /// Where the source stands in the configuration.
    place: Place,
    problem: Problem,
    message: String,
    query: Option<Query>,
    help: Option<String>,
}

/// A query with the place at which the database stumbled.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Query {
    /// Its key in the configuration (`people_query`); empty if we have written it.
    stated: &'static str,
    /// The query.
    text: String,
    /// The character, from 0.
    at: Option<usize>,
}

impl std::error::Error for Error {}

impl Error {
    /// Makes an error about a source.
    pub(super) fn new(spec: &Spec, problem: Problem, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            name: spec.name.to_string(),
            place: spec.place.clone(),
            problem,
            message: message.into(),
            query: None,
            help: None,
        }))
    }

    /// Says what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Shows the query, with a mark under a character.
    pub(super) fn query(mut self, stated: &'static str, text: &str, at: Option<usize>) -> Self {
        self.0.query = Some(Query { stated, text: text.to_owned(), at });
        self
    }

    /// Says that what is named is not there.
    pub(super) fn missing(mut self) -> Self {
        self.0.problem = Problem::Missing;
        self
    }

    /// What kind of trouble it is.
    #[must_use]
    pub fn problem(&self) -> Problem {
        self.0.problem
    }
}

/// What was probably meant, as advice; what there is, if nothing is near.
pub(super) fn near(name: &str, known: &[String], what: &str) -> String {
    const LISTED: usize = 12;
    let distance = |known: &String| strsim::damerau_levenshtein(&known.to_lowercase(), &name.to_lowercase());
    match known.iter().map(|known| (distance(known), known)).min() {
        None => format!("there are no {what}"),
        Some((distance, near)) if distance <= 1 + near.len() / 4 => format!("did you mean `{near}`?"),
        Some(_) => {
            let more = known.len().saturating_sub(LISTED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("the {what} there are: {}{more}", known[..known.len().min(LISTED)].join(", "))
        }
    }
}

/// How many lines of a query are shown around the one that is wrong.
const AROUND: usize = 2;
/// How many characters of a line are shown.
const WIDTH: usize = 160;

impl fmt::Display for Error {
    /// What, where, the query with a caret, and what to do, each on lines of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { name, place, message, query, help, .. } = &*self.0;
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
