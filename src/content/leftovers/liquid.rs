//! Tags and variables of Liquid, Jinja, Tera and Nunjucks: `{% x %}`, `{{ x }}`.

use super::{
    Action, Recognised, Scanner, Syntax,
    arguments::{Arguments, quoted},
    shortcode,
};
use crate::value::escape_html;
use std::{borrow::Cow, ops::Range};

/// The longest string that is written out, in bytes.
const LONGEST_STRING: usize = 500;

impl<'t> Scanner<'t, '_> {
    /// `{% x %}` at `i`.
    pub(super) fn tag(&mut self, i: usize) -> Option<Recognised> {
        let (inner, end) = self.enclosed(i, 2, "{%", "%}")?;
        let inner = inner.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '~'));
        let split = inner.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(split);
        let arguments = || Arguments::parse(rest.trim().trim_start_matches('(').trim_end_matches(')'));
        match name {
            "raw" | "verbatim" | "nunjucks" => {
                if let Some(close) = self.closing_tag(end, name) {
                    let content = self.text[end..close.start].to_owned();
                    self.look_again_from(close.end);
                    return Some((close.end, Action::Inline(content)));
                }
            }
            "highlight" | "codeblock" | "code" => {
                if let Some(close) = self.closing_tag(end, name) {
                    let content = without_raw(&self.text[end..close.start]);
                    let block = self.code_block(i, rest.split_whitespace().next(), &content);
                    self.look_again_from(close.end);
                    return Some((close.end, Action::Block(block)));
                }
            }
            "comment" => {
                if let Some(close) = self.closing_tag(end, name) {
                    return Some((close.end, Action::Vanish));
                }
            }
            "post_url" | "link" | "post_link" | "asset_path" | "asset_link" => {
                return Some((end, Action::Remove(reported(name))));
            }
            "end" => return Some((end, Action::Vanish)),
            // The end of a pair whose beginning was reported.
            _ if name.len() > 3 && (name.starts_with("end") || matches!(name, "else" | "elsif" | "elif" | "when")) => {
                return Some((end, Action::Vanish));
            }
            _ => {
                if let Some(action) = shortcode::render(name, &arguments()) {
                    return Some((end, action));
                }
            }
        }
        Some((end, Action::Remove(reported(name))))
    }

    /// `{{ x }}` at `i`.
    pub(super) fn variable(&mut self, i: usize) -> Option<Recognised> {
        if let Some(recognised) = self.string(i) {
            return Some(recognised);
        }
        let triple = self.text[i..].starts_with("{{{");
        let (skip, close) = if triple { (3, "}}}") } else { (2, "}}") };
        let (inner, end) = self.enclosed(i, skip, "{{", close)?;
        // Formulas are full of braces.
        let formula =
            self.text[..i].ends_with(['_', '^', '\\']) || inner.contains('\\') && !inner.contains(['"', '\'']);
        if formula {
            return None;
        }
        let inner = inner.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '~'));
        if inner.is_empty() || inner.starts_with("/*") {
            return Some((end, Action::Vanish));
        }
        let path_end =
            inner.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-' | '$')).unwrap_or(inner.len());
        let (path, rest) = inner.split_at(path_end);
        let rest = rest.trim();
        if let Some(arguments) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            let action = shortcode::render(path, &Arguments::parse(arguments));
            return Some((end, action.unwrap_or_else(|| Action::Remove(format!("{{{{ {path}() }}}}")))));
        }
        let value = match path.trim_start_matches(['$', '.']) {
            "site.url" | "site.github.url" | "site.base_url" | "config.base_url" | "SITEURL" | "Site.BaseURL" => {
                self.base.map(|base| origin(base.as_str()).to_owned()).or_else(|| Some(String::new()))
            }
            "site.baseurl" | "baseurl" | "base_url" | "relative_root" | "pathto" => Some(String::new()),
            "page.url" | "page.permalink" | "page.canonical_url" | "page.abs_url" => {
                self.base.map(|base| escape_html(base.as_str()).into_owned())
            }
            _ => None,
        };
        match value.filter(|_| self.is_known(rest)) {
            Some(value) => Some((end, Action::Inline(value))),
            None => {
                let name = if path.is_empty() { inner } else { path };
                Some((end, Action::Remove(format!("{{{{ {name} }}}}"))))
            }
        }
    }

    /// `{{ "x" }}`: a string that is written out, an address or braces that are meant to be read.
    fn string(&self, i: usize) -> Option<Recognised> {
        let window = self.window(i + 2);
        let inner = window.trim_start_matches(|c: char| c.is_whitespace() || c == '-');
        if !inner.starts_with(['"', '\'']) {
            return None;
        }
        let line = inner.lines().next()?;
        let line = &line[..line.floor_char_boundary(LONGEST_STRING)];
        let (value, rest) = quoted(line)?;
        let (filters, after) = rest.split_once("}}")?;
        let filters = filters.trim_end_matches('-');
        if !self.is_known(filters) {
            return None;
        }
        let behind = inner.len() - line.len() + after.len();
        let end = i + 2 + window.len() - behind;
        let value = if self.is_after_address(i) { value } else { self.shown(&value) };
        Some((end, Action::Inline(value)))
    }

    /// Whether the filters behind a value leave an address what it is.
    fn is_known(&self, filters: &str) -> bool {
        filters.trim().is_empty()
            || filters.trim().strip_prefix('|').is_some_and(|filters| {
                filters.split('|').all(|filter| {
                    let name = filter.trim().split([':', ' ', '(']).next().unwrap_or_default();
                    let of_root = filter.contains("site.baseurl") || filter.contains("site.url");
                    matches!(
                        name,
                        "relative_url"
                            | "absolute_url"
                            | "url"
                            | "relURL"
                            | "absURL"
                            | "uri_escape"
                            | "safe"
                            | "escape"
                            | "strip_index"
                    ) || name == "prepend" && of_root
                })
            })
    }

    /// Whether an address is being written before position `i`, with what is not copied yet.
    fn is_after_address(&self, i: usize) -> bool {
        let pending = &self.text[self.copied..i];
        pending.ends_with(['(', '"', '\'', '<', '='])
    }

    /// Text that is shown as it is, in the syntax of the body.
    fn shown(&self, value: &str) -> String {
        match self.syntax {
            Syntax::Markdown => value.replace('<', "&lt;"),
            Syntax::Html | Syntax::Rendered | Syntax::WordPress => escape_html(value).into_owned(),
        }
    }

    /// `{% endNAME %}` from `from` on.
    fn closing_tag(&mut self, from: usize, name: &str) -> Option<Range<usize>> {
        let end = format!("end{name}");
        self.find_end(from, |text, from| simple_tag(text, from, &end), &format!("{{%{end}"))
    }
}

