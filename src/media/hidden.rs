//! Tags where the tag crate does not look: they are put together anew, as it knows them. FLAC in Ogg becomes FLAC, the 64-bit
//! forms of WAV become WAV, and an ID3 tag that stands at the end of an MP3, or has an extended header, becomes a plain one.

use super::{
    Kind, Tags, id3,
    input::{Input, little_endian, number},
    tags::tidy,
};
use std::io;

/// Bytes of tags that are put together.
const MOST: usize = 4 << 20;
/// Chunks, packets and pages that are looked at.
const PIECES: usize = 256;
/// Bytes of sound that stand behind a tag, so that it is known what it is the tag of.
const SOUND: usize = 8 << 10;

/// The bytes of a small file of some kind that has the tags of this one; `None`, where there is nothing hidden.
pub(super) fn uncovered(input: &mut Input<'_>, kind: Kind) -> io::Result<Option<(Vec<u8>, Kind)>> {
    let found = match kind {
        Kind::Ogg => flac_in_ogg(input)?.map(|bytes| (bytes, Kind::Flac)),
        Kind::Wave if input.at(0, 4)? != b"RIFF" => Some((wide_wave(input)?, Kind::Wave)),
        Kind::Mpeg => match extended(input)? {
            Some(bytes) => Some(bytes),
            None => at_end(input)?,
        }
        .map(|bytes| (bytes, Kind::Mpeg)),
        _ => None,
    };
    Ok(found)
}

/// So many bytes from here, as far as the file goes, and no more than tags have.
fn piece(input: &mut Input<'_>, mut at: u64, size: u64) -> io::Result<Vec<u8>> {
    let size = usize::try_from(size).unwrap_or(MOST).min(MOST);
    let mut bytes = Vec::new();
    while bytes.len() < size {
        let more = input.at(at, size - bytes.len())?;
        if more.is_empty() {
            break;
        }
        at += more.len() as u64;
        bytes.extend_from_slice(more);
    }
    Ok(bytes)
}

/// The packets before the sound are blocks of FLAC (<https://xiph.org/flac/ogg_mapping.html>): behind 9 bytes of the first
/// one stand `fLaC` and STREAMINFO.
fn flac_in_ogg(input: &mut Input<'_>) -> io::Result<Option<Vec<u8>>> {
    let (mut at, mut serial, mut packet) = (0, None, Vec::new());
    let mut out: Vec<u8> = Vec::new();
    let mut last_block = 0;
    for _ in 0..PIECES {
        let head = input.at(at, 27 + 255)?.to_vec();
        if !head.starts_with(b"OggS") || head.len() < 27 {
            break;
        }
        let Some(table) = head.get(27..27 + usize::from(head[26])) else { break };
        let body = at + 27 + table.len() as u64;
        let size: u64 = table.iter().map(|size| u64::from(*size)).sum();
        let own = head[14..18].to_vec();
        at = body + size;
        if serial.as_ref().is_some_and(|serial| *serial != own) {
            continue;
        }
        let bytes = piece(input, body, size)?;
        if serial.is_none() && !bytes.starts_with(b"\x7FFLAC") {
            return Ok(None);
        }
        serial = Some(own);
        let mut from = 0;
        for size in table.iter().map(|size| usize::from(*size)) {
            packet.extend_from_slice(bytes.get(from..from + size).unwrap_or_default());
            from += size;
            if size == 255 {
                continue;
            }
            let block = std::mem::take(&mut packet);
            let block = if out.is_empty() { block.get(9..).unwrap_or_default().to_vec() } else { block };
            let head = if out.is_empty() { 4 } else { 0 };
            // A frame of sound begins with 14 bits that no block has.
            if block.get(head).is_none_or(|first| *first == 0xFF) || out.len() + block.len() > MOST {
                return Ok(finished(out, last_block));
            }
            last_block = out.len() + head;
            let is_last = block[head] & 0x80 != 0;
            out.extend(block);
            if is_last {
                return Ok(finished(out, last_block));
            }
        }
    }
    Ok(finished(out, last_block))
}

/// Marks the last block as such.
fn finished(mut out: Vec<u8>, last_block: usize) -> Option<Vec<u8>> {
    *out.get_mut(last_block)? |= 0x80;
    Some(out)
}

