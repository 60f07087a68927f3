//! Redirects: the same request goes along, another one is nobody's wish, and private networks are out of reach.

use super::{PROTOCOLS, Protocol, SECRET, deliver, pings, protocol, with_key};
use crate::support::http::{Request, Response, Server};
use courant::notify::Verdict;

/// A server that sends every ping on from `/…` to `/new…`, which takes it.
fn moving(protocol: &'static Protocol, status: u16) -> Server {
    Server::start(move |request| {
        with_key(request, |request| match request.path.starts_with("/new") {
            true => (protocol.good)(),
            false => Response::new(status).header("Location", format!("/new{}", request.path)),
        })
    })
}

#[test]
fn the_same_request_goes_along() {
    for protocol in &PROTOCOLS {
        for status in [307, 308] {
            let server = moving(protocol, status);
            let receipt = deliver(protocol.table, &server.url(""));
            assert_eq!(receipt.verdict, Verdict::Delivered, "{} {status}", protocol.name);
            let seen = pings(server.seen());
            let [first, second] = seen.as_slice() else { panic!("{}: {seen:#?}", protocol.name) };
            assert_eq!((&first.method, &first.body), (&second.method, &second.body), "{}", protocol.name);
            for name in ["content-type", "user-agent", "authorization", "x-courant-signature-256"] {
                assert_eq!(first.header(name), second.header(name), "{}: {name}", protocol.name);
            }
        }
    }
}

#[test]
fn what_would_become_another_request_is_refused_with_the_new_address() {
    for protocol in &PROTOCOLS {
        for status in [301, 302, 303] {
            let server = moving(protocol, status);
            let receipt = deliver(protocol.table, &server.url(""));
            if protocol.posts {
                let to = server.url("/new");
                assert!(
                    matches!(&receipt.verdict, Verdict::Refused { why } if why.contains(&to) && why.contains("in its place")),
                    "{}: {receipt:?}",
                    protocol.name
                );
                assert_eq!((receipt.status, pings(server.seen()).len()), (Some(status), 1));
            } else {
                assert_eq!(receipt.verdict, Verdict::Delivered, "a GET stays one: {}", protocol.name);
            }
        }
    }
}

#[test]
fn loops_end() {
    for protocol in &PROTOCOLS {
        let server = Server::start(move |request| {
            with_key(request, |request| Response::new(308).header("Location", format!("{}x", request.path)))
        });
        let receipt = deliver(protocol.table, &server.url(""));
        assert!(
            matches!(&receipt.verdict, Verdict::Refused { why } if why.contains("redirected 3 times")),
            "{receipt:?}"
        );
        assert_eq!(pings(server.seen()).len(), 4, "{}", protocol.name);
    }
    for location in ["", "mailto:ada@notes.example", "http://"] {
        let server = Server::start(move |_| {
            let answer = Response::new(307);
            if location.is_empty() { answer } else { answer.header("Location", location) }
        });
        let receipt = deliver("websub = \"URL/hub\"", &server.url(""));
        assert!(matches!(receipt.verdict, Verdict::Refused { .. }), "{location}: {receipt:?}");
    }
}

/// A server that sends every ping on to another one.
fn pointing(to: String) -> Server {
    Server::start(move |request: &Request| {
        with_key(request, |request| Response::new(307).header("Location", format!("{to}{}", request.path)))
    })
}

#[test]
fn a_private_network_is_out_of_reach_unless_it_is_meant() {
    for protocol in &PROTOCOLS {
        let other = Server::start(|_| (protocol.good)());
        let port = other.url("").rsplit(':').next().expect("a port").to_owned();
        for host in ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"] {
            let server = pointing(format!("http://{host}:{port}"));
            let receipt = deliver(protocol.table, &server.url(""));
            assert!(
                matches!(&receipt.verdict, Verdict::Refused { why } if why.contains("allow_private = true")),
                "{host}, {}: {receipt:?}",
                protocol.name
            );
        }
        assert!(other.seen().is_empty(), "{}: nobody has knocked", protocol.name);

        let server = pointing(other.url(""));
        let receipt = deliver(&format!("{}\nallow_private = true", protocol.table), &server.url(""));
        assert_eq!(receipt.verdict, Verdict::Delivered, "{}", protocol.name);
        let seen = other.seen();
        assert_eq!(seen.len(), 1, "{}", protocol.name);
        for name in ["authorization", "x-room"] {
            assert_eq!(seen[0].header(name), None, "{}: {name} is for nobody else", protocol.name);
        }
    }
}

#[test]
fn who_refuses_for_want_of_a_token_that_was_not_sent_is_told_of() {
    let other = Server::start(|_| Response::new(401));
    let server = pointing(other.url(""));
    let table = format!("{}\nallow_private = true", protocol("podping").table);
    let receipt = deliver(&table, &server.url(""));
    assert!(
        matches!(&receipt.verdict, Verdict::Refused { why } if why.contains("not sent to another host") && !why.contains(SECRET)),
        "{receipt:?}"
    );
}
