//! What tells an entry of an export from another one that has its name.

use super::Article;

/// An entry that was taken up.
pub(super) struct Taken {
    pub title: String,
    /// Its media files, if it has some.
    pub files: Option<String>,
}

impl Taken {
    pub(super) fn of(title: &str, article: &Article) -> Self {
        Self { title: title.to_owned(), files: files(article) }
    }
}

/// The media files of an article, as its record says them.
fn files(article: &Article) -> Option<String> {
    let files = ["enclosures", "enclosure"].iter().find_map(|name| article.fields.get(*name))?;
    let all: Vec<&serde_json::Value> = files.as_array().map_or_else(|| vec![files], |all| all.iter().collect());
    let urls: Vec<&str> = all.iter().filter_map(|file| file.get("url").or(Some(file))?.as_str()).collect();
    (!urls.is_empty()).then(|| urls.join(" "))
}
