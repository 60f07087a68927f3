//! Attribute lists of kramdown, Goldmark and Pandoc, and marks for a table of contents: layout that no reader needs.

use super::{Action, Recognised, Scanner};

/// Attribute lists are shorter.
const LONGEST_LIST: usize = 300;

impl Scanner<'_, '_> {
    /// `{: .lead}`, `{.class #id}`, `{width=50%}`, `{/* comment */}` at `i`.
    pub(super) fn attributes(&mut self, i: usize) -> Option<Recognised> {
        let rest = self.window(i);
        if let Some(comment) = rest.strip_prefix("{/*") {
            let end = comment.find("*/}")?;
            let words = comment[..end].trim();
            let shown = if words == "truncate" || words == "more" { "<!--more-->" } else { "" };
            return Some((i + end + "{/**/}".len(), Action::Inline(shown.to_owned())));
        }
        let end = rest.bytes().take(LONGEST_LIST).position(|b| matches!(b, b'}' | b'\n'))?;
        if rest.as_bytes()[end] != b'}' {
            return None;
        }
        let list = &rest[1..end];
        let end = i + end + 1;
        if let Some(list) = list.strip_prefix(':') {
            if list.trim_start().starts_with("toc") || list.trim_start().starts_with(".toc") {
                self.take_back_placeholder(i);
            }
            // kramdown's own comment takes its content along.
            if list.starts_with(":comment") && !list.ends_with('/') {
                let find = |text: &str, from: usize| {
                    let close = text[from..].find("{:/").map(|at| from + at)?;
                    text[close..].find('}').map(|at| close..close + at + 1)
                };
                let close = self.find_end(end, find, "{:/")?;
                return Some((close.end, Action::Vanish));
            }
            return Some((end, Action::Inline(String::new())));
        }
        let before = self.text[..i].chars().next_back();
        let behind_element = matches!(before, Some(')' | ']' | '`' | '*' | '_' | '"'));
        let alone = self.begins_line(i) && self.ends_line(end);
        ((behind_element || alone) && is_list(list)).then(|| (end, Action::Inline(String::new())))
    }

    /// `[TOC]`, `[[toc]]`, `[[_TOC_]]` on a line of its own.
    pub(super) fn contents(&self, i: usize) -> Option<Recognised> {
        let rest = &self.text[i..];
        let mark = ["[toc]", "[[toc]]", "[[_toc_]]"]
            .into_iter()
            .find(|mark| rest.get(..mark.len()).is_some_and(|word| word.eq_ignore_ascii_case(mark)))?;
        let end = i + mark.len();
        (self.begins_line(i) && self.ends_line(end)).then_some((end, Action::Vanish))
    }

    /// kramdown puts the table of contents in the place of a list with one item, whose text is of no matter.
    fn take_back_placeholder(&mut self, i: usize) {
        let before = self.text[..i].trim_end();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before[start..].trim();
        let is_item = ["* ", "- ", "+ ", "1. "].iter().any(|marker| line.starts_with(marker));
        if is_item && start >= self.copied {
            self.out.push_str(&self.text[self.copied..start]);
            self.copied = i;
        }
    }
}

/// Whether this is a list of classes, ids and `key=value` pairs.
fn is_list(list: &str) -> bool {
    let mut any = false;
    let mut rest = list.trim();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        };
        match after.strip_prefix('=') {
            Some(value) if is_name(name) => {
                let end = match value.chars().next() {
                    Some(quote @ ('"' | '\'')) => match value[1..].find(quote) {
                        Some(end) => end + 2,
                        None => return false,
                    },
                    _ => value.find(char::is_whitespace).unwrap_or(value.len()),
                };
                rest = value[end..].trim_start();
            }
            None if name == "-" || name.strip_prefix(['.', '#']).is_some_and(is_name) => rest = after.trim_start(),
            _ => return false,
        }
        any = true;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::is_list;

    #[test]
    fn what_is_an_attribute_list() {
        for yes in [".a", "#b-c", ".a .b #c", "width=50%", "a=\"b c\" .d", "-"] {
            assert!(is_list(yes), "{yes}");
        }
        for no in ["", "a", "a b", "1, 2", "x = y", "a=\"b"] {
            assert!(!is_list(no), "{no}");
        }
    }
}
