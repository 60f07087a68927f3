//! Podping through a gateway, and the notification of Podcast Index: a GET with the feed's address.

use crate::{
    net::Reply,
    notify::{
        News, Verdict,
        draft::{Draft, with_query},
        outcome,
    },
    value::Timestamp,
};

/// To a gateway; the token goes as it is, without a scheme.
pub(in crate::notify) fn draft(url: &str, token: Option<&str>, reason: &str, medium: &str, news: &News) -> Draft {
    let url = with_query(url, &[("url", &news.feed_url), ("reason", reason), ("medium", medium)]);
    let draft = Draft::get(url).header("Accept", "*/*");
    match token {
        Some(token) => draft.private_header("Authorization", token),
        None => draft,
    }
}

/// To Podcast Index.
pub(in crate::notify) fn index_draft(url: &str, news: &News) -> Draft {
    Draft::get(with_query(url, &[("url", &news.feed_url)])).header("Accept", "application/json, */*;q=0.5")
}

/// The status decides; who is not let in is told why.
pub(in crate::notify) fn judge(reply: &Reply, has_token: bool, now: Timestamp) -> Verdict {
    match outcome::by_status(reply, now) {
        Verdict::Refused { why } if reply.status == 401 => {
            let advice = if !reply.hops.is_empty() {
                "the token is not sent to another host: write the new address in the configuration"
            } else if has_token {
                "the gateway does not know this token: ask its operator for one, or for a new one"
            } else {
                "the gateway wants a token: ask its operator for one and name it, `token = \"env:PODPING_TOKEN\"`"
            };
            Verdict::Refused { why: format!("{why}; {advice}") }
        }
        verdict => verdict,
    }
}
