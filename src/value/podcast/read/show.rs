//! Shows, trailers and streams.

use super::{
    Given, Names, Part, all, episode, flag, line, lone,
    money::{payments, remote},
    needed, needed_url, parsed, parts, single, url, whole, word,
};
use crate::value::{
    MediaType, Timestamp, guess_media_type,
    people::{split_people, without_mailboxes},
    podcast::{
        Block, Category, Episode, Live, LiveStatus, Owner, Remote, Show, ShowKind, Trailer, UpdateFrequency, category,
        is_uuid,
    },
};

const CATEGORIES: Names = &["categories"];
const NEW_FEED_URL: Names = &["new_feed_url"];
const GUID: Names = &["guid"];

/// Reads what is said of a show.
pub fn show(given: &mut impl Given) -> Show {
    let guid = line(given, GUID).map(|guid| guid.to_lowercase());
    if let Some(guid) = guid.as_ref().filter(|guid| !is_uuid(guid)) {
        given.flaw(
            GUID,
            format!("`{guid}` is no UUID"),
            "take the guid over from the feed that subscribers have, or leave it out",
        );
    }
    let names_itself = given.text(NEW_FEED_URL).is_some_and(|text| text.trim() == "self");
    let (locked, locked_owner) = locked(given);
    let mut persons = parts::persons(given, &["hosts", "host"], Some("host"));
    persons.extend(parts::persons(given, &["persons", "person"], None));
    Show {
        guid: guid.filter(|guid| is_uuid(guid)),
        categories: categories(given),
        kind: word(given, &["type"], &["episodic", "serial"]).map(|kind| match kind {
            "serial" => ShowKind::Serial,
            _ => ShowKind::Episodic,
        }),
        author: line(given, &["author"]).map(|author| without_mailboxes(&author).into_owned()),
        owner: owner(given),
        explicit: episode::explicit(given, &["explicit"]),
        image: episode::image(given, &["image"]),
        title: line(given, &["title"]),
        is_blocked: false,
        is_complete: flag(given, &["complete"]).unwrap_or(false),
        new_feed_url: if names_itself { None } else { url(given, NEW_FEED_URL) },
        names_itself,
        apple_verify: line(given, &["applepodcastsverify", "apple_podcasts_verify"]),
        copyright: line(given, &["copyright"]),
        locked,
        locked_owner,
        funding: parts::funding(given),
        payments: payments(given),
        persons,
        repeats_hosts: flag(given, &["repeat_hosts"]).unwrap_or(true),
        places: parts::places(given, &["locations", "location"]),
        license: parts::license(given, &["license"]),
        medium: parts::medium(given, &["medium"]),
        trailers: trailers(given),
        podroll: remotes(given, &["podroll"]),
        remote_items: remotes(given, &["remote_items", "remote_item"]),
        publisher: {
            const PUBLISHER: Names = &["publisher"];
            let found = remotes(given, PUBLISHER);
            single(given, PUBLISHER, found)
        },
        update_frequency: update_frequency(given),
        podping: flag(given, &["podping"]),
        live: all(given, &["live", "live_items"], |_, part| match part {
            Part::Table(table) => live(table),
            Part::Text(_) => None,
        }),
        social: parts::social(given),
        txt: parts::txt(given),
        chat: parts::chat(given),
        images: parts::pictures(given, &["images"]),
        blocks: Vec::new(),
        spotify_limit: whole(given, &["spotify_limit"], 1),
        countries: countries(given),
        writes_chapters: chapters(given),
        transcripts: transcripts(given),
    }
    .with_blocks(given)
}

impl Show {
    /// `block = true` is for all directories, `block = ["amazon"]` for those services, and a table says yes and no.
    fn with_blocks(mut self, given: &mut impl Given) -> Self {
        const BLOCK: Names = &["block"];
        for part in given.parts(BLOCK) {
            match part {
                Part::Text(text) => match super::truth(&text) {
                    Some(blocked) => self.is_blocked |= blocked,
                    None => self.blocks.push(Block { id: Some(text.trim().to_lowercase()), is_blocked: true }),
                },
                Part::Table(mut table) => {
                    let id = line(&mut table, &["id", "service"]).map(|id| id.to_lowercase());
                    let is_blocked = flag(&mut table, &["block", "text"]).unwrap_or(true);
                    table.finish();
                    self.blocks.push(Block { id, is_blocked });
                }
            }
        }
        self
    }
}

