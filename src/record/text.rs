//! Title, summary and body.

use super::{
    SourceBody, SummaryText,
    fields::{Candidate, Field, Fields},
    gate::open_part,
    html::{has_markup, is_reference, looks_like_html, read_line},
    notation::notation,
    raw::{BodyFormat, Node, RawBody, Table, Value},
    report::Report,
    synonyms::squeeze,
};
use crate::{
    diagnostic::{
        Level,
        rules::{
            content::BODY_MEMBERS_ONLY,
            record::{FIELD_INVALID, TITLE_MARKUP},
        },
    },
    value::collapse_blanks,
};
use std::borrow::Cow;

/// A title, as text and as HTML where its source defines it so.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
}

/// Reads the title: one line of plain text, unless the field is one that holds HTML (`title.rendered`).
pub(super) fn title(fields: &mut Fields<'_>, report: &mut Report) -> Title {
    let plain = fields.text(Field::Title);
    let html = fields.text(Field::TitleHtml).map(|(_, html)| read_line(html));
    let Some((candidate, text)) = plain else {
        let odd = fields.filled(Field::Title).first().copied();
        if let (Some(odd), None) = (odd, &html) {
            report
                .at(&FIELD_INVALID, odd.node, "title", "the title is a list or a table and is not used")
                .help("write it as one line of text");
        }
        let title = html.filter(|html| !html.text.is_empty());
        return title.map_or_else(Title::default, |line| Title { text: Some(line.text), html: line.html });
    };
    let title = collapse_blanks(text).into_owned();
    let html = html.and_then(|line| line.html);
    if has_markup(&title) && html.is_none() {
        report
            .at(
                &TITLE_MARKUP,
                candidate.node,
                "title",
                format!("the title `{title}` is plain text with something that looks like markup"),
            )
            .help(
                "write the characters themselves (’ for &rsquo;) and leave tags out; what is meant literally may stay",
            );
    }
    Title { text: Some(title), html }
}

/// Reads the summary, without what of it is for members alone.
pub(super) fn summary(fields: &mut Fields<'_>, report: &mut Report) -> Option<SummaryText> {
    let (make, text, format): (fn(String) -> SummaryText, _, _) = match stated_summary(fields)? {
        SummaryText::Plain(text) => (SummaryText::Plain, text, BodyFormat::Text),
        SummaryText::Html(text) => (SummaryText::Html, text, BodyFormat::Html),
        SummaryText::Markdown(text) => (SummaryText::Markdown, text, BodyFormat::Markdown),
    };
    let open = open_part(&text, Some(format));
    if open.is_some() {
        gated("summary", report);
    }
    let text = open.unwrap_or(text);
    (!text.trim().is_empty()).then(|| make(text))
}

fn gated(what: &str, report: &mut Report) {
    report
        .whole(&BODY_MEMBERS_ONLY, "", format!("a part of the {what} is only for members, or hidden, and is left out"))
        .help(
            "add to the record what everybody may read of it; examples for readers stand in code, or as `[[shortcode]`",
        );
}

/// The summary is plain unless its field holds HTML or Markdown by its name, or it is HTML from the first to the last
/// character.
fn stated_summary(fields: &mut Fields<'_>) -> Option<SummaryText> {
    // WordPress's `excerpt.rendered` is more particular than `description`; a declared `summary` goes before it.
    if let Some((_, text)) = fields.text(Field::Summary) {
        let text = text.trim();
        let tagged = text.starts_with('<') && text.ends_with('>') && looks_like_html(text);
        return Some(if tagged { SummaryText::Html(text.to_owned()) } else { SummaryText::Plain(text.to_owned()) });
    }
    if let Some((_, text)) = fields.text(Field::SummaryHtml) {
        return Some(SummaryText::Html(text.to_owned()));
    }
    fields.text(Field::SummaryMarkdown).map(|(_, text)| SummaryText::Markdown(text.to_owned()))
}

