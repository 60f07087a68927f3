//! `each = "category"` and its kin: the values for which a record gets into a feed of its own.

use crate::{
    config::Each,
    record::Record,
    value::{Language, Zone, slug},
};
use chrono::Datelike;

/// A value that has a feed of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Group {
    /// The directory, which depends on the value alone.
    pub slug: String,
    /// The value as the record has it.
    pub label: String,
}

/// The groups that a record belongs to, each once.
#[must_use]
pub fn groups(each: Each, record: &Record, zone: &Zone, publication_language: Option<&Language>) -> Vec<Group> {
    let labels: Vec<String> = match each {
        Each::Category => record.categories.iter().map(|c| c.display().to_owned()).collect(),
        Each::Author => record.authors.iter().map(|a| a.name.clone()).collect(),
        Each::Language => record.language.as_ref().or(publication_language).iter().map(ToString::to_string).collect(),
        Each::Year => record.published.iter().map(|t| format!("{:04}", zone.local(*t).year())).collect(),
        Each::Section => record.section.iter().cloned().collect(),
    };
    let mut out: Vec<Group> = Vec::new();
    for label in labels {
        let slug = slug(&label);
        if !out.iter().any(|group| group.slug == slug) {
            out.push(Group { slug, label });
        }
    }
    out
}
