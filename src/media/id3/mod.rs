//! ID3v2 tags, and where they and the tags at the end of a file begin and end (ID3v2.4, 3.1 and 3.4; `APEv2`; ID3v1).

mod frames;
mod tag;
mod text;

use super::{
    hidden,
    input::{Input, little_endian},
    tags::Written,
};
use std::io;

/// Tags in a row before the sound; more are no accident.
const MOST: usize = 16;
/// Bytes of padding that some leave behind a tag.
const PADDING: u64 = 1 << 20;

/// What the tags before the sound say, and one at the end of the file (3.1 and 3.4); the first one goes before the others.
pub(super) fn written(input: &mut Input<'_>) -> io::Result<Written> {
    let (mut written, mut at) = (Written::default(), 0);
    for _ in 0..MOST {
        let Some(size) = size(input, at)? else { break };
        written = written.or(tag::read(&hidden::piece(input, at, size)?));
        at += size;
    }
    let length = input.length();
    for end in [Some(length), length.checked_sub(128)].into_iter().flatten() {
        let Some(footer) = end.checked_sub(10).filter(|footer| *footer >= at) else { continue };
        let bytes = input.at(footer, 10)?;
        if !bytes.starts_with(b"3DI\x04") {
            continue;
        }
        let size = synchsafe(&bytes[6..10]);
        // The head of the tag is what its footer is, but for its name.
        if let Some(start) = footer.checked_sub(size + 10).filter(|start| *start >= at) {
            written = written.or(tag::read(&hidden::piece(input, start, size + 10)?));
        }
    }
    Ok(written)
}

/// What a tag says that stands in a chunk of another file.
pub(super) fn written_in(input: &mut Input<'_>, at: u64, size: u64) -> io::Result<Written> {
    Ok(tag::read(&hidden::piece(input, at, size)?))
}

/// A number of seven bits in a byte.
fn synchsafe(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 7 | u64::from(byte & 0x7F))
}

/// How many bytes the tag has that begins here, if one does.
fn size(input: &mut Input<'_>, at: u64) -> io::Result<Option<u64>> {
    let Some(head) = input.array::<10>(at)? else { return Ok(None) };
    if !head.starts_with(b"ID3") || head[3] == 0xFF || head[6..].iter().any(|byte| *byte >= 0x80) {
        return Ok(None);
    }
    let footer = if head[5] & 0x10 == 0 { 0 } else { 10 };
    Ok(Some(10 + synchsafe(&head[6..]) + footer))
}

/// Where the sound begins behind the tags before it.
pub(super) fn skip(input: &mut Input<'_>) -> io::Result<u64> {
    let mut start = 0;
    for _ in 0..MOST {
        let Some(size) = size(input, start)? else { break };
        start = (start + size).min(input.length());
    }
    if start == 0 {
        return Ok(0);
    }
    // Zeros that the tag does not count.
    let from = start;
    while start < input.length() && start - from < PADDING {
        let bytes = input.at(start, 4096)?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let all = bytes.len();
        start += zeros as u64;
        if zeros < all || all == 0 {
            return Ok(start);
        }
    }
    Ok(from)
}

/// Where the sound ends before the tags at the end; `start` is where it begins.
pub(super) fn end(input: &mut Input<'_>, start: u64) -> io::Result<u64> {
    let mut end = input.length();
    for _ in 0..4 {
        let before = end;
        if let Some(at) = end.checked_sub(128).filter(|at| *at >= start)
            && input.at(at, 3)? == b"TAG"
        {
            end = at;
            if let Some(at) = end.checked_sub(227).filter(|at| *at >= start)
                && input.at(at, 4)? == b"TAG+"
            {
                end = at;
            }
        }
        if let Some(at) = end.checked_sub(32).filter(|at| *at >= start) {
            let footer = input.at(at, 32)?;
            if footer.starts_with(b"APETAGEX") {
                let size = little_endian(&footer[12..16]);
                let header = if footer[23] & 0x80 == 0 { 0 } else { 32 };
                end = end.checked_sub(size + header).filter(|end| *end >= start).unwrap_or(end);
            }
        }
        if let Some(at) = end.checked_sub(15).filter(|at| *at >= start) {
            let tail = input.at(at, 15)?;
            if tail.ends_with(b"LYRICS200") {
                let size = std::str::from_utf8(&tail[..6]).ok().and_then(|digits| digits.parse::<u64>().ok());
                end = size.and_then(|size| end.checked_sub(size + 15)).filter(|end| *end >= start).unwrap_or(end);
            }
        }
        if let Some(at) = end.checked_sub(10).filter(|at| *at >= start) {
            let footer = input.at(at, 10)?;
            if footer.starts_with(b"3DI") && footer[6..].iter().all(|byte| *byte < 0x80) {
                end = end.checked_sub(synchsafe(&footer[6..]) + 20).filter(|end| *end >= start).unwrap_or(end);
            }
        }
        if end == before {
            break;
        }
    }
    Ok(end)
}
