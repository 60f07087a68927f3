//! Media files that are not here: asked for at their addresses, if the configuration says so. `HEAD` first, then as few
//! bytes as it takes to measure the file (RFC 9110, 14); later only whether it is still the same (13.1).

use super::{Look, Shelf, User};
use crate::{
    config::Publication,
    media::{self, Fault, Measured},
    net::{self, Client, Headers, Limits, Method, Request},
    value::{MediaType, WebUrl, guess_media_type},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Cursor, Read, Seek, SeekFrom},
    sync::Arc,
    time::Duration,
};

/// For one request.
const PATIENCE: Duration = Duration::from_secs(20);
/// Until a connection stands.
const CONNECT: Duration = Duration::from_secs(5);
/// Bytes that are asked for at once.
const BLOCK: u64 = 128 << 10;
/// How often, for one file: what cannot be measured with so much is not measured.
const MOST: usize = 16;
/// After this an address is asked again, in seconds.
const WEEK: i64 = 7 * 86_400;
/// Who cannot be reached is asked again after this, and then less and less often, in seconds.
const SOONEST: i64 = 3600;
const SLOWEST: i64 = 86_400;

/// What is known of a file at an address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Asked {
    etag: Option<String>,
    last_modified: Option<String>,
    /// When it may be asked again, in seconds since 1970.
    pub due: i64,
    failures: u32,
    /// Why it was asked in vain.
    why: Option<String>,
    /// Its server says that there is no such file.
    is_gone: bool,
    /// What its server says of it.
    length: Option<u64>,
    media_type: Option<String>,
    /// What it is, where that could be measured.
    measured: Option<Arc<Measured>>,
    /// How often it was found with this length again.
    repeats: u32,
    pub users: BTreeSet<User>,
}

impl Asked {
    /// What its server said of it, whenever it said something.
    fn served(&self) -> Option<Served> {
        let is_known = self.length.is_some() || self.media_type.is_some() || self.measured.is_some();
        is_known.then(|| Served {
            length: self.length,
            media_type: self.media_type.as_deref().and_then(|text| text.parse().ok()),
            measured: self.measured.clone(),
            is_settled: self.repeats > 0,
        })
    }

    /// Whether its end is missing, by its own word.
    fn is_cut(&self) -> bool {
        self.measured.as_deref().is_some_and(Served::is_cut)
    }

    /// Whether it may be a file that is still being sent there.
    fn is_partial(&self, declared: Option<u64>) -> bool {
        self.is_cut() || self.length < declared.filter(|_| self.length.is_some())
    }
}

/// What a server says of a file.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Served {
    pub length: Option<u64>,
    pub media_type: Option<MediaType>,
    pub measured: Option<Arc<Measured>>,
    /// It was asked twice, and is as long as before.
    is_settled: bool,
}

impl Served {
    /// Whether it may be a file that is still being sent there: its end is missing, or it is shorter than it should be, and
    /// nobody has seen it so before.
    pub(super) fn is_partial(&self, declared: Option<u64>) -> bool {
        let is_cut = self.measured.as_deref().is_some_and(Self::is_cut);
        !self.is_settled && (is_cut || self.length < declared.filter(|_| self.length.is_some()))
    }

    fn is_cut(measured: &Measured) -> bool {
        measured.faults.iter().any(|fault| matches!(fault, Fault::Truncated { .. }))
    }
}

/// Of a file that was asked for in vain.
#[derive(Debug, Clone)]
pub(in super::super) struct Unasked {
    pub why: String,
    /// Its server says that there is no such file, or sends something else in its place.
    pub is_gone: bool,
    /// What is known from earlier.
    pub known: Option<Served>,
}

/// Why an address told nothing.
struct Failure {
    why: String,
    is_gone: bool,
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self { why, is_gone: false }
    }
}

impl Failure {
    /// What is there is not the file.
    const fn of_content(why: String) -> Self {
        Self { why, is_gone: true }
    }
}

/// Who asks.
pub(super) struct Asker {
    /// For the publication's own hosts, and for everybody else, who is not let into private networks.
    own: Client,
    others: Client,
    homes: Vec<String>,
    now: i64,
}

