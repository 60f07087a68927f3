//! Podcasts: Apple's tags, the Podcasting 2.0 namespace, Podlove's chapters and Spotify's extras in RSS; chapters in Atom.
//!
//! `parts` writes what episodes and shows share, `item` an episode, `show` a channel with its streams, `companion` the files
//! that are published beside a feed. Element names and attributes are those of the namespace, character by character.

mod companion;
mod item;
mod parts;
mod show;
#[cfg(test)]
mod tests;
mod transcript;

pub use companion::{Companion, LocalTranscript, companion_mark, companions};
pub(super) use item::{chapters, episode, leads_to, of_files, renditions};
pub(super) use show::{channel, image, own_tags};
pub use transcript::{SRT, VTT};

use crate::value::{
    WebUrl,
    podcast::{Credit, Show},
};

/// What a channel says as a podcast.
#[derive(Debug, Clone, PartialEq)]
pub struct Podcast {
    /// What its owner states.
    pub show: Show,
    /// Its identity: `podcast:guid`.
    pub guid: String,
    /// Whether its updates are told by Podping.
    pub uses_podping: bool,
}

/// What the items of a podcast need to know of their feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PodcastItems {
    /// Those whom an item repeats that has persons of its own and no host among them.
    pub hosts: Vec<Credit>,
    /// Where files beside the feed are served; ends with a slash.
    pub base: Option<WebUrl>,
    /// Whether a file of chapters is written for each item that has some.
    pub writes_chapters: bool,
    /// The types that transcripts are offered in besides those that they have.
    pub transcripts: Vec<String>,
}

/// The most bytes that directories take as the description of an episode (*A Podcaster's Guide to RSS*).
pub const DESCRIPTION: usize = 4000;
