//! Bare addresses in running text (GitHub Flavored Markdown §6.9, `http` and `https` alone).

use super::links;
use crate::value::WebUrl;
use std::ops::Range;

/// An address in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands.
    pub range: Range<usize>,
    /// Where it leads.
    pub url: WebUrl,
}

/// Finds the addresses of a text, without the punctuation of the sentence around them.
pub(super) fn addresses(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let start = from + found;
        let rest = &text[start..];
        from = start + "http".len();
        let Some(scheme) = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme)) else {
            continue;
        };
        if !text[..start].chars().next_back().is_none_or(may_precede) {
            continue;
        }
        let end = rest.find(ends_address).unwrap_or(rest.len());
        let end = rest[..end].find(links::UNKNOWN).unwrap_or(end);
        from = start + end;
        let address = trim_punctuation(&rest[..end]);
        let host = &address[scheme.len().min(address.len())..];
        if host.starts_with(char::is_alphanumeric)
            && let Ok(url) = WebUrl::parse(address)
        {
            out.push(Found { range: start..start + address.len(), url });
        }
    }
    out
}

fn may_precede(c: char) -> bool {
    // Scripts that part no words with blanks let an address follow at once.
    !c.is_ascii_alphanumeric() && !matches!(c, '/' | '=' | '"' | '\'' | '@' | '.' | '-' | '_' | '%' | '&')
        || matches!(c, '_' | '\'' | '"')
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '|' | '{' | '}' | '«' | '»')
        || is_cjk(c)
        || matches!(c, '\u{2018}'..='\u{201f}')
}

/// Letters and punctuation of Chinese, Japanese and Korean, which addresses in running text end before.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{323af}')
}

/// Without the end of the sentence; closing brackets stay where the address has the opening ones.
fn trim_punctuation(address: &str) -> &str {
    let count = |wanted: char| address.chars().filter(|c| *c == wanted).count();
    let (mut round, mut square) = (count(')'), count(']'));
    let (opened_round, opened_square) = (count('('), count('['));
    let mut end = address.len();
    for (i, c) in address.char_indices().rev() {
        match c {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '…' | '–' | '—' => {}
            ')' if round > opened_round => round -= 1,
            ']' if square > opened_square => square -= 1,
            _ => break,
        }
        end = i;
    }
    &address[..end]
}

#[cfg(test)]
mod tests {
    use super::addresses;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://a.example/x.", vec!["https://a.example/x"]),
            ("(https://a.example/wiki/X_(y)), and", vec!["https://a.example/wiki/X_(y)"]),
            ("https://a.example?a=1&b=2#c! http://b.example", vec!["https://a.example?a=1&b=2#c", "http://b.example"]),
            ("詳細はhttps://a.example/xをご覧", vec!["https://a.example/x"]),
            ("“https://a.example/ü”", vec!["https://a.example/ü"]),
            ("xhttps://a.example http:// https://. https://", vec![]),
            ("mail@https://a.example a=https://b.example", vec![]),
            ("https://localhost:3000/x]", vec!["https://localhost:3000/x"]),
            ("no address at all", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for unit in ["http", "http://", "https://a)", ")"] {
            let text = format!("https://a.example/{}", unit.repeat(100_000));
            assert!(found(&text).len() <= 100_000);
        }
    }
}
