//! How a server hands a feed out: status, redirects, type, charset, compression, conditional requests, media.
//!
//! Knows nothing of how it was asked; who asks fills in a [`Delivery`].

use super::{
    document::Options,
    findings::Findings,
    outline::{Media, Outline, outline},
    profile::Asked,
    rules::{
        CERTIFICATE, CHARSET_CONFLICT, CHARSET_MISSING, CONDITIONAL_IGNORED, CONTENT_TYPE, CONTENT_TYPE_GENERIC,
        COOKIE_SET, HEAD_DIFFERS, HTTP_CHALLENGE, HTTP_INSECURE, HTTP_STATUS, LINK_HEADER, MEDIA_LENGTH_SERVED,
        MEDIA_RANGES, MEDIA_TYPE_SERVED, MEDIA_UNREACHABLE, REDIRECT_PERMANENT, REDIRECT_TEMPORARY, SELF_ELSEWHERE,
        UNCOMPRESSED, VALIDATOR_MALFORMED, VALIDATOR_MISSING, VARY_MISSING,
    },
    text::quote,
};
use crate::{
    diagnostic::{Diagnostic, Place, Rule},
    value::Format,
};
use chrono::NaiveDateTime;

/// Smaller answers fit into one packet or two, compressed or not.
const WORTH_COMPRESSING: u64 = 1400;
/// How far into a document a browser looks to see what it is.
const SNIFFED: usize = 512;

/// The fields of an answer's head.
pub type Fields = Vec<(String, String)>;

/// How a feed was handed out.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    /// The address that was asked for.
    pub asked: String,
    /// Redirects: status and where to.
    pub hops: Vec<(u16, String)>,
    /// The address that answered at last.
    pub address: String,
    /// Why its certificate is not to be trusted; there is no answer then.
    pub distrust: Option<String>,
    /// Its status.
    pub status: u16,
    /// The head of its answer.
    pub headers: Fields,
    /// Bytes of body as they were sent.
    pub received: u64,
    /// The same request again, once with each validator: `If-None-Match` or `If-Modified-Since`, and the status.
    pub repeats: Vec<Repeat>,
    /// What HEAD gave: status and head.
    pub head: Option<(u16, Fields)>,
    /// What asking for media gave.
    pub probes: Vec<Probe>,
}

/// A conditional request.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// `If-None-Match` or `If-Modified-Since`.
    pub condition: &'static str,
    /// What it was answered with.
    pub status: u16,
}

/// A file of media, and what asking for it gave.
#[derive(Debug, Clone)]
pub struct Probe {
    /// What the feed says of it.
    pub media: Media,
    /// Status and head of the answer to HEAD, or what kept it from coming.
    pub answer: Result<(u16, Fields), String>,
    /// The status that a request for the first two bytes was answered with.
    pub range: Option<u16>,
}

/// Judges how a feed was handed out. `body` is what was sent, without compression; of it only what concerns the delivery
/// is looked at.
#[must_use]
pub fn delivery(delivery: &Delivery, body: &[u8], options: &Options) -> Vec<Diagnostic> {
    let (outline, text) = outline(body);
    let mut judge = Judge { delivery, options, found: Vec::new() };
    judge.way();
    if let Some(why) = &delivery.distrust {
        let message = format!("the certificate of `{}` is not to be trusted: {why}", quote(&delivery.address));
        judge.add(&CERTIFICATE, "", message);
    } else if judge.status(body) {
        judge.content_type(&outline, body);
        judge.compression(body);
        judge.validators(Asked::of(options));
        judge.head();
        judge.links(&outline);
        for probe in &delivery.probes {
            judge.media(probe);
        }
    }
    let mut found = judge.found;
    // The self link stands in the text: it is shown where it is.
    let mut located = Findings::default();
    if let Some(link) = outline.self_link.filter(|link| delivery.status == 200 && !same(&link.url, delivery)) {
        let message = format!(
            "the feed says that its address is `{}`, but it is `{}`",
            quote(&link.url),
            quote(target(delivery))
        );
        located.add(&SELF_ELSEWHERE, link.at, self_path(outline.format), message);
    }
    found.extend(located.into_diagnostics(options.file.as_ref(), Some(&text)));
    options.profiles.raise(&mut found);
    found
}

fn self_path(format: Option<Format>) -> &'static str {
    match format {
        Some(Format::Json) => "feed_url",
        Some(Format::Atom) => "feed > link@href",
        _ => "channel > atom:link@href",
    }
}

/// The address that readers should keep: where permanent redirects lead to, and not temporary ones.
fn target(delivery: &Delivery) -> &str {
    let permanent = delivery.hops.iter().take_while(|(status, _)| matches!(status, 301 | 308)).last();
    permanent.map_or(delivery.asked.as_str(), |(_, to)| to.as_str())
}

