//! The part of reStructuredText that articles are written in, as HTML (docutils, "reStructuredText Markup Specification").
//!
//! Sections, paragraphs, lists of all kinds, quotes, literal and line blocks, footnotes, inline markup and hyperlinks.
//! Tables keep their drawing, in `pre`. Of the directives those for code, images, admonitions, raw HTML and players are
//! carried out ([`directives`]), the others are left out and reported. Comments vanish. What is no valid markup is text:
//! nothing here fails.

mod directives;
mod inline;
mod prescan;
#[cfg(test)]
mod tests;

use super::findings::Findings;
use crate::value::escape_html;
use prescan::Names;

/// How deep blocks may be nested before they are shown as they are.
const MAX_DEPTH: usize = 20;

/// The longest table that may have blank lines in it, in lines.
const MAX_TABLE: usize = 1000;

/// The HTML of a body.
pub(super) fn to_html(text: &str, findings: &mut Findings) -> String {
    let text = text.replace('\t', "        ");
    let lines: Vec<Line<'_>> =
        text.lines().zip(0..).map(|(line, number)| Line { text: line.trim_end(), number }).collect();
    let names = Names::collect(&lines);
    let mut writer = Writer { names, styles: Vec::new(), findings, out: String::with_capacity(text.len() * 2) };
    writer.blocks(&lines, 0);
    writer.out
}

/// A line without the indentation of the block that it belongs to.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    /// Its number in the body, from 0.
    number: u32,
}

