//! JSON that is wrong by the letter but can mean only one thing.

/// A text in which raw control characters inside strings are escaped.
pub(super) struct Escaped {
    pub text: String,
    /// For each escape: the byte of `text` behind it, and by how many bytes `text` is longer up to there.
    shifts: Vec<(usize, usize)>,
    /// The byte of the original text of the first one.
    pub first: usize,
}

impl Escaped {
    /// The byte of the original text that a byte of the escaped one comes from.
    pub fn original(&self, offset: usize) -> usize {
        let passed = self.shifts.partition_point(|(behind, _)| *behind <= offset);
        offset - passed.checked_sub(1).map_or(0, |last| self.shifts[last].1)
    }
}

/// Escapes the control characters that stand raw inside strings; `None` if there are none.
pub(super) fn escape_controls(text: &str) -> Option<Escaped> {
    let mut escaped = String::with_capacity(text.len() + 64);
    let (mut shifts, mut first) = (Vec::new(), None);
    let (mut inside, mut backslash) = (false, false);
    for (at, c) in text.char_indices() {
        if inside && c < ' ' && !backslash {
            first.get_or_insert(at);
            let before = escaped.len();
            match c {
                '\n' => escaped.push_str("\\n"),
                '\r' => escaped.push_str("\\r"),
                '\t' => escaped.push_str("\\t"),
                _ => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            }
            let longer = shifts.last().map_or(0, |(_, longer)| *longer) + escaped.len() - before - 1;
            shifts.push((escaped.len(), longer));
            continue;
        }
        escaped.push(c);
        match c {
            '"' if !backslash => inside = !inside,
            _ => {}
        }
        backslash = inside && c == '\\' && !backslash;
    }
    Some(Escaped { text: escaped, shifts, first: first? })
}

/// Puts U+FFFD, which is as long, for each escape that is half a surrogate pair; also gives the byte of the first one.
pub(in crate::source) fn replace_lone_surrogates(text: &str) -> (String, Option<usize>) {
    let mut out = text.to_owned();
    let unit = |at: usize| -> Option<u16> {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut at, mut first) = (0, None);
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at.min(text.len())..]) {
        at += found;
        let (high, low) = (unit(at), unit(at + 6));
        at += match (high, low) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                first.get_or_insert(at);
                out.replace_range(at..at + 6, "\\ufffd");
                6
            }
            (Some(_), _) => 6,
            (None, _) => 2,
        };
    }
    (out, first)
}

#[cfg(test)]
mod tests {
    use super::{escape_controls, replace_lone_surrogates};

    #[test]
    fn raw_controls_inside_strings_are_escaped_and_places_lead_back() {
        let text = "{\n\"a\": \"x\ty\nz\u{1}\\\"\n\", \"b\": 1}";
        let escaped = escape_controls(text).unwrap();
        assert_eq!(escaped.text, "{\n\"a\": \"x\\ty\\nz\\u0001\\\"\\n\", \"b\": 1}");
        assert_eq!(escaped.first, text.find('\t').unwrap());
        for mark in ["\"a\"", "y", "z", "\"b\"", "1}"] {
            assert_eq!(escaped.original(escaped.text.rfind(mark).unwrap()), text.rfind(mark).unwrap(), "{mark}");
        }
        assert!(escape_controls("{\n\t\"a\": 1}").is_none());
    }

    #[test]
    fn only_halves_of_pairs_are_replaced() {
        for (text, replaced, first) in [
            (r"\ud83d\ude00", r"\ud83d\ude00", None),
            (r"a\ud800b", r"a\ufffdb", Some(1)),
            (r"\udc00\ud800\ud800\udc00", r"\ufffd\ufffd\ud800\udc00", Some(0)),
            (r"\\ud800", r"\\ud800", None),
            (r"\ud8", r"\ud8", None),
            (r"x\", r"x\", None),
        ] {
            assert_eq!(replace_lone_surrogates(text), (replaced.to_owned(), first), "{text}");
        }
    }
}
