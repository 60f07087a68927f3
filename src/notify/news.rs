//! What there is to tell. Kept in the outbox as it is here: no secret is ever part of it.

use crate::value::Format;
use serde::{Deserialize, Serialize};

/// News for one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The name of the endpoint.
    pub endpoint: String,
    /// What it is about: the address of a feed's document, byte for byte as its `self` link has it; for IndexNow the host
    /// of the articles.
    pub topic: String,
    /// What is new.
    pub news: News,
}

/// What is new in one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The feed's name, as on the command line.
    pub feed: String,
    /// The channel's title.
    pub title: String,
    /// The page that the feed belongs to.
    pub site: String,
    /// The document's address.
    pub feed_url: String,
    /// The document's format.
    pub format: Format,
    /// Categories of the channel.
    pub categories: Vec<String>,
    /// What changed in it; may be empty, if only the channel did.
    pub articles: Vec<Article>,
}

/// An article that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its issued id.
    pub id: String,
    /// Its page.
    pub url: Option<String>,
    /// Its title, plain text.
    pub title: Option<String>,
    /// What happened to it.
    pub change: Change,
    /// RFC 3339, UTC.
    pub published: Option<String>,
    /// RFC 3339, UTC.
    pub updated: Option<String>,
}

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is there for the first time.
    New,
    /// It is not as it was.
    Updated,
    /// It was taken down.
    Deleted,
}

impl News {
    /// What there is to tell if nothing was told before `newer` came: the newer channel, each article once.
    #[must_use]
    pub fn followed_by(self, newer: Self) -> Self {
        let mut articles = self.articles;
        for mut article in newer.articles {
            match articles.iter().position(|known| known.id == article.id) {
                Some(at) => {
                    article.change = match (articles[at].change, article.change) {
                        // Nobody has heard of it yet.
                        (Change::New, Change::Updated) => Change::New,
                        (Change::Deleted, Change::New) => Change::Updated,
                        (_, change) => change,
                    };
                    articles[at] = article;
                }
                None => articles.push(article),
            }
        }
        Self { articles, ..newer }
    }
}

#[cfg(test)]
mod tests {
    use super::{Article, Change, News};
    use crate::value::Format;

    fn news(title: &str, articles: &[(&str, Change)]) -> News {
        let article = |&(id, change): &(&str, Change)| Article {
            id: id.to_owned(),
            url: None,
            title: Some(title.to_owned()),
            change,
            published: None,
            updated: None,
        };
        News {
            feed: "news".to_owned(),
            title: title.to_owned(),
            site: "https://notes.example/".to_owned(),
            feed_url: "https://notes.example/feeds/news/rss.xml".to_owned(),
            format: Format::Rss,
            categories: Vec::new(),
            articles: articles.iter().map(article).collect(),
        }
    }

    #[test]
    fn several_builds_before_a_ping_are_one_piece_of_news() {
        use Change::{Deleted, New, Updated};
        let older = news("old", &[("a", New), ("b", Updated), ("c", New), ("d", Deleted), ("e", New)]);
        let newer = news("new", &[("a", Updated), ("b", Deleted), ("c", Deleted), ("d", New), ("f", New)]);
        let both = older.followed_by(newer);
        let changes: Vec<_> = both.articles.iter().map(|article| (article.id.as_str(), article.change)).collect();
        assert_eq!(changes, [("a", New), ("b", Deleted), ("c", Deleted), ("d", Updated), ("e", New), ("f", New)]);
        assert_eq!((both.title.as_str(), both.articles[0].title.as_deref()), ("new", Some("new")));
        assert_eq!(both.articles[4].title.as_deref(), Some("old"), "what did not change again stays");
    }
}
