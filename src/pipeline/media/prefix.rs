//! Addresses of media files with what stands before them for those who count downloads.

use super::locate::encode;
use crate::{
    record::{Enclosure, Episode, Record},
    value::WebUrl,
};

/// The files of a record as it states them, which each feed shows behind a prefix of its own.
pub(in super::super) struct Files {
    enclosures: Vec<Enclosure>,
    episode: Option<Box<Episode>>,
}

impl Files {
    /// Takes the enclosures out of a record, and what its episode is.
    pub(in super::super) fn take(record: &mut Record) -> Self {
        Self { enclosures: std::mem::take(&mut record.enclosures), episode: record.episode.take() }
    }

    /// Puts them back as a feed shows them. Whoever counts, by convention, wants the address without `https://` behind the own
    /// one; `{url}` and `{url_escaped}` are for others. Alternate enclosures are counted too: an app fetches one of them in
    /// the place of the first file.
    pub(in super::super) fn show(&self, record: &mut Record, prefix: Option<&str>) {
        record.enclosures.clone_from(&self.enclosures);
        record.episode.clone_from(&self.episode);
        let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) else { return };
        for enclosure in &mut record.enclosures {
            enclosure.url = with_prefix(&enclosure.url, prefix);
        }
        for file in record.episode.iter_mut().flat_map(|episode| &mut episode.alternates) {
            let own = file.media_type.as_ref().map(|kind| kind.as_str());
            for source in file.sources.iter_mut().filter(|source| is_recording(source.content_type.as_deref().or(own)))
            {
                if let Ok(url) = WebUrl::parse(&source.uri) {
                    source.uri = with_prefix(&url, prefix).to_string();
                }
            }
        }
    }
}

/// Whether what an address answers with is the recording itself: torrents and playlists are no downloads to count.
fn is_recording(media_type: Option<&str>) -> bool {
    media_type
        .map(str::to_ascii_lowercase)
        .is_none_or(|kind| (kind.starts_with("audio/") || kind.starts_with("video/")) && !kind.ends_with("mpegurl"))
}

pub(super) fn with_prefix(url: &WebUrl, prefix: &str) -> WebUrl {
    let address = url.as_str();
    let has_place = prefix.contains("{url}") || prefix.contains("{url_escaped}");
    if !has_place && address.starts_with(prefix) {
        return url.clone();
    }
    let whole = if has_place {
        let escaped = encode(address).replace('/', "%2F");
        prefix.replace("{url_escaped}", &escaped).replace("{url}", address)
    } else {
        // An address without encryption has to say so.
        let slash = if prefix.ends_with(['/', '=']) { "" } else { "/" };
        format!("{prefix}{slash}{}", address.strip_prefix("https://").unwrap_or(address))
    };
    WebUrl::parse(&whole).unwrap_or_else(|_| url.clone())
}

#[cfg(test)]
mod tests {
    use super::with_prefix;
    use crate::value::WebUrl;

    #[test]
    fn prefixes_of_every_form() {
        let with = |url: &str, prefix: &str| with_prefix(&WebUrl::parse(url).expect("an address"), prefix).to_string();
        assert_eq!(with("https://a.example/x.mp3", "https://p.example/e/"), "https://p.example/e/a.example/x.mp3");
        assert_eq!(
            with("https://a.example/x.mp3", "https://p.example/r.mp3"),
            "https://p.example/r.mp3/a.example/x.mp3"
        );
        assert_eq!(
            with("http://a.example/x.mp3", "https://p.example/e/"),
            "https://p.example/e/http://a.example/x.mp3"
        );
        assert_eq!(
            with("https://a.example/x.mp3", "https://p.example/{url}"),
            "https://p.example/https://a.example/x.mp3"
        );
        assert_eq!(
            with("https://a.example/x%20y.mp3", "https://p.example/?to={url_escaped}"),
            "https://p.example/?to=https%3A%2F%2Fa.example%2Fx%2520y.mp3"
        );
        assert_eq!(
            with("https://p.example/e/a.example/x.mp3", "https://p.example/e/"),
            "https://p.example/e/a.example/x.mp3"
        );
    }
}
