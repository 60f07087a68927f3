//! Round trip: records become a feed, the feed becomes a source, and its records are the same as far as the format can
//! carry them. What a format cannot carry is listed here.

use crate::support::Publication;
use proptest::{
    collection::vec,
    option::of,
    prelude::*,
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::{Map, Value, json};

const SITE: &str = r#"
[publication]
title = "The Harbour Gazette"
link = "https://gazette.example/"
tag = "gazette.example,2020"
timezone = "UTC"
language = "en"

[[source]]
files = "in/*"

[[feed]]
name = "all"
formats = ["rss", "atom", "json"]
limit = 1000
"#;

/// Words with everything that has to be escaped somewhere, and no two blanks in a row.
fn words() -> impl Strategy<Value = String> {
    let word = select(vec![
        "salt", "rope", "R&D", "1 < 2", "2 > 1", "\"so\"", "it’s", "Größe", "港", "🗼", "a]]>b", "'q'", "C++", "50%",
        "x=1&y=2",
    ]);
    vec(word, 1..5).prop_map(|words| words.join(" "))
}

fn url() -> impl Strategy<Value = String> {
    ("[a-z]{1,6}", of("[a-z]=[0-9]&[a-z]=%20")).prop_map(|(path, query)| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        format!("https://other.example/{path}{query}")
    })
}

fn time() -> impl Strategy<Value = String> {
    (2000..2025_u32, 1..13_u32, 1..29_u32, 0..24_u32, 0..60_u32)
        .prop_map(|(year, month, day, hour, minute)| format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:05Z"))
}

fn person() -> impl Strategy<Value = Value> {
    let name = select(vec!["Ana Ray", "Ben O’Neil", "Chen, Li", "D & E", "Ödön von H."]);
    (name, of(Just("ana.ray@gazette.example")), of(url()), of(url())).prop_map(|(name, email, url, avatar)| {
        object([
            ("name", Some(json!(name))),
            ("email", email.map(Value::from)),
            ("url", url.map(Value::from)),
            ("avatar", avatar.map(Value::from)),
        ])
    })
}

fn category() -> impl Strategy<Value = Value> {
    (words(), of(Just("https://gazette.example/terms#a")), of(words())).prop_map(|(term, scheme, label)| {
        let label = label.filter(|label| *label != term);
        object([("term", Some(json!(term))), ("scheme", scheme.map(Value::from)), ("label", label.map(Value::from))])
    })
}

fn enclosure() -> impl Strategy<Value = Value> {
    (url(), 1..1_000_000_u64, of(1..10_000_u32), of(words()), of(select(vec!["de", "pt-BR"]))).prop_map(
        |(url, length, duration, title, language)| {
            object([
                ("url", Some(json!(url))),
                ("type", Some(json!("audio/mpeg"))),
                ("length", Some(json!(length))),
                ("duration", duration.map(Value::from)),
                ("title", title.map(Value::from)),
                ("language", language.map(Value::from)),
            ])
        },
    )
}

fn related() -> impl Strategy<Value = Value> {
    let rel = select(vec![("related", None), ("via", None), ("alternate", Some("fr"))]);
    (rel, url(), of(words())).prop_map(|((rel, language), url, title)| {
        object([
            ("rel", Some(json!(rel))),
            ("url", Some(json!(url))),
            ("title", title.map(Value::from)),
            ("language", language.map(Value::from)),
        ])
    })
}

/// A member without value is none.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect())
}

fn list(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

/// One of everything, by what distinguishes one from the next.
fn distinct(items: Vec<Value>, by: &str) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        if !kept.iter().any(|known| known[by].to_string().to_lowercase() == item[by].to_string().to_lowercase()) {
            kept.push(item);
        }
    }
    kept
}

