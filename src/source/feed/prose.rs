//! Texts of feeds: Atom's text constructs, and what RSS has in their place.

use super::{
    markup::{inner, is_html, spaced, unescaped},
    names::Space,
    xml::Element,
};

/// A text and whether it is HTML.
#[derive(Debug, Clone)]
pub(super) struct Prose<'e> {
    pub text: String,
    pub is_html: bool,
    pub element: &'e Element,
}

impl Prose<'_> {
    /// HTML without a tag is plain text in other words.
    pub(super) fn in_plain_words(self) -> Self {
        if !self.is_html || self.text.contains('<') {
            return self;
        }
        let text = unescaped(&self.text);
        // What then looks like HTML would be taken for it.
        if text.starts_with('<') && text.ends_with('>') { self } else { Self { text, is_html: false, ..self } }
    }
}

/// Whether the content of an Atom entry is something to read.
pub(super) fn is_text(content: &Element) -> bool {
    let is_encoded = content.attribute("mode") == Some("base64");
    let kind = content.attribute("type").unwrap_or("text").to_ascii_lowercase();
    !is_encoded && (!kind.contains('/') || kind.starts_with("text/") || kind.contains("html"))
}

/// A text construct of Atom (RFC 4287 §3.1, and of 0.3), or what RSS has in its place.
pub(super) fn prose(element: &Element) -> Prose<'_> {
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let is_xhtml = kind.contains("xhtml") || element.space == Space::Xhtml;
    if element.has_elements() {
        // A `div` is only the wrapping (§3.1.1.3).
        let wrapped = element
            .children()
            .next()
            .filter(|only| is_xhtml && only.local == "div" && element.children().nth(1).is_none());
        return Prose { text: inner(wrapped.unwrap_or(element)), is_html: true, element };
    }
    let text = element.text();
    let is_html = kind.contains("html");
    // 0.3: HTML with its markup in the open, of which there is none here.
    let is_bare = is_xhtml && element.space != Space::Xhtml;
    let text = if is_bare { crate::value::escape_html(&text).into_owned() } else { text };
    Prose { text, is_html, element }
}

/// A text construct as plain text.
pub(super) fn plain_prose(element: &Element) -> String {
    let prose = prose(element);
    if prose.is_html { plain(&prose.text) } else { prose.text }
}

/// A text in plain words whose paragraphs are kept, and the addresses of its links behind them.
pub(super) fn paragraphs(prose: &Prose<'_>) -> String {
    if !prose.is_html && !is_html(&prose.text) {
        return prose.text.trim().to_owned();
    }
    let text = spaced(&prose.text);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut out = String::new();
    for line in lines {
        if !line.is_empty() || !(out.is_empty() || out.ends_with("\n\n")) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

/// A line of text that was escaped once too often.
pub(in crate::source) fn plain(text: &str) -> String {
    if !is_html(text) {
        return text.to_owned();
    }
    unescaped(text).trim().to_owned()
}
