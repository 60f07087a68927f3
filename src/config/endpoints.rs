//! From `[[ping]]` tables to endpoints.

use super::{
    Address, Cloud, Endpoint, EndpointFeeds, Protocol, Proxy, Secret, Text, Transport,
    keys::{Keys, Source, Stated},
    read::web_url,
};
use crate::{
    diagnostic::{Diagnostic, rules::config as rules},
    value::{Format, TimeSpan, WebUrl},
};
use std::{path::PathBuf, time::Duration};

/// The key that says what a ping is.
const PROTOCOLS: [&str; 8] = ["websub", "xmlrpc", "rest", "rsscloud", "indexnow", "podping", "podcastindex", "webhook"];
const CONNECT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(15);
const RETRY_FIRST: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(60 * 60);
/// Fields of a head that are made from other keys, or by HTTP itself.
const OWN_FIELDS: [&str; 7] =
    ["host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent", "accept-encoding"];
/// Parts of the names of fields that let somebody in.
const TELLTALE: [&str; 7] = ["authorization", "cookie", "token", "secret", "password", "api-key", "apikey"];

/// The endpoints as their tables state them.
pub(super) fn endpoints(tables: Vec<Keys<'_, '_>>, link: &WebUrl) -> Vec<Endpoint> {
    tables.into_iter().filter_map(|keys| endpoint(keys, link)).collect()
}

fn endpoint(mut keys: Keys<'_, '_>, link: &WebUrl) -> Option<Endpoint> {
    let source = keys.source();
    let span = keys.span();
    let place = source.place(&span);
    let name = keys.filled_text("name");
    let feeds = keys.texts("feeds");
    let formats = formats(&mut keys);
    let transport = transport(&mut keys, link);
    let retry_first = duration(&mut keys, "retry_first", 1, RETRY_FIRST);
    let retry_max = duration(&mut keys, "retry_max", 1, RETRY_MAX).max(retry_first);
    let give_up = duration(&mut keys, "give_up", 1, Endpoint::GIVE_UP);
    let min_interval = duration(&mut keys, "min_interval", 0, Duration::ZERO);
    let stated: Vec<&'static str> = PROTOCOLS.into_iter().filter(|key| keys.value(key).is_some()).collect();
    let [kind] = stated[..] else {
        if let [first, second, ..] = stated[..] {
            let message = format!("a ping is one of `{first}` and `{second}`, not both");
            source.report(
                Diagnostic::new(&rules::CONFIG_INVALID_VALUE, place.field("ping"), message)
                    .help("write [[ping]] above each of them"),
            );
            return None;
        }
        // A misspelt one has a complaint of its own.
        if keys.finish() == 0 {
            let message = "this ping does not say what it is";
            let help = format!("add one of {}, such as `websub = \"https://hub.example/\"`", PROTOCOLS.join(", "));
            source.report(Diagnostic::new(&rules::CONFIG_MISSING_KEY, place.field("ping"), message).help(help));
        }
        return None;
    };
    let protocol = protocol(&mut keys, kind, link);
    keys.finish();
    let protocol = protocol?;
    let (line, column) = (place.line.unwrap_or_default(), place.column.unwrap_or_default());
    Some(Endpoint {
        name: name.map_or_else(|| default_name(&protocol), |name| name.value),
        protocol,
        feeds: feeds.map_or(EndpointFeeds::All, |names| {
            EndpointFeeds::Named(names.into_iter().map(|name| name.value).collect())
        }),
        formats,
        transport,
        retry_first,
        retry_max,
        give_up,
        min_interval,
        place: (line, column),
    })
}

/// An endpoint that nothing is said of but its protocol.
pub(super) fn plain(protocol: Protocol, link: &WebUrl, place: (u32, u32)) -> Endpoint {
    Endpoint {
        name: default_name(&protocol),
        protocol,
        feeds: EndpointFeeds::All,
        formats: None,
        transport: Transport {
            ca_file: None,
            proxy: Proxy::Environment,
            user_agent: None,
            contact: link.to_string(),
            allow_private: false,
            connect: CONNECT,
            timeout: TIMEOUT,
            headers: Vec::new(),
        },
        retry_first: RETRY_FIRST,
        retry_max: RETRY_MAX,
        give_up: Endpoint::GIVE_UP,
        min_interval: Duration::ZERO,
        place,
    }
}

