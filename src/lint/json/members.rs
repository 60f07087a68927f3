//! The members that JSON Feed knows, and what somebody meant who wrote another.

use super::read::Value;

/// What a member has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Wanted {
    /// Plain text.
    Text,
    /// A text that may hold anything.
    Any,
    Html,
    /// Plain text that is the content of an item.
    Content,
    Url,
    /// An address that may be one of mail.
    AuthorUrl,
    Date,
    Language,
    Bool,
    /// A number of bytes.
    Size,
    /// A number of 0 or more.
    Number,
    MediaType,
    Authors,
    Author,
    Hubs,
    Tags,
    Attachments,
    Items,
}

use Wanted::{
    Any, Attachments, Author, AuthorUrl, Authors, Bool, Content, Date, Html, Hubs, Items, Language, MediaType, Number,
    Size, Tags, Text, Url,
};

/// A member that an object may have.
#[derive(Debug)]
pub(super) struct Known {
    pub name: &'static str,
    pub wanted: Wanted,
    pub is_required: bool,
}

const fn may(name: &'static str, wanted: Wanted) -> Known {
    Known { name, wanted, is_required: false }
}

const fn must(name: &'static str, wanted: Wanted) -> Known {
    Known { name, wanted, is_required: true }
}

/// A kind of object: what it is called, and its members.
#[derive(Debug)]
pub(super) struct Object {
    pub named: &'static str,
    pub members: &'static [Known],
}

pub(super) static FEED: Object = Object {
    named: "a feed",
    members: &[
        must("version", Any),
        must("title", Text),
        may("home_page_url", Url),
        may("feed_url", Url),
        may("description", Text),
        may("user_comment", Any),
        may("next_url", Url),
        may("icon", Url),
        may("favicon", Url),
        may("author", Author),
        may("authors", Authors),
        may("language", Language),
        may("expired", Bool),
        may("hubs", Hubs),
        must("items", Items),
    ],
};

pub(super) static ITEM: Object = Object {
    named: "an item",
    members: &[
        must("id", Any),
        may("url", Url),
        may("external_url", Url),
        may("title", Text),
        may("content_html", Html),
        may("content_text", Content),
        may("summary", Text),
        may("image", Url),
        may("banner_image", Url),
        may("date_published", Date),
        may("date_modified", Date),
        may("author", Author),
        may("authors", Authors),
        may("tags", Tags),
        may("language", Language),
        may("attachments", Attachments),
    ],
};

pub(super) static AUTHOR: Object =
    Object { named: "an author", members: &[may("name", Text), may("url", AuthorUrl), may("avatar", Url)] };

pub(super) static HUB: Object = Object { named: "a hub", members: &[must("type", Any), must("url", Url)] };

pub(super) static ATTACHMENT: Object = Object {
    named: "an attachment",
    members: &[
        must("url", Url),
        must("mime_type", MediaType),
        may("title", Text),
        may("size_in_bytes", Size),
        may("duration_in_seconds", Number),
    ],
};

/// What came with version 1.1.
pub(super) fn is_new(name: &str) -> bool {
    matches!(name, "authors" | "language")
}

/// What other formats and other programs call things, folded, and what JSON Feed may call them.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("address", &["url"]),
    ("body", &["content_html", "content_text"]),
    ("bytes", &["size_in_bytes"]),
    ("categories", &["tags"]),
    ("category", &["tags"]),
    ("comment", &["user_comment"]),
    ("content", &["content_html", "content_text"]),
    ("created", &["date_published"]),
    ("creator", &["authors", "name"]),
    ("cover", &["image"]),
    ("date", &["date_published"]),
    ("description", &["summary"]),
    ("duration", &["duration_in_seconds"]),
    ("enclosure", &["attachments"]),
    ("enclosures", &["attachments"]),
    ("entries", &["items"]),
    ("excerpt", &["summary"]),
    ("file", &["url"]),
    ("guid", &["id"]),
    ("href", &["url", "home_page_url"]),
    ("html", &["content_html"]),
    ("hub", &["hubs"]),
    ("identifier", &["id"]),
    ("keywords", &["tags"]),
    ("label", &["title"]),
    ("labels", &["tags"]),
    ("lang", &["language"]),
    ("lastbuilddate", &["date_modified"]),
    ("length", &["size_in_bytes"]),
    ("link", &["url", "home_page_url"]),
    ("logo", &["icon"]),
    ("mime", &["mime_type"]),
    ("modified", &["date_modified"]),
    ("modifiedat", &["date_modified"]),
    ("next", &["next_url"]),
    ("nextpage", &["next_url"]),
    ("permalink", &["url"]),
    ("photo", &["avatar", "image"]),
    ("posts", &["items"]),
    ("pubdate", &["date_published"]),
    ("published", &["date_published"]),
    ("publishedat", &["date_published"]),
    ("self", &["feed_url"]),
    ("selfurl", &["feed_url"]),
    ("siteurl", &["home_page_url"]),
    ("size", &["size_in_bytes"]),
    ("subtitle", &["description", "summary"]),
    ("tag", &["tags"]),
    ("text", &["content_text"]),
    ("thumbnail", &["image"]),
    ("type", &["mime_type"]),
    ("updated", &["date_modified"]),
    ("updatedat", &["date_modified"]),
    ("uri", &["url"]),
];

