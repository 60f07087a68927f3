//! Pictures in several sizes and for several purposes.

use super::{NAME, address, empty, enclosures::pixels, flaw, given, media, needed, recommended, short};
use crate::lint::{
    judge::Judge,
    rules::{PODCAST_ASPECT_RATIO, PODCAST_IMAGE_PURPOSE, PODCAST_IMAGES_DEPRECATED, URL_ATTRIBUTE},
    text::quote,
    values::{number::decimal, uri},
    xml::Id,
};

pub(super) fn image(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    address(judge, id, "href");
    recommended(judge, id, "alt", "which says what it shows to those who do not see it");
    if let Some(ratio) = given(judge, id, "aspect-ratio")
        && !is_ratio(ratio)
    {
        flaw(judge, id, "aspect-ratio", &PODCAST_ASPECT_RATIO, "is no ratio such as `16/9`");
    }
    pixels(judge, id, "width");
    pixels(judge, id, "height");
    media::media_type(judge, id, "type");
    short(judge, id, "purpose", NAME);
    let Some(purpose) = judge.tree.value(id, "purpose") else { return };
    let tokens: Vec<String> = purpose.split_whitespace().map(str::to_ascii_lowercase).collect();
    if tokens.iter().any(|token| token.contains([',', ';'])) {
        flaw(judge, id, "purpose", &PODCAST_IMAGE_PURPOSE, "has commas: blanks separate its words");
    } else if let Some(n) = (1..tokens.len()).find(|&n| tokens[..n].contains(&tokens[n])) {
        flaw(judge, id, "purpose", &PODCAST_IMAGE_PURPOSE, &format!("has `{}` twice", quote(&tokens[n])));
    }
}

/// A `<ratio>` of CSS: width and height, or the first of them where the other is 1.
fn is_ratio(text: &str) -> bool {
    let mut parts = text.split('/').map(|part| decimal(part.trim()).filter(|number| *number > 0.0));
    let first = parts.next().flatten();
    first.is_some() && parts.next().is_none_or(|second| second.is_some()) && parts.next().is_none()
}

/// The element before `image`, which took the notation of HTML.
pub(super) fn images(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    let message = format!("`<{}>` was replaced by `<podcast:image>`", judge.named(id));
    judge.report(&PODCAST_IMAGES_DEPRECATED, id, message);
    let Some(set) = needed(judge, id, "srcset") else { return };
    let is_address = |word: &str| uri::is_web(word) && uri::reference(word).is_ok();
    let mut words = set.split_whitespace();
    while let Some(word) = words.next() {
        let bare = word.trim_end_matches(',');
        if !is_address(bare) {
            let what = format!("has `{}`, which is no full Web address", quote(bare));
            flaw(judge, id, "srcset", &URL_ATTRIBUTE, &what);
            return;
        }
        if bare.len() == word.len() {
            // The width that follows.
            words.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_ratio;

    #[test]
    fn ratios() {
        for good in ["1/1", "16/9", "16 / 9", "1.9", "4/1"] {
            assert!(is_ratio(good), "{good}");
        }
        for bad in ["", "16:9", "16x9", "16/", "/9", "0/1", "16/9/4", "square", "-1/1"] {
            assert!(!is_ratio(bad), "{bad}");
        }
    }
}
