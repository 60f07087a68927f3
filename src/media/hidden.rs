//! Tags where the tag crate does not look, or looks in vain: they are put together anew, as it knows them. FLAC in Ogg becomes
//! FLAC, the 64-bit forms of WAV become WAV, and what stands behind or between ID3 tags stands alone.

use super::{
    Kind, Tags, id3,
    input::{Input, big_endian, little_endian},
    tags::tidy,
};
use std::io;

/// Bytes of tags that are put together.
const MOST: usize = 16 << 20;
/// Chunks, packets and pages that are looked at.
const PIECES: usize = 256;
/// Bytes of sound that stand behind a tag, so that it is known what it is the tag of.
const SOUND: usize = 8 << 10;

/// The bytes of a small file of some kind that has the tags of this one, but those of ID3; `None`, where it can be read as it is.
pub(super) fn uncovered(input: &mut Input<'_>, kind: Kind) -> io::Result<Option<(Vec<u8>, Kind)>> {
    let found = match kind {
        Kind::Ogg => flac_in_ogg(input)?.map(|bytes| (bytes, Kind::Flac)),
        Kind::Wave => Some((wave(input)?, kind)),
        Kind::Aiff => Some((aiff(input)?, kind)),
        Kind::Mpeg | Kind::Adts => Some((behind_sound(input)?, kind)),
        Kind::Flac => match id3::skip(input)? {
            0 => None,
            start => Some((piece(input, start, MOST as u64)?, kind)),
        },
        _ => None,
    };
    Ok(found)
}

/// What stands behind the sound, and some of that before it.
fn behind_sound(input: &mut Input<'_>) -> io::Result<Vec<u8>> {
    let start = id3::skip(input)?;
    let end = id3::end(input, start)?;
    let mut bytes = input.at(start, SOUND.min(usize::try_from(end - start).unwrap_or(SOUND)))?.to_vec();
    bytes.extend(piece(input, end, input.length() - end)?);
    Ok(bytes)
}

/// So many bytes from here, as far as the file goes, and no more than tags have.
pub(super) fn piece(input: &mut Input<'_>, mut at: u64, size: u64) -> io::Result<Vec<u8>> {
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

/// The same of AIFF, where the highest byte of a number stands first.
fn chunks_of_aiff(input: &mut Input<'_>) -> io::Result<Vec<([u8; 4], u64, u64)>> {
    let (mut at, mut found) = (12, Vec::new());
    for _ in 0..PIECES {
        let Some(head) = input.array::<8>(at)? else { break };
        let size = big_endian(&head[4..]);
        at += 8;
        found.push(([head[0], head[1], head[2], head[3]], at, size));
        at = at.saturating_add(size).saturating_add(size & 1);
    }
    Ok(found)
}

/// Where an ID3 tag stands in a chunk, and its size.
pub(super) fn id3_chunk(input: &mut Input<'_>, kind: Kind) -> io::Result<Option<(u64, u64)>> {
    let chunks = if kind == Kind::Aiff { chunks_of_aiff(input)? } else { chunks(input)? };
    Ok(chunks.into_iter().find(|(name, ..)| name.eq_ignore_ascii_case(b"id3 ")).map(|(_, at, size)| (at, size)))
}

/// WAV with what it says of itself, and no sound. RF64 and BW64 (EBU Tech 3306) are WAV but for sizes of 64 bits: the chunks with
/// tags are the same.
fn wave(input: &mut Input<'_>) -> io::Result<Vec<u8>> {
    let chunks = chunks(input)?;
    rebuilt(input, (b"RIFF", b"WAVE"), chunks, u32::to_le_bytes, &[*b"LIST", *b"fmt "])
}

/// The same of AIFF.
fn aiff(input: &mut Input<'_>) -> io::Result<Vec<u8>> {
    let chunks = chunks_of_aiff(input)?;
    let names = [*b"COMM", *b"NAME", *b"AUTH", *b"ANNO", *b"COMT", *b"(c) "];
    rebuilt(input, (b"FORM", b"AIFF"), chunks, u32::to_be_bytes, &names)
}

/// A file that has nothing but some of its chunks.
fn rebuilt(
    input: &mut Input<'_>,
    (form, kind): (&[u8], &[u8]),
    chunks: Vec<([u8; 4], u64, u64)>,
    number: fn(u32) -> [u8; 4],
    kept: &[[u8; 4]],
) -> io::Result<Vec<u8>> {
    let mut out = [form, &[0; 4], kind].concat();
    for (name, at, size) in chunks {
        if !kept.contains(&name) || size > MOST as u64 {
            continue;
        }
        let bytes = piece(input, at, size)?;
        out.extend(name);
        out.extend(number(u32::try_from(bytes.len()).unwrap_or_default()));
        out.extend(&bytes);
        out.extend(&[0][..bytes.len() & 1]);
    }
    let size = u32::try_from(out.len() - 8).unwrap_or_default();
    out[4..8].copy_from_slice(&number(size));
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
