//! Who wrote a record, and who did something else for it.

use super::{People, without_duplicates};
use crate::{
    diagnostic::{
        Level,
        rules::record::{EMAIL_INVALID, URL_INVALID},
    },
    record::{
        Options, Person,
        fields::{Field, Fields},
        report::Report,
    },
    value::WebUrl,
};

/// Fields of people who did something else than writing, with what they did.
const ROLES: &[(Field, Option<&str>)] = &[
    (Field::Contributors, None),
    (Field::Editors, Some("editor")),
    (Field::Translators, Some("translator")),
    (Field::Photographers, Some("photographer")),
    (Field::Hosts, Some("host")),
    (Field::Guests, Some("guest")),
];

/// The authors of a record, and the others. `are_accounts`: the addresses come from a table whose readers log in with them.
pub(in crate::record) fn read(
    fields: &mut Fields<'_>,
    options: &Options,
    are_accounts: bool,
    report: &mut Report,
) -> (Vec<Person>, Vec<Person>) {
    let reader = |field| People { table: &options.people, base: Some(&options.link), field, are_accounts };
    let mut everyone = Vec::new();
    for candidate in fields.list(Field::Authors) {
        everyone.extend(reader("authors").read(candidate.node, report));
    }
    let (mut authors, mut contributors): (Vec<Person>, Vec<Person>) =
        everyone.into_iter().partition(|person| person.role.is_none());
    authors = without_duplicates(authors);
    // `email:` and `author_url:` in the head belong to the one author.
    if let [only] = authors.as_mut_slice() {
        complete(only, fields, are_accounts, report);
    }
    for (field, role) in ROLES {
        for candidate in fields.list(*field) {
            for mut person in reader("contributors").read(candidate.node, report) {
                person.role = person.role.or_else(|| role.map(str::to_owned));
                contributors.push(person);
            }
        }
    }
    contributors = without_duplicates(contributors);
    if options.email_public {
        for person in authors.iter_mut().chain(&mut contributors) {
            if person.email.is_none() {
                person.email = person.email_private.take();
            }
        }
    }
    (authors, contributors)
}

/// Fills in address and page of a lone author from the fields beside.
fn complete(author: &mut Person, fields: &mut Fields<'_>, is_account: bool, report: &mut Report) {
    if author.email.is_none()
        && let Some((candidate, text)) = fields.text(Field::AuthorEmail)
    {
        match text.parse() {
            Ok(email) if is_account => author.email_private = Some(email),
            Ok(email) => author.email = Some(email),
            Err(reason) => {
                report
                    .at(&EMAIL_INVALID, candidate.node, "authors", format!("{reason}; it is left out"))
                    .help("correct the address, or remove it: the name alone is enough");
            }
        }
    }
    if author.url.is_none()
        && let Some((candidate, text)) = fields.text(Field::AuthorUrl)
    {
        match WebUrl::parse(text) {
            Ok(url) => author.url = Some(url),
            Err(reason) => {
                report
                    .at(&URL_INVALID, candidate.node, "authors", format!("{reason}; the person stands without it"))
                    .level(Level::Warning)
                    .help("write the whole address, https:// included");
            }
        }
    }
}
