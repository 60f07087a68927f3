//! Tags of `QuickTime`: texts in `udta` (*QuickTime File Format*, user data), and named values in `meta` (metadata keys). Those of
//! iTunes, in `udta/meta/ilst`, are the tag crate's.

use super::boxes::{Box4, Boxes};
use crate::media::{
    Tags,
    input::{Input, number},
    tags::{number_of, tidy},
};
use std::io;

/// Keys that are looked at.
const MOST: usize = 256;
/// Bytes of a value.
const LONGEST: usize = 64 << 10;

/// Takes the texts of `udta`: bytes, language and text, each of two bytes but the text.
pub(super) fn user_data(input: &mut Input<'_>, one: Box4, tags: &mut Tags) -> io::Result<()> {
    let mut boxes = Boxes::of(one, input);
    while let Some(one) = boxes.next(input)? {
        let name = match &one.name {
            b"\xA9nam" => "title",
            b"\xA9ART" | b"\xA9aut" => "artist",
            b"\xA9alb" => "album",
            b"\xA9day" => "date",
            b"\xA9des" => "description",
            b"\xA9cmt" | b"\xA9inf" => "comment",
            b"\xA9trk" => "track",
            _ => continue,
        };
        let bytes = input.at(one.body, LONGEST)?;
        let size = number(bytes, 0, 2).and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
        let language = number(bytes, 2, 2).unwrap_or_default();
        let text = bytes.get(4..4 + size).unwrap_or_default();
        // Below 0x400 languages are those of the old Macintosh, and so are its letters: ASCII is common to both.
        let text = if language < 0x400 && !text.is_ascii() { None } else { std::str::from_utf8(text).ok() };
        take(tags, name, text);
    }
    Ok(())
}

/// Takes the values of `meta`, whose names `keys` has.
pub(super) fn metadata(input: &mut Input<'_>, one: Box4, tags: &mut Tags) -> io::Result<()> {
    // That of ISO 14496-12 has a version and flags, that of QuickTime has none.
    let is_plain = input.at(one.body, 8)?.ends_with(b"hdlr");
    let one = Box4 { body: one.body + if is_plain { 0 } else { 4 }, ..one };
    let Some(keys) = Boxes::of(one, input).find(input, b"keys")? else { return Ok(()) };
    let mut names = Vec::new();
    let mut at = keys.body + 8;
    while names.len() < MOST && at + 8 <= keys.end {
        let Some(size) = input.array::<4>(at)?.map(u32::from_be_bytes).filter(|size| *size >= 8) else { break };
        let name = input.at(at + 8, usize::try_from(size - 8).unwrap_or_default())?;
        names.push(String::from_utf8_lossy(name).into_owned());
        at += u64::from(size);
    }
    let Some(list) = Boxes::of(one, input).find(input, b"ilst")? else { return Ok(()) };
    let mut boxes = Boxes::of(list, input);
    while let Some(one) = boxes.next(input)? {
        let index = usize::try_from(u32::from_be_bytes(one.name)).unwrap_or_default();
        let Some(name) = index.checked_sub(1).and_then(|index| names.get(index)) else { continue };
        let Some(data) = Boxes::of(one, input).find(input, b"data")? else { continue };
        let size = usize::try_from(data.end.saturating_sub(data.body)).unwrap_or_default();
        let bytes = input.at(data.body, size.min(LONGEST))?;
        // Type 1 is UTF-8.
        let text = bytes.get(8..).filter(|_| number(bytes, 0, 4) == Some(1));
        let name = name.strip_prefix("com.apple.quicktime.").unwrap_or(name).to_ascii_lowercase();
        take(tags, &name, text.and_then(|text| std::str::from_utf8(text).ok()));
    }
    Ok(())
}

fn take(tags: &mut Tags, name: &str, text: Option<&str>) {
    let Some(text) = text.and_then(tidy) else { return };
    let place = match name {
        "title" | "displayname" => &mut tags.title,
        "artist" | "author" => &mut tags.artist,
        "album" => &mut tags.album,
        "description" | "comment" | "information" => &mut tags.description,
        "date" | "creationdate" | "year" => &mut tags.date,
        "track" => {
            tags.track = tags.track.or_else(|| number_of(&text));
            return;
        }
        _ => return,
    };
    place.get_or_insert(text);
}
