//! Values that their system wraps: Drupal's `[{"value": …}]`, PHP's and Mongo's `{"date": …}` and `{"$date": …}`, `{"iso": …}`,
//! and the envelopes of JSON:API.
//!
//! Nobody who reads a field has to know of them: [`super::fields`] takes the wrapping off before it offers a value.

use super::{
    field::Field,
    raw::{Node, Table, Value},
};

/// The members that hold the value of any field.
const VALUES: &[&str] = &["value"];
/// Those that hold a moment, where nothing else can be meant.
const MOMENTS: &[&str] = &["value", "date", "iso", "datetime", "$date", "$numberLong"];
/// Those that hold a text; what a text filter made of it goes first.
const TEXTS: &[&str] = &["processed", "value"];

/// Those that hold a word; a state may be an entry of its own, with a name.
const WORDS: &[&str] = &["value", "name"];
/// What stands beside `data` and `attributes` in the envelopes of JSON:API and Strapi.
const BESIDE: &[&str] = &["id", "documentId", "type", "data", "attributes", "meta", "links", "relationships"];

/// Levels of wrapping that are taken off.
const DEEPEST: usize = 6;

/// The members of an object that only wraps a moment, the best first.
pub const fn moments() -> &'static [&'static str] {
    MOMENTS
}

/// What is in an envelope: `{"data": …}`, `{"id": 1, "attributes": {…}}`.
pub(super) fn enclosed(table: &Table) -> Option<&Node> {
    let is_envelope = table.0.iter().all(|(name, _)| BESIDE.contains(&name.as_str()));
    table.get("attributes").or_else(|| table.get("data")).filter(|_| is_envelope)
}

/// The members that say in which zone the moment beside them is meant, as PHP's `{"date": …, "timezone": …}` does.
const ZONES: &[&str] = &["timezone", "tz"];

/// What stands in the wrapping.
#[derive(Debug, Clone, Copy)]
pub(super) struct Core<'a> {
    /// The value, or the node itself if nothing wraps it.
    pub(super) node: &'a Node,
    /// Of a moment: the zone that is named beside it, as it is written.
    pub(super) zone: Option<&'a str>,
}

/// Takes the wrapping off.
pub(super) fn core(field: Field, node: &Node) -> Core<'_> {
    let members: &[&str] = match field {
        Field::Published | Field::Updated | Field::Expires | Field::Embargo | Field::Hiding | Field::Showing => MOMENTS,
        Field::Content | Field::ContentHtml | Field::SummaryHtml => TEXTS,
        // Their tables mean more than one value.
        Field::Enclosures
        | Field::MediaFile
        | Field::Image
        | Field::Location
        | Field::Source
        | Field::Related
        | Field::Comments
        | Field::Episode => &[],
        Field::Status | Field::State | Field::Visibility => WORDS,
        _ => VALUES,
    };
    let (mut core, mut zone) = (node, None);
    for _ in 0..DEEPEST {
        let item = match &core.value {
            Value::List(items) if items.len() == 1 => &items[0],
            _ => core,
        };
        let Some(table) = item.as_table() else { break };
        let wrapped = || members.iter().find_map(|member| table.get_ignore_case(member));
        match enclosed(table).or_else(wrapped) {
            Some(inner) => core = inner,
            None => break,
        }
        if members == MOMENTS {
            let beside = ZONES.iter().find_map(|member| table.get_ignore_case(member)?.as_filled_text());
            zone = beside.or(zone);
        }
    }
    Core { node: core, zone }
}
