#![allow(clippy::disallowed_methods, reason = "tests lay out the files that they read")]

use crate::{
    diagnostic::{Diagnostic, Level},
    record::raw::{Node, RawRecord, Table, Value},
    source::{Found, Kind, SourceFile, load, recognise, scan},
};
use std::fs;

/// Reads a feed, and each of its records a second time.
fn read(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<RawRecord>, Vec<Diagnostic>) {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join(name);
    fs::write(&path, bytes).unwrap();
    let kind = Kind::of(&path).unwrap();
    let file = SourceFile { path, name: name.into(), kind, sidecar: None, row: None, recordings: Vec::new() };
    let (mut records, mut findings) = (Vec::new(), Vec::new());
    scan(&file, &mut |found| match found {
        Found::Record(record) => records.push(*record),
        Found::Trouble(finding) => findings.push(*finding),
    })
    .unwrap();
    // Each of them would read the whole file again.
    for record in records.iter().take(3).chain(records.iter().rev().take(1)) {
        assert_eq!(load(&file, &record.origin).unwrap().as_ref(), Some(record), "{name}");
    }
    (records, findings)
}

/// A value on one line: `{name=Ana,email=a@b.example}`.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
        Value::Table(table) => {
            let members: Vec<String> = table.0.iter().map(|(name, node)| format!("{name}={}", shown(node))).collect();
            format!("{{{}}}", members.join(","))
        }
        _ => node.as_text().unwrap_or("-").to_owned(),
    }
}

fn all(table: &Table) -> String {
    let fields: Vec<String> =
        table.0.iter().map(|(name, node)| format!("{}:{name}={}", node.line, shown(node))).collect();
    fields.join("\n")
}

/// An item of RSS 2.0 around these elements, all on the second line.
fn item(inner: &str) -> String {
    let (records, findings) = read("a.xml", rss(inner));
    assert!(findings.is_empty(), "{findings:?}");
    all(&records[0].fields).replace("2:", "")
}

fn rss(inner: &str) -> String {
    let spaces = "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
                  xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
                  xmlns:atom='http://www.w3.org/2005/Atom' xmlns:x='https://x.example/ns'";
    let head = "<title>Gazette</title><link>https://g.example/blog/</link><language>en</language>";
    format!("<rss version='2.0' {spaces}><channel>{head}\n<item>{inner}</item></channel></rss>")
}

