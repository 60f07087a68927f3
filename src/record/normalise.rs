//! From what a file says to what it means.
//!
//! Each concept has a file of its own; this one puts them together, in an order that lets each use what the ones before
//! it found out.

use super::{
    PeopleTable, Record, RelatedLink, SummaryText, Visibility,
    categories::Categories,
    clean::{clean_record, set_own_address},
    details, episode,
    fields::{Field, Fields},
    hints, identity, media,
    people::roles,
    permalink::{self, Addresses, Parts, segment, slug_of_title},
    raw::{BodyFormat, Derived, RawRecord},
    report::Report,
    text, times, visibility,
};
use crate::{
    diagnostic::{
        Diagnostic, Level,
        rules::record::{FIELD_INVALID, RECORD_EMPTY, STATUS_UNKNOWN, URL_INVALID, VISIBILITY_UNKNOWN},
    },
    value::{EntryId, Language, TagAuthority, WebUrl, Zone, slug},
};
use std::sync::Arc;

/// What normalisation needs to know about the publication and the source.
#[derive(Debug, Clone)]
pub struct Options {
    /// The zone of dates and times without one.
    pub zone: Zone,
    /// The publication's language: permalinks of records in another one get its tag as first directory.
    pub language: Option<Language>,
    /// The publication's address: permalinks and relative URLs are resolved against it.
    pub link: WebUrl,
    /// The authority of minted ids.
    pub tag: Option<TagAuthority>,
    /// The source's pattern for records without a URL: `/{year}/{month}/{slug}/`.
    pub permalink: Option<String>,
    /// The source's own names for fields.
    pub map: FieldMap,
    /// Slugs and logins of people.
    pub people: Arc<PeopleTable>,
    /// Whether addresses from account tables may be published.
    pub email_public: bool,
    /// Whether a record without a date is published on the day on which a feed shows it first.
    pub pins_first_sight: bool,
    /// How bodies are written in a field whose name does not tell.
    pub body_format: Option<BodyFormat>,
}

/// Where canonical fields come from: `title` → paths to try in order, or a constant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldMap(pub Vec<(String, Mapped)>);

/// The origin of one mapped field.
#[derive(Debug, Clone, PartialEq)]
pub enum Mapped {
    /// The first of these (dotted) paths that has a value; several for a list field are all read.
    Paths(Vec<String>),
    /// Always this value.
    Constant(super::raw::Node),
}

