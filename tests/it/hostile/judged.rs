//! Feeds made to do harm to whoever judges them: `courant check` comes to its end in good time and little memory, says what
//! is wrong, and touches nothing but the file.

use super::{MEMORY, PATIENCE};
use crate::support::{Publication, full_trials, text};
use std::{collections::BTreeSet, fmt::Write as _, net::TcpListener, process::Command};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>T</title>\
                    <link>https://a.example/</link><description>D</description>";
const TAIL: &str = "</channel></rss>";
const JSON: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\"";

/// However much is wrong with a feed, what is said of it can be read by a person, or at least be kept.
const SAID: usize = 4_000_000;

/// About how many bytes a feed has.
fn size() -> usize {
    if full_trials() { 2_000_000 } else { 40_000 }
}

/// So many pieces that the feed has its size.
fn many(piece: &str) -> String {
    piece.repeat(size() / piece.len() + 1)
}

/// The same for pieces that differ.
fn numbered(piece: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    for number in 0.. {
        all.push_str(&piece(number));
        if all.len() > size() {
            break;
        }
    }
    all
}

fn item(inside: &str) -> String {
    format!("{HEAD}<item>{inside}</item>{TAIL}")
}

fn html(inside: &str) -> String {
    item(&format!("<title>T</title><description><![CDATA[{inside}]]></description>"))
}

fn atom(inside: &str) -> String {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{inside}</feed>")
}

fn declaring(prefix: &str, uri: &str, feed: &str) -> String {
    feed.replacen("<rss ", &format!("<rss xmlns:{prefix}=\"{uri}\" "), 1)
}

