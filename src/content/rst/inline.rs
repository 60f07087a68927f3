//! Inline markup of reStructuredText: emphasis, literals, roles, references.

use super::{Writer, prescan::is_note_label};
use crate::{content::autolink, value::escape_html};

/// The longest name of a role or footnote, in bytes.
const MAX_NAME: usize = 60;

/// Searches for the ends of inline markup; what was not found once is not searched for again, so that a text full of
/// beginnings without end takes linear time.
struct Ends<'s> {
    text: &'s str,
    missing: [bool; 5],
}

/// The kinds of inline markup that end with their own mark.
#[derive(Clone, Copy)]
enum Mark {
    Literal,
    Strong,
    Emphasis,
    Interpreted,
    Substitution,
}

impl Mark {
    const fn text(self) -> &'static str {
        match self {
            Self::Literal => "``",
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Interpreted => "`",
            Self::Substitution => "|",
        }
    }
}

impl Ends<'_> {
    /// Where the markup ends whose content begins at `from`.
    fn find(&mut self, mark: Mark, from: usize) -> Option<usize> {
        if self.missing[mark as usize] {
            return None;
        }
        let end = self.text[from..].match_indices(mark.text()).map(|(at, _)| from + at).find(|at| {
            let before = self.text[..*at].chars().next_back();
            let after = self.text[at + mark.text().len()..].chars().next();
            *at > from
                && before.is_some_and(|c| !c.is_whitespace())
                && (matches!(mark, Mark::Literal) || before != Some('\\'))
                && after.is_none_or(|c| !c.is_alphanumeric() && (c != '*' || !matches!(mark, Mark::Emphasis)))
        });
        self.missing[mark as usize] = end.is_none();
        end
    }
}

impl Writer<'_, '_> {
    /// Writes a text with its inline markup.
    pub(super) fn inline(&mut self, text: &str) {
        let mut ends = Ends { text, missing: [false; 5] };
        let (mut i, mut plain) = (0, 0);
        while let Some(found) = text[i..].find(['\\', '*', '`', ':', '_', '|', '[']) {
            i += found;
            let before = text[..i].chars().next_back();
            let (start, end) = match text.as_bytes()[i] {
                b'\\' => {
                    self.plain(&text[plain..i]);
                    let escaped = text[i + 1..].chars().next();
                    if let Some(c) = escaped.filter(|c| !c.is_whitespace()) {
                        self.out.push_str(&escape_html(c.encode_utf8(&mut [0; 4])));
                    }
                    (i, i + 1 + escaped.map_or(0, char::len_utf8))
                }
                b'_' => match self.reference(text, plain, i) {
                    Some(span) => span,
                    None => {
                        i += 1;
                        continue;
                    }
                },
                _ if before.is_some_and(|c| c.is_alphanumeric()) => {
                    i += 1;
                    continue;
                }
                _ => match self.markup(text, plain, i, &mut ends) {
                    Some(end) => (i, end),
                    None => {
                        // Both marks of a strong beginning are passed over.
                        i += if text[i..].starts_with("**") || text[i..].starts_with("``") { 2 } else { 1 };
                        continue;
                    }
                },
            };
            debug_assert!(start >= plain && end > i);
            i = end;
            plain = end;
        }
        self.plain(&text[plain..]);
    }

    /// Writes text without markup but for bare addresses.
    fn plain(&mut self, text: &str) {
        let mut from = 0;
        for found in autolink::addresses(text) {
            self.out.push_str(&escape_html(&text[from..found.range.start]));
            self.link(found.url.as_str(), &text[found.range.clone()]);
            from = found.range.end;
        }
        self.out.push_str(&escape_html(&text[from..]));
    }

    fn link(&mut self, address: &str, text: &str) {
        self.out.push_str(&format!("<a href=\"{}\">{}</a>", escape_html(address), escape_html(text)));
    }

