//! Media files and images that belong to a record.

use super::{
    Enclosure, Image,
    fields::{Candidate, Field, Fields},
    raw::{Node, Table, Value},
    report::Report,
};
use crate::{
    diagnostic::{
        Level,
        rules::record::{ENCLOSURE_INVALID, IMAGE_INVALID, LANGUAGE_INVALID},
    },
    value::{MediaType, WebUrl, collapse_blanks, guess_media_type},
};
use std::collections::HashSet;

/// What a file is called in tables of enclosures.
const URLS: &[&str] = &["url", "href", "src", "file", "path", "link"];
const TYPES: &[&str] = &["type", "mime_type", "mimetype", "mime", "media_type", "content_type"];
const LENGTHS: &[&str] = &["length", "size_in_bytes", "size", "bytes", "filesize", "file_size"];
const DURATIONS: &[&str] = &["duration", "duration_in_seconds", "itunes_duration"];

/// Whether an address is that of a sound or a film: then it is an enclosure and no page.
pub(super) fn is_playable(url: &str) -> bool {
    guess_media_type(url).is_some_and(|guess| matches!(guess.family(), "audio" | "video"))
}

/// Reads the enclosures of a record; `media` are further addresses that turned out to be media files.
pub(super) fn enclosures(
    fields: &mut Fields<'_>,
    media: &[Candidate<'_>],
    base: &WebUrl,
    report: &mut Report,
) -> Vec<Enclosure> {
    let mut gathered = Gathered { base, list: Vec::new(), seen: HashSet::new() };
    for candidate in fields.list(Field::Enclosures) {
        for item in candidate.node.items() {
            gathered.item(item, report);
        }
    }
    // `media`, `file` and their like mean something else on many sites: only what is surely a file counts.
    for candidate in fields.filled(Field::MediaFile) {
        if candidate.node.items().iter().all(is_media_node) {
            fields.mark(&candidate);
            for item in candidate.node.items() {
                gathered.item(item, report);
            }
        }
    }
    for candidate in media {
        gathered.item(candidate.node, report);
    }
    let mut list = gathered.list;
    complete_by_format(&mut list, fields, report);
    if let Some(first) = list.first_mut() {
        complete(first, fields, report);
    }
    list
}

fn is_media_node(node: &Node) -> bool {
    let node = match &node.value {
        Value::Table(table) => match first(table, URLS) {
            None if is_by_format(table) => return true,
            Some(url) => {
                if first(table, TYPES).is_some() {
                    return true;
                }
                url
            }
            None => return false,
        },
        _ => node,
    };
    node.as_filled_text().is_some_and(|text| is_playable(text.split_whitespace().next().unwrap_or_default()))
}

/// One recording in several formats, as Octopod has it: `{mp3: …, ogg: …}`.
fn is_by_format(table: &Table) -> bool {
    !table.0.is_empty() && table.0.iter().all(|(_, node)| node.as_filled_text().is_some_and(is_playable))
}

/// Fills in what stands beside the enclosures and belongs to the first: `duration`, `length`, `mime_type` of the record.
fn complete(enclosure: &mut Enclosure, fields: &mut Fields<'_>, report: &mut Report) {
    if enclosure.length.is_none()
        && let Some((candidate, _)) = fields.text(Field::EnclosureLength)
    {
        enclosure.length = length(candidate.node, report);
    }
    if enclosure.duration.is_none()
        && let Some((candidate, _)) = fields.text(Field::EnclosureDuration)
    {
        enclosure.duration = duration(candidate.node, report);
    }
    if enclosure.media_type.as_str() == UNKNOWN_TYPE
        && let Some((_, text)) = fields.text(Field::EnclosureType)
        && let Ok(media_type) = text.parse()
    {
        (enclosure.media_type, enclosure.is_type_declared) = (media_type, true);
    }
}

/// Fills in what stands beside recordings by format, as those may do themselves: `filesize: {mp3: …, ogg: …}`.
fn complete_by_format(list: &mut [Enclosure], fields: &mut Fields<'_>, report: &mut Report) {
    for field in [Field::EnclosureLength, Field::EnclosureDuration] {
        for candidate in fields.filled(field) {
            let Some(table) = candidate.node.as_table() else { continue };
            let mut is_read = false;
            for enclosure in list.iter_mut() {
                let address = enclosure.file.as_deref().unwrap_or_else(|| enclosure.url.as_str());
                let name = address.split(['?', '#']).next().unwrap_or_default();
                let format = name.rsplit_once('.').map_or("", |(_, format)| format);
                let Some(node) = table.get_ignore_case(format) else { continue };
                is_read = true;
                match field {
                    Field::EnclosureLength if enclosure.length.is_none() => enclosure.length = length(node, report),
                    Field::EnclosureDuration if enclosure.duration.is_none() => {
                        enclosure.duration = duration(node, report)
                    }
                    _ => {}
                }
            }
            if is_read {
                fields.mark(&candidate);
            }
        }
    }
}

const UNKNOWN_TYPE: &str = "application/octet-stream";

struct Gathered<'a> {
    base: &'a WebUrl,
    list: Vec<Enclosure>,
    seen: HashSet<String>,
}

