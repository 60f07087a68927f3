//! Addresses of media files with what stands before them for those who count downloads.

use super::locate::encode;
use crate::{
    record::{Enclosure, Episode, Record},
    value::{WebUrl, guess_media_type},
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
        let Some(rest) = without_hops(address, &format!("{prefix}{slash}")) else { return url.clone() };
        format!("{prefix}{slash}{}", rest.strip_prefix("https://").unwrap_or(&rest))
    };
    WebUrl::parse(&whole).unwrap_or_else(|_| url.clone())
}

/// An address without those of the services in a prefix that stand in it already, so that nobody counts twice; `None`, if all
/// of them do.
fn without_hops(address: &str, prefix: &str) -> Option<String> {
    let mut rest = address.to_owned();
    let mut is_whole = true;
    for hop in hops(prefix) {
        let Some((at, end)) = find(&rest, &hop).filter(|(_, end)| rest[*end..].contains('/')) else {
            is_whole = false;
            continue;
        };
        let before = &rest[..at];
        let before = before.strip_suffix("https://").unwrap_or(before);
        let behind = &rest[end..];
        rest = if before.is_empty() { behind.to_owned() } else { format!("{before}{behind}") };
    }
    (!is_whole).then_some(rest)
}

/// Where a service stands in an address, also with wishes of its own behind a comma: `op3.dev/e,pg=…/` is `op3.dev/e/`.
fn find(address: &str, hop: &str) -> Option<(usize, usize)> {
    let begins = |at: usize| at == 0 || address[..at].ends_with('/');
    let as_it_is = address.match_indices(hop).map(|(at, _)| (at, at + hop.len())).find(|(at, _)| begins(*at));
    let with_wishes = || {
        let bare = hop.strip_suffix('/')?.split(',').next()?;
        let mut places = address.match_indices(bare).map(|(at, _)| at).filter(|at| begins(*at));
        places.find_map(|at| {
            let behind = &address[at + bare.len()..];
            let end = behind.find('/').filter(|end| *end == 0 || behind.starts_with(','))?;
            Some((at, at + bare.len() + end + 1))
        })
    };
    as_it_is.or_else(with_wishes)
}

/// The services of a prefix: `https://dts.podtrac.com/redirect.mp3/op3.dev/e/` -> `dts.podtrac.com/redirect.mp3/`, `op3.dev/e/`.
fn hops(prefix: &str) -> Vec<String> {
    let mut hops: Vec<String> = Vec::new();
    for part in prefix.split("://").flat_map(|part| part.split_inclusive('/')) {
        let name = part.trim_end_matches('/');
        let is_scheme = matches!(name, "https" | "http");
        let has_end =
            name.rsplit_once('.').is_some_and(|(_, end)| end.len() > 1 && end.bytes().all(|b| b.is_ascii_alphabetic()));
        let is_host = has_end && guess_media_type(name).is_none();
        match hops.last_mut() {
            _ if is_scheme || name.is_empty() => {}
            Some(hop) if !is_host => hop.push_str(part),
            _ => hops.push(part.to_owned()),
        }
    }
    hops
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
        // What is counted there already is not counted twice, wherever it stands.
        let (one, both) = ("https://p.example/e/", "https://q.example/r.mp3/p.example/e/");
        let all = "https://q.example/r.mp3/p.example/e/a.example/x.mp3";
        for (url, prefix, expected) in [
            ("https://p.example/e/a.example/x.mp3", one, "https://p.example/e/a.example/x.mp3"),
            (
                "https://q.example/r.mp3/https://p.example/e/a.example/x.mp3",
                one,
                "https://q.example/r.mp3/https://p.example/e/a.example/x.mp3",
            ),
            (all, one, all),
            (all, "https://q.example/r.mp3", all),
            (
                "https://q.example/r.mp3/https://p.example/e/a.example/x.mp3",
                both,
                "https://q.example/r.mp3/https://p.example/e/a.example/x.mp3",
            ),
            ("https://p.example/e/a.example/x.mp3", both, all),
            ("https://p.example/e/https://a.example/x.mp3", both, all),
            ("https://q.example/r.mp3/a.example/x.mp3", both, all),
            (
                "https://p.example/e/q.example/r.mp3/a.example/x.mp3",
                both,
                "https://p.example/e/q.example/r.mp3/a.example/x.mp3",
            ),
            (
                "https://o.example/s/p.example/e/a.example/x.mp3",
                both,
                "https://q.example/r.mp3/p.example/e/o.example/s/a.example/x.mp3",
            ),
            ("https://p.example/e,pg=7/a.example/x.mp3", one, "https://p.example/e,pg=7/a.example/x.mp3"),
            ("https://p.example/e/a.example/x.mp3", "https://p.example/e,pg=7/", "https://p.example/e/a.example/x.mp3"),
            ("https://a.example/p.example/e.mp3", one, "https://p.example/e/a.example/p.example/e.mp3"),
        ] {
            assert_eq!(with(url, prefix), expected, "{url} {prefix}");
        }
    }
}
