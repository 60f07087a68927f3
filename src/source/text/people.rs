//! Who wrote a text: bylines above it and signatures below it.
//!
//! A name counts only where the text says that its bearer wrote or can be reached; an address counts only beside such a
//! name. The addresses of the house (tips, letters, corrections, press) belong to nobody.

use super::lines::{Lines, trim};
use crate::value::{Email, fold};
use std::ops::Range;

/// A person as the text names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Writer {
    /// As written.
    pub name: String,
    /// The address that the text gives as theirs.
    pub email: Option<String>,
}

/// What a signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signature {
    /// Names, perhaps with addresses.
    Writers(Vec<Writer>),
    /// An address of the author, whose name stands elsewhere.
    AddressOnly(String),
}

/// How long a signature can be, in bytes.
const LONGEST_SIGNATURE: usize = 700;
/// How many paragraphs from the end a signature is looked for.
const SIGNATURE_PARAGRAPHS: usize = 4;

/// Reads a line such as `By Jane Roe and John Poe, Staff Writers`, and gives what stands beside it behind a bar: a date,
/// a role, the house. An address behind a bar is that of the one who is named.
pub(super) fn byline(line: &str) -> Option<(Vec<Writer>, Option<&str>)> {
    const OPENINGS: [&str; 12] = [
        "By ",
        "BY ",
        "by ",
        "Reported by ",
        "Reporting by ",
        "Written by ",
        "Story by ",
        "Text by ",
        "Words by ",
        "Von ",
        "Par ",
        "Por ",
    ];
    let line = trim(line);
    if line.len() > 200 {
        return None;
    }
    let rest = OPENINGS.iter().find_map(|opening| line.strip_prefix(opening))?;
    let bar = [" | ", " — ", " – ", " • ", " · ", " - "]
        .iter()
        .filter_map(|bar| rest.find(bar).map(|at| (at, bar.len())))
        .min();
    let (names, aside) = match bar {
        Some((at, length)) => (&rest[..at], Some(trim(&rest[at + length..]))),
        None => (rest, None),
    };
    let mut writers = writers(names)?;
    if let ([writer], Some(aside)) = (writers.as_mut_slice(), aside) {
        writer.email = writer.email.take().or_else(|| own_email(aside));
    }
    Some((writers, aside))
}

/// Whether what stands beside a byline's names is roles, houses and addresses.
pub(super) fn is_about_writers(aside: &str) -> bool {
    aside.split(['|', '•', '·']).map(trim).all(|part| {
        let is_address = |word: &str| word.parse::<Email>().is_ok() || word.starts_with('@') && word.len() > 1;
        part.split_whitespace().all(is_address) || part.split_whitespace().count() <= 6 && is_house(part)
    })
}

/// The signature below a text, and its lines.
pub(super) fn signature(lines: &Lines<'_>, body: Range<usize>) -> Option<(Signature, Range<usize>)> {
    let last_line = body.end.checked_sub(1)?;
    let mut paragraphs = lines.paragraphs_from_end(body).peekable();
    for _ in 0..SIGNATURE_PARAGRAPHS {
        let paragraph = paragraphs.next()?;
        // A signature alone is no signature: something must have been signed.
        if let Some(above) = paragraphs.peek()
            && !is_house_contact(lines.get(above.end - 1))
        {
            let text = lines.joined(paragraph.clone(), LONGEST_SIGNATURE);
            if text.len() < LONGEST_SIGNATURE
                && let Some(found) = read_signature(&text)
            {
                return Some((found, paragraph));
            }
        }
        // In texts without blank lines the last line is a paragraph of its own.
        let line = lines.get(last_line);
        if paragraph.len() > 1
            && paragraph.end == last_line + 1
            && line.len() < LONGEST_SIGNATURE
            && let Some(found) = read_signature(line)
        {
            return Some((found, last_line..last_line + 1));
        }
    }
    None
}

