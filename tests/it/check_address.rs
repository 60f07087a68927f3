//! `courant check URL`: how a feed is served, against real servers on loopback.

use crate::support::{
    Outcome, Publication,
    http::{Request, Response, Server},
};
use flate2::{Compression, write::GzEncoder};
use std::{collections::BTreeSet, io::Write as _};

/// A feed that calls `url` its own address, with one enclosure.
fn feed(url: &str, media: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n\
         <channel><title>T</title><link>https://a.example/</link><description>D</description><language>en</language>\n\
         <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{url}\"/>\n\
         <item><title>One</title><guid>https://a.example/1</guid>\
         <enclosure url=\"{media}\" length=\"5\" type=\"audio/mpeg\"/>\
         <pubDate>Sun, 22 Nov 2015 09:30:00 +0000</pubDate></item>\n</channel></rss>\n"
    )
}

fn host(request: &Request) -> String {
    format!("http://{}", request.header("host").unwrap_or_default())
}

/// A server that does everything right: types, compression, conditional requests, HEAD, ranges.
fn model(request: &Request) -> Response {
    let tag = "\"v1\"";
    match request.path.as_str() {
        "/feed.xml" => {
            if request.header("if-none-match") == Some(tag)
                || request.header("if-modified-since") == Some("Sun, 22 Nov 2015 10:00:00 GMT")
            {
                return Response::new(304).header("ETag", tag);
            }
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            let text = feed(&format!("{}/feed.xml", host(request)), &format!("{}/1.mp3", host(request)));
            packed.write_all(text.as_bytes()).expect("packing works");
            Response::new(200)
                .header("Content-Type", "application/rss+xml; charset=utf-8")
                .header("Content-Encoding", "gzip")
                .header("Vary", "Accept-Encoding")
                .header("ETag", tag)
                .header("Last-Modified", "Sun, 22 Nov 2015 10:00:00 GMT")
                .body(packed.finish().expect("packing works"))
        }
        "/1.mp3" if request.header("range").is_some() => {
            Response::new(206).header("Content-Type", "audio/mpeg").header("Content-Range", "bytes 0-1/5").body("he")
        }
        "/1.mp3" => Response::new(200).header("Content-Type", "audio/mpeg").body("hello"),
        _ => Response::new(404),
    }
}

fn check(url: &str) -> Outcome {
    // A feed on loopback is told that nobody else can reach it; here that is no news.
    Publication::empty().run(["check", "--format", "json", "--allow", "self-address", url])
}

/// The rules that were broken.
fn rules(outcome: &Outcome) -> BTreeSet<String> {
    outcome.json_lines().iter().map(|d| d["rule"].as_str().unwrap_or_default().to_owned()).collect()
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn a_feed_that_is_served_well_draws_nothing() {
    let server = Server::start(model);
    let outcome = check(&server.url("/feed.xml")).expect_code(0);
    assert_eq!(outcome.stdout, "");
    let seen = server.seen();
    let asked: Vec<(&str, &str)> =
        seen.iter().map(|request| (request.method.as_str(), request.path.as_str())).collect();
    assert_eq!(
        asked,
        [
            ("GET", "/feed.xml"),
            ("GET", "/feed.xml"),
            ("GET", "/feed.xml"),
            ("HEAD", "/feed.xml"),
            ("HEAD", "/1.mp3"),
            ("GET", "/1.mp3")
        ]
    );
    assert!(seen[0].header("user-agent").is_some_and(|agent| agent.starts_with("courant/")));
    assert!(seen[0].header("accept").is_some_and(|accept| accept.contains("application/feed+json")));
}

#[test]
fn what_a_server_does_wrong_is_told_beside_what_the_feed_does_wrong() {
    let server = Server::start(|request: &Request| match (request.path.as_str(), request.method.as_str()) {
        ("/1.mp3", "HEAD") => Response::new(200).header("Content-Type", "audio/x-wav").header("Content-Length", "9"),
        ("/1.mp3", _) => Response::new(200).header("Content-Type", "audio/x-wav").body("123456789"),
        (_, "HEAD") => Response::new(405),
        _ => {
            let text = feed("https://elsewhere.example/feed.xml", &format!("{}/1.mp3", host(request)));
            let text = text
                .replace("Sun, 22 Nov", "Mon, 22 Nov")
                .replace("</item>", &format!("<description>{}</description></item>", "word ".repeat(400)));
            Response::new(200)
                .header("Content-Type", "text/html; charset=iso-8859-1")
                .header("ETag", "unquoted")
                .header("Set-Cookie", "a=b")
                .header("Link", "<https://other.example/>; rel=\"self\"")
                .body(text)
        }
    });
    let outcome = check(&server.url("/feed.xml")).expect_code(1);
    let expected = set([
        "charset-conflict",
        "conditional-ignored",
        "content-type",
        "cookie-set",
        "head-differs",
        "link-header",
        "media-length-served",
        "media-ranges",
        "media-type-served",
        "self-elsewhere",
        "uncompressed",
        "validator-malformed",
        "weekday-wrong",
    ]);
    assert_eq!(rules(&outcome), expected);
    // The self link is shown where it stands.
    let own = outcome.json_lines().into_iter().find(|d| d["rule"] == "self-elsewhere").expect("it is there");
    assert_eq!((own["line"].as_u64(), own["file"].as_str()), (Some(4), Some(server.url("/feed.xml").as_str())));
}

#[test]
fn redirects_are_followed_and_told() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/old" => Response::new(301).header("Location", "/found"),
        "/found" => Response::new(302).header("Location", "feed.xml"),
        "/loop" => Response::new(307).header("Location", "/loop"),
        "/away" => Response::new(302).header("Location", "ftp://a.example/"),
        _ => model(request),
    });
    assert_eq!(rules(&check(&server.url("/old")).expect_code(0)), set(["redirect-permanent", "redirect-temporary"]));
    let endless = check(&server.url("/loop")).expect_code(2);
    assert!(endless.stderr.contains("was redirected 10 times"), "{}", endless.stderr);
    let away = check(&server.url("/away")).expect_code(2);
    assert!(away.stderr.contains("ftp://a.example/"), "{}", away.stderr);
}

