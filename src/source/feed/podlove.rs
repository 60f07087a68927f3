//! Podlove Simple Chapters in a file of their own.

use crate::value::{
    WebUrl, collapse_blanks, is_xml_char,
    podcast::{Chapter, chapter_time},
};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// What cannot be read, with its line where that is known.
type Unread = (Option<u32>, String);

/// Podlove Simple Chapters: `<psc:chapter start="00:01:02.500" title="…" href="…" image="…"/>`.
#[must_use]
pub fn podlove_chapters(text: &str, address: &dyn Fn(&str) -> Option<WebUrl>) -> (Vec<Chapter>, Vec<Unread>) {
    let (mut chapters, mut unread) = (Vec::new(), Vec::new());
    let mut reader = Reader::from_str(text);
    let (mut counted, mut line) = (0, 1);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == b"chapter" => {
                let before = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
                line += text.as_bytes()[counted..before].iter().filter(|byte| **byte == b'\n').count();
                counted = before;
                match of_element(&tag, address) {
                    Some(chapter) => chapters.push(chapter),
                    None => unread.push((
                        u32::try_from(line).ok(),
                        "a chapter, which has no `start` such as `00:12:30`".to_owned(),
                    )),
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(cause) => {
                unread.push((None, format!("what stands behind a fault of the XML ({cause})")));
                break;
            }
        }
    }
    (chapters, unread)
}

fn of_element(tag: &BytesStart<'_>, address: &dyn Fn(&str) -> Option<WebUrl>) -> Option<Chapter> {
    let own = |name: &str| {
        let attribute = tag.try_get_attribute(name).ok().flatten()?;
        let value = String::from_utf8_lossy(&attribute.value).into_owned();
        let value = quick_xml::escape::unescape(&value).map_or_else(|_| value.clone(), |value| value.into_owned());
        let value: String = value.chars().filter(|c| is_xml_char(*c)).collect();
        Some(collapse_blanks(&value).trim().to_owned()).filter(|value| !value.is_empty())
    };
    Some(Chapter {
        start: chapter_time(&own("start")?)?,
        title: own("title"),
        url: own("href").and_then(|link| address(&link)),
        image: own("image").and_then(|link| address(&link)),
        toc: true,
        ..Chapter::default()
    })
}
