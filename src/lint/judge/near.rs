//! What was meant by a name that nobody knows.

use super::Child;
use crate::lint::{names::Ns, text::nearest};

/// Names that other formats have for the same thing, and what RSS calls it.
static OF_OTHERS: &[(&str, &str)] = &[
    ("content", "content:encoded"),
    ("body", "description"),
    ("summary", "description"),
    ("subtitle", "description"),
    ("id", "guid"),
    ("published", "pubDate"),
    ("date", "pubDate"),
    ("updated", "atom:updated"),
    ("modified", "atom:updated"),
    ("creator", "dc:creator"),
    ("entry", "item"),
    ("url", "link"),
    ("rights", "copyright"),
    ("logo", "image"),
    ("icon", "image"),
    ("tag", "category"),
    ("tags", "category"),
    ("keywords", "category"),
    ("attachment", "enclosure"),
];

/// The same for Atom.
static OF_OTHERS_IN_ATOM: &[(&str, &str)] = &[
    ("description", "summary"),
    ("encoded", "content"),
    ("body", "content"),
    ("guid", "id"),
    ("pubDate", "published"),
    ("issued", "published"),
    ("created", "published"),
    ("modified", "updated"),
    ("lastBuildDate", "updated"),
    ("tagline", "subtitle"),
    ("copyright", "rights"),
    ("item", "entry"),
    ("image", "logo"),
    ("url", "uri"),
    ("enclosure", "link"),
];

/// The known name that a misspelt one most likely stands for.
pub(super) fn name(ns: Ns, name: &str, table: &[Child], place: u8, is_rss: bool) -> Option<&'static str> {
    let alike = nearest(name, table.iter().filter(|known| known.places & place != 0).map(|known| known.name));
    let others = match ns {
        Ns::NONE if is_rss => OF_OTHERS,
        Ns::ATOM => OF_OTHERS_IN_ATOM,
        _ => &[],
    };
    alike.or_else(|| others.iter().find(|(other, _)| *other == name).map(|(_, known)| *known))
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::lint::{
        judge::{ITEM, many},
        names::Ns,
    };

    #[test]
    fn what_was_meant() {
        let table = ["pubDate", "title", "link"].map(|known| many(known, ITEM, |_, _| {}));
        let meant = |wrong| name(Ns::NONE, wrong, &table, ITEM, true);
        for (wrong, right) in [
            ("pubdate", Some("pubDate")),
            ("pupDate", Some("pubDate")),
            ("tilte", Some("title")),
            ("summary", Some("description")),
            ("links", Some("link")),
            ("harbour", None),
        ] {
            assert_eq!(meant(wrong), right, "{wrong}");
        }
    }
}
