//! The smaller fields: language, rights and licence, source, comments, related links, place.

use super::{
    Location, RelatedLink, SourceFeed,
    fields::{Candidate, Field, Fields},
    hints::Hints,
    raw::{Derived, Node, Table, Value},
    report::Report,
};
use crate::{
    diagnostic::{
        Level,
        rules::record::{FIELD_INVALID, LANGUAGE_INVALID, URL_INVALID},
    },
    value::{Language, WebUrl, collapse_blanks},
};

/// The language, declared or told by the path; the second member tells whether the path told it.
pub(super) fn language(
    fields: &mut Fields<'_>,
    hints: &Hints,
    derived: &mut Vec<Derived>,
    report: &mut Report,
) -> (Option<Language>, bool) {
    if let Some((candidate, text)) = fields.text(Field::Language) {
        match text.parse::<Language>() {
            Ok(language) => {
                // A translation names its language in its head as well; its file still lies in a place of its own.
                let translated = match &hints.language {
                    Some((told, _)) => told.primary() == language.primary(),
                    None => hints.is_translation_into(&language),
                };
                return (Some(language), translated);
            }
            Err(reason) => {
                report
                    .at(&LANGUAGE_INVALID, candidate.node, "language", format!("{reason}; it is left out"))
                    .help("use a tag of BCP 47");
            }
        }
    }
    match &hints.language {
        Some((language, _)) => {
            derived.push(Derived { field: "language", from: "file path".to_owned(), line: 0 });
            (Some(language.clone()), true)
        }
        None => (None, false),
    }
}