/// A chunk of WAV: its name, where its content begins, and how many bytes that has.
fn chunks(input: &mut Input<'_>) -> io::Result<Vec<([u8; 4], u64, u64)>> {
    let (mut at, mut wide, mut found) = (12, 0, Vec::new());
    for _ in 0..PIECES {
        let Some(head) = input.array::<8>(at)? else { break };
        let (name, mut size) = ([head[0], head[1], head[2], head[3]], little_endian(&head[4..]));
        at += 8;
        if &name == b"ds64" {
            wide = input.at(at, 16)?.get(8..16).map(little_endian).unwrap_or_default();
        }
        if &name == b"data" && size == 0xFFFF_FFFF {
            size = wide;
        }
        found.push((name, at, size));
        at = at.saturating_add(size).saturating_add(size & 1);
    }
    Ok(found)
}

/// RF64 and BW64 (EBU Tech 3306) are WAV but for sizes of 64 bits: the chunks with tags are the same.
fn wide_wave(input: &mut Input<'_>) -> io::Result<Vec<u8>> {
    let mut out = b"RIFF\0\0\0\0WAVE".to_vec();
    for (name, at, size) in chunks(input)? {
        if !matches!(&name, b"LIST" | b"id3 " | b"ID3 " | b"fmt ") || size > MOST as u64 {
            continue;
        }
        let bytes = piece(input, at, size)?;
        out.extend(name);
        out.extend(u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes());
        out.extend(&bytes);
        out.extend(&[0][..bytes.len() & 1]);
    }
    let size = u32::try_from(out.len() - 8).unwrap_or_default();
    out[4..8].copy_from_slice(&size.to_le_bytes());
    Ok(out)
}

/// What broadcasters write into WAV (`bext`, EBU Tech 3285): a description, and the day.
pub(super) fn broadcast(input: &mut Input<'_>) -> io::Result<Tags> {
    let found = chunks(input)?.into_iter().find(|(name, ..)| name == b"bext");
    let Some((_, at, _)) = found else { return Ok(Tags::NONE) };
    let bytes = input.at(at, 330)?;
    let text = |from: usize, to: usize| {
        let bytes = bytes.get(from..to)?.split(|byte| *byte == 0).next()?;
        tidy(&String::from_utf8_lossy(bytes))
    };
    let day = text(320, 330).map(|day| day.replace(['_', ':', ' ', '.'], "-"));
    let is_day = |day: &String| day.len() == 10 && !day.starts_with("0000");
    Ok(Tags { description: text(0, 256), date: day.filter(is_day), ..Tags::NONE })
}

/// ID3v2.3 with an extended header (3.2): it says nothing that is needed here, so it is taken out.
fn extended(input: &mut Input<'_>) -> io::Result<Option<Vec<u8>>> {
    let Some(head) = input.array::<14>(0)? else { return Ok(None) };
    let is_extended = head.starts_with(b"ID3\x03") && head[5] & 0xC0 == 0x40;
    let (Some(own), true) = (number(&head, 10, 4).filter(|size| matches!(size, 6 | 10)), is_extended) else {
        return Ok(None);
    };
    let size = synchsafe(&head[6..10]);
    let frames = piece(input, 14 + own, size.saturating_sub(4 + own))?;
    plain(input, 3, &frames).map(Some)
}

/// ID3v2.4 at the end of the file, which a footer ends (3.1 and 3.4).
fn at_end(input: &mut Input<'_>) -> io::Result<Option<Vec<u8>>> {
    let length = input.length();
    for end in [Some(length), length.checked_sub(128)].into_iter().flatten() {
        let Some(at) = end.checked_sub(10) else { continue };
        let footer = input.at(at, 10)?;
        if footer.starts_with(b"3DI\x04") && footer[5] & 0x40 == 0 {
            let size = synchsafe(&footer[6..10]);
            let Some(start) = at.checked_sub(size) else { continue };
            let frames = piece(input, start, size)?;
            return plain(input, 4, &frames).map(Some);
        }
    }
    Ok(None)
}

fn synchsafe(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 7 | u64::from(byte & 0x7F))
}

/// A tag with these frames and nothing else, and some sound behind it.
fn plain(input: &mut Input<'_>, version: u8, frames: &[u8]) -> io::Result<Vec<u8>> {
    let size = frames.len();
    let sizes = [size >> 21, size >> 14, size >> 7, size].map(|part| u8::try_from(part & 0x7F).unwrap_or_default());
    let start = id3::skip(input)?;
    let sound = input.at(start, SOUND)?;
    Ok([b"ID3", &[version, 0, 0][..], &sizes, frames, sound].concat())
}
