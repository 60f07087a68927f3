//! What Apple asks of the titles and texts of shows and episodes.

use crate::lint::{
    judge::Judge,
    names::Ns,
    profile::Profile,
    rules::{
        EPISODE_NUMBER_IN_TITLE, ITUNES_OBSOLETE, ITUNES_TOO_LONG, ITUNES_WHITE_SPACE, PODCAST_DESCRIPTION_MARKUP,
        PODCAST_DESCRIPTION_TOO_LONG,
    },
    text::quote,
    xml::Id,
};

/// The most bytes of a description.
const DESCRIPTION: usize = 4000;
/// The most characters of any other value.
const VALUE: usize = 255;
/// What Apple and the Podcast Standards Project keep in a description; a line break harms nobody.
const KEPT: &[&str] = &["p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"];

/// The texts of a channel or an item.
pub(super) fn judge(judge: &mut Judge<'_, '_>, parent: Id) {
    let tree = judge.tree;
    let is_apple = judge.asked.profiles.has(Profile::Apple);
    if let Some(id) = tree.first(parent, Ns::NONE, "description") {
        let bytes = judge.value(id).len();
        if bytes > DESCRIPTION {
            let message = format!("the description has {bytes} bytes, of which {DESCRIPTION} are kept");
            judge.report_text(&PODCAST_DESCRIPTION_TOO_LONG, id, message);
        }
        if let Some(name) = other_element(tree.text(id)).filter(|_| is_apple) {
            let message = format!("the description has a `<{}>`, which Apple does not show", quote(name));
            judge.report_text(&PODCAST_DESCRIPTION_MARKUP, id, message);
        }
    }
    if !is_apple {
        return;
    }
    for id in tree.children(parent) {
        let (ns, name) = (tree.ns(id), tree.name(id));
        if ns == Ns::ITUNES && matches!(name, "summary" | "subtitle" | "keywords" | "order" | "isClosedCaptioned") {
            let message = format!("Apple no longer reads `<{}>`", judge.named(id));
            judge.report(&ITUNES_OBSOLETE, id, message);
        } else if matches!(ns, Ns::NONE | Ns::ITUNES) && !tree.has_children(id) {
            value(judge, id, ns == Ns::NONE && matches!(name, "title" | "copyright"));
        }
    }
}

/// A value stands without blanks around it, and is short.
fn value(judge: &mut Judge<'_, '_>, id: Id, is_short: bool) {
    let text = judge.tree.text(id);
    let trimmed = text.trim();
    if trimmed.len() != text.len() && !trimmed.is_empty() {
        let message = format!("blanks surround the value of `<{}>`", judge.named(id));
        judge.report_text(&ITUNES_WHITE_SPACE, id, message);
    }
    let length = if is_short && trimmed.len() > VALUE { trimmed.chars().count() } else { 0 };
    if length > VALUE {
        let message = format!("`<{}>` has {length} characters, but may have {VALUE}", judge.named(id));
        judge.report_text(&ITUNES_TOO_LONG, id, message);
    }
}

/// The first element of the HTML that is not kept.
fn other_element(html: &str) -> Option<&str> {
    memchr::memchr_iter(b'<', html.as_bytes()).find_map(|at| {
        let rest = &html[at + 1..];
        let end = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = &rest[..end];
        let is_name = name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
        (is_name && !KEPT.iter().any(|kept| kept.eq_ignore_ascii_case(name))).then_some(name)
    })
}

/// The titles of an episode do not begin with its number. `number` is what `itunes:episode` says.
pub(super) fn titles(judge: &mut Judge<'_, '_>, item: Id, number: Option<u32>) {
    let tree = judge.tree;
    for ns in [Ns::NONE, Ns::ITUNES] {
        if let Some(id) = tree.first(item, ns, "title")
            && begins_with_number(judge.value(id), number)
        {
            let message = format!("`{}` begins with the number of the episode", quote(judge.value(id)));
            judge.report_text(&EPISODE_NUMBER_IN_TITLE, id, message);
        }
    }
}

/// Words for episodes and seasons before a number, and letters that stand for them.
const WORDS: &[&str] = &[
    "season",
    "episode",
    "staffel",
    "folge",
    "saison",
    "épisode",
    "temporada",
    "episodio",
    "episódio",
    "stagione",
    "aflevering",
    "seizoen",
    "avsnitt",
    "episod",
    "ep",
    "s",
    "e",
    "#",
];

/// Whether a title begins like `Episode 12`, `S1 E2 -` or, if that is its number, `12:`.
fn begins_with_number(title: &str, number: Option<u32>) -> bool {
    let lower = title.to_lowercase();
    let mut rest = lower.trim_start_matches(['[', '(']);
    let (mut found, mut is_worded, mut is_apart) = (0, false, false);
    while let Some((word, digits, after)) = numbered(rest) {
        if word.is_empty() && (found > 0 || digits.parse().ok() != number) {
            break;
        }
        found += 1;
        is_worded |= word.len() > 1;
        is_apart = !after.starts_with(char::is_alphanumeric);
        rest = after.trim_start_matches([' ', ',', '/']);
    }
    // `e2e` is a word, `s3` may be one; `e12:` is none.
    let is_cut = rest.is_empty() || rest.starts_with([':', '-', '–', '—', '|', '.', ']', ')']);
    found > 0 && is_apart && (is_worded || found > 1 || is_cut)
}

/// One of the words or none, a number, and what follows.
fn numbered(text: &str) -> Option<(&'static str, &str, &str)> {
    let word = WORDS.iter().find(|word| text.starts_with(**word)).copied().unwrap_or_default();
    let rest = &text[word.len()..];
    let rest = if word.is_empty() { rest } else { rest.trim_start_matches(['.', '#', ' ']) };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4).contains(&digits).then(|| (word, &rest[..digits], &rest[digits..]))
}

#[cfg(test)]
mod tests {
    use super::{begins_with_number, other_element};

    #[test]
    fn numbers_at_the_beginning_of_titles() {
        for title in [
            "S1 E2 - Ropes",
            "S01E02: Ropes",
            "Episode 12: Ropes",
            "Ep. 12 Ropes",
            "EP12 | Ropes",
            "Folge 3 – Seile",
            "#12: Ropes",
            "Season 2, Episode 3: Ropes",
            "[E12] Ropes",
            "Épisode 4",
            "12. Ropes",
            "12 - Ropes",
            "E12 - Ropes",
        ] {
            assert!(begins_with_number(title, Some(12)), "{title}");
        }
        for title in [
            "Ropes",
            "12 monkeys",
            "E2E tests",
            "S3 buckets",
            "2001: A Space Odyssey",
            "Episodes we loved",
            "Epics, part 2",
            "Eleven",
            "The 12th",
            "Season of storms",
            "",
            "12th night",
            "Spring 1: buds",
            "E3 2026 in review",
        ] {
            assert!(!begins_with_number(title, Some(12)), "{title}");
        }
        assert!(!begins_with_number("12: Ropes", None));
    }

    #[test]
    fn elements_that_are_not_kept() {
        assert_eq!(other_element("<p>a <A href='x'>b</A> 1 < 2<br/></p>"), None);
        assert_eq!(other_element("<p>a</p><h2>b</h2>"), Some("h2"));
    }
}
