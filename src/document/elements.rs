//! Elements that a feed's owner configures (`[feed.item_elements]`), for partners who demand them.

use super::{
    ElementValue, Item, ItemPolicy,
    extension::{Element, Extensions, known_namespace},
};
use crate::{
    record::{Person, Record},
    value::{WebUrl, is_absolute_iri},
};
use std::collections::BTreeMap;

/// Elements that stand once and hold a list with commas, where others are repeated (Media RSS 1.5.1, Apple's podcast tags).
const COMMA_LISTS: [&str; 2] = ["media:keywords", "itunes:keywords"];

/// Whether `name` can be the name of a configured element, given the namespaces that the feed declares.
///
/// # Errors
/// Says what is wrong with a name that has no prefix, an undeclared one, characters that XML does not allow in names, or
/// that Courant writes itself.
pub fn validate_element(name: &str, namespaces: &BTreeMap<String, String>) -> Result<(), String> {
    let Some((prefix, local)) = name.split_once(':') else {
        return Err(format!(
            "`{name}` has no prefix: an element of one's own must be in a namespace, such as `media:keywords`"
        ));
    };
    for part in [prefix, local] {
        if !is_nc_name(part) {
            return Err(format!("`{name}` is no element name: `{part}` is not a name in XML"));
        }
    }
    if matches!(prefix, "xml" | "xmlns") {
        return Err(format!("`{name}` cannot be used: XML keeps the prefix `{prefix}` for itself"));
    }
    if prefix == "atom" || name == "content:encoded" {
        return Err(format!("`{name}` cannot be configured: Courant writes it from the record"));
    }
    if !namespaces.contains_key(prefix) && known_namespace(prefix).is_none() {
        return Err(format!(
            "`{name}` uses the prefix `{prefix}`, which stands for nothing: add `{prefix} = \"…\"` to the feed's namespaces"
        ));
    }
    Ok(())
}

/// Whether a feed may declare that `prefix` stands for `uri`.
///
/// # Errors
/// Says what is wrong with a prefix that is no name, that XML reserves, or that readers expect to mean something else.
pub fn validate_namespace(prefix: &str, uri: &str) -> Result<(), String> {
    if !is_nc_name(prefix) {
        return Err(format!("`{prefix}` cannot be a namespace prefix: it is not a name in XML"));
    }
    if prefix.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml")) {
        return Err(format!("`{prefix}` cannot be declared: XML keeps prefixes that begin with `xml` for itself"));
    }
    if !is_absolute_iri(uri) {
        return Err(format!("`{uri}` cannot be a namespace: it must be an absolute IRI"));
    }
    match known_namespace(prefix) {
        Some(known) if known != uri => {
            Err(format!("`{prefix}` stands for `{known}` in every feed; it cannot mean `{uri}`"))
        }
        _ => Ok(()),
    }
}

/// The namespace that a prefix stands for: what readers expect, else what the feed declares.
fn namespace<'n>(prefix: &str, namespaces: &'n BTreeMap<String, String>) -> Option<&'n str> {
    known_namespace(prefix).or_else(|| namespaces.get(prefix).map(String::as_str))
}

/// Adds the configured elements to an item: one for each value of a field, none where the field is absent.
pub(super) fn add(item: &Item<'_>, policy: &ItemPolicy, extensions: &mut Extensions) {
    for (name, value) in &policy.elements {
        // Names were validated where the configuration was read; what is no name cannot be written.
        let Some((prefix, local)) = name.split_once(':') else { continue };
        let Some(uri) = namespace(prefix, &policy.namespaces) else { continue };
        let mut texts = match value {
            ElementValue::Constant(text) => vec![text.clone()],
            ElementValue::Field(field) => field_values(field, item),
        };
        if COMMA_LISTS.contains(&name.as_str()) && texts.len() > 1 {
            texts = vec![texts.join(", ")];
        }
        for text in texts {
            extensions.push_in(Element::new(prefix, local).text(text), uri);
        }
    }
}

