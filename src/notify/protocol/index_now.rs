//! IndexNow: search engines are told which pages have changed, and see by a key that the site says so.

use crate::{
    net::Reply,
    notify::{News, Verdict, draft::Draft, outcome},
    value::{Timestamp, WebUrl},
};
use serde::Serialize;
use std::collections::BTreeSet;

/// Addresses of one request.
const MOST: usize = 10_000;

#[derive(Serialize)]
struct Submission<'a> {
    host: &'a str,
    key: &'a str,
    #[serde(rename = "keyLocation")]
    key_location: &'a str,
    #[serde(rename = "urlList")]
    urls: &'a [&'a str],
}

/// What is to be submitted, and what the key does not cover.
pub(in crate::notify) struct Pages<'a> {
    pub inside: Vec<&'a str>,
    pub outside: Vec<&'a str>,
}

/// A key: 8 to 128 letters, digits and hyphens.
pub(in crate::notify) fn check_key(key: &str) -> Result<(), String> {
    let fits = (8..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits { Ok(()) } else { Err("a key has 8 to 128 letters, digits and hyphens, and this one has not".to_owned()) }
}

/// Where the key can be fetched.
pub(in crate::notify) fn location(stated: Option<&str>, host: &str, key: &str) -> String {
    stated.map_or_else(|| format!("https://{host}/{key}.txt"), |stated| stated.replace("{key}", key))
}

/// The pages of `host` that changed, each once; a key that lies in a folder covers that folder alone.
pub(in crate::notify) fn pages<'a>(news: &'a News, host: &str, location: &str) -> Pages<'a> {
    let folder = folder(location);
    let mut seen = BTreeSet::new();
    let ours = news.articles.iter().filter_map(|article| article.url.as_deref()).filter(|url| {
        WebUrl::parse(url).is_ok_and(|parsed| parsed.host().eq_ignore_ascii_case(host)) && seen.insert(*url)
    });
    let (inside, outside) = ours.partition(|url| path(url).starts_with(&folder));
    Pages { inside, outside }
}

/// The folder of the key: `/feeds/` of `https://a.example/feeds/key.txt`.
fn folder(location: &str) -> String {
    let path = path(location);
    path[..path.rfind('/').map_or(0, |end| end + 1)].to_owned()
}

fn path(url: &str) -> String {
    url::Url::parse(url).map(|url| url.path().to_owned()).unwrap_or_default()
}

/// The requests for these pages.
pub(in crate::notify) fn drafts(url: &str, host: &str, key: &str, location: &str, pages: &[&str]) -> Vec<Draft> {
    let draft = |urls: &[&str]| {
        let submission = Submission { host, key, key_location: location, urls };
        // Texts and lists of texts have a form in JSON, always.
        let body = serde_json::to_vec(&submission).unwrap_or_default();
        Draft::post(url.to_owned(), "application/json; charset=utf-8", body).header("Accept", "*/*")
    };
    batches(pages).map(draft).collect()
}

/// These pages as they go into requests, one after the other.
pub(in crate::notify) fn batches<'a, 'p>(pages: &'a [&'p str]) -> impl Iterator<Item = &'a [&'p str]> {
    pages.chunks(MOST)
}

/// The request that sees whether the key is where it should be.
pub(in crate::notify) fn key_draft(location: &str) -> Draft {
    Draft::get(location.to_owned()).header("Accept", "text/plain, */*;q=0.5").reading()
}

/// Whether the key is there: search engines would look at the same place. It may be there the next time.
pub(in crate::notify) fn judge_key(reply: &Reply, key: &str, location: &str, now: Timestamp) -> Verdict {
    let text = String::from_utf8_lossy(&reply.body);
    let found = text.trim_start_matches('\u{feff}').trim();
    if (200..300).contains(&reply.status) && found == key {
        return Verdict::Delivered;
    }
    let seen = if (200..300).contains(&reply.status) {
        "holds something else than the key".to_owned()
    } else {
        outcome::answered(reply)
    };
    let why = format!(
        "{location} {seen}; nothing was submitted: put a file there that holds the key and nothing else (`key_file` writes \
         it), or say in `key_location` where it is"
    );
    Verdict::Again { why, after: outcome::retry_after(reply, now) }
}