/// Feeds to be judged: a name, the bytes, and the rule that must be found to be broken, if one must.
#[derive(Default)]
struct Feeds(Vec<(String, Vec<u8>, Option<&'static str>)>);

impl Feeds {
    /// A feed about which nothing is known.
    fn any(&mut self, name: &str, bytes: impl AsRef<[u8]>) {
        self.0.push((name.to_owned(), bytes.as_ref().to_vec(), None));
    }

    /// A feed in which this rule must be found to be broken.
    fn broken(&mut self, name: &str, rule: &'static str, bytes: impl AsRef<[u8]>) {
        self.0.push((name.to_owned(), bytes.as_ref().to_vec(), Some(rule)));
    }

    /// Judges them, and checks what holds for all. Small ones are judged together, which is quicker.
    #[track_caller]
    fn judge(self) {
        for feeds in self.0.chunks(if full_trials() { 1 } else { 40 }) {
            let here = Publication::empty();
            let files: Vec<String> = feeds
                .iter()
                .enumerate()
                .map(|(number, (name, ..))| format!("{number} {}", name.replace('/', "_")))
                .collect();
            for (file, (_, bytes, _)) in files.iter().zip(feeds) {
                here.file(file, bytes);
            }
            let before = here.tree();
            let arguments = ["check", "--format", "json"].into_iter().chain(files.iter().map(String::as_str));
            let outcome = here.courant(arguments).within(PATIENCE).memory(MEMORY).run();
            let found = outcome.json_lines();
            let has_errors = found.iter().any(|finding| finding["level"] == "error");
            assert_eq!(outcome.code, i32::from(has_errors), "{files:?}\n{}", outcome.stderr);
            assert!(outcome.stdout.len() < SAID * feeds.len(), "{files:?}: {} bytes", outcome.stdout.len());
            for finding in &found {
                let message = text(&finding["message"]);
                assert!(!message.is_empty() && message.len() < 4_000, "{finding}");
                assert!(finding["line"].is_number() && finding["column"].is_number(), "no place: {finding}");
            }
            assert_eq!(here.tree().changes_since(&before), [""; 0], "{files:?}: something was written");
            for (file, (_, _, rule)) in files.iter().zip(feeds) {
                let of_file = found.iter().filter(|finding| finding["file"] == file.as_str());
                let rules: BTreeSet<&str> = of_file.map(|finding| text(&finding["rule"])).collect();
                assert!(rule.is_none_or(|rule| rules.contains(rule)), "{file}: no {rule:?} among {rules:?}");
            }
        }
    }
}

#[test]
fn entities_are_never_expanded() {
    let mut feeds = Feeds::default();
    let mut laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\">".to_owned();
    for pair in "abcdefghijklmnop".as_bytes().windows(2) {
        let (from, to) = (char::from(pair[0]), char::from(pair[1]));
        let _ = write!(laughs, "<!ENTITY {to} \"{}\">", format!("&{from};").repeat(10));
    }
    let body = HEAD.split_once('\n').map_or("", |(_, rest)| rest);
    feeds.broken(
        "billion laughs",
        "xml-entity-refused",
        format!("{laughs}]>{body}<item><title>&p;</title></item>{TAIL}"),
    );
    let long = "x".repeat(size());
    let quadratic =
        format!("<!DOCTYPE rss [<!ENTITY a \"{long}\">]>{body}<item><title>{}</title></item>{TAIL}", many("&a;"));
    feeds.broken("quadratic", "xml-entity-refused", quadratic);
    let names = numbered(|number| format!("<!ENTITY a{number} \"x\">"));
    let uses = numbered(|number| format!("&a{number};"));
    feeds.broken(
        "many entities",
        "xml-entity-refused",
        format!("<!DOCTYPE rss [{names}]>{body}<item><title>{uses}</title></item>{TAIL}"),
    );
    feeds.broken(
        "an entity that means itself",
        "xml-doctype",
        format!("<!DOCTYPE a [<!ENTITY a \"&a;\">]>{body}&a;{TAIL}"),
    );
    feeds.judge();
}

#[test]
fn nothing_outside_the_file_is_read() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the test can listen");
    listener.set_nonblocking(true).expect("the listener can be polled");
    let port = listener.local_addr().expect("the listener has an address").port();
    let here = Publication::empty();
    // Whoever opens a pipe to which nobody writes waits for ever.
    let pipe = here.root().join("canary");
    std::fs::create_dir_all(here.root()).expect("the test can make a directory");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there").success());
    for address in [format!("file://{}", pipe.display()), "canary".to_owned(), format!("http://127.0.0.1:{port}/x.dtd")]
    {
        let body = HEAD.split_once('\n').map_or("", |(_, rest)| rest);
        let feed = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?xml-stylesheet href=\"{address}\"?>\n\
             <!DOCTYPE rss PUBLIC \"-//A//B\" \"{address}\" [<!ENTITY a SYSTEM \"{address}\"><!ENTITY % b SYSTEM \"{address}\">\
             %b;<!NOTATION n SYSTEM \"{address}\"><!ENTITY c PUBLIC \"d\" \"{address}\" NDATA n>]>\n{body}\
             <xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{address}\" parse=\"text\"/>\
             <item xml:base=\"{address}\"><title>&a;%b;&c;</title><enclosure url=\"{address}\" length=\"1\" type=\"a/b\"/></item>{TAIL}"
        );
        here.file("feed.xml", feed);
        let outcome = here.courant(["check", "--format", "json", "feed.xml"]).within(PATIENCE).run().expect_code(1);
        let rules: Vec<String> = outcome.json_lines().iter().map(|found| text(&found["rule"]).to_owned()).collect();
        for rule in ["xml-external-entity", "xml-entity-refused"] {
            assert!(rules.iter().any(|found| found == rule), "{rule}: {rules:?}");
        }
    }
    assert!(listener.accept().is_err(), "somebody asked for the document type");
}

#[test]
fn depth_and_numbers_of_xml_are_bounded() {
    let mut feeds = Feeds::default();
    feeds.any("deep elements", many("<a>"));
    feeds.broken("deep elements of a feed", "xml-limit", format!("{HEAD}{}", many("<a>")));
    feeds.broken("deep elements of an item", "xml-limit", item(&many("<a>")));
    let attributes = numbered(|number| format!(" a{number}=\"x\""));
    feeds.broken("attributes", "attribute-unknown", item(&format!("<title{attributes}/>")));
    feeds.broken("the same attribute", "xml-malformed", item(&format!("<title{}/>", many(" a=\"x\""))));
    let namespaces = numbered(|number| format!(" xmlns:a{number}=\"http://x.example/{number}\""));
    feeds.broken("namespaces", "xml-limit", HEAD.replacen("<rss", &format!("<rss{namespaces}"), 1) + TAIL);
    let inside = numbered(|n| format!("<item><a{n}:b xmlns:a{n}=\"http://x.example/{n}\"/></item>"));
    feeds.broken("namespaces of items", "namespace-unknown", format!("{HEAD}{inside}{TAIL}"));
    let prefixes = (0..900).map(|n| format!(" xmlns:a{n}=\"http://x.example/{n}\"")).collect::<String>();
    let feed = item(&many("<a:b/>")).replacen("<rss", &format!("<rss{prefixes}"), 1);
    feeds.broken("one prefix among many", "xml-prefix-undeclared", feed);
    feeds.broken("a long name", "element-unknown", item(&format!("<{}/>", many("x"))));
    feeds.broken("a long name, nested", "element-unknown", item(&format!("<t><{}/></t>", many("x"))));
    feeds.judge();
}

