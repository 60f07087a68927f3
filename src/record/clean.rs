//! Clean text at the border: characters that no feed can carry leave a raw record before anything in it is understood.

use super::{
    raw::{Node, RawRecord, Table, Value},
    report::Report,
};
use crate::{
    diagnostic::rules::text::{TEXT_CONTROL_CHARACTER, TEXT_MOJIBAKE},
    value::{WebUrl, clean},
};

/// Deeper values are cut off: no record nests its fields so far, and reading them must not exhaust the stack. What is
/// left is a text and not nothing, since a status that is not there would be public.
const DEEPEST: usize = 100;

#[derive(Default)]
struct Count {
    removed: usize,
    repaired: usize,
}

/// Cleans every text of the record; one finding for each field that had to be changed.
pub(super) fn clean_record(raw: &mut RawRecord, report: &mut Report) {
    for table in [&mut raw.fields, &mut raw.found] {
        for (key, node) in &mut table.0 {
            let mut count = Count::default();
            clean_text(key, &mut count);
            clean_node(node, 0, &mut count);
            complain(&count, node, key, report);
        }
    }
    if let Some(body) = &mut raw.body {
        let mut count = Count::default();
        clean_text(&mut body.text, &mut count);
        let place = Node::new(Value::Null, body.line, 0);
        complain(&count, &place, "body", report);
    }
}

/// Ghost's mark for the address of the site in the texts of its database.
const GHOST_URL: &str = "__GHOST_URL__";

/// Puts the publication's address in the place of Ghost's mark for it.
pub(super) fn set_own_address(raw: &mut RawRecord, link: &WebUrl) {
    let link = link.as_str().trim_end_matches('/');
    for (_, node) in &mut raw.fields.0 {
        set_in(node, link);
    }
    if let Some(body) = raw.body.as_mut().filter(|body| body.text.contains(GHOST_URL)) {
        body.text = body.text.replace(GHOST_URL, link);
    }
}

fn set_in(node: &mut Node, link: &str) {
    match &mut node.value {
        Value::Text(text) if text.contains(GHOST_URL) => *text = text.replace(GHOST_URL, link),
        Value::List(items) => items.iter_mut().for_each(|item| set_in(item, link)),
        Value::Table(Table(members)) => members.iter_mut().for_each(|(_, member)| set_in(member, link)),
        Value::Text(_) | Value::Number(_) | Value::Null | Value::Bool(_) => {}
    }
}

fn complain(count: &Count, node: &Node, field: &str, report: &mut Report) {
    let characters = |n: usize| if n == 1 { "1 character".to_owned() } else { format!("{n} characters") };
    if count.removed > 0 {
        report
            .at(
                &TEXT_CONTROL_CHARACTER,
                node,
                field,
                format!("removed {} that XML forbids from `{field}`", characters(count.removed)),
            )
            .help("such characters are invisible rubbish of an editor or an export: delete them in the file");
    }
    if count.repaired > 0 {
        report
            .at(
                &TEXT_MOJIBAKE,
                node,
                field,
                format!("read {} of `{field}` as windows-1252", characters(count.repaired)),
            )
            .help("save the file as UTF-8");
    }
}

fn clean_node(node: &mut Node, depth: usize, count: &mut Count) {
    if depth > DEEPEST {
        node.value = Value::Text("(nested too deeply)".to_owned());
        return;
    }
    match &mut node.value {
        Value::Text(text) | Value::Number(text) => clean_text(text, count),
        Value::List(items) => {
            for item in items {
                clean_node(item, depth + 1, count);
            }
        }
        Value::Table(Table(members)) => {
            for (key, member) in members {
                clean_text(key, count);
                clean_node(member, depth + 1, count);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn clean_text(text: &mut String, count: &mut Count) {
    let cleaned = clean(text);
    count.removed += cleaned.removed;
    count.repaired += cleaned.repaired;
    if let std::borrow::Cow::Owned(clean) = cleaned.text {
        *text = clean;
    }
}
