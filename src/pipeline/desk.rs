//! The desk: where the documents of one feed are put together, judged, and handed on.

use super::{
    Error,
    archive::{self, Archivist},
    assembled::Assembled,
    catalogue::Entry,
    changes::{self, FeedChanges},
    flood::{self, Flood},
    kept::Published,
    late::Arrivals,
    masthead::{Edition, Masthead},
    memory::{Issued, Memory},
    past::Output,
    plan::{Plan, place_of},
    press::{Judged, Shown},
    report::Outcome,
    show,
    stale::Order,
};
use crate::{
    config::{self, Feed, OnDelete, Order as Sorting, Publication},
    diagnostic::{Diagnostic, Level, Place, rules},
    document::{self, Deletion, History, Redaction},
    lint,
    publish::{self, Publisher},
    state::Row,
    value::{Format, Timestamp, WebUrl},
};
use std::{collections::HashSet, io::Write, path::Path, sync::Arc};

/// Where documents go.
pub(super) enum Sink<'a> {
    Write(Box<Publisher>),
    /// `--dry-run`: only compared with what is there.
    Compare(&'a Path),
}

impl Sink<'_> {
    pub(super) fn put(
        &mut self,
        path: &str,
        write: &dyn Fn(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Outcome, Error> {
        let same = match self {
            Self::Write(publisher) => matches!(publisher.stage(path, write)?, publish::Outcome::Unchanged),
            Self::Compare(root) => publish::equals(&root.join(path), write)?,
        };
        Ok(if same { Outcome::Unchanged } else { Outcome::Written })
    }

    /// Takes a document away.
    pub(super) fn remove(&mut self, path: &str) -> Result<(), Error> {
        match self {
            Self::Write(publisher) => Ok(publisher.remove(path)?),
            Self::Compare(_) => Ok(()),
        }
    }
}

/// Where one feed is put together.
pub(super) struct Desk<'a> {
    pub publication: &'a Publication,
    pub order: &'a Order<'a>,
    /// For how many records the feed's condition could not be worked out.
    pub undecided: usize,
    pub shown: &'a [Shown],
    pub catalogue: &'a [Entry],
    /// The output directory.
    pub output: &'a Path,
    pub memory: &'a Memory,
    /// Whether what subscribers would see is worked out.
    pub compares: bool,
    /// Whether subscribers may see articles again that they have.
    pub allows_flood: bool,
    pub masthead: &'a Masthead<'a>,
    pub archivist: &'a Archivist<'a>,
    /// How many articles that were adopted are published at all.
    pub adopted: usize,
}

/// What became of a feed.
#[derive(Default)]
pub(super) struct Done {
    /// The entries that it shows; none, if it is held back.
    pub entries: Vec<usize>,
    /// Its documents, unless it is held back.
    pub documents: Vec<(Issued, Outcome)>,
    /// Documents of it that are as they were left.
    pub untouched: Vec<Output>,
    /// Paths of documents that it no longer has.
    pub removed: Vec<String>,
    pub is_held_back: bool,
    /// How many of its items were withheld.
    pub withheld: usize,
    /// How many of them stay as they were published.
    pub kept: usize,
    pub changes: Option<FeedChanges>,
    pub said: Vec<Diagnostic>,
    /// What this run alone has to say: it is over with it.
    pub news: Vec<Diagnostic>,
    pub failures: Vec<Error>,
}

/// An entry that a feed shows, and its item in each of the feed's formats.
pub(super) struct Line {
    pub entry: usize,
    items: Vec<Arc<Judged>>,
}

