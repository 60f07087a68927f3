//! What is said to each kind of endpoint.

use super::{PROTOCOLS, SECRET, courier, deliver, delivery, endpoint, fault, flerror, pings, thanks, with_key, xml};
use crate::support::{
    http::{Request, Response, Server},
    judges,
};
use courant::notify::{Article, Courier, Verdict, rehearse};
use serde_json::Value;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// The pings that an endpoint gets, and what becomes of them.
fn said(table: &str, answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> (Vec<Request>, Verdict) {
    let server = Server::start(move |request| with_key(request, &answer));
    let receipt = deliver(table, &server.url(""));
    (pings(server.seen()), receipt.verdict)
}

fn text(request: &Request) -> String {
    String::from_utf8(request.body.clone()).expect("UTF-8")
}

#[test]
fn every_endpoint_hears_what_its_protocol_says() {
    let feed = "https%3A%2F%2Fnotes.example%2Ffeeds%2Fnews%2Frss.xml";
    let form = format!("title=Harbour%20%26%20Notes&blogurl=https%3A%2F%2Fnotes.example%2F&rssurl={feed}");
    for protocol in &PROTOCOLS {
        let (requests, verdict) = said(protocol.table, |_| (protocol.good)());
        assert_eq!(verdict, Verdict::Delivered, "{}", protocol.name);
        let [request] = requests.as_slice() else { panic!("{}: {requests:#?}", protocol.name) };
        assert_eq!(request.method, if protocol.posts { "POST" } else { "GET" }, "{}", protocol.name);
        let agent = format!("courant/{} (+https://notes.example/)", env!("CARGO_PKG_VERSION"));
        assert_eq!(request.header("user-agent"), Some(agent.as_str()), "{}", protocol.name);
        let kind = request.header("content-type").unwrap_or_default();
        let body = text(request);
        let is = |path: &str, media_type: &str, expected: &str| {
            assert_eq!((request.path.as_str(), kind, body.as_str()), (path, media_type, expected), "{}", protocol.name);
        };
        const FORM: &str = "application/x-www-form-urlencoded";
        match protocol.name {
            "websub" => is("/hub", FORM, &format!("hub.mode=publish&hub.url={feed}&hub.topic={feed}")),
            "xmlrpc" => {
                assert_eq!((request.path.as_str(), kind), ("/RPC2", "text/xml; charset=utf-8"));
                let document = roxmltree::Document::parse(&body).expect("well-formed");
                let texts: Vec<_> = document
                    .descendants()
                    .filter(|node| node.is_text())
                    .filter_map(|node| node.text())
                    .map(str::trim)
                    .filter(|t| !t.is_empty())
                    .collect();
                let site = "https://notes.example/";
                let told = [
                    "weblogUpdates.extendedPing",
                    "Harbour & Notes",
                    site,
                    site,
                    "https://notes.example/feeds/news/rss.xml",
                    "Sea",
                ];
                assert_eq!(texts, told);
            }
            "rest" => is(&format!("/ping?{form}"), "", ""),
            "rest form" => is("/ping", FORM, &form),
            "rsscloud" => is("/ping", FORM, &format!("url={feed}")),
            "indexnow" => {
                assert_eq!((request.path.as_str(), kind), ("/indexnow", "application/json; charset=utf-8"));
                let body: Value = serde_json::from_str(&body).expect("JSON");
                let at = request.header("host").expect("a host");
                assert_eq!(body["host"], "127.0.0.1");
                assert_eq!(
                    (&body["key"], &body["keyLocation"]),
                    (&SECRET.into(), &format!("http://{at}/{SECRET}.txt").into())
                );
                assert_eq!(
                    body["urlList"],
                    serde_json::json!([format!("http://{at}/salt"), format!("http://{at}/rope")])
                );
            }
            "podping" => {
                is(&format!("/?url={feed}&reason=update&medium=podcast"), "", "");
                assert_eq!(request.header("authorization"), Some("9d8c7b6a"), "raw, without a scheme");
            }
            "podcastindex" => is(&format!("/api/1.0/hub/pubnotify?url={feed}"), "", ""),
            _ => {
                assert_eq!((request.path.as_str(), kind), ("/hook", "application/json"));
                let body: Value = serde_json::from_str(&body).expect("JSON");
                assert_eq!(body["sent"], "2026-11-22T09:30:00Z");
                assert_eq!(
                    (&body["feed"]["name"], &body["articles"][1]["change"]),
                    (&"news".into(), &"deleted".into())
                );
                assert_eq!(request.header("x-room"), Some("sea"));
                assert_eq!(request.header("x-courant-delivery"), body["delivery"].as_str());
                let signature = request.header("x-courant-signature-256").expect("signed");
                if let Some(expected) = signature_of(&request.body) {
                    assert_eq!(signature, format!("sha256={expected}"), "as anybody would check it");
                }
            }
        }
    }
}

/// HMAC-SHA-256 by OpenSSL, which is not ours, where it is installed.
fn signature_of(body: &[u8]) -> Option<String> {
    use std::{
        io::Write as _,
        process::{Command, Stdio},
    };
    let started = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", SECRET, "-hex"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut openssl) = started else {
        judges::missing("openssl");
        return None;
    };
    openssl.stdin.take().expect("a pipe").write_all(body).expect("it reads");
    let out = String::from_utf8(openssl.wait_with_output().expect("it ends").stdout).expect("text");
    out.trim().rsplit(' ').next().map(str::to_owned)
}

