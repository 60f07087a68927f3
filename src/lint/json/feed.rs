//! What JSON Feed demands of a feed and its items.

use super::read::{Fault, Kind, Reader, Value};
use crate::{
    diagnostic::Rule,
    lint::{
        Facts,
        findings::Findings,
        html,
        judge::flaw_message,
        profile::Asked,
        rules::{
            DATE_IMPLAUSIBLE, DATE_MISSING, DATE_ORDER, DATE_RFC3339, FORMAT_UNKNOWN, ID_NOT_UNIQUE,
            JSON_ATTACHMENT_TITLE, JSON_AUTHOR_DEPRECATED, JSON_BLANK, JSON_DUPLICATE_MEMBER, JSON_EXTENSION,
            JSON_MALFORMED, JSON_MEMBER_MISSING, JSON_MEMBER_TYPE, JSON_MEMBER_UNKNOWN, JSON_NEXT_URL,
            JSON_URL_MISSING, JSON_VALUE, JSON_VERSION, LANGUAGE, MARKUP_IN_TEXT, MEDIA_TYPE,
        },
        text::{is_blank, quote, shortened},
        values::{date::rfc3339, language::is_language, media_type::is_media_type, uri},
    },
};
use std::{cell::RefCell, collections::HashSet};

const VERSIONS: [&str; 2] = ["https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1"];

/// What a member has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Wanted {
    /// Plain text.
    Text,
    /// A text that may hold anything.
    Any,
    Html,
    Url,
    Date,
    Language,
    Bool,
    /// A number of 0 or more.
    Number,
    MediaType,
    Authors,
    Author,
    Hubs,
    Tags,
    Attachments,
    Items,
}

use Wanted::{
    Any, Attachments, Author, Authors, Bool, Date, Html, Hubs, Items, Language, MediaType, Number, Tags, Text, Url,
};

const FEED: &[(&str, Wanted)] = &[
    ("version", Any),
    ("title", Text),
    ("home_page_url", Url),
    ("feed_url", Url),
    ("description", Text),
    ("user_comment", Any),
    ("next_url", Url),
    ("icon", Url),
    ("favicon", Url),
    ("author", Author),
    ("authors", Authors),
    ("language", Language),
    ("expired", Bool),
    ("hubs", Hubs),
    ("items", Items),
];

const ITEM: &[(&str, Wanted)] = &[
    ("id", Any),
    ("url", Url),
    ("external_url", Url),
    ("title", Text),
    ("content_html", Html),
    ("content_text", Any),
    ("summary", Text),
    ("image", Url),
    ("banner_image", Url),
    ("date_published", Date),
    ("date_modified", Date),
    ("author", Author),
    ("authors", Authors),
    ("tags", Tags),
    ("language", Language),
    ("attachments", Attachments),
];

const AUTHOR: &[(&str, Wanted)] = &[("name", Text), ("url", Url), ("avatar", Url)];
const HUB: &[(&str, Wanted)] = &[("type", Any), ("url", Url)];
const ATTACHMENT: &[(&str, Wanted)] = &[
    ("url", Url),
    ("mime_type", MediaType),
    ("title", Text),
    ("size_in_bytes", Number),
    ("duration_in_seconds", Number),
];

/// Judges the members of objects.
struct Judge<'f> {
    findings: &'f mut Findings,
    asked: Asked,
}

/// Judges one item.
pub(in crate::lint) fn item(text: &str, findings: &mut Findings) -> Facts {
    match Reader::new(text).read("", &mut |_| ()) {
        Ok(value) => judge_item(&value, "", &mut Judge { findings, asked: Asked::default() }),
        Err(fault) => {
            malformed(fault, findings);
            Facts::default()
        }
    }
}

/// Judges what surrounds the items.
pub(in crate::lint) fn envelope(text: &str, facts: &[Facts], findings: &mut Findings) {
    match Reader::new(text).read("items", &mut |_| ()) {
        Ok(value) => judge_feed(&value, facts, &mut Judge { findings, asked: Asked::default() }),
        Err(fault) => malformed(fault, findings),
    }
}

