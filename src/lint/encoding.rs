//! From bytes to characters: byte order marks, the XML declaration, encodings and what contradicts what.

use super::{
    findings::Findings,
    rules::{
        ENCODING_INVALID, ENCODING_MISSING, ENCODING_NONSTANDARD, ENCODING_OBSCURE, ENCODING_UNKNOWN, XML_BLANK_START,
        XML_MALFORMED, XML_VERSION,
    },
    text::{is_space, quote},
};
use encoding_rs::{Encoding, REPLACEMENT, UTF_16BE, UTF_16LE, WINDOWS_1252};
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
    let (form, length) = match Form::of_mark(bytes) {
        Some((form, length)) => {
            let message =
                format!("the document begins with a byte order mark ({}): JSON is UTF-8 without one", form.name());
            findings.add(&ENCODING_INVALID, 0, "", message);
            (form, length)
        }
        // Two ASCII characters come first, so the zeros tell (RFC 4627 §3).
        None => match bytes {
            [0, 0, 0, _, ..] => (Form::Utf32 { is_big: true }, 0),
            [_, 0, 0, 0, ..] => (Form::Utf32 { is_big: false }, 0),
            [0, _, ..] => (Form::Utf16(UTF_16BE), 0),
            [_, 0, ..] => (Form::Utf16(UTF_16LE), 0),
            _ => return utf_8(bytes, "UTF-8", findings),
        },
    };
    if length == 0 {
        let message = format!("the document is in {}, but JSON is UTF-8", form.name());
        findings.add(&ENCODING_INVALID, 0, "", message);
    }
    form.decode(&bytes[length..], findings)
}

/// Reads an XML document; what cannot be read becomes U+FFFD. Gives nothing back if nothing can be read at all.
pub(super) fn decode_xml<'b>(bytes: &'b [u8], findings: &mut Findings) -> Option<Cow<'b, str>> {
    if let Some((form, length)) = Form::of_mark(bytes) {
        let text = form.decode(&bytes[length..], findings);
        let declaration = Declaration::read(text.as_bytes(), findings);
        form.complain(&declaration, "the byte order mark says", findings);
        return Some(text);
    }
    match Form::without_mark(bytes) {
        Ok(None) => {}
        Ok(Some(form)) => {
            let text = form.decode(bytes, findings);
            let declaration = Declaration::read(text.as_bytes(), findings);
            let names_order = declaration.encoding.is_some_and(|label| {
                label.get(label.len().saturating_sub(2)..).is_some_and(|end| matches!(end, "LE" | "BE" | "le" | "be"))
            });
            if matches!(form, Form::Utf16(_)) && !names_order {
                let message = "the document is in UTF-16, but does not begin with a byte order mark";
                findings.add(&ENCODING_INVALID, 0, "", message);
            }
            form.complain(&declaration, "the bytes are", findings);
            return Some(text);
        }
        Err(what) => {
            let message = format!("the document seems to be in {what}, which no feed reader knows: nothing was judged");
            findings.add(&ENCODING_UNKNOWN, 0, "", message);
            return None;
        }
    }
    let declaration = Declaration::read(bytes, findings);
    let Some(label) = declaration.encoding else {
        findings.add(
            &ENCODING_MISSING,
            0,
            "",
            "nothing says which encoding this is in: readers must take it for UTF-8",
        );
        return Some(utf_8(bytes, "UTF-8 (which holds where nothing is declared)", findings));
    };
    Some(as_declared(bytes, label, &declaration, findings))
}

