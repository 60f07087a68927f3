//! Learning from feeds: which ids, addresses, titles and dates subscribers have already.
//!
//! From the publication's own documents when its state is lost, and from any other site's feeds when they are adopted.

mod deleted;

use super::{
    Error, archive,
    identity::note,
    instance::{Instance, feed_at},
    is_feed, live,
    marks::title_name,
    pages::pages,
};
use crate::{
    config::{Feed, Publication},
    lint::{self, Outline, Part},
    net::Limits,
    state::{Presence, Row},
    value::{EntryId, Format, Timestamp, WebUrl},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

/// What was learnt.
#[derive(Debug, Default)]
pub(super) struct Learnt {
    pub rows: Vec<Row>,
    /// The ids of feeds, by their names.
    pub feeds: BTreeMap<String, String>,
    /// The identities of shows, by the names of their feeds.
    pub shows: BTreeMap<String, String>,
    /// By id, permalink, title and second; `None` where several have it: a podcast may give all its episodes one link.
    by_mark: HashMap<String, Option<usize>>,
    /// Which formats of the feeds that are being learnt have shown a row.
    seen: HashSet<(usize, Format)>,
    /// When rows changed last, of those that a feed shows.
    shown: HashMap<usize, i64>,
}

impl Learnt {
    /// Beginning with what is known already.
    pub(super) fn new(rows: Vec<Row>) -> Self {
        let mut learnt = Self { rows, ..Self::default() };
        for number in 0..learnt.rows.len() {
            learnt.index(number);
        }
        learnt
    }

    /// What is known already, to which nothing will be learnt.
    pub(super) fn nothing(rows: Vec<Row>) -> Self {
        Self { rows, ..Self::default() }
    }

    fn index(&mut self, number: usize) {
        let row = &self.rows[number];
        // Atom may have made an IRI of it.
        let in_atom = EntryId::new(&row.id).ok().filter(|id| id.for_atom() != row.id.as_str());
        let in_atom = in_atom.map(|id| format!("id {}", id.for_atom()));
        let ids = std::iter::once(&row.id).chain(row.ids.values()).map(|id| format!("id {id}")).chain(in_atom);
        let urls = row.url.iter().chain(&row.former_urls).map(|url| format!("url {url}"));
        let title = row.title.as_ref().map(|title| titled(title, row.published));
        for mark in ids.chain(urls).chain(title).collect::<Vec<_>>() {
            note(&mut self.by_mark, mark, number);
        }
    }

    /// Learns one feed; gives back how many of its items can be recognised later, and how many cannot: those without id,
    /// or without date.
    pub(super) fn feed(&mut self, outline: &Outline, now: Timestamp) -> (usize, usize) {
        let Some(format) = outline.format else { return (0, outline.items.len()) };
        let mut learnt = 0;
        for part in &outline.items {
            let Some(number) = self.shown(part, format, outline, now) else { continue };
            learnt += 1;
            // Whatever becomes of title and page of an episode, its recording mostly stays where it is.
            let row = &mut self.rows[number];
            let url = part.enclosure.as_deref().and_then(|url| WebUrl::parse(url).ok());
            if let Some(url) = url.map(|url| url.as_str().to_owned())
                && row.url.as_ref() != Some(&url)
                && !row.former_urls.contains(&url)
            {
                row.former_urls.push(url);
                row.former_urls.sort();
            }
        }
        self.foreign_deletions(outline, format, now);
        (learnt, outline.items.len() - learnt)
    }

    /// Learns documents of the publication itself: also which feed shows which article, and under which id it is known.
    pub(super) fn documents(&mut self, mut documents: Vec<Document>, now: Timestamp) {
        // RSS and JSON carry ids as they were issued; Atom may have made an IRI of one.
        documents.sort_by_key(|document| document.outline.format == Some(Format::Atom));
        for document in &documents {
            let Document { feed, outline, is_current, page, .. } = document;
            let Some(format) = outline.format else { continue };
            for part in outline.items.iter().filter(|part| !document.is_notice(part)) {
                let number = match is_current {
                    true => self.shown(part, format, outline, now),
                    false => self.item(part, format, outline, now),
                };
                if let (Some(number), Some(feed)) = (number, feed) {
                    // What is archived is there for everybody who looks.
                    let left = (!is_current && page.is_none()).then_some(now);
                    let presences = &mut self.rows[number].feeds;
                    let presence = presences.entry(feed.clone()).or_insert(Presence { left, ..Presence::new(now) });
                    presence.left = presence.left.and(left);
                    presence.page = presence.page.or(*page);
                }
            }
        }
        self.deletions(&documents, now);
        for Document { feed, outline, .. } in documents {
            if let (Some(feed), Some(show)) = (&feed, &outline.show) {
                self.shows.insert(feed.clone(), show.clone());
            }
            let is_iri = |id: &String| EntryId::new(id).is_ok_and(|known| known.for_atom() == id.as_str());
            if let (Some(feed), Some(id)) = (feed, outline.id.filter(is_iri)) {
                self.feeds.insert(feed, id);
            }
        }
    }

    /// Learns an item of a document that subscribers fetch.
    fn shown(&mut self, part: &Part, format: Format, outline: &Outline, now: Timestamp) -> Option<usize> {
        let number = self.item(part, format, outline, now)?;
        let last = self.shown.entry(number).or_insert(i64::MIN);
        *last = part.updated.max(part.published).map_or(*last, |at| at.max(*last));
        Some(number)
    }

    /// Gives back the number of the row, if the item can be recognised later.
    fn item(&mut self, part: &Part, format: Format, outline: &Outline, now: Timestamp) -> Option<usize> {
        let id = part.id.as_deref().filter(|id| EntryId::new(id).is_ok())?;
        let published = part.published.and_then(Timestamp::from_unix)?;
        // A permalink may be relative to the feed's own address.
        let base = outline.self_link.as_ref().and_then(|link| WebUrl::parse(&link.url).ok());
        let url = part.link.as_ref().and_then(|link| {
            let read = WebUrl::parse(link).or_else(|error| base.as_ref().map_or(Err(error), |base| base.join(link)));
            read.ok().map(|url| url.as_str().to_owned())
        });
        let title = part.title.clone();
        let find = |mark: String| self.by_mark.get(&mark).copied().flatten();
        // What stands twice in one format, under two ids, is two articles.
        let marks =
            [url.as_ref().map(|url| format!("url {url}")), title.as_ref().map(|title| titled(title, published))];
        let mut twins = marks.into_iter().flatten().filter_map(find);
        let twin = || twins.find(|&number| !self.seen.contains(&(number, format)));
        let known = find(format!("id {id}")).or_else(twin);
        let number = match known {
            Some(number) => {
                let row = &mut self.rows[number];
                // The same article under another id in another format: both stay as they were issued. An id that Atom
                // derives from ours by itself needs no entry.
                let own = EntryId::new(&row.id).is_ok_and(|own| format == Format::Atom && own.for_atom() == id);
                if row.id != id && !own && !row.ids.contains_key(&format) {
                    row.ids.insert(format, id.to_owned());
                }
                row.url = row.url.take().or(url);
                row.title = row.title.take().or(title);
                // A format that has only the day of the last change comes after one that has the first.
                if !row.has_date() {
                    row.published = published;
                } else if row.key.is_none() {
                    row.published = row.published.min(published);
                }
                number
            }
            None => {
                self.rows.push(Row { url, title, ..Row::new(id, published, now) });
                self.rows.len() - 1
            }
        };
        self.seen.insert((number, format));
        self.index(number);
        Some(number)
    }
}

/// Title and second, by which one article is found in several feeds of one site.
fn titled(title: &str, at: Timestamp) -> String {
    format!("title {at} {}", title_name(title))
}

/// A document of the publication itself.
pub(super) struct Document {
    /// The name of its feed, if that is known.
    pub feed: Option<String>,
    pub outline: Outline,
    /// Whether it is what subscribers fetch, and not a page or an archive that it goes on in.
    pub is_current: bool,
    /// The number of the archive document that it is.
    pub page: Option<u32>,
    /// The title of the items that its feed puts in the place of deleted ones.
    pub notice: Option<String>,
}

impl Document {
    /// A document of ours, by its path below the output directory.
    pub(super) fn at(publication: &Publication, path: &str, outline: Outline) -> Self {
        let (of, page) = archive::page_of(path).map_or((path.to_owned(), None), |(of, page)| (of, Some(page)));
        let (feed, page) = match (feed_at(publication, &of), page) {
            (Some(feed), Some(page)) => (Some(feed), Some(page)),
            _ => (feed_at(publication, path), None),
        };
        let is_of = |of: &&Feed| {
            let rest = feed.as_deref().and_then(|name| name.strip_prefix(&of.name));
            rest.is_some_and(|rest| rest.is_empty() || of.each.is_some() && rest.starts_with('/'))
        };
        let notice = publication.feeds.iter().find(is_of).and_then(deleted::notice);
        Self { feed, outline, is_current: page.is_none(), page, notice }
    }
}

/// The documents that this program published below the output directory.
///
/// A document of another program is not ours to continue: whoever wants that adopts it.
pub(super) fn from_output(publication: &Publication, output: &Path) -> Vec<Document> {
    let own = own_outlines(output).into_iter();
    own.map(|(path, outline)| Document::at(publication, &path, outline)).collect()
}

/// The same as they are: their paths below the output directory, and what they say.
pub(super) fn own_outlines(output: &Path) -> Vec<(String, Outline)> {
    let mut own = Vec::new();
    for entry in walkdir::WalkDir::new(output).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_file() || !is_feed(entry.path()) {
            continue;
        }
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        let (outline, text) = lint::outline(&bytes);
        let is_own = match outline.format {
            Some(Format::Json) => text.contains("\"_courant\""),
            _ => outline.generator.as_deref().is_some_and(|generator| generator.starts_with("Courant")),
        };
        if is_own {
            let path = entry.path().strip_prefix(output).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
            own.push((path, outline));
        }
    }
    own
}