fn categories(given: &mut impl Given) -> Vec<Category> {
    let mut found: Vec<Category> = all(given, CATEGORIES, |given, part| {
        let Part::Text(text) = part else {
            given.flaw(CATEGORIES, "a category is a text".to_owned(), "write \"Category > Subcategory\"");
            return None;
        };
        category(&text)
            .or_else(|error| {
                given.flaw(CATEGORIES, error.message, &error.help);
                error.rest.ok_or(())
            })
            .ok()
    });
    // What is named twice, such as the top level of two that are unknown below it, counts once.
    let mut seen = Vec::new();
    found.retain(|category| {
        let is_new = !seen.contains(category);
        seen.push(*category);
        is_new
    });
    found
}

fn locked(given: &mut impl Given) -> (Option<bool>, Option<crate::value::Email>) {
    const LOCKED: Names = &["locked"];
    match lone(given, LOCKED) {
        None => (None, None),
        Some(Part::Text(_)) => (flag(given, LOCKED), None),
        Some(Part::Table(mut table)) => {
            let found = (flag(&mut table, &["locked", "text"]).or(Some(true)), parsed(&mut table, &["owner"]));
            table.finish();
            found
        }
    }
}

fn owner(given: &mut impl Given) -> Option<Owner> {
    const OWNER: Names = &["owner"];
    match lone(given, OWNER)? {
        Part::Text(text) => {
            let people = split_people(&text, |_| false);
            let named = people.first().filter(|person| people.len() == 1 && !person.name.is_empty());
            match named.and_then(|person| Some((person.called(), person.email?.parse().ok()?))) {
                Some((name, email)) => Some(Owner { name, email }),
                None => Some(Owner { name: None, email: parsed(given, OWNER)? }),
            }
        }
        Part::Table(mut table) => {
            needed(&mut table, &["email"], "an owner")?;
            let owner = Owner { name: line(&mut table, &["name"]), email: parsed(&mut table, &["email"])? };
            table.finish();
            Some(owner)
        }
    }
}

fn instant(given: &mut impl Given, names: Names) -> Option<Timestamp> {
    let text = given.text(names)?;
    match given.instant(&text) {
        Ok(at) => Some(at),
        Err(reason) => {
            given.flaw(names, reason, "write a date and a time with its zone, such as 2026-11-22T09:30:00Z");
            None
        }
    }
}

/// An instant with the offset that it was written with, which says on which day it is.
fn local_instant(given: &mut impl Given, names: Names) -> Option<String> {
    let at = instant(given, names)?;
    let text = given.text(names)?;
    let local = chrono::DateTime::parse_from_rfc3339(text.trim()).ok();
    let local = local.filter(|local| local.offset().local_minus_utc() != 0);
    Some(local.map_or_else(|| at.rfc3339(), |local| local.format("%Y-%m-%dT%H:%M:%S%:z").to_string()))
}

fn trailers(given: &mut impl Given) -> Vec<Trailer> {
    const TRAILERS: Names = &["trailers", "trailer"];
    const DATE: Names = &["published", "pubdate", "date"];
    all(given, TRAILERS, |given, part| {
        let Part::Table(mut table) = part else {
            given.flaw(TRAILERS, "a trailer is a table with `url`, `title` and `published`".to_owned(), "");
            return None;
        };
        let url = needed_url(&mut table, &["url"], "a trailer")?;
        let title = needed(&mut table, &["title", "text"], "a trailer")?;
        needed(&mut table, DATE, "a trailer")?;
        let trailer = Trailer {
            title,
            published: instant(&mut table, DATE)?,
            length: whole(&mut table, &["length"], 1_u64),
            media_type: parsed(&mut table, &["type"]).or_else(|| guess_media_type(url.as_str())),
            season: whole(&mut table, &["season"], 1),
            url,
        };
        table.finish();
        Some(trailer)
    })
}

fn remotes(given: &mut impl Given, names: Names) -> Vec<Remote> {
    all(given, names, |given, part| match part {
        Part::Table(table) => remote(table),
        Part::Text(text) if is_uuid(&text) => Some(Remote { feed_guid: text, ..Remote::default() }),
        Part::Text(text) => {
            given.flaw(
                names,
                format!("`{text}` is no guid of a feed"),
                "write a table with `feed_guid` and `feed_url`",
            );
            None
        }
    })
}