/// Takes the body of the file, else the best of the fields: HTML, Markdown, reStructuredText, then text.
///
/// `stated` is how bodies are written in a field whose name does not tell.
pub(super) fn body(
    raw: Option<RawBody>,
    fields: &mut Fields<'_>,
    stated: Option<BodyFormat>,
    report: &mut Report,
) -> Option<SourceBody> {
    let own = raw.filter(|body| !body.text.trim().is_empty());
    let mut body = match own {
        Some(RawBody { text, format, line }) => SourceBody { text, format, line, plain: None },
        None => match of_fields(fields, stated) {
            Some(body) => body,
            None => {
                doubt(fields, report);
                return None;
            }
        },
    };
    if let Some(open) = open_part(&body.text, Some(body.format)) {
        gated("text", report);
        // Another form of the text would have that part, too.
        body.text = open;
        return (!body.text.trim().is_empty()).then_some(body);
    }
    if body.format != BodyFormat::Text
        && let Some((_, plain)) = fields.text(Field::ContentText)
    {
        body.plain = Some(plain.to_owned());
    }
    Some(body)
}

fn of_fields(fields: &mut Fields<'_>, stated: Option<BodyFormat>) -> Option<SourceBody> {
    let source = |candidate: &Candidate<'_>, text: &str, format| SourceBody {
        text: text.to_owned(),
        format,
        line: candidate.node.line,
        plain: None,
    };
    for (field, format) in [
        (Field::ContentHtml, BodyFormat::Html),
        (Field::ContentMarkdown, BodyFormat::Markdown),
        (Field::ContentRst, BodyFormat::Rst),
    ] {
        if let Some((candidate, text)) = fields.text(field) {
            // dev.to keeps the head of an article in its text.
            let text = if format == BodyFormat::Markdown { below_head(text) } else { text };
            return Some(source(&candidate, text, format));
        }
        let several = fields.filled(field).into_iter().find_map(|candidate| Some((candidate, joined(candidate.node)?)));
        if let Some((candidate, text)) = several {
            fields.mark(&candidate);
            return Some(source(&candidate, &text, format));
        }
    }
    // A field whose name does not tell how it is written: only strings, since `text: 7` is no article.
    let open = fields.filled(Field::Content).into_iter().find_map(|candidate| match &candidate.node.value {
        Value::Text(text) => Some((candidate, Cow::Borrowed(text.as_str()))),
        _ => Some((candidate, Cow::Owned(joined(candidate.node)?))),
    });
    if let Some((candidate, text)) = open {
        fields.mark(&candidate);
        let format = stated.unwrap_or_else(|| notation(&text));
        // Who says that it is text has characters in it; else references show that it was taken out of HTML.
        let is_open = stated.is_none() && format == BodyFormat::Text;
        let text = if is_open { resolved(&text) } else { text };
        return Some(source(&candidate, &text, format));
    }
    let (candidate, text) = fields.text(Field::ContentText)?;
    let format = if is_open_name(candidate.key) { stated.or_else(|| html_of(text)) } else { None };
    Some(source(&candidate, text, format.unwrap_or(BodyFormat::Text)))
}

/// Whether a text of this name may be HTML all the same: TYPO3's and Umbraco's `bodytext` always are.
#[must_use]
pub fn is_open_name(column: &str) -> bool {
    squeeze(column) == "bodytext"
}

/// The notation of a text that is HTML from its first character on.
fn html_of(text: &str) -> Option<BodyFormat> {
    let is_html = text.trim_start().starts_with('<') && notation(text) == BodyFormat::Html;
    is_html.then_some(BodyFormat::Html)
}