fn default_name(protocol: &Protocol) -> String {
    let at = match protocol {
        Protocol::WebSub { hub: url }
        | Protocol::RssCloud { url, .. }
        | Protocol::IndexNow { url, .. }
        | Protocol::Podping { url, .. }
        | Protocol::PodcastIndex { url } => url.to_string(),
        Protocol::XmlRpc { url, .. } | Protocol::Webhook { url, .. } => url.to_string(),
        Protocol::Rest { template: Text::Plain(template), .. } => template.clone(),
        Protocol::Rest { template: Text::Hidden(secret), .. } => secret.to_string(),
    };
    format!("{} {at}", protocol.as_str())
}

fn protocol(keys: &mut Keys<'_, '_>, kind: &'static str, link: &WebUrl) -> Option<Protocol> {
    match kind {
        "websub" => Some(Protocol::WebSub { hub: url(keys, kind, Some(link))? }),
        "xmlrpc" => {
            let extended = keys.flag("extended").unwrap_or(true);
            Some(Protocol::XmlRpc { url: address(keys, kind)?, extended })
        }
        "rest" => {
            let post = keys.choice("method", &[("get", false), ("post", true)]).unwrap_or(false);
            Some(Protocol::Rest { template: template(keys, kind)?, post })
        }
        "rsscloud" => rss_cloud(keys, kind),
        "indexnow" => {
            let url = url(keys, kind, None);
            let key = required_secret(keys, "key", "search engines take addresses only from who knows the site's key");
            let key_location = key_location(keys);
            let key_file = keys.filled_text("key_file").map(|stated| stated.value);
            Some(Protocol::IndexNow { url: url?, key: key?, key_location, key_file })
        }
        "podping" => {
            let url = url(keys, kind, None);
            let token = secret(keys, "token");
            let reasons = [("update", "update"), ("live", "live"), ("liveEnd", "liveEnd")];
            let reason = keys.choice("reason", &reasons).unwrap_or("update").to_owned();
            let medium = keys.filled_text("medium").map_or_else(|| "podcast".to_owned(), |stated| stated.value);
            Some(Protocol::Podping { url: url?, token, reason, medium })
        }
        "podcastindex" => Some(Protocol::PodcastIndex { url: url(keys, kind, None)? }),
        _ => {
            let secret = secret(keys, "secret");
            Some(Protocol::Webhook { url: address(keys, kind)?, secret })
        }
    }
}

/// `rsscloud = "http://cloud.example:5337/"`: pings go to its `/ping`, subscribers to its `/pleaseNotify`.
fn rss_cloud(keys: &mut Keys<'_, '_>, kind: &'static str) -> Option<Protocol> {
    let server = url(keys, kind, None);
    let protocol =
        keys.choice("protocol", &[("http-post", "http-post"), ("xml-rpc", "xml-rpc")]).unwrap_or("http-post");
    let usual = if protocol == "xml-rpc" { "/RPC2" } else { "/pleaseNotify" };
    let path = keys.filled_text("path").map_or_else(|| usual.to_owned(), |stated| stated.value);
    let procedure = keys.text("procedure").map(|stated| stated.value).unwrap_or_default();
    let domain = keys.filled_text("domain");
    if let Some(stated) = domain.as_ref().filter(|stated| stated.value.contains(['/', ':', ' '])) {
        keys.source().invalid(&stated.span, &stated.field, format!("`{}` is no host name alone", stated.value));
    }
    let port = keys.number("port", 1).and_then(|port| u16::try_from(port).ok());
    if protocol == "xml-rpc" && procedure.is_empty() {
        let place = keys.source().place(&keys.span()).field("ping.procedure");
        let message = "a cloud that is asked by XML-RPC needs the name of the procedure that takes registrations";
        keys.source().report(
            Diagnostic::new(&rules::CONFIG_MISSING_KEY, place, message)
                .help("add `procedure = \"rssCloud.pleaseNotify\"`, or what the server calls it"),
        );
    }
    let server = server?;
    let parts = url::Url::parse(server.as_str()).ok()?;
    let cloud = Cloud {
        domain: domain.map(|stated| stated.value).or_else(|| parts.host_str().map(str::to_owned))?,
        port: port.or_else(|| parts.port_or_known_default())?,
        path: if path.starts_with('/') { path } else { format!("/{path}") },
        procedure,
        protocol: protocol.to_owned(),
    };
    let ping = if protocol == "xml-rpc" { "/RPC2" } else { "/ping" };
    let url = if parts.path() == "/" { server.join(ping).ok()? } else { server };
    Some(Protocol::RssCloud { url, cloud })
}

