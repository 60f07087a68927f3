//! `WordPress`'s export, WXR 1.0 to 1.2: RSS with everything that the site has in it.
//!
//! Read twice: what entries refer to (accounts, attachments) may stand behind them, or in another file of the same export.

mod entry;
mod feeds;
mod footnotes;
mod index;
mod paywall;
pub(super) mod podcast;

use super::{
    super::Error,
    Input, Item, Settings, Site, Standing,
    xml::{self, Element, Shape, Space},
};
use index::Index;

/// Where the entries of an export are.
const SHAPE: Shape = Shape {
    path: &["rss", "channel"],
    // Counted, and nobody's to publish again.
    hollow: &[(Space::WordPress, "comment")],
    called: "a WordPress export",
};

/// Reads the files of an export.
///
/// Squarespace writes files that `WordPress` can read; its bodies are HTML, and its links have no host.
pub(super) fn read(
    inputs: &[Input],
    settings: &Settings,
    squarespace: bool,
    sink: &mut dyn FnMut(Item),
) -> Result<(), Error> {
    let mut index = Index::default();
    index.squarespace = squarespace;
    for input in inputs {
        // What is broken is said by the second reading, behind the entries that are whole.
        let _ = xml::elements(input, &SHAPE, &mut |element| index.element(&element))?;
    }
    sink(Item::Site(Box::new(site(&mut index))));
    for input in inputs {
        let mut number = 0_u32;
        let read = xml::elements(input, &SHAPE, &mut |element| {
            if element.space == Space::None && element.name == "item" {
                number += 1;
                entry::read(&element, number, input, &index, settings, sink);
            }
        })?;
        if let Err(finding) = read {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

/// What an export says of its site.
fn site(index: &mut Index) -> Site {
    let fact = |name: &str| index.channel.get(name).cloned();
    let link = fact("base_blog_url").or_else(|| fact("link"));
    Site {
        hubs: Vec::new(),
        title: fact("title"),
        description: fact("description"),
        language: fact("language"),
        zone: None,
        permalink: index.permalink(),
        feeds: match &link {
            _ if index.squarespace => feeds::of_collections(&index.collections),
            Some(link) => feeds::of(link, index),
            None => Vec::new(),
        },
        link,
        accounts: index.accounts.values().cloned().collect(),
        podcast: None,
        own: Vec::new(),
        further: Vec::new(),
    }
}

/// Who may read an article that has this field beside it, where that says something about it.
pub(super) fn limited(key: &str, value: &str) -> Option<Standing> {
    paywall::standing(key, value)
}

/// The text of an element of `WordPress`'s own.
fn own<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    element.text_of(Space::WordPress, name)
}