/// What the answer means, with what to do.
pub(in crate::notify) fn judge(reply: &Reply, host: &str, location: &str, now: Timestamp) -> Verdict {
    let advice = match reply.status {
        400 => "the request was not understood: is this the address of an IndexNow service?".to_owned(),
        403 => format!("the key does not hold: {location} must give it as plain text, to robots too"),
        422 => format!("addresses that are not of {host}, or lie outside the folder of {location}"),
        _ => return outcome::by_status(reply, now),
    };
    Verdict::Refused { why: format!("{}; {advice}", outcome::answered(reply)) }
}

#[cfg(test)]
mod tests {
    use super::{check_key, drafts, location, pages};
    use crate::notify::{Article, fixture};

    #[test]
    fn keys_are_checked_before_they_are_used() {
        for good in ["5f2a9c0d", "A-1-b-2-c", &"a".repeat(128)] {
            assert_eq!(check_key(good), Ok(()));
        }
        for bad in ["", "5f2a9c0", "5f2a 9c0d", "5f2a9c0ü", &"a".repeat(129)] {
            assert!(check_key(bad).is_err(), "{bad}");
        }
        assert_eq!(location(None, "a.example", "5f2a9c0d"), "https://a.example/5f2a9c0d.txt");
        assert_eq!(
            location(Some("https://a.example/in/{key}"), "a.example", "5f2a9c0d"),
            "https://a.example/in/5f2a9c0d"
        );
    }

    #[test]
    fn pages_of_one_host_that_the_key_covers_are_submitted_once() {
        let mut news = fixture::news();
        let template = news.articles[0].clone();
        let urls = [
            Some("https://notes.example/feeds/salt"),
            Some("https://notes.example/feeds/salt"),
            Some("https://notes.example/rope"),
            Some("https://other.example/feeds/x"),
            None,
        ];
        news.articles = urls.iter().map(|url| Article { url: url.map(str::to_owned), ..template.clone() }).collect();
        let found = pages(&news, "notes.example", "https://notes.example/key.txt");
        assert_eq!(found.inside, ["https://notes.example/feeds/salt", "https://notes.example/rope"]);
        assert!(found.outside.is_empty());
        let found = pages(&news, "notes.example", "https://notes.example/feeds/key.txt");
        assert_eq!(
            (found.inside, found.outside),
            (vec!["https://notes.example/feeds/salt"], vec!["https://notes.example/rope"])
        );
    }

    #[test]
    fn a_request_holds_no_more_than_ten_thousand() {
        let urls: Vec<String> = (0..20_001).map(|i| format!("https://notes.example/{i}")).collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let made =
            drafts("https://i.example/", "notes.example", "5f2a9c0d", "https://notes.example/5f2a9c0d.txt", &urls);
        let counts: Vec<usize> = made
            .iter()
            .map(|draft| {
                let (_, body) = draft.body.as_ref().expect("a POST");
                let body: serde_json::Value = serde_json::from_slice(body).expect("JSON");
                body["urlList"].as_array().map_or(0, Vec::len)
            })
            .collect();
        assert_eq!(counts, [10_000, 10_000, 1]);
        let first =
            drafts("https://i.example/", "notes.example", "5f2a9c0d", "https://notes.example/5f2a9c0d.txt", &urls[..1]);
        assert_eq!(
            String::from_utf8_lossy(&first[0].body.as_ref().expect("a POST").1),
            r#"{"host":"notes.example","key":"5f2a9c0d","keyLocation":"https://notes.example/5f2a9c0d.txt","urlList":["https://notes.example/0"]}"#
        );
    }
}
