//! The files of a show: their addresses, what their names say that they are, and whether their size can be true.

use crate::lint::{
    judge::Judge,
    names::Ns,
    profile::Profile,
    rules::{
        ENCLOSURE_LENGTH, ENCLOSURE_LENGTH_ZERO, ENCLOSURE_TYPE, ITUNES_FORMAT, ITUNES_IMAGE_FORMAT, MEDIA_INSECURE,
        MEDIA_NOT_ASCII, SPOTIFY_FORMAT,
    },
    text::quote,
    values::media_type::essence,
    xml::{Attribute, Id},
};

/// The types of a file with this extension, the usual one first: Apple's list, and what the Podcast Standards Project adds.
const TYPES: &[(&str, &[&str])] = &[
    ("mp3", &["audio/mpeg"]),
    ("m4a", &["audio/x-m4a", "audio/mp4", "audio/m4a", "audio/aac"]),
    ("mp4", &["video/mp4", "audio/mp4"]),
    ("m4v", &["video/x-m4v", "video/m4v", "video/mp4"]),
    ("mov", &["video/quicktime"]),
    ("pdf", &["application/pdf"]),
    ("epub", &["application/epub+zip", "document/x-epub"]),
];

/// The last piece of an address' path.
fn file(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// What stands behind the last dot of an address' path, as it is written.
fn extension(url: &str) -> Option<&str> {
    file(url).rsplit_once('.').map(|(_, extension)| extension)
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The artwork of a show or an episode, which `href` names.
pub(in crate::lint) fn picture(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let Some(href) = tree.attribute(id, "href") else { return };
    address(judge, id, href);
    if let Some(extension) = extension(href.value.trim())
        && !is_one_of(extension, &["jpg", "jpeg", "png"])
    {
        let message = format!("`{}` is by its name neither a JPEG nor a PNG", quote(file(href.value.trim())));
        judge.report_attribute(&ITUNES_IMAGE_FORMAT, id, "href", href.at, message);
    }
}

/// Addresses are ASCII, and under a profile should be encrypted.
fn address(judge: &mut Judge<'_, '_>, id: Id, url: &Attribute<'_>) {
    let value = url.value.trim();
    if !value.is_ascii() {
        let message = format!("`{}` has letters outside ASCII", quote(value));
        judge.report_attribute(&MEDIA_NOT_ASCII, id, url.name, url.at, message);
    }
    if judge.asked.profiles.any() && value.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:")) {
        let message = format!("`{}` is fetched without encryption", quote(value));
        judge.report_attribute(&MEDIA_INSECURE, id, url.name, url.at, message);
    }
}

/// The enclosures of an episode. Whether Apple's list of formats is asked for, `for_apple` says.
pub(super) fn enclosures(judge: &mut Judge<'_, '_>, item: Id, for_apple: bool) {
    let tree = judge.tree;
    for id in tree.all(item, Ns::NONE, "enclosure") {
        if let Some(length) = tree.attribute(id, "length")
            && judge.asked.profiles.any()
            && length.value.trim() == "0"
        {
            judge.report_attribute(&ENCLOSURE_LENGTH_ZERO, id, "length", length.at, "the length is 0: unknown");
        }
        let Some(url) = tree.attribute(id, "url") else { continue };
        address(judge, id, url);
        let extension = extension(&url.value);
        let types = TYPES.iter().find(|(known, _)| extension.is_some_and(|one| one.eq_ignore_ascii_case(known)));
        if types.is_none() && for_apple {
            let message = format!("Apple plays no file named `{}`", quote(file(&url.value)));
            judge.report_attribute(&ITUNES_FORMAT, id, "url", url.at, message);
        }
        let given = tree.attribute(id, "type");
        if let (Some((extension, types)), Some(given)) = (types, given)
            && !is_one_of(essence(&given.value), types)
        {
            let message = format!(
                "the name ends in `.{extension}`, as those of `{}` do, but the type is `{}`: one of both is wrong",
                types[0],
                quote(&given.value)
            );
            judge.report_attribute(&ENCLOSURE_TYPE, id, "type", given.at, message);
        }
        if judge.asked.profiles.has(Profile::Spotify) {
            let is_fine = match types {
                Some((extension, _)) => !matches!(*extension, "pdf" | "epub"),
                // A name without meaning: the type has to say it.
                None => {
                    extension.is_none_or(|extension| extension.len() > 4 || extension.eq_ignore_ascii_case("aac"))
                        && given.is_some_and(|given| {
                            let essence = essence(&given.value);
                            TYPES.iter().take(5).any(|(_, types)| is_one_of(essence, types))
                        })
                }
            };
            if !is_fine {
                let message = format!("Spotify takes no file such as `{}`", quote(file(&url.value)));
                judge.report_attribute(&SPOTIFY_FORMAT, id, "url", url.at, message);
            }
        }
    }
}

/// Whether the size of the first enclosure and the duration of the episode can both be true.
pub(super) fn plausible_length(judge: &mut Judge<'_, '_>, item: Id) {
    let tree = judge.tree;
    let Some(id) = tree.first(item, Ns::NONE, "enclosure") else { return };
    let Some(attribute) = tree.attribute(id, "length") else { return };
    let duration = tree.first(item, Ns::ITUNES, "duration").and_then(|id| seconds(tree.text(id).trim()));
    let (Ok(bytes), Some(seconds)) = (attribute.value.trim().parse::<u64>(), duration) else { return };
    if bytes == 0 || seconds == 0 {
        return;
    }
    let media_type = tree.value(id, "type").unwrap_or_default();
    let Some(most) = most_bytes(media_type, seconds) else { return };
    let message = if bytes == seconds {
        format!("the length is {bytes}, which is the duration in seconds")
    } else if bytes / least_in_a_second(media_type) < seconds {
        format!("the length is {bytes}, but {bytes} bytes cannot last {seconds} seconds")
    } else if bytes > most {
        format!("the length is {bytes}, but {seconds} seconds of this type never take so many bytes")
    } else {
        return;
    };
    judge.report_attribute(&ENCLOSURE_LENGTH, id, "length", attribute.at, message);
}

/// The least bytes that a second can take. 4 kbit/s: half of the least that MP3 knows; whoever counted kilobytes is below
/// it. Silence without loss takes next to nothing.
fn least_in_a_second(media_type: &str) -> u64 {
    if essence(media_type).ends_with("flac") { 50 } else { 500 }
}

/// The most bytes that this many seconds can take; `None` where time says nothing about the size.
fn most_bytes(media_type: &str, seconds: u64) -> Option<u64> {
    // Pictures and the index of the file come on top.
    const BESIDES: u64 = 10_000_000;
    let essence = essence(media_type);
    let a_second = if is_one_of(essence, &["audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac"]) {
        // Twice the 320 kbit/s at which MP3 ends; lossless audio in MP4 may come close to 1.4 Mbit/s.
        if essence.eq_ignore_ascii_case("audio/mpeg") { 80_000 } else { 180_000 }
    } else if essence.get(..6).is_some_and(|family| family.eq_ignore_ascii_case("audio/")) {
        1_200_000
    } else if essence.get(..6).is_some_and(|family| family.eq_ignore_ascii_case("video/")) {
        15_000_000
    } else {
        return None;
    };
    seconds.checked_mul(a_second)?.checked_add(BESIDES)
}

/// The seconds of Apple's duration.
pub(super) fn seconds(duration: &str) -> Option<u64> {
    if duration.split(':').count() > 3 {
        return None;
    }
    duration.split(':').try_fold(0u64, |sum, part| {
        let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let part: u64 = part.parse().ok().filter(|_| is_number)?;
        sum.checked_mul(60)?.checked_add(part)
    })
}

#[cfg(test)]
mod tests {
    use super::{extension, most_bytes, seconds};

    #[test]
    fn names_of_files() {
        assert_eq!(extension("https://a.example/v1.2/one.MP3?x=.ogg"), Some("MP3"));
        assert_eq!(extension("https://a.example/v1.2/one"), None);
    }

    #[test]
    fn durations() {
        for (text, expected) in
            [("90", Some(90)), ("1:30", Some(90)), ("1:00:01", Some(3601)), ("", None), ("1:2:3:4", None)]
        {
            assert_eq!(seconds(text), expected, "{text}");
        }
        assert_eq!(seconds("99999999999999999999:1"), None);
    }

    #[test]
    fn sizes() {
        assert!(most_bytes("audio/mpeg", 25).expect("it is audio") < 24_986_239, "minutes taken for seconds");
        assert!(most_bytes("audio/mpeg", 30).expect("it is audio") > 5_000_000, "a trailer with a large cover");
        assert_eq!(most_bytes("application/pdf", 30), None);
        assert_eq!(most_bytes("video/mp4", u64::MAX), None);
    }
}
