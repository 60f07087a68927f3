//! References in text and values: characters, and entities that are looked up but never expanded.

use super::Reader;
use crate::lint::{
    findings::Findings,
    html::{is_entity, latin_1_entity},
    rules::{XML_ENTITY_REFUSED, XML_ENTITY_UNDEFINED},
    xml::{
        characters::{is_character, is_nc_name},
        doctype::Doctype,
    },
};
use memchr::memchr;
use std::borrow::Cow;

impl<'t> Reader<'t> {
    /// Resolves references and line ends; in attribute values white space becomes blanks (XML 1.0 §3.3.3). What
    /// cannot be known puts everything from `doubted` on in doubt.
    pub(super) fn decode(
        &self,
        raw: &'t str,
        from: usize,
        doubted: usize,
        is_attribute: bool,
        findings: &mut Findings,
    ) -> Cow<'t, str> {
        let bytes = raw.as_bytes();
        let has_space = is_attribute && bytes.iter().any(|b| matches!(b, b'\t' | b'\n' | b'\r'));
        let has_returns = self.has_returns && memchr(b'\r', bytes).is_some();
        if !has_space && !has_returns && memchr(b'&', bytes).is_none() {
            return Cow::Borrowed(raw);
        }
        let mut out = String::with_capacity(raw.len());
        let push = |out: &mut String, piece: &str| match (has_space, has_returns) {
            (true, _) => out.push_str(&piece.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ")),
            (false, true) => out.push_str(&piece.replace("\r\n", "\n").replace('\r', "\n")),
            (false, false) => out.push_str(piece),
        };
        let mut at = 0;
        while let Some(length) = memchr(b'&', &bytes[at..]) {
            let amp = at + length;
            push(&mut out, &raw[at..amp]);
            let name_length = bytes[amp + 1..].iter().take(64).position(|b| *b == b';').unwrap_or(usize::MAX);
            let name = raw.get(amp + 1..amp.saturating_add(1).saturating_add(name_length));
            match name.filter(|name| is_reference(name)) {
                None => {
                    self.fault(from + amp, "`&` must be written `&amp;`", findings);
                    out.push('&');
                    at = amp + 1;
                }
                Some(name) => {
                    self.reference(name, from + amp, doubted, &mut out, findings);
                    at = amp + name.len() + 2;
                }
            }
        }
        push(&mut out, &raw[at..]);
        Cow::Owned(out)
    }

    fn reference(&self, name: &str, at: usize, doubted: usize, out: &mut String, findings: &mut Findings) {
        let known = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => name.strip_prefix('#').and_then(numbered),
        };
        if let Some(character) = known {
            return out.push(character);
        }
        let doctype = self.doctype.as_ref();
        let of_html = latin_1_entity(name);
        if let Some(character) = of_html.filter(|_| doctype.is_some_and(Doctype::is_rss_091)) {
            return out.push(character);
        }
        if name.starts_with('#') {
            self.fault(at, format!("`&{name};` stands for no character of XML"), findings);
        } else if doctype.is_some_and(|doctype| doctype.entities.contains(name)) {
            let message = format!("`&{name};` is an entity of the document's own, which is not expanded");
            findings.fault(&XML_ENTITY_REFUSED, at, message);
        } else {
            let message = format!("`&{name};` is not defined in XML");
            findings.fault(&XML_ENTITY_UNDEFINED, at, message);
            // Everybody knows what this one means; which sign it is exactly does not matter.
            if of_html.is_some() || is_entity(name) {
                return out.push(of_html.unwrap_or('\u{a0}'));
            }
        }
        out.push_str(&self.text[at..at + name.len() + 2]);
        findings.doubts.stretch(doubted, at + name.len() + 2);
    }
}

/// Whether the text between `&` and `;` looks like a reference at all.
fn is_reference(name: &str) -> bool {
    name.strip_prefix('#').map_or_else(
        || is_nc_name(name),
        |number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_alphanumeric()),
    )
}

/// The character of `&#10;` or `&#xA;`, given without what is around the number.
fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    let all_digits = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| all_digits)?;
    char::from_u32(code).filter(|c| is_character(*c))
}
