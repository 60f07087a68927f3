//! Images: how large, and of which colours. Apple takes artwork that is square, of 1400 to 3000 pixels, RGB, JPEG or PNG.

use super::{
    Fault, Kind,
    input::{Input, big_endian, little_endian, number},
    kind,
};
use serde::{Deserialize, Serialize};
use std::io;

/// Segments and chunks that are looked at.
const MOST: usize = 10_000;
/// Bytes of an image of another kind in which its size has to be found.
const REACH: usize = 64 << 10;

/// What an image looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// JPEG, PNG …
    pub kind: Kind,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Its colours.
    pub colour: Colour,
    /// Whether parts of it may be transparent.
    pub has_alpha: bool,
    /// Whether it moves.
    pub is_animated: bool,
    /// Bytes.
    pub length: u64,
}

/// A model of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colour {
    /// Red, green, blue; also as brightness and two differences, as JPEG has it.
    Rgb,
    /// Grey.
    Grey,
    /// For printing.
    Cmyk,
    /// From a table of colours.
    Palette,
    /// Not known.
    Unknown,
}

/// Measures an image; `None`, if it is damaged or of no known kind.
pub(super) fn measure(input: &mut Input<'_>) -> io::Result<Option<Picture>> {
    let (kind, _) = kind::sniff(input)?;
    match kind {
        Kind::Jpeg => jpeg(input),
        Kind::Png => png(input),
        Kind::Gif => gif(input),
        _ if kind.is_image() => other(input, kind),
        _ => Ok(None),
    }
}

/// What is wrong with an image: that there is none, or that its end is missing. Kinds whose end nothing marks have none.
pub(super) fn fault(input: &mut Input<'_>, kind: Kind, picture: Option<&Picture>) -> io::Result<Option<Fault>> {
    let is_whole = match kind {
        Kind::Jpeg | Kind::Png | Kind::Gif if picture.is_none() => return Ok(Some(Fault::NoPicture)),
        Kind::Jpeg => has_end_of_jpeg(input)?,
        Kind::Png => has_end_of_png(input)?,
        // RFC 9649, 2.4: how many bytes follow.
        Kind::Webp => little_endian(input.at(4, 4)?) + 8 <= input.length(),
        _ => true,
    };
    Ok((!is_whole).then_some(Fault::Truncated { there: None, said: None }))
}

/// ISO 10918-1, B.1.1: the image ends with EOI. Small images for previews, which end so as well, stand in segments before it.
fn has_end_of_jpeg(input: &mut Input<'_>) -> io::Result<bool> {
    let mut at = 2;
    for _ in 0..MOST {
        let Some(head) = input.array::<4>(at)? else { return Ok(false) };
        match head {
            [0xFF, 0xDA, ..] => break,
            [0xFF, 0xFF, ..] => at += 1,
            [0xFF, 0xD8 | 0x01, ..] => at += 2,
            [0xFF, _, high, low] => at += 2 + big_endian(&[high, low]),
            // What is no JPEG by the letter may be shown all the same.
            _ => return Ok(true),
        }
    }
    // In the image itself a zero, or the number of a restart, follows each FF.
    loop {
        let bytes = input.at(at, REACH)?;
        if memchr::memmem::find(bytes, &[0xFF, 0xD9]).is_some() {
            return Ok(true);
        }
        if bytes.len() < REACH {
            return Ok(false);
        }
        at += bytes.len() as u64 - 1;
    }
}

/// PNG, 11.2.5: the last chunk is IEND.
fn has_end_of_png(input: &mut Input<'_>) -> io::Result<bool> {
    let mut at = 8;
    for _ in 0..MOST {
        let Some(head) = input.array::<8>(at)? else { return Ok(false) };
        if &head[4..] == b"IEND" {
            return Ok(true);
        }
        at += 12 + big_endian(&head[..4]);
    }
    Ok(true)
}

/// Measures an image that is in memory.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<Picture> {
    let mut reader = io::Cursor::new(bytes);
    measure(&mut Input::new(&mut reader).ok()?).ok()?
}