impl<'t> Line<'t> {
    const fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    fn indentation(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// The line without its first `width` columns, which are blanks.
    fn dedent(&self, width: usize) -> Self {
        let width = width.min(self.indentation());
        Self { text: &self.text[width..], number: self.number }
    }
}

/// What the items of a list begin with.
#[derive(Clone, Copy)]
enum ListKind {
    /// This character (the first byte of it).
    Bullets(u8),
    /// Numbers, from this one on.
    Numbers { first: u32 },
}

impl ListKind {
    /// The columns that the marker of an item of this list takes, if the line begins one.
    fn marker(self, text: &str) -> Option<usize> {
        match self {
            Self::Bullets(mark) => bullet(text).filter(|_| text.as_bytes()[0] == mark),
            Self::Numbers { .. } => enumerator(text).map(|(width, _)| width),
        }
    }
}

struct Writer<'t, 'f> {
    names: Names<'t>,
    /// The characters that underline sections (and whether they stand above, too), outermost first.
    styles: Vec<(u8, bool)>,
    findings: &'f mut Findings,
    out: String,
}

impl<'t> Writer<'t, '_> {
    /// Writes the blocks of these lines.
    fn blocks(&mut self, lines: &[Line<'t>], depth: usize) {
        if depth > MAX_DEPTH {
            self.findings.too_deep();
            self.preformatted(lines);
            return;
        }
        let mut i = 0;
        while i < lines.len() {
            i = match lines[i].text {
                "" => i + 1,
                text if text.starts_with(' ') => self.quote(lines, i, depth),
                text if text == ".." || text.starts_with(".. ") => self.explicit(lines, i, depth),
                text if text.starts_with("__ ") => i + 1,
                _ => self.block(lines, i, depth),
            };
        }
    }

    /// Writes the block that begins at line `i`, which is not indented; gives the line behind it.
    fn block(&mut self, lines: &[Line<'t>], i: usize, depth: usize) -> usize {
        let line = lines[i];
        let text = line.text;
        let next = lines.get(i + 1).map_or("", |line| line.text);
        if let Some(mark) = adornment(text) {
            if let Some(under) = lines.get(i + 2)
                && adornment(under.text) == Some(mark)
                && !next.is_empty()
                && adornment(next).is_none()
                && text.len() >= 2
            {
                self.heading(next.trim(), mark, true);
                return i + 3;
            }
            if next.is_empty() && text.len() >= 4 {
                self.out.push_str("<hr>\n");
                return i + 1;
            }
        } else if let Some(mark) = adornment(next)
            && next.len() >= text.chars().count().min(4)
        {
            self.heading(text.trim(), mark, false);
            return i + 2;
        }
        if is_table_border(text) {
            return self.table(lines, i);
        }
        if bullet(text).is_some() {
            return self.list(lines, i, depth, ListKind::Bullets(text.as_bytes()[0]));
        }
        if let Some((_, first)) = enumerator(text)
            && (next.is_empty() || next.starts_with(' ') || enumerator(next).is_some())
        {
            return self.list(lines, i, depth, ListKind::Numbers { first });
        }
        if text.starts_with("| ") || text == "|" {
            return self.line_block(lines, i);
        }
        if text.starts_with(">>> ") {
            let end = end_of_paragraph(lines, i);
            self.preformatted(&lines[i..end]);
            return end;
        }
        if field(text).is_some() {
            return self.fields(lines, i, depth);
        }
        if next.starts_with(' ') && !text.ends_with("::") {
            return self.definitions(lines, i, depth);
        }
        self.paragraph(lines, i)
    }

    fn heading(&mut self, title: &str, mark: u8, above: bool) {
        let level = self.styles.iter().position(|style| *style == (mark, above)).unwrap_or_else(|| {
            self.styles.push((mark, above));
            self.styles.len() - 1
        });
        // The article's own title is the first heading of its page.
        let level = (level + 2).min(6);
        self.out.push_str(&format!("<h{level}>"));
        self.inline(title);
        self.out.push_str(&format!("</h{level}>\n"));
    }

    /// A paragraph, and the literal block that `::` at its end announces.
    fn paragraph(&mut self, lines: &[Line<'t>], i: usize) -> usize {
        let end = end_of_paragraph(lines, i);
        let text = join(&lines[i..end]);
        let literal = text.ends_with("::");
        let shown = match text.strip_suffix("::") {
            // `Text::` shows one colon, `Text ::` none.
            Some(before) if before.ends_with(' ') || before.is_empty() => before.trim_end(),
            Some(_) => &text[..text.len() - 1],
            None => &text,
        };
        if !shown.is_empty() {
            self.out.push_str("<p>");
            self.inline(shown);
            self.out.push_str("</p>\n");
        }
        if literal { self.literal(lines, end) } else { end }
    }

    /// The indented lines from `i` on, as they are.
    fn literal(&mut self, lines: &[Line<'t>], i: usize) -> usize {
        let start = lines[i..].iter().position(|line| !line.is_blank()).map_or(lines.len(), |at| i + at);
        let end = end_of_indented(lines, start);
        if end == start {
            // A literal block may also be marked line by line, as in a mail.
            let quoted = lines[start..].iter().take_while(|line| line.text.starts_with('>')).count();
            self.preformatted(&lines[start..start + quoted]);
            return start + quoted;
        }
        self.preformatted(&lines[start..end]);
        end
    }

    fn preformatted(&mut self, lines: &[Line<'t>]) {
        let code = dedented(lines);
        if !code.is_empty() {
            self.out.push_str(&format!("<pre>{}</pre>\n", escape_html(&code)));
        }
    }

    fn quote(&mut self, lines: &[Line<'t>], i: usize, depth: usize) -> usize {
        let end = end_of_indented(lines, i);
        self.out.push_str("<blockquote>");
        self.indented(&lines[i..end], depth);
        self.out.push_str("</blockquote>\n");
        end
    }

    /// Writes lines that share an indentation.
    fn indented(&mut self, lines: &[Line<'t>], depth: usize) {
        let margin = margin(lines);
        let inner: Vec<Line<'t>> = lines.iter().map(|line| line.dedent(margin)).collect();
        self.blocks(&inner, depth + 1);
    }

    fn list(&mut self, lines: &[Line<'t>], i: usize, depth: usize, kind: ListKind) -> usize {
        let (element, start) = match kind {
            ListKind::Numbers { first } if first > 1 => ("ol", format!(" start=\"{first}\"")),
            ListKind::Numbers { .. } => ("ol", String::new()),
            ListKind::Bullets(_) => ("ul", String::new()),
        };
        self.out.push_str(&format!("<{element}{start}>\n"));
        let mut at = i;
        while let Some(width) = lines.get(at).and_then(|line| kind.marker(line.text)) {
            let mut end = at + 1;
            while end < lines.len() && (lines[end].is_blank() || lines[end].indentation() > 0) {
                end += 1;
            }
            let mut item = vec![Line { text: lines[at].text[width..].trim_start(), number: lines[at].number }];
            let margin = margin(&lines[at + 1..end]);
            item.extend(lines[at + 1..end].iter().map(|line| line.dedent(margin)));
            self.out.push_str("<li>");
            self.item(&item, depth);
            self.out.push_str("</li>\n");
            at = end;
        }
        self.out.push_str(&format!("</{element}>\n"));
        at
    }

    /// The content of an item: one paragraph needs no tags of its own.
    fn item(&mut self, lines: &[Line<'t>], depth: usize) {
        let used = lines.iter().rposition(|line| !line.is_blank()).map_or(0, |last| last + 1);
        let lines = &lines[..used];
        let simple = lines.iter().all(|line| !line.is_blank() && !line.text.starts_with(' '))
            && lines.last().is_some_and(|line| !line.text.ends_with("::"))
            && lines.iter().all(|line| {
                bullet(line.text).is_none() && enumerator(line.text).is_none() && !line.text.starts_with("..")
            })
            && lines.get(1).is_none_or(|line| adornment(line.text).is_none());
        if simple {
            self.inline(&join(lines));
        } else {
            self.blocks(lines, depth + 1);
        }
    }

    fn definitions(&mut self, lines: &[Line<'t>], i: usize, depth: usize) -> usize {
        self.out.push_str("<dl>\n");
        let mut at = i;
        loop {
            let end = end_of_indented(lines, at + 1);
            self.out.push_str("<dt>");
            // A classifier follows the term: `term : classifier`.
            self.inline(lines[at].text);
            self.out.push_str("</dt>\n<dd>");
            self.indented(&lines[at + 1..end], depth);
            self.out.push_str("</dd>\n");
            at = end;
            let goes_on = lines.get(at).is_some_and(|line| !line.is_blank() && !line.text.starts_with(".. "))
                && lines.get(at + 1).is_some_and(|line| line.text.starts_with(' '));
            if !goes_on {
                break;
            }
        }
        self.out.push_str("</dl>\n");
        at
    }

    fn fields(&mut self, lines: &[Line<'t>], i: usize, depth: usize) -> usize {
        self.out.push_str("<dl>\n");
        let mut at = i;
        while let Some((name, value)) = lines.get(at).and_then(|line| field(line.text)) {
            let end = end_of_indented(lines, at + 1);
            self.out.push_str("<dt>");
            self.inline(name);
            self.out.push_str("</dt>\n<dd>");
            let margin = margin(&lines[at + 1..end]);
            let mut content = vec![Line { text: value, number: lines[at].number }];
            content.extend(lines[at + 1..end].iter().map(|line| line.dedent(margin)));
            self.item(&content, depth);
            self.out.push_str("</dd>\n");
            at = end;
        }
        self.out.push_str("</dl>\n");
        at
    }

    fn line_block(&mut self, lines: &[Line<'t>], i: usize) -> usize {
        let mut at = i;
        self.out.push_str("<p>");
        while let Some(line) = lines.get(at).filter(|line| line.text.starts_with("| ") || line.text == "|") {
            if at > i {
                self.out.push_str("<br>\n");
            }
            self.inline(line.text[1..].trim());
            at += 1;
        }
        self.out.push_str("</p>\n");
        at
    }

    /// A table, as it is drawn.
    fn table(&mut self, lines: &[Line<'t>], i: usize) -> usize {
        let mut end = end_of_paragraph(lines, i);
        // Blank lines may stand inside a simple table: it ends with a border that a blank line follows.
        if lines[i].text.starts_with('=') && !(end > i + 2 && is_table_border(lines[end - 1].text)) {
            let closing = (i + 1..lines.len().min(i + MAX_TABLE)).find(|at| {
                *at > i + 2 && is_table_border(lines[*at].text) && lines.get(at + 1).is_none_or(Line::is_blank)
            });
            end = closing.map_or(end, |at| at + 1);
        }
        self.preformatted(&lines[i..end]);
        end
    }

    /// What begins with `..`: a directive, a footnote, a target, or else a comment.
    fn explicit(&mut self, lines: &[Line<'t>], i: usize, depth: usize) -> usize {
        let end = end_of_indented(lines, i + 1);
        let text = lines[i].text.strip_prefix("..").unwrap_or_default().trim_start();
        let body = &lines[i + 1..end];
        if let Some((label, first)) = prescan::footnote(text) {
            let number = self.names.note_number(label, lines[i].number);
            self.out.push_str(&format!("<div id=\"fn-{0}\"><sup>{0}</sup> ", escape_html(&number)));
            let margin = margin(body);
            let mut note = vec![Line { text: first, number: lines[i].number }];
            note.extend(body.iter().map(|line| line.dedent(margin)));
            self.item(&note, depth);
            self.out.push_str("</div>\n");
        } else if text.starts_with(['_', '|']) {
            // Targets and substitutions were read before.
        } else if let Some((name, argument)) = directive(text) {
            self.directive(name, argument, lines[i].number, body, depth);
        } else if matches!(text.trim().to_ascii_lowercase().as_str(), "more" | "teaser_end" | "end_summary") {
            self.out.push_str("<!--more-->");
        }
        end
    }
}

/// `name:: argument`.
fn directive(text: &str) -> Option<(&str, &str)> {
    let (name, argument) = text.split_once("::")?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+');
    (!name.is_empty() && name.chars().all(is_name)).then(|| (name, argument.trim()))
}

/// The character that the line consists of, if it can underline a title.
fn adornment(text: &str) -> Option<u8> {
    let first = *text.as_bytes().first()?;
    (text.len() >= 2 && first.is_ascii_punctuation() && text.bytes().all(|b| b == first) && text != "..")
        .then_some(first)
}

/// The columns that a bullet takes.
fn bullet(text: &str) -> Option<usize> {
    let mark = text.chars().next().filter(|c| matches!(c, '*' | '+' | '-' | '•' | '‣' | '⁃'))?;
    let width = mark.len_utf8();
    (text.len() == width || text[width..].starts_with(' ')).then_some(width)
}

/// The columns that the number of an item takes, and the number.
fn enumerator(text: &str) -> Option<(usize, u32)> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let opened = text.len() - inner.len();
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').filter(|length| *length > 0)?;
    let (number, rest) = inner.split_at(length);
    let closed = if opened == 1 { rest.starts_with(')') } else { rest.starts_with(['.', ')']) };
    let value = match number {
        "#" => 1,
        _ if number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
        _ if number.len() == 1 => u32::from(number.as_bytes()[0].to_ascii_lowercase().checked_sub(b'a')?) + 1,
        _ if number.len() <= 5 && number.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x')) => 1,
        _ => return None,
    };
    (closed && (rest.len() == 1 || rest[1..].starts_with(' '))).then_some((opened + length + 1, value))
}

/// `:name: value`.
fn field(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix(':')?;
    let end = rest.find(':').filter(|end| *end > 0)?;
    let (name, value) = (&rest[..end], &rest[end + 1..]);
    let is_field = !name.starts_with(' ') && !name.contains('`') && (value.is_empty() || value.starts_with(' '));
    is_field.then(|| (name, value.trim()))
}

/// `+---+---+` or `=====  ====`.
fn is_table_border(text: &str) -> bool {
    let grid = text.starts_with("+-") && text.ends_with('+') && text.bytes().all(|b| matches!(b, b'+' | b'-' | b'='));
    let simple = text.starts_with("==") && text.contains(" =") && text.bytes().all(|b| matches!(b, b'=' | b' '));
    grid || simple
}

fn end_of_paragraph(lines: &[Line<'_>], i: usize) -> usize {
    lines[i..].iter().position(Line::is_blank).map_or(lines.len(), |at| i + at)
}

/// The line behind the indented (or blank) ones from `i` on, without blank ones at the end.
fn end_of_indented(lines: &[Line<'_>], i: usize) -> usize {
    let mut end = i;
    for (at, line) in lines.iter().enumerate().skip(i) {
        if line.is_blank() {
            continue;
        }
        if line.indentation() == 0 {
            break;
        }
        end = at + 1;
    }
    end
}

/// The indentation that all lines share.
fn margin(lines: &[Line<'_>]) -> usize {
    lines.iter().filter(|line| !line.is_blank()).map(Line::indentation).min().unwrap_or(0)
}

fn join(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n")
}

/// The lines as text, without their common indentation and blank lines around them.
fn dedented(lines: &[Line<'_>]) -> String {
    let margin = margin(lines);
    let text = lines.iter().map(|line| line.dedent(margin).text).collect::<Vec<_>>().join("\n");
    text.trim_matches('\n').to_owned()
}