#[test]
fn errors_of_the_server_are_findings_and_silence_is_trouble() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/gone" => Response::new(410),
        "/error" => Response::new(500)
            .header("Content-Type", "application/rss+xml")
            .body(feed("https://a.example/", "https://a.example/1.mp3")),
        "/puzzle" => Response::new(403).header("Server", "cloudflare").header("cf-mitigated", "challenge"),
        "/short" => Response::new(200).header("Content-Length", "1000").body("<rss version=\"2.0\">").cut(4),
        "/packed" => Response::new(200).header("Content-Encoding", "zstd").body("<rss"),
        "/damaged" => Response::new(200).header("Content-Encoding", "gzip").body("<rss"),
        _ => Response::new(404),
    });
    for (path, rule) in [("/gone", "http-status"), ("/error", "http-status"), ("/puzzle", "http-challenge")] {
        assert_eq!(rules(&check(&server.url(path)).expect_code(1)), set([rule]), "{path}");
    }
    for (path, words) in [("/short", "cannot be read"), ("/packed", "zstd"), ("/damaged", "gzip")] {
        let outcome = check(&server.url(path)).expect_code(2);
        assert!(outcome.stderr.contains(words), "{path}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{path}");
    }
    // Nobody listens on a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let nobody = check(&format!("http://127.0.0.1:{port}/feed.xml")).expect_code(2);
    assert!(nobody.stderr.contains("cannot be reached"), "{}", nobody.stderr);
}

#[test]
fn a_certificate_that_nobody_signed_is_a_finding() {
    let server = Server::start_tls(model);
    let outcome = check(&server.url("/feed.xml")).expect_code(1);
    assert_eq!(rules(&outcome), set(["certificate"]));
    assert!(server.seen().is_empty(), "nothing is asked of a server that is not trusted");
}

#[test]
fn an_answer_that_unfolds_without_end_is_refused() {
    let server = Server::start(|_: &Request| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        let block = vec![b' '; 1 << 20];
        for _ in 0..80 {
            packed.write_all(&block).expect("packing works");
        }
        Response::new(200).header("Content-Encoding", "gzip").body(packed.finish().expect("packing works"))
    });
    let outcome = check(&server.url("/feed.xml")).expect_code(2);
    assert!(outcome.stderr.contains("larger than"), "{}", outcome.stderr);
}

/// Many hosts of files refuse HEAD alone.
#[test]
fn a_file_that_is_there_is_not_missed_because_head_is_refused() {
    let server = Server::start(|request| match (request.path.as_str(), request.method.as_str()) {
        ("/1.mp3", "HEAD") => Response::new(405),
        _ => model(request),
    });
    let outcome = check(&server.url("/feed.xml"));
    let found = outcome.json_lines();
    let said: Vec<&str> = found.iter().filter_map(|found| found["message"].as_str()).collect();
    assert!(
        said.len() == 1 && said[0].contains("/1.mp3` is answered with 405, GET with 206: the file is there"),
        "{said:#?}"
    );
}
