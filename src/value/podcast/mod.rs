//! What podcasts say of their episodes and of themselves: Apple's tags and the Podcasting 2.0 namespace as plain values.
//!
//! Records declare them for episodes, the configuration for shows; documents write both. So they are made here once, from
//! whatever states them ([`Given`]), and are valid ever after. Lengths are those of the namespace, counted in characters.

mod categories;
mod episode;
mod guid;
mod json;
mod lists;
mod parts;
mod read;
mod show;

pub use categories::{CATEGORIES, Category, CategoryError, category};
pub use episode::{Chapter, ChaptersFile, Episode, EpisodeFile, EpisodeKind, Soundbite, Transcript};
pub use guid::{is_uuid, show_guid};
pub use lists::is_role;
pub use parts::{
    Alternate, Chat, ContentLink, Credit, Funding, License, Live, LiveStatus, Payment, Picture, Place, Recipient,
    Remote, Social, Source, Takers, TimeSplit, Trailer, Txt,
};
pub use read::{
    EPISODE, Given, KEEP_ONE, Part, SEVERAL, chapter_lines, chapter_time, episode, show, unread_chapter_lines,
};
pub use show::{Block, Owner, Show, ShowKind, UpdateFrequency};

/// Seconds as decimal digits, without a fraction where there is none and with milliseconds at most.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    let text = format!("{seconds:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
