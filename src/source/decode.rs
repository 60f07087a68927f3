//! From bytes to text: UTF-8, or UTF-16 that says so.

use super::{Error, SourceFile, limits, lines::Position};
use crate::diagnostic::{
    Diagnostic, Place,
    rules::{source as rules, text},
};
use std::{
    fs::File,
    io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of a whole file. Lines end with LF or CRLF: a lone CR has become LF.
#[derive(Debug)]
pub(super) struct Decoded {
    whole: String,
    /// Length of the byte order marks at the start.
    mark: usize,
}

impl Decoded {
    /// The text without byte order mark.
    pub fn text(&self) -> &str {
        &self.whole[self.mark..]
    }

    /// The text, to keep.
    pub fn into_text(mut self) -> String {
        self.whole.drain(..self.mark);
        self.whole
    }

    /// The byte of the file at which the text begins. (Of a UTF-16 file the bytes are those of its text in UTF-8.)
    pub const fn offset(&self) -> u64 {
        self.mark as u64
    }
}

/// What the first bytes of a file say about its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Utf8,
    Utf16,
    Utf32,
}

fn mark(bytes: &[u8]) -> Mark {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Mark::Utf32,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Mark::Utf16,
        [0xef, 0xbb, 0xbf, ..] => Mark::Utf8,
        _ => Mark::None,
    }
}

/// Whether every other byte at the start is NUL: UTF-16 of Latin letters.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(512) & !1];
    if memchr::memchr(0, start).is_none() {
        return false;
    }
    let nul = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let pairs = start.len() / 2;
    // A NUL here and there is a stray control character.
    pairs >= 2 && [(nul(0), nul(1)), (nul(1), nul(0))].iter().any(|(few, many)| *few == 0 && many * 10 >= pairs * 8)
}

/// Reads a whole file; the diagnostic says that it is too large for its kind.
pub(super) fn read(path: &Path, name: &Arc<str>, limit: u64) -> Result<Result<Vec<u8>, Box<Diagnostic>>, Error> {
    let failed = |cause| Error::Io { path: path.to_owned(), cause };
    let mut file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let too_large = || {
        let message = format!("the file is larger than {}, the most that is read", limits::megabytes(limit));
        let help = "split it, or turn it into JSON Lines (`.jsonl`) or CSV, which are read record by record";
        Ok(Err(Box::new(Diagnostic::new(&rules::FILE_TOO_LARGE, Place::file(name.clone()), message).help(help))))
    };
    if size > limit {
        return too_large();
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    // The file may grow while it is read.
    Read::by_ref(&mut file).take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit { too_large() } else { Ok(Ok(bytes)) }
}

/// Turns the bytes of a file into text; warnings go to `notes`.
pub(super) fn decode(bytes: Vec<u8>, name: &Arc<str>, notes: &mut Vec<Diagnostic>) -> Result<Decoded, Box<Diagnostic>> {
    let refuse = |message: &str, help: &str| {
        Box::new(Diagnostic::new(&rules::FILE_ENCODING, Place::file(name.clone()), message).help(help))
    };
    let whole = match mark(&bytes) {
        Mark::Utf32 => {
            return Err(refuse(
                "the file is UTF-32, which is not read",
                "convert it: `iconv -f UTF-32 -t UTF-8 FILE > NEW`",
            ));
        }
        Mark::Utf16 => {
            let (text, encoding, broken) = encoding_rs::UTF_16LE.decode(&bytes);
            if broken {
                let start = &text[..text.find(char::REPLACEMENT_CHARACTER).unwrap_or(0)];
                let at = Position::START.after(start.as_bytes());
                let message = format!("the {} text holds half a surrogate pair; U+FFFD stands for it", encoding.name());
                notes.push(Diagnostic::new(
                    &text::TEXT_LONE_SURROGATE,
                    Place::file(name.clone()).at(at.line, at.column),
                    message,
                ));
            }
            String::from_utf8(only_line_feeds(text.into_owned().into_bytes())).unwrap_or_default()
        }
        Mark::None if looks_like_utf16(&bytes) => {
            return Err(refuse(
                "the file looks like UTF-16 without a byte order mark: every other byte is NUL",
                "save it as UTF-8: `iconv -f UTF-16LE -t UTF-8 FILE > NEW` (or `-f UTF-16BE`)",
            ));
        }
        Mark::None | Mark::Utf8 => match String::from_utf8(only_line_feeds(bytes)) {
            Ok(text) => text,
            Err(error) => return Err(Box::new(invalid(error.as_bytes(), Position::START, name))),
        },
    };
    let mark = whole.len() - whole.trim_start_matches('\u{feff}').len();
    Ok(Decoded { whole, mark })
}

/// The finding that `bytes`, which begin at `start`, are not UTF-8.
pub(super) fn invalid(bytes: &[u8], start: Position, name: &Arc<str>) -> Diagnostic {
    let valid = std::str::from_utf8(bytes).err().map_or(bytes.len(), |error| error.valid_up_to());
    let at = start.after(&bytes[..valid]);
    let shown = bytes.get(valid).map(|byte| format!(" (byte 0x{byte:02X})")).unwrap_or_default();
    let line = memchr::memrchr(b'\n', &bytes[..valid]).map_or(0, |at| at + 1).max(valid.saturating_sub(60));
    let end = memchr::memchr(b'\n', &bytes[valid..]).map_or(bytes.len(), |at| valid + at).min(valid + 60);
    Diagnostic::new(
        &rules::FILE_ENCODING,
        Place::file(name.clone()).at(at.line, at.column),
        format!("this is not UTF-8{shown}"),
    )
    .help("convert the file to UTF-8: `iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW` (or from the encoding that it has)")
    .excerpt(String::from_utf8_lossy(&bytes[line..end]))
}

/// Makes LF of each CR that no LF follows; the length stays.
pub(super) fn only_line_feeds(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\r', &bytes[at..]) {
        at += found + 1;
        if bytes.get(at) != Some(&b'\n') {
            bytes[at - 1] = b'\n';
        }
    }
    bytes
}

