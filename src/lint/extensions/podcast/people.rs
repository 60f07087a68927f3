//! Who takes part, and which places it is about.

use super::{NAME, flaw, given, label, lists, optional_address, optional_page};
use crate::lint::{
    judge::Judge,
    rules::{COUNTRY, PODCAST_LOCATION, PODCAST_NAME_MISSING, PODCAST_PERSON_ROLE},
    text::is_blank,
    values::{lists::is_country, number::decimal},
    xml::Id,
};

pub(super) fn person(judge: &mut Judge<'_, '_>, id: Id) {
    named(judge, id, "a person has a name");
    if let Some(role) = given(judge, id, "role")
        && !lists::is_role(role)
    {
        flaw(judge, id, "role", &PODCAST_PERSON_ROLE, "is no role of the Podcast Taxonomy");
    }
    if let Some(group) = given(judge, id, "group")
        && !lists::is_group(group)
    {
        flaw(judge, id, "group", &PODCAST_PERSON_ROLE, "is no group of the Podcast Taxonomy");
    }
    optional_address(judge, id, "img");
    optional_page(judge, id, "href");
}

/// The name of a person or of a place.
fn named(judge: &mut Judge<'_, '_>, id: Id, why: &str) {
    label(judge, id, NAME);
    if is_blank(judge.tree.text(id)) {
        let message = format!("`<{}>` is empty, but {why}", judge.named(id));
        judge.report(&PODCAST_NAME_MISSING, id, message);
    }
}

pub(super) fn location(judge: &mut Judge<'_, '_>, id: Id) {
    named(judge, id, "a place has a name");
    if let Some(relation) = given(judge, id, "rel")
        && !matches!(relation, "subject" | "creator")
    {
        flaw(judge, id, "rel", &PODCAST_LOCATION, "is neither `subject` nor `creator`");
    }
    if let Some(geo) = given(judge, id, "geo")
        && let Err(what) = geo_uri(geo)
    {
        flaw(judge, id, "geo", &PODCAST_LOCATION, what);
    }
    if let Some(osm) = given(judge, id, "osm")
        && !is_osm(osm)
    {
        flaw(judge, id, "osm", &PODCAST_LOCATION, "is no object of OpenStreetMap such as `R113314`");
    }
    if let Some(country) = given(judge, id, "country")
        && !is_country(country)
    {
        flaw(judge, id, "country", &COUNTRY, "is no ISO 3166 code of a country, of two letters");
    }
}

/// A node, a way or a relation, its number, and after a `#` the number of a revision.
fn is_osm(text: &str) -> bool {
    let Some(number) = text.strip_prefix(['N', 'W', 'R']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (number, revision) = number.split_once('#').map_or((number, "1"), |(number, revision)| (number, revision));
    digits(number) && !number.starts_with('0') && digits(revision)
}

/// RFC 5870 §3.3: latitude, longitude, height; then the system of coordinates, the uncertainty and others.
fn geo_uri(text: &str) -> Result<(), &'static str> {
    let scheme = text.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("geo:"));
    if scheme.is_none() {
        return Err("does not begin with `geo:`");
    }
    let mut parts = text[4..].split(';');
    let coordinates: Option<Vec<f64>> = parts.next().unwrap_or_default().split(',').map(number).collect();
    let Some(coordinates) = coordinates.filter(|list| matches!(list.len(), 2 | 3)) else {
        return Err("has no latitude and longitude as in `geo:30.2672,-97.7431`");
    };
    let mut is_earth = true;
    for (n, parameter) in parts.enumerate() {
        let (name, value) = parameter.split_once('=').map_or((parameter, None), |(name, value)| (name, Some(value)));
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let is_right = match name.to_ascii_lowercase().as_str() {
            "crs" => {
                is_earth = value.is_some_and(|value| value.eq_ignore_ascii_case("wgs84"));
                n == 0 && value.is_some_and(|value| !value.is_empty())
            }
            "u" => value.and_then(number).is_some_and(|metres| metres >= 0.0),
            _ => is_name && value.is_none_or(|value| !value.is_empty()),
        };
        if !is_right {
            return Err("has a parameter that RFC 5870 does not allow there");
        }
    }
    if is_earth && coordinates[0].abs() > 90.0 {
        return Err("has a latitude beyond 90 degrees");
    }
    if is_earth && coordinates[1].abs() > 180.0 {
        return Err("has a longitude beyond 180 degrees");
    }
    Ok(())
}

fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit());
    decimal(text).filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::{geo_uri, is_osm};

    #[test]
    fn places() {
        for good in [
            "geo:30.2672,-97.7431",
            "geo:30,-97,250",
            "GEO:30.2672,97.7431;u=35",
            "geo:30.2672,97.7431;crs=wgs84;u=3.5;name=quay",
            "geo:323482,4306480;crs=EPSG-32618;u=20",
        ] {
            assert_eq!(geo_uri(good), Ok(()), "{good}");
        }
        for bad in [
            "30.2672,-97.7431",
            "geo:30.2672",
            "geo:30.2672,-97.7431,1,2",
            "geo:30.2672, -97.7431",
            "geo:+30,1",
            "geo:30.,1",
            "geo:91,0",
            "geo:0,181",
            "geo:0,0;u=-1",
            "geo:0,0;u=1;crs=wgs84",
            "geo:0,0;",
            "ge",
        ] {
            assert!(geo_uri(bad).is_err(), "{bad}");
        }
        assert!(is_osm("R113314") && is_osm("W5013364#188") && is_osm("N1"));
        assert!(!is_osm("113314") && !is_osm("r113314") && !is_osm("R") && !is_osm("R0") && !is_osm("R1#"));
    }
}