/// Reads one paragraph as a signature.
fn read_signature(text: &str) -> Option<Signature> {
    if is_house_contact(text) || speaks_for_a_house(text) {
        return None;
    }
    let bare = text
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '—' | '–' | '-' | '*' | '_' | '(' | ')' | '[' | ']'));
    let credit = bare.split(';').next().unwrap_or(bare).trim_end_matches('.');
    if let Some((found, _)) = byline(credit) {
        return Some(Signature::Writers(found));
    }
    if let Some(found) = invitation(bare) {
        return Some(found);
    }
    let (role, bare) = without_role(bare);
    let (name, rest) = leading_name(bare)?;
    let email = own_email(rest);
    let lower = rest.to_lowercase();
    let invites = || {
        ["be reached", "be contacted", "email:", "e-mail:", "contact:"].iter().any(|sign| lower.contains(sign))
            || ["email ", "e-mail ", "contact ", "reach ", "write to ", "follow "]
                .iter()
                .any(|verb| ["her", "him", "them", "me"].iter().any(|whom| lower.contains(&format!("{verb}{whom} "))))
    };
    let has_handle = || rest.contains(" @") || lower.contains("twitter");
    let (verb, _) = rest.trim_start().split_once(' ').unwrap_or((rest.trim(), ""));
    let signed = match verb {
        // `X Y can be reached at …`
        "can" | "may" => rest.contains(" be reached") || rest.contains(" be contacted"),
        // `X Y is a producer for Z. She can be reached at …`
        "is" | "covers" | "writes" | "reports" | "works" | "hosts" | "edits" => {
            let writes = has_writing_role(rest);
            email.is_some() && (writes || invites()) || writes && (invites() || has_handle())
        }
        // `X Y, staff writer, mail`; `X Y: mail`; `X Y <mail>`
        _ => email.is_some() && is_only_contact(rest) || role && invites(),
    };
    signed.then(|| Signature::Writers(vec![Writer { name: name.to_owned(), email }]))
}

/// `Email Jane Roe at mail`, `Contact the author at mail`.
fn invitation(text: &str) -> Option<Signature> {
    let (verb, rest) = text.split_once(' ')?;
    let direct = match fold(verb).as_str() {
        "email" | "e-mail" | "mail" | "reach" => true,
        "write" => text.starts_with("Write to "),
        // `Contact Jane Roe` is how the house of a press release is reached, unless it says that she reports.
        "contact" => false,
        _ => return None,
    };
    let rest = rest.strip_prefix("to ").unwrap_or(rest);
    let lower = rest.to_lowercase();
    let author = ["the author", "the writer", "the reporter", "this reporter", "the columnist", "him", "her", "them"];
    if author.iter().any(|who| lower.strip_prefix(who).is_some_and(|after| after.starts_with([' ', ':', ',']))) {
        return own_email(rest).map(Signature::AddressOnly);
    }
    let (role, rest) = without_role(rest);
    let (name, rest) = leading_name(rest)?;
    let email = own_email(rest);
    let (at, _) = rest.trim_start().split_once(' ')?;
    let reached = matches!(at, "at" | "on" | "via" | "by") || at.starts_with([':', ',', '(', '<']);
    (reached && email.is_some() && (direct || role))
        .then(|| Signature::Writers(vec![Writer { name: name.to_owned(), email }]))
}

/// Whether a paragraph is the house speaking: tips, letters, corrections, press office.
pub(super) fn is_house_contact(text: &str) -> bool {
    const OPENINGS: &str = "got a tip|got a story|got news|have a tip|have a story|have a news tip|do you have a tip|send tips|\
        send us|send your|send letters|send a letter|send news|submit |tips:|news tips|letters to the editor|\
        for corrections|to report a correction|to request a correction|corrections:|media contact|\
        press contact|media inquiries|media enquiries|press inquiries|press enquiries|for more information|\
        for further information|for media|notes to editors|contact:|contacts:";
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start: String = text.chars().take(40).flat_map(char::to_lowercase).collect();
    OPENINGS.split('|').any(|opening| start.starts_with(opening))
}

/// Whether a paragraph introduces somebody who answers the press rather than writes for it.
fn speaks_for_a_house(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["spokes", "press officer", "press secretary", "public relations", "public information", "communications "]
        .iter()
        .any(|role| lower.contains(role))
}

/// The first address in a text that can be a person's own.
fn own_email(text: &str) -> Option<String> {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"' | '“' | '”' | '|' | '/')
    };
    text.split(ends).filter(|word| word.contains('@')).find_map(|word| {
        let email: Email = word.trim_matches(['.', '!', '?', '\'', '’', '*', '_']).parse().ok()?;
        (!is_of_the_house(email.as_str())).then(|| email.as_str().to_owned())
    })
}

/// Whether an address is one of the house rather than of a person.
fn is_of_the_house(address: &str) -> bool {
    const BOXES: &str = "tip tips newstips news newsroom newsdesk press pressoffice media info contact hello hi mail office \
        desk editor editors editorial letters letter opinion oped corrections correction feedback help \
        support subscriptions webmaster admin noreply no-reply advertising ads publisher";
    let local = address.split('@').next().unwrap_or(address).to_lowercase();
    has(BOXES, &local)
}

