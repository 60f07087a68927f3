//! Chapters: a track of texts that another one refers to (`QuickTime` File Format, "Chapter lists"), or Nero's list.

use super::{
    boxes::Box4,
    tracks::{Movie, Samples, Track},
};
use crate::media::{
    Chapter, chapter,
    input::{Input, big_endian, number, seconds},
    tags,
};
use std::io;

/// Nero counts time in these.
const NERO_RATE: u64 = 10_000_000;
/// Bytes of a sample that are looked at.
const LARGEST: u64 = 16 << 10;

pub(super) fn read(input: &mut Input<'_>, movie: &Movie) -> io::Result<Vec<Chapter>> {
    let of_track = match movie.chapters() {
        Some(track) => track_of_texts(input, track)?,
        None => Vec::new(),
    };
    match movie.list {
        Some(list) if of_track.is_empty() => nero(input, list),
        _ => Ok(of_track),
    }
}

fn nero(input: &mut Input<'_>, list: Box4) -> io::Result<Vec<Chapter>> {
    let version = input.array::<1>(list.body)?.map_or(0, |[version]| version);
    let mut at = list.body + if version == 0 { 4 } else { 8 };
    let Some([count]) = input.array::<1>(at)? else { return Ok(Vec::new()) };
    at += 1;
    let mut chapters = Vec::new();
    for _ in 0..count {
        let Some(head) = input.array::<9>(at)? else { break };
        let length = usize::from(head[8]);
        let title = input.at(at + 9, length)?;
        if at + 9 + length as u64 > list.end {
            break;
        }
        let start = seconds(big_endian(&head[..8]), NERO_RATE).unwrap_or_default();
        chapters.push(Chapter { start, end: None, title: text(title), url: None, is_hidden: false });
        at += 9 + length as u64;
    }
    Ok(chapters)
}

fn track_of_texts(input: &mut Input<'_>, track: &Track) -> io::Result<Vec<Chapter>> {
    let Samples { times: Some(times), sizes: Some(sizes), chunks: Some(chunks), offsets: Some(offsets), size } =
        track.samples
    else {
        return Ok(Vec::new());
    };
    let mut chapters = Vec::new();
    let (mut time, mut run, mut left, mut each) = (0_u64, 0, 0, 0);
    let (mut chunk, mut group, mut sample) = (0, 0, 0);
    while chunk < offsets.count && chapters.len() < chapter::MOST {
        // How many samples the chunk has; an entry holds until the next one's first chunk.
        while group + 1 < chunks.count
            && number(chunks.entry(input, group + 1)?, 0, 4).is_some_and(|first| first <= chunk + 1)
        {
            group += 1;
        }
        let count = number(chunks.entry(input, group)?, 4, 4).unwrap_or_default();
        let mut at = big_endian(offsets.entry(input, chunk)?);
        for _ in 0..count {
            if left == 0 {
                if run >= times.count {
                    return Ok(chapters);
                }
                let entry = times.entry(input, run)?;
                (left, each) = (number(entry, 0, 4).unwrap_or_default(), number(entry, 4, 4).unwrap_or_default());
                run += 1;
                if left == 0 {
                    break;
                }
            }
            let length = if size > 0 {
                size
            } else if sample < sizes.count {
                big_endian(sizes.entry(input, sample)?)
            } else {
                return Ok(chapters);
            };
            let bytes = input.at(at, usize::try_from(length.min(LARGEST)).unwrap_or_default())?;
            let (title, url) = sample_of(bytes);
            let (start, end) = (seconds(time, track.scale), seconds(time.saturating_add(each), track.scale));
            chapters.push(Chapter { start: start.unwrap_or_default(), end, title, url, is_hidden: false });
            if chapters.len() >= chapter::MOST {
                return Ok(chapters);
            }
            time = time.saturating_add(each);
            (at, left, sample) = (at.saturating_add(length), left - 1, sample + 1);
        }
        chunk += 1;
    }
    Ok(chapters)
}

/// The text of a sample, and the address that it leads to (`href`, in podcasts made for iTunes).
fn sample_of(bytes: &[u8]) -> (Option<String>, Option<String>) {
    let length = number(bytes, 0, 2).and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    let title = bytes.get(2..2 + length).or_else(|| bytes.get(2..)).and_then(text);
    let mut rest = bytes.get(2 + length..).unwrap_or_default();
    let mut url = None;
    while let Some(size) = number(rest, 0, 4).and_then(|size| usize::try_from(size).ok()).filter(|size| *size >= 8) {
        let Some(body) = rest.get(8..size) else { break };
        if rest.get(4..8) == Some(b"href") {
            // The part of the text that it stands on comes before.
            let length = usize::from(body.get(4).copied().unwrap_or_default());
            url = body.get(5..5 + length).and_then(text);
        }
        rest = &rest[size..];
    }
    (title, url)
}

fn text(bytes: &[u8]) -> Option<String> {
    let decoded = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode(rest).0,
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode(rest).0,
        _ => String::from_utf8_lossy(bytes),
    };
    tags::tidy(&decoded)
}
