//! Servers that stall, break off, lie, or say no.

use super::{PROTOCOLS, Protocol, deliver, fault, flerror, pings, protocol, with_key, xml};
use crate::support::http::{Fault, Response, Server};
use courant::notify::{Receipt, Verdict};
use flate2::{Compression, write::GzEncoder};
use std::{
    io::Write as _,
    thread,
    time::{Duration, Instant},
};

/// What is expected of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Delivered,
    /// Tried again, after this many seconds if the server says so.
    Again(Option<u64>),
    Refused,
    /// Delivered, unless the body of the answer decides: tried again then.
    ByBody,
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("packing works");
    packed.finish().expect("packing works")
}

/// One delivery by one protocol to a server that answers like this.
fn one(protocol: &'static Protocol, answer: &Response) -> (Receipt, usize) {
    let answer = answer.clone();
    let server = Server::start(move |request| with_key(request, |_| answer.clone()));
    let receipt = deliver(protocol.table, &server.url(""));
    (receipt, pings(server.seen()).len())
}

/// The same answer to every protocol; each may take as long as it likes for this much time.
fn every(name: &str, answer: impl Fn(&Protocol) -> Response + Sync, fate: Fate, within: Duration) {
    thread::scope(|scope| {
        for protocol in &PROTOCOLS {
            let answer = answer(protocol);
            scope.spawn(move || {
                let start = Instant::now();
                let (receipt, requests) = one(protocol, &answer);
                let expected = match fate {
                    Fate::ByBody if protocol.reads => Fate::Again(None),
                    Fate::ByBody => Fate::Delivered,
                    fate => fate,
                };
                let found = match &receipt.verdict {
                    Verdict::Delivered => Fate::Delivered,
                    Verdict::Again { after, .. } => Fate::Again(after.map(|after| after.as_secs())),
                    Verdict::Refused { .. } => Fate::Refused,
                };
                assert_eq!(found, expected, "{name}, {}: {receipt:?}", protocol.name);
                assert_eq!(requests, 1, "{name}, {}: never more than once", protocol.name);
                assert!(start.elapsed() < within, "{name}, {}: {:?}", protocol.name, start.elapsed());
            });
        }
    });
}

/// Far more than anything here should take, on a machine that is busy with other things.
const SOON: Duration = Duration::from_secs(15);

#[test]
fn slow_servers_are_waited_for_and_dead_ones_are_not() {
    let late = |protocol: &Protocol| (protocol.good)().fault(Fault::Late(Duration::from_millis(300)));
    every("slow", late, Fate::Delivered, SOON);
    every("hang", |protocol| (protocol.good)().fault(Fault::Never), Fate::Again(None), SOON);
    every("close", |protocol| (protocol.good)().fault(Fault::Close), Fate::Again(None), SOON);
    every("reset", |protocol| (protocol.good)().fault(Fault::Reset), Fate::Again(None), SOON);
    every("garbage", |protocol| (protocol.good)().fault(Fault::Garbage), Fate::Again(None), SOON);
}

#[test]
fn nobody_there_is_tried_again() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    for protocol in &PROTOCOLS {
        let receipt = deliver(protocol.table, &format!("http://127.0.0.1:{port}"));
        assert!(matches!(receipt.verdict, Verdict::Again { .. }), "{receipt:?}");
        assert_eq!(receipt.status, None);
    }
}

#[test]
fn a_body_is_waited_for_only_where_it_decides() {
    let drip = |_: &Protocol| Response::new(200).body(flerror("0")).fault(Fault::Drip(Duration::from_millis(100)));
    every("drip", drip, Fate::ByBody, SOON);
    every("truncated", |_| Response::new(200).body(flerror("0")).cut(60), Fate::ByBody, SOON);
    every("page", |_| Response::new(200).body("<html><body>Welcome to the hotel</body></html>"), Fate::ByBody, SOON);
    every("malformed", |_| xml("<methodResponse><params></methodResponse><result>"), Fate::ByBody, SOON);
    every("empty", |_| Response::new(200), Fate::ByBody, SOON);
    every("huge", |_| Response::new(200).body(vec![b'x'; 50 << 20]), Fate::ByBody, Duration::from_secs(30));
    let bomb = gzip(&vec![b' '; 20 << 20]);
    every("bomb", |_| Response::new(200).header("Content-Encoding", "gzip").body(&bomb), Fate::ByBody, SOON);
    every("no gzip", |_| Response::new(200).header("Content-Encoding", "gzip").body("plain"), Fate::ByBody, SOON);
}

