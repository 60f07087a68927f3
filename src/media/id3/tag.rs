//! What the frames of an ID3v2 tag say. The tag crate is not asked: for one frame that is odd it gives up all.

use super::{
    frames::{self, Form, Frame},
    text,
};
use crate::media::{
    Chapter, Fault, Tags, chapter, image,
    input::big_endian,
    tags::{Written, date_of, no_date, number_of, tidy},
};
use std::{borrow::Cow, collections::HashSet};

/// Faults of one tag that are told.
const TOLD: usize = 3;
/// What the number that says what a picture is calls the front cover (2.4, 4.14).
const FRONT: u8 = 3;

/// What stands in frames, before it is known which of it counts.
#[derive(Debug, Default)]
struct Found {
    texts: Vec<([u8; 4], String)>,
    /// Texts that the program has named itself, by their names in small letters.
    named: Vec<(String, String)>,
    /// The same of comments.
    comments: Vec<(String, String)>,
    chapters: Vec<(Vec<u8>, Chapter)>,
    listed: HashSet<Vec<u8>>,
    odd: Vec<String>,
}

/// Reads a tag, from its head on.
pub(super) fn read(bytes: &[u8]) -> Written {
    let Some((form, body)) = body(bytes) else { return Written::default() };
    let read = frames::read(&body, form);
    let mut found = Found { odd: read.odd, ..Found::default() };
    let mut pictures = Vec::new();
    for frame in &read.frames {
        if let Err(why) = found.take(frame, form, &mut pictures) {
            found.odd.push(format!("`{}` {why}", String::from_utf8_lossy(&frame.id)));
        }
    }
    let front = pictures.iter().position(|(kind, _)| *kind == FRONT).unwrap_or_default();
    let artwork = pictures.get(front).and_then(|(_, bytes)| image::of_bytes(bytes));
    let tags = found.tags();
    let chapters = found.chapters();
    let more = found.odd.len().saturating_sub(TOLD);
    let mut told = found.odd[..found.odd.len().min(TOLD)].join(", ");
    if more > 0 {
        told = format!("{told}, and {more} more");
    }
    let fault = (!found.odd.is_empty()).then_some(Fault::Tags(told));
    Written { tags, artwork, chapters, fault }
}

/// The frames of a tag, without what stands before them.
fn body(bytes: &[u8]) -> Option<(Form, Cow<'_, [u8]>)> {
    let (version, flags) = (*bytes.get(3)?, *bytes.get(5)?);
    // 2.2, 3.1: nobody ever said how a tag is compressed.
    if !matches!(version, 2..=4) || version == 2 && flags & 0x40 != 0 {
        return None;
    }
    let size = usize::try_from(super::synchsafe(bytes.get(6..10)?)).ok()?;
    let all = &bytes[10..bytes.len().min(10 + size)];
    let is_unsynchronised = flags & 0x80 != 0;
    let all = if is_unsynchronised && version < 4 { Cow::Owned(text::synchronised(all)) } else { Cow::Borrowed(all) };
    let extended = match (flags & 0x40 != 0, version) {
        // Its size is without itself in 2.3, and with itself in 2.4.
        (true, 3) => all.get(..4).map_or(0, |size| big_endian(size).saturating_add(4)),
        (true, _) => all.get(..4).map_or(0, super::synchsafe),
        _ => 0,
    };
    let from = usize::try_from(extended).ok().filter(|from| *from <= all.len()).unwrap_or_default();
    let body = match all {
        Cow::Owned(mut all) => Cow::Owned(all.split_off(from)),
        Cow::Borrowed(all) => Cow::Borrowed(&all[from..]),
    };
    Some((Form { version, is_unsynchronised: is_unsynchronised && version == 4 }, body))
}