/// Reads a document whose first bytes are those of ASCII.
fn as_declared<'b>(
    bytes: &'b [u8],
    label: &str,
    declaration: &Declaration<'_>,
    findings: &mut Findings,
) -> Cow<'b, str> {
    let lower = label.to_ascii_lowercase();
    match lower.as_str() {
        "utf-8" | "utf8" => return utf_8(bytes, "UTF-8", findings),
        "us-ascii" | "ascii" => {
            nonstandard(declaration, findings);
            if let Some(at) = bytes.iter().position(|b| !b.is_ascii()) {
                let message = format!("the document says that it is ASCII, but has the byte 0x{:02X} here", bytes[at]);
                findings.add(&ENCODING_INVALID, at, "", message);
            }
            return utf_8_silently(bytes);
        }
        _ => {}
    }
    let known = Encoding::for_label(label.as_bytes());
    let is_wide = lower.starts_with("utf-32") || lower.contains("ucs-4") || lower.contains("ucs-2");
    if is_wide || known.is_some_and(|encoding| encoding == UTF_16LE || encoding == UTF_16BE) {
        let message = format!("the XML declaration says `{}`, but the bytes are not in it", quote(label));
        findings.add(&ENCODING_INVALID, declaration.encoding_at, "", message);
        return utf_8_silently(bytes);
    }
    match known {
        // The Web puts encodings there that it refuses to read, since text can hide in them.
        Some(encoding) if encoding == REPLACEMENT => {
            let message = format!("`{}` is an encoding that readers refuse", quote(label));
            findings.add(&ENCODING_UNKNOWN, declaration.encoding_at, "", message);
            utf_8_silently(bytes)
        }
        Some(encoding) => {
            nonstandard(declaration, findings);
            if !COMMON.contains(&lower.as_str()) {
                let message = format!("`{}` is an encoding that many readers do not know", quote(label));
                findings.add(&ENCODING_OBSCURE, declaration.encoding_at, "", message);
            }
            // The labels of Latin 1 mean windows-1252 on the Web; in XML they are what they say, C1 controls included.
            if encoding == WINDOWS_1252 && !lower.ends_with("1252") {
                return Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect());
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
    if let Some((form, _)) = Form::of_mark(bytes) {
        return Some(form.name().to_owned());
    }
    Declaration::read(bytes, &mut Findings::default()).encoding.map(str::to_owned)
}

/// An encoding that gives itself away by the first bytes (XML 1.0 appendix F).
#[derive(Debug, Clone, Copy)]
enum Form {
    Utf8,
    Utf16(&'static Encoding),
    Utf32 { is_big: bool },
}

impl Form {
    /// The encoding that a byte order mark stands for, and its length.
    fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some((Self::Utf8, 3)),
            [0, 0, 0xfe, 0xff, ..] => Some((Self::Utf32 { is_big: true }, 4)),
            // The other reading, UTF-16 with U+0000, is no document.
            [0xff, 0xfe, 0, 0, ..] => Some((Self::Utf32 { is_big: false }, 4)),
            [0xfe, 0xff, ..] => Some((Self::Utf16(UTF_16BE), 2)),
            [0xff, 0xfe, ..] => Some((Self::Utf16(UTF_16LE), 2)),
            _ => None,
        }
    }

    /// The encoding of a `<` and what follows it; what it is called if it cannot be read.
    fn without_mark(bytes: &[u8]) -> Result<Option<Self>, &'static str> {
        Ok(Some(match bytes {
            [0, 0, 0, b'<', ..] => Self::Utf32 { is_big: true },
            [b'<', 0, 0, 0, ..] => Self::Utf32 { is_big: false },
            [0, 0, b'<', 0, ..] | [0, b'<', 0, 0, ..] | [0, 0, 0xff, 0xfe, ..] => {
                return Err("UTF-32 with its bytes in an unusual order");
            }
            [b'<', 0, b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', 0, ..] => Self::Utf16(UTF_16LE),
            [0, b'<', 0, b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..] => Self::Utf16(UTF_16BE),
            // `<?xm` in EBCDIC
            [0x4c, 0x6f, 0xa7, 0x94, ..] => return Err("EBCDIC"),
            _ => return Ok(None),
        }))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16(encoding) => encoding.name(),
            Self::Utf32 { is_big: true } => "UTF-32BE",
            Self::Utf32 { is_big: false } => "UTF-32LE",
        }
    }

    fn decode<'b>(self, bytes: &'b [u8], findings: &mut Findings) -> Cow<'b, str> {
        match self {
            Self::Utf8 => utf_8(bytes, "UTF-8", findings),
            Self::Utf16(encoding) => whole(encoding, bytes, findings),
            Self::Utf32 { is_big } => {
                let mut text = String::with_capacity(bytes.len() / 4);
                let mut broken = None;
                for chunk in bytes.chunks(4) {
                    let unit: Option<[u8; 4]> = chunk.try_into().ok();
                    let unit =
                        unit.map(|unit| if is_big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) });
                    match unit.and_then(char::from_u32) {
                        Some(character) => text.push(character),
                        None => {
                            broken.get_or_insert(text.len());
                            text.push(char::REPLACEMENT_CHARACTER);
                        }
                    }
                }
                if let Some(at) = broken {
                    findings.add(&ENCODING_INVALID, at, "", format!("there are bytes that are not {}", self.name()));
                }
                Cow::Owned(text)
            }
        }
    }

    /// Whether a document in this encoding may declare `label`.
    fn fits(self, label: &str) -> bool {
        let label = label.to_ascii_lowercase();
        // A label that names the order of the bytes names this one.
        let fits_order = |is_big: bool| !label.ends_with(if is_big { "le" } else { "be" });
        match self {
            Self::Utf8 => matches!(label.as_str(), "utf-8" | "utf8"),
            Self::Utf16(encoding) => {
                (label.starts_with("utf-16") || label.starts_with("utf16") || label.ends_with("ucs-2"))
                    && fits_order(encoding == UTF_16BE)
            }
            Self::Utf32 { is_big } => (label.starts_with("utf-32") || label.ends_with("ucs-4")) && fits_order(is_big),
        }
    }

    fn complain(self, declaration: &Declaration<'_>, found: &str, findings: &mut Findings) {
        if let Some(label) = declaration.encoding.filter(|label| !self.fits(label)) {
            let message = format!("{found} {}, but the XML declaration says `{}`", self.name(), quote(label));
            findings.add(&ENCODING_INVALID, declaration.encoding_at, "", message);
        }
        if matches!(self, Self::Utf32 { .. }) {
            let message = "the document is in UTF-32, which hardly any reader knows";
            findings.add(&ENCODING_OBSCURE, 0, "", message);
        }
    }
}

