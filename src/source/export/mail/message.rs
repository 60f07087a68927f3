//! One message as an article.

use super::{
    super::{
        Article, Body, Entry, Item, Settings, Standing, Text, What,
        meta::{Fields, instant, line, reader_name},
    },
    flowed, keeper, other,
};
use crate::{
    diagnostic::Place,
    value::{Email, Timestamp, escape_html},
};
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use serde_json::{Map, Value, json};

/// Heads that tell a message from another text that begins with a word and a colon.
const KNOWN: [&str; 6] = ["from:", "subject:", "date:", "message-id:", "received:", "return-path:"];

/// Whether a text begins with the head of a message.
pub(in super::super) fn has_head(raw: &[u8]) -> bool {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let head = String::from_utf8_lossy(&raw[..raw.len().min(16 << 10)]);
    let mut known = false;
    for (number, line) in head.lines().enumerate() {
        if line.is_empty() || number == 0 && line.starts_with(">From ") {
            break;
        }
        if line.starts_with([' ', '\t']) && number > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return known && number > 1 };
        if name.is_empty() || !name.trim_end().bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        let name = format!("{}:", name.trim_end().to_ascii_lowercase());
        known |= KNOWN.contains(&name.as_str());
    }
    known
}

/// Whether a text begins with a head as in mail that is not one of mail: `Title: …`, `Author: …`, `Posted: …` (news items,
/// texts of a site). Our own reader of texts knows more of them than this.
pub(super) fn is_headed_text(raw: &[u8]) -> bool {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    let head = String::from_utf8_lossy(&raw[..raw.len().min(4 << 10)]);
    let lines = head.lines().take_while(|line| !line.trim().is_empty());
    let names: Vec<String> =
        lines.map_while(|line| Some(line.split_once(':')?.0.trim().to_ascii_lowercase())).collect();
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    has(&["title", "headline"]) && has(&["date", "posted", "published", "author"])
}

/// What is known of a message from where it lies.
#[derive(Clone, Copy)]
pub(super) struct Lies<'a> {
    /// The flags of a file in a Maildir.
    pub flags: &'a str,
    /// What its folder says.
    pub folder: Option<&'a Standing>,
}

/// Hands over what a message is.
pub(super) fn entry(raw: &[u8], place: Place, lies: Lies<'_>, settings: &Settings, sink: &mut dyn FnMut(Item)) {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    if !has_head(raw) {
        return sink(other(place, "text without the head of a message"));
    }
    let Some(message) = MessageParser::default().parse(raw) else {
        return sink(other(place, "message that cannot be read"));
    };
    let title = message.subject().map(line).unwrap_or_default();
    let id = message.message_id().map(str::trim).filter(|id| !id.is_empty());
    let key = id.map_or_else(|| blake3::hash(raw).to_hex().to_string(), str::to_owned);
    let what = match why_not(&message, &title, settings) {
        Some(why) => What::Other(why.into()),
        None => {
            let count = message.attachments().filter(|part| !is_signature(part)).count();
            if count > 0 {
                sink(Item::Attached(count));
            }
            What::Article(Box::new(article(&message, &title, id, lies, settings)))
        }
    };
    sink(Item::Entry(Box::new(Entry { place, title, key, comments: 0, what })));
}

/// Why a message is no article.
fn why_not(message: &Message<'_>, title: &str, settings: &Settings) -> Option<&'static str> {
    let says =
        |name: &'static str, word: &str| text(message, name).is_some_and(|text| text.trim().eq_ignore_ascii_case(word));
    let is = |kind: &str, subtype: &str| message.root_part().is_content_type(kind, subtype);
    if says("X-No-Archive", "yes") || says("Archive", "no") {
        Some("message that asks not to be archived")
    } else if text(message, "X-IMAP").is_some() || text(message, "X-IMAPbase").is_some() && is_internal(title) {
        Some("note of the mail program to itself")
    } else if is("multipart", "encrypted") || is_armoured(message) {
        Some("encrypted message")
    } else if is("multipart", "report") {
        Some("report about a message")
    } else if !settings.replies && is_reply(message, title) {
        Some("reply")
    } else {
        None
    }
}

/// UW-IMAP and Pine keep what they know of a mailbox in its first message.
fn is_internal(title: &str) -> bool {
    title.contains("FOLDER INTERNAL DATA")
}

/// Whether a text of the message is one that PGP or S/MIME made unreadable.
fn is_armoured(message: &Message<'_>) -> bool {
    let is_sealed = |part: &MessagePart<'_>| {
        let says = part.content_type().and_then(|kind| kind.attribute("smime-type"));
        part.is_content_type("application", "pkcs7-mime")
            || part.is_content_type("application", "x-pkcs7-mime") && says.is_none_or(|kind| kind != "signed-data")
    };
    let begins = |text: &str| text.lines().any(|line| line.trim() == "-----BEGIN PGP MESSAGE-----");
    message.parts.iter().any(|part| match &part.body {
        PartType::Text(text) | PartType::Html(text) => begins(text),
        _ => is_sealed(part),
    })
}

