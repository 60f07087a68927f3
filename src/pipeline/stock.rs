//! Files that lie beside a record and say more of its episode: `STEM.vtt`, `STEM.srt`, `STEM.chapters`, and those that it names.

use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Place, rules::source::FILE_UNREADABLE},
    document::{LocalTranscript, SRT, VTT},
    record::{Episode, Record},
    source::Stamp,
    value::{
        Language, WebUrl,
        podcast::{Chapter, EpisodeFile, chapter_lines, unread_chapter_lines},
    },
};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// The names of such files end so.
const ENDINGS: [&str; 3] = ["vtt", "srt", "chapters"];
/// A larger file is no transcript.
const LARGEST: u64 = 10 * 1024 * 1024;

/// What lies beside a record.
#[derive(Debug, Default)]
pub(super) struct Stock {
    pub transcripts: Vec<LocalTranscript>,
    /// Where each of them lies, for messages.
    names: Vec<String>,
}

impl Stock {
    /// Reads what lies beside a record. Chapters are put into it; what cannot be read is said.
    pub(super) fn of(record: &mut Record, root: &Path, said: &mut Vec<Diagnostic>) -> Self {
        let mut stock = Self::default();
        for (file, is_named) in files(record, root) {
            let directory = record.origin.file.rsplit_once('/').map_or("", |(directory, _)| directory);
            let name = if directory.is_empty() { file.path.clone() } else { format!("{directory}/{}", file.path) };
            let text = match read(root, &name) {
                Ok(text) => text,
                Err(why) => {
                    let which = if is_named { ", which the episode names," } else { "" };
                    said.push(complaint(record, format!("`{name}`{which} cannot be read: {why}")));
                    continue;
                }
            };
            match ending(&file.path).as_str() {
                "chapters" => stock.chapters(record, &name, &text, said),
                other => {
                    let media_type = if other == "vtt" { VTT } else { SRT };
                    stock.transcripts.push(LocalTranscript { media_type, language: file.language.clone(), text });
                    stock.names.push(name);
                }
            }
        }
        stock
    }

    fn chapters(&self, record: &mut Record, name: &str, text: &str, said: &mut Vec<Diagnostic>) {
        let base = record.url.clone();
        let address = |link: &str| base.as_ref().map_or_else(|| WebUrl::parse(link), |base| base.join(link)).ok();
        let mut head = Map::new();
        let found = if text.trim_start().starts_with('{') {
            let (found, of_all, unread) = of_json(text, &address);
            head = of_all;
            let unread =
                unread.into_iter().map(|number| format!("chapter {number}, which has no `startTime` in seconds"));
            Self::left_out(record, name, None, unread, said);
            found
        } else {
            let found = chapter_lines(text, address);
            for (line, text) in unread_chapter_lines(text).into_iter().filter(|_| !found.is_empty()) {
                let words = [format!("`{text}`, which is no line such as `00:12:30 Title`")];
                Self::left_out(record, name, Some(line), words.into_iter(), said);
            }
            found
        };
        if found.is_empty() {
            said.push(complaint(
                record,
                format!("no chapter is in `{name}`: neither lines such as `00:12:30 Title` nor JSON chapters"),
            ));
            return;
        }
        let episode = record.episode.get_or_insert_with(|| Box::new(Episode::default()));
        // What the record itself says counts.
        if episode.chapters.is_empty() {
            episode.chapters = found;
            episode.chapters_extra = head;
            episode.chapters.sort_by(|a, b| a.start.total_cmp(&b.start));
        }
    }

    /// What of a file of chapters is left out, while the rest of it counts.
    fn left_out(
        record: &Record,
        name: &str,
        line: Option<u32>,
        what: impl Iterator<Item = String>,
        said: &mut Vec<Diagnostic>,
    ) {
        for what in what {
            let mut finding = complaint(record, format!("left out of the chapters in `{name}`: {what}"));
            if let Some(line) = line {
                finding.place = Place::file(name).line(line).record(record.key.clone());
            }
            said.push(finding);
        }
    }

    /// That a transcript is not of its type.
    pub(super) fn complaint(&self, record: &Record, number: usize, why: &str) -> Diagnostic {
        let name = self.names.get(number).map_or("", String::as_str);
        complaint(record, format!("`{name}` is left out: {why}"))
    }
}