/// Judges a whole document.
pub(in crate::lint) fn document(text: &str, asked: Asked, findings: &mut Findings) {
    // Items are judged as they come, so that only one of them is in memory.
    let shared = RefCell::new((findings, Vec::new()));
    let read = Reader::new(text).read("items", &mut |value| {
        let mut shared = shared.borrow_mut();
        let (findings, facts) = &mut *shared;
        let path = format!("items[{}]", facts.len());
        let found = judge_item(&value, &path, &mut Judge { findings, asked });
        facts.push(found);
    });
    let (findings, facts) = shared.into_inner();
    match read {
        Ok(value) => {
            if value.members().iter().all(|member| member.name != "version" && member.name != "items") {
                let message = "this is JSON, but no JSON Feed: there is neither `version` nor `items`";
                findings.add(&FORMAT_UNKNOWN, value.at, "", message);
                return;
            }
            judge_feed(&value, &facts, &mut Judge { findings, asked });
        }
        Err(fault) => malformed(fault, findings),
    }
}

fn malformed(fault: Fault, findings: &mut Findings) {
    findings.add(&JSON_MALFORMED, fault.at, "", fault.message);
}

fn joined(path: &str, name: &str) -> String {
    let name = shortened(name.to_owned());
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

fn get<'v, 't>(value: &'v Value<'t>, name: &str) -> Option<&'v Value<'t>> {
    value.members().iter().find(|member| member.name == name).map(|member| &member.value)
}

fn string<'v>(value: &'v Value<'_>, name: &str) -> Option<&'v str> {
    match get(value, name).map(|value| &value.kind) {
        Some(Kind::String(text)) => Some(text),
        _ => None,
    }
}

fn judge_feed(feed: &Value<'_>, facts: &[Facts], judge: &mut Judge<'_>) {
    if !judge.object(feed, "", "a feed", FEED) {
        return;
    }
    match string(feed, "version") {
        Some(version) if VERSIONS.contains(&version) => {}
        Some(other) => {
            let at = get(feed, "version").map_or(feed.at, |value| value.at);
            judge.add(
                &JSON_VERSION,
                at,
                "version",
                format!("the version is `{}`, not `{}`", quote(other), VERSIONS[0]),
            );
        }
        None => judge.missing(feed, "", "version"),
    }
    judge.require(feed, "", "title");
    if get(feed, "items").is_none() {
        judge.missing(feed, "", "items");
    }
    for name in ["home_page_url", "feed_url"] {
        if get(feed, name).is_none() {
            judge.add(
                &JSON_URL_MISSING,
                feed.at,
                name,
                format!("the feed has no `{name}`, which a public one should have"),
            );
        }
    }
    if let (Some(own), Some(next)) = (string(feed, "feed_url"), get(feed, "next_url"))
        && string(feed, "next_url") == Some(own)
    {
        judge.add(&JSON_NEXT_URL, next.at, "next_url", "`next_url` is the feed's own address".to_owned());
    }
    let mut seen = HashSet::new();
    for (number, fact) in facts.iter().enumerate() {
        if let Some(id) = fact.id.as_deref().filter(|id| !seen.insert(*id)) {
            let message = format!("two items have the id `{}`: readers show only one of them", quote(id));
            judge.add(&ID_NOT_UNIQUE, fact.at, &format!("items[{number}].id"), message);
        }
    }
}

fn judge_item(item: &Value<'_>, path: &str, judge: &mut Judge<'_>) -> Facts {
    if !judge.object(item, path, "an item", ITEM) {
        return Facts { at: item.at, ..Facts::default() };
    }
    let id = match get(item, "id").map(|id| (id.at, &id.kind)) {
        Some((_, Kind::String(id))) if !is_blank(id) => Some(id.clone().into_owned()),
        Some((at, Kind::String(_))) => {
            judge.add(
                &JSON_MEMBER_MISSING,
                at,
                &joined(path, "id"),
                "the id is empty: readers drop the item".to_owned(),
            );
            None
        }
        Some(_) => None,
        None => {
            judge.missing(item, path, "id");
            None
        }
    };
    if get(item, "content_html").is_none() && get(item, "content_text").is_none() {
        let message = "the item has neither `content_html` nor `content_text`".to_owned();
        judge.add(&JSON_MEMBER_MISSING, item.at, &joined(path, "content_html"), message);
    }
    if get(item, "date_published").is_none() {
        judge.add(&DATE_MISSING, item.at, &joined(path, "date_published"), "the item has no date".to_owned());
    }
    let date = |name: &str| string(item, name).and_then(rfc3339);
    if let (Some(published), Some(modified), Some(value)) =
        (date("date_published"), date("date_modified"), get(item, "date_modified"))
        && modified < published
    {
        judge.add(
            &DATE_ORDER,
            value.at,
            &joined(path, "date_modified"),
            "the item was modified before it was published".to_owned(),
        );
    }
    Facts { id, has_author: get(item, "authors").is_some(), at: item.at, ..Facts::default() }
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, at: usize, path: &str, message: String) {
        self.findings.add(rule, at, path, message);
    }

    fn missing(&mut self, value: &Value<'_>, path: &str, name: &str) {
        let message = format!("`{name}` is missing");
        self.add(&JSON_MEMBER_MISSING, value.at, &joined(path, name), message);
    }

    /// A text that must be there, and not be empty.
    fn require(&mut self, value: &Value<'_>, path: &str, name: &str) {
        match get(value, name) {
            None => self.missing(value, path, name),
            Some(Value { kind: Kind::String(text), at }) if is_blank(text) => {
                self.add(&JSON_MEMBER_MISSING, *at, &joined(path, name), format!("`{name}` is empty"));
            }
            Some(_) => {}
        }
    }

    /// Judges an object's members against a table; says whether it is an object at all.
    fn object(&mut self, value: &Value<'_>, path: &str, what: &str, table: &[(&str, Wanted)]) -> bool {
        let Kind::Object(members) = &value.kind else {
            self.add(&JSON_MEMBER_TYPE, value.at, path, format!("{what} is an object, not {}", value.named()));
            return false;
        };
        let mut seen = HashSet::new();
        for member in members {
            let path = joined(path, &member.name);
            if !seen.insert(&*member.name) {
                self.add(
                    &JSON_DUPLICATE_MEMBER,
                    member.at,
                    &path,
                    format!("`{}` stands here twice", quote(&member.name)),
                );
            }
            match table.iter().find(|(name, _)| *name == member.name) {
                Some((_, wanted)) => self.member(&member.value, &path, *wanted),
                None if member.name.starts_with('_') => self.extension(&member.name, &member.value, member.at, &path),
                None => {
                    let message = format!("`{}` is no member of {what}", quote(&member.name));
                    self.add(&JSON_MEMBER_UNKNOWN, member.at, &path, message);
                }
            }
        }
        true
    }

    fn extension(&mut self, name: &str, value: &Value<'_>, at: usize, path: &str) {
        let is_named = name[1..].starts_with(|c: char| c.is_alphabetic()) && !name.contains('.');
        let has_dots = value.members().iter().any(|member| member.name.contains('.'));
        if !is_named || has_dots || !matches!(value.kind, Kind::Object(_)) {
            let message =
                format!("`{}` is no extension: an object, `_` and a letter in its name, no dots in names", quote(name));
            self.add(&JSON_EXTENSION, at, path, message);
        }
    }

    fn member(&mut self, value: &Value<'_>, path: &str, wanted: Wanted) {
        let expected = match (wanted, &value.kind) {
            (Text | Any | Html | Url | Date | Language | MediaType, Kind::String(text)) => {
                return self.text(text, value.at, path, wanted);
            }
            (Bool, Kind::Bool(_)) => return,
            (Number, Kind::Number(number)) => {
                if number.starts_with('-') {
                    self.add(&JSON_VALUE, value.at, path, format!("`{number}` is below 0"));
                }
                return;
            }
            (Authors, Kind::Array(authors)) => {
                for (number, author) in authors.iter().enumerate() {
                    self.author(author, &format!("{path}[{number}]"));
                }
                return;
            }
            (Author, Kind::Object(_)) => {
                self.add(
                    &JSON_AUTHOR_DEPRECATED,
                    value.at,
                    path,
                    "`author` was replaced by `authors`, a list".to_owned(),
                );
                return self.author(value, path);
            }
            (Hubs, Kind::Array(hubs)) => {
                for (number, hub) in hubs.iter().enumerate() {
                    let path = format!("{path}[{number}]");
                    if self.object(hub, &path, "a hub", HUB) {
                        self.require(hub, &path, "type");
                        self.require(hub, &path, "url");
                    }
                }
                return;
            }
            (Tags, Kind::Array(tags)) => {
                for (number, tag) in tags.iter().enumerate() {
                    let path = format!("{path}[{number}]");
                    match &tag.kind {
                        Kind::String(text) => self.text(text, tag.at, &path, Text),
                        _ => self.add(
                            &JSON_MEMBER_TYPE,
                            tag.at,
                            &path,
                            format!("a tag is a string, not {}", tag.named()),
                        ),
                    }
                }
                return;
            }
            (Attachments, Kind::Array(attachments)) => return self.attachments(attachments, path),
            (Items, Kind::Array(_)) => return,
            (Bool, _) => "true or false",
            (Number, _) => "a number",
            (Author, _) => "an object",
            (Authors | Hubs | Tags | Attachments | Items, _) => "a list",
            _ => "a string",
        };
        self.add(&JSON_MEMBER_TYPE, value.at, path, format!("{expected} is expected here, not {}", value.named()));
    }

    fn author(&mut self, author: &Value<'_>, path: &str) {
        if self.object(author, path, "an author", AUTHOR) && AUTHOR.iter().all(|(name, _)| get(author, name).is_none())
        {
            let message = "an author has a `name`, a `url` or an `avatar`".to_owned();
            self.add(&JSON_MEMBER_MISSING, author.at, path, message);
        }
    }

    fn attachments(&mut self, attachments: &[Value<'_>], path: &str) {
        let mut titles = HashSet::new();
        for (number, attachment) in attachments.iter().enumerate() {
            let path = format!("{path}[{number}]");
            if !self.object(attachment, &path, "an attachment", ATTACHMENT) {
                continue;
            }
            self.require(attachment, &path, "url");
            self.require(attachment, &path, "mime_type");
            if let Some(title) = string(attachment, "title").filter(|title| !titles.insert(*title)) {
                let message =
                    format!("two attachments have the title `{}`: readers take them for one thing", quote(title));
                self.add(&JSON_ATTACHMENT_TITLE, attachment.at, &path, message);
            }
        }
    }

    fn text(&mut self, text: &str, at: usize, path: &str, wanted: Wanted) {
        if is_blank(text) {
            // Required texts are asked for by name.
            if !matches!(path.rsplit('.').next(), Some("id" | "title" | "version" | "type" | "url" | "mime_type")) {
                self.add(&JSON_BLANK, at, path, "this is empty".to_owned());
            }
            return;
        }
        match wanted {
            Text => {
                if let Some((_, piece)) = html::markup_in_text(text) {
                    self.add(&MARKUP_IN_TEXT, at, path, format!("this is plain text, but holds `{}`", quote(piece)));
                }
            }
            Html => self.html(text, at, path),
            Url => {
                if let Err((rule, message)) = uri::absolute(text) {
                    self.add(rule, at, path, message);
                }
            }
            Date => match rfc3339(text) {
                None => {
                    let message = format!("`{}` is no RFC 3339 date with time and zone", quote(text));
                    self.add(&DATE_RFC3339, at, path, message);
                }
                Some(instant) if self.asked.now.is_some_and(|now| instant > now + chrono::TimeDelta::minutes(10)) => {
                    self.add(&DATE_IMPLAUSIBLE, at, path, format!("`{}` is in the future", quote(text)));
                }
                Some(_) => {}
            },
            Language if !is_language(text) => {
                self.add(&LANGUAGE, at, path, format!("`{}` names no language", quote(text)))
            }
            MediaType if !is_media_type(text) => {
                self.add(&MEDIA_TYPE, at, path, format!("`{}` is no media type", quote(text)))
            }
            _ => {}
        }
    }

    fn html(&mut self, text: &str, at: usize, path: &str) {
        let mut said: Vec<(&'static str, String)> = Vec::new();
        html::judge(text, |_, flaw| {
            let Some((rule, message)) = flaw_message(&flaw, true) else { return };
            let message = message.replace(", and RSS does not say to what", "");
            if said.len() < 20 && !said.iter().any(|(code, known)| *code == rule.code && *known == message) {
                self.findings.add(rule, at, path, message.clone());
                said.push((rule.code, message));
            }
        });
    }
}
