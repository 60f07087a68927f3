//! Good feeds with random damage: the same every time, since the damage is drawn from a seed. Whatever comes of it, it is
//! judged without panic, with a place for everything, and is well-formed exactly when another parser says so.

use super::{Options, Profile, document};
use crate::{diagnostic::Diagnostic, value::Timestamp};

/// Random numbers that are the same on every machine.
struct Dice(blake3::OutputReader);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof())
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % end.max(1) as u64).expect("it is below a usize")
    }
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harbour Talk</title><link>https://talk.example/</link><description>Voices &amp; tides</description>
<language>en</language><atom:link rel="self" type="application/rss+xml" href="https://talk.example/feed.xml"/>
<skipHours><hour>1</hour></skipHours><cloud domain="a.example" port="80" path="/" registerProcedure="" protocol="xml-rpc"/>
<itunes:category text="News"><itunes:category text="Daily News"/></itunes:category><itunes:image href="https://talk.example/a.jpg"/>
<item><title>One &#x26; only</title><guid isPermaLink="false">tag:talk.example,2026:one</guid>
<pubDate>Sun, 22 Nov 2015 09:30:00 +0000</pubDate><dc:creator>Ada</dc:creator><category domain="https://a.example/">x</category>
<description><![CDATA[<p style="color: red">Salt <a href="https://a.example/?a=1&amp;b=2">rope</a> &hellip;</p>]]></description>
<content:encoded>&lt;p&gt;Long &lt;b&gt;text&lt;/b&gt;&lt;/p&gt;</content:encoded>
<enclosure url="https://talk.example/one.mp3" length="24986239" type="audio/mpeg"/><itunes:duration>25:30</itunes:duration>
<media:group><media:content url="https://talk.example/1.jpg" medium="image"/></media:group>
<podcast:transcript url="https://talk.example/one.vtt" type="text/vtt"/><podcast:person role="host">Ada</podcast:person></item>
<item><title>Two</title><link>https://talk.example/2</link><guid>https://talk.example/2</guid></item>
</channel></rss>"#;

const ATOM: &str = r#"<?xml version='1.0'?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en" xml:base="https://a.example/">
<id>tag:a.example,2026:feed</id><title type="html">Notes &lt;b&gt;</title><updated>2026-11-22T09:30:00Z</updated>
<author><name>Ada</name><email>ada@a.example</email><uri>https://a.example/ada</uri></author>
<link rel="self" href="feed.atom"/><generator uri="https://a.example/" version="1">G</generator>
<entry><id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id><title>One</title><updated>2026-11-22T09:30:00.5+01:00</updated>
<link rel="alternate" type="text/html" hreflang="en" href="1"/><link rel="enclosure" length="1" href="1.mp3"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x">Salt<br/><img src="a.png" alt=""/></p></div></content>
<source><id>tag:a.example,2026:other</id><title>T</title><updated>2026-11-22T09:30:00Z</updated></source></entry>
<entry><id>tag:a.example,2026:2</id><title/><updated>2026-11-22T09:30:00Z</updated>
<content type="image/png">aGk=</content><summary type="text">s</summary><thr:in-reply-to ref="tag:a.example,2026:1"/></entry>
</feed>"#;

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "home_page_url": "https://a.example/",
 "feed_url": "https://a.example/feed.json", "authors": [{"name": "Ada", "url": "https://a.example/ada"}], "language": "en",
 "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "_a": {"about": "https://a.example/"}, "expired": false,
 "items": [{"id": "https://a.example/1", "url": "https://a.example/1", "title": "One \u0026 \ud83d\ude00", "content_html": "<p>Salt</p>",
  "date_published": "2026-11-22T09:30:00Z", "tags": ["a", "b"], "attachments": [{"url": "https://a.example/1.mp3",
  "mime_type": "audio/mpeg", "size_in_bytes": 1.5e3, "duration_in_seconds": 0}]}, {"id": "2", "content_text": "x"}]}"#;

const OPML: &str = r#"<opml version="2.0"><head><title>T</title><dateCreated>Sun, 22 Nov 2015 09:30:00 +0000</dateCreated></head>
<body><outline text="a"><outline text="b" type="rss" xmlUrl="https://a.example/feed.xml"/></outline></body></opml>"#;

const SITEMAP: &str = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/1</loc><lastmod>2026-11-22</lastmod><priority>0.5</priority><changefreq>daily</changefreq>
<news:news><news:publication><news:name>A</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-22</news:publication_date><news:title>T</news:title></news:news></url></urlset>"#;

const RSS_1: &str = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="a"/>
<item rdf:about="b"><title>T</title><link>https://a.example/</link></item></rdf:RDF>"#;