/// The first tag `{% NAME %}` without arguments from `from` on.
fn simple_tag(text: &str, from: usize, name: &str) -> Option<Range<usize>> {
    let blank = |c: char| c.is_whitespace() || c == '-';
    text[from..].match_indices("{%").find_map(|(at, _)| {
        let start = from + at;
        let rest = text[start + 2..].trim_start_matches(blank).strip_prefix(name)?;
        let rest = rest.trim_start_matches(blank).strip_prefix("%}")?;
        Some(start..text.len() - rest.len())
    })
}

/// Code without the tags that keep Liquid from reading it; a line that holds nothing else goes, too.
pub(super) fn without_raw(code: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut copied = 0;
    while let Some(open) = simple_tag(code, copied, "raw") {
        let Some(close) = simple_tag(code, open.end, "endraw") else { break };
        let out = out.get_or_insert_default();
        out.push_str(&code[copied..open.start]);
        let content = &code[open.end..close.start];
        let content = if opens_line(out) { content.strip_prefix('\n').unwrap_or(content) } else { content };
        out.push_str(content);
        copied = close.end;
        if opens_line(out) && code[copied..].starts_with('\n') {
            copied += 1;
        }
    }
    match out {
        Some(mut out) => {
            out.push_str(&code[copied..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(code),
    }
}

fn opens_line(before: &str) -> bool {
    before.is_empty() || before.ends_with('\n')
}

fn reported(name: &str) -> String {
    format!("{{% {name} %}}")
}

/// Scheme and host of an absolute address.
fn origin(address: &str) -> &str {
    let Some(scheme) = address.find("://").map(|at| at + 3) else { return address };
    let end = address[scheme..].find(['/', '?', '#']).map_or(address.len(), |at| scheme + at);
    &address[..end]
}
