//! Small pieces that several systems write alike: fields of a record, dates, the values that PHP keeps in a database.

use crate::{
    record::{self, date},
    value::{Timestamp, Zone, clean, collapse_blanks},
};
use serde_json::{Map, Value};

/// Fields of a record in the order in which they are written.
pub(super) trait Fields {
    /// Sets a field, if there is something in the text.
    fn text(&mut self, name: &str, text: Option<&str>);
    /// Sets a field that is plain text, or its sister for HTML if the text has markup or references.
    fn html(&mut self, name: &str, sister: &str, text: Option<&str>);
    /// Sets a list, if there is something in it.
    fn list(&mut self, name: &str, list: Vec<Value>);
}

impl Fields for Map<String, Value> {
    fn text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) =
            text.map(|text| clean(text).text).map(|text| text.trim().to_owned()).filter(|t| !t.is_empty())
        {
            self.insert(name.to_owned(), Value::String(text));
        }
    }

    fn html(&mut self, name: &str, sister: &str, text: Option<&str>) {
        match text.and_then(record::as_html) {
            Some(html) => self.text(sister, Some(&html)),
            None => self.text(name, text),
        }
    }

    fn list(&mut self, name: &str, list: Vec<Value>) {
        if !list.is_empty() {
            self.insert(name.to_owned(), Value::Array(list));
        }
    }
}

/// One line of clean text.
pub(super) fn line(text: &str) -> String {
    collapse_blanks(&clean(text).text).into_owned()
}

/// A name for readers. Where a system knows somebody by an address, its first part has to do: the address itself is for
/// logging in, and so is one beside the name.
pub(super) fn reader_name(text: &str) -> String {
    let name = line(text);
    match record::people::name_and_address(&name) {
        Some((name, email)) if name.is_empty() => email.as_str().split('@').next().unwrap_or_default().to_owned(),
        Some((name, _)) => name,
        None => name,
    }
}

/// Takes away the address of an article that is but that of its file: podcast hosts give one where there is no page.
pub(super) fn without_file_as_page(fields: &mut Map<String, Value>) {
    let path = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let page = fields.get("url").and_then(Value::as_str).map(path);
    let files = fields.get("enclosures").and_then(Value::as_array).into_iter().flatten();
    let is_file = files.filter_map(|file| file["url"].as_str()).any(|file| Some(path(file)) == page);
    // Without an id the address is what subscribers know it by.
    if is_file && fields.contains_key("id") {
        fields.shift_remove("url");
    }
}

/// The instant that a text names, in a zone if it has none of its own; nothing for what is no date of this age.
pub(super) fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.starts_with("0000") {
        return None;
    }
    let instant = date::read_date(text, zone).ok()?.instant;
    let year = zone.local(instant).format("%Y").to_string().parse::<i32>().ok()?;
    (1..=9999).contains(&year).then_some(instant)
}

/// The keys and values of what PHP's `serialize` wrote of a table: `a:1:{s:8:"duration";s:8:"00:12:30";}`. Tables in it are
/// passed over; what is damaged ends it.
///
/// Lengths are not trusted: exports change addresses and line ends inside of such values and leave the numbers as they were.
pub(super) fn php_fields(serialized: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = serialized;
    if php_open(&mut rest).is_none() {
        return fields;
    }
    while let Some(Php::Scalar(key)) = php_value(&mut rest) {
        match php_value(&mut rest) {
            Some(Php::Scalar(value)) => fields.push((key, value)),
            Some(Php::Table) => {}
            None => break,
        }
    }
    fields
}

/// A value of PHP's.
enum Php {
    Scalar(String),
    Table,
}

/// `a:2:{`
fn php_open(rest: &mut &str) -> Option<()> {
    let (count, inside) = rest.trim_start().strip_prefix("a:")?.split_once(":{")?;
    *rest = inside;
    count.bytes().all(|byte| byte.is_ascii_digit()).then_some(())
}

