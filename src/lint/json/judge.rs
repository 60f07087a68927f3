//! Walking through the members of objects: which there are, which are missing, and of which type.

use super::{
    members::{ATTACHMENT, AUTHOR, HUB, Known, Object, Wanted, is_new, unknown},
    read::{Fault, Kind, Read, Value},
};
use crate::{
    diagnostic::Rule,
    lint::{
        findings::Findings,
        profile::Asked,
        rules::{
            JSON_BLANK, JSON_DUPLICATE_MEMBER, JSON_EXTENSION, JSON_HUB, JSON_LIMIT, JSON_MALFORMED,
            JSON_MEMBER_MISSING, JSON_MEMBER_TYPE, JSON_MEMBER_UNKNOWN, JSON_TAG, JSON_VALUE,
        },
        text::{is_blank, quote},
    },
};
use std::collections::HashSet;

/// An extension that is used: its name, where, and whether it says what it is about.
pub(in crate::lint) type Extension = (String, usize, bool);

/// Judges the members of objects.
pub(super) struct Judge<'f, 't> {
    pub findings: &'f mut Findings,
    pub asked: Asked,
    pub source: &'t str,
    /// `items[3].attachments[0].mime_type`
    pub path: String,
    /// Whether the document is broken off: what is missing may stand in the rest.
    pub is_cut: bool,
    pub extensions: Vec<Extension>,
    /// The first member that came with version 1.1.
    pub new_member: Option<(usize, &'static str)>,
    /// Where `author` stands without `authors`.
    pub old_author: Option<usize>,
}

impl<'f, 't> Judge<'f, 't> {
    pub(super) fn new(findings: &'f mut Findings, asked: Asked, source: &'t str, path: String) -> Self {
        Self {
            findings,
            asked,
            source,
            path,
            is_cut: false,
            extensions: Vec::new(),
            new_member: None,
            old_author: None,
        }
    }

    /// Reports something about what is judged just now.
    pub(super) fn add(&mut self, rule: &'static Rule, at: usize, message: impl Into<String>) {
        self.findings.add(rule, at, self.path.as_str(), message);
    }

    /// Reports something about a member of it.
    pub(super) fn add_at(&mut self, rule: &'static Rule, at: usize, name: &str, message: impl Into<String>) {
        self.within(name, |judge| judge.add(rule, at, message));
    }

    /// Judges a member.
    pub(super) fn within<R>(&mut self, name: &str, judge: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(&crate::lint::text::shortened(name.to_owned()));
        let result = judge(self);
        self.path.truncate(length);
        result
    }

    /// Judges the elements of a list.
    fn each(&mut self, values: &[Value<'_>], mut judge: impl FnMut(&mut Self, &Value<'_>)) {
        let length = self.path.len();
        for (number, value) in values.iter().enumerate() {
            self.path.push('[');
            self.path.push_str(&number.to_string());
            self.path.push(']');
            judge(self, value);
            self.path.truncate(length);
        }
    }

    /// What kept a text from being read.
    pub(super) fn faults(&mut self, read: &Read<'_>) {
        for Fault { at, message } in &read.faults {
            self.findings.add(&JSON_MALFORMED, *at, "", message.as_str());
        }
        if let Some(at) = read.too_deep {
            self.findings.add(&JSON_LIMIT, at, "", "values are nested deeper than 100");
        }
        self.is_cut = read.is_cut;
    }

    /// Judges an object's members; says whether it is an object at all.
    pub(super) fn object(&mut self, value: &Value<'_>, object: &Object) -> bool {
        let Kind::Object(members) = &value.kind else {
            if value.kind != Kind::Broken {
                let message = format!("{} is an object, not {}", object.named, value.named());
                self.add(&JSON_MEMBER_TYPE, value.at, message);
            }
            return false;
        };
        self.duplicates(value);
        for member in members {
            let known = object.members.iter().find(|known| known.name == member.name);
            self.within(&member.name, |judge| match known {
                Some(known) => judge.member(&member.value, known),
                None if member.name.starts_with('_') => judge.extension(&member.name, &member.value, member.at),
                None => {
                    judge.add(&JSON_MEMBER_UNKNOWN, member.at, unknown(&member.name, object, value));
                    judge.other(&member.value);
                }
            });
            if let Some(known) = known.filter(|known| is_new(known.name)) {
                self.new_member.get_or_insert((member.at, known.name));
            }
        }
        if !self.is_cut {
            for known in object.members.iter().filter(|known| known.is_required) {
                if value.get(known.name).is_none() {
                    let message = format!("`{}` is missing", known.name);
                    self.add_at(&JSON_MEMBER_MISSING, value.at, known.name, message);
                }
            }
        }
        true
    }

