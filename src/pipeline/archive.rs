//! Archives: what no longer fits into a feed's document stays readable in documents that never change again (RFC 5005 §4).
//!
//! Articles are archived in the order in which they were published, as many at a time as one archive document holds, and
//! the ledger knows which document holds which: so an old document changes but once, to name the one after it. Readers
//! never fetch an archive twice. An article that changes after it was archived stands in the feed's own document again for
//! a while.

use super::{
    Error,
    assembled::Assembled,
    catalogue::{Entry, earlier},
    desk::Sink,
    digest,
    instance::Instance,
    kept::Published,
    masthead::{Edition, Masthead},
    memory::{Issued, Memory},
    past::{FeedMemo, Look, Output},
    plan::{Plan, place_of},
    press::{Judged, Press},
    report::Outcome,
};
use crate::{
    config::{Feed, Order as Sorting, Publication},
    diagnostic::{Diagnostic, Level},
    document::History,
    lint::Profiles,
    source::Stamp,
    value::{Format, Timestamp, WebUrl},
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::Arc,
};

/// Which of a feed's entries stand where.
#[derive(Debug, Default)]
pub(super) struct Division {
    /// Those of the feed's own document, in its order.
    pub hot: Vec<usize>,
    /// Archive documents that are complete now: their numbers and entries, oldest first.
    pub closing: Vec<(u32, Vec<usize>)>,
    /// The number of the last archive document, from 1; 0 if there is none.
    pub last: u32,
    /// The newest correction that its own document shows.
    pub corrected: Option<Timestamp>,
    /// When the first correction leaves it.
    pub leaves: Option<Timestamp>,
    /// How many corrections it has no room for.
    pub left_out: usize,
}

/// Divides the entries of a feed. `all` are in the feed's order.
pub(super) fn divide(
    (size, window): (usize, u64),
    feed: &Feed,
    name: &str,
    all: &[usize],
    entries: &[Entry],
    memory: &Memory,
) -> Division {
    let limit = feed.limit.unwrap_or(usize::MAX);
    let mut waiting: Vec<usize> = Vec::new();
    let mut division = Division::default();
    let mut shown: HashSet<usize> = HashSet::new();
    let mut corrections: Vec<(Timestamp, Timestamp, usize)> = Vec::new();
    let now = memory.now();
    for &number in all {
        let entry = &entries[number];
        match memory.page(entry, name) {
            None if entry.is_ghost() => {
                shown.insert(number);
            }
            None => waiting.push(number),
            Some(page) => {
                division.last = division.last.max(page);
                let until = memory.corrected(entry).and_then(|at| {
                    let window = i64::try_from(window).unwrap_or(i64::MAX);
                    Some((at, Timestamp::from_unix(at.unix().saturating_add(window))?))
                });
                if let Some((at, until)) = until.filter(|(_, until)| *until > now) {
                    corrections.push((at, until, number));
                }
            }
        }
    }
    // Whoever edits a whole archive at once makes no feed of it: the last corrections are shown, of one run the newest articles.
    corrections.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    division.left_out = corrections.len().saturating_sub(size.max(feed.limit.unwrap_or_default()));
    corrections.truncate(corrections.len() - division.left_out);
    for (at, until, number) in corrections {
        shown.insert(number);
        division.corrected = division.corrected.max(Some(at));
        division.leaves = earlier(division.leaves.map(|at| (at, ())), Some((until, ()))).map(|(at, ())| at);
    }
    // A page whose every article is gone is a page all the same.
    division.last = division.last.max(memory.last_page(name));
    let newest = match feed.order {
        Sorting::Oldest => &all[all.len().saturating_sub(limit)..],
        Sorting::Newest | Sorting::Updated => &all[..all.len().min(limit)],
    };
    shown.extend(newest);
    waiting.sort_by(|&a, &b| {
        let key = |number: usize| (entries[number].published, &entries[number].id);
        key(a).cmp(&key(b))
    });
    let mut waiting = waiting.as_slice();
    while waiting.len() > limit && waiting.len() >= size {
        let (page, rest) = waiting.split_at(size);
        division.last += 1;
        division.closing.push((division.last, page.to_vec()));
        waiting = rest;
    }
    shown.extend(waiting);
    division.hot = all.iter().copied().filter(|number| shown.contains(number)).collect();
    division
}

