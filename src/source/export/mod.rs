//! Other people's exports: what a content system gives away when one leaves it.
//!
//! One file or directory a kind. A reader hands over everything that is in an export, one [`Item`] at a time: articles in
//! the words of the canonical record, all other entries with what they are, and what the export says of its site. It
//! writes nothing and decides nothing: which entries become files is `pipeline::import`'s business.

mod article;
mod beehiiv;
mod blogger;
mod buttondown;
mod cards;
mod chorus;
mod csv;
mod curated;
mod detect;
mod encoding;
mod folder;
mod ghost;
mod json;
mod limits;
mod lists;
mod mail;
mod medium;
mod meta;
pub(super) mod movable_type;
mod objects;
mod pages;
mod rows;
mod site;
mod substack;
mod tinynews;
mod unread;
mod wix;
mod wordpress;
mod wordpress_rest;
mod xml;

pub use article::{Account, Article, Body, Entry, FeedOf, Image, Item, OldFeed, Podcast, Site, Standing, Text, What};
pub use detect::detect;
pub use site::Generator;

use super::Error;
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    value::{WebUrl, Zone},
};
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
    /// Buttondown's directory.
    Buttondown,
    /// Curated's issues.
    Curated,
    /// Chorus's entries.
    Chorus,
    /// Articles of the Tiny News Collective.
    TinyNews,
    /// The text of Movable Type and `TypePad`.
    MovableType,
    /// Mailboxes and messages.
    Mail,
    /// RSS, Atom and JSON Feed.
    Feed,
    /// Saved pages.
    Html,
    /// Any list of objects.
    Json,
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
    named(
        Kind::Blogger,
        &["blogger"],
        "Blogger: the XML file of Settings > Back up content, feed.atom of Takeout, or answers of its interface",
    ),
    named(Kind::Beehiiv, &["beehiiv"], "beehiiv: the CSV file of Settings > Export data"),
    named(Kind::Wix, &["wix"], "Wix: the CSV file of the blog's posts"),
    named(
        Kind::Buttondown,
        &["buttondown"],
        "Buttondown: the export (.zip), or its directory with emails.csv and emails/",
    ),
    named(Kind::Curated, &["curated"], "Curated: the JSON files of the issues, their directory or archive"),
    named(Kind::Chorus, &["chorus"], "Chorus: the JSON files of the entries, their directory or archive"),
    named(Kind::TinyNews, &["tinynews"], "Tiny News: the JSON files with articles and authors"),
    named(
        Kind::MovableType,
        &["movabletype", "typepad", "mt"],
        "Movable Type, TypePad: the text of Export (AUTHOR:, TITLE:, BODY: …)",
    ),
    named(
        Kind::Mail,
        &["mail", "mbox", "maildir", "eml"],
        "mail: mailboxes (mbox), Maildirs, .eml files and texts with such heads",
    ),
    named(
        Kind::Feed,
        &["feed", "rss", "atom", "libsyn"],
        "a feed, RSS, Atom or JSON Feed, where a system exports nothing else (Libsyn)",
    ),
    named(Kind::Html, &["html"], "saved pages, single or a directory"),
    named(
        Kind::Json,
        &["json", "letterdrop"],
        "any list of objects in JSON, with --list PATH and --map FIELD=PATH where it is not found",
    ),
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

    /// What it is, for people: `a Ghost export`.
    #[must_use]
    pub fn called(self) -> &'static str {
        match self {
            Self::WordPress => "a WordPress export",
            Self::Ghost => "a Ghost export",
            Self::WordPressRest => "an answer of WordPress",
            Self::Squarespace => "a Squarespace export",
            Self::Substack => "a Substack export",
            Self::Medium => "a Medium export",
            Self::Blogger => "a Blogger export",
            Self::Beehiiv => "a beehiiv export",
            Self::Wix => "a Wix export",
            Self::Buttondown => "a Buttondown export",
            Self::Curated => "an issue of Curated",
            Self::Chorus => "an entry of Chorus",
            Self::TinyNews => "an export of Tiny News",
            Self::MovableType => "an export of Movable Type",
            Self::Mail => "mail",
            Self::Feed => "a feed",
            Self::Html => "a page",
            Self::Json => "a list of objects in JSON",
            Self::Csv => "a table",
            Self::Site(Generator::Jekyll) => "a Jekyll site",
            Self::Site(Generator::Hugo) => "a Hugo site",
            Self::Site(Generator::Zola) => "a Zola site",
            Self::Site(Generator::Eleventy) => "an Eleventy site",
            Self::Site(Generator::Pelican) => "a Pelican site",
        }
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
    /// The address of the publication, for what does not say its own.
    pub link: WebUrl,
    /// Types of entries, besides the system's own for articles, that are articles: `podcast`.
    pub types: Vec<String>,
    /// Of tables and lists of objects: canonical fields with the columns, or the paths of members, that hold them.
    pub map: Vec<(String, String)>,
    /// Of JSON: the path of the list of articles, `rss.channel.item`.
    pub list: Option<String>,
    /// Of mail: whether replies are articles as well.
    pub replies: bool,
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
    let (mut entries, mut is_broken) = (0_usize, false);
    let mut watch = |item: Item| match item {
        // Whoever finds nothing in a file may have been told the wrong kind.
        Item::Broken(finding) if entries == 0 => {
            is_broken = true;
            sink(Item::Broken(with_likely_kind(finding, kind, inputs)));
        }
        item => {
            entries += usize::from(matches!(item, Item::Entry(_)));
            sink(item);
        }
    };
    each(kind, inputs, settings, &mut watch)?;
    let unlike = inputs.iter().find(|input| {
        let generic = [Kind::Json, Kind::Csv, Kind::Feed, Kind::Html];
        detect(input).is_some_and(|likely| likely != kind && !generic.contains(&likely))
    });
    if let (0, false, Some(input)) = (entries, is_broken, unlike) {
        let message = format!("there is nothing in this file that {} has", kind.called());
        let finding = Diagnostic::new(&rules::EXPORT_SYNTAX, Place::file(input.name.clone()).line(1), message);
        sink(Item::Broken(with_likely_kind(Box::new(finding), kind, inputs)));
    }
    Ok(())
}

