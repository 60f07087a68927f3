//! People in one string: names, addresses, Markdown links, several people with commas and conjunctions between them.
//!
//! A wrong cut makes two people out of one, which is worse than one line with two names in it. So a string is cut only
//! where every part looks like a person; "Reporter, Company" and "The Core and Infrastructure Team" stay whole.

use super::collapse_blanks;
use std::{borrow::Cow, ops::Range};

/// One person as written, not yet looked up.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written<'a> {
    /// What stands there as a name; empty, where an address stands alone.
    pub name: &'a str,
    /// A mailbox.
    pub email: Option<&'a str>,
    /// A page.
    pub url: Option<&'a str>,
    /// A login that stands beside the name: `Name (@login)`.
    pub handle: Option<&'a str>,
}

/// Words between two people. `y`, `e` and `i` are too short to be trusted without capitals on both sides.
const CONJUNCTIONS: &[&str] = &["and", "und", "et", "y", "e", "og", "och", "en", "ja", "и", "with", "mit", "AND"];
/// What follows a name after a comma and belongs to it.
const SUFFIXES: &[&str] = &[
    "inc", "llc", "ltd", "gmbh", "co", "corp", "plc", "ag", "sa", "bv", "jr", "sr", "ii", "iii", "iv", "phd", "md",
    "dds", "rn", "esq", "cpa", "mba", "ma", "ba", "msc", "bsc", "dphil", "jd", "dr", "prof",
];
/// Words that no personal name has.
const GROUP_WORDS: &[&str] = &[
    "team",
    "group",
    "committee",
    "council",
    "company",
    "department",
    "community",
    "maintainers",
    "staff",
    "editors",
    "editor",
    "reporter",
    "writer",
    "correspondent",
    "foundation",
    "university",
    "institute",
    "project",
    "press",
    "news",
    "agency",
    "society",
    "association",
    "working",
    "bureau",
    "desk",
    "wg",
    "behalf",
    "of",
    "for",
    "on",
    "at",
    "the",
];
/// Small words inside personal names.
const PARTICLES: &[&str] = &[
    "de", "del", "della", "der", "den", "des", "di", "da", "do", "dos", "das", "du", "la", "le", "van", "von", "vom",
    "zu", "zur", "zum", "bin", "ibn", "al", "el", "ter", "ten", "y", "e", "af", "av", "ben",
];

impl Written<'_> {
    /// How the person is called: by the name, else by what stands before the `@` of the mailbox. A mailbox is never part of it.
    #[must_use]
    pub fn called(&self) -> Option<String> {
        let name = collapse_blanks(self.name).trim_matches(['"', '“', '”']).trim().to_owned();
        let name = name.strip_prefix('@').filter(|rest| !rest.is_empty()).unwrap_or(&name).to_owned();
        let name = if name.is_empty() {
            let mailbox = self.email?;
            let mailbox = mailbox.strip_prefix("mailto:").unwrap_or(mailbox);
            mailbox.split('@').next().unwrap_or_default().trim().to_owned()
        } else {
            name
        };
        Some(name).filter(|name| !name.is_empty())
    }
}

/// The names in a line, without the mailboxes that stand beside them; a line without any is as it was.
#[must_use]
pub fn without_mailboxes(line: &str) -> Cow<'_, str> {
    if !line.contains('@') {
        return Cow::Borrowed(line);
    }
    let people = split_people(line, |_| false);
    if people.iter().all(|person| person.email.is_none()) {
        return Cow::Borrowed(line);
    }
    Cow::Owned(people.iter().filter_map(Written::called).collect::<Vec<_>>().join(", "))
}

/// Cuts a string into people. `known` tells whether a word is a slug of the people table.
pub fn split_people(text: &str, known: impl Fn(&str) -> bool) -> Vec<Written<'_>> {
    let text = text.trim();
    if text.contains("](") {
        let linked = linked_people(text, &known);
        if linked.iter().any(|person| person.url.is_some()) {
            return linked;
        }
    }
    if text.contains([';', '；']) {
        // Whoever separates with semicolons has commas inside the names: `Last, First; Last, First`.
        return text.split([';', '；']).filter_map(single).collect();
    }
    split_plain(text, &known).into_iter().filter_map(single).collect()
}

