//! Chapters: as tables, as lines, or as a file that is there already.

use super::{Given, Names, Part, flag, line, time as time_of, url};
use crate::value::{
    WebUrl, collapse_blanks,
    podcast::{Chapter, ChaptersFile, EpisodeFile},
};

const CHAPTERS: Names = &["chapters", "chapter", "psc_chapters", "psc:chapters", "podlove_chapters"];
const FILE: Names = &["chapters_file", "chapters_url", "chapters_json", "chapter_file"];
/// The type of JSON chapters (Podcasting 2.0).
const JSON: &str = "application/json+chapters";
/// A chapter that starts later is a mistake: a thousand hours.
const LATEST: f64 = 3_600_000.0;

/// Chapters, and the file of them that is there already.
pub(super) fn chapters(given: &mut impl Given) -> (Vec<Chapter>, Option<ChaptersFile>, Option<EpisodeFile>) {
    let mut own = None;
    let mut chapters = Vec::new();
    let mut file = None;
    for part in given.parts(CHAPTERS) {
        match part {
            Part::Text(text) if is_address(&text) => file = file.or_else(|| of_address(given, CHAPTERS, &text, None)),
            Part::Text(text) => {
                let found = lines(&text, |link| given.address(link).ok());
                for (_, line) in unread_lines(&text) {
                    let message = format!("`{}` is no chapter", collapse_blanks(line));
                    given.flaw(CHAPTERS, message, "write `00:12:30 Title`, or a table with `start` and `title`");
                }
                chapters.extend(found);
            }
            Part::Table(mut table) => {
                // The element of a feed: a file, or a list of chapters.
                let inner = table.parts(&["chapter", "chapters"]);
                if !inner.is_empty() {
                    chapters.extend(inner.into_iter().filter_map(|part| match part {
                        Part::Table(chapter) => one(chapter),
                        Part::Text(_) => None,
                    }));
                } else if table.text(START).is_none() && table.text(&["url"]).is_some() {
                    file = file.or_else(|| of_table(&mut table));
                    table.finish();
                } else {
                    chapters.extend(one(table));
                }
            }
        }
    }
    for part in given.parts(FILE) {
        let found = match part {
            Part::Text(text) => of_address(given, FILE, &text, None),
            Part::Table(mut table) => {
                let found = match table.text(&["file"]) {
                    Some(_) => {
                        own = local(&mut table, &["chapters", "psc"]);
                        None
                    }
                    None => of_table(&mut table),
                };
                table.finish();
                found
            }
        };
        file = file.or(found);
    }
    sort(&mut chapters);
    (chapters, file, own)
}

/// A file of the publication, by its `file`; its name has to end with one of these.
pub(super) fn local(table: &mut impl Given, endings: &[&str]) -> Option<EpisodeFile> {
    const FILE: Names = &["file"];
    let path = line(table, FILE)?;
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let is_inside = !path.starts_with('/') && !path.contains(['\\', ':']) && path.split('/').all(|part| part != "..");
    if !endings.contains(&ending.as_str()) || !is_inside {
        let message =
            format!("`{path}` is no file below the record's directory whose name ends with .{}", endings.join(" or ."));
        table.flaw(FILE, message, "write a relative path; what is published elsewhere has a `url`");
        return None;
    }
    Some(EpisodeFile { path, language: super::parsed(table, &["language", "lang"]) })
}

/// In the order of their times, each time once.
fn sort(chapters: &mut Vec<Chapter>) {
    chapters.sort_by(|a, b| a.start.total_cmp(&b.start));
    chapters.dedup();
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace) && (text.contains("://") || text.starts_with('/') || text.ends_with(".json"))
}

fn of_table(table: &mut impl Given) -> Option<ChaptersFile> {
    let address = table.text(&["url", "href"])?;
    let kind = line(table, &["type", "media_type"]);
    of_address(table, &["url"], &address, kind)
}

