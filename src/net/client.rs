//! Asking.

use super::{
    Error,
    coding::{self, Fault},
    error::deepest,
    guard::{Guard, Keeper, Plain},
    own,
    response::{Headers, Hop, Response},
};
use crate::value::WebUrl;
use reqwest::{blocking, header, redirect::Policy};
use std::{
    io::Read,
    sync::Arc,
    time::{Duration, Instant},
};
use url::Url;

/// Redirects that are followed before it is taken for a loop.
const MOST_HOPS: usize = 10;

/// How long and how much.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// For one request with all its redirects, to the last byte of the body.
    pub whole: Duration,
    /// Bytes of body, before and after decoding.
    pub body: u64,
}

impl Default for Limits {
    /// 10 s to connect, 30 s in all, 64 MiB.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(30), body: 64 << 20 }
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The thing itself.
    Get,
    /// Its head alone.
    Head,
    /// As `Get`, but the body is not read: to see what a server makes of a request.
    Peek,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// GET or HEAD.
    pub method: Method,
    /// Where.
    pub url: &'a WebUrl,
    /// Further fields of its head.
    pub headers: &'a [(&'a str, &'a str)],
}

/// The HTTP client; connections are kept for the next request.
#[derive(Debug)]
pub struct Client {
    inner: blocking::Client,
    /// For redirects that lead to another host, if they may not lead into a private network.
    guarded: Option<(Arc<Guard>, blocking::Client)>,
    /// Whether the first address is guarded as well.
    is_strict: bool,
    limits: Limits,
}

impl Client {
    /// A client that calls itself `courant/VERSION`, and trusts these certificates (PEM) besides the system's. Proxies are
    /// taken from the environment.
    ///
    /// # Errors
    /// The system's certificates cannot be read, or those that are given are none.
    pub fn new(limits: Limits, certificates: Option<&[u8]>) -> Result<Self, Error> {
        // Whoever installed another provider before has the say.
        rustls::crypto::ring::default_provider().install_default().ok();
        let inner = builder(&limits, certificates)?.dns_resolver(Arc::new(Plain)).build().map_err(Error::Client)?;
        Ok(Self { inner, guarded: None, is_strict: false, limits })
    }

    /// The same, but no redirect leads from one host to another one in a private network: whoever answers may name any
    /// host, and the machine that asks can reach some that nobody else can.
    ///
    /// # Errors
    /// The system's certificates cannot be read, or those that are given are none.
    pub fn guarded(limits: Limits, certificates: Option<&[u8]>) -> Result<Self, Error> {
        let client = Self::new(limits, certificates)?;
        let guard = Arc::new(Guard::default());
        let keeper = Arc::new(Keeper(Arc::clone(&guard)));
        let guarded = builder(&client.limits, certificates)?.dns_resolver(keeper).build().map_err(Error::Client)?;
        Ok(Self { guarded: Some((guard, guarded)), ..client })
    }

    /// The same, but not even the first address may be in a private network: somebody else has named it.
    ///
    /// # Errors
    /// The system's certificates cannot be read, or those that are given are none.
    pub fn strict(limits: Limits, certificates: Option<&[u8]>) -> Result<Self, Error> {
        Ok(Self { is_strict: true, ..Self::guarded(limits, certificates)? })
    }

    /// The client that may ask this address on behalf of who asked for the other one.
    fn admitted(&self, url: &WebUrl, home: &WebUrl, end: Instant) -> Result<&blocking::Client, Error> {
        let Some((guard, guarded)) = &self.guarded else { return Ok(&self.inner) };
        let (Ok(at), Ok(home)) = (Url::parse(url.as_str()), Url::parse(home.as_str())) else { return Ok(&self.inner) };
        if at.origin() == home.origin() && !self.is_strict {
            return Ok(&self.inner);
        }
        guard.admit(&at, end)?;
        Ok(guarded)
    }

