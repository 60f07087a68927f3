//! From when until when an article is out, in pairs of columns whose names alone may mean something else: TYPO3's `starttime`
//! and `endtime`, Contao's `start` and `stop`, `valid_from` and `valid_to`.

use super::{
    date::read_date,
    field::Field,
    raw::{Node, Table},
    synonyms::squeeze,
    times::is_no_date,
};
use crate::value::Zone;

/// The names of those that mean it wherever they stand beside each other.
const PLAIN: &[(&str, &str)] = &[
    ("validfrom", "validto"),
    ("validfrom", "validuntil"),
    ("releasedate", "expiredate"),
    ("availablefrom", "availableuntil"),
    ("availablefrom", "availableto"),
    ("activefrom", "activeto"),
    ("activefrom", "activeuntil"),
];
/// Those under which an event has its time as well.
const DOUBTFUL: &[(&str, &str)] = &[("starttime", "endtime"), ("start", "stop")];
/// Columns that the systems have which mean it by doubtful names.
const SIGNS: &[&str] = &["tstamp", "crdate"];
/// Columns of an event that stand beside its times.
const EVENT: &[&str] = &["startdate", "enddate"];

/// The numbers of the members that say from when and until when, with the field of each.
pub(super) fn find(table: &Table) -> Vec<(usize, Field)> {
    let at = |wanted: &str| table.0.iter().position(|(name, _)| squeeze(name) == wanted);
    let is_meant = |(from, until): &(&str, &str), is_doubtful: bool| {
        let (first, last) = (at(from)?, at(until)?);
        let nodes = [&table.0[first].1, &table.0[last].1];
        let is_event = || *from == "starttime" && EVENT.iter().any(|name| at(name).is_some());
        let is_number = |node: &&Node| is_open(node) || is_epoch(node);
        let is_sure = || SIGNS.iter().any(|name| at(name).is_some()) || nodes.iter().all(is_number);
        let is_span = nodes.iter().all(|node| is_open(node) || is_moment(node));
        (is_span && (!is_doubtful || !is_event() && is_sure()))
            .then_some([(first, Field::Embargo), (last, Field::Expires)])
    };
    let plain = PLAIN.iter().filter_map(|pair| is_meant(pair, false));
    let doubtful = DOUBTFUL.iter().filter_map(|pair| is_meant(pair, true));
    plain.chain(doubtful).flatten().filter(|(at, _)| !is_open(&table.0[*at].1)).collect()
}

/// Whether a column may be one of such a pair.
pub(super) fn is_side(column: &str) -> bool {
    let column = squeeze(column);
    PLAIN.iter().chain(DOUBTFUL).any(|(from, until)| column == *from || column == *until)
}

/// The canonical fields that such pairs say, with what stands there.
#[must_use]
pub fn span_of(table: &Table) -> Vec<(&'static str, &str)> {
    let text = |(at, field): (usize, Field)| Some((field.name(), table.0[at].1.as_filled_text()?));
    find(table).into_iter().filter_map(text).collect()
}

fn is_open(node: &Node) -> bool {
    node.is_blank() || node.as_text().is_some_and(|text| text.trim() == "0" || is_no_date(text))
}

fn is_moment(node: &Node) -> bool {
    node.as_filled_text().is_some_and(|text| read_date(text, &Zone::UTC).is_ok())
}

fn is_epoch(node: &Node) -> bool {
    node.as_filled_text().is_some_and(|text| text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{Node, Table, span_of};
    use crate::record::raw::Value;

    #[test]
    fn pairs_say_from_when_until_when() {
        for (cells, said) in [
            (&[("valid_from", "2027-01-01"), ("valid_to", "")][..], &[("embargo_until", "2027-01-01")][..]),
            (&[("valid_from", "2027-01-01")], &[]),
            (&[("valid_from", "north"), ("valid_to", "2027-01-01")], &[]),
            (&[("start", ""), ("stop", "1700000200")], &[("expires", "1700000200")]),
            (&[("starttime", "0"), ("endtime", "1700000200"), ("crdate", "1700000000")], &[("expires", "1700000200")]),
            (&[("starttime", "2027-01-01 10:00"), ("endtime", "2027-01-01 12:00")], &[]),
            (
                &[("startTime", "1700000000"), ("endTime", "1700000200"), ("startDate", "1700000000"), ("tstamp", "1")],
                &[],
            ),
        ] {
            let node = |text: &str| Node::new(Value::Text(text.to_owned()), 0, 0);
            let table = Table(cells.iter().map(|(name, text)| ((*name).to_owned(), node(text))).collect());
            assert_eq!(span_of(&table), said, "{cells:?}");
        }
    }
}