#[test]
fn rss_items() {
    for (inner, expected) in [
        (
            "<guid>https://g.example/1</guid><title>A &amp;amp; B</title><description>Plain &lt;3</description>",
            "id=https://g.example/1\nurl=https://g.example/1\ntitle_html=A &amp; B\ncontent_text=Plain <3",
        ),
        (
            "<guid isPermaLink='false'> 7 </guid><link>x/y</link><title>Use the &lt;b&gt; tag</title>",
            "id=7\nurl=https://g.example/blog/x/y\ntitle=Use the <b> tag",
        ),
        ("<guid>tag:x</guid><title>T</title>", "id=tag:x\ntitle=T"),
        ("<guid/><link/><title>T</title>", "title=T"),
        // Several vocabularies name the same people, one of them all in one line.
        (
            "<author>ada@x.example</author><itunes:author>Ada; Tim</itunes:author><dc:creator>Ada</dc:creator>",
            "authors=[{name=Ada,email=ada@x.example} {name=Tim}]",
        ),
        (
            "<enclosure url='https://g.example/a.mp3' length='1,234,567' type='audio/mpeg'/>",
            "enclosures=[{url=https://g.example/a.mp3,type=audio/mpeg,length=1234567}]",
        ),
        (
            "<description>Short</description><content:encoded><![CDATA[<p>Long <a href='z'>z</a></p>]]></content:encoded>",
            "summary=Short\ncontent_html=<p>Long <a href='z'>z</a></p>",
        ),
        (
            "<description>Same words</description><content:encoded>&lt;p>Same words&lt;/p></content:encoded>",
            "content_html=<p>Same words</p>",
        ),
        ("<description><p>Bare <br/>tags</p></description>", "content_html=<p>Bare <br>tags</p>"),
        (
            "<author>ana@g.example (Ana Ray)</author><dc:creator>Ana Ray</dc:creator><dc:creator>Ben, Jr.</dc:creator>",
            "authors=[{name=Ana Ray,email=ana@g.example} {name=Ben, Jr.}]",
        ),
        (
            "<author>ana@g.example</author><dc:creator>Ana Ray</dc:creator>",
            "authors=[{name=Ana Ray,email=ana@g.example}]",
        ),
        (
            "<author>Anna &amp; Ben</author><itunes:author>Anna &amp; Ben</itunes:author><dc:creator>Anna &amp; Ben</dc:creator>",
            "authors=[{name=Anna & Ben}]",
        ),
        (
            "<category domain='d'>Ports &amp;amp; ships</category><category/><dc:subject>Sea</dc:subject>",
            "categories=[{term=Ports & ships,scheme=d} {term=Sea}]",
        ),
        (
            "<enclosure url='a.mp3' length='0' type='audio/mpeg'/><itunes:duration>1:02</itunes:duration>\
             <media:group><media:content url='https://g.example/blog/a.mp3' fileSize='7' lang='de'><media:title>Ton</media:title></media:content></media:group>\
             <media:content url='i.jpg' medium='image' width='6'><media:description>A cat</media:description></media:content>",
            "enclosures=[{url=https://g.example/blog/a.mp3,type=audio/mpeg,length=7,duration=1:02,title=Ton,language=de}]\n\
             image={url=https://g.example/blog/i.jpg,alt=A cat,width=6}",
        ),
        (
            "<pubDate>bad</pubDate><dc:date>2020-01-02</dc:date><atom:updated>2020-01-03T00:00:00Z</atom:updated>",
            "published=2020-01-02\nupdated=2020-01-03T00:00:00Z",
        ),
        (
            "<source url='https://o.example/f'>Other</source><comments>3</comments>",
            "source={title=Other,feed=https://o.example/f}",
        ),
        (
            "<x:note kind='k'>n</x:note><x:note>m</x:note><itunes:episode>4</itunes:episode><odd>o</odd>",
            "episode={number=4}\nextra={x:note=[{kind=k,text=n} m],odd=o}",
        ),
        (
            "<atom:link rel='alternate' hreflang='de' href='https://g.example/de'/><link>https://g.example/en</link>",
            "url=https://g.example/en\nrelated=[{rel=alternate,url=https://g.example/de,language=de}]",
        ),
    ] {
        assert_eq!(item(inner), expected, "{inner}");
    }
}

#[test]
fn dates_of_journals_may_be_months() {
    let dated = |inner: &str| {
        let spaces =
            "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/'";
        let feed = format!("<rss {spaces}><channel><item><title>T</title>{inner}</item></channel></rss>");
        read("a.xml", feed).0[0].fields.get("published").and_then(Node::as_text).map(str::to_owned)
    };
    let prism = "<prism:publicationDate>2023-01-15</prism:publicationDate>";
    for (inner, expected) in [
        (format!("<dc:date>2023-01</dc:date>{prism}"), "2023-01-15"),
        (format!("{prism}<dc:date>2023-02-03</dc:date>"), "2023-02-03"),
        ("<dc:date>2023-01</dc:date>".to_owned(), "2023-01-01"),
        ("<dc:date>2023</dc:date>".to_owned(), "2023-01-01"),
        ("<pubDate>2023-01</pubDate>".to_owned(), "2023-01"),
    ] {
        assert_eq!(dated(&inner).as_deref(), Some(expected), "{inner}");
    }
}

