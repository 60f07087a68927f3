//! XML exports in other encodings than UTF-8: `WordPress` sites of the nineties' character sets, and files that were saved
//! once more as "Unicode".

use super::super::feed;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{self, Cursor, Read};

/// Bytes of a file in which its XML declaration stands.
const START: u64 = 512;

/// The bytes of an XML file as UTF-8, without byte order mark. What says nothing, or an encoding that nobody knows, stays
/// as it is; bytes that mean nothing become U+FFFD.
pub(super) fn utf8<R: Read>(mut file: R) -> io::Result<impl Read> {
    let mut start = Vec::new();
    file.by_ref().take(START).read_to_end(&mut start)?;
    let encoding = of(&start).filter(|encoding| *encoding != UTF_8);
    let whole = Cursor::new(start).chain(file);
    Ok(DecodeReaderBytesBuilder::new().encoding(encoding).utf8_passthru(true).strip_bom(true).build(whole))
}

/// Whether anybody knows what a declaration names.
pub(super) fn is_known(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some()
}

/// The encoding of a document that begins so (XML 1.0, appendix F).
fn of(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ if Encoding::for_bom(start).is_some() => Encoding::for_bom(start).map(|(encoding, _)| encoding),
        // What can be read so far is not UTF-16, whatever it says.
        _ => Encoding::for_label(feed::declared(start)?.as_bytes())
            .filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE),
    }
}

#[cfg(test)]
mod tests {
    use super::utf8;
    use std::io::Read;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        utf8(bytes).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn what_a_file_says_of_itself_counts() {
        let text =
            |label: &str| format!("<?xml version='1.0' encoding='{label}'?><a>Größe “x” {}</a>", "é".repeat(600));
        let wide = |text: &str, little: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        for little in [true, false] {
            assert_eq!(read(&wide(&format!("\u{feff}{}", text("utf-8")), little)), text("utf-8"));
            assert_eq!(read(&wide(&text("UTF-16"), little)), text("UTF-16"));
        }
        assert_eq!(read(&encoding_rs::WINDOWS_1252.encode(&text("iso-8859-1")).0), text("iso-8859-1"));
        for text in [format!("\u{feff}{}", text("utf-8")), text("utf-16"), text("klingon"), String::new()] {
            assert_eq!(read(text.as_bytes()), text.trim_start_matches('\u{feff}'));
        }
    }
}
