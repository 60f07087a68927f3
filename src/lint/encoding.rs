//! From bytes to characters: byte order marks, the XML declaration, encodings and what contradicts what.

use super::{
    findings::Findings,
    rules::{
        ENCODING_INVALID, ENCODING_MISSING, ENCODING_NONSTANDARD, ENCODING_OBSCURE, ENCODING_UNKNOWN, XML_BLANK_START,
        XML_MALFORMED, XML_VERSION,
    },
    text::{is_space, quote},
};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Encodings that every feed reader knows; others are legal, and lost on some.
const COMMON: &[&str] = &[
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "iso-8859-15",
    "windows-1252",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "euc-kr",
    "koi8-r",
    "windows-1251",
    "windows-1250",
    "iso-8859-2",
];

/// Reads a JSON document, which is UTF-8 (RFC 8259 §8.1).
pub(super) fn decode_json<'b>(bytes: &'b [u8], findings: &mut Findings) -> Cow<'b, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let message =
            format!("the document begins with a byte order mark ({}): JSON is UTF-8 without one", encoding.name());
        findings.add(&ENCODING_INVALID, 0, "", message);
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    utf_8(bytes, "UTF-8", findings)
}

/// Reads an XML document; what cannot be read becomes U+FFFD.
pub(super) fn decode_xml<'b>(bytes: &'b [u8], findings: &mut Findings) -> Cow<'b, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = &bytes[length..];
        let text = if encoding == UTF_8 { utf_8(rest, "UTF-8", findings) } else { whole(encoding, rest, findings) };
        let declaration = Declaration::read(text.as_bytes(), findings);
        if let Some(label) = declaration.encoding
            && !fits(encoding, label)
        {
            let message = format!(
                "the byte order mark says {}, but the XML declaration says `{}`",
                encoding.name(),
                quote(label)
            );
            findings.add(&ENCODING_INVALID, declaration.encoding_at, "", message);
        }
        return text;
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        let text = whole(encoding, bytes, findings);
        Declaration::read(text.as_bytes(), findings);
        return text;
    }
    let declaration = Declaration::read(bytes, findings);
    let Some(label) = declaration.encoding else {
        findings.add(
            &ENCODING_MISSING,
            0,
            "",
            "nothing says which encoding this is in: readers must take it for UTF-8",
        );
        return utf_8(bytes, "UTF-8 (which holds where nothing is declared)", findings);
    };
    let lower = label.to_ascii_lowercase();
    match lower.as_str() {
        "utf-8" | "utf8" => return utf_8(bytes, "UTF-8", findings),
        "us-ascii" | "ascii" => {
            nonstandard(&declaration, findings);
            if let Some(at) = bytes.iter().position(|b| !b.is_ascii()) {
                let message = format!("the document says that it is ASCII, but has the byte 0x{:02X} here", bytes[at]);
                findings.add(&ENCODING_INVALID, at, "", message);
            }
            return utf_8_silently(bytes);
        }
        // The label means windows-1252 on the Web; in XML it is what it says, C1 controls included.
        "iso-8859-1" | "latin1" | "iso_8859-1" => {
            nonstandard(&declaration, findings);
            return Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect());
        }
        "utf-16" | "utf-16le" | "utf-16be" | "ucs-2" | "iso-10646-ucs-2" | "utf-32" | "ucs-4" => {
            let message = format!("the XML declaration says `{}`, but the bytes are not in it", quote(label));
            findings.add(&ENCODING_INVALID, declaration.encoding_at, "", message);
            return utf_8_silently(bytes);
        }
        _ => {}
    }
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) => {
            nonstandard(&declaration, findings);
            if !COMMON.contains(&lower.as_str()) {
                let message = format!("`{}` is an encoding that many readers do not know", quote(label));
                findings.add(&ENCODING_OBSCURE, declaration.encoding_at, "", message);
            }
            whole(encoding, bytes, findings)
        }
        None => {
            let message = format!("`{}` is an encoding that nobody knows", quote(label));
            findings.add(&ENCODING_UNKNOWN, declaration.encoding_at, "", message);
            utf_8_silently(bytes)
        }
    }
}

/// What a document says that it is in: by its byte order mark, else by its XML declaration.
pub(super) fn label(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding.name().to_owned());
    }
    Declaration::read(bytes, &mut Findings::default()).encoding.map(str::to_owned)
}

fn nonstandard(declaration: &Declaration<'_>, findings: &mut Findings) {
    let label = quote(declaration.encoding.unwrap_or_default());
    let message = format!("the document is in `{label}`: readers need to know UTF-8 and UTF-16 only");
    findings.add(&ENCODING_NONSTANDARD, declaration.encoding_at, "", message);
}

/// Whether a document with a byte order mark of `encoding` may declare `label`.
fn fits(encoding: &'static Encoding, label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    if encoding == UTF_8 {
        matches!(label.as_str(), "utf-8" | "utf8")
    } else {
        label.starts_with("utf-16") || label.starts_with("utf16")
    }
}

/// The first characters of XML in UTF-16 give it away (XML 1.0 appendix F).
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..] => Some(UTF_16BE),
        _ => None,
    }
}

fn utf_8<'b>(bytes: &'b [u8], name: &str, findings: &mut Findings) -> Cow<'b, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let at = error.valid_up_to();
            let message = format!("the byte 0x{:02X} is not {name}", bytes.get(at).copied().unwrap_or_default());
            findings.add(&ENCODING_INVALID, at, "", message);
            utf_8_silently(bytes)
        }
    }
}

