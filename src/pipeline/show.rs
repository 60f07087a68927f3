//! Podcasts: what a feed says as a show, and what its items have to know of it.

use super::{instance::Instance, memory::Memory};
use crate::{
    config::{Feed, Protocol, Publication, Since},
    diagnostic::{
        Diagnostic, Place,
        rules::feed::{EPISODES_LEFT_OUT, SHOW_NEW},
    },
    document::{Podcast, PodcastItems},
    lint::{Profile, Profiles},
    record::PeopleTable,
    value::{
        Format,
        podcast::{Credit, show_guid},
    },
};

/// The identity of a show: what its owner states, else what is known already, else what its address makes it.
pub(super) fn guid(publication: &Publication, instance: &Instance, known: Option<&str>) -> Option<String> {
    let feed = &publication.feeds[instance.feed];
    // Of several shows of one `each`, no two can have the stated one.
    let stated = feed.podcast.as_ref()?.show.guid.clone().filter(|_| instance.value.is_none());
    let stated = stated.or_else(|| known.map(str::to_owned));
    stated.or_else(|| Some(show_guid(instance.address(publication, feed, Format::Rss)?.as_str())))
}

/// Says that a show is a new one to directories, where another one is configured no more: it may be the same.
pub(super) fn renamed(
    publication: &Publication,
    instance: &Instance,
    guid: &str,
    memory: &Memory,
) -> Option<Diagnostic> {
    let feed = &publication.feeds[instance.feed];
    let name = instance.name(feed);
    let is_stated = feed.podcast.as_ref()?.show.guid.is_some() && instance.value.is_none();
    let lost: Vec<(&str, &str)> = memory.lost_shows(publication).collect();
    if is_stated || memory.show(&name).is_some() || lost.is_empty() || lost.iter().any(|(_, known)| *known == guid) {
        return None;
    }
    let before: Vec<String> = lost.iter().map(|(name, guid)| format!("`{name}` ({guid})")).collect();
    let message = format!(
        "`{name}` is a new show to apps and directories, with a `podcast:guid` of its own; what was published as {} is \
         configured no more",
        before.join(", ")
    );
    let help = match (lost.as_slice(), &instance.value) {
        ([(was, known)], None) => format!(
            "if it is the same show, write `guid = \"{known}\"` into its [feed.podcast], or call the feed `{was}` again; if it is \
             another one, `courant retire` is the way to end the old one"
        ),
        _ => "if it is the same show, call the feed again as before, or write the guid into [feed.podcast]".to_owned(),
    };
    let (line, column) = feed.place;
    let place = Place::file(publication.file.clone()).at(line, column);
    Some(Diagnostic::new(&SHOW_NEW, place, message).help(help))
}

/// What a feed says as a podcast.
pub(super) fn podcast(
    publication: &Publication,
    instance: &Instance,
    guid: &str,
    people: &PeopleTable,
) -> Option<Podcast> {
    let feed = &publication.feeds[instance.feed];
    let mut show = feed.podcast.as_ref()?.show.clone();
    show.persons.iter_mut().for_each(|person| known(person, people));
    if show.names_itself {
        show.new_feed_url = instance.address(publication, feed, Format::Rss);
    }
    if !feed.items.show_emails {
        (show.owner, show.locked_owner) = (None, None);
    }
    let sends = publication
        .endpoints
        .iter()
        .any(|endpoint| matches!(endpoint.protocol, Protocol::Podping { .. }) && endpoint.feeds.contain(&feed.name));
    let uses_podping = sends && show.podping != Some(false);
    Some(Podcast { show, guid: guid.to_owned(), uses_podping })
}

/// A person of the people table by slug.
fn known(credit: &mut Credit, people: &PeopleTable) {
    if let Some(person) = people.by_slug(&credit.name) {
        credit.name.clone_from(&person.name);
        credit.image = credit.image.take().or_else(|| person.avatar.clone());
        credit.url = credit.url.take().or_else(|| person.url.clone());
    }
}

/// What the items of a podcast have to know of their feed.
pub(super) fn items(publication: &Publication, instance: &Instance, people: &PeopleTable) -> Option<PodcastItems> {
    let feed = &publication.feeds[instance.feed];
    let show = &feed.podcast.as_ref()?.show;
    let base = publication.feeds_url.join(&format!("{}/", instance.name(feed))).ok();
    let mut hosts: Vec<Credit> = show.hosts().cloned().collect();
    hosts.iter_mut().for_each(|host| known(host, people));
    Some(PodcastItems { hosts, base, writes_chapters: show.writes_chapters, transcripts: show.transcripts.clone() })
}

/// The platforms that a podcast is to be good enough for.
pub(super) fn profiles(feed: &Feed) -> Profiles {
    let Some(podcast) = &feed.podcast else { return Profiles::default() };
    podcast.profiles.iter().filter_map(|name| name.parse::<Profile>().ok()).collect::<Profiles>().stated()
}

/// What directories would drop of a podcast that does not hold every episode. `gone` are titles of those that its document
/// leaves out, the newest first.
pub(super) fn left_out(feed: &Feed, place: Place, gone: &[String]) -> Option<Diagnostic> {
    feed.podcast.as_ref()?;
    if let (Some(Since::Age(_)), []) = (&feed.since, gone) {
        let message = "this podcast has `since`, and directories list only what is in the feed's own document: an episode that is \
                       older leaves it, and is dropped";
        let help = "take `since` away: a podcast has no limit of its own, and readers fetch it compressed";
        return Some(Diagnostic::new(&EPISODES_LEFT_OUT, place, message).help(help));
    }
    let why = match (feed.limit, feed.history, feed.max_bytes) {
        (_, crate::config::History::Archive { .. }, _) => "`archive`",
        (_, crate::config::History::Pages, _) => "`archive = \"pages\"`",
        (Some(_), ..) => "`limit`",
        (.., Some(_)) => "`max_bytes`",
        _ => return None,
    };
    let message = match gone {
        [] => format!(
            "this podcast has {why}, and directories list only what is in the feed's own document: none is left out so far, the \
             oldest will be"
        ),
        [only] => format!("directories would drop one episode, which {why} leaves out of the feed's document: {only}"),
        [first, .., last] => format!(
            "directories would drop {} episodes, which {why} leaves out of the feed's document: from {last} to {first}",
            gone.len()
        ),
    };
    let help = format!("take {why} away: a podcast has no limit of its own, and readers fetch it compressed");
    Some(Diagnostic::new(&EPISODES_LEFT_OUT, place, message).help(help))
}