/// Takes one value from the beginning of a text.
fn php_value(rest: &mut &str) -> Option<Php> {
    let kind = rest.as_bytes().first()?;
    match kind {
        b'N' => {
            *rest = rest.strip_prefix("N;")?;
            Some(Php::Scalar(String::new()))
        }
        b'i' | b'd' | b'b' => {
            let (value, behind) = rest.get(2..)?.split_once(';')?;
            *rest = behind;
            Some(Php::Scalar(value.to_owned()))
        }
        b's' => {
            let (length, inside) = rest.strip_prefix("s:")?.split_once(":\"")?;
            let stated = length.parse::<usize>().ok().filter(|&end| inside.get(end..).is_some_and(is_php_end));
            let end = stated
                .or_else(|| inside.match_indices("\";").map(|(at, _)| at).find(|&at| is_php_end(&inside[at..])))?;
            *rest = &inside[end + 2..];
            Some(Php::Scalar(inside[..end].to_owned()))
        }
        b'a' if rest.starts_with("a:") => {
            // Without recursion: nobody says how deep it goes.
            let mut depth = 0_usize;
            loop {
                if rest.starts_with("a:") {
                    php_open(rest)?;
                    depth += 1;
                } else if let Some(behind) = rest.strip_prefix('}') {
                    *rest = behind;
                    depth -= 1;
                } else {
                    php_value(rest)?;
                }
                if depth == 0 {
                    return Some(Php::Table);
                }
            }
        }
        _ => None,
    }
}

/// Whether a string of PHP's ends here: behind it the next value begins, or the table ends.
fn is_php_end(text: &str) -> bool {
    let Some(behind) = text.strip_prefix("\";") else { return false };
    behind.is_empty() || behind.starts_with("N;") || behind.starts_with('}') || {
        let mut begins = behind.chars();
        let kind = begins.next().is_some_and(|kind| "sidbaO".contains(kind));
        kind && begins.next() == Some(':')
    }
}

#[cfg(test)]
mod tests {
    use super::{instant, php_fields};
    use crate::value::Zone;

    #[test]
    fn values_of_php_are_read_whatever_their_lengths_say() {
        let read = |text: &str| -> Vec<(String, String)> { php_fields(text) };
        let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let text = "a:6:{s:8:\"duration\";s:8:\"00:12:30\";s:4:\"more\";a:1:{i:0;a:1:{s:1:\"x\";s:1:\"y\";}}s:5:\"block\";i:1;\
                    s:7:\"summary\";s:99:\"Say \"a\";\n or Ä\";s:4:\"none\";N;s:7:\"is_true\";b:1;}";
        let all = [
            ("duration", "00:12:30"),
            ("block", "1"),
            ("summary", "Say \"a\";\n or Ä"),
            ("none", ""),
            ("is_true", "1"),
        ];
        assert_eq!(read(text), own(&all));
        assert_eq!(
            read(r#"a:1:{s:1:"a";s:9:"x";s:1:"b";}"#),
            own(&[("a", "x\";s:1:\"b")]),
            "a length that is true counts"
        );
        for broken in [
            "",
            "a:",
            "a:1:{",
            "a:1:{s:1:\"a",
            "a:1:{a:1:{a:1:{",
            "a:1:{}}}",
            "s:8:\"duration\";",
            "a:1:{i",
            "a:1:{sä",
            "a:9:{d:ä;",
        ] {
            assert_eq!(read(broken), [], "{broken}");
        }
        // Whatever is cut off anywhere panics nowhere.
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            assert!(read(&text[..end]).len() <= all.len(), "{end}");
        }
        assert_eq!(read(&format!("a:1:{{i:0;{}", "a:1:{i:0;".repeat(100_000))), []);
    }

    #[test]
    fn days_before_all_days_are_no_dates() {
        for text in ["", "0000-00-00 00:00:00", "Wed, 30 Nov -0001 00:00:00 +0000", "garbage", "20135-01-01 00:00:00"] {
            assert_eq!(instant(text, &Zone::UTC), None, "{text}");
        }
        assert!(instant("2012-01-05 14:30:46", &Zone::UTC).is_some());
    }
}
