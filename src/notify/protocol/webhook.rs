//! One's own program: what is new as JSON, signed.
//!
//! `X-Courant-Delivery` (and `delivery` in the body) stays the same when a delivery is repeated, so that the receiver can tell
//! a repetition from news. `sent` is in the body too, so that it is signed: who keeps an old request cannot use it for long.

use crate::{
    notify::{Article, Delivery, draft::Draft},
    value::{Format, Timestamp},
};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use std::fmt::Write;

/// The body.
#[derive(Serialize)]
struct Message<'a> {
    /// The same for each repetition.
    delivery: &'a str,
    /// RFC 3339, UTC.
    sent: &'a str,
    feed: Feed<'a>,
    articles: &'a [Article],
}

#[derive(Serialize)]
struct Feed<'a> {
    name: &'a str,
    title: &'a str,
    site: &'a str,
    url: &'a str,
    format: Format,
    categories: &'a [String],
}

/// How a body is signed.
pub(in crate::notify) enum Signature<'a> {
    /// Not at all.
    None,
    /// With this secret.
    With(&'a str),
    /// With a secret that is only named: the request is shown, not sent.
    Named(&'a str),
}

pub(in crate::notify) fn draft(url: &str, signature: &Signature<'_>, delivery: &Delivery, now: Timestamp) -> Draft {
    let news = &delivery.news;
    let (id, sent) = (id(delivery), now.rfc3339());
    let feed = Feed {
        name: &news.feed,
        title: &news.title,
        site: &news.site,
        url: &news.feed_url,
        format: news.format,
        categories: &news.categories,
    };
    let message = Message { delivery: &id, sent: &sent, feed, articles: &news.articles };
    // Texts and lists of texts have a form in JSON, always.
    let body = serde_json::to_vec(&message).unwrap_or_default();
    let signature = match signature {
        Signature::None => None,
        Signature::With(secret) => Some(format!("sha256={}", sign(secret, &body))),
        Signature::Named(name) => Some(format!("sha256={name}")),
    };
    let draft = Draft::post(url.to_owned(), "application/json", body)
        .header("Accept", "*/*")
        .header("X-Courant-Delivery", id)
        .header("X-Courant-Timestamp", sent);
    match signature {
        Some(signature) => draft.header("X-Courant-Signature-256", signature),
        None => draft,
    }
}

/// Names a delivery by what it says: a repetition says the same.
fn id(delivery: &Delivery) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [&delivery.endpoint, &delivery.topic, &serde_json::to_string(&delivery.news).unwrap_or_default()] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// HMAC-SHA-256 in hexadecimal digits (RFC 2104).
fn sign(secret: &str, body: &[u8]) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body);
    mac.finalize().into_bytes().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{Signature, draft, sign};
    use crate::{
        notify::{Delivery, fixture},
        value::Timestamp,
    };

    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        assert_eq!(
            sign("Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_repetition_has_the_id_of_the_first_time() {
        let at = |seconds| {
            let now = Timestamp::from_unix(seconds).expect("in range");
            let delivery = Delivery { news: fixture::news(), ..fixture::delivery("hook", "news") };
            draft("https://a.example/", &Signature::With("salt"), &delivery, now)
        };
        let (first, again) = (at(0), at(60));
        let header = |draft: &crate::notify::draft::Draft, name: &str| {
            draft.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).expect(name)
        };
        assert_eq!(header(&first, "X-Courant-Delivery"), header(&again, "X-Courant-Delivery"));
        assert_ne!(header(&first, "X-Courant-Signature-256"), header(&again, "X-Courant-Signature-256"));
        let body: serde_json::Value = serde_json::from_slice(&first.body.expect("a POST").1).expect("JSON");
        assert_eq!(body["sent"], "1970-01-01T00:00:00Z");
        assert_eq!(body["feed"]["url"], "https://notes.example/feeds/news/rss.xml");
        assert_eq!((&body["articles"][0]["change"], &body["articles"][0]["title"]), (&"new".into(), &"Salt".into()));
    }
}