    /// Markup that begins at `i`; gives its end.
    fn markup(&mut self, text: &str, plain: usize, i: usize, ends: &mut Ends<'_>) -> Option<usize> {
        let rest = &text[i..];
        let opens = |mark: &str| rest[mark.len()..].starts_with(|c: char| !c.is_whitespace());
        if rest.starts_with("``") && opens("``") {
            let end = ends.find(Mark::Literal, i + 2)?;
            self.plain(&text[plain..i]);
            self.element("code", &text[i + 2..end]);
            return Some(end + 2);
        }
        if rest.starts_with("**") && opens("**") {
            let end = ends.find(Mark::Strong, i + 2)?;
            self.plain(&text[plain..i]);
            self.element("strong", &unescaped(&text[i + 2..end]));
            return Some(end + 2);
        }
        if rest.starts_with('*') && opens("*") {
            let end = ends.find(Mark::Emphasis, i + 1)?;
            self.plain(&text[plain..i]);
            self.element("em", &unescaped(&text[i + 1..end]));
            return Some(end + 1);
        }
        if rest.starts_with('`') && opens("`") {
            let end = ends.find(Mark::Interpreted, i + 1)?;
            self.plain(&text[plain..i]);
            return Some(self.interpreted(text, i + 1, end));
        }
        if let Some(role) = rest.strip_prefix(':') {
            let role = role.split([':', '`', ' ']).next().unwrap_or_default();
            // A domain may stand before the role: `:py:func:`.
            let role_end = rest.bytes().skip(1).take(MAX_NAME).position(|b| b == b'`')?.checked_sub(1)?;
            if role_end < role.len() || rest.as_bytes()[role_end + 1] != b':' {
                return None;
            }
            let role = &rest[1..=role_end];
            if role.is_empty() || !role.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')) {
                return None;
            }
            let start = i + role_end + 3;
            let end = ends.find(Mark::Interpreted, start)?;
            self.plain(&text[plain..i]);
            self.role(role, &unescaped(&text[start..end]));
            return Some(end + 1);
        }
        if rest.starts_with('|') && opens("|") {
            let end = ends.find(Mark::Substitution, i + 1)?;
            let (kind, argument) = self.names.substitution(&text[i + 1..end])?;
            self.plain(&text[plain..i]);
            match kind {
                "image" => self.out.push_str(&format!("<img src=\"{}\" alt=\"\">", escape_html(argument))),
                "replace" => self.out.push_str(&escape_html(&unescaped(argument))),
                "unicode" => {}
                _ => self.out.push_str(&escape_html(&text[i + 1..end])),
            }
            return Some(text[end + 1..].bytes().take_while(|b| *b == b'_').count() + end + 1);
        }
        if let Some(label) = rest.strip_prefix('[') {
            let length = label.bytes().take(MAX_NAME).position(|b| b == b']')?;
            if !label[length..].starts_with("]_") {
                return None;
            }
            let label = &label[..length];
            if label != "#" && label != "*" && !is_note_label(label) {
                return None;
            }
            let number = self.names.reference_number(label)?;
            self.plain(text[plain..i].trim_end_matches(' '));
            let number = escape_html(&number).into_owned();
            self.out.push_str(&format!("<sup><a href=\"#fn-{number}\">{number}</a></sup>"));
            return Some(i + length + 3);
        }
        None
    }

    /// Text in backquotes from `start` to `end`, and what follows: a role, a reference, or nothing.
    fn interpreted(&mut self, text: &str, start: usize, end: usize) -> usize {
        let content = &text[start..end];
        let after = &text[end + 1..];
        let marks = after.bytes().take_while(|b| *b == b'_').count().min(2);
        if marks > 0 {
            let (label, address) = match content
                .rsplit_once('<')
                .and_then(|(label, address)| address.strip_suffix('>').map(|address| (label.trim_end(), address)))
            {
                Some((label, address)) => {
                    // `text <name_>`_ goes by way of a name.
                    let named = address.strip_suffix('_').and_then(|name| self.names.target(name)).map(str::to_owned);
                    let address = named.unwrap_or_else(|| address.split_whitespace().collect::<String>());
                    (if label.is_empty() { address.clone() } else { label.to_owned() }, Some(address))
                }
                None if marks == 2 => (content.to_owned(), self.names.next_anonymous().map(str::to_owned)),
                None => (content.to_owned(), self.names.target(content).map(str::to_owned)),
            };
            let label = unescaped(&label);
            match address {
                Some(address) => self.link(&address, &label),
                None => self.out.push_str(&escape_html(&label)),
            }
            return end + 1 + marks;
        }
        // The role may stand behind, too.
        if let Some(role) = after.strip_prefix(':')
            && let Some(length) = role.find(':').filter(|length| *length > 0 && *length < 40)
            && role[..length].chars().all(|c| c.is_alphanumeric() || c == '-')
        {
            self.role(&role[..length], &unescaped(content));
            return end + 1 + length + 2;
        }
        self.element("cite", &unescaped(content));
        end + 1
    }

    fn role(&mut self, role: &str, content: &str) {
        match role {
            "code" | "literal" | "samp" | "math" | "file" | "command" | "program" | "option" | "envvar" => {
                self.element("code", content);
            }
            "kbd" => self.element("kbd", content),
            "emphasis" | "title-reference" | "title" | "t" => self.element("em", content),
            "strong" | "guilabel" | "menuselection" => self.element("strong", content),
            "sub" | "subscript" => self.element("sub", content),
            "sup" | "superscript" => self.element("sup", content),
            "abbr" | "abbreviation" | "acronym" => match content.split_once(" (") {
                Some((short, long)) => {
                    let long = escape_html(long.trim_end_matches(')'));
                    self.out.push_str(&format!("<abbr title=\"{long}\">{}</abbr>", escape_html(short)));
                }
                None => self.element("abbr", content),
            },
            "pep" | "PEP" if content.bytes().all(|b| b.is_ascii_digit()) => {
                self.link(&format!("https://peps.python.org/pep-{content:0>4}"), &format!("PEP {content}"));
            }
            "rfc" | "RFC" if content.bytes().all(|b| b.is_ascii_digit()) => {
                self.link(&format!("https://www.rfc-editor.org/rfc/rfc{content}"), &format!("RFC {content}"));
            }
            // A reference inside the site: `text <target>`.
            _ => {
                let shown = content.split_once(" <").map_or(content, |(shown, _)| shown);
                self.out.push_str(&escape_html(shown.trim_start_matches(['~', '!'])));
            }
        }
    }

    /// A reference of one word, `name_`, whose `_` is at `i`; gives the span that it takes.
    fn reference(&mut self, text: &str, plain: usize, i: usize) -> Option<(usize, usize)> {
        /// Names are shorter.
        const LONGEST: usize = 80;
        let marks = if text[i..].starts_with("__") { 2 } else { 1 };
        let after = text[i + marks..].chars().next();
        // `_`inline target`` shows its text.
        if marks == 1 && after == Some('`') && !text[..i].ends_with(|c: char| c.is_alphanumeric()) {
            self.plain(&text[plain..i]);
            return Some((i, i + 1));
        }
        if after.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ':');
        let name_length: usize =
            text[plain..i].chars().rev().take_while(|c| is_name(*c)).take(LONGEST).map(char::len_utf8).sum();
        let start = i - name_length;
        let name = &text[start..i];
        if !name.starts_with(char::is_alphanumeric) || !name.ends_with(char::is_alphanumeric) {
            return None;
        }
        if marks == 1 && !self.names.is_defined(name) {
            return None;
        }
        let address = match marks {
            2 => Some(self.names.next_anonymous()?.to_owned()),
            _ => self.names.target(name).map(str::to_owned),
        };
        self.plain(&text[plain..start]);
        match address {
            Some(address) => self.link(&address, name),
            None => self.out.push_str(&escape_html(name)),
        }
        Some((start, i + marks))
    }

    fn element(&mut self, name: &str, content: &str) {
        self.out.push_str(&format!("<{name}>{}</{name}>", escape_html(content)));
    }
}

/// Without the backslashes that escape.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().filter(|c| !c.is_whitespace())),
            _ => out.push(c),
        }
    }
    out
}