/// What is to be said about a member that its object does not have.
pub(super) fn unknown(name: &str, object: &Object, value: &Value<'_>) -> String {
    let shown = crate::lint::text::quote(name);
    if let Some(meant) = meant(name, object, value) {
        return format!("`{shown}` is no member of {}: did you mean `{meant}`?", object.named);
    }
    let home = [&FEED, &ITEM, &ATTACHMENT, &AUTHOR, &HUB]
        .into_iter()
        .find(|other| other.members.iter().any(|known| known.name == name));
    match (home, name) {
        (Some(home), _) => format!("`{shown}` is a member of {}, not of {}", home.named, object.named),
        (None, "email") if object.named == AUTHOR.named => {
            "JSON Feed has no `email`: an author's `url` may be a `mailto:` address".to_owned()
        }
        _ => format!("`{shown}` is no member of {}", object.named),
    }
}

/// The member that was meant, if the object does not have it already.
fn meant(name: &str, object: &Object, value: &Value<'_>) -> Option<&'static str> {
    let folded = fold(name);
    if folded.is_empty() || folded.len() > 40 {
        return None;
    }
    let free = |name: &str| value.get(name).is_none();
    let known = |name: &str| object.members.iter().find(|known| known.name == name && free(name));
    let same = object.members.iter().find(|known| free(known.name) && fold(known.name) == folded);
    let synonym = || {
        let names = ELSEWHERE.iter().find(|(other, _)| *other == folded)?.1;
        names.iter().find_map(|name| known(name))
    };
    let near = || {
        let candidates = object.members.iter().filter(|known| free(known.name));
        let nearest = candidates.map(|known| (distance(&folded, &fold(known.name)), known)).min_by_key(|(d, _)| *d)?;
        // Short names are near to anything.
        Some(nearest)
            .filter(|(d, known)| *d <= known.name.len() / 5 + usize::from(known.name.len() > 3))
            .map(|(_, known)| known)
    };
    same.or_else(synonym).or_else(near).map(|known| known.name)
}

/// Without what people spell in different ways.
fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many letters are to be inserted, left out, replaced or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{ATTACHMENT, AUTHOR, FEED, ITEM, distance, meant};
    use crate::lint::json::read::{Kind, Value};

    #[test]
    fn what_was_meant() {
        let empty = Value { at: 0, kind: Kind::Object(Vec::new()) };
        for (name, object, expected) in [
            ("date_publised", &ITEM, Some("date_published")),
            ("datePublished", &ITEM, Some("date_published")),
            ("pubDate", &ITEM, Some("date_published")),
            ("contentHtml", &ITEM, Some("content_html")),
            ("content", &ITEM, Some("content_html")),
            ("Title", &ITEM, Some("title")),
            ("ulr", &ITEM, None),
            ("titel", &FEED, Some("title")),
            ("homepage_url", &FEED, Some("home_page_url")),
            ("feedUrl", &FEED, Some("feed_url")),
            ("author_s", &FEED, Some("authors")),
            ("type", &ATTACHMENT, Some("mime_type")),
            ("mimetype", &ATTACHMENT, Some("mime_type")),
            ("size", &ATTACHMENT, Some("size_in_bytes")),
            ("email", &AUTHOR, None),
            ("mood", &ITEM, None),
            ("generator", &FEED, None),
            ("", &FEED, None),
        ] {
            assert_eq!(meant(name, object, &empty), expected, "{name}");
        }
    }

    #[test]
    fn distances() {
        for (a, b, expected) in [("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("a", "", 1), ("ä", "a", 1)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
