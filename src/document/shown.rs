//! What is shown of a record: decided once, so that all formats of a feed say the same.

use super::{ContentPolicy, DESCRIPTION, Item, ItemPolicy};
use crate::{
    diagnostic::{Diagnostic, Place, rules::record::RECORD_EMPTY},
    record::{Enclosure, Person, Record},
    value::{Timestamp, WebUrl, escape_html},
};
use std::borrow::Cow;

/// What a footer may ask for.
const PLACEHOLDERS: [&str; 4] = ["{url}", "{title}", "{feed_title}", "{author}"];

/// The parts of an item that depend on the feed's policy.
pub(super) struct Shown<'a> {
    /// One line of plain text.
    pub title: Option<&'a str>,
    /// Where the title leads, with the configured query if it is the record's own page.
    pub link: Option<WebUrl>,
    /// The record's own page, with the configured query.
    pub page: Option<WebUrl>,
    /// What a link post points at, or its own page where the title leads to the target (`link_blog`).
    pub counterpart: Option<&'a WebUrl>,
    /// The summary, if one is to be shown.
    pub summary: Option<Summary<'a>>,
    /// The whole body with the footer, if it is to be shown.
    pub content: Option<Content<'a>>,
    /// The media files; a teaser shows none, since they are what has to be paid for.
    pub enclosures: &'a [Enclosure],
}

/// A summary in the forms that there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Summary<'a> {
    /// As plain text.
    pub plain: Option<&'a str>,
    /// As HTML, where it was declared so.
    pub html: Option<&'a str>,
}

impl Summary<'_> {
    /// The summary as HTML, escaped where it is plain text.
    pub(super) fn to_html(self) -> String {
        match (self.html, self.plain) {
            (Some(html), _) => html.to_owned(),
            (None, Some(plain)) => escape_html(plain).replace('\n', "<br>\n"),
            (None, None) => String::new(),
        }
    }
}

/// A whole body.
pub(super) struct Content<'a> {
    /// As HTML, with the footer.
    pub html: Cow<'a, str>,
    /// As plain text, where the record has it so.
    pub text: Option<&'a str>,
    /// Whether plain text is all there is, and no footer was added to it.
    pub text_only: bool,
}

impl<'a> Shown<'a> {
    /// Decides what is shown.
    pub(super) fn new(item: &Item<'a>, policy: &ItemPolicy) -> Self {
        let record = item.record;
        let page = record.url.as_ref().map(|url| {
            match policy.link_query.as_deref().map(|query| query.trim().trim_start_matches(['?', '&'])) {
                Some(query) if !query.is_empty() => url.with_query(query),
                _ => url.clone(),
            }
        });
        let (link, counterpart) = match &record.external_url {
            Some(target) if policy.link_blog => (Some(target.clone()), record.url.as_ref()),
            target => (page.clone(), target.as_ref()),
        };
        let whole = policy.content == ContentPolicy::Full && !item.teaser;
        let content = if whole { content(item, policy, page.as_ref()) } else { None };
        // A whole body needs no summary that nobody wrote.
        // Directories take so much as the description of an episode; the rest stands in the whole text.
        let is_long = |content: &Content<'_>| policy.podcast.is_some() && content.html.len() > DESCRIPTION;
        let wanted = policy.always_summary || record.summary.is_some() || content.as_ref().is_none_or(is_long);
        let summary = Summary { plain: filled(item.summary), html: filled(item.summary_html) };
        Self {
            title: filled(record.title.as_deref()),
            link,
            page,
            counterpart,
            summary: (wanted && (summary.plain.is_some() || summary.html.is_some())).then_some(summary),
            content,
            enclosures: if item.teaser { &[] } else { &record.enclosures },
        }
    }

    /// Whether there is anything that a reader could show as text.
    pub(super) const fn has_text(&self) -> bool {
        self.title.is_some() || self.summary.is_some() || self.content.is_some()
    }
}

fn content<'a>(item: &Item<'a>, policy: &ItemPolicy, page: Option<&WebUrl>) -> Option<Content<'a>> {
    let body = item.body?;
    let html = filled(Some(&body.html))?;
    let text = filled(body.text.as_deref());
    // A footer that links to the item is of no use below one that has no page.
    let footer = filled(policy.item_footer.as_deref()).filter(|footer| page.is_some() || !footer.contains("{url}"));
    Some(match footer {
        None => Content { html: Cow::Borrowed(html), text, text_only: body.text_only && text.is_some() },
        Some(footer) => {
            let footer = fill_in(footer, item.record, policy, page);
            Content { html: Cow::Owned(format!("{html}\n{footer}")), text, text_only: false }
        }
    })
}