impl Gathered<'_> {
    fn item(&mut self, node: &Node, report: &mut Report) {
        let enclosure = match &node.value {
            Value::Table(table) if first(table, URLS).is_none() && is_by_format(table) => {
                return table.0.iter().for_each(|(_, node)| self.item(node, report));
            }
            Value::Null | Value::Bool(_) | Value::List(_) => None,
            Value::Text(text) | Value::Number(text) => self.line(text, node, report),
            Value::Table(table) => self.table(table, node, report),
        };
        if let Some(enclosure) = enclosure
            && self.seen.insert(enclosure.url.as_str().to_owned())
        {
            self.list.push(enclosure);
        }
    }

    /// An address, alone or as WordPress keeps it: address, bytes and type, with blanks or line breaks between.
    fn line(&self, text: &str, node: &Node, report: &mut Report) -> Option<Enclosure> {
        let mut words = text.split_whitespace();
        let (url, bytes, kind) = (words.next()?, words.next(), words.next());
        let three =
            bytes.is_some_and(|b| b.bytes().all(|b| b.is_ascii_digit())) && kind.is_some_and(|t| t.contains('/'));
        let url = if three { url } else { text.trim() };
        let mut enclosure = self.at(url, None, node, report)?;
        if three {
            enclosure.length = bytes.and_then(|bytes| bytes.parse().ok()).filter(|bytes| *bytes > 0);
            if let Some(Ok(kind)) = kind.map(str::parse) {
                (enclosure.media_type, enclosure.is_type_declared) = (kind, true);
            }
        }
        Some(enclosure)
    }

    fn table(&self, table: &Table, node: &Node, report: &mut Report) -> Option<Enclosure> {
        let Some(url) = first(table, URLS) else {
            report
                .at(&ENCLOSURE_INVALID, node, "enclosures", "an enclosure without address is left out")
                .help("give it a `url`, or a `file` below the publication's address");
            return None;
        };
        let declared = first(table, TYPES).and_then(|kind| match kind.as_filled_text().unwrap_or_default().parse() {
            Ok(kind) => Some(kind),
            Err(reason) => {
                report
                    .at(
                        &ENCLOSURE_INVALID,
                        kind,
                        "enclosures.type",
                        format!("{reason}; the file's extension counts instead"),
                    )
                    .help("write the whole type, or leave it out");
                None
            }
        });
        let mut enclosure = self.at(url.as_filled_text().unwrap_or_default(), declared, url, report)?;
        enclosure.length = first(table, LENGTHS).and_then(|node| length(node, report));
        enclosure.duration = first(table, DURATIONS).and_then(|node| duration(node, report));
        enclosure.title = first(table, &["title", "name", "label"])
            .and_then(Node::as_filled_text)
            .map(|title| collapse_blanks(title).into_owned());
        enclosure.language = first(table, &["language", "lang", "hreflang"]).and_then(|node| {
            let language = node.as_filled_text().unwrap_or_default().parse();
            if let Err(reason) = &language {
                report
                    .at(&LANGUAGE_INVALID, node, "enclosures.language", format!("{reason}; it is left out"))
                    .help("use a tag of BCP 47");
            }
            language.ok()
        });
        Some(enclosure)
    }

    fn at(&self, url: &str, declared: Option<MediaType>, node: &Node, report: &mut Report) -> Option<Enclosure> {
        let is_address = url.contains("://") || url.trim_start().starts_with("//");
        let file = (!is_address).then(|| url.trim().to_owned());
        let is_type_declared = declared.is_some();
        let url = match self.base.join(url) {
            Ok(url) => url,
            Err(reason) => {
                report.at(&ENCLOSURE_INVALID, node, "enclosures", format!("{reason}; the enclosure is left out")).help(
                    "give the file an address that begins with https:// or a path below the publication's address",
                );
                return None;
            }
        };
        // In a name of a file `?` and `#` are letters like all others.
        let by_name = || guess_media_type(&file.as_deref()?.replace(['?', '#'], "_"));
        let media_type = match declared.or_else(|| guess_media_type(url.as_str())).or_else(by_name) {
            Some(media_type) => media_type,
            None => {
                report
                    .at(
                        &ENCLOSURE_INVALID,
                        node,
                        "enclosures",
                        format!("the media type of {url} is not declared and its name does not tell it"),
                    )
                    .help("add `type`, such as `audio/mpeg`; until then it is published as application/octet-stream");
                UNKNOWN_TYPE.parse().ok()?
            }
        };
        let (length, duration, title, language) = (None, None, None, None);
        let print = None;
        Some(Enclosure { url, media_type, length, duration, title, language, file, is_type_declared, print })
    }
}