#[test]
fn a_page_in_the_language_of_the_entry_goes_before_others() {
    let page = |language: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {language} xml:base='https://a.example/'><title>A</title>\
             <link rel='self' href='atom.xml'/><link href='./'/><entry><title>T</title>\
             <link hreflang='en' href='en.html'/><link hreflang='de' href='de.html'/></entry></feed>"
        );
        let record = read("a.xml", feed).0.remove(0);
        let found = all(&record.found);
        assert!(found.contains("source={title=A,url=https://a.example/,feed=https://a.example/atom.xml}"), "{found}");
        all(&record.fields)
    };
    assert!(page("xml:lang='de'").contains("url=https://a.example/de.html\n"), "{}", page("xml:lang='de'"));
    assert!(page("xml:lang='de'").contains("url=https://a.example/en.html,language=en"), "{}", page("xml:lang='de'"));
    assert!(page("").contains("url=https://a.example/en.html\n"), "{}", page(""));
}

#[test]
fn addresses_in_json_feeds_begin_at_the_feed() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "G", "home_page_url": "https://g.example/blog/",
        "items": [{"id": "1", "url": "/rel", "content_html": "<img src=\"i.png\">", "image": "i.jpg", "date_modified": "2023-01-05T00:00:00Z",
            "attachments": [{"url": "a.mp3", "mime_type": "audio/mpeg"}]},
        {"id": "2", "content_html": "<img src=\"i.png\">", "image": "i.jpg", "date_published": "2023-01-05T00:00:00Z"},
        {"id": "3", "url": "https://g.example/3/", "image": "i.jpg"}]}"#;
    let (records, _) = read("a.json", feed);
    let field = |at: usize, name: &str| records[at].fields.get(name).map(shown).unwrap_or_default();
    assert_eq!(field(0, "url"), "https://g.example/rel");
    assert_eq!(
        (field(0, "image"), field(0, "date")),
        ("https://g.example/i.jpg".into(), "2023-01-05T00:00:00Z".into())
    );
    assert!(field(0, "attachments").contains("url=https://g.example/a.mp3"));
    assert_eq!(field(1, "content_html"), "<img src=\"https://g.example/blog/i.png\">");
    assert_eq!((field(1, "image"), field(1, "date")), ("https://g.example/blog/i.jpg".into(), String::new()));
    assert_eq!(field(2, "image"), "https://g.example/3/i.jpg");
}

#[test]
fn what_the_feed_lends() {
    let (records, _) = read("a.xml", rss("<title>T</title>"));
    assert_eq!(all(&records[0].found), "0:language=en\n1:source={title=Gazette,url=https://g.example/blog/}");
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>G</title><id>f:1</id>\n\
                <author><name>Ana</name><uri>https://a.example/</uri></author><rights>R</rights>\n\
                <link rel='self' href='https://g.example/atom'/><entry><id>e:1</id><updated>2020-01-01T00:00:00Z</updated></entry></feed>";
    let (records, findings) = read("a.atom", atom);
    assert_eq!(all(&records[0].fields), "3:id=e:1\n3:date=2020-01-01T00:00:00Z\n3:updated=2020-01-01T00:00:00Z");
    assert_eq!(
        all(&records[0].found),
        "0:language=de\n2:authors=[{name=Ana,url=https://a.example/}]\n2:rights=R\n1:source={title=G,feed=https://g.example/atom,id=f:1}"
    );
    assert!(findings.is_empty(), "{findings:?}");
    let taken = atom.replace("<updated>", "<source><author><name>Bo</name></author><title>H</title></source><updated>");
    let found = all(&read("a.atom", &taken).0[0].fields);
    assert!(found.contains("authors=[{name=Bo}]"), "the feed that it was taken from says whose it is: {found}");
    let stand_in = atom.replace("<name>Ana</name><uri>https://a.example/</uri>", "<name>G</name>");
    assert!(read("a.atom", stand_in).0[0].found.get("authors").is_none(), "the title stood in for an author");
}

