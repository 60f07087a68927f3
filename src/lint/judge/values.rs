//! What is asked of the values of elements: plain text, HTML, dates, addresses, languages.

use super::Judge;
use crate::{
    diagnostic::Rule,
    lint::{
        html::{self, Flaw},
        rules::{
            CDATA_REMAINS, CHARACTER_DATA, CONTACT, CONTACT_FORM, CONTACT_NAME_MISSING, DATE_FRAGILE, DATE_IMPLAUSIBLE,
            DATE_ISO8601, DATE_LOOSE, DATE_RFC822, DATE_RFC3339, DATE_W3CDTF, HTML_BROKEN, HTML_DOUBLE_ESCAPED,
            HTML_RISKY_ATTRIBUTE, HTML_RISKY_ELEMENT, HTML_RISKY_STYLE, ID_TRACKING, LANGUAGE, LINK_RELATIVE_ATOM,
            LINK_RELATIVE_HTML, MARKUP_IN_TEXT, TAG_MINTING, TEXT_IGNORED, WEEKDAY_WRONG,
        },
        text::{is_blank, quote},
        values::{
            contact::{Contact, contact},
            date::{Instant, Rfc822, is_iso8601, is_w3cdtf, loose, rfc822, rfc3339},
            language::is_language,
            uri,
        },
        xml::Id,
    },
};
use std::borrow::Cow;

impl Judge<'_, '_> {
    /// Plain text as RSS has it: not blank, no markup, `<` and `&` written so that nobody takes them for markup.
    pub(in crate::lint) fn plain(&mut self, id: Id) {
        self.no_children(id);
        if self.not_blank(id) {
            self.no_markup(id);
        }
    }

    /// Reports markup in the plain text of an element.
    pub(in crate::lint) fn no_markup(&mut self, id: Id) {
        let tree = self.tree;
        let raw = tree.raw(id);
        if memchr::memchr2(b'<', b'&', raw.as_bytes()).is_none() {
            return;
        }
        let text = tree.text(id);
        if text.contains(['<', '&']) {
            // What is written as a hexadecimal reference is meant as a character by whoever wrote it.
            let text = if tree.is_cdata(id) { Cow::Borrowed(text) } else { without_hexadecimal(raw, text) };
            let name = self.named(id);
            self.escaped_too_often(id, tree.text(id), tree.text_at(id));
            if let Some((_, piece)) = html::markup_in_text(&text) {
                let message = if piece.starts_with('&') {
                    format!("`<{name}>` still holds `{}` when it has been decoded: it was escaped twice", quote(piece))
                } else {
                    format!("`<{name}>` is plain text, but holds `{}`", quote(piece))
                };
                self.report_text(&MARKUP_IN_TEXT, id, message);
            } else if self.is_rss && looks_like_markup(&text) {
                let message = format!("in `<{name}>` a `<` looks like the beginning of a tag");
                self.report_text(&CHARACTER_DATA, id, message);
            }
        }
    }

    /// An id that holds what changes from visit to visit, or a `tag:` that nobody can have minted.
    pub(in crate::lint) fn lasting(&mut self, id: Id, value: &str) {
        if let Some(parameter) = uri::tracking(value) {
            let message = format!("the id `{}` holds `{}`", quote(value), quote(parameter));
            self.report_text(&ID_TRACKING, id, message);
        }
        if let Some(why) = uri::tag_problem(value, self.asked.now) {
            self.report_text(&TAG_MINTING, id, format!("the tag URI `{}` {why}", quote(value)));
        }
    }

    /// Text in an element that says all in its attributes.
    pub(in crate::lint) fn is_empty(&mut self, id: Id) {
        let tree = self.tree;
        if !is_blank(tree.text(id)) {
            let message = format!("`<{}>` is empty, but here it holds `{}`", self.named(id), quote(tree.text(id)));
            self.report_text(&TEXT_IGNORED, id, message);
        }
    }

    /// HTML that stands escaped, or in CDATA, in an element.
    pub(in crate::lint) fn html(&mut self, id: Id) {
        let tree = self.tree;
        let text = tree.text(id);
        let at = tree.text_at(id);
        self.html_text(id, text, at);
    }

