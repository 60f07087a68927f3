//! Marks: what a record is recognised by, as it is compared.

use super::{card::Card, digest::hex};
use crate::{
    content,
    record::{Digests, Record},
    state::Row,
    value::{EntryId, Timestamp, Zone, guess_media_type},
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
};

/// How far apart the dates of one article may lie where a zone was lost on the way, in seconds.
const NEAR: u64 = 36 * 3600;

/// What a record is recognised by, and what the ledger keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marks {
    pub key: String,
    pub url: Option<String>,
    pub title: Option<String>,
    /// Digest of the body as written; of a record with next to none, of the recording that it names.
    pub body: Option<String>,
    /// Whether that is the digest of a recording.
    pub is_recording: bool,
    /// The address of its first media file.
    pub enclosure: Option<String>,
}

impl Marks {
    pub(super) fn of(record: &Record, digests: &Digests) -> Self {
        let text = Self::text(record, digests);
        let is_recording = text.is_none();
        let recording = || Some(hex(&record.enclosures.first()?.print?));
        Self {
            key: record.key.clone(),
            url: record.url.as_ref().map(|url| url.as_str().to_owned()),
            title: record.title.clone(),
            body: text.or_else(recording),
            is_recording,
            enclosure: record.enclosures.first().map(|enclosure| enclosure.url.as_str().to_owned()),
        }
    }

    /// Writes them down in the row of the record; a permalink that it had before is kept as well.
    pub(super) fn pin(&self, row: &mut Row) {
        if row.url != self.url
            && let Some(former) = row.url.take()
        {
            row.former_urls.push(former);
            row.former_urls.sort();
            row.former_urls.dedup();
        }
        row.former_urls.retain(|url| Some(url) != self.url.as_ref());
        row.key = Some(self.key.clone());
        row.url.clone_from(&self.url);
        row.title.clone_from(&self.title);
        row.body.clone_from(&self.body);
    }

    /// Whether the row of the record has them already.
    pub(super) fn are_pinned(&self, row: &Row) -> bool {
        row.key.as_ref() == Some(&self.key)
            && row.url == self.url
            && row.title == self.title
            && row.body == self.body
            && row.former_urls.iter().all(|url| Some(url) != self.url.as_ref())
    }

    fn text(record: &Record, digests: &Digests) -> Option<String> {
        // A short body says little: two notes may have the same.
        const TELLING: usize = 80;
        let is_telling = record.body.as_ref().is_some_and(|body| body.text.trim().len() >= TELLING);
        digests.body.filter(|_| is_telling).map(|digest| hex(&digest))
    }
}

/// A title as it is compared: without what programs change on the way from a text to a feed. They make HTML of it, and
/// curly quotation marks, dashes and ellipses of straight ones.
pub(super) fn title_name(title: &str) -> Cow<'_, str> {
    // Nobody tells two articles apart by what comes after that.
    const TELLING: usize = 1000;
    let title = &title[..title.floor_char_boundary(TELLING)];
    if title.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(title);
    }
    let text = content::html_to_text(title);
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\'' | '"' | '`' | '´' | '\u{2018}'..='\u{201f}' | '\u{2032}'..='\u{2036}' | '«' | '»' => {}
            '…' => out.push_str("..."),
            // WordPress makes `2×4` of `2x4`.
            '×' => out.push('x'),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                if !out.ends_with('-') {
                    out.push('-');
                }
            }
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    // A title of nothing but quotation marks is still a title.
    Cow::Owned(if out.is_empty() { text } else { out })
}

/// Title and day, as records are recognised by them.
pub(super) fn title_mark(title: &str, at: Timestamp, zone: &Zone) -> String {
    on_day(&title_name(title), at, zone)
}

pub(super) fn on_day(name: &str, at: Timestamp, zone: &Zone) -> String {
    format!("{} {name}", zone.local(at).date())
}