/// The values of a field: by its canonical name, else out of the extra fields.
fn field_values(field: &str, item: &Item<'_>) -> Vec<String> {
    let record = item.record;
    let url = |url: &Option<WebUrl>| one(url.as_ref().map(WebUrl::as_str));
    let number = |number: Option<u32>| number.map(|n| n.to_string()).into_iter().collect();
    // A teaser may not give away what is behind it.
    let body = item.body.filter(|_| !item.teaser);
    match field {
        "id" => vec![record.id.as_str().to_owned()],
        "url" => url(&record.url),
        "external_url" => url(&record.external_url),
        "title" => one(record.title.as_deref()),
        "summary" => one(item.summary),
        "body" | "content_html" => one(body.map(|body| body.html.as_str())),
        "content_text" => one(body.and_then(|body| body.text.as_deref())),
        "published" => record.published.map(|t| t.rfc3339()).into_iter().collect(),
        "updated" => record.updated.or(record.published).map(|t| t.rfc3339()).into_iter().collect(),
        "expires" => record.expires.map(|t| t.rfc3339()).into_iter().collect(),
        "published.rfc822" => record.published.map(|t| t.rfc822()).into_iter().collect(),
        "updated.rfc822" => record.updated.or(record.published).map(|t| t.rfc822()).into_iter().collect(),
        "expires.rfc822" => record.expires.map(|t| t.rfc822()).into_iter().collect(),
        "authors" | "author" | "authors.name" => people(&record.authors),
        "contributors" | "contributors.name" => people(&record.contributors),
        "categories" | "tags" => record.categories.iter().map(|category| category.display().to_owned()).collect(),
        "image" | "image.url" => one(record.image.as_ref().map(|image| image.url.as_str())),
        "image.alt" => one(record.image.as_ref().and_then(|image| image.alt.as_deref())),
        "image.width" => number(record.image.as_ref().and_then(|image| image.width)),
        "image.height" => number(record.image.as_ref().and_then(|image| image.height)),
        "language" => one(record.language.as_ref().map(|language| language.as_str())),
        "rights" => one(record.rights.as_deref()),
        "license" => url(&record.license),
        "comments" => url(&record.comments),
        "source" | "source.title" => one(record.source.as_ref().and_then(|source| source.title.as_deref())),
        "source.url" => record.source.as_ref().map_or_else(Vec::new, |source| url(&source.url)),
        "source.feed" => record.source.as_ref().map_or_else(Vec::new, |source| url(&source.feed)),
        "section" => one(record.section.as_deref()),
        "slug" => one(Some(&record.slug)),
        _ => match episode(field, record) {
            Some(values) => values,
            None => extra(field.strip_prefix("extra.").unwrap_or(field), record),
        },
    }
}

/// Names of the parts of an episode, as feeds have them.
const PARTS: [(&str, &str); 8] = [
    ("itunes:episode", "number"),
    ("podcast:episode", "number"),
    ("itunes:season", "season"),
    ("podcast:season", "season"),
    ("itunes:episodeType", "type"),
    ("itunes:explicit", "explicit"),
    ("itunes:title", "title"),
    ("itunes:image", "image"),
];

/// The values of a part of the episode: `episode.season`, `episode.persons.name`, or by the name of its element.
fn episode(field: &str, record: &Record) -> Option<Vec<String>> {
    let path = field.strip_prefix("episode.").or_else(|| {
        let part = PARTS.iter().find(|(element, _)| *element == field);
        part.map(|(_, part)| *part)
    })?;
    let mut found = vec![record.episode.as_ref()?.to_json()];
    for name in path.split('.') {
        let flat = found.into_iter().flat_map(|value| match value {
            serde_json::Value::Array(items) => items,
            value => vec![value],
        });
        found = flat.filter_map(|value| value.get(name).cloned()).collect();
    }
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    Some(found.into_iter().filter_map(text).collect())
}

fn extra(path: &str, record: &Record) -> Vec<String> {
    let Some(node) = record.extra.get_path(path) else { return Vec::new() };
    node.items().iter().filter_map(|node| node.as_filled_text()).map(ToOwned::to_owned).collect()
}

fn people(people: &[Person]) -> Vec<String> {
    people.iter().map(|person| person.name.clone()).collect()
}

fn one(text: Option<&str>) -> Vec<String> {
    text.filter(|text| !text.trim().is_empty()).map(ToOwned::to_owned).into_iter().collect()
}

