//! A show as a channel of RSS.

use super::{
    Podcast, item,
    parts::{self, tag},
};
use crate::{
    document::{
        Channel,
        extension::{Element, Extensions},
    },
    value::podcast::{Credit, Live, Show, Trailer},
};
use rss::extension::itunes::{ITunesCategory, ITunesChannelExtension, ITunesOwner};

/// Apple's tags as far as the crate types them.
pub(in crate::document) fn own_tags(podcast: &Podcast, channel: &Channel) -> ITunesChannelExtension {
    let show = &podcast.show;
    let yes = |flag: bool| flag.then(|| "Yes".to_owned());
    let authors: Vec<&str> = channel.authors.iter().map(|author| author.name.as_str()).collect();
    ITunesChannelExtension {
        author: show.author.clone().or_else(|| (!authors.is_empty()).then(|| authors.join(", "))),
        block: yes(show.is_blocked),
        categories: categories(show),
        image: show.image.as_ref().map(ToString::to_string),
        explicit: show.explicit.map(|explicit| explicit.to_string()),
        complete: yes(show.is_complete),
        new_feed_url: show.new_feed_url.as_ref().map(ToString::to_string),
        owner: show
            .owner
            .as_ref()
            .map(|owner| ITunesOwner { name: owner.name.clone(), email: Some(owner.email.to_string()) }),
        r#type: show.kind.map(|kind| kind.as_str().to_owned()),
        ..ITunesChannelExtension::default()
    }
}

/// One element for each category with what is below it, in the order of their priority.
fn categories(show: &Show) -> Vec<ITunesCategory> {
    let category = |text: &str| ITunesCategory { text: text.to_owned(), subcategory: None };
    let all = show.categories.iter().map(|found| ITunesCategory {
        subcategory: found.sub.map(|sub| Box::new(category(sub))),
        ..category(found.name)
    });
    all.collect()
}

/// Everything else that a channel says as a podcast.
pub(in crate::document) fn channel(podcast: &Podcast, channel: &Channel, extensions: &mut Extensions) {
    let show = &podcast.show;
    let title = show.title.as_ref().filter(|title| **title != channel.title);
    let mut push = |element| extensions.push(element);
    title.into_iter().for_each(|title| push(Element::new("itunes", "title").text(title)));
    show.apple_verify.iter().for_each(|token| push(Element::new("itunes", "applepodcastsverify").text(token)));
    push(tag("guid").text(&podcast.guid));
    if let Some(locked) = show.locked {
        let owner = show.locked_owner.as_ref().map(|owner| owner.as_str());
        push(tag("locked").attribute_if("owner", owner).text(if locked { "yes" } else { "no" }));
    }
    show.medium.iter().for_each(|medium| push(tag("medium").text(medium)));
    show.funding.iter().map(parts::funding).for_each(&mut push);
    show.payments.iter().map(parts::payment).for_each(&mut push);
    show.persons.iter().map(parts::person).for_each(&mut push);
    show.places.iter().map(parts::place).for_each(&mut push);
    show.license.iter().map(parts::license).for_each(&mut push);
    show.trailers.iter().map(trailer).for_each(&mut push);
    if !show.podroll.is_empty() {
        let podroll = show.podroll.iter().map(parts::remote);
        push(podroll.fold(tag("podroll"), Element::child));
    }
    show.remote_items.iter().map(parts::remote).for_each(&mut push);
    if let Some(publisher) = &show.publisher {
        let medium = Some("publisher".to_owned());
        let item = crate::value::podcast::Remote { medium, ..publisher.clone() };
        push(tag("publisher").child(parts::remote(&item)));
    }
    if let Some(frequency) = &show.update_frequency {
        let element = tag("updateFrequency")
            .attribute_if("complete", frequency.is_complete.then_some("true"))
            .attribute_if("dtstart", frequency.start.as_deref())
            .attribute_if("rrule", frequency.rrule.as_deref());
        push(element.text(&frequency.text));
    }
    if podcast.uses_podping {
        push(tag("podping").attribute("usesPodping", "true"));
    }
    show.social.iter().map(parts::social).for_each(&mut push);
    show.txt.iter().map(parts::txt).for_each(&mut push);
    show.chat.iter().map(parts::chat).for_each(&mut push);
    show.images.iter().map(parts::picture).for_each(&mut push);
    for block in &show.blocks {
        let answer = if block.is_blocked { "yes" } else { "no" };
        push(tag("block").attribute_if("id", block.id.as_deref()).text(answer));
    }
    if let Some(recent) = show.spotify_limit {
        push(Element::new("spotify", "limit").attribute("recentCount", recent.to_string()));
    }
    if !show.countries.is_empty() {
        push(Element::new("spotify", "countryOfOrigin").text(show.countries.join(" ")));
    }
    let hosts: Vec<Credit> = show.hosts().cloned().collect();
    for stream in &show.live {
        let element = live(stream, &hosts, extensions);
        extensions.push(element);
    }
}

fn trailer(trailer: &Trailer) -> Element {
    tag("trailer")
        .attribute("url", trailer.url.as_str())
        .attribute("pubdate", trailer.published.rfc822())
        .attribute_if("length", trailer.length.map(|bytes| bytes.to_string()))
        .attribute_if("type", trailer.media_type.as_ref().map(|kind| kind.as_str()))
        .attribute_if("season", trailer.season.map(|season| season.to_string()))
        .text(&trailer.title)
}

/// A stream: an item beside the items, with whatever an episode may say.
fn live(live: &Live, hosts: &[Credit], extensions: &mut Extensions) -> Element {
    let core = |name: &str| Element::new("", name);
    let mut element = tag("liveItem")
        .attribute("status", live.status.as_str())
        .attribute("start", live.start.rfc3339())
        .attribute_if("end", live.end.map(crate::value::Timestamp::rfc3339))
        .child(core("title").text(&live.title))
        .child(core("guid").attribute("isPermaLink", "false").text(&live.guid))
        .child(
            core("enclosure")
                .attribute("url", live.enclosure.as_str())
                .attribute("type", live.media_type.as_str())
                // What a stream's length is nobody knows.
                .attribute("length", "0"),
        );
    if let Some(link) = &live.link {
        element = element.child(core("link").text(link.as_str()));
    }
    if let Some(description) = &live.description {
        element = element.child(core("description").text(description));
    }
    let mut inner = Extensions::default();
    let tags = item::tags(&live.episode, None, None, &mut inner);
    let persons = item::with_hosts(live.episode.persons.clone(), hosts);
    item::elements(&live.episode, &persons, None, &mut inner);
    item::chapters(&live.episode.chapters, &mut inner);
    if let Some(tags) = tags {
        let mut itunes = |name: &str, value: Option<String>| {
            value.into_iter().for_each(|value| inner.push(Element::new("itunes", name).text(value)));
        };
        itunes("explicit", tags.explicit);
        itunes("block", tags.block);
        itunes("episode", tags.episode);
        itunes("season", tags.season);
        itunes("episodeType", tags.episode_type);
        if let Some(image) = tags.image {
            inner.push(Element::new("itunes", "image").attribute("href", image));
        }
    }
    for (prefix, uri) in inner.namespaces() {
        extensions.declare(prefix, uri);
    }
    inner.into_elements().into_iter().fold(element, Element::child)
}

/// The picture of the channel where it has none but its artwork.
pub(in crate::document) fn image(podcast: &Podcast) -> Option<crate::record::Image> {
    let url = podcast.show.image.clone()?;
    Some(crate::record::Image { url, alt: None, width: None, height: None })
}
