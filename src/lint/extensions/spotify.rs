//! Spotify's elements. Its specification is not public as a whole: what is not known here is questioned, not refused.

use super::anything;
use crate::lint::{
    judge::{BOTH, CHANNEL, Child, Judge, one},
    rules::{NUMBER_ATTRIBUTE, SPOTIFY_COUNTRY},
    text::quote,
    values::{lists::is_country, number::is_positive},
    xml::Id,
};

pub(super) static ELEMENTS: &[Child] = &[
    one("limit", CHANNEL, limit).with(&["recentCount"]),
    one("countryOfOrigin", CHANNEL, countries),
    // Spotify Open Access: partners and entitlements, whose names are theirs.
    one("access", BOTH, anything),
];

/// How many of the latest episodes are shown.
fn limit(judge: &mut Judge<'_, '_>, id: Id) {
    if judge.required(id, "recentCount").is_some() {
        judge.expect_attribute(id, "recentCount", &NUMBER_ATTRIBUTE, is_positive);
    }
}

/// The countries for which the show is made, the most important first.
fn countries(judge: &mut Judge<'_, '_>, id: Id) {
    if judge.not_blank(id) {
        let value = judge.value(id);
        let mut codes = value.split([' ', ',', '\n', '\t']).filter(|code| !code.is_empty());
        if let Some(wrong) = codes.find(|code| !is_country(code)) {
            let message = format!("`{}` in `<{}>` is no country of ISO 3166", quote(wrong), judge.named(id));
            judge.report_text(&SPOTIFY_COUNTRY, id, message);
        }
    }
}
