//! Character and entity references: XML's own, those of HTML, which old feeds use without asking, and those that a document
//! declares itself.

use html5ever::data::NAMED_ENTITIES;
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

/// Bytes that a document may make out of its own entities.
const MOST: usize = 1 << 20;
/// How deep one entity may name another.
const DEEPEST: usize = 8;
/// Bytes of a reference's name.
const LONGEST: usize = 64;

/// The entities of a document.
#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: HashMap<String, String>,
    spent: Cell<usize>,
    /// The first reference that means nothing.
    unknown: RefCell<Option<String>>,
}

impl Entities {
    /// Reads the entities of an internal subset (XML 1.0 §4.2); external and parameter entities are passed over.
    pub(super) fn declare(&mut self, doctype: &str) {
        for (at, _) in doctype.match_indices("<!ENTITY") {
            let rest = doctype[at + "<!ENTITY".len()..].trim_start();
            let Some(end) = rest.find(|c: char| c.is_ascii_whitespace()) else { continue };
            let (name, rest) = (&rest[..end], rest[end..].trim_start());
            let Some(quote @ ('"' | '\'')) = rest.chars().next() else { continue };
            let Some(close) = rest[1..].find(quote) else { continue };
            // The first declaration counts.
            self.declared.entry(name.to_owned()).or_insert_with(|| rest[1..=close].to_owned());
        }
    }

    /// Whether the document's entities unfold into more than anybody should have to read.
    pub(super) fn is_exhausted(&self) -> bool {
        self.spent.get() > MOST
    }

    /// A reference that means nothing, if one was met.
    pub(super) fn unknown(&self) -> Option<String> {
        self.unknown.borrow().clone()
    }

    /// Adds what `&name;` stands for; what stands for nothing remains as it is written.
    pub(super) fn resolve(&self, name: &str, out: &mut String) {
        self.expand(name, 0, out);
    }

    fn expand(&self, name: &str, depth: usize, out: &mut String) {
        if let Some(number) = name.strip_prefix('#') {
            out.push(character(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            return;
        }
        if let Some(value) = self.declared.get(name) {
            self.spent.set(self.spent.get().saturating_add(value.len() + 1));
            if depth < DEEPEST && !self.is_exhausted() {
                self.unescape_at(value, depth + 1, out);
            }
            return;
        }
        if !named(name, out) {
            self.unknown.borrow_mut().get_or_insert_with(|| name.to_owned());
            out.push('&');
            out.push_str(name);
            out.push(';');
        }
    }

    /// A text with its references resolved; an `&` that begins none stays.
    pub(super) fn unescape(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.unescape_at(text, 0, &mut out);
        out
    }

    fn unescape_at(&self, text: &str, depth: usize, out: &mut String) {
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            match reference(rest) {
                Some(name) => {
                    self.expand(name, depth, out);
                    rest = &rest[name.len() + 2..];
                }
                None => {
                    out.push('&');
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
    }
}

/// The name of the reference with which a text begins.
fn reference(text: &str) -> Option<&str> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    (!name.is_empty() && is_name(name.strip_prefix('#').unwrap_or(name))).then_some(name)
}

fn named(name: &str, out: &mut String) -> bool {
    let Some(&(first, second)) = NAMED_ENTITIES.get(&format!("{name};")) else { return false };
    let characters = [first, second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32);
    let before = out.len();
    out.extend(characters);
    out.len() > before
}

fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

/// Whether HTML would read a reference out of a text that should be plain: it was escaped once too often.
pub(super) fn has_reference(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        reference(&text[at..]).is_some_and(|name| match name.strip_prefix('#') {
            Some(number) => character(number).is_some(),
            None => named(name, &mut String::new()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Entities, MOST, has_reference};

    #[test]
    fn references_of_every_kind() {
        let mut entities = Entities::default();
        entities.declare(
            r#" rss [ <!ENTITY nbsp "&#160;"> <!ENTITY firm 'Salt &amp; Rope'> <!ENTITY % p "x"> <!ENTITY ext SYSTEM "f"> ]"#,
        );
        for (text, expected) in [
            ("a&amp;b &lt;", "a&b <"),
            ("&#8217;&#x2019;", "’’"),
            ("[&nbsp;] &firm;", "[\u{a0}] Salt & Rope"),
            ("&eacute;&hellip;", "é…"),
            ("AT&T; & co", "AT&T; & co"),
            ("&ext; &p;", "&ext; &p;"),
            ("&#xD800;&#x110000;", "\u{fffd}\u{fffd}"),
            ("&amp", "&amp"),
        ] {
            assert_eq!(entities.unescape(text), expected, "{text}");
        }
        assert_eq!(entities.unknown().as_deref(), Some("T"));
    }

    #[test]
    fn a_bomb_does_not_go_off() {
        let mut doctype = r#"<!ENTITY a0 "boom boom boom">"#.to_owned();
        for n in 1..12 {
            doctype.push_str(&format!(r#"<!ENTITY a{n} "{}">"#, format!("&a{};", n - 1).repeat(12)));
        }
        let mut entities = Entities::default();
        entities.declare(&doctype);
        assert!(entities.unescape("&a11;").len() <= MOST);
        let _ = entities.unescape(&"&a7;".repeat(1000));
        assert!(entities.is_exhausted());
        entities.declare(r#"<!ENTITY self "&self;&self;">"#);
        assert!(entities.unescape("&self;").len() < 10);
    }

    #[test]
    fn escaped_once_too_often() {
        for (text, expected) in [("Tom &amp; Jo", true), ("it&#8217;s", true), ("AT&T", false), ("R&D; x", false)] {
            assert_eq!(has_reference(text), expected, "{text}");
        }
    }
}
