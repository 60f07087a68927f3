//! Recordings without a date, which appear together in one run: they come in the order of their seasons and numbers, and of
//! their names where these say nothing. Feeds are sorted by date, so each has its own, a second after the one before it; the
//! last one has that of the run. The ledger keeps them.

use super::{card::Standing, gather::Gathered, identity::Register, reader::Reader};
use crate::value::Timestamp;
use std::{cmp::Ordering, collections::HashMap};

/// Dates by file.
#[derive(Debug, Default)]
pub(super) struct Sequence(HashMap<usize, Timestamp>);

impl Sequence {
    /// Of those that no row of the ledger has a date for.
    pub(super) fn of(reader: &Reader, register: &Register, gathered: &[Gathered], now: Timestamp) -> Self {
        let mut found: Vec<((u32, u64), &str, usize)> = Vec::new();
        for (number, gathered) in gathered.iter().enumerate() {
            let (file, source) = reader.file(number);
            let (Some(recording), Some(memo)) = (file.recordings.first(), &gathered.memo) else { continue };
            if !reader.pins_first_sight(source) {
                continue;
            }
            let undated = memo.cards.iter().find(|card| card.published.is_none() && card.standing != Standing::Hidden);
            let Some(card) = undated else { continue };
            let is_known = register.recognise(card).is_some_and(|claim| register.rows[claim.row].has_date());
            if !is_known {
                found.push((card.episode, recording, number));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| by_name(a.1, b.1)));
        let dates = (0..)
            .zip(found.into_iter().rev())
            .filter_map(|(before, (.., file)): (i64, _)| Some((file, Timestamp::from_unix(now.unix() - before)?)));
        Self(dates.collect())
    }

    /// When the record of a file is published, if it is one of these.
    pub(super) fn date(&self, file: usize) -> Option<Timestamp> {
        self.0.get(&file).copied()
    }
}

/// As people order names: `9` stands before `10`, and capitals do not matter.
fn by_name(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    while let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) {
        if first.is_ascii_digit() && second.is_ascii_digit() {
            let ((number, behind), (second, rest)) = (digits(left), digits(right));
            // Longer numbers without zeroes before them are larger.
            let order = number.len().cmp(&second.len()).then_with(|| number.cmp(second));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (behind, rest);
            continue;
        }
        let order = first.to_lowercase().cmp(second.to_lowercase());
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (&left[first.len_utf8()..], &right[second.len_utf8()..]);
    }
    left.len().cmp(&right.len()).then_with(|| one.cmp(other))
}

/// The digits that a text begins with, without zeroes before them, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::by_name;
    use std::cmp::Ordering;

    #[test]
    fn names_are_ordered_as_people_do() {
        let sorted = ["a", "a 1", "A 2", "a 09", "a 10", "a 10b", "b", "é 3", "é 20"];
        for pair in sorted.windows(2) {
            assert_eq!(by_name(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(by_name(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(by_name("a 1", "a 1"), Ordering::Equal);
        assert_ne!(by_name("a 1", "a 01"), Ordering::Equal, "two files are never one");
    }
}
