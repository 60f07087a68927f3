//! Frames of an ID3v2 tag (2.2, 2.3 and 2.4), each by itself: one that is odd is left out, and the others are read.

use super::text;
use flate2::read::ZlibDecoder;
use std::{borrow::Cow, io::Read as _};

/// Frames that are looked at.
const MOST: usize = 10_000;
/// Bytes of a compressed frame.
const LARGEST: u64 = 16 << 20;

/// A frame, as it stands in the tag.
#[derive(Debug)]
pub(super) struct Frame<'b> {
    /// Its name in 2.3 and 2.4.
    pub id: [u8; 4],
    pub content: Cow<'b, [u8]>,
}

/// The frames of a tag, and what is wrong with those that are left out.
#[derive(Debug, Default)]
pub(super) struct Frames<'b> {
    pub frames: Vec<Frame<'b>>,
    pub odd: Vec<String>,
}

/// What holds for all frames of a tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// 2, 3 or 4.
    pub version: u8,
    /// Whether all frames of 2.4 are written without synchronisation.
    pub is_unsynchronised: bool,
}

/// The frames of a part of a tag.
pub(super) fn read(bytes: &[u8], form: Form) -> Frames<'_> {
    let mut found = Frames::default();
    let head = if form.version == 2 { 6 } else { 10 };
    let mut at = 0;
    // Zeros fill it up.
    while at + head <= bytes.len() && bytes[at] != 0 && found.frames.len() + found.odd.len() < MOST {
        let Some(id) = id_of(bytes, at, form.version) else {
            found.odd.push("what follows a frame is none".to_owned());
            break;
        };
        let name = String::from_utf8_lossy(&id).into_owned();
        let Some(end) = end_of(bytes, at, form.version) else {
            found.odd.push(format!("`{name}` says that it is larger than the tag"));
            break;
        };
        match content(&bytes[at + head..end], bytes.get(at + 8..at + head), form) {
            // Some leave frames behind that have nothing in them.
            Ok(content) if content.is_empty() => {}
            Ok(content) => found.frames.push(Frame { id, content }),
            Err(why) => found.odd.push(format!("`{name}` {why}")),
        }
        at = end;
    }
    found
}

/// The name of the frame here, if there is one.
fn id_of(bytes: &[u8], at: usize, version: u8) -> Option<[u8; 4]> {
    let is_name = |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let id: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    let old = [id[0], id[1], id[2]];
    if version == 2 {
        return is_name(&old).then(|| of_old(old));
    }
    if is_name(&id) {
        return Some(id);
    }
    // Some write the names of 2.2 into 2.3.
    (is_name(&old) && matches!(id[3], 0 | b' ')).then(|| of_old(old))
}

/// The name in 2.3 and 2.4 of a frame of 2.2 that matters here.
const fn of_old(id: [u8; 3]) -> [u8; 4] {
    *match &id {
        b"TT2" => b"TIT2",
        b"TT3" => b"TIT3",
        b"TP1" => b"TPE1",
        b"TP2" => b"TPE2",
        b"TAL" => b"TALB",
        b"TRK" => b"TRCK",
        b"TPA" => b"TPOS",
        b"TYE" => b"TYER",
        b"TDA" => b"TDAT",
        b"TOR" => b"TORY",
        b"TDR" => b"TDRL",
        b"TDS" => b"TDES",
        b"TXX" => b"TXXX",
        b"COM" => b"COMM",
        b"PIC" => b"APIC",
        _ => b"----",
    }
}

/// Where the frame here ends. Sizes of 2.4 have seven bits in a byte and those of 2.3 eight, but iTunes wrote the ones for the
/// others for years: what is true is what another frame, or the end, follows.
fn end_of(bytes: &[u8], at: usize, version: u8) -> Option<usize> {
    let sum = |bytes: &[u8], bits: u32| bytes.iter().fold(0_usize, |sum, byte| sum << bits | usize::from(*byte));
    if version == 2 {
        let end = at + 6 + sum(bytes.get(at + 3..at + 6)?, 8);
        return (end <= bytes.len()).then_some(end);
    }
    let size = bytes.get(at + 4..at + 8)?;
    let plain = at + 10 + sum(size, 8);
    let safe = size.iter().all(|byte| *byte < 0x80).then(|| at + 10 + sum(size, 7));
    let ends = if version == 4 { [safe, Some(plain)] } else { [Some(plain), safe] };
    let is_followed = |end: usize| {
        end == bytes.len() || bytes.get(end).is_some_and(|byte| *byte == 0) || id_of(bytes, end, version).is_some()
    };
    let within = || ends.into_iter().flatten().filter(|end| *end <= bytes.len());
    within().find(|end| is_followed(*end)).or_else(|| within().next())
}

/// What is in a frame, by its flags (2.3, 3.3.1; 2.4, 4.1).
fn content<'b>(mut bytes: &'b [u8], flags: Option<&[u8]>, form: Form) -> Result<Cow<'b, [u8]>, &'static str> {
    const SHORT: &str = "is cut off";
    let flags = flags.and_then(|flags| flags.get(1)).copied().unwrap_or_default();
    let has = |bit: u8| flags & bit != 0;
    let is_new = form.version == 4;
    let (unknown, grouped, compressed, encrypted) =
        if is_new { (0xB0, 0x40, 0x08, 0x04) } else { (0x1F, 0x20, 0x80, 0x40) };
    if has(unknown) {
        return Err("has flags that nobody knows");
    }
    if has(encrypted) {
        return Err("is encrypted");
    }
    // The group, and how many bytes it has when it is put together.
    let before = usize::from(has(grouped)) + if has(if is_new { 0x01 } else { compressed }) { 4 } else { 0 };
    bytes = bytes.get(before..).ok_or(SHORT)?;
    let content = if is_new && (form.is_unsynchronised || has(0x02)) {
        Cow::Owned(text::synchronised(bytes))
    } else {
        Cow::Borrowed(bytes)
    };
    if !has(compressed) {
        return Ok(content);
    }
    let mut whole = Vec::new();
    match ZlibDecoder::new(&*content).take(LARGEST).read_to_end(&mut whole) {
        Ok(_) => Ok(Cow::Owned(whole)),
        Err(_) => Err("is compressed, and damaged"),
    }
}
