//! Telling: requests that carry something, to servers that nobody vouches for.

use super::{
    Error, Hop, coding,
    error::deepest,
    guard::{Guard, Keeper, Plain, aside},
    own,
    response::Headers,
};
use crate::value::WebUrl;
use reqwest::{blocking, header, redirect::Policy};
use std::{
    io::{ErrorKind, Read},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::{Duration, Instant},
};
use url::Url;

/// Redirects that are followed.
const MOST_HOPS: usize = 3;
/// Bytes of an answer that are read, before and after decoding; what lies beyond is cut off.
const MOST_BYTES: usize = 64 << 10;
/// For how long the body of an answer is waited for that is of no consequence.
const PATIENCE: Duration = Duration::from_secs(2);

/// By which way requests go. Equal ways share their connections.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Way {
    /// Certificates that are trusted besides the system's, as PEM.
    pub certificates: Option<Vec<u8>>,
    /// The way out.
    pub proxy: Detour,
    /// Until a connection stands.
    pub connect: Duration,
    /// Whether a redirect may lead to another host in a private network.
    pub allow_private: bool,
}

/// The way out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Detour {
    /// What the environment says.
    Environment,
    /// None.
    Straight,
    /// This proxy.
    Through(String),
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct Outgoing<'a> {
    /// What is posted, with its media type; a GET if there is nothing.
    pub body: Option<(&'a str, &'a [u8])>,
    /// Where to.
    pub url: &'a WebUrl,
    /// Fields of its head that anybody may see.
    pub headers: &'a [(String, String)],
    /// Fields that no other host may see, should it be redirected to one.
    pub private_headers: &'a [(String, String)],
    /// Whether the body of the answer decides anything. If not, a slow one is not waited for.
    pub reads_body: bool,
    /// For everything, to the last byte of the answer.
    pub timeout: Duration,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status (RFC 9110 §15).
    pub status: u16,
    /// The redirects on the way.
    pub hops: Vec<Hop>,
    /// The fields of its head.
    pub headers: Headers,
    /// The body without content coding: its first 64 KiB, or what came of it.
    pub body: Vec<u8>,
    /// Why that is not all of it.
    pub cut: Option<Cut>,
}

/// Why a body is not whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cut {
    /// There is more than anybody should have to read.
    #[error("it is longer than 64 KiB")]
    Long,
    /// The rest did not come in time.
    #[error("it did not come in time")]
    Late,
    /// The connection broke, or the coding is damaged.
    #[error("{0}")]
    Broken(String),
}

/// Sends by one way, and keeps connections for the next time.
#[derive(Debug)]
pub struct Sender {
    way: Way,
    open: blocking::Client,
    /// Made for the first redirect that leads away.
    guarded: Mutex<Option<blocking::Client>>,
    guard: Arc<Guard>,
}

impl Sender {
    /// # Errors
    /// The system's certificates cannot be read, those of the way are none, or its proxy is no address.
    pub fn new(way: &Way) -> Result<Self, Error> {
        // Whoever installed another provider before has the say.
        rustls::crypto::ring::default_provider().install_default().ok();
        let open = client(way)?.dns_resolver(Arc::new(Plain)).build().map_err(Error::Client)?;
        Ok(Self { way: way.clone(), open, guarded: Mutex::default(), guard: Arc::default() })
    }

    /// The client that connects to addresses that were looked at, and to no others.
    fn guarded(&self) -> Result<blocking::Client, Error> {
        let mut guarded = self.guarded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = &*guarded {
            return Ok(made.clone());
        }
        let keeper = Arc::new(Keeper(Arc::clone(&self.guard)));
        let made = client(&self.way)?.dns_resolver(keeper).build().map_err(Error::Client)?;
        Ok(guarded.insert(made).clone())
    }

    /// Sends, follows redirects that keep the request as it is (307, 308; any for a GET), and reads a part of the answer.
    ///
    /// # Errors
    /// Whatever keeps the answer from coming, and a redirect that is not followed; any other status is an answer.
    pub fn send(&self, outgoing: &Outgoing<'_>) -> Result<Reply, Error> {
        let end = Instant::now() + outgoing.timeout;
        let home = parsed(outgoing.url)?;
        let mut url = outgoing.url.clone();
        let mut hops: Vec<Hop> = Vec::new();
        loop {
            let at = parsed(&url)?;
            let is_home = at.origin() == home.origin();
            let client = if is_home || self.way.allow_private {
                self.open.clone()
            } else {
                self.guard.admit(&at, end)?;
                self.guarded()?
            };
            let answer = ask(&client, outgoing, &url, is_home, end)?;
            let status = answer.status().as_u16();
            let location =
                answer.headers().get(header::LOCATION).filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308));
            let Some(location) = location else {
                let headers = Headers::from(answer.headers());
                let (body, cut) =
                    body(answer, &headers, if outgoing.reads_body { end } else { end.min(Instant::now() + PATIENCE) });
                return Ok(Reply { status, hops, headers, body, cut });
            };
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            let from = url.as_str().to_owned();
            let to = url.join(&location).map_err(|why| Error::Redirect { url: from.clone(), to: location, why })?;
            if outgoing.body.is_some() && !matches!(status, 307 | 308) {
                return Err(Error::Moved { url: from, status, to: to.as_str().to_owned() });
            }
            if hops.len() == MOST_HOPS {
                let url = outgoing.url.as_str().to_owned();
                return Err(Error::TooManyRedirects { url, hops: hops.len(), last: to.as_str().to_owned() });
            }
            hops.push(Hop { status, to: to.clone() });
            url = to;
        }
    }
}