impl Asker {
    /// One for a run at this moment, if the configuration wants it; the text says why there is none all the same.
    pub(super) fn new(publication: &Publication, now: i64) -> Option<Result<Self, String>> {
        if !publication.media.fetches {
            return None;
        }
        let limits = || Limits { connect: CONNECT, whole: PATIENCE, body: BLOCK + 1024 };
        let clients =
            super::super::live::certificates(publication).map_err(|error| error.to_string()).and_then(|pem| {
                let own = Client::guarded(limits(), pem.as_deref()).map_err(|error| error.to_string())?;
                let others = Client::strict(limits(), pem.as_deref()).map_err(|error| error.to_string())?;
                Ok((own, others))
            });
        let homes = [Some(&publication.link), Some(&publication.feeds_url), publication.media.url.as_ref()];
        let homes = homes.into_iter().flatten().map(|url| url.host().to_owned()).collect();
        Some(clients.map(|(own, others)| Self { own, others, homes, now }))
    }

    /// When it is, in seconds since 1970.
    pub(super) const fn now(&self) -> i64 {
        self.now
    }

    fn client(&self, url: &WebUrl) -> &Client {
        if self.homes.iter().any(|home| home == url.host()) { &self.own } else { &self.others }
    }

    /// Asks for a file of which this is known, and which has so many bytes by its record; `trusts`: so that it need not be
    /// measured anew.
    fn ask(&self, url: &WebUrl, before: Option<Asked>, trusts: bool, declared: Option<u64>) -> Asked {
        let answer = self.head(url, before.as_ref().filter(|_| trusts));
        let before = before.unwrap_or_default();
        let pause = SOONEST.saturating_mul(1 << before.failures.min(5)).min(SLOWEST);
        let failures = before.failures.saturating_add(1);
        let found = match answer {
            // It was whole: somebody is sending it anew.
            Ok(Some(asked)) if asked.is_cut() && before.measured.is_some() && !before.is_cut() => {
                Err(Failure::of_content("it is cut off: its end is missing".to_owned()))
            }
            Ok(Some(asked)) => {
                let is_again = asked.length.is_some() && asked.length == before.length;
                Ok(Asked { repeats: if is_again { before.repeats.saturating_add(1) } else { 0 }, ..asked })
            }
            // It is as it was.
            Ok(None) => Ok(Asked { repeats: before.repeats.saturating_add(1), ..before.clone() }),
            Err(failure) => Err(failure),
        };
        match found {
            // Whoever is sending it is soon done.
            Ok(asked) if asked.is_partial(declared) => {
                Asked { due: self.now + pause, failures, why: None, is_gone: false, ..asked }
            }
            Ok(asked) => Asked { due: self.now + WEEK, failures: 0, why: None, is_gone: false, ..asked },
            Err(Failure { why, is_gone }) => {
                Asked { due: self.now + pause, failures, why: Some(why), is_gone, ..before }
            }
        }
    }

