//! Whether a record belongs into a feed.

use super::Condition;
use crate::{
    config::Feed,
    record::Record,
    value::{Language, fold},
};

/// A feed's filters, ready to be asked.
#[derive(Debug)]
pub struct Criteria {
    categories: Vec<String>,
    authors: Vec<String>,
    sections: Vec<String>,
    languages: Vec<Language>,
    condition: Option<Condition>,
    publication_language: Option<Language>,
}

impl Criteria {
    /// The filters of `feed` that look at the record alone; `since`, which looks at the clock as well, is not among them.
    /// `condition` is the compiled `where`.
    #[must_use]
    pub fn new(feed: &Feed, publication_language: Option<Language>, condition: Option<Condition>) -> Self {
        let folded = |list: &[String]| list.iter().map(|value| fold(value)).collect();
        Self {
            categories: folded(&feed.categories_filter),
            authors: folded(&feed.authors_filter),
            sections: folded(&feed.sections_filter),
            languages: feed.languages_filter.clone(),
            condition,
            publication_language,
        }
    }

    /// Whether the record passes every filter.
    ///
    /// # Errors
    /// The condition cannot be worked out for this record.
    pub fn matches(&self, record: &Record) -> Result<bool, String> {
        let any = |wanted: &[String], mut has: Box<dyn Iterator<Item = &str> + '_>| {
            wanted.is_empty() || has.any(|value| wanted.contains(&fold(value)))
        };
        let categories = record.categories.iter().flat_map(|c| [Some(c.term.as_str()), c.label.as_deref()]).flatten();
        let authors =
            record.authors.iter().flat_map(|a| [Some(a.name.as_str()), a.email.as_ref().map(|e| e.as_str())]).flatten();
        let passes = any(&self.categories, Box::new(categories))
            && any(&self.authors, Box::new(authors))
            && any(&self.sections, Box::new(record.section.as_deref().into_iter()))
            && self.speaks(record);
        match (&self.condition, passes) {
            (Some(condition), true) => condition.matches(record),
            _ => Ok(passes),
        }
    }

    /// RFC 4647 §3.3.1: `en` stands for `en-GB` too. A record that names no language has the publication's.
    fn speaks(&self, record: &Record) -> bool {
        let Some(language) = record.language.as_ref().or(self.publication_language.as_ref()) else {
            return self.languages.is_empty();
        };
        self.languages.is_empty()
            || self.languages.iter().any(|range| {
                let tag = language.as_str().to_ascii_lowercase();
                let range = range.as_str().to_ascii_lowercase();
                tag == range || tag.strip_prefix(&range).is_some_and(|rest| rest.starts_with('-'))
            })
    }
}
