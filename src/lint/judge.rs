//! Walking through elements: which may stand where and how often, and what is asked of their values.

use super::{
    findings::Findings,
    html::{self, Flaw},
    names::Ns,
    rules::{
        ATTRIBUTE_BLANK, ATTRIBUTE_MISSING, ATTRIBUTE_UNKNOWN, CHARACTER_DATA, CONTACT, CONTACT_FORM,
        CONTACT_NAME_MISSING, DATE_FRAGILE, DATE_IMPLAUSIBLE, DATE_ISO8601, DATE_RFC822, DATE_RFC3339, DATE_W3CDTF,
        ELEMENT_BLANK, ELEMENT_DUPLICATE, ELEMENT_MISSING, ELEMENT_UNKNOWN, HTML_BROKEN, HTML_RISKY_ATTRIBUTE,
        HTML_RISKY_ELEMENT, HTML_RISKY_STYLE, LANGUAGE, LINK_RELATIVE_HTML, MARKUP_IN_TEXT, TEXT_UNEXPECTED,
        WEEKDAY_WRONG,
    },
    text::{is_blank, quote},
    values::{
        Problem,
        contact::{Contact, contact},
        date::{Instant, Rfc822, is_iso8601, is_w3cdtf, rfc822, rfc3339},
        language::is_language,
        uri,
    },
    xml::{Attribute, Id, Tree},
};
use crate::diagnostic::Rule;
use std::{borrow::Cow, collections::HashSet};

/// What is asked of an element, beyond standing where it may.
pub(super) type Check = fn(&mut Judge<'_, '_>, Id);

/// Where an element may stand: one bit each.
pub(super) const CHANNEL: u8 = 1;
pub(super) const ITEM: u8 = 2;
pub(super) const GROUP: u8 = 4;
pub(super) const CONTENT: u8 = 8;
pub(super) const BOTH: u8 = CHANNEL | ITEM;
pub(super) const NEVER: u8 = 0;

/// An element that a vocabulary knows.
#[derive(Debug)]
pub(super) struct Child {
    name: &'static str,
    /// Where it may stand.
    places: u8,
    /// Where it may stand only once.
    once: u8,
    check: Check,
    /// The attributes without prefix that it may have; `None` if they are not looked at.
    attributes: Option<&'static [&'static str]>,
}

/// An element that may stand only once.
pub(super) const fn one(name: &'static str, places: u8, check: Check) -> Child {
    Child { name, places, once: places, check, attributes: None }
}

/// An element that may stand several times.
pub(super) const fn many(name: &'static str, places: u8, check: Check) -> Child {
    Child { name, places, once: NEVER, check, attributes: None }
}

impl Child {
    /// The only attributes that it may have.
    pub(super) const fn with(mut self, attributes: &'static [&'static str]) -> Self {
        self.attributes = Some(attributes);
        self
    }

    /// Where it may stand only once, if not everywhere.
    pub(super) const fn once_in(mut self, places: u8) -> Self {
        self.once = places;
        self
    }
}

/// Judges the elements of one tree.
pub(super) struct Judge<'j, 't> {
    pub tree: &'j Tree<'t>,
    pub findings: &'j mut Findings,
    /// The item that is judged, and its number from 1 (0: alone).
    pub item: Option<(Id, usize)>,
    pub is_rss: bool,
    /// The run's "now", if dates are to be held against it.
    pub now: Option<Instant>,
    /// Whether descriptions are plain text, as in RSS 0.91.
    pub is_plain: bool,
    /// The first attribute of another namespace at an element of RSS.
    pub foreign_attribute: Option<usize>,
}

impl<'j, 't> Judge<'j, 't> {
    /// `channel > item[3] > pubDate`
    pub(super) fn path(&self, id: Id) -> String {
        let mut names = Vec::new();
        let mut at = Some(id);
        while let Some(here) = at {
            let name = self.named(here);
            match self.item {
                Some((item, 0)) if item == here => break,
                Some((item, number)) if item == here => names.push(format!("{name}[{number}]")),
                _ if matches!(self.tree.name(here), "rss" | "RDF") && self.tree.parent(here).is_none() => {}
                _ => names.push(name),
            }
            at = self.tree.parent(here);
            if names.len() > 12 {
                names.push("…".to_owned());
                break;
            }
        }
        names.reverse();
        names.join(" > ")
    }