/// The last part of a permalink that says something, and the day: `https://a.example/2026/11/low-tide.html` and
/// `https://b.example/notes/low-tide/` have the same.
pub(super) fn slug_mark(url: &str, at: Timestamp, zone: &Zone) -> Option<String> {
    const TELLING: usize = 4;
    let path = url.split(['?', '#']).next()?.split_once("://")?.1.split_once('/')?.1;
    let mut parts = path.split('/').rev().filter(|part| !part.is_empty());
    let is_index = |part: &&str| part.split('.').next() == Some("index");
    let last = parts.find(|part| !is_index(part))?;
    let slug = last.split_once('.').map_or(last, |(stem, _)| stem);
    // Notes without titles may have the time or a number for a name; a year is that of a list.
    let is_year = slug.len() == 4 && (slug.starts_with("19") || slug.starts_with("20"));
    let is_number = !is_year && slug.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = slug.bytes().any(|byte| byte.is_ascii_alphabetic() || byte == b'%');
    let is_telling = slug.len() >= TELLING && (is_word || is_number);
    is_telling.then(|| format!("{} {}", zone.local(at).date(), slug.to_lowercase()))
}

/// The name of a recording without its extension, as the last part of its address has it, if that tells one from others:
/// hosts change with a show that moves, names mostly do not.
pub(super) fn file_mark(url: &str) -> Option<String> {
    const COMMON: [&str; 9] =
        ["audio", "media", "file", "stream", "episode", "download", "default", "master", "podcast"];
    let family = guess_media_type(url).filter(|kind| matches!(kind.family(), "audio" | "video"));
    let name = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let stem = name.rsplit_once('.').filter(|_| family.is_some())?.0;
    let stem = percent_encoding::percent_decode_str(stem).decode_utf8().ok()?.to_lowercase();
    let is_telling = stem.chars().count() >= 3 && !COMMON.contains(&stem.as_str());
    is_telling.then_some(stem)
}

/// A compared title without the number that it begins or ends with: `#101 - low tide`, `episode 101: low tide`,
/// `lt101 low tide`, `low tide (#101)` -> `low tide`.
pub(super) fn title_core(name: &str) -> Option<&str> {
    numbered(name).map(|(core, _)| core)
}

/// What all spellings of a compared title with a number have in common: `#6 low tide`.
pub(super) fn numbered_core(name: &str) -> Option<String> {
    numbered(name).and_then(|(core, number)| Some(with_number(core, number?)))
}

/// The same of a title that may be without its number, from the number that the episode has by itself.
pub(super) fn numbered_name(name: &str, episode: (u32, u64)) -> Option<String> {
    let number = episode.1 / 1000;
    let is_whole = number > 0 && episode.1.is_multiple_of(1000);
    is_whole.then(|| with_number(title_core(name).unwrap_or(name), number))
}

fn with_number(core: &str, number: u64) -> String {
    format!("#{number} {core}")
}

/// A compared title without its number, and the number.
fn numbered(name: &str) -> Option<(&str, Option<u64>)> {
    let is_telling = |core: &str| core.len() >= 4 && core.contains(char::is_alphabetic);
    let (core, number) = number_before(name).or_else(|| number_behind(name))?;
    is_telling(core).then(|| (core, number.parse().ok()))
}

/// What says that a number follows.
fn behind_word(text: &str) -> Option<&str> {
    const WORDS: [&str; 14] = [
        "episodio", "episode", "épisode", "folge", "nummer", "number", "ep.", "ep ", "no.", "nr.", "nr ", "№", "n°",
        "nº",
    ];
    let rest = WORDS.iter().find_map(|word| text.strip_prefix(word)).map(str::trim_start);
    let rest = rest.unwrap_or(text);
    let rest = rest.strip_prefix('#').unwrap_or(rest);
    (rest.len() < text.len()).then_some(rest)
}

/// A number of up to five digits, and what follows it.
fn leading_digits(text: &str) -> Option<(&str, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (1..=5).contains(&digits).then(|| text.split_at(digits))
}

/// `6: low tide`, `#6 low tide`, `006 low tide`, `[6] low tide`, `nr. 6: low tide`, `lt006 low tide`.
fn number_before(name: &str) -> Option<(&str, &str)> {
    const SEPARATORS: [char; 5] = ['-', ':', '|', '.', ')'];
    let (first, others) = name.split_once(' ').unwrap_or((name, ""));
    let inside = [('[', ']'), ('(', ')')].iter().find_map(|&(open, close)| {
        let (inside, core) = name.strip_prefix(open)?.split_once(close)?;
        let number = leading_digits(behind_word(inside).unwrap_or(inside)).filter(|(_, rest)| rest.is_empty())?.0;
        Some((core.trim_start_matches(['-', ':', '|', ' ']), number))
    });
    if inside.is_some() {
        return inside;
    }
    let token = first.trim_end_matches(':');
    let is_short = first.len() <= 8 && first.starts_with(char::is_alphabetic);
    if is_short && token.ends_with(|c: char| c.is_ascii_digit()) {
        let prefix = token.trim_end_matches(|c: char| c.is_ascii_digit());
        return Some((others.trim_start_matches(['-', ':', '|', ' ']), &token[prefix.len()..]));
    }
    let marked = behind_word(name);
    let (number, rest) = leading_digits(marked.unwrap_or(name))?;
    // `24 hours` is a title by itself; nobody counts with zeroes before, but in lists.
    let is_number = marked.is_some() || number.len() > 1 && number.starts_with('0');
    let core = rest.trim_start();
    match core.strip_prefix(SEPARATORS) {
        Some(core) => Some((core.trim_start(), number)),
        None => (is_number && rest.starts_with(' ')).then_some((core, number)),
    }
}

