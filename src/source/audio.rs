//! A folder of recordings: each is an episode, and what its name tells of it.
//!
//! `2024-05-01 Title.mp3`, `2024-05-01 10-30-00.mp3`, `S02E05 - Title.mp3`, `012-title.mp3`, `Season 2/05 Title.mp3`. A text of the same name is what is
//! said about it, and goes before the name.

use super::{Found, SourceFile};
use crate::record::raw::{Origin, RawRecord, Table};
use regex::Regex;
use std::sync::LazyLock;

/// Extensions of recordings, those that most can play first.
const EXTENSIONS: [&str; 27] = [
    "mp3", "m4a", "mp4", "m4v", "m4b", "aac", "opus", "ogg", "oga", "flac", "wav", "aif", "aiff", "mov", "webm", "mka",
    "mkv", "ogv", "spx", "mp2", "mpga", "weba", "wave", "bwf", "aifc", "3gp", "3g2",
];
/// Extensions of what is said about them.
const NOTES: &str = "md,markdown,html,htm,rst,txt,toml";

/// The pattern of all files that matter in a folder of recordings.
#[must_use]
pub fn pattern(directory: &str) -> String {
    let directory = directory.trim_end_matches('/');
    let slash = if directory.is_empty() { "" } else { "/" };
    // Whatever their capitals.
    let any_case = |extension: &&str| {
        extension.chars().fold(String::new(), |pattern, c| match c.is_ascii_alphabetic() {
            true => format!("{pattern}[{c}{}]", c.to_ascii_uppercase()),
            false => format!("{pattern}{c}"),
        })
    };
    let extensions: Vec<String> = EXTENSIONS.iter().map(any_case).collect();
    format!("{directory}{slash}**/*.{{{},{NOTES}}}", extensions.join(","))
}

/// How well a recording can be played, by its extension; 0 is best, `None` is no recording.
pub(super) fn rank(file_name: &[u8]) -> Option<usize> {
    let dot = file_name.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0)?;
    let extension = &file_name[dot + 1..];
    EXTENSIONS.iter().position(|known| known.as_bytes().eq_ignore_ascii_case(extension))
}

/// The record of a recording about which nothing is written.
pub(super) fn scan(file: &SourceFile, fields: Table, sink: &mut dyn FnMut(Found)) {
    let origin = Origin { file: file.name.clone(), line: 1, bytes: 0..0, listed: false, row: None };
    sink(Found::record(RawRecord { origin, fields, body: None, found: Table::default(), derived: Vec::new() }));
}

/// What the name of a recording tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// `2024-05-01`, and if a recorder wrote the time as well `2024-05-01T10:30:00`.
    pub day: Option<String>,
    /// The season.
    pub season: Option<u32>,
    /// The number of the episode.
    pub episode: Option<u32>,
    /// The rest.
    pub title: Option<String>,
}

