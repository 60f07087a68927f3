//! Where listeners talk about it: threads of comments, and chats.

use super::{empty, flaw, given, lists, needed, optional_page, recommended, secure};
use crate::lint::{
    judge::Judge,
    names::Ns,
    rules::{NUMBER_ATTRIBUTE, PODCAST_CHAT_SERVER, PODCAST_COMMENTS_DISABLED, PODCAST_PROTOCOL},
    values::{number::is_integer, uri},
    xml::Id,
};

pub(super) fn social(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    empty(judge, id);
    let is_alone =
        tree.parent(id).is_none_or(|parent| tree.all(parent, Ns::PODCAST, "socialInteract").nth(1).is_none());
    match needed(judge, id, "protocol") {
        Some("disabled") => {
            if let Some(attribute) = tree.attributes(id).iter().find(|one| one.ns == Ns::NONE && one.name != "protocol")
            {
                let message = format!("there are no comments, and so no `{}`", attribute.name);
                judge.report_attribute(&PODCAST_COMMENTS_DISABLED, id, attribute.name, attribute.at, message);
            }
            if !is_alone {
                let message = "comments are disabled, but another `<podcast:socialInteract>` says where they are";
                judge.report(&PODCAST_COMMENTS_DISABLED, id, message);
            }
            return;
        }
        Some("bluesky") => flaw(judge, id, "protocol", &PODCAST_PROTOCOL, "is now called `atproto`"),
        Some(other) if !lists::SOCIAL.contains(&other) => {
            flaw(judge, id, "protocol", &PODCAST_PROTOCOL, "is no protocol for comments that the namespace lists");
        }
        _ => {}
    }
    if needed(judge, id, "uri").is_some() {
        judge.attribute_uri(id, "uri", |value| uri::absolute(value.trim()));
        secure(judge, id, "uri");
    }
    given(judge, id, "accountId");
    recommended(judge, id, "accountId", "by which apps know whose thread it is");
    optional_page(judge, id, "accountUrl");
    if let Some(priority) = given(judge, id, "priority")
        && !is_integer(priority)
    {
        flaw(judge, id, "priority", &NUMBER_ATTRIBUTE, "is no whole number");
    }
    if !is_alone {
        recommended(judge, id, "priority", "by which apps know which of several comes first");
    }
}

pub(super) fn chat(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    if let Some(server) = needed(judge, id, "server")
        && !is_host(server)
    {
        flaw(judge, id, "server", &PODCAST_CHAT_SERVER, "is no name of a host such as `chat.example.org`");
    }
    if let Some(protocol) = needed(judge, id, "protocol")
        && !lists::CHATS.contains(&protocol)
    {
        flaw(judge, id, "protocol", &PODCAST_PROTOCOL, "is no protocol for chats that the namespace lists");
    }
    given(judge, id, "accountId");
    recommended(judge, id, "accountId", "by which listeners know the host of the show");
    given(judge, id, "space");
}

/// A full name of a host; a port after it does no harm.
fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "0"));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let is_number = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let name = name.strip_suffix('.').unwrap_or(name);
    name.contains('.') && name.split('.').all(is_label) && is_number
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn hosts() {
        assert!(is_host("irc.chat.example") && is_host("relay.example:6697") && is_host("bücher.example"));
        for bad in ["", "irc", "wss://relay.example", "chat.example/room", "-a.example", "a..example", "a.example:"] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
