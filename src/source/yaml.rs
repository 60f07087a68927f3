//! YAML: events become nodes, with a budget for what aliases expand to.

use super::{
    limits,
    lines::Position,
    piece::{Parsed, Piece},
    table::TableBuilder,
    yaml_plain, yaml_repair,
};
use crate::{
    diagnostic::{
        Diagnostic,
        rules::{source as rules, text as text_rules},
    },
    record::raw::{Node, Value},
    value::{clean, is_xml_char},
};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag, options};
use std::{borrow::Cow, collections::HashMap, ops::Range};

/// What a YAML text holds.
pub(super) struct Documents {
    /// The root of each document, in order. Of a list that breaks off in an error, the members before it.
    pub roots: Vec<Root>,
    /// Why the text could not be read to its end.
    pub error: Option<Box<Diagnostic>>,
}

/// The root of a document.
pub(super) enum Root {
    /// A list: its members.
    List(Vec<Node>),
    /// Anything else.
    One(Node),
}

/// Reads the one document of a front matter.
pub(super) fn document(piece: Piece<'_>, notes: &mut Vec<Diagnostic>) -> Parsed<Node> {
    if let Some(node) = yaml_plain::document(&piece) {
        return Ok(node);
    }
    let Documents { roots, error } = documents(piece, notes);
    if let Some(error) = error {
        return Err(error);
    }
    let start = piece.start;
    Ok(match roots.into_iter().next() {
        None => Node::new(Value::Null, start.line, start.column),
        Some(Root::One(node)) => node,
        Some(Root::List(items)) => Node::new(Value::List(items), start.line, start.column),
    })
}

/// Reads all documents of a text.
pub(super) fn documents(piece: Piece<'_>, notes: &mut Vec<Diagnostic>) -> Documents {
    let readable = without_controls(piece, notes);
    let piece = piece.with_text(&readable);
    let mut repaired = yaml_repair::Repair::new(piece.text);
    loop {
        let mut found = Vec::new();
        let (roots, failure) = Builder::new(piece.with_text(repaired.text()), &mut found).run();
        let Some(failure) = failure else {
            repaired.report(&piece, notes);
            notes.append(&mut found);
            return Documents { roots, error: None };
        };
        // What was written plainly but means only one thing is read that way, with a warning.
        if let Failure::Syntax(error) = &failure
            && repaired.mend(error.marker().line(), error.kind())
        {
            continue;
        }
        repaired.report(&piece, notes);
        notes.append(&mut found);
        let error = failure.into_diagnostic(&piece.with_text(repaired.text()));
        return Documents { roots, error: Some(Box::new(error)) };
    }
}

/// YAML refuses control characters, and so do feeds: they go, or become what they were before a wrong decoding.
fn without_controls<'a>(piece: Piece<'a>, notes: &mut Vec<Diagnostic>) -> Cow<'a, str> {
    let text = piece.text;
    let is_mojibake = |c: char| ('\u{80}'..='\u{9f}').contains(&c) && c != '\u{85}';
    let forbidden = text.find(|c| !is_xml_char(c));
    let mojibake = text.find(is_mojibake);
    if forbidden.is_none() && mojibake.is_none() {
        return Cow::Borrowed(text);
    }
    if let Some(first) = forbidden {
        let message = match text.chars().filter(|c| !is_xml_char(*c)).count() {
            1 => "a control character was removed".to_owned(),
            count => format!("{count} control characters were removed, the first of them here"),
        };
        notes.push(piece.note(&text_rules::TEXT_CONTROL_CHARACTER, first, message).help("remove them from the file"));
    }
    if let Some(first) = mojibake {
        let message = "characters of windows-1252 were decoded as control characters; they were read as what they are";
        notes.push(piece.note(&text_rules::TEXT_MOJIBAKE, first, message).help("save the file as UTF-8"));
    }
    clean(text).text
}

/// Why reading stopped.
enum Failure {
    Syntax(Box<ScanError>),
    /// Lists and tables, or aliases, at a byte of the text.
    TooDeep(usize),
    TooMany(usize),
}

impl Failure {
    fn into_diagnostic(self, piece: &Piece<'_>) -> Diagnostic {
        let offset = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or(0);
        match self {
            Self::Syntax(error) if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) => {
                too_deep(piece, offset(error.marker()))
            }
            Self::TooDeep(at) => too_deep(piece, at),
            Self::TooMany(at) => piece
                .finding(
                    &rules::DATA_TOO_DEEP,
                    at,
                    format!("the aliases of this document expand to more than {} values", limits::ALIASED_NODES),
                )
                .help("write the values out, or use fewer aliases"),
            Self::Syntax(error) => {
                let what = in_plain_words(error.kind());
                piece
                    .finding(piece.syntax, offset(error.marker()), format!("this is not valid YAML: {what}"))
                    .help(advice(error.kind()))
            }
        }
    }
}

