//! Names of directories and files made of values that people wrote.

use unicode_normalization::UnicodeNormalization;

const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];
const LONGEST: usize = 80;

/// The directory name of a value: `[a-z0-9-]`, depending on the value alone.
///
/// NFC, blanks collapsed, case folded, blanks to `-`. Where anything else had to be dropped, where the name is reserved
/// by an operating system or longer than 80 bytes, `-` and 8 hex digits of the value's digest follow, so that two values
/// never meet in one directory and none can climb out of it.
#[must_use]
pub fn slug(value: &str) -> String {
    let folded = fold(value);
    let mut out = String::with_capacity(folded.len());
    let mut dropped = false;
    for c in folded.chars() {
        match c {
            'a'..='z' | '0'..='9' | '-' => out.push(c),
            ' ' => out.push('-'),
            _ => dropped = true,
        }
    }
    if dropped || out.is_empty() || out.len() > LONGEST || RESERVED.contains(&out.as_str()) {
        let digest = blake3::hash(folded.as_bytes()).to_hex();
        out.truncate(LONGEST - 9);
        return if out.is_empty() { digest[..8].to_owned() } else { format!("{out}-{}", &digest[..8]) };
    }
    out
}

/// The form in which values are compared when they are grouped: NFC, blanks collapsed, case folded.
#[must_use]
pub fn fold(value: &str) -> String {
    if value.is_ascii() {
        return super::collapse_blanks(value).to_ascii_lowercase();
    }
    let composed: String = value.nfc().collect();
    super::collapse_blanks(&composed).to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn plain_values_are_plain_names() {
        assert_eq!(slug("Politics"), "politics");
        assert_eq!(slug("  New   Jersey "), "new-jersey");
        assert_eq!(slug("2026"), "2026");
    }

    #[test]
    fn whatever_was_dropped_leaves_a_digest_so_that_names_never_meet() {
        for odd in ["..", "/etc/passwd", "CON", "🎉🎉", "C++", "C#", "", "x/../y", &"a".repeat(300)] {
            let name = slug(odd);
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{odd}: {name}");
            assert!(!name.is_empty() && name.len() <= 80, "{odd}: {name}");
        }
        assert_ne!(slug("C++"), slug("C#"));
        assert_ne!(slug("C"), slug("C#"));
        assert_ne!(slug("con"), "con");
        assert_eq!(slug("Cafe\u{301}"), slug("CAFÉ"));
    }
}
