//! An episode as an item of RSS; its chapters as Podlove has them, which Atom carries too.

use super::{
    PodcastItems, companion,
    parts::{self, tag},
};
use crate::{
    document::extension::{Element, Extensions},
    record::{Enclosure, Record},
    value::podcast::{Alternate, Chapter, Credit, Episode, Soundbite, Source, Transcript, is_role, seconds},
};
use rss::extension::itunes::ITunesItemExtension;
use std::borrow::Cow;

/// Seconds by which two files of one recording may differ: what one coder adds at the ends, another does not.
const SLACK: f64 = 2.0;

/// What an item says as an episode. Of several files the first is its enclosure; those that are the same in another form are
/// its alternate enclosures.
pub(in crate::document) fn of_files<'r>(record: &'r Record, files: &[Enclosure]) -> Cow<'r, Episode> {
    let stated = record.episode.as_deref().map_or_else(|| Cow::Owned(Episode::default()), Cow::Borrowed);
    let Some((first, others)) = files.split_first() else { return stated };
    let is_known = |file: &&Enclosure| !stated.alternates.iter().any(|known| leads_to(known, file));
    let others = others.iter().filter(|file| is_other_form(first, file)).filter(is_known);
    let alternates: Vec<Alternate> = others
        .map(|file| Alternate {
            media_type: Some(file.media_type.clone()),
            length: file.length,
            language: file.language.clone(),
            title: file.title.clone(),
            sources: vec![Source { uri: file.url.to_string(), content_type: None }],
            ..Alternate::default()
        })
        .collect();
    if alternates.is_empty() {
        return stated;
    }
    let mut episode = stated.into_owned();
    episode.alternates.extend(alternates);
    Cow::Owned(episode)
}

/// Whether a file is among those of an alternate enclosure.
pub(in crate::document) fn leads_to(alternate: &Alternate, file: &Enclosure) -> bool {
    alternate.sources.iter().any(|source| source.uri == file.url.as_str())
}

/// Whether two files are one recording, as far as can be told: both are played and are as long, or of two types if nobody
/// knows how long they are; a film of the recording need only be called alike, since it may have a head and a tail of its own.
fn is_other_form(first: &Enclosure, file: &Enclosure) -> bool {
    let is_played = |file: &Enclosure| matches!(file.media_type.family(), "audio" | "video");
    let is_of_one_family = first.media_type.family() == file.media_type.family();
    is_played(first)
        && is_played(file)
        && match (first.duration, file.duration) {
            (Some(first), Some(other)) if (first - other).abs() <= SLACK => true,
            (Some(_), Some(_)) => !is_of_one_family && is_named_alike(first, file),
            _ => first.media_type != file.media_type && (is_of_one_family || is_named_alike(first, file)),
        }
}

/// Whether two addresses differ in the ending of their names alone.
fn is_named_alike(first: &Enclosure, file: &Enclosure) -> bool {
    let stem = |file: &Enclosure| {
        let path = file.url.as_str().split(['?', '#']).next().unwrap_or_default();
        path.rsplit_once('.').map(|(stem, _)| stem.to_owned())
    };
    stem(first).is_some() && stem(first) == stem(file)
}

/// Everything that an item says as an episode; Apple's tags as far as the crate types them.
pub(in crate::document) fn episode(
    record: &Record,
    episode: &Episode,
    enclosures: &[Enclosure],
    items: &PodcastItems,
    extensions: &mut Extensions,
) -> Option<ITunesItemExtension> {
    // A title of its own is for those who show numbers beside it.
    let own_title = episode.title.as_ref().filter(|title| record.title.as_ref() != Some(title));
    let duration = enclosures.first().and_then(|file| file.duration);
    let itunes = tags(episode, own_title.map(String::as_str), duration, extensions);
    let chapters_file = companion::chapters_name(record, items)
        .and_then(|name| Some((items.base.as_ref()?.join(&name).ok()?.to_string(), companion::CHAPTERS.to_owned())));
    let persons = persons(record, episode, &items.hosts);
    elements(episode, &persons, chapters_file, extensions);
    chapters(&episode.chapters, extensions);
    itunes
}

/// Apple's tags.
pub(super) fn tags(
    episode: &Episode,
    title: Option<&str>,
    duration: Option<f64>,
    extensions: &mut Extensions,
) -> Option<ITunesItemExtension> {
    if let Some(title) = title {
        extensions.push(Element::new("itunes", "title").text(title));
    }
    let tags = ITunesItemExtension {
        image: episode.image.as_ref().map(ToString::to_string),
        // Whole seconds: validators take nothing finer.
        duration: duration.filter(|seconds| *seconds >= 0.5).map(|seconds| format!("{:.0}", seconds.round())),
        explicit: episode.explicit.map(|explicit| explicit.to_string()),
        block: episode.is_blocked.then(|| "Yes".to_owned()),
        episode: episode.whole_number().map(|number| number.to_string()),
        season: episode.season.map(|season| season.to_string()),
        episode_type: episode.kind.map(|kind| kind.as_str().to_owned()),
        ..ITunesItemExtension::default()
    };
    (tags != ITunesItemExtension::default()).then_some(tags)
}