/// What breaks feeds, or is only found in broken ones.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<a",
    "</a>",
    "<a>",
    "\"",
    "'",
    "=",
    "&",
    ";",
    "&nbsp;",
    "&foo;",
    "&#0;",
    "&#x10ffff;",
    "&#55296;",
    "&amp",
    "<![CDATA[",
    "]]>",
    "<![cdata[",
    "<!--",
    "-->",
    "--",
    "<?",
    "?>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE a [",
    "<!DOCTYPE a>",
    "<!ENTITY a \"b\">",
    "]>",
    " xmlns=''",
    " xmlns='http://www.w3.org/2005/Atom'",
    " xmlns:dc=''",
    " xmlns:q='urn:q'",
    "<q:a/>",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "</channel>",
    "</rss>",
    "</feed>",
    "<channel>",
    "<title>",
    "</title>",
    "<guid>",
    " isPermaLink='no'",
    "<pubDate>x</pubDate>",
    "<atom:link/>",
    "<itunes:image/>",
    "<podcast:value/>",
    "<media:group>",
    "<thr:x/>",
    "<content type='xhtml'>",
    "<link rel='x' href='y'/>",
    " xml:base='::'",
    " xml:lang='x y'",
    "<b>",
    "<script>",
    "&lt;b",
    "\u{1}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffe}",
    "\u{fffd}",
    "ä",
    "😀",
    "\r",
    "\r\n",
    "\t",
    " ",
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "2026-02-30T25:61:61Z",
    "Mon, 31 Feb 26 24:60 EST",
    "http://[",
    "mailto:a@b",
    "tag:",
    "urn:",
    "%zz",
    "..",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "\\u",
    "\\ud800",
    "\\",
    "\"id\":1,",
    "\"items\":",
    "{\"a\":[",
    "a@b (c)",
    "(",
];

/// Cuts, doubles, moves and inserts, a few times; tags as wholes now and then.
fn damage(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.below(4) {
        let (at, other) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
        let (from, to) = (at.min(other), at.max(other));
        match dice.below(10) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(from..to.min(from + 40))),
            2 => {
                let piece = bytes[from..to.min(from + 400)].to_vec();
                bytes.splice(at..at, piece);
            }
            3 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            4 | 5 => {
                // A whole tag goes, or comes a second time elsewhere.
                let Some(start) = bytes[at..].iter().position(|b| *b == b'<').map(|n| at + n) else { continue };
                let Some(end) = bytes[start..].iter().position(|b| *b == b'>').map(|n| start + n + 1) else { continue };
                let tag: Vec<u8> = bytes[start..end].to_vec();
                if dice.below(2) == 0 {
                    drop(bytes.drain(start..end));
                } else {
                    let place = other.min(bytes.len());
                    bytes.splice(place..place, tag);
                }
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())].repeat(1 + dice.below(2) * dice.below(3));
                bytes.splice(at..at, piece.into_bytes());
            }
        }
    }
    bytes
}

fn judge(bytes: &[u8], is_plain: bool) -> Vec<Diagnostic> {
    if is_plain {
        return document(bytes, &Options::default());
    }
    let now = Timestamp::from_unix(1_795_000_000);
    let profiles = Profile::ALL.into_iter().collect();
    document(bytes, &Options { file: Some("feed".into()), now, profiles })
}

/// Whether another parser takes it for XML; `None` where the two do not mean the same by it.
fn is_well_formed(bytes: &[u8]) -> Option<bool> {
    let text = std::str::from_utf8(bytes).ok()?;
    // Whether entities are expanded, other encodings read and byte order marks skipped is another matter.
    if text.contains("<!") && text.contains("DOCTYPE") || text.starts_with('\u{feff}') {
        return None;
    }
    let declaration = text.find("?>").map_or("", |end| &text[..end]);
    if declaration.trim_start().starts_with("<?xml") && !matches!(declaration.len(), 36 | 19) {
        return None;
    }
    Some(roxmltree::Document::parse(text).is_ok())
}

#[test]
#[allow(clippy::disallowed_methods, reason = "how many trials are made is asked of the environment")]
fn damaged_feeds_are_judged() {
    let is_full = std::env::var_os("COURANT_TRIALS").is_some_and(|value| value == "full");
    let rounds = if is_full { 400_000 } else { 1_500 };
    let feeds = [RSS, ATOM, RSS, ATOM, JSON, OPML, SITEMAP, RSS_1];
    for round in 0..rounds {
        let mut dice = Dice::new(round);
        let feed = feeds[dice.below(feeds.len())];
        let bytes = damage(feed, &mut dice);
        let shown = || format!("round {round}: {}", String::from_utf8_lossy(&bytes));
        let found = judge(&bytes, dice.below(4) == 0);
        let lines = u32::try_from(bytes.iter().filter(|b| **b == b'\n').count()).expect("there are few lines") + 1;
        for finding in &found {
            let (line, column) = (finding.place.line.unwrap_or_default(), finding.place.column.unwrap_or_default());
            assert!((1..=lines).contains(&line) && column > 0, "{finding:?}\n{}", shown());
            assert!(!finding.message.is_empty() && finding.message.len() < 2_000, "{finding:?}\n{}", shown());
        }
        // What is no feed is not read to its end.
        if found.iter().any(|d| d.rule.name == "format-unknown") {
            continue;
        }
        let is_json = bytes.trim_ascii_start().first().is_some_and(|b| matches!(b, b'{' | b'['));
        if let Some(is_right) = is_well_formed(&bytes).filter(|_| !is_json) {
            let faults: Vec<&Diagnostic> =
                found.iter().filter(|d| matches!(d.rule.code, "L001" | "L002" | "L003" | "L004" | "L007")).collect();
            // Where that parser is lenient.
            let is_small = |d: &&Diagnostic| {
                ["`&#55296;`", "the default namespace is declared twice", "no name for a processing instruction"]
                    .iter()
                    .any(|message| d.message.contains(message))
            };
            let agrees = if is_right { faults.iter().all(is_small) } else { !faults.is_empty() };
            assert!(agrees, "{faults:?}\n{}", shown());
        }
    }
}

#[test]
fn undamaged_they_are_good() {
    for feed in [RSS, ATOM, JSON, OPML, SITEMAP, RSS_1] {
        let found = judge(feed.as_bytes(), true);
        let faults: Vec<&Diagnostic> = found.iter().filter(|d| d.rule.code <= "L005").collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}
