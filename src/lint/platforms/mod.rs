//! What directories and apps of podcasts ask for, beyond what their elements may hold.
//!
//! `show` judges the channel and the episodes among each other, `episode` one item, `media` the files that both name.
//! `text` knows what Apple asks of titles and descriptions. What is of use to every podcast is asked of every feed with
//! elements of `itunes:`; what only one platform wants, under its profile.

mod episode;
mod media;
mod parts;
mod show;
mod text;

pub(super) use episode::{Episode, judge as episode};
pub(super) use media::picture;
pub(super) use show::judge as show;

use super::{findings::Findings, profile::Profiles, rules::PODCAST_NOT_RSS};

/// Directories read RSS 2.0 and nothing else: one finding says so, the rest of the document is judged as what it is.
pub(super) fn refuse(profiles: Profiles, what: &str, at: usize, findings: &mut Findings) {
    if profiles.any() {
        let message = format!("this is {what}, but directories of podcasts read RSS 2.0 only");
        findings.add(&PODCAST_NOT_RSS, at, "", message);
    }
}
