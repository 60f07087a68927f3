//! What the sources hold already: an article that is there is not imported beside itself.

use super::super::{
    Error, fetched,
    reader::{self, Reader, Reading},
};
use crate::{config::Publication, record::IdKind, value::WebUrl};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// The records that are there, by id.
#[derive(Debug, Default)]
pub(super) struct Existing {
    /// The files, relative to the root; a place for rows of a database.
    files: HashMap<String, String>,
    /// Those that have an address, by what of it tells pages apart.
    pages: HashMap<String, Page>,
}

/// What stands under an address.
#[derive(Debug)]
struct Page {
    file: String,
    title: Option<String>,
    /// Whether its id is its own, and not the address.
    has_id: bool,
}

impl Existing {
    /// Reads every record of the sources. What is wrong with them is for `check` and `build` to say; what cannot be read
    /// is not there.
    ///
    /// # Errors
    /// A source cannot be looked at. That its files are not there yet is no error: an import may be what makes them.
    pub(super) fn read(publication: &Publication) -> Result<Self, Error> {
        let mut existing = Self::default();
        let mut unsaid = fetched::unfetched(publication);
        let survey = match reader::survey(publication) {
            Ok(survey) => survey,
            Err(Error::Source(_)) => return Ok(existing),
            Err(error) => return Err(error),
        };
        let reader = Reader::open(publication, &survey, &mut unsaid)?;
        let mut note = |reading: Reading| {
            if let Reading::Record(record, _) = reading {
                let ids = [Some(record.id.as_str()), record.url.as_ref().map(WebUrl::as_str)];
                let ids: HashSet<&str> = ids.into_iter().flatten().collect();
                if let Some(url) = &record.url {
                    existing.pages.entry(url.page()).or_insert_with(|| Page {
                        file: record.origin.file.to_string(),
                        title: record.title.clone(),
                        has_id: record.id_kind == IdKind::Declared,
                    });
                }
                for id in ids {
                    existing.files.entry(id.to_owned()).or_insert_with(|| record.origin.file.to_string());
                }
            }
        };
        for file in 0..reader.len() {
            // What cannot be read now stops the build, and not the import.
            reader.read(file, &mut note).ok();
        }
        let rows = reader.tables().all(None, &mut |source, row| {
            reader.readings(source, row.found).into_iter().for_each(&mut note);
        });
        rows.ok();
        Ok(existing)
    }

    /// The file that has the record of this id or, for an article that declares none, of this address; a record there that
    /// declares none either, or has the same title, is this article as well.
    pub(super) fn file_of(&self, link: &WebUrl, fields: &Map<String, Value>) -> Option<&str> {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let found = match text("id") {
            Some(id) => self.files.get(id).or_else(|| {
                let url = link.join(text("url")?).ok()?;
                // Many articles may lead to the front page.
                let page = self.pages.get(&url.page()).filter(|_| url.page() != link.page())?;
                let is_same = || page.title.as_deref().is_some_and(|title| Some(title) == text("title"));
                (!page.has_id || is_same()).then_some(&page.file)
            }),
            None => {
                let url = text("url").or_else(|| text("permalink"))?;
                self.files.get(url).or_else(|| {
                    let url = link.join(url).ok()?;
                    let page = || Some(&self.pages.get(&url.page()).filter(|_| url.page() != link.page())?.file);
                    self.files.get(url.as_str()).or_else(page)
                })
            }
        };
        found.map(String::as_str)
    }
}
