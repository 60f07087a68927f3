//! Lines, columns, and how much of a value is quoted in a message.

/// Walks through a text from finding to finding; places must come in ascending order.
#[derive(Debug)]
pub(super) struct Position<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    column: u32,
    line_start: usize,
}

impl<'t> Position<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, column: 1, line_start: 0 }
    }

    /// Line and column (in characters), both from 1, of a byte that is not before the last one asked for.
    pub(super) fn advance(&mut self, to: usize) -> (u32, u32) {
        let to = self.text.floor_char_boundary(to.max(self.at));
        let passed = &self.text[self.at..to];
        let breaks = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        if breaks > 0 {
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            self.line_start = self.at + memchr::memrchr(b'\n', passed.as_bytes()).unwrap_or_default() + 1;
            self.column = 1;
        }
        let from = self.line_start.max(self.at);
        let characters = self.text[from..to].chars().count();
        self.column = self.column.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
        self.at = to;
        (self.line, self.column)
    }

    /// The line that was reached.
    pub(super) fn line(&self) -> &'t str {
        let rest = &self.text[self.line_start..];
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        rest[..end].trim_end_matches('\r')
    }
}

/// A value as messages show it: one line, not endless.
pub(super) fn quote(value: &str) -> String {
    const SHOWN: usize = 80;
    let value = value.trim();
    let mut out = String::with_capacity(value.len().min(SHOWN) + 2);
    let mut blank = false;
    for (n, c) in value.chars().enumerate() {
        if n == SHOWN {
            out.push('…');
            break;
        }
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        out.push(c);
    }
    out
}

/// The known name that was probably meant: the same one but for capitals and hyphens, or with one letter amiss.
pub(super) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    const LONGEST: usize = 40;
    if name.len() > LONGEST {
        return None;
    }
    let bare = |name: &str| name.replace(['-', '_'], "").to_lowercase();
    let given = bare(name);
    let allowed = match given.len() {
        0..3 => 0,
        3..5 => 1,
        _ => 2,
    };
    known
        .map(|known| (strsim::osa_distance(&bare(known), &given), known))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// As [`nearest`], and attributes that hold the address are known by several names.
pub(super) fn nearest_attribute<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    const ADDRESSES: [&str; 4] = ["url", "uri", "href", "src"];
    let other = || known.iter().copied().find(|known| ADDRESSES.contains(&name) && ADDRESSES.contains(known));
    nearest(name, known.iter().copied()).or_else(other)
}

/// A name as paths and messages show it: whole, unless somebody made it long to do harm.
pub(super) fn shortened(mut name: String) -> String {
    const SHOWN: usize = 200;
    if name.len() > SHOWN {
        name.truncate(name.floor_char_boundary(SHOWN));
        name.push('…');
    }
    name
}

/// Whether there is nothing to read.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// White space as XML has it (XML 1.0 §2.3).
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::{Position, nearest, nearest_attribute, quote, shortened};

    #[test]
    fn places_are_found_in_one_walk() {
        let mut position = Position::new("ab\nçd\r\n\nx");
        let expected = [(0, (1, 1)), (1, (1, 2)), (3, (2, 1)), (5, (2, 2)), (6, (2, 3)), (8, (3, 1)), (9, (4, 1))];
        for (at, place) in expected {
            assert_eq!(position.advance(at), place, "{at}");
        }
        assert_eq!(position.line(), "x");
        assert_eq!(position.advance(400), (4, 2), "past the end is the end");
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(quote(" a\n  b "), "a b");
        assert_eq!(quote(&"ä".repeat(100)).chars().count(), 81);
        assert_eq!(shortened("aä".repeat(100)).len(), 202);
        assert_eq!(shortened("itunes:image".to_owned()), "itunes:image");
    }

    #[test]
    fn names_are_guessed() {
        let known = ["person", "liveItem", "aspect-ratio", "url", "of"];
        let guess = |name| nearest(name, known.into_iter());
        for (name, meant) in [
            ("Person", Some("person")),
            ("persons", Some("person")),
            ("liveitem", Some("liveItem")),
            ("live-item", Some("liveItem")),
            ("aspectRatio", Some("aspect-ratio")),
            ("perosn", Some("person")),
            ("peron", Some("person")),
            ("pxrson", Some("person")),
            ("parsen", Some("person")),
            ("prisms", None),
            ("on", None),
            ("href", None),
        ] {
            assert_eq!(guess(name), meant, "{name}");
        }
        assert_eq!(nearest_attribute("href", &known), Some("url"));
    }
}
