//! Text that XML can carry.

use std::borrow::Cow;

/// Whether XML 1.0 §2.2 allows the character and nothing advises against it.
///
/// DEL and the non-characters are legal or half legal in XML 1.0 and help nobody: readers and validators stumble.
#[must_use]
pub const fn is_xml_char(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\0'..='\u{1f}' | '\u{7f}' | '\u{fdd0}'..='\u{fdef}' => false,
        _ => (c as u32) & 0xfffe != 0xfffe,
    }
}

/// So many bytes are looked at without asking after each whether to go on, which a machine does in a few steps.
const MANY: usize = 256;

/// What [`clean`] did to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned<'a> {
    /// The text as a feed may carry it: CRLF and CR are LF, forbidden characters are gone.
    pub text: Cow<'a, str>,
    /// How many characters were removed because XML forbids them.
    pub removed: usize,
    /// How many C1 controls (U+0080–U+009F) were read as the windows-1252 characters that they came from.
    pub repaired: usize,
}

/// Makes a text fit for every feed format: control characters are removed (XML 1.0 §2.2 forbids them even as `&#1;`),
/// line ends become LF (§2.11), and C1 controls become the windows-1252 characters that a wrong decoding made them of.
#[must_use]
pub fn clean(text: &str) -> Cleaned<'_> {
    if is_clean(text) {
        return Cleaned { text: Cow::Borrowed(text), removed: 0, repaired: 0 };
    }
    let mut out = String::with_capacity(text.len());
    let (mut removed, mut repaired) = (0, 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{85}' => out.push('\n'),
            '\u{80}'..='\u{9f}' => match windows_1252(c) {
                Some(meant) => {
                    out.push(meant);
                    repaired += 1;
                }
                None => removed += 1,
            },
            _ if is_xml_char(c) => out.push(c),
            _ => removed += 1,
        }
    }
    Cleaned { text: Cow::Owned(out), removed, repaired }
}

/// Whether [`clean`] has nothing to do to a text: the common case, in one pass over bytes, many at once. Only where a byte begins
/// what may be a forbidden character are characters looked at.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    let is_clean_char = |c: char| c != '\r' && is_xml_char(c) && !('\u{80}'..='\u{9f}').contains(&c);
    // C1 controls begin with C2, non-characters with EF or, beyond the basic plane, with F0 to F4.
    let is_suspicious = |b: u8| ((b < 0x20) & (b != b'\n') & (b != b'\t')) | (b == 0x7f) | (b == 0xc2) | (b >= 0xef);
    // Bytes and not truths: of these many are compared at once.
    let has_suspicious = |bytes: &[u8]| bytes.iter().fold(0, |found, byte| found | u8::from(is_suspicious(*byte))) != 0;
    let starts = (0..text.len()).step_by(MANY);
    text.as_bytes().chunks(MANY).zip(starts).all(|(chunk, start)| {
        // A character belongs to the chunk in which it begins.
        let chars = || text[text.ceil_char_boundary(start)..text.ceil_char_boundary(start + chunk.len())].chars();
        !has_suspicious(chunk) || chars().all(is_clean_char)
    })
}

fn windows_1252(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok()?;
    let (decoded, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    decoded.chars().next().filter(|d| !('\u{80}'..='\u{9f}').contains(d))
}

/// One line: every run of blanks becomes one space, the ends are trimmed.
#[must_use]
pub fn collapse_blanks(text: &str) -> Cow<'_, str> {
    let tidy = text.trim() == text && !text.contains(|c: char| c.is_whitespace() && c != ' ') && !text.contains("  ");
    if tidy {
        return Cow::Borrowed(text);
    }
    // A no-break space joins words on purpose and stays.
    let parts: Vec<&str> = text.split(|c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}').collect();
    Cow::Owned(parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Escapes plain text for use inside HTML text and double-quoted attributes.
#[must_use]
pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{clean, collapse_blanks, is_clean};

    #[test]
    fn what_xml_forbids_goes_and_is_counted() {
        let cleaned = clean("a\0b\u{b}c\u{fffe}d\r\ne\rf");
        assert_eq!(cleaned.text, "abcd\ne\nf");
        assert_eq!(cleaned.removed, 3);
    }

    #[test]
    fn c1_controls_are_mis_decoded_windows_1252() {
        let cleaned = clean("It\u{92}s \u{93}so\u{94}");
        assert_eq!(cleaned.text, "It’s “so”");
        assert_eq!((cleaned.removed, cleaned.repaired), (0, 3));
    }

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(clean("Größe — 東京 🗼\n").text, std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn a_text_is_clean_if_each_of_its_characters_is() {
        let odd =
            ["\r", "\0", "\u{7f}", "\u{80}", "\u{9f}", "\u{fdd0}", "\u{fdef}", "\u{fffe}", "\u{1ffff}", "\u{10fffe}"];
        let fine = ["\u{a0}", "\u{bf}", "\u{feff}", "\u{fffd}", "\u{fdcf}", "\u{1f5fc}", "\u{10fffd}", "\u{9f5}", "\t"];
        for filler in ["a", "é", "東", "🗼"] {
            for count in [0, 60, 62, 63, 64, 84, 85, 127, 128, 253, 254, 255, 256, 511, 512] {
                let before = filler.repeat(count);
                for character in odd {
                    assert!(!is_clean(&format!("{before}{character}{before}")), "{count} {filler}, then {character:?}");
                }
                for character in fine {
                    assert!(is_clean(&format!("{before}{character}{before}")), "{count} {filler}, then {character:?}");
                }
            }
        }
    }

    #[test]
    fn blanks_collapse_but_a_no_break_space_stays() {
        assert_eq!(collapse_blanks("  a\n b\t\tc\u{a0}d "), "a b c\u{a0}d");
    }
}
