//! What only subscribers were shown: Jetpack's newsletters keep it in the text, between comments of the block editor.

use super::super::Standing;

/// Begins what is for subscribers alone.
const OPEN: &str = "wp:premium-content/subscriber-view";
/// Ends it.
const CLOSE: &str = "/wp:premium-content/subscriber-view";
/// Everything behind it is for subscribers alone.
const WALL: &str = "wp:jetpack/paywall";

/// Who may read an article, by what Jetpack keeps beside it (`_jetpack_newsletter_access`). Fails closed.
pub(super) fn standing(access: &str) -> Option<Standing> {
    match access.trim() {
        "" | "everybody" => None,
        "subscribers" => Some(Standing::Members),
        paid if paid.starts_with("paid_subscribers") => Some(Standing::Paid),
        other => Some(Standing::Unknown(other.to_owned())),
    }
}

/// The text without what is for subscribers; `None` if it is for everybody.
pub(super) fn open_part(text: &str) -> Option<String> {
    let (mut kept, mut rest, mut is_cut) = (String::new(), text, false);
    while let Some((start, end, name)) = comment(rest, &[OPEN, WALL]) {
        is_cut = true;
        kept.push_str(&rest[..start]);
        rest = &rest[end..];
        // A view that is not closed, or closes itself, ends nowhere.
        rest = match comment(rest, &[CLOSE]) {
            Some((_, end, _)) if name == OPEN => &rest[end..],
            _ => "",
        };
    }
    kept.push_str(rest);
    is_cut.then_some(kept)
}

/// The first comment with one of these names: where it begins and ends.
fn comment<'n>(text: &str, names: &[&'n str]) -> Option<(usize, usize, &'n str)> {
    text.match_indices("<!--").find_map(|(start, mark)| {
        let inside = text[start + mark.len()..].trim_start();
        let name = names.iter().find(|name| {
            let after = inside.strip_prefix(**name);
            after.is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
        })?;
        let end = text[start..].find("-->").map_or(text.len(), |end| start + end + 3);
        Some((start, end, *name))
    })
}

#[cfg(test)]
mod tests {
    use super::open_part;

    #[test]
    fn what_is_for_subscribers_is_cut() {
        for (text, open) in [
            ("<p>a</p><!-- wp:paragraph --><p>b</p>", None),
            ("a<!-- wp:jetpack/paywall /-->secret", Some("a")),
            ("a<!--wp:jetpack/paywall {\"x\":1} /-->secret", Some("a")),
            ("a<!-- wp:jetpack/paywall-note /-->b", None),
            (
                "a<!-- wp:premium-content/subscriber-view {\"k\":1} --><p>secret</p><!-- /wp:premium-content/subscriber-view -->b\
                 <!-- wp:premium-content/logged-out-view -->c<!-- wp:premium-content/subscriber-view -->secret",
                Some("ab<!-- wp:premium-content/logged-out-view -->c"),
            ),
            ("a<!-- wp:jetpack/paywall", Some("a")),
        ] {
            assert_eq!(open_part(text).as_deref(), open, "{text}");
        }
    }
}
