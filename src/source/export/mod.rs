//! Other people's exports: what a content system gives away when one leaves it.
//!
//! One file or directory a kind. A reader hands over everything that is in an export, one [`Item`] at a time: articles in
//! the words of the canonical record, all other entries with what they are, and what the export says of its site. It
//! writes nothing and decides nothing: which entries become files is `pipeline::import`'s business.

mod article;
mod beehiiv;
mod blogger;
mod cards;
mod csv;
mod folder;
mod ghost;
mod json;
mod limits;
mod medium;
mod meta;
mod rows;
mod site;
mod substack;
mod wix;
mod wordpress;
mod wordpress_rest;
mod xml;

pub use article::{Account, Article, Body, Entry, FeedOf, Image, Item, OldFeed, Site, Standing, Text, What};
pub use site::Generator;

use super::Error;
use crate::value::Zone;
use std::{path::PathBuf, sync::Arc};

/// The systems whose exports are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `WordPress`'s export file (WXR 1.0 to 1.2).
    WordPress,
    /// Ghost's export, 1.0 to 5.x.
    Ghost,
    /// Answers of `WordPress`'s REST interface.
    WordPressRest,
    /// Squarespace's export, a dialect of `WordPress`'s.
    Squarespace,
    /// Substack's directory.
    Substack,
    /// Medium's directory of HTML files.
    Medium,
    /// Blogger's Atom file.
    Blogger,
    /// beehiiv's table.
    Beehiiv,
    /// Wix's table.
    Wix,
    /// Any table.
    Csv,
    /// The directory of a static site.
    Site(Generator),
}

/// A kind's names and what it is, for people.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// The kind.
    pub kind: Kind,
    /// Its names on the command line, the usual one first.
    pub names: &'static [&'static str],
    /// What to give: where the system's export is found.
    pub about: &'static str,
}

/// Every kind.
pub const KINDS: &[Named] = &[
    named(Kind::WordPress, &["wordpress", "wxr"], "WordPress: the XML files of Tools > Export"),
    named(Kind::Ghost, &["ghost"], "Ghost: the JSON file of Settings > Advanced > Import/Export"),
    named(
        Kind::WordPressRest,
        &["wordpress-rest", "wp-rest"],
        "WordPress: saved answers of /wp-json/wp/v2/posts?_embed",
    ),
    named(Kind::Squarespace, &["squarespace"], "Squarespace: the XML file of Settings > Import & Export"),
    named(Kind::Substack, &["substack"], "Substack: the export (.zip), or its directory with posts.csv and posts/"),
    named(Kind::Medium, &["medium"], "Medium: the export (.zip), its directory posts, or single files"),
    named(Kind::Blogger, &["blogger"], "Blogger: the XML file of Settings > Back up content, or feed.atom of Takeout"),
    named(Kind::Beehiiv, &["beehiiv"], "beehiiv: the CSV file of Settings > Export data"),
    named(Kind::Wix, &["wix"], "Wix: the CSV file of the blog's posts"),
    named(Kind::Csv, &["csv"], "any table in CSV, with --map FIELD=COLUMN where its columns are called otherwise"),
    named(Kind::Site(Generator::Jekyll), &["jekyll"], "Jekyll: the site's directory, with _config.yml and _posts/"),
    named(Kind::Site(Generator::Hugo), &["hugo"], "Hugo: the site's directory, with hugo.toml or config/ and content/"),
    named(Kind::Site(Generator::Zola), &["zola"], "Zola: the site's directory, with config.toml and content/"),
    named(
        Kind::Site(Generator::Eleventy),
        &["eleventy", "11ty"],
        "Eleventy: the site's directory, with its configuration",
    ),
    named(
        Kind::Site(Generator::Pelican),
        &["pelican"],
        "Pelican: the site's directory, with pelicanconf.py and content/",
    ),
];

const fn named(kind: Kind, names: &'static [&'static str], about: &'static str) -> Named {
    Named { kind, names, about }
}

impl Kind {
    /// The kind that has this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = |named: &&Named| named.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        KINDS.iter().find(known).map(|named| named.kind)
    }

    /// Its usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|named| named.kind == self).and_then(|named| named.names.first()).copied().unwrap_or_default()
    }
}

/// A file or directory that was given.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// How it was named.
    pub name: Arc<str>,
}

/// What whoever imports has to say about the export.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The zone of times that have none.
    pub zone: Zone,
    /// Types of entries, besides the system's own for articles, that are articles: `podcast`.
    pub types: Vec<String>,
    /// Of tables: canonical fields with the columns that hold them.
    pub map: Vec<(String, String)>,
}

/// The canonical fields that [`Settings::map`] may name.
pub fn mapped_fields() -> impl Iterator<Item = &'static str> {
    csv::fields()
}

/// Reads all of an export; several files are parts of one.
///
/// # Errors
/// When a file cannot be read at all. What is wrong inside of one is an [`Item::Broken`] (the rest of it is missing) or an
/// [`Item::Trouble`].
pub fn read(kind: Kind, inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    match kind {
        Kind::WordPress | Kind::Squarespace => wordpress::read(inputs, settings, kind == Kind::Squarespace, sink),
        Kind::Ghost => ghost::read(inputs, settings, sink),
        Kind::WordPressRest => wordpress_rest::read(inputs, settings, sink),
        Kind::Substack => substack::read(inputs, settings, sink),
        Kind::Medium => medium::read(inputs, settings, sink),
        Kind::Blogger => blogger::read(inputs, settings, sink),
        Kind::Beehiiv => beehiiv::read(inputs, settings, sink),
        Kind::Wix => wix::read(inputs, settings, sink),
        Kind::Csv => csv::read(inputs, settings, sink),
        Kind::Site(generator) => site::read(generator, inputs, settings, sink),
    }
}
