//! Plain text as HTML.
//!
//! A blank line ends a paragraph. Lines that were wrapped at a margin flow together again, others keep their breaks. What
//! was laid out in columns stays as it is, in `pre`. A run of lines that all begin with the same bullet is a list. Bare
//! addresses become links; e-mail addresses do not, since the text shows them already and harvesters need no help.

use super::autolink;
use crate::value::escape_html;

/// Lines that end between these columns were broken by a machine, not by their writer.
const SHORTEST_WRAPPED: usize = 50;
const LONGEST_WRAPPED: usize = 80;

/// The paragraphs of a text as HTML.
pub(super) fn to_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let blocks = lines.split(|line| line.is_empty()).filter(|block| !block.is_empty());
    // Rows of one table are often set apart by blank lines: neighbours are one piece.
    let mut table: Vec<&[&str]> = Vec::new();
    for block in blocks {
        let items = list_items(block);
        if items.is_none() && is_laid_out(block) {
            table.push(block);
            continue;
        }
        preformatted(&mut out, &mut table);
        match items {
            Some(items) => {
                out.push_str("<ul>");
                for item in items {
                    out.push_str("<li>");
                    linked(&mut out, &item.join("\n"));
                    out.push_str("</li>");
                }
                out.push_str("</ul>\n");
            }
            None => paragraph(&mut out, block),
        }
    }
    preformatted(&mut out, &mut table);
    out.truncate(out.trim_end().len());
    out
}

fn paragraph(out: &mut String, lines: &[&str]) {
    // A heading line may stand above a wrapped paragraph; lines that are long by chance are no paragraph.
    let breaks = lines.windows(2).map(|pair| !flows(pair[0], pair[1]));
    let kept = breaks.clone().filter(|kept| *kept).count();
    let wrapped = kept * 3 < lines.len();
    out.push_str("<p>");
    for (line, kept) in lines.iter().zip(std::iter::once(None).chain(breaks.map(Some))) {
        match kept {
            None => {}
            Some(false) if wrapped => out.push('\n'),
            Some(_) => out.push_str("<br>\n"),
        }
        linked(out, line.trim_start());
    }
    out.push_str("</p>\n");
}

fn preformatted(out: &mut String, blocks: &mut Vec<&[&str]>) {
    if blocks.is_empty() {
        return;
    }
    let lines = || blocks.iter().flat_map(|block| block.iter());
    let margin = lines().map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    out.push_str("<pre>");
    for (i, block) in blocks.iter().enumerate() {
        for (j, line) in block.iter().enumerate() {
            if j > 0 {
                out.push('\n');
            } else if i > 0 {
                out.push_str("\n\n");
            }
            linked(out, &line[margin..]);
        }
    }
    out.push_str("</pre>\n");
    blocks.clear();
}

/// Text with its bare addresses as links.
fn linked(out: &mut String, text: &str) {
    let mut from = 0;
    for found in autolink::addresses(text) {
        out.push_str(&escape_html(&text[from..found.range.start]));
        out.push_str("<a href=\"");
        out.push_str(&escape_html(found.url.as_str()));
        out.push_str("\">");
        out.push_str(&escape_html(&text[found.range.clone()]));
        out.push_str("</a>");
        from = found.range.end;
    }
    out.push_str(&escape_html(&text[from..]));
}

/// Whether a line was broken at a margin: it is long, or could not have taken the first word of the next.
fn flows(line: &str, next: &str) -> bool {
    let width = |line: &str| line.chars().count();
    let length = width(line);
    let next_word = next.split_whitespace().next().unwrap_or_default();
    let begins_item = matches!(next_word, "*" | "-" | "•" | "+");
    let full = length >= SHORTEST_WRAPPED || length + 1 + width(next_word) > LONGEST_WRAPPED;
    length <= LONGEST_WRAPPED && full && !begins_item
}

