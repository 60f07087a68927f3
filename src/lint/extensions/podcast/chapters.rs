//! Podlove Simple Chapters, which stand in the feed itself.

use super::{flaw, given, optional_address};
use crate::lint::{
    judge::{Child, ITEM, Judge, NESTED, many, one},
    names::Ns,
    rules::{CHAPTERS as CHAPTERS_RULE, CHAPTERS_VERSION},
    text::quote,
    values::{number::is_play_time, uri},
    xml::Id,
};

pub(in crate::lint::extensions) static CHAPTERS: &[Child] =
    &[one("chapters", ITEM, chapters).with(&["version"]), many("chapter", 0, super::super::anything)];

static INSIDE: &[Child] = &[many("chapter", NESTED, chapter).with(&["start", "title", "href", "image"])];

/// Each has a start and a title; they stand in order of time.
fn chapters(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    judge.children(id, Ns::PSC, INSIDE, NESTED);
    judge.required_child(id, Ns::PSC, "chapter");
    match given(judge, id, "version") {
        None if tree.attribute(id, "version").is_none() => {
            let message = format!("`<{}>` does not say its version", judge.named(id));
            judge.report(&CHAPTERS_VERSION, id, message);
        }
        None | Some("1.0" | "1.1" | "1.2") => {}
        Some(_) => flaw(judge, id, "version", &CHAPTERS_VERSION, "is no version of Simple Chapters"),
    }
    let mut last = 0.0;
    for chapter in tree.all(id, Ns::PSC, "chapter") {
        let Some(start) = tree.value(chapter, "start").map(str::trim) else { continue };
        match seconds(start) {
            Some(seconds) if seconds < last => {
                let message = format!("the chapter of {} stands after a later one", quote(start));
                judge.report(&CHAPTERS_RULE, chapter, message);
            }
            Some(seconds) => last = seconds,
            None => {}
        }
    }
}

fn chapter(judge: &mut Judge<'_, '_>, id: Id) {
    for name in ["start", "title"] {
        if judge.tree.attribute(id, name).is_none() {
            judge.report(&CHAPTERS_RULE, id, format!("the chapter has no `{name}`"));
        } else {
            given(judge, id, name);
        }
    }
    judge.no_children(id);
    if let Some(start) = given(judge, id, "start")
        && seconds(start).is_none()
    {
        flaw(judge, id, "start", &CHAPTERS_RULE, "is no time such as `00:35:12.250`");
    }
    if given(judge, id, "href").is_some() {
        judge.attribute_uri(id, "href", |value| uri::absolute(value.trim()));
    }
    optional_address(judge, id, "image");
}

/// The seconds of a time in normal play time.
fn seconds(time: &str) -> Option<f64> {
    let mut parts = time.split(':').map(|part| part.parse::<f64>().ok());
    if is_play_time(time) { parts.try_fold(0.0, |sum, part| Some(sum * 60.0 + part?)) } else { None }
}
