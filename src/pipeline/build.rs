//! `build`: records -> feeds.

use super::{
    Error,
    catalogue::{Catalogue, catalogue},
    instance::Instance,
    people,
    press::{self, Judged, Shown, Style, Wanted},
    report::{Document, Outcome, Report},
};
use crate::{
    config::{AuthorRef, Feed, Order, Publication},
    diagnostic::{Diagnostic, Level, Place, rules},
    document::{self, Channel, Envelope},
    lint::{self, Facts},
    publish::{self, Publisher},
    record::{self, PeopleTable},
    value::{Clock, Format, Language, Timestamp},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    io::Write,
    path::Path,
    sync::Arc,
};

/// What a build is asked to do.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The run's "now".
    pub clock: Clock,
    /// Only these feeds (`news`, `category`, `category/politics`); all if empty.
    pub feeds: Vec<String>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Builds the publication's feeds into its output directory.
///
/// `tick` is called for each record that is rendered, from several threads, for those who show progress.
///
/// # Errors
/// What keeps the run from taking place. Findings about records and feeds are in the report, also about those that could
/// not be published; the others are.
pub fn build(publication: &Publication, options: &BuildOptions, tick: &(dyn Fn() + Sync)) -> Result<Report, Error> {
    let mut report = Report::default();
    check_elements(publication, &mut report);
    let Some(mut catalogue) = catalogue(publication, options.clock, &mut report)? else { return Ok(report) };
    let plans = plan(publication, &catalogue, &options.feeds, &mut report)?;
    if plans.is_empty() && report.has_broken_configuration() {
        return Ok(report);
    }
    let (styles, style_of) = styles(publication, &plans);

    let mut wanted = vec![Wanted::new(); catalogue.entries.len()];
    for (plan, &style) in plans.iter().zip(&style_of) {
        for &entry in &plan.entries {
            wanted[entry].extend(publication.feeds[plan.instance.feed].formats.iter().map(|&format| (style, format)));
        }
    }
    let mut shown = press::press(publication, &catalogue.reader, &mut catalogue.entries, &wanted, &styles, tick)?;
    for one in &mut shown {
        report.diagnostics.append(&mut one.diagnostics);
    }

    let people = people::table(publication, &mut Vec::new())?;
    let output = publication.root.join(&publication.output);
    let mut sink = if options.dry_run { Sink::Compare(&output) } else { Sink::Write(Publisher::open(&output)?) };
    for (plan, &style) in plans.iter().zip(&style_of) {
        let feed = &publication.feeds[plan.instance.feed];
        let desk = Desk { publication, feed, plan, style, shown: &shown, people: &people };
        desk.publish(&mut sink, &mut report);
    }
    if let Sink::Write(publisher) = sink {
        publisher.commit()?;
    }
    report.feeds = plans.len();
    report.documents.sort_by(|a, b| a.path.cmp(&b.path));
    gone_values(publication, &plans, &options.feeds, &mut report);
    report.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Ok(report)
}

impl Report {
    /// Whether the configuration itself is at fault, so that nothing may be built from it.
    #[must_use]
    pub fn has_broken_configuration(&self) -> bool {
        let of_configuration = |d: &&Diagnostic| rules::config::ALL.contains(&d.rule);
        self.diagnostics.iter().filter(of_configuration).any(|d| d.level == Level::Error)
    }
}

/// Where the configuration states a feed.
fn place_of(publication: &Publication, feed: &Feed) -> Place {
    Place::file(publication.file.clone()).at(feed.place.0, feed.place.1)
}

/// A feed that is to be published, and the entries that it shows, in its own order.
struct Plan {
    instance: Instance,
    entries: Vec<usize>,
}

/// Names of extra elements that no XML can carry are found before anything is read.
fn check_elements(publication: &Publication, report: &mut Report) {
    for feed in &publication.feeds {
        for (name, _) in &feed.items.elements {
            if let Err(message) = document::validate_element(name, &feed.items.namespaces) {
                let place = place_of(publication, feed).field(format!("item_elements of feed {}", feed.name));
                report.diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, message));
            }
        }
    }
}

