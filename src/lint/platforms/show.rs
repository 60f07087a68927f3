//! A show: what is asked of the channel of a podcast, and of its episodes among each other.

use super::text;
use crate::lint::{
    Facts,
    judge::Judge,
    names::Ns,
    profile::{Profile, Profiles},
    rules::{
        ENCLOSURE_MISSING, ENCLOSURE_SHARED, EPISODE_NUMBER_DUPLICATE, EPISODE_NUMBER_MISSING, ITUNES_AUTHOR_MISSING,
        ITUNES_CATEGORY_UNUSED, ITUNES_ELEMENT_MISSING, ITUNES_EMAIL_MISSING, ITUNES_IMAGE_MISSING,
        ITUNES_NEW_FEED_URL, PODCAST_LANGUAGE, PODCAST_MEDIUM_MISSING, PODCASTING2_ELEMENT_MISSING,
        SHOW_WITHOUT_EPISODES,
    },
    text::quote,
    values::{language::is_language, lists::is_country},
    xml::Id,
};
use std::collections::HashSet;

/// Judges the channel of a podcast. `has_language` says whether it states its language.
pub(in crate::lint) fn judge(judge: &mut Judge<'_, '_>, channel: Id, has_language: bool, facts: &[Facts]) {
    let tree = judge.tree;
    let profiles = judge.asked.profiles;
    // Directories look for the element of RSS and for no other.
    let has_language = if profiles.any() { tree.first(channel, Ns::NONE, "language").is_some() } else { has_language };
    for (is_there, wanted) in [
        (has_language, "language"),
        (tree.first(channel, Ns::ITUNES, "category").is_some(), "itunes:category"),
        (tree.first(channel, Ns::ITUNES, "explicit").is_some(), "itunes:explicit"),
    ] {
        if !is_there {
            let message = format!("a podcast should have `<{wanted}>` in its channel");
            judge.report(&ITUNES_ELEMENT_MISSING, channel, message);
        }
    }
    if tree.first(channel, Ns::ITUNES, "image").is_none() {
        judge.report(&ITUNES_IMAGE_MISSING, channel, "a podcast should have `<itunes:image>` in its channel");
    }
    if tree.first(channel, Ns::ITUNES, "owner").is_none() {
        judge.report(&ITUNES_EMAIL_MISSING, channel, "the podcast names no owner, and so no address for questions");
    }
    text::judge(judge, channel);
    new_feed_url(judge, channel);
    if profiles.has(Profile::Apple) {
        apple(judge, channel);
    }
    if profiles.has(Profile::Apple) || profiles.has(Profile::Spotify) {
        language(judge, channel);
        if facts.is_empty() {
            judge.report(&SHOW_WITHOUT_EPISODES, channel, "the show has no episode");
        }
    }
    if profiles.has(Profile::Podcasting2) {
        podcasting2(judge, channel);
    }
    among_episodes(judge, channel, facts);
}

/// In a feed that has moved, `itunes:new-feed-url` repeats its own address; in the old one it names another.
fn new_feed_url(judge: &mut Judge<'_, '_>, channel: Id) {
    let tree = judge.tree;
    let Some(id) = tree.first(channel, Ns::ITUNES, "new-feed-url") else { return };
    let own = tree.all(channel, Ns::ATOM, "link").find(|&link| tree.value(link, "rel") == Some("self"));
    let Some(own) = own.and_then(|link| tree.value(link, "href")).map(str::trim) else { return };
    let new = judge.value(id);
    if !new.is_empty() && new != own {
        let message = format!("subscribers are sent to `{}`, away from this feed, `{}`", quote(new), quote(own));
        judge.report_text(&ITUNES_NEW_FEED_URL, id, message);
    }
}

fn apple(judge: &mut Judge<'_, '_>, channel: Id) {
    let tree = judge.tree;
    if tree.first(channel, Ns::ITUNES, "author").is_none() {
        judge.report(&ITUNES_AUTHOR_MISSING, channel, "Apple would have nobody to name below the title");
    }
    let name = |id: Id| tree.value(id, "text").unwrap_or_default().trim();
    let first = tree.first(channel, Ns::ITUNES, "category").map(name);
    for id in tree.all(channel, Ns::ITUNES, "category").skip(1) {
        // Some write the category once more for each of its subcategories.
        let below = tree.first(id, Ns::ITUNES, "category").map(name);
        let message = match below {
            Some(below) if first == Some(name(id)) => {
                format!("Apple reads the first subcategory only, not `{}`", quote(below))
            }
            Some(below) => {
                format!("Apple reads the first category only, not `{} > {}`", quote(name(id)), quote(below))
            }
            None => format!("Apple reads the first category only, not `{}`", quote(name(id))),
        };
        judge.report(&ITUNES_CATEGORY_UNUSED, id, message);
    }
    for id in tree.all(channel, Ns::ITUNES, "category") {
        for below in tree.all(id, Ns::ITUNES, "category").skip(1) {
            let name = quote(tree.value(below, "text").unwrap_or_default());
            let message = format!("Apple reads the first subcategory only, not `{name}`");
            judge.report(&ITUNES_CATEGORY_UNUSED, below, message);
        }
    }
}

