//! Which characters XML 1.0 and Namespaces in XML allow, and where.

use crate::lint::text::is_space;

/// XML 1.0 §2.2 production 2.
pub(super) const fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// The characters that XML cannot carry, with their offsets. Bytes suffice: what is forbidden begins with a control or
/// with 0xEF.
pub(super) fn forbidden(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    const BLOCK: usize = 64;
    let suspicious = |block: &[u8]| block.iter().fold(false, |found, &b| found | (b < 0x20) | (b == 0xef));
    text.as_bytes().chunks(BLOCK).enumerate().filter(move |(_, block)| suspicious(block)).flat_map(move |(n, block)| {
        block.iter().enumerate().filter(|(_, b)| (**b < 0x20 && !is_space(**b)) || **b == 0xef).filter_map(
            move |(offset, _)| {
                let offset = n * BLOCK + offset;
                let character = text.get(offset..)?.chars().next()?;
                (!is_character(character)).then_some((offset, character))
            },
        )
    })
}

/// Namespaces in XML §3, production 4: a name without colon.
pub(super) fn is_nc_name(text: &str) -> bool {
    const START: [(char, char); 13] = [
        ('_', '_'),
        ('\u{c0}', '\u{d6}'),
        ('\u{d8}', '\u{f6}'),
        ('\u{f8}', '\u{2ff}'),
        ('\u{370}', '\u{37d}'),
        ('\u{37f}', '\u{1fff}'),
        ('\u{200c}', '\u{200d}'),
        ('\u{2070}', '\u{218f}'),
        ('\u{2c00}', '\u{2fef}'),
        ('\u{3001}', '\u{d7ff}'),
        ('\u{f900}', '\u{fdcf}'),
        ('\u{fdf0}', '\u{fffd}'),
        ('\u{10000}', '\u{effff}'),
    ];
    const INNER: [(char, char); 3] = [('\u{b7}', '\u{b7}'), ('\u{300}', '\u{36f}'), ('\u{203f}', '\u{2040}')];
    let within = |ranges: &[(char, char)], c: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
    let starts = |c: char| c.is_ascii_alphabetic() || within(&START, c);
    let mut chars = text.chars();
    chars.next().is_some_and(starts)
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.') || starts(c) || within(&INNER, c))
}
