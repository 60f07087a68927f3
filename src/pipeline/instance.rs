//! Feeds as they are published: one for a plain `[[feed]]`, one for each value of an `each`.

use crate::{
    config::{Feed, Publication},
    value::{EntryId, Format, WebUrl},
};
use std::{collections::HashMap, sync::Mutex};

/// A feed that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instance {
    /// Which `[[feed]]` it is of.
    pub feed: usize,
    /// The value that it is for, with its directory.
    pub value: Option<(String, String)>,
}

impl Instance {
    /// How it is called on the command line: `news`, `category/politics`.
    pub(super) fn name(&self, feed: &Feed) -> String {
        match &self.value {
            None => feed.name.clone(),
            Some((slug, _)) => format!("{}/{slug}", feed.name),
        }
    }

    /// Its document's path below the output directory.
    pub(super) fn path(&self, feed: &Feed, format: Format) -> String {
        let slug = self.value.as_ref().map(|(slug, _)| slug.as_str());
        match (feed.path.get(&format), slug) {
            (Some(path), Some(slug)) => path.replace("{value}", slug),
            (Some(path), None) => path.clone(),
            (None, _) => format!("{}/{}", self.name(feed), format.file_name()),
        }
    }

    /// Its document's address.
    pub(super) fn address(&self, publication: &Publication, feed: &Feed, format: Format) -> Option<WebUrl> {
        publication.feeds_url.join(&self.path(feed, format)).ok()
    }

    /// Fills `{value}` and `{slug}` into a title or an address.
    pub(super) fn fill(&self, pattern: &str) -> String {
        match &self.value {
            None => pattern.to_owned(),
            Some((slug, label)) => pattern.replace("{value}", label).replace("{slug}", slug),
        }
    }

    /// The feed's own id, one for all its formats and independent of its address.
    pub(super) fn id(&self, publication: &Publication, feed: &Feed) -> String {
        let slug = self.value.as_ref().map(|(slug, _)| slug.as_str());
        match (&feed.id, slug, &publication.tag) {
            (Some(id), None, _) => id.clone(),
            (Some(id), Some(slug), _) => format!("{id}/{slug}"),
            (None, _, Some(tag)) => tag.mint(&format!("feed/{}", self.name(feed))).to_string(),
            (None, _, None) => EntryId::from_name(&format!("{}{}", publication.feeds_url, self.name(feed))).to_string(),
        }
    }
}

/// All instances that records have asked for so far; shared by the threads that read.
#[derive(Debug, Default)]
pub(super) struct Instances {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    numbers: HashMap<(usize, String), u32>,
    instances: Vec<Instance>,
}

impl Instances {
    /// With every feed that exists whether a record is in it or not.
    pub(super) fn new(feeds: &[Feed]) -> Self {
        let instances = Self::default();
        for (index, feed) in feeds.iter().enumerate() {
            if feed.each.is_none() {
                instances.number(index, None);
            }
        }
        instances
    }

    /// The number of an instance. Of several spellings of a value the first in byte order names the feed, so that the
    /// name depends neither on threads nor on the order of files.
    pub(super) fn number(&self, feed: usize, value: Option<(String, String)>) -> u32 {
        let mut inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let slug = value.as_ref().map_or(String::new(), |(slug, _)| slug.clone());
        if let Some(&number) = inner.numbers.get(&(feed, slug.clone())) {
            let known = &mut inner.instances[number as usize];
            if let (Some((_, label)), Some((_, known))) = (value, &mut known.value)
                && label < *known
            {
                *known = label;
            }
            return number;
        }
        let number = u32::try_from(inner.instances.len()).unwrap_or(u32::MAX);
        inner.instances.push(Instance { feed, value });
        inner.numbers.insert((feed, slug), number);
        number
    }

    /// All of them, by number.
    pub(super) fn into_vec(self) -> Vec<Instance> {
        self.inner.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).instances
    }
}
