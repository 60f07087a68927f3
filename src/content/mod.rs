//! Bodies: Markdown, HTML, reStructuredText and text become HTML that is fit for a feed.
//!
//! Layer 2: imports `value`, `diagnostic` and `record`.
//!
//! A body passes through these stages, each of which a module describes with its policy:
//! 1. `leftovers`: directives of site generators are carried out, or removed and reported; code is never touched.
//! 2. `markdown`, `rst`, `text`: the notation becomes HTML.
//! 3. `rewrite`: dangerous and useless things go, lazy images get their source (`lazy`), frames become links
//!    (`embeds`), addresses become absolute (`links`), on a well-nested `tree` of bounded depth.
//! 4. `sanitise`: a parser that knows none of the above lets through what `policy` allows and nothing else.
//!
//! What WordPress keeps becomes such HTML in `wordpress`, when it is imported.
//!
//! Every stage takes linear time and bounded stack, whatever the input.

mod autolink;
mod embeds;
mod findings;
mod guard;
mod lazy;
mod leftovers;
mod links;
mod markdown;
mod plain;
mod policy;
mod rewrite;
mod rst;
mod sanitise;
mod summary;
#[cfg(test)]
mod tests;
mod text;
mod tree;
pub mod wordpress;

use crate::{
    diagnostic::{Diagnostic, Place},
    record::{Body, SourceBody, raw::BodyFormat},
    value::{Language, WebUrl, clean},
};
use findings::Findings;
use leftovers::Syntax;
use rewrite::rewrite;
use std::borrow::Cow;

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
///
/// The diagnostics have the rules of [`rules::content`](crate::diagnostic::rules::content), each at most once (template
/// directives and reStructuredText directives once for each kind), at `place`; a directive's line is known where the
/// body's is. The result is the same for the same input, always.
#[must_use]
pub fn render(body: &SourceBody, base: Option<&WebUrl>, options: &Options, place: &Place) -> (Body, Vec<Diagnostic>) {
    let mut findings = Findings::new(place, body.line);
    let rendered = match body.format {
        BodyFormat::Text => render_text(&body.text),
        BodyFormat::Markdown | BodyFormat::Html | BodyFormat::Rst => {
            let html = to_html(&body.text, body.format, base, &mut findings);
            let mut rendered = finish(&html, base, options, &mut findings);
            rendered.text = body.plain.as_deref().map(tidy_text).filter(|text| !text.is_empty());
            rendered
        }
    };
    if rendered.html.is_empty() && !body.text.trim().is_empty() {
        findings.empty();
    }
    (rendered, findings.into_diagnostics())
}

/// Sanitises one HTML fragment and makes its links absolute.
///
/// Template directives are left as they are: this is for HTML that a program made, a feed or an API. The diagnostics
/// are those of [`render`].
#[must_use]
pub fn sanitise(html: &str, base: Option<&WebUrl>, options: &Options, place: &Place) -> (String, Vec<Diagnostic>) {
    let mut findings = Findings::new(place, 0);
    let body = finish(&clean(html).text, base, options, &mut findings);
    if body.html.is_empty() && !html.trim().is_empty() {
        findings.empty();
    }
    (body.html, findings.into_diagnostics())
}

/// The text of an HTML fragment: entities decoded, script and style gone, blanks collapsed, blocks separated by a blank.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    plain::html_to_text(html)
}

/// The beginning of a text of at most `limit` grapheme clusters, cut at the end of a sentence, else of a word (`…` added).
#[must_use]
pub fn shorten(text: &str, limit: usize, language: Option<&Language>) -> String {
    summary::shorten(text, limit, language)
}

/// The notation becomes HTML, not yet fit for anybody.
fn to_html<'t>(text: &'t str, format: BodyFormat, base: Option<&WebUrl>, findings: &mut Findings) -> Cow<'t, str> {
    match format {
        BodyFormat::Markdown => {
            let text = leftovers::replace(text, Syntax::Markdown, base, findings);
            let html = markdown::to_html(&text, findings);
            Cow::Owned(if html.contains(leftovers::GAP_AS_TEXT) {
                html.replace(leftovers::GAP_AS_TEXT, "")
            } else {
                html
            })
        }
        BodyFormat::Html => match leftovers::replace(without_cdata(text), Syntax::Html, base, findings) {
            Cow::Borrowed(html) => wordpress::with_paragraphs(html),
            Cow::Owned(html) => Cow::Owned(wordpress::with_paragraphs(&html).into_owned()),
        },
        BodyFormat::Rst => {
            let html = rst::to_html(text, findings);
            Cow::Owned(leftovers::replace(&html, Syntax::Rendered, base, findings).into_owned())
        }
        BodyFormat::Text => Cow::Owned(text::to_html(text)),
    }
}

/// What the HTML is made of becomes fit for a reader.
fn finish(html: &str, base: Option<&WebUrl>, options: &Options, findings: &mut Findings) -> Body {
    let rewritten = rewrite(html, base, options, findings);
    if !rewritten.filled {
        return Body::default();
    }
    let frames = options.embeds == Embeds::Keep;
    // Only now are numeric references resolved, to characters that XML may not carry.
    let fit = |html: &str| clean(sanitise::sanitise(html, frames).trim()).text.into_owned();
    let excerpt = rewritten.excerpt.map(|excerpt| fit(&excerpt)).filter(|excerpt| !excerpt.is_empty());
    Body { html: fit(&rewritten.html), text: None, text_only: false, excerpt }
}

/// Plain text needs no sanitiser: its HTML is made here, from escaped text.
fn render_text(text: &str) -> Body {
    let text = tidy_text(text);
    if text.is_empty() {
        return Body { text_only: true, ..Body::default() };
    }
    Body { html: text::to_html(&text), text: Some(text), text_only: true, excerpt: None }
}

/// Without the blank lines around it.
fn tidy_text(text: &str) -> String {
    let text = clean(text).text;
    // The first line keeps its indentation: it may belong to a table.
    let start = text.len() - text.trim_start().len();
    let start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].trim_end().to_owned()
}

/// HTML that an export wrapped in a CDATA section and nobody unwrapped.
fn without_cdata(html: &str) -> &str {
    let inner = html.trim().strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>"));
    inner.unwrap_or(html)
}
