//! What stands around the items, byte for byte.

use crate::{
    document::{Channel, Cloud, Envelope, envelope, fixture},
    record::{Category, Image},
    value::Format,
};
use std::collections::BTreeMap;

pub(super) fn full_channel() -> Channel {
    let mut channel = fixture::channel();
    channel.description = Some("Tides & gossip".to_owned());
    channel.language = Some("en-GB".parse().expect("a tag"));
    channel.rights = Some("© Quay".to_owned());
    channel.license = Some(fixture::url("https://licenses.example/by/4.0/"));
    channel.authors = vec![fixture::person("Ada", None), fixture::person("Bo", Some("bo@a.example"))];
    channel.webmaster = Some(fixture::person("Web", Some("web@a.example")));
    channel.categories = vec![Category { term: "sea".to_owned(), scheme: None, label: None }];
    channel.image =
        Some(Image { url: fixture::url("https://a.example/i.png"), alt: None, width: Some(144), height: Some(400) });
    channel.icon = Some(fixture::url("https://a.example/icon.png"));
    channel.favicon = Some(fixture::url("https://a.example/fav.png"));
    channel.logo = Some(fixture::url("https://a.example/logo.png"));
    channel.ttl = Some(60);
    channel.skip_hours = vec![3, 1, 3, 24];
    channel.skip_days = vec!["Sunday".to_owned(), "saturday".to_owned(), "Someday".to_owned()];
    channel.schedule = Some(("daily".to_owned(), 2));
    channel.hubs = vec![fixture::url("https://hub.example/?a&b")];
    channel.cloud = Some(Cloud {
        domain: "cloud.example".to_owned(),
        port: 5337,
        path: "/pleaseNotify?a&b".to_owned(),
        procedure: String::new(),
        protocol: "http-post".to_owned(),
    });
    channel.namespaces = BTreeMap::from([("snf".to_owned(), "http://snf.example/?a&b".to_owned())]);
    channel
}

fn envelope_text(format: Format, channel: &Channel) -> String {
    let Envelope { head, tail, .. } = envelope(format, channel, &BTreeMap::new());
    format!("{head}ITEMS{tail}")
}

#[test]
fn a_channel_in_rss() {
    assert_eq!(
        envelope_text(Format::Rss, &full_channel()).replace("><", ">\n<"),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule" xmlns:snf="http://snf.example/?a&amp;b" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
<title>Harbour &#x26; Notes</title>
<link>https://a.example/</link>
<description>Tides &#x26; gossip</description>
<language>en-GB</language>
<copyright>© Quay</copyright>
<managingEditor>bo@a.example (Bo)</managingEditor>
<webMaster>web@a.example (Web)</webMaster>
<lastBuildDate>Sun, 22 Nov 2026 09:30:00 +0000</lastBuildDate>
<category>sea</category>
<generator>Courant</generator>
<docs>https://www.rssboard.org/rss-specification</docs>
<cloud domain="cloud.example" port="5337" path="/pleaseNotify?a&amp;b" registerProcedure="" protocol="http-post"/>
<ttl>60</ttl>
<image>
<url>https://a.example/i.png</url>
<title>Harbour &#x26; Notes</title>
<link>https://a.example/</link>
<width>144</width>
<height>400</height>
</image>
<skipHours>
<hour>1</hour>
<hour>3</hour>
</skipHours>
<skipDays>
<day>Saturday</day>
<day>Sunday</day>
</skipDays>
<atom:id>tag:a.example,2026:feed</atom:id>
<atom:link href="https://a.example/rss.xml" rel="self" type="application/rss+xml">
</atom:link>
<atom:link href="https://a.example/atom.xml" rel="alternate" type="application/atom+xml">
</atom:link>
<atom:link href="https://a.example/feed.json" rel="alternate" type="application/feed+json">
</atom:link>
<atom:link href="https://hub.example/?a&amp;b" rel="hub">
</atom:link>
<creativeCommons:license>https://licenses.example/by/4.0/</creativeCommons:license>
<sy:updateFrequency>2</sy:updateFrequency>
<sy:updatePeriod>daily</sy:updatePeriod>
ITEMS
</channel>
</rss>
"#
    );
}

#[test]
fn a_channel_in_atom() {
    assert_eq!(
        envelope_text(Format::Atom, &full_channel()).replace("><", ">\n<"),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:snf="http://snf.example/?a&amp;b" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xml:lang="en-GB">
<title>Harbour &amp; Notes</title>
<id>tag:a.example,2026:feed</id>
<updated>2026-11-22T09:30:00+00:00</updated>
<author>
<name>Ada</name>
</author>
<author>
<name>Bo</name>
<email>bo@a.example</email>
</author>
<category term="sea"/>
<generator>Courant</generator>
<icon>https://a.example/icon.png</icon>
<link href="https://a.example/atom.xml" rel="self" type="application/atom+xml"/>
<link href="https://a.example/" rel="alternate" type="text/html"/>
<link href="https://a.example/rss.xml" rel="alternate" type="application/rss+xml"/>
<link href="https://a.example/feed.json" rel="alternate" type="application/feed+json"/>
<link href="https://hub.example/?a&amp;b" rel="hub"/>
<link href="https://licenses.example/by/4.0/" rel="license"/>
<logo>https://a.example/logo.png</logo>
<rights>© Quay</rights>
<subtitle>Tides &amp; gossip</subtitle>
<sy:updateFrequency>2</sy:updateFrequency>
<sy:updatePeriod>daily</sy:updatePeriod>
ITEMS
</feed>
"#
    );
}

#[test]
fn a_channel_in_json() {
    assert_eq!(
        envelope_text(Format::Json, &full_channel()).replace(",\"", ",\n\""),
        r#"{"version":"https://jsonfeed.org/version/1.1",
"title":"Harbour & Notes",
"home_page_url":"https://a.example/",
"feed_url":"https://a.example/feed.json",
"description":"Tides & gossip",
"icon":"https://a.example/icon.png",
"favicon":"https://a.example/fav.png",
"authors":[{"name":"Ada"},{"name":"Bo"}],
"language":"en-GB",
"hubs":[{"type":"WebSub",
"url":"https://hub.example/?a&b"}],
"_courant":{"feed_id":"tag:a.example,2026:feed",
"updated":"2026-11-22T09:30:00Z",
"rights":"© Quay",
"license":"https://licenses.example/by/4.0/",
"categories":[{"term":"sea"}]},
"items":[
ITEMS
]}
"#
    );
}

#[test]
fn what_a_channel_falls_back_to() {
    let rss = envelope_text(Format::Rss, &fixture::channel());
    assert!(rss.contains("<description>Harbour &#x26; Notes</description>"), "{rss}");
    let mut channel = fixture::channel();
    let atom = envelope_text(Format::Atom, &channel);
    assert!(atom.contains("<author><name>Harbour &amp; Notes</name></author>"), "{atom}");
    channel.authors = vec![fixture::person("Ada", None), fixture::person("Bo", None)];
    let rss = envelope_text(Format::Rss, &channel);
    assert!(
        rss.contains("<dc:creator>Ada</dc:creator><dc:creator>Bo</dc:creator>") && rss.contains("xmlns:dc="),
        "{rss}"
    );
    channel.image =
        Some(Image { url: fixture::url("https://a.example/i.png"), alt: None, width: Some(145), height: Some(10) });
    let rss = envelope_text(Format::Rss, &channel);
    assert!(!rss.contains("<width>") && !rss.contains("<height>"), "{rss}");
}
