//! How people are written down, and who they are.
//!
//! A field about people may be a string in any of a dozen notations ([`crate::value::people`]), a list of such, or tables of content
//! systems. What comes out is one [`Person`] each, completed from the publication's people table.

pub(super) mod roles;

use super::{
    Person,
    raw::{Node, Table, Value},
    report::Report,
    wrapped::enclosed,
};
use crate::{
    diagnostic::{
        Diagnostic, Level, Place,
        rules::record::{AUTHOR_UNKNOWN, EMAIL_INVALID, FIELD_INVALID, URL_INVALID},
    },
    value::{
        Email, WebUrl, collapse_blanks, fold,
        people::{Written, single, split_people},
    },
};
use std::collections::{BTreeMap, HashSet};

/// The people whom a publication knows by slug or login.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PeopleTable {
    /// Slug (as written; compared without case) to person.
    pub by_slug: BTreeMap<String, Person>,
}

impl PeopleTable {
    /// The person of a slug, with or without `@` before it, whatever its capitals.
    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<&Person> {
        let slug = slug.trim();
        let slug = slug.strip_prefix('@').unwrap_or(slug);
        self.by_slug.get(slug).or_else(|| {
            let folded = (!slug.is_ascii()).then(|| slug.to_lowercase());
            let same = |known: &str| match &folded {
                None => known.eq_ignore_ascii_case(slug),
                Some(folded) => known.to_lowercase() == *folded,
            };
            self.by_slug.iter().find(|(known, _)| same(known)).map(|(_, person)| person)
        })
    }

    /// The person with this address.
    #[must_use]
    pub fn by_email(&self, email: &Email) -> Option<&Person> {
        let same = |known: &Email| known.as_str().eq_ignore_ascii_case(email.as_str());
        self.by_slug
            .values()
            .find(|person| person.email.as_ref().is_some_and(same) || person.email_private.as_ref().is_some_and(same))
    }

    /// The person with exactly this name.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Person> {
        self.by_slug.values().find(|person| person.name == name)
    }
}

/// Reads people in any of the notations that real records have.
#[must_use]
pub fn read_people(node: &Node, table: &PeopleTable) -> (Vec<Person>, Vec<Diagnostic>) {
    let mut report = Report::new(Place::default());
    let people = People { table, base: None, field: "authors", are_accounts: false }.read(node, &mut report);
    (people, report.diagnostics)
}

/// The name and the address of one person whose name has the address in it: `Bo Fell <bo@pier.example>`. An address alone
/// leaves no name; `None` where there is none.
#[must_use]
pub fn name_and_address(text: &str) -> Option<(String, Email)> {
    let written = single(text).filter(|_| text.contains('@'))?;
    let email = written.email?.parse().ok()?;
    Some((collapse_blanks(written.name).trim_matches(['"', '“', '”']).trim().to_owned(), email))
}

/// What reading people needs to know.
pub(super) struct People<'a> {
    pub(super) table: &'a PeopleTable,
    /// What relative addresses are resolved against.
    pub(super) base: Option<&'a WebUrl>,
    /// The field, for messages.
    pub(super) field: &'static str,
    /// Whether the people come from a table of accounts, whose addresses are for logging in.
    pub(super) are_accounts: bool,
}

/// Members of a content system's account table; the address in such a table is for logging in, not for readers.
const ACCOUNT: &[&str] = &[
    "profile_image",
    "roles",
    "avatar_urls",
    "cover_image",
    "capabilities",
    "user_login",
    "user_email",
    "registered_date",
    "last_seen",
    "accessibility",
    "provider",
    "confirmed",
    "blocked",
];
const NAMES: &[&str] = &[
    "name",
    "display_name",
    "displayName",
    "full_name",
    "fullName",
    "fullOrUserName",
    "nice_name",
    "nickname",
    "label",
    "title",
];
const SLUGS: &[&str] = &["slug", "login", "username", "user_login", "id", "handle", "nicename"];
const URLS: &[&str] = &["url", "uri", "link", "website", "homepage", "web", "site"];
const AVATARS: &[&str] = &["avatar", "profile_image", "image", "avatar_url", "picture", "photo"];
/// Lists and envelopes nest no deeper than this (`[[…]]` of WordPress's embedded terms, `{data: [{attributes: …}]}` of Strapi).
const DEEPEST: usize = 4;

