//! Pings against servers on loopback that do everything right, and everything wrong: what is said, and what is made of the
//! answer. Each is reached as the configuration says, by the library's courier.

mod faults;
mod redirects;
mod said;
mod through;
mod ways;

use crate::support::http::{Request, Response};
use courant::{
    config::{self, Endpoint},
    notify::{Article, Change, Courier, Delivery, HttpCourier, News, Receipt, Verdict},
    value::{Clock, Format, Timestamp},
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// The secret that the tests' environment has under every name that it knows.
const SECRET: &str = "5f2a9c0d7b1e4a38";

/// A protocol with its configuration, in which `URL` stands for the server, and what a good answer is.
struct Protocol {
    name: &'static str,
    table: &'static str,
    /// Whether it posts.
    posts: bool,
    /// Whether a good status is not enough.
    reads: bool,
    good: fn() -> Response,
}

fn xml(text: &str) -> Response {
    Response::new(200).header("Content-Type", "text/xml").body(text)
}

fn thanks() -> Response {
    xml(&flerror("<boolean>0</boolean>"))
}

/// An answer by XML-RPC with this `flerror`.
fn flerror(value: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<methodResponse><params><param><value><struct>\
         <member><name>flerror</name><value>{value}</value></member>\
         <member><name>message</name><value><string>So be it.</string></value></member>\
         </struct></value></param></params></methodResponse>\n"
    )
}

/// A fault by XML-RPC.
fn fault(code: i32, text: &str) -> Response {
    xml(&format!(
        "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>{code}</int></value></member>\
         <member><name>faultString</name><value>{text}</value></member></struct></value></fault></methodResponse>"
    ))
}

const PROTOCOLS: [Protocol; 9] = [
    Protocol { name: "websub", table: "websub = \"URL/hub\"", posts: true, reads: false, good: || Response::new(204) },
    Protocol { name: "xmlrpc", table: "xmlrpc = \"URL/RPC2\"", posts: true, reads: true, good: thanks },
    Protocol {
        name: "rest",
        table: "rest = \"URL/ping?title={title}&blogurl={site}&rssurl={feed}\"",
        posts: false,
        reads: false,
        good: || Response::new(200).body("<html>Thanks</html>"),
    },
    Protocol {
        name: "rest form",
        table: "rest = \"URL/ping?title={title}&blogurl={site}&rssurl={feed}\"\nmethod = \"post\"",
        posts: true,
        reads: false,
        good: || Response::new(200),
    },
    Protocol {
        name: "rsscloud",
        table: "rsscloud = \"URL\"",
        posts: true,
        reads: true,
        good: || xml("<?xml version=\"1.0\"?><result success=\"true\" msg=\"Thanks for the ping.\"/>"),
    },
    Protocol {
        name: "indexnow",
        table: "indexnow = \"URL/indexnow\"\nkey = \"env:KEY\"\nkey_location = \"URL/{key}.txt\"",
        posts: true,
        reads: false,
        good: || Response::new(202),
    },
    Protocol {
        name: "podping",
        table: "podping = \"URL/\"\ntoken = \"env:TOKEN\"",
        posts: false,
        reads: false,
        good: || Response::new(200),
    },
    Protocol {
        name: "podcastindex",
        table: "podcastindex = \"URL/api/1.0/hub/pubnotify\"",
        posts: false,
        reads: false,
        good: || Response::new(200).body("{\"status\":\"true\"}"),
    },
    Protocol {
        name: "webhook",
        table: "webhook = \"URL/hook\"\nsecret = \"env:KEY\"\nheaders = { X-Room = \"sea\", Authorization = \"env:TOKEN\" }",
        posts: true,
        reads: false,
        good: || Response::new(200),
    },
];

fn protocol(name: &str) -> &'static Protocol {
    PROTOCOLS.iter().find(|protocol| protocol.name == name).expect(name)
}

/// The endpoint that this table describes; three seconds are enough for every request, unless the table says otherwise.
#[track_caller]
fn endpoint(table: &str, server: &str) -> Endpoint {
    let timeout = if table.contains("timeout") { "" } else { "timeout = \"3s\"\n" };
    let text = format!(
        "[publication]\ntitle = \"Harbour Notes\"\nlink = \"https://notes.example/\"\n\n[[feed]]\nname = \"news\"\n\n[[ping]]\n{}\n{timeout}",
        table.replace("URL", server)
    );
    let read = config::read(&text, "courant.toml", Path::new("/nowhere"));
    let mut publication = read.publication.unwrap_or_else(|| panic!("{text}: {:#?}", read.diagnostics));
    publication.endpoints.remove(0)
}

fn delivery(server: &str) -> Delivery {
    let article = |id: &str, change| Article {
        id: format!("tag:notes.example,2026:{id}"),
        url: Some(format!("{server}/{id}")),
        title: Some(format!("About {id}")),
        change,
        published: Some("2026-11-22T09:30:00Z".to_owned()),
        updated: None,
    };
    Delivery {
        endpoint: "test".to_owned(),
        topic: "127.0.0.1".to_owned(),
        news: News {
            feed: "news".to_owned(),
            title: "Harbour & Notes".to_owned(),
            site: "https://notes.example/".to_owned(),
            feed_url: "https://notes.example/feeds/news/rss.xml".to_owned(),
            format: Format::Rss,
            categories: vec!["Sea".to_owned()],
            articles: vec![article("salt", Change::New), article("rope", Change::Deleted)],
        },
    }
}

/// A courier whose environment has a `KEY` and a `TOKEN`, at 2026-11-22T09:30:00Z.
fn courier() -> HttpCourier {
    let environment = |name: &str| {
        matches!(name, "KEY" | "TOKEN").then(|| if name == "KEY" { SECRET } else { "9d8c7b6a" }.to_owned())
    };
    let now = Timestamp::from_unix(1_795_339_800).expect("in range");
    HttpCourier::new("/nowhere", Clock::at(now), Box::new(environment))
}

/// Delivers once, with plenty of time.
#[track_caller]
fn deliver(table: &str, server: &str) -> Receipt {
    let receipt =
        courier().deliver(&endpoint(table, server), &delivery(server), Instant::now() + Duration::from_secs(60));
    let why = match &receipt.verdict {
        Verdict::Delivered => return receipt,
        Verdict::Again { why, .. } | Verdict::Refused { why } => why,
    };
    assert!(!why.contains(SECRET) && !why.contains("9d8c7b6a"), "a secret is told: {why}");
    receipt
}

/// Answers what is no ping (the key of IndexNow), and pings with `answer`.
fn with_key(request: &Request, answer: impl FnOnce(&Request) -> Response) -> Response {
    if request.path == format!("/{SECRET}.txt") { Response::new(200).body(SECRET) } else { answer(request) }
}

/// What came in besides the question for the key.
fn pings(seen: Vec<Request>) -> Vec<Request> {
    seen.into_iter().filter(|request| !request.path.contains(SECRET)).collect()
}