impl Found {
    fn take(&mut self, frame: &Frame<'_>, form: Form, pictures: &mut Vec<(u8, Vec<u8>)>) -> Result<(), &'static str> {
        const SHORT: &str = "is cut off";
        let bytes: &[u8] = &frame.content;
        match &frame.id {
            b"TXXX" | b"COMM" => {
                let skipped = if &frame.id == b"COMM" { 4 } else { 1 };
                let (encoding, rest) = bytes.first().zip(bytes.get(skipped..)).ok_or(SHORT)?;
                let (name, value) = text::ended(*encoding, rest).ok_or(SHORT)?;
                let name = text::decode(*encoding, name)?.trim().to_lowercase();
                let value = text::first(&[&[*encoding], value].concat())?;
                let list = if skipped == 4 { &mut self.comments } else { &mut self.named };
                list.extend(tidy(&value).map(|value| (name, value)));
            }
            b"TIT2" | b"TPE1" | b"TPE2" | b"TALB" | b"TRCK" | b"TPOS" | b"TDES" | b"TDRL" | b"TDRC" | b"TDOR"
            | b"TYER" | b"TDAT" | b"TORY" => {
                let value = text::first(bytes)?;
                self.texts.extend(tidy(&value).map(|value| (frame.id, value)));
            }
            b"APIC" => {
                let encoding = *bytes.first().ok_or(SHORT)?;
                // 2.2 says of which kind it is in three letters.
                let behind = match form.version {
                    2 => bytes.get(4..),
                    _ => bytes.get(1..).and_then(|rest| text::ended(0, rest)).map(|(_, rest)| rest),
                };
                let (kind, rest) = behind.and_then(<[u8]>::split_first).ok_or(SHORT)?;
                let (_, picture) = text::ended(encoding, rest).ok_or(SHORT)?;
                if picture.is_empty() {
                    return Err(SHORT);
                }
                pictures.push((*kind, picture.to_vec()));
            }
            b"CHAP" => {
                let (name, rest) = text::ended(0, bytes).ok_or(SHORT)?;
                let (times, more) = rest.split_at_checked(16).ok_or(SHORT)?;
                if self.chapters.len() < chapter::MOST {
                    let chapter = self.chapter(times, more, form);
                    self.chapters.push((name.to_vec(), chapter));
                }
            }
            b"CTOC" => {
                let (_, rest) = text::ended(0, bytes).ok_or(SHORT)?;
                let (count, mut rest) = rest.split_at_checked(2).ok_or(SHORT)?;
                for _ in 0..count[1] {
                    let Some((name, behind)) = text::ended(0, rest) else { break };
                    self.listed.insert(name.to_vec());
                    rest = behind;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// ID3v2 Chapter Frame Addendum 1.0.
    fn chapter(&mut self, times: &[u8], more: &[u8], form: Form) -> Chapter {
        let read = frames::read(more, form);
        self.odd.extend(read.odd.into_iter().map(|odd| format!("{odd} in a chapter")));
        let title = |id: &[u8; 4]| {
            let frame = read.frames.iter().find(|frame| &frame.id == id)?;
            text::first(&frame.content).ok().as_deref().and_then(tidy)
        };
        let url = read.frames.iter().find_map(|frame| match &frame.id {
            b"WXXX" => {
                let (encoding, rest) = frame.content.split_first()?;
                let (_, url) = text::ended(*encoding, rest)?;
                text::decode(0, url).ok().as_deref().and_then(tidy)
            }
            [b'W', ..] => text::decode(0, &frame.content).ok().as_deref().and_then(tidy),
            _ => None,
        });
        let seconds = |from: usize| {
            let milliseconds = u32::try_from(big_endian(&times[from..from + 4])).unwrap_or_default();
            f64::from(milliseconds) / 1000.0
        };
        let title = title(b"TIT2").or_else(|| title(b"TIT3"));
        Chapter { start: seconds(0), end: Some(seconds(4)), title, url, is_hidden: false }
    }

    /// Where there is a table of contents, those that it leaves out are shown in none; one that names nothing that there is says
    /// nothing.
    fn chapters(&mut self) -> Vec<Chapter> {
        let counts = self.chapters.iter().any(|(name, _)| self.listed.contains(name));
        let chapters = std::mem::take(&mut self.chapters).into_iter();
        chapters
            .map(|(name, chapter)| Chapter { is_hidden: counts && !self.listed.contains(&name), ..chapter })
            .collect()
    }

    fn tags(&mut self) -> Tags {
        let date = self.date();
        let text = |ids: &[&[u8; 4]]| {
            let of = |id: &&[u8; 4]| self.texts.iter().find(|(own, _)| own == *id).map(|(_, text)| text.clone());
            ids.iter().find_map(of)
        };
        let number = |id: &[u8; 4]| text(&[id]).as_deref().and_then(number_of);
        Tags {
            title: text(&[b"TIT2"]),
            artist: text(&[b"TPE1", b"TPE2"]),
            album: text(&[b"TALB"]),
            description: text(&[b"TDES"]).or_else(|| self.description()),
            track: number(b"TRCK"),
            disc: number(b"TPOS"),
            date,
        }
    }

    /// The first date that can be read. 2.3 has the year and the day apart.
    fn date(&mut self) -> Option<String> {
        let of = |id: &[u8; 4]| self.texts.iter().find(|(own, _)| own == id).map(|(_, text)| text.as_str());
        let (mut date, mut odd) = (None, Vec::new());
        for id in [b"TDRL", b"TDRC", b"TYER", b"TDOR", b"TORY"] {
            let Some(text) = of(id).filter(|_| date.is_none()) else { continue };
            let day = of(b"TDAT").filter(|day| id == b"TYER" && text.len() == 4 && day.len() == 4 && day.is_ascii());
            let whole = day.and_then(|day| date_of(&format!("{text}-{}-{}", &day[2..], &day[..2])));
            date = whole.or_else(|| date_of(text));
            odd.extend(date.is_none().then(|| format!("in `{}` {}", String::from_utf8_lossy(id), no_date(text))));
        }
        self.odd.append(&mut odd);
        date
    }

    /// Comments are what programs write for themselves as well, under names of their own, such as `iTunNORM`: only those that say
    /// nothing of what they are count, and those that say that they describe.
    fn description(&self) -> Option<String> {
        let of = |list: &[(String, String)], names: &[&str]| {
            let named = |name: &&str| list.iter().find(|(own, _)| own == name).map(|(_, text)| text.clone());
            names.iter().find_map(named)
        };
        of(&self.named, &["description", "synopsis", "summary"])
            .or_else(|| {
                of(&self.comments, &["", "description", "synopsis", "summary", "comment", "comments", "id3v1 comment"])
            })
            .or_else(|| of(&self.named, &["comment"]))
    }
}
