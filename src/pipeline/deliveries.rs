//! Deliveries: who is told what of the documents that a run writes.
//!
//! Only what subscribers fetch afresh is told of: a feed's own documents, not its archives and pages. Each delivery belongs to
//! the documents that cause it, so that it is made if one of them gets its name, and not if none does.

use super::{
    catalogue::Entry,
    desk::Done,
    instance::Instance,
    masthead,
    memory::{Issued, Memory},
    report::Outcome,
    stale::Order,
};
use crate::{
    config::{Endpoint, Feed, Protocol, Publication},
    record::{Article, Change, Delivery, News},
    state::Row,
    value::{Format, Timestamp, WebUrl},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// By the path of a document: who is told once it has its name.
pub(super) type Deliveries = HashMap<String, Vec<Delivery>>;

/// What a build tells of what it writes.
pub(super) fn of_build(
    publication: &Publication,
    built: &[(&Order<'_>, Done)],
    entries: &[Entry],
    memory: &Memory,
) -> Deliveries {
    let mut deliveries = Deliveries::new();
    if publication.endpoints.is_empty() {
        return deliveries;
    }
    for (order, done) in built {
        let is_written = |(_, outcome): &&(Issued, Outcome)| *outcome == Outcome::Written;
        let written: HashSet<&str> =
            done.documents.iter().filter(is_written).map(|(document, _)| document.path.as_str()).collect();
        let story = Story { publication, instance: &order.plan.instance, name: &order.name };
        let ended = || memory.ended_in(&order.name);
        let in_feed = || {
            let shown = done.entries.iter().filter_map(|&number| {
                let entry = &entries[number];
                Some(article(entry, memory.change_in(entry, &order.name)?))
            });
            shown.chain(ended().map(gone)).collect()
        };
        let in_all = || {
            let shown = done.entries.iter().filter_map(|&number| {
                let entry = &entries[number];
                Some(article(entry, memory.change_of(entry)?))
            });
            shown.chain(ended().map(gone)).collect()
        };
        story.tell(&written, &in_feed, &in_all, &mut deliveries);
    }
    deliveries
}

/// What is told of documents that are written without a build, from which `row` has been taken.
pub(super) fn of_documents(
    publication: &Publication,
    instances: &[(String, Instance)],
    written: &[&Issued],
    row: Option<&Row>,
) -> Deliveries {
    let mut deliveries = Deliveries::new();
    let articles = || row.map(gone).into_iter().collect();
    for (name, instance) in instances {
        let of_feed = written.iter().filter(|document| document.feed == *name);
        let paths = of_feed.map(|document| document.path.as_str()).collect();
        Story { publication, instance, name }.tell(&paths, &articles, &articles, &mut deliveries);
    }
    deliveries
}

/// Everything that can be told of a feed as it stands, whether anything is new or not.
pub(super) fn of_feed(publication: &Publication, instance: &Instance) -> Vec<Delivery> {
    let feed = &publication.feeds[instance.feed];
    let name = instance.name(feed);
    let paths: Vec<String> = feed.formats.iter().map(|&format| instance.path(feed, format)).collect();
    let mut deliveries = Deliveries::new();
    let story = Story { publication, instance, name: &name };
    story.tell(&paths.iter().map(String::as_str).collect(), &Vec::new, &Vec::new, &mut deliveries);
    let mut all: Vec<Delivery> = Vec::new();
    for delivery in deliveries.into_values().flatten() {
        if !all.contains(&delivery) {
            all.push(delivery);
        }
    }
    all
}

/// A feed of which something is to be told.
struct Story<'a> {
    publication: &'a Publication,
    instance: &'a Instance,
    name: &'a str,
}

impl Story<'_> {
    fn feed(&self) -> &Feed {
        &self.publication.feeds[self.instance.feed]
    }

    /// Adds what every endpoint is told of the documents at these paths. `in_feed` says what has become of articles in this
    /// feed, `in_all` what has become of them anywhere.
    fn tell(
        &self,
        written: &HashSet<&str>,
        in_feed: &dyn Fn() -> Vec<Article>,
        in_all: &dyn Fn() -> Vec<Article>,
        deliveries: &mut Deliveries,
    ) {
        let feed = self.feed();
        let documents: Vec<(Format, String, WebUrl)> = feed
            .formats
            .iter()
            .filter_map(|&format| {
                let path = self.instance.path(feed, format);
                let address = self.instance.address(self.publication, feed, format)?;
                written.contains(path.as_str()).then_some((format, path, address))
            })
            .collect();
        let Some((first, _, first_address)) = documents.first() else { return };
        let mut add = |path: &str, delivery: Delivery| deliveries.entry(path.to_owned()).or_default().push(delivery);
        let endpoints = self.publication.endpoints.iter().filter(|endpoint| endpoint.feeds.contain(&feed.name));
        for endpoint in endpoints {
            let to = |topic: &str, news| Delivery { endpoint: endpoint.name.clone(), topic: topic.to_owned(), news };
            if let Protocol::IndexNow { .. } = endpoint.protocol {
                for (host, articles) in by_host(in_all()) {
                    let news = self.news(*first, first_address, articles);
                    documents.iter().for_each(|(_, path, _)| add(path, to(&host, news.clone())));
                }
                continue;
            }
            for (format, path, address) in documents.iter().filter(|(format, ..)| endpoint.wants(feed, *format)) {
                let articles = if wants_articles(endpoint) { in_feed() } else { Vec::new() };
                let news = self.news(*format, address, articles);
                let delivery = to(address.as_str(), news);
                if wants_articles(endpoint) {
                    // What is new is known to this run alone: whichever document gets its name, it is told.
                    documents.iter().for_each(|(_, path, _)| add(path, delivery.clone()));
                } else {
                    add(path, delivery);
                }
            }
        }
    }

    fn news(&self, format: Format, address: &WebUrl, mut articles: Vec<Article>) -> News {
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        articles.dedup_by(|a, b| a.id == b.id);
        let feed = self.feed();
        News {
            feed: self.name.to_owned(),
            title: self.instance.fill(&feed.title),
            site: masthead::site(self.publication, feed, self.instance).as_str().to_owned(),
            feed_url: address.as_str().to_owned(),
            format,
            categories: feed.channel.categories.clone(),
            articles,
        }
    }
}

/// Whether an endpoint asks what is new, and not only where.
fn wants_articles(endpoint: &Endpoint) -> bool {
    matches!(endpoint.protocol, Protocol::Webhook { .. })
}

/// Articles that have a page, by its host.
fn by_host(articles: Vec<Article>) -> BTreeMap<String, Vec<Article>> {
    let mut hosts: BTreeMap<String, Vec<Article>> = BTreeMap::new();
    for article in articles {
        if let Some(url) = article.url.as_deref().and_then(|url| WebUrl::parse(url).ok()) {
            hosts.entry(url.host().to_owned()).or_default().push(article);
        }
    }
    hosts
}

fn article(entry: &Entry, change: Change) -> Article {
    Article {
        id: entry.id.as_str().to_owned(),
        url: entry.card.marks.url.clone(),
        title: entry.card.marks.title.clone(),
        change,
        published: Some(entry.published.rfc3339()),
        updated: entry.updated.map(Timestamp::rfc3339),
    }
}

fn gone(row: &Row) -> Article {
    Article {
        id: row.id.clone(),
        url: row.url.clone(),
        title: row.title.clone(),
        change: Change::Deleted,
        published: Some(row.published.rfc3339()),
        updated: None,
    }
}
