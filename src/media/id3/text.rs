//! Texts in ID3v2 frames.

use encoding_rs::WINDOWS_1252;

/// A text that has its encoding before it: its first value that is not blank.
pub(super) fn first(bytes: &[u8]) -> Result<String, &'static str> {
    let (encoding, bytes) = bytes.split_first().ok_or("is cut off")?;
    let text = decode(*encoding, bytes)?;
    // Of 2.4 a frame has several, with zeros between them.
    let mut values = text.split('\0').map(|value| value.trim_start_matches('\u{FEFF}'));
    Ok(values.find(|value| !value.trim().is_empty()).unwrap_or_default().to_owned())
}

/// A text in one of the encodings of ID3v2.4, 4.
pub(super) fn decode(encoding: u8, bytes: &[u8]) -> Result<String, &'static str> {
    let units = |is_big: bool, bytes: &[u8]| {
        // A zero of one byte at the end is no character.
        let units = bytes.chunks_exact(2).map(|two| match is_big {
            true => u16::from_be_bytes([two[0], two[1]]),
            false => u16::from_le_bytes([two[0], two[1]]),
        });
        String::from_utf16(&units.collect::<Vec<_>>()).map_err(|_| "is not in UTF-16, as it says that it is")
    };
    match encoding {
        // ISO 8859-1 has no letter where Windows has some.
        0 => Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
        1 => match bytes {
            [0xFE, 0xFF, rest @ ..] => units(true, rest),
            [0xFF, 0xFE, rest @ ..] => units(false, rest),
            _ => units(false, bytes),
        },
        2 => units(true, bytes),
        3 => String::from_utf8(bytes.to_vec()).map_err(|_| "is not in UTF-8, as it says that it is"),
        _ => Err("is in an encoding that there is not"),
    }
}

/// A text that a zero ends, and what stands behind it.
pub(super) fn ended(encoding: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if matches!(encoding, 1 | 2) {
        let at = bytes.chunks_exact(2).position(|two| two == [0, 0])? * 2;
        return Some((&bytes[..at], &bytes[at + 2..]));
    }
    let at = memchr::memchr(0, bytes)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// Without the zeros that keep programs from taking a tag for sound (2.4, 6.1).
pub(super) fn synchronised(bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut is_behind = false;
    for byte in bytes {
        if !is_behind || *byte != 0 {
            whole.push(*byte);
        }
        is_behind = *byte == 0xFF;
    }
    whole
}