/// The elements of the Podcasting 2.0 namespace. `chapters` is the address of the file of chapters that is written beside the
/// feed, with its type.
pub(super) fn elements(
    episode: &Episode,
    persons: &[Credit],
    chapters: Option<(String, String)>,
    extensions: &mut Extensions,
) {
    let mut push = |element| extensions.push(element);
    if let Some(season) = episode.season {
        push(tag("season").attribute_if("name", episode.season_name.as_deref()).text(season.to_string()));
    }
    if let Some(number) = &episode.number {
        push(tag("episode").attribute_if("display", episode.display.as_deref()).text(number));
    }
    let stated = episode.chapters_file.as_ref().map(|file| (file.url.to_string(), file.media_type.clone()));
    if let Some((url, kind)) = stated.or(chapters) {
        push(tag("chapters").attribute("url", url).attribute("type", kind));
    }
    episode.transcripts.iter().map(transcript).for_each(&mut push);
    episode.soundbites.iter().map(soundbite).for_each(&mut push);
    persons.iter().map(parts::person).for_each(&mut push);
    episode.places.iter().map(parts::place).for_each(&mut push);
    episode.license.iter().map(parts::license).for_each(&mut push);
    episode.alternates.iter().map(parts::alternate).for_each(&mut push);
    episode.payments.iter().map(parts::payment).for_each(&mut push);
    episode.social.iter().map(parts::social).for_each(&mut push);
    episode.txt.iter().map(parts::txt).for_each(&mut push);
    episode.funding.iter().map(parts::funding).for_each(&mut push);
    episode.chat.iter().map(parts::chat).for_each(&mut push);
    episode.content_links.iter().map(parts::content_link).for_each(&mut push);
    episode.images.iter().map(parts::picture).for_each(&mut push);
}

/// Who takes part. Persons of an item replace those of the show: if no host is among them, those of the show are repeated.
fn persons(record: &Record, episode: &Episode, hosts: &[Credit]) -> Vec<Credit> {
    let mut persons = episode.persons.clone();
    for person in &record.contributors {
        let Some(role) = person.role.as_ref().map(|role| role.to_lowercase()).filter(|role| is_role(role)) else {
            continue;
        };
        if !persons.iter().any(|known| known.name == person.name) {
            let (image, url) = (person.avatar.clone(), person.url.clone());
            persons.push(Credit { name: person.name.clone(), role: Some(role), group: None, image, url });
        }
    }
    with_hosts(persons, hosts)
}

/// Persons with the hosts of the show, if there are any and no host is among them.
pub(super) fn with_hosts(mut persons: Vec<Credit>, hosts: &[Credit]) -> Vec<Credit> {
    let is_host = |credit: &Credit| matches!(credit.role.as_deref(), None | Some("host" | "co-host" | "guest host"));
    if !persons.is_empty() && !persons.iter().any(is_host) {
        let missing = hosts.iter().filter(|host| !persons.iter().any(|known| known.name == host.name));
        persons = missing.cloned().chain(persons.clone()).collect();
    }
    persons
}

fn transcript(transcript: &Transcript) -> Element {
    tag("transcript")
        .attribute("url", transcript.url.as_str())
        .attribute("type", &transcript.media_type)
        .attribute_if("language", transcript.language.as_ref().map(|language| language.as_str()))
        .attribute_if("rel", transcript.is_captions.then_some("captions"))
}

fn soundbite(bite: &Soundbite) -> Element {
    tag("soundbite")
        .attribute("startTime", seconds(bite.start))
        .attribute("duration", seconds(bite.duration))
        .text(&bite.title)
}

/// Podlove Simple Chapters 1.2: those that have a title and stand in the table of contents.
pub(in crate::document) fn chapters(chapters: &[Chapter], extensions: &mut Extensions) {
    let shown = chapters.iter().filter(|chapter| chapter.toc).filter_map(|chapter| {
        let title = chapter.title.as_deref()?;
        Some(
            Element::new("psc", "chapter")
                .attribute("start", play_time(chapter.start))
                .attribute("title", title)
                .attribute_if("href", chapter.url.as_ref().map(|url| url.as_str()))
                .attribute_if("image", chapter.image.as_ref().map(|url| url.as_str())),
        )
    });
    let shown: Vec<Element> = shown.collect();
    if !shown.is_empty() {
        let list = Element::new("psc", "chapters").attribute("version", "1.2");
        extensions.push(shown.into_iter().fold(list, Element::child));
    }
}

/// Normal Play Time: `01:02:03.500`.
fn play_time(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a thousand hours")]
    let millis = (seconds * 1000.0).round() as u64;
    let (whole, millis) = (millis / 1000, millis % 1000);
    format!("{:02}:{:02}:{:02}.{millis:03}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// The file of an episode with its other renditions, as Media RSS groups them (§5.1); nothing where there are no others.
pub(in crate::document) fn renditions(episode: &Episode, enclosure: &Enclosure) -> Option<Element> {
    let others = episode.alternates.iter().filter(|file| !file.is_default).flat_map(|file| {
        let web = file.sources.iter().filter(|source| source.uri.starts_with("http"));
        web.map(move |source| (file, source))
    });
    let others: Vec<Element> = others
        .filter(|(_, source)| source.content_type.is_none() && source.uri != enclosure.url.as_str())
        .map(|(file, source)| {
            let kilobits = file.bitrate.map(|bits| format!("{:.0}", bits / 1000.0));
            Element::new("media", "content")
                .attribute("url", &source.uri)
                .attribute_if("type", file.media_type.as_ref().map(|kind| kind.as_str()))
                .attribute_if("fileSize", file.length.map(|bytes| bytes.to_string()))
                .attribute_if("bitrate", kilobits)
                .attribute_if("height", file.height.map(|lines| lines.to_string()))
                .attribute_if("lang", file.language.as_ref().map(|language| language.as_str()))
        })
        .collect();
    if others.is_empty() {
        return None;
    }
    let first = crate::document::media::content(enclosure).attribute("isDefault", "true");
    Some(others.into_iter().fold(Element::new("media", "group").child(first), Element::child))
}
