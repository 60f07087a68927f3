//! Episodes.

use super::{
    Given, Names, Part, chapters::chapters, flag, line, money::payments, needed, parsed, parts, time, truth, url, word,
};
use crate::value::{
    guess_media_type,
    podcast::{Credit, Episode, EpisodeFile, EpisodeKind, Soundbite, Transcript, lists},
};
use std::cell::RefCell;

const SEASON: Names = &["season", "season_number"];
const NUMBER: Names = &["number", "episode", "episode_number", "episode_no", "episode_num"];
const KIND: Names = &["type", "episode_type"];
const EXPLICIT: Names = &["explicit", "parental_advisory"];
const BLOCK: Names = &["block", "is_blocked"];
const IMAGE: Names = &["image", "episode_image", "artwork", "cover_art", "itunes_image", "poster"];
const IMAGES: Names = &["images", "podcast_images", "podcast_image"];
const PERSONS: Names = &["persons", "person", "people"];
const TRANSCRIPTS: Names = &["transcripts", "transcript", "transcript_url"];
const SOUNDBITES: Names = &["soundbites", "soundbite"];

/// Names that mean a part of an episode also where they stand by themselves in a record with a media file; all others only
/// inside `episode` and its like, or with `podcast_` and `itunes_` before them.
pub const EPISODE: Names = &[
    "season",
    "season_number",
    "season_name",
    "number",
    "episode",
    "episode_number",
    "episode_no",
    "episode_num",
    "episode_type",
    "explicit",
    "parental_advisory",
    "episode_image",
    "artwork",
    "cover_art",
    "transcripts",
    "transcript",
    "transcript_url",
    "chapters",
    "chapters_url",
    "chapters_file",
    "chapters_json",
    "psc_chapters",
    "podlove_chapters",
    "soundbites",
    "soundbite",
    "alternate_enclosures",
    "persons",
];

/// Reads what is said of an episode.
pub fn episode(given: &mut impl Given) -> Episode {
    let (season, season_name) = season(given);
    let (number, whole, display) = number(given);
    let (chapters, chapters_file, file_of_chapters) = chapters(given);
    let (transcripts, mut files) = transcripts(given);
    files.extend(file_of_chapters);
    Episode {
        season,
        season_name,
        number,
        whole,
        display,
        kind: kind(given),
        explicit: explicit(given, EXPLICIT),
        is_blocked: given.text(BLOCK).and_then(|text| truth(&text)).unwrap_or(false),
        title: line(given, &["title", "itunes_title"]),
        image: image(given, IMAGE),
        images: parts::pictures(given, IMAGES),
        persons: persons(given),
        transcripts,
        chapters,
        chapters_extra: serde_json::Map::new(),
        chapters_file,
        files,
        soundbites: soundbites(given),
        places: parts::places(given, &["locations", "location"]),
        license: parts::license(given, &["license", "licence"]),
        alternates: parts::alternates(given),
        payments: payments(given),
        social: parts::social(given),
        txt: parts::txt(given),
        funding: parts::funding(given),
        chat: parts::chat(given),
        content_links: parts::content_links(given),
    }
}

fn persons(given: &mut impl Given) -> Vec<Credit> {
    let mut persons = parts::persons(given, &["hosts", "host"], Some("host"));
    persons.extend(parts::persons(given, &["guests", "guest"], Some("guest")));
    persons.extend(parts::persons(given, PERSONS, None));
    persons
}

/// The season and its name, which may stand in one table. What stands twice counts as it is stated first, each of both for
/// itself.
fn season(given: &mut impl Given) -> (Option<u32>, Option<String>) {
    let own_name = line(given, &["season_name"]);
    let (found, names) = first(given, SEASON, "name", "season", "write digits only", &|text| {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
        digits.parse::<u32>().ok()
    });
    // Apple has seasons from 1 on, and 0 is what programs write for none.
    (found.filter(|number| *number > 0), own_name.or(names))
}

