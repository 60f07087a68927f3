//! Products of weather services: codes, headline, office, date line, segments up to `$$`, the forecaster's signature.

use super::lines::Lines;
use crate::record::date::find_date_text;
use std::ops::Range;

/// The parts of a bulletin, as lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Bulletin {
    /// The headline.
    pub title: Option<usize>,
    /// The line with the time of issue.
    pub date: Option<usize>,
    /// What was issued.
    pub body: Range<usize>,
    /// The forecasters who signed, with the line.
    pub signed: Option<(Vec<String>, usize)>,
}

/// How many lines, blank ones aside, can stand between the codes and the date line.
const HEAD: usize = 12;

/// Takes a text apart, if it is a bulletin: a WMO heading on top, or an office followed by a date line.
pub(super) fn bulletin(lines: &Lines<'_>) -> Option<Bulletin> {
    let filled = (0..lines.len()).filter(|&index| !lines.get(index).is_empty()).take(HEAD + 4);
    let mut coded = false;
    let mut head = Vec::new();
    let mut date = None;
    for index in filled {
        let line = lines.get(index);
        let above_the_headline = head.is_empty();
        if above_the_headline && is_wmo_heading(line) {
            coded = true;
        } else if above_the_headline && (is_sequence_number(line) || coded && is_product_code(line))
            || is_area_code(line)
        {
            // Codes are for machines.
        } else if find_date_text(line).is_some() {
            date = Some(index);
            break;
        } else if head.len() == HEAD || !coded && head.len() == 4 {
            break;
        } else {
            head.push(index);
        }
    }
    let office = head.iter().copied().find(|&index| is_office(lines.get(index)));
    let headed = date.is_some_and(|date| office.is_some_and(|office| lines.next_filled(office + 1) == Some(date)));
    if !coded && !headed {
        return None;
    }
    // Without a date line only what stands directly together on top is head.
    if date.is_none() {
        let block = lines.paragraph_from(*head.first()?, lines.len());
        head.retain(|index| block.contains(index));
    }
    let mut titles = head.iter().copied().filter(|&index| !is_office(lines.get(index))).peekable();
    let first = titles.next();
    let marked = first.is_some_and(|index| is_bulletin_mark(lines.get(index)));
    let title = if marked { titles.next().or(first) } else { first };
    let below = date.or_else(|| head.last().copied()).map_or(0, |index| index + 1);
    let mark = (below..lines.len()).rev().find(|&index| lines.get(index) == "$$");
    let mut body = lines.trimmed(below..mark.unwrap_or(lines.len()));
    while body.len() > 1 && matches!(lines.get(body.end - 1), "&&" | "$$" | "NNNN") {
        body = lines.trimmed(body.start..body.end - 1);
    }
    let signed = mark.and_then(|mark| forecasters(lines, mark + 1));
    Some(Bulletin { title, date, body, signed })
}

/// The signature below the end mark: `Forecaster Avila`, or one surname in capitals. Initials name nobody.
fn forecasters(lines: &Lines<'_>, from: usize) -> Option<(Vec<String>, usize)> {
    let index = lines.next_filled(from)?;
    let line = lines.get(index);
    if let Some(start) = line.get(..11).filter(|start| start.eq_ignore_ascii_case("forecaster ")) {
        let names: Vec<String> = line[start.len()..].split('/').map(str::trim).map(str::to_owned).collect();
        let fits = |name: &String| name.chars().any(char::is_alphabetic) && name.len() <= 60;
        return names.iter().all(fits).then_some((names, index));
    }
    let surname = line.chars().count() > 3
        && line.chars().all(char::is_alphabetic)
        && line.starts_with(char::is_uppercase)
        && line != "NNNN"
        && lines.next_filled(index + 1).is_none_or(|next| lines.get(next) == "NNNN");
    surname.then(|| (vec![line.to_owned()], index))
}