fn update_frequency(given: &mut impl Given) -> Option<UpdateFrequency> {
    const FREQUENCY: Names = &["update_frequency"];
    match lone(given, FREQUENCY)? {
        Part::Text(text) => Some(UpdateFrequency { text, ..UpdateFrequency::default() }),
        Part::Table(mut table) => {
            let text = needed(&mut table, &["text"], "an update frequency")?;
            let frequency = UpdateFrequency {
                text,
                is_complete: flag(&mut table, &["complete"]).unwrap_or(false),
                start: local_instant(&mut table, &["dtstart", "start"]),
                rrule: line(&mut table, &["rrule"]),
            };
            let is_counted = frequency.rrule.as_ref().is_some_and(|rule| rule.to_ascii_uppercase().contains("COUNT="));
            if is_counted && frequency.start.is_none() {
                table.flaw(&["rrule"], "a rule with COUNT needs a `dtstart`".to_owned(), "say when it begins");
            }
            table.finish();
            Some(frequency)
        }
    }
}

fn live(mut table: impl Given) -> Option<Live> {
    const STATUS: Names = &["status"];
    const START: Names = &["start"];
    let what = "a live item";
    for names in [STATUS, START] {
        needed(&mut table, names, what)?;
    }
    let title = needed(&mut table, &["title", "name"], what)?;
    let guid = needed(&mut table, GUID, what)?;
    let enclosure = needed_url(&mut table, &["url", "stream"], what)?;
    let media_type = parsed(&mut table, &["media_type"]).or_else(|| stream_type(enclosure.as_str()));
    let status = match word(&mut table, STATUS, &["pending", "live", "ended"])? {
        "live" => LiveStatus::Live,
        "ended" => LiveStatus::Ended,
        _ => LiveStatus::Pending,
    };
    let live = Live {
        status,
        start: instant(&mut table, START)?,
        end: instant(&mut table, &["end"]),
        title,
        guid,
        link: url(&mut table, &["link"]),
        description: table.text(&["description"]),
        media_type: media_type.or_else(|| "audio/mpeg".parse().ok())?,
        enclosure,
        episode: Episode { title: None, ..episode::episode(&mut table) },
    };
    if live.episode.content_links.is_empty() {
        table.flaw(
            &["content_links"],
            "a live item needs a `content_links`".to_owned(),
            "say where it can be seen in a browser",
        );
    }
    table.finish();
    Some(live)
}

/// What a stream is by its address: lists of pieces are no media files, and known for what they are.
fn stream_type(address: &str) -> Option<MediaType> {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let list = [(".m3u8", "application/x-mpegURL"), (".mpd", "application/dash+xml")];
    let list = list.iter().find(|(end, _)| path.ends_with(end)).and_then(|(_, kind)| kind.parse().ok());
    list.or_else(|| guess_media_type(address))
}

fn countries(given: &mut impl Given) -> Vec<String> {
    const COUNTRIES: Names = &["spotify_country_of_origin", "countries"];
    all(given, COUNTRIES, |given, part| {
        let Part::Text(text) = part else { return None };
        let is_country = text.trim().len() == 2 && text.trim().bytes().all(|b| b.is_ascii_alphabetic());
        if !is_country {
            given.flaw(COUNTRIES, format!("`{text}` is no country"), "write the two letters of ISO 3166-1");
        }
        is_country.then(|| text.trim().to_lowercase())
    })
}

/// `chapters = "file"` (the default), `"inline"` or `"both"` are the forms that there are.
fn chapters(given: &mut impl Given) -> bool {
    word(given, &["chapters"], &["file", "inline"]) != Some("inline")
}

fn transcripts(given: &mut impl Given) -> Vec<String> {
    const TRANSCRIPTS: Names = &["transcripts"];
    all(given, TRANSCRIPTS, |given, part| {
        let Part::Text(text) = part else { return None };
        let found = match text.trim().to_ascii_lowercase().as_str() {
            "vtt" | "text/vtt" => Some("text/vtt"),
            "srt" | "application/x-subrip" => Some("application/x-subrip"),
            _ => None,
        };
        if found.is_none() {
            given.flaw(TRANSCRIPTS, format!("transcripts are made as `vtt` and `srt`, not as `{text}`"), "");
        }
        found.map(str::to_owned)
    })
}
