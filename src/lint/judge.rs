//! Walking through elements: which may stand where and how often, and what is asked of their values.

mod near;
mod values;

pub(super) use values::flaw_message;

use super::{
    findings::{Finding, Findings},
    names::Ns,
    profile::Asked,
    rules::{
        ATTRIBUTE_BLANK, ATTRIBUTE_MISSING, ATTRIBUTE_UNKNOWN, ELEMENT_BLANK, ELEMENT_DUPLICATE, ELEMENT_MISSING,
        ELEMENT_QUESTIONABLE, ELEMENT_UNKNOWN, LANGUAGE, PODCAST_ATTRIBUTE_UNKNOWN, PODCAST_ELEMENT_UNKNOWN,
        TEXT_UNEXPECTED,
    },
    text::{is_blank, nearest_attribute, quote, shortened},
    values::{Problem, language::is_language, uri},
    xml::{Attribute, Id, Tree},
};
use crate::diagnostic::Rule;
use std::collections::HashSet;

/// What is asked of an element, beyond standing where it may.
pub(super) type Check = fn(&mut Judge<'_, '_>, Id);

/// Where an element may stand: one bit each.
pub(super) const CHANNEL: u8 = 1;
pub(super) const ITEM: u8 = 2;
pub(super) const GROUP: u8 = 4;
pub(super) const CONTENT: u8 = 8;
/// Inside an element of a vocabulary, which takes nothing of any other.
pub(super) const NESTED: u8 = 16;
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

/// A version of RSS; an item on its own is of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// 0.91: descriptions are plain text, and much is required.
    Rss091,
    /// 0.92, and its successors 0.93 and 0.94: nothing is required of an item.
    Rss092,
    /// 2.0.
    Rss2,
}

/// Judges the elements of one tree.
pub(super) struct Judge<'j, 't> {
    pub tree: &'j Tree<'t>,
    pub findings: &'j mut Findings,
    /// The item that is judged, and its number from 1 (0: alone).
    pub item: Option<(Id, usize)>,
    pub is_rss: bool,
    /// What is asked of the feed beside the specifications.
    pub asked: Asked,
    /// What the document says that it is, if it is RSS.
    pub version: Version,
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
        shortened(self.tree.qualified(id))
    }

    /// Reports something about an element, at its start tag.
    pub(super) fn report(&mut self, rule: &'static Rule, id: Id, message: impl Into<String>) {
        self.add(rule, id, self.tree.at(id), None, message);
    }

    /// Reports something about an element's text.
    pub(super) fn report_text(&mut self, rule: &'static Rule, id: Id, message: impl Into<String>) {
        self.add(rule, id, self.tree.text_at(id), None, message);
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
        self.add(rule, id, at, Some(name), message);
    }

    fn add(&mut self, rule: &'static Rule, id: Id, at: usize, attribute: Option<&str>, message: impl Into<String>) {
        if self.findings.wants(rule, at) {
            let mut path = self.path(id);
            if let Some(name) = attribute {
                path = format!("{path}@{}", shortened(name.to_owned()));
            }
            self.findings.list(Finding { rule, at, path, message: message.into() });
        }
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
                                self.known_attributes(child, attributes, ns == own && own == Ns::NONE);
                            }
                            (known.check)(self, child);
                        }
                        None => self.unknown(child, parent, table, place),
                    }
                }
                None => super::extensions::unknown(self, child, parent, place),
            }
            if ns != own && self.is_rss {
                super::extensions::needs_namespaces(self, child);
            }
        }
    }

    fn unknown(&mut self, child: Id, parent: Id, table: &[Child], place: u8) {
        let (name, inside) = (self.named(child), self.named(parent));
        let local = self.tree.name(child);
        let ns = self.tree.ns(child);
        let mut known =
            table.iter().chain(super::extensions::table(ns).filter(|_| ns == Ns::PODCAST).unwrap_or_default());
        if ns == Ns::SPOTIFY {
            // Its specification is not public as a whole.
            let message = format!("Spotify documents no `<{name}>` inside `<{inside}>`");
            self.report(&ELEMENT_QUESTIONABLE, child, message);
        } else if name == "blink" {
            self.report(&super::rules::RSS_BLINK, child, "`<blink>` is no element of RSS");
        } else if known.any(|known| known.name == local) {
            self.report(&ELEMENT_UNKNOWN, child, format!("`<{name}>` must not stand inside `<{inside}>`"));
        } else if let Some(meant) = near::name(ns, local, table, place, self.is_rss) {
            let prefix = if meant.contains(':') { "" } else { name.strip_suffix(local).unwrap_or_default() };
            let message =
                format!("`<{name}>` is no known element inside `<{inside}>`: do you mean `<{prefix}{meant}>`?");
            self.report(&ELEMENT_UNKNOWN, child, message);
        } else {
            let rule = if ns == Ns::PODCAST { &PODCAST_ELEMENT_UNKNOWN } else { &ELEMENT_UNKNOWN };
            self.report(rule, child, format!("`<{name}>` is no known element inside `<{inside}>`"));
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
                let mut message = format!("`{}` is no attribute of `<{name}>`", quote(attribute.name));
                let mut rule = &ATTRIBUTE_UNKNOWN;
                if let Some(meant) = nearest_attribute(attribute.name, known) {
                    message.push_str(": do you mean `");
                    message.push_str(meant);
                    message.push_str("`?");
                } else if self.tree.ns(id) == Ns::PODCAST {
                    rule = &PODCAST_ATTRIBUTE_UNKNOWN;
                }
                self.report_attribute(rule, id, attribute.name, attribute.at, message);
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
            let meant = meant(tree.name(id), name);
            self.report(
                &ATTRIBUTE_MISSING,
                id,
                format!("`<{element}>` has no attribute `{name}`, which it needs{meant}"),
            );
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
}

/// What an attribute is for, where its name does not say it: the end of a sentence.
fn meant(element: &str, attribute: &str) -> &'static str {
    match (element, attribute) {
        ("enclosure", "length") => ": the size of the file in bytes, 0 if it is unknown",
        ("enclosure" | "transcript" | "alternateEnclosure" | "chapters", "type") => {
            ": the media type of the file, such as `audio/mpeg`, `text/vtt` or `application/json+chapters`"
        }
        ("enclosure", "url") => ": the address of the file",
        ("source", "url") => ": the address of the feed that the item comes from",
        ("rss", "version") => ": `2.0`",
        ("image", "href") => ": the address of the picture, which does not stand between the tags",
        ("soundbite", "duration" | "startTime") => ": a number of seconds",
        ("category", "term") => ": the category's name",
        ("category", "text") => ": the category's name, as Apple lists it",
        _ => "",
    }
}