fn of_address(given: &mut impl Given, names: Names, text: &str, kind: Option<String>) -> Option<ChaptersFile> {
    match given.address(text) {
        Ok(url) => {
            // There is one type of them, and many say the one of all JSON.
            let kind = kind.filter(|kind| !kind.eq_ignore_ascii_case("application/json"));
            Some(ChaptersFile { url, media_type: kind.unwrap_or_else(|| JSON.to_owned()) })
        }
        Err(reason) => {
            given.flaw(names, reason, "write the address of a file of chapters in JSON");
            None
        }
    }
}

const START: Names = &["start", "start_time", "starttime", "time", "offset", "at"];

fn one(mut table: impl Given) -> Option<Chapter> {
    if table.text(START).is_none() {
        table.flaw(START, "a chapter needs a `start`; it is left out".to_owned(), "write `start = 30.5`");
        return None;
    }
    let chapter = Chapter {
        start: time_of(&mut table, START)?,
        end: time_of(&mut table, &["end", "end_time"]),
        title: line(&mut table, &["title", "name", "label", "text"]),
        url: url(&mut table, &["url", "href", "link"]),
        image: url(&mut table, &["image", "img"]),
        toc: flag(&mut table, &["toc"]).unwrap_or(true),
        extra: serde_json::Map::new(),
    };
    table.finish();
    Some(chapter)
}

/// Seconds: `90`, `90.5`, `1:30`, `01:01:30.250` (Normal Play Time, as Podlove has it).
#[must_use]
pub fn time(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let mut seconds = 0.0;
    for (number, part) in parts.iter().enumerate() {
        let is_last = number + 1 == parts.len();
        let is_number = part.starts_with(|c: char| c.is_ascii_digit())
            && part.bytes().all(|b| b.is_ascii_digit() || is_last && b == b'.')
            && part.len() <= 12;
        let value = part.parse::<f64>().ok().filter(|value| is_number && (number == 0 || *value < 60.0))?;
        seconds = seconds * 60.0 + value;
    }
    (seconds <= LATEST).then_some(seconds)
}

/// Chapters in lines: `00:00:00.000 Title <https://example.org/>`, as Podlove and mp4chaps have them; `-` may stand between.
#[must_use]
pub fn lines(text: &str, address: impl Fn(&str) -> Option<WebUrl>) -> Vec<Chapter> {
    text.lines().filter_map(|text| of_line(text, &address)).collect()
}

/// Lines that are no chapters, with their numbers from 1; what is blank or begins with `#` is none and need not be one.
#[must_use]
pub fn unread_lines(text: &str) -> Vec<(u32, &str)> {
    let is_said = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let unread = (1..).zip(text.lines()).filter(|(_, line)| is_said(line) && of_line(line, &|_| None).is_none());
    unread.map(|(number, line)| (number, line.trim())).collect()
}

fn of_line(text: &str, address: &dyn Fn(&str) -> Option<WebUrl>) -> Option<Chapter> {
    let text = text.trim();
    if let Some(label) = of_label(text) {
        return Some(label);
    }
    let (start, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let start = time(start)?;
    let rest = rest.trim().trim_start_matches(['-', '–', '—']).trim();
    let (title, link) = match rest.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((title, link)) => (title.trim(), address(link)),
        None => (rest, None),
    };
    let title = Some(collapse_blanks(title).into_owned()).filter(|title| !title.is_empty());
    // A lone number is no chapter without a title.
    (title.is_some() || text.contains(char::is_whitespace)).then_some(())?;
    Some(Chapter { start, title, url: link, toc: true, ..Chapter::default() })
}

/// A label as Audacity exports it: start and end in seconds, and its text, with tabs between them.
fn of_label(text: &str) -> Option<Chapter> {
    let mut parts = text.splitn(3, '\t');
    let seconds = |text: &str| {
        let number = text.trim().replace(',', ".");
        let is_decimal = number.contains('.') && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        number.parse::<f64>().ok().filter(|seconds| is_decimal && *seconds <= LATEST)
    };
    let (start, end) = (seconds(parts.next()?)?, seconds(parts.next()?)?);
    let title = parts.next().map(|title| collapse_blanks(title).trim().to_owned()).filter(|title| !title.is_empty());
    // A label at a point ends where it begins.
    Some(Chapter { start, end: Some(end).filter(|end| *end > start), title, toc: true, ..Chapter::default() })
}
