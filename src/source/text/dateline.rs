//! The dateline: where, and sometimes when, a story was filed. `NEWARK, N.J. (AP) — …`

use super::lines::trim;
use crate::record::date::{find_date_text, is_weekday};

/// A dateline at the beginning of a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dateline<'a> {
    /// The place as written: `NEWARK, N.J.`
    pub place: Option<&'a str>,
    /// The date as written, if it is whole.
    pub date: Option<&'a str>,
    /// The paragraph behind the dash.
    pub rest: &'a str,
}

/// The bytes within which the dash of a dateline must stand.
const LONGEST: usize = 120;

/// Reads the dateline of a paragraph.
///
/// The place is written in capitals, or stands before a whole date: `Paris, 3 mai 2018. – …`
pub(super) fn dateline(paragraph: &str) -> Option<Dateline<'_>> {
    let window = &paragraph[..paragraph.floor_char_boundary(LONGEST)];
    let (head, length) = head_before_dash(window)?;
    let rest = trim(&paragraph[length..]);
    // The agency in brackets or slashes (`/PRNewswire/`) says neither where nor when.
    let head = trim(head.split_once(" (").or_else(|| head.split_once(" /")).map_or(head, |(before, _)| before));
    let head = trim(head.strip_prefix('(').map_or(head, |inner| inner.trim_end_matches(')')));
    if rest.is_empty() || head.is_empty() {
        return None;
    }
    // `On January 4, 2019 — a Friday — …` is prose.
    if find_date_text(head).is_some() && !head.starts_with("On ") {
        return Some(Dateline { place: None, date: find_date_text(head), rest });
    }
    let commas = head.match_indices(',').map(|(at, _)| at);
    let dated = commas.clone().find_map(|at| Some((at, find_date_text(&head[at + 1..])?)));
    let place_end = match dated {
        Some((at, _)) => at,
        // `LONDON, March 5` gives no year: not a date, and no part of the place either.
        None => commas.clone().find(|&at| is_when(piece_after(head, at))).unwrap_or(head.len()),
    };
    let place = trim(&head[..place_end]);
    let city = place.split(',').next().unwrap_or(place);
    let region_fits = place.split(',').skip(1).all(|piece| is_region(trim(piece)));
    let city_fits = if dated.is_some() { is_capitals(city) || is_region(city) } else { is_capitals(city) };
    (city_fits && region_fits).then(|| Dateline { place: Some(place), date: dated.map(|(_, text)| text), rest })
}

/// What stands before the first dash, and the byte behind the dash.
fn head_before_dash(window: &str) -> Option<(&str, usize)> {
    window.char_indices().find_map(|(at, c)| {
        let dash = match c {
            '—' | '―' | '–' => c.len_utf8(),
            '-' if window[at..].starts_with("--") => 2,
            // A lone hyphen also joins words: PORT-AU-PRINCE.
            '-' if window[..at].ends_with(' ') && window[at + 1..].starts_with(' ') => 1,
            _ => return None,
        };
        Some((trim(&window[..at]), at + dash))
    })
}

fn piece_after(head: &str, comma: usize) -> &str {
    let rest = &head[comma + 1..];
    trim(rest.split(',').next().unwrap_or(rest))
}

/// Whether a piece says when, though not fully: `March 5`, `Monday`.
fn is_when(piece: &str) -> bool {
    piece.bytes().any(|b| b.is_ascii_digit()) || is_weekday(piece)
}

/// `NEWARK`, `McALLEN`, `ST. JOHN'S`, `NEW YORK/LONDON`; not a label such as `UPDATE` or an agency.
fn is_capitals(city: &str) -> bool {
    const LABELS: &str = "UPDATE|UPDATED|BREAKING|BREAKING NEWS|CORRECTION|CORRECTED|EXCLUSIVE|OPINION|ANALYSIS|COMMENTARY|\
        EDITORIAL|VIDEO|WATCH|PHOTOS|NOTE|EDITOR'S NOTE|WARNING|ALERT|NEWS|PRESS RELEASE|FOR IMMEDIATE RELEASE|\
        MEDIA ADVISORY|IMPORTANT|URGENT|BULLETIN|REVIEW";
    const AGENCIES: &str = "AP|AFP|CNN|UPI|REUTERS|BBC|DPA|TASS|XINHUA|ANI|PTI|KYODO|EFE|ANSA";
    let mut upper = 0_usize;
    let mut letters = 0_usize;
    for c in city.chars() {
        if c.is_alphabetic() {
            letters += 1;
            upper += usize::from(c.is_uppercase());
        } else if !matches!(c, ' ' | '.' | '-' | '\'' | '’' | '/' | '&') {
            return false;
        }
    }
    upper >= 2
        && upper * 4 >= letters * 3
        && city.split(' ').count() <= 6
        && !LABELS.split('|').chain(AGENCIES.split('|')).any(|no_place| no_place == city)
}

/// `N.J.`, `Saudi Arabia`: a few words with capitals.
fn is_region(piece: &str) -> bool {
    let words = piece.split_whitespace();
    !piece.is_empty()
        && words.clone().count() <= 4
        && words.clone().all(|word| {
            word.starts_with(char::is_uppercase) || matches!(word, "of" | "the" | "de" | "del" | "la" | "and")
        })
        && piece.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::{Dateline, dateline};

    #[test]
    fn place_and_date_are_read_as_written() {
        let table = [
            ("NEWARK — The council met.", Some("NEWARK"), None),
            ("NEWARK—The council met.", Some("NEWARK"), None),
            ("NEWARK, N.J. (AP) — The council met.", Some("NEWARK, N.J."), None),
            ("LONDON (Reuters) - The council met.", Some("LONDON"), None),
            (
                "TRENTON, N.J., Jan. 9, 2023 /PRNewswire/ -- The council met.",
                Some("TRENTON, N.J."),
                Some("Jan. 9, 2023"),
            ),
            ("McALLEN, Texas -- The council met.", Some("McALLEN, Texas"), None),
            ("PORT-AU-PRINCE, Haiti – The council met.", Some("PORT-AU-PRINCE, Haiti"), None),
            ("SÃO PAULO — The council met.", Some("SÃO PAULO"), None),
            ("LONDON, Mar. 5, 2018 — The council met.", Some("LONDON"), Some("Mar. 5, 2018")),
            ("LONDON, England, 5 March 2018 (AP) — The council met.", Some("LONDON, England"), Some("5 March 2018")),
            ("LONDON, March 5 (Reuters) - The council met.", Some("LONDON"), None),
            ("LONDON, Monday — The council met.", Some("LONDON"), None),
            ("Paris, 3 mai 2018. - The council met.", Some("Paris"), Some("3 mai 2018")),
            ("3 mai 2018. - The council met.", None, Some("3 mai 2018")),
        ];
        for (text, place, date) in table {
            assert_eq!(dateline(text), Some(Dateline { place, date, rest: "The council met." }), "{text}");
        }
    }

    #[test]
    fn a_dash_alone_makes_no_dateline() {
        for text in [
            "The mayor — a former teacher — spoke.",
            "UPDATE — The mayor spoke.",
            "(CNN) — The mayor spoke.",
            "I — we — they spoke.",
            "NEWARK —",
            "NEWARK The council met - twice.",
            "NASA's new rover, which landed in 2021 — a first — moved.",
            "Smith, Jones — partners — left.",
            "On January 4, 2019 — a Friday — it rained.",
            "— The mayor",
            "",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
    }
}