/// Licences by the names that people give them (SPDX), as the addresses that feeds carry.
const LICENSES: &[(&str, &str)] = &[
    ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("CC-BY-ND-4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    ("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    ("CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    ("CC-BY-3.0", "https://creativecommons.org/licenses/by/3.0/"),
    ("CC-BY-SA-3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
    ("CC-BY-ND-3.0", "https://creativecommons.org/licenses/by-nd/3.0/"),
    ("CC-BY-NC-3.0", "https://creativecommons.org/licenses/by-nc/3.0/"),
    ("CC-BY-NC-SA-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
    ("CC-BY-NC-ND-3.0", "https://creativecommons.org/licenses/by-nc-nd/3.0/"),
    ("CC-BY-2.5", "https://creativecommons.org/licenses/by/2.5/"),
    ("CC-BY-SA-2.5", "https://creativecommons.org/licenses/by-sa/2.5/"),
    ("CC-BY-2.0", "https://creativecommons.org/licenses/by/2.0/"),
    ("CC-BY-SA-2.0", "https://creativecommons.org/licenses/by-sa/2.0/"),
    ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("MIT", "https://opensource.org/license/mit"),
    ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    ("GFDL-1.3", "https://www.gnu.org/licenses/fdl-1.3.html"),
];

/// Rights and licence. A licence that is no address and no known name is a statement about rights.
pub(super) fn rights(fields: &mut Fields<'_>, report: &mut Report) -> (Option<String>, Option<WebUrl>) {
    let mut rights = line(fields, Field::Rights);
    let mut license = None;
    for candidate in fields.filled(Field::License) {
        let (text, node) = match &candidate.node.value {
            Value::Table(table) => {
                let keys = ["url", "href", "id", "name", "title"];
                match keys.iter().find_map(|key| table.get_ignore_case(key)?.as_filled_text().map(|t| (t, *key))) {
                    Some((text, _)) => (text, candidate.node),
                    None => continue,
                }
            }
            _ => match candidate.node.as_filled_text() {
                Some(text) => (text, candidate.node),
                None => continue,
            },
        };
        let squeezed = text.trim().replace([' ', '_'], "-");
        let known = LICENSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&squeezed)).map(|(_, url)| *url);
        if known.is_some() || text.contains("://") {
            license = web(known.unwrap_or(text), None, node, "license", report);
        } else if rights.is_none() {
            rights = Some(collapse_blanks(text).into_owned());
        } else {
            continue;
        }
        fields.mark(&candidate);
        break;
    }
    (rights, license)
}

/// The feed or site that an article was taken from.
pub(super) fn source(fields: &mut Fields<'_>, report: &mut Report) -> Option<SourceFeed> {
    let mut source = SourceFeed::default();
    if let Some(candidate) = fields.filled(Field::Source).first().copied() {
        match &candidate.node.value {
            Value::Table(table) => {
                fields.mark(&candidate);
                let text = |keys: &[&str]| keys.iter().find_map(|key| table.get_ignore_case(key)?.as_filled_text());
                source.title = text(&["title", "name"]).map(|title| collapse_blanks(title).into_owned());
                source.id = text(&["id"]).map(str::to_owned);
                source.url =
                    text(&["url", "link"]).and_then(|url| web(url, None, candidate.node, "source.url", report));
                source.feed = text(&["feed", "feed_url", "xml"])
                    .and_then(|url| web(url, None, candidate.node, "source.feed", report));
            }
            Value::Text(text) if WebUrl::parse(text).is_ok() => {
                fields.mark(&candidate);
                source.url = WebUrl::parse(text).ok();
            }
            // "wire", "import": a note of the newsroom's own, not a feed.
            _ => {}
        }
    }
    if source.url.is_none()
        && let Some((candidate, text)) = fields.text(Field::SourceUrl)
    {
        source.url = web(text, None, candidate.node, "source.url", report);
    }
    if source.title.is_none() && (source.url.is_some() || source.feed.is_some()) {
        source.title = line(fields, Field::SourceTitle);
    }
    (source != SourceFeed::default()).then_some(source)
}

/// The page with comments; `comments: true` is a switch of the site and no address.
pub(super) fn comments(fields: &mut Fields<'_>, base: &WebUrl, report: &mut Report) -> Option<WebUrl> {
    let candidate = fields.filled(Field::Comments).into_iter().find(|c| {
        let text = c.node.as_filled_text().unwrap_or_default();
        matches!(c.node.value, Value::Text(_)) && (text.starts_with('/') || text.contains("://"))
    })?;
    fields.mark(&candidate);
    web(candidate.node.as_filled_text()?, Some(base), candidate.node, "comments", report)
}

/// Other links: `related` and `via`, as addresses or as `{rel, url, title, language}`.
pub(super) fn related(fields: &mut Fields<'_>, base: &WebUrl, report: &mut Report) -> Vec<RelatedLink> {
    let mut links: Vec<RelatedLink> = Vec::new();
    for (field, rel) in [(Field::Related, "related"), (Field::Via, "via")] {
        for candidate in fields.list(field) {
            for item in candidate.node.items() {
                if let Some(link) = related_link(item, rel, base, &candidate, report)
                    && !links.contains(&link)
                {
                    links.push(link);
                }
            }
        }
    }
    links
}

fn related_link(
    item: &Node,
    rel: &str,
    base: &WebUrl,
    candidate: &Candidate<'_>,
    report: &mut Report,
) -> Option<RelatedLink> {
    let table = item.as_table();
    let text = |keys: &[&str]| table.and_then(|t| keys.iter().find_map(|key| t.get_ignore_case(key)?.as_filled_text()));
    let address = text(&["url", "href", "link"]).or_else(|| item.as_filled_text());
    let Some(address) = address.filter(|a| a.starts_with('/') || a.contains("://")) else {
        if !item.is_blank() {
            report
                .at(&FIELD_INVALID, item, candidate.label(), "a related link without an address is left out")
                .help("give it a `url` that begins with https:// or with `/`");
        }
        return None;
    };
    let url = web(address, Some(base), item, candidate.label(), report)?;
    Some(RelatedLink {
        rel: text(&["rel"]).filter(|rel| matches!(*rel, "related" | "via" | "alternate")).unwrap_or(rel).to_owned(),
        url,
        title: text(&["title", "name"]).map(|title| collapse_blanks(title).into_owned()),
        language: text(&["language", "lang", "hreflang"]).and_then(|tag| tag.parse().ok()),
    })
}

/// A place: `{name, lat, lon}`, `40.73, -74.17`, or its name.
pub(super) fn location(fields: &mut Fields<'_>, report: &mut Report) -> Option<Location> {
    let candidate = fields.filled(Field::Location).first().copied()?;
    fields.mark(&candidate);
    let found = match &candidate.node.value {
        Value::Table(table) => of_table(table),
        _ => candidate.node.as_filled_text().and_then(of_text),
    };
    if found.is_none() {
        report
            .at(&FIELD_INVALID, candidate.node, "location", "the location is neither a name nor a point on earth")
            .help("write `{name, lat, lon}` with degrees between -90 and 90 and between -180 and 180");
    }
    found
}

fn of_table(table: &Table) -> Option<Location> {
    let text = |keys: &[&str]| keys.iter().find_map(|key| table.get_ignore_case(key)?.as_filled_text());
    let name = text(&["name", "title", "label"]).map(|name| collapse_blanks(name).into_owned());
    let point = match (text(&["lat", "latitude"]), text(&["lon", "lng", "long", "longitude"])) {
        (Some(lat), Some(lon)) => Some(point(lat, lon)?),
        (None, None) => None,
        _ => return None,
    };
    (name.is_some() || point.is_some()).then(|| Location {
        name,
        latitude: point.map(|p| p.0),
        longitude: point.map(|p| p.1),
    })
}

fn of_text(text: &str) -> Option<Location> {
    let numeric =
        !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' ' | ';'));
    if !numeric {
        return Some(Location { name: Some(collapse_blanks(text).into_owned()), latitude: None, longitude: None });
    }
    let mut numbers = text.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let (lat, lon) = (numbers.next()?, numbers.next()?);
    let (latitude, longitude) = point(lat, lon).filter(|_| numbers.next().is_none())?;
    Some(Location { name: None, latitude: Some(latitude), longitude: Some(longitude) })
}

