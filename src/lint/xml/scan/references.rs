//! References in text and values: characters, and entities that are looked up but never expanded.

use super::Reader;
use crate::lint::{
    findings::Findings,
    html::latin_1_entity,
    rules::{XML_ENTITY_REFUSED, XML_ENTITY_UNDEFINED},
    xml::{
        characters::{is_character, is_nc_name},
        doctype::Doctype,
    },
};
use memchr::memchr;
use std::borrow::Cow;

impl<'t> Reader<'t> {
    /// Resolves references and line ends; in attribute values white space becomes blanks (XML 1.0 §3.3.3).
    pub(super) fn decode(
        &self,
        raw: &'t str,
        from: usize,
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
                    self.reference(name, from + amp, &mut out, findings);
                    at = amp + name.len() + 2;
                }
            }
        }
        push(&mut out, &raw[at..]);
        Cow::Owned(out)
    }

    fn reference(&self, name: &str, at: usize, out: &mut String, findings: &mut Findings) {
        let character = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                if let Some(number) = name.strip_prefix('#') {
                    match numbered(number) {
                        Some(character) => out.push(character),
                        None => self.fault(at, format!("`&{name};` stands for no character of XML"), findings),
                    }
                    return;
                }
                let doctype = self.doctype.as_ref();
                if let Some(character) = latin_1_entity(name).filter(|_| doctype.is_some_and(Doctype::is_rss_091)) {
                    out.push(character);
                    return;
                }
                if doctype.is_some_and(|doctype| doctype.entities.iter().any(|known| known == name)) {
                    let message = format!("`&{name};` is an entity of the document's own, which is not expanded");
                    findings.add(&XML_ENTITY_REFUSED, at, "", message);
                } else {
                    let message = format!("`&{name};` is not defined in XML");
                    findings.add(&XML_ENTITY_UNDEFINED, at, "", message);
                }
                // Whatever it stands for, it is not nothing.
                out.push('\u{a0}');
                return;
            }
        };
        out.push(character);
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
