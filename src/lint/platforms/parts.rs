//! What an episode says of its parts, held against the whole: times against the duration, one vocabulary against the other.

use super::media::seconds;
use crate::lint::{
    judge::Judge,
    names::Ns,
    rules::{PODCAST_NUMBERS_DIFFER, PODCAST_PAST_END},
    text::quote,
    values::number::{decimal, is_play_time},
    xml::Id,
};

/// Durations are whole seconds, rounded up or down.
const SLACK: f64 = 1.0;

pub(super) fn judge(judge: &mut Judge<'_, '_>, item: Id) {
    past_end(judge, item);
    numbers(judge, item);
}

/// Soundbites and chapters that lie behind the end.
fn past_end(judge: &mut Judge<'_, '_>, item: Id) {
    let tree = judge.tree;
    let said = tree.first(item, Ns::ITUNES, "duration").and_then(|id| seconds(tree.text(id).trim()));
    let Some(end) = said.and_then(|seconds| u32::try_from(seconds).ok()).filter(|seconds| *seconds > 0) else { return };
    let last = f64::from(end) + SLACK;
    for id in tree.all(item, Ns::PODCAST, "soundbite") {
        let number =
            |name| tree.value(id, name).and_then(|value| decimal(value.trim())).filter(|seconds| *seconds >= 0.0);
        let (Some(start), Some(duration)) = (number("startTime"), number("duration")) else { continue };
        if start + duration > last {
            let message = format!("the soundbite ends at {} seconds, but the episode at {end}", start + duration);
            judge.report(&PODCAST_PAST_END, id, message);
        }
    }
    let chapters = tree.all(item, Ns::PSC, "chapters").flat_map(|id| tree.all(id, Ns::PSC, "chapter"));
    for id in chapters.collect::<Vec<_>>() {
        let Some(start) = tree.value(id, "start").map(str::trim).filter(|start| is_play_time(start)) else { continue };
        let at = start.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?));
        if at.is_some_and(|at| at > last) {
            let message = format!("the chapter begins at {}, but the episode ends at {end} seconds", quote(start));
            judge.report(&PODCAST_PAST_END, id, message);
        }
    }
}

/// Season and number in Apple's vocabulary and in the namespace.
fn numbers(judge: &mut Judge<'_, '_>, item: Id) {
    let tree = judge.tree;
    for name in ["season", "episode"] {
        let of = |ns| tree.first(item, ns, name).map(|id| tree.text(id).trim());
        let (Some(apple), Some(id)) = (of(Ns::ITUNES), tree.first(item, Ns::PODCAST, name)) else { continue };
        let ours = tree.text(id).trim();
        // A number with a point is none of Apple's; what is no number at all, others say.
        if let (Ok(theirs), Ok(number)) = (apple.parse::<u64>(), ours.parse::<u64>())
            && theirs != number
        {
            let message = format!("`<itunes:{name}>` is {theirs}, but `<podcast:{name}>` is {number}");
            judge.report_text(&PODCAST_NUMBERS_DIFFER, id, message);
        }
    }
}