fn point(lat: &str, lon: &str) -> Option<(f64, f64)> {
    let (lat, lon) = (lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?);
    (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
}

/// One line of text of a field.
pub(super) fn line(fields: &mut Fields<'_>, field: Field) -> Option<String> {
    fields.text(field).map(|(_, text)| collapse_blanks(text).into_owned())
}

fn web(text: &str, base: Option<&WebUrl>, node: &Node, field: &str, report: &mut Report) -> Option<WebUrl> {
    match base.map_or_else(|| WebUrl::parse(text), |base| base.join(text)) {
        Ok(url) => Some(url),
        Err(reason) => {
            report
                .at(&URL_INVALID, node, field, format!("{reason}; it is left out"))
                .level(Level::Warning)
                .help("write an address that begins with https://");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{of_table, of_text, rights};
    use crate::record::{
        fields::Fields,
        normalise::FieldMap,
        raw::{self, Node, RawRecord, Table},
        report::Report,
    };

    #[test]
    fn licences_by_address_and_by_name() {
        for (license, expected_rights, expected_url) in [
            ("https://l.example/", None, Some("https://l.example/")),
            ("CC-BY-4.0", None, Some("https://creativecommons.org/licenses/by/4.0/")),
            ("cc by-sa 4.0", None, Some("https://creativecommons.org/licenses/by-sa/4.0/")),
            ("Ask  the editor", Some("Ask the editor"), None),
        ] {
            let raw = RawRecord {
                origin: raw::Origin { file: "a.md".into(), line: 1, bytes: 0..0, listed: false, row: None },
                fields: Table(vec![("license".to_owned(), Node::text(license, 1, 1))]),
                body: None,
                found: Table::default(),
                derived: Vec::new(),
            };
            let map = FieldMap::default();
            let mut report = Report::new(raw.origin.place());
            let (rights, url) = rights(&mut Fields::new(&raw, &map), &mut report);
            assert_eq!(rights.as_deref(), expected_rights, "{license}");
            assert_eq!(url.as_ref().map(crate::value::WebUrl::as_str), expected_url, "{license}");
        }
    }

    #[test]
    fn places() {
        for (text, expected) in [
            ("NEWARK", Some((Some("NEWARK"), None))),
            ("40.73, -74.17", Some((None, Some((40.73, -74.17))))),
            ("40.73 -74.17", Some((None, Some((40.73, -74.17))))),
            ("95, 0", None),
            ("7", None),
            ("1,2,3", None),
        ] {
            let found = of_text(text).map(|l| (l.name, l.latitude.zip(l.longitude)));
            let expected = expected.map(|(name, point): (Option<&str>, _)| (name.map(str::to_owned), point));
            assert_eq!(found, expected, "{text}");
        }
        let table = |members: &[(&str, &str)]| {
            Table(members.iter().map(|(k, v)| ((*k).to_owned(), Node::text(*v, 1, 1))).collect())
        };
        assert!(of_table(&table(&[("name", "Newark"), ("lat", "40.7"), ("lon", "-74.2")])).is_some());
        assert!(of_table(&table(&[("lat", "40.7")])).is_none(), "half a point");
        assert!(of_table(&table(&[("lat", "NaN"), ("lon", "1")])).is_none());
    }
}
