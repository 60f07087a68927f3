//! What keeps an answer from coming.

use std::net::IpAddr;
use thiserror::Error;

/// What becomes of a 407 to a CONNECT; its type is nobody's but the client's.
const PROXIED: &str = "proxy authorization required";

/// Why there is no answer that could be judged. Statuses such as 404 are answers.
#[derive(Debug, Error)]
pub enum Error {
    /// The client itself could not be made.
    #[error("the HTTP client cannot be started")]
    Client(#[source] reqwest::Error),
    /// The server's certificate is not to be trusted.
    #[error("{url}: the certificate is not to be trusted: {why}")]
    Certificate {
        /// Where.
        url: String,
        /// What the verifier says.
        why: String,
    },
    /// Nobody answers at that address.
    #[error("{url} cannot be reached: {why}")]
    Connect {
        /// Where.
        url: String,
        /// The deepest cause.
        why: String,
    },
    /// The proxy does not let anybody through who does not say who he is.
    #[error("{url} cannot be reached: answered 407 Proxy Authentication Required")]
    Proxied {
        /// Where.
        url: String,
    },
    /// The answer took too long.
    #[error("{url} did not answer within {seconds} s")]
    Timeout {
        /// Where.
        url: String,
        /// The limit.
        seconds: u64,
    },
    /// The answer broke off, or is no HTTP.
    #[error("{url}: the answer cannot be read: {why}")]
    Broken {
        /// Where.
        url: String,
        /// The deepest cause.
        why: String,
    },
    /// The body is in a coding that nobody asked for, or damaged.
    #[error("{url}: the body says that it is coded as `{coding}`, but cannot be decoded: {why}")]
    Coding {
        /// Where.
        url: String,
        /// `Content-Encoding`.
        coding: String,
        /// What is wrong with it.
        why: String,
    },
    /// The body is larger than anybody should have to read.
    #[error("{url}: the body is larger than {most} bytes")]
    TooLarge {
        /// Where.
        url: String,
        /// The limit.
        most: u64,
    },
    /// One redirect after another.
    #[error("{url} was redirected {hops} times, at last to {last}")]
    TooManyRedirects {
        /// Where it began.
        url: String,
        /// How often.
        hops: usize,
        /// Where to at last.
        last: String,
    },
    /// A redirect to somewhere that is no Web address.
    #[error("{url} is redirected to `{to}`, which is no Web address: {why}")]
    Redirect {
        /// Where.
        url: String,
        /// `Location`.
        to: String,
        /// What is wrong with it.
        why: String,
    },
    /// A redirect that would make another request of what was posted.
    #[error("{url} has moved ({status}): write {to} in its place")]
    Moved {
        /// Where.
        url: String,
        /// 301, 302 or 303.
        status: u16,
        /// Where to.
        to: String,
    },
    /// A redirect to where only this machine can go.
    #[error(
        "the request is redirected to {url} at {address}, an address of a private network; if that is meant, write \
         `allow_private = true`"
    )]
    Private {
        /// Where to.
        url: String,
        /// What its name stands for.
        address: IpAddr,
    },
    /// Certificates of one's own that are none.
    #[error("the certificates cannot be read: {0}")]
    Certificates(String),
    /// A proxy that is none.
    #[error("the proxy's address cannot be used")]
    Proxy(#[source] reqwest::Error),
}

impl Error {
    /// Sorts out what reqwest has to say.
    pub(super) fn of(error: &reqwest::Error, url: &str, seconds: u64) -> Self {
        let url = url.to_owned();
        let (why, is_certificate) = deepest(error);
        if is_certificate {
            Self::Certificate { url, why }
        } else if error.is_timeout() && error.is_connect() {
            Self::Connect { url, why: "no connection came about in time".to_owned() }
        } else if error.is_timeout() {
            Self::Timeout { url, seconds }
        } else if error.is_connect() && why.ends_with(PROXIED) {
            Self::Proxied { url }
        } else if error.is_connect() {
            Self::Connect { url, why }
        } else {
            Self::Broken { url, why }
        }
    }
}

/// The last cause of an error, and whether it is about a certificate.
pub(super) fn deepest(error: &(dyn std::error::Error + 'static)) -> (String, bool) {
    let mut at = error;
    loop {
        if let Some(error @ rustls::Error::InvalidCertificate(why)) = at.downcast_ref() {
            let is_authority = super::own::is_an_authority(error);
            return (if is_authority { "it is that of an authority".to_owned() } else { why.to_string() }, true);
        }
        // An I/O error hides what it carries from `source`.
        let carried = at.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        match carried.map(|inner| inner as &(dyn std::error::Error + 'static)).or_else(|| at.source()) {
            Some(next) => at = next,
            None => return (at.to_string(), false),
        }
    }
}
