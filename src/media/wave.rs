//! WAV: RIFF (Microsoft and IBM, 1991), and its 64-bit form RF64 (EBU Tech 3306).

use super::{
    Fault, Stream,
    input::{Input, little_endian, seconds},
};
use std::io;

/// Chunks that are looked at.
const MOST: usize = 10_000;
/// The size that programs write that do not know it yet.
const UNKNOWN: u64 = 0xFFFF_FFFF;

/// How long it plays.
pub(super) fn measure(input: &mut Input<'_>) -> io::Result<Stream> {
    let end = input.length();
    let (mut at, mut rate, mut large) = (12, 0, None);
    for _ in 0..MOST {
        let Some(head) = input.array::<8>(at)? else { break };
        let (name, size) = (&head[..4], little_endian(&head[4..]));
        at += 8;
        match name {
            b"ds64" => {
                let bytes = input.at(at, 16)?;
                large = bytes.get(8..16).map(little_endian);
            }
            b"fmt " => {
                let bytes = input.at(at, 16)?;
                rate = bytes.get(8..12).map(little_endian).unwrap_or_default();
            }
            b"data" => {
                let there = end - at;
                let size = if size == UNKNOWN { large.filter(|size| *size > 0).unwrap_or(UNKNOWN) } else { size };
                let is_open = size == UNKNOWN || size == 0 && there > 0;
                let size = if is_open { there } else { size };
                let duration = seconds(size, rate);
                let mut faults = Vec::new();
                if size > there {
                    faults.push(Fault::Truncated { there: seconds(there, rate), said: duration });
                }
                if rate == 0 {
                    faults.push(Fault::Unplayable("it says no bytes per second".to_owned()));
                }
                return Ok(Stream { duration, bytes: Some(size.min(there)), faults, ..Stream::default() });
            }
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
