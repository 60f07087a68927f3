//! The feeds that every `WordPress` site has, whether anybody knows them or not.

use super::{
    super::{FeedOf, OldFeed},
    index::Index,
};
use crate::value::Format;
use std::collections::BTreeSet;

/// The feeds of Squarespace's collections, which stand at their pages: `/blog?format=rss`.
pub(super) fn of_collections(pages: &BTreeSet<String>) -> Vec<OldFeed> {
    let of = |page: &String| match pages.len() {
        1 => FeedOf::All,
        _ => FeedOf::Section(page.trim_start_matches('/').to_owned()),
    };
    pages.iter().map(|page| OldFeed { path: format!("{page}?format=rss"), format: Format::Rss, of: of(page) }).collect()
}

/// The feeds of a site at this address.
pub(super) fn of(link: &str, index: &Index) -> Vec<OldFeed> {
    let path = link.split_once("://").map_or("", |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    let root = path.trim_end_matches('/');
    let mut feeds = Vec::new();
    let mut add = |path: String, format, of: &FeedOf| feeds.push(OldFeed { path, format, of: of.clone() });
    add(format!("{root}/feed/"), Format::Rss, &FeedOf::All);
    add(format!("{root}/feed/atom/"), Format::Atom, &FeedOf::All);
    for old in ["rss2", "rss", "rdf"] {
        add(format!("{root}/feed/{old}/"), Format::Rss, &FeedOf::All);
    }
    // Where addresses were never made pretty; the others send these on.
    for (name, format) in [("rss2", Format::Rss), ("rss", Format::Rss), ("rdf", Format::Rss), ("atom", Format::Atom)] {
        add(format!("{root}/?feed={name}"), format, &FeedOf::All);
    }
    // PowerPress and Seriously Simple Podcasting have a feed of the show, and one of each channel or series.
    for show in &index.shows {
        let of = &FeedOf::Podcast;
        add(format!("{root}/feed/{show}/"), Format::Rss, of);
        if !show.contains('/') {
            add(format!("{root}/?feed={show}"), Format::Rss, of);
        }
    }
    add(format!("{root}/comments/feed/"), Format::Rss, &FeedOf::Comments);
    // Where addresses are pretty, WordPress itself sent readers of these on to the others.
    if index.is_plain() {
        let categories = index
            .categories
            .iter()
            .filter_map(|(slug, name)| Some((format!("cat={}", index.numbers.get(slug)?), name)));
        let tags = index.tags.iter().map(|(slug, name)| (format!("tag={slug}"), name));
        let accounts = index.accounts.values();
        let people = accounts.filter_map(|account| {
            Some((format!("author={}", index.account_numbers.get(&account.login)?), &account.name))
        });
        let of = |kind: fn(String) -> FeedOf| move |(query, name): (String, &String)| (query, kind(name.clone()));
        let all =
            categories.map(of(FeedOf::Category)).chain(tags.map(of(FeedOf::Tag))).chain(people.map(of(FeedOf::Author)));
        for (query, of) in all {
            for (feed, format) in [("rss2", Format::Rss), ("atom", Format::Atom)] {
                add(format!("{root}/?feed={feed}&{query}"), format, &of);
                add(format!("{root}/?{query}&feed={feed}"), format, &of);
            }
        }
    }
    for (terms, directory, of) in [
        (&index.categories, "category", FeedOf::Category as fn(String) -> FeedOf),
        (&index.tags, "tag", FeedOf::Tag as fn(String) -> FeedOf),
    ] {
        for (slug, name) in terms {
            let of = of(name.clone());
            add(format!("{root}/{directory}/{slug}/feed/"), Format::Rss, &of);
            add(format!("{root}/{directory}/{slug}/feed/atom/"), Format::Atom, &of);
        }
    }
    for account in index.accounts.values() {
        let of = FeedOf::Author(account.name.clone());
        add(format!("{root}/author/{}/feed/", account.login), Format::Rss, &of);
    }
    feeds
}