#[test]
fn a_fault_in_every_element_is_bounded_in_memory_and_words() {
    let mut feeds = Feeds::default();
    for (name, rule, feed) in [
        (
            "items",
            "date-rfc822",
            format!("{HEAD}{}{TAIL}", many("<item><title>a & b</title><pubDate>x</pubDate></item>")),
        ),
        ("children", "element-unknown", format!("{HEAD}{}{TAIL}", numbered(|number| format!("<foo{number}/>")))),
        ("one line", "date-rfc822", format!("{HEAD}{}{TAIL}", many("<item><pubDate>\u{e4}</pubDate></item>"))),
        ("the same guid", "id-not-unique", format!("{HEAD}{}{TAIL}", many("<item><guid>a</guid></item>"))),
        ("no guid", "guid-missing", format!("{HEAD}{}{TAIL}", many("<item><title>x</title></item>"))),
        ("empty entries", "element-missing", atom(&many("<entry/>"))),
        ("links", "link-twin", atom(&format!("<entry>{}</entry>", many("<link href=\"https://a.example/\"/>")))),
        ("texts", "text-unexpected", format!("{HEAD}{}{TAIL}", many("x<a/>"))),
        ("lists of feeds", "opml", format!("<opml version=\"3\"><head/><body>{}</body></opml>", many("<outline/>"))),
        (
            "sitemaps",
            "sitemap",
            format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{}</urlset>", many("<url/>")),
        ),
        (
            "media",
            "attribute-missing",
            declaring("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd", &item(&many("<itunes:image/>"))),
        ),
    ] {
        if rule == "link-twin" {
            feeds.any(name, feed);
        } else {
            feeds.broken(name, rule, feed);
        }
    }
    feeds.judge();
}

#[test]
fn xml_that_is_none_is_read_once() {
    let mut feeds = Feeds::default();
    for (name, inside) in [
        ("end tags", many("</b>")),
        ("crossed tags", many("<a><b></a>")),
        ("crossed items", many("<b></item><item>")),
        ("torn tags", many("<a ")),
        ("torn end tags", many("</a ")),
        ("quotation marks", many("<a b=\"x>")),
        ("quotation marks and letters", many("<a b=\"x>y")),
        ("two kinds of quotation marks", many("<a b='x>y<a b=\"x>y")),
        ("no quotation marks", many("<a b=x ")),
        ("sections", many("<![CDATA[")),
        ("sections in small letters", many("<![cdata[")),
        ("closed sections that are none", many("<![a]]>")),
        ("ends of sections", many("]]>")),
        ("comments", many("<!--")),
        ("comments with dashes", many("<!-- -- -->")),
        ("instructions", many("<?a")),
        ("instructions without an end", many("<?a>")),
        ("declarations", many("<?xml >") + "?>"),
        ("open declarations", many("<?xml ") + "?>"),
        ("document types", many("<!DOCTYPE a [ >")),
        ("declarations of nothing", many("<!a")),
        ("bare ampersands", many("&")),
        ("references to nothing", many("&#;")),
        ("brackets", many("<")),
        ("brackets and blanks", many("< ")),
        ("equals signs", format!("<a {}/>", many("="))),
        ("slashes", format!("<a {}>", many("/"))),
        ("controls", many("\u{1}")),
        ("zeros", many("\0")),
        ("non-characters", many("\u{ffff}")),
        ("escapes of terminals", many("\u{1b}[31m")),
    ] {
        feeds.broken(name, "xml-malformed", item(&inside));
        feeds.broken(name, "xml-malformed", item(&format!("<title>{inside}</title>")));
        feeds.any(name, format!("{HEAD}{inside}"));
        feeds.any(name, &inside);
    }
    for entity in ["&foo;", "&nbsp;"] {
        feeds.broken(entity, "xml-entity-undefined", item(&format!("<title>{}</title>", many(entity))));
    }
    feeds.judge();
}

