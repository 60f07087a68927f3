//! The body of an answer: its text, and what means yes and no in it.

use crate::net::Reply;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far a declaration of XML may reach.
const DECLARATION: usize = 200;

/// The body as text: by its byte order mark, by the zeros that UTF-16 has, by what the head or an XML declaration says, else
/// as UTF-8.
pub(super) fn text(reply: &Reply) -> String {
    let body = reply.body.as_slice();
    let encoding = match body {
        [0, _, ..] => UTF_16BE,
        [_, 0, ..] => UTF_16LE,
        _ => {
            let stated = reply.headers.get("content-type").and_then(|kind| named(kind, "charset="));
            let start = String::from_utf8_lossy(&body[..body.len().min(DECLARATION)]);
            let declaration = start.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
            stated.or_else(|| named(declaration?, "encoding=")).unwrap_or(UTF_8)
        }
    };
    encoding.decode(body).0.into_owned()
}

/// The encoding that is named after these words, unless the bytes cannot be in it: those of UTF-16 are known by their zeros.
fn named(text: &str, words: &str) -> Option<&'static Encoding> {
    let start = text.to_ascii_lowercase().find(words)? + words.len();
    let label = text[start..].trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ']).next()?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

/// Yes and no in the spellings that servers have for them.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" => Some(true),
        "false" | "f" | "no" | "n" | "off" => Some(false),
        number => number.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number != 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::{text, truth};
    use crate::net::Reply;

    #[test]
    fn texts_are_read_in_whatever_encoding_they_are() {
        let read = |kind: &str, body: Vec<u8>| {
            let headers = [("Content-Type".to_owned(), kind.to_owned())].into_iter().collect();
            text(&Reply { status: 200, hops: Vec::new(), headers, body, cut: None })
        };
        let wide = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let declared = "<?xml version='1.0' encoding='ISO-8859-1'?><a>spät</a>";
        assert_eq!(read("text/xml", declared.into()), declared.replace('ä', "Ã¤"));
        assert_eq!(read("text/xml", latin(declared)), declared);
        assert_eq!(read("text/xml; Charset=\"iso-8859-1\"", latin("<a>spät</a>")), "<a>spät</a>");
        for kind in ["text/xml", "text/xml; charset=utf-8", "text/xml; charset=utf-16"] {
            assert_eq!(read(kind, "<a>spät</a>".into()), "<a>spät</a>", "{kind}");
            for start in ["", "\u{feff}"] {
                let units = wide(&format!("{start}<a>spät</a>"));
                assert_eq!(read(kind, units.iter().flat_map(|unit| unit.to_le_bytes()).collect()), "<a>spät</a>");
                assert_eq!(read(kind, units.iter().flat_map(|unit| unit.to_be_bytes()).collect()), "<a>spät</a>");
            }
        }
        assert_eq!(read("", Vec::new()), "");
    }

    #[test]
    fn yes_and_no_have_many_spellings() {
        for yes in ["1", "true", " TRUE\n", "yes", "on", "-1", "+1", "1.0", "T"] {
            assert_eq!(truth(yes), Some(true), "{yes}");
        }
        for no in ["0", "false", "False", "no", "off", "0.0", "-0", "f"] {
            assert_eq!(truth(no), Some(false), "{no}");
        }
        for neither in ["", "perhaps", "nan", "inf", "1 0"] {
            assert_eq!(truth(neither), None, "{neither}");
        }
    }
}