    /// Judges a piece of HTML, which stands at `at`.
    pub(in crate::lint) fn html_text(&mut self, id: Id, text: &str, at: usize) {
        if self.asked.only_facts || memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
            return;
        }
        let path = self.path(id);
        self.escaped_too_often(id, text, at);
        let is_rss = self.is_rss;
        let base = self.tree.inherited(id, "base").is_some();
        let findings = &mut *self.findings;
        // One finding of a kind in a text is enough to look at it.
        let mut said: Vec<(&'static str, String)> = Vec::new();
        html::judge(text, |_, flaw| {
            let Some((rule, message)) =
                flaw_message(&flaw, is_rss).filter(|_| !(base && matches!(flaw, Flaw::Relative(..))))
            else {
                return;
            };
            if said.len() < 20 && !said.iter().any(|(code, known)| *code == rule.code && *known == message) {
                findings.add(rule, at, path.clone(), message.clone());
                said.push((rule.code, message));
            }
        });
    }

    fn escaped_too_often(&mut self, id: Id, text: &str, at: usize) {
        let text = text.trim();
        let rule = if text.starts_with("<![CDATA[") || text.starts_with("&lt;![CDATA[") || text.ends_with("]]>") {
            (&CDATA_REMAINS, "the marks of a CDATA section stand in the text")
        } else if html::is_escaped(text) {
            (&HTML_DOUBLE_ESCAPED, "the HTML is escaped twice: readers show its tags")
        } else {
            return;
        };
        let path = self.path(id);
        self.findings.add(rule.0, at, path, rule.1);
    }

    /// A date of RSS.
    pub(in crate::lint) fn date_rfc822(&mut self, id: Id) {
        self.no_children(id);
        let value = self.value(id);
        let name = self.named(id);
        match rfc822(value) {
            Rfc822::Fine(instant) => {
                if let Some(why) = loose(value) {
                    let message = format!("`{}` in `<{name}>` is legal, but loose: {why}", quote(value));
                    self.report_text(&DATE_LOOSE, id, message);
                }
                self.plausible(id, instant);
            }
            Rfc822::Problematic(instant, why) => {
                let message = format!("`{}` in `<{name}>` is legal, but readers stumble over it: {why}", quote(value));
                self.report_text(&DATE_FRAGILE, id, message);
                self.plausible(id, instant);
            }
            Rfc822::WrongWeekday(actual) => {
                let message = format!("the day of `{}` in `<{name}>` is {actual}", quote(value));
                self.report_text(&WEEKDAY_WRONG, id, message);
            }
            Rfc822::Invalid => {
                let message = format!("`{}` in `<{name}>` is no RFC 822 date", quote(value));
                self.report_text(&DATE_RFC822, id, message);
            }
        }
    }

    /// A date of Atom.
    pub(in crate::lint) fn date_rfc3339(&mut self, id: Id) -> Option<Instant> {
        let value = self.value(id);
        let instant = rfc3339(value);
        match instant {
            Some(instant) => self.plausible(id, Some(instant)),
            None => {
                let name = self.named(id);
                let message = format!("`{}` in `<{name}>` is no RFC 3339 date with time and zone", quote(value));
                self.report_text(&DATE_RFC3339, id, message);
            }
        }
        instant
    }

    /// A date of Dublin Core.
    pub(in crate::lint) fn date_w3cdtf(&mut self, id: Id) {
        if self.not_blank(id) && !is_w3cdtf(self.value(id)) {
            let message = format!("`{}` in `<{}>` is no W3C date", quote(self.value(id)), self.named(id));
            self.report_text(&DATE_W3CDTF, id, message);
        }
    }

    /// A date of an event.
    pub(in crate::lint) fn date_iso8601(&mut self, id: Id) {
        if self.not_blank(id) && !is_iso8601(self.value(id)) {
            let message = format!("`{}` in `<{}>` is no ISO 8601 date", quote(self.value(id)), self.named(id));
            self.report_text(&DATE_ISO8601, id, message);
        }
    }

    fn plausible(&mut self, id: Id, instant: Option<Instant>) {
        let Some(instant) = instant else { return };
        let year = chrono::Datelike::year(&instant);
        let is_future = self.asked.now.is_some_and(|now| instant > now + chrono::TimeDelta::minutes(10));
        if year < 1990 || is_future {
            let when = if is_future { "in the future" } else { "before there were feeds" };
            let message = format!("`{}` in `<{}>` is {when}", quote(self.value(id)), self.named(id));
            self.report_text(&DATE_IMPLAUSIBLE, id, message);
        }
    }