/// `low tide (#6)`, `low tide [ep. 6]`, `low tide #6`, `low tide - folge 6`.
fn number_behind(name: &str) -> Option<(&str, &str)> {
    let open = match name.strip_suffix([')', ']']) {
        Some(whole) => whole.rsplit_once(['(', '[']),
        None => name.rfind('#').map(|at| name.split_at(at)).or_else(|| name.rsplit_once([':', '-', '|'])),
    };
    let (core, number) = open?;
    let (number, rest) = leading_digits(behind_word(number.trim_start())?)?;
    rest.is_empty().then(|| (core.trim_end_matches([' ', '-', ':', '|', ',']), number))
}

/// Whether an instant is more than a day that somebody wrote down.
pub(super) fn has_time(at: Timestamp, zone: &Zone) -> bool {
    let midnight = |zone: &Zone| zone.local(at).time() == chrono::NaiveTime::MIN;
    !midnight(zone) && !midnight(&Zone::UTC)
}

/// Whether two dates can be one date, read in two zones.
pub(super) const fn is_near(one: Timestamp, other: Timestamp) -> bool {
    one.unix().abs_diff(other.unix()) <= NEAR
}

/// Kinds of marks.
#[derive(Debug, Clone, Copy, Hash)]
pub(super) enum Sort {
    Id,
    Key,
    Permalink,
    Body,
    Title,
    Slug,
    Instant,
    Name,
    File,
}

/// A mark in short. Two that differ are the same but for an accident, which costs time and nothing else.
pub(super) fn mark(sort: Sort, value: impl Hash) -> u64 {
    // Its keys are fixed, so that another run of the same program finds the same.
    let mut hasher = DefaultHasher::new();
    (sort, value).hash(&mut hasher);
    hasher.finish()
}

/// The mark of an id.
pub(super) fn mark_of_id(id: &str) -> u64 {
    mark(Sort::Id, id)
}