    fn head(&self, url: &WebUrl, before: Option<&Asked>) -> Result<Option<Asked>, Failure> {
        let client = self.client(url);
        let known = before.filter(|before| before.why.is_none());
        let conditions: Vec<(&str, &str)> = [
            ("If-None-Match", known.and_then(|known| known.etag.as_deref())),
            ("If-Modified-Since", known.and_then(|known| known.last_modified.as_deref())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        let plain = ("Accept-Encoding", "identity");
        let headers: Vec<(&str, &str)> = conditions.into_iter().chain([plain]).collect();
        let request = Request { method: Method::Head, url, headers: &headers };
        // Some refuse HEAD, or do not know it: what they say with the first bytes is as good.
        let (length, said) = match client.send(&request) {
            Ok(answer) => match answer.status {
                304 if known.is_some() => return Ok(None),
                200 => {
                    // What is packed, or a page in the place of the answer, is not as long as the file.
                    let is_packed = answer.headers.get("content-encoding").is_some_and(|how| how.trim() != "identity");
                    let is_page = answer.headers.get("content-type").is_some_and(is_page);
                    let length = number(&answer.headers, "content-length").filter(|_| !is_packed && !is_page);
                    (length, answer.headers)
                }
                // Whoever has too much to do is not asked more.
                status @ (429 | 503) => return Err(format!("it is answered with {status}").into()),
                _ => (None, Headers::default()),
            },
            Err(net::Error::Broken { .. }) => (None, Headers::default()),
            Err(error) => return Err(error.to_string().into()),
        };
        let mut ranges = Ranges {
            client,
            url,
            length: length.unwrap_or_default(),
            at: 0,
            blocks: BTreeMap::new(),
            asked: 0,
            refusal: None,
        };
        let first = ranges.block(0);
        // What has no byte has no first one (RFC 9110, 15.5.17).
        let is_empty = ranges.length == 0 && (first.is_ok() || ranges.refusal == Some(416));
        if is_empty {
            return Err(Failure::of_content("it is empty".to_owned()));
        }
        let is_gone = matches!(ranges.refusal, Some(404 | 410));
        let (length, headers) = match (first, length) {
            (Ok(headers), _) => (Some(ranges.length), headers.unwrap_or(said)),
            // Whoever sends no ranges has said how much it is.
            (Err(_), Some(length)) if !is_gone => (Some(length), said),
            (Err(error), _) => return Err(Failure { why: error.to_string(), is_gone }),
        };
        let name = url.as_str().split(['?', '#']).next().unwrap_or_default();
        let name = name.rsplit('/').next().unwrap_or_default();
        let measured = if ranges.blocks.is_empty() { None } else { media::measure_reader(&mut ranges, name).ok() };
        let text = |name: &str| headers.get(name).map(str::to_owned);
        if let Some(why) = not_the_file(name, text("content-type").as_deref(), measured.as_ref()) {
            return Err(Failure::of_content(why));
        }
        Ok(Some(Asked {
            etag: text("etag"),
            last_modified: text("last-modified"),
            length,
            media_type: text("content-type"),
            measured: measured.map(Arc::new),
            ..Asked::default()
        }))
    }
}

/// Why what a server sends is not the file: many answer with a page where there is none.
fn not_the_file(name: &str, media_type: Option<&str>, measured: Option<&Measured>) -> Option<String> {
    let hopeless = measured.and_then(|measured| measured.faults.iter().find(|fault| fault.is_hopeless()));
    let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_page = is_page(&essence);
    let is_wanted = guess_media_type(name).is_some_and(|wanted| wanted.as_str() == essence);
    // Its content counts, where it says something.
    let is_known = measured.is_some_and(|measured| !measured.kind.is_unknown());
    if is_page && !is_wanted && (!is_known || hopeless.is_some()) {
        return Some(format!("it is answered with a page ({essence}) in the place of the file"));
    }
    hopeless.map(|fault| format!("what is sent {fault}"))
}

/// Whether a type is that of pages.
fn is_page(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(essence.as_str(), "text/html" | "application/xhtml+xml")
}

fn number(headers: &Headers, name: &str) -> Option<u64> {
    headers.get(name)?.trim().parse().ok()
}

/// A file at an address, of which only what is looked at is fetched.
struct Ranges<'a> {
    client: &'a Client,
    url: &'a WebUrl,
    length: u64,
    at: u64,
    blocks: BTreeMap<u64, Vec<u8>>,
    asked: usize,
    /// The status by which it was refused at last.
    refusal: Option<u16>,
}

impl Ranges<'_> {
    /// Fetches a block; gives back the head of the answer, if it was asked for now.
    fn block(&mut self, number: u64) -> io::Result<Option<Headers>> {
        if self.blocks.contains_key(&number) {
            return Ok(None);
        }
        self.asked += 1;
        if self.asked > MOST {
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, "it takes too many requests"));
        }
        let (first, last) = (number * BLOCK, number * BLOCK + BLOCK - 1);
        let range = format!("bytes={first}-{last}");
        let headers = [("Range", range.as_str()), ("Accept-Encoding", "identity")];
        let request = Request { method: Method::Get, url: self.url, headers: &headers };
        let answer = self.client.send(&request).map_err(io::Error::other)?;
        match answer.status {
            206 => {
                let stated = answer.headers.get("content-range").and_then(range_of);
                let (from, whole) = stated.ok_or_else(|| io::Error::other("it does not say which bytes it sends"))?;
                // A server may not know how many there are in all.
                let whole = whole.unwrap_or(self.length);
                if from != first || whole == 0 || (self.length > 0 && whole != self.length) {
                    return Err(io::Error::other("it sends other bytes than it was asked for"));
                }
                self.length = whole;
            }
            // All of it at once, since it is small.
            200 if number == 0 && (self.length == 0 || answer.body.len() as u64 == self.length) => {
                self.length = answer.body.len() as u64;
            }
            status => {
                self.refusal = Some(status);
                return Err(io::Error::other(format!("it is answered with {status}")));
            }
        }
        let mut body = answer.body;
        if answer.status == 206 {
            body.truncate(usize::try_from(BLOCK).unwrap_or(usize::MAX));
        }
        let size = usize::try_from(BLOCK).unwrap_or(usize::MAX);
        for (block, piece) in (number..).zip(body.chunks(size)) {
            self.blocks.insert(block, piece.to_vec());
        }
        Ok(Some(answer.headers))
    }
}

