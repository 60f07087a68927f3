//! How a text is written that comes without a word about it.

use super::{html::looks_like_html, raw::BodyFormat};

/// Elements that make paragraphs of their own, so that blank lines between them say nothing.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "table",
    "td",
    "tr",
    "ul",
];
/// Those of them that never end.
const VOID: [&str; 2] = ["br", "hr"];

/// How a body is written whose field does not tell: Markdown if it has links or images, headings, lists, something in `**` or
/// fences, and that not inside of HTML; HTML if it has tags that end, paragraphs, line breaks or images; else plain text.
#[must_use]
pub fn notation(text: &str) -> BodyFormat {
    let (prose, has_fence) = without_code(text);
    let outside = outside(&prose);
    if has_fence || has_marks(&outside) {
        return BodyFormat::Markdown;
    }
    if !looks_like_html(&prose) {
        return BodyFormat::Text;
    }
    // Paragraphs by blank lines, with a link or an image in them: HTML would make one of all.
    let has_paragraphs = || prose.trim().lines().any(|line| line.trim().is_empty());
    let has_block = || tags(&prose).any(|(name, _)| BLOCKS.contains(&name.as_str()));
    if has_paragraphs() && !has_block() { BodyFormat::Markdown } else { BodyFormat::Html }
}

/// The text without fenced code and code in the line, in which tags are but characters, and whether there was a fence.
fn without_code(text: &str) -> (String, bool) {
    let mut prose = String::with_capacity(text.len());
    let (mut fence, mut has_fence): (Option<&str>, bool) = (None, false);
    for line in text.lines() {
        let start = line.trim_start();
        let opening = ["```", "~~~"].into_iter().find(|marks| start.starts_with(marks) && line.len() - start.len() < 4);
        match (fence, opening) {
            (Some(open), Some(marks)) if open == marks => fence = None,
            (None, Some(marks)) => (fence, has_fence) = (Some(marks), true),
            (Some(_), _) => {}
            (None, None) => {
                let marks = line.matches('`').count();
                for (n, part) in line.split('`').enumerate() {
                    // A mark without a second one is an apostrophe.
                    let is_code = n % 2 == 1 && n < marks;
                    prose.push_str(if is_code { "" } else { part });
                }
                prose.push('\n');
            }
        }
    }
    (prose, has_fence)
}

/// The lines that are inside of no element of HTML; others are blank.
fn outside(prose: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let lines = prose.lines().map(|line| {
        let was_outside = depth == 0;
        let mut has_block = false;
        for (name, is_end) in tags(line).filter(|(name, _)| BLOCKS.contains(&name.as_str())) {
            has_block = true;
            if is_end {
                depth = depth.saturating_sub(1);
            } else if !VOID.contains(&name.as_str()) {
                depth += 1;
            }
        }
        if was_outside && !has_block { line } else { "" }
    });
    lines.collect()
}

/// The tags of a text: names in small letters, and whether they end something.
fn tags(text: &str) -> impl Iterator<Item = (String, bool)> {
    text.split('<').skip(1).filter_map(|rest| {
        let (rest, is_end) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().filter(|name| !name.is_empty())?;
        let is_tag = rest[name.len()..].starts_with(['>', ' ', '/', '\t']) || rest.len() == name.len();
        is_tag.then(|| (name.to_ascii_lowercase(), is_end))
    })
}

fn has_marks(lines: &[&str]) -> bool {
    let is_blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| line.trim().is_empty());
    let is_item = |at: usize| lines.get(at).is_some_and(|line| line.starts_with("* ") || line.starts_with("- "));
    (0..lines.len()).any(|at| {
        let is_list = || is_item(at) && is_item(at + 1) && is_blank(at.checked_sub(1));
        has_mark(lines[at])
            || is_list()
            || is_underline(lines[at]) && !is_blank(at.checked_sub(1)) && is_blank(at.checked_sub(2))
    })
}

/// Whether a line underlines a heading.
fn is_underline(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

fn has_mark(line: &str) -> bool {
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
    is_heading() || has_link() || is_strong()
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
            ("Text\n\n~~~html\n<p>code</p>\n~~~\n", BodyFormat::Markdown),
            ("# Hi <b>there</b>", BodyFormat::Markdown),
            ("Intro **bold**.\n\n<div class=\"x\">\n<p>Box</p>\n</div>\n\nEnd", BodyFormat::Markdown),
            ("## Hi\n\n<img src=\"a.png\">\n\nText", BodyFormat::Markdown),
            ("Intro\n\n<img src=\"a.png\">\n\nOutro", BodyFormat::Markdown),
            ("Shopping\n\n* a\n* b_c_d", BodyFormat::Markdown),
            ("Title\n=====\n\nText", BodyFormat::Markdown),
            ("Part\n----\nText", BodyFormat::Markdown),
            ("The tag `<p>` and `</p>`", BodyFormat::Text),
            ("First\nsecond\n\n1986. A good year", BodyFormat::Text),
            ("#harbour is a tag, 2 ** 3 is 8, f(x)[1](  )", BodyFormat::Text),
            ("One * two\n* three", BodyFormat::Text),
            ("One\n\n---\n\nTwo", BodyFormat::Text),
            ("It&rsquo;s\n\nso", BodyFormat::Text),
            ("<p>See [1](x) and **this**</p>", BodyFormat::Html),
            ("<div>\n# no heading\n</div>", BodyFormat::Html),
            ("<p>One\n<p>Two\n# three", BodyFormat::Html),
            ("<pre>\n* a\n* b\n</pre>", BodyFormat::Html),
            ("One<br/>two", BodyFormat::Html),
            ("See <a href=x>this</a>", BodyFormat::Html),
            ("<p>One</p>\n\n<p>Two `s</p>", BodyFormat::Html),
        ] {
            assert_eq!(notation(text), expected, "{text:?}");
        }
    }

    #[test]
    fn hostile_texts_take_no_time() {
        for text in ["<".repeat(200_000), "`".repeat(200_000), "<p>".repeat(100_000), "* a\n".repeat(50_000)] {
            std::hint::black_box(notation(&text));
        }
    }
}