/// Chooses the entries of each feed. Entries are in order already, so the first ones that a feed wants are its newest.
fn plan(
    publication: &Publication,
    catalogue: &Catalogue,
    names: &[String],
    report: &mut Report,
) -> Result<Vec<Plan>, Error> {
    let chosen = |instance: &Instance| {
        let feed = &publication.feeds[instance.feed];
        names.is_empty() || names.iter().any(|name| *name == feed.name || *name == instance.name(feed))
    };
    for name in names {
        let known = catalogue.instances.iter().any(|i| {
            let feed = &publication.feeds[i.feed];
            *name == feed.name || *name == i.name(feed)
        }) || publication.feeds.iter().any(|feed| feed.name == *name);
        if !known {
            let mut known: Vec<String> =
                catalogue.instances.iter().map(|i| i.name(&publication.feeds[i.feed])).collect();
            known.sort();
            known.dedup();
            let more = known.len().saturating_sub(12);
            known.truncate(12);
            let mut known = known.join(", ");
            if more > 0 {
                known.push_str(&format!(" and {more} more"));
            }
            return Err(Error::UnknownFeed { name: name.clone(), known });
        }
    }
    let mut plans: Vec<Option<Plan>> = catalogue
        .instances
        .iter()
        .map(|instance| chosen(instance).then(|| Plan { instance: instance.clone(), entries: Vec::new() }))
        .collect();
    for (index, entry) in catalogue.entries.iter().enumerate() {
        for &number in &entry.wanted_by {
            if let Some(plan) = &mut plans[number as usize] {
                let feed = &publication.feeds[plan.instance.feed];
                // What changed last may have been published long ago: there the limit has to wait.
                if feed.order == Order::Updated || plan.entries.len() < feed.limit.unwrap_or(usize::MAX) {
                    plan.entries.push(index);
                }
            }
        }
    }
    let mut plans: Vec<Plan> = plans.into_iter().flatten().collect();
    plans.sort_by(|a, b| (a.instance.feed, &a.instance.value).cmp(&(b.instance.feed, &b.instance.value)));
    for plan in &mut plans {
        let feed = &publication.feeds[plan.instance.feed];
        match feed.order {
            Order::Newest => {}
            Order::Oldest => plan.entries.reverse(),
            Order::Updated => {
                // Stable: records that changed at one instant stay in their order.
                plan.entries.sort_by_key(|&entry| Reverse(catalogue.entries[entry].changed));
                plan.entries.truncate(feed.limit.unwrap_or(usize::MAX));
            }
        }
    }
    without_collisions(publication, &mut plans, report);
    Ok(plans)
}

/// Two feeds that would be written to one path are both refused: neither may overwrite the other.
fn without_collisions(publication: &Publication, plans: &mut Vec<Plan>, report: &mut Report) {
    let mut owners: HashMap<String, Vec<(usize, String)>> = HashMap::new();
    for (number, plan) in plans.iter().enumerate() {
        let feed = &publication.feeds[plan.instance.feed];
        for &format in &feed.formats {
            // Case-insensitive file systems make one file of two names.
            let path = plan.instance.path(feed, format).to_lowercase();
            owners.entry(path).or_default().push((number, plan.instance.name(feed)));
        }
    }
    let mut refused = vec![false; plans.len()];
    let mut clashes: Vec<_> = owners.into_iter().filter(|(_, owners)| owners.len() > 1).collect();
    clashes.sort();
    for (path, owners) in clashes {
        let mut names: Vec<&str> = owners.iter().map(|(_, name)| name.as_str()).collect();
        names.dedup();
        let feed = owners.last().map_or(0, |(number, _)| plans[*number].instance.feed);
        let place = place_of(publication, &publication.feeds[feed]).field("feed.path");
        let message = match names.as_slice() {
            [name] => format!("two formats of the feed {name} would be written to `{path}`"),
            names => format!("the feeds {} would all be written to `{path}`", names.join(" and ")),
        };
        report.diagnostics.push(
            Diagnostic::new(&rules::config::FEED_PATH_COLLISION, place, message)
                .help("give one of them another `name` or `path`; until then none of them is written"),
        );
        owners.iter().for_each(|(number, _)| refused[*number] = true);
    }
    let mut refused = refused.into_iter();
    plans.retain(|_| !refused.next().unwrap_or(false));
}

/// Equal styles share their fragments.
fn styles(publication: &Publication, plans: &[Plan]) -> (Vec<Style>, Vec<usize>) {
    let mut styles: Vec<Style> = Vec::new();
    let numbers = plans
        .iter()
        .map(|plan| {
            let feed = &publication.feeds[plan.instance.feed];
            let style = press::style(publication, feed, &plan.instance.fill(&feed.title));
            styles.iter().position(|known| *known == style).unwrap_or_else(|| {
                styles.push(style);
                styles.len() - 1
            })
        })
        .collect();
    (styles, numbers)
}

/// Where documents go.
enum Sink<'a> {
    Write(Publisher),
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
struct Desk<'a> {
    publication: &'a Publication,
    feed: &'a Feed,
    plan: &'a Plan,
    style: usize,
    shown: &'a [Shown],
    people: &'a PeopleTable,
}

