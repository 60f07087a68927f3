//! Feeds as they are published: one for a plain `[[feed]]`, one for each value of an `each`.

use super::card::Card;
use crate::{
    config::{Feed, Publication},
    value::{EntryId, Format, WebUrl},
};
use std::{collections::HashMap, sync::Mutex};

/// What stands for the value of an `each` feed in paths.
const VALUE: &str = "{value}";

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
            (Some(path), Some(slug)) => path.replace(VALUE, slug),
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
    /// By `[[feed]]` and directory of the value.
    numbers: HashMap<usize, HashMap<String, u32>>,
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

    /// The number of an instance, whose value has this directory and spelling. Of several spellings of a value the first in
    /// byte order names the feed, so that the name depends neither on threads nor on the order of files.
    pub(super) fn number(&self, feed: usize, value: Option<(&str, &str)>) -> u32 {
        let mut inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Inner { numbers, instances } = &mut *inner;
        let numbers = numbers.entry(feed).or_default();
        let slug = value.map_or("", |(slug, _)| slug);
        if let Some(&number) = numbers.get(slug) {
            if let (Some((_, label)), Some((_, known))) = (value, &mut instances[number as usize].value)
                && label < known.as_str()
            {
                label.clone_into(known);
            }
            return number;
        }
        let number = u32::try_from(instances.len()).unwrap_or(u32::MAX);
        let value = value.map(|(slug, label)| (slug.to_owned(), label.to_owned()));
        numbers.insert(slug.to_owned(), number);
        instances.push(Instance { feed, value });
        number
    }

    /// Adds every feed that a card asks for, whenever its record is due.
    pub(super) fn ask(&self, card: &Card) {
        for (feed, groups) in &card.verdict.wanted {
            for group in groups {
                self.number(*feed, Some((&group.slug, &group.label)));
            }
        }
    }

    /// All of them, by `[[feed]]` and value.
    pub(super) fn sorted(self) -> Vec<Instance> {
        let mut instances = self.into_vec();
        instances.sort_by(|a, b| (a.feed, &a.value).cmp(&(b.feed, &b.value)));
        instances
    }

    /// All of them, by number.
    pub(super) fn into_vec(self) -> Vec<Instance> {
        self.inner.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).instances
    }
}

/// The name of the feed whose document lies at this path below the output directory, whether a record is in it or not.
pub(super) fn feed_at(publication: &Publication, path: &str) -> Option<String> {
    let patterns = |feed: &Feed| {
        Format::ALL.map(|format| match (feed.path.get(&format), &feed.each) {
            (Some(pattern), _) => pattern.clone(),
            (None, None) => format!("{}/{}", feed.name, format.file_name()),
            (None, Some(_)) => format!("{}/{VALUE}/{}", feed.name, format.file_name()),
        })
    };
    let mut plain = publication.feeds.iter().filter(|feed| feed.each.is_none());
    let plain = plain.find(|feed| patterns(feed).iter().any(|pattern| pattern == path)).map(|feed| feed.name.clone());
    plain.or_else(|| {
        publication.feeds.iter().filter(|feed| feed.each.is_some()).find_map(|feed| {
            let slug = patterns(feed).iter().find_map(|pattern| value_in(pattern, path))?;
            Some(format!("{}/{slug}", feed.name))
        })
    })
}

/// What stands for every `{value}` of a pattern in a path.
fn value_in(pattern: &str, path: &str) -> Option<String> {
    let count = pattern.matches(VALUE).count();
    let length = path.len().checked_sub(pattern.len() - count * VALUE.len())?.checked_div(count)?;
    let start = pattern.find(VALUE)?;
    let value = path.get(start..start + length)?;
    let fits = !value.is_empty() && !value.contains('/') && pattern.replace(VALUE, value) == path;
    fits.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{feed_at, value_in};
    use crate::config;
    use std::path::Path;

    #[test]
    fn a_document_is_known_by_its_path() {
        let text = "[publication]\ntitle = \"T\"\nlink = \"https://a.example/\"\n[[feed]]\nname = \"news\"\n\
            path = { atom = \"tag/all.xml\" }\n[[feed]]\neach = \"category\"\npath = { rss = \"tag/{value}.xml\" }\n";
        let read = config::read(text, "courant.toml", Path::new("/srv"));
        let publication = read.publication.expect("a publication");
        for (path, name) in [
            ("news/rss.xml", Some("news")),
            ("tag/all.xml", Some("news")),
            ("tag/harbour.xml", Some("category/harbour")),
            ("category/harbour/feed.json", Some("category/harbour")),
            ("category/harbour/rss.xml", None),
            ("tag/a/b.xml", None),
            ("tag/.xml", None),
            ("other/rss.xml", None),
        ] {
            assert_eq!(feed_at(&publication, path).as_deref(), name, "{path}");
        }
    }

    #[test]
    fn a_value_may_stand_in_a_path_several_times() {
        assert_eq!(value_in("{value}/{value}.xml", "sea/sea.xml").as_deref(), Some("sea"));
        for path in ["sea/sky.xml", "se/sea.xml", "sea.xml", "", "é/é.xm"] {
            assert_eq!(value_in("{value}/{value}.xml", path), None, "{path}");
        }
        assert_eq!(value_in("news.xml", "news.xml"), None);
    }
}
