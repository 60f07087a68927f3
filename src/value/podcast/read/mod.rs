//! Reading what podcasts say, from whatever states it: a record, with good will, or the configuration, strictly.

mod chapters;
mod episode;
mod money;
mod parts;
mod show;

use super::lists::near;
use crate::value::{Timestamp, WebUrl, collapse_blanks};
use std::str::FromStr;

pub use chapters::{lines as chapter_lines, time as chapter_time, unread_lines as unread_chapter_lines};
pub use episode::{EPISODE, episode};
pub use show::show;

/// The names of a value, the canonical one first. Capitals, `_` and `-` do not matter where records are read.
pub type Names = &'static [&'static str];

/// A table that states something.
pub trait Given: Sized {
    /// The value under one of these names, as one text: a lone text, number, truth value or date. Of an element that has text
    /// and attributes, the text.
    fn text(&mut self, names: Names) -> Option<String>;
    /// The values under one of these names: a list, or a lone value.
    fn parts(&mut self, names: Names) -> Vec<Part<Self>>;
    /// The values under each of these names, also where several of the names are stated: what cannot be read of one, another
    /// may say.
    fn every(&mut self, names: Names) -> Vec<Part<Self>> {
        self.parts(names)
    }
    /// Complains about the value under one of these names.
    fn flaw(&mut self, names: Names, message: String, help: &str);
    /// Remarks on a value that is taken all the same; where no good will is asked for, that is less than a complaint.
    fn remark(&mut self, names: Names, message: String, help: &str) {
        self.flaw(names, message, help);
    }
    /// An address, resolved.
    ///
    /// # Errors
    /// Says why it is none.
    fn address(&self, text: &str) -> Result<WebUrl, String>;
    /// An instant.
    ///
    /// # Errors
    /// Says why it is none.
    fn instant(&self, text: &str) -> Result<Timestamp, String>;
    /// A person who is known by a slug, a login or a mailbox.
    fn person(&self, _slug: &str) -> Option<super::Credit> {
        None
    }
    /// Everything was asked for that means something.
    fn finish(self) {}
}

/// One of several values.
pub enum Part<G> {
    /// A lone value.
    Text(String),
    /// A table.
    Table(G),
}

/// One line of text.
fn line(given: &mut impl Given, names: Names) -> Option<String> {
    given.text(names).map(|text| collapse_blanks(&text).into_owned()).filter(|text| !text.is_empty())
}

fn url(given: &mut impl Given, names: Names) -> Option<WebUrl> {
    let text = given.text(names)?;
    match given.address(&text) {
        Ok(url) => Some(url),
        Err(reason) => {
            given.flaw(names, reason, "write an address that begins with https://");
            None
        }
    }
}

fn parsed<T: FromStr<Err = String>>(given: &mut impl Given, names: Names) -> Option<T> {
    let text = given.text(names)?;
    match text.parse() {
        Ok(value) => Some(value),
        Err(reason) => {
            given.flaw(names, reason, "");
            None
        }
    }
}

/// A whole number of at least `least`.
fn whole<T: FromStr + PartialOrd>(given: &mut impl Given, names: Names, least: T) -> Option<T> {
    let text = given.text(names)?;
    let number = text.trim().replace('_', "").parse().ok().filter(|number: &T| *number >= least);
    if number.is_none() {
        given.flaw(names, format!("`{text}` is not the whole number that is needed here"), "write digits only");
    }
    number
}

/// A decimal number that is not negative.
fn real(given: &mut impl Given, names: Names) -> Option<f64> {
    let text = given.text(names)?;
    let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    if number.is_none() {
        given.flaw(
            names,
            format!("`{text}` is not the number that is needed here"),
            "write digits, and a point if need be",
        );
    }
    number
}

/// Seconds, as a number or as `1:02:03.5`.
fn time(given: &mut impl Given, names: Names) -> Option<f64> {
    let text = given.text(names)?;
    let seconds = chapters::time(&text);
    if seconds.is_none() {
        given.flaw(names, format!("`{text}` is no time"), "write seconds, or hours:minutes:seconds");
    }
    seconds
}

/// `true`, `yes`, `on` and their opposites.
fn flag(given: &mut impl Given, names: Names) -> Option<bool> {
    let text = given.text(names)?;
    let flag = truth(&text);
    if flag.is_none() {
        given.flaw(names, format!("`{text}` is neither `true` nor `false`"), "write `true` or `false`");
    }
    flag
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "y" => Some(true),
        "false" | "no" | "off" | "0" | "n" => Some(false),
        _ => None,
    }
}

/// One of a few words, in any case.
fn word(given: &mut impl Given, names: Names, words: &'static [&'static str]) -> Option<&'static str> {
    let text = given.text(names)?;
    let found = words.iter().find(|word| word.eq_ignore_ascii_case(text.trim())).copied();
    if found.is_none() {
        let help =
            near(&text, words.iter().copied()).map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        given.flaw(names, format!("`{text}` is not one of {}", words.join(", ")), &help);
    }
    found
}

/// A text that a table has to have.
fn needed(given: &mut impl Given, names: Names, of: &str) -> Option<String> {
    let text = line(given, names);
    if text.is_none() {
        given.flaw(names, format!("{of} needs a `{}`; it is left out", names[0]), "");
    }
    text
}

/// An address that a table has to have.
fn needed_url(given: &mut impl Given, names: Names, of: &str) -> Option<WebUrl> {
    if given.text(names).is_none() {
        given.flaw(names, format!("{of} needs a `{}`; it is left out", names[0]), "");
        return None;
    }
    url(given, names)
}

/// What is said where several values stand where one can be published.
pub const SEVERAL: &str = "has several values, and feeds have one: the first counts, and the others are left out";
/// What to do then.
pub const KEEP_ONE: &str = "keep the one that is meant";

/// The only one of several values that can be published; that there are others is told.
fn single<T: PartialEq>(given: &mut impl Given, names: Names, found: Vec<T>) -> Option<T> {
    if found.iter().skip(1).any(|other| *other != found[0]) {
        given.remark(names, format!("`{}` {SEVERAL}", names[0]), KEEP_ONE);
    }
    found.into_iter().next()
}

/// The same of values that are not read yet.
fn lone<G: Given>(given: &mut G, names: Names) -> Option<Part<G>> {
    let parts = given.parts(names);
    let is_other = |part: &Part<G>| match (part, &parts[0]) {
        (Part::Text(own), Part::Text(first)) => own != first,
        _ => true,
    };
    if parts.iter().skip(1).any(is_other) {
        given.remark(names, format!("`{}` {SEVERAL}", names[0]), KEEP_ONE);
    }
    parts.into_iter().next()
}

/// Every value under a name that can be read.
fn all<G: Given, T>(given: &mut G, names: Names, mut read: impl FnMut(&mut G, Part<G>) -> Option<T>) -> Vec<T> {
    given.parts(names).into_iter().filter_map(|part| read(given, part)).collect()
}