fn each(kind: Kind, inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    match kind {
        Kind::WordPress | Kind::Squarespace => wordpress::read(inputs, settings, kind == Kind::Squarespace, sink),
        Kind::Ghost => ghost::read(inputs, settings, sink),
        Kind::WordPressRest => wordpress_rest::read(inputs, settings, sink),
        Kind::Substack => substack::read(inputs, settings, sink),
        Kind::Medium => medium::read(inputs, settings, sink),
        Kind::Blogger => blogger::read(inputs, settings, sink),
        Kind::Beehiiv => beehiiv::read(inputs, settings, sink),
        Kind::Wix => wix::read(inputs, settings, sink),
        Kind::Buttondown => buttondown::read(inputs, settings, sink),
        Kind::Curated => curated::read(inputs, settings, sink),
        Kind::Chorus => chorus::read(inputs, settings, sink),
        Kind::TinyNews => tinynews::read(inputs, settings, sink),
        Kind::MovableType => movable_type::read(inputs, settings, sink),
        Kind::Mail => mail::read(inputs, settings, sink),
        Kind::Feed => pages::feeds(inputs, settings, sink),
        Kind::Html => pages::html(inputs, settings, sink),
        Kind::Json => objects::read(inputs, settings, sink),
        Kind::Csv => csv::read(inputs, settings, sink),
        Kind::Site(generator) => site::read(generator, inputs, settings, sink),
    }
}

fn with_likely_kind(finding: Box<Diagnostic>, kind: Kind, inputs: &[Input]) -> Box<Diagnostic> {
    let place = finding.place.file.as_deref().unwrap_or_default();
    let input = inputs.iter().find(|input| place.starts_with(&*input.name));
    match input.and_then(|input| Some((detect(input)?, input))) {
        Some((likely, input)) if likely != kind => {
            let help =
                format!("this looks like {}: `courant import {} {}`", likely.called(), likely.name(), input.name);
            Box::new(finding.help(help))
        }
        _ => finding,
    }
}
