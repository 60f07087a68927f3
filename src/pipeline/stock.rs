//! Files that lie beside a record and say more of its episode: `STEM.vtt`, `STEM.srt`, `STEM.chapters`, `STEM.psc`, and those that
//! it names.

mod chapters;

use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Place, rules::source::FILE_UNREADABLE},
    document::{LocalTranscript, SRT, VTT},
    record::{Episode, Record},
    source::Stamp,
    value::{Language, WebUrl, podcast::EpisodeFile},
};
use chapters::File;
use std::path::{Path, PathBuf};

/// The names of such files end so.
const ENDINGS: [&str; 4] = ["vtt", "srt", "chapters", "psc"];
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
                "chapters" | "psc" => stock.chapters(record, &name, &text, said),
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
        let File { chapters: found, head, unread } = chapters::read(text, &address);
        if found.is_empty() {
            said.push(complaint(
                record,
                format!(
                    "no chapter is in `{name}`: neither lines such as `00:12:30 Title` or those of Audacity's labels, nor JSON \
                     chapters, nor those of Podlove (`<psc:chapters>`), nor WebVTT"
                ),
            ));
            return;
        }
        for (line, what) in unread {
            Self::left_out(record, name, line, &what, said);
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
    fn left_out(record: &Record, name: &str, line: Option<u32>, what: &str, said: &mut Vec<Diagnostic>) {
        let mut finding = complaint(record, format!("left out of the chapters in `{name}`: {what}"));
        if let Some(line) = line {
            finding.place = Place::file(name).line(line).record(record.key.clone());
        }
        said.push(finding);
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
