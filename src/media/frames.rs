//! Sound in frames, one behind the other without an index: MPEG audio and AAC in ADTS.

use super::input::Input;
use std::io;

/// The head of a frame.
pub(super) trait Frame: Copy {
    /// The frame that begins at an offset, if one does.
    fn at(input: &mut Input<'_>, offset: u64) -> io::Result<Option<Self>>;

    /// Bytes, head and all; never 0.
    fn length(&self) -> u64;

    /// Whether both may be of one stream.
    fn is_like(&self, other: &Self) -> bool;
}

/// Where the first frame is that others follow, or that the file ends with: it begins before `last`, and the sound ends at
/// `end`.
pub(super) fn find<F: Frame>(input: &mut Input<'_>, start: u64, end: u64, last: u64) -> io::Result<Option<u64>> {
    let mut at = start;
    let last = last.min(end);
    while at < last {
        let bytes = input.at(at, 4096)?;
        let Some(next) = bytes.iter().position(|byte| *byte == 0xFF) else {
            at += bytes.len().max(1) as u64;
            continue;
        };
        at += next as u64;
        if let Some(frame) = F::at(input, at)?
            && is_confirmed(input, at, frame, end)?
        {
            return Ok(Some(at));
        }
        at += 1;
    }
    Ok(None)
}

/// Whether another two frames follow where this one ends, as far as the file goes.
fn is_confirmed<F: Frame>(input: &mut Input<'_>, at: u64, frame: F, end: u64) -> io::Result<bool> {
    let (mut at, mut last) = (at, frame);
    for followed in 0..2 {
        at += last.length();
        if at >= end {
            return Ok(followed > 0 || at == end);
        }
        match F::at(input, at)? {
            Some(next) if next.is_like(&frame) => last = next,
            _ => return Ok(false),
        }
    }
    Ok(true)
}
