//! A feed at an address: fetched as a reader fetches it, once more as a reader that has it already, and judged with how it
//! was handed out.

use crate::{
    diagnostic::Diagnostic,
    lint::{self, Delivery, Probe, Repeat},
    net::{self, Client, Headers, Method, Request, Response},
    value::WebUrl,
};

/// How many files that a feed encloses are asked for: the newest ones.
const PROBED: usize = 3;
/// What readers say that they can read.
pub(in crate::pipeline) const ACCEPT: (&str, &str) = (
    "Accept",
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1",
);

/// Judges the feed at an address, and how it is served there.
///
/// # Errors
/// There is no answer to judge: nobody answers, it takes too long, the body is damaged or too large. A certificate that is
/// not to be trusted and any status are findings.
pub fn judge_address(client: &Client, url: &WebUrl, options: &lint::Options) -> Result<Vec<Diagnostic>, net::Error> {
    let mut delivery =
        Delivery { asked: url.as_str().to_owned(), address: url.as_str().to_owned(), ..Delivery::default() };
    let answer = match client.send(&Request { method: Method::Get, url, headers: &[ACCEPT] }) {
        Ok(answer) => answer,
        Err(net::Error::Certificate { url, why }) => {
            delivery.address = url;
            delivery.distrust = Some(why);
            return Ok(lint::delivery(&delivery, &[], options));
        }
        Err(error) => return Err(error),
    };
    delivery.hops = answer.hops.iter().map(|hop| (hop.status, hop.to.as_str().to_owned())).collect();
    delivery.address = answer.url.as_str().to_owned();
    delivery.status = answer.status;
    delivery.headers = fields(&answer.headers);
    delivery.received = answer.received;
    if answer.status == 200 {
        delivery.repeats = repeats(client, &answer);
        delivery.head = client
            .send(&Request { method: Method::Head, url: &answer.url, headers: &[ACCEPT] })
            .ok()
            .map(|head| (head.status, fields(&head.headers)));
        let (outline, _) = lint::outline(&answer.body);
        delivery.probes = outline.media.into_iter().take(PROBED).map(|media| probe(client, media)).collect();
    }
    let mut found = lint::delivery(&delivery, &answer.body, options);
    if answer.status == 200 {
        found.extend(lint::document(&answer.body, options));
    }
    Ok(found)
}

/// Asks again with each validator by itself: servers that honour one may ignore the other.
fn repeats(client: &Client, answer: &Response) -> Vec<Repeat> {
    [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
        .into_iter()
        .filter_map(|(validator, condition)| {
            let value = answer.headers.get(validator)?;
            let headers = [ACCEPT, (condition, value)];
            let again = client.send(&Request { method: Method::Peek, url: &answer.url, headers: &headers }).ok()?;
            Some(Repeat { condition, status: again.status })
        })
        .collect()
}

/// Asks for the head of a file, and for its first bytes.
fn probe(client: &Client, media: lint::Media) -> Probe {
    let asked = WebUrl::parse(&media.url).and_then(|url| {
        let head = client.send(&Request { method: Method::Head, url: &url, headers: &[] });
        head.map(|head| (url, head)).map_err(|error| error.to_string())
    });
    match asked {
        Err(why) => Probe { media, answer: Err(why), range: None },
        Ok((url, head)) => {
            // Some refuse HEAD alone: the file may be there all the same.
            let range = matches!(head.status, 200 | 400 | 403 | 405 | 501)
                .then(|| client.send(&Request { method: Method::Peek, url: &url, headers: &[("Range", "bytes=0-1")] }))
                .and_then(Result::ok)
                .map(|answer| answer.status);
            Probe { media, answer: Ok((head.status, fields(&head.headers))), range }
        }
    }
}

fn fields(headers: &Headers) -> lint::Fields {
    headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