/// Whether a feed's own address is one that it was fetched from.
fn same(own: &str, delivery: &Delivery) -> bool {
    // A host without path is the same with its slash (RFC 3986 §6.2.3), and fragments are not sent.
    let plain = |url: &str| {
        let url = url.split('#').next().unwrap_or_default();
        let is_bare = url.split_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '?']));
        if is_bare { format!("{url}/") } else { url.to_owned() }
    };
    let own = plain(own);
    own == plain(target(delivery)) || own == plain(&delivery.address)
}

struct Judge<'d> {
    delivery: &'d Delivery,
    options: &'d Options,
    found: Vec<Diagnostic>,
}

impl<'d> Judge<'d> {
    fn add(&mut self, rule: &'static Rule, field: &str, message: impl Into<String>) {
        let mut place = Place { file: self.options.file.clone(), ..Place::default() };
        if !field.is_empty() {
            place = place.field(field);
        }
        let mut finding = Diagnostic::new(rule, place, message);
        if !rule.help.is_empty() {
            finding = finding.help(rule.help);
        }
        self.found.push(finding);
    }

    fn header(&self, name: &str) -> Option<&'d str> {
        field(&self.delivery.headers, name)
    }

    /// Redirects, and whether anybody on the way can read along.
    fn way(&mut self) {
        for (status, to) in &self.delivery.hops {
            let to = quote(to);
            match status {
                301 | 308 => {
                    self.add(&REDIRECT_PERMANENT, "Location", format!("the feed has moved to `{to}` ({status})"))
                }
                _ => {
                    let message = format!("the address redirects to `{to}` for the time being ({status})");
                    self.add(&REDIRECT_TEMPORARY, "Location", message);
                }
            }
        }
        if self.delivery.address.starts_with("http://") && !is_local(&self.delivery.address) {
            self.add(&HTTP_INSECURE, "", "the feed is served without encryption");
        }
    }

    /// Whether there is a feed to speak of.
    fn status(&mut self, body: &[u8]) -> bool {
        let status = self.delivery.status;
        let server = self.header("server").unwrap_or_default();
        let is_challenge = self.header("cf-mitigated") == Some("challenge")
            || (matches!(status, 403 | 429 | 503)
                && server.eq_ignore_ascii_case("cloudflare")
                && memchr::memmem::find(body, b"challenge").is_some());
        if is_challenge {
            self.add(
                &HTTP_CHALLENGE,
                "",
                format!("the server asks for a proof that a person is asking (status {status})"),
            );
            return false;
        }
        if status == 200 {
            return true;
        }
        let message = if super::document::looks_like_feed(&body[..body.len().min(4096)]) {
            format!("the server answers with status {status}, though the body looks like a feed")
        } else {
            format!("the server answers with status {status}")
        };
        self.add(&HTTP_STATUS, "", message);
        false
    }

    fn content_type(&mut self, outline: &Outline, body: &[u8]) {
        let Some(stated) = self.header("content-type") else {
            self.add(&CONTENT_TYPE, "Content-Type", "the server does not say which media type the feed has");
            return;
        };
        let mut parts = stated.split(';');
        let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value.trim().trim_matches('"'));
        if let Some(format) = outline.format {
            let shown = quote(stated);
            let own = format.media_type();
            match kind.as_str() {
                _ if kind == own => {}
                "application/xml" | "text/xml" | "application/rdf+xml" if format != Format::Json => {
                    let beginning = &body[..body.len().min(SNIFFED)];
                    if !super::document::looks_like_feed(beginning) {
                        let message = format!(
                            "the type is `{shown}`, and the first {SNIFFED} bytes do not show that it is a feed"
                        );
                        self.add(&CONTENT_TYPE_GENERIC, "Content-Type", message);
                    }
                }
                "application/json" if format == Format::Json => {
                    let message = format!("the type is `{shown}`: some readers do not take it for a feed");
                    self.add(&CONTENT_TYPE_GENERIC, "Content-Type", message);
                }
                _ => self.add(&CONTENT_TYPE, "Content-Type", format!("the type is `{shown}`, not `{own}`")),
            }
        }
        if charset.is_none() && kind.starts_with("text/") && outline.format != Some(Format::Json) {
            self.add(&CHARSET_MISSING, "Content-Type", format!("`{}` has no charset", quote(stated)));
        }
        let declared = outline.encoding.as_deref().unwrap_or("UTF-8");
        if let Some(charset) = charset.filter(|charset| !same_encoding(charset, declared)) {
            let message = format!("the server says `charset={}`, the document {declared}", quote(charset));
            self.add(&CHARSET_CONFLICT, "Content-Type", message);
        }
    }

    fn compression(&mut self, body: &[u8]) {
        let is_coded =
            self.header("content-encoding").is_some_and(|coding| !coding.trim().eq_ignore_ascii_case("identity"));
        if is_coded {
            let varies = self.delivery.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("vary"));
            let names = |value: &str| {
                value.split(',').any(|one| matches!(one.trim().to_ascii_lowercase().as_str(), "*" | "accept-encoding"))
            };
            if !varies.into_iter().any(|(_, value)| names(value)) {
                self.add(
                    &VARY_MISSING,
                    "Vary",
                    "the answer is compressed, but does not say that it depends on `Accept-Encoding`",
                );
            }
        } else if self.delivery.received > WORTH_COMPRESSING {
            let message = format!(
                "the server sends {} bytes as they are, though it was told that they may be compressed",
                body.len()
            );
            self.add(&UNCOMPRESSED, "Content-Encoding", message);
        }
    }

    fn validators(&mut self, asked: Asked) {
        let (tag, date) = (self.header("etag"), self.header("last-modified"));
        if tag.is_none() && date.is_none() {
            self.add(
                &VALIDATOR_MISSING,
                "ETag",
                "there is neither `ETag` nor `Last-Modified`: readers fetch the whole feed each time",
            );
        }
        if let Some(tag) = tag.filter(|tag| !is_entity_tag(tag)) {
            self.add(&VALIDATOR_MALFORMED, "ETag", format!("`{}` is no entity tag", quote(tag)));
        }
        if let Some(date) = date {
            match http_date(date) {
                None => self.add(&VALIDATOR_MALFORMED, "Last-Modified", format!("`{}` is no HTTP date", quote(date))),
                Some(date) if asked.now.is_some_and(|now| date.and_utc() > now + chrono::TimeDelta::minutes(10)) => {
                    self.add(&VALIDATOR_MALFORMED, "Last-Modified", "the date lies in the future");
                }
                Some(_) => {}
            }
        }
        for repeat in self.delivery.repeats.iter().filter(|repeat| repeat.status != 304) {
            let message = format!("`{}` is answered with {} instead of 304", repeat.condition, repeat.status);
            self.add(&CONDITIONAL_IGNORED, repeat.condition, message);
        }
        if self.header("set-cookie").is_some() {
            self.add(&COOKIE_SET, "Set-Cookie", "the answer sets a cookie");
        }
    }

    fn head(&mut self) {
        let Some((status, headers)) = &self.delivery.head else { return };
        if *status != 200 {
            self.add(&HEAD_DIFFERS, "HEAD", format!("HEAD is answered with {status}, GET with 200"));
            return;
        }
        for name in ["Content-Type", "ETag", "Last-Modified"] {
            let (of_head, of_get) = (field(headers, name), self.header(name));
            if of_head != of_get {
                let shown =
                    |value: Option<&str>| value.map_or("nothing".to_owned(), |value| format!("`{}`", quote(value)));
                let message = format!("`{name}` is {} with HEAD, {} with GET", shown(of_head), shown(of_get));
                self.add(&HEAD_DIFFERS, "HEAD", message);
            }
        }
    }

    /// `Link: <…>; rel="hub"` against what the feed says.
    fn links(&mut self, outline: &Outline) {
        let values = self.delivery.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("link"));
        let links: Vec<(&str, &str)> = values.flat_map(|(_, value)| link_values(value)).collect();
        for (rel, url) in &links {
            let in_feed = match *rel {
                "hub" if !outline.hubs.is_empty() => outline.hubs.iter().any(|hub| hub == url),
                "self" => outline.self_link.as_ref().is_none_or(|link| link.url == *url),
                _ => continue,
            };
            if !in_feed {
                let message = format!("`{}` with `rel=\"{rel}\"` is not what the feed itself says", quote(url));
                self.add(&LINK_HEADER, "Link", message);
            }
        }
    }

    fn media(&mut self, probe: &Probe) {
        let media = &probe.media;
        let url = quote(&media.url);
        let (status, headers) = match &probe.answer {
            Ok((status, headers)) => (*status, headers),
            Err(why) => return self.add(&MEDIA_UNREACHABLE, &media.path, format!("`{url}`: {why}")),
        };
        if let Some(range) = probe.range.filter(|range| status != 200 && matches!(range, 200 | 206)) {
            let message = format!("HEAD of `{url}` is answered with {status}, GET with {range}: the file is there");
            return self.add(&HEAD_DIFFERS, &media.path, message);
        }
        if status != 200 {
            return self.add(&MEDIA_UNREACHABLE, &media.path, format!("`{url}` is answered with {status}"));
        }
        let length = field(headers, "content-length").and_then(|length| length.trim().parse::<u64>().ok());
        if let (Some(stated), Some(served)) = (media.length.filter(|stated| *stated > 0), length)
            && stated != served
        {
            let message = format!("the feed says {stated} bytes, the server {served} (`{url}`)");
            self.add(&MEDIA_LENGTH_SERVED, &media.path, message);
        }
        let served = field(headers, "content-type").map(|kind| kind.split(';').next().unwrap_or_default().trim());
        if let (Some(stated), Some(served)) = (media.media_type.as_deref(), served)
            && !stated.eq_ignore_ascii_case(served)
        {
            let message = format!("the feed says `{}`, the server `{}` (`{url}`)", quote(stated), quote(served));
            self.add(&MEDIA_TYPE_SERVED, &media.path, message);
        }
        if let Some(range) = probe.range.filter(|range| *range != 206) {
            self.add(
                &MEDIA_RANGES,
                &media.path,
                format!("a request for the first bytes of `{url}` is answered with {range}"),
            );
        }
    }
}

