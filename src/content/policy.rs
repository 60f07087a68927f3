//! Which elements and attributes of HTML may reach a reader.
//!
//! One table serves the rewriting pass and the sanitiser behind it, so that the two can never disagree.

/// Attributes that any element may carry.
pub(super) const GLOBAL_ATTRIBUTES: &[&str] = &["dir", "id", "lang", "title"];

/// The elements that may reach a reader, sorted by name, with the attributes that are theirs.
pub(super) const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "rel"]),
    ("abbr", &[]),
    ("address", &[]),
    ("article", &[]),
    ("aside", &[]),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("blockquote", &["cite"]),
    ("br", &[]),
    ("caption", &[]),
    ("cite", &[]),
    ("code", &["class"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("dd", &[]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("dfn", &[]),
    ("div", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("footer", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("header", &[]),
    ("hr", &[]),
    ("i", &[]),
    ("iframe", &["allowfullscreen", "height", "src", "width"]),
    ("img", &["alt", "height", "sizes", "src", "srcset", "width"]),
    ("ins", &["cite", "datetime"]),
    ("kbd", &[]),
    ("li", &["value"]),
    ("mark", &[]),
    ("nav", &[]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &[]),
    ("picture", &[]),
    ("pre", &[]),
    ("q", &["cite"]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("section", &[]),
    ("small", &[]),
    ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["align", "colspan", "headers", "rowspan"]),
    ("tfoot", &[]),
    ("th", &["abbr", "align", "colspan", "headers", "rowspan", "scope"]),
    ("thead", &[]),
    ("time", &["datetime"]),
    ("tr", &[]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    ("u", &[]),
    ("ul", &[]),
    ("var", &[]),
    ("video", &["controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"]),
    ("wbr", &[]),
];

/// The element under this name, as `'static` text with its own attributes; `None` if it may not reach a reader.
pub(super) fn element(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    ELEMENTS.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|i| ELEMENTS[i])
}

/// The name that an element of older or neighbouring vocabularies goes by today.
pub(super) fn modern_name(name: &str) -> &str {
    match name {
        "acronym" => "abbr",
        "amp-audio" => "audio",
        "amp-img" | "image" => "img",
        "amp-video" => "video",
        // They hold text that must stay apart from its neighbours.
        "center" | "dialog" | "fieldset" | "form" | "hgroup" | "legend" | "main" | "search" => "div",
        "dir" | "menu" => "ul",
        "listing" | "xmp" => "pre",
        "strike" => "s",
        "tt" => "code",
        _ => name,
    }
}

/// Elements without content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img" | "source" | "track" | "wbr")
}

/// Elements that begin a block of their own; an open paragraph ends before them.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "ul"
    ) || is_table_part(name)
        || name == "table"
}

/// Elements that only a table may hold.
pub(super) fn is_table_part(name: &str) -> bool {
    matches!(name, "caption" | "col" | "colgroup" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr")
}

/// Elements that say nothing when they are empty, so that they are left out.
pub(super) fn is_nothing_when_empty(name: &str) -> bool {
    !matches!(
        name,
        "caption"
            | "col"
            | "colgroup"
            | "dd"
            | "dt"
            | "iframe"
            | "rp"
            | "rt"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "time"
            | "tr"
    )
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, element};

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(ELEMENTS.is_sorted_by(|(a, _), (b, _)| a < b));
        assert_eq!(element("figure").map(|(name, _)| name), Some("figure"));
        assert!(element("script").is_none());
    }
}
