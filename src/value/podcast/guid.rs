//! `podcast:guid`: the identity of a show, whatever address its feed has.

use uuid::{Uuid, uuid};

/// The name space of shows (Podcasting 2.0, `guid`).
const SHOWS: Uuid = uuid!("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");

/// The identity of a show that has none yet: a UUID of version 5 over the address of its feed without scheme and without
/// slashes at its end.
#[must_use]
pub fn show_guid(feed_url: &str) -> String {
    let bare = feed_url.trim().split_once("://").map_or(feed_url.trim(), |(_, rest)| rest);
    Uuid::new_v5(&SHOWS, bare.trim_end_matches('/').as_bytes()).hyphenated().to_string()
}

/// Whether a text is a UUID as feeds carry it.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::show_guid;

    #[test]
    fn the_vectors_of_the_namespace() {
        for (url, guid) in [
            ("podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
            ("https://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
            ("http://podnews.net/rss//", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
            ("mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ] {
            assert_eq!(show_guid(url), guid, "{url}");
        }
    }
}
