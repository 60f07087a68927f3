//! What newsrooms put below a text that is no part of it: `More from …`, `© 2016 …`, `-30-`.
//!
//! Only the end of a text is looked at, from the last paragraph up, as far as each is a trailer.

use super::{lines::Lines, sentence::ends_with_full_stop};
use std::ops::Range;

/// A trailer is no longer than this, in bytes.
const LONGEST: usize = 600;
/// How many trailers can stand below each other.
const MOST: usize = 30;
/// How many links can stand below a heading such as `Related:`.
const LINKS: usize = 10;
/// How many paragraphs can stand below an end mark such as `###`.
const BELOW_END_MARK: usize = 8;
/// How many bytes can stand below it; more is a part of the text.
const MOST_BELOW_END_MARK: usize = 3000;

/// The lines of a text without its trailer.
pub(super) fn without_trailer(lines: &Lines<'_>, body: Range<usize>) -> Range<usize> {
    let mut body = lines.trimmed(body);
    if let Some(mark) = end_mark(lines, &body) {
        body = lines.trimmed(body.start..mark);
    }
    for _ in 0..MOST {
        let Some(start) = last_trailer(lines, &body) else { break };
        // A text that is all trailer is taken as it is.
        let shorter = lines.trimmed(body.start..start);
        if shorter.is_empty() {
            break;
        }
        body = shorter;
    }
    body
}

/// The line where the last trailer of these lines begins.
fn last_trailer(lines: &Lines<'_>, body: &Range<usize>) -> Option<usize> {
    for (below, paragraph) in lines.paragraphs_from_end(body.clone()).take(LINKS + 1).enumerate() {
        let text = lines.joined(paragraph.clone(), LONGEST);
        if below == 0 {
            if text.len() < LONGEST && is_trailer(&text) {
                return Some(paragraph.start);
            }
            // The last line may be a paragraph of its own where there are no blank lines.
            let last = paragraph.end - 1;
            let begins = last > paragraph.start
                && ends_with_full_stop(lines.get(last - 1))
                && !lines.get(last).starts_with(char::is_lowercase);
            if begins && lines.get(last).len() < LONGEST && is_trailer(lines.get(last)) {
                return Some(last);
            }
        }
        // Links stand below their heading: in its paragraph, or each in one of its own.
        if let Some(heading) = paragraph.clone().take(LINKS).find(|&index| is_heading_of_links(lines.get(index)))
            && (heading == paragraph.start || ends_with_full_stop(lines.get(heading - 1)))
            && (heading + 1..paragraph.end).all(|index| is_link_line(lines.get(index)))
        {
            return Some(heading);
        }
        if paragraph.len() > LINKS || !paragraph.clone().all(|index| is_link_line(lines.get(index))) {
            return None;
        }
    }
    None
}

/// The line of an end mark near the end; everything below it is for the desk.
fn end_mark(lines: &Lines<'_>, body: &Range<usize>) -> Option<usize> {
    let mark = lines.paragraphs_from_end(body.clone()).take(BELOW_END_MARK).find_map(|paragraph| {
        let first = paragraph.start;
        (first > body.start && paragraph.len() == 1 && is_end_mark(lines.get(first))).then_some(first)
    })?;
    (lines.joined(mark + 1..body.end, MOST_BELOW_END_MARK).len() < MOST_BELOW_END_MARK).then_some(mark)
}

/// `###`, `-30-`, `ENDS`, `(End)`. The words alone also end program listings.
fn is_end_mark(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let inner = bare.trim_matches(['-', '–', '—', '(', ')', '[', ']', '*']);
    let marked = inner.len() < bare.len();
    matches!(inner, "###" | "####" | "ENDS") || marked && matches!(inner, "30" | "END" | "Ends" | "End")
}