/// Puts values into the placeholders of a footer, in one pass: what a title contains is never taken for a placeholder.
fn fill_in(footer: &str, record: &Record, policy: &ItemPolicy, page: Option<&WebUrl>) -> String {
    let mut out = String::with_capacity(footer.len() + 128);
    let mut rest = footer;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(placeholder) = PLACEHOLDERS.into_iter().find(|placeholder| rest.starts_with(placeholder)) else {
            out.push('{');
            rest = &rest[1..];
            continue;
        };
        let value: Cow<'_, str> = match placeholder {
            "{url}" => page.map_or("", WebUrl::as_str).into(),
            // A link needs something to click on, also where the record has no title.
            "{title}" => filled(record.title.as_deref()).or(page.map(WebUrl::as_str)).unwrap_or_default().into(),
            "{feed_title}" => policy.feed_title.as_str().into(),
            _ => names(&record.authors).into(),
        };
        out.push_str(&escape_html(&value));
        rest = &rest[placeholder.len()..];
    }
    out.push_str(rest);
    out
}

fn names(people: &[Person]) -> String {
    people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// The last change, where it is another instant than the publication.
pub(super) fn changed(record: &Record) -> Option<Timestamp> {
    record.updated.filter(|updated| Some(*updated) != record.published)
}

/// The record's place, for findings about it.
pub(super) fn place(record: &Record) -> Place {
    let place = record.origin.place();
    if record.origin.listed { place.record(&record.key) } else { place }
}

/// The finding about a record that shows nothing.
pub(super) fn nothing_to_show(item: &Item<'_>, format: &str) -> Box<Diagnostic> {
    let message = if item.teaser {
        format!("nothing of this record may be shown in {format}: it is restricted, and has no title and no summary")
    } else {
        format!("{format} cannot carry this record: it has no title, no summary and no body")
    };
    Box::new(
        Diagnostic::new(&RECORD_EMPTY, place(item.record), message)
            .help("give the record a `title`, a `summary` or a body"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::{Shown, fill_in};
    use crate::document::ContentPolicy;
    use crate::record::{Body, SummaryText};
    use crate::value::WebUrl;

    #[test]
    fn a_footer_is_filled_in_once_and_escaped() {
        let mut record = fixture::record();
        record.title = Some("{url} & <b>".to_owned());
        let mut policy = fixture::policy();
        policy.feed_title = "News".to_owned();
        let page = WebUrl::parse("https://a.example/x?a&b").expect("valid");
        assert_eq!(
            fill_in("<p>{title} {url} {feed_title} {author} {other} {", &record, &policy, Some(&page)),
            "<p>{url} &amp; &lt;b&gt; https://a.example/x?a&amp;b News Ada Quay {other} {"
        );
    }

    #[test]
    fn what_is_shown_of_body_and_summary() {
        // content policy, teaser, always_summary, declared summary -> content, summary
        let table = [
            (ContentPolicy::Full, false, false, false, (true, false)),
            (ContentPolicy::Full, false, false, true, (true, true)),
            (ContentPolicy::Full, false, true, false, (true, true)),
            (ContentPolicy::Full, true, false, false, (false, true)),
            (ContentPolicy::Summary, false, false, false, (false, true)),
        ];
        for (content, teaser, always_summary, declared, expected) in table {
            let mut record = fixture::record();
            record.summary = declared.then(|| SummaryText::Plain("s".to_owned()));
            let body = Body { html: "<p>b</p>".to_owned(), ..Body::default() };
            let mut policy = fixture::policy();
            policy.content = content;
            policy.always_summary = always_summary;
            let mut item = fixture::item(&record);
            (item.body, item.summary, item.teaser) = (Some(&body), Some("s"), teaser);
            let shown = Shown::new(&item, &policy);
            let got = (shown.content.is_some(), shown.summary.is_some());
            assert_eq!(got, expected, "{content:?} {teaser} {always_summary} {declared}");
        }
    }

    #[test]
    fn a_teaser_hides_body_and_media() {
        let mut record = fixture::record();
        record.enclosures = vec![fixture::enclosure("https://a.example/paid.mp3")];
        let body = Body { html: "<p>secret</p>".to_owned(), ..Body::default() };
        let mut item = fixture::item(&record);
        (item.body, item.teaser) = (Some(&body), true);
        let shown = Shown::new(&item, &fixture::policy());
        assert!(shown.content.is_none() && shown.enclosures.is_empty());
    }

    #[test]
    fn a_link_blog_leads_to_the_target_and_only_the_own_page_gets_the_query() {
        let mut record = fixture::record();
        record.external_url = Some(WebUrl::parse("https://other.example/").expect("valid"));
        let mut policy = fixture::policy();
        policy.link_query = Some("utm_source=rss".to_owned());
        let shown = Shown::new(&fixture::item(&record), &policy);
        assert_eq!(shown.link.expect("a link").as_str(), "https://a.example/salt?utm_source=rss");
        assert_eq!(shown.counterpart.expect("the target").as_str(), "https://other.example/");
        policy.link_blog = true;
        let shown = Shown::new(&fixture::item(&record), &policy);
        assert_eq!(shown.link.expect("the target").as_str(), "https://other.example/");
        assert_eq!(shown.counterpart.expect("the page").as_str(), "https://a.example/salt");
    }
}
