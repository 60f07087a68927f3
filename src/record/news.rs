//! What is told of a publication: the plain types that the outbox keeps and the protocols send.

use crate::value::Format;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// News for one endpoint. There is one delivery at most for an endpoint and a topic: what is new later is merged into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The endpoint's name in the configuration.
    pub endpoint: String,
    /// What the endpoint is told of: the address of a feed document; for IndexNow the host of the articles.
    pub topic: String,
    /// What is new.
    pub news: News,
}

/// What is new in a feed. Secrets are no part of it: it is written down and printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// `news`, `category/politics`
    pub feed: String,
    /// The feed's title.
    pub title: String,
    /// The feed's site.
    pub site: String,
    /// The address of the document that has changed.
    pub feed_url: String,
    /// Its format.
    pub format: Format,
    /// The feed's own categories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// What has become of which articles, sorted by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<Article>,
}

/// What has become of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its id.
    pub id: String,
    /// Its permalink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What has happened.
    pub change: Change,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
}

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is there for the first time.
    New,
    /// It says something else than before.
    Updated,
    /// It is gone.
    Deleted,
}

impl Change {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

impl News {
    /// Takes over what is new since: of the feed the later word counts, of an article what has happened in all.
    #[must_use]
    pub fn merged(mut self, later: Self) -> Self {
        let mut articles = std::mem::take(&mut self.articles);
        for article in later.articles {
            match articles.binary_search_by(|known| known.id.cmp(&article.id)) {
                Err(place) => articles.insert(place, article),
                Ok(place) => {
                    // Nobody was told of it yet, so that a correction is no news of its own.
                    let is_still_new = articles[place].change == Change::New && article.change == Change::Updated;
                    articles[place] = if is_still_new { Article { change: Change::New, ..article } } else { article };
                }
            }
        }
        Self { articles, ..later }
    }

    /// What is left to tell when these articles were told: those that have changed since, or were not among them.
    #[must_use]
    pub fn without(mut self, told: &[Article]) -> Self {
        let told: HashMap<&str, &Article> = told.iter().map(|said| (said.id.as_str(), said)).collect();
        self.articles.retain_mut(|article| match told.get(article.id.as_str()) {
            Some(said) if **said == *article => false,
            Some(said) => {
                // It was told as new, and what is merged into it is a correction.
                if said.change == Change::New && article.change == Change::New {
                    article.change = Change::Updated;
                }
                true
            }
            None => true,
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Article, Change, News};
    use crate::value::Format;

    fn news(title: &str, articles: &[(&str, &str, Change)]) -> News {
        let article = |&(id, title, change): &(&str, &str, Change)| Article {
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
            site: "https://a.example/".to_owned(),
            feed_url: "https://a.example/feeds/news/rss.xml".to_owned(),
            format: Format::Rss,
            categories: Vec::new(),
            articles: articles.iter().map(article).collect(),
        }
    }

    #[test]
    fn later_news_complete_earlier_ones() {
        use Change::{Deleted, New, Updated};
        let first = news("A", &[("a", "1", New), ("b", "1", Updated), ("d", "1", New)]);
        let later = news("B", &[("a", "2", Updated), ("b", "2", Deleted), ("c", "1", New), ("d", "2", Deleted)]);
        let both = first.clone().merged(later.clone());
        assert_eq!(both, news("B", &[("a", "2", New), ("b", "2", Deleted), ("c", "1", New), ("d", "2", Deleted)]));
        let rest = both.clone().without(&first.articles);
        assert_eq!(rest, news("B", &[("a", "2", Updated), ("b", "2", Deleted), ("c", "1", New), ("d", "2", Deleted)]));
        assert_eq!(both.clone().without(&both.articles).articles, []);
        assert_eq!(first.clone().merged(first.clone()), first);
    }

    #[test]
    fn what_was_written_down_is_read_again() {
        let news = news("A", &[("a", "\u{2028}", Change::New)]);
        let text = serde_json::to_string(&news).expect("JSON");
        assert_eq!(serde_json::from_str::<News>(&text).expect("news"), news);
        assert!(text.contains(r#""change":"new""#) && !text.contains("categories"), "{text}");
    }
}
