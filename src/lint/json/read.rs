//! Reading JSON (RFC 8259) for judgement: every value knows where it stands. Strict in what it reports, and bounded in
//! depth; where it is plain what was meant, reading goes on, so that one comma too many hides nothing else.

use super::lexical::{escaped, is_number};
use std::borrow::Cow;

/// Deeper nesting is no feed.
const MAX_DEPTH: usize = 100;

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub message: String,
}

/// A value and where it stands.
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
    /// Something that is no JSON, which was said.
    Broken,
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

    /// The value of the first member of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The value of the first member of this name, if it is a string.
    pub(super) fn string(&self, name: &str) -> Option<&str> {
        match self.get(name).map(|value| &value.kind) {
            Some(Kind::String(text)) => Some(text),
            _ => None,
        }
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
            Kind::Broken => "something that is no JSON",
        }
    }
}

/// What was read.
#[derive(Debug)]
pub(super) struct Read<'t> {
    /// The value, as far as it could be read.
    pub value: Option<Value<'t>>,
    /// What is no JSON, in the order of the text.
    pub faults: Vec<Fault>,
    /// Whether reading ended early: what is missing may stand in the rest.
    pub is_cut: bool,
    /// Where values are nested too deep.
    pub too_deep: Option<usize>,
}

/// Reading cannot go on.
struct Cut;

/// Takes the elements of a list: the value, and how long it is.
type Each<'e, 't> = &'e mut dyn FnMut(Value<'t>, usize);

/// Takes a text apart.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    faults: Vec<Fault>,
    is_cut: bool,
    too_deep: Option<usize>,
}