impl Named {
    /// Reads a path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        Self::among(path, &|_| false)
    }

    /// Reads a path of a directory in which others begin with numbers, filled up with zeroes to one of these widths: what
    /// looks like one of them is a number.
    #[must_use]
    pub fn among(path: &str, is_width: &dyn Fn(usize) -> bool) -> Self {
        static DAY: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"^(\d{4})[-_. ]?(\d{2})[-_. ]?(\d{2})(?:[-_. –—]+|$)").ok());
        // Without signs in it only where one stands before it that is no blank.
        static MOMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(
                r"^(\d{4})[-_. ]?(\d{2})[-_. ]?(\d{2})(?:[T_-](\d{2})(\d{2})(\d{2})|[T _-](\d{2})[-.:_](\d{2})[-.:_](\d{2}))(Z?)(?:[-_. –—]+|$)",
            )
            .ok()
        });
        static BOTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(
                r"(?i)(?:^|[-_. –—])(?:s(\d{1,3})[-_. ]?e(?:p\.?)?[-_. ]?(\d{1,5})|(\d{1,3})x(\d{1,5}))(?:[-_.: –—]+|$)",
            )
            .ok()
        });
        static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(r"(?i)^(?:episode|epis\.|ep\.?|e|folge|episodio|épisode|#|no\.)[-_ ]?(\d{1,5})(?:[-_.: –—]+|$)")
                .ok()
        });
        static NUMBER: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"^(?:(\d{1,5}) ?[-_.:–—]+ ?|(0\d{1,4}) |(\d{1,5})$)").ok());
        static SEASON: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"(?i)^(?:season|series|staffel|saison|temporada|s)[-_ ]?(\d{1,3})$").ok());

        static LISTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^([1-9]\d{1,4}) ").ok());
        let captures = |regex: &'static LazyLock<Option<Regex>>, text: &str| -> Option<(usize, usize, Vec<String>)> {
            let found = regex.as_ref()?.captures(text)?;
            let whole = found.get(0)?;
            let groups = found.iter().skip(1).flatten().map(|group| group.as_str().to_owned()).collect();
            Some((whole.start(), whole.end(), groups))
        };
        let number =
            |text: Option<&String>| text.and_then(|text| text.parse::<u32>().ok()).filter(|number| *number > 0);
        let listed = |text: &str| {
            let found = captures(&LISTED, text)?;
            found.2.first().is_some_and(|digits| is_width(digits.len())).then_some(found)
        };
        let mut named = Self::default();
        let mut rest = super::stem(path).rsplit('/').next().unwrap_or_default();
        if let Some((_, end, groups)) = captures(&MOMENT, rest)
            && let [year, month, day, hours, minutes, seconds, zone] = groups.as_slice()
            && is_day(month, day)
            && is_time(hours, minutes, seconds)
        {
            named.day = Some(format!("{year}-{month}-{day}T{hours}:{minutes}:{seconds}{zone}"));
            rest = &rest[end..];
        } else if let Some((_, end, groups)) = captures(&DAY, rest)
            && let [year, month, day] = groups.as_slice()
            && is_day(month, day)
        {
            named.day = Some(format!("{year}-{month}-{day}"));
            rest = &rest[end..];
        }
        let mut title = rest;
        if let Some((start, end, groups)) = captures(&BOTH, rest) {
            (named.season, named.episode) = (number(groups.first()), number(groups.get(1)));
            // Before it stands the show, as a rule.
            title = if rest[end..].is_empty() { &rest[..start] } else { &rest[end..] };
        } else if let Some((_, end, groups)) =
            captures(&WORD, rest).or_else(|| captures(&NUMBER, rest)).or_else(|| listed(rest))
        {
            let found = number(groups.first());
            // A year is no number of an episode.
            if groups.first().is_some_and(|digits| digits.len() != 4 || !digits.starts_with(['1', '2'])) {
                (named.episode, title) = (found, &rest[end..]);
            }
        }
        let directories = path.rsplit('/').skip(1);
        named.season = named
            .season
            .or_else(|| directories.into_iter().find_map(|directory| number(captures(&SEASON, directory)?.2.first())));
        named.title = title_of(title);
        named
    }
}

fn is_day(month: &str, day: &str) -> bool {
    let within = |text: &str, most: u32| text.parse().is_ok_and(|number: u32| (1..=most).contains(&number));
    within(month, 12) && within(day, 31)
}

fn is_time(hours: &str, minutes: &str, seconds: &str) -> bool {
    let below = |text: &str, end: u32| text.parse().is_ok_and(|number: u32| number < end);
    below(hours, 24) && below(minutes, 60) && below(seconds, 60)
}

