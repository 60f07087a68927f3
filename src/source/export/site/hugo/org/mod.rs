//! Org mode, as Hugo reads it: a head of `#+key: value`, and a body that becomes HTML. What is rare there (macros, LaTeX,
//! exports to other formats) stays as it is written.

mod inline;

use super::super::page::Page;
use crate::{
    record::raw::{BodyFormat, Node, RawBody, Table, Value},
    value::escape_html,
};
use inline::inline;
use regex::Regex;
use std::sync::LazyLock;

/// Levels of lists that are followed.
const DEEPEST: usize = 16;

/// Reads a file as Org mode: all of it, or what is below a head of another kind.
pub(super) fn read(mut page: Page) -> Page {
    let below = page.body.take().filter(|_| page.has_head);
    if !page.has_head {
        page.head = head(&page.text);
        page.has_head = !page.head.is_empty();
    }
    let (text, line) = below.as_ref().map_or((page.text.as_str(), 1), |body| (body.text.as_str(), body.line));
    let mut html = String::new();
    blocks(&mut html, &text.lines().collect::<Vec<_>>(), 0);
    page.body = (!html.trim().is_empty()).then_some(RawBody { text: html, format: BodyFormat::Html, line });
    page
}

/// `#+key: value` of the lines before the first headline. As in Hugo, `key[]` is parted at blanks, and what stands several
/// times is a list.
fn head(text: &str) -> Table {
    let mut table = Table::default();
    let lines = text.lines().zip(1..).take_while(|(line, _)| headline(line).is_none());
    for (line, number) in lines {
        let Some((key, value)) = keyword(line) else { continue };
        let list = |parts: Vec<&str>| {
            let items = parts.into_iter().filter(|part| !part.is_empty());
            Value::List(items.map(|item| Node::text(item, number, 1)).collect())
        };
        let (name, value) = match key.strip_suffix("[]") {
            Some(name) => (name.to_owned(), list(value.split_whitespace().collect())),
            None if key == "filetags" => ("tags".to_owned(), list(value.split(':').collect())),
            None => (key.clone(), Value::Text(day(&value).to_owned())),
        };
        if key.starts_with("begin_") || key.starts_with("end_") {
            continue;
        }
        let node = Node::new(value, number, 1);
        match table.0.iter_mut().find(|(known, _)| *known == name) {
            None => table.0.push((name, node)),
            Some((_, known)) => {
                let mut items = known.items().to_vec();
                items.extend(node.items().iter().cloned());
                known.value = Value::List(items);
            }
        }
    }
    table
}

/// The key, in small letters, and the value of `#+key: value`.
fn keyword(line: &str) -> Option<(String, String)> {
    let (key, value) = line.trim().strip_prefix("#+")?.split_once(':')?;
    let is_key = !key.is_empty() && !key.contains(char::is_whitespace);
    is_key.then(|| (key.to_lowercase(), value.trim().to_owned()))
}

/// `<2020-01-02 Thu>` and `[2020-01-02 Thu 10:30]` are days to Hugo; everything else is as it is.
fn day(value: &str) -> &str {
    let inner = value.strip_prefix(['<', '[']).and_then(|rest| rest.strip_suffix(['>', ']']));
    let is_day = |day: &&str| {
        let mut bytes = day.bytes().zip(0..);
        bytes.all(|(byte, at)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
    };
    inner.and_then(|inner| inner.get(..10)).filter(is_day).unwrap_or(value)
}

/// The level of a headline and its text, without state, priority and tags.
fn headline(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'*').count();
    let rest = line.get(level..)?.strip_prefix(' ').filter(|_| level > 0)?.trim();
    let rest = ["TODO ", "DONE ", "WAIT "].iter().find_map(|state| rest.strip_prefix(state)).unwrap_or(rest);
    let rest = rest.strip_prefix("[#").and_then(|rest| rest.get(2..)?.strip_prefix(' ')).unwrap_or(rest);
    let is_tags = |tags: &str| tags.len() > 2 && tags.starts_with(':') && tags.ends_with(':');
    let rest = rest.rsplit_once(' ').filter(|(_, tags)| is_tags(tags)).map_or(rest, |(rest, _)| rest.trim_end());
    Some((level, rest))
}

/// What opens an item of a list: its indentation, whether it is numbered, and its text.
fn item(line: &str) -> Option<(usize, bool, &str)> {
    static ITEM: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(\s*)(?:([-+])|(\d+[.)]))(?:\s+(.*))?$").ok());
    let found = ITEM.as_ref()?.captures(line)?;
    let text = found.get(4).map_or("", |text| text.as_str());
    Some((found.get(1).map_or(0, |blanks| blanks.as_str().len()), found.get(3).is_some(), text))
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Renders lines. Every turn of the loop takes at least one.
fn blocks(out: &mut String, lines: &[&str], depth: usize) {
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim();
        at += 1;
        if trimmed.is_empty() {
            continue;
        }
        if let Some((level, text)) = headline(line) {
            let level = (level + 1).min(6);
            out.push_str(&format!("<h{level}>{}</h{level}>\n", inline(text)));
        } else if let Some(opening) = begins(trimmed) {
            let end = format!("#+end_{}", opening.0);
            let length = lines[at..].iter().position(|line| line.trim().to_lowercase().starts_with(&end));
            let inside = &lines[at..at + length.unwrap_or(lines.len() - at)];
            block(out, &opening, inside, depth);
            at += inside.len() + usize::from(length.is_some());
        } else if is_drawer(trimmed) {
            let end = lines[at..].iter().position(|line| line.trim().eq_ignore_ascii_case(":end:"));
            at += end.map_or(0, |end| end + 1);
        } else if trimmed.starts_with("#+") || trimmed == "#" || trimmed.starts_with("# ") {
            // Settings, captions and comments.
        } else if trimmed.len() >= 5 && trimmed.bytes().all(|byte| byte == b'-') {
            out.push_str("<hr>\n");
        } else if let Some((indent, is_numbered, _)) = item(line).filter(|_| depth < DEEPEST) {
            at = list(out, lines, at - 1, (indent, is_numbered), depth);
        } else {
            let kind = |line: &str| (line.trim().starts_with('|'), line.trim() == ":" || line.trim().starts_with(": "));
            let is_same = |next: &&&str| kind(next) == kind(line) && !next.trim().is_empty() && !interrupts(next);
            let end = at + lines[at..].iter().take_while(is_same).count();
            let all = &lines[at - 1..end];
            match kind(line) {
                (true, _) => table(out, all),
                (_, true) => {
                    let text = all.iter().map(|line| line.trim().get(2..).unwrap_or_default());
                    out.push_str(&format!("<pre>{}</pre>\n", escape_html(&text.collect::<Vec<_>>().join("\n"))));
                }
                _ => {
                    let text = all.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
                    out.push_str(&format!("<p>{}</p>\n", inline(&text)));
                }
            }
            at = end;
        }
    }
}

