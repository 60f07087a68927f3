//! Lists of feeds and of pages: OPML and sitemaps.

use crate::diagnostic::rules::rules;

rules! {
    /// An OPML document has head, body and outlines with their attributes.
    OPML = "L321", "opml", Error, spec "https://opml.org/spec2.opml", explained super::why!("opml");
    /// A list of feeds should be one that every program can import.
    OPML_ADVICE = "L322", "opml-advice", Warning, spec "https://opml.org/spec2.opml", explained super::why!("opml-advice");
    /// A sitemap lists addresses in the form of the protocol.
    SITEMAP = "L323", "sitemap", Error, spec "https://www.sitemaps.org/protocol.html", explained super::why!("sitemap");
    /// An article in a news sitemap has publication, date and title.
    SITEMAP_NEWS = "L324", "sitemap-news", Error, spec "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap", explained super::why!("sitemap-news");
    /// The version of OPML is 1.0, 1.1 or 2.0.
    OPML_VERSION = "L407", "opml-version", Error, spec "https://opml.org/spec2.opml", w3c ["InvalidOPMLVersion"], help "write `<opml version=\"2.0\">`", explained super::why!("opml-version");
    /// An outline that is a feed says where it is.
    OPML_FEED_URL = "L408", "opml-feed-url", Error, spec "https://opml.org/spec2.opml", w3c ["MissingXmlURL"], help "add `xmlUrl`, the address of the feed", explained super::why!("opml-feed-url");
    /// The type of an outline says what its attributes mean.
    OPML_OUTLINE_TYPE = "L409", "opml-outline-type", Warning, spec "https://opml.org/spec2.opml", w3c ["InvalidOutlineType", "MissingOutlineType"], help "write `type=\"rss\"` for every feed, Atom too", explained super::why!("opml-outline-type");
    /// The version of a feed is one of OPML's words.
    OPML_OUTLINE_VERSION = "L410", "opml-outline-version", Warning, spec "https://opml.org/spec2.opml", w3c ["InvalidOutlineVersion"], help "write `RSS`, or `RSS1` for RSS 1.0; leave it out for others", explained super::why!("opml-outline-version");
    /// All addresses of a sitemap are on one host.
    SITEMAP_HOSTS = "L411", "sitemap-hosts", Warning, spec "https://www.sitemaps.org/protocol.html#location", help "give each host a sitemap of its own, or name this one in the `robots.txt` of every host", explained super::why!("sitemap-hosts");
    /// A sitemap should hold nothing that search engines stumble over.
    SITEMAP_ADVICE = "L412", "sitemap-advice", Warning, spec "https://www.sitemaps.org/protocol.html#escaping", explained super::why!("sitemap-advice");
    /// A picture or a film in a sitemap has what Google asks for.
    SITEMAP_MEDIA = "L413", "sitemap-media", Error, spec "https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps", explained super::why!("sitemap-media");
}