/// The number and what is shown for it, which may stand in one table.
fn number(given: &mut impl Given) -> (Option<String>, Option<u32>, Option<String>) {
    let own = line(given, &["display", "episode_display"]);
    let help = "write digits, and a point if need be";
    let others = RefCell::new(Vec::new());
    let (found, shown) = first(given, NUMBER, "display", "episode", help, &|text| {
        let number = decimal(text.trim_start_matches('#'));
        others.borrow_mut().extend(number.as_deref().and_then(|number| number.parse::<u32>().ok()));
        number
    });
    let stated = given.text(&["whole_number"]).and_then(|text| text.trim().parse().ok());
    // Apple knows whole numbers alone: a feed may state one of them beside another one that is none.
    let is_whole = found.as_deref().is_none_or(|number| !number.contains('.'));
    let whole = stated.or_else(|| others.into_inner().into_iter().next()).filter(|whole| !is_whole && *whole > 0);
    (found, whole, own.or(shown))
}

/// The first value that can be read, and the first text under a name beside one; the others are told.
fn first<T: PartialEq + ToString>(
    given: &mut impl Given,
    names: Names,
    beside: &'static str,
    of: &str,
    help: &str,
    read: &dyn Fn(&str) -> Option<T>,
) -> (Option<T>, Option<String>) {
    let (mut found, mut words, mut wrong) = (None, None, Vec::new());
    // What several names state is settled by their order.
    let mut listed: Vec<T> = given
        .parts(names)
        .into_iter()
        .filter_map(|part| if let Part::Text(text) = part { read(text.trim()) } else { None })
        .collect();
    for part in given.every(names) {
        let text = match part {
            Part::Text(text) => Some(text),
            Part::Table(mut table) => {
                let stated = line(&mut table, &["number", "text"]);
                let text = line(&mut table, if beside == "name" { &["name"] } else { &["display"] });
                words = words.or(text);
                table.finish();
                stated
            }
        };
        let Some(text) = text else { continue };
        match read(text.trim()) {
            Some(value) => found = found.or(Some(value)),
            None => wrong.push(text),
        }
    }
    // A number for Apple, which knows whole ones alone, may stand beside another one.
    listed.retain(|value| found.as_ref() != Some(value));
    if !listed.is_empty() && found.as_ref().is_some_and(|found| !found.to_string().contains('.')) {
        given.remark(names, format!("`{}` {}", names[0], super::SEVERAL), super::KEEP_ONE);
    }
    for text in wrong {
        let rest = if found.is_some() { ": another one that is stated counts" } else { "" };
        given.flaw(
            names,
            format!("`{text}` is no number of {} {of}{rest}", if of == "episode" { "an" } else { "a" }),
            help,
        );
    }
    (found, words)
}

