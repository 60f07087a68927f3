//! Lists of records in files that are read whole.

use super::piece::Piece;
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{Node, Table, Value},
};
use std::ops::Range;

/// Whether a list under this name is one of records, even an empty one.
pub(super) fn is_known_name(key: &str) -> bool {
    let names = [
        "articles", "items", "posts", "entries", "records", "news", "stories", "episodes", "pages", "results", "data",
        "docs",
    ];
    names.iter().any(|name| key.eq_ignore_ascii_case(name))
}

/// Whether a member beside a list of records tells about the list, as interfaces answer: how many there are, where the next
/// page is, whether all went well.
pub(super) fn is_about_the_list(key: &str) -> bool {
    const NAMES: &str = "meta metadata pagination paging links status success ok error errors message total totalresults \
        totalcount totalpages totalitems found count limit offset skip page perpage pagesize pagecount next nextpage \
        nextcursor nextpagetoken previous prev prevpage cursor hasmore hasnext hasnextpage hasprevpage version kind etag \
        generator generatedat exportedat exportdate lastupdated took";
    let squeezed: String = key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect();
    NAMES.split_whitespace().any(|name| name == squeezed)
}

/// The members, if a table is nothing but a list of tables under one name, or such a list under a name of
/// [`is_known_name`] and what is told about it; otherwise the table itself.
pub(super) fn members(mut table: Table) -> Result<Vec<Node>, Table> {
    let is_list = |key: &str, node: &Node| match &node.value {
        Value::List(items) if items.is_empty() => is_known_name(key),
        Value::List(items) => items.iter().all(|item| item.as_table().is_some()),
        _ => false,
    };
    let at = match &table.0[..] {
        [(key, node)] if is_list(key, node) => Some(0),
        members => members
            .iter()
            .position(|(key, node)| is_known_name(key) && is_list(key, node))
            .filter(|at| members.iter().enumerate().all(|(other, (key, _))| other == *at || is_about_the_list(key))),
    };
    match at.map(|at| table.0.swap_remove(at)) {
        Some((_, Node { value: Value::List(items), .. })) => Ok(items),
        _ => Err(table),
    }
}

/// The bytes of each of the nodes in the piece, which follow one another: from its first character to the next one.
pub(super) fn ranges(nodes: &[Node], piece: &Piece<'_>) -> Vec<Range<usize>> {
    let bytes = piece.text.as_bytes();
    let (mut at, mut line, mut column) = (0, piece.start.line, piece.start.column);
    let mut starts: Vec<usize> = Vec::with_capacity(nodes.len() + 1);
    for node in nodes {
        while line < node.line {
            let Some(end) = memchr::memchr(b'\n', &bytes[at..]) else { break };
            (at, line, column) = (at + end + 1, line + 1, 1);
        }
        while column < node.column && bytes.get(at).is_some_and(|byte| *byte != b'\n') {
            at += 1;
            while bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
                at += 1;
            }
            column += 1;
        }
        starts.push(at);
    }
    starts.push(bytes.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The complaint about a member of a list that is no table.
pub(super) fn not_a_table(piece: &Piece<'_>) -> Diagnostic {
    let message = "a record must be a table of fields, but this is something else";
    piece.finding(&rules::RECORD_NOT_A_TABLE, 0, message).help("put each record's fields under their names")
}

#[cfg(test)]
mod tests {
    use super::{members, ranges};
    use crate::{
        diagnostic::rules::source as rules,
        record::raw::{Node, Table, Value},
        source::{lines::Position, piece::Piece},
    };

    fn entry(key: &str, value: Value) -> (String, Node) {
        (key.to_owned(), Node::new(value, 1, 1))
    }

    #[test]
    fn a_table_around_a_list_of_tables_is_a_list() {
        let table = || Node::new(Value::Table(Table::default()), 1, 1);
        let list = |items| Value::List(items);
        assert_eq!(members(Table(vec![entry("any", list(vec![table(), table()]))])).unwrap().len(), 2);
        assert_eq!(members(Table(vec![entry("Posts", list(vec![]))])).unwrap().len(), 0);
        let answer = vec![
            entry("status", Value::Text("ok".to_owned())),
            entry("results", list(vec![table()])),
            entry("total_count", Value::Null),
        ];
        assert_eq!(members(Table(answer)).unwrap().len(), 1);
        for other in [
            vec![entry("tags", list(vec![]))],
            vec![entry("tags", list(vec![table(), Node::text("x", 1, 1)]))],
            vec![entry("posts", list(vec![table()])), entry("title", Value::Null)],
            vec![entry("title", Value::Null)],
            vec![],
        ] {
            assert_eq!(members(Table(other.clone())).unwrap_err().0.len(), other.len());
        }
    }

    #[test]
    fn ranges_follow_lines_and_columns() {
        let text = "äö: [{a: 1}, {b: ü}]\n- x\n";
        let piece = Piece { file: &"x".into(), text, start: Position::START, syntax: &rules::YAML_SYNTAX };
        let nodes = [(1, 6), (1, 14), (2, 3), (9, 9)].map(|(line, column)| Node::new(Value::Null, line, column));
        let found: Vec<_> = ranges(&nodes, &piece).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["{a: 1}, ", "{b: ü}]\n- ", "x\n", ""]);
    }
}
