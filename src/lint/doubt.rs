//! Doubt: which parts of a damaged document cannot be judged, since nobody knows how they were meant.
//!
//! What is well-formed is certain. Where a tag is missing, the reader of XML goes on with a guess; whatever follows from the
//! guess is no finding. Everything else in the document is judged as ever.

use std::collections::{BTreeMap, BTreeSet};

/// More places than this in one item, or outside the items, are not told apart any more.
const KEPT: usize = 10_000;

/// Places of the text about which nothing is said.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// Where stretches begin and end; one that lies inside another is not kept.
    stretches: BTreeMap<usize, usize>,
    /// Where the start tags of elements stand whose children, or attributes, are not all known: what they lack is not said.
    incomplete: BTreeSet<usize>,
}

impl Doubts {
    /// Doubts everything in a stretch of the text.
    pub(super) fn stretch(&mut self, from: usize, to: usize) {
        if self.stretches.range(..=from).next_back().is_some_and(|(_, end)| to <= *end) {
            return;
        }
        if self.stretches.len() >= KEPT {
            let first = self.stretches.first_key_value().map_or(from, |(first, _)| from.min(*first));
            let last = self.stretches.values().max().map_or(to, |last| to.max(*last));
            self.stretches.clear();
            self.stretches.insert(first, last);
            return;
        }
        while let Some(inside) = self.stretches.range(from..to).next().map(|(start, _)| *start) {
            self.stretches.remove(&inside);
        }
        self.stretches.insert(from, to);
    }

    /// Doubts what the element whose start tag stands at `at` lacks.
    pub(super) fn incomplete(&mut self, at: usize) {
        if self.incomplete.len() < KEPT {
            self.incomplete.insert(at);
        } else {
            self.stretch(at, at + 1);
        }
    }

    /// Whether nothing can be said about this place.
    pub(super) fn cover(&self, at: usize) -> bool {
        self.is_incomplete(at) || self.stretches.range(..=at).next_back().is_some_and(|(_, end)| at < *end)
    }

    /// Whether nobody knows what the element at `at` lacks.
    pub(super) fn is_incomplete(&self, at: usize) -> bool {
        self.incomplete.contains(&at)
    }

    /// Whether there is any doubt.
    pub(super) fn is_empty(&self) -> bool {
        self.stretches.is_empty() && self.incomplete.is_empty()
    }

    /// Forgets what lies at or after `at`: it was judged.
    pub(super) fn forget_from(&mut self, at: usize) {
        if !self.is_empty() {
            drop(self.stretches.split_off(&at));
            drop(self.incomplete.split_off(&at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Doubts, KEPT};

    #[test]
    fn stretches_and_elements_are_doubted() {
        let mut doubts = Doubts::default();
        doubts.stretch(10, 20);
        doubts.stretch(5, 30);
        doubts.stretch(5, 7);
        doubts.incomplete(40);
        let covered: Vec<usize> = (0..50).filter(|at| doubts.cover(*at)).collect();
        assert_eq!(covered, (5..30).chain([40]).collect::<Vec<_>>());
        doubts.forget_from(31);
        assert!(!doubts.cover(40) && doubts.cover(29));
    }

    #[test]
    fn there_is_no_end_of_doubt_but_one_of_memory() {
        let mut doubts = Doubts::default();
        (0..3 * KEPT).for_each(|n| doubts.stretch(10 * n, 10 * n + 2));
        (0..3 * KEPT).for_each(|n| doubts.incomplete(10 * n + 5));
        assert!(doubts.stretches.len() <= KEPT && doubts.incomplete.len() <= KEPT);
        assert!((0..3 * KEPT).all(|n| doubts.cover(10 * n)));
    }
}
