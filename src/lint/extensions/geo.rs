//! Where something is: W3C geo, ICBM, GeoURL, GeoRSS.

use super::{anything, decimal, plain};
use crate::lint::{
    judge::{BOTH, Child, Judge, many, one},
    names::Ns,
    rules::{GEO_COMMA, GEO_LATITUDE, GEO_LONGITUDE, GEO_POINT, GEO_POINTS, GEO_POLYGON_OPEN},
    text::quote,
    values::number,
    xml::Id,
};

pub(super) static GEO: &[Child] = &[
    one("lat", BOTH, latitude),
    one("long", BOTH, longitude),
    one("lon", BOTH, longitude),
    one("alt", BOTH, decimal),
    many("Point", BOTH, w3c_point),
    many("lat_long", BOTH, anything),
];
static W3C_POINT: &[Child] =
    &[one("lat", BOTH, latitude), one("long", BOTH, longitude), one("lon", BOTH, longitude), one("alt", BOTH, decimal)];

pub(super) static ICBM: &[Child] = &[
    one("lat", BOTH, latitude),
    one("lon", BOTH, longitude),
    one("latitude", BOTH, latitude),
    one("longitude", BOTH, longitude),
];

pub(super) static GEOURL: &[Child] = &[one("latitude", BOTH, latitude), one("longitude", BOTH, longitude)];

pub(super) static GEORSS: &[Child] = &[
    many("point", BOTH, point),
    many("line", BOTH, line),
    many("polygon", BOTH, polygon),
    many("box", BOTH, corners),
    many("circle", BOTH, circle),
    many("where", BOTH, anything),
    one("featuretypetag", BOTH, plain),
    one("featureTypeTag", BOTH, plain),
    one("relationshiptag", BOTH, plain),
    one("relationshipTag", BOTH, plain),
    one("featurename", BOTH, plain),
    one("featureName", BOTH, plain),
    one("elev", BOTH, decimal),
    one("floor", BOTH, super::integer),
    one("radius", BOTH, decimal),
    many("lat", BOTH, latitude),
    many("long", BOTH, longitude),
];

fn within(value: &str, limit: f64) -> bool {
    number::decimal(value).is_some_and(|number| number.abs() <= limit)
}

fn latitude(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &GEO_LATITUDE, within(value, 90.0));
}

fn longitude(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &GEO_LONGITUDE, within(value, 180.0));
}

fn w3c_point(judge: &mut Judge<'_, '_>, id: Id) {
    judge.children(id, Ns::GEO, W3C_POINT, BOTH);
}

/// Numbers with blanks between them; commas are read, and reported.
fn coordinates(judge: &mut Judge<'_, '_>, id: Id) -> Option<Vec<f64>> {
    let value = judge.value(id);
    if value.contains(',') {
        let message = format!("the coordinates `{}` are separated by commas", quote(value));
        judge.report_text(&GEO_COMMA, id, message);
    }
    value.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty()).map(number::decimal).collect()
}

fn are_pairs(numbers: &[f64]) -> bool {
    numbers.len().is_multiple_of(2)
        && numbers
            .chunks(2)
            .all(|pair| pair[0].abs() <= 90.0 && pair.get(1).is_some_and(|longitude| longitude.abs() <= 180.0))
}

fn point(judge: &mut Judge<'_, '_>, id: Id) {
    let numbers = coordinates(judge, id);
    judge.expect(id, &GEO_POINT, numbers.is_some_and(|numbers| numbers.len() == 2 && are_pairs(&numbers)));
}

fn line(judge: &mut Judge<'_, '_>, id: Id) {
    let numbers = coordinates(judge, id);
    judge.expect(id, &GEO_POINTS, numbers.is_some_and(|numbers| numbers.len() >= 4 && are_pairs(&numbers)));
}

/// An area: at least three points, and the first again.
fn polygon(judge: &mut Judge<'_, '_>, id: Id) {
    let numbers = coordinates(judge, id);
    let is_open = numbers.as_deref().is_some_and(|numbers| {
        let pairs: Vec<&[f64]> = numbers.chunks(2).collect();
        pairs.len() < 4 || pairs.first() != pairs.last()
    });
    let is_fine = numbers.is_some_and(|numbers| numbers.len() >= 6 && are_pairs(&numbers));
    judge.expect(id, &GEO_POINTS, is_fine);
    if is_fine && is_open {
        judge.report_text(&GEO_POLYGON_OPEN, id, "the polygon does not end with the point where it began");
    }
}

/// A point and a radius in metres.
fn circle(judge: &mut Judge<'_, '_>, id: Id) {
    let numbers = coordinates(judge, id);
    let is_fine = numbers.is_some_and(|numbers| numbers.len() == 3 && are_pairs(&numbers[..2]) && numbers[2] > 0.0);
    judge.expect(id, &GEO_POINTS, is_fine);
}

fn corners(judge: &mut Judge<'_, '_>, id: Id) {
    let numbers = coordinates(judge, id);
    judge.expect(id, &GEO_POINTS, numbers.is_some_and(|numbers| numbers.len() == 4 && are_pairs(&numbers)));
}
