//! How each generator makes a part of an address of a text.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How Jekyll makes a slug (`Jekyll::Utils.slugify`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jekyll {
    /// Letters, marks and digits of all scripts.
    Default,
    /// Those and `._~!$&'()+,;=@`.
    Pretty,
}

/// Jekyll's slug; whatever does not stay becomes one hyphen.
pub(super) fn jekyll(text: &str, mode: Jekyll, cased: bool) -> String {
    let stays = |c: char| {
        c.is_alphabetic()
            || is_combining_mark(c)
            || is_decimal(c)
            || mode == Jekyll::Pretty && "._~!$&'()+,;=@".contains(c)
    };
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if stays(c) {
            if gap {
                out.push('-');
            }
            gap = false;
            out.push(c);
        } else {
            gap = true;
        }
    }
    // One hyphen at either end goes; what stays inside of a text begins and ends with a character that stays.
    let out = out.strip_prefix('-').unwrap_or(&out);
    if cased { out.to_owned() } else { out.to_lowercase() }
}

fn is_decimal(c: char) -> bool {
    c.is_ascii_digit() || !c.is_ascii() && c.is_numeric() && !c.is_alphabetic() && c.to_digit(10).is_none() && is_nd(c)
}

/// The usual decimal digits beyond ASCII: Arabic, Devanagari and their like, full width.
fn is_nd(c: char) -> bool {
    const ZEROES: [u32; 12] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xe50, 0xed0, 0xff10];
    ZEROES.iter().any(|zero| (*zero..zero + 10).contains(&u32::from(c)))
}

/// Hugo's `MakePath`: what may stand in a path stays, blanks become hyphens, the rest goes.
pub(super) fn hugo_path(text: &str, accents: bool) -> String {
    let source: Vec<char> =
        if accents { text.chars().collect() } else { text.nfd().filter(|c| !is_combining_mark(*c)).nfc().collect() };
    let mut out = String::with_capacity(text.len());
    let (mut pending, mut after_hyphen) = (false, false);
    for (i, c) in source.iter().copied().enumerate() {
        let is_hex = |at: usize| source.get(at).is_some_and(char::is_ascii_hexdigit);
        let stays = matches!(c, '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@')
            || c.is_alphabetic()
            || c.is_numeric() && (c.is_ascii() || is_nd(c))
            || is_combining_mark(c)
            || c == '%' && is_hex(i + 1) && is_hex(i + 2);
        if stays {
            after_hyphen = c == '-';
            if pending {
                if !after_hyphen {
                    out.push('-');
                }
                pending = false;
            }
            out.push(c);
        } else if !out.is_empty() && !after_hyphen && c.is_whitespace() {
            pending = true;
        }
    }
    out
}

/// What Hugo makes of the name of a file or directory, as of 0.123: every blank is a hyphen, before the rest goes.
pub(super) fn hugo_name(text: &str, accents: bool) -> String {
    hugo_path(&text.replace(char::is_whitespace, "-"), accents)
}

/// How Zola makes slugs of paths (`slugify.paths`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Zola {
    /// ASCII, without capitals.
    #[default]
    On,
    /// Only what file systems refuse goes.
    Safe,
    /// Nothing happens.
    Off,
}

/// Zola's slug.
pub(super) fn zola(text: &str, mode: Zola) -> String {
    match mode {
        Zola::On => slug::slugify(text),
        Zola::Safe => {
            let text = text.trim_end_matches([' ', '.']);
            let kept = text.chars().filter(|c| !"<>:\"/\\|?*#()[]\n\r\t".contains(*c));
            kept.map(|c| if c == ' ' { '_' } else { c }).collect()
        }
        Zola::Off => text.to_owned(),
    }
}

/// Eleventy's filter `slugify` (`@sindresorhus/slugify`): ASCII words, without capitals.
pub(super) fn eleventy(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.rsplit_once('\'') {
        // `Ann's`, `don't`
        Some((start, end @ ("s" | "t"))) if !start.is_empty() => format!("{start}{end}"),
        _ => word.to_owned(),
    });
    slug::slugify(words.collect::<Vec<_>>().join(" ").replace('&', " and "))
}

/// ASCII that sounds like a text.
pub(super) fn ascii(text: &str) -> String {
    deunicode::deunicode(text)
}

#[cfg(test)]
mod tests {
    use super::{Jekyll, Zola, eleventy, hugo_name, hugo_path, jekyll, zola};

    #[test]
    fn each_generator_has_its_own_slugs() {
        for (text, pretty, default, hugo, on) in [
            ("Hello World", "Hello-World", "hello-world", "Hello-World", "hello-world"),
            (
                "The _config.yml file?",
                "The-_config.yml-file",
                "the-config-yml-file",
                "The-_config.yml-file",
                "the-config-yml-file",
            ),
            ("Émile & Zoë", "Émile-&-Zoë", "émile-zoë", "Émile-Zoë", "emile-zoe"),
            ("a -- b", "a-b", "a-b", "a--b", "a-b"),
            ("東京 1", "東京-1", "東京-1", "東京-1", "dong-jing-1"),
        ] {
            assert_eq!(jekyll(text, Jekyll::Pretty, true), pretty);
            assert_eq!(jekyll(text, Jekyll::Default, false), default);
            assert_eq!(hugo_path(text, true), hugo, "{text}");
            assert_eq!(zola(text, Zola::On), on);
        }
        assert_eq!(hugo_path("Émile", false), "Emile");
        for (name, expected) in [("a & b", "a--b"), ("a - b", "a---b"), ("emoji 😀", "emoji-"), ("tail ", "tail-")] {
            assert_eq!(hugo_name(name, true), expected, "{name}");
        }
        assert_eq!(zola("A b: c?.", Zola::Safe), "A_b_c");
        assert_eq!(eleventy("Ann's R&D"), "anns-r-and-d");
        assert_eq!(eleventy("O'Brien’s"), "o-brien-s");
    }
}
