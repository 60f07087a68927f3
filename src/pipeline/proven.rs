//! What comes out the same: items of a published document whose texts are known by their digests, taken as they stand.
//!
//! Such a text was made and judged by an earlier run, so that it need neither be looked for with care nor judged again: where
//! it stands is guessed, and the digest proves it.

use super::{
    past::{Digest, digest},
    press::Judged,
};
use crate::{lint, value::Format};
use memchr::memmem;
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
    path::Path,
    sync::Arc,
};

/// The items of one published document, by the digests of their texts.
pub(super) struct Proven {
    format: Format,
    text: String,
    /// What its root declares for its items.
    namespaces: BTreeMap<String, String>,
    by_digest: HashMap<Digest, Range<usize>>,
}

impl Proven {
    /// Reads the document at `path`; what is not there holds nothing.
    pub(super) fn read(path: &Path, format: Format) -> Self {
        let text = std::fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let ranges = match format {
            Format::Rss => elements(&text, "<item", "</item>"),
            Format::Atom => elements(&text, "<entry", "</entry>"),
            Format::Json => lint::outline(text.as_bytes()).0.items.into_iter().map(|part| part.range).collect(),
        };
        let mut namespaces = match (format, ranges.first()) {
            (Format::Json, _) | (_, None) => BTreeMap::new(),
            (_, Some(first)) => lint::outline(&text.as_bytes()[..first.start]).0.namespaces,
        };
        // What items of Atom have by default, every feed of ours declares.
        namespaces.remove("");
        let by_digest = ranges.into_iter().map(|range| (digest(text[range.clone()].as_bytes()), range)).collect();
        Self { format, text, namespaces, by_digest }
    }

    /// The item whose text has this digest.
    pub(super) fn item(&self, proof: Digest) -> Option<Arc<Judged>> {
        let text = &self.text[self.by_digest.get(&proof)?.clone()];
        let facts = lint::facts(self.format, text, &self.namespaces);
        let namespaces = facts.namespaces.clone();
        Some(Arc::new(Judged { text: text.to_owned(), namespaces, facts }))
    }
}

/// What stands between these, as it seems. Where content holds the like, what is found is proven by nothing.
fn elements(text: &str, start: &str, end: &str) -> Vec<Range<usize>> {
    let (starts, ends) = (memmem::Finder::new(start), memmem::Finder::new(end));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = starts.find(&text.as_bytes()[at..]).map(|found| at + found) {
        let Some(to) = ends.find(&text.as_bytes()[from..]).map(|found| from + found + end.len()) else { break };
        found.push(from..to);
        at = to;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::elements;

    #[test]
    fn elements_are_found_where_they_seem_to_stand() {
        let found = |text: &'static str| -> Vec<&str> {
            elements(text, "<item", "</item>").into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(found("<rss><item>a</item>, <item x=''>b</item></rss>"), ["<item>a</item>", "<item x=''>b</item>"]);
        assert_eq!(found("<rss><items/><item>a"), Vec::<&str>::new());
        assert_eq!(found(""), Vec::<&str>::new());
    }
}
