//! Reading JSON (RFC 8259) for judgement: every value knows where it stands. Strict, and bounded in depth.

use std::borrow::Cow;

/// Deeper nesting is no feed.
const MAX_DEPTH: usize = 100;

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub message: String,
}

/// A value and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value<'t> {
    pub at: usize,
    pub kind: Kind<'t>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'t> {
    Null,
    Bool(bool),
    /// As it is written.
    Number(&'t str),
    String(Cow<'t, str>),
    Array(Vec<Value<'t>>),
    Object(Vec<Member<'t>>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member<'t> {
    pub name: Cow<'t, str>,
    pub at: usize,
    pub value: Value<'t>,
}

impl<'t> Value<'t> {
    /// The members, if it is an object.
    pub(super) fn members(&self) -> &[Member<'t>] {
        if let Kind::Object(members) = &self.kind { members } else { &[] }
    }

    /// What kind of value it is, for people.
    pub(super) const fn named(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "true or false",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "a list",
            Kind::Object(_) => "an object",
        }
    }
}

/// Takes a text apart.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Reads a text that is one value. The elements of the list that is the member `streamed` of the outermost object are
    /// given to `each` one by one, and are not kept.
    pub(super) fn read(mut self, streamed: &str, each: &mut dyn FnMut(Value<'t>)) -> Result<Value<'t>, Fault> {
        self.blank();
        let value = if self.peek() == Some(b'{') { self.object(Some((streamed, each)))? } else { self.value()? };
        self.blank();
        if self.at < self.text.len() {
            return Err(self.fault("something stands after the end"));
        }
        Ok(value)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { at: self.at, message: message.into() }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        self.blank();
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        let found =
            self.text[self.at..].chars().next().map_or("the end".to_owned(), |c| format!("`{}`", c.escape_debug()));
        Err(self.fault(format!("`{}` is expected here, not {found}", char::from(byte))))
    }

    fn value(&mut self) -> Result<Value<'t>, Fault> {
        self.blank();
        let at = self.at;
        let kind = match self.peek() {
            Some(b'{') => return self.object(None),
            Some(b'[') => Kind::Array(self.array()?),
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            _ => {
                let words = [("null", Kind::Null), ("true", Kind::Bool(true)), ("false", Kind::Bool(false))];
                let found = words.into_iter().find(|(word, _)| self.text[self.at..].starts_with(word));
                let Some((word, kind)) = found else { return Err(self.fault("a value is expected here")) };
                self.at += word.len();
                kind
            }
        };
        Ok(Value { at, kind })
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            Err(self.fault(format!("values are nested deeper than {MAX_DEPTH}")))
        } else {
            Ok(())
        }
    }

    fn object(&mut self, mut streamed: Option<(&str, &mut dyn FnMut(Value<'t>))>) -> Result<Value<'t>, Fault> {
        self.enter()?;
        let at = self.at;
        self.expect(b'{')?;
        let mut members = Vec::new();
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            loop {
                self.blank();
                let name_at = self.at;
                if self.peek() != Some(b'"') {
                    return Err(self.fault("a name in quotation marks is expected here"));
                }
                let name = self.string()?;
                self.expect(b':')?;
                self.blank();
                let value = match &mut streamed {
                    Some((wanted, each)) if name == *wanted && self.peek() == Some(b'[') => {
                        let at = self.at;
                        self.elements(each)?;
                        Value { at, kind: Kind::Array(Vec::new()) }
                    }
                    _ => self.value()?,
                };
                members.push(Member { name, at: name_at, value });
                self.blank();
                if self.peek() == Some(b'}') {
                    self.at += 1;
                    break;
                }
                self.expect(b',')?;
            }
        }
        self.depth -= 1;
        Ok(Value { at, kind: Kind::Object(members) })
    }

    fn array(&mut self) -> Result<Vec<Value<'t>>, Fault> {
        let mut values = Vec::new();
        self.elements(&mut |value| values.push(value))?;
        Ok(values)
    }

    fn elements(&mut self, each: &mut dyn FnMut(Value<'t>)) -> Result<(), Fault> {
        self.enter()?;
        self.expect(b'[')?;
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
        } else {
            loop {
                each(self.value()?);
                self.blank();
                if self.peek() == Some(b']') {
                    self.at += 1;
                    break;
                }
                self.expect(b',')?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn number(&mut self) -> Result<&'t str, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits();
        if whole == 0 || (leading_zero && whole > 1) {
            return Err(self.fault("this is no number"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.fault("this is no number"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.fault("this is no number"));
            }
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        self.at += 1;
        let mut start = self.at;
        let mut owned: Option<String> = None;
        let bytes = self.text.as_bytes();
        loop {
            let Some(length) = memchr::memchr2(b'"', b'\\', &bytes[self.at..]) else {
                return Err(self.fault("a string is never closed"));
            };
            let end = self.at + length;
            if let Some(control) = bytes[self.at..end].iter().position(|b| *b < 0x20) {
                self.at += control;
                return Err(self.fault(format!("U+{:04X} must be escaped in a string", bytes[self.at])));
            }
            self.at = end;
            if bytes[end] == b'"' {
                self.at += 1;
                let piece = &self.text[start..end];
                return Ok(match owned {
                    None => Cow::Borrowed(piece),
                    Some(mut text) => {
                        text.push_str(piece);
                        Cow::Owned(text)
                    }
                });
            }
            let text = owned.get_or_insert_default();
            text.push_str(&self.text[start..end]);
            let character = self.escape()?;
            owned.get_or_insert_default().push(character);
            start = self.at;
        }
    }

    /// Reads `\n`, `\u00e9` and their like.
    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let character = match self.text.as_bytes().get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.unit(start)?;
                self.at = start + 6;
                if !(0xd800..0xe000).contains(&first) {
                    return char::from_u32(first).ok_or_else(|| self.fault("this is no character"));
                }
                let second = self.unit(start + 6).ok().filter(|second| (0xdc00..0xe000).contains(second));
                let Some(second) = second.filter(|_| first < 0xdc00) else {
                    self.at = start;
                    return Err(self.fault("half a character: a surrogate without its partner"));
                };
                self.at = start + 12;
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return char::from_u32(code).ok_or_else(|| self.fault("this is no character"));
            }
            _ => return Err(self.fault("`\\` begins no escape that JSON knows")),
        };
        self.at = start + 2;
        Ok(character)
    }

    fn unit(&self, at: usize) -> Result<u32, Fault> {
        let digits = self.text.get(at..at + 6).and_then(|escape| escape.strip_prefix("\\u"));
        digits
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| Fault { at, message: "four hexadecimal digits belong after `\\u`".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Reader};
    use proptest::prelude::*;

    fn is_json(text: &str) -> bool {
        Reader::new(text).read("items", &mut |_| ()).is_ok()
    }

    #[test]
    fn values_have_places() {
        let mut items = Vec::new();
        let text = "{\"a\": [1, \"x\\u00e9\\ud83d\\ude00\"], \"items\": [ {}, 2 ]}";
        let read = Reader::new(text).read("items", &mut |value| items.push(value.at)).expect("JSON");
        let members = read.members();
        assert_eq!((members[0].at, members[0].value.at, members[1].at), (1, 6, text.find("\"items").expect("there")));
        let Kind::Array(values) = &members[0].value.kind else { panic!("a list") };
        assert_eq!(values[1].kind, Kind::String("xé😀".into()));
        assert_eq!(items, [text.find("{}").expect("there"), text.rfind('2').expect("there")]);
    }

    #[test]
    fn depth_is_bounded() {
        assert!(is_json(&format!("{}{}", "[".repeat(100), "]".repeat(100))));
        assert!(!is_json(&format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000))));
    }

    proptest! {
        /// Another reader comes to the same verdict.
        #[test]
        fn the_verdict_is_that_of_another_reader(pieces in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"items\"", "1", "-0.5e3", "01", "true", "null", " ", "\"\\u00e9\"", "\"\\ud800\"",
            "\"\\ud83d\\ude00\"", "\"\t\"", "\"\\x\"", "\"", "1.", "tru",
        ]), 1..8)) {
            let text = pieces.concat();
            // A number may be larger than the other reader can hold: it is JSON all the same (RFC 8259 §6).
            let other = serde_json::from_str::<serde_json::Value>(&text);
            prop_assume!(!other.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range")));
            prop_assert_eq!(is_json(&text), other.is_ok(), "{}", text);
        }
    }
}