impl People<'_> {
    /// Everyone whom the node names, each once.
    pub(super) fn read(&self, node: &Node, report: &mut Report) -> Vec<Person> {
        let mut people = Vec::new();
        self.collect(node, 0, &mut people, report);
        without_duplicates(people)
    }

    fn collect(&self, node: &Node, depth: usize, people: &mut Vec<Person>, report: &mut Report) {
        match &node.value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => match self.table.by_slug(number) {
                Some(person) => people.push(person.clone()),
                None => {
                    report
                        .at(
                            &AUTHOR_UNKNOWN,
                            node,
                            self.field,
                            format!("{number} is the number of an account, not a name, and is left out"),
                        )
                        .help("add the number to the people table as a slug, or map the field that has the name");
                }
            },
            Value::Text(text) => {
                for written in split_people(text, |slug| self.table.by_slug(slug).is_some()) {
                    people.extend(self.resolve(written, node, report));
                }
            }
            Value::List(items) if depth < DEEPEST => {
                for item in items {
                    self.collect(item, depth + 1, people, report);
                }
            }
            Value::List(_) => {}
            Value::Table(table) => match enclosed(table).filter(|_| depth < DEEPEST) {
                Some(inner) => self.collect(inner, depth + 1, people, report),
                None => people.extend(self.of_table(table, node, report)),
            },
        }
    }

    /// One person as a string has it.
    fn resolve(&self, written: Written<'_>, node: &Node, report: &mut Report) -> Option<Person> {
        let email = written.email.and_then(|email| self.email(email, node, report));
        let name = collapse_blanks(written.name).trim_matches(['"', '“', '”']).trim().to_owned();
        let handle = written.handle.unwrap_or(&name);
        let known = self.table.by_slug(handle).or_else(|| self.table.by_name(&name));
        let known = known.or_else(|| email.as_ref().and_then(|email| self.table.by_email(email)));
        let mut person = known.cloned().unwrap_or_default();
        if known.is_none() {
            person.name = match &email {
                _ if !name.is_empty() => {
                    name.strip_prefix('@').filter(|rest| !rest.is_empty()).unwrap_or(&name).to_owned()
                }
                Some(email) => email.as_str().split('@').next().unwrap_or_default().to_owned(),
                // A broken address is still how the person was called.
                None => written.email?.split('@').next().filter(|local| !local.trim().is_empty())?.trim().to_owned(),
            };
            if looks_like_slug(&name) && !self.table.by_slug.is_empty() {
                report
                    .at(
                        &AUTHOR_UNKNOWN,
                        node,
                        self.field,
                        format!("`{name}` is not in the people table and stands as a name"),
                    )
                    .help(format!("add `[people.{}]` with a name, or write the name in the record", person.name));
            }
        }
        self.set_email(&mut person, email);
        if let Some(url) = written.url {
            // A link to a mailbox is how some sites give an address.
            match url.strip_prefix("mailto:") {
                Some(address) => self.set_email(&mut person, self.email(address, node, report)),
                None => person.url = self.url(url, node, report).or(person.url),
            }
        }
        Some(person)
    }

    /// One person as a table has it: our own form, a people table's, JSON Feed's, Ghost's or WordPress's.
    fn of_table(&self, table: &Table, node: &Node, report: &mut Report) -> Option<Person> {
        let first = |keys: &[&str]| {
            keys.iter().find_map(|key| table.get_ignore_case(key).filter(|n| n.as_filled_text().is_some()))
        };
        let text = |keys: &[&str]| first(keys).and_then(Node::as_filled_text);
        let account = self.are_accounts || ACCOUNT.iter().any(|key| table.get_ignore_case(key).is_some());
        let email_node = first(&["email", "mail", "e-mail", "user_email"]);
        let email = email_node.and_then(|n| self.email(n.as_filled_text().unwrap_or_default(), n, report));
        let slug = text(SLUGS);
        let known = slug.and_then(|slug| self.table.by_slug(slug));
        let known = known.or_else(|| email.as_ref().and_then(|email| self.table.by_email(email)));
        let mut person = known.cloned().unwrap_or_default();
        let parts =
            ["first_name", "given_name", "given", "firstName", "last_name", "family_name", "family", "lastName"];
        let name = text(NAMES).map(|name| collapse_blanks(name).into_owned()).or_else(|| {
            let parts: Vec<&str> =
                parts.iter().filter_map(|part| table.get(part).and_then(Node::as_filled_text)).collect();
            (!parts.is_empty()).then(|| collapse_blanks(&parts.join(" ")).into_owned())
        });
        // An address in the place of the name is no name: readers would show it to everyone.
        let (name, mailbox) = match name.as_deref().and_then(name_and_address) {
            Some((name, mailbox)) => (Some(name).filter(|name| !name.is_empty()), Some(mailbox)),
            None => (name, None),
        };
        let email = email.or(mailbox);
        match name.as_deref().or(slug) {
            // The table's own name stands where the record's is only a slug.
            Some(name) if known.is_none() || text(NAMES).is_some() => person.name = name.to_owned(),
            Some(_) => {}
            None => match &email {
                Some(email) if known.is_none() => {
                    person.name = email.as_str().split('@').next().unwrap_or_default().to_owned();
                }
                Some(_) => {}
                None => {
                    if !table.is_empty() {
                        report
                            .at(&FIELD_INVALID, node, self.field, "a person without a name is left out")
                            .help("give it a `name`");
                    }
                    return None;
                }
            },
        }
        if person.email.is_none() && email.is_some() {
            if account {
                person.email_private = email;
            } else {
                person.email = email;
            }
        }
        if let Some(private) = first(&["email_private"]) {
            let private = self.email(private.as_filled_text().unwrap_or_default(), private, report);
            person.email_private = private.or(person.email_private);
        }
        if let Some(url) = first(URLS) {
            person.url = self.url(url.as_filled_text().unwrap_or_default(), url, report).or(person.url);
        }
        // A picture that cannot be shown is no loss worth a word.
        let avatar = first(AVATARS).and_then(Node::as_filled_text).and_then(|url| resolve_url(url, self.base).ok());
        person.avatar = avatar.or(person.avatar);
        if let Some(role) = text(&["role"]) {
            person.role = role_of(role);
        }
        Some(person)
    }

    /// Gives a person an address that a record states.
    fn set_email(&self, person: &mut Person, email: Option<Email>) {
        match email {
            None => {}
            Some(own) if person.email.as_ref() == Some(&own) => {}
            email if self.are_accounts => person.email_private = email,
            email => person.email = email,
        }
    }

    fn email(&self, text: &str, node: &Node, report: &mut Report) -> Option<Email> {
        match text.parse() {
            Ok(email) => Some(email),
            Err(reason) => {
                report
                    .at(&EMAIL_INVALID, node, self.field, format!("{reason}; it is left out"))
                    .help("correct the address, or remove it: the name alone is enough");
                None
            }
        }
    }

    fn url(&self, text: &str, node: &Node, report: &mut Report) -> Option<WebUrl> {
        match resolve_url(text, self.base) {
            Ok(url) => Some(url),
            Err(reason) => {
                report
                    .at(&URL_INVALID, node, self.field, format!("{reason}; the person stands without it"))
                    .level(Level::Warning)
                    .help("write the whole address, https:// included");
                None
            }
        }
    }
}

/// An absolute URL, or a reference that begins with `/` and is resolved.
fn resolve_url(text: &str, base: Option<&WebUrl>) -> Result<WebUrl, String> {
    match base {
        Some(base) if text.starts_with('/') => base.join(text),
        _ => WebUrl::parse(text),
    }
}

/// What somebody did, where it is not writing.
fn role_of(role: &str) -> Option<String> {
    let role = collapse_blanks(role).to_lowercase();
    (!matches!(role.as_str(), "author" | "writer" | "reporter" | "by" | "byline")).then_some(role)
}

/// One lower-case word, as logins and slugs are.
fn looks_like_slug(name: &str) -> bool {
    let name = name.strip_prefix('@').unwrap_or(name);
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
}

/// Everyone once: the first mention stays and takes over what a later one knows besides.
pub(super) fn without_duplicates(people: Vec<Person>) -> Vec<Person> {
    if people.len() < 2 {
        return people;
    }
    let mut seen: HashSet<(String, Option<String>)> = HashSet::new();
    let mut kept: Vec<Person> = Vec::with_capacity(people.len());
    for person in people {
        if seen.insert((fold(&person.name), person.role.clone())) {
            kept.push(person);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
