//! Elements of `podcast:` that episodes and shows share.

use super::super::extension::Element;
use crate::value::podcast::{
    Alternate, Chat, ContentLink, Credit, Funding, License, Payment, Picture, Place, Recipient, Remote, Social, Takers,
    TimeSplit, Txt, seconds,
};

/// An element of the namespace.
pub(super) fn tag(name: &str) -> Element {
    Element::new("podcast", name)
}

pub(super) fn person(credit: &Credit) -> Element {
    tag("person")
        .attribute_if("role", credit.role.as_deref())
        .attribute_if("group", credit.group.as_deref())
        .attribute_if("img", credit.image.as_ref().map(|url| url.as_str()))
        .attribute_if("href", credit.url.as_ref().map(|url| url.as_str()))
        .text(&credit.name)
}

pub(super) fn place(place: &Place) -> Element {
    tag("location")
        .attribute_if("rel", place.rel.as_deref())
        .attribute_if("geo", place.geo.as_deref())
        .attribute_if("osm", place.osm.as_deref())
        .attribute_if("country", place.country.as_deref())
        .text(&place.name)
}

pub(super) fn funding(funding: &Funding) -> Element {
    tag("funding").attribute("url", funding.url.as_str()).text(&funding.label)
}

pub(super) fn license(license: &License) -> Element {
    tag("license").attribute_if("url", license.url.as_ref().map(|url| url.as_str())).text(&license.name)
}

pub(super) fn txt(txt: &Txt) -> Element {
    tag("txt").attribute_if("purpose", txt.purpose.as_deref()).text(&txt.text)
}

pub(super) fn chat(chat: &Chat) -> Element {
    tag("chat")
        .attribute("server", &chat.server)
        .attribute("protocol", &chat.protocol)
        .attribute_if("accountId", chat.account_id.as_deref())
        .attribute_if("space", chat.space.as_deref())
}

pub(super) fn social(social: &Social) -> Element {
    tag("socialInteract")
        .attribute("protocol", &social.protocol)
        .attribute_if("uri", social.uri.as_deref())
        .attribute_if("accountId", social.account_id.as_deref())
        .attribute_if("accountUrl", social.account_url.as_ref().map(|url| url.as_str()))
        .attribute_if("priority", social.priority.map(|priority| priority.to_string()))
}

pub(super) fn picture(picture: &Picture) -> Element {
    tag("image")
        .attribute("href", picture.url.as_str())
        .attribute_if("alt", picture.alt.as_deref())
        .attribute_if("aspect-ratio", picture.aspect_ratio.as_deref())
        .attribute_if("width", picture.width.map(|pixels| pixels.to_string()))
        .attribute_if("height", picture.height.map(|pixels| pixels.to_string()))
        .attribute_if("type", picture.media_type.as_ref().map(|kind| kind.as_str()))
        .attribute_if("purpose", (!picture.purpose.is_empty()).then(|| picture.purpose.join(" ")))
}

pub(super) fn content_link(link: &ContentLink) -> Element {
    tag("contentLink").attribute("href", link.url.as_str()).text(&link.label)
}

pub(super) fn alternate(file: &Alternate) -> Element {
    let mut element = tag("alternateEnclosure")
        .attribute_if("type", file.media_type.as_ref().map(|kind| kind.as_str()))
        .attribute_if("length", file.length.map(|bytes| bytes.to_string()))
        .attribute_if("bitrate", file.bitrate.map(seconds))
        .attribute_if("height", file.height.map(|lines| lines.to_string()))
        .attribute_if("lang", file.language.as_ref().map(|language| language.as_str()))
        .attribute_if("title", file.title.as_deref())
        .attribute_if("rel", file.rel.as_deref())
        .attribute_if("codecs", file.codecs.as_deref())
        .attribute_if("default", file.is_default.then_some("true"));
    for source in &file.sources {
        let source =
            tag("source").attribute("uri", &source.uri).attribute_if("contentType", source.content_type.as_deref());
        element = element.child(source);
    }
    match &file.integrity {
        Some((kind, value)) => element.child(tag("integrity").attribute("type", kind).attribute("value", value)),
        None => element,
    }
}

pub(super) fn payment(payment: &Payment) -> Element {
    let element = tag("value")
        .attribute("type", &payment.kind)
        .attribute("method", &payment.method)
        .attribute_if("suggested", payment.suggested.as_deref());
    let element = payment.recipients.iter().fold(element, |element, who| element.child(recipient(who)));
    payment.splits.iter().fold(element, |element, split| element.child(time_split(split)))
}

fn recipient(recipient: &Recipient) -> Element {
    tag("valueRecipient")
        .attribute_if("name", recipient.name.as_deref())
        .attribute("type", &recipient.kind)
        .attribute("address", &recipient.address)
        .attribute("split", recipient.split.to_string())
        .attribute_if("customKey", recipient.custom_key.as_deref())
        .attribute_if("customValue", recipient.custom_value.as_deref())
        .attribute_if("fee", recipient.is_fee.then_some("true"))
}

fn time_split(split: &TimeSplit) -> Element {
    let element = tag("valueTimeSplit")
        .attribute("startTime", seconds(split.start))
        .attribute("duration", seconds(split.duration))
        .attribute_if("remoteStartTime", split.remote_start.map(seconds))
        .attribute_if("remotePercentage", split.remote_percentage.map(seconds));
    match &split.to {
        Takers::Remote(item) => element.child(remote(item)),
        Takers::Recipients(recipients) => recipients.iter().fold(element, |element, who| element.child(recipient(who))),
    }
}

pub(super) fn remote(item: &Remote) -> Element {
    let mut element = tag("remoteItem")
        .attribute("feedGuid", &item.feed_guid)
        .attribute_if("feedUrl", item.feed_url.as_ref().map(|url| url.as_str()))
        .attribute_if("medium", item.medium.as_deref())
        .attribute_if("title", item.title.as_deref());
    if let Some(guid) = &item.item_guid {
        element = element.exact_attribute("itemGuid", guid);
    }
    element
}