/// A size in bytes; 0 means unknown.
fn length(node: &Node, report: &mut Report) -> Option<u64> {
    let text = node.as_filled_text()?;
    match text.parse::<u64>() {
        Ok(0) => None,
        Ok(bytes) => Some(bytes),
        Err(_) => {
            report
                .at(
                    &ENCLOSURE_INVALID,
                    node,
                    "enclosures.length",
                    format!("`{text}` is no number of bytes; the length counts as unknown"),
                )
                .help("give the size of the file in bytes, digits only");
            None
        }
    }
}

/// A duration in seconds.
fn duration(node: &Node, report: &mut Report) -> Option<f64> {
    let text = node.as_filled_text()?;
    match parse_duration(text) {
        Some(seconds) => (seconds > 0.0).then_some(seconds),
        None => {
            report
                .at(&ENCLOSURE_INVALID, node, "enclosures.duration", format!("`{text}` is no duration and is left out"))
                .help("write hours:minutes:seconds or a number of seconds");
            None
        }
    }
}

/// `1:02:03`, `02:03`, `3723`, `3723.5`, `1h2m3s`, `PT1H2M3S`; in seconds.
pub(super) fn parse_duration(text: &str) -> Option<f64> {
    let number = |part: &str| -> Option<f64> {
        let digits =
            part.bytes().all(|b| b.is_ascii_digit() || b == b'.') && part.starts_with(|c: char| c.is_ascii_digit());
        (digits && part.len() <= 12).then(|| part.parse().ok())?
    };
    let text = text.trim().to_ascii_lowercase();
    if text.contains(':') {
        let parts: Vec<&str> = text.split(':').collect();
        if parts.len() > 3 {
            return None;
        }
        // Only the first part may run over 59: `90:00` is an hour and a half.
        let rest_fits = parts.iter().skip(1).all(|part| number(part).is_some_and(|n| n < 60.0));
        let whole = parts.iter().try_fold(0.0, |sum, part| Some(sum * 60.0 + number(part)?));
        return whole.filter(|_| rest_fits);
    }
    if let Some(seconds) = number(&text) {
        return Some(seconds);
    }
    let mut rest = text.strip_prefix("pt").unwrap_or(&text);
    let (mut sum, mut last) = (0.0, f64::INFINITY);
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let amount = number(rest[..end].trim())?;
        let tail = rest[end..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match &rest[end..rest.len() - tail.len()] {
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            _ => return None,
        };
        if unit >= last {
            return None;
        }
        (sum, last) = (sum + amount * unit, unit);
        rest = tail.trim_start();
    }
    last.is_finite().then_some(sum)
}