#[test]
fn long_values_are_read_once() {
    let mut feeds = Feeds::default();
    let long = [
        many("x"),
        many("salt water "),
        many("<"),
        many("&"),
        many("&#x3c;"),
        many("&lt;b "),
        many("("),
        many("a@"),
        many("a@b.c ("),
        many("1 "),
        many("1"),
        many("en-"),
        many("a/b;"),
        many("http://"),
        many("//"),
        many("%"),
        many("\r"),
        many("\u{2003}"),
        many("\u{feff}"),
        many("x<!---->"),
        many("<![CDATA[x]]>"),
    ];
    for value in long {
        let name = value.get(..20).unwrap_or_default().to_owned();
        let elements = ["title", "link", "guid", "pubDate", "author", "category", "comments", "source"];
        for half in elements.chunks(4) {
            feeds.any(
                &name,
                item(&half.iter().map(|element| format!("<{element}>{value}</{element}>")).collect::<String>()),
            );
        }
        let head = format!("<language>{value}</language><ttl>{value}</ttl><skipDays><day>{value}</day></skipDays>");
        feeds.any(&name, format!("{HEAD}{head}{TAIL}"));
        let value = value.replace(['"', '<'], "");
        feeds.any(&name, item(&format!("<enclosure url=\"{value}\" length=\"{value}\" type=\"{value}\"/>")));
        feeds.any(&name, atom(&format!("<entry xml:lang=\"{value}\" xml:base=\"{value}\"><id>{value}</id></entry>")));
        feeds.any(&name, atom(&format!("<updated>{value}</updated><author><email>{value}</email></author>")));
    }
    feeds.judge();
}

#[test]
fn html_is_read_once() {
    let mut feeds = Feeds::default();
    for (name, inside) in [
        ("nesting", many("<div>")),
        ("closed nesting", many("<div>") + &many("</div>")),
        ("bold and italic", many("<b><i></b>")),
        ("end tags", "<b>".repeat(900) + &many("</i>")),
        ("attributes", format!("<a {}>", many("b=c "))),
        ("handlers", format!("<a {}>", many("onclick=c "))),
        ("open tags", many("<a ")),
        ("brackets", many("<")),
        ("unknown elements", numbered(|number| format!("<x{number}>"))),
        ("a long name", format!("<{}>", many("x"))),
        ("ampersands", many("&")),
        ("entities without end", many("&a")),
        ("unknown entities", many("&a;")),
        ("known entities", many("&zwnj;")),
        ("numbers", many("&#99999999999999999999;")),
        ("comments", many("<!--")),
        ("dashes", many("<!-->")),
        ("instructions", many("<?")),
        ("scripts", many("<script>")),
        ("closed scripts", many("<script></script>")),
        ("almost closed scripts", many("<script></scripx>")),
        ("styles", many("<style>")),
        ("properties", format!("<p style=\"{}\">", many("color:red;"))),
        ("values", format!("<p style=\"margin:{}\">", many("0 "))),
        ("parentheses", format!("<p style=\"margin:{}\">", many("("))),
        ("quotation marks", many("<a b=\"")),
        ("equals signs", format!("<a {}>", many("="))),
        ("slashes", format!("<a {}>", many("/"))),
        ("links", numbered(|number| format!("<a href=\"{number}\">x</a>"))),
    ] {
        feeds.any(name, html(&inside));
        feeds.any(name, item(&format!("<title><![CDATA[{inside}]]></title>")));
        let value = serde_json::Value::from(inside);
        feeds.any(
            name,
            format!("{JSON}, \"items\": [{{\"id\": \"a\", \"content_html\": {value}, \"title\": {value}}}]}}"),
        );
    }
    let nested = "<b>".repeat(900) + &many("<a href=\"x\">x</a>") + &"</b>".repeat(900);
    let xhtml = format!("<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{nested}</div></content>");
    feeds.any("XHTML", atom(&format!("<entry>{xhtml}</entry>")));
    feeds.any("Base64", atom(&format!("<entry><content type=\"image/png\">{}</content></entry>", many("aGkh"))));
    feeds.judge();
}