fn transport(keys: &mut Keys<'_, '_>, link: &WebUrl) -> Transport {
    let timeout = duration(keys, "timeout", 1, TIMEOUT);
    Transport {
        ca_file: keys.filled_text("ca_file").map(|stated| PathBuf::from(stated.value)),
        proxy: proxy(keys),
        user_agent: head_text(keys, "user_agent"),
        contact: head_text(keys, "contact").unwrap_or_else(|| link.to_string()),
        allow_private: keys.flag("allow_private").unwrap_or(false),
        connect: duration(keys, "connect_timeout", 1, CONNECT).min(timeout),
        timeout,
        headers: headers(keys),
    }
}

fn proxy(keys: &mut Keys<'_, '_>) -> Proxy {
    match keys.text("proxy") {
        None => Proxy::Environment,
        Some(stated) if stated.value == "none" => Proxy::Direct,
        Some(stated) => address_of(keys, &stated).map_or(Proxy::Direct, Proxy::Through),
    }
}

/// A text that may stand in a head.
fn head_text(keys: &mut Keys<'_, '_>, key: &'static str) -> Option<String> {
    let stated = keys.filled_text(key)?;
    if !is_field_value(&stated.value) {
        let message = "letters beyond ASCII and line ends cannot stand in the head of a request";
        keys.source().invalid(&stated.span, &stated.field, message);
        return None;
    }
    Some(stated.value)
}

fn is_field_value(text: &str) -> bool {
    text.bytes().all(|b| (b' '..=b'~').contains(&b))
}

/// Further fields; those that let somebody in are named, not stated.
fn headers(keys: &mut Keys<'_, '_>) -> Vec<(String, Text)> {
    let mut out = Vec::new();
    let source = keys.source();
    for (name, stated) in keys.entries("headers") {
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        let lower = name.to_ascii_lowercase();
        let Some(text) = stated.value.as_str() else {
            source.invalid(&stated.span, &stated.field, "a text in quotes is needed here");
            continue;
        };
        if name.is_empty() || !name.bytes().all(is_token) {
            source.invalid(&stated.span, &stated.field, format!("`{name}` is no name of a header field"));
        } else if OWN_FIELDS.contains(&lower.as_str()) {
            source.invalid(&stated.span, &stated.field, format!("`{name}` is written by Courant itself"));
        } else if let Some(secret) = named(text) {
            out.push((name, Text::Hidden(secret)));
        } else if TELLTALE.iter().any(|part| lower.contains(part)) {
            literal(source, &Stated { value: String::new(), span: stated.span, field: stated.field });
        } else if is_field_value(text) {
            out.push((name, Text::Plain(text.to_owned())));
        } else {
            let message = "letters beyond ASCII and line ends cannot stand in the head of a request";
            source.invalid(&stated.span, &stated.field, message);
        }
    }
    out
}

fn formats(keys: &mut Keys<'_, '_>) -> Option<Vec<Format>> {
    let list = keys.texts("formats")?;
    let formats: Vec<Format> = list.iter().filter_map(|stated| keys.parse(stated)).collect();
    (!formats.is_empty()).then_some(formats)
}

