//! What JSON Feed 1.1 demands.

use super::{Facts, Findings, date::is_rfc3339, is_blank};
use crate::{
    diagnostic::{Diagnostic, Place, rules::feed::DOCUMENT_MALFORMED},
    value::is_absolute_iri,
};
use serde_json::{Map, Value};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// Judges one item.
pub(super) fn item(fragment: &str, findings: &mut Findings) -> Facts {
    let Some(item) = object(fragment, "an item", findings) else { return Facts::default() };
    let id = match item.get("id") {
        Some(Value::String(id)) if !is_blank(id) => Some(id.clone()),
        Some(Value::String(_)) => {
            findings.incomplete("id", "`id` is blank: readers drop such items");
            None
        }
        Some(other) => {
            findings.invalid("id", format!("`id` must be a string, not `{other}`"));
            None
        }
        None => {
            findings.incomplete("id", "an item needs an `id`");
            None
        }
    };
    if !["content_html", "content_text"].iter().any(|name| item.contains_key(*name)) {
        findings.incomplete("content_html", "an item needs `content_html` or `content_text`");
    }
    for name in ["title", "content_html", "content_text", "summary", "language"] {
        check_string(&item, name, findings);
    }
    for name in ["url", "external_url", "image", "banner_image"] {
        check_url(&item, name, findings);
    }
    for name in ["date_published", "date_modified"] {
        if let Some(date) = item.get(name)
            && !date.as_str().is_some_and(is_rfc3339)
        {
            findings.invalid(name, format!("`{date}` in `{name}` is no RFC 3339 date with time and zone"));
        }
    }
    check_authors(&item, findings);
    if !list(&item, "tags", findings).iter().all(Value::is_string) {
        findings.invalid("tags", "`tags` is a list of strings");
    }
    for attachment in list(&item, "attachments", findings) {
        let member = |name: &str| attachment.get(name).and_then(Value::as_str);
        if !member("url").is_some_and(is_absolute_iri) || member("mime_type").is_none_or(is_blank) {
            findings.incomplete("attachments", "an attachment needs `url` and `mime_type`");
        }
        for name in ["size_in_bytes", "duration_in_seconds"] {
            if attachment.get(name).is_some_and(|number| !number.is_number()) {
                findings.invalid("attachments", format!("`{name}` is a number"));
            }
        }
    }
    let has_author = item.contains_key("authors");
    Facts { id, has_author, ..Facts::default() }
}

/// Judges what surrounds the items.
pub(super) fn envelope(text: &str, findings: &mut Findings) {
    let Some(feed) = object(text, "a feed", findings) else { return };
    match feed.get("version").and_then(Value::as_str) {
        Some(VERSION) => {}
        None => findings.incomplete("version", format!("the feed needs the `version` `{VERSION}`")),
        Some(other) => findings.invalid("version", format!("the `version` is `{VERSION}`, not `{other}`")),
    }
    if feed.get("title").and_then(Value::as_str).is_none_or(is_blank) {
        findings.incomplete("title", "the feed needs a `title`");
    }
    if !feed.get("items").is_some_and(Value::is_array) {
        findings.incomplete("items", "the feed needs `items`, a list");
    }
    for name in ["description", "language"] {
        check_string(&feed, name, findings);
    }
    for name in ["home_page_url", "feed_url", "next_url", "icon", "favicon"] {
        check_url(&feed, name, findings);
    }
    check_authors(&feed, findings);
    for hub in list(&feed, "hubs", findings) {
        if ["type", "url"].iter().any(|name| !hub.get(name).is_some_and(Value::is_string)) {
            findings.incomplete("hubs", "a hub needs `type` and `url`");
        }
    }
    if !feed.contains_key("feed_url") {
        findings.self_missing("feed_url");
    }
}

fn object(text: &str, what: &str, findings: &mut Findings) -> Option<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Some(object),
        Ok(_) => {
            findings.invalid("", format!("{what} of JSON Feed is an object"));
            None
        }
        Err(error) => {
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let place = Place::default().at(number(error.line()), number(error.column()));
            findings.0.push(Diagnostic::new(&DOCUMENT_MALFORMED, place, format!("{what} is not valid JSON: {error}")));
            None
        }
    }
}

fn check_string(object: &Map<String, Value>, name: &str, findings: &mut Findings) {
    if let Some(value) = object.get(name).filter(|value| !value.is_string()) {
        findings.invalid(name, format!("`{name}` must be a string, not `{value}`; what is unknown is left out"));
    }
}

fn check_url(object: &Map<String, Value>, name: &str, findings: &mut Findings) {
    if let Some(value) = object.get(name)
        && !value.as_str().is_some_and(is_absolute_iri)
    {
        findings.invalid(name, format!("`{value}` in `{name}` is no absolute address"));
    }
}