/// The number of the archive document that says of itself that it is one of ours.
fn archive_at(publication: &Publication, outline: &Outline) -> Option<u32> {
    let own = outline.self_link.as_ref()?.url.strip_prefix(publication.feeds_url.as_str())?;
    let (of, page) = archive::page_of(own)?;
    feed_at(publication, &of).map(|_| page)
}

/// The documents that subscribers fetch now, whoever made them, with all that they go on in: the owner has said that
/// whatever is there is the publication's. An address at which there is nothing is that of a new feed.
///
/// # Errors
/// An address cannot be asked, or answers with anything else: then nobody knows what subscribers have.
pub(super) fn from_addresses(publication: &Publication, instances: &[Instance]) -> Result<Vec<Document>, Error> {
    let client = live::client(publication, Limits::default())?;
    let mut documents = Vec::new();
    for instance in instances {
        let feed = &publication.feeds[instance.feed];
        // One after another: there is no hurry, and nobody's server is to take it for an attack.
        for url in feed.formats.iter().filter_map(|&format| instance.address(publication, feed, format)) {
            let pages = pages(&client, &url).map_err(|error| Error::Live { why: error.to_string() })?;
            if let Some(why) = pages.broken.filter(|_| !pages.is_absent) {
                return Err(Error::Live { why });
            }
            let name = instance.name(feed);
            let documents_of = pages.outlines.into_iter().enumerate().map(|(number, outline)| Document {
                feed: Some(name.clone()),
                page: archive_at(publication, &outline),
                outline,
                is_current: number == 0,
                notice: deleted::notice(feed),
            });
            documents.extend(documents_of);
        }
    }
    Ok(documents)
}
