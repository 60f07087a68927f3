//! What `quick-xml` lets pass: the characters, names, references and attributes of XML 1.0.

use std::borrow::Cow;

/// The attributes of a tag, their values resolved.
pub(super) fn parse_attributes(raw: &str) -> Result<Vec<(&str, Cow<'_, str>)>, String> {
    let trim = |text: &'_ str| -> usize { text.bytes().take_while(|b| is_space(*b)).count() };
    let mut attributes = Vec::new();
    let mut rest = raw;
    loop {
        let blanks = trim(rest);
        if blanks == rest.len() {
            return Ok(attributes);
        }
        if blanks == 0 {
            return Err(format!("a blank is missing before `{}`", beginning(rest)));
        }
        rest = &rest[blanks..];
        let (name, after) =
            rest.split_once('=').ok_or_else(|| format!("the attribute `{}` has no value", beginning(rest)))?;
        let name = name.trim_end_matches([' ', '\t', '\r', '\n']);
        let after = &after[trim(after)..];
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = quote
            .and_then(|quote| after[1..].split_once(quote))
            .ok_or_else(|| format!("the value of the attribute `{name}` is not quoted"))?;
        attributes.push((name, attribute_value(value)?));
        rest = after;
    }
}

fn attribute_value(raw: &str) -> Result<Cow<'_, str>, String> {
    if raw.contains('<') {
        return Err("`<` stands in the value of an attribute".to_owned());
    }
    if !raw.contains(['&', '\t', '\n', '\r']) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        value.push_str(&spaces(&rest[..at]));
        let (name, after) =
            rest[at + 1..].split_once(';').ok_or_else(|| "`&` stands in the value of an attribute".to_owned())?;
        value.push(reference(name)?);
        rest = after;
    }
    value.push_str(&spaces(rest));
    Ok(Cow::Owned(value))
}

/// As much of a text as a message can quote.
fn beginning(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Attribute values have blanks where their source has line breaks and tabs (XML 1.0 §3.3.3).
fn spaces(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ")
}

/// The character that a reference, given without `&` and `;`, stands for. Without a document type there are five entities.
pub(super) fn reference(name: &str) -> Result<char, String> {
    let found = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.strip_prefix('#').and_then(|number| {
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
            let all_digits = digits.chars().all(|c| c.is_digit(radix));
            let code = u32::from_str_radix(digits, radix).ok().filter(|_| all_digits)?;
            char::from_u32(code).filter(|c| is_character(*c))
        }),
    };
    found.ok_or_else(|| format!("`&{};` stands for nothing that XML knows", beginning(name)))
}

/// XML 1.0 §2.2 production 2.
const fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// The first character that XML cannot carry. Bytes suffice: what is forbidden begins with a control or with 0xEF.
pub(super) fn forbidden_character(text: &str) -> Option<(usize, char)> {
    text.bytes().enumerate().filter(|(_, byte)| *byte < 0x20 || *byte == 0xef).find_map(|(offset, _)| {
        let character = text.get(offset..)?.chars().next()?;
        (!is_character(character)).then_some((offset, character))
    })
}

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Namespaces in XML §3, production 4: a name without colon.
pub(super) fn is_nc_name(text: &str) -> bool {
    const START: [(char, char); 15] = [
        ('A', 'Z'),
        ('_', '_'),
        ('a', 'z'),
        ('\u{c0}', '\u{d6}'),
        ('\u{d8}', '\u{f6}'),
        ('\u{f8}', '\u{2ff}'),
        ('\u{370}', '\u{37d}'),
        ('\u{37f}', '\u{1fff}'),
        ('\u{200c}', '\u{200d}'),
        ('\u{2070}', '\u{218f}'),
        ('\u{2c00}', '\u{2fef}'),
        ('\u{3001}', '\u{d7ff}'),
        ('\u{f900}', '\u{fdcf}'),
        ('\u{fdf0}', '\u{fffd}'),
        ('\u{10000}', '\u{effff}'),
    ];
    const INNER: [(char, char); 6] =
        [('-', '-'), ('.', '.'), ('0', '9'), ('\u{b7}', '\u{b7}'), ('\u{300}', '\u{36f}'), ('\u{203f}', '\u{2040}')];
    let within = |ranges: &[(char, char)], c: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
    let mut chars = text.chars();
    chars.next().is_some_and(|c| within(&START, c)) && chars.all(|c| within(&START, c) || within(&INNER, c))
}
