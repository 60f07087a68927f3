//! Files of chapters, in the forms in which programs write them.

use crate::{
    source::podlove_chapters,
    value::{
        WebUrl, collapse_blanks,
        podcast::{Chapter, chapter_lines, chapter_time, unread_chapter_lines},
    },
};
use serde_json::{Map, Value};

/// What a file of chapters says.
#[derive(Debug, Default)]
pub(super) struct File {
    pub chapters: Vec<Chapter>,
    /// What it says of them all, beside what everybody knows.
    pub head: Map<String, Value>,
    /// What cannot be read, with its line where there are lines.
    pub unread: Vec<(Option<u32>, String)>,
}

/// Makes an address of a link.
type Address<'a> = &'a dyn Fn(&str) -> Option<WebUrl>;

/// Reads a file of chapters by what it looks like.
pub(super) fn read(text: &str, address: Address<'_>) -> File {
    let text = text.trim_start_matches('\u{feff}');
    match text.trim_start() {
        json if json.starts_with('{') => of_json(json, address),
        xml if xml.starts_with('<') => {
            let (chapters, unread) = podlove_chapters(xml, address);
            File { chapters, unread, ..File::default() }
        }
        vtt if vtt.starts_with("WEBVTT") => of_web_vtt(vtt),
        _ => {
            let what = |line: &str| format!("`{line}`, which is no line such as `00:12:30 Title`");
            let unread = unread_chapter_lines(text).into_iter();
            File {
                chapters: chapter_lines(text, address),
                unread: unread.map(|(line, text)| (Some(line), what(text))).collect(),
                ..File::default()
            }
        }
    }
}

/// Chapters as WebVTT has them: one in each cue, which is called as its text.
fn of_web_vtt(text: &str) -> File {
    let mut file = File::default();
    let mut lines = (1_u32..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let Some((start, rest)) = line.split_once("-->") else { continue };
        let end = rest.split_whitespace().next().unwrap_or_default();
        let words = lines.by_ref().map(|(_, line)| line.trim()).take_while(|line| !line.is_empty());
        let title = without_tags(&words.collect::<Vec<_>>().join(" "));
        match chapter_time(start) {
            Some(start) => file.chapters.push(Chapter {
                start,
                end: chapter_time(end).filter(|end| *end > start),
                title: Some(title).filter(|title| !title.is_empty()),
                toc: true,
                ..Chapter::default()
            }),
            None => file.unread.push((Some(number), format!("`{}`, which is no time of WebVTT", line.trim()))),
        }
    }
    file
}

/// A text of WebVTT without its marks.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        let Some((_, behind)) = tail.split_once('>') else {
            rest = tail;
            break;
        };
        rest = behind;
    }
    out.push_str(rest);
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")];
    let plain = plain.iter().fold(out, |text, (mark, meant)| text.replace(mark, meant));
    collapse_blanks(&plain).trim().to_owned()
}

/// Members of JSON chapters that are known; others are handed on.
const OF_CHAPTER: [&str; 6] = ["startTime", "endTime", "title", "url", "img", "toc"];
/// The same of the whole file.
const OF_FILE: [&str; 3] = ["version", "title", "chapters"];

/// JSON chapters (Podcasting 2.0), and what else the file says.
fn of_json(text: &str, address: Address<'_>) -> File {
    let Ok(Value::Object(file)) = serde_json::from_str::<Value>(text) else { return File::default() };
    let others = |object: &Map<String, Value>, known: &[&str]| -> Map<String, Value> {
        let others = object.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        others.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let chapter = |chapter: &Value| {
        let number = |name: &str| chapter[name].as_f64().filter(|seconds| (0.0..=3_600_000.0).contains(seconds));
        let text = |name: &str| chapter[name].as_str().map(str::trim).filter(|text| !text.is_empty());
        Some(Chapter {
            start: number("startTime")?,
            end: number("endTime"),
            title: text("title").map(str::to_owned),
            url: text("url").and_then(address),
            image: text("img").and_then(address),
            toc: chapter["toc"].as_bool().unwrap_or(true),
            extra: chapter.as_object().map(|chapter| others(chapter, &OF_CHAPTER)).unwrap_or_default(),
        })
    };
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for (number, given) in (1_u32..).zip(file.get("chapters").and_then(Value::as_array).into_iter().flatten()) {
        match chapter(given) {
            Some(chapter) => found.push(chapter),
            None => unread.push((None, format!("chapter {number}, which has no `startTime` in seconds"))),
        }
    }
    File { chapters: found, head: others(&file, &OF_FILE), unread }
}
