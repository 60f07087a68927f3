//! WebSub: a hub is told that a topic has a new version.
//!
//! How is left open (WebSub §6); this is what hubs have in common. Some read `hub.url`, some `hub.topic`. One topic a request:
//! not every hub takes several.

use crate::notify::{News, draft::Draft};

pub(in crate::notify) fn draft(hub: &str, news: &News) -> Draft {
    let topic = news.feed_url.as_str();
    Draft::form(hub.to_owned(), &[("hub.mode", "publish"), ("hub.url", topic), ("hub.topic", topic)])
        .header("Accept", "*/*")
}
