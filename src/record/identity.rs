//! Who a record is: the key under which its source knows it, and its id.
//!
//! A key never depends on a position in a list: another record before it must not make it a new one.

use super::{
    IdKind,
    fields::{Candidate, Field, Fields, Origin as Stated},
    hints::without_extension,
    normalise::Options,
    permalink::slug_of_title,
    raw::{Node, Origin, RowKey, Value},
    report::Report,
};
use crate::{
    diagnostic::{
        Level,
        rules::record::{ID_DERIVED, ID_INVALID, ID_NOT_IRI},
    },
    value::{EntryId, Timestamp, WebUrl, is_absolute_iri, slug},
};

/// What a record may be known by.
pub(super) struct Marks<'a> {
    /// The declared id.
    pub(super) id: Option<&'a EntryId>,
    /// The declared slug.
    pub(super) slug: Option<&'a str>,
    /// The permalink.
    pub(super) url: Option<&'a WebUrl>,
    /// The title.
    pub(super) title: Option<&'a str>,
    /// The first publication.
    pub(super) published: Option<Timestamp>,
    /// The body, or the summary where there is none.
    pub(super) text: &'a str,
}

/// The declared id, if it can be used; `Err` if it cannot and the record must wait for a repair.
///
/// The number of a row is no id that the world knows the article by, unless the field map says so.
pub(super) fn declared(
    fields: &mut Fields<'_>,
    row: Option<&RowKey>,
    report: &mut Report,
) -> Result<Option<EntryId>, ()> {
    for candidate in fields.all(Field::Id) {
        let is_primary = |row: &RowKey| row.columns.iter().any(|column| column == candidate.key);
        if candidate.origin != Stated::Mapped
            && row.is_some_and(is_primary)
            && !candidate.node.as_filled_text().is_some_and(is_absolute_iri)
        {
            fields.mark(&candidate);
            continue;
        }
        // A number in a `uid` beside the key is that of an account: Drupal's tables call their authors so.
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if candidate.origin != Stated::Mapped
            && row.is_some()
            && candidate.key.eq_ignore_ascii_case("uid")
            && candidate.node.as_filled_text().is_some_and(is_number)
        {
            continue;
        }
        let text = match &candidate.node.value {
            Value::Text(text) | Value::Number(text) => text,
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Table(_) => continue,
        };
        fields.mark(&candidate);
        let trimmed = text.trim();
        if trimmed.is_empty() {
            report
                .at(&ID_INVALID, candidate.node, "id", "the id is empty and is not used")
                .level(Level::Warning)
                .help("give the record an id, or remove the field");
            continue;
        }
        if trimmed != text {
            report
                .at(
                    &ID_INVALID,
                    candidate.node,
                    "id",
                    format!("the id {text:?} has blanks around it, which no reader keeps"),
                )
                .level(Level::Warning)
                .help("remove the blanks");
        }
        return accept(trimmed, &candidate, report).map(Some);
    }
    Ok(None)
}

fn accept(text: &str, candidate: &Candidate<'_>, report: &mut Report) -> Result<EntryId, ()> {
    match EntryId::new(text) {
        Ok(id) => {
            if !id.is_iri() {
                report
                    .at(
                        &ID_NOT_IRI,
                        candidate.node,
                        "id",
                        format!("the id `{text}` is no IRI: Atom carries `{}` in its place", id.for_atom()),
                    )
                    .help("keep it if it has been published before; otherwise prefer a URL or a `tag:` URI");
            }
            Ok(id)
        }
        Err(reason) => {
            report.at(&ID_INVALID, candidate.node, "id", reason).help("write the id on one line");
            Err(())
        }
    }
}

/// The key under which the source knows the record.
pub(super) fn key(origin: &Origin, marks: &Marks<'_>, options: &Options, report: &mut Report) -> String {
    if let Some(row) = &origin.row {
        return row.key.to_string();
    }
    let mut key = key_of_file(&origin.file);
    if !origin.listed {
        return key;
    }
    key.push('/');
    if let Some(slug) = marks.slug {
        key.push_str(slug);
    } else if let Some(id) = marks.id {
        key.push_str(id.as_str());
    } else {
        let day = marks.published.map(|at| options.zone.local(at).date().to_string());
        let derived = match (day, marks.title) {
            (Some(day), Some(title)) => format!("{day}-{}", slug_of_title(title).unwrap_or_else(|| slug(title))),
            _ => blake3::hash(marks.text.as_bytes()).to_hex()[..12].to_owned(),
        };
        if marks.url.is_none() {
            report
                .at(
                    &ID_DERIVED,
                    &Node::new(Value::Null, origin.line, 0),
                    "id",
                    format!("the record has neither id nor url, so it is known as `{derived}`: who changes that makes a new record of it"),
                )
                .help("give every record of a list an `id`");
        }
        key.push_str(&derived);
    }
    key
}

/// The key of a file: its path relative to the publication's root, without extension, so that a file that is converted
/// stays the same record. The keys of records in a list begin with it and a slash.
#[must_use]
pub fn key_of_file(file: &str) -> String {
    let parts: Vec<&str> = file.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    match parts.split_last() {
        Some((name, [])) => without_extension(name).to_owned(),
        Some((name, directories)) => format!("{}/{}", directories.join("/"), without_extension(name)),
        None => file.to_owned(),
    }
}

/// The id: what is declared, else the permalink, else one made of the key.
pub(super) fn id(declared: Option<EntryId>, url: Option<&WebUrl>, key: &str, options: &Options) -> (EntryId, IdKind) {
    if let Some(id) = declared {
        return (id, IdKind::Declared);
    }
    if let Some(id) = url.and_then(|url| EntryId::new(url.as_str()).ok()) {
        return (id, IdKind::Permalink);
    }
    let id = match &options.tag {
        Some(tag) => tag.mint(key),
        None => EntryId::from_name(&format!("{}{key}", options.link)),
    };
    (id, IdKind::Minted)
}

#[cfg(test)]
mod tests {
    use super::key_of_file;

    #[test]
    fn keys_of_files() {
        for (file, key) in [
            ("data/2016/newark.txt", "data/2016/newark"),
            ("content/blog/a.fr.md", "content/blog/a.fr"),
            ("posts/a.md", "posts/a"),
            ("other/a.md", "other/a"),
            ("a.md", "a"),
            ("data/data/a.md", "data/data/a"),
            ("data.json", "data"),
            ("./data/a.b.c.md", "data/a.b.c"),
            ("/srv/data/a.md", "srv/data/a"),
            ("data/.hidden", "data/.hidden"),
            ("data/no extension. But text", "data/no extension. But text"),
        ] {
            assert_eq!(key_of_file(file), key, "{file}");
        }
    }
}
