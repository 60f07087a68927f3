//! One episode: what is asked of an item of a podcast.

use super::{media, parts, text};
use crate::lint::{
    judge::Judge,
    names::Ns,
    profile::Profile,
    rules::{EPISODE_TITLE_MISSING, ITUNES_DURATION_FORM},
    text::quote,
    values::number::is_duration,
    xml::Id,
};

/// What an episode says about itself that only the whole show can use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::lint) struct Episode {
    pub season: Option<u32>,
    pub number: Option<u32>,
    /// Whether it is a trailer or a bonus, which need no number.
    pub is_extra: bool,
    pub has_enclosure: bool,
}

/// Judges an item as an episode. `is_podcast` says whether it uses Apple's elements.
pub(in crate::lint) fn judge(judge: &mut Judge<'_, '_>, item: Id, is_podcast: bool) -> Episode {
    let tree = judge.tree;
    let text_of = |name| tree.first(item, Ns::ITUNES, name).map(|id| tree.text(id).trim());
    let episode = Episode {
        season: text_of("season").and_then(|text| text.parse().ok()),
        number: text_of("episode").and_then(|text| text.parse().ok()),
        is_extra: text_of("episodeType")
            .is_some_and(|kind| ["trailer", "bonus"].iter().any(|extra| kind.eq_ignore_ascii_case(extra))),
        has_enclosure: tree.first(item, Ns::NONE, "enclosure").is_some(),
    };
    // What it says of itself is the same whoever asks.
    let is_podcast = is_podcast && !judge.asked.profiles.are_declined();
    if !is_podcast && !judge.asked.profiles.any() {
        return episode;
    }
    let is_apple = judge.asked.profiles.has(Profile::Apple);
    media::enclosures(judge, item, is_podcast && !judge.asked.profiles.leaves_out(Profile::Apple) || is_apple);
    media::plausible_length(judge, item);
    text::judge(judge, item);
    parts::judge(judge, item);
    if tree.first(item, Ns::NONE, "title").is_none() {
        judge.report(&EPISODE_TITLE_MISSING, item, "the episode has no `<title>`");
    }
    if is_apple {
        text::titles(judge, item, episode.number);
        if let Some(id) = tree.first(item, Ns::ITUNES, "duration")
            && judge.value(id).contains(':')
            && is_duration(judge.value(id))
        {
            let message = format!("`{}` is no plain number of seconds", quote(judge.value(id)));
            judge.report_text(&ITUNES_DURATION_FORM, id, message);
        }
    }
    episode
}