fn field<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Relation and target of each link in a `Link` field (RFC 8288 §3).
fn link_values(value: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    let mut rest = value;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((url, parameters)) = after.split_once('>') else { break };
        // The next link begins with the next `<`: no parameter of those that matter here holds one.
        let (parameters, next) = parameters.find('<').map_or((parameters, ""), |at| parameters.split_at(at));
        let rel = parameters
            .split(';')
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("rel"))
            .map(|(_, value)| value.trim().trim_end_matches(',').trim().trim_matches('"'));
        out.extend(rel.into_iter().flat_map(str::split_whitespace).map(|rel| (rel, url.trim())));
        rest = next;
    }
    out
}

/// An entity tag (RFC 9110 §8.8.3): quoted, perhaps weak.
fn is_entity_tag(tag: &str) -> bool {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.is_some_and(|inner| inner.bytes().all(|b| b == 0x21 || (0x23..0x7f).contains(&b) || b >= 0x80))
}

/// `Sun, 22 Nov 2026 09:30:00 GMT` (RFC 9110 §5.6.7; the older forms are for reading only).
fn http_date(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok()
}

fn same_encoding(one: &str, other: &str) -> bool {
    let of = |label: &str| encoding_rs::Encoding::for_label(label.trim().as_bytes());
    match (of(one), of(other)) {
        (Some(one), Some(other)) => {
            let family = |encoding: &'static encoding_rs::Encoding| {
                encoding.name().trim_end_matches("LE").trim_end_matches("BE")
            };
            family(one) == family(other)
        }
        _ => one.eq_ignore_ascii_case(other),
    }
}

