//! The feeds that the old site had, and where their subscribers find them now.

use super::super::instance::Instance;
use crate::{
    config::{Each, Feed, Publication},
    source::export::{FeedOf, OldFeed, Site},
    value::{Format, WebUrl, fold, slug},
};
use std::collections::HashSet;

/// A feed of the old site.
#[derive(Debug)]
pub struct Moved {
    /// It.
    pub old: OldFeed,
    /// The document that has the same articles now; `None` if there is none.
    pub new: Option<WebUrl>,
    /// The value of the feed's `path` with which the document stays at its old address, where it can: `feed/index.xml`.
    pub path: Option<(Format, String)>,
    /// The name of the feed in `courant.toml`.
    pub feed: Option<String>,
}

/// Where the feeds of a site went. `terms` are the categories, tags, authors, sections and languages that records have.
pub(super) fn of(publication: &Publication, site: &Site, terms: &HashSet<String>) -> Vec<Moved> {
    let mut seen = HashSet::new();
    let old = site.feeds.iter().filter(|old| seen.insert((*old).clone()));
    old.map(|old| moved(publication, site, old, terms)).collect()
}

/// The earlier addresses of articles with their present ones, each once, and none that is an article's own.
pub(super) fn former(publication: &Publication, site: &Site, former: &[(String, String)]) -> Vec<(WebUrl, WebUrl)> {
    let link =
        site.link.as_deref().and_then(|link| WebUrl::parse(link).ok()).unwrap_or_else(|| publication.link.clone());
    let below = |path: &str| match path.starts_with('/') {
        true => WebUrl::parse(&format!("{}{path}", link.as_str().trim_end_matches('/'))).ok(),
        false => WebUrl::parse(path).ok(),
    };
    let own = |url: &str| WebUrl::parse(url).ok().or_else(|| publication.link.join(url).ok());
    let pairs: Vec<(WebUrl, WebUrl)> = former.iter().filter_map(|(old, new)| Some((below(old)?, own(new)?))).collect();
    let mut taken: HashSet<String> = pairs.iter().map(|(_, new)| new.as_str().to_owned()).collect();
    pairs.into_iter().filter(|(old, _)| taken.insert(old.as_str().to_owned())).collect()
}

fn moved(publication: &Publication, site: &Site, old: &OldFeed, terms: &HashSet<String>) -> Moved {
    let target = target(publication, &old.of, terms);
    let (new, feed) = match target {
        None => (None, None),
        Some((feed, instance)) => {
            let format =
                if feed.formats.contains(&old.format) { Some(old.format) } else { feed.formats.first().copied() };
            (format.and_then(|format| instance.address(publication, feed, format)), Some(feed))
        }
    };
    // Only a document of the same format, at the same host, below the output directory can stay where it was.
    let path = feed.filter(|feed| feed.each.is_none() && feed.formats.contains(&old.format)).and_then(|_| {
        let link = WebUrl::parse(site.link.as_deref()?).ok()?;
        let address = link.join(&old.path).ok()?;
        let rest = address.as_str().strip_prefix(publication.feeds_url.as_str())?.to_owned();
        let is_file = !rest.contains(['?', '#']) && !rest.is_empty();
        let rest = if rest.ends_with('/') { format!("{rest}index.xml") } else { rest };
        is_file.then_some((old.format, rest))
    });
    Moved { old: old.clone(), new, path, feed: feed.map(|feed| feed.name.clone()) }
}

/// The feed that has what an old one had.
fn target<'a>(publication: &'a Publication, of: &FeedOf, terms: &HashSet<String>) -> Option<(&'a Feed, Instance)> {
    let whole = || {
        let is_whole = |feed: &&Feed| {
            feed.each.is_none()
                && feed.condition.is_none()
                && feed.categories_filter.is_empty()
                && feed.authors_filter.is_empty()
                && feed.sections_filter.is_empty()
                && feed.languages_filter.is_empty()
        };
        let index = publication.feeds.iter().position(|feed| is_whole(&feed))?;
        Some((&publication.feeds[index], Instance { feed: index, value: None }))
    };
    let (each, value) = match of {
        FeedOf::All => return whole(),
        FeedOf::Podcast => {
            let index = publication.feeds.iter().position(|feed| feed.each.is_none() && feed.podcast.is_some());
            let show = index.map(|index| (&publication.feeds[index], Instance { feed: index, value: None }));
            return show.or_else(whole);
        }
        FeedOf::Category(name) | FeedOf::Tag(name) => (Each::Category, name),
        FeedOf::Author(name) => (Each::Author, name),
        FeedOf::Section(name) => (Each::Section, name),
        FeedOf::Language(tag) => (Each::Language, tag),
        FeedOf::Comments => return None,
    };
    if !terms.contains(&fold(value)) {
        return None;
    }
    // A feed of this language or section alone is as good as one of each.
    let is_only = |feed: &&Feed| match each {
        Each::Language => {
            feed.each.is_none() && feed.languages_filter.iter().map(|tag| tag.as_str()).eq([value.as_str()])
        }
        Each::Section => feed.each.is_none() && feed.sections_filter.iter().map(String::as_str).eq([value.as_str()]),
        _ => false,
    };
    if let Some(index) = publication.feeds.iter().position(|feed| is_only(&feed)) {
        return Some((&publication.feeds[index], Instance { feed: index, value: None }));
    }
    let Some(index) = publication.feeds.iter().position(|feed| feed.each == Some(each)) else {
        // Who reads the publication's own language had better have the other ones, too, than nothing.
        let is_main = publication.language.as_ref().is_some_and(|own| own.as_str().eq_ignore_ascii_case(value));
        return (each == Each::Language && is_main).then(whole).flatten();
    };
    Some((&publication.feeds[index], Instance { feed: index, value: Some((slug(value), value.clone())) }))
}
