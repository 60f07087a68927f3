//! The links of an item beside its own, the same in RSS and Atom.

use super::{ItemPolicy, shown::Shown};
use crate::record::Record;
use std::collections::BTreeSet;

/// A link to something that belongs to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link<'a> {
    /// `related`, `via` or `alternate`.
    pub rel: &'static str,
    /// The address.
    pub href: &'a str,
    /// What it leads to, for people.
    pub title: Option<&'a str>,
    /// The language of what it leads to.
    pub hreflang: Option<&'a str>,
    /// Whether it is the item's own page once more.
    pub own: bool,
}

/// What a link post points at, then the declared links.
///
/// A translation is an `alternate` with its language. Readers that know nothing of languages take the first alternate for
/// the item's page, and others, feedparser among them, the last one: so the item's own page, which is the first, comes
/// again at the end with its own language. That is no repetition (RFC 4287 §4.1.2: same type *and* language); where the
/// language is not known, translations are only related.
pub(super) fn links<'a>(record: &'a Record, shown: &'a Shown<'a>, policy: &'a ItemPolicy) -> Vec<Link<'a>> {
    let own_language = record.language.as_ref().or(policy.language.as_ref()).map(|language| language.as_str());
    let mut links = Vec::new();
    let mut seen = BTreeSet::new();
    let mut languages = BTreeSet::new();
    if let Some(url) = shown.counterpart {
        seen.insert(("related", url.as_str()));
        links.push(Link { rel: "related", href: url.as_str(), title: None, hreflang: None, own: false });
    }
    for declared in &record.related {
        let hreflang = declared.language.as_ref().map(|language| language.as_str());
        let is_translation = own_language.is_some() && hreflang.is_some_and(|language| languages.insert(language));
        let rel = match declared.rel.as_str() {
            "alternate" if is_translation => "alternate",
            "via" => "via",
            _ => "related",
        };
        let href = declared.url.as_str();
        if seen.insert((rel, href)) {
            links.push(Link { rel, href, title: declared.title.as_deref(), hreflang, own: false });
        }
    }
    if let Some(url) = &shown.link
        && links.iter().any(|link| link.rel == "alternate")
    {
        links.push(Link { rel: "alternate", href: url.as_str(), title: None, hreflang: own_language, own: true });
    }
    links
}

#[cfg(test)]
mod tests {
    use super::links;
    use crate::document::{ItemPolicy, fixture, shown::Shown};
    use crate::record::RelatedLink;

    #[test]
    fn what_becomes_of_declared_links() {
        let declared = |rel: &str, path: &str, language: Option<&str>| RelatedLink {
            rel: rel.to_owned(),
            url: fixture::url(&format!("https://a.example/{path}")),
            title: None,
            language: language.map(|language| language.parse().expect("a tag")),
        };
        let mut record = fixture::record();
        record.external_url = Some(fixture::url("https://a.example/target"));
        record.related = vec![
            declared("via", "via", None),
            declared("alternate", "de", Some("de")),
            declared("alternate", "de-2", Some("de")),
            declared("alternate", "print", None),
            declared("made-up", "x", None),
            declared("made-up", "x", None),
            declared("related", "target", None),
        ];
        let got = |policy: &ItemPolicy| {
            let item = fixture::item(&record);
            let shown = Shown::new(&item, policy);
            let all = links(&record, &shown, policy);
            all.iter()
                .map(|link| {
                    let path = link.href.trim_start_matches("https://a.example/");
                    format!("{} {path} {}", link.rel, link.hreflang.unwrap_or("-"))
                })
                .collect::<Vec<_>>()
        };
        let mut policy = fixture::policy();
        assert_eq!(
            got(&policy),
            [
                "related target -",
                "via via -",
                "alternate de de",
                "related de-2 de",
                "related print -",
                "related x -",
                "alternate salt en"
            ]
        );
        policy.language = None;
        assert!(got(&policy).iter().all(|link| !link.starts_with("alternate")), "the own language is not known");
    }
}
