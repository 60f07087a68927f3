//! Addresses of media files with what stands before them for those who count downloads.

use super::locate::encode;
use crate::{record::Enclosure, value::WebUrl};

/// The enclosures of an item as a feed shows them. Whoever counts, by convention, wants the address without `https://`
/// behind the own one; `{url}` and `{url_escaped}` are for others.
pub(in super::super) fn prefixed(enclosures: &[Enclosure], prefix: Option<&str>) -> Vec<Enclosure> {
    let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) else { return enclosures.to_vec() };
    let one = |enclosure: &Enclosure| Enclosure { url: with_prefix(&enclosure.url, prefix), ..enclosure.clone() };
    enclosures.iter().map(one).collect()
}

fn with_prefix(url: &WebUrl, prefix: &str) -> WebUrl {
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
