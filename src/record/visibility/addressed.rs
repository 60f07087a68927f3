//! To whom something goes: in ActivityPub what is for everybody names everybody among those whom it is sent to.

use crate::record::{
    Visibility,
    raw::{Node, Table, Value},
};

/// Types of what is written, and of sending it.
const TYPES: &[&str] =
    &["note", "article", "page", "question", "event", "audio", "video", "create", "update", "announce"];
/// Everybody, in each way in which that is written.
const EVERYBODY: &[&str] = &[
    "https://www.w3.org/ns/activitystreams#Public",
    "http://www.w3.org/ns/activitystreams#Public",
    "as:Public",
    "Public",
];

/// What the addresses of an activity or of its object say; `None` for what is none of both.
pub(super) fn read(fields: &Table) -> Option<Visibility> {
    let hidden = |why: &str| Some(Visibility::Hidden(why.to_owned()));
    if fields.get_ignore_case("directMessage").and_then(Node::as_bool) == Some(true) {
        return hidden("direct");
    }
    let kind = fields.get_ignore_case("type").and_then(Node::as_filled_text)?.to_lowercase();
    let is_there = |name: &&str| fields.get_ignore_case(name).is_some();
    if !TYPES.contains(&kind.as_str()) || !["to", "cc", "actor", "attributedTo"].iter().any(is_there) {
        return None;
    }
    // Who sends something on says less than what is sent.
    let object = fields.get_ignore_case("object").and_then(Node::as_table).filter(|object| is_addressed(object));
    let is_public = is_for_everybody(fields) && object.is_none_or(is_for_everybody)
        || !is_addressed(fields) && object.is_some_and(is_for_everybody);
    if is_public { None } else { hidden("private") }
}

fn is_addressed(fields: &Table) -> bool {
    ["to", "cc"].iter().any(|name| fields.get_ignore_case(name).is_some())
}

fn is_for_everybody(fields: &Table) -> bool {
    let named = |node: &Node| match &node.value {
        Value::Table(table) => table.get("id").and_then(Node::as_filled_text).is_some_and(is_everybody),
        // A cell of a table has the list as JSON.
        _ => node.as_filled_text().is_some_and(|text| text.split(['"', ',', ' ', '[', ']']).any(is_everybody)),
    };
    let mut names = ["to", "cc"].iter().filter_map(|name| fields.get_ignore_case(name));
    names.any(|node| match &node.value {
        Value::List(items) => items.iter().any(named),
        _ => named(node),
    })
}

fn is_everybody(name: &str) -> bool {
    EVERYBODY.contains(&name)
}
