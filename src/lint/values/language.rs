//! Language tags (RFC 5646), the first part of which names a language (ISO 639).

/// ISO 639-1, with the three codes that were replaced (`in`, `iw`, `ji`).
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io \
    is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr \
    ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm \
    sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether the text is a language tag whose first part can name a language. Three letters may be any of ISO 639-2, -3
/// and -5, which are too many to list.
pub(in crate::lint) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_letters = primary.bytes().all(|b| b.is_ascii_alphabetic());
    let names = match primary.len() {
        // Private use, and the registered oddities such as `i-klingon`.
        1 => primary.eq_ignore_ascii_case("x") || primary.eq_ignore_ascii_case("i"),
        2 => TWO_LETTERS.split_ascii_whitespace().any(|code| code.eq_ignore_ascii_case(primary)),
        3 => is_letters,
        _ => false,
    };
    names && is_plain && parts.all(|part| (1..=8).contains(&part.len()))
}

#[cfg(test)]
mod tests {
    use super::is_language;

    #[test]
    fn languages() {
        for good in ["en", "EN-us", "de-AT-1996", "zh-Hant-TW", "gsw", "und", "x-ours", "sr-Latn"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "english", "xx", "en_US", "en-", "12", "e", "en us", "en-abcdefghi"] {
            assert!(!is_language(bad), "{bad}");
        }
    }
}