/// The path of an archive document: `news/rss.xml` -> `news/archive/rss-0001.xml`. It never changes.
pub(super) fn path(document: &str, page: u32) -> String {
    numbered(document, "archive", page)
}

/// The path of a further page: `news/rss.xml` -> `news/page/rss-0002.xml`.
pub(super) fn page_path(document: &str, page: u32) -> String {
    numbered(document, "page", page)
}

fn numbered(document: &str, directory: &str, page: u32) -> String {
    let (above, name) = document.rsplit_once('/').map_or(("", document), |(above, name)| (above, name));
    let (stem, extension) = name.rsplit_once('.').map_or((name, ""), |(stem, extension)| (stem, extension));
    let slash = if above.is_empty() { "" } else { "/" };
    let dot = if extension.is_empty() { "" } else { "." };
    format!("{above}{slash}{directory}/{stem}-{page:04}{dot}{extension}")
}

/// The number of the archive document that a path below the output directory is of, with its feed's document.
pub(super) fn page_of(path: &str) -> Option<(String, u32)> {
    let (above, name) = path.rsplit_once('/')?;
    let above = above.strip_suffix("archive")?;
    if !above.is_empty() && !above.ends_with('/') {
        return None;
    }
    let (stem, extension) = name.rsplit_once('.').map_or((name, None), |(stem, extension)| (stem, Some(extension)));
    let (stem, page) = stem.rsplit_once('-')?;
    let extension = extension.map(|extension| format!(".{extension}")).unwrap_or_default();
    Some((format!("{above}{stem}{extension}"), page.parse().ok()?))
}

/// Writes archive documents.
pub(super) struct Archivist<'a> {
    pub publication: &'a Publication,
    pub name: &'a str,
    pub instance: &'a Instance,
    pub masthead: &'a Masthead<'a>,
    pub memory: &'a Memory,
    pub output: &'a Path,
    pub memo: Option<&'a FeedMemo>,
    pub press: &'a Press<'a>,
    /// The number of the feed's style.
    pub style: usize,
}

/// What became of the archive documents of a feed.
#[derive(Default)]
pub(super) struct Archived {
    /// Documents that were put together.
    pub documents: Vec<(Issued, Outcome)>,
    /// Documents that are as they were left.
    pub untouched: Vec<Output>,
    /// Paths of documents that the feed no longer has.
    pub removed: Vec<String>,
    pub said: Vec<Diagnostic>,
    pub failures: Vec<Error>,
}