/// `WWUS43 KGRR 032011`, perhaps with `CCA`: WMO Manual on the GTS, abbreviated heading.
fn is_wmo_heading(line: &str) -> bool {
    let mut parts = line.split_whitespace();
    let (Some(kind), Some(office), Some(time)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let upper = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    kind.len() == 6
        && kind.is_ascii()
        && upper(&kind[..4])
        && digits(&kind[4..])
        && office.len() == 4
        && office.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && time.len() == 6
        && digits(time)
        && parts.next().is_none_or(|more| more.len() == 3 && upper(more))
        && parts.next().is_none()
}

fn is_sequence_number(line: &str) -> bool {
    line.len() == 3 && line.bytes().all(|b| b.is_ascii_digit())
}

/// `WSWGRR`
fn is_product_code(line: &str) -> bool {
    (4..=6).contains(&line.len())
        && line.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && line != "BULLETIN"
}

/// `IAC013-041515-`, and the event codes between slashes below it.
fn is_area_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    let area = bytes.len() > 6
        && bytes.ends_with(b"-")
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && matches!(bytes[2], b'C' | b'Z')
        && bytes[3..].iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'>'));
    area || bytes.len() > 10
        && bytes.starts_with(b"/")
        && bytes.ends_with(b"/")
        && line.contains('.')
        && !line.contains(' ')
}

fn is_office(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.starts_with("national weather service") || lower.starts_with("nws ")
}

fn is_bulletin_mark(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower == "bulletin" || lower.starts_with("bulletin -") || lower.ends_with("broadcast requested")
}

#[cfg(test)]
mod tests {
    use super::{Bulletin, Lines, bulletin};

    #[test]
    fn codes_headline_office_and_date_are_told_apart() {
        let text = "123 \nWWUS43 KXYZ 032011\nWSWXYZ\n\nURGENT - FOG MESSAGE\nNATIONAL WEATHER SERVICE NOWHERE XX\n\
                    311 PM EST SAT JAN 3 2015\n\nXXZ001-002-040415-\nFOG.\n\n$$\n\nMORE FOG.\n\n&&\n\n$$\n\nROEBLING\n";
        let lines = Lines::new(text, 1);
        let found = bulletin(&lines).expect("a bulletin");
        assert_eq!(
            found,
            Bulletin { title: Some(4), date: Some(6), body: 8..14, signed: Some((vec!["ROEBLING".to_owned()], 19)) }
        );
        assert!(lines.text(found.body).ends_with("MORE FOG."));
    }

    #[test]
    fn below_a_bulletin_mark_stands_the_headline() {
        for mark in ["BULLETIN", "BULLETIN - IMMEDIATE BROADCAST REQUESTED"] {
            let text = format!(
                "WTNT31 KXYZ 191431\nTCPXY1\n\n{mark}\nStorm One Advisory\nNWS Storm Center\n1100 AM AST Wed Apr 19 2017\n\nWind.\n\n$$\nForecaster Roe/Poe"
            );
            let lines = Lines::new(&text, 1);
            let found = bulletin(&lines).expect("a bulletin");
            assert_eq!(found.title.map(|title| lines.get(title)), Some("Storm One Advisory"));
            assert_eq!(found.signed, Some((vec!["Roe".to_owned(), "Poe".to_owned()], 11)));
        }
    }

    #[test]
    fn initials_and_lists_name_nobody() {
        for signature in
            ["FAB", "JR/KP", "SYNOPSIS...ROE/POE\nMARINE...ROE", "WEATHER.GOV/NOWHERE", "NNNN", "two words", ""]
        {
            let text = format!(
                "FPUS73 KXYZ 041442\nNOWXYZ\n\nFORECAST\nNATIONAL WEATHER SERVICE NOWHERE XX\n842 AM CST THU MAR 4 2010\n\nFOG.\n\n$$\n\n{signature}"
            );
            let found = bulletin(&Lines::new(&text, 1)).expect("a bulletin");
            assert_eq!(found.signed, None, "{signature}");
        }
    }

    #[test]
    fn a_story_is_no_bulletin() {
        for text in [
            "Fog comes\n\nFriday, January 4, 2019\n\nIt is foggy.",
            "100\n\nFog",
            "",
            "NWS warns of fog\n\nIt is foggy.",
        ] {
            assert_eq!(bulletin(&Lines::new(text, 1)), None, "{text}");
        }
    }
}
