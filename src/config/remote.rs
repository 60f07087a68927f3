//! `feed` of a `[[source]]`: feeds that are fetched, or lie in files, and whose items are records.

use super::keys::Keys;
use crate::value::{TimeSpan, WebUrl};

/// How often an address is asked unless the configuration says otherwise.
const REFRESH: TimeSpan = TimeSpan::from_seconds(15 * 60);
/// Nobody is asked more often.
const SHORTEST: TimeSpan = TimeSpan::from_seconds(60);

/// The feeds of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// All of them as they are written, in the order of the file.
    pub names: Vec<String>,
    /// Addresses, in the order of the file.
    pub urls: Vec<WebUrl>,
    /// Patterns of files that are feeds of others, too: what leaves them was not deleted.
    pub files: Vec<String>,
    /// How long an answer is good for at least.
    pub refresh: TimeSpan,
    /// Whether an address may redirect into a private network.
    pub allow_private: bool,
}

impl Default for Remote {
    fn default() -> Self {
        Self { names: Vec::new(), urls: Vec::new(), files: Vec::new(), refresh: REFRESH, allow_private: false }
    }
}

impl Remote {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.urls.is_empty() && self.files.is_empty()
    }

    /// Reads the keys of a source that are about feeds.
    pub(super) fn read(keys: &mut Keys<'_, '_>) -> Self {
        let mut remote = Self::default();
        let stated = keys.texts("feed").unwrap_or_default();
        for feed in &stated {
            if !feed.value.contains("://") {
                remote.names.push(feed.value.clone());
                remote.files.push(literal(&feed.value));
                continue;
            }
            match WebUrl::parse(&feed.value) {
                Ok(url) if remote.urls.contains(&url) => {
                    keys.source().invalid(&feed.span, &feed.field, format!("{url} stands here twice"));
                }
                Ok(url) => {
                    remote.names.push(url.to_string());
                    remote.urls.push(url);
                }
                Err(message) => keys.source().invalid(&feed.span, &feed.field, message),
            }
        }
        let refresh = keys.text("refresh");
        if let Some(refresh) = refresh.and_then(|refresh| Some((keys.parse::<TimeSpan>(&refresh)?, refresh))) {
            match refresh {
                (shorter, stated) if shorter < SHORTEST => {
                    let message = format!("`{}` is too often: a minute is the least", stated.value);
                    keys.source().invalid(&stated.span, &stated.field, message);
                }
                (refresh, _) => remote.refresh = refresh,
            }
        }
        remote.allow_private = keys.flag("allow_private").unwrap_or(false);
        remote
    }
}

/// A path in which no character is a pattern.
fn literal(path: &str) -> String {
    let escaped =
        |c: char| if matches!(c, '*' | '?' | '[' | ']' | '{' | '}') { format!("[{c}]") } else { c.to_string() };
    path.chars().map(escaped).collect()
}
