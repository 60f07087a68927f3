//! From what a file says to what it means.

use super::{PeopleTable, Record, raw::RawRecord};
use crate::{
    diagnostic::Diagnostic,
    value::{Language, TagAuthority, WebUrl, Zone},
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
#[must_use]
pub fn normalise(_raw: RawRecord, _options: &Options) -> Normalised {
    todo!()
}