fn duration(keys: &mut Keys<'_, '_>, key: &'static str, least: u64, usual: Duration) -> Duration {
    let Some(stated) = keys.text(key) else { return usual };
    match keys.parse::<TimeSpan>(&stated) {
        Some(span) if span.seconds() < least => {
            keys.source().invalid(&stated.span, &stated.field, format!("at least {least} s are needed here"));
            usual
        }
        read => read.map_or(usual, TimeSpan::as_duration),
    }
}

fn url(keys: &mut Keys<'_, '_>, key: &'static str, base: Option<&WebUrl>) -> Option<WebUrl> {
    let stated = keys.text(key)?;
    web_url(keys, &stated, base)
}

/// An address, or where it is.
fn address(keys: &mut Keys<'_, '_>, key: &'static str) -> Option<Address> {
    let stated = keys.text(key)?;
    address_of(keys, &stated)
}

fn address_of(keys: &Keys<'_, '_>, stated: &Stated<String>) -> Option<Address> {
    if let Some(secret) = named(&stated.value) {
        return Some(Address::Hidden(secret));
    }
    if url::Url::parse(&stated.value).is_ok_and(|url| url.password().is_some()) {
        literal(keys.source(), stated);
        return None;
    }
    web_url(keys, stated, None).map(Address::Plain)
}

/// An address with places for what it is told.
fn template(keys: &mut Keys<'_, '_>, key: &'static str) -> Option<Text> {
    let stated = keys.text(key)?;
    if let Some(secret) = named(&stated.value) {
        return Some(Text::Hidden(secret));
    }
    let filled =
        ["{title}", "{site}", "{feed}"].iter().fold(stated.value.clone(), |text, name| text.replace(name, "x"));
    if filled.contains(['{', '}']) {
        let message = "the places in an address are {title}, {site} and {feed}";
        keys.source().invalid(&stated.span, &stated.field, message);
        return None;
    }
    if let Err(message) = WebUrl::parse(&filled) {
        keys.source().invalid(&stated.span, &stated.field, message);
        return None;
    }
    Some(Text::Plain(stated.value))
}

fn key_location(keys: &mut Keys<'_, '_>) -> Option<String> {
    let stated = keys.filled_text("key_location")?;
    match WebUrl::parse(&stated.value.replace("{key}", "key")) {
        Ok(_) => Some(stated.value),
        Err(message) => {
            keys.source().invalid(&stated.span, &stated.field, message);
            None
        }
    }
}

fn required_secret(keys: &mut Keys<'_, '_>, key: &'static str, why: &str) -> Option<Secret> {
    if keys.value(key).is_none() {
        let place = keys.source().place(&keys.span()).field(format!("ping.{key}"));
        keys.source().report(
            Diagnostic::new(&rules::CONFIG_MISSING_KEY, place, format!("`{key}` is missing: {why}")).help(format!(
                "add `{key} = \"env:NAME\"`, the name of a variable of the environment, or \"file:PATH\""
            )),
        );
        return None;
    }
    secret(keys, key)
}

/// `env:NAME` or `file:PATH`.
fn secret(keys: &mut Keys<'_, '_>, key: &'static str) -> Option<Secret> {
    let stated = keys.text(key)?;
    let secret = named(&stated.value);
    if secret.is_none() {
        literal(keys.source(), &stated);
    }
    secret
}

pub(super) fn named(text: &str) -> Option<Secret> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    if let Some(name) = text.strip_prefix("env:") {
        return is_name(name).then(|| Secret::Env(name.to_owned()));
    }
    text.strip_prefix("file:").filter(|path| !path.is_empty()).map(|path| Secret::File(PathBuf::from(path)))
}

/// Refuses a secret in the configuration, without repeating it: messages end in logs.
pub(super) fn literal(source: &Source<'_>, stated: &Stated<String>) {
    let place = source.place(&stated.span).field(stated.field.clone());
    let message = "a secret does not stand in the configuration, which others read: only where to find it does";
    source.report(Diagnostic::new(&rules::CONFIG_INVALID_VALUE, place, message).help(
        "put it into a variable of the environment and write \"env:NAME\" here, or into a file that only you can read \
         and write \"file:PATH\"; if this file has been published, ask for another secret",
    ));
}
