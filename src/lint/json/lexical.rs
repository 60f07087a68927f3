//! The smallest parts of JSON: escapes, numbers, and where a part of a string stands in the source.

/// The length of the escape that the bytes begin with, and what it stands for. 6 and nothing: a lone surrogate.
pub(super) fn escaped(bytes: &[u8]) -> (usize, Option<char>) {
    let short = |character| (2, Some(character));
    match bytes.get(1) {
        Some(b'"') => short('"'),
        Some(b'\\') => short('\\'),
        Some(b'/') => short('/'),
        Some(b'b') => short('\u{8}'),
        Some(b'f') => short('\u{c}'),
        Some(b'n') => short('\n'),
        Some(b'r') => short('\r'),
        Some(b't') => short('\t'),
        Some(b'u') => {
            let Some(first) = unit(bytes) else { return (1, None) };
            if let Some(character) = char::from_u32(first) {
                return (6, Some(character));
            }
            let second = unit(bytes.get(6..).unwrap_or_default()).filter(|second| (0xdc00..0xe000).contains(second));
            match second.filter(|_| first < 0xdc00) {
                Some(second) => (12, char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))),
                None => (6, None),
            }
        }
        _ => (1, None),
    }
}

/// The number in `\uXXXX`.
fn unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// RFC 8259 §6.
pub(super) fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let text = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text.starts_with('0')) {
        return false;
    }
    let mut rest = &text[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let length = digits(exponent);
        return length > 0 && length == exponent.len();
    }
    rest.is_empty()
}

/// Where in the source the byte `offset` of a string's value stands; the string begins at `at`.
pub(super) fn place(source: &str, at: usize, offset: usize) -> usize {
    let bytes = source.as_bytes();
    let (mut here, mut read) = (at + 1, 0);
    while read < offset {
        let Some(length) = memchr::memchr(b'\\', bytes.get(here..).unwrap_or_default()) else {
            return here + (offset - read);
        };
        if read + length >= offset {
            return here + (offset - read);
        }
        here += length;
        read += length;
        let (length, character) = escaped(&bytes[here..]);
        here += length;
        read += character.map_or(if length == 6 { 3 } else { 0 }, char::len_utf8);
    }
    here
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn places_inside_strings_are_those_of_the_source() {
        let source = r#"  "a\n\u00e9b\ud83d\ude00\"c<""#;
        let value = "a\néb😀\"c<";
        for (piece, written) in [("a", "a"), ("\n", r"\n"), ("é", r"\u00e9"), ("b", r"b\u"), ("c<", "c<"), ("<", "<")]
        {
            let offset = value.find(piece).expect("there");
            assert_eq!(place(source, 2, offset), source.find(written).expect("there"), "{piece}");
        }
        assert_eq!(place("\"<\"", 0, 0), 1);
    }
}
