//! Where the members of a JSON list or object begin and end, before anything is parsed: one broken member then costs no
//! other.

use std::ops::Range;

/// One step through a list or object.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) enum Step {
    /// The bytes of a member, without blanks around it; the key of an object's member is part of it. Nothing between two
    /// commas is an empty member.
    Member(Range<usize>),
    /// The closing bracket; the byte behind it.
    End(usize),
    /// The text ends before the closing bracket.
    Unclosed,
}

/// Walks over the members of the list or object that opens at a byte of a text. Nothing is checked but quotes and the
/// balance of brackets.
pub(in crate::source) struct Members<'a> {
    bytes: &'a [u8],
    at: usize,
    first: bool,
    closed: bool,
}

impl<'a> Members<'a> {
    /// Members of what opens at `open`, which is a `[` or `{`.
    pub const fn new(text: &'a str, open: usize) -> Self {
        Self { bytes: text.as_bytes(), at: open + 1, first: true, closed: false }
    }

    /// The next member or the end. The end, once reached, is given again.
    pub fn step(&mut self) -> Step {
        if self.closed {
            return Step::End(self.at + 1);
        }
        let start = skip_blanks(self.bytes, self.at);
        let Some(end) = self.member_end(start) else { return Step::Unclosed };
        self.closed = self.bytes[end] != b',';
        self.at = if self.closed { end } else { end + 1 };
        let blanks = self.bytes[start..end].iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
        let member = start..end - blanks;
        if self.closed && self.first && member.is_empty() {
            return Step::End(end + 1);
        }
        self.first = false;
        Step::Member(member)
    }

    /// The comma or closing bracket behind the member that begins at `start`.
    fn member_end(&self, start: usize) -> Option<usize> {
        let (mut at, mut depth) = (start, 0_usize);
        loop {
            match self.bytes.get(at)? {
                b'"' => {
                    at = string_end(self.bytes, at)?;
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b',' | b']' | b'}' if depth == 0 => return Some(at),
                b']' | b'}' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
    }
}

/// The byte at or behind `at` that is no blank.
pub(in crate::source) fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The byte behind the string that begins at `at`.
pub(in crate::source) fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The bytes of key (with its quotes) and value of an object's member.
pub(in crate::source) fn entry(text: &str, member: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let bytes = &text.as_bytes()[..member.end];
    if bytes.get(member.start) != Some(&b'"') {
        return None;
    }
    let key = member.start..string_end(bytes, member.start)?;
    let colon = skip_blanks(bytes, key.end);
    (bytes.get(colon) == Some(&b':')).then(|| (key, skip_blanks(bytes, colon + 1)..member.end))
}

/// The byte behind the object that opens at `open`.
pub(in crate::source) fn object_end(text: &str, open: usize) -> Option<usize> {
    let mut members = Members::new(text, open);
    loop {
        match members.step() {
            Step::Member(_) => {}
            Step::End(end) => return Some(end),
            Step::Unclosed => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Members, Step, entry, object_end};

    fn members(text: &str) -> (Vec<&str>, Step) {
        let mut steps = Members::new(text, 0);
        let mut found = Vec::new();
        loop {
            match steps.step() {
                Step::Member(range) => found.push(&text[range]),
                last => return (found, last),
            }
        }
    }

    #[test]
    fn members_are_found_whatever_is_in_them() {
        assert_eq!(members("[]"), (vec![], Step::End(2)));
        assert_eq!(members("[ ] x"), (vec![], Step::End(3)));
        assert_eq!(
            members("[1, {\"a\": [2, 3]} ,\n\"],\\\"\"]"),
            (vec!["1", "{\"a\": [2, 3]}", "\"],\\\"\""], Step::End(27))
        );
        assert_eq!(members("[1,]"), (vec!["1", ""], Step::End(4)));
        assert_eq!(members("[,1]"), (vec!["", "1"], Step::End(4)));
        assert_eq!(members("[1, [2"), (vec!["1"], Step::Unclosed));
        assert_eq!(members("[\"a\\"), (vec![], Step::Unclosed));
        assert_eq!(members(&format!("[{}", "[".repeat(100_000))), (vec![], Step::Unclosed));
    }

    #[test]
    fn entries_are_split_at_their_colon() {
        let text = "{\"a:\\\"\" : [1] }";
        let Step::Member(member) = Members::new(text, 0).step() else { panic!() };
        let (key, value) = entry(text, &member).unwrap();
        assert_eq!((&text[key], &text[value]), ("\"a:\\\"\"", "[1]"));
        assert_eq!(entry("{a: 1}", &(1..5)), None);
    }

    #[test]
    fn an_object_ends_at_its_own_brace() {
        assert_eq!(object_end("{\"a\": {\"}\": 1}} rest }", 0), Some(15));
        assert_eq!(object_end("{\"a\": 1", 0), None);
    }
}