fn parsed(url: &WebUrl) -> Result<Url, Error> {
    // A Web address is a URL; one that is not would be a mistake of ours, and nothing is sent then.
    Url::parse(url.as_str()).map_err(|error| Error::Redirect {
        url: url.as_str().to_owned(),
        to: url.as_str().to_owned(),
        why: error.to_string(),
    })
}

fn client(way: &Way) -> Result<blocking::ClientBuilder, Error> {
    let mut builder = blocking::Client::builder().redirect(Policy::none()).connect_timeout(way.connect);
    if let Some(pem) = &way.certificates {
        builder = builder.tls_backend_preconfigured(own::trusting(pem)?);
    }
    Ok(match &way.proxy {
        Detour::Environment => builder,
        Detour::Straight => builder.no_proxy(),
        Detour::Through(proxy) => builder.proxy(reqwest::Proxy::all(proxy).map_err(Error::Proxy)?),
    })
}

fn ask(
    client: &blocking::Client,
    outgoing: &Outgoing<'_>,
    url: &WebUrl,
    is_home: bool,
    end: Instant,
) -> Result<blocking::Response, Error> {
    let builder = match outgoing.body {
        Some((media_type, bytes)) => {
            client.post(url.as_str()).header(header::CONTENT_TYPE, media_type).body(bytes.to_vec())
        }
        None => client.get(url.as_str()),
    };
    let left = end.saturating_duration_since(Instant::now());
    let builder = builder.header(header::ACCEPT_ENCODING, coding::ACCEPTED).timeout(left);
    let private = if is_home { outgoing.private_headers } else { &[] };
    let fields = outgoing.headers.iter().chain(private);
    let builder = fields.fold(builder, |builder, (name, value)| builder.header(name, value));
    // Rounded up, since half a second is not no time.
    let seconds = outgoing.timeout.as_millis().div_ceil(1000);
    builder.send().map_err(|error| Error::of(&error, url.as_str(), u64::try_from(seconds).unwrap_or(u64::MAX)))
}

/// What can be had of a body until `end`.
fn body(answer: blocking::Response, headers: &Headers, end: Instant) -> (Vec<u8>, Option<Cut>) {
    let (send, receive) = mpsc::sync_channel::<Result<Vec<u8>, Cut>>(8);
    // A single read cannot be interrupted: its thread ends with the request's own limit.
    let reading = aside(move || pieces(answer, &send));
    let mut coded = Vec::new();
    let mut cut = reading.err().map(|error| Cut::Broken(error.to_string()));
    while cut.is_none() {
        match receive.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(Ok(piece)) => coded.extend_from_slice(&piece),
            Ok(Err(fault)) => cut = Some(fault),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => cut = Some(Cut::Late),
        }
        if coded.len() > MOST_BYTES {
            coded.truncate(MOST_BYTES);
            cut = Some(Cut::Long);
        }
    }
    let (body, fault) = coding::decode_as_far(coded, headers.get("content-encoding").unwrap_or_default(), MOST_BYTES);
    // What is cut short cannot be decoded to its end: the first reason is the real one.
    let fault = fault.map(|fault| match fault {
        coding::Fault::TooLarge => Cut::Long,
        coding::Fault::Broken(why) => Cut::Broken(why),
    });
    (body, cut.or(fault))
}

fn pieces(mut answer: blocking::Response, send: &mpsc::SyncSender<Result<Vec<u8>, Cut>>) {
    let mut piece = vec![0; 16 << 10];
    let mut read = 0;
    while read <= MOST_BYTES {
        let next = match answer.read(&mut piece) {
            Ok(0) => return,
            Ok(n) => {
                read += n;
                Ok(piece[..n].to_vec())
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == ErrorKind::TimedOut => Err(Cut::Late),
            Err(error) => Err(Cut::Broken(deepest(&error).0)),
        };
        let is_last = next.is_err();
        if send.send(next).is_err() || is_last {
            return;
        }
    }
}