/// Words for people: without blanks, what stands for them becomes one.
fn title_of(rest: &str) -> Option<String> {
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '.' | ':' | '–' | '—'));
    let spaced = if rest.contains(' ') { rest.to_owned() } else { rest.replace(['-', '_'], " ") };
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{Named, pattern, rank};

    #[test]
    fn names_tell_days_numbers_and_titles() {
        for (path, expected) in [
            ("a/2024-05-01 The first one.mp3", "2024-05-01 - - The first one"),
            ("a/20240501_the-first-one.mp3", "2024-05-01 - - The first one"),
            ("a/2024-05-01.mp3", "2024-05-01 - - -"),
            ("a/S02E05 - Salt.mp3", "- 2 5 Salt"),
            ("a/The Show - s2e05.mp3", "- 2 5 The Show"),
            ("a/The Show 2x05 Salt & rope.m4a", "- 2 5 Salt & rope"),
            ("a/012-salt-and-rope.mp3", "- - 12 Salt and rope"),
            ("a/012 Salt.mp3", "- - 12 Salt"),
            ("a/12. Salt.mp3", "- - 12 Salt"),
            ("a/ep12_salt.mp3", "- - 12 Salt"),
            ("a/Episode 12: Salt.mp3", "- - 12 Salt"),
            ("a/#7 Salt.mp3", "- - 7 Salt"),
            ("a/7.mp3", "- - 7 -"),
            ("Season 3/04 - Salt.mp3", "- 3 4 Salt"),
            ("a/2024-05-01 S01E02 Salt.mp3", "2024-05-01 1 2 Salt"),
            ("a/S01E02 – Salt.mp3", "- 1 2 Salt"),
            ("a/The Show — S01E02 — Salt.mp3", "- 1 2 Salt"),
            ("a/12 — Salt.mp3", "- - 12 Salt"),
            ("a/Episode 12 – Salt.mp3", "- - 12 Salt"),
            ("a/2024-05-01 – Salt – rope.mp3", "2024-05-01 - - Salt – rope"),
            ("a/2024-05-02 10-30-00.mp3", "2024-05-02T10:30:00 - - -"),
            ("a/20240505T101500Z.mp3", "2024-05-05T10:15:00Z - - -"),
            ("a/20240505_101500 Salt.mp3", "2024-05-05T10:15:00 - - Salt"),
            ("a/2024-05-01T10-30-00 salt.mp3", "2024-05-01T10:30:00 - - Salt"),
            // What only looks like one.
            ("a/2024-05-01 100000 people.mp3", "2024-05-01 - - 100000 people"),
            ("a/2024-05-01 99-99-99.mp3", "2024-05-01 - 99 99 99"),
            ("a/100 days at sea.mp3", "- - - 100 days at sea"),
            ("a/2024 - a year.mp3", "- - - 2024 - a year"),
            ("a/2024-13-41 x.mp3", "- - - 2024-13-41 x"),
            ("a/Élan.mp3", "- - - Élan"),
            ("a/e-mail.mp3", "- - - E mail"),
        ] {
            let Named { day, season, episode, title } = Named::of(path);
            let or = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let number = |number: Option<u32>| or(number.map(|number| number.to_string()));
            assert_eq!(format!("{} {} {} {}", or(day), number(season), number(episode), or(title)), expected, "{path}");
        }
    }

    #[test]
    fn numbers_go_on_where_others_have_zeroes_before_them() {
        let number = |path| Named::among(path, &|width| width == 2);
        assert_eq!(
            (number("a/10 Salt.mp3").episode, number("a/10 Salt.mp3").title.as_deref()),
            (Some(10), Some("Salt"))
        );
        for path in ["a/100 days at sea.mp3", "a/10th Salt.mp3", "a/2024 Salt.mp3"] {
            assert_eq!(number(path).episode, None, "{path}");
        }
    }

    #[test]
    fn recordings_are_known_by_their_extension() {
        assert!(rank(b"a.MP3") < rank(b"a.m4a") && rank(b"a.m4a") < rank(b"a.wav"));
        assert_eq!((rank(b"a.md"), rank(b".mp3"), rank(b"mp3")), (None, None, None));
        assert!(pattern("x/").starts_with("x/**/*.{[mM][pP]3,") && pattern("").starts_with("**/*."));
    }
}