/// Whether a line ends a paragraph without a blank one.
fn interrupts(line: &str) -> bool {
    let trimmed = line.trim();
    headline(line).is_some() || item(line).is_some() || trimmed.starts_with("#+") || is_drawer(trimmed)
}

fn is_drawer(line: &str) -> bool {
    let name = line.strip_prefix(':').and_then(|rest| rest.strip_suffix(':')).unwrap_or_default();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

/// The kind of block that a line opens, and what else it says.
fn begins(line: &str) -> Option<(String, &str)> {
    let rest = line.get(..8).filter(|start| start.eq_ignore_ascii_case("#+begin_")).map(|_| &line[8..])?;
    let (kind, more) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some((kind.to_lowercase(), more.trim()))
}

fn block(out: &mut String, (kind, more): &(String, &str), lines: &[&str], depth: usize) {
    let shared = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indentation(line)).min();
    let text: Vec<&str> = lines.iter().map(|line| line.get(shared.unwrap_or(0)..).unwrap_or_default()).collect();
    let text = text.join("\n");
    match kind.as_str() {
        "src" => {
            let language = more.split_whitespace().next().unwrap_or_default();
            let class = match language {
                "" => String::new(),
                language => format!(" class=\"language-{}\"", escape_html(language)),
            };
            out.push_str(&format!("<pre><code{class}>{}</code></pre>\n", escape_html(&text)));
        }
        "example" => out.push_str(&format!("<pre>{}</pre>\n", escape_html(&text))),
        "export" if more.eq_ignore_ascii_case("html") => out.push_str(&format!("{text}\n")),
        // For other formats, or for nobody.
        "export" | "comment" => {}
        "verse" => out.push_str(&format!("<p>{}</p>\n", inline(text.trim()).replace('\n', "<br>\n"))),
        kind => {
            let (open, close) =
                if kind == "quote" { ("<blockquote>\n", "</blockquote>\n") } else { ("<div>\n", "</div>\n") };
            out.push_str(open);
            if depth < DEEPEST {
                blocks(out, lines, depth + 1);
            }
            out.push_str(close);
        }
    }
}

/// Renders a list that begins at a line; gives back the line behind it.
fn list(out: &mut String, lines: &[&str], start: usize, (indent, is_numbered): (usize, bool), depth: usize) -> usize {
    let tag = if is_numbered { "ol" } else { "ul" };
    out.push_str(&format!("<{tag}>\n"));
    let mut at = start;
    while let Some((_, _, text)) = lines.get(at).and_then(|line| item(line)).filter(|(own, ..)| *own == indent) {
        at += 1;
        // What is indented further belongs to it, up to a line that is not, or two blank ones.
        let belongs = |(n, line): &(usize, &&str)| {
            let is_blank = line.trim().is_empty();
            let next = lines.get(at + n + 1).map_or("", |line| *line);
            if is_blank { !next.trim().is_empty() && indentation(next) > indent } else { indentation(line) > indent }
        };
        let length = lines[at..].iter().enumerate().take_while(belongs).count();
        let inside = &lines[at..at + length];
        let plain = inside.iter().take_while(|line| !line.trim().is_empty() && !interrupts(line)).count();
        let mut whole = vec![text];
        whole.extend(inside[..plain].iter().map(|line| line.trim()));
        let whole = whole.join("\n");
        let rendered = match whole.split_once(" :: ").filter(|_| !is_numbered) {
            Some((term, rest)) => format!("<strong>{}</strong> {}", inline(term), inline(rest)),
            None => inline(&whole),
        };
        out.push_str(&format!("<li>{rendered}"));
        if inside.len() > plain {
            out.push('\n');
            blocks(out, &inside[plain..], depth + 1);
        }
        out.push_str("</li>\n");
        at += length;
    }
    out.push_str(&format!("</{tag}>\n"));
    at
}

fn table(out: &mut String, lines: &[&str]) {
    let is_rule = |line: &&str| line.trim().starts_with("|-");
    // A rule below the first rows makes them the head.
    let head = lines.iter().position(&is_rule).filter(|at| *at > 0 && at + 1 < lines.len()).unwrap_or(0);
    out.push_str("<table>\n");
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !is_rule(line)) {
        let tag = if number < head { "th" } else { "td" };
        let cells =
            line.trim().trim_matches('|').split('|').map(|cell| format!("<{tag}>{}</{tag}>", inline(cell.trim())));
        out.push_str(&format!("<tr>{}</tr>\n", cells.collect::<String>()));
    }
    out.push_str("</table>\n");
}

#[cfg(test)]
mod tests;
