//! Small pieces that several systems write alike: fields of a record, dates, the values that PHP keeps in a database.

use crate::{
    record::{self, date},
    value::{Email, Timestamp, Zone, clean, collapse_blanks},
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
/// logging in.
pub(super) fn reader_name(text: &str) -> String {
    let name = line(text);
    match name.parse::<Email>() {
        Ok(_) => name.split('@').next().unwrap_or_default().to_owned(),
        Err(_) => name,
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

/// The value of a key in what PHP's `serialize` wrote: `a:1:{s:8:"duration";s:8:"00:12:30";}`.
///
/// Lengths are not trusted: exports change addresses inside of such values and leave the numbers as they were.
pub(super) fn php_value<'t>(serialized: &'t str, key: &str) -> Option<&'t str> {
    let after = &serialized[serialized.find(&format!("\"{key}\";"))? + key.len() + 3..];
    if let Some(number) = after.strip_prefix("i:").or_else(|| after.strip_prefix("d:")) {
        return number.split(';').next();
    }
    let text = after.strip_prefix("s:")?;
    let text = &text[text.find(":\"")? + 2..];
    text.split("\";").next().filter(|text| text.len() < 4096)
}

#[cfg(test)]
mod tests {
    use super::{instant, php_value};
    use crate::value::Zone;

    #[test]
    fn values_of_php_are_found_by_their_keys() {
        let text = r#"a:3:{s:8:"duration";s:8:"00:12:30";s:5:"block";i:1;s:6:"length";s:3:"abc";}"#;
        assert_eq!(php_value(text, "duration"), Some("00:12:30"));
        assert_eq!(php_value(text, "block"), Some("1"));
        assert_eq!(php_value(text, "season"), None);
        assert_eq!(php_value(r#"s:8:"duration";"#, "duration"), None);
    }

    #[test]
    fn days_before_all_days_are_no_dates() {
        for text in ["", "0000-00-00 00:00:00", "Wed, 30 Nov -0001 00:00:00 +0000", "garbage", "20135-01-01 00:00:00"] {
            assert_eq!(instant(text, &Zone::UTC), None, "{text}");
        }
        assert!(instant("2012-01-05 14:30:46", &Zone::UTC).is_some());
    }
}
