//! The masthead: what a feed says of itself in each of its documents.

use super::{instance::Instance, people, show};
use crate::{
    config::{self, AuthorRef, Feed, Publication},
    document::{self, Channel, Deletion, History},
    record::{self, PeopleTable},
    value::{Format, Language, Timestamp, WebUrl, Zone},
};

/// What the documents of one feed have in common.
pub(super) struct Masthead<'a> {
    pub publication: &'a Publication,
    pub instance: &'a Instance,
    /// The feed's id.
    pub id: &'a str,
    pub people: &'a PeopleTable,
    /// The identity of the show, if it is a podcast.
    pub show: Option<&'a str>,
}

/// What a document says that the others of its feed do not.
#[derive(Default)]
pub(super) struct Edition {
    /// The newest change of what is in it.
    pub updated: Option<Timestamp>,
    /// Its own address in each of the feed's formats; the feed's addresses, if it has none.
    pub addresses: Option<Vec<(Format, WebUrl)>>,
    /// What was deleted, in the ids of its format.
    pub deleted: Vec<Deletion>,
    pub history: History,
}

impl Masthead<'_> {
    fn feed(&self) -> &Feed {
        &self.publication.feeds[self.instance.feed]
    }

    /// The channel of one document.
    pub(super) fn channel(&self, edition: Edition) -> Channel {
        let (publication, feed, instance) = (self.publication, self.feed(), self.instance);
        let stated = &feed.channel;
        let value_language = feed
            .each
            .filter(|each| *each == config::Each::Language)
            .and_then(|_| instance.value.as_ref().and_then(|(_, label)| label.parse::<Language>().ok()));
        Channel {
            id: self.id.to_owned(),
            title: instance.fill(&feed.title),
            link: site(publication, feed, instance),
            addresses: edition.addresses.unwrap_or_else(|| self.addresses()),
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
            cloud: stated.cloud.as_ref().map(|cloud| document::Cloud {
                domain: cloud.domain.clone(),
                port: cloud.port,
                path: cloud.path.clone(),
                procedure: cloud.procedure.clone(),
                protocol: cloud.protocol.clone(),
            }),
            updated: edition.updated.unwrap_or_else(|| beginning_of(publication)),
            deleted: edition.deleted,
            history: edition.history,
            podcast: self.show.and_then(|guid| show::podcast(publication, instance, guid, self.people)).map(Box::new),
            namespaces: feed.items.namespaces.clone(),
        }
    }

    /// The addresses of the feed itself.
    pub(super) fn addresses(&self) -> Vec<(Format, WebUrl)> {
        let address = |&format| Some((format, self.instance.address(self.publication, self.feed(), format)?));
        self.feed().formats.iter().filter_map(address).collect()
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

/// The page that a feed is of.
pub(super) fn site(publication: &Publication, feed: &Feed, instance: &Instance) -> WebUrl {
    let own = feed.link.as_ref().and_then(|link| publication.link.join(&instance.fill(link)).ok());
    own.unwrap_or_else(|| publication.link.clone())
}

/// The time of a feed that has never had an item: the day of the tag, on which the publisher held the name.
fn beginning_of(publication: &Publication) -> Timestamp {
    const FALLBACK: i64 = 946_684_800; // 2000-01-01T00:00:00Z
    let day = publication.tag.as_ref().map_or("2000", |tag| tag.as_str().rsplit(',').next().unwrap_or("2000"));
    let day = format!("{day}{}", &"-01-01"[(day.len().clamp(4, 10) - 4)..]);
    let instant = record::date::read_date(&day, &Zone::UTC).ok().map(|read| read.instant);
    instant.or_else(|| Timestamp::from_unix(FALLBACK)).expect("the fallback is within the calendar")
}
