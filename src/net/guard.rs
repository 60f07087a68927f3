//! Which addresses lie in nobody's network but one's own, and a resolver that keeps to what was looked at.
//!
//! A server that redirects a request may name any host, and so make Courant knock at doors that only its own machine can
//! reach. The address is looked up here, judged, and the connection goes to that very address: a name that is looked up
//! twice can give two answers.

use super::Error;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    collections::HashMap,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, mpsc},
    task::{Context, Poll, Waker},
    thread,
    time::Instant,
};
use url::{Host, Url};

/// Whether an address is reachable for everybody: neither loopback, private, shared (CGNAT), link-local nor of another
/// special purpose (RFC 6890 and its registries).
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127 | 224..=255, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // An IPv4 address in another dress: mapped, compatible (with `::` and `::1`), translated (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            embedded(high, low)
        }
        // Discarded, translated within a network (RFC 8215), Teredo and its neighbours, documentation.
        [0x100, 0, 0, 0, ..] | [0x64, 0xff9b, ..] | [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, ..] => false,
        // Everything that is given out to the public is in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// The stack of a thread that only waits.
const STACK: usize = 256 << 10;

/// Addresses that were looked at, by host.
#[derive(Debug, Default)]
pub(super) struct Guard(Mutex<HashMap<String, Vec<IpAddr>>>);

impl Guard {
    /// Looks up the host of `url` and remembers its addresses, if all of them are public.
    pub(super) fn admit(&self, url: &Url, end: Instant) -> Result<(), Error> {
        let private = |address: IpAddr| Error::Private { url: url.as_str().to_owned(), address };
        let name = match url.host() {
            Some(Host::Ipv4(address)) => {
                return if is_public(address.into()) { Ok(()) } else { Err(private(address.into())) };
            }
            Some(Host::Ipv6(address)) => {
                return if is_public(address.into()) { Ok(()) } else { Err(private(address.into())) };
            }
            Some(Host::Domain(name)) => name.to_owned(),
            None => String::new(),
        };
        let unreachable = |why: String| Error::Connect { url: url.as_str().to_owned(), why };
        let (send, receive) = mpsc::channel();
        let asked = name.clone();
        // The system's resolver cannot be interrupted: its thread is left behind if it takes too long.
        aside(move || drop(send.send(look_up(&asked)))).map_err(|error| unreachable(error.to_string()))?;
        let addresses = receive
            .recv_timeout(end.saturating_duration_since(Instant::now()))
            .map_err(|_| unreachable("its name could not be looked up in time".to_owned()))?
            .map_err(|error| unreachable(error.to_string()))?;
        match addresses.iter().find(|address| !is_public(**address)) {
            Some(address) => Err(private(*address)),
            None => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, addresses);
                Ok(())
            }
        }
    }
}

/// Does something in a thread of its own, which nobody waits for.
pub(super) fn aside(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().stack_size(STACK).spawn(work).map(drop)
}

fn look_up(name: &str) -> io::Result<Vec<IpAddr>> {
    Ok((name, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
}

/// Answers with addresses that were looked at.
#[derive(Debug, Clone)]
pub(super) struct Keeper(pub(super) Arc<Guard>);

impl Resolve for Keeper {
    fn resolve(&self, name: Name) -> Resolving {
        let known = self.0.0.lock().unwrap_or_else(PoisonError::into_inner).get(name.as_str()).cloned();
        match known {
            Some(addresses) => Box::pin(std::future::ready(Ok(addrs(addresses)))),
            // No request is made before its host is admitted: this can only be the proxy, which the owner has chosen.
            None => Box::pin(Lookup::start(name.as_str().to_owned())),
        }
    }
}

fn addrs(addresses: Vec<IpAddr>) -> Addrs {
    // Port 0 is replaced by that of the request.
    Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)))
}

/// Answers with whatever the system says, as any client does. Unlike reqwest's own it leaves nothing behind that the end of a
/// client has to wait for: a name server that is silent can take half a minute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain;

impl Resolve for Plain {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(Lookup::start(name.as_str().to_owned()))
    }
}

/// A name that is being looked up in a thread of its own.
struct Lookup(Arc<Mutex<Pending>>);

#[derive(Default)]
struct Pending {
    found: Option<io::Result<Vec<IpAddr>>>,
    waker: Option<Waker>,
}

impl Lookup {
    fn start(name: String) -> Self {
        let pending = Arc::<Mutex<Pending>>::default();
        let theirs = Arc::clone(&pending);
        let started = aside(move || {
            let found = look_up(&name);
            let mut pending = theirs.lock().unwrap_or_else(PoisonError::into_inner);
            pending.found = Some(found);
            if let Some(waker) = pending.waker.take() {
                waker.wake();
            }
        });
        if let Err(error) = started {
            pending.lock().unwrap_or_else(PoisonError::into_inner).found = Some(Err(error));
        }
        Self(pending)
    }
}

impl Future for Lookup {
    type Output = Result<Addrs, Box<dyn std::error::Error + Send + Sync>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match pending.found.take() {
            Some(found) => Poll::Ready(found.map(addrs).map_err(Into::into)),
            None => {
                pending.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, is_public};
    use std::time::{Duration, Instant};

    #[test]
    fn private_networks_are_known_in_every_dress() {
        for private in [
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:c0a8:1::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "4000::1",
        ] {
            assert!(!is_public(private.parse().expect(private)), "{private}");
        }
        for public in [
            "1.1.1.1",
            "9.9.9.9",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.0.1",
            "223.255.255.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            assert!(is_public(public.parse().expect(public)), "{public}");
        }
    }

    #[test]
    fn hosts_are_judged_by_what_they_really_are() {
        let end = Instant::now() + Duration::from_secs(10);
        for private in [
            "http://localhost/",
            "http://localhost:8080/",
            "http://127.0.0.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://[::1]/",
            "http://[::ffff:192.168.1.1]/",
        ] {
            let error = Guard::default().admit(&private.parse().expect(private), end).expect_err(private);
            assert!(error.to_string().contains("allow_private"), "{error}");
        }
        assert!(Guard::default().admit(&"http://1.1.1.1/".parse().expect("valid"), end).is_ok());
    }
}
