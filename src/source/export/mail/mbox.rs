//! Mailboxes: messages one after the other, each below a line `From SENDER DATE` (RFC 4155).
//!
//! Of the dialects, those that quote lines beginning with `From ` in texts (mboxo, mboxrd) are read exactly; one that does
//! not (mboxcl2) is read as long as such a line has no date in it.

use super::super::limits;
use memchr::memchr;
use std::io::{self, BufRead, Read};

/// Hands over each message with the line on which it begins, from 1; nothing in the place of one that is too large.
pub(super) fn messages(input: impl Read, take: &mut dyn FnMut(u32, Option<&[u8]>)) -> io::Result<()> {
    let mut reader = io::BufReader::with_capacity(64 << 10, input);
    let mut state = State { message: Vec::new(), is_too_large: false, begins: 0 };
    let (mut number, mut line) = (0_u32, Vec::new());
    // A line end is behind the last piece; a blank line is.
    let (mut at_start, mut after_blank) = (true, true);
    loop {
        line.clear();
        // However long a line is, no more than a piece of it is in memory.
        if reader.by_ref().take(PIECE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if at_start {
            number = number.saturating_add(1);
        }
        if at_start && after_blank && is_separator(&line) {
            state.hand_over(take);
            state.begins = number;
            // A separator may be longer than any address.
            at_start = line.ends_with(b"\n");
            after_blank = false;
            continue;
        }
        after_blank = at_start && matches!(line.as_slice(), b"\n" | b"\r\n");
        let text = if at_start { unquoted(&line) } else { &line };
        state.push(text);
        at_start = line.ends_with(b"\n");
    }
    state.hand_over(take);
    Ok(())
}

/// Bytes of a line that are read at once.
const PIECE: u64 = 64 << 10;

struct State {
    message: Vec<u8>,
    is_too_large: bool,
    /// The line of the separator; 0 before the first one.
    begins: u32,
}

impl State {
    fn push(&mut self, text: &[u8]) {
        if (self.message.len() + text.len()) as u64 > limits::ENTRY {
            self.is_too_large = true;
            self.message = Vec::new();
        }
        if !self.is_too_large {
            self.message.extend_from_slice(text);
        }
    }

    fn hand_over(&mut self, take: &mut dyn FnMut(u32, Option<&[u8]>)) {
        if self.begins > 0 {
            take(self.begins, (!self.is_too_large).then_some(self.message.as_slice()));
        }
        self.message.clear();
        self.is_too_large = false;
    }
}

/// Whether a line is one that stands above a message: there is a date of C's `ctime` in it.
fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let text = String::from_utf8_lossy(&rest[..rest.len().min(1000)]);
    let words: Vec<&str> = text.split_whitespace().collect();
    let day = |word: &&str| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&word.trim_end_matches(','));
    let is_time =
        |word: &&str| memchr(b':', word.as_bytes()).is_some() && word.starts_with(|c: char| c.is_ascii_digit());
    words.iter().any(day) && words.iter().any(is_time)
}

/// `>From ` is `From ` of the text, `>>From ` is `>From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let rest = &line[line.iter().take_while(|byte| **byte == b'>').count()..];
    if rest.len() < line.len() && rest.starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::messages;

    fn read(text: &str) -> Vec<(u32, String)> {
        let mut found = Vec::new();
        let take = &mut |line, raw: Option<&[u8]>| {
            found.push((line, raw.map_or("too large".to_owned(), |raw| String::from_utf8_lossy(raw).into_owned())));
        };
        messages(text.as_bytes(), take).expect("memory can be read");
        found
    }

    #[test]
    fn messages_are_parted_and_quotes_are_taken_off() {
        let text = "From a@b.example Mon Jan  1 10:00:00 2024\nSubject: 1\n\nFrom here on\n>From there\n>>From deep\n> From x\n\n\
                    From - Tue, 02 Jan 2024 10:00:00 +0000\r\nSubject: 2\n\nFrom me, at 10:00\n";
        assert_eq!(
            read(text),
            [
                (1, "Subject: 1\n\nFrom here on\nFrom there\n>From deep\n> From x\n\n".to_owned()),
                (9, "Subject: 2\n\nFrom me, at 10:00\n".to_owned()),
            ]
        );
        assert!(read("").is_empty());
        let line = "x".repeat(200_000);
        let long = format!("From a Mon Jan 1 10:00:00 2024\nSubject: {line}\n\nFrom {line}\n>From z\n");
        assert_eq!(read(&long), [(1, format!("Subject: {line}\n\nFrom {line}\nFrom z\n"))]);
    }

    #[test]
    fn what_is_too_large_is_passed_over_and_the_next_one_is_not() {
        let head = "From a Mon Jan 1 10:00:00 2024\n";
        let text = format!("{head}Subject: 1\n\n{}\n\n{head}Subject: 2\n", "x".repeat(33 << 20));
        assert_eq!(read(&text), [(1, "too large".to_owned()), (6, "Subject: 2\n".to_owned())]);
    }
}