fn utf_8_silently(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn whole<'b>(encoding: &'static Encoding, bytes: &'b [u8], findings: &mut Findings) -> Cow<'b, str> {
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    if has_errors {
        let at = text.find('\u{fffd}').unwrap_or_default();
        findings.add(&ENCODING_INVALID, at, "", format!("there are bytes that are not {}", encoding.name()));
    }
    text
}

/// What `<?xml … ?>` says.
#[derive(Debug, Default)]
struct Declaration<'b> {
    encoding: Option<&'b str>,
    encoding_at: usize,
}

impl<'b> Declaration<'b> {
    fn read(bytes: &'b [u8], findings: &mut Findings) -> Self {
        let blank = bytes.iter().take_while(|b| is_space(**b)).count();
        if blank > 0 && bytes[blank..].starts_with(b"<?xml ") {
            findings.add(
                &XML_BLANK_START,
                0,
                "",
                "white space stands before the XML declaration, which must come first",
            );
        }
        let start = &bytes[blank..];
        let Some(inner) = start.strip_prefix(b"<?xml").filter(|rest| rest.first().is_some_and(|b| is_space(*b))) else {
            return Self::default();
        };
        let Some(length) = inner.windows(2).take(1000).position(|pair| pair == b"?>") else {
            return Self::default();
        };
        let mut declaration = Self::default();
        let Ok(inner) = std::str::from_utf8(&inner[..length]) else {
            return Self::default();
        };
        let offset = blank + 5;
        let mut names = Vec::new();
        let mut at = 0;
        while let Some((name, value, value_at, end)) = pseudo_attribute(inner, at) {
            names.push(name);
            match name {
                "version" if value != "1.0" => {
                    let message = format!("the XML version is `{}`, but feeds are XML 1.0", quote(value));
                    findings.add(&XML_VERSION, offset + value_at, "", message);
                }
                "encoding" => {
                    declaration.encoding = Some(value).filter(|value| !value.is_empty());
                    declaration.encoding_at = offset + value_at;
                }
                _ => {}
            }
            at = end;
        }
        let is_complete = inner[at..].trim().is_empty();
        let is_in_order = matches!(
            names.as_slice(),
            ["version"] | ["version", "encoding" | "standalone"] | ["version", "encoding", "standalone"]
        );
        if !is_complete || !is_in_order {
            let message =
                "the XML declaration has `version`, then `encoding`, then `standalone`, each with a quoted value";
            findings.add(&XML_MALFORMED, blank, "", message);
        }
        declaration
    }
}

/// The next `name="value"` at or after `from`: name, value, where the value begins, and where all of it ends.
fn pseudo_attribute(text: &str, from: usize) -> Option<(&str, &str, usize, usize)> {
    let rest = &text[from..];
    let blank = rest.len() - rest.trim_start().len();
    let (name, after) = rest[blank..].split_once('=')?;
    let value = after.trim_start();
    let quoted = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value[1..].split_once(quoted)?;
    let value_at = value.as_ptr() as usize - text.as_ptr() as usize;
    Some((name.trim(), value, value_at, value_at + value.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::decode_xml;
    use crate::lint::findings::Findings;

    fn judge(bytes: &[u8]) -> (String, Vec<&'static str>) {
        let mut findings = Findings::default();
        let text = decode_xml(bytes, &mut findings).into_owned();
        (text, findings.into_diagnostics(None, None).iter().map(|d| d.rule.name).collect())
    }

    fn utf_16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let marked = [&[0xff, 0xfe][..], &utf_16("<?xml version='1.0' encoding='UTF-16'?><a>ä</a>")].concat();
        let contradicting = [&[0xff, 0xfe][..], &utf_16("<?xml version='1.0' encoding='UTF-8'?><a>ä</a>")].concat();
        let cases: &[(&[u8], &str, &[&str])] = &[
            ("<?xml version='1.0' encoding='utf-8'?><a>ä</a>".as_bytes(), "ä", &[]),
            ("\u{feff}<?xml version='1.0' encoding='utf-8'?><a>ä</a>".as_bytes(), "ä", &[]),
            ("\u{feff}<?xml version='1.0' encoding='ascii'?><a>ä</a>".as_bytes(), "ä", &["encoding-invalid"]),
            ("<a>ä</a>".as_bytes(), "ä", &["encoding-missing"]),
            (b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe4</a>", "ä", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='windows-1251'?><a>\xe4</a>", "д", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='ibm866'?><a>\xa4</a>", "д", &["encoding-nonstandard", "encoding-obscure"]),
            (b"<?xml version='1.0' encoding='nonsense'?><a/>", "a", &["encoding-unknown"]),
            (b"<?xml version='1.0' encoding='utf-8'?><a>\xe4</a>", "\u{fffd}", &["encoding-invalid"]),
            (
                b"<?xml version='1.0' encoding='us-ascii'?><a>\xc3\xa4</a>",
                "ä",
                &["encoding-nonstandard", "encoding-invalid"],
            ),
            (b"<?xml version='1.1' encoding='utf-8'?><a/>", "a", &["xml-version"]),
            (b"\n<?xml version='1.0' encoding='utf-8'?><a/>", "a", &["xml-blank-start"]),
            (b"<?xml encoding='utf-8' version='1.0'?><a/>", "a", &["xml-malformed"]),
            (b"<?xml version=1.0?><a/>", "a", &["encoding-missing", "xml-malformed"]),
            (&marked, "ä", &[]),
            (&contradicting, "ä", &["encoding-invalid"]),
            (&marked[2..], "ä", &[]),
        ];
        for (bytes, holds, rules) in cases {
            let (text, found) = judge(bytes);
            assert!(text.contains(holds), "{text}");
            assert_eq!(found, *rules, "{text}");
        }
    }
}
