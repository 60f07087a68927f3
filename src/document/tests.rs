//! Whole items, byte for byte, and what they say in each format.

mod channels;
mod past;
mod splicing;

use super::{ContentPolicy, Item, ItemPolicy, fixture, item};
use crate::{
    record::{Body, Category, Image, Location, Record, RelatedLink, SourceFeed, SummaryText},
    value::{EntryId, Format},
};

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
<category domain="https://a.example/topics">Tides &#x26; more</category>
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
<atom:link href="https://a.example/salt" hreflang="de" rel="alternate">
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
<link href="https://a.example/salt" rel="alternate" hreflang="de" type="text/html"/>
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
        (item(None, None, None), &full, None, None, Some(r#" type="text">Salt &amp; Rope"#), None, Some("Salt & Rope")),
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
fn an_entry_shows_some_text_even_if_it_has_a_page() {
    let record = fixture::record();
    let bare = text(Format::Atom, &fixture::item(&record), &fixture::policy());
    assert!(bare.contains(r#"<content type="text">Salt &amp; Rope</content>"#), "{bare}");
    let item = Item { summary: Some("s"), ..fixture::item(&record) };
    let summary = text(Format::Atom, &item, &fixture::policy());
    assert!(summary.contains("<summary>s</summary>") && !summary.contains("<content"), "{summary}");
}

#[test]
fn plain_text_that_resembles_markup_is_said_to_be_no_markup() {
    // text -> Atom summary
    let table = [
        ("Salt & Rope, AT&T, 1 < 2", ">Salt &amp; Rope, AT&amp;T, 1 &lt; 2"),
        ("Close </p>", r#" type="html">Close &amp;lt;/p&amp;gt;"#),
        ("Write &amp; for it", r#" type="html">Write &amp;amp;amp; for it"#),
        ("alpha&omega", r#" type="html">alpha&amp;amp;omega"#),
        ("&#38", r#" type="html">&amp;amp;#38"#),
    ];
    for (plain, expected) in table {
        let record = fixture::record();
        let item = Item { summary: Some(plain), ..fixture::item(&record) };
        let atom = text(Format::Atom, &item, &fixture::policy());
        assert_eq!(between(&atom, "<summary", "</summary>"), Some(expected), "{atom}");

        let body = Body {
            html: format!("<p>{}</p>", crate::value::escape_html(plain)),
            text: Some(plain.to_owned()),
            text_only: true,
            excerpt: None,
        };
        let item = Item { body: Some(&body), ..fixture::item(&record) };
        let atom = text(Format::Atom, &item, &fixture::policy());
        assert_eq!(atom.contains(r#"<content type="html">"#), expected.contains("html"), "{atom}");
    }
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
