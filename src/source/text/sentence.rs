//! Where a sentence ends.

use crate::record::date::is_month;
use unicode_segmentation::UnicodeSegmentation;

/// The longest title that is made of a sentence, in characters that readers see.
const LONGEST_TITLE: usize = 250;

/// The first sentence of a paragraph, and whether it had to be cut short to serve as a title.
pub(super) fn first_sentence(paragraph: &str) -> (String, bool) {
    let paragraph = paragraph.trim();
    let end = sentence_ends(paragraph).next().unwrap_or(paragraph.len());
    shortened(paragraph[..end].trim_end())
}

/// Cuts at a word, or at a character where there are no blanks, and marks the cut.
fn shortened(sentence: &str) -> (String, bool) {
    let Some((limit, _)) = sentence.grapheme_indices(true).nth(LONGEST_TITLE) else {
        return (sentence.to_owned(), false);
    };
    let head = &sentence[..limit];
    let cut = head.rfind(char::is_whitespace).filter(|&cut| cut > limit / 2).unwrap_or(limit);
    (format!("{}…", head[..cut].trim_end_matches([' ', ',', ';', ':', '—', '–', '-'])), true)
}

/// Whether a line ends like a sentence: a full stop that belongs to no abbreviation, perhaps within quotes.
pub(super) fn ends_with_full_stop(line: &str) -> bool {
    let line = line.trim_end_matches(is_closing);
    if line.ends_with(['。', '．', '।', '۔']) {
        return true;
    }
    line.strip_suffix('.').is_some_and(|before| !before.ends_with('.') && !is_abbreviation(before))
}

/// The bytes behind each end of a sentence.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(move |(at, c)| {
        let after = &text[at + c.len_utf8()..];
        match c {
            // East Asian sentences are not followed by blanks.
            '。' | '！' | '？' | '．' => Some(text.len() - after.trim_start_matches(is_closing).len()),
            '.' | '!' | '?' | '…' | '।' | '۔' => {
                let rest = after.trim_start_matches(is_closing);
                let next = rest.trim_start();
                let ends = next.is_empty()
                    || next.len() < rest.len()
                        && !next.starts_with(char::is_lowercase)
                        && !(c == '.'
                            && rest.len() == after.len()
                            && (is_abbreviation(&text[..at]) || is_ordinal(&text[..at], next)));
                ends.then_some(text.len() - rest.len())
            }
            _ => None,
        }
    })
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '›' | '」' | '』' | '）')
}

/// Whether what stands before a full stop is shortened: `Mr`, `U.S`, an initial.
fn is_abbreviation(before: &str) -> bool {
    const SHORT: &str = "mr mrs ms mx dr prof rev hon gov sen rep gen col lt sgt capt maj st ste mt ft jr sr inc corp co \
        ltd bros no vs etc al approx dept est jan feb mar apr jun jul aug sep sept oct nov dec ave blvd \
        rd univ vol fig ed pp cf ca bzw z.b nr p art";
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '—' | '–')).next();
    let Some(word) = word.filter(|word| !word.is_empty()) else { return false };
    let mut letters = word.chars();
    // An initial, `J`, or the last of `U.S`.
    let last_part = word.rsplit('.').next().unwrap_or(word);
    let initial = last_part.chars().count() == 1 && last_part.chars().all(char::is_uppercase);
    initial && letters.next().is_some_and(char::is_alphabetic)
        || word.contains('.') && last_part.chars().count() == 1 && last_part.chars().all(char::is_alphabetic)
        || SHORT.split(' ').any(|short| short == word.to_lowercase())
}

/// Whether a number before a full stop counts something: `5. März`, or the `1.` of a list.
fn is_ordinal(before: &str, next: &str) -> bool {
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let month = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or(next);
    start.len() < before.len() && (start.trim_end().ends_with(':') || start.is_empty() || is_month(month))
}

#[cfg(test)]
mod tests {
    use super::{ends_with_full_stop, first_sentence};

    #[test]
    fn a_sentence_ends_where_readers_think_it_does() {
        let table = [
            ("Rain fell. Then it stopped.", "Rain fell."),
            ("Mr. Roe of St. Louis spoke. Nobody heard.", "Mr. Roe of St. Louis spoke."),
            (
                "The U.S. Senate met Jan. 4 at 5 p.m. in the hall. It rained.",
                "The U.S. Senate met Jan. 4 at 5 p.m. in the hall.",
            ),
            ("J. K. Roe wrote it. Twice.", "J. K. Roe wrote it."),
            ("“We won!” she said. He left.", "“We won!” she said."),
            ("“We won.” He left.", "“We won.”"),
            ("Version 2.5 is out. Get it.", "Version 2.5 is out."),
            ("Why? Because.", "Why?"),
            ("Am 5. März regnete es. Danach nicht.", "Am 5. März regnete es."),
            ("He died at 95. Roe was born here.", "He died at 95."),
            ("Two steps: 1. Open it. 2. Close it.", "Two steps: 1. Open it."),
            ("本日は晴れ。明日は雨。", "本日は晴れ。"),
            ("no end at all", "no end at all"),
            ("", ""),
        ];
        for (paragraph, expected) in table {
            assert_eq!(first_sentence(paragraph), (expected.to_owned(), false), "{paragraph}");
        }
    }

    #[test]
    fn a_sentence_without_end_is_cut_at_a_word() {
        let (title, cut) = first_sentence(&"word ".repeat(2000));
        assert!(cut && title.ends_with("word…") && title.chars().count() <= 251, "{title}");
        let (title, cut) = first_sentence(&"語".repeat(2000));
        assert!(cut && title.chars().count() == 251, "{title}");
    }

    #[test]
    fn headlines_may_end_in_an_abbreviation() {
        assert!(ends_with_full_stop("It rained."));
        assert!(ends_with_full_stop("“It rained.”"));
        assert!(!ends_with_full_stop("Roe buys Doe Inc."));
        assert!(!ends_with_full_stop("What now?"));
        assert!(!ends_with_full_stop("More to come..."));
    }
}