    fn duplicates(&mut self, value: &Value<'_>) {
        let members = value.members();
        // Objects are small, and comparing a few names is faster than hashing them.
        let mut seen: Option<HashSet<&str>> = (members.len() > 32).then(HashSet::new);
        for (number, member) in members.iter().enumerate() {
            let is_again = match &mut seen {
                Some(seen) => !seen.insert(&member.name),
                None => members[..number].iter().any(|other| other.name == member.name),
            };
            if is_again {
                let message = format!("`{}` stands here twice", quote(&member.name));
                self.add_at(&JSON_DUPLICATE_MEMBER, member.at, &member.name, message);
            }
        }
    }

    /// Values that belong to somebody else: only what holds for all JSON is asked of them.
    fn other(&mut self, value: &Value<'_>) {
        match &value.kind {
            Kind::Object(members) => {
                self.duplicates(value);
                for member in members {
                    self.within(&member.name, |judge| judge.other(&member.value));
                }
            }
            Kind::Array(values) => self.each(values, Self::other),
            _ => {}
        }
    }

    fn extension(&mut self, name: &str, value: &Value<'_>, at: usize) {
        let shown = quote(name);
        if !name[1..].starts_with(char::is_alphabetic) {
            self.add(&JSON_EXTENSION, at, format!("the name of the extension `{shown}` is not `_` and a letter"));
        }
        if name.contains('.') {
            self.add(&JSON_EXTENSION, at, format!("the name of the extension `{shown}` has a dot"));
        }
        match value.kind {
            Kind::Object(_) => self.extensions.push((name.to_owned(), at, value.get("about").is_some())),
            Kind::Broken => {}
            _ => {
                let message = format!("the extension `{shown}` is {}, but must be an object", value.named());
                self.add(&JSON_EXTENSION, value.at, message);
            }
        }
        self.keys(value);
    }

    /// The names inside an extension.
    fn keys(&mut self, value: &Value<'_>) {
        match &value.kind {
            Kind::Object(members) => {
                self.duplicates(value);
                for member in members {
                    let name = &*member.name;
                    self.within(name, |judge| {
                        if name.contains('.') {
                            let message = format!("the name `{}` inside an extension has a dot", quote(name));
                            judge.add(&JSON_EXTENSION, member.at, message);
                        }
                        if name.starts_with('_') {
                            let message = format!(
                                "the name `{}` inside an extension begins with `_`, as only the extension's own does",
                                quote(name)
                            );
                            judge.add(&JSON_EXTENSION, member.at, message);
                        }
                        judge.keys(&member.value);
                    });
                }
            }
            Kind::Array(values) => self.each(values, Self::keys),
            _ => {}
        }
    }