/// Cuts at commas, ampersands and conjunctions if every part looks like a person, else not at all.
fn split_plain<'a>(text: &'a str, known: &impl Fn(&str) -> bool) -> Vec<&'a str> {
    if known(text) {
        return vec![text];
    }
    if text.contains('、') {
        return text.split('、').flat_map(|part| split_plain(part.trim(), known)).collect();
    }
    let text = strip_by(text);
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut commas, mut words) = (false, false);
    for Part { range, before } in cut(text) {
        match parts.last_mut() {
            Some(last) if before == Before::Comma && is_suffix(&text[range.clone()]) => last.end = range.end,
            _ => {
                commas |= before == Before::Comma;
                words |= before == Before::Conjunction;
                parts.push(range);
            }
        }
    }
    // Three names with commas are a list even if they are short; two may be `Last, First` or `Name, Company`.
    let listed = parts.len() > 2 && commas;
    let person = |part: &str| {
        looks_like_person(part)
            // "research and development" are no logins.
            || (is_login(part) && (!words || !part.bytes().all(|b| b.is_ascii_alphabetic())))
            || part.contains('@')
            || known(part)
            || (listed && is_short_name(part))
    };
    let parts: Vec<&str> = parts.into_iter().map(|range| &text[range]).collect();
    if parts.len() > 1 && parts.iter().all(|part| person(part)) { parts } else { vec![text] }
}

/// What stands before a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Start,
    Comma,
    Ampersand,
    Conjunction,
}

struct Part {
    range: Range<usize>,
    before: Before,
}

/// The parts between separators outside of brackets, trimmed, none empty.
fn cut(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut push = |from: usize, to: usize, before: Before| {
        let part = text[from..to].trim();
        let start = from + (text[from..to].len() - text[from..to].trim_start().len());
        if !part.is_empty() {
            parts.push(Part { range: start..start + part.len(), before });
        }
    };
    let (mut start, mut word, mut depth, mut before) = (0, 0, 0_usize, Before::Start);
    for (i, c) in text.char_indices() {
        match c {
            '(' | '<' | '（' | '[' => depth += 1,
            ')' | '>' | '）' | ']' => depth = depth.saturating_sub(1),
            ',' | '，' | '&' if depth == 0 => {
                push(start, i, before);
                before = if c == '&' { Before::Ampersand } else { Before::Comma };
                start = i + c.len_utf8();
                word = start;
            }
            _ if c.is_whitespace() => {
                if depth == 0 && is_conjunction(&text[word..i]) {
                    // `, and` is a comma: what was cut there stays cut there.
                    let nothing_between = text[start..word].trim().is_empty();
                    push(start, word, before);
                    before = if nothing_between { before } else { Before::Conjunction };
                    start = i;
                }
                word = i + c.len_utf8();
            }
            _ => {}
        }
    }
    push(start, text.len(), before);
    parts
}

fn is_conjunction(word: &str) -> bool {
    CONJUNCTIONS.contains(&word)
}

fn is_suffix(part: &str) -> bool {
    let letters: String = part.chars().filter(|c| !matches!(c, '.' | ' ')).flat_map(char::to_lowercase).collect();
    SUFFIXES.contains(&letters.as_str())
}

/// Two to five words, each with a capital (or of a script without capitals), none that groups have; a name in a script
/// without blanks may be one word.
fn looks_like_person(part: &str) -> bool {
    let part = part.split([',', '(', '<', '（']).next().unwrap_or_default().trim();
    let words: Vec<&str> = part.split_whitespace().collect();
    let caseless = part.chars().any(char::is_alphabetic) && !part.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let few = if caseless { 1..=5 } else { 2..=5 };
    let full = words.iter().filter(|word| is_capitalised(word)).count();
    few.contains(&words.len())
        && (caseless || full >= 2)
        && words.iter().all(|word| is_name_word(word))
        && !words.iter().any(|word| GROUP_WORDS.contains(&word.to_lowercase().trim_end_matches('.')))
}

/// One to four words with capitals that can stand in a list of people.
fn is_short_name(part: &str) -> bool {
    let mut words = part.split_whitespace();
    part.split_whitespace().count() <= 4
        && words.all(|word| is_name_word(word) && !GROUP_WORDS.contains(&word.to_lowercase().as_str()))
        && part.chars().next().is_some_and(char::is_alphabetic)
}

fn is_capitalised(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
}

/// `Müller`, `S.`, `d'Antras`, `O’Neil`, `"Salaboy"`, `van`.
fn is_name_word(word: &str) -> bool {
    let core = word.trim_matches(['"', '“', '”', '‘', '’', '\'']);
    if PARTICLES.contains(&core) {
        return true;
    }
    let elided =
        core.split_once(['\'', '’']).is_some_and(|(head, rest)| head.chars().count() <= 2 && is_capitalised(rest));
    let letters =
        core.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '‐' | '.' | '·' | '\u{301}'));
    letters && (is_capitalised(core) || elided)
}

/// One word such as a login: lower case, digits, `-`, `_`, `.`, maybe `@` before it.
fn is_login(part: &str) -> bool {
    let name = part.strip_prefix('@').unwrap_or(part);
    let characters = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let lower = !name.bytes().any(|b| b.is_ascii_uppercase());
    characters && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && (lower || part.starts_with('@'))
}

