//! What tells an entry of an export from another one that has its name.

use super::{Article, memory};

/// An entry that was taken up.
pub(super) struct Taken {
    pub title: String,
    /// Its media files, if it has some.
    pub files: Option<String>,
    /// The date of its publication, if that and its title are all that tells it from others.
    pub date: Option<String>,
    /// The digest of all that it says.
    pub print: String,
}

impl Taken {
    pub(super) fn of(title: &str, article: &Article) -> Self {
        let print = memory::digest(format!("{:?} {:?}", article.fields, article.body).as_bytes());
        let text = |name: &str| article.fields.get(name).and_then(serde_json::Value::as_str);
        let is_named = ["id", "url"].into_iter().any(|name| text(name).is_some());
        let date = text("published").filter(|_| !is_named).map(str::to_owned);
        Self { title: title.to_owned(), files: files(article), date, print }
    }

    /// Whether both name media files, and not the same: then they are two episodes.
    pub(super) fn has_other_files(&self, other: &Self) -> bool {
        matches!((&self.files, &other.files), (Some(theirs), Some(ours)) if theirs != ours)
    }
}

/// The media files of an article, as its record says them.
fn files(article: &Article) -> Option<String> {
    let files = ["enclosures", "enclosure"].iter().find_map(|name| article.fields.get(*name))?;
    let all: Vec<&serde_json::Value> = files.as_array().map_or_else(|| vec![files], |all| all.iter().collect());
    let urls: Vec<&str> = all.iter().filter_map(|file| file.get("url").or(Some(file))?.as_str()).collect();
    (!urls.is_empty()).then(|| urls.join(" "))
}