fn is_reply(message: &Message<'_>, title: &str) -> bool {
    let refers = |value: &HeaderValue<'_>| !matches!(value, HeaderValue::Empty);
    let lower = title.to_lowercase();
    let answers = ["re:", "aw:", "sv:", "antw:", "re[", "re :"].iter().any(|mark| lower.starts_with(mark));
    refers(message.in_reply_to()) || refers(message.references()) || answers
}

/// The text of a field of the head.
pub(super) fn text<'m>(message: &'m Message<'_>, name: &'static str) -> Option<&'m str> {
    message.header(HeaderName::parse(name)?)?.as_text()
}

fn article(message: &Message<'_>, title: &str, id: Option<&str>, lies: Lies<'_>, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.text("title", Some(title));
    fields.text("id", id.map(mid).as_deref());
    let archived = message.header_raw(HeaderName::ArchivedAt).map(|raw| raw.trim().trim_matches(['<', '>']).trim());
    fields.text("url", archived.filter(|url| url.starts_with("http")));
    let published = published(message, settings);
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    fields.list("authors", message.from().map(authors).unwrap_or_default());
    fields.list("categories", keywords(message.keywords()));
    let language = message.content_language();
    let language = language.as_text().or_else(|| language.as_text_list()?.first().map(AsRef::as_ref));
    fields.text("language", language);
    if let Some(list) = message.header_raw(HeaderName::ListId).and_then(list_id) {
        // A list is to its site what a section is.
        fields.text("section", list.split('.').next());
        fields.insert("extra".to_owned(), json!({ "list_id": list }));
    }
    let day = published.map(|published| settings.zone.local(published).date());
    Article {
        fields,
        body: body(message),
        standing: keeper::standing(message, lies.flags, lies.folder),
        slug: String::new(),
        day,
        ..Article::default()
    }
}

/// When it was sent, else when it came.
fn published(message: &Message<'_>, settings: &Settings) -> Option<Timestamp> {
    let received = || message.received().and_then(mail_parser::Received::date);
    let sent = message.date().filter(|date| date.is_valid()).cloned();
    // Without seconds, which RFC 5322 allows, it is for our own reader.
    let raw = || message.header_raw(HeaderName::Date).and_then(|raw| instant(raw, &settings.zone));
    let read = |date: mail_parser::DateTime| instant(&date.to_rfc3339(), &settings.zone);
    sent.and_then(read).or_else(raw).or_else(|| received().and_then(read))
}

