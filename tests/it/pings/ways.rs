//! By which way an endpoint is reached: certificates, proxies, names.

use super::{courier, delivery, endpoint};
use crate::support::http::{Response, Server};
use courant::notify::{Courier, Verdict};
use std::{
    fs,
    time::{Duration, Instant},
};

#[test]
fn a_certificate_of_ones_own_is_trusted_when_it_is_named() {
    let (server, pem) = Server::start_tls_with_certificate(|_| Response::new(204));
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("own.pem");
    fs::write(&file, pem).expect("written");
    let end = Instant::now() + Duration::from_secs(60);
    let told = |table: &str| courier().deliver(&endpoint(table, &server.url("")), &delivery(&server.url("")), end);
    let receipt = told("websub = \"URL/\"");
    assert!(
        matches!(&receipt.verdict, Verdict::Again { why, .. } if why.contains("certificate") && why.contains("ca_file")),
        "{receipt:?}"
    );
    let own = format!("websub = \"URL/\"\nca_file = \"{}\"", file.display());
    assert_eq!(told(&own).verdict, Verdict::Delivered);
    fs::write(&file, "nothing").expect("written");
    let receipt = told(&own);
    assert!(
        matches!(&receipt.verdict, Verdict::Again { why, .. } if why.contains("no certificate in it")),
        "{receipt:?}"
    );
}

#[test]
fn an_authority_of_ones_own_is_trusted_when_it_is_named() {
    let (server, pem) = Server::start_tls_with_authority(|_| Response::new(204));
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("authority.pem");
    fs::write(&file, pem).expect("written");
    let table = format!("websub = \"URL/\"\nca_file = \"{}\"", file.display());
    assert_eq!(super::deliver(&table, &server.url("")).verdict, Verdict::Delivered);
    let receipt = super::deliver("websub = \"URL/\"", &server.url(""));
    assert!(matches!(&receipt.verdict, Verdict::Again { why, .. } if why.contains("certificate")), "{receipt:?}");
}

#[test]
fn an_authority_that_is_a_server_itself_is_trusted_when_it_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("own.pem");
    let table = format!("websub = \"URL/\"\nca_file = \"{}\"", file.display());
    let (server, pem) = Server::start_tls_as_authority("127.0.0.1", |_| Response::new(204));
    let (elsewhere, other) = Server::start_tls_as_authority("other.example", |_| Response::new(204));
    fs::write(&file, pem).expect("written");
    assert_eq!(super::deliver(&table, &server.url("")).verdict, Verdict::Delivered);
    let refused = |server: &Server, words: &str| {
        let receipt = super::deliver(&table, &server.url(""));
        assert!(matches!(&receipt.verdict, Verdict::Again { why, .. } if why.contains(words)), "{receipt:?}");
    };
    refused(&elsewhere, "that of an authority");
    fs::write(&file, other).expect("written");
    refused(&elsewhere, "not valid for name");
    refused(&server, "that of an authority");
}

#[test]
fn requests_go_through_the_proxy_that_is_named() {
    let proxy = Server::start(|_| Response::new(204));
    let table = format!("websub = \"http://hub.invalid/publish\"\nproxy = \"{}\"", proxy.url("/"));
    let end = Instant::now() + Duration::from_secs(60);
    let receipt = courier().deliver(&endpoint(&table, ""), &delivery(""), end);
    assert_eq!(receipt.verdict, Verdict::Delivered);
    assert_eq!(proxy.seen()[0].path, "http://hub.invalid/publish");
}

#[test]
fn a_proxy_that_wants_a_password_refuses_by_either_way() {
    let proxy = Server::start(|_| Response::new(407).header("Proxy-Authenticate", "Basic realm=\"sea\""));
    for scheme in ["http", "https"] {
        let table = format!("websub = \"{scheme}://hub.invalid/publish\"\nproxy = \"{}\"", proxy.url("/"));
        let receipt = super::deliver(&table, "");
        assert!(
            matches!(&receipt.verdict, Verdict::Refused { why } if why.contains("407") && why.contains("env:PROXY")),
            "{receipt:?}"
        );
        assert_eq!(receipt.status, Some(407));
    }
    assert_eq!(proxy.seen().len(), 2);
}

#[test]
fn the_name_that_courant_gives_itself_can_be_another() {
    let server = Server::start(|_| Response::new(204));
    let table = "websub = \"URL/\"\nuser_agent = \"harbour/1\"\ncontact = \"mailto:ada@notes.example\"";
    super::deliver(table, &server.url(""));
    assert_eq!(server.seen()[0].header("user-agent"), Some("harbour/1 (+mailto:ada@notes.example)"));
}

#[test]
fn a_host_that_does_not_exist_is_tried_again() {
    let receipt = super::deliver("websub = \"http://hub.invalid/\"\ntimeout = \"10s\"\nproxy = \"none\"", "");
    assert!(matches!(&receipt.verdict, Verdict::Again { why, .. } if why.contains("cannot be reached")), "{receipt:?}");
}