#[test]
fn atom_entries() {
    let entry = |inner: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://g.example/a/'>\
             <entry xmlns:app='http://www.w3.org/2007/app' xmlns:georss='http://www.georss.org/georss'>{inner}</entry></feed>"
        );
        let (records, findings) = read("a.xml", feed);
        assert!(findings.is_empty(), "{findings:?}");
        all(&records[0].fields).replace("1:", "")
    };
    for (inner, expected) in [
        ("<title>A &lt;b></title><content>x</content>", "title=A <b>\ncontent_text=x"),
        ("<title type='html'>A &amp;lt; B</title>", "title_html=A &lt; B"),
        (
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>b</b></div></title>",
            "title_html=A <b>b</b>",
        ),
        (
            "<content type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:a href='y'>1 &lt; 2</h:a></h:div></content>",
            "content_html=<a href=\"https://g.example/a/y\">1 &lt; 2</a>",
        ),
        (
            "<content type='html' xml:base='b/'>&lt;img src='i'></content>",
            "content_html=<img src='https://g.example/a/b/i'>",
        ),
        ("<content src='p.html' type='text/html'/><summary>s</summary>", "url=https://g.example/a/p.html\nsummary=s"),
        (
            "<content src='v.mp4' type='video/mp4'/><link href='p'/>",
            "url=https://g.example/a/p\nenclosures=[{url=https://g.example/a/v.mp4,type=video/mp4}]",
        ),
        (
            "<link rel='enclosure' href='a.mp3' type='audio/mpeg' length='7' title='T'/><link rel='via' href='/v'/><link rel='license' href='https://l.example/'/>",
            "enclosures=[{url=https://g.example/a/a.mp3,type=audio/mpeg,length=7,title=T}]\nlicense=https://l.example/\nrelated=[{rel=via,url=https://g.example/v}]",
        ),
        (
            "<category term='t' scheme='s' label='L'/><app:control><app:draft>yes</app:draft></app:control>",
            "categories=[{term=t,scheme=s,label=L}]\ndraft=true",
        ),
        ("<georss:point>40.5 -74.25</georss:point><title>T</title>", "title=T\nlocation={lat=40.5,lon=-74.25}"),
        (
            "<title>T</title><source><title>O</title><id>o</id><link rel='self' href='https://o.example/f'/></source>",
            "title=T\nsource={title=O,feed=https://o.example/f,id=o}",
        ),
    ] {
        assert_eq!(entry(inner), expected, "{inner}");
    }
}

#[test]
fn rdf_and_old_dialects() {
    let rdf = "<?xml version='1.0' encoding='iso-8859-1'?>\n<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
               xmlns='http://purl.org/rss/1.0/'><channel rdf:about='https://g.example/rdf'><title>G</title></channel>\n\
               <item rdf:about='https://g.example/1'><title>Gr\u{fc}n</title></item></rdf:RDF>";
    let latin: Vec<u8> = rdf.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let (records, findings) = read("a.rdf", latin);
    assert_eq!(all(&records[0].fields), "3:id=https://g.example/1\n3:url=https://g.example/1\n3:title=Grün");
    assert!(findings.is_empty(), "{findings:?}");
    let old = "<!DOCTYPE rss [ <!ENTITY firm 'Salt &amp; Rope'> ]><rss version='0.91' xmlns='http://www.w3.org/2005/Atom'><channel>\
               <title>G</title><item><title>&firm; &nbsp;caf&eacute;</title></item></channel></rss>";
    assert_eq!(all(&read("a.xml", old).0[0].fields), "1:title=Salt & Rope \u{a0}café");
    let atom03 = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title type='text/html' mode='escaped'>&lt;i>x&lt;/i></title>\
                  <issued>2004-01-01</issued><modified>2004-01-02</modified><author><name>A</name><url>https://a.example</url></author></entry></feed>";
    assert_eq!(
        all(&read("a.xml", atom03).0[0].fields),
        "1:title_html=<i>x</i>\n1:published=2004-01-01\n1:updated=2004-01-02\n1:authors=[{name=A,url=https://a.example}]"
    );
    let tombstone = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>\
                     <at:deleted-entry ref='x' when='2020-01-01T00:00:00Z'/><entry><id>y</id></entry></feed>";
    let records = read("a.xml", tombstone).0;
    assert_eq!(records.len(), 2, "who was deleted is known as well");
    assert_eq!(all(&records[1].fields), "1:id=x\n1:status=deleted");
}

