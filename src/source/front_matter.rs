//! Front matter: fields between fences, or a JSON object, at the top of a text.

use super::{
    head, json,
    lines::blank_lines,
    piece::{Parsed, Piece},
    toml, yaml,
};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{Table, Value},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Yaml,
    Toml,
    Json,
}

/// The declared fields, and the byte at which the body begins. `None` if the text has no front matter.
pub(super) type Declared = Option<(Table, usize)>;

/// Whether a text opens with what can be a front matter.
pub(super) fn opens(text: &str) -> bool {
    let text = &text[blank_lines(text)..];
    text.starts_with('{') && is_object(text) || fence(first_line(text)).is_some()
}

/// Reads the front matter of a text.
///
/// # Errors
/// One that is broken or not closed: it may have said that the record is a draft.
pub(super) fn read(piece: Piece<'_>, notes: &mut Vec<Diagnostic>) -> Parsed<Declared> {
    let text = piece.text;
    let open = blank_lines(text);
    if is_object(&text[open..]) {
        return object(piece, open, notes);
    }
    let first = first_line(&text[open..]);
    let Some((language, closing)) = fence(first) else { return Ok(None) };
    let start = open + first.len();
    let mut end = start;
    let close = text[start..].split_inclusive('\n').find(|line| {
        let closes = closing.contains(&line.trim_end());
        end += if closes { 0 } else { line.len() };
        closes
    });
    let block = &text[start..end];
    if !is_meant(language, block, close.is_some()) {
        return Ok(None);
    }
    let Some(close) = close else {
        let message = format!("the front matter that `{}` opens here is never closed", first.trim());
        let help = format!("put `{}` on a line of its own behind the last field", closing[0]);
        return Err(Box::new(piece.finding(&rules::FRONT_MATTER_UNCLOSED, open, message).help(help)));
    };
    let block = at(piece, start, end);
    let fields = match language {
        Language::Toml => toml::table(block)?,
        Language::Json if block.text.trim().is_empty() => Table::default(),
        Language::Json => {
            let lead = block.text.len() - block.text.trim_start().len();
            table_of(json::node(at(piece, start + lead, end), notes)?.value, &block)?
        }
        Language::Yaml => table_of(yaml::document(block, notes)?.value, &block)?,
    };
    Ok(Some((fields, end + close.len())))
}

/// A JSON object at the top; the body begins behind its line.
fn object(piece: Piece<'_>, open: usize, notes: &mut Vec<Diagnostic>) -> Parsed<Declared> {
    let text = piece.text;
    let Some(end) = json::object_end(text, open) else {
        let message = "the JSON front matter that begins here is not closed, or a quote is missing in it";
        let unclosed = piece.finding(&rules::FRONT_MATTER_UNCLOSED, open, message);
        return Err(Box::new(unclosed.help("close it with `}` on a line of its own")));
    };
    let block = at(piece, open, end);
    let fields = table_of(json::node(block, notes)?.value, &block)?;
    let rest = first_line(&text[end..]);
    Ok(Some((fields, if rest.trim().is_empty() { end + rest.len() } else { end })))
}

/// A part of a piece, as front matter.
fn at<'a>(piece: Piece<'a>, start: usize, end: usize) -> Piece<'a> {
    let before = &piece.text.as_bytes()[..start];
    Piece {
        text: &piece.text[start..end],
        start: piece.start.after(before),
        syntax: &rules::FRONT_MATTER_SYNTAX,
        ..piece
    }
}

fn table_of(value: Value, piece: &Piece<'_>) -> Parsed<Table> {
    match value {
        Value::Table(table) => Ok(table),
        Value::Null => Ok(Table::default()),
        _ => {
            let lead = piece.text.len() - piece.text.trim_start().len();
            let message = "the front matter is no table of fields";
            let error = piece.finding(piece.syntax, lead, message);
            Err(Box::new(
                error.help("write each field as `key: value`; a ruler as the first line of a body can be `***`"),
            ))
        }
    }
}

fn first_line(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

/// The language that a fence opens and the fences that close it.
fn fence(line: &str) -> Option<(Language, &'static [&'static str])> {
    Some(match line.trim_end() {
        "---" => (Language::Yaml, &["---", "..."]),
        "+++" => (Language::Toml, &["+++"]),
        ";;;" => (Language::Json, &[";;;"]),
        named => match named.strip_prefix("---")?.trim_start() {
            "yaml" | "yml" => (Language::Yaml, &["---", "..."]),
            "toml" => (Language::Toml, &["---"]),
            "json" => (Language::Json, &["---"]),
            _ => return None,
        },
    })
}

/// Whether a text begins with a JSON object, not with a template's `{% … %}`, `{{ … }}` or `{: … }`.
fn is_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

