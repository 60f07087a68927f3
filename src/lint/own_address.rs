//! Where a feed says that it is, and where the site that it belongs to: `self`, `hub`, `alternate`, `<link>`.

use super::{
    judge::Judge,
    names::Ns,
    rules::{ATOM_ALTERNATE_MISSING, HUB_WITHOUT_SELF, LINK_IS_FEED, SCHEME_MIXED, SELF_ADDRESS, SELF_REPEATED},
    text::quote,
    values::uri,
    xml::Id,
};

/// Judges what a channel or an Atom feed says of its own address.
pub(super) fn judge(judge: &mut Judge<'_, '_>, feed: Id) {
    let tree = judge.tree;
    let links = |wanted: &'static str| {
        tree.all(feed, Ns::ATOM, "link").filter(move |&id| tree.value(id, "rel").unwrap_or("alternate") == wanted)
    };
    let own = links("self").next();
    let address = own.and_then(|id| tree.value(id, "href"));
    if let Some(hub) = links("hub").next().filter(|_| own.is_none()) {
        judge.report(&HUB_WITHOUT_SELF, hub, "the feed has a hub, but no link with `rel=\"self\"`");
    }
    if let Some(second) = links("self").find(|&id| tree.value(id, "href") != address) {
        let message = format!(
            "the feed names two addresses of its own, `{}` and `{}`",
            quote(address.unwrap_or_default()),
            quote(tree.value(second, "href").unwrap_or_default())
        );
        judge.report(&SELF_REPEATED, second, message);
    }
    if let (Some(id), Some(address)) = (own, address)
        && let Some(why) = not_public(address)
    {
        judge.report(&SELF_ADDRESS, id, format!("the feed's own address `{}` {why}", quote(address)));
    }
    let site = if judge.is_rss { tree.first(feed, Ns::NONE, "link") } else { links("alternate").next() };
    let Some(site) = site else {
        if !judge.is_rss {
            judge.report(&ATOM_ALTERNATE_MISSING, feed, "the feed has no link with `rel=\"alternate\"`");
        }
        return;
    };
    let page = if judge.is_rss { judge.value(site) } else { tree.value(site, "href").unwrap_or_default() };
    let Some(address) = address else { return };
    if page == address {
        let message = format!("the link to the site, `{}`, is that of the feed itself", quote(page));
        judge.report_text(&LINK_IS_FEED, site, message);
    } else if uri::is_web(page)
        && uri::is_web(address)
        && uri::host(page) == uri::host(address)
        && uri::scheme(page) != uri::scheme(address)
    {
        let message = format!("the feed is at `{}`, but its site at `{}`", quote(address), quote(page));
        judge.report(&SCHEME_MIXED, site, message);
    }
}

/// Why nobody else can subscribe to an address, or should.
fn not_public(address: &str) -> Option<&'static str> {
    let host = uri::host(address)?;
    let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |(name, _)| name);
    let is_private_ip = ["127.", "10.", "192.168.", "169.254.", "0.0.0.0"].iter().any(|net| name.starts_with(net))
        && name.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_private = is_private_ip
        || name == "[::1]"
        || ["localhost", ".localhost", ".local", ".internal", ".test"]
            .iter()
            .any(|end| name.len() >= end.len() && name.ends_with(end) && (end.starts_with('.') || name == *end));
    if is_private {
        return Some("is one of a private network");
    }
    if address.contains('#') {
        return Some("has a fragment, which is never sent");
    }
    uri::tracking(address).map(|_| "has a parameter of a campaign or a session")
}

#[cfg(test)]
mod tests {
    use super::not_public;

    #[test]
    fn addresses_for_everybody() {
        for good in [
            "https://notes.example/rss.xml",
            "https://notes.example/?feed=rss2&lang=en",
            "https://10.example/",
            "/feed",
            "https://localhost.example/",
        ] {
            assert_eq!(not_public(good), None, "{good}");
        }
        for bad in [
            "http://localhost:4000/feed.xml",
            "http://127.0.0.1/feed",
            "https://build.internal/feed",
            "https://notes.example/rss.xml#x",
            "https://notes.example/rss.xml?utm_source=x",
        ] {
            assert!(not_public(bad).is_some(), "{bad}");
        }
    }
}