/// `bytes 0-99/1234`: the first byte, and how many there are in all; that may be `*`.
fn range_of(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, whole) = text.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
    Some((
        range.split_once('-')?.0.trim().parse().ok()?,
        if whole.trim() == "*" { None } else { Some(whole.trim().parse().ok()?) },
    ))
}

impl Read for Ranges<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length || into.is_empty() {
            return Ok(0);
        }
        let number = self.at / BLOCK;
        self.block(number)?;
        let block = self.blocks.get(&number).map(Vec::as_slice).unwrap_or_default();
        let from = usize::try_from(self.at % BLOCK).unwrap_or(usize::MAX);
        let rest = block.get(from..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or_else(|| io::Error::other("it sends fewer bytes than it should"))?;
        let count = Cursor::new(rest).read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Ranges<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, offset) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::End(offset) => (self.length, offset),
            SeekFrom::Current(offset) => (self.at, offset),
        };
        let at = base.checked_add_signed(offset);
        self.at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the beginning"))?;
        Ok(self.at)
    }
}

impl Shelf {
    /// Looks at a file at an address, which has so many bytes by its record; `None`, where nobody wants that.
    pub(super) fn look_away(&self, url: &WebUrl, user: &User, declared: Option<u64>) -> Option<Look> {
        if !self.media.fetches {
            return None;
        }
        let before = {
            let mut inner = self.inner();
            let known = inner.asked.get_mut(url.as_str());
            let before = known.map(|asked| {
                asked.users.insert(user.clone());
                asked.clone()
            });
            let is_seen = inner.asked_now.contains(url.as_str());
            if let Some(before) = before.as_ref().filter(|_| is_seen) {
                return Some(look(before));
            }
            before
        };
        let asker = match &self.asker {
            None => return before.as_ref().map(look),
            Some(Err(why)) => {
                let known = before.as_ref().and_then(Asked::served);
                return Some(Look::Unasked(Unasked { why: why.clone(), is_gone: false, known }));
            }
            Some(Ok(asker)) => asker,
        };
        if let Some(before) = before.as_ref().filter(|before| self.trusts && asker.now < before.due) {
            return Some(look(before));
        }
        let mut asked = asker.ask(url, before, self.trusts, declared);
        asked.users.insert(user.clone());
        let found = look(&asked);
        let mut inner = self.inner();
        if let Some(known) = inner.asked.get_mut(url.as_str()) {
            asked.users.append(&mut known.users);
        }
        inner.asked_now.insert(url.as_str().to_owned());
        inner.asked.insert(url.as_str().to_owned(), asked);
        Some(found)
    }
}

fn look(asked: &Asked) -> Look {
    match &asked.why {
        Some(why) => Look::Unasked(Unasked { why: why.clone(), is_gone: asked.is_gone, known: asked.served() }),
        None => Look::Served(asked.served().unwrap_or_default()),
    }
}