/// Every mark by which a record could meet a row, and with `learnt` those that only rows learnt from a feed are met by.
pub(super) fn marks(card: &Card, zone: &Zone, learnt: bool) -> Vec<u64> {
    let Marks { key, url, title, body, enclosure, .. } = &card.marks;
    let name = title.as_deref().map(title_name);
    let mut marks = vec![mark_of_id(&card.id), mark(Sort::Key, key)];
    // What was learnt from Atom alone is known as Atom had it.
    let id = EntryId::new(&card.id).ok().filter(|id| !id.is_iri());
    marks.extend(id.map(|id| mark_of_id(&id.for_atom())));
    marks.extend(url.iter().chain(enclosure).map(|url| mark(Sort::Permalink, url)));
    marks.extend(body.as_ref().map(|body| mark(Sort::Body, body)));
    if learnt {
        if let Some(name) = name.as_deref() {
            let numbered = numbered_core(name).into_iter().chain(numbered_name(name, card.episode));
            marks.extend(numbered.map(|name| mark(Sort::Name, name)));
            marks.extend([Some(name), title_core(name)].into_iter().flatten().map(|name| mark(Sort::Name, name)));
        }
        marks.extend(enclosure.as_deref().and_then(file_mark).map(|file| mark(Sort::File, file)));
    }
    let Some(at) = card.published else { return marks };
    marks.extend(name.as_ref().map(|name| mark(Sort::Title, on_day(name, at, zone))));
    if learnt {
        marks.extend(url.as_deref().and_then(|url| slug_mark(url, at, zone)).map(|slug| mark(Sort::Slug, slug)));
        marks.push(mark(Sort::Instant, at.unix()));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::{file_mark, has_time, numbered_core, numbered_name, slug_mark, title_core, title_name};
    use crate::value::{Timestamp, Zone};

    #[test]
    fn titles_are_compared_without_what_programs_do_to_them() {
        for (one, other) in [
            ("What's \"low\" tide?", "What&#8217;s &#8220;low&#8221; tide?"),
            ("What's \"low\" tide?", "what’s “low”  tide?"),
            ("Fog -- a year...", "Fog – a year…"),
            ("Salt & sand", "Salt &#038; sand"),
            ("Salt & <em>sand</em>", "Salt &amp; sand"),
            ("A 2&#215;4 of <em>oak</em>", "A 2x4 of oak"),
        ] {
            assert_eq!(title_name(one), title_name(other));
        }
        for (one, other) in [("C", "C++"), ("C#", "C++"), ("Part 1", "Part 2"), ("\"", "'")] {
            assert_ne!(title_name(one), title_name(other));
        }
        assert!(title_name(&"ä".repeat(100_000)).len() <= 1000);
    }

    #[test]
    fn the_last_part_of_a_permalink_that_says_something() {
        let at = Timestamp::from_unix(1_700_000_000).expect("a time");
        let slug = |url| slug_mark(url, at, &Zone::UTC);
        let expected = Some("2023-11-14 low-tide".to_owned());
        for url in [
            "https://a.example/2023/11/low-tide.html",
            "https://b.example/notes/low-tide/",
            "http://c.example/Low-Tide/index.html?utm_source=rss#top",
            "https://d.example/low-tide",
        ] {
            assert_eq!(slug(url), expected, "{url}");
        }
        assert_eq!(slug("https://a.example/2023/11/14/093012.html"), slug("https://b.example/notes/093012/"));
        assert!(slug("https://a.example/093012").is_some());
        for url in [
            "https://a.example/",
            "https://a.example",
            "https://a.example/?p=12345",
            "https://a.example/2023/",
            "https://a.example/14",
            "/x",
        ] {
            assert_eq!(slug(url), None, "{url}");
        }
    }

    #[test]
    fn what_is_left_of_an_episode_that_moves() {
        for (url, file) in [
            ("https://a.example/x/Knot%201.mp3?source=feed", Some("knot 1")),
            ("https://b.example/knot 1.m4a", Some("knot 1")),
            ("https://a.example/7/audio.mp3", None),
            ("https://a.example/knot-1/", None),
            ("https://a.example/knot-1.html", None),
        ] {
            assert_eq!(file_mark(url).as_deref(), file, "{url}");
        }
        for (title, core) in [
            ("#101 – Low tide", Some("low tide")),
            ("Episode 7: Low tide", Some("low tide")),
            ("Ep. 7 | Low tide", Some("low tide")),
            ("LT101 Low tide", Some("low tide")),
            ("S01E03: Low tide", Some("low tide")),
            ("Low tide", None),
            ("1984", None),
            ("24 hours", None),
            ("Low tide (2024)", None),
            ("Catch-22", None),
        ] {
            assert_eq!(title_core(&title_name(title)), core, "{title}");
        }
        for title in [
            "#6 Low tide",
            "006 Low tide",
            "[6] Low tide",
            "[#6] – Low tide",
            "(6) Low tide",
            "Nr. 6: Low tide",
            "No. 6 Low tide",
            "Folge 6 Low tide",
            "KM006 Low tide",
            "Low tide (#6)",
            "Low tide [Ep. 6]",
            "Low tide – Episode 6",
            "Low tide #6",
        ] {
            let name = title_name(title);
            assert_eq!(numbered_core(&name).as_deref(), Some("#6 low tide"), "{title}");
            assert_eq!(numbered_name(&name, (2, 6000)).as_deref(), Some("#6 low tide"), "{title}");
        }
        assert_eq!(numbered_name("low tide", (0, 6500)), None);
        assert_eq!(numbered_name("low tide", (0, 6000)).as_deref(), Some("#6 low tide"));
    }

    #[test]
    fn a_day_is_no_time() {
        let berlin: Zone = "Europe/Berlin".parse().expect("a zone");
        let midnight = Timestamp::from_unix(1_700_006_400).expect("a time");
        let local = Timestamp::from_unix(1_700_006_400 - 3600).expect("a time");
        assert!(!has_time(midnight, &berlin) && !has_time(local, &berlin));
        assert!(has_time(local, &Zone::UTC));
    }
}
