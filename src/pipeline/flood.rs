//! The flood guard: articles that subscribers have are not shown to them as new.

use super::{catalogue::Entry, identity, kept::Published, press::Shown};
use crate::value::{Format, Timestamp, Zone};
use std::collections::HashMap;

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
pub(super) fn compare(
    published: &Published,
    format: Format,
    zone: &Zone,
    arrivals: &[(&Entry, &Shown)],
) -> Option<Flood> {
    let mut by_url: HashMap<&str, usize> = HashMap::new();
    let mut by_title: HashMap<String, usize> = HashMap::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (number, part) in published.parts().iter().enumerate() {
        by_id.extend(part.id.iter().map(|id| (id.as_str(), number)));
        by_url.extend(part.link.iter().map(|link| (link.as_str(), number)));
        let at = part.published.and_then(Timestamp::from_unix);
        if let (Some(title), Some(at)) = (&part.title, at) {
            by_title.insert(identity::title_mark(title, at, zone), number);
        }
    }
    let (mut count, mut examples) = (0, Vec::new());
    for (entry, shown) in arrivals {
        let id = entry.id_in(format);
        let title = shown.marks.as_ref().and_then(|marks| marks.title.as_deref());
        let name = title.map_or_else(|| id.to_string(), |title| format!("“{title}”"));
        let example = if let Some(&number) = by_id.get(&*id) {
            let before = published.parts()[number].published;
            match before.filter(|before| entry.published.unix() - before >= MOVED).and_then(Timestamp::from_unix) {
                Some(before) => format!("{name} would move from {before} to {}", entry.published),
                None => continue,
            }
        } else {
            let url = shown.marks.as_ref().and_then(|marks| marks.url.as_deref());
            let twin = url.and_then(|url| by_url.get(url)).or_else(|| {
                let mark = identity::title_mark(title?, entry.published, zone);
                by_title.get(&mark)
            });
            let Some(&twin) = twin else { continue };
            let before = published.parts()[twin].id.as_deref().unwrap_or("nothing");
            format!("{name} is `{before}` there and would become `{id}`")
        };
        count += 1;
        if examples.len() < EXAMPLES {
            examples.push(example);
        }
    }
    (count > 0).then_some(Flood { count, examples })
}