fn record() -> impl Strategy<Value = Map<String, Value>> {
    let texts = (of(words()), of(words()), of(words()), any::<bool>());
    let people = (vec(person(), 0..3), vec(person(), 0..2), vec(category(), 0..3));
    let media = (vec(enclosure(), 0..3), of((url(), of(words()), of((1..900_u32, 1..900_u32)))));
    let about = (of(select(vec!["de", "zh-Hant"])), of(words()), of(url()), of(url()), vec(related(), 0..3));
    let place = (of((-90..90_i32, -180..180_i32, of(words()))), any::<bool>());
    let dates = (time(), of(0..3_u32), of(url()));
    (texts, people, media, about, place, dates).prop_map(
        |(
            (title, summary, body, is_text),
            (authors, contributors, categories),
            (files, image),
            (language, rights, license, comments, links),
            (place, has_source),
            (published, years, external),
        )| {
            let updated = years.map(|years| {
                let year: u32 = published[..4].parse().expect("a year");
                format!("{}{}", year + years, &published[4..])
            });
            // Markup that is clean stays as it is.
            let body = body.unwrap_or_else(|| "something".to_owned());
            let html = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let html = format!("<p>{html} <a href=\"https://x.example/?a=1&amp;b=2\" rel=\"noopener noreferrer\">x</a></p>");
            let image = image.map(|(url, alt, size)| {
                let (width, height) = size.unzip();
                object([
                    ("url", Some(json!(url))),
                    ("alt", alt.map(Value::from)),
                    ("width", width.map(Value::from)),
                    ("height", height.map(Value::from)),
                ])
            });
            let place = place.map(|(lat, lon, name)| {
                let members = [("name", name.map(Value::from)), ("lat", Some(json!(f64::from(lat) + 0.5))), ("lon", Some(json!(f64::from(lon) + 0.25)))];
                object(members)
            });
            let place = place.filter(|place| place["lat"].as_f64().is_some_and(|lat| lat.abs() <= 90.0));
            let source = json!({ "title": "Other & Sons", "url": "https://other.example/", "feed": "https://other.example/feed", "id": "tag:other.example,2001:f" });
            // People have one name each: the same one twice is one person.
            let people = |people| list(distinct(people, "name"));
            let record = object([
                ("title", title.map(Value::from)),
                ("summary", summary.map(|summary| json!(format!("In short: {summary}")))),
                (if is_text { "content_text" } else { "content_html" }, Some(json!(if is_text { body } else { html }))),
                ("published", Some(json!(published))),
                ("updated", updated.map(Value::from)),
                ("authors", people(authors)),
                ("contributors", people(contributors)),
                ("categories", list(distinct(categories, "term"))),
                ("enclosures", list(distinct(files, "url"))),
                ("image", image),
                ("language", language.map(Value::from)),
                ("rights", rights.map(Value::from)),
                ("license", license.map(Value::from)),
                ("comments", comments.map(Value::from)),
                ("related", list(distinct(links, "url"))),
                ("location", place),
                ("source", has_source.then_some(source)),
                ("external_url", external.map(|url| json!(format!("{url}#target")))),
            ]);
            match record {
                Value::Object(record) => record,
                _ => Map::new(),
            }
        },
    )
}

/// What is compared of a record; the rest is about where it stands.
const FIELDS: [&str; 21] = [
    "id",
    "url",
    "external_url",
    "title",
    "summary",
    "summary_html",
    "content_html",
    "content_text",
    "published",
    "updated",
    "authors",
    "contributors",
    "categories",
    "enclosures",
    "image",
    "language",
    "rights",
    "license",
    "source",
    "comments",
    "related",
];

fn compared(record: &Value) -> Map<String, Value> {
    let fields = FIELDS.iter().chain(&["location"]);
    let mut kept: Map<String, Value> =
        fields.filter_map(|name| Some(((*name).to_owned(), record.get(*name)?.clone()))).collect();
    // A summary that was made of the body is none that was declared.
    if kept.get("summary").and_then(Value::as_str).is_some_and(|summary| !summary.starts_with("In short")) {
        kept.remove("summary");
    }
    kept
}

/// The people of a field, with only these members.
fn only(record: &mut Map<String, Value>, field: &str, members: &[&str]) {
    let Some(Value::Array(items)) = record.get_mut(field) else { return };
    for item in items.iter_mut().filter_map(Value::as_object_mut) {
        item.retain(|name, _| members.contains(&name.as_str()));
    }
}

/// What RSS and Atom cannot carry: that a link is the one which the record is about; the name of a place.
fn in_xml(record: &mut Map<String, Value>) {
    if let Some(url) = record.remove("external_url") {
        let mut links = vec![json!({ "rel": "related", "url": url })];
        links.extend(
            record.remove("related").into_iter().flat_map(|links| links.as_array().cloned().unwrap_or_default()),
        );
        record.insert("related".to_owned(), Value::Array(links));
    }
    if let Some(place) = record.get_mut("location").and_then(Value::as_object_mut) {
        place.remove("name");
    }
    // A translation beside another one in its language is only related.
    let mut has_translation = false;
    for link in record.get_mut("related").and_then(Value::as_array_mut).into_iter().flatten() {
        if link["rel"] == "alternate" && std::mem::replace(&mut has_translation, true) {
            link["rel"] = json!("related");
        }
    }
}

/// What Atom cannot carry: pictures of people; that there was no change. A record without author has the feed's.
fn in_atom(record: &mut Map<String, Value>) {
    in_xml(record);
    only(record, "authors", &["name", "email", "url"]);
    only(record, "contributors", &["name", "email", "url"]);
    let published = record["published"].clone();
    record.entry("updated").or_insert(published);
}

