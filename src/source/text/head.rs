//! What stands above a story: headline, date line, byline.

use super::{
    dateline::dateline,
    lines::Lines,
    people::{Writer, byline, is_about_writers, is_house_contact},
    sentence::ends_with_full_stop,
};
use crate::{record::date::find_date_text, value::fold};

/// The head of a story.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    /// The line of the headline.
    pub title: Option<usize>,
    /// The date line.
    pub date: Option<DateLine<'a>>,
    /// The line with the byline, and the people in it.
    pub byline: Option<(usize, Vec<Writer>)>,
    /// The line on which the story begins.
    pub body: usize,
}

/// A line that gives a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateLine<'a> {
    /// Its index.
    pub line: usize,
    /// The date in it.
    pub text: &'a str,
    /// Whether it says `Updated`, so that another line goes before it.
    pub update: bool,
}

/// A headline has no more characters.
const LONGEST_HEADLINE: usize = 200;
/// Lines that long are not wrapped: each is a paragraph, with or without blank lines between them.
const UNWRAPPED: usize = 120;

/// Reads the head of a story: a headline, and date lines and bylines above or below it.
///
/// Where the title is declared, the first line is a headline only if it says the same or a date line or byline follows.
pub(super) fn head<'a>(lines: &Lines<'a>, declared_title: Option<&str>) -> Head<'a> {
    let mut head = Head::default();
    let mut at = 0;
    while let Some(index) = lines.next_filled(at) {
        head.body = index;
        let line = lines.get(index);
        if let Some(found) = head_line(lines, index) {
            // The story must begin somewhere.
            if lines.next_filled(index + 1).is_none() {
                break;
            }
            found.keep(&mut head, index);
            at = index + 1;
        } else if head.title.is_none() && is_label(line) && lines.next_filled(index + 1).is_some() {
            at = index + 1;
        } else if head.title.is_none() && is_house_contact(line) && paragraph_follows(lines, index) {
            at = lines.paragraph_from(index, lines.len()).end;
        } else if head.title.is_none() && is_headline(lines, index, declared_title) {
            head.title = Some(index);
            at = index + 1;
            if is_underline(lines.get(at)) {
                at += 1;
            }
        } else {
            break;
        }
    }
    head
}

/// A line of the head that is no headline.
enum HeadLine<'a> {
    Date(DateLine<'a>),
    Byline(Vec<Writer>, Option<DateLine<'a>>),
}

impl<'a> HeadLine<'a> {
    fn keep(self, head: &mut Head<'a>, index: usize) {
        let date = match self {
            Self::Date(date) => Some(date),
            Self::Byline(writers, date) => {
                head.byline.get_or_insert((index, writers));
                date
            }
        };
        if head.date.is_none_or(|known| known.update && date.is_some_and(|date| !date.update)) {
            head.date = date.or(head.date);
        }
    }
}

fn head_line<'a>(lines: &Lines<'a>, index: usize) -> Option<HeadLine<'a>> {
    let line = lines.get(index);
    if let Some(date) = date_line(line, index) {
        return Some(HeadLine::Date(date));
    }
    let (writers, aside) = byline(line)?;
    // What stands beside the names and is neither date nor role is no byline's business.
    let date = aside.and_then(|aside| date_line(aside, index));
    let fits = date.is_some() || aside.is_none_or(is_about_writers);
    fits.then_some(HeadLine::Byline(writers, date))
}

fn date_line(line: &str, index: usize) -> Option<DateLine<'_>> {
    let text = find_date_text(line)?;
    let lower = line.to_lowercase();
    let update = ["updated", "last updated", "update", "modified"].iter().any(|label| lower.starts_with(label));
    Some(DateLine { line: index, text, update })
}

/// Whether a line is a headline: it stands alone, is short, and is no sentence.
fn is_headline(lines: &Lines<'_>, index: usize, declared: Option<&str>) -> bool {
    let line = without_marks(lines.get(index));
    if line.len() > 4 * LONGEST_HEADLINE
        || line.chars().count() > LONGEST_HEADLINE
        || !line.contains(char::is_alphanumeric)
        || line.starts_with(['*', '-', '•', '>', '—', '–', '['])
        || line.contains("://")
        || dateline(line).is_some()
    {
        return false;
    }
    let below = index + 1;
    let Some(next) = lines.next_filled(below) else { return false };
    let headed = head_line(lines, next).is_some() && lines.next_filled(next + 1).is_some();
    if let Some(declared) = declared {
        return headed || fold(declared) == fold(line);
    }
    if headed {
        return true;
    }
    let alone = next > below || is_underline(lines.get(below)) || lines.get(below).chars().nth(UNWRAPPED).is_some();
    alone && !ends_with_full_stop(line) && !line.ends_with([',', ';', ':'])
}