/// What became of a raw record.
#[derive(Debug)]
pub struct Normalised {
    /// The record, unless something in it makes it impossible.
    pub record: Option<Record>,
    /// Everything that was wrong or had to be read with good will.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a raw record.
///
/// What can be read with good will is read, with a diagnostic; without an identity, a readable date of publication where
/// one is declared, or anything to show, there is no record. A hidden record (a draft) need not be whole yet: what is
/// wrong with it is a note.
#[must_use]
pub fn normalise(mut raw: RawRecord, options: &Options) -> Normalised {
    let sidecar: Option<Arc<str>> =
        raw.derived.iter().find(|derived| derived.field == "sidecar").map(|derived| derived.from.as_str().into());
    let mut report = Report::new(raw.origin.place()).beside(sidecar.clone());
    clean_record(&mut raw, &mut report);
    if raw.origin.row.is_some() {
        set_own_address(&mut raw, &options.link);
    }
    let hints = hints::read(&raw.origin);
    let raw_body = raw.body.take();
    let noted = std::mem::take(&mut raw.derived);
    let mut derived = Vec::new();
    let mut fields = Fields::new(&raw, &options.map);

    let is_table = raw.origin.row.is_some() && !options.pins_first_sight;
    let mut visibility = visibility::read(&mut fields, &mut report);
    if hints.draft && !matches!(visibility, Visibility::Hidden(_)) {
        visibility = Visibility::Hidden("draft".to_owned());
    }
    if visibility == Visibility::Public && times::is_unpublished(&fields, is_table) {
        visibility = Visibility::Hidden("unpublished".to_owned());
    }
    let mut refused = false;
    let id = identity::declared(&mut fields, raw.origin.row.as_ref(), &mut report).unwrap_or_else(|()| {
        refused = true;
        None
    });
    let title = text::title(&mut fields, &mut report);
    let summary = text::summary(&mut fields, &mut report);
    let body = text::body(raw_body, &mut fields, options.body_format, &mut report);
    let times = times::read(&mut fields, &hints, options, &mut derived, &mut report);
    refused |= times.broken;
    let (language, translated) = details::language(&mut fields, &hints, &mut derived, &mut report);
    let mut categories = Categories::new(fields.is_wordpress());
    // Categories and tags are one list for a feed; whoever maps the field names all of it.
    for candidate in fields.every(Field::Categories) {
        categories.read(candidate.node, &mut report);
    }
    let categories = categories.finish();
    let section = details::line(&mut fields, Field::Section).or_else(|| {
        let section = hints.section.clone()?;
        derived.push(Derived { field: "section", from: "file path".to_owned(), line: 0 });
        Some(section)
    });
    let declared_slug = fields.text(Field::Slug).and_then(|(_, text)| segment(text));
    let text_of_body = match (&body, &summary) {
        (Some(body), _) => body.text.as_str(),
        (None, Some(SummaryText::Plain(text) | SummaryText::Html(text) | SummaryText::Markdown(text))) => text,
        (None, None) => "",
    };
    let slug = declared_slug
        .clone()
        .or_else(|| (!raw.origin.listed && !hints.stem.is_empty()).then(|| hints.stem.clone()))
        .or_else(|| title.text.as_deref().and_then(slug_of_title))
        .unwrap_or_else(|| slug(title.text.as_deref().unwrap_or(text_of_body)));

    let parts = Parts {
        options,
        hints: &hints,
        published: times.published,
        language: language.as_ref(),
        translated,
        slug: &slug,
        section: section.as_deref(),
        categories: &categories,
        id: id
            .as_ref()
            .map(EntryId::as_str)
            .or_else(|| Some(permalink::id_of_row(raw.origin.row.as_ref()?, &raw.fields, options))),
    };
    let Addresses { url, external, elsewhere, media: playable, broken } =
        permalink::read(&mut fields, &parts, &mut derived, &mut report);
    // A broken address with a declared id costs the link; without one the id itself would be a guess.
    refused |= broken && id.is_none();
    if broken && id.is_some() {
        report.soften(&URL_INVALID);
    }
    let base = url.as_ref().unwrap_or(&options.link);
    // What lies in the directory of an article has an address below that of the article; all else is the site's.
    let is_elsewhere = raw.origin.file.contains("://");
    let files = if hints.bundle || is_elsewhere { base } else { &options.link };

    let (authors, contributors) = roles::read(&mut fields, options, raw.origin.row.is_some(), &mut report);
    let enclosures = media::enclosures(&mut fields, &playable, files, &mut report);
    // A recording on this machine may bring its title with it.
    let may_speak = enclosures.iter().any(|enclosure| enclosure.file.is_some());
    if title.text.is_none() && summary.is_none() && body.is_none() && !may_speak {
        report
            .whole(&RECORD_EMPTY, "", "the record has neither title nor summary nor body")
            .help("write something into it, or hide it with `draft: true`");
        refused = true;
    }
    let playable = enclosures.iter().any(|file| matches!(file.media_type.family(), "audio" | "video"));
    let episode = episode::episode(&mut fields, playable, files, options, &mut report);
    let image = media::image(&mut fields, files, &mut report);
    let (rights, license) = details::rights(&mut fields, &mut report);
    let source = details::source(&mut fields, &mut report);
    let comments = details::comments(&mut fields, base, &mut report);
    let mut related = details::related(&mut fields, base, &mut report);
    let own = |url| RelatedLink { rel: "related".to_owned(), url, title: None, language: None };
    related.extend(elsewhere.map(own));
    let location = details::location(&mut fields, &mut report);

    let marks = identity::Marks {
        id: id.as_ref(),
        slug: declared_slug.as_deref(),
        url: url.as_ref(),
        title: title.text.as_deref(),
        published: times.published,
        text: text_of_body,
    };
    let key = identity::key(&raw.origin, &marks, options, &mut report);
    let (id, id_kind) = identity::id(id, url.as_ref(), &key, options);

    let places = places(&fields);
    if let Some(sidecar) = &sidecar {
        let stated =
            |&(field, line): &(Field, u32)| Derived { field: field.name(), from: format!("sidecar {sidecar}"), line };
        derived.extend(fields.aside.iter().map(stated));
    }
    // A finding about a field counts only where the field was not declared.
    let found = fields.found.clone();
    let in_text = |name: &str| raw.found.0.iter().any(|(key, _)| key == name);
    derived.extend(noted.into_iter().filter(|d| !in_text(d.field) || found.contains(&d.field)));
    derived.sort_by_key(|d| d.field);
    let usage = fields.into_usage();
    let RawRecord { origin, fields, .. } = raw;
    let extra = usage.extra(fields);

    let hidden = matches!(visibility, Visibility::Hidden(_));
    if origin.listed {
        report.name_record(&key);
    }
    let mut diagnostics = report.diagnostics;
    if hidden {
        // Only why it is hidden matters yet.
        let why = [&STATUS_UNKNOWN, &VISIBILITY_UNKNOWN, &FIELD_INVALID];
        for diagnostic in diagnostics.iter_mut().filter(|d| !why.contains(&d.rule)) {
            diagnostic.level = Level::Note;
        }
    }
    let record = Record {
        key,
        origin,
        id,
        id_kind,
        url,
        external_url: external,
        title: title.text,
        title_html: title.html,
        summary,
        body,
        published: times.published,
        updated: times.updated,
        expires: times.expires,
        authors,
        contributors,
        categories,
        enclosures,
        image,
        language,
        rights,
        license,
        source,
        comments,
        related,
        location,
        episode,
        visibility,
        section,
        slug,
        extra,
        derived,
        places,
    };
    Normalised { record: (!refused || hidden).then_some(record), diagnostics }
}

/// Line and column of each declared field that was used, the first of each name.
fn places(fields: &Fields<'_>) -> Vec<(&'static str, u32, u32)> {
    let mut places: Vec<(&'static str, u32, u32)> = Vec::new();
    for (field, line, column) in &fields.declared {
        if *line > 0 && !places.iter().any(|(name, ..)| *name == field.name()) {
            places.push((field.name(), *line, *column));
        }
    }
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests;
