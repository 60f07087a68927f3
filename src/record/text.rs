//! Title, summary and body.

use super::{
    SourceBody, SummaryText,
    fields::{Candidate, Field, Fields},
    html::{has_markup, looks_like_html, read_line},
    raw::{BodyFormat, RawBody, Value},
    report::Report,
};
use crate::{
    diagnostic::rules::record::{FIELD_INVALID, TITLE_MARKUP},
    value::collapse_blanks,
};

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

/// Reads the summary, plain unless its field holds HTML or Markdown by its name, or it is HTML from the first to the
/// last character.
pub(super) fn summary(fields: &mut Fields<'_>) -> Option<SummaryText> {
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
pub(super) fn body(raw: Option<RawBody>, fields: &mut Fields<'_>, stated: Option<BodyFormat>) -> Option<SourceBody> {
    let own = raw.filter(|body| !body.text.trim().is_empty());
    let mut body = match own {
        Some(RawBody { text, format, line }) => SourceBody { text, format, line, plain: None },
        None => of_fields(fields, stated)?,
    };
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
            return Some(source(&candidate, text, format));
        }
    }
    // A field whose name does not tell how it is written: only strings, since `text: 7` is no article.
    let open = fields.filled(Field::Content).into_iter().find_map(|candidate| match &candidate.node.value {
        Value::Text(text) => Some((candidate, text)),
        _ => None,
    });
    if let Some((candidate, text)) = open {
        fields.mark(&candidate);
        let format = stated.unwrap_or_else(|| notation(text));
        return Some(source(&candidate, text, format));
    }
    let (candidate, text) = fields.text(Field::ContentText)?;
    Some(source(&candidate, text, BodyFormat::Text))
}

/// How a body is written whose field does not tell: HTML if it has tags that end, paragraphs, line breaks or images; Markdown
/// if it has links or images, headings, something in `**` or fences; else plain text.
#[must_use]
pub fn notation(text: &str) -> BodyFormat {
    if looks_like_html(text) {
        BodyFormat::Html
    } else if text.lines().any(has_mark_of_markdown) {
        BodyFormat::Markdown
    } else {
        BodyFormat::Text
    }
}

fn has_mark_of_markdown(line: &str) -> bool {
    let is_heading = || {
        let rest = line.trim_start_matches('#');
        let level = line.len() - rest.len();
        (1..=6).contains(&level) && rest.starts_with(' ') && !rest.trim().is_empty()
    };
    let has_link = || {
        line.split_once("](").is_some_and(|(before, after)| {
            before.contains('[') && after.find(')').is_some_and(|end| end > 0 && !after[..end].trim().is_empty())
        })
    };
    let is_strong = || {
        let mut parts = line.split("**");
        // What stands between two of them touches both.
        let is_first = parts.next().is_some();
        is_first
            && parts.next().is_some_and(|inner| !inner.is_empty() && inner.trim() == inner)
            && parts.next().is_some()
    };
    is_heading() || has_link() || is_strong() || line.starts_with("```")
}

#[cfg(test)]
mod tests {
    use super::notation;
    use crate::record::raw::BodyFormat;

    #[test]
    fn a_notation_shows_by_clear_marks_alone() {
        for (text, expected) in [
            ("# Hi\n\nSome", BodyFormat::Markdown),
            ("Some **bold** word", BodyFormat::Markdown),
            ("a [l](https://x.example)", BodyFormat::Markdown),
            ("![i](https://x/i.png)", BodyFormat::Markdown),
            ("Text\n```\ncode\n```", BodyFormat::Markdown),
            ("First\nsecond\n\n1986. A good year", BodyFormat::Text),
            ("#harbour is a tag, 2 ** 3 is 8, f(x)[1](  )", BodyFormat::Text),
            ("* a\n* b_c_d", BodyFormat::Text),
            ("# Hi <b>there</b>", BodyFormat::Html),
        ] {
            assert_eq!(notation(text), expected, "{text:?}");
        }
    }
}