    fn member(&mut self, value: &Value<'_>, known: &Known) {
        let expected = match (known.wanted, &value.kind) {
            (_, Kind::Broken) => return,
            (
                Wanted::Text
                | Wanted::Any
                | Wanted::Html
                | Wanted::Content
                | Wanted::Url
                | Wanted::AuthorUrl
                | Wanted::Date
                | Wanted::Language
                | Wanted::MediaType,
                Kind::String(text),
            ) => {
                return self.text(text, value.at, known);
            }
            (Wanted::Bool, Kind::Bool(_)) => return,
            (Wanted::Number | Wanted::Size, Kind::Number(number)) => {
                if number.starts_with('-') {
                    self.add(&JSON_VALUE, value.at, format!("`{number}` is below 0"));
                } else if known.wanted == Wanted::Size {
                    self.size(number, value.at);
                }
                return;
            }
            (Wanted::Authors, Kind::Array(authors)) => {
                if authors.is_empty() {
                    self.add(&JSON_BLANK, value.at, "the list of authors is empty");
                }
                return self.each(authors, Self::author);
            }
            (Wanted::Author, Kind::Object(_)) => return self.author(value),
            (Wanted::Hubs, Kind::Array(hubs)) => {
                if hubs.is_empty() {
                    self.add(&JSON_BLANK, value.at, "the list of hubs is empty");
                }
                return self.each(hubs, Self::hub);
            }
            (Wanted::Tags, Kind::Array(tags)) => return self.tags(tags),
            (Wanted::Attachments, Kind::Array(attachments)) => {
                self.each(attachments, |judge, attachment| {
                    if judge.object(attachment, &ATTACHMENT) {
                        judge.attachment_type(attachment);
                    }
                });
                return self.attachment_titles(attachments);
            }
            (Wanted::Items, Kind::Array(_)) => return,
            (Wanted::Bool, _) => "true or false",
            (Wanted::Number | Wanted::Size, _) => "a number",
            (Wanted::Author, _) => "an object",
            (Wanted::Authors | Wanted::Hubs | Wanted::Tags | Wanted::Attachments | Wanted::Items, _) => "a list",
            _ => "a string",
        };
        let message = match &value.kind {
            Kind::Number(number) => {
                format!("`{}` is {expected} in JSON Feed, not the number `{}`", known.name, quote(number))
            }
            Kind::String(text) => {
                format!("`{}` is {expected} in JSON Feed, not the string `{}`", known.name, quote(text))
            }
            _ => format!("`{}` is {expected} in JSON Feed, not {}", known.name, value.named()),
        };
        self.add(&JSON_MEMBER_TYPE, value.at, message);
    }

    fn author(&mut self, author: &Value<'_>) {
        let is_filled = |known: &Known| match author.get(known.name).map(|value| &value.kind) {
            Some(Kind::String(text)) => !is_blank(text),
            Some(_) => true,
            None => false,
        };
        if self.object(author, &AUTHOR) && !AUTHOR.members.iter().any(is_filled) && !self.is_cut {
            self.add(&JSON_MEMBER_MISSING, author.at, "an author has a `name`, a `url` or an `avatar`");
        }
    }

    fn hub(&mut self, hub: &Value<'_>) {
        if !self.object(hub, &HUB) {
            return;
        }
        let (Some(kind), Some(value)) = (hub.string("type"), hub.get("type")) else { return };
        let usual = match kind.to_ascii_lowercase().as_str() {
            "websub" | "pubsubhubbub" => "WebSub",
            "rsscloud" => "rssCloud",
            _ => return,
        };
        if kind != usual {
            let message = format!("the hub's type is `{}`, where others write `{usual}`", quote(kind));
            self.add_at(&JSON_HUB, value.at, "type", message);
        }
    }

    fn tags(&mut self, tags: &[Value<'_>]) {
        let mut seen = HashSet::new();
        self.each(tags, |judge, tag| {
            let Kind::String(text) = &tag.kind else {
                if tag.kind != Kind::Broken {
                    judge.add(&JSON_MEMBER_TYPE, tag.at, format!("a tag is a string, not {}", tag.named()));
                }
                return;
            };
            if is_blank(text) {
                judge.add(&JSON_BLANK, tag.at, "the tag is empty");
                return;
            }
            judge.plain(text, tag.at);
            let shown = || quote(text);
            if !seen.insert(text.trim().to_lowercase()) {
                judge.add(&JSON_TAG, tag.at, format!("the tag `{}` stands here twice", shown()));
            } else if text.starts_with('#') {
                judge.add(&JSON_TAG, tag.at, format!("the tag `{}` has a `#`, which readers show", shown()));
            } else if text.matches(',').count() > 1 {
                judge.add(&JSON_TAG, tag.at, format!("the tag `{}` looks like several", shown()));
            }
        });
    }
}
