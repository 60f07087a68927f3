//! Podcasts: Podcasting 2.0 and Podlove.

use crate::diagnostic::rules::rules;

rules! {
    /// Chapters have a start and a title, in order of time.
    CHAPTERS = "L305", "chapters", Error, spec "https://podlove.org/simple-chapters/", explained super::why!("chapters");
}
