//! `[[ping]]`.

use super::{mistakes, publication};
use crate::{
    config::{Address, Endpoint, EndpointFeeds, Protocol, Proxy, Secret, Text},
    value::Format,
};
use std::time::Duration;

const FEEDS: &str = "[[feed]]\nname = \"news\"\n[[feed]]\nname = \"log\"\nformats = [\"atom\", \"json\"]\n";

fn endpoint(table: &str) -> Endpoint {
    let mut read = publication(&format!("{FEEDS}[[ping]]\n{table}\n"));
    assert_eq!(read.endpoints.len(), 1, "{table}");
    read.endpoints.remove(0)
}

#[test]
fn every_hub_that_a_feed_names_is_told_and_every_hub_that_is_told_is_named() {
    let read = publication(
        "hubs = [\"https://b.example/\"]\n[[feed]]\nname = \"news\"\nhubs = [\"https://a.example/\"]\n\
         [[feed]]\nname = \"log\"\n[[feed]]\nname = \"rest\"\n[[ping]]\nwebsub = \"https://a.example/\"\nfeeds = \"log\"\n",
    );
    let hubs = |feed: usize| read.feeds[feed].channel.hubs.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(hubs(0), ["https://a.example/"], "its own take the place of the publication's");
    assert_eq!(hubs(1), ["https://b.example/", "https://a.example/"]);
    assert_eq!(hubs(2), ["https://b.example/"]);
    let told: Vec<_> = read.endpoints.iter().map(|e| (e.name.as_str(), &e.feeds)).collect();
    let named = |names: &[&str]| EndpointFeeds::Named(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(
        told,
        [
            ("websub https://a.example/", &named(&["log", "news"])),
            ("websub https://b.example/", &named(&["log", "rest"]))
        ]
    );
}

#[test]
fn an_endpoint_has_its_defaults() {
    let read = endpoint("xmlrpc = \"https://rpc.example/RPC2\"");
    assert_eq!(read.name, "xmlrpc https://rpc.example/RPC2");
    assert_eq!(read.feeds, EndpointFeeds::All);
    assert!(matches!(read.protocol, Protocol::XmlRpc { extended: true, .. }));
    let seconds = [read.retry_first, read.retry_max, read.give_up, read.min_interval].map(|d| d.as_secs());
    assert_eq!(seconds, [1, 3600, 259_200, 0]);
    let by = &read.transport;
    assert_eq!((by.connect.as_secs(), by.timeout.as_secs(), by.allow_private), (5, 15, false));
    assert_eq!((by.contact.as_str(), &by.proxy), ("https://notes.example/", &Proxy::Environment));
    assert!(!publication("").verify_live && publication("verify_live = true").verify_live);
    let trusting = publication("ca_file = \"all.pem\"\nhubs = [\"https://hub.example/\"]");
    assert_eq!(trusting.endpoints[0].transport.ca_file, Some("all.pem".into()), "so do pings that name none");
}

#[test]
fn everything_about_an_endpoint_can_be_stated() {
    let read = endpoint(
        "webhook = \"env:HOOK\"\nname = \"chat\"\nfeeds = [\"news\", \"log\"]\nformats = \"json\"\nsecret = \"file:hook.secret\"\n\
         ca_file = \"own.pem\"\nproxy = \"http://proxy.example:3128/\"\nuser_agent = \"notes/1\"\ncontact = \"mailto:ada@notes.example\"\n\
         allow_private = true\ntimeout = \"3s\"\nconnect_timeout = \"9s\"\nretry_first = \"2s\"\nretry_max = \"1m\"\ngive_up = \"1d\"\n\
         min_interval = \"5m\"\nheaders = { X-Room = \"sea\", Authorization = \"env:CHAT\" }",
    );
    assert_eq!((read.name.as_str(), read.formats.as_deref()), ("chat", Some(&[Format::Json][..])));
    let Protocol::Webhook { url: Address::Hidden(url), secret: Some(secret) } = &read.protocol else {
        panic!("{read:?}")
    };
    assert_eq!((url.to_string(), secret.to_string()), ("env:HOOK".to_owned(), "file:hook.secret".to_owned()));
    assert_eq!((read.min_interval, read.give_up), (Duration::from_secs(300), Duration::from_secs(86_400)));
    let by = read.transport;
    assert_eq!((by.connect.as_secs(), by.timeout.as_secs()), (3, 3), "no longer to connect than for all of it");
    assert!(matches!(by.proxy, Proxy::Through(Address::Plain(_))));
    let authorization = ("Authorization".to_owned(), Text::Hidden(Secret::Env("CHAT".to_owned())));
    assert_eq!(by.headers, [("X-Room".to_owned(), Text::Plain("sea".to_owned())), authorization]);
}

#[test]
fn every_protocol_knows_which_documents_it_wants() {
    for (table, news, log) in [
        ("websub = \"https://a.example/\"", "rss atom json", "atom json"),
        ("xmlrpc = \"https://a.example/\"", "rss", "atom"),
        ("rest = \"https://a.example/?t={title}&s={site}&f={feed}\"", "rss", "atom"),
        ("rsscloud = \"https://a.example/\"", "rss", ""),
        ("podping = \"https://a.example/\"\ntoken = \"env:T\"", "rss", ""),
        ("podcastindex = \"https://a.example/\"", "rss", ""),
        ("indexnow = \"https://a.example/\"\nkey = \"env:K\"", "rss", "atom"),
        ("webhook = \"https://a.example/\"\nformats = [\"json\", \"rss\"]", "rss json", "json"),
        ("webhook = \"https://a.example/\"\nfeeds = \"news\"", "rss", ""),
    ] {
        let read = publication(&format!("{FEEDS}[[ping]]\n{table}\n"));
        let wanted = |feed: usize| {
            let wants = |format: &Format| read.endpoints[0].wants(&read.feeds[feed], *format);
            Format::ALL.into_iter().filter(wants).map(Format::as_str).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((wanted(0).as_str(), wanted(1).as_str()), (news, log), "{table}");
    }
}

#[test]
fn a_cloud_is_named_by_the_feeds_that_it_is_told_of() {
    let read = publication(&format!("{FEEDS}[[ping]]\nrsscloud = \"http://cloud.example:5337\"\nfeeds = \"news\"\n"));
    let Protocol::RssCloud { url, cloud } = &read.endpoints[0].protocol else { panic!("a cloud") };
    assert_eq!(url.as_str(), "http://cloud.example:5337/ping");
    assert_eq!((cloud.domain.as_str(), cloud.port, cloud.path.as_str()), ("cloud.example", 5337, "/pleaseNotify"));
    assert_eq!((cloud.protocol.as_str(), cloud.procedure.as_str()), ("http-post", ""));
    assert_eq!((read.feeds[0].channel.cloud.as_ref(), &read.feeds[1].channel.cloud), (Some(cloud), &None));
    let own =
        endpoint("rsscloud = \"https://cloud.example/v2/tell\"\npath = \"v2/ask\"\ndomain = \"c.example\"\nport = 80");
    let Protocol::RssCloud { url, cloud } = &own.protocol else { panic!("a cloud") };
    assert_eq!(url.as_str(), "https://cloud.example/v2/tell");
    assert_eq!((cloud.domain.as_str(), cloud.port, cloud.path.as_str()), ("c.example", 80, "/v2/ask"));
}

#[test]
fn mistakes_in_a_ping_are_named_with_their_place() {
    for (table, rule, line, words) in [
        ("", "config-missing-key", 9, "add one of websub, xmlrpc"),
        ("webhok = \"https://a.example/\"", "config-unknown-key", 10, "did you mean `webhook`?"),
        ("websub = \"https://a.example/\"\nxmlrpc = \"https://a.example/\"", "config-invalid-value", 9, "not both"),
        ("websub = \"https://a.example/\"\ntoken = \"env:T\"", "config-unknown-key", 11, "is not a key of a [[ping]]"),
        (
            "websub = \"https://a.example/\"\nretry_frist = \"1s\"",
            "config-unknown-key",
            11,
            "did you mean `retry_first`?",
        ),
        ("xmlrpc = \"rpc.example\"", "config-invalid-value", 10, "https://"),
        ("xmlrpc = \"https://a.example/\"\nextended = \"yes\"", "config-invalid-value", 11, "`true` or `false`"),
        ("websub = \"https://a.example/\"\ntimeout = \"0s\"", "config-invalid-value", 11, "at least 1 s"),
        ("websub = \"https://a.example/\"\ntimeout = 3", "config-invalid-value", 11, "a text"),
        ("websub = \"https://a.example/\"\nfeeds = \"new\"", "config-invalid-value", 9, "did you mean `news`?"),
        ("websub = \"https://a.example/\"\nfeeds = \"sports\"", "config-invalid-value", 9, "there are: `news`, `log`"),
        ("rest = \"https://a.example/?t={tilte}\"", "config-invalid-value", 10, "{title}, {site} and {feed}"),
        ("indexnow = \"https://a.example/\"", "config-missing-key", 9, "env:NAME"),
        ("indexnow = \"https://a.example/\"\nkey = \"env:\"", "config-invalid-value", 11, "env:NAME"),
        ("rsscloud = \"https://a.example/\"\nprotocol = \"xml-rpc\"", "config-missing-key", 9, "procedure"),
        ("podping = \"https://a.example/\"\nreason = \"new\"", "config-invalid-value", 11, "`liveEnd`"),
        (
            "webhook = \"https://a.example/\"\nheaders = { Host = \"x\" }",
            "config-invalid-value",
            11,
            "by Courant itself",
        ),
        ("webhook = \"https://a.example/\"\nheaders = { \"X Y\" = \"x\" }", "config-invalid-value", 11, "no name"),
        ("webhook = \"https://a.example/\"\nheaders = { X = \"a\\nb\" }", "config-invalid-value", 11, "line ends"),
        (
            "websub = \"https://a.example/\"\n[[ping]]\nwebsub = \"https://a.example/\"",
            "config-invalid-value",
            11,
            "two pings are called `websub https://a.example/`",
        ),
        ("podping = \"https://a.example/\"\nfeeds = \"log\"", "config-invalid-value", 9, "written as rss"),
        (
            "websub = \"https://a.example/\"\nfeeds = \"log\"\nformats = \"rss\"",
            "config-invalid-value",
            9,
            "told of nothing",
        ),
        (
            "rsscloud = \"https://a.example/\"\n[[ping]]\nrsscloud = \"https://b.example/\"",
            "config-invalid-value",
            11,
            "another cloud",
        ),
    ] {
        let found = mistakes(&format!("{}{FEEDS}[[ping]]\n{table}\n", super::HEAD));
        let fits = |(r, l, _, w): &(&str, u32, u32, String)| *r == rule && *l == line && w.contains(words);
        assert!(found.iter().any(fits), "{table}: {found:#?}");
    }
}

#[test]
fn a_key_in_a_folder_is_told_of_if_the_site_is_not_in_it() {
    let said = |location: &str| {
        let table =
            format!("[[ping]]\nindexnow = \"https://i.example/\"\nkey = \"env:K\"\nkey_location = \"{location}\"\n");
        let read = super::super::read(&format!("{}{table}", super::HEAD), "courant.toml", std::path::Path::new("/srv"));
        assert!(read.publication.is_some(), "{:?}", read.diagnostics);
        read.diagnostics.iter().map(|found| found.rule.name).collect::<Vec<_>>()
    };
    assert_eq!(said("https://notes.example/feeds/{key}.txt"), ["ping-key-scope"]);
    assert_eq!(said("https://notes.example/{key}.txt"), [""; 0]);
    assert_eq!(said("https://other.example/feeds/{key}.txt"), [""; 0], "articles may be there");
}

#[test]
fn a_secret_in_the_configuration_is_refused_and_not_repeated() {
    for table in [
        "indexnow = \"https://a.example/\"\nkey = \"5f2a9c0d\"",
        "podping = \"https://a.example/\"\ntoken = \"5f2a9c0d\"",
        "webhook = \"https://a.example/\"\nsecret = \"5f2a9c0d\"",
        "webhook = \"https://a.example/\"\nheaders = { X-Api-Key = \"5f2a9c0d\" }",
        "webhook = \"https://ada:5f2a9c0d@a.example/\"",
        "webhook = \"https://a.example/\"\nproxy = \"http://ada:5f2a9c0d@a.example/\"",
    ] {
        let read = super::super::read(
            &format!("{}{FEEDS}[[ping]]\n{table}\n", super::HEAD),
            "courant.toml",
            std::path::Path::new("/srv"),
        );
        assert!(read.publication.is_none(), "{table}");
        assert_eq!(read.diagnostics.len(), 1, "{:#?}", read.diagnostics);
        let shown = format!("{:?}", read.diagnostics);
        assert!(shown.contains("env:NAME") && !shown.contains("5f2a9c0d"), "{shown}");
    }
}