fn complaint(record: &Record, message: String) -> Diagnostic {
    let place = record.origin.place().record(record.key.clone()).field("episode");
    let mut finding = Diagnostic::new(&FILE_UNREADABLE, place, message);
    finding.level = crate::diagnostic::Level::Warning;
    finding
}

/// The files that a record names, then those of its own name.
fn files(record: &Record, root: &Path) -> Vec<(EpisodeFile, bool)> {
    let episode = record.episode.as_deref();
    let mut files: Vec<(EpisodeFile, bool)> =
        episode.into_iter().flat_map(|episode| &episode.files).map(|file| (file.clone(), true)).collect();
    if record.origin.listed || record.origin.row.is_some() {
        return files;
    }
    let path = root.join(&*record.origin.file);
    let Some(stem) = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { return files };
    for ending in ENDINGS {
        let name = format!("{stem}.{ending}");
        let is_known = files.iter().any(|(file, _)| file.path == name);
        if !is_known && path.with_file_name(&name).is_file() {
            files.push((EpisodeFile { path: name, language: None::<Language> }, false));
        }
    }
    files
}

fn ending(path: &str) -> String {
    path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase()
}

/// The text of a file inside the publication.
fn read(root: &Path, name: &str) -> Result<String, String> {
    let path = root.join(name).canonicalize().map_err(|error| error.to_string())?;
    let inside = root.canonicalize().map_err(|error| error.to_string())?;
    if !path.starts_with(&inside) {
        return Err("it leads out of the publication".to_owned());
    }
    let size = path.metadata().map_err(|error| error.to_string())?.len();
    if size > LARGEST {
        return Err(format!("it has {size} bytes, more than any transcript"));
    }
    let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
    // With its mark at the beginning, UTF-16 is read as well.
    let (text, _, is_broken) = encoding_rs::UTF_8.decode(&bytes);
    if is_broken {
        return Err("it is not in UTF-8; save it so".to_owned());
    }
    Ok(crate::value::clean(&text).text.into_owned())
}

/// Members of JSON chapters that are known; others are handed on.
const OF_CHAPTER: [&str; 6] = ["startTime", "endTime", "title", "url", "img", "toc"];
/// The same of the whole file.
const OF_FILE: [&str; 3] = ["version", "title", "chapters"];

/// JSON chapters (Podcasting 2.0), what else the file says, and the numbers of those that cannot be read.
fn of_json(text: &str, address: &impl Fn(&str) -> Option<WebUrl>) -> (Vec<Chapter>, Map<String, Value>, Vec<usize>) {
    let Ok(Value::Object(file)) = serde_json::from_str::<Value>(text) else { return Default::default() };
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
    for (number, given) in (1..).zip(file.get("chapters").and_then(Value::as_array).into_iter().flatten()) {
        match chapter(given) {
            Some(chapter) => found.push(chapter),
            None => unread.push(number),
        }
    }
    (found, others(&file, &OF_FILE), unread)
}

/// What tells whether any such file has changed: their paths and stamps. Only podcasts have any.
pub(super) fn stamps(publication: &Publication) -> Vec<(PathBuf, Option<String>)> {
    if publication.feeds.iter().all(|feed| feed.podcast.is_none()) {
        return Vec::new();
    }
    let starts = publication.sources.iter().flat_map(|source| &source.files).map(|pattern| {
        let parts = pattern.split('/').take_while(|part| !part.contains(['*', '?', '[', '{']));
        parts.fold(PathBuf::new(), |path, part| path.join(part))
    });
    let mut roots: Vec<PathBuf> = starts.collect();
    roots.sort();
    roots.dedup();
    let mut found = Vec::new();
    for start in roots {
        let start = publication.root.join(start);
        let start = if start.is_dir() { start } else { start.parent().map(Path::to_owned).unwrap_or_default() };
        for entry in walkdir::WalkDir::new(start).into_iter().filter_map(Result::ok) {
            if ENDINGS.contains(&ending(&entry.file_name().to_string_lossy()).as_str()) {
                let stamp = Stamp::of(entry.path()).ok().map(|stamp| format!("{:?}", stamp.settled()));
                found.push((entry.into_path(), stamp));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