impl Desk<'_> {
    fn feed(&self) -> &Feed {
        &self.publication.feeds[self.order.plan.instance.feed]
    }

    fn plan(&self) -> &Plan {
        self.order.plan
    }

    /// Puts the documents of all formats together, judges them and hands them on.
    pub(super) fn publish(&self, sink: &mut Sink<'_>) -> Done {
        let mut done = Done::default();
        let (mut entries, kept, ghosts) = self.entries();
        let chosen = self.plan().entries.iter().filter(|&&entry| !self.catalogue[entry].is_ghost()).count();
        done.withheld = chosen + ghosts - entries.len() + kept + self.undecided;
        done.kept = kept;
        let all = chosen + self.undecided;
        if self.feed().items.max_withheld.exceeded(done.withheld, all) {
            let message = format!("{} of {all} items had to be withheld", done.withheld);
            let diagnostic = Diagnostic::new(&rules::feed::TOO_MANY_WITHHELD, self.place(), message).help(
                "mend the records named above; until then the feed stays as it was (`max_withheld` sets the limit)",
            );
            return done.held_back(vec![diagnostic]);
        }
        if self.compares {
            done.changes = Some(self.changes(&entries));
        }
        if let Some(diagnostic) = self.flood(&entries) {
            return done.held_back(vec![diagnostic]);
        }
        let mut documents = self.assemble(&entries);
        if let Some(max) = self.feed().max_bytes {
            while documents.iter().any(|d| d.len() > max) && !entries.is_empty() {
                self.drop_oldest(&mut entries, &documents, max);
                documents = self.assemble(&entries);
            }
        }
        let place = self.place();
        let found: Vec<Diagnostic> = documents.iter().flat_map(|document| document.judge(&place)).collect();
        if found.iter().any(|d| d.level == Level::Error) {
            return done.held_back(found);
        }
        done.said.extend(found);
        done.news.extend(self.late(&entries));
        done.said.extend(self.left_out(&entries));
        done.said.extend(self.left_as_archived());
        // What a document leads to is there before it.
        if let Err(failure) = self.past(sink, &mut done) {
            done.failures.push(failure);
            return done.held_back(Vec::new());
        }
        self.beside(&entries, sink, &mut done);
        for document in &documents {
            // One document that cannot be written keeps no other from being published.
            let outcome = sink.put(&document.path, &|out| document.write(out)).unwrap_or_else(|failure| {
                done.failures.push(failure);
                Outcome::HeldBack
            });
            done.documents.push((document.issued(&self.order.name), outcome));
        }
        done.entries = entries.iter().map(|line| line.entry).collect();
        done
    }

    /// What directories would drop of a podcast.
    fn left_out(&self, lines: &[Line]) -> Option<Diagnostic> {
        let shown: HashSet<usize> = lines.iter().map(|line| line.entry).collect();
        let gone = self.plan().wanted.iter().filter(|entry| !shown.contains(entry)).map(|&entry| {
            let marks = &self.catalogue[entry].card.marks;
            format!("“{}”", marks.title.as_deref().unwrap_or(&marks.key))
        });
        show::left_out(self.feed(), self.place(), &gone.collect::<Vec<_>>())
    }

    /// Corrections of archived articles for which the feed has no room.
    fn left_as_archived(&self) -> Option<Diagnostic> {
        let left_out = self.order.division.as_ref()?.left_out;
        let message = match left_out {
            0 => return None,
            1 => "one archived article that was edited is not shown again".to_owned(),
            _ => format!("{left_out} archived articles that were edited are not shown again"),
        };
        let help = "subscribers have the last edits only, and the others as they were; a larger `archive_size` shows more of them";
        Some(Diagnostic::new(&rules::feed::CORRECTIONS_LEFT_OUT, self.place(), message).help(help))
    }

    /// Writes the documents of what is no longer in the feed's own.
    fn past(&self, sink: &mut Sink<'_>, done: &mut Done) -> Result<(), Error> {
        let archived = match (&self.order.division, self.feed().history) {
            (Some(division), _) => self.archivist.publish(self.plan(), division, self.catalogue, sink)?,
            (None, config::History::Pages) => self.archivist.paginate(self.plan(), self.catalogue, sink)?,
            (None, _) => return Ok(()),
        };
        done.documents.extend(archived.documents);
        done.untouched.extend(archived.untouched);
        done.removed.extend(archived.removed);
        done.said.extend(archived.said);
        done.failures.extend(archived.failures);
        Ok(())
    }

    /// What subscribers would see. Of several formats the first speaks for all: they show the same.
    fn changes(&self, lines: &[Line]) -> FeedChanges {
        let items: Vec<changes::Item<'_>> = lines
            .iter()
            .map(|line| changes::Item { entry: &self.catalogue[line.entry], text: &line.items[0].text })
            .collect();
        let published = self.published();
        let compared = published
            .iter()
            .zip(&self.feed().formats)
            .next()
            .map(|(published, &format)| changes::compare(published, format, &self.publication.zone, &items));
        let mut changes = compared.unwrap_or_default();
        // Who comes along from another site's feed has seen what was adopted there, though no document of ours shows it yet.
        let adopted = items.iter().map(|item| item.entry).filter(|entry| self.memory.was_adopted(entry));
        let first = self.feed().formats.first();
        let adopted: HashSet<String> = adopted.filter_map(|entry| Some(entry.id_in(*first?).into_owned())).collect();
        changes.retain(|change| change.kind != changes::ChangeKind::New || !adopted.contains(&change.id));
        FeedChanges { feed: self.order.name.clone(), changes }
    }

    /// Whether the feed would show its subscribers what they have as new.
    fn flood(&self, lines: &[Line]) -> Option<Diagnostic> {
        let most = self.publication.flood_guard;
        let name = &self.order.name;
        let arrivals: Vec<&Entry> = lines
            .iter()
            .map(|line| &self.catalogue[line.entry])
            .filter(|entry| !self.memory.shows(entry, name))
            .collect();
        if self.allows_flood || arrivals.len() <= most {
            return None;
        }
        let flood = self
            .published()
            .iter()
            .zip(&self.feed().formats)
            .filter_map(|(published, &format)| flood::compare(published, format, &self.publication.zone, &arrivals))
            .max_by_key(|flood| flood.count)
            .filter(|flood| flood.count > most);
        let help = match flood {
            Some(_) => "`courant adopt` with the feed that subscribers have keeps its ids and dates",
            None => {
                "the feed that was adopted has them under other ids: give each record the `id` or the date that it has there, then \
                 `courant adopt` says who is recognised"
            }
        };
        let flood = flood.or_else(|| self.adopted_flood(&arrivals).filter(|flood| flood.count > most))?;
        let message = format!(
            "{} of {} articles would be new to subscribers who have them already: {}",
            flood.count,
            lines.len(),
            flood.examples.join("; ")
        );
        Some(
            Diagnostic::new(&rules::feed::FLOOD_REFUSED, self.place(), message)
                .help(format!("{help}; `courant build --allow-flood {name}` shows everything again")),
        )
    }

    /// What would be shown again of what was adopted.
    fn adopted_flood(&self, arrivals: &[&Entry]) -> Option<Flood> {
        let claimed: HashSet<usize> = self.catalogue.iter().filter_map(|entry| Some(entry.claim?.row)).collect();
        let rows: Vec<&Row> = self.memory.adopted().filter(|(n, _)| !claimed.contains(n)).map(|(_, row)| row).collect();
        if rows.is_empty() {
            return None;
        }
        // Who has a row is known by the id that was issued, and shown under no other.
        let new: Vec<&Entry> = arrivals.iter().copied().filter(|entry| entry.claim.is_none()).collect();
        let format = self.feed().formats.first()?;
        flood::against_adopted(&rows, *format, &self.publication.zone, &new)
    }

    /// Whether the feed would show its subscribers as new what is old.
    fn late(&self, lines: &[Line]) -> Option<Diagnostic> {
        if self.allows_flood {
            return None;
        }
        let arrivals = Arrivals {
            memory: self.memory,
            feed: self.feed(),
            name: &self.order.name,
            entries: lines.iter().map(|line| &self.catalogue[line.entry]).collect(),
            adopted: self.adopted,
        };
        arrivals.judge(self.publication.flood_guard, self.place(), || self.published())
    }

    /// What the feed shows; how many of it are as they were published since they cannot be rendered well enough; and how
    /// many are so since their records cannot be read. An item that one format cannot carry is left out of all, since they
    /// must show the same; if all of them have it from an earlier run, they keep it.
    fn entries(&self) -> (Vec<Line>, usize, usize) {
        let mut published: Option<Vec<Published>> = None;
        let (mut kept, mut ghosts) = (0, 0);
        let shown = self.plan().entries.iter().filter_map(|&entry| {
            let fragments = &self.shown[entry].fragments;
            let style = self.order.style;
            let now: Option<Vec<_>> =
                self.feed().formats.iter().map(|&format| fragments.get(&(style, format)).cloned()).collect();
            let items = now.or_else(|| {
                let published = published.get_or_insert_with(|| self.published());
                let entry = &self.catalogue[entry];
                let items: Option<Vec<_>> = published.iter().map(|document| document.item(entry)).collect();
                let count = if entry.is_ghost() { &mut ghosts } else { &mut kept };
                *count += usize::from(items.is_some());
                items
            })?;
            Some(Line { entry, items })
        });
        let shown = shown.collect();
        (shown, kept, ghosts)
    }

    /// The feed's documents as they are published now.
    fn published(&self) -> Vec<Published> {
        let path = |format| self.output.join(self.plan().instance.path(self.feed(), format));
        self.feed().formats.iter().map(|&format| Published::read(&path(format), format)).collect()
    }

    pub(super) fn place(&self) -> Place {
        place_of(self.publication, self.feed()).field(format!("feed {}", self.order.name))
    }

    fn assemble(&self, lines: &[Line]) -> Vec<Assembled> {
        let newest = lines.iter().map(|line| self.changed(line)).max();
        let updated = newest.max(self.order.told.last).max(self.order.division.as_ref().and_then(|d| d.corrected));
        let (masthead, instance) = (self.masthead, &self.plan().instance);
        let formats = self.feed().formats.iter().enumerate();
        formats
            .map(|(n, &format)| {
                let mut items: Vec<Arc<Judged>> = lines.iter().map(|line| Arc::clone(&line.items[n])).collect();
                if format == Format::Rss && self.feed().removal.rss == OnDelete::Redact {
                    self.redact(lines, &mut items);
                }
                let edition =
                    Edition { updated, addresses: None, deleted: self.deleted(format), history: self.history(format) };
                Assembled::new(
                    format,
                    instance.path(self.feed(), format),
                    &masthead.channel(edition),
                    items,
                    show::profiles(self.feed()),
                )
            })
            .collect()
    }

    /// What a document of this format says about deleted articles.
    fn deleted(&self, format: Format) -> Vec<Deletion> {
        if format == Format::Rss && self.feed().removal.rss != OnDelete::Tombstone {
            return Vec::new();
        }
        let deleted = self.order.told.deleted.iter();
        deleted
            .filter_map(|deleted| {
                let id = deleted.id_in(format)?;
                let url = deleted.url.clone().filter(|url| *url != id);
                Some(Deletion { id, url, when: deleted.at, reason: deleted.reason.clone() })
            })
            .collect()
    }

    fn history(&self, format: Format) -> History {
        match &self.order.division {
            Some(division) if division.last > 0 => History::Subscription {
                prev_archive: archive::address(self.publication, &self.plan().instance, format, division.last),
            },
            None if self.feed().history == config::History::Pages => {
                let pages = archive::pages(self.feed(), self.plan().all.len());
                archive::page_history(self.publication, &self.plan().instance, format, 1, pages)
            }
            _ => History::None,
        }
    }

    /// Puts an item without text in the place of each that was shown when its article was deleted.
    fn redact(&self, lines: &[Line], items: &mut Vec<Arc<Judged>>) {
        let removal = &self.feed().removal;
        // Places are those of the lines; from the last one on, so that they stay true.
        let mut notices: Vec<(usize, Arc<Judged>)> = Vec::new();
        for deleted in self.order.told.deleted.iter().filter(|deleted| deleted.was_visible) {
            let Some(id) = deleted.id_in(Format::Rss) else { continue };
            let url = deleted.url.as_deref().and_then(|url| WebUrl::parse(url).ok());
            let redaction = Redaction {
                id: &id,
                url: url.as_ref(),
                published: deleted.published,
                removed: Some(deleted.at),
                notice: &removal.notice,
                title: None,
            };
            let Ok(fragment) = document::redacted(Format::Rss, &redaction) else { continue };
            let (_, facts) = lint::item(Format::Rss, &fragment.text, &fragment.namespaces);
            let judged = Arc::new(Judged { text: fragment.text, namespaces: fragment.namespaces, facts });
            let published = |line: &Line| self.catalogue[line.entry].published;
            let at = match self.feed().order {
                Sorting::Newest => lines.partition_point(|line| published(line) > deleted.published),
                Sorting::Oldest => lines.partition_point(|line| published(line) < deleted.published),
                Sorting::Updated => lines.partition_point(|line| self.changed(line) > deleted.at),
            };
            notices.push((at, judged));
        }
        notices.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        for (at, judged) in notices {
            items.insert(at, judged);
        }
    }

    /// Leaves out as many of the oldest items as the largest document is too long by, and at least one.
    fn drop_oldest(&self, entries: &mut Vec<Line>, documents: &[Assembled], max: u64) {
        let Some(largest) = documents.iter().max_by_key(|d| d.len()) else { return };
        let mut over = largest.len().saturating_sub(max);
        while let Some(size) = largest.items.get(entries.len().saturating_sub(1)).map(|i| i.text.len() as u64) {
            if self.feed().order == Sorting::Oldest {
                entries.remove(0);
            } else {
                entries.pop();
            }
            over = over.saturating_sub(size);
            if over == 0 || entries.is_empty() {
                return;
            }
        }
    }

    /// When an entry changed last. Of one that cannot be read its published items know it.
    fn changed(&self, line: &Line) -> Timestamp {
        let entry = &self.catalogue[line.entry];
        let known = || line.items.iter().filter_map(|item| Timestamp::from_unix(item.facts.updated()?)).max();
        if entry.is_ghost() { known().unwrap_or(entry.changed).max(entry.changed) } else { entry.changed }
    }
}

impl Done {
    fn held_back(mut self, said: Vec<Diagnostic>) -> Self {
        self.said.extend(said);
        self.is_held_back = true;
        self
    }
}