fn too_deep(piece: &Piece<'_>, offset: usize) -> Diagnostic {
    let message = format!("lists and tables are nested more than {} levels deep", limits::DEPTH);
    piece.finding(&rules::DATA_TOO_DEEP, offset, message).help("no record needs that: look for a missing bracket")
}

fn in_plain_words(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::MappingValueNotAllowed => "a second `: ` stands in an unquoted value".to_owned(),
        ErrorKind::UnknownAnchor => "`*` calls for an anchor that was not defined".to_owned(),
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            "text follows a closing quote".to_owned()
        }
        ErrorKind::UnclosedQuotedScalar => "a quote is not closed".to_owned(),
        ErrorKind::UnclosedFlowCollection { open } => format!("`{open}` is not closed"),
        ErrorKind::SimpleKeyExpected => "a line has no `: ` after its key".to_owned(),
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            "a tab is used as indentation".to_owned()
        }
        ErrorKind::UnexpectedCharacter { character } => format!("a value cannot begin with `{character}`"),
        other => other.to_string(),
    }
}

const fn advice(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            "indent with blanks"
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            "put the whole value in quotes, and double the quotes inside: 'It''s here'"
        }
        _ => "put values with special characters in quotes, and indent what belongs together alike",
    }
}

/// A collection that is not complete yet.
enum Frame {
    List { items: Vec<Node>, anchor: usize, at: Position, start: usize },
    Table { table: TableBuilder, key: Option<String>, merges: Vec<Node>, anchor: usize, at: Position, start: usize },
}

struct Builder<'a, 'n> {
    piece: Piece<'a>,
    notes: &'n mut Vec<Diagnostic>,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Node>,
    nodes_left: usize,
    bytes_left: usize,
    root: Option<Root>,
}

impl<'a, 'n> Builder<'a, 'n> {
    fn new(piece: Piece<'a>, notes: &'n mut Vec<Diagnostic>) -> Self {
        Self {
            piece,
            notes,
            stack: Vec::new(),
            anchors: HashMap::new(),
            nodes_left: limits::ALIASED_NODES,
            bytes_left: limits::ALIASED_BYTES,
            root: None,
        }
    }

    fn run(mut self) -> (Vec<Root>, Option<Failure>) {
        let options = options! {
            emit_comments: false,
            bom_inside_document_as_content: true,
            flow_nesting_limit: limits::DEPTH,
            block_nesting_limit: limits::DEPTH,
        };
        let mut parser: Parser<'a, StrInput<'a>> = Parser::new_from_str_with_options(self.piece.text, options);
        let mut roots = Vec::new();
        while let Some(next) = parser.next_event() {
            let failure = match next {
                Ok((event, span)) => {
                    if matches!(event, Event::DocumentEnd) {
                        roots.extend(self.root.take());
                        self.anchors.clear();
                        (self.nodes_left, self.bytes_left) = (limits::ALIASED_NODES, limits::ALIASED_BYTES);
                        continue;
                    }
                    self.event(event, span).err()
                }
                Err(error) => Some(Failure::Syntax(Box::new(error))),
            };
            if let Some(failure) = failure {
                // The members of a list that came before the error are whole.
                if let Some(Frame::List { items, .. }) = self.stack.into_iter().next() {
                    roots.push(Root::List(items));
                }
                return (roots, Some(failure));
            }
        }
        (roots, None)
    }