/// Bytes of UTF-8 that can be read one after another and from any place.
pub(super) trait Stream: BufRead + Seek {}
impl<T: BufRead + Seek> Stream for T {}

/// A file of rows, opened behind its byte order mark.
pub(super) struct Rows {
    /// The bytes; of a UTF-16 file those of its text in UTF-8.
    pub stream: Box<dyn Stream>,
    /// Where they begin.
    pub offset: u64,
    /// Whether the file has other bytes.
    pub is_decoded: bool,
}

/// Opens a file of which one row after the other is read, whatever its size.
pub(super) fn open(file: &SourceFile, notes: &mut Vec<Diagnostic>) -> Result<Result<Rows, Box<Diagnostic>>, Error> {
    let failed = |cause| Error::Io { path: file.path.clone(), cause };
    let mut stream = BufReader::with_capacity(64 << 10, File::open(&file.path).map_err(failed)?);
    let start = stream.fill_buf().map_err(failed)?;
    let is_utf8 = mark(start) == Mark::Utf8 || (mark(start) == Mark::None && !looks_like_utf16(start));
    if is_utf8 {
        let marks = start.chunks_exact(UTF8_MARK.len()).take_while(|bytes| *bytes == UTF8_MARK).count();
        let offset = marks * UTF8_MARK.len();
        stream.consume(offset);
        return Ok(Ok(Rows { stream: Box::new(stream), offset: offset as u64, is_decoded: false }));
    }
    drop(stream);
    let bytes = match read(&file.path, &file.name, limits::WHOLE_FILE)? {
        Ok(bytes) => bytes,
        Err(refused) => return Ok(Err(refused)),
    };
    Ok(decode(bytes, &file.name, notes).map(|decoded| {
        let offset = decoded.offset();
        let mut stream = Cursor::new(decoded.whole.into_bytes());
        stream.set_position(offset);
        Rows { stream: Box::new(stream) as Box<dyn Stream>, offset, is_decoded: true }
    }))
}

