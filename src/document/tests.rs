//! Whole items and documents, and the promise that splicing rests on.

use super::{
    ContentPolicy, Envelope, Fragment, Item, ItemPolicy, atom, envelope, fixture, item, rss as rss_format, splice,
};
use crate::{
    record::{Body, Category, Enclosure, Image, Location, Record, RelatedLink, SourceFeed, SummaryText},
    value::{EntryId, Format},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn text(format: Format, shown: &Item<'_>, policy: &ItemPolicy) -> String {
    item(format, shown, policy).expect("the record can be carried").text
}

/// A record with everything, in a feed that shows all of it.
fn full_record() -> Record {
    let mut record = fixture::record();
    record.external_url = Some(fixture::url("https://other.example/a?b&c"));
    record.summary = Some(SummaryText::Plain("All of it.".to_owned()));
    record.updated = crate::value::Timestamp::from_unix(1_795_343_400);
    record.authors = vec![fixture::person("Ada Quay", Some("ada@a.example"))];
    record.authors[0].url = Some(fixture::url("https://a.example/ada"));
    record.contributors = vec![fixture::person("Bo", Some("bo@a.example"))];
    record.contributors[0].role = Some("editor".to_owned());
    record.categories = vec![
        Category {
            term: "tides".to_owned(),
            scheme: Some("https://a.example/topics".to_owned()),
            label: Some("Tides & more".to_owned()),
        },
        Category { term: "harbour".to_owned(), scheme: Some("topics".to_owned()), label: None },
    ];
    let mut second = fixture::enclosure("https://a.example/a.ogg");
    (second.length, second.title) = (Some(12), Some("Ogg".to_owned()));
    record.enclosures = vec![fixture::enclosure("https://a.example/a.mp3"), second];
    record.enclosures[0].duration = Some(90.0);
    record.image = Some(Image {
        url: fixture::url("https://a.example/a.jpg"),
        alt: Some("Rope".to_owned()),
        width: None,
        height: None,
    });
    record.language = Some("de".parse().expect("a tag"));
    record.rights = Some("© Ada".to_owned());
    record.license = Some(fixture::url("https://licenses.example/by/4.0/"));
    record.source = Some(SourceFeed {
        title: Some("Origin".to_owned()),
        url: Some(fixture::url("https://origin.example/")),
        feed: Some(fixture::url("https://origin.example/rss")),
        id: None,
    });
    record.comments = Some(fixture::url("https://a.example/salt#comments"));
    record.related = vec![
        RelatedLink {
            rel: "via".to_owned(),
            url: fixture::url("https://via.example/"),
            title: Some("Via".to_owned()),
            language: None,
        },
        RelatedLink {
            rel: "alternate".to_owned(),
            url: fixture::url("https://a.example/fr"),
            title: None,
            language: Some("fr".parse().expect("a tag")),
        },
    ];
    record.location = Some(Location { name: Some("Pier".to_owned()), latitude: Some(54.5), longitude: Some(-1.25) });
    record
}

fn body() -> Body {
    Body { html: "<p>1 &lt; 2 &amp; \"x\"</p>".to_owned(), text: None, text_only: false, excerpt: None }
}

#[test]
fn everything_in_rss() {
    let (record, body) = (full_record(), body());
    let mut shown = fixture::item(&record);
    (shown.body, shown.summary) = (Some(&body), Some("All of <it>."));
    let fragment = item(Format::Rss, &shown, &fixture::policy()).expect("carried");
    assert_eq!(
        fragment.text.replace("><", ">\n<"),
        r#"<item>
<title>Salt &#x26; Rope</title>
<link>https://a.example/salt</link>
<description>
<![CDATA[All of &lt;it&gt;.]]>
</description>
<author>ada@a.example (Ada Quay)</author>
<category domain="https://a.example/topics">Tides &amp; more</category>
<category domain="topics">harbour</category>
<comments>https://a.example/salt#comments</comments>
<enclosure url="https://a.example/a.mp3" length="0" type="audio/mpeg"/>
<guid isPermaLink="false">tag:a.example,2026:salt</guid>
<pubDate>Sun, 22 Nov 2026 09:30:00 +0000</pubDate>
<source url="https://origin.example/rss">Origin</source>
<content:encoded>
<![CDATA[<p>1 &lt; 2 &amp; "x"</p>]]>
</content:encoded>
<atom:link href="https://other.example/a?b&amp;c" rel="related">
</atom:link>
<atom:link href="https://via.example/" rel="via" title="Via">
</atom:link>
<atom:link href="https://a.example/fr" hreflang="fr" rel="alternate">
</atom:link>
<atom:updated>2026-11-22T10:30:00Z</atom:updated>
<creativeCommons:license>https://licenses.example/by/4.0/</creativeCommons:license>
<georss:point>54.5 -1.25</georss:point>
<media:content medium="image" type="image/jpeg" url="https://a.example/a.jpg">
<media:description type="plain">Rope</media:description>
</media:content>
<media:content duration="90" medium="audio" type="audio/mpeg" url="https://a.example/a.mp3">
</media:content>
<media:content fileSize="12" medium="audio" type="audio/mpeg" url="https://a.example/a.ogg">
<media:title type="plain">Ogg</media:title>
</media:content>
<media:thumbnail url="https://a.example/a.jpg">
</media:thumbnail>
<dc:contributor>Bo</dc:contributor>
<dc:language>de</dc:language>
<dc:rights>© Ada</dc:rights>
</item>"#
    );
    let prefixes: Vec<&str> = fragment.namespaces.keys().map(String::as_str).collect();
    assert_eq!(prefixes, ["atom", "content", "creativeCommons", "dc", "georss", "media"]);
}

#[test]
fn everything_in_atom() {
    let (record, body) = (full_record(), body());
    let mut shown = fixture::item(&record);
    (shown.body, shown.summary) = (Some(&body), Some("All of <it>."));
    let fragment = item(Format::Atom, &shown, &fixture::policy()).expect("carried");
    assert_eq!(
        fragment.text.replace("><", ">\n<"),
        r#"<entry xml:lang="de">
<title>Salt &amp; Rope</title>
<id>tag:a.example,2026:salt</id>
<updated>2026-11-22T10:30:00+00:00</updated>
<author>
<name>Ada Quay</name>
<email>ada@a.example</email>
<uri>https://a.example/ada</uri>
</author>
<category term="tides" scheme="https://a.example/topics" label="Tides &amp; more"/>
<category term="harbour"/>
<contributor>
<name>Bo</name>
<email>bo@a.example</email>
</contributor>
<link href="https://a.example/salt" rel="alternate" type="text/html"/>
<link href="https://other.example/a?b&amp;c" rel="related"/>
<link href="https://via.example/" rel="via" title="Via"/>
<link href="https://a.example/fr" rel="alternate" hreflang="fr"/>
<link href="https://a.example/a.mp3" rel="enclosure" type="audio/mpeg"/>
<link href="https://a.example/a.ogg" rel="enclosure" type="audio/mpeg" title="Ogg" length="12"/>
<link href="https://licenses.example/by/4.0/" rel="license"/>
<link href="https://a.example/salt#comments" rel="replies" type="text/html"/>
<published>2026-11-22T09:30:00+00:00</published>
<rights>© Ada</rights>
<source>
<title>Origin</title>
<id>https://origin.example/rss</id>
<updated>2026-11-22T09:30:00+00:00</updated>
<link href="https://origin.example/rss" rel="self"/>
<link href="https://origin.example/" rel="alternate" type="text/html"/>
</source>
<summary>All of &lt;it&gt;.</summary>
<content type="html">&lt;p&gt;1 &amp;lt; 2 &amp;amp; &quot;x&quot;&lt;/p&gt;</content>
<georss:point>54.5 -1.25</georss:point>
<media:content medium="image" type="image/jpeg" url="https://a.example/a.jpg">
<media:description type="plain">Rope</media:description>
</media:content>
<media:content duration="90" medium="audio" type="audio/mpeg" url="https://a.example/a.mp3">
</media:content>
<media:thumbnail url="https://a.example/a.jpg">
</media:thumbnail>
</entry>"#
    );
    let prefixes: Vec<&str> = fragment.namespaces.keys().map(String::as_str).collect();
    assert_eq!(prefixes, ["georss", "media"]);
}

#[test]
fn everything_in_json() {
    let (record, body) = (full_record(), body());
    let mut shown = fixture::item(&record);
    (shown.body, shown.summary) = (Some(&body), Some("All of <it>."));
    assert_eq!(
        text(Format::Json, &shown, &fixture::policy()).replace(",\"", ",\n\""),
        r#"{"id":"tag:a.example,2026:salt",
"url":"https://a.example/salt",
"external_url":"https://other.example/a?b&c",
"title":"Salt & Rope",
"content_html":"<p>1 &lt; 2 &amp; \"x\"</p>",
"summary":"All of <it>.",
"image":"https://a.example/a.jpg",
"date_published":"2026-11-22T09:30:00Z",
"date_modified":"2026-11-22T10:30:00Z",
"authors":[{"name":"Ada Quay",
"url":"https://a.example/ada"}],
"tags":["Tides & more",
"harbour"],
"language":"de",
"attachments":[{"url":"https://a.example/a.mp3",
"mime_type":"audio/mpeg",
"duration_in_seconds":90},{"url":"https://a.example/a.ogg",
"mime_type":"audio/mpeg",
"title":"Ogg",
"size_in_bytes":12}],
"_courant":{"image_alt":"Rope",
"contributors":[{"name":"Bo",
"role":"editor"}],
"categories":[{"term":"tides",
"scheme":"https://a.example/topics",
"label":"Tides & more"},{"term":"harbour",
"scheme":"topics"}],
"rights":"© Ada",
"license":"https://licenses.example/by/4.0/",
"source":{"title":"Origin",
"url":"https://origin.example/",
"feed":"https://origin.example/rss"},
"comments":"https://a.example/salt#comments",
"related":[{"rel":"via",
"url":"https://via.example/",
"title":"Via"},{"rel":"alternate",
"url":"https://a.example/fr",
"language":"fr"}],
"location":{"name":"Pier",
"lat":54.5,
"lon":-1.25}}}"#
    );
}