fn nonstandard(declaration: &Declaration<'_>, findings: &mut Findings) {
    let label = quote(declaration.encoding.unwrap_or_default());
    let message = format!("the document is in `{label}`: readers need to know UTF-8 and UTF-16 only");
    findings.add(&ENCODING_NONSTANDARD, declaration.encoding_at, "", message);
}

fn utf_8<'b>(bytes: &'b [u8], name: &str, findings: &mut Findings) -> Cow<'b, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            // By far the most frequent other encoding.
            let guess = WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned();
            let guess = guess.chars().next().filter(|c| c.is_alphabetic() || "“”‘’–—…€".contains(*c));
            let guess = guess.map_or_else(String::new, |c| format!(" (in windows-1252 it is `{c}`)"));
            let message = format!("the byte 0x{byte:02X} is not {name}{guess}");
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
    use super::{decode_json, decode_xml};
    use crate::lint::findings::Findings;

    fn judge(bytes: &[u8]) -> (String, Vec<&'static str>) {
        let mut findings = Findings::default();
        let text = decode_xml(bytes, &mut findings).unwrap_or_default().into_owned();
        (text, findings.into_diagnostics(None, None).iter().map(|d| d.rule.name).collect())
    }

    fn utf_16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn utf_32(text: &str, is_big: bool) -> Vec<u8> {
        let unit = |c: char| if is_big { u32::from(c).to_be_bytes() } else { u32::from(c).to_le_bytes() };
        text.chars().flat_map(unit).collect()
    }

    #[test]
    fn json_is_utf_8() {
        let json = "{\"a\": \"ä\"}";
        let marked = format!("\u{feff}{json}");
        let cases: &[(&[u8], &str, usize)] = &[
            (json.as_bytes(), json, 0),
            (marked.as_bytes(), json, 1),
            (&utf_16(&marked), json, 1),
            (&utf_16(json), json, 1),
            (&utf_32(&marked, true), json, 1),
            (&utf_32(&marked, false), json, 1),
            (&utf_32(json, true), json, 1),
            (&utf_32(json, false), json, 1),
            (b"{\"a\": \"\xe4\"}", "{\"a\": \"\u{fffd}\"}", 1),
            (b"", "", 0),
        ];
        for (bytes, expected, count) in cases {
            let mut findings = Findings::default();
            assert_eq!(decode_json(bytes, &mut findings), *expected);
            let found = findings.into_diagnostics(None, None);
            assert!(found.len() == *count && found.iter().all(|d| d.rule.name == "encoding-invalid"), "{found:?}");
        }
    }

    #[test]
    fn what_a_byte_may_have_been_is_told() {
        let mut findings = Findings::default();
        drop(decode_xml(b"<?xml version='1.0' encoding='utf-8'?><a>\xe4</a>", &mut findings));
        let found = findings.into_diagnostics(None, None);
        assert_eq!(found[0].message, "the byte 0xE4 is not UTF-8 (in windows-1252 it is `ä`)");
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
            (&marked[2..], "ä", &["encoding-invalid"]),
            (&utf_16("<?xml version='1.0' encoding='UTF-16LE'?><a>ä</a>"), "ä", &[]),
            (&utf_16("<?xml version='1.0' encoding='UTF-16BE'?><a>ä</a>"), "ä", &["encoding-invalid"]),
            (&utf_16("<a>ä</a>"), "ä", &["encoding-invalid"]),
            (b"\xff\xfe<\0a\0/\0>", "<a/", &["encoding-invalid"]),
            (&utf_32("\u{feff}<?xml version='1.0' encoding='UTF-32'?><a>ä</a>", true), "ä", &["encoding-obscure"]),
            (
                &utf_32("\u{feff}<?xml version='1.0' encoding='UTF-8'?><a/>", false),
                "a",
                &["encoding-obscure", "encoding-invalid"],
            ),
            (&utf_32("<?xml version='1.0' encoding='ISO-10646-UCS-4'?><a>ä</a>", false), "ä", &["encoding-obscure"]),
            (&utf_32("<a>ä</a>", true), "ä", &["encoding-obscure"]),
            (b"\0\0\xfe\xff\0\0\0<\0\x11\0\0", "\u{fffd}", &["encoding-obscure", "encoding-invalid"]),
            (b"\0<\0\0\0?\0\0", "", &["encoding-unknown"]),
            (b"\x4c\x6f\xa7\x94\x93\x40", "", &["encoding-unknown"]),
            (b"<?xml version='1.0' encoding='utf-16'?><a/>", "a", &["encoding-invalid"]),
            (b"<?xml version='1.0' encoding='unicode'?><a/>", "a", &["encoding-invalid"]),
            (b"<?xml version='1.0' encoding='utf-7'?><a/>", "a", &["encoding-unknown"]),
            (b"<?xml version='1.0' encoding='hz-gb-2312'?><a/>", "a", &["encoding-unknown"]),
            (b"<?xml version='1.0' encoding='Windows-1252'?><a>\x93x\x94</a>", "“x”", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\x93x</a>", "\u{93}x", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='l1'?><a>\xe4</a>", "ä", &["encoding-nonstandard", "encoding-obscure"]),
            (b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xb3</a>", "ł", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='ISO-8859-15'?><a>\xa4</a>", "€", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='windows-1250'?><a>\x9c</a>", "ś", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='Shift_JIS'?><a>\x8d\x60</a>", "港", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='EUC-JP'?><a>\xb9\xc1</a>", "港", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='GB18030'?><a>\xb8\xdb</a>", "港", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='Big5'?><a>\xb4\xe4</a>", "港", &["encoding-nonstandard"]),
            (b"<?xml version='1.0' encoding='EUC-KR'?><a>\xc7\xd7</a>", "항", &["encoding-nonstandard"]),
            (
                b"<?xml version='1.0' encoding='Shift_JIS'?><a>\x8d</a>",
                "a",
                &["encoding-nonstandard", "encoding-invalid"],
            ),
            (
                b"<?xml version='1.0' encoding='GB18030'?><a>\xff</a>",
                "\u{fffd}",
                &["encoding-nonstandard", "encoding-invalid"],
            ),
            (b"", "", &["encoding-missing"]),
            (b"\xef\xbb\xbf", "", &[]),
            (b"\xff\xfe", "", &[]),
            (b"\xff\xfe<", "\u{fffd}", &["encoding-invalid"]),
        ];
        for (bytes, holds, rules) in cases {
            let (text, found) = judge(bytes);
            assert!(text.contains(holds), "{text}");
            assert_eq!(found, *rules, "{text}");
        }
    }
}