impl Archivist<'_> {
    fn feed(&self) -> &Feed {
        &self.publication.feeds[self.instance.feed]
    }

    /// Brings the archive documents of a feed up to date: those that are complete now, those that gain a next one, and those
    /// that are not as they were left.
    pub(super) fn publish(
        &self,
        plan: &Plan,
        division: &Division,
        entries: &[Entry],
        sink: &mut Sink<'_>,
    ) -> Result<Archived, Error> {
        let mut archived = Archived::default();
        let closing: BTreeMap<u32, &Vec<usize>> = division.closing.iter().map(|(page, all)| (*page, all)).collect();
        for page in 1..=division.last {
            let gains_next = closing.contains_key(&(page + 1));
            let intact: Vec<Option<Output>> = self
                .feed()
                .formats
                .iter()
                .map(|&format| {
                    let known = self.intact(&path(&self.instance.path(self.feed(), format), page), format);
                    known.filter(|_| !closing.contains_key(&page))
                })
                .collect();
            if !gains_next && intact.iter().all(Option::is_some) {
                intact.into_iter().flatten().for_each(|known| self.leave(known, &mut archived));
                continue;
            }
            let mut rendered: Option<Vec<Vec<Option<Arc<Judged>>>>> = None;
            let mut editions: Vec<(Format, Vec<Arc<Judged>>)> = Vec::new();
            for (nth, (&format, intact)) in self.feed().formats.iter().zip(intact).enumerate() {
                let place = path(&self.instance.path(self.feed(), format), page);
                let items: Vec<Arc<Judged>> = match &intact {
                    Some(known) if !gains_next => {
                        self.leave(known.clone(), &mut archived);
                        continue;
                    }
                    // What it holds stays as it is, also what has been deleted since.
                    Some(_) => Published::read(&self.output.join(&place), format).all(),
                    None => {
                        let rendered = match &mut rendered {
                            Some(rendered) => rendered,
                            None => {
                                let mut members = closing
                                    .get(&page)
                                    .map_or_else(|| self.members(plan, entries, page), |members| members.to_vec());
                                members.sort_by(|&a, &b| {
                                    let (a, b) = (&entries[a], &entries[b]);
                                    (b.published, &a.id).cmp(&(a.published, &b.id))
                                });
                                rendered.insert(self.render(&members, entries, &mut archived.said)?)
                            }
                        };
                        rendered.iter().filter_map(|items| items[nth].clone()).collect()
                    }
                };
                editions.push((format, items));
            }
            let updated = newest(editions.iter().flat_map(|(_, items)| items));
            for (format, items) in editions {
                self.put(self.assemble(format, page, division.last, updated, items), sink, &mut archived);
            }
        }
        Ok(archived)
    }

    /// Writes the further pages of a feed: all of them, since they move on with each new item.
    pub(super) fn paginate(&self, plan: &Plan, entries: &[Entry], sink: &mut Sink<'_>) -> Result<Archived, Error> {
        let mut archived = Archived::default();
        let feed = self.feed();
        let pages = pages(feed, plan.all.len());
        for page in 2..=pages {
            let members = plan.all.chunks(feed.limit.unwrap_or(usize::MAX)).nth(page as usize - 1).unwrap_or_default();
            let rendered = self.render(members, entries, &mut archived.said)?;
            let updated = newest(rendered.iter().flatten().flatten());
            for (nth, &format) in feed.formats.iter().enumerate() {
                let items: Vec<Arc<Judged>> = rendered.iter().filter_map(|items| items[nth].clone()).collect();
                let addresses = feed
                    .formats
                    .iter()
                    .filter_map(|&format| Some((format, page_address(self.publication, self.instance, format, page)?)));
                let addresses = Some(addresses.collect());
                let history = page_history(self.publication, self.instance, format, page, pages);
                let channel = self.masthead.channel(Edition { updated, addresses, deleted: Vec::new(), history });
                let path = page_path(&self.instance.path(feed, format), page);
                self.put(Assembled::new(format, path, &channel, items, Profiles::default()), sink, &mut archived);
            }
        }
        // Pages that the feed no longer fills.
        let more = |path: &str| {
            let paths = feed.formats.iter().map(|&format| self.instance.path(feed, format));
            let mut known = paths.map(|path| page_path(&path, 0));
            known.any(|zero| page_number(&zero, path).is_some_and(|page| page > pages))
        };
        for path in self.memory.paths_of(self.name).filter(|path| more(path)) {
            match sink.remove(path) {
                Ok(()) => archived.removed.push(path.to_owned()),
                Err(failure) => archived.failures.push(failure),
            }
        }
        Ok(archived)
    }

    /// Judges a document and hands it on.
    fn put(&self, document: Assembled, sink: &mut Sink<'_>, archived: &mut Archived) {
        let found: Vec<Diagnostic> = document.judge(&place_of(self.publication, self.feed())).collect();
        let is_broken = found.iter().any(|d| d.level == Level::Error);
        archived.said.extend(found.into_iter().filter(|d| d.level > Level::Note));
        let outcome = if is_broken {
            Outcome::HeldBack
        } else {
            sink.put(&document.path, &|out| document.write(out)).unwrap_or_else(|failure| {
                archived.failures.push(failure);
                Outcome::HeldBack
            })
        };
        archived.documents.push((document.issued(self.name), outcome));
    }

    /// The entries of an archive document by the ledger.
    fn members(&self, plan: &Plan, entries: &[Entry], page: u32) -> Vec<usize> {
        let is_in = |&number: &usize| self.memory.page(&entries[number], self.name) == Some(page);
        plan.all.iter().copied().filter(is_in).collect()
    }

    /// Renders entries in each format; an item that one format cannot carry is left out of all.
    fn render(
        &self,
        members: &[usize],
        entries: &[Entry],
        said: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Vec<Option<Arc<Judged>>>>, Error> {
        let formats = &self.feed().formats;
        let wanted = formats.iter().map(|&format| (self.style, format)).collect();
        let pressed: Vec<_> =
            members.par_iter().map(|&number| self.press.one(&entries[number], &wanted)).collect::<Result<_, _>>()?;
        let mut rendered = Vec::new();
        for mut shown in pressed {
            said.append(&mut shown.diagnostics);
            let items: Vec<_> =
                formats.iter().map(|&format| shown.fragments.get(&(self.style, format)).cloned()).collect();
            if items.iter().all(Option::is_some) {
                rendered.push(items);
            }
        }
        Ok(rendered)
    }

    fn assemble(
        &self,
        format: Format,
        page: u32,
        last: u32,
        updated: Option<Timestamp>,
        items: Vec<Arc<Judged>>,
    ) -> Assembled {
        let address = |format| self.instance.address(self.publication, self.feed(), format);
        let history = address(format).map_or(History::None, |current| History::Archive {
            current,
            prev_archive: (page > 1).then(|| self.address(format, page - 1)).flatten(),
            next_archive: (page < last).then(|| self.address(format, page + 1)).flatten(),
        });
        let addresses = self.feed().formats.iter().filter_map(|&format| Some((format, self.address(format, page)?)));
        let addresses = Some(addresses.collect());
        let channel = self.masthead.channel(Edition { updated, addresses, deleted: Vec::new(), history });
        Assembled::new(
            format,
            path(&self.instance.path(self.feed(), format), page),
            &channel,
            items,
            Profiles::default(),
        )
    }

    /// The address of an archive document.
    pub(super) fn address(&self, format: Format, page: u32) -> Option<WebUrl> {
        address(self.publication, self.instance, format, page)
    }

    /// The archive document, if it is as the ledger knows it.
    fn intact(&self, path: &str, format: Format) -> Option<Output> {
        let known = self.memo.and_then(|memo| memo.documents.iter().find(|output| output.path == path));
        if let Some(output) = known.filter(|output| self.memory.agrees(path, output.digest.as_deref())) {
            match output.look(self.output) {
                Look::Proven if output.stamp.is_some() => return Some(output.left()),
                Look::Same(stamp) => return Some(Output { stamp: Some(stamp), ..output.left() }),
                Look::Proven | Look::Other => return None,
            }
        }
        // The stamp is taken first: it vouches for the bytes that are read now.
        let (stamp, digest) = (Stamp::of(&self.output.join(path)).ok()?, digest::of_file(&self.output.join(path))?);
        let known = self.memory.published(path).filter(|known| known.digest == digest);
        let known = known.map(|known| (usize::try_from(known.items).unwrap_or(usize::MAX), known.bytes));
        let (items, bytes) = known.or_else(|| self.learnt(path, format))?;
        let (path, digest, stamp) = (path.to_owned(), Some(digest), Some(stamp));
        Some(Output { path, format, items, held_back: false, was_written: false, bytes, digest, stamp })
    }

    /// The items and bytes of an archive document from which a lost ledger was learnt: readers have it as it stands there,
    /// with what was deleted or edited since.
    fn learnt(&self, path: &str, format: Format) -> Option<(usize, u64)> {
        let path = self.output.join(path);
        let published = Some(Published::read(&path, format)).filter(|known| self.memory.is_fresh && known.is_own())?;
        let items = Some(published.all().len()).filter(|items| *items > 0)?;
        Some((items, path.metadata().ok()?.len()))
    }

    /// Leaves a document as it is.
    fn leave(&self, known: Output, archived: &mut Archived) {
        match &known.digest {
            // The ledger has to know it again.
            Some(digest) if self.memory.is_fresh => {
                let Output { path, format, items, bytes, .. } = known.clone();
                let (feed, digest) = (self.name.to_owned(), digest.clone());
                let issued = Issued { path, feed, format, items, bytes, digest };
                archived.documents.push((issued, Outcome::Unchanged));
            }
            _ => archived.untouched.push(known),
        }
    }
}

