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

fn complaint(source: &Source<'_>, endpoint: &Endpoint, field: &str, message: String) -> Diagnostic {
    let (line, column) = endpoint.place;
    let place = source.file().at(line, column).field(field);
    Diagnostic::new(&rules::CONFIG_INVALID_VALUE, place, message)
}