impl Desk<'_> {
    /// Puts the documents of all formats together, judges them and hands them on.
    fn publish(&self, sink: &mut Sink<'_>, report: &mut Report) {
        // An item that one format cannot carry is left out of all: they must show the same.
        let complete = |entry: &&usize| {
            self.feed.formats.iter().all(|&format| self.shown[**entry].fragments.contains_key(&(self.style, format)))
        };
        let mut entries: Vec<usize> = self.plan.entries.iter().filter(complete).copied().collect();
        let withheld = self.plan.entries.len() - entries.len();
        report.withheld += withheld;
        if self.feed.items.max_withheld.exceeded(withheld, self.plan.entries.len()) {
            let message = format!("{withheld} of {} items had to be withheld", self.plan.entries.len());
            let diagnostic = Diagnostic::new(&rules::feed::TOO_MANY_WITHHELD, self.place(), message).help(
                "mend the records named above; until then the feed stays as it was (`max_withheld` sets the limit)",
            );
            self.hold_back(vec![diagnostic], report);
            return;
        }
        let mut documents = self.assemble(&entries);
        if let Some(max) = self.feed.max_bytes {
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
            self.hold_back(found, report);
            return;
        }
        report.diagnostics.extend(found);
        for document in &documents {
            // One document that cannot be written keeps no other from being published.
            let outcome = sink.put(&document.path, &|out| document.write(out)).unwrap_or_else(|failure| {
                report.failures.push(failure);
                Outcome::HeldBack
            });
            report.documents.push(Document { path: document.path.clone(), items: document.items.len(), outcome });
        }
    }

    fn place(&self) -> Place {
        place_of(self.publication, self.feed).field(format!("feed {}", self.plan.instance.name(self.feed)))
    }

    fn hold_back(&self, found: Vec<Diagnostic>, report: &mut Report) {
        report.diagnostics.extend(found);
        for &format in &self.feed.formats {
            let path = self.plan.instance.path(self.feed, format);
            report.documents.push(Document { path, items: self.plan.entries.len(), outcome: Outcome::HeldBack });
        }
    }

    fn assemble(&self, entries: &[usize]) -> Vec<Assembled> {
        self.feed
            .formats
            .iter()
            .map(|&format| {
                let items: Vec<Arc<Judged>> = entries
                    .iter()
                    .filter_map(|&entry| self.shown[entry].fragments.get(&(self.style, format)).cloned())
                    .collect();
                let mut namespaces = BTreeMap::new();
                for item in &items {
                    namespaces.extend(item.namespaces.iter().map(|(prefix, uri)| (prefix.clone(), uri.clone())));
                }
                let channel = self.channel(entries);
                let envelope = document::envelope(format, &channel, &namespaces);
                Assembled { format, path: self.plan.instance.path(self.feed, format), envelope, items }
            })
            .collect()
    }

    /// Leaves out as many of the oldest items as the largest document is too long by, and at least one.
    fn drop_oldest(&self, entries: &mut Vec<usize>, documents: &[Assembled], max: u64) {
        let Some(largest) = documents.iter().max_by_key(|d| d.len()) else { return };
        let mut over = largest.len().saturating_sub(max);
        while let Some(size) = largest.items.get(entries.len().saturating_sub(1)).map(|i| i.text.len() as u64) {
            if self.feed.order == Order::Oldest {
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

    fn channel(&self, entries: &[usize]) -> Channel {
        let (publication, feed, instance) = (self.publication, self.feed, &self.plan.instance);
        let stated = &feed.channel;
        let updated = entries.iter().filter_map(|&entry| self.shown[entry].changed).max();
        let value_language = feed
            .each
            .filter(|each| *each == crate::config::Each::Language)
            .and_then(|_| instance.value.as_ref().and_then(|(_, label)| label.parse::<Language>().ok()));
        Channel {
            id: instance.id(publication, feed),
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
            namespaces: feed.items.namespaces.clone(),
        }
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
        if self.feed.items.show_emails { person } else { record::Person { email: None, ..person } }
    }
}

/// The time of a feed that has never had an item: the day of the tag, on which the publisher held the name.
fn beginning_of(publication: &Publication) -> Timestamp {
    const FALLBACK: i64 = 946_684_800; // 2000-01-01T00:00:00Z
    let day = publication.tag.as_ref().map_or("2000", |tag| tag.as_str().rsplit(',').next().unwrap_or("2000"));
    let day = format!("{day}{}", &"-01-01"[(day.len().clamp(4, 10) - 4)..]);
    let instant = record::date::read_date(&day, &crate::value::Zone::UTC).ok().map(|read| read.instant);
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

/// Values of `each` feeds that have disappeared: their last document stays, and somebody should know.
fn gone_values(publication: &Publication, plans: &[Plan], names: &[String], report: &mut Report) {
    if !names.is_empty() {
        return;
    }
    let output = publication.root.join(&publication.output);
    for (index, feed) in publication.feeds.iter().enumerate().filter(|(_, feed)| feed.each.is_some()) {
        let Ok(listing) = std::fs::read_dir(output.join(&feed.name)) else { continue };
        let mut gone: Vec<String> = listing
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|slug| {
                let present = |plan: &Plan| {
                    plan.instance.feed == index && plan.instance.value.as_ref().is_some_and(|(known, _)| known == slug)
                };
                let directory = output.join(&feed.name).join(slug);
                feed.formats.iter().any(|format| directory.join(format.file_name()).is_file())
                    && !plans.iter().any(present)
            })
            .collect();
        gone.sort();
        for slug in gone {
            let place = Place::file(publication.file.clone()).field(format!("feed {}/{slug}", feed.name));
            let message = format!("no record has this {} any more; its last documents stay", feed.name);
            report.diagnostics.push(
                Diagnostic::new(&rules::feed::FEED_VALUE_GONE, place, message)
                    .help("remove the directory once its subscribers have moved on"),
            );
        }
    }
}