#[test]
fn json_feed() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "G", "home_page_url": "https://g.example/",
        "language": "en", "authors": [{"name": "Ana"}], "items": [
        {"id": "1", "content_text": "x", "tags": ["a, b"], "_date": {"x": 1},
         "_courant": {"categories": [{"term": "a", "label": "A"}], "rights": "R"}},
        {"id": 2, "content_html": "<p>y</p>", "attachments": [{"url": "u", "_courant": {"language": "de"}}]}]}"#;
    let (records, findings) = read("a.json", feed);
    assert!(findings.is_empty(), "{findings:?}");
    let fields = all(&records[0].fields).replace(['3', '4'], "");
    assert_eq!(fields, ":id=1\n:content_text=x\n:categories=[{term=a,label=A}]\n:rights=R\n:extra={_date={x=1}}");
    assert!(all(&records[0].found).contains("authors=[{name=Ana}]\n"), "{}", all(&records[0].found));
    assert!(all(&records[1].fields).contains("language=de"));
}

/// Level and words of what is said.
fn said(findings: &[Diagnostic]) -> String {
    let one = |f: &Diagnostic| format!("{}:{} {} {}", f.place.line.unwrap_or(0), f.rule.name, f.level, f.message);
    findings.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_broken_loses_no_more_than_itself() {
    let good = |n: u32| format!("<item><guid>g:{n}</guid><title>T{n}</title></item>\n");
    let around = |inner: &str| format!("<rss><channel>\n{}{inner}{}</channel></rss>", good(1), good(3));
    // What stands between two good items; how many items there are; what is said.
    for (inner, count, words) in [
        ("<item><title>a & b</title></item>", 3, ""),
        (
            "<item><title>I <3 this</title></item>",
            3,
            "3:feed-syntax warning this is not well-formed XML: this `<` begins no tag",
        ),
        (
            "<item><title>x</wrong></title></item>",
            3,
            "3:feed-syntax warning this is not well-formed XML: `</wrong>` closes nothing",
        ),
        ("<item><description><p>x<br></description></item>", 3, "`<br>` is not closed before `</description>`"),
        ("<item><title>x</title>", 3, "the `item` before this one is not closed"),
        ("<item><title><![CDATA[x</title></item>", 2, "3:feed-syntax error"),
        ("<item><title>x</title><!-- open </item>", 2, "the item in which it stands is left out"),
        ("<item><title>&bogus; x</title></item>", 3, "`&bogus;` stands for nothing"),
        ("<item><enclosure url=a.mp3 type='audio/mpeg'></item>", 3, "not closed"),
    ] {
        let (records, findings) = read("a.xml", around(inner));
        assert_eq!(records.len(), count, "{inner}: {}", said(&findings));
        assert!(
            said(&findings).contains(words) && findings.is_empty() == words.is_empty(),
            "{inner}: {}",
            said(&findings)
        );
        let last = records.last().unwrap();
        assert_eq!(last.fields.get("id").and_then(Node::as_text), Some("g:3"), "{inner}");
    }
    let (records, findings) = read("a.xml", format!("<rss><channel>\n{}<item><title>cut sho", good(1)));
    assert_eq!(records.len(), 1);
    assert!(said(&findings).contains("error the document ends within this item"), "{}", said(&findings));
}

#[test]
fn what_is_no_feed_says_so() {
    for (text, words) in [
        ("", "there is nothing in the file"),
        ("plain words", "no element of XML"),
        ("<!DOCTYPE html><html><body>404</body></html>", "its root is `html`"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "its root is `urlset`"),
        ("<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item/></channel></rss>", "an export of WordPress"),
    ] {
        let (records, findings) = read("a.xml", text);
        assert!(records.is_empty() && said(&findings).contains(words), "{text}: {}", said(&findings));
        assert_eq!(findings[0].level, Level::Error);
        assert!(recognise(text.as_bytes()).is_err(), "{text}");
    }
    let (records, findings) = read("a.xml", "<rss><channel><title>x</title></channel></rss>");
    assert!(records.is_empty() && said(&findings).contains("note the feed has no items"));
}

#[test]
fn recognised_before_it_takes_a_place() {
    let feed = rss("<title>T</title>")
        .replace("<language>", "<ttl>60</ttl><skipHours><hour>24</hour><hour>5</hour></skipHours><language>");
    let found = recognise(feed.as_bytes()).unwrap();
    assert_eq!((found.kind, found.items, found.is_whole, found.ttl), (Kind::Feed, 1, true, Some(60)));
    assert_eq!(found.skip_hours, [0, 5]);
    for cut in [feed.len() - 4, feed.len() / 2] {
        assert!(recognise(&feed.as_bytes()[..cut]).map_or(true, |found| !found.is_whole), "{cut}");
    }
    assert!(recognise(br#"{"version": "https://jsonfeed.org/version/1", "items": []}"#).is_ok());
    assert!(recognise(br#"{"error": "no such feed"}"#).is_err());
}

#[test]
fn bombs_are_defused() {
    let deep = rss(&format!("<description>{}x{}</description>", "<b>".repeat(50_000), "</b>".repeat(50_000)));
    let (records, findings) = read("a.xml", deep);
    assert_eq!(records.len(), 1);
    assert!(said(&findings).contains("nested deeper"), "{}", said(&findings));
    let mut doctype = "<!DOCTYPE rss [<!ENTITY a0 'boom boom'>".to_owned();
    for n in 1..30 {
        doctype.push_str(&format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10)));
    }
    let (records, findings) = read("a.xml", format!("{doctype}]>{}", rss(&"<title>&a29;</title>".repeat(3))));
    assert_eq!(records.len(), 1);
    assert!(said(&findings).contains("unfold into more"), "{}", said(&findings));
    let (records, findings) = read("a.xml", rss(&"<x></y>".repeat(5_000)));
    assert!(records.len() == 1 && findings.len() < 30, "{}", findings.len());
    // Long runs of what looks like markup are read in one pass.
    for rubbish in ["<", "<a ", "&", "<![CDATA[", "<item>", "</item>", "<!--", "<a b='"] {
        read("a.xml", rss(&rubbish.repeat(3_000)));
    }
}

#[test]
fn mutated_feeds_never_panic() {
    let seeds = [
        rss("<guid>1</guid><title>Ü &amp; &#8217;</title><description><![CDATA[<p>x</p>]]></description><enclosure url='a' type='b/c'/>"),
        "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE f [<!ENTITY e 'v'>]><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de' \
         xml:base='https://g.example/'><title type='xhtml'><div>x &e;</div></title><entry><id>é</id><content src='x'/><link href='y' \
         rel='enclosure'/><author><name>A</name></author><updated>2020-01-01</updated></entry></feed>"
            .to_owned(),
        r#"{"version":"https://jsonfeed.org/version/1","items":[{"id":"é","_courant":{"related":[]}},{"id":1}],"author":{"name":"x"}}"#
            .to_owned(),
    ];
    let pieces: [&[u8]; 12] = [
        b"<",
        b">",
        b"</",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"'",
        b"<item>",
        b"\xff",
        b"\0",
        b"&#x0;",
        b"<!ENTITY a '&a;'>",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut dice = |sides: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % sides as u64).unwrap()
    };
    for round in 0..600 {
        let seed = &seeds[round % seeds.len()];
        let mut bytes = seed.clone().into_bytes();
        for _ in 0..=dice(6) {
            if bytes.is_empty() {
                break;
            }
            let at = dice(bytes.len());
            match dice(5) {
                0 => drop(bytes.remove(at)),
                1 => bytes[at] = u8::try_from(dice(256)).unwrap(),
                2 => drop(bytes.splice(at..at, pieces[dice(pieces.len())].iter().copied())),
                3 => bytes.truncate(at.max(1)),
                _ => {
                    let end = (at + dice(40)).min(bytes.len());
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        let name = if seed.starts_with('{') { "a.json" } else { "a.xml" };
        read(name, &bytes);
        let _ = recognise(&bytes);
    }
}