/// What a press office writes above its headline.
fn is_label(line: &str) -> bool {
    let labels = ["FOR IMMEDIATE RELEASE", "PRESS RELEASE", "NEWS RELEASE", "MEDIA RELEASE", "MEDIA ADVISORY"];
    labels.iter().any(|label| line.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case(label))
}

/// The headline without the marks of Markdown.
pub(super) fn without_marks(line: &str) -> &str {
    let bare = line.trim_start_matches('#');
    if bare.len() < line.len() && bare.starts_with(' ') { bare.trim() } else { line }
}

/// Whether there is another paragraph below that of this line.
fn paragraph_follows(lines: &Lines<'_>, index: usize) -> bool {
    lines.next_filled(lines.paragraph_from(index, lines.len()).end).is_some()
}

/// `=====` below a headline.
fn is_underline(line: &str) -> bool {
    line.len() >= 3
        && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-') || line.bytes().all(|b| b == b'~'))
}

#[cfg(test)]
mod tests {
    use super::{Lines, head};

    /// Headline, date, first name of the byline, and the first line of the story.
    fn parts(text: &str, declared: Option<&str>) -> [Option<String>; 4] {
        let lines = Lines::new(text, 1);
        let head = head(&lines, declared);
        [
            head.title.map(|title| lines.get(title).to_owned()),
            head.date.map(|date| date.text.to_owned()),
            head.byline.and_then(|(_, writers)| writers.first().map(|writer| writer.name.clone())),
            Some(lines.get(head.body).to_owned()),
        ]
    }

    #[test]
    fn headline_date_line_and_byline_in_any_order() {
        let all = [Some("Rain falls"), Some("January 4, 2019"), Some("Jane Roe"), Some("It rained.")];
        let all = all.map(|part| part.map(str::to_owned));
        for text in [
            "Rain falls\n\nJanuary 4, 2019\n\nBy Jane Roe\n\nIt rained.",
            "Rain falls\nJanuary 4, 2019\nBy Jane Roe\nIt rained.",
            "Rain falls\n\nBy Jane Roe | January 4, 2019\n\nIt rained.",
            "January 4, 2019\n\nRain falls\n\nBy Jane Roe\n\nIt rained.",
            "Rain falls\n==========\n\nBy Jane Roe\nUpdated: January 6, 2019\nPosted: January 4, 2019\n\nIt rained.",
            "Rain falls\n\nBy Jane Roe | Staff Writer | jroe@paper.example\n\nJanuary 4, 2019\n\nIt rained.",
            "FOR IMMEDIATE RELEASE\nContact: Press Office\npress@paper.example\n\nRain falls\n\nBy Jane Roe\n\nJanuary 4, 2019\n\nIt rained.",
            "FOR IMMEDIATE RELEASE\n\nRain falls\n\nBy Jane Roe\n\nJanuary 4, 2019\n\nIt rained.",
        ] {
            assert_eq!(parts(text, None), all, "{text}");
        }
    }

    #[test]
    fn what_is_no_headline_stays_in_the_story() {
        let long = "word ".repeat(50);
        for first in [
            "It rained.",
            "Dear readers,",
            "You need:",
            "* a list",
            "NEWARK — It rained",
            "http://paper.example/",
            &long,
        ] {
            let text = format!("{first}\n\nThen it stopped.");
            assert_eq!(parts(&text, None), [None, None, None, Some(first.trim().to_owned())], "{first}");
        }
        assert_eq!(parts("Rain falls", None)[0], None, "a title needs a story");
        assert_eq!(parts("A wrapped line\nof a paragraph", None)[0], None);
        let unwrapped = format!("Rain falls\n{}", "It rained. ".repeat(20));
        assert_eq!(parts(&unwrapped, None)[0].as_deref(), Some("Rain falls"), "each line is a paragraph");
    }

    #[test]
    fn beside_a_declared_title_only_the_same_line_is_a_headline() {
        assert_eq!(parts("Rain Falls\n\nIt rained.", Some("rain falls"))[0].as_deref(), Some("Rain Falls"));
        assert_eq!(parts("Reasons\n\nIt rained.", Some("Rain falls"))[0], None);
        assert_eq!(parts("Rain fell\n\nJanuary 4, 2019\n\nIt rained.", Some("Rain"))[0].as_deref(), Some("Rain fell"));
    }
}
