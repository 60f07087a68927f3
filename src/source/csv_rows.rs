//! Rows of CSV with the bytes and lines that they take, as RFC 4180 has them and spreadsheets write them.

use super::limits;
use csv_core::ReadRecordResult;
use std::{io::BufRead, ops::Range};

/// More cells than any table has.
const MOST_CELLS: usize = 1 << 14;

/// One row.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: Vec<u8>,
    ends: Vec<usize>,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Its bytes, without the line end.
    pub bytes: Range<u64>,
    /// It is larger than is read; it has no cells.
    pub too_large: bool,
    /// The file ends inside a quoted cell.
    pub unclosed: bool,
}

impl Row {
    /// The cells, without quotes.
    pub fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}

/// Reads rows one after another.
pub(super) struct Rows<'a> {
    stream: &'a mut dyn BufRead,
    reader: csv_core::Reader,
    offset: u64,
    line: u32,
    /// Whether the last byte was CR: an LF behind it is the same line end.
    after_cr: bool,
}

impl<'a> Rows<'a> {
    /// Rows of a stream that stands at byte `offset`, in line `line`, of its file.
    pub fn new(stream: &'a mut dyn BufRead, delimiter: u8, offset: u64, line: u32) -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self { stream, reader, offset, line, after_cr: false }
    }

    /// The next row that is not blank. It fails only if the stream does.
    pub fn next(&mut self) -> std::io::Result<Option<Row>> {
        self.skip_line_ends()?;
        let start = self.offset;
        let mut row = Row { line: self.line, ..Row::default() };
        let (mut text, mut cells) = (0, 0);
        row.text.resize(256, 0);
        row.ends.resize(16, 0);
        loop {
            let input = fill(self.stream)?;
            let at_end = input.is_empty();
            if at_end && self.offset == start {
                return Ok(None);
            }
            // A line end behind the last row closes it, unless a quote is open.
            let input = if at_end { b"\n" } else { input };
            let (result, used, written, ended) =
                self.reader.read_record(input, &mut row.text[text..], &mut row.ends[cells..]);
            (text, cells) = (text + written, cells + ended);
            if !at_end {
                let after_cr = self.after_cr;
                (self.line, self.after_cr) = count_lines(&input[..used], self.line, after_cr);
                self.stream.consume(used);
                self.offset += used as u64;
            }
            row.too_large |= self.offset - start > limits::ROW as u64;
            match result {
                ReadRecordResult::InputEmpty if at_end => {
                    row.unclosed = true;
                    row.bytes = start..self.offset;
                    break;
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => row.too_large |= !grow(&mut row.text, limits::ROW),
                ReadRecordResult::OutputEndsFull => row.too_large |= !grow(&mut row.ends, MOST_CELLS),
                ReadRecordResult::Record | ReadRecordResult::End => {
                    row.bytes = start..self.offset - u64::from(!at_end);
                    break;
                }
            }
            if row.too_large {
                // What is not kept is still read, to find the row's end.
                (text, cells) = (0, 0);
                row.text.truncate(256);
                row.text.shrink_to_fit();
            }
        }
        row.text.truncate(text);
        row.ends.truncate(if row.too_large { 0 } else { cells });
        Ok(Some(row))
    }

    fn skip_line_ends(&mut self) -> std::io::Result<()> {
        loop {
            let input = fill(self.stream)?;
            let used = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if used == 0 {
                return Ok(());
            }
            (self.line, self.after_cr) = count_lines(&input[..used], self.line, self.after_cr);
            self.stream.consume(used);
            self.offset += used as u64;
        }
    }
}

/// The stream's buffer, filled. (The borrow checker wants the second call; it costs nothing.)
fn fill(stream: &mut dyn BufRead) -> std::io::Result<&[u8]> {
    while let Err(error) = stream.fill_buf() {
        if error.kind() != std::io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    stream.fill_buf()
}

/// Doubles a buffer; whether it may still grow.
fn grow<T: Clone + Default>(buffer: &mut Vec<T>, most: usize) -> bool {
    let grows = buffer.len() < most;
    if grows {
        buffer.resize((buffer.len() * 2).min(most), T::default());
    }
    grows
}

fn count_lines(bytes: &[u8], line: u32, after_cr: bool) -> (u32, bool) {
    let Some(last) = bytes.last() else { return (line, after_cr) };
    let mut ends = memchr::memchr_iter(b'\n', bytes).count();
    if after_cr && bytes[0] == b'\n' {
        ends -= 1;
    }
    ends += memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    // A CR at the very end has been counted; the LF that may follow is then not.
    (line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX)), *last == b'\r')
}

#[cfg(test)]
mod tests {
    use super::Rows;
    use crate::source::limits;
    use std::io::BufReader;

    fn read(text: &[u8], buffer: usize) -> Vec<(Vec<String>, u32, String)> {
        let mut stream = BufReader::with_capacity(buffer, text);
        let mut rows = Rows::new(&mut stream, b',', 0, 1);
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let cells = row.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            let range = usize::try_from(row.bytes.start).unwrap()..usize::try_from(row.bytes.end).unwrap();
            let state = if row.too_large {
                "!large"
            } else if row.unclosed {
                "!open"
            } else {
                ""
            };
            found.push((cells, row.line, String::from_utf8_lossy(&text[range]).into_owned() + state));
        }
        found
    }

    fn row(cells: &[&str], line: u32, raw: &str) -> (Vec<String>, u32, String) {
        (cells.iter().map(|cell| (*cell).to_owned()).collect(), line, raw.to_owned())
    }

    #[test]
    fn rows_have_their_cells_lines_and_bytes_whatever_the_buffer() {
        let text = "a,b\r\n\r\n\"x \"\"y\"\",\nz\",1\n \"c\",\"d\"\n\n,\ne,f";
        let expected = [
            row(&["a", "b"], 1, "a,b"),
            row(&["x \"y\",\nz", "1"], 3, "\"x \"\"y\"\",\nz\",1"),
            row(&[" \"c\"", "d"], 5, " \"c\",\"d\""),
            row(&["", ""], 7, ","),
            row(&["e", "f"], 8, "e,f"),
        ];
        for buffer in [1, 2, 3, 7, 64] {
            assert_eq!(read(text.as_bytes(), buffer), expected, "{buffer}");
        }
    }

    #[test]
    fn a_lone_cr_ends_a_row() {
        for buffer in [1, 64] {
            let rows = read(b"a,b\r1,\"x\ry\"\r\r2,z\r", buffer);
            assert_eq!(rows.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(), [1, 2, 5]);
        }
    }

    #[test]
    fn an_open_quote_is_seen() {
        assert_eq!(read(b"a,b\n1,\"x\n2,y\n", 64)[1].2, "1,\"x\n2,y\n!open");
        assert_eq!(read(b"a,b\n1,\"x\"", 64)[1].2, "1,\"x\"");
        assert!(read(b"", 64).is_empty() && read(b"\n\r\n", 64).is_empty());
    }

    #[test]
    fn rows_that_are_too_large_are_passed_over() {
        let large = "x".repeat(limits::ROW + 10);
        let many = ",".repeat(1 << 20);
        let text = format!("a,b\n1,{large}\n2,ok\n3,\"{large}\"\n{many}\n4,ok\n");
        let rows = read(text.as_bytes(), 1 << 16);
        let kept: Vec<_> =
            rows.iter().filter(|(_, _, raw)| !raw.ends_with("!large")).map(|(cells, ..)| &cells[0]).collect();
        assert_eq!(kept, ["a", "2", "4"]);
        assert_eq!(rows.len(), 6);
    }
}
