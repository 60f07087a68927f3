//! Other versions of an item's enclosure, where they are, and how to know that they arrived whole.

use super::{LABEL, empty, flaw, given, inside, media, needed, recommended, short};
use crate::lint::{
    judge::{Child, Judge, NESTED, many, one},
    names::Ns,
    rules::{
        LANGUAGE, MEDIA_TYPE_ATTRIBUTE, NUMBER_ATTRIBUTE, NUMBER_DECIMAL, PODCAST_ENCLOSURE_MISSING, PODCAST_INTEGRITY,
        TRUE_FALSE,
    },
    values::{
        language::is_language,
        media_type::is_media_type,
        number::{decimal, is_positive},
        uri,
    },
    xml::Id,
};

static INSIDE: &[Child] = &[
    many("source", NESTED, source).with(&["uri", "contentType"]),
    one("integrity", NESTED, integrity).with(&["type", "value"]),
];

pub(super) fn alternate(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    inside(judge, id, INSIDE);
    judge.required_child(id, Ns::PODCAST, "source");
    if let Some(kind) = needed(judge, id, "type")
        && !is_media_type(kind)
    {
        flaw(judge, id, "type", &MEDIA_TYPE_ATTRIBUTE, "is no media type");
    }
    recommended(judge, id, "length", "by which apps know the size of the file");
    media::count(judge, id, "length");
    if let Some(bitrate) = given(judge, id, "bitrate")
        && !decimal(bitrate).is_some_and(|bits| bits >= 0.0)
    {
        flaw(judge, id, "bitrate", &NUMBER_DECIMAL, "is no number of bits in a second");
    }
    pixels(judge, id, "height");
    if let Some(language) = given(judge, id, "lang")
        && !is_language(language)
    {
        flaw(judge, id, "lang", &LANGUAGE, "names no language");
    }
    short(judge, id, "title", LABEL);
    short(judge, id, "rel", LABEL);
    judge.attribute_not_blank(id, "codecs");
    judge.expect_attribute(id, "default", &TRUE_FALSE, |value| matches!(value, "true" | "false"));
    // A live item says so for all that it lacks.
    if let Some(item) = tree.parent(id).filter(|&item| judge.is_rss && tree.is(item, Ns::NONE, "item"))
        && tree.first(item, Ns::PODCAST, "alternateEnclosure") == Some(id)
        && tree.first(item, Ns::NONE, "enclosure").is_none()
    {
        let message = "the item has other versions of its enclosure, but no `<enclosure>`";
        judge.report(&PODCAST_ENCLOSURE_MISSING, item, message);
    }
}

/// A width or a height that may be there.
pub(super) fn pixels(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    if let Some(pixels) = given(judge, id, name)
        && !is_positive(pixels)
    {
        flaw(judge, id, name, &NUMBER_ATTRIBUTE, "is no whole number of pixels");
    }
}

/// Any scheme will do: `ipfs:`, `magnet:`, or a host of Tor.
fn source(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    if needed(judge, id, "uri").is_some() {
        judge.attribute_uri(id, "uri", |value| uri::absolute(value.trim()));
    }
    media::media_type(judge, id, "contentType");
}

fn integrity(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    let (kind, value) = (needed(judge, id, "type"), needed(judge, id, "value"));
    let Some(kind) = kind else { return };
    let is_fine: fn(&str) -> bool = match kind {
        "sri" => is_sri,
        "pgp-signature" => |text| is_base64(&text.split_whitespace().collect::<String>()),
        _ => {
            flaw(judge, id, "type", &PODCAST_INTEGRITY, "is neither `sri` nor `pgp-signature`");
            return;
        }
    };
    if !value.is_none_or(is_fine) {
        let what = if kind == "sri" { "is no hash such as `sha384-…` in Base64" } else { "is not in Base64" };
        flaw(judge, id, "value", &PODCAST_INTEGRITY, what);
    }
}

/// Hashes of Subresource Integrity §3.5, separated by blanks, each with options after a `?`.
fn is_sri(text: &str) -> bool {
    text.split_whitespace().all(|hash| {
        let (algorithm, digest) = hash.split_once('-').unwrap_or_default();
        let digest = digest.split('?').next().unwrap_or_default();
        let length = match algorithm {
            "sha256" => 44,
            "sha384" => 64,
            "sha512" => 88,
            _ => return false,
        };
        digest.len() == length && is_base64(digest)
    })
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    !digits.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - digits.len() <= 2
        && digits.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::{is_base64, is_sri};

    #[test]
    fn hashes() {
        let hash = format!("sha384-{}", "Ab+/".repeat(16));
        assert!(is_sri(&hash) && is_sri(&format!("{hash} {hash}?x")));
        assert!(!is_sri("sha384-Ab+/") && !is_sri(&hash.replace("384", "1")) && !is_sri(&hash.replace('-', "=")));
        assert!(is_base64("QQ==") && !is_base64("QQ=") && !is_base64("Q===") && !is_base64("Q-==") && !is_base64(""));
    }
}
