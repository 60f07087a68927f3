//! A body that is fit for a feed.

/// A rendered body: sanitised, every link absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The body as an HTML fragment. Made of paragraphs where the source is plain text.
    pub html: String,
    /// The body as plain text, where the source declares one or is one. JSON Feed `content_text`.
    pub text: Option<String>,
    /// Whether the source is plain text, so that `html` is only its rendering (Atom then carries `content type=text`).
    pub text_only: bool,
    /// The part before `<!--more-->`, as HTML, where the author put one.
    pub excerpt: Option<String>,
}