    /// An address with a name, as RSS writes it.
    pub(in crate::lint) fn contact(&mut self, id: Id) {
        self.no_children(id);
        let value = self.value(id);
        let name = self.named(id);
        let (rule, what) = match contact(value) {
            Contact::Fine => return,
            Contact::NoName => (&CONTACT_NAME_MISSING, "has an address without a name"),
            Contact::OtherForm => (&CONTACT_FORM, "has address and name in another form than `mail (name)`"),
            Contact::Invalid => (&CONTACT, "is no e-mail address"),
        };
        self.report_text(rule, id, format!("`{}` in `<{name}>` {what}", quote(value)));
    }

    /// A language as the text of an element.
    pub(in crate::lint) fn language(&mut self, id: Id) {
        let value = self.value(id);
        if !is_language(value) {
            let name = self.named(id);
            self.report_text(&LANGUAGE, id, format!("`{}` in `<{name}>` names no language", quote(value)));
        }
    }

    /// The text of an element against a check of its value.
    pub(in crate::lint) fn expect(&mut self, id: Id, rule: &'static Rule, is_fine: bool) {
        if !is_fine {
            let message =
                format!("`{}` in `<{}>`: {}", quote(self.value(id)), self.named(id), lower_first(rule.summary));
            self.report_text(rule, id, message);
        }
    }

    /// The value of an attribute against a rule, whose summary says what is expected.
    pub(in crate::lint) fn expect_attribute(
        &mut self,
        id: Id,
        name: &'static str,
        rule: &'static Rule,
        is_fine: impl Fn(&str) -> bool,
    ) {
        let tree = self.tree;
        if let Some(attribute) = tree.attribute(id, name).filter(|attribute| !is_fine(&attribute.value)) {
            let message = format!(
                "`{}` in `{name}` of `<{}>`: {}",
                quote(&attribute.value),
                self.named(id),
                lower_first(rule.summary)
            );
            self.report_attribute(rule, id, name, attribute.at, message);
        }
    }
}

/// The rule that a flaw of HTML breaks, and what to say.
pub(in crate::lint) fn flaw_message(flaw: &Flaw<'_>, is_rss: bool) -> Option<(&'static Rule, String)> {
    Some(match flaw {
        Flaw::Broken(why) => (&HTML_BROKEN, format!("the HTML is broken: {why}")),
        Flaw::RiskyElement(name) => (&HTML_RISKY_ELEMENT, format!("readers strip `<{name}>`")),
        Flaw::RiskyAttribute(name, value) => {
            (&HTML_RISKY_ATTRIBUTE, format!("readers strip the attribute `{}=\"{}\"`", quote(name), quote(value)))
        }
        Flaw::RiskyStyle(property) => {
            (&HTML_RISKY_STYLE, format!("readers strip the style `{}`, or all styles", quote(property)))
        }
        Flaw::Relative(name, value) if is_rss => {
            (&LINK_RELATIVE_HTML, format!("`{name}=\"{}\"` is relative, and RSS does not say to what", quote(value)))
        }
        Flaw::Relative(name, value) => {
            (&LINK_RELATIVE_ATOM, format!("`{name}=\"{}\"` is relative, and no `xml:base` says to what", quote(value)))
        }
    })
}

/// The text without the characters that stand as `&#x26;` and `&#x3C;` in the source.
fn without_hexadecimal<'a>(raw: &str, text: &'a str) -> Cow<'a, str> {
    const HIDDEN: char = '\u{1}';
    if !raw.contains("&#x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.bytes().take(10).position(|b| b == b';');
        let name = end.map(|end| &after[..end]);
        let character = match name {
            Some("#x26" | "#x3C" | "#x3c" | "#x3E" | "#x3e") => Some(HIDDEN),
            Some("amp" | "#38") => Some('&'),
            Some("lt" | "#60") => Some('<'),
            Some("gt" | "#62") => Some('>'),
            Some(_) => Some(HIDDEN),
            None => None,
        };
        match (character, name) {
            (Some(character), Some(name)) => {
                out.push(character);
                rest = &after[name.len() + 1..];
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a `<` is followed by what makes it look like a tag, whatever its name.
fn looks_like_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?')))
}

fn lower_first(sentence: &str) -> String {
    let sentence = sentence.trim().trim_end_matches('.');
    // Words such as `URI` or `OPML` keep their capitals.
    let keeps = sentence.chars().nth(1).is_some_and(char::is_uppercase);
    if keeps {
        return sentence.to_owned();
    }
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
