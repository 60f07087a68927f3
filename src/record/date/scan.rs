//! The pieces of a date text: numbers, words and signs.

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// ASCII digits.
    Number,
    /// Letters of any script.
    Word,
    /// Any other character, and the East Asian unit signs `年月日時分秒`.
    Sign(char),
}

/// A piece of a date text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Whether blanks stand before it.
    pub spaced: bool,
}

impl Token<'_> {
    /// The value of a number that can be part of a date; 9 digits at most.
    pub(super) fn number(&self) -> Option<u32> {
        (self.kind == Kind::Number && self.text.len() <= 9).then(|| self.text.parse().ok())?
    }

    pub(super) fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// The byte after its last one.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Cuts a text into its pieces. Blanks of any kind and invisible marks only separate.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut spaced = false;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if is_blank(c) {
            spaced = true;
            continue;
        }
        let kind = if c.is_ascii_digit() {
            Kind::Number
        } else if is_letter(c) {
            Kind::Word
        } else {
            Kind::Sign(plain_sign(c))
        };
        let mut end = start + c.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            let same = match kind {
                Kind::Number => next.is_ascii_digit(),
                // The apostrophe of `п'ятниця`, but not the one of `'18`.
                Kind::Word => is_letter(next) || next == '\'' && text[at + 1..].starts_with(is_letter),
                Kind::Sign(_) => false,
            };
            if !same {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        out.push(Token { kind, text: &text[start..end], start, spaced });
        spaced = false;
    }
    out
}

/// White space, and marks of zero width that word processors leave behind.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_letter(c: char) -> bool {
    // Decomposed accents belong to their letter.
    (c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}')) && !is_unit(c)
}

/// The signs that follow year, month, day, hour, minute and second in Chinese, Japanese and Korean.
fn is_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '時' | '时' | '點' | '点' | '分' | '秒' | '년' | '월' | '일' | '시' | '초')
}

/// One sign for each meaning: all minus signs are `-`, Korean and simplified units are the Japanese ones.
fn plain_sign(c: char) -> char {
    match c {
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '，' | '、' => ',',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '년' => '年',
        '월' => '月',
        '일' | '号' => '日',
        '时' | '點' | '点' | '시' => '時',
        '초' => '秒',
        _ => c,
    }
}