/// The address of an archive document of a feed.
pub(super) fn address(publication: &Publication, instance: &Instance, format: Format, page: u32) -> Option<WebUrl> {
    let feed = &publication.feeds[instance.feed];
    publication.feeds_url.join(&path(&instance.path(feed, format), page)).ok()
}

/// The newest change of some items: the same for all formats, though not all of them say it.
fn newest<'i>(items: impl Iterator<Item = &'i Arc<Judged>>) -> Option<Timestamp> {
    items.filter_map(|item| Timestamp::from_unix(item.facts.updated()?)).max()
}

/// How many pages a feed has.
pub(super) fn pages(feed: &Feed, entries: usize) -> u32 {
    u32::try_from(entries.div_ceil(feed.limit.unwrap_or(usize::MAX)).max(1)).unwrap_or(u32::MAX)
}

/// What a page says of the others; nothing, if it is the only one.
pub(super) fn page_history(
    publication: &Publication,
    instance: &Instance,
    format: Format,
    page: u32,
    pages: u32,
) -> History {
    let address = |page| page_address(publication, instance, format, page);
    match (address(1), address(pages)) {
        (Some(first), Some(last)) if pages > 1 => History::Page {
            first,
            last,
            previous: (page > 1).then(|| address(page - 1)).flatten(),
            next: (page < pages).then(|| address(page + 1)).flatten(),
        },
        _ => History::None,
    }
}