#[test]
fn what_is_shown_beforehand_is_what_is_sent() {
    for protocol in &PROTOCOLS {
        let server = Server::start(|request| with_key(request, |_| (protocol.good)()));
        let (endpoint, delivery) = (endpoint(protocol.table, &server.url("")), delivery(&server.url("")));
        let shown = rehearse(&endpoint, &delivery);
        assert!(server.seen().is_empty(), "nothing is sent");
        courier().deliver(&endpoint, &delivery, Instant::now() + Duration::from_secs(60));
        let sent = server.seen();
        assert_eq!(shown.len(), sent.len(), "{}: {shown:#?}", protocol.name);
        for (shown, sent) in shown.iter().zip(&sent) {
            assert!(!shown.contains(SECRET) && !shown.contains("9d8c7b6a"), "{shown}");
            let masked = |text: &str| text.replace(SECRET, "<env:KEY>").replace("9d8c7b6a", "<env:TOKEN>");
            let (head, body) = shown.split_once("\n\n").unwrap_or((shown.trim_end(), ""));
            let mut lines = head.lines();
            assert_eq!(lines.next(), Some(masked(&format!("{} {} HTTP/1.1", sent.method, sent.path)).as_str()));
            for line in lines {
                let (name, value) = line.split_once(": ").expect("a field");
                let really = masked(sent.header(name).unwrap_or_else(|| panic!("{name} is not sent")));
                match name {
                    "X-Courant-Timestamp" => assert_eq!(value.len(), really.len()),
                    "X-Courant-Signature-256" => assert_eq!(value, "sha256=<env:KEY>"),
                    _ => assert_eq!(value, really, "{name}"),
                }
            }
            if protocol.name != "webhook" {
                assert_eq!(body.trim_end(), masked(&text(sent)).trim_end(), "{}", protocol.name);
            }
        }
    }
}

#[test]
fn a_server_that_does_not_know_the_extended_ping_gets_the_plain_one_once() {
    let table = super::protocol("xmlrpc").table;
    let methods = |requests: &[Request]| {
        let name = |request: &Request| {
            let body = text(request);
            body.split(['<', '>']).find(|word| word.starts_with("weblogUpdates.")).unwrap_or_default().to_owned()
        };
        requests.iter().map(name).collect::<Vec<_>>()
    };
    let (requests, verdict) = said(table, |request| match text(request).contains("extendedPing") {
        true => fault(-32601, "server error. requested method weblogUpdates.extendedPing does not exist."),
        false => thanks(),
    });
    assert_eq!(verdict, Verdict::Delivered);
    assert_eq!(methods(&requests), ["weblogUpdates.extendedPing", "weblogUpdates.ping"]);

    let (requests, verdict) = said(table, |_| fault(1, "Unknown method"));
    assert!(matches!(&verdict, Verdict::Refused { why } if why.contains("Unknown method")), "{verdict:?}");
    assert_eq!(requests.len(), 2, "not for ever");

    let (requests, verdict) = said(table, |_| fault(4, "Your site is asleep"));
    assert!(matches!(&verdict, Verdict::Refused { why } if why.contains("Your site is asleep")), "{verdict:?}");
    assert_eq!(requests.len(), 1);

    let plain = format!("{table}\nextended = false");
    let (requests, _) = said(&plain, |_| fault(1, "Unknown method"));
    assert_eq!(methods(&requests), ["weblogUpdates.ping"]);
}

