//! Files that are published beside a feed: chapters in JSON.

use super::PodcastItems;
use crate::{
    record::Record,
    value::{podcast::Chapter, slug},
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

/// The files that belong to an item.
#[must_use]
pub fn companions(record: &Record, items: &PodcastItems) -> Vec<Companion> {
    let chapters = record.episode.as_ref().map_or(&[][..], |episode| &episode.chapters);
    let file = chapters_name(record, items).map(|path| Companion { path, text: chapters_file(record, chapters) });
    file.into_iter().collect()
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
    Value::Object(out)
}
