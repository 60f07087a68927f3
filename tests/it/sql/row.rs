//! Rows of the tables that change at random, as the database has them and as files do.

use super::super::support::postgres::Postgres;
use rusqlite::Connection;
use serde_json::json;
use std::fmt::Write as _;

/// The tables.
pub const NAMES: [&str; 2] = ["articles", "notes"];
/// What a row says in short that says nothing.
pub const NO_SUMMARY: &str = "No summary yet";

/// A row, as the columns and as the members of a JSON object have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub slug: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub body: String,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub labels: Vec<String>,
    pub authors: Vec<String>,
    pub status: &'static str,
    pub summary: Option<String>,
    pub expires: Option<String>,
    pub weight: Option<u64>,
    pub revision: u64,
}

/// What the tables and the feeds of a world are like.
#[derive(Clone, Copy, PartialEq)]
pub struct Plan {
    pub has_watermark: bool,
    pub has_queries: bool,
    pub is_archived: bool,
    pub pins_first_sight: bool,
    /// How many rows there are at first.
    pub rows: u64,
}

/// Where the rows are.
pub enum Database {
    Sqlite(Connection),
    Postgres(&'static Postgres, String),
}

impl Database {
    /// Makes a table, and those of its second queries.
    pub fn create(&self, name: &str) {
        let columns = "number INTEGER PRIMARY KEY, slug TEXT, url TEXT, title TEXT, content_html TEXT, published TEXT, \
                       updated TEXT, categories TEXT, status TEXT, expires TEXT, weight INTEGER, rev INTEGER";
        self.run(&format!("CREATE TABLE {name} ({columns});"));
        self.run(&format!("CREATE TABLE {name}_labels (key INTEGER, term TEXT, place INTEGER);"));
        self.run(&format!("CREATE TABLE {name}_people (number INTEGER, name TEXT, place INTEGER);"));
    }

    /// The beginning of the source that reads a table.
    pub fn source(&self, name: &str, plan: Plan) -> String {
        let place = match self {
            Self::Sqlite(_) => "sqlite = \"cms.db\"".to_owned(),
            Self::Postgres(server, database) => format!("postgres = \"{}\"", server.url(database)),
        };
        let watermark = if plan.has_watermark { "watermark = \"rev\"\n" } else { "" };
        let queries = if plan.has_queries {
            format!(
                "people_query = \"select number, name from {name}_people order by place\"\n\
                 categories_query = \"select key, term from {name}_labels order by place\"\n"
            )
        } else {
            String::new()
        };
        format!("[[source]]\n{place}\ntable = \"{name}\"\n{watermark}{queries}")
    }

    pub fn run(&self, sql: &str) {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}")),
            Self::Postgres(server, name) => drop(server.run(name, sql)),
        }
    }
}

pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn or_null(text: Option<&String>) -> String {
    text.map_or_else(|| "NULL".to_owned(), |text| quoted(text))
}

impl Row {
    /// Statements that put the row, and what belongs to it, into a table.
    pub fn insert(&self, plan: Plan, name: &str, number: u64, has_summaries: bool) -> String {
        let mut sql = format!("INSERT INTO {name} VALUES ({});", self.values(plan, number, has_summaries));
        for (at, label) in self.labels.iter().enumerate() {
            let _ = write!(sql, "INSERT INTO {name}_labels VALUES ({number}, {}, {at});", quoted(label));
        }
        for (at, author) in self.authors.iter().enumerate() {
            let _ = write!(sql, "INSERT INTO {name}_people VALUES ({number}, {}, {at});", quoted(author));
        }
        sql
    }

    fn values(&self, plan: Plan, number: u64, has_summaries: bool) -> String {
        let labels = if plan.has_queries { "NULL".to_owned() } else { quoted(&json!(self.labels).to_string()) };
        let optional =
            [&self.url, &self.title, &self.published, &self.updated, &self.expires].map(|text| or_null(text.as_ref()));
        let [url, title, published, updated, expires] = optional;
        let weight = self.weight.map_or_else(|| "NULL".to_owned(), |weight| weight.to_string());
        let (slug, body) = (quoted(&self.slug), quoted(&self.body));
        let Self { status, revision, .. } = self;
        let mut values = format!(
            "{number}, {slug}, {url}, {title}, {body}, {published}, {updated}, {labels}, '{status}', {expires}, \
             {weight}, {revision}"
        );
        if has_summaries {
            let _ = write!(values, ", {}", or_null(self.summary.as_ref()));
        }
        values
    }

    /// The row as the members of a JSON object.
    pub fn file(&self, plan: Plan, number: u64, has_summaries: bool) -> String {
        let mut members = json!({
            "number": number, "slug": self.slug, "url": self.url, "title": self.title, "content_html": self.body,
            "published": self.published, "updated": self.updated, "status": self.status, "expires": self.expires,
            "rev": self.revision,
        });
        // A column without a value is none.
        if let Some(weight) = self.weight {
            members["weight"] = json!(weight);
        }
        if !plan.has_queries || !self.labels.is_empty() {
            members["categories"] = json!(self.labels);
        }
        if plan.has_queries && !self.authors.is_empty() {
            members["authors"] = self.authors.iter().map(|name| json!({ "name": name })).collect();
        }
        if has_summaries {
            members["summary"] = json!(self.summary);
        }
        members.to_string()
    }
}