fn list<'v>(object: &'v Map<String, Value>, name: &str, findings: &mut Findings) -> &'v [Value] {
    match object.get(name) {
        None => &[],
        Some(Value::Array(values)) => values,
        Some(_) => {
            findings.invalid(name, format!("`{name}` is a list"));
            &[]
        }
    }
}

fn check_authors(object: &Map<String, Value>, findings: &mut Findings) {
    for author in list(object, "authors", findings) {
        if !["name", "url", "avatar"].iter().any(|name| author.get(name).is_some_and(Value::is_string)) {
            findings.incomplete("authors", "an author needs a `name`, a `url` or an `avatar`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::{self, Facts, tests::rules};
    use crate::value::Format;
    use std::collections::BTreeMap;

    fn judge(item: &str) -> (Vec<&'static str>, Facts) {
        let (findings, facts) = lint::item(Format::Json, item, &BTreeMap::new());
        (rules(&findings), facts)
    }

    #[test]
    fn items() {
        const INCOMPLETE: &[&str] = &["document-incomplete"];
        const INVALID: &[&str] = &["document-invalid"];
        let table: [(&str, &[&str]); 21] = [
            ("", &[]),
            (r#","title":null"#, INVALID),
            (r#","summary":1"#, INVALID),
            (r#","url":"/x""#, INVALID),
            (r#","url":"https://a.example/ä""#, &[]),
            (r#","date_published":"2026-11-22""#, INVALID),
            (r#","date_published":"2026-11-22T09:30:00Z""#, &[]),
            (r#","authors":[{}]"#, INCOMPLETE),
            (r#","authors":{"name":"A"}"#, INVALID),
            (r#","authors":[{"name":"A"}]"#, &[]),
            (r#","tags":["a",1]"#, INVALID),
            (r#","tags":["a"]"#, &[]),
            (r#","attachments":[{"url":"https://a.example/x"}]"#, INCOMPLETE),
            (r#","attachments":[{"mime_type":"a/b"}]"#, INCOMPLETE),
            (r#","attachments":[{"url":"https://a.example/x","mime_type":"a/b","size_in_bytes":"1"}]"#, INVALID),
            (r#","attachments":[{"url":"https://a.example/x","mime_type":"a/b","size_in_bytes":1}]"#, &[]),
            (r#","_courant":{"rights":"©"}"#, &[]),
            (",", &["document-malformed"]),
            ("}", &["document-malformed"]),
            (r#","title":"\ud800""#, &["document-malformed"]),
            (",\"title\":\"\u{1}\"", &["document-malformed"]),
        ];
        for (members, expected) in table {
            assert_eq!(judge(&format!("{{\"id\":\"a\",\"content_text\":\"t\"{members}}}")).0, expected, "{members}");
        }
        for (item, expected) in [
            (r#"{"content_html":"t"}"#, INCOMPLETE),
            (r#"{"id":" ","content_html":"t"}"#, INCOMPLETE),
            (r#"{"id":1,"content_html":"t"}"#, INVALID),
            (r#"{"id":"a"}"#, INCOMPLETE),
            (r#"{"id":"a","content_html":null}"#, INVALID),
            ("[]", INVALID),
        ] {
            assert_eq!(judge(item).0, expected, "{item}");
        }
    }

    #[test]
    fn facts() {
        let (_, facts) = judge(r#"{"id":"a","content_text":"t","authors":[{"name":"A"}]}"#);
        assert_eq!(facts, Facts { id: Some("a".to_owned()), has_author: true, ..Facts::default() });
    }

    #[test]
    fn feeds() {
        const GOOD: &str =
            r#""version":"https://jsonfeed.org/version/1.1","title":"T","feed_url":"https://a.example/feed.json","#;
        let judge =
            |members: &str| rules(&lint::envelope(Format::Json, &format!("{{{members}\"items\":[\n"), "\n]}\n", &[]));
        assert_eq!(judge(GOOD), [""; 0]);
        assert_eq!(judge(""), ["document-incomplete", "document-incomplete", "document-self-missing"]);
        assert_eq!(judge(&GOOD.replace("1.1", "1")), ["document-invalid"]);
        assert_eq!(judge(&format!("{GOOD}\"hubs\":[{{\"type\":\"WebSub\"}}],")), ["document-incomplete"]);
        assert_eq!(judge(&format!("{GOOD}\"icon\":\"x.png\",")), ["document-invalid"]);
        assert_eq!(rules(&lint::envelope(Format::Json, "{\"items\":[", "}", &[])), ["document-malformed"]);
        let without_items = format!("{{{}", GOOD.trim_end_matches(','));
        assert_eq!(rules(&lint::envelope(Format::Json, &without_items, "}", &[])), ["document-incomplete"]);
    }
}