/// What stands between the first `open` and the next `close`.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

#[test]
fn people_in_rss() {
    let ada = || fixture::person("Ada", Some("ada@a.example"));
    let bo = || fixture::person("Bo (the \\ Boss)", Some("bo@a.example"));
    let table = [
        (vec![ada()], true, Some("ada@a.example (Ada)"), 0),
        (vec![bo()], true, Some("bo@a.example (Bo the  Boss)"), 0),
        (vec![ada()], false, None, 1),
        (vec![ada(), bo()], true, None, 2),
        (vec![fixture::person("Cy", None)], true, None, 1),
        (vec![], true, None, 0),
    ];
    for (authors, show_emails, author, creators) in table {
        let mut record = fixture::record();
        record.authors = authors;
        let policy = ItemPolicy { show_emails, ..fixture::policy() };
        let rss = text(Format::Rss, &fixture::item(&record), &policy);
        assert_eq!(between(&rss, "<author>", "</author>"), author, "{rss}");
        assert_eq!(rss.matches("<dc:creator>").count(), creators, "{rss}");
        let all = [Format::Atom, Format::Json].map(|format| text(format, &fixture::item(&record), &policy)).concat();
        assert!(show_emails || !(all + &rss).contains('@'), "{rss}");
    }
}

#[test]
fn a_private_address_is_never_shown() {
    let mut record = fixture::record();
    record.authors[0].email_private = Some("secret@a.example".parse().expect("valid"));
    for format in Format::ALL {
        assert!(!text(format, &fixture::item(&record), &fixture::policy()).contains("secret"), "{format}");
    }
}