/// Reads the image that stands for a record.
pub(super) fn image(fields: &mut Fields<'_>, base: &WebUrl, report: &mut Report) -> Option<Image> {
    for candidate in fields.filled(Field::Image) {
        let Some(node) = candidate.node.items().iter().find(|node| !node.is_blank()) else { continue };
        let (url, table) = match &node.value {
            Value::Table(table) => {
                (first(table, &["url", "src", "path", "href", "source_url", "image", "file"]), Some(table))
            }
            Value::Text(_) => (Some(node), None),
            // `image: false`, `featured_image: 123`: switches and numbers of other systems.
            _ => (None, None),
        };
        let Some(url) = url.filter(|url| matches!(url.value, Value::Text(_))) else { continue };
        fields.mark(&candidate);
        let text = url.as_filled_text().unwrap_or_default();
        match base.join(text) {
            Ok(address) => {
                let number = |keys: &[&str]| {
                    table
                        .and_then(|t| first(t, keys))
                        .and_then(Node::as_filled_text)?
                        .parse::<u32>()
                        .ok()
                        .filter(|n| *n > 0)
                };
                let own_alt = table
                    .and_then(|t| first(t, &["alt", "alt_text", "caption", "title"]))
                    .and_then(Node::as_filled_text);
                let alt = own_alt.or_else(|| fields.text(Field::ImageAlt).map(|(_, alt)| alt));
                return Some(Image {
                    url: address,
                    alt: alt.map(|alt| collapse_blanks(alt).into_owned()),
                    width: number(&["width"]),
                    height: number(&["height"]),
                });
            }
            Err(reason) => {
                report
                    .at(&IMAGE_INVALID, url, "image", format!("{reason}; the image is left out"))
                    .level(Level::Warning)
                    .help("give it an address that begins with https:// or a path below the publication's address");
            }
        }
    }
    None
}