/// One person: `Name`, `Name <mail>`, `mail (Name)`, `Name (mail)`, `Name (@login)`, `Name <url>`, a bare address.
#[must_use]
pub fn single(part: &str) -> Option<Written<'_>> {
    let part = strip_by(part.trim());
    if part.is_empty() {
        return None;
    }
    if let Some((name, inner)) = bracketed(part, '<', '>') {
        return Some(if is_web(inner) {
            Written { name, url: Some(inner), ..Written::default() }
        } else {
            Written { name, email: Some(inner), ..Written::default() }
        });
    }
    if let Some((before, inner)) = bracketed(part, '(', ')') {
        if is_bare_address(before) {
            return Some(Written { name: inner, email: Some(before), ..Written::default() });
        }
        if is_bare_address(inner) {
            return Some(Written { name: before, email: Some(inner), ..Written::default() });
        }
        if is_web(inner) {
            return Some(Written { name: before, url: Some(inner), ..Written::default() });
        }
        if inner.starts_with('@') && !inner.contains(' ') {
            return Some(Written { name: before, handle: Some(inner), ..Written::default() });
        }
    }
    if is_bare_address(part) {
        return Some(Written { email: Some(part), ..Written::default() });
    }
    if is_web(part) && !part.contains(char::is_whitespace) {
        // An address instead of a name: its host names the person best.
        let host = part.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or(part);
        return Some(Written { name: host, url: Some(part), ..Written::default() });
    }
    Some(Written { name: part, ..Written::default() })
}

/// `before (inner)`, where the bracket ends the text.
fn bracketed(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let inside = text.strip_suffix(close)?;
    let at = inside.rfind(open)?;
    let (before, inner) = (text[..at].trim(), inside[at + open.len_utf8()..].trim());
    (!before.is_empty() || open == '<').then_some((before, inner)).filter(|(_, inner)| !inner.is_empty())
}

fn is_bare_address(text: &str) -> bool {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    !text.starts_with('@') && text.contains('@') && !text.contains(char::is_whitespace)
}

fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// `By Name` → `Name`.
fn strip_by(text: &str) -> &str {
    match text.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") && !text[3..].trim().is_empty() => text[3..].trim_start(),
        _ => text,
    }
}

/// People as Markdown links, `[Name](url) (Org)`, with anything between them that people put between people.
fn linked_people<'a>(text: &'a str, known: &impl Fn(&str) -> bool) -> Vec<Written<'a>> {
    let mut people = Vec::new();
    let mut rest = text;
    while let Some((before, name, url, after)) = next_link(rest) {
        people.extend(between(before, people.is_empty(), known));
        if !name.trim().is_empty() {
            people.push(Written { name: name.trim(), url: Some(url), ..Written::default() });
        }
        rest = without_organisation(after);
    }
    people.extend(between(rest, people.is_empty(), known));
    people
}

/// The text before the next link, its name, its address, and the text after it.
fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let target = &text[middle + 2..];
    let mut depth = 0_usize;
    let end = target.char_indices().find_map(|(i, c)| match c {
        '(' => {
            depth += 1;
            None
        }
        ')' if depth == 0 => Some(i),
        ')' => {
            depth -= 1;
            None
        }
        _ => None,
    })?;
    // A title may follow the address: `(https://a.example "Ana")`.
    let url = target[..end].split_whitespace().next().unwrap_or_default();
    Some((&text[..open], &text[open + 1..middle], url.trim_matches(['<', '>']), &target[end + 1..]))
}

/// The text after `(Organisation)`, if one follows a link.
fn without_organisation(text: &str) -> &str {
    let trimmed = text.trim_start();
    let close = match trimmed.chars().next() {
        Some('(') => ')',
        Some('（') => '）',
        _ => return text,
    };
    trimmed.find(close).map_or(text, |i| &trimmed[i + close.len_utf8()..])
}

/// The people in the text between two links, without the commas and words that only join.
fn between<'a>(text: &'a str, first: bool, known: &impl Fn(&str) -> bool) -> Vec<Written<'a>> {
    let joins =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '&' | '、' | '，' | '；' | '"' | '\'' | '.' | '/' | '|');
    let mut text = text.trim_matches(joins);
    if first {
        text = strip_by(text);
    }
    loop {
        let (head, tail) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        if is_conjunction(head) || head.eq_ignore_ascii_case("by") {
            text = tail.trim_matches(joins);
            continue;
        }
        let (head, tail) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
        if is_conjunction(tail) {
            text = head.trim_matches(joins);
            continue;
        }
        break;
    }
    if text.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return Vec::new();
    }
    // What is no person here is a remark ("with contributions from", "(project lead)").
    split_plain(text, known)
        .into_iter()
        .filter(|part| looks_like_person(part) || is_login(part) || part.contains('@') || known(part))
        .filter_map(single)
        .collect()
}
