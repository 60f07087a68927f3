//! What a name is to a record, whatever stands under it: which field it would be read as, and what else goes by that field.

use super::{
    field::Field,
    span,
    synonyms::{BY_NAME, SYNONYMS, squeeze},
};

/// What a column of a table is to a record, whatever its value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sense {
    /// Whether any field is read from it.
    pub means: bool,
    /// Whether it may hold a date.
    pub is_date: bool,
    /// Whether it may be a flag: `published` is one as often as a date.
    pub is_flag: bool,
    /// Whether the record would be another one without it: who it is, whether it is public, and when.
    pub is_vital: bool,
    /// Whether it may hold the article's text.
    pub is_text: bool,
    /// Whether it may say, with another beside it, from when or until when the article is out.
    pub is_side: bool,
}

/// What may hold an article's text.
const TEXTS: &[Field] =
    &[Field::ContentHtml, Field::ContentMarkdown, Field::ContentText, Field::ContentRst, Field::Content];

/// Whether a column of this name is read as a field that `name` stands for, or as the article's text, if that does.
#[must_use]
pub fn is_named(column: &str, name: &str) -> bool {
    let of = |name: &str| BY_NAME.get(&*squeeze(name)).map(Vec::as_slice).unwrap_or_default();
    let wanted = of(name);
    let is_text = wanted.iter().any(|(field, _)| TEXTS.contains(field));
    of(column)
        .iter()
        .any(|(field, _)| wanted.iter().any(|(known, _)| known == field) || is_text && TEXTS.contains(field))
}

/// What a column is to a record, given the field map: canonical field and column.
#[must_use]
pub fn sense(column: &str, map: &[(String, String)]) -> Sense {
    let is_it = |path: &str| {
        path.eq_ignore_ascii_case(column)
            || path.split('.').next().is_some_and(|head| head.eq_ignore_ascii_case(column))
    };
    let mapped: Vec<&str> = map.iter().filter(|(_, path)| is_it(path)).map(|(field, _)| field.as_str()).collect();
    let names = if mapped.is_empty() { vec![column] } else { mapped.clone() };
    let fields: Vec<Field> = names
        .iter()
        .flat_map(|name| BY_NAME.get(&*squeeze(name)).into_iter().flatten())
        .map(|(field, _)| *field)
        .collect();
    let any = |wanted: &[Field]| fields.iter().any(|field| wanted.contains(field));
    Sense {
        means: !fields.is_empty() || map.iter().any(|(_, path)| is_it(path)),
        is_date: any(&[Field::Published, Field::Updated, Field::Expires, Field::Embargo]),
        is_flag: any(&[
            Field::Showing,
            Field::Hiding,
            Field::Draft,
            Field::Active,
            Field::Retired,
            Field::Protected,
            Field::Paid,
            Field::Free,
        ]),
        is_text: any(TEXTS),
        is_side: mapped.is_empty() && span::is_side(column),
        is_vital: any(&[
            Field::Id,
            Field::Url,
            Field::Path,
            Field::CanonicalUrl,
            Field::Slug,
            Field::Published,
            Field::Expires,
            Field::Embargo,
            Field::Status,
            Field::Visibility,
            Field::Draft,
            Field::Hiding,
            Field::Showing,
            Field::State,
            Field::Active,
            Field::Retired,
            Field::Password,
            Field::Protected,
            Field::Paid,
            Field::Free,
        ]),
    }
}

/// The names of a canonical field, squeezed, in the order in which they count. Of `categories` those that say so, and under
/// `tags` the others; under `content` those that do not tell the notation. Unknown fields have none.
pub fn names_of(field: &str) -> impl Iterator<Item = &'static str> {
    let fields: &[Field] = match field {
        "id" => &[Field::Id],
        "url" => &[Field::Url],
        "title" => &[Field::Title],
        "summary" => &[Field::Summary, Field::SummaryHtml],
        "slug" => &[Field::Slug],
        "published" => &[Field::Published],
        "updated" => &[Field::Updated],
        "expires" => &[Field::Expires],
        "authors" => &[Field::Authors],
        "categories" | "tags" => &[Field::Categories],
        "image" => &[Field::Image],
        "language" => &[Field::Language],
        "enclosures" => &[Field::Enclosures],
        "external_url" => &[Field::ExternalUrl],
        "rights" => &[Field::Rights],
        "license" => &[Field::License],
        "comments" => &[Field::Comments],
        "location" => &[Field::Location],
        "source" => &[Field::Source],
        "source_url" => &[Field::SourceUrl],
        "source_title" => &[Field::SourceTitle],
        "related" => &[Field::Related],
        "content_html" => &[Field::ContentHtml],
        "content_markdown" => &[Field::ContentMarkdown],
        "content_rst" => &[Field::ContentRst],
        "content_text" => &[Field::ContentText],
        "content" => &[Field::Content],
        _ => &[],
    };
    let is_category = |name: &str| matches!(name, "categories" | "category");
    let is_meant = move |name: &&str| match field {
        "categories" => is_category(name),
        "tags" => !is_category(name),
        _ => true,
    };
    let all = fields.iter().flat_map(|wanted| SYNONYMS.iter().filter(move |(field, _)| field == wanted));
    let names: Vec<&'static str> = all.flat_map(|(_, names)| names.iter().copied()).filter(is_meant).collect();
    names.into_iter()
}

/// Whether a record reads a name by itself, where nothing has to be known of the table that it stands in: people beside the
/// authors, media files and what is known of them, a section, further addresses.
#[must_use]
pub fn is_of_itself(name: &str) -> bool {
    let fields = [
        Field::Embargo,
        Field::Path,
        Field::CanonicalUrl,
        Field::AuthorUrl,
        Field::Contributors,
        Field::Editors,
        Field::Translators,
        Field::Photographers,
        Field::Guests,
        Field::Hosts,
        Field::MediaFile,
        Field::EnclosureType,
        Field::EnclosureLength,
        Field::EnclosureDuration,
        Field::ImageAlt,
        Field::Via,
        Field::Section,
    ];
    BY_NAME.get(&*squeeze(name)).is_some_and(|known| known.iter().any(|(field, _)| fields.contains(field)))
}
