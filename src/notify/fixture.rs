//! News that the tests of this module tell.

use super::{Article, Change, Delivery, News};
use crate::value::Format;

pub(super) fn news() -> News {
    News {
        feed: "news".to_owned(),
        title: "Harbour Notes".to_owned(),
        site: "https://notes.example/".to_owned(),
        feed_url: "https://notes.example/feeds/news/rss.xml".to_owned(),
        format: Format::Rss,
        categories: Vec::new(),
        articles: vec![Article {
            id: "tag:notes.example,2026:salt".to_owned(),
            url: Some("https://notes.example/salt".to_owned()),
            title: Some("Salt".to_owned()),
            change: Change::New,
            published: Some("2026-11-22T09:30:00Z".to_owned()),
            updated: None,
        }],
    }
}

pub(super) fn delivery() -> Delivery {
    let news = news();
    Delivery { endpoint: "test".to_owned(), topic: news.feed_url.clone(), news }
}