/// What RSS cannot carry: more of people than a name, and the address of one; labels beside terms; plain text; the page and
/// the id of a source; a change at the moment of publication.
fn in_rss(record: &mut Map<String, Value>) {
    in_xml(record);
    let is_one = record.get("authors").and_then(Value::as_array).is_some_and(|authors| authors.len() == 1);
    only(record, "authors", if is_one { &["name", "email"] } else { &["name"] });
    only(record, "contributors", &["name"]);
    for category in record.get_mut("categories").and_then(Value::as_array_mut).into_iter().flatten() {
        let label = category.as_object_mut().and_then(|members| members.remove("label"));
        if let Some(label) = label {
            category["term"] = label;
        }
    }
    if let Some(categories) = record.get("categories").and_then(Value::as_array).cloned() {
        record.insert("categories".to_owned(), Value::Array(distinct_categories(categories)));
    }
    if let Some(source) = record.get_mut("source").and_then(Value::as_object_mut) {
        source.retain(|name, _| matches!(name.as_str(), "title" | "feed"));
    }
    without_same_change(record);
}

fn distinct_categories(categories: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for category in categories {
        let same = |known: &&Value| {
            known["term"].to_string().to_lowercase() == category["term"].to_string().to_lowercase()
                && known["scheme"] == category["scheme"]
        };
        if !kept.iter().any(|known| same(&known)) {
            kept.push(category);
        }
    }
    kept
}

fn without_same_change(record: &mut Map<String, Value>) {
    if record.get("updated") == record.get("published") {
        record.remove("updated");
    }
}

/// What JSON Feed cannot carry: addresses of people, and the size of a picture.
fn in_json(record: &mut Map<String, Value>) {
    only(record, "authors", &["name", "url", "avatar"]);
    only(record, "contributors", &["name", "url", "avatar"]);
    if let Some(image) = record.get_mut("image").and_then(Value::as_object_mut) {
        image.retain(|name, _| matches!(name.as_str(), "url" | "alt"));
    }
}

type Lossy = fn(&mut Map<String, Value>);

fn goes_round(records: &[Map<String, Value>]) -> Result<(), TestCaseError> {
    let first = Publication::empty();
    first.config(SITE);
    let ids =
        ["tag:gazette.example,2020:a", "https://gazette.example/?p=", "urn:uuid:6a0c9d7e-0000-4000-8000-00000000"];
    let numbered = records.iter().enumerate().map(|(number, record)| {
        let mut record = record.clone();
        record.insert("id".to_owned(), json!(format!("{}{:04}", ids[number % ids.len()], number)));
        record.insert("url".to_owned(), json!(format!("https://gazette.example/{number}?a=1&b=2")));
        Value::Object(record)
    });
    first.file("in/records.json", Value::Array(numbered.collect()).to_string());
    let built = first.run(["build"]);
    prop_assert_eq!(built.code, 0, "{}", built.stderr);
    let declared = first.records();
    prop_assert_eq!(declared.len(), records.len());
    let formats: [(&str, &str, Lossy); 3] =
        [("atom.xml", "atom.atom", in_atom), ("rss.xml", "rss.xml", in_rss), ("feed.json", "feed.json", in_json)];
    for (document, name, lossy) in formats {
        let second = Publication::empty();
        second.config(SITE);
        second.file(format!("in/{name}"), first.read(format!("feeds/all/{document}")));
        let listed = second.run(["records", "--format", "json"]);
        prop_assert_eq!(listed.code, 0, "{}", listed.stderr);
        let found = listed.json_lines();
        prop_assert_eq!(found.len(), records.len(), "{}: {}", name, listed.stderr);
        for expected in &declared {
            let got = found.iter().find(|record| record["id"] == expected["id"]);
            let mut got =
                compared(got.ok_or_else(|| TestCaseError::fail(format!("{name} has lost {}", expected["id"])))?);
            let mut wanted = compared(expected);
            lossy(&mut wanted);
            // The feed's language is that of the items which declare none.
            wanted.entry("language").or_insert(json!("en"));
            // Text is written as HTML where there is nothing else.
            if let (None, Some(text), Some(_)) =
                (got.get("content_text"), wanted.get("content_text"), got.get("content_html"))
            {
                let html = text.as_str().unwrap_or_default();
                let html = html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                wanted.insert("content_html".to_owned(), json!(format!("<p>{html}</p>")));
                wanted.remove("content_text");
                // Quotes may be escaped in HTML, or not.
                let html = got["content_html"].as_str().unwrap_or_default();
                got.insert("content_html".to_owned(), json!(html.replace("&quot;", "\"").replace("&#39;", "'")));
            }
            let sorted = |map: &Map<String, Value>| {
                let mut all: Vec<(String, Value)> = map.clone().into_iter().collect();
                all.sort_by(|a, b| a.0.cmp(&b.0));
                all
            };
            prop_assert_eq!(sorted(&got), sorted(&wanted), "{}", name);
        }
    }
    Ok(())
}

#[test]
fn what_is_published_can_be_read_back() {
    let mut runner =
        TestRunner::new(Config { cases: 6, max_shrink_iters: 60, failure_persistence: None, ..Config::default() });
    runner.run(&vec(record(), 20..40), |records| goes_round(&records)).unwrap_or_else(|failure| panic!("{failure}"));
}
