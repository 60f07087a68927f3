//! Components and modules of MDX: `<Component prop={x} />`, `import X from 'y'`.

use super::{Action, LONGEST, Recognised, Scanner};
use crate::content::policy;

impl Scanner<'_, '_> {
    /// Passes over the `import` and `export` lines that an MDX body begins with; gives the position behind them.
    pub(super) fn preamble(&mut self) -> usize {
        let mut end = 0;
        let mut from = None;
        loop {
            let rest = &self.text[end..];
            let start = end + (rest.len() - rest.trim_start().len());
            let Some(length) = statement(&self.text[start..]) else { break };
            from.get_or_insert(start);
            end = start + length;
        }
        if let Some(from) = from {
            let name = if self.text[from..].starts_with("import") { "import" } else { "export" };
            self.act(from, end, Action::Remove(name.to_owned()));
        }
        end
    }

    /// A tag with a capital letter at `i`.
    pub(super) fn jsx(&mut self, i: usize) -> Option<Recognised> {
        let text = self.text;
        // `Vec<String>` is a type.
        if text[..i].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '_')) {
            return None;
        }
        let closing = text[i..].starts_with("</");
        let start = i + if closing { 2 } else { 1 };
        let length = text[start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(text.len() - start);
        let name = &text[start..start + length];
        let after = start + length;
        let end = tag_end(text, after)?;
        let inside = &text[after..end - 1];
        let has_expression = inside.contains("={");
        // Old HTML shouts: `<TABLE>`.
        let is_component = name.contains(|c: char| c.is_ascii_lowercase()) && !is_html(name);
        if !has_expression && !is_component {
            return None;
        }
        if closing {
            return inside.trim().is_empty().then_some((end, Action::Vanish));
        }
        let bare = inside.trim().is_empty();
        let alone = self.begins_line(i) && self.ends_line(end);
        if bare && !alone {
            let close = format!("</{name}");
            self.find_end(end, |text, from| text[from..].find(&close).map(|at| from + at..from + at), &close)?;
        } else if !bare && !inside.starts_with(|c: char| c.is_whitespace() || c == '/') {
            return None;
        }
        Some((end, Action::Remove(format!("<{name}>"))))
    }
}

/// The length of an `import` or `export` statement that the text begins with.
fn statement(text: &str) -> Option<usize> {
    let window = &text[..text.floor_char_boundary(LONGEST)];
    let paragraph = &window[..window.find("\n\n").unwrap_or(window.len())];
    let line_end = |from: usize| paragraph[from..].find('\n').map_or(paragraph.len(), |at| from + at);
    if let Some(rest) = paragraph.strip_prefix("import ") {
        // The names may be spread over lines; the module closes the statement.
        let named = rest.trim_start().starts_with(['{', '*']) || rest.split_whitespace().nth(1) == Some("from");
        if named {
            let from = paragraph.find(" from ").or_else(|| paragraph.find("} from"))?;
            return Some(line_end(from)).filter(|end| paragraph[from..*end].contains(['"', '\'']));
        }
        return rest.trim_start().starts_with(['"', '\'']).then(|| line_end(0));
    }
    let rest = paragraph.strip_prefix("export ")?;
    let is_code = ["const ", "let ", "var ", "default ", "function "].iter().any(|word| rest.starts_with(word));
    is_code.then_some(paragraph.len())
}

/// How deep the braces of a component may be nested.
const MAX_BRACES: u32 = 16;

/// Where a tag ends whose attributes may be quoted or in braces.
fn tag_end(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0_u32;
    let mut quote = None;
    for (at, c) in text[from..].char_indices().take_while(|(at, _)| *at < LONGEST) {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{') if depth == MAX_BRACES => return None,
            (None, '{') => depth += 1,
            (None, '}') => depth = depth.saturating_sub(1),
            (None, '>') if depth == 0 => return Some(from + at + 1),
            (None, '<') if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether HTML knows the element, whatever its capitals.
fn is_html(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    policy::element(policy::modern_name(&name)).is_some()
        || matches!(
            name.as_str(),
            "body"
                | "button"
                | "embed"
                | "font"
                | "head"
                | "html"
                | "input"
                | "label"
                | "meta"
                | "object"
                | "option"
                | "param"
                | "script"
                | "select"
                | "style"
                | "textarea"
                | "title"
        )
}
