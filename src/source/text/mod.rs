//! Raw newsroom text becomes a record: headline, date line, dateline, byline or signature, body without trailer.
//!
//! Nothing is invented. What the text states goes into `found` as it is written, and `derived` says where it stood.

mod bulletin;
mod dateline;
mod head;
mod lines;
mod people;
mod sentence;
#[cfg(test)]
mod tests;
mod trailer;

use crate::{
    record::{
        date::find_date_text,
        raw::{BodyFormat, Derived, Node, Origin, RawBody, RawRecord, Table, Value},
    },
    value::{collapse_blanks, fold},
};
use lines::Lines;
use people::{Signature, Writer};
use std::ops::Range;

/// How much of a paragraph is read in search of its first sentence and dateline, in bytes.
const PARAGRAPH: usize = 4096;

/// Reads a plain text.
///
/// `text` is the file after any front matter or `Key: value` head, `line` the number of its first line in the file from 1,
/// and `fields` are the declared ones, head and sidecar together; what they declare is not looked for in the text.
pub(super) fn read(text: &str, line: u32, origin: Origin, fields: Table) -> RawRecord {
    let lines = Lines::new(text, line);
    let mut finder = Finder { lines: &lines, fields: &fields, found: Table::default(), derived: Vec::new() };
    let body = match bulletin::bulletin(&lines) {
        Some(bulletin) => finder.bulletin(bulletin),
        None => finder.story(),
    };
    let body = (!body.is_empty()).then(|| RawBody {
        text: lines.text(body.clone()),
        format: BodyFormat::Text,
        line: lines.number(body.start),
    });
    let Finder { found, derived, .. } = finder;
    RawRecord { origin, fields, body, found, derived }
}

/// Collects what is found, unless it is declared.
struct Finder<'a> {
    lines: &'a Lines<'a>,
    fields: &'a Table,
    found: Table,
    derived: Vec<Derived>,
}

const TITLE: (&str, &[&str]) = ("title", &["title", "headline", "subject"]);
const PUBLISHED: (&str, &[&str]) = (
    "published",
    &[
        "published",
        "date",
        "posted",
        "pubdate",
        "pub_date",
        "publishdate",
        "publish_date",
        "date_published",
        "datepublished",
        "published_at",
        "published_on",
        "created",
        "created_at",
        "datetime",
    ],
);
const AUTHORS: (&str, &[&str]) = ("authors", &["authors", "author", "by", "byline", "from", "creator", "writer"]);
const LOCATION: (&str, &[&str]) = ("location", &["location", "place", "dateline"]);

impl<'a> Finder<'a> {
    /// What the fields declare under one of a field's names. A truth value declares no date or name: `published: false`.
    fn declared(&self, (_, names): (&str, &[&str])) -> Option<&'a Node> {
        let declares = |node: &&Node| !node.is_blank() && node.as_bool().is_none();
        names.iter().find_map(|name| self.fields.get_ignore_case(name).filter(declares))
    }

    fn keep(&mut self, field: (&'static str, &[&str]), value: Value, from: &str, index: usize, column: u32) {
        let (name, _) = field;
        if self.declared(field).is_some() || self.found.get(name).is_some() {
            return;
        }
        let line = self.lines.number(index);
        self.found.0.push((name.to_owned(), Node::new(value, line, column)));
        self.derived.push(Derived { field: name, from: from.to_owned(), line });
    }

    fn keep_writers(&mut self, writers: Vec<Writer>, from: &str, index: usize) {
        let line = self.lines.number(index);
        let text = |text: String| Node::text(text, line, 0);
        let people = writers.into_iter().map(|writer| {
            let mut person = vec![("name".to_owned(), text(writer.name))];
            person.extend(writer.email.map(|email| ("email".to_owned(), text(email))));
            Node::new(Value::Table(Table(person)), line, 0)
        });
        self.keep(AUTHORS, Value::List(people.collect()), from, index, 0);
    }

    fn keep_date(&mut self, index: usize, date: &str, from: &str) {
        let column = self.lines.column(index, date);
        self.keep(PUBLISHED, Value::Text(date.to_owned()), from, index, column);
    }

    fn bulletin(&mut self, bulletin: bulletin::Bulletin) -> Range<usize> {
        if let Some(index) = bulletin.title {
            self.keep(TITLE, Value::Text(collapse_blanks(self.lines.get(index)).into_owned()), "headline", index, 1);
        }
        if let Some(index) = bulletin.date
            && let Some(date) = find_date_text(self.lines.get(index))
        {
            self.keep_date(index, date, "date line");
        }
        if let Some((names, index)) = bulletin.signed {
            let writers = names.into_iter().map(|name| Writer { name, email: None }).collect();
            self.keep_writers(writers, "signature", index);
        }
        bulletin.body
    }

    fn story(&mut self) -> Range<usize> {
        let declared_title = self.declared(TITLE).and_then(Node::as_filled_text);
        let head = head::head(self.lines, declared_title);
        if let Some(index) = head.title {
            let title = head::without_marks(self.lines.get(index));
            let column = self.lines.column(index, title);
            self.keep(TITLE, Value::Text(collapse_blanks(title).into_owned()), "first line", index, column);
        }
        if let Some(date) = head.date {
            self.keep_date(date.line, date.text, "date line");
        }
        let whole = self.lines.trimmed(head.body..self.lines.len());
        let body = trailer::without_trailer(self.lines, whole);
        self.first_paragraph(&body);
        self.writers(head.byline, &body);
        body
    }

    /// Place and date of a dateline, and the first sentence where there is no headline.
    fn first_paragraph(&mut self, body: &Range<usize>) {
        let index = body.start;
        let paragraph = self.lines.joined(self.lines.paragraph_from(index, body.end), PARAGRAPH);
        let dateline = dateline::dateline(&paragraph);
        if let Some(dateline) = &dateline {
            if let Some(place) = dateline.place {
                let name = Node::text(place, self.lines.number(index), 0);
                self.keep(LOCATION, Value::Table(Table(vec![("name".to_owned(), name)])), "dateline", index, 0);
            }
            if let Some(date) = dateline.date {
                self.keep(PUBLISHED, Value::Text(date.to_owned()), "dateline", index, 0);
            }
        }
        let (sentence, cut) = sentence::first_sentence(dateline.map_or(paragraph.as_str(), |dateline| dateline.rest));
        if !sentence.is_empty() {
            let from = if cut { "first sentence, shortened" } else { "first sentence" };
            self.keep(TITLE, Value::Text(collapse_blanks(&sentence).into_owned()), from, index, 0);
        }
    }

    /// The byline's people, with the addresses that the signature adds; else the signature's.
    fn writers(&mut self, byline: Option<(usize, Vec<Writer>)>, body: &Range<usize>) {
        let signature = people::signature(self.lines, body.clone());
        let Some((index, mut writers)) = byline else {
            if let Some((Signature::Writers(writers), place)) = signature {
                self.keep_writers(writers, "signature", place.start);
            }
            return;
        };
        match signature {
            Some((Signature::Writers(signed), _)) => {
                for signed in signed {
                    if let Some(writer) = writers.iter_mut().find(|writer| fold(&writer.name) == fold(&signed.name)) {
                        // A byline in capitals says less about how the name is written.
                        writer.name = signed.name;
                        writer.email = writer.email.take().or(signed.email);
                    }
                }
            }
            Some((Signature::AddressOnly(email), _)) => {
                if let [only] = writers.as_mut_slice() {
                    only.email = only.email.take().or(Some(email));
                }
            }
            None => {}
        }
        self.keep_writers(writers, "byline", index);
    }
}