/// Whether an address is on this machine.
fn is_local(address: &str) -> bool {
    let host = address.trim_start_matches("http://").split(['/', '?', '#']).next().unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::{http_date, is_entity_tag, link_values, same_encoding};

    #[test]
    fn link_fields_are_taken_apart() {
        let value = "<https://h.example/?a=1,2>; rel=\"hub\", <https://a.example/f>; title=\"x\"; rel=self, </n>; rel=\"next prefetch\"";
        let expected =
            [("hub", "https://h.example/?a=1,2"), ("self", "https://a.example/f"), ("next", "/n"), ("prefetch", "/n")];
        assert_eq!(link_values(value), expected);
        assert!(link_values("<broken; rel=hub").is_empty());
    }

    #[test]
    fn validators_have_their_forms() {
        for (tag, is_fine) in [
            ("\"a\"", true),
            ("W/\"a-b\"", true),
            ("\"\"", true),
            ("a", false),
            ("\"a", false),
            ("w/\"a\"", false),
            ("\"a b\"", false),
        ] {
            assert_eq!(is_entity_tag(tag), is_fine, "{tag}");
        }
        assert!(http_date("Sun, 22 Nov 2026 09:30:00 GMT").is_some());
        for text in ["Sun, 22 Nov 2026 09:30:00 +0000", "2026-11-22T09:30:00Z", "Mon, 22 Nov 2026 09:30:00 GMT", "0"] {
            assert!(http_date(text).is_none(), "{text}");
        }
    }

    #[test]
    fn encodings_are_the_same_under_all_their_names() {
        for (one, other, same) in [
            ("utf8", "UTF-8", true),
            ("utf-16", "UTF-16LE", true),
            ("latin1", "UTF-8", false),
            ("x-unknown", "X-Unknown", true),
        ] {
            assert_eq!(same_encoding(one, other), same, "{one} {other}");
        }
    }
}
