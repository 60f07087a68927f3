//! Bodies: Markdown, HTML, reStructuredText and text become HTML that is fit for a feed.
//!
//! Layer 2: imports `value`, `diagnostic` and `record`.

use crate::{
    diagnostic::{Diagnostic, Place},
    record::{Body, SourceBody},
    value::{Language, WebUrl},
};

/// What becomes of embedded players (`iframe`, `embed`, `object`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Embeds {
    /// A titled link, or the thumbnail where the service has a fixed address for it.
    #[default]
    Link,
    /// Nothing is left.
    Drop,
    /// Those of the hosts in [`Options::embed_hosts`] stay, the others become links.
    Keep,
}

/// How bodies are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What becomes of embeds.
    pub embeds: Embeds,
    /// Hosts whose embeds stay with [`Embeds::Keep`]; a host stands for its subdomains too.
    pub embed_hosts: Vec<String>,
}

/// Renders a body: Markdown to HTML, sanitised, links made absolute against `base`.
#[must_use]
pub fn render(
    _body: &SourceBody,
    _base: Option<&WebUrl>,
    _options: &Options,
    _place: &Place,
) -> (Body, Vec<Diagnostic>) {
    todo!()
}

/// Sanitises one HTML fragment and makes its links absolute.
#[must_use]
pub fn sanitise(_html: &str, _base: Option<&WebUrl>, _options: &Options, _place: &Place) -> (String, Vec<Diagnostic>) {
    todo!()
}

/// The text of an HTML fragment: entities decoded, script and style gone, blanks collapsed, blocks separated by a blank.
#[must_use]
pub fn html_to_text(_html: &str) -> String {
    todo!()
}

/// The beginning of a text of at most `limit` grapheme clusters, cut at the end of a sentence, else of a word (`…` added).
#[must_use]
pub fn shorten(_text: &str, _limit: usize, _language: Option<&Language>) -> String {
    todo!()
}