fn first<'a>(table: &'a Table, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().find_map(|key| table.get_ignore_case(key).filter(|node| node.as_filled_text().is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{
        normalise::FieldMap,
        raw::{self, RawRecord},
    };

    fn text(text: &str) -> Node {
        Node::text(text, 1, 1)
    }

    fn table(members: &[(&str, &str)]) -> Node {
        Node::new(Value::Table(Table(members.iter().map(|(k, v)| ((*k).to_owned(), text(v))).collect())), 1, 1)
    }

    fn record(members: &[(&str, Node)]) -> RawRecord {
        RawRecord {
            origin: raw::Origin { file: "a.md".into(), line: 1, bytes: 0..0, listed: false, row: None },
            fields: Table(members.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect()),
            body: None,
            found: Table::default(),
            derived: Vec::new(),
        }
    }

    fn read(members: &[(&str, Node)]) -> (String, usize) {
        let raw = record(members);
        let map = FieldMap::default();
        let base = WebUrl::parse("https://a.example/p/").expect("valid");
        let mut report = Report::new(raw.origin.place());
        let list = enclosures(&mut Fields::new(&raw, &map), &[], &base, &mut report);
        let one = |e: &Enclosure| {
            let length = e.length.map(|n| format!(" {n}B")).unwrap_or_default();
            let duration = e.duration.map(|n| format!(" {n}s")).unwrap_or_default();
            let title = e.title.as_ref().map(|t| format!(" '{t}'")).unwrap_or_default();
            format!("{} {}{length}{duration}{title}", e.url, e.media_type)
        };
        (list.iter().map(one).collect::<Vec<_>>().join(" | "), report.diagnostics.len())
    }

    #[test]
    fn enclosures_in_every_form() {
        let list = |items: Vec<Node>| Node::new(Value::List(items), 1, 1);
        for (members, expected, findings) in [
            (vec![("enclosure", text("https://m.example/a.mp3"))], "https://m.example/a.mp3 audio/mpeg", 0),
            (vec![("enclosures", text("a.ogg"))], "https://a.example/p/a.ogg audio/ogg", 0),
            (vec![("audio", text("/m/a.mp3"))], "https://a.example/m/a.mp3 audio/mpeg", 0),
            (vec![("audio", text("https://player.example/7"))], "", 0),
            (vec![("media", text("print"))], "", 0),
            (
                vec![("file", text("/a.mp3")), ("duration", text("1:02:03")), ("length", text("77"))],
                "https://a.example/a.mp3 audio/mpeg 77B 3723s",
                0,
            ),
            (
                vec![("enclosure", text("https://m.example/a.mp3\n123\naudio/mpeg\na:1:{}"))],
                "https://m.example/a.mp3 audio/mpeg 123B",
                0,
            ),
            (
                vec![(
                    "attachments",
                    list(vec![
                        table(&[
                            ("url", "https://m.example/a"),
                            ("mime_type", "audio/mpeg"),
                            ("size_in_bytes", "5"),
                            ("duration_in_seconds", "6"),
                            ("title", "One"),
                        ]),
                        table(&[("url", "https://m.example/a"), ("type", "audio/ogg")]),
                        text("https://m.example/b.mp4"),
                    ]),
                )],
                "https://m.example/a audio/mpeg 5B 6s 'One' | https://m.example/b.mp4 video/mp4",
                0,
            ),
            (vec![("enclosure", text("https://m.example/a"))], "https://m.example/a application/octet-stream", 1),
            (vec![("enclosure", text("ftp://m.example/a.mp3"))], "", 1),
            (vec![("enclosure", table(&[("length", "5")]))], "", 1),
            (
                vec![("enclosure", table(&[("url", "/a.mp3"), ("length", "12 MB")]))],
                "https://a.example/a.mp3 audio/mpeg",
                1,
            ),
            (
                vec![("enclosure", table(&[("url", "/a.mp3"), ("length", "-1")]))],
                "https://a.example/a.mp3 audio/mpeg",
                1,
            ),
            (
                vec![("enclosure", table(&[("url", "/a.mp3"), ("length", "0")]))],
                "https://a.example/a.mp3 audio/mpeg",
                0,
            ),
            (
                vec![("enclosure", table(&[("url", "/a.mp3"), ("type", "mp3")]))],
                "https://a.example/a.mp3 audio/mpeg",
                1,
            ),
            (
                vec![("enclosure", table(&[("url", "/a.mp3"), ("duration", "long")]))],
                "https://a.example/a.mp3 audio/mpeg",
                1,
            ),
            (vec![("podcast", table(&[("file", "/a.mp3")]))], "https://a.example/a.mp3 audio/mpeg", 0),
        ] {
            assert_eq!(read(&members), (expected.to_owned(), findings), "{members:?}");
        }
    }

    #[test]
    fn durations() {
        for (written, seconds) in [
            ("1:02:03", Some(3723.0)),
            ("02:03", Some(123.0)),
            ("90:00", Some(5400.0)),
            ("3723", Some(3723.0)),
            ("3723.5", Some(3723.5)),
            ("1h2m3s", Some(3723.0)),
            ("PT1H2M3S", Some(3723.0)),
            ("45 min", Some(2700.0)),
            ("1 hour 5 minutes", Some(3900.0)),
            ("0:61:00", None),
            ("1:2:3:4", None),
            ("-5", None),
            ("", None),
            ("long", None),
            ("5m5m", None),
            ("1e9", None),
            ("999999999999999999", None),
        ] {
            assert_eq!(parse_duration(written), seconds, "{written}");
        }
    }

    #[test]
    fn images_in_every_form() {
        let list = |items: Vec<Node>| Node::new(Value::List(items), 1, 1);
        for (members, expected, findings) in [
            (vec![("image", text("/i.png"))], Some(("https://a.example/i.png", None)), 0),
            (
                vec![("image", text("i.png")), ("image_alt", text("A  cat"))],
                Some(("https://a.example/p/i.png", Some("A cat"))),
                0,
            ),
            (vec![("images", list(vec![text("/1.png"), text("/2.png")]))], Some(("https://a.example/1.png", None)), 0),
            (
                vec![("image", table(&[("path", "/o.png"), ("alt", "O")]))],
                Some(("https://a.example/o.png", Some("O"))),
                0,
            ),
            (vec![("cover", table(&[("image", "/c.png")]))], Some(("https://a.example/c.png", None)), 0),
            (vec![("feature_image", text("https://i.example/x.jpg"))], Some(("https://i.example/x.jpg", None)), 0),
            (vec![("image", Node::new(Value::Bool(true), 1, 1))], None, 0),
            (vec![("featured_image", Node::new(Value::Number("7".into()), 1, 1))], None, 0),
            (vec![("image", text("pic:image://v1/x"))], None, 1),
            (vec![("image", text("pic:x")), ("thumbnail", text("/t.png"))], Some(("https://a.example/t.png", None)), 1),
        ] {
            let raw = record(&members);
            let map = FieldMap::default();
            let base = WebUrl::parse("https://a.example/p/").expect("valid");
            let mut report = Report::new(raw.origin.place());
            let found = image(&mut Fields::new(&raw, &map), &base, &mut report);
            let found = found.map(|i| (i.url.to_string(), i.alt));
            let expected = expected.map(|(url, alt)| (url.to_owned(), alt.map(str::to_owned)));
            assert_eq!((found, report.diagnostics.len()), (expected, findings), "{members:?}");
        }
    }
}