/// Names joined by `and`, `&` and commas; `None` if anything is neither a name nor a role or house.
fn writers(text: &str) -> Option<Vec<Writer>> {
    let mut out: Vec<Writer> = Vec::new();
    for group in text.split([',', ';']).flat_map(|part| part.split(" & ")).flat_map(|part| part.split(" and ")) {
        let group = trim(group.trim().strip_prefix("and ").unwrap_or(group));
        if group.is_empty() {
            continue;
        }
        let email = own_email(group);
        let name_part = match group.find(['<', '(', '@']) {
            // The address may stand naked behind the name.
            Some(at) if group[at..].starts_with('@') => group[..at].rfind(' ').map_or("", |blank| &group[..blank]),
            Some(at) => &group[..at],
            None => group,
        };
        let (_, name_part) = without_role(trim(name_part));
        match leading_name(name_part) {
            Some((name, rest)) if trim(rest).is_empty() || is_house(rest) => {
                out.push(Writer { name: name.to_owned(), email });
            }
            _ if name_part.is_empty() && email.is_some() => match out.last_mut() {
                Some(last) if last.email.is_none() => last.email = email,
                _ => return None,
            },
            _ if !out.is_empty() && is_house(group) => {}
            _ => return None,
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Drops a role before a name: `Reporter Jane Roe`. Says whether there was one.
fn without_role(text: &str) -> (bool, &str) {
    const ROLES: [&str; 12] = [
        "staff writer ",
        "staff reporter ",
        "contributing writer ",
        "contributing reporter ",
        "senior reporter ",
        "senior writer ",
        "reporter ",
        "correspondent ",
        "columnist ",
        "journalist ",
        "producer ",
        "photographer ",
    ];
    ROLES
        .iter()
        .find_map(|role| {
            let start = text.get(..role.len())?;
            start.eq_ignore_ascii_case(role).then(|| (true, text[role.len()..].trim_start()))
        })
        .unwrap_or((false, text))
}

/// Words that name a house or a role in it rather than a person.
fn is_house(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| has(HOUSE, &word.to_lowercase()))
}

const HOUSE: &str = "staff writer writers reporter reporters editor editors correspondent columnist press news newsroom times \
    post herald tribune journal gazette courier chronicle magazine radio tv media agency agencies wire \
    services service bureau desk team ap afp reuters upi dpa police department office council city county \
    center centre school schools university college association inc llc committee board church library \
    hotline company society club foundation group hospital ministry authority district government commission \
    institute league union court network project today contributor special freelance";

/// The person's name with which a text begins, and what follows it: two to five words with capitals.
fn leading_name(text: &str) -> Option<(&str, &str)> {
    const PARTICLES: &str = "de da do dos du del della der den di van von zu la le al bin ibn y e";
    const NO_NAMES: &str = "the a an this that these those in on at for more our your his her their all no follow read image \
        photo photos video source sources copyright related dear contact email e-mail reach call write visit \
        see send ask meet by via when while after before";
    let text = text.trim_start();
    let mut end = 0;
    let mut capitals = 0;
    let mut words = 0;
    let mut at = 0;
    while words < 5 {
        let word_end = text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
        let written = &text[at..word_end];
        let word = written.trim_end_matches([',', ';', ':']);
        if is_name_word(word) {
            end = at + word.len();
            capitals += 1;
        } else if capitals == 0 || !has(PARTICLES, word) {
            break;
        }
        words += 1;
        let next = text[word_end..].trim_start();
        if word.len() < written.len() || next.is_empty() {
            break;
        }
        at = text.len() - next.len();
    }
    let (name, rest) = text.split_at(end);
    let first = name.split_whitespace().next().unwrap_or("");
    let fits = capitals >= 2
        && !has(NO_NAMES, &first.to_lowercase())
        && name.split_whitespace().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
        && !is_house(name);
    fits.then_some((name, rest))
}

/// A word of a name: a capital first, letters only, a full stop behind an initial or `Jr`.
fn is_name_word(word: &str) -> bool {
    let letters = word.strip_suffix('.').unwrap_or(word);
    let stopped = letters.len() < word.len();
    letters.starts_with(char::is_uppercase)
        && letters
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '\u{300}'..='\u{36f}') || stopped && c == '.')
        && (!stopped || letters.chars().count() <= 3 || letters.contains('.'))
}

/// Whether nothing but roles, an address, a telephone number or a handle follows a name.
fn is_only_contact(rest: &str) -> bool {
    rest.len() <= 160
        && rest.split([',', ';', '|', '/', '<', '>', '(', ')', ':']).map(trim).all(|piece| {
            let words = piece.split_whitespace().count();
            piece.contains('@')
                || !piece.contains(char::is_alphabetic)
                || words <= 6 && is_house(piece)
                || words <= 2
                    && matches!(fold(piece).as_str(), "email" | "e-mail" | "mail" | "twitter" | "phone" | "tel")
        })
}

fn has_writing_role(text: &str) -> bool {
    const ROLES: &str = "writer reporter journalist columnist correspondent producer editor contributor freelance freelancer \
        photographer host anchor fellow intern author blogger critic";
    text.split(|c: char| !c.is_alphanumeric()).any(|word| has(ROLES, &word.to_lowercase()))
}

