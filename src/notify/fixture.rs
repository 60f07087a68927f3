//! Endpoints and deliveries for tests.

use super::{Article, Change, Delivery, News};
use crate::{
    config::{Endpoint, EndpointFeeds, Protocol, Proxy, Transport},
    value::{Format, WebUrl},
};
use std::time::Duration;

/// A hub with the defaults of the configuration.
pub(super) fn endpoint(name: &str) -> Endpoint {
    Endpoint {
        name: name.to_owned(),
        protocol: Protocol::WebSub { hub: WebUrl::parse(&format!("https://{name}.example/")).expect("an address") },
        feeds: EndpointFeeds::All,
        formats: None,
        transport: Transport {
            ca_file: None,
            proxy: Proxy::Direct,
            user_agent: None,
            contact: "https://a.example/".to_owned(),
            allow_private: false,
            connect: Duration::from_secs(5),
            timeout: Duration::from_secs(15),
            headers: Vec::new(),
        },
        retry_first: Duration::from_secs(1),
        retry_max: Duration::from_secs(3600),
        give_up: Duration::from_secs(3 * 86_400),
        min_interval: Duration::ZERO,
        place: (0, 0),
    }
}

/// A delivery without articles.
pub(super) fn delivery(endpoint: &str, topic: &str) -> Delivery {
    Delivery {
        endpoint: endpoint.to_owned(),
        topic: topic.to_owned(),
        news: News {
            feed: "news".to_owned(),
            title: "News".to_owned(),
            site: "https://a.example/".to_owned(),
            feed_url: "https://a.example/feeds/news/rss.xml".to_owned(),
            format: Format::Rss,
            categories: Vec::new(),
            articles: Vec::new(),
        },
    }
}

/// One new article.
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
