//! Files that are published beside a feed: chapters in JSON, transcripts.

use super::{
    PodcastItems,
    transcript::{SRT, VTT, convert},
};
use crate::{
    record::Record,
    value::{
        EntryId, Language,
        podcast::{Chapter, Transcript},
        slug,
    },
};
use serde_json::{Map, Number, Value};

/// The type of files of chapters (Podcasting 2.0, JSON chapters 1.2).
pub(super) const CHAPTERS: &str = "application/json+chapters";

/// A file beside a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Its path below the feed's directory, with `/` between the parts.
    pub path: String,
    /// Its bytes.
    pub text: String,
}

/// A transcript that the publication has as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTranscript {
    /// Its type, [`VTT`] or [`SRT`].
    pub media_type: &'static str,
    /// Its language, where that is not the feed's.
    pub language: Option<Language>,
    /// What it says.
    pub text: String,
}

/// The files that belong to an item, which RSS knows by this `id`. The record learns the addresses of its transcripts, each in every type that is offered.
///
/// # Errors
/// Says of a transcript, by its number, that it is not of its type; the others are there.
pub fn companions(
    record: &mut Record,
    id: &EntryId,
    items: &PodcastItems,
    transcripts: &[LocalTranscript],
) -> (Vec<Companion>, Vec<(usize, String)>) {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    if let Some(path) = chapters_name(record, items) {
        let chapters = record.episode.as_ref().map_or(&[][..], |episode| &episode.chapters);
        files.push(Companion { path, text: chapters_file(record, chapters) });
    }
    let Some(base) = items.base.as_ref() else { return (files, wrong) };
    let stem = format!("transcripts/{}-{}", slug(&record.slug), companion_mark(id.as_str()));
    let is_offered = |kind: &str| items.transcripts.iter().any(|offered| offered == kind);
    // What somebody wrote goes before what is made of something else.
    let own = transcripts.iter().enumerate().map(|(number, transcript)| (number, transcript, transcript.media_type));
    let made = own.clone().filter_map(|(number, transcript, own)| {
        let other = if own == VTT { SRT } else { VTT };
        is_offered(other).then_some((number, transcript, other))
    });
    for (number, transcript, kind) in own.clone().chain(made) {
        let ending = if kind == VTT { "vtt" } else { "srt" };
        let language = transcript.language.as_ref().map(|tag| format!(".{}", tag.as_str())).unwrap_or_default();
        let path = format!("{stem}{language}.{ending}");
        // Of two that would have one name the first is taken; what is not of its type is told once.
        let is_told = wrong.iter().any(|(other, _)| *other == number);
        if is_told || files.iter().any(|file: &Companion| file.path == path) {
            continue;
        }
        let text = match convert(&transcript.text, transcript.media_type, kind) {
            Ok(text) => text,
            Err(why) => {
                wrong.push((number, why));
                continue;
            }
        };
        let Ok(url) = base.join(&path) else { continue };
        let language = transcript.language.clone();
        let found = Transcript { url, media_type: kind.to_owned(), language, is_captions: true };
        record.episode.get_or_insert_default().transcripts.push(found);
        files.push(Companion { path, text });
    }
    (files, wrong)
}

/// What the names of files that belong to an item end with: 8 hex digits that depend on its id alone.
#[must_use]
pub fn companion_mark(id: &str) -> String {
    blake3::hash(id.as_bytes()).to_hex()[..8].to_owned()
}

/// The path of the file of chapters, where one is written. It depends on the record alone: its id stays, whatever becomes
/// of its title and its place.
pub(super) fn chapters_name(record: &Record, items: &PodcastItems) -> Option<String> {
    let episode = record.episode.as_deref()?;
    let is_written = items.writes_chapters
        && items.base.is_some()
        && episode.chapters_file.is_none()
        && !episode.chapters.is_empty();
    is_written.then(|| format!("chapters/{}-{}.json", slug(&record.slug), companion_mark(record.id.as_str())))
}

/// Chapters as the Podcasting 2.0 namespace has them (JSON chapters 1.2).
fn chapters_file(record: &Record, chapters: &[Chapter]) -> String {
    let mut file = Map::new();
    file.insert("version".to_owned(), "1.2.0".into());
    if let Some(title) = &record.title {
        file.insert("title".to_owned(), title.as_str().into());
    }
    let extra = record.episode.iter().flat_map(|episode| &episode.chapters_extra);
    file.extend(extra.map(|(name, value)| (name.clone(), value.clone())));
    file.insert("chapters".to_owned(), chapters.iter().map(chapter).collect());
    format!("{:#}\n", Value::Object(file))
}

fn chapter(chapter: &Chapter) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        value.into_iter().for_each(|value| drop(out.insert(name.to_owned(), value)));
    };
    let number = |seconds: f64| crate::value::podcast::seconds(seconds).parse::<Number>().ok().map(Value::Number);
    put("startTime", number(chapter.start));
    put("endTime", chapter.end.and_then(number));
    put("title", chapter.title.as_deref().map(Value::from));
    put("url", chapter.url.as_ref().map(|url| url.as_str().into()));
    put("img", chapter.image.as_ref().map(|url| url.as_str().into()));
    put("toc", (!chapter.toc).then_some(Value::Bool(false)));
    out.extend(chapter.extra.iter().map(|(name, value)| (name.clone(), value.clone())));
    Value::Object(out)
}
