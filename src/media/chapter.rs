//! Chapters.

use serde::{Deserialize, Serialize};

/// No file has more.
pub(super) const MOST: usize = 10_000;

/// A part of a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// Seconds from the beginning of the recording.
    pub start: f64,
    /// Seconds from the beginning to its end, where the file says it.
    pub end: Option<f64>,
    /// Its title.
    pub title: Option<String>,
    /// An address about it, as it is written there.
    pub url: Option<String>,
    /// Whether a table of contents in the file leaves it out.
    pub is_hidden: bool,
}

/// Sorts chapters by time, and leaves out those without a place in the recording, and ends that are none.
pub(super) fn put_in_order(chapters: &mut Vec<Chapter>, duration: Option<f64>) {
    chapters.retain(|chapter| chapter.start.is_finite() && chapter.start >= 0.0);
    chapters.sort_by(|a, b| a.start.total_cmp(&b.start));
    chapters.dedup_by(|a, b| (a.start - b.start).abs() < 0.0005 && a.title == b.title);
    chapters.truncate(MOST);
    for chapter in chapters {
        chapter.end = chapter.end.filter(|end| end.is_finite() && *end > chapter.start);
        // Many write a chapter that never ends for the last one.
        if let (Some(end), Some(duration)) = (chapter.end, duration)
            && end > duration
        {
            chapter.end = (duration > chapter.start).then_some(duration);
        }
    }
}