    /// An element's name as it stands in the source.
    pub(super) fn named(&self, id: Id) -> String {
        let (prefix, name) = (self.tree.prefix(id), self.tree.name(id));
        if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
    }

    /// Reports something about an element, at its start tag.
    pub(super) fn report(&mut self, rule: &'static Rule, id: Id, message: impl Into<String>) {
        self.findings.add(rule, self.tree.at(id), self.path(id), message);
    }

    /// Reports something about an element's text.
    pub(super) fn report_text(&mut self, rule: &'static Rule, id: Id, message: impl Into<String>) {
        self.findings.add(rule, self.tree.text_at(id), self.path(id), message);
    }

    /// Reports something about an attribute.
    pub(super) fn report_attribute(
        &mut self,
        rule: &'static Rule,
        id: Id,
        name: &str,
        at: usize,
        message: impl Into<String>,
    ) {
        let path = format!("{}@{name}", self.path(id));
        self.findings.add(rule, at, path, message);
    }

    /// Reports what a text must not be.
    pub(super) fn text_problem(&mut self, id: Id, problem: Result<(), Problem>) {
        if let Err((rule, message)) = problem {
            let name = self.named(id);
            self.report_text(rule, id, format!("{message} (in `<{name}>`)"));
        }
    }

    /// The trimmed text of an element.
    pub(super) fn value(&self, id: Id) -> &'j str {
        let tree = self.tree;
        tree.text(id).trim()
    }

    /// The children of an element against the tables of its own namespace and of others. Gives back who was seen.
    pub(super) fn children(&mut self, parent: Id, own: Ns, table: &'static [Child], place: u8) {
        let tree = self.tree;
        let mut seen: HashSet<*const Child> = HashSet::new();
        if !is_blank(tree.text(parent)) {
            let text = quote(tree.text(parent));
            let name = self.named(parent);
            self.report_text(&TEXT_UNEXPECTED, parent, format!("the text `{text}` stands directly inside `<{name}>`"));
        }
        for child in tree.children(parent) {
            self.common(child);
            let ns = tree.ns(child);
            let table = if ns == own { Some(table) } else { super::extensions::table(ns) };
            match table {
                Some(table) => {
                    let known = table.iter().find(|known| known.name == tree.name(child));
                    match known.filter(|known| known.places & place != 0) {
                        Some(known) => {
                            if known.once & place != 0 && !seen.insert(std::ptr::from_ref(known)) {
                                let (name, parent) = (self.named(child), self.named(parent));
                                self.report(
                                    &ELEMENT_DUPLICATE,
                                    child,
                                    format!("`<{name}>` stands twice inside `<{parent}>`, where it may stand once"),
                                );
                            }
                            if let Some(attributes) = known.attributes {
                                self.known_attributes(child, attributes, ns == own);
                            }
                            (known.check)(self, child);
                        }
                        None => self.unknown(child, parent, known.is_some()),
                    }
                }
                None => super::extensions::unknown(self, child, parent, place),
            }
            if ns != own && self.is_rss {
                super::extensions::needs_namespaces(self, child);
            }
        }
    }

    fn unknown(&mut self, child: Id, parent: Id, is_elsewhere: bool) {
        let (name, inside) = (self.named(child), self.named(parent));
        if name == "blink" {
            self.report(&super::rules::RSS_BLINK, child, "`<blink>` is no element of RSS");
        } else if is_elsewhere {
            self.report(&ELEMENT_UNKNOWN, child, format!("`<{name}>` must not stand inside `<{inside}>`"));
        } else {
            self.report(&ELEMENT_UNKNOWN, child, format!("`<{name}>` is no known element inside `<{inside}>`"));
        }
    }

    /// What every element may have: `xml:base`, `xml:lang`.
    pub(super) fn common(&mut self, id: Id) {
        for attribute in self.tree.attributes(id) {
            if attribute.ns != Ns::XML {
                continue;
            }
            match attribute.name {
                "lang" if !attribute.value.is_empty() && !is_language(&attribute.value) => {
                    let message = format!("`{}` names no language", quote(&attribute.value));
                    self.report_attribute(&LANGUAGE, id, "xml:lang", attribute.at, message);
                }
                "base" => {
                    if let Err((rule, message)) = uri::reference(&attribute.value) {
                        self.report_attribute(rule, id, "xml:base", attribute.at, message);
                    }
                }
                _ => {}
            }
        }
    }

    /// Attributes without prefix must be known.
    pub(super) fn known_attributes(&mut self, id: Id, known: &[&str], is_core: bool) {
        for attribute in self.tree.attributes(id) {
            if attribute.ns == Ns::NONE && !known.contains(&attribute.name) {
                let name = self.named(id);
                let message = format!("`{}` is no attribute of `<{name}>`", quote(attribute.name));
                self.report_attribute(&ATTRIBUTE_UNKNOWN, id, attribute.name, attribute.at, message);
            } else if self.is_rss && is_core && !matches!(attribute.ns, Ns::NONE | Ns::XML) {
                self.foreign_attribute.get_or_insert(attribute.at);
            }
        }
    }

    /// The value of an attribute that must be there.
    pub(super) fn required(&mut self, id: Id, name: &'static str) -> Option<&'j Attribute<'t>> {
        let tree = self.tree;
        let found = tree.attribute(id, name);
        if found.is_none() {
            let element = self.named(id);
            self.report(&ATTRIBUTE_MISSING, id, format!("`<{element}>` has no attribute `{name}`, which it needs"));
        }
        found
    }

    /// A child that must be there.
    pub(super) fn required_child(&mut self, parent: Id, ns: Ns, name: &'static str) -> Option<Id> {
        let found = self.tree.first(parent, ns, name);
        if found.is_none() {
            let prefix = if ns == Ns::NONE || ns == Ns::ATOM { "" } else { ns.usual_prefix() };
            let wanted = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") };
            let inside = self.named(parent);
            self.report(&ELEMENT_MISSING, parent, format!("`<{inside}>` has no `<{wanted}>`, which it needs"));
        }
        found
    }

    /// Text inside an element that takes none.
    pub(super) fn no_children(&mut self, id: Id) {
        let tree = self.tree;
        for child in tree.children(id) {
            let (name, inside) = (self.named(child), self.named(id));
            self.report(&ELEMENT_UNKNOWN, child, format!("`<{name}>` must not stand inside `<{inside}>`"));
        }
    }

    /// Says whether an element has text, and reports if not.
    pub(super) fn not_blank(&mut self, id: Id) -> bool {
        let is_blank = is_blank(self.tree.text(id)) && !self.tree.has_children(id);
        if is_blank {
            let name = self.named(id);
            self.report(&ELEMENT_BLANK, id, format!("`<{name}>` is empty"));
        }
        !is_blank
    }

    /// An attribute that should not be empty. Gives back its value.
    pub(super) fn attribute_not_blank(&mut self, id: Id, name: &'static str) -> Option<&'j Attribute<'t>> {
        let tree = self.tree;
        let attribute = tree.attribute(id, name)?;
        if is_blank(&attribute.value) {
            let message = format!("`{name}` is empty");
            self.report_attribute(&ATTRIBUTE_BLANK, id, name, attribute.at, message);
        }
        Some(attribute)
    }

    /// An attribute that holds an address.
    pub(super) fn attribute_uri(&mut self, id: Id, name: &'static str, check: fn(&str) -> Result<(), Problem>) {
        let tree = self.tree;
        if let Some(attribute) = tree.attribute(id, name)
            && let Err((rule, message)) = check(&attribute.value)
        {
            self.report_attribute(rule, id, name, attribute.at, message);
        }
    }

    /// Plain text as RSS has it: not blank, no markup, `<` and `&` written so that nobody takes them for markup.
    pub(super) fn plain(&mut self, id: Id) {
        self.no_children(id);
        if self.not_blank(id) {
            self.no_markup(id);
        }
    }

    /// Reports markup in the plain text of an element.
    pub(super) fn no_markup(&mut self, id: Id) {
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
            if let Some((_, piece)) = html::markup_in_text(&text) {
                let message = format!("`<{name}>` is plain text, but holds `{}`", quote(piece));
                self.report_text(&MARKUP_IN_TEXT, id, message);
            } else if self.is_rss && looks_like_markup(&text) {
                let message = format!("in `<{name}>` a `<` looks like the beginning of a tag");
                self.report_text(&CHARACTER_DATA, id, message);
            }
        }
    }

    /// HTML that stands escaped, or in CDATA, in an element.
    pub(super) fn html(&mut self, id: Id) {
        let tree = self.tree;
        let text = tree.text(id);
        let at = tree.text_at(id);
        self.html_text(id, text, at);
    }

    /// Judges a piece of HTML, which stands at `at`.
    pub(super) fn html_text(&mut self, id: Id, text: &str, at: usize) {
        if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
            return;
        }
        let path = self.path(id);
        let is_rss = self.is_rss;
        let base = self.tree.inherited(id, "base").is_some();
        let findings = &mut *self.findings;
        // One finding of a kind in a text is enough to look at it.
        let mut said: Vec<(&'static str, String)> = Vec::new();
        html::judge(text, |_, flaw| {
            let Some((rule, message)) = flaw_message(&flaw, is_rss && !base) else { return };
            if said.len() < 20 && !said.iter().any(|(code, known)| *code == rule.code && *known == message) {
                findings.add(rule, at, path.clone(), message.clone());
                said.push((rule.code, message));
            }
        });
    }

    /// A date of RSS.
    pub(super) fn date_rfc822(&mut self, id: Id) {
        self.no_children(id);
        let value = self.value(id);
        let name = self.named(id);
        match rfc822(value) {
            Rfc822::Fine(instant) => self.plausible(id, instant),
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
    pub(super) fn date_rfc3339(&mut self, id: Id) -> Option<Instant> {
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
    pub(super) fn date_w3cdtf(&mut self, id: Id) {
        if self.not_blank(id) && !is_w3cdtf(self.value(id)) {
            let message = format!("`{}` in `<{}>` is no W3C date", quote(self.value(id)), self.named(id));
            self.report_text(&DATE_W3CDTF, id, message);
        }
    }

    /// A date of an event.
    pub(super) fn date_iso8601(&mut self, id: Id) {
        if self.not_blank(id) && !is_iso8601(self.value(id)) {
            let message = format!("`{}` in `<{}>` is no ISO 8601 date", quote(self.value(id)), self.named(id));
            self.report_text(&DATE_ISO8601, id, message);
        }
    }

    fn plausible(&mut self, id: Id, instant: Option<Instant>) {
        let Some(instant) = instant else { return };
        let year = chrono::Datelike::year(&instant);
        let is_future = self.now.is_some_and(|now| instant > now + chrono::TimeDelta::minutes(10));
        if year < 1990 || is_future {
            let when = if is_future { "in the future" } else { "before there were feeds" };
            let message = format!("`{}` in `<{}>` is {when}", quote(self.value(id)), self.named(id));
            self.report_text(&DATE_IMPLAUSIBLE, id, message);
        }
    }

    /// An address with a name, as RSS writes it.
    pub(super) fn contact(&mut self, id: Id) {
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
    pub(super) fn language(&mut self, id: Id) {
        let value = self.value(id);
        if !is_language(value) {
            let name = self.named(id);
            self.report_text(&LANGUAGE, id, format!("`{}` in `<{name}>` names no language", quote(value)));
        }
    }

    /// The text of an element against a check of its value.
    pub(super) fn expect(&mut self, id: Id, rule: &'static Rule, is_fine: bool) {
        if !is_fine {
            let message =
                format!("`{}` in `<{}>`: {}", quote(self.value(id)), self.named(id), lower_first(rule.summary));
            self.report_text(rule, id, message);
        }
    }

    /// The value of an attribute against a rule, whose summary says what is expected.
    pub(super) fn expect_attribute(
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
pub(super) fn flaw_message(flaw: &Flaw<'_>, relative_matters: bool) -> Option<(&'static Rule, String)> {
    Some(match flaw {
        Flaw::Broken(why) => (&HTML_BROKEN, format!("the HTML is broken: {why}")),
        Flaw::RiskyElement(name) => (&HTML_RISKY_ELEMENT, format!("readers strip `<{name}>`")),
        Flaw::RiskyAttribute(name, value) => {
            (&HTML_RISKY_ATTRIBUTE, format!("readers strip the attribute `{name}=\"{}\"`", quote(value)))
        }
        Flaw::RiskyStyle(property) => {
            (&HTML_RISKY_STYLE, format!("readers strip the style `{}`, or all styles", quote(property)))
        }
        Flaw::Relative(name, value) if relative_matters => {
            (&LINK_RELATIVE_HTML, format!("`{name}=\"{}\"` is relative, and RSS does not say to what", quote(value)))
        }
        Flaw::Relative(..) => return None,
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
        let name = after.split(';').next().filter(|name| name.len() < 10 && name.len() < after.len());
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