#[test]
fn a_yes_is_not_always_one() {
    for (value, verdict) in [
        ("<boolean>0</boolean>", "delivered"),
        ("<int>0</int>", "delivered"),
        ("<string>false</string>", "delivered"),
        ("<boolean>1</boolean>", "refused"),
        ("<int>1</int>", "refused"),
        ("<string>true</string>", "refused"),
        ("1", "refused"),
    ] {
        let (_, found) = said(super::protocol("xmlrpc").table, move |_| xml(&flerror(value)));
        match verdict {
            "delivered" => assert_eq!(found, Verdict::Delivered, "{value}"),
            _ => assert_eq!(found, Verdict::Refused { why: "refused: So be it.".to_owned() }, "{value}"),
        }
    }
    for (answer, verdict) in [
        ("{\"success\":true,\"msg\":\"Thanks.\"}", Verdict::Delivered),
        ("{\"success\":false,\"msg\":\"Who?\"}", Verdict::Refused { why: "refused: Who?".to_owned() }),
        ("<result success=\"false\" msg=\"Who?\"/>", Verdict::Refused { why: "refused: Who?".to_owned() }),
    ] {
        let (_, found) = said("rsscloud = \"URL\"", move |_| Response::new(200).body(answer));
        assert_eq!(found, verdict, "{answer}");
    }
    let by_xml_rpc = "rsscloud = \"URL\"\nprotocol = \"xml-rpc\"\nprocedure = \"rssCloud.pleaseNotify\"";
    let lone = |value: &str| {
        xml(&format!("<methodResponse><params><param><value>{value}</value></param></params></methodResponse>"))
    };
    let (requests, found) = said(by_xml_rpc, move |_| lone("<boolean>1</boolean>"));
    assert_eq!((requests[0].path.as_str(), found), ("/RPC2", Verdict::Delivered));
    assert!(text(&requests[0]).contains("rssCloud.ping"));
    for no in [lone("<boolean>0</boolean>"), xml(&flerror("1")), fault(4, "no")] {
        let (_, found) = said(by_xml_rpc, move |_| no.clone());
        assert!(matches!(found, Verdict::Refused { .. }), "{found:?}");
    }
}

#[test]
fn a_key_that_is_not_where_it_should_be_is_told_before_anything_is_submitted() {
    let table = super::protocol("indexnow").table;
    for (answer, words, seconds) in [
        (Response::new(404), "answered 404 Not Found", None),
        (Response::new(503).header("Retry-After", "600"), "answered 503", Some(600)),
        (Response::new(200).body("something else"), "holds something else", None),
        (Response::new(200).body(format!("<html>{SECRET}</html>")), "holds something else", None),
    ] {
        let server = Server::start(move |_| answer.clone());
        let receipt = deliver(table, &server.url(""));
        assert!(
            matches!(&receipt.verdict, Verdict::Again { why, after } if why.contains(words) && why.contains("key_file")
                && *after == seconds.map(Duration::from_secs)),
            "{receipt:?}"
        );
        assert_eq!(server.seen().len(), 1, "nothing was submitted");
    }
    let server = Server::start(|request| with_key(request, |_| Response::new(200)));
    let (courier, endpoint, end) =
        (courier(), endpoint(table, &server.url("")), Instant::now() + Duration::from_secs(60));
    for _ in 0..3 {
        courier.deliver(&endpoint, &delivery(&server.url("")), end);
    }
    assert_eq!((server.seen().len(), pings(server.seen()).len()), (4, 3), "the key is looked at once");
    for (status, words) in [(403, "as plain text"), (422, "not of 127.0.0.1"), (400, "IndexNow service")] {
        let (_, verdict) = said(table, move |_| Response::new(status));
        assert!(matches!(&verdict, Verdict::Refused { why } if why.contains(words)), "{verdict:?}");
    }
}

