//! Where endpoints are.

use crate::config::{Address, Endpoint, Protocol, Text};
use std::sync::Arc;

/// The host of an endpoint with its port, as far as anybody may know it; else a name that nobody shares.
pub(super) fn host_of(endpoint: &Endpoint) -> Arc<str> {
    let address = match &endpoint.protocol {
        Protocol::WebSub { hub: url }
        | Protocol::RssCloud { url, .. }
        | Protocol::IndexNow { url, .. }
        | Protocol::Podping { url, .. }
        | Protocol::PodcastIndex { url }
        | Protocol::XmlRpc { url: Address::Plain(url), .. }
        | Protocol::Webhook { url: Address::Plain(url), .. } => url.as_str(),
        Protocol::Rest { template: Text::Plain(template), .. } => template,
        _ => "",
    };
    let authority = address.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    authority.filter(|authority| !authority.is_empty()).unwrap_or(&endpoint.name).into()
}

#[cfg(test)]
mod tests {
    use super::host_of;
    use crate::{
        config::{Address, Endpoint, Protocol, Secret, Text},
        notify::fixture,
    };

    #[test]
    fn ports_count_and_secrets_are_nobodys_business() {
        let host = |protocol| host_of(&Endpoint { protocol, ..fixture::endpoint("mine") }).to_string();
        assert_eq!(&*host_of(&fixture::endpoint("hub")), "hub.example");
        let template = Text::Plain("http://127.0.0.1:8080?u={feed}".to_owned());
        assert_eq!(host(Protocol::Rest { template, post: false }), "127.0.0.1:8080");
        let url = Address::Hidden(Secret::Env("HOOK".to_owned()));
        assert_eq!(host(Protocol::Webhook { url, secret: None }), "mine");
    }
}
