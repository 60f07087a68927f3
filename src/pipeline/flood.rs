//! The flood guard: articles that subscribers have are not shown to them as new.

use super::{
    catalogue::Entry,
    changes::{Before, Earlier},
    kept::Published,
    marks::file_mark,
};
use crate::{
    lint::Part,
    state::Row,
    value::{Format, Timestamp, Zone},
};
use std::collections::HashSet;

/// How many examples are named.
const EXAMPLES: usize = 3;
/// From how many seconds on a date that has moved makes a reader show an article again.
const MOVED: i64 = 86_400;

/// What would be shown again.
pub(super) struct Flood {
    /// How many articles.
    pub count: usize,
    /// Some of them, each a sentence's part.
    pub examples: Vec<String>,
}

/// Compares what a feed is to show for the first time with what it shows now, in one format.
pub(super) fn compare(published: &Published, format: Format, zone: &Zone, arrivals: &[&Entry]) -> Option<Flood> {
    against(&Earlier::new(published, zone), format, arrivals)
}

/// Compares it with what was adopted and no record was recognised as: whoever comes along from there has seen that.
pub(super) fn against_adopted(rows: &[&Row], format: Format, zone: &Zone, arrivals: &[&Entry]) -> Option<Flood> {
    let part = |row: &&Row| Part {
        id: Some(row.ids.get(&format).unwrap_or(&row.id).clone()),
        link: row.url.clone(),
        title: row.title.clone(),
        published: Some(row.published.unix()),
        updated: None,
        enclosure: row.url.iter().chain(&row.former_urls).find(|url| file_mark(url).is_some()).cloned(),
        // Nobody has its text; its place tells it from others.
        range: 0..0,
    };
    let mut parts: Vec<Part> = rows.iter().map(part).collect();
    for (number, part) in parts.iter_mut().enumerate() {
        part.range = number..number;
    }
    against(&Earlier::of_others(&parts, zone), format, arrivals)
}

fn against(earlier: &Earlier<'_>, format: Format, arrivals: &[&Entry]) -> Option<Flood> {
    let ids: HashSet<_> = arrivals.iter().map(|entry| entry.id_in(format)).collect();
    let (mut count, mut examples) = (0, Vec::new());
    let mut met = HashSet::new();
    for entry in arrivals {
        let id = entry.id_in(format);
        let title = entry.card.marks.title.as_deref();
        let name = title.map_or_else(|| id.to_string(), |title| format!("“{title}”"));
        // Whoever imports articles may lose even their dates; a title that stays by itself is telling among many.
        let namesake = || earlier.namesake(entry).filter(|part| part.id.as_deref().is_none_or(|id| !ids.contains(id)));
        let before = match earlier.of(entry, format, &ids) {
            Before::Nothing => namesake().map_or(Before::Nothing, Before::Other),
            before => before,
        };
        let example = match before {
            Before::Nothing => continue,
            Before::Same(part) => {
                let moved = part.published.filter(|before| entry.published.unix() - before >= MOVED);
                let Some(before) = moved.and_then(Timestamp::from_unix) else { continue };
                format!("{name} would move from {before} to {}", entry.published)
            }
            // One published article is one that may be shown again, however many look like it.
            Before::Other(part) if !met.insert(part.range.start) => continue,
            Before::Other(part) => {
                format!("{name} is `{}` there and would become `{id}`", part.id.as_deref().unwrap_or("nothing"))
            }
        };
        count += 1;
        if examples.len() < EXAMPLES {
            examples.push(example);
        }
    }
    (count > 0).then_some(Flood { count, examples })
}
