//! Images that a script would have loaded: where their real source stands.
//!
//! `data-src` and its relatives give the source when `src` is missing or a placeholder; a real `src` is left alone. The
//! copy inside `<noscript>` is handled where tokens are read, since it is a neighbour and not an attribute.

use super::rewrite::Attributes;

/// What an image, source or player declares as its source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Declared<'a> {
    pub src: Option<&'a str>,
    pub srcset: Option<&'a str>,
    /// Whether a script was to load it.
    pub lazy: bool,
}

const SOURCES: [&str; 9] = [
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-orig-src",
    "data-lazy",
    "data-actualsrc",
    "data-url",
    "data-orig-file",
    "data-large-file",
];
const SETS: [&str; 3] = ["data-srcset", "data-lazy-srcset", "data-original-set"];

/// Reads the sources of an element.
pub(super) fn declared<'a>(attributes: &Attributes<'a>) -> Declared<'a> {
    let filled = |name: &str| attributes.get(name).map(str::trim).filter(|value| !value.is_empty());
    let src = filled("src").filter(|src| *src != "#");
    let srcset = filled("srcset").filter(|set| !is_placeholder(set));
    let later = SOURCES.iter().find_map(|name| filled(name)).filter(|later| looks_like_address(later));
    let later_set = SETS.iter().find_map(|name| filled(name));
    let lazy = src.is_none_or(is_placeholder) && srcset.is_none();
    if !lazy {
        return Declared { src: src.filter(|src| !is_placeholder(src)), srcset: srcset.or(later_set), lazy };
    }
    // An inline picture with nothing behind it is a picture; a known pixel never is.
    let inline = src.filter(|src| src.starts_with("data:") && later.is_none() && later_set.is_none());
    Declared {
        src: later.or_else(|| inline.filter(|src| !is_known_pixel(src))),
        srcset: later_set,
        lazy: later.is_some() || later_set.is_some() || src.is_some(),
    }
}

fn looks_like_address(value: &str) -> bool {
    !value.starts_with(['{', '[']) && !value.contains(char::is_whitespace)
}

/// Whether the source is there only to be replaced.
fn is_placeholder(src: &str) -> bool {
    if src.starts_with("data:") || src.starts_with("about:") {
        return true;
    }
    let path = src.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    matches!(
        stem,
        "1x1"
            | "blank"
            | "clear"
            | "empty"
            | "grey"
            | "gray"
            | "lazy"
            | "lazyload"
            | "lazy-placeholder"
            | "loader"
            | "loading"
            | "pixel"
            | "placeholder"
            | "spacer"
            | "trans"
            | "transparent"
    ) && matches!(name.rsplit_once('.').map(|(_, e)| e), Some("gif" | "png" | "svg" | "jpg" | "webp"))
}

/// An inline picture too short to show anything.
fn is_known_pixel(src: &str) -> bool {
    const SHORTEST: usize = 160;
    src.starts_with("data:image/gif") && src.len() < SHORTEST
}