#[test]
fn packed_answers_are_unpacked() {
    let packed = |protocol: &Protocol| {
        let good = (protocol.good)();
        let body = gzip(&good.body);
        let is_bare = good.status == 204;
        if is_bare { good } else { good.header("Content-Encoding", "gzip").body(body) }
    };
    every("gzip", packed, Fate::Delivered, SOON);
}

#[test]
fn the_status_says_whether_to_come_again_and_when() {
    for status in [408, 425, 429, 500, 502, 503] {
        every("a fault of the server", |_| Response::new(status), Fate::Again(None), SOON);
    }
    for status in [400, 401, 403, 404, 405, 410, 422] {
        every("a fault of the request", |_| Response::new(status).body("No such thing."), Fate::Refused, SOON);
    }
    for status in [429, 503] {
        every("seconds", |_| Response::new(status).header("Retry-After", "7"), Fate::Again(Some(7)), SOON);
        let date = |_: &Protocol| {
            Response::new(status)
                .header("Date", "Sun, 22 Nov 2026 09:30:00 GMT")
                .header("Retry-After", "Sun, 22 Nov 2026 09:31:30 GMT")
        };
        every("a date", date, Fate::Again(Some(90)), SOON);
    }
}

#[test]
fn what_a_server_says_is_repeated_in_one_line() {
    let server = Server::start(|_| Response::new(404).body("No such\n\x1b[31mtopic: 9d8c7b6a"));
    let receipt = deliver("webhook = \"URL/\"\nheaders = { X-Key = \"env:TOKEN\" }", &server.url(""));
    let why = "answered 404 Not Found: No such [31mtopic: <env:TOKEN>".to_owned();
    assert_eq!(receipt.verdict, Verdict::Refused { why });
    assert_eq!(receipt.status, Some(404));
}

#[test]
fn why_a_body_broke_off_is_said() {
    let cut = Response::new(200).body(flerror("0")).cut(60);
    let (receipt, _) = one(protocol("xmlrpc"), &cut);
    let Verdict::Again { why, .. } = &receipt.verdict else { panic!("{receipt:?}") };
    assert!(
        why.contains("cannot be read (") && !why.contains("error decoding") && !why.contains("body error"),
        "{why}"
    );
}

#[test]
fn a_fault_inside_a_good_answer_is_for_ever() {
    for answer in
        [fault(4, "no"), xml(&flerror("<boolean>1</boolean>")), xml(&flerror("<int>1</int>")), xml(&flerror("true"))]
    {
        let (receipt, requests) = one(protocol("xmlrpc"), &answer);
        assert!(matches!(receipt.verdict, Verdict::Refused { .. }), "{receipt:?}");
        assert_eq!((receipt.status, requests), (Some(200), 1));
    }
}

#[test]
fn an_attempt_ends_with_the_time_that_there_is() {
    let server = Server::start(|_| Response::new(200).fault(Fault::Never));
    let endpoint = super::endpoint("websub = \"URL/\"\ntimeout = \"15s\"", &server.url(""));
    let start = Instant::now();
    let end = start + Duration::from_millis(700);
    let receipt =
        courant::notify::Courier::deliver(&super::courier(), &endpoint, &super::delivery(&server.url("")), end);
    assert!(matches!(receipt.verdict, Verdict::Again { .. }), "{receipt:?}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let late =
        courant::notify::Courier::deliver(&super::courier(), &endpoint, &super::delivery(&server.url("")), start);
    assert!(matches!(&late.verdict, Verdict::Again { why, .. } if why.contains("no time left")), "{late:?}");
    assert_eq!(server.seen().len(), 1);
}