/// Whether `word` is one of the words of a list with single blanks.
fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}

#[cfg(test)]
mod tests {
    use super::{Lines, Signature, Writer, byline, read_signature, signature};

    fn writer(name: &str, email: Option<&str>) -> Writer {
        Writer { name: name.to_owned(), email: email.map(str::to_owned) }
    }

    #[test]
    fn bylines() {
        let jane = || writer("Jane Roe", None);
        let table = [
            ("By Jane Roe", vec![jane()], None),
            ("BY JANE ROE", vec![writer("JANE ROE", None)], None),
            ("By Jane Roe, Staff Writer", vec![jane()], None),
            ("By Jane Roe and John van der Poe", vec![jane(), writer("John van der Poe", None)], None),
            (
                "By Jane Roe, J. K. Poe, and Ann O'Dea",
                vec![jane(), writer("J. K. Poe", None), writer("Ann O'Dea", None)],
                None,
            ),
            ("By Jane Roe <jane@paper.example>", vec![writer("Jane Roe", Some("jane@paper.example"))], None),
            ("By Jane Roe jane@paper.example", vec![writer("Jane Roe", Some("jane@paper.example"))], None),
            ("By Jane Roe, jane@paper.example", vec![writer("Jane Roe", Some("jane@paper.example"))], None),
            ("By Jane Roe | January 4, 2019", vec![jane()], Some("January 4, 2019")),
            ("By Jane Roe, Example Press", vec![jane()], None),
        ];
        for (line, people, aside) in table {
            assert_eq!(byline(line), Some((people, aside)), "{line}");
        }
        for line in [
            "By the way",
            "By Friday",
            "By The Courant Staff",
            "Bye Jane Roe",
            "By Jane Roe said it rained",
            "By Noon, Rain Falls",
        ] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn signatures() {
        let jane = Some("jane.roe@paper.example");
        let table = [
            (
                "Jane Roe is a content producer for Radio One. She can be reached at jane.roe@paper.example, or on Twitter @jroe.",
                jane,
            ),
            ("Jane Roe can be reached at jane.roe@paper.example.", jane),
            ("Reporter Jane Roe can be reached at 555-0100 or jane.roe@paper.example", jane),
            ("— Jane Roe, jane.roe@paper.example", jane),
            ("Jane Roe <jane.roe@paper.example>", jane),
            ("Jane Roe, staff writer, jane.roe@paper.example", jane),
            ("Jane Roe: jane.roe@paper.example; @jroe", jane),
            ("Email Jane Roe at jane.roe@paper.example", jane),
            ("Contact reporter Jane Roe at jane.roe@paper.example", jane),
            ("Reach Jane Roe at jane.roe@paper.example.", jane),
            ("Jane Roe covers schools. Email: jane.roe@paper.example", jane),
            ("Jane Roe is a staff writer. Follow her on Twitter @jroe.", None),
            ("Jane Roe can be reached at newsroom@paper.example.", None),
            ("(Reporting by Jane Roe; Editing by Max Moe)", None),
            ("Reported by Jane Roe", None),
        ];
        for (text, email) in table {
            assert_eq!(read_signature(text), Some(Signature::Writers(vec![writer("Jane Roe", email)])), "{text}");
        }
        assert_eq!(
            read_signature("Contact the author at jane.roe@paper.example."),
            Some(Signature::AddressOnly("jane.roe@paper.example".to_owned()))
        );
    }

    #[test]
    fn the_house_is_nobody() {
        for text in [
            "Got a tip? Email Jane Roe at tips@paper.example",
            "Send letters to the editor to letters@paper.example.",
            "For corrections contact editor@paper.example.",
            "Media contact: John Poe, john@city.example",
            "Contact John Poe at john@city.example",
            "For more information, email John Poe at john@city.example.",
            "Newark Police can be reached at police@city.example.",
            "The Courant can be reached at courant@paper.example.",
            "Email Example News at jane@paper.example",
            "Jane Roe is a council member.",
            "John Poe is accused of writing to jane@victim.example from his office.",
            "John Poe is a spokesman for the city. He can be reached at john@city.example.",
            "John Poe, communications director, john@city.example",
            "Jane Roe said the vote was close.",
            "Write jane.roe@paper.example",
            "— John Poe, mayor",
            "",
        ] {
            assert_eq!(read_signature(text), None, "{text}");
        }
        let labelled = Lines::new("Text.\n\nMedia contact:\n\nJohn Poe, john@city.example", 1);
        assert_eq!(signature(&labelled, 0..labelled.len()), None);
        let alone = Lines::new("Jane Roe can be reached at jane@paper.example.", 1);
        assert_eq!(signature(&alone, 0..1), None, "nothing was signed");
    }
}
