//! The desk: where the documents of one feed are put together, judged, and handed on.

use super::{
    Error,
    catalogue::Entry,
    changes::{self, FeedChanges},
    flood,
    kept::Published,
    late::Arrivals,
    memory::{Digester, Issued, Memory},
    people,
    plan::{Plan, place_of},
    press::{Judged, Shown},
    report::Outcome,
    stale::Order,
};
use crate::{
    config::{self, AuthorRef, Feed, Order as Sorting, Publication},
    diagnostic::{Diagnostic, Level, Place, rules},
    document::{self, Channel, Envelope, History},
    lint::{self, Facts},
    publish::{self, Publisher},
    record::{self, PeopleTable},
    value::{Format, Language, Timestamp, Zone},
};
use std::{collections::BTreeMap, io::Write, path::Path, sync::Arc};

/// Where documents go.
pub(super) enum Sink<'a> {
    Write(Box<Publisher>),
    /// `--dry-run`: only compared with what is there.
    Compare(&'a Path),
}

impl Sink<'_> {
    fn put(&mut self, path: &str, write: &dyn Fn(&mut dyn Write) -> std::io::Result<()>) -> Result<Outcome, Error> {
        let same = match self {
            Self::Write(publisher) => matches!(publisher.stage(path, write)?, publish::Outcome::Unchanged),
            Self::Compare(root) => publish::equals(&root.join(path), write)?,
        };
        Ok(if same { Outcome::Unchanged } else { Outcome::Written })
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
    pub people: &'a PeopleTable,
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
struct Line {
    entry: usize,
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
        let found: Vec<Diagnostic> = documents
            .iter()
            .flat_map(|document| {
                let facts: Vec<Facts> = document.items.iter().map(|item| item.facts.clone()).collect();
                let place = self.place().field(document.path.clone());
                lint::envelope(document.format, &document.envelope.head, &document.envelope.tail, &facts)
                    .into_iter()
                    .map(move |d| Diagnostic { place: place.clone(), ..d })
            })
            .collect();
        if found.iter().any(|d| d.level == Level::Error) {
            return done.held_back(found);
        }
        done.said.extend(found);
        done.news.extend(self.late(&entries));
        for document in &documents {
            // One document that cannot be written keeps no other from being published.
            let outcome = sink.put(&document.path, &|out| document.write(out)).unwrap_or_else(|failure| {
                done.failures.push(failure);
                Outcome::HeldBack
            });
            let mut digester = Digester::default();
            // Nothing that is in memory fails to be digested.
            document.write(&mut digester).ok();
            let (digest, bytes) = digester.finish();
            let (path, items) = (document.path.clone(), document.items.len());
            let feed = self.order.name.clone();
            done.documents.push((Issued { path, feed, format: document.format, items, bytes, digest }, outcome));
        }
        done.entries = entries.iter().map(|line| line.entry).collect();
        done
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
        FeedChanges { feed: self.order.name.clone(), changes: compared.unwrap_or_default() }
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
            .filter(|flood| flood.count > most)?;
        let message = format!(
            "{} of {} articles would be new to subscribers who have them already: {}",
            flood.count,
            lines.len(),
            flood.examples.join("; ")
        );
        Some(Diagnostic::new(&rules::feed::FLOOD_REFUSED, self.place(), message).help(format!(
            "`courant adopt` with the feed that subscribers have keeps its ids and dates; `courant build --allow-flood {name}` shows everything again"
        )))
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

    fn place(&self) -> Place {
        place_of(self.publication, self.feed()).field(format!("feed {}", self.order.name))
    }

    fn assemble(&self, lines: &[Line]) -> Vec<Assembled> {
        self.feed()
            .formats
            .iter()
            .enumerate()
            .map(|(n, &format)| {
                let items: Vec<Arc<Judged>> = lines.iter().map(|line| Arc::clone(&line.items[n])).collect();
                let mut namespaces = BTreeMap::new();
                for item in &items {
                    namespaces.extend(item.namespaces.iter().map(|(prefix, uri)| (prefix.clone(), uri.clone())));
                }
                let channel = self.channel(lines);
                let envelope = document::envelope(format, &channel, &namespaces);
                Assembled { format, path: self.plan().instance.path(self.feed(), format), envelope, items }
            })
            .collect()
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

    fn channel(&self, lines: &[Line]) -> Channel {
        let (publication, feed, instance) = (self.publication, self.feed(), &self.plan().instance);
        let stated = &feed.channel;
        let updated = lines.iter().map(|line| self.changed(line)).max();
        let value_language = feed
            .each
            .filter(|each| *each == config::Each::Language)
            .and_then(|_| instance.value.as_ref().and_then(|(_, label)| label.parse::<Language>().ok()));
        Channel {
            id: self.order.id.clone(),
            title: instance.fill(&feed.title),
            link: feed
                .link
                .as_ref()
                .and_then(|link| publication.link.join(&instance.fill(link)).ok())
                .unwrap_or_else(|| publication.link.clone()),
            addresses: feed
                .formats
                .iter()
                .filter_map(|&format| instance.address(publication, feed, format).map(|url| (format, url)))
                .collect(),
            description: stated.description.as_ref().map(|text| instance.fill(text)),
            language: value_language.or_else(|| stated.language.clone()),
            rights: stated.rights.clone(),
            license: stated.license.clone(),
            authors: stated.authors.iter().map(|author| self.person(author)).collect(),
            webmaster: stated.webmaster.as_ref().map(|p| self.visible(people::person(p))),
            categories: stated
                .categories
                .iter()
                .map(|term| record::Category { term: term.clone(), scheme: None, label: None })
                .collect(),
            image: stated.image.as_ref().map(|image| record::Image {
                url: image.url.clone(),
                alt: image.alt.clone(),
                width: image.width,
                height: image.height,
            }),
            icon: stated.icon.clone(),
            favicon: stated.favicon.clone(),
            logo: stated.logo.clone(),
            ttl: stated.ttl,
            skip_hours: stated.skip_hours.clone(),
            skip_days: stated.skip_days.clone(),
            schedule: stated.schedule.clone(),
            hubs: stated.hubs.clone(),
            updated: updated.unwrap_or_else(|| beginning_of(publication)),
            deleted: Vec::new(),
            history: History::None,
            namespaces: feed.items.namespaces.clone(),
        }
    }

    /// When an entry changed last. Of one that cannot be read its published items know it.
    fn changed(&self, line: &Line) -> Timestamp {
        let entry = &self.catalogue[line.entry];
        let known = || line.items.iter().filter_map(|item| Timestamp::from_unix(item.facts.updated()?)).max();
        if entry.is_ghost() { known().unwrap_or(entry.changed).max(entry.changed) } else { entry.changed }
    }

    fn person(&self, author: &AuthorRef) -> record::Person {
        let person = match author {
            AuthorRef::Person(stated) => people::person(stated),
            AuthorRef::Named(name) => self
                .people
                .by_slug
                .get(name)
                .cloned()
                .unwrap_or_else(|| record::Person { name: name.clone(), ..record::Person::default() }),
        };
        self.visible(person)
    }

    fn visible(&self, person: record::Person) -> record::Person {
        if self.feed().items.show_emails { person } else { record::Person { email: None, ..person } }
    }
}

impl Done {
    fn held_back(mut self, said: Vec<Diagnostic>) -> Self {
        self.said.extend(said);
        self.is_held_back = true;
        self
    }
}

/// The time of a feed that has never had an item: the day of the tag, on which the publisher held the name.
fn beginning_of(publication: &Publication) -> Timestamp {
    const FALLBACK: i64 = 946_684_800; // 2000-01-01T00:00:00Z
    let day = publication.tag.as_ref().map_or("2000", |tag| tag.as_str().rsplit(',').next().unwrap_or("2000"));
    let day = format!("{day}{}", &"-01-01"[(day.len().clamp(4, 10) - 4)..]);
    let instant = record::date::read_date(&day, &Zone::UTC).ok().map(|read| read.instant);
    instant.or_else(|| Timestamp::from_unix(FALLBACK)).expect("the fallback is within the calendar")
}

/// A document in parts: nothing of it is whole in memory twice.
struct Assembled {
    format: Format,
    path: String,
    envelope: Envelope,
    items: Vec<Arc<Judged>>,
}

impl Assembled {
    fn len(&self) -> u64 {
        let between = self.envelope.between.len() * self.items.len().saturating_sub(1);
        let items: usize = self.items.iter().map(|item| item.text.len()).sum();
        (self.envelope.head.len() + items + between + self.envelope.tail.len()) as u64
    }

    fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        out.write_all(self.envelope.head.as_bytes())?;
        for (i, item) in self.items.iter().enumerate() {
            if i > 0 {
                out.write_all(self.envelope.between.as_bytes())?;
            }
            out.write_all(item.text.as_bytes())?;
        }
        out.write_all(self.envelope.tail.as_bytes())
    }
}
