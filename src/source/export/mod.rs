//! Other people's exports: what a content system gives away when one leaves it.
//!
//! One file or directory a kind. A reader hands over everything that is in an export, one [`Item`] at a time: articles in
//! the words of the canonical record, all other entries with what they are, and what the export says of its site. It
//! writes nothing and decides nothing: which entries become files is `pipeline::import`'s business.

mod article;
mod limits;
mod meta;
mod site;
mod wordpress;
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
    Named {
        kind: Kind::WordPress,
        names: &["wordpress", "wxr"],
        about: "WordPress: the XML files of Tools > Export",
    },
    site(Generator::Jekyll, &["jekyll"], "Jekyll: the site's directory, with _config.yml and _posts/"),
    site(Generator::Hugo, &["hugo"], "Hugo: the site's directory, with hugo.toml or config/ and content/"),
    site(Generator::Zola, &["zola"], "Zola: the site's directory, with config.toml and content/"),
    site(Generator::Eleventy, &["eleventy", "11ty"], "Eleventy: the site's directory, with its configuration"),
    site(Generator::Pelican, &["pelican"], "Pelican: the site's directory, with pelicanconf.py and content/"),
];

const fn site(generator: Generator, names: &'static [&'static str], about: &'static str) -> Named {
    Named { kind: Kind::Site(generator), names, about }
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
}

/// Reads all of an export; several files are parts of one.
///
/// # Errors
/// When a file cannot be read at all. What is wrong inside of one is an [`Item::Broken`] (the rest of it is missing) or an
/// [`Item::Trouble`].
pub fn read(kind: Kind, inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    match kind {
        Kind::WordPress => wordpress::read(inputs, settings, sink),
        Kind::Site(generator) => site::read(generator, inputs, settings, sink),
    }
}