/// Whether columns matter: everything is indented, or gaps and rules stand inside the lines.
fn is_laid_out(lines: &[&str]) -> bool {
    let is_drawn = |line: &str| line.contains(|c: char| matches!(c, '\u{2500}'..='\u{259f}')) || is_ascii_rule(line);
    if lines.iter().any(|line| is_drawn(line)) && lines.len() > 1 {
        return true;
    }
    let gaps =
        lines.iter().filter(|line| line.trim_start().contains("   ") || line.trim_start().contains('\t')).count();
    if gaps * 2 >= lines.len() {
        return true;
    }
    // A long line that begins with blanks is a paragraph with its first line indented.
    lines.iter().all(|line| line.starts_with("  ") || line.starts_with('\t'))
        && lines.iter().all(|line| line.chars().count() <= LONGEST_WRAPPED)
}

/// `+----+----+` and the like: a rule with a joint in it.
fn is_ascii_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() > 3
        && line.contains("--")
        && line.contains('+')
        && line.bytes().all(|b| matches!(b, b'+' | b'-' | b'=' | b'|' | b' '))
}

/// The items of a block that is a list without doubt: every line begins with the same bullet or goes on under one.
fn list_items<'b>(lines: &'b [&'b str]) -> Option<Vec<Vec<&'b str>>> {
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let margin = indentation(lines[0]);
    let bullet = ["* ", "- ", "• "].into_iter().find(|bullet| lines[0][margin..].starts_with(bullet))?;
    let mut items: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        let inside = indentation(line);
        if inside == margin && line[margin..].starts_with(bullet) {
            items.push(vec![line[margin + bullet.len()..].trim_start()]);
        } else if inside > margin && !line.trim_start().starts_with(bullet) {
            items.last_mut()?.push(line.trim_start());
        } else {
            return None;
        }
    }
    (items.len() > 1).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn text_becomes_paragraphs() {
        for (text, expected) in [
            ("a < b & \"c\"\n\n\nd", "<p>a &lt; b &amp; &quot;c&quot;</p>\n<p>d</p>"),
            ("Roses are red\nViolets are blue", "<p>Roses are red<br>\nViolets are blue</p>"),
            (
                "This line was wrapped by a machine because it grew too\nlong. Here is the rest of what it had to say.",
                "<p>This line was wrapped by a machine because it grew too\nlong. Here is the rest of what it had to say.</p>",
            ),
            (
                "A short line before a very long word as in an address that\nhttps://a.example/goes-on-and-on",
                "<p>A short line before a very long word as in an address that\n<a href=\"https://a.example/goes-on-and-on\">https://a.example/goes-on-and-on</a></p>",
            ),
            (
                "UPDATE...\nThe line below the heading was wrapped by a machine as it\nwas too long for the margin that the machine had been given\nby its maker.",
                "<p>UPDATE...<br>\nThe line below the heading was wrapped by a machine as it\nwas too long for the margin that the machine had been given\nby its maker.</p>",
            ),
            ("* one\n* two\n  more", "<ul><li>one</li><li>two\nmore</li></ul>"),
            ("  - one\n  - two", "<ul><li>one</li><li>two</li></ul>"),
            ("- a dash that begins a line", "<p>- a dash that begins a line</p>"),
            ("Intro:\n- one\n- two", "<p>Intro:<br>\n- one<br>\n- two</p>"),
            ("  $ make\n    done", "<pre>$ make\n  done</pre>"),
            (
                "City     High\nRome       20\n\nOslo        3     0",
                "<pre>City     High\nRome       20\n\nOslo        3     0</pre>",
            ),
            ("+---+---+\n| a | b |\n+---+---+", "<pre>+---+---+\n| a | b |\n+---+---+</pre>"),
            (
                "mail me@a.example, see http://b.example.",
                "<p>mail me@a.example, see <a href=\"http://b.example\">http://b.example</a>.</p>",
            ),
            ("", ""),
        ] {
            assert_eq!(to_html(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_indented_line_is_a_paragraph() {
        let text = format!("    {}", "word ".repeat(40));
        assert!(to_html(text.trim_end()).starts_with("<p>word"));
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for unit in ["- \n", " ", "\t", "a\n", "* a\n", "http://a "] {
            let _ = to_html(&unit.repeat(50_000));
        }
    }
}