#[test]
fn json_is_read_once() {
    let mut feeds = Feeds::default();
    for (name, rule, inside) in [
        ("deep lists", "json-limit", format!("\"items\": {}", many("["))),
        ("deep objects", "json-limit", format!("\"_x\": {}", many("{\"a\":"))),
        ("a string without end", "json-malformed", format!("\"title\": \"{}", many("\\\""))),
        ("surrogates", "json-malformed", format!("\"items\": [\"{}\"]", many("\\ud800"))),
        ("controls", "json-malformed", format!("\"title\": \"{}\"", many("\u{1b}[31m"))),
        ("members", "json-duplicate-member", format!("{}\"items\": []", many("\"_x\": {}, "))),
        ("different members", "json-member-unknown", numbered(|n| format!("\"x{n}\": 1, ")) + "\"items\": []"),
        ("a long name", "json-member-unknown", format!("\"{}\": 1, \"items\": []", many("x"))),
        (
            "a long name that holds more",
            "json-member-unknown",
            format!("\"hubs\": [{{\"{}\": [], \"type\": 1}}], \"items\": []", many("x")),
        ),
        ("numbers", "json-member-type", format!("\"items\": [1{}]", many(", 1"))),
        ("a number", "json-member-type", format!("\"items\": [{}]", many("1"))),
        ("a number with an exponent", "json-member-type", format!("\"items\": [1e{}]", many("9"))),
        ("tags", "json-member-type", format!("\"items\": [{{\"id\": \"a\", \"tags\": [1{}]}}]", many(", 1"))),
        (
            "attachments",
            "json-member-missing",
            format!("\"items\": [{{\"id\": \"a\", \"attachments\": [{{}}{}]}}]", many(", {\"title\": \"x\"}")),
        ),
        ("ids", "id-not-unique", format!("\"items\": [{{\"id\": \"a\"}}{}]", many(", {\"id\": \"a\"}"))),
    ] {
        feeds.broken(name, rule, format!("{JSON}, {inside}}}"));
    }
    feeds.any("a long string", format!("{JSON}, \"items\": [], \"description\": \"{}\"}}", many("\\u00e9")));
    feeds.any("zeros", format!("{JSON}{}", many("\0")));
    feeds.any("blanks", format!("{{{}}}", many(" ")));
    feeds.judge();
}

#[test]
fn encodings_are_no_weapons() {
    let mut feeds = Feeds::default();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let marked = format!("\u{feff}{}", HEAD.replacen("UTF-8", "UTF-16", 1));
    feeds.broken("UTF-16", "xml-malformed", wide(&format!("{marked}{}", many("x"))));
    feeds.broken("half characters", "encoding-invalid", [wide(&marked), b"\x00\xd8".repeat(size() / 2)].concat());
    feeds.broken("half a unit", "encoding-invalid", [wide(&marked), b"<".to_vec()].concat());
    feeds.broken("bytes", "encoding-invalid", [HEAD.as_bytes(), &b"\xff".repeat(size())].concat());
    let labelled = |label: &str| HEAD.replacen("UTF-8", label, 1).into_bytes();
    feeds.broken("Latin 1", "encoding-nonstandard", [labelled("iso-8859-1"), b"\xe4".repeat(size())].concat());
    feeds.broken("GBK", "encoding-invalid", [labelled("gbk"), b"\xff".repeat(size())].concat());
    feeds.broken("escapes", "encoding-nonstandard", [labelled("iso-2022-jp"), b"\x1b$B".repeat(size() / 3)].concat());
    feeds.broken("a long name", "encoding-unknown", labelled(&"x".repeat(900)));
    feeds.broken("a very long name", "xml-malformed", labelled(&many("x")));
    feeds.any("a very long declaration", format!("<?xml {}?><rss/>", many("a=\"b\" ")));
    feeds.any("byte order marks", many("\u{feff}"));
    feeds.any("nothing", "");
    feeds.any("zeros", b"\0".repeat(size()));
    feeds.judge();
}

#[test]
fn what_a_feed_says_cannot_write_to_a_terminal() {
    let here = Publication::empty();
    let bad = "\u{1b}[31m\u{9b}2J\u{7}\u{8}\u{202e}\u{2028}";
    here.file("feed.xml", item(&format!("<pubDate>{bad}</pubDate><guid>{bad}</guid><x{bad}/><a b=\"{bad}\"/>")));
    here.file(
        "feed.json",
        format!("{JSON}, \"x{}\": 1, \"items\": [{{\"id\": 1, \"url\": \"\\u001b[31m\\u009b\"}}]}}", &bad[5..]),
    );
    let outcome = here.run(["check", "feed.xml", "feed.json"]).expect_code(1);
    let raw = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}');
    for said in [&outcome.stdout, &outcome.stderr] {
        let found: Vec<char> = said.chars().filter(|c| raw(*c)).collect();
        assert!(found.is_empty(), "{found:?} in {said}");
    }
}
