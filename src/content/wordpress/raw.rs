//! WPBakery's raw HTML: an element of its own, with the HTML percent-encoded and that in Base64.

use std::borrow::Cow;

/// A text with the HTML of such elements in their place, and without their scripts.
#[must_use]
pub fn unpacked(text: &str) -> Cow<'_, str> {
    if !text.contains("[vc_raw_") {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    let mut endless = [false; 2];
    while let Some(at) = rest.find("[vc_raw_") {
        let (before, element) = rest.split_at(at);
        out.push_str(before);
        let Some((inside, script, length)) = inside(element, &mut endless) else {
            out.push_str(&element[..1]);
            rest = &element[1..];
            continue;
        };
        if !script {
            // What is not packed stands there as it is.
            out.push_str(&html(inside).unwrap_or_else(|| inside.to_owned()));
        }
        rest = &element[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What stands in the element that a text begins with, whether it is a script, and how long the element is. `endless` notes of
/// which kind no end follows any more.
fn inside<'e>(element: &'e str, endless: &mut [bool; 2]) -> Option<(&'e str, bool, usize)> {
    const LONGEST: usize = 4 * 1024;
    let (name, script) = [("vc_raw_html", false), ("vc_raw_js", true)]
        .into_iter()
        .find(|(name, _)| element[1..].strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', ']'])))?;
    let start = element.bytes().take(LONGEST).position(|byte| byte == b']')? + 1;
    let close = format!("[/{name}]");
    let found = if endless[usize::from(script)] { None } else { element[start..].find(&close) };
    endless[usize::from(script)] = found.is_none();
    let end = start + found?;
    Some((&element[start..end], script, end + close.len()))
}

fn html(packed: &str) -> Option<String> {
    let bytes = bytes_of(packed.trim())?;
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).ok()
}

/// The bytes of a text in Base64 (RFC 4648 §4).
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.trim_end_matches('=').bytes().filter(|byte| !byte.is_ascii_whitespace());
    let (mut bits, mut count, mut bytes) = (0_u32, 0_u32, Vec::new());
    for digit in digits {
        let value = DIGITS.iter().position(|known| *known == digit)?;
        bits = (bits << 6 | u32::try_from(value).ok()?) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::unpacked;

    #[test]
    fn raw_html_is_unpacked_and_scripts_go() {
        for (text, expected) in [
            ("a[vc_raw_html]JTNDcCUzRXJhdyUzQyUyRnAlM0U=[/vc_raw_html]b", "a<p>raw</p>b"),
            ("a[vc_raw_html css=\".x\"]JTNDcCUzRXJhdyUzQyUyRnAlM0U=[/vc_raw_html]b", "a<p>raw</p>b"),
            ("a[vc_raw_js]JTNDc2NyaXB0JTNF[/vc_raw_js]b", "ab"),
            ("a[vc_raw_html]<p>bare</p>[/vc_raw_html]b", "a<p>bare</p>b"),
            ("a[vc_raw_html]JTND", "a[vc_raw_html]JTND"),
            ("a[vc_raw_htmlx]b", "a[vc_raw_htmlx]b"),
        ] {
            assert_eq!(unpacked(text), expected, "{text}");
        }
    }
}