/// ISO 10918-1, B.2: the frame's head.
fn jpeg(input: &mut Input<'_>) -> io::Result<Option<Picture>> {
    let mut at = 2;
    for _ in 0..MOST {
        let Some(head) = input.array::<4>(at)? else { return Ok(None) };
        match head {
            [0xFF, 0xFF, ..] => {
                at += 1;
                continue;
            }
            [0xFF, 0xD8 | 0x01, ..] => {
                at += 2;
                continue;
            }
            [0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF, ..] => {
                let bytes = input.at(at + 5, 5)?;
                let (Some(height), Some(width)) = (size(bytes, 0, 2), size(bytes, 2, 2)) else { return Ok(None) };
                let colour = match bytes.get(4) {
                    Some(1) => Colour::Grey,
                    Some(3) => Colour::Rgb,
                    Some(4) => Colour::Cmyk,
                    _ => Colour::Unknown,
                };
                let length = input.length();
                let (has_alpha, is_animated) = (false, false);
                return Ok(Some(Picture { kind: Kind::Jpeg, width, height, colour, has_alpha, is_animated, length }));
            }
            // The image itself, without a head.
            [0xFF, 0xD9 | 0xDA, ..] => return Ok(None),
            [0xFF, _, high, low] => at += 2 + big_endian(&[high, low]),
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// PNG, third edition, 11.2.1: IHDR; tRNS and acTL stand before the image.
fn png(input: &mut Input<'_>) -> io::Result<Option<Picture>> {
    let bytes = input.at(16, 10)?;
    let (Some(width), Some(height), Some(&code)) = (size(bytes, 0, 4), size(bytes, 4, 4), bytes.get(9)) else {
        return Ok(None);
    };
    let colour = match code {
        0 | 4 => Colour::Grey,
        2 | 6 => Colour::Rgb,
        3 => Colour::Palette,
        _ => Colour::Unknown,
    };
    let (mut has_alpha, mut is_animated, mut at) = (matches!(code, 4 | 6), false, 8);
    for _ in 0..MOST {
        let Some(head) = input.array::<8>(at)? else { break };
        match &head[4..] {
            b"tRNS" => has_alpha = true,
            b"acTL" => is_animated = true,
            b"IDAT" | b"IEND" => break,
            _ => {}
        }
        at += 12 + big_endian(&head[..4]);
    }
    let length = input.length();
    Ok(Some(Picture { kind: Kind::Png, width, height, colour, has_alpha, is_animated, length }))
}

/// GIF 89a: whether a second image follows is seen by the extension that says how long the first one stays.
fn gif(input: &mut Input<'_>) -> io::Result<Option<Picture>> {
    let bytes = input.at(6, 4)?;
    let side = |from: usize| bytes.get(from..from + 2).map(|two| u32::from(two[0]) | u32::from(two[1]) << 8);
    let (Some(width), Some(height)) = (side(0).filter(|n| *n > 0), side(2).filter(|n| *n > 0)) else { return Ok(None) };
    let is_animated = memchr::memmem::find(input.at(0, 1024)?, b"NETSCAPE2.0").is_some();
    let (colour, has_alpha, length) = (Colour::Palette, false, input.length());
    Ok(Some(Picture { kind: Kind::Gif, width, height, colour, has_alpha, is_animated, length }))
}

fn other(input: &mut Input<'_>, kind: Kind) -> io::Result<Option<Picture>> {
    let length = input.length();
    let bytes = input.at(0, REACH)?;
    let Ok(size) = imagesize::blob_size(bytes) else { return Ok(None) };
    let (Ok(width), Ok(height)) = (u32::try_from(size.width), u32::try_from(size.height)) else { return Ok(None) };
    // RFC 9649, 2.7: the flags of VP8X.
    let flags = bytes.get(20).filter(|_| bytes.get(12..16) == Some(b"VP8X")).copied().unwrap_or_default();
    let (has_alpha, is_animated) = (flags & 0x10 != 0, flags & 2 != 0 || bytes.get(8..12) == Some(b"avis"));
    Ok(Some(Picture { kind, width, height, colour: Colour::Rgb, has_alpha, is_animated, length }))
}

fn size(bytes: &[u8], from: usize, count: usize) -> Option<u32> {
    number(bytes, from, count).and_then(|size| u32::try_from(size).ok()).filter(|size| *size > 0)
}