impl<'t> Reader<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0, faults: Vec::new(), is_cut: false, too_deep: None }
    }

    /// Reads a text that is one value. The elements of the list that is the member `streamed` of the outermost object are
    /// given to `each` one by one, and are not kept.
    pub(super) fn read(mut self, streamed: &str, each: Each<'_, 't>) -> Read<'t> {
        self.blank();
        let value = if self.peek() == Some(b'{') { self.object(Some((streamed, each))) } else { self.value() };
        if !self.is_cut {
            self.blank();
            if self.at < self.text.len() {
                let is_value = matches!(self.peek(), Some(b'{' | b'['));
                self.fault(if is_value {
                    "a second document stands after the end of the first"
                } else {
                    "something stands after the end"
                });
            }
        }
        Read { value: value.ok(), faults: self.faults, is_cut: self.is_cut, too_deep: self.too_deep }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Skips white space, and comments with a complaint.
    fn blank(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(b'/') if self.rest().starts_with("//") || self.rest().starts_with("/*") => {
                    self.fault("a comment stands here, which JSON does not have");
                    let end = if self.rest().starts_with("//") { "\n" } else { "*/" };
                    self.at =
                        self.rest()[2..].find(end).map_or(self.text.len(), |length| self.at + 2 + length + end.len());
                }
                Some(0xc2 | 0xe2 | 0xef) => match self.rest().chars().next() {
                    Some(c @ ('\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}')) => {
                        self.fault(format!("U+{:04X} stands here, which is no white space of JSON", u32::from(c)));
                        self.at += c.len_utf8();
                    }
                    _ => return,
                },
                _ => return,
            }
        }
    }

    fn fault(&mut self, message: impl Into<String>) {
        self.fault_at(self.at, message);
    }

    fn fault_at(&mut self, at: usize, message: impl Into<String>) {
        self.faults.push(Fault { at, message: message.into() });
    }

    /// Ends the reading.
    fn cut(&mut self, message: impl Into<String>) -> Cut {
        self.fault(message);
        self.is_cut = true;
        Cut
    }

    /// What stands here, for people.
    fn found(&self) -> String {
        match self.rest().chars().next() {
            None => "the end".to_owned(),
            Some(quote @ ('"' | '\'')) => format!("`{quote}`"),
            Some(other) => format!("`{}`", other.escape_debug()),
        }
    }

    fn value(&mut self) -> Result<Value<'t>, Cut> {
        self.blank();
        let at = self.at;
        let kind = match self.peek() {
            Some(b'{') => return self.object(None),
            Some(b'[') => Kind::Array(self.array()?),
            Some(b'"') => Kind::String(self.string(b'"')?),
            Some(b'\'') => {
                self.fault("a string stands in `\"`, not in `'`");
                Kind::String(self.string(b'\'')?)
            }
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Value { at, kind })
    }

    /// `true`, `false`, `null`, and what others write for them.
    fn word(&mut self) -> Result<Kind<'t>, Cut> {
        let word = self.identifier();
        match word {
            "null" => Ok(Kind::Null),
            "true" => Ok(Kind::Bool(true)),
            "false" => Ok(Kind::Bool(false)),
            "" => {
                let message = format!("a value is expected here, not {}", self.found());
                // `"a": ,` and `"a": }` lack a value and no more.
                if matches!(self.peek(), Some(b',' | b'}' | b']')) {
                    self.fault(message);
                    Ok(Kind::Broken)
                } else {
                    Err(self.cut(message))
                }
            }
            "NaN" | "Infinity" | "undefined" | "None" | "True" | "False" | "nil" | "TRUE" | "FALSE" | "NULL"
            | "Null" => {
                let at = self.at - word.len();
                self.fault_at(at, format!("`{word}` is no value of JSON"));
                Ok(Kind::Broken)
            }
            word => {
                self.at -= word.len();
                Err(self.cut(format!("a value is expected here, not `{word}`")))
            }
        }
    }

    /// Letters, digits and underscores.
    fn identifier(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.bytes().position(|b| !b.is_ascii_alphanumeric() && b != b'_' && b != b'$').unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn enter(&mut self) -> Result<(), Cut> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.too_deep.get_or_insert(self.at);
            self.is_cut = true;
            return Err(Cut);
        }
        Ok(())
    }

    fn object(&mut self, mut streamed: Option<(&str, Each<'_, 't>)>) -> Result<Value<'t>, Cut> {
        self.enter()?;
        let at = self.at;
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.blank();
            if self.ends(b'}', !members.is_empty()) {
                break;
            }
            match self.one_member(&mut streamed) {
                Ok(member) => members.push(member),
                // The outermost object is worth judging though its end is lost.
                Err(Cut) if streamed.is_some() => break,
                Err(Cut) => return Err(Cut),
            }
            if let Err(Cut) = self.separator(b'}') {
                if streamed.is_some() {
                    break;
                }
                return Err(Cut);
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(Value { at, kind: Kind::Object(members) })
    }

    fn one_member(&mut self, streamed: &mut Option<(&str, Each<'_, 't>)>) -> Result<Member<'t>, Cut> {
        let at = self.at;
        let name = match self.peek() {
            Some(b'"') => self.string(b'"')?,
            Some(b'\'') => {
                self.fault("a name stands in `\"`, not in `'`");
                self.string(b'\'')?
            }
            _ => {
                let name = self.identifier();
                if name.is_empty() {
                    let message = format!("a name in quotation marks is expected here, not {}", self.found());
                    return Err(self.cut(message));
                }
                self.fault_at(at, format!("the name `{name}` stands without quotation marks"));
                Cow::Borrowed(name)
            }
        };
        self.blank();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                self.fault("`:` is expected here, not `=`");
                self.at += 1;
            }
            _ => {
                let message = format!("`:` is expected here, not {}", self.found());
                return Err(self.cut(message));
            }
        }
        self.blank();
        let value = match streamed {
            Some((wanted, each)) if name == **wanted && self.peek() == Some(b'[') => {
                let at = self.at;
                // What was read of the list was judged already.
                let _ = self.elements(each);
                Value { at, kind: Kind::Array(Vec::new()) }
            }
            _ => self.value()?,
        };
        Ok(Member { name, at, value })
    }

    /// Whether the bracket stands here, which is then read. After a comma it is one comma too many.
    fn ends(&mut self, bracket: u8, after_comma: bool) -> bool {
        if self.peek() != Some(bracket) {
            return false;
        }
        if after_comma && self.text[..self.at].trim_end().ends_with(',') {
            self.fault(format!("a comma stands before `{}`", char::from(bracket)));
        }
        self.at += 1;
        true
    }

    /// Reads the comma between two values; the closing bracket is left for [`Self::ends`].
    fn separator(&mut self, bracket: u8) -> Result<(), Cut> {
        if self.is_cut {
            return Err(Cut);
        }
        self.blank();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.blank();
                while self.peek() == Some(b',') {
                    self.fault("two commas stand one after the other");
                    self.at += 1;
                    self.blank();
                }
                Ok(())
            }
            Some(byte) if byte == bracket => Ok(()),
            Some(b'"' | b'{' | b'[') => {
                self.fault(format!("a comma is missing before {}", self.found()));
                Ok(())
            }
            _ => {
                let message = format!("`,` or `{}` is expected here, not {}", char::from(bracket), self.found());
                Err(self.cut(message))
            }
        }
    }

    fn array(&mut self) -> Result<Vec<Value<'t>>, Cut> {
        let mut values = Vec::new();
        self.elements(&mut |value, _| values.push(value))?;
        Ok(values)
    }

    fn elements(&mut self, each: Each<'_, 't>) -> Result<(), Cut> {
        self.enter()?;
        self.at += 1;
        let mut is_first = true;
        loop {
            self.blank();
            if self.ends(b']', !is_first) {
                break;
            }
            is_first = false;
            let value = self.value()?;
            let length = self.at - value.at;
            each(value, length);
            self.separator(b']')?;
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn number(&mut self) -> Result<Kind<'t>, Cut> {
        let start = self.at;
        let rest = self.rest();
        let end = rest
            .bytes()
            .position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'+' | b'-' | b'.' | b'_' | b':'))
            .unwrap_or(rest.len());
        let number = &rest[..end];
        if is_number(number) {
            self.at += end;
            return Ok(Kind::Number(number));
        }
        if !number.bytes().any(|b| b.is_ascii_digit()) && !number.ends_with("Infinity") {
            let message = format!("a value is expected here, not {}", self.found());
            return Err(self.cut(message));
        }
        self.at += end;
        self.fault_at(start, format!("`{}` is no number of JSON", crate::lint::text::quote(number)));
        Ok(Kind::Broken)
    }

    /// Reads a string, whose opening quotation mark stands here.
    fn string(&mut self, mark: u8) -> Result<Cow<'t, str>, Cut> {
        let opening = self.at;
        self.at += 1;
        let mut start = self.at;
        let mut owned: Option<String> = None;
        let bytes = self.text.as_bytes();
        loop {
            let Some(length) = memchr::memchr2(mark, b'\\', &bytes[self.at..]) else {
                self.at = opening;
                return Err(self.cut("a string is never closed"));
            };
            let end = self.at + length;
            if let Some(control) = bytes[self.at..end].iter().position(|b| *b < 0x20) {
                let at = self.at + control;
                let what = match bytes[at] {
                    b'\n' | b'\r' => "a line break",
                    b'\t' => "a tab",
                    _ => "a control character",
                };
                // One complaint a string.
                if self.faults.last().is_none_or(|fault| fault.at < opening) {
                    self.fault_at(at, format!("{what} (U+{:04X}) must be escaped in a string", bytes[at]));
                }
            }
            self.at = end;
            if bytes[end] == mark {
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
            let character = self.escape(mark);
            owned.get_or_insert_default().extend(character);
            start = self.at;
        }
    }

    /// Reads `\n`, `\u00e9` and their like. What is none of them is a complaint, and stands for itself.
    fn escape(&mut self, mark: u8) -> Option<char> {
        let start = self.at;
        let (length, character) = escaped(&self.text.as_bytes()[start..]);
        if let Some(character) = character {
            self.at = start + length;
            return Some(character);
        }
        if length == 6 {
            self.fault(format!(
                "`{}` is half a character: a surrogate without its partner",
                &self.text[start..start + 6]
            ));
            self.at = start + 6;
            return Some(char::REPLACEMENT_CHARACTER);
        }
        let next = self.text[start + 1..].chars().next();
        self.fault(format!(
            "`\\{}` is no escape of JSON",
            next.map_or(String::new(), |c| c.escape_debug().to_string())
        ));
        self.at = start + 1;
        // An escaped mark does not end the string.
        if next == Some(char::from(mark)) {
            self.at += 1;
        }
        next.filter(|c| *c == char::from(mark))
    }
}

#[cfg(test)]
mod tests;