/// Two letters of ISO 639-1, and a country if need be. What is no language at all, another rule says.
fn language(judge: &mut Judge<'_, '_>, channel: Id) {
    let Some(id) = judge.tree.first(channel, Ns::NONE, "language") else { return };
    let value = judge.value(id);
    let (language, region) = value.split_once('-').map_or((value, None), |(language, rest)| (language, Some(rest)));
    if is_language(value) && (language.len() != 2 || !region.is_none_or(is_country)) {
        let message = format!("`{}` is not two letters for the language and two for a country", quote(value));
        judge.report_text(&PODCAST_LANGUAGE, id, message);
    }
}

fn podcasting2(judge: &mut Judge<'_, '_>, channel: Id) {
    let tree = judge.tree;
    for name in ["guid", "locked"] {
        if tree.first(channel, Ns::PODCAST, name).is_none() {
            let message = format!("the channel has no `<podcast:{name}>`");
            judge.report(&PODCASTING2_ELEMENT_MISSING, channel, message);
        }
    }
    if tree.first(channel, Ns::PODCAST, "medium").is_none() {
        let message = "without `<podcast:medium>` apps take the feed for a podcast";
        judge.report(&PODCAST_MEDIUM_MISSING, channel, message);
    }
}

/// What episodes have to be among each other.
fn among_episodes(judge: &mut Judge<'_, '_>, channel: Id, facts: &[Facts]) {
    let tree = judge.tree;
    let text_of = |ns, name| tree.first(channel, ns, name).map(|id| tree.text(id).trim());
    let is_serial = text_of(Ns::ITUNES, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("serial"));
    let needs_enclosure = needs_enclosure(judge.asked.profiles, text_of(Ns::PODCAST, "medium"));
    let (mut files, mut numbers) = (HashSet::new(), HashSet::new());
    // A feed that has files and items without them is most likely not meant so.
    let has_files = facts.iter().any(|fact| fact.episode.has_enclosure) && !is_read(text_of(Ns::PODCAST, "medium"));
    for (number, fact) in (1..).zip(facts) {
        let episode = fact.episode;
        if (needs_enclosure || (has_files && fact.is_podcast)) && !episode.has_enclosure {
            let message = format!("{} has no `<enclosure>`: it is no episode", called(fact, number));
            judge.findings.add(&ENCLOSURE_MISSING, fact.at, format!("channel > item[{number}]"), message);
        }
        if let Some(url) = fact.enclosure.as_deref().filter(|url| !url.trim().is_empty() && !files.insert(*url)) {
            let message = format!("two episodes have the file `{}`: Apple ignores the second", quote(url));
            judge.findings.add(&ENCLOSURE_SHARED, fact.at, format!("channel > item[{number}] > enclosure"), message);
        }
        if episode.is_extra {
            continue;
        }
        let position = number;
        let Some(number) = episode.number else {
            if is_serial {
                let message = format!("the show is serial, but {} has no `<itunes:episode>`", called(fact, position));
                judge.findings.add(&EPISODE_NUMBER_MISSING, fact.at, format!("channel > item[{position}]"), message);
            }
            continue;
        };
        if !numbers.insert((episode.season, number)) {
            let season = episode.season.map(|season| format!(" of season {season}")).unwrap_or_default();
            let message = format!("two full episodes are number {number}{season}");
            judge.findings.add(
                &EPISODE_NUMBER_DUPLICATE,
                fact.at,
                format!("channel > item[{number}] > itunes:episode"),
                message,
            );
        }
    }
}

/// An item by its title, else by where it stands.
fn called(fact: &Facts, number: usize) -> String {
    match fact.title.as_deref() {
        Some(title) => format!("the item “{}”", quote(title)),
        None => format!("item {number}"),
    }
}

/// A directory lists what can be played; Podcasting 2.0 has media that are read.
fn needs_enclosure(profiles: Profiles, medium: Option<&str>) -> bool {
    profiles.has(Profile::Apple)
        || profiles.has(Profile::Spotify)
        || (profiles.has(Profile::Podcasting2) && !is_read(medium))
}

/// Whether items of this medium need no file.
fn is_read(medium: Option<&str>) -> bool {
    medium.is_some_and(|medium| matches!(medium, "blog" | "newsletter" | "publisher") || medium.ends_with('L'))
}