fn page_address(publication: &Publication, instance: &Instance, format: Format, page: u32) -> Option<WebUrl> {
    let document = instance.path(&publication.feeds[instance.feed], format);
    publication.feeds_url.join(&if page == 1 { document } else { page_path(&document, page) }).ok()
}

/// The number of a page, given the path of the page 0 of its document.
fn page_number(zero: &str, path: &str) -> Option<u32> {
    let (before, after) = zero.rsplit_once("0000")?;
    path.strip_prefix(before)?.strip_suffix(after)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{page_of, page_path, path};

    #[test]
    fn archives_lie_beside_their_feed() {
        for (document, archive) in [
            ("news/rss.xml", "news/archive/rss-0001.xml"),
            ("feed.json", "archive/feed-0001.json"),
            ("tag/x/index.xml", "tag/x/archive/index-0001.xml"),
            ("feeds/all", "feeds/archive/all-0001"),
        ] {
            assert_eq!(path(document, 1), archive);
            assert_eq!(page_of(archive), Some((document.to_owned(), 1)));
        }
        assert_eq!(path("a/b.xml", 12_345), "a/archive/b-12345.xml");
        assert_eq!(page_path("a/b.xml", 2), "a/page/b-0002.xml");
        assert_eq!(page_of("news/rss.xml"), None);
        assert_eq!(page_of("myarchive/rss-0001.xml"), None);
        assert_eq!(page_of("archive/rss.xml"), None);
    }
}