/// Whether the text is a name without colon (Namespaces in XML §3), in the characters of XML 1.0 §2.3.
fn is_nc_name(text: &str) -> bool {
    let start = |c: char| {
        c.is_ascii_alphabetic()
            || c == '_'
            || matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
                | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
                | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
    };
    let rest = |c: char| {
        start(c)
            || c.is_ascii_digit()
            || matches!(c, '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
    };
    let mut chars = text.chars();
    chars.next().is_some_and(start) && chars.all(rest)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::{add, validate_element, validate_namespace};
    use crate::document::{ElementValue, extension::Extensions};
    use crate::record::{
        Body,
        raw::{Node, Table, Value},
    };
    use std::collections::BTreeMap;

    #[test]
    fn element_names() {
        let namespaces = BTreeMap::from([("snf".to_owned(), "http://snf.example/".to_owned())]);
        for good in ["snf:logo", "media:keywords", "dcterms:modified", "snf:größe", "snf:a-b.c_1"] {
            assert_eq!(validate_element(good, &namespaces), Ok(()), "{good}");
        }
        let bad = [
            ("logo", "no prefix"),
            ("new:logo", "stands for nothing"),
            ("snf:1st", "not a name"),
            ("snf:", "not a name"),
            (":logo", "not a name"),
            ("snf:a b", "not a name"),
            ("snf:a:b", "not a name"),
            ("snf:a><b", "not a name"),
            ("xml:lang", "keeps"),
            ("atom:updated", "Courant writes"),
            ("content:encoded", "Courant writes"),
        ];
        for (name, why) in bad {
            let error = validate_element(name, &namespaces).expect_err(name);
            assert!(error.contains(why), "{name}: {error}");
        }
    }

    #[test]
    fn namespaces() {
        assert_eq!(validate_namespace("mi", "http://schemas.example/mi"), Ok(()));
        assert_eq!(validate_namespace("media", "http://search.yahoo.com/mrss/"), Ok(()));
        let bad = [
            ("media", "http://search.yahoo.com/mrss", "every feed"),
            ("xmlish", "http://a.example/", "for itself"),
            ("1a", "http://a.example/", "not a name"),
            ("a", "mrss", "absolute"),
        ];
        for (prefix, uri, why) in bad {
            let error = validate_namespace(prefix, uri).expect_err(prefix);
            assert!(error.contains(why), "{prefix}: {error}");
        }
    }

    fn written(elements: &[(&str, &str)], teaser: bool) -> String {
        let mut record = fixture::record();
        let geo = Table(vec![("place".to_owned(), Node::text("Göhren", 1, 1))]);
        let list = Value::List(vec![Node::text("a", 1, 1), Node::text("b & c", 1, 1), Node::new(Value::Null, 1, 1)]);
        record.extra = Table(vec![
            ("geo".to_owned(), Node::new(Value::Table(geo), 1, 1)),
            ("labels".to_owned(), Node::new(list, 1, 1)),
        ]);
        let body = Body { html: "<p>b</p>".to_owned(), ..Body::default() };
        let mut item = fixture::item(&record);
        (item.body, item.teaser) = (Some(&body), teaser);
        let mut policy = fixture::policy();
        policy.namespaces = BTreeMap::from([("x".to_owned(), "http://x.example/".to_owned())]);
        policy.elements = elements
            .iter()
            .map(|(name, value)| {
                let value = match value.strip_prefix('=') {
                    Some(constant) => ElementValue::Constant(constant.to_owned()),
                    None => ElementValue::Field((*value).to_owned()),
                };
                ((*name).to_owned(), value)
            })
            .collect();
        let mut extensions = Extensions::default();
        add(&item, &policy, &mut extensions);
        let item = rss::Item { extensions: extensions.into_rss(), ..rss::Item::default() };
        rss::Channel { items: vec![item], ..rss::Channel::default() }.to_string()
    }

    #[test]
    fn what_fills_an_element() {
        let table = [
            ("=a < b", "<x:y>a &lt; b</x:y>"),
            ("title", "<x:y>Salt &amp; Rope</x:y>"),
            ("url", "<x:y>https://a.example/salt</x:y>"),
            ("published", "<x:y>2026-11-22T09:30:00Z</x:y>"),
            ("published.rfc822", "<x:y>Sun, 22 Nov 2026 09:30:00 +0000</x:y>"),
            ("authors", "<x:y>Ada Quay</x:y>"),
            ("body", "<x:y>&lt;p&gt;b&lt;/p&gt;</x:y>"),
            ("extra.geo.place", "<x:y>Göhren</x:y>"),
            ("geo.place", "<x:y>Göhren</x:y>"),
            ("labels", "<x:y>a</x:y><x:y>b &amp; c</x:y>"),
            ("missing", "<item></item>"),
            ("rights", "<item></item>"),
            ("geo", "<item></item>"),
        ];
        for (value, expected) in table {
            let text = written(&[("x:y", value)], false);
            assert!(text.contains(expected), "{value}: {text}");
        }
        let keywords = written(&[("media:keywords", "labels")], false);
        assert!(keywords.contains("<media:keywords>a, b &amp; c</media:keywords>"), "{keywords}");
        assert!(!written(&[("x:y", "body")], true).contains("x:y"), "a teaser gives nothing away");
        assert!(!written(&[("unknown:y", "title")], false).contains("unknown:y"), "an undeclared prefix");
    }
}
