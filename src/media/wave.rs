//! WAV: RIFF (Microsoft and IBM, 1991), and its 64-bit form RF64 (EBU Tech 3306).

use super::{
    Fault, Stream,
    input::{Input, little_endian, seconds},
    mpeg,
};
use std::io;

/// Chunks that are looked at.
const MOST: usize = 10_000;
/// The size that programs write that do not know it yet.
const UNKNOWN: u64 = 0xFFFF_FFFF;

/// Formats whose samples are as many bytes each: PCM, floating point, A-law, u-law.
const EVEN: [u64; 4] = [1, 3, 6, 7];
/// The format that is told further behind.
const EXTENSIBLE: u64 = 0xFFFE;
/// Layers I and II, and layer III, of MPEG.
const MPEG: [u64; 2] = [0x50, 0x55];

/// What the chunks before the sound say.
#[derive(Debug, Default)]
struct Head {
    format: u64,
    /// Samples of one channel in a second.
    rate: u64,
    /// Bytes in a second, on average; programs write anything where the sound is compressed.
    bytes_per_second: u64,
    /// Bytes of a sample of all channels.
    block: u64,
    /// Samples of one channel (`fact`).
    samples: u64,
    /// Bytes and samples of RF64 (`ds64`), where the other chunks have no room for them.
    large: (u64, u64),
}

impl Head {
    fn read_format(&mut self, bytes: &[u8]) {
        let number = |from: usize, count: usize| bytes.get(from..from + count).map(little_endian).unwrap_or_default();
        self.format = match number(0, 2) {
            EXTENSIBLE => number(24, 2),
            format => format,
        };
        (self.rate, self.bytes_per_second, self.block) = (number(4, 4), number(8, 4), number(12, 2));
    }

    /// Seconds that so many bytes of sound play.
    fn duration(&self, bytes: u64) -> Option<f64> {
        if EVEN.contains(&self.format) && self.rate * self.block > 0 {
            return seconds(bytes, self.rate * self.block);
        }
        let samples = if self.samples == UNKNOWN { self.large.1 } else { self.samples };
        if samples > 0 && self.rate > 0 { seconds(samples, self.rate) } else { seconds(bytes, self.bytes_per_second) }
    }
}

/// How long it plays; `start` is where `RIFF` stands.
pub(super) fn measure(input: &mut Input<'_>, start: u64) -> io::Result<Stream> {
    let end = input.length();
    let (mut at, mut head) = (start + 12, Head::default());
    for _ in 0..MOST {
        let Some(chunk) = input.array::<8>(at)? else { break };
        let (name, size) = (&chunk[..4], little_endian(&chunk[4..]));
        at += 8;
        match name {
            b"ds64" => {
                let bytes = input.at(at, 24)?;
                let number = |from: usize| bytes.get(from..from + 8).map(little_endian).unwrap_or_default();
                head.large = (number(8), number(16));
            }
            b"fmt " => head.read_format(input.at(at, 26)?),
            b"fact" => head.samples = input.array::<4>(at)?.map(|bytes| little_endian(&bytes)).unwrap_or_default(),
            b"data" => return sound(input, &head, at, size),
            _ => {}
        }
        at = at.saturating_add(size).saturating_add(size & 1);
        if at >= end {
            break;
        }
    }
    let faults = vec![Fault::Unplayable("it has no sound in it".to_owned())];
    Ok(Stream { faults, ..Stream::default() })
}

/// What begins at `at` and says that it has so many bytes.
fn sound(input: &mut Input<'_>, head: &Head, at: u64, size: u64) -> io::Result<Stream> {
    let there = input.length() - at;
    let size = if size == UNKNOWN && head.large.0 > 0 { head.large.0 } else { size };
    let is_open = size == UNKNOWN || size == 0 && there > 0;
    let size = if is_open { there } else { size };
    let Some(said) = head.duration(size) else {
        if MPEG.contains(&head.format) {
            return mpeg::measure(input, at);
        }
        let faults = vec![Fault::Unplayable("it says no bytes per second".to_owned())];
        return Ok(Stream { bytes: Some(size.min(there)), faults, ..Stream::default() });
    };
    let (mut faults, mut duration) = (Vec::new(), said);
    if size > there {
        #[allow(clippy::cast_precision_loss, reason = "a share")]
        let part = said * there as f64 / size as f64;
        faults.push(Fault::Truncated { there: Some(part), said: Some(said) });
        // Players go by the bytes that there are.
        duration = part;
    }
    Ok(Stream { duration: Some(duration), bytes: Some(size.min(there)), faults, ..Stream::default() })
}