fn is_trailer(text: &str) -> bool {
    if text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '_' | '*' | '=' | '~' | '#' | '•' | '·'))
    {
        return true;
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let lower = text.to_lowercase();
    let starts = |openings: &str| openings.split('|').find_map(|opening| lower.strip_prefix(opening));
    let contains = |words: &str| words.split('|').any(|word| lower.contains(word));
    let short = text.chars().count() <= 160;
    let sentence = ends_with_full_stop(text);
    if starts("more from |more news|more stories|more coverage|keep reading|continue reading|read also|also read")
        .is_some()
    {
        return short && !sentence;
    }
    if let Some(rest) = starts("related") {
        // `Related charges were dropped.` is news.
        let kinds = " stories| story| articles| article| links| coverage| news| content| posts| reading| topics";
        let rest = kinds.split('|').find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest);
        return short && !sentence && (rest.is_empty() || rest.starts_with(':'));
    }
    if starts("read more|read next").is_some() {
        return short;
    }
    if starts("©|copyright|c) 19|c) 20").is_some() {
        return has_year(&lower) || contains("©|(c)|all rights reserved");
    }
    if starts("all rights reserved|this material may not be published").is_some() {
        return true;
    }
    if starts("follow us|like us on|find us on|join us on|connect with us").is_some() {
        return short;
    }
    if starts("sign up|subscribe|join our|get our|download our").is_some() {
        // `Sign up for the class by Friday.` is news.
        return short && contains("newsletter|alert|inbox|our app|updates|podcast|headlines|e-mail|email|channel");
    }
    if starts("advertisement|share this").is_some() {
        return text.chars().count() <= 60;
    }
    // The house asks readers for something below every text alike.
    starts(
        "got a tip|got a story|got news|have a tip|have a story|have a news tip|do you have a tip|news tips|send tips|\
         send letters|letters to the editor|for corrections|to report a correction",
    )
    .is_some()
        || short && lower.ends_with("all rights reserved.")
}

/// Whether a year of the last or this century stands in a text.
fn has_year(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|four| matches!(four, [b'1', b'9', ..] | [b'2', b'0', ..]) && four.iter().all(u8::is_ascii_digit))
}

/// `Related:`, `More from the Courant:`, `READ MORE:` with nothing behind it.
fn is_heading_of_links(line: &str) -> bool {
    line.ends_with(':') && line.len() <= 100 && is_trailer(line)
}

/// Something that can be a link's text or address: short, no sentence, nobody's signature.
fn is_link_line(line: &str) -> bool {
    line.chars().count() <= 140 && !ends_with_full_stop(line) && !line.contains('@') && !line.ends_with(['”', '"'])
}

#[cfg(test)]
mod tests {
    use super::{Lines, without_trailer};

    fn left(text: &str) -> String {
        let lines = Lines::new(text, 1);
        lines.text(without_trailer(&lines, 0..lines.len()))
    }

    #[test]
    fn trailers_go_from_the_end_up() {
        for trailer in [
            "More from Example Radio:\n\nMore From Example Radio FM",
            "Related:",
            "Related:\n- Bridge opens\n- Bridge closes again",
            "Related stories:\n\nBridge opens\n\nBridge closes again",
            "READ MORE: Bridge opens",
            "Read more about it at https://paper.example/bridge.",
            "© 2016 Example Media",
            "Copyright 2016 Example Press. All rights reserved. This material\nmay not be published again.",
            "All rights reserved",
            "Follow us on Twitter",
            "Sign up for our newsletter",
            "Got a tip? tips@paper.example",
            "###",
            "# # #\n\nMedia contact:\nJohn Poe, john@city.example",
            "-30-",
            "ENDS",
            "***",
            "-30-\n\n© 2016 Example Media\n\nFollow us on Twitter!",
        ] {
            let text = format!("It rained.\n\nThen it stopped.\n\n{trailer}\n\n\n");
            assert_eq!(left(&text), "It rained.\n\nThen it stopped.", "{trailer}");
        }
        assert_eq!(left("It rained.\nIt stopped.\nMore from Example Radio:"), "It rained.\nIt stopped.");
    }

    #[test]
    fn what_only_looks_like_a_trailer_stays() {
        for text in [
            "It rained.\n\nMore from the council is expected on Monday.",
            "It rained.\n\nRelated charges were dropped.",
            "It rained.\n\nCopyright law will change next year.",
            "It rained.\n\nSign up for the class at the library by Friday.",
            "More from Example Radio:\n\nIt rained.",
            "It rained.\n\nMore from Example Radio:\n\nThen it stopped.",
            "More from Example Radio:",
            "It rained, and they wanted to hear\nmore from him",
            "It rained.\n\nBridge opens\n\nBridge closes",
            "10 PRINT\n\nEND",
            "fn rain() {\n\n}",
            "It rained.\n\n🎉",
            "It rained.\n\nSee also [1].",
        ] {
            assert_eq!(left(text), text);
        }
    }
}
