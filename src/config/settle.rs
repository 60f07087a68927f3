//! Endpoints and feeds, brought together.

use super::{Endpoint, EndpointFeeds, Feed, Protocol, endpoints::plain, keys::Source};
use crate::{
    diagnostic::{Diagnostic, rules::config as rules},
    value::WebUrl,
};
use std::collections::BTreeSet;

/// Feeds link to their hubs and clouds, and every hub that a feed names is told.
pub(super) fn settle(source: &Source<'_>, stated: Vec<Endpoint>, feeds: &mut [Feed], link: &WebUrl) -> Vec<Endpoint> {
    let mut endpoints = stated;
    for endpoint in &endpoints {
        check_feeds(source, endpoint, feeds);
        for feed in feeds.iter_mut().filter(|feed| endpoint.feeds.contain(&feed.name)) {
            match &endpoint.protocol {
                Protocol::WebSub { hub } if !feed.channel.hubs.contains(hub) => feed.channel.hubs.push(hub.clone()),
                Protocol::RssCloud { cloud, .. } => {
                    if feed.channel.cloud.as_ref().is_some_and(|other| other != cloud) {
                        let message =
                            format!("the feed `{}` has another cloud already, and RSS has room for one", feed.name);
                        source.report(
                            complaint(source, endpoint, "ping.rsscloud", message)
                                .help("name the feeds of each in `feeds = [\"…\"]`, so that no feed is in both"),
                        );
                    }
                    feed.channel.cloud = Some(cloud.clone());
                }
                _ => {}
            }
        }
    }
    for feed in &*feeds {
        for hub in &feed.channel.hubs {
            tell(&mut endpoints, hub, feed, link);
        }
    }
    for endpoint in &endpoints {
        check_documents(source, endpoint, feeds);
        check_key(source, endpoint, link);
    }
    let mut names = BTreeSet::new();
    for endpoint in &endpoints {
        if !names.insert(&endpoint.name) {
            let message = format!("two pings are called `{}`", endpoint.name);
            source.report(
                complaint(source, endpoint, "ping.name", message)
                    .help("give one of them another `name`: deliveries are kept under it"),
            );
        }
    }
    endpoints
}

/// Sees to it that a hub of a feed is told of it.
fn tell(endpoints: &mut Vec<Endpoint>, hub: &WebUrl, feed: &Feed, link: &WebUrl) {
    let is_hub =
        |endpoint: &&mut Endpoint| matches!(&endpoint.protocol, Protocol::WebSub { hub: known } if known == hub);
    let mut known: Vec<&mut Endpoint> = endpoints.iter_mut().filter(is_hub).collect();
    if known.iter().any(|endpoint| endpoint.feeds.contain(&feed.name)) {
        return;
    }
    match known.first_mut().map(|endpoint| &mut endpoint.feeds) {
        Some(EndpointFeeds::Named(names)) => names.push(feed.name.clone()),
        Some(EndpointFeeds::All) => {}
        None => {
            let protocol = Protocol::WebSub { hub: hub.clone() };
            let feeds = EndpointFeeds::Named(vec![feed.name.clone()]);
            endpoints.push(Endpoint { feeds, ..plain(protocol, link, feed.place) });
        }
    }
}

fn check_feeds(source: &Source<'_>, endpoint: &Endpoint, feeds: &[Feed]) {
    let EndpointFeeds::Named(names) = &endpoint.feeds else { return };
    for name in names.iter().filter(|name| !feeds.iter().any(|feed| feed.name == **name)) {
        let known: Vec<String> = feeds.iter().map(|feed| format!("`{}`", feed.name)).collect();
        let near = feeds.iter().map(|feed| (strsim::damerau_levenshtein(&feed.name, name), &feed.name)).min();
        let help = match near {
            Some((distance, near)) if distance <= 1 + near.len() / 4 => format!("did you mean `{near}`?"),
            _ => format!("the feeds there are: {}", known.join(", ")),
        };
        let message = format!("no feed is called `{name}`");
        source.report(complaint(source, endpoint, "ping.feeds", message).help(help));
    }
}

/// Who is told of nothing is a mistake, not a silent nothing.
fn check_documents(source: &Source<'_>, endpoint: &Endpoint, feeds: &[Feed]) {
    let mut own = feeds.iter().filter(|feed| endpoint.feeds.contain(&feed.name)).peekable();
    if own.peek().is_none() || own.any(|feed| feed.formats.iter().any(|&format| endpoint.wants(feed, format))) {
        return;
    }
    let wanted = match (&endpoint.formats, &endpoint.protocol) {
        (Some(formats), _) => formats.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", "),
        (None, _) => "rss".to_owned(),
    };
    let message = format!("it would be told of nothing: none of its feeds is written as {wanted}");
    source.report(
        complaint(source, endpoint, "ping.formats", message)
            .help("add the format to a feed's `formats`, or name other feeds in `feeds`"),
    );
}

/// A key of IndexNow that lies in a folder covers nothing else (IndexNow, "keyLocation").
fn check_key(source: &Source<'_>, endpoint: &Endpoint, link: &WebUrl) {
    let Protocol::IndexNow { key_location: Some(location), .. } = &endpoint.protocol else { return };
    let parsed = |text: &str| url::Url::parse(text).ok();
    let (Some(key), Some(site)) = (parsed(&location.replace("{key}", "key")), parsed(link.as_str())) else { return };
    let folder = &key.path()[..key.path().rfind('/').map_or(0, |slash| slash + 1)];
    if key.host() == site.host() && !site.path().starts_with(folder) {
        let (line, column) = endpoint.place;
        let place = source.file().at(line, column).field("ping.key_location");
        let message = format!("a key at {location} covers only pages below {folder}, and the publication is at {link}");
        source.report(
            Diagnostic::new(&rules::PING_KEY_SCOPE, place, message)
                .help("put the key at the root of the site, or leave `key_location` out, if articles lie elsewhere"),
        );
    }
}

fn complaint(source: &Source<'_>, endpoint: &Endpoint, field: &str, message: String) -> Diagnostic {
    let (line, column) = endpoint.place;
    let place = source.file().at(line, column).field(field);
    Diagnostic::new(&rules::CONFIG_INVALID_VALUE, place, message)
}