#[test]
fn bodies_and_summaries() {
    let record = fixture::record();
    let html = body();
    let plain = Body { html: "<p>a</p>".to_owned(), text: Some("a".to_owned()), text_only: true, excerpt: None };
    let both = Body { text: Some("plain".to_owned()), ..body() };
    let footed = ItemPolicy { item_footer: Some("<p>{url}</p>".to_owned()), ..fixture::policy() };
    let short = ItemPolicy { content: ContentPolicy::Summary, ..fixture::policy() };
    let full = fixture::policy();
    let item = |body, summary, summary_html| Item { body, summary, summary_html, ..fixture::item(&record) };
    // item, policy -> RSS description, Atom summary and content with their types, JSON content_html and content_text
    let table = [
        (
            item(Some(&html), None, None),
            &full,
            Some("<![CDATA[<p>1 &lt; 2 &amp; \"x\"</p>]]>"),
            None,
            Some(r#" type="html">&lt;p&gt;1 &amp;lt; 2 &amp;amp; &quot;x&quot;&lt;/p&gt;"#),
            Some(r#"<p>1 &lt; 2 &amp; \"x\"</p>"#),
            None,
        ),
        (
            item(Some(&plain), None, None),
            &full,
            Some("<![CDATA[<p>a</p>]]>"),
            None,
            Some(r#" type="text">a"#),
            None,
            Some("a"),
        ),
        (
            item(Some(&plain), None, None),
            &footed,
            Some("<![CDATA[<p>a</p>\n<p>https://a.example/salt</p>]]>"),
            None,
            Some(" type=\"html\">&lt;p&gt;a&lt;/p&gt;\n&lt;p&gt;https://a.example/salt&lt;/p&gt;"),
            Some(r"<p>a</p>\n<p>https://a.example/salt</p>"),
            Some("a"),
        ),
        (
            item(Some(&both), None, None),
            &full,
            Some("<![CDATA[<p>1 &lt; 2 &amp; \"x\"</p>]]>"),
            None,
            Some(r#" type="html">&lt;p&gt;1 &amp;lt; 2 &amp;amp; &quot;x&quot;&lt;/p&gt;"#),
            Some(r#"<p>1 &lt; 2 &amp; \"x\"</p>"#),
            Some("plain"),
        ),
        (
            item(Some(&html), Some("a <\nb"), None),
            &short,
            Some("<![CDATA[a &lt;<br>\nb]]>"),
            Some(">a &lt;\nb"),
            None,
            None,
            Some(r"a <\nb"),
        ),
        (
            item(None, Some("a"), Some("<b>a</b>")),
            &full,
            Some("<![CDATA[<b>a</b>]]>"),
            Some(r#" type="html">&lt;b&gt;a&lt;/b&gt;"#),
            None,
            None,
            Some("a"),
        ),
        (item(None, None, None), &full, None, None, None, None, Some("Salt & Rope")),
    ];
    for (item, policy, description, summary, content, html, plain) in table {
        let rss = text(Format::Rss, &item, policy);
        assert_eq!(between(&rss, "<description>", "</description>"), description);
        assert!(!rss.contains("content:encoded"), "{rss}");
        let atom = text(Format::Atom, &item, policy);
        assert_eq!(between(&atom, "<summary", "</summary>"), summary);
        assert_eq!(between(&atom, "<content", "</content>"), content);
        let json = text(Format::Json, &item, policy);
        assert_eq!(between(&json, "\"content_html\":\"", "\",\""), html, "{json}");
        assert_eq!(between(&json, "\"content_text\":\"", "\",\""), plain, "{json}");
    }
}

#[test]
fn an_entry_without_a_page_has_content() {
    let mut record = fixture::record();
    record.url = None;
    let bare = text(Format::Atom, &fixture::item(&record), &fixture::policy());
    assert!(bare.contains(r#"<content type="text">Salt &amp; Rope</content>"#), "{bare}");
    let item = Item { summary: Some("s"), summary_html: Some("<i>s</i>"), ..fixture::item(&record) };
    let summary = text(Format::Atom, &item, &fixture::policy());
    assert!(summary.contains(r#"<content type="html">&lt;i&gt;s&lt;/i&gt;</content>"#), "{summary}");
    assert!(!summary.contains("<summary"), "{summary}");
}

#[test]
fn ids_and_permalinks() {
    let table = [
        (
            "https://a.example/salt",
            r#"<guid isPermaLink="true">https://a.example/salt</guid>"#,
            "<id>https://a.example/salt</id>",
        ),
        (
            "https://a.example/old",
            r#"<guid isPermaLink="false">https://a.example/old</guid>"#,
            "<id>https://a.example/old</id>",
        ),
        ("show/1 & 2", r#"<guid isPermaLink="false">show/1 &amp; 2</guid>"#, "<id>urn:uuid:"),
    ];
    for (id, guid, atom_id) in table {
        let mut record = fixture::record();
        record.id = EntryId::new(id).expect("legal");
        let policy = ItemPolicy { link_query: Some("utm_source=rss".to_owned()), ..fixture::policy() };
        let rss = text(Format::Rss, &fixture::item(&record), &policy);
        assert!(rss.contains(guid), "{rss}");
        assert!(rss.contains("<link>https://a.example/salt?utm_source=rss</link>"), "{rss}");
        assert!(text(Format::Atom, &fixture::item(&record), &policy).contains(atom_id));
    }
}

#[test]
fn a_source_without_a_feed_is_not_lost() {
    let mut record = fixture::record();
    record.source = Some(SourceFeed { title: Some("Wire".to_owned()), ..SourceFeed::default() });
    let rss = text(Format::Rss, &fixture::item(&record), &fixture::policy());
    assert!(rss.contains("<dc:source>Wire</dc:source>") && !rss.contains("<source"), "{rss}");
    let atom = text(Format::Atom, &fixture::item(&record), &fixture::policy());
    assert!(atom.contains("<source><title>Wire</title><updated>"), "{atom}");
}

#[test]
fn what_a_format_cannot_carry_is_a_finding_with_a_place() {
    let mut record = fixture::record();
    record.title = None;
    record.origin.listed = true;
    for format in [Format::Rss, Format::Json] {
        let finding = item(format, &fixture::item(&record), &fixture::policy()).expect_err("nothing to show");
        assert_eq!(finding.rule.name, "record-empty");
        assert_eq!(finding.place.to_string(), "data/salt.md:1 (salt)");
    }
    // RFC 4287 is content with a page to link to, and demands an empty title.
    let atom = text(Format::Atom, &fixture::item(&record), &fixture::policy());
    assert!(atom.starts_with("<entry><title></title>"), "{atom}");
    record.url = None;
    let finding = item(Format::Atom, &fixture::item(&record), &fixture::policy()).expect_err("nothing to show");
    assert_eq!(finding.rule.name, "record-empty");
    (record.title, record.published) = (Some("T".to_owned()), None);
    let finding = item(Format::Atom, &fixture::item(&record), &fixture::policy()).expect_err("no date");
    assert_eq!(finding.rule.name, "record-undated");
}

#[test]
fn tags_are_told_in_full_only_if_they_say_more() {
    let category = |term: &str, label: Option<&str>| Category {
        term: term.to_owned(),
        scheme: None,
        label: label.map(ToOwned::to_owned),
    };
    let mut record = fixture::record();
    record.categories = vec![category("a", None), category("b", Some("b")), category("a", None)];
    let json = text(Format::Json, &fixture::item(&record), &fixture::policy());
    assert!(json.contains(r#""tags":["a","b"]"#) && !json.contains("_courant"), "{json}");
    record.categories.push(category("c", Some("C")));
    let json = text(Format::Json, &fixture::item(&record), &fixture::policy());
    assert!(
        json.contains(r#""categories":[{"term":"a"},{"term":"b","label":"b"},{"term":"a"},{"term":"c","label":"C"}]"#),
        "{json}"
    );
}

fn full_channel() -> super::Channel {
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
    channel.namespaces = BTreeMap::from([("snf".to_owned(), "http://snf.example/?a&b".to_owned())]);
    channel
}

fn envelope_text(format: Format, channel: &super::Channel) -> String {
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

/// Texts that look like the tags, sections and references that splicing searches for.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<item>",
        "</item>",
        "<entry>",
        "</entry>",
        "<guid>",
        "<title>",
        "</title>",
        "]]>",
        "<![CDATA[",
        "]]",
        "<source>",
        "<id></id>",
        "&amp;",
        "&lt;",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "\n",
        "ü",
        "東京",
        "🗼",
        "word",
        " ",
        "</channel></rss>",
        "</feed>",
    ]);
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn any_record() -> impl Strategy<Value = (Record, Option<Body>, Option<String>)> {
    (
        any::<u16>(),
        prop::option::of(nasty()),
        prop::option::of(nasty()),
        prop::option::of(nasty()),
        prop::collection::vec(nasty(), 0..3),
        prop::option::of(nasty()),
        any::<[bool; 4]>(),
    )
        .prop_map(|(n, title, html, summary, terms, extra, [permalink, media, foreign, address])| {
            let mut record = full_record();
            let url = fixture::url(&format!("https://a.example/{n}"));
            record.id = if permalink { EntryId::new(url.as_str()).expect("legal") } else { record.id };
            record.url = Some(url);
            record.title =
                Some(title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| "untitled".to_owned()));
            record.summary = summary.clone().map(SummaryText::Plain);
            record.authors[0].email = record.authors[0].email.take().filter(|_| address);
            record.categories =
                terms.into_iter().map(|term| Category { term, scheme: extra.clone(), label: None }).collect();
            record.language = record.language.filter(|_| foreign);
            record.enclosures.truncate(if media { 2 } else { 0 });
            record.enclosures.iter_mut().for_each(|enclosure: &mut Enclosure| enclosure.title.clone_from(&extra));
            record.rights.clone_from(&extra);
            (record, html.map(|html| Body { html, ..Body::default() }), summary)
        })
}

/// The items of a whole write: what stands between `open` and `close` tags outside CDATA.
fn items_of<'t>(whole: &'t str, open: &str, close: &str) -> (&'t str, Vec<&'t str>, &'t str) {
    let (mut items, mut from, mut first, mut at) = (Vec::new(), 0, None, 0);
    while at < whole.len() {
        let rest = &whole[at..];
        if rest.starts_with("<![CDATA[") {
            at += rest.find("]]>").expect("closed");
        } else if rest.starts_with(open) {
            first.get_or_insert(at);
            from = at;
        } else if rest.starts_with(close) {
            items.push(&whole[from..at + close.len()]);
            from = at + close.len();
        }
        at += whole[at..].chars().next().map_or(1, char::len_utf8);
    }
    let first = first.unwrap_or(whole.len());
    (&whole[..first], items, &whole[from.max(first)..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Fragments put into an envelope are what the `rss` crate writes in one go, but for the mends and the line breaks.
    #[test]
    fn spliced_rss_is_the_whole_write(records in prop::collection::vec(any_record(), 1..5)) {
        let policy = fixture::policy();
        let items: Vec<Item<'_>> = records
            .iter()
            .map(|(record, body, summary)| Item { body: body.as_ref(), summary: summary.as_deref(), ..fixture::item(record) })
            .collect();
        let fragments: Vec<Fragment> = items.iter().map(|i| item(Format::Rss, i, &policy).expect("carried")).collect();
        let namespaces: BTreeMap<_, _> = fragments.iter().flat_map(|fragment| fragment.namespaces.clone()).collect();
        let mut channel = rss_format::build_channel(&full_channel(), &namespaces);
        channel.items = items.iter().map(|i| rss_format::build_item(i, &policy).expect("carried").0).collect();
        let permalinks: Vec<bool> = channel.items.iter().map(|i| i.guid.as_ref().is_some_and(|guid| guid.permalink)).collect();

        let whole = channel.to_string();
        let (head, whole_items, tail) = items_of(&whole, "<item>", "</item>");
        let Envelope { head: our_head, tail: our_tail, .. } = envelope(Format::Rss, &full_channel(), &namespaces);
        let unmended = our_head.replace("&#x26;", "&amp;").replace("UTF-8\"?>\n", "utf-8\"?>");
        prop_assert_eq!(unmended.trim_end(), head);
        prop_assert_eq!(our_tail.trim(), tail);
        prop_assert_eq!(whole_items.len(), fragments.len());
        for ((whole, fragment), permalink) in whole_items.into_iter().zip(&fragments).zip(permalinks) {
            prop_assert_eq!(&splice::mend_rss_item(whole, permalink), &fragment.text);
        }
    }

    /// The same for Atom, where the crate writes the feed's extensions after the entries.
    #[test]
    fn spliced_atom_is_the_whole_write(records in prop::collection::vec(any_record(), 1..5)) {
        let policy = fixture::policy();
        let items: Vec<Item<'_>> = records
            .iter()
            .map(|(record, body, summary)| Item { body: body.as_ref(), summary: summary.as_deref(), ..fixture::item(record) })
            .collect();
        let fragments: Vec<Fragment> = items.iter().map(|i| item(Format::Atom, i, &policy).expect("carried")).collect();
        let namespaces: BTreeMap<_, _> = fragments.iter().flat_map(|fragment| fragment.namespaces.clone()).collect();
        let mut feed = atom::build_feed(&full_channel(), &namespaces);
        feed.entries = items.iter().map(|i| atom::build_entry(i, &policy).expect("carried").0).collect();

        let whole = feed.to_string();
        let (head, entries, tail) = items_of(&whole, "<entry>", "</entry>");
        let (extensions, closing) = tail.split_at(tail.len() - "</feed>".len());
        let Envelope { head: our_head, tail: our_tail, .. } = envelope(Format::Atom, &full_channel(), &namespaces);
        let head = format!("{head}{extensions}");
        let unmended = our_head.replace(" encoding=\"UTF-8\"", "");
        prop_assert_eq!(unmended.trim_end(), head);
        prop_assert_eq!(our_tail.trim(), closing);
        prop_assert_eq!(entries.len(), fragments.len());
        for ((entry, fragment), item) in entries.into_iter().zip(&fragments).zip(&items) {
            let language = atom::own_language(item.record, &policy);
            prop_assert_eq!(&splice::mend_atom_entry(entry, language), &fragment.text);
        }
    }
}