#[test]
fn of_many_submissions_those_that_were_taken_are_not_repeated() {
    let calls = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        with_key(request, |_| Response::new(if calls.fetch_add(1, Ordering::SeqCst) == 1 { 503 } else { 200 }))
    });
    let mut delivery = delivery(&server.url(""));
    let article = delivery.news.articles[0].clone();
    let page = |n: usize| Article { id: n.to_string(), url: Some(server.url(&format!("/{n}"))), ..article.clone() };
    delivery.news.articles = (0..20_001).map(page).collect();
    let end = Instant::now() + Duration::from_secs(60);
    let (courier, endpoint) = (courier(), endpoint(super::protocol("indexnow").table, &server.url("")));
    let first = courier.deliver(&endpoint, &delivery, end);
    assert!(matches!(first.verdict, Verdict::Again { .. }) && first.taken.len() == 10_000, "{:?}", first.verdict);
    delivery.news = delivery.news.without(&first.taken);
    let second = courier.deliver(&endpoint, &delivery, end);
    assert_eq!((second.verdict, second.taken.len()), (Verdict::Delivered, 10_001));
    let count = |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        body["urlList"].as_array().map_or(0, Vec::len)
    };
    let counts: Vec<usize> = pings(server.seen()).iter().map(count).collect();
    assert_eq!(counts, [10_000, 10_000, 10_000, 1], "the second is repeated, the first is not");
}

#[test]
fn a_key_in_a_folder_submits_what_lies_in_it_and_tells_of_the_rest() {
    let table = "indexnow = \"URL/indexnow\"\nkey = \"env:KEY\"\nkey_location = \"URL/feeds/{key}.txt\"";
    let server = Server::start(|request| match request.path.ends_with(".txt") {
        true => Response::new(200).body(format!("\u{feff}{SECRET}\r\n")),
        false => Response::new(200),
    });
    let mut delivery = delivery(&server.url(""));
    delivery.news.articles[0].url = Some(server.url("/feeds/salt"));
    let receipt =
        courier().deliver(&endpoint(table, &server.url("")), &delivery, Instant::now() + Duration::from_secs(60));
    assert!(
        matches!(&receipt.verdict, Verdict::Refused { why } if why.contains("one page was not submitted, such as") && why.contains("/rope")),
        "{receipt:?}"
    );
    let body: Value = serde_json::from_slice(&pings(server.seen())[0].body).expect("JSON");
    assert_eq!(body["urlList"], serde_json::json!([server.url("/feeds/salt")]));
}

#[test]
fn who_wants_a_token_is_told_of_with_advice() {
    let refused = |table: &str| {
        let (_, verdict) = said(table, |_| Response::new(401).body("no"));
        let Verdict::Refused { why } = verdict else { panic!("{verdict:?}") };
        why
    };
    assert!(refused("podping = \"URL/\"").contains("token = \"env:"));
    assert!(refused(super::protocol("podping").table).contains("does not know this token"));
}

#[test]
fn what_is_missing_here_is_no_refusal_and_nothing_is_sent() {
    let calls = std::sync::Arc::new(AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&calls);
    let server = Server::start(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        Response::new(200)
    });
    for (table, words) in [
        ("webhook = \"URL/\"\nsecret = \"env:NOBODY\"", "`NOBODY` is not set in the environment"),
        ("webhook = \"env:NOBODY\"", "`NOBODY` is not set"),
        ("webhook = \"URL/\"\nheaders = { X-Key = \"file:none.txt\" }", "/nowhere/none.txt cannot be read"),
        ("podping = \"URL/\"\ntoken = \"env:NOBODY\"", "`NOBODY` is not set"),
        ("websub = \"URL/\"\nca_file = \"none.pem\"", "/nowhere/none.pem cannot be read"),
        ("indexnow = \"URL/\"\nkey = \"env:TOKEN\"\nkey_location = \"URL/x\"", "holds something else"),
    ] {
        let receipt = deliver(table, &server.url(""));
        assert!(matches!(&receipt.verdict, Verdict::Again { why, .. } if why.contains(words)), "{table}: {receipt:?}");
    }
    assert_eq!(calls.load(Ordering::Relaxed), 1, "only the key was looked for");
}