    /// Asks, follows redirects, and reads the whole body.
    ///
    /// # Errors
    /// Whatever keeps the answer from coming; any status is an answer.
    pub fn send(&self, request: &Request<'_>) -> Result<Response, Error> {
        let end = Instant::now() + self.limits.whole;
        let mut url = request.url.clone();
        let mut hops: Vec<Hop> = Vec::new();
        loop {
            let client = self.admitted(&url, request.url, end)?;
            let answer = self.ask(client, request, &url, end)?;
            let status = answer.status().as_u16();
            let location =
                answer.headers().get(header::LOCATION).filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308));
            let Some(location) = location else {
                let headers = Headers::from(answer.headers());
                let (body, received) = self.body(request, answer, &url, &headers, end)?;
                return Ok(Response { status, url, hops, headers, body, received });
            };
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            let to = url.join(&location).map_err(|why| Error::Redirect {
                url: url.as_str().to_owned(),
                to: location,
                why,
            })?;
            if hops.len() == MOST_HOPS {
                let url = request.url.as_str().to_owned();
                return Err(Error::TooManyRedirects { url, hops: hops.len(), last: to.as_str().to_owned() });
            }
            hops.push(Hop { status, to: to.clone() });
            url = to;
        }
    }

    fn ask(
        &self,
        client: &blocking::Client,
        request: &Request<'_>,
        url: &WebUrl,
        end: Instant,
    ) -> Result<blocking::Response, Error> {
        let left = end.saturating_duration_since(Instant::now());
        let builder = match request.method {
            Method::Get | Method::Peek => client.get(url.as_str()),
            Method::Head => client.head(url.as_str()),
        };
        let builder = builder.header(header::ACCEPT_ENCODING, coding::ACCEPTED).timeout(left);
        let builder = request.headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        builder.send().map_err(|error| Error::of(&error, url.as_str(), self.limits.whole.as_secs()))
    }

    /// The body, decoded, and how many bytes it had before.
    fn body(
        &self,
        request: &Request<'_>,
        mut answer: blocking::Response,
        url: &WebUrl,
        headers: &Headers,
        end: Instant,
    ) -> Result<(Vec<u8>, u64), Error> {
        if request.method != Method::Get {
            return Ok((Vec::new(), 0));
        }
        let shown = || url.as_str().to_owned();
        let most = self.limits.body;
        let mut body = Vec::new();
        let mut piece = vec![0; 64 << 10];
        loop {
            // A server that sends a byte now and then never runs into a limit for single reads.
            if Instant::now() >= end {
                return Err(Error::Timeout { url: shown(), seconds: self.limits.whole.as_secs() });
            }
            match answer.read(&mut piece) {
                Ok(0) => break,
                Ok(n) => body.extend_from_slice(&piece[..n]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {
                    return Err(Error::Timeout { url: shown(), seconds: self.limits.whole.as_secs() });
                }
                Err(error) => return Err(Error::Broken { url: shown(), why: deepest(&error).0 }),
            }
            if body.len() as u64 > most {
                return Err(Error::TooLarge { url: shown(), most });
            }
        }
        let received = body.len() as u64;
        let codings = headers.get("content-encoding").unwrap_or_default();
        // A 304 repeats the coding of a body that it does not have.
        if body.is_empty() {
            return Ok((body, 0));
        }
        match coding::decode(body, codings, most) {
            Ok(body) => Ok((body, received)),
            Err(Fault::TooLarge) => Err(Error::TooLarge { url: shown(), most }),
            Err(Fault::Broken(why)) => Err(Error::Coding { url: shown(), coding: codings.to_owned(), why }),
        }
    }
}

fn builder(limits: &Limits, certificates: Option<&[u8]>) -> Result<blocking::ClientBuilder, Error> {
    let builder = match certificates {
        Some(pem) => blocking::Client::builder().tls_backend_preconfigured(own::trusting(pem)?),
        None => blocking::Client::builder(),
    };
    Ok(builder
        .user_agent(concat!("courant/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(limits.connect)
        .timeout(limits.whole))
}