impl Rows {
    /// Reads the bytes of a range; `None` if the file does not reach so far.
    pub fn range(&mut self, range: &std::ops::Range<u64>, file: &SourceFile) -> Result<Option<Vec<u8>>, Error> {
        let failed = |cause| Error::Io { path: file.path.clone(), cause };
        let length = range.end.saturating_sub(range.start);
        self.stream.seek(SeekFrom::Start(range.start)).map_err(failed)?;
        let mut bytes = Vec::new();
        (&mut self.stream).take(length).read_to_end(&mut bytes).map_err(failed)?;
        Ok((bytes.len() as u64 == length).then_some(bytes))
    }

    /// Whether something is in the first or the last so many bytes of the file.
    pub fn has_at_its_ends(
        &mut self,
        length: usize,
        file: &SourceFile,
        is_there: fn(&[u8]) -> bool,
    ) -> Result<bool, Error> {
        let failed = |cause| Error::Io { path: file.path.clone(), cause };
        let end = self.stream.seek(SeekFrom::End(0)).map_err(failed)?;
        for start in [self.offset, end.saturating_sub(length as u64).max(self.offset)] {
            let part = self.range(&(start..end.min(start + length as u64)), file)?;
            if part.is_some_and(|part| is_there(&part)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, looks_like_utf16};
    use crate::diagnostic::Diagnostic;

    fn read(bytes: &[u8]) -> Result<(String, u64, usize), Box<Diagnostic>> {
        let mut notes = Vec::new();
        decode(bytes.to_vec(), &"x.md".into(), &mut notes)
            .map(|decoded| (decoded.text().to_owned(), decoded.offset(), notes.len()))
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn marks_are_dropped_and_utf16_is_read() {
        assert_eq!(read("\u{feff}a".as_bytes()).unwrap(), ("a".into(), 3, 0));
        assert_eq!(read("\u{feff}\u{feff}a".as_bytes()).unwrap(), ("a".into(), 6, 0));
        for little in [true, false] {
            let text = "Größe 🗼\r\nx";
            assert_eq!(read(&utf16(&format!("\u{feff}{text}"), little)).unwrap().0, text);
        }
    }

    #[test]
    fn half_a_surrogate_pair_in_utf16_does_not_lose_the_file() {
        let bytes = [0xff, 0xfe, b'a', 0, 0x00, 0xd8, b'b', 0];
        assert_eq!(read(&bytes).unwrap(), ("a\u{fffd}b".into(), 0, 1));
    }

    #[test]
    fn other_encodings_are_refused_with_what_to_do() {
        for (bytes, words) in [
            (utf16("Hello, world", true), "UTF-16 without"),
            (utf16("Hello, world", false), "UTF-16 without"),
            (vec![0xff, 0xfe, 0, 0, b'a', 0, 0, 0], "UTF-32"),
            (b"one\ntwo caf\xe9 x".to_vec(), "0xE9"),
        ] {
            let refused = read(&bytes).unwrap_err();
            assert!(refused.message.contains(words), "{}", refused.message);
            assert!(refused.help.as_ref().unwrap().contains("iconv"));
        }
    }

    #[test]
    fn the_bad_byte_has_a_place() {
        let refused = read("äx\nzwei \u{e9}".as_bytes()).map(|_| ());
        assert!(refused.is_ok());
        let refused = read(b"a\nb\xc3\xa4 \xff").unwrap_err();
        assert_eq!((refused.place.line, refused.place.column), (Some(2), Some(4)));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        assert_eq!(read(b"a\rb\r\nc\r").unwrap().0, "a\nb\r\nc\n");
    }

    #[test]
    fn a_stray_nul_is_not_utf16() {
        assert!(!looks_like_utf16(b"a\0bcdefgh"));
        assert!(!looks_like_utf16(b"ab"));
        assert!(looks_like_utf16(b"a\0b\0c\0"));
    }
}
