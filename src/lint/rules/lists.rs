//! Lists of feeds and of pages: OPML and sitemaps.

use crate::diagnostic::rules::rules;

rules! {
    /// An OPML document has head, body and outlines with their attributes.
    OPML = "L321", "opml", Error, spec "https://opml.org/spec2.opml", explained super::why!("opml");
    /// An outline for a feed says where it is.
    OPML_ADVICE = "L322", "opml-advice", Warning, spec "https://opml.org/spec2.opml", explained super::why!("opml-advice");
    /// A sitemap lists addresses in the form of the protocol.
    SITEMAP = "L323", "sitemap", Error, spec "https://www.sitemaps.org/protocol.html", explained super::why!("sitemap");
    /// An article in a news sitemap has publication, date and title.
    SITEMAP_NEWS = "L324", "sitemap-news", Error, spec "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap", explained super::why!("sitemap-news");
}
