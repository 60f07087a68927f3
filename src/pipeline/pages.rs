//! A feed at an address, with the pages and archives that it was continued in: what is adopted has to go back to the
//! oldest article that a subscriber may have.

use super::check::ACCEPT;
use crate::{
    lint::{self, Outline},
    net::{Client, Error, Method, Request},
    value::WebUrl,
};
use std::collections::HashSet;

/// What is wrong with a document that cannot be adopted.
pub const NO_FEED: &str = "is no feed that can be adopted: RSS 2.0 or 0.9x, Atom 1.0 or JSON Feed";
/// Pages after which it is no feed but a trap: one of ten items a page has five thousand articles by then.
const MOST_PAGES: usize = 500;

/// The pages of a feed.
#[derive(Debug, Default)]
pub struct Pages {
    /// What each says of itself, the newest one first.
    pub outlines: Vec<Outline>,
    /// Where the way ended before its time, and why, as a sentence. Without any page, that is the feed itself.
    pub broken: Option<String>,
    /// Whether nothing is published at the address: its server says so itself (404, 410).
    pub is_absent: bool,
}

/// Fetches a feed, then one after another what it calls its previous archive or next page.
///
/// # Errors
/// The address itself cannot be asked. What is wrong further on is part of the result.
pub fn pages(client: &Client, url: &WebUrl) -> Result<Pages, Error> {
    let mut pages = Pages::default();
    let mut seen = HashSet::new();
    let mut left = vec![url.clone()];
    while let Some(url) = left.pop() {
        if !seen.insert(url.clone()) {
            continue;
        }
        if pages.outlines.len() == MOST_PAGES {
            pages.broken = Some(format!("{url} would be page {} of the feed", MOST_PAGES + 1));
            break;
        }
        match fetch(client, &url) {
            Ok(Page::Feed(outline, address)) => {
                // The archive first: where there is one, it holds everything.
                let further = [&outline.next, &outline.prev_archive].into_iter().flatten();
                left.extend(further.filter_map(|link| address.join(link).ok()));
                pages.outlines.push(*outline);
                seen.insert(address);
            }
            Ok(Page::Absent(status)) => {
                pages.is_absent = pages.outlines.is_empty();
                pages.broken = Some(format!("{url} answers with status {status}"));
            }
            Ok(Page::Other(why)) => pages.broken = Some(format!("{url} {why}")),
            Err(error) if pages.outlines.is_empty() => return Err(error),
            Err(error) => pages.broken = Some(error.to_string()),
        }
    }
    Ok(pages)
}

enum Page {
    /// A feed, and the address that gave it at last.
    Feed(Box<Outline>, WebUrl),
    /// Nothing, with this status.
    Absent(u16),
    /// What it is instead.
    Other(String),
}

fn fetch(client: &Client, url: &WebUrl) -> Result<Page, Error> {
    let answer = client.send(&Request { method: Method::Get, url, headers: &[ACCEPT] })?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Page::Absent(answer.status));
    }
    if answer.status != 200 {
        return Ok(Page::Other(format!("answers with status {}", answer.status)));
    }
    let (mut outline, _) = lint::outline(&answer.body);
    if outline.format.is_none() {
        return Ok(Page::Other(NO_FEED.to_owned()));
    }
    // Relative links in it are meant against where it was found.
    outline.self_link.get_or_insert_with(|| lint::Link { url: answer.url.as_str().to_owned(), at: 0 });
    Ok(Page::Feed(Box::new(outline), answer.url))
}