/// A text in Markdown without the front matter above it, whose fields the record has beside it.
#[must_use]
pub fn below_head(text: &str) -> &str {
    let whole = || {
        let inside = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
        let end = inside.find("\n---")?;
        let (head, rest) = (&inside[..end], inside[end + "\n---".len()..].trim_start_matches([' ', '\t', '\r']));
        let is_field = |line: &str| {
            let name = line.split(':').next().unwrap_or_default();
            line.contains(':') && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        let is_more = |line: &str| line.trim().is_empty() || line.starts_with([' ', '-', '#']);
        let is_head = head.lines().any(is_field) && head.lines().all(|line| is_field(line) || is_more(line));
        (is_head && (rest.is_empty() || rest.starts_with('\n'))).then(|| rest.trim_start_matches(['\n', '\r']))
    };
    whole().unwrap_or(text)
}

/// The text of a list of texts: its parts one after the other, with a blank line between. `None` for what is no such list.
#[must_use]
pub fn joined(node: &Node) -> Option<String> {
    let Value::List(items) = &node.value else { return None };
    let texts: Option<Vec<&str>> = items
        .iter()
        .filter(|item| !item.is_blank())
        .map(|item| if let Value::Text(text) = &item.value { Some(text.as_str()) } else { None })
        .collect();
    texts.filter(|texts| !texts.is_empty()).map(|texts| texts.join("\n\n"))
}

/// What a body is called that is kept in parts and not as a text: Sanity's Portable Text, the blocks of Editor.js and their
/// like. `None` for whatever is no such body.
#[must_use]
pub fn parts(node: &Node) -> Option<&'static str> {
    let has = |table: &Table, names: &[&str]| names.iter().any(|name| table.get(name).is_some());
    match &node.value {
        Value::Table(table) if table.get("blocks").is_some_and(|blocks| matches!(blocks.value, Value::List(_))) => {
            Some("blocks of Editor.js")
        }
        Value::Table(table) if has(table, &["component"]) && has(table, &["_uid", "body"]) => {
            Some("a component of Storyblok")
        }
        Value::Table(table) if has(table, &["nodeType"]) => Some("rich text of Contentful"),
        Value::Table(table) if has(table, &["root"]) => Some("a tree of Lexical"),
        Value::Table(table) if has(table, &["content"]) && has(table, &["type"]) => Some("a tree of ProseMirror"),
        Value::List(items) => {
            let mut tables = items.iter().filter_map(Node::as_table).peekable();
            tables.peek()?;
            Some(if tables.any(|table| has(table, &["_type"])) { "Portable Text" } else { "a list of blocks" })
        }
        _ => None,
    }
}

/// Says of a body in parts that it is not read.
fn doubt(fields: &Fields<'_>, report: &mut Report) {
    let open = [Field::Content, Field::ContentHtml, Field::ContentMarkdown, Field::ContentText];
    let candidates = open.into_iter().flat_map(|field| fields.filled(field));
    let Some((candidate, called)) = candidates.into_iter().find_map(|c| Some((c, parts(c.node)?))) else { return };
    let name = candidate.label();
    report
        .at(
            &FIELD_INVALID,
            candidate.node,
            name,
            format!("`{name}` is {called}, which is not read: the record has no text"),
        )
        .level(Level::Warning)
        .help("let what exports it render it, and give the record the result as `content_html` or `content_markdown`");
}

/// A text with the characters that its references stand for: `&rsquo;`, `&#8217;`, `&nbsp;`.
#[must_use]
pub fn resolved(text: &str) -> Cow<'_, str> {
    // The longest name of HTML has 31 letters.
    const LONGEST: usize = 33;
    let mut out = String::new();
    let mut rest = text;
    let mut is_changed = false;
    while let Some(at) = rest.find('&') {
        let after = &rest[at..];
        let end = after.bytes().take(LONGEST + 1).position(|byte| byte == b';').filter(|end| *end > 1);
        let reference = end.map(|end| &after[..=end]).filter(|reference| is_reference(reference));
        out.push_str(&rest[..at]);
        match reference {
            Some(reference) => {
                // Blanks at the ends of a line are taken away.
                let line = read_line(&format!("x{reference}x")).text;
                out.push_str(line.strip_prefix('x').and_then(|line| line.strip_suffix('x')).unwrap_or(reference));
                is_changed = true;
                rest = &after[reference.len()..];
            }
            None => {
                out.push('&');
                rest = &after[1..];
            }
        }
    }
    out.push_str(rest);
    if is_changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::below_head;

    #[test]
    fn a_head_inside_of_a_text_is_none_of_it() {
        for (text, below) in [
            ("---\ntitle: A\npublished: true\ntags: a, b\n---\n\nBody", "Body"),
            ("---\r\ntitle: A\r\ntags:\r\n  - a\r\n---\r\nBody\n---\nmore", "Body\n---\nmore"),
            ("---\ntitle: A\n---", ""),
            ("---\nHe said: no such thing\n---\nBody", "---\nHe said: no such thing\n---\nBody"),
            ("---\n\nBody\n\n---\n", "---\n\nBody\n\n---\n"),
            ("---\ntitle: A\nBody", "---\ntitle: A\nBody"),
        ] {
            assert_eq!(below_head(text), below, "{text}");
        }
    }
}