/// Three dashes are a ruler, too, and an overline of a title. Front matter has fields.
fn is_meant(language: Language, block: &str, closed: bool) -> bool {
    let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    if language == Language::Toml {
        return closed || lines.next().is_some_and(|line| line.contains('=') || line.starts_with('['));
    }
    if language == Language::Json {
        return closed || lines.next().is_some_and(|line| line.starts_with('{'));
    }
    let Some(first) = lines.next() else { return closed };
    // A field that everyone knows shows that the author meant fields, even if the first line went wrong.
    head::is_yaml_entry(first) || lines.take_while(|_| closed).any(head::is_known_entry)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::{
        diagnostic::{Diagnostic, rules::source as rules},
        source::{
            lines::Position,
            piece::{Parsed, Piece},
        },
    };

    type Fields = Vec<(String, String, u32)>;

    fn parse(text: &str) -> Parsed<Option<(Fields, &str)>> {
        let mut notes: Vec<Diagnostic> = Vec::new();
        let piece = Piece { file: &"x.md".into(), text, start: Position::START, syntax: &rules::YAML_SYNTAX };
        let declared = read(piece, &mut notes)?;
        Ok(declared.map(|(table, rest)| {
            let texts =
                table.0.into_iter().map(|(key, node)| (key, node.as_text().unwrap_or_default().to_owned(), node.line));
            (texts.collect(), &text[rest..])
        }))
    }

    #[test]
    fn every_notation_is_read_and_the_body_follows() {
        for (text, line) in [
            ("---\ntitle: A\n---\nbody", 2),
            ("\n \n---  \n\n\ntitle: A\n---\t\nbody", 6),
            ("---\r\ntitle: A\r\n...\r\nbody", 2),
            ("---yaml\ntitle: A\n---\nbody", 2),
            ("+++\ntitle = 'A'\n+++\nbody", 2),
            ("---toml\ntitle = 'A'\n---\nbody", 2),
            ("---json\n{\"title\": \"A\"}\n---\nbody", 2),
            (";;;\n\n{\"title\":\n \"A\"}\n;;;\nbody", 4),
            ("{\n  \"title\": \"A\"\n}\nbody", 2),
            ("{\"title\": \"A\"} body", 1),
        ] {
            let (fields, rest) = parse(text).unwrap().unwrap();
            assert_eq!(fields, [("title".into(), "A".into(), line)], "{text:?}");
            assert_eq!(rest.trim(), "body", "{text:?}");
        }
    }

    #[test]
    fn an_empty_block_declares_nothing() {
        for text in
            ["---\n---\nbody", "---\n# title: none\n\n---\nbody", "+++\n+++\nbody", "{}\nbody", ";;;\n;;;\nbody"]
        {
            let (fields, rest) = parse(text).unwrap().unwrap();
            assert!(fields.is_empty(), "{text:?}");
            assert_eq!(rest, "body");
        }
    }

    #[test]
    fn rulers_and_templates_are_body() {
        for text in [
            "---\nJust prose, then more.\n\nAnd more.\n",
            "---\n\nJust prose.\n\n---\n\nMore prose.\n",
            "---\n# Heading\n\nProse\n\n---\n",
            "----\ntitle: A\n----\n",
            "---\nABC\n---\n\nOverlined title\n",
            "{% include x %}\n",
            "{{ page.title }}\n",
            "{:.lead}\n",
            "+++ b/file\n",
            "+++\nprose\n",
            "Title: A\n",
            "",
        ] {
            assert!(parse(text).unwrap().is_none(), "{text:?}");
        }
    }

    #[test]
    fn what_is_broken_or_not_closed_is_refused() {
        for (text, rule, line) in [
            ("---\ntitle: A\n\nbody\n", &rules::FRONT_MATTER_UNCLOSED, 1),
            ("\n+++\ntitle = 'A'\n", &rules::FRONT_MATTER_UNCLOSED, 2),
            ("{\n\"title\": \"A\"\nbody", &rules::FRONT_MATTER_UNCLOSED, 1),
            ("---\na: 1\ntitle: \"A\" B\n---\n", &rules::FRONT_MATTER_SYNTAX, 3),
            ("---\nA\ndraft: true\n---\n", &rules::FRONT_MATTER_SYNTAX, 3),
            ("+++\ntitle: A\n+++\n", &rules::FRONT_MATTER_SYNTAX, 2),
            ("{\"title\": A}\n", &rules::FRONT_MATTER_SYNTAX, 1),
            ("---json\n[1]\n---\n", &rules::FRONT_MATTER_SYNTAX, 2),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.rule, error.place.line), (rule, Some(line)), "{text:?}: {}", error.message);
            assert!(error.excerpt.is_some() && error.help.is_some(), "{text:?}");
        }
    }
}