    fn position(&self, span: &Span) -> Position {
        let start = self.piece.start;
        let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX).max(1);
        let column = u32::try_from(span.start.col()).unwrap_or(u32::MAX);
        Position {
            line: start.line.saturating_add(line - 1),
            column: column.saturating_add(if line == 1 { start.column } else { 1 }),
        }
    }

    fn event(&mut self, event: Event<'a>, span: Span) -> Result<(), Failure> {
        let at = self.position(&span);
        let start = span.start.byte_offset().unwrap_or(0);
        let end = span.end.byte_offset().unwrap_or(start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(text, style, tag.as_deref());
                self.complete(Node::new(value, at.line, at.column), anchor, start..end)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(Frame::List { items: Vec::new(), anchor, at, start }, start)
            }
            Event::MappingStart(_, anchor, _) => self.open(
                Frame::Table { table: TableBuilder::default(), key: None, merges: Vec::new(), anchor, at, start },
                start,
            ),
            Event::SequenceEnd => {
                let Some(Frame::List { items, anchor, at, start }) = self.stack.pop() else { return Ok(()) };
                if self.stack.is_empty() {
                    self.root = Some(Root::List(items));
                    return Ok(());
                }
                self.complete(Node::new(Value::List(items), at.line, at.column), anchor, start..end)
            }
            Event::MappingEnd => {
                let Some(Frame::Table { mut table, merges, anchor, at, start, .. }) = self.stack.pop() else {
                    return Ok(());
                };
                for merged in merges {
                    merge(&mut table, merged);
                }
                let value = Value::Table(table.finish());
                self.complete(Node::new(value, at.line, at.column), anchor, start..end)
            }
            Event::Alias(id) => {
                let mut node = self.anchors.get(&id).cloned().unwrap_or(Node::new(Value::Null, 0, 0));
                self.pay(&node, start)?;
                (node.line, node.column) = (at.line, at.column);
                self.complete(node, 0, start..end)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, frame: Frame, at: usize) -> Result<(), Failure> {
        if self.stack.len() >= limits::DEPTH {
            return Err(Failure::TooDeep(at));
        }
        self.stack.push(frame);
        Ok(())
    }

    /// A copy of a node costs its values and their text.
    fn pay(&mut self, node: &Node, at: usize) -> Result<(), Failure> {
        let (nodes, bytes, depth) = cost(node);
        if depth + self.stack.len() > limits::DEPTH {
            return Err(Failure::TooDeep(at));
        }
        self.nodes_left = self.nodes_left.checked_sub(nodes).ok_or(Failure::TooMany(at))?;
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or(Failure::TooMany(at))?;
        Ok(())
    }

    fn complete(&mut self, node: Node, anchor: usize, bytes: Range<usize>) -> Result<(), Failure> {
        if anchor != 0 {
            self.pay(&node, bytes.start)?;
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut() {
            None => self.root = Some(Root::One(node)),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Table { table, key, merges, .. }) => match key.take() {
                None => *key = Some(key_text(&node, self.piece.text.get(bytes).unwrap_or_default())),
                Some(key) if key == "<<" && matches!(node.value, Value::Table(_) | Value::List(_)) => merges.push(node),
                Some(key) => table.set_or_warn(key, node, &self.piece, self.notes),
            },
        }
        Ok(())
    }
}

/// Keys are text; of a key that is a list or a table, what was written.
fn key_text(node: &Node, written: &str) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::List(_) | Value::Table(_) => written.trim().to_owned(),
        _ => node.as_text().unwrap_or_default().to_owned(),
    }
}

/// `<<: *defaults`, or a list of them of which the first goes before the second: what is there already stays.
fn merge(table: &mut TableBuilder, from: Node) {
    match from.value {
        Value::Table(entries) => {
            for (key, node) in entries.0 {
                if !table.contains(&key) {
                    table.set(key, node);
                }
            }
        }
        Value::List(items) => {
            items.into_iter().filter(|item| item.as_table().is_some()).for_each(|item| merge(table, item))
        }
        _ => {}
    }
}

/// Values, bytes of text and levels of a node.
fn cost(node: &Node) -> (usize, usize, usize) {
    let sum = |children: &mut dyn Iterator<Item = (usize, &Node)>| {
        children.fold((1, 0, 0), |(nodes, bytes, depth), (key, child)| {
            let below = cost(child);
            (nodes + below.0, bytes + key + below.1, depth.max(below.2))
        })
    };
    let (nodes, bytes, depth) = match &node.value {
        Value::Null | Value::Bool(_) => return (1, 0, 0),
        Value::Number(text) | Value::Text(text) => return (1, text.len(), 0),
        Value::List(items) => sum(&mut items.iter().map(|item| (0, item))),
        Value::Table(table) => sum(&mut table.0.iter().map(|(key, node)| (key.len(), node))),
    };
    (nodes, bytes, depth + 1)
}

/// The core schema of YAML 1.2 §10.3.2, but numbers keep their text.
pub(super) fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let is_text = tag.is_some_and(|tag| tag.core_suffix() == Some("str"));
    if style != ScalarStyle::Plain || is_text {
        return Value::Text(text.into_owned());
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        number if is_number(number) => Value::Number(text.into_owned()),
        _ => Value::Text(text.into_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut mantissa = digits(at);
    at += mantissa;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        (mantissa, at) = (mantissa + fraction, at + 1 + fraction);
    }
    if mantissa > 0 && matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at);
        mantissa = exponent;
        at += exponent;
    }
    mantissa > 0 && at == bytes.len()
}

#[cfg(test)]
#[path = "yaml_tests.rs"]
mod tests;