/// The message's id as an address (RFC 2392).
fn mid(id: &str) -> String {
    let mut out = "mid:".to_owned();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn authors(from: &Address<'_>) -> Vec<Value> {
    let people = from.iter().filter_map(|from| {
        let email = from.address().filter(|email| email.parse::<Email>().is_ok());
        let name = from.name().map(str::trim).filter(|name| !name.is_empty()).or(email)?;
        let mut person = Map::new();
        person.text("name", Some(&reader_name(name.trim_matches(['"', '\'']))));
        person.text("email", email);
        Some(Value::Object(person))
    });
    people.collect()
}

fn keywords(value: &HeaderValue<'_>) -> Vec<Value> {
    let words: Vec<&str> = match value {
        HeaderValue::Text(text) => vec![text],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let mut terms = Vec::new();
    for term in words.iter().flat_map(|text| text.split(',')).map(line).filter(|term| !term.is_empty()) {
        let term = Value::String(term);
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// `pier.lists.example` of `"The Pier" <pier.lists.example>` (RFC 2919).
fn list_id(raw: &str) -> Option<String> {
    let id = raw.rsplit_once('<').map_or(raw, |(_, id)| id).trim().trim_end_matches('>').trim();
    let is_id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_graphic());
    is_id.then(|| id.to_owned())
}

/// A signature that proves who wrote it is no file that was sent along.
fn is_signature(part: &MessagePart<'_>) -> bool {
    ["pgp-signature", "pkcs7-signature", "x-pkcs7-signature"]
        .iter()
        .any(|kind| part.is_content_type("application", kind))
}

/// HTML where the message has it, else its text.
fn body(message: &Message<'_>) -> Option<Body> {
    let is_html = message.html_bodies().any(|part| matches!(part.body, PartType::Html(_)));
    let mut out = String::new();
    if is_html {
        for part in message.html_bodies() {
            match &part.body {
                PartType::Html(html) => out.push_str(inside(html)),
                PartType::Text(text) => out.push_str(&format!("<pre>{}</pre>", escape_html(text.trim()))),
                _ => {}
            }
            out.push('\n');
        }
        return Some(Body { text: out, kind: Text::Html, images: Vec::new() });
    }
    let mut is_markdown = false;
    for part in message.text_bodies() {
        let PartType::Text(text) = &part.body else { continue };
        let kind = part.content_type();
        let is = |name: &str, word: &str| {
            kind.and_then(|kind| kind.attribute(name)).is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        is_markdown |= part.is_content_type("text", "markdown");
        let text = text.replace("\r\n", "\n");
        let text = if is("format", "flowed") { flowed::unfolded(&text, is("delsp", "yes")) } else { text };
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&text);
    }
    let kind = if is_markdown { Text::Markdown } else { Text::Plain };
    (!out.trim().is_empty()).then_some(Body { text: out, kind, images: Vec::new() })
}

/// What is inside of `<body>`: the head of a page is no text.
fn inside(html: &str) -> &str {
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<body").and_then(|at| Some(at + lower[at..].find('>')? + 1));
    let start = start.unwrap_or_else(|| lower.find("</head>").map_or(0, |at| at + "</head>".len()));
    let end = lower[start..].rfind("</body").map_or(html.len(), |at| start + at);
    html[start..end].trim()
}

#[cfg(test)]
mod tests {
    use super::{has_head, inside, is_headed_text, list_id, mid};

    #[test]
    fn heads_are_told_from_other_texts() {
        for text in
            ["From: a\n\nx", "Received: from a\n\tby b\nSubject: x\n\n", "subject : x\nfrom: y\n\nz", "Date: x\r\n\r\n"]
        {
            assert!(has_head(text.as_bytes()), "{text}");
        }
        for text in
            ["", "\n", "Hello: x\n", "A text.\nFrom: a\n", "{\"from\": 1}", "<p>From: x</p>", "Title: x\nTags: y\n\n"]
        {
            assert!(!has_head(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn other_texts_with_heads_are_known() {
        assert!(is_headed_text(b"\xef\xbb\xbfTitle: x\nAuthor: A <a@b.example>\nPosted: 2021-05-14\n\nText"));
        for text in ["", "Title: x\n\nPosted: y", "A text.\nTitle: x\nDate: y", "Title: x\nno head\nDate: y"] {
            assert!(!is_headed_text(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn small_parts_are_read() {
        assert_eq!(mid("a/b+1@mail.example"), "mid:a%2Fb+1@mail.example");
        assert_eq!(list_id(" \"The Pier\"\r\n <pier.lists.example>\r\n").as_deref(), Some("pier.lists.example"));
        assert_eq!(list_id("pier.lists.example").as_deref(), Some("pier.lists.example"));
        assert_eq!(list_id("The Pier <>"), None);
        assert_eq!(inside("<html><head><title>x</title></head><BODY class=a> <p>y</p></body></html>"), "<p>y</p>");
        assert_eq!(inside("<p>y</p>"), "<p>y</p>");
        assert_eq!(inside("<body"), "<body");
    }
}
