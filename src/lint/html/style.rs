//! Styles inside feeds: what readers let pass is a short list of properties with simple values (as feedparser, whose list
//! the others took over).

use super::words::Words;
use std::sync::LazyLock;

const PROPERTIES: &str = "azimuth background-color border-bottom-color border-collapse border-color border-left-color \
    border-right-color border-top-color clear color cursor direction display elevation float font font-family font-size \
    font-style font-variant font-weight height letter-spacing line-height overflow pause pause-after pause-before pitch \
    pitch-range richness speak speak-header speak-numeral speak-punctuation speech-rate stress text-align text-decoration \
    text-indent unicode-bidi vertical-align voice-family volume white-space width";

/// Whole families of properties whose values must be simple.
const FAMILIES: [&str; 4] = ["background", "border", "margin", "padding"];

const KEYWORDS: &str = "auto aqua black block blue bold both bottom brown center collapse dashed dotted fuchsia gray green \
    !important italic left lime maroon medium none navy normal nowrap olive pointer purple red right solid silver teal top \
    transparent underline white yellow";

/// The first property of a style that readers strip, if any.
pub(in crate::lint) fn dangerous_property(style: &str) -> Option<&str> {
    style.split(';').find_map(|declaration| {
        if declaration.trim().is_empty() {
            return None;
        }
        let (name, value) = declaration.split_once(':').unwrap_or((declaration, ""));
        let name = name.trim();
        (!is_harmless(&name.to_ascii_lowercase(), &value.trim().to_ascii_lowercase())).then_some(name)
    })
}

fn is_harmless(name: &str, value: &str) -> bool {
    if value.contains("url(") || value.contains("expression") || value.contains('\\') {
        return false;
    }
    static HARMLESS: LazyLock<Words> = LazyLock::new(|| Words::new(&[PROPERTIES]));
    static SIMPLE: LazyLock<Words> = LazyLock::new(|| Words::new(&[KEYWORDS]));
    if HARMLESS.has(name) {
        return !value.is_empty();
    }
    let family = name.split('-').next().unwrap_or_default();
    FAMILIES.contains(&family) && words(value).all(|word| SIMPLE.has(word) || is_measure(word))
}

/// The words of a value; what stands in parentheses stays together.
fn words(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut depth = 0i32;
        let end = rest.find(|c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            c.is_whitespace() && depth == 0
        });
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.trim_start();
        Some(word)
    })
}

/// A colour, or a length of at most two digits before and after the point.
fn is_measure(word: &str) -> bool {
    let hexadecimal = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if let Some(digits) = word.strip_prefix('#') {
        return hexadecimal(digits);
    }
    if let Some(inner) = word.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        return inner.bytes().all(|b| b.is_ascii_digit() || b", %".contains(&b));
    }
    let word = word.strip_suffix(',').unwrap_or(word);
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(word.len());
    let (number, unit) = word.split_at(end);
    let number = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    whole.len() <= 3
        && fraction.len() <= 2
        && !(whole.is_empty() && fraction.is_empty())
        && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        && matches!(unit, "" | "cm" | "em" | "rem" | "ex" | "in" | "mm" | "pc" | "pt" | "px" | "%")
}

#[cfg(test)]
mod tests {
    use super::dangerous_property;

    #[test]
    fn styles() {
        for fine in [
            "",
            "color: red",
            "border: 1px solid rgb(0, 0, 0);",
            "margin: 0 auto; padding: 0 0 12px 12px",
            "font-family: 'comic sans ms'",
            "width:100%",
            "background: #ff0000",
        ] {
            assert_eq!(dangerous_property(fine), None, "{fine}");
        }
        for (bad, property) in [
            ("position: absolute", "position"),
            ("color: red; any: thing", "any"),
            ("padding: 99999em", "padding"),
            ("background: url(x)", "background"),
            ("color: url(javascript:x)", "color"),
            ("width: expression(x)", "width"),
        ] {
            assert_eq!(dangerous_property(bad), Some(property), "{bad}");
        }
    }
}
