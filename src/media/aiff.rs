//! AIFF and AIFF-C (Apple, 1989 and 1991).

use super::{
    Fault, Stream,
    input::{Input, big_endian, number},
};
use std::io;

/// Chunks that are looked at.
const MOST: usize = 10_000;

/// How long it plays.
pub(super) fn measure(input: &mut Input<'_>) -> io::Result<Stream> {
    let end = input.length();
    let (mut at, mut duration, mut sound, mut there) = (12, None, None, 0);
    for _ in 0..MOST {
        let Some(head) = input.array::<8>(at)? else { break };
        let (name, size) = (&head[..4], big_endian(&head[4..]));
        at += 8;
        match name {
            b"COMM" => {
                let bytes = input.at(at, 18)?;
                let frames = number(bytes, 2, 4);
                duration = bytes.get(8..18).and_then(extended).zip(frames).and_then(|(rate, frames)| of(frames, rate));
            }
            b"SSND" => (sound, there) = (Some(size), end - at),
            _ => {}
        }
        at = at.saturating_add(size).saturating_add(size & 1);
        if at >= end {
            break;
        }
    }
    let mut faults = Vec::new();
    match sound {
        Some(size) if size > there => {
            faults.push(Fault::Truncated { there: share(duration, there, size), said: duration })
        }
        Some(_) => {}
        None => faults.push(Fault::Unplayable("it has no sound in it".to_owned())),
    }
    Ok(Stream { duration, bytes: sound.map(|size| size.min(there)), faults, ..Stream::default() })
}

#[allow(clippy::cast_precision_loss, reason = "32 bits")]
fn of(frames: u64, rate: f64) -> Option<f64> {
    (rate > 0.0).then(|| frames as f64 / rate)
}

#[allow(clippy::cast_precision_loss, reason = "32 bits")]
fn share(whole: Option<f64>, there: u64, size: u64) -> Option<f64> {
    whole.map(|whole| whole * there as f64 / size as f64)
}

/// A number of IEEE 754's 80 bits.
#[allow(clippy::cast_precision_loss, reason = "rates are small")]
fn extended(bytes: &[u8]) -> Option<f64> {
    let exponent = i32::try_from(number(bytes, 0, 2)? & 0x7FFF).ok()? - 16_383 - 63;
    let value = number(bytes, 2, 8)? as f64 * 2_f64.powi(exponent);
    (value.is_finite() && value > 0.0).then_some(value)
}