/// A decimal number without needless zeroes: `012` is 12, `1.50` is 1.5.
fn decimal(text: &str) -> Option<String> {
    let is_number = !text.is_empty()
        && text.len() <= 12
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.bytes().filter(|b| *b == b'.').count() <= 1
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit());
    if !is_number {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

fn kind(given: &mut impl Given) -> Option<EpisodeKind> {
    // Other programs say here which kind of file it is.
    let text = given.text(KIND)?;
    if matches!(text.trim().to_ascii_lowercase().as_str(), "audio" | "video" | "podcast" | "episode") {
        return None;
    }
    Some(match word(given, KIND, &["full", "trailer", "bonus"])? {
        "trailer" => EpisodeKind::Trailer,
        "bonus" => EpisodeKind::Bonus,
        _ => EpisodeKind::Full,
    })
}

/// Whether it is explicit, also in the words that Apple had before.
pub(super) fn explicit(given: &mut impl Given, names: Names) -> Option<bool> {
    let text = given.text(names)?;
    match text.trim().to_ascii_lowercase().as_str() {
        "explicit" => Some(true),
        "clean" | "undefined" => Some(false),
        _ => flag(given, names),
    }
}

/// The address of a picture, alone or in a table.
pub(super) fn image(given: &mut impl Given, names: Names) -> Option<crate::value::WebUrl> {
    match super::lone(given, names)? {
        Part::Text(_) => url(given, names),
        Part::Table(mut table) => {
            let found = url(&mut table, &["url", "href", "src"]);
            table.finish();
            found
        }
    }
}

/// The types of transcripts by the ends of their names.
const ENDS: &[(&str, &str)] = &[
    (".vtt", "text/vtt"),
    (".srt", "application/x-subrip"),
    (".json", "application/json"),
    (".html", "text/html"),
    (".htm", "text/html"),
    (".txt", "text/plain"),
];

fn transcripts<G: Given>(given: &mut G) -> (Vec<Transcript>, Vec<EpisodeFile>) {
    let mut files = Vec::new();
    let of_end = |address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        ENDS.iter().find(|(end, _)| path.ends_with(end)).map(|(_, kind)| (*kind).to_owned())
    };
    let has_times = |kind: &str| matches!(kind, "text/vtt" | "application/x-subrip" | "application/srt" | "text/srt");
    let mut one = |given: &mut G, part: Part<G>| match part {
        Part::Text(text) => {
            let url = match given.address(&text) {
                Ok(url) => url,
                Err(reason) => {
                    given.flaw(TRANSCRIPTS, reason, "write the address of a transcript");
                    return None;
                }
            };
            let Some(media_type) = of_end(&text) else {
                given.flaw(
                    TRANSCRIPTS,
                    format!("the name of {url} does not tell which kind of transcript it is"),
                    "write a table with `url` and `type`",
                );
                return None;
            };
            let is_captions = has_times(&media_type);
            Some(Transcript { url, media_type, language: None, is_captions })
        }
        Part::Table(mut table) => {
            if table.text(&["file"]).is_some() {
                files.extend(super::chapters::local(&mut table, &["vtt", "srt"]));
                table.finish();
                return None;
            }
            let found = super::needed_url(&mut table, &["url", "href", "src"], "a transcript")?;
            let stated =
                line(&mut table, &["type", "media_type"]).map(|kind| match kind.to_ascii_lowercase().as_str() {
                    "vtt" | "webvtt" => "text/vtt".to_owned(),
                    "srt" | "text/srt" | "application/srt" => "application/x-subrip".to_owned(),
                    "json" => "application/json".to_owned(),
                    "html" => "text/html".to_owned(),
                    "txt" | "text" | "plain" => "text/plain".to_owned(),
                    _ => kind,
                });
            if let Some(kind) = stated.as_ref().filter(|kind| !lists::TRANSCRIPTS.contains(&kind.as_str())) {
                table.flaw(
                    &["type"],
                    format!("`{kind}` is no type of a transcript"),
                    &format!("use one of {}", lists::TRANSCRIPTS.join(", ")),
                );
            }
            let by_name = of_end(found.as_str());
            if let (Some(stated), Some(by_name)) = (&stated, &by_name)
                && stated != by_name
            {
                table.flaw(
                    &["type"],
                    format!("{found} looks like `{by_name}`, not `{stated}`"),
                    "mend the type, or the name of the file",
                );
            }
            let Some(media_type) =
                stated.or(by_name).or_else(|| guess_media_type(found.as_str()).map(|kind| kind.to_string()))
            else {
                table.flaw(&["type"], "a transcript needs a `type`; it is left out".to_owned(), "");
                return None;
            };
            let rel = line(&mut table, &["rel"]).map(|rel| rel == "captions");
            let captions = flag(&mut table, &["captions"]).or(rel);
            let transcript = Transcript {
                is_captions: captions.unwrap_or_else(|| has_times(&media_type)),
                language: parsed(&mut table, &["language", "lang"]),
                url: found,
                media_type,
            };
            table.finish();
            Some(transcript)
        }
    };
    let mut published = Vec::new();
    for part in given.parts(TRANSCRIPTS) {
        match part {
            // A column of a table holds several as a list of words.
            Part::Text(text) => {
                let words = || text.split([',', ';', '|', ' ', '\n', '\t']).filter(|word| !word.is_empty());
                let is_list = words().count() > 1 && words().all(|word| of_end(word).is_some());
                let texts = if is_list { words().map(str::to_owned).collect() } else { vec![text] };
                published.extend(texts.into_iter().filter_map(|text| one(given, Part::Text(text))));
            }
            table @ Part::Table(_) => published.extend(one(given, table)),
        }
    }
    (published, files)
}

fn soundbites(given: &mut impl Given) -> Vec<Soundbite> {
    const START: Names = &["start", "start_time"];
    const DURATION: Names = &["duration"];
    super::all(given, SOUNDBITES, |given, part| {
        let Part::Table(mut table) = part else {
            given.flaw(SOUNDBITES, "a soundbite is a table with `start` and `duration`".to_owned(), "");
            return None;
        };
        for names in [START, DURATION] {
            needed(&mut table, names, "a soundbite")?;
        }
        let bite = Soundbite {
            start: time(&mut table, START)?,
            duration: time(&mut table, DURATION)?,
            title: line(&mut table, &["title", "text", "name"]).unwrap_or_default(),
        };
        table.finish();
        Some(bite)
    })
}
