//! `ref` and `relref`, and links to files: the addresses that Hugo puts in their place.

use super::super::links;
use regex::{Captures, Regex};
use std::{borrow::Cow, sync::LazyLock};

static REFERENCES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?x) \{\{[<%]\s* (?:ref|relref) \s+ (?P<rest> [^{}]*? ) \s*/?[>%]\}\} "#).ok());
static ARGUMENTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:(?P<name>[a-zA-Z]+)\s*=\s*)?(?:"(?P<double>[^"]*)"|`(?P<back>[^`]*)`|(?P<bare>[^\s"`=]+))"#).ok()
});

/// The body with addresses in it.
pub(super) fn addressed(text: &str, resolve: &dyn Fn(&str, Option<&str>) -> Option<String>) -> String {
    let Some(references) = &*REFERENCES else { return text.to_owned() };
    let text = references.replace_all(text, |found: &Captures<'_>| {
        let (target, language) = arguments(&found["rest"]);
        target.and_then(|target| resolve(target, language)).unwrap_or_else(|| found[0].to_owned())
    });
    // Only what is plainly a file: an address of a page means what it says.
    let is_file = |target: &str| [".md", ".markdown"].iter().any(|end| links::cut(target).0.ends_with(end));
    match links::rewrite(&text, &|target| is_file(target).then(|| resolve(target, None)).flatten()) {
        Cow::Owned(text) => text,
        Cow::Borrowed(_) => text.into_owned(),
    }
}

/// Path and language: `"x.md" "fr"`, `path="x.md" lang="fr"`.
fn arguments(text: &str) -> (Option<&str>, Option<&str>) {
    let Some(pattern) = &*ARGUMENTS else { return (None, None) };
    let (mut path, mut language, mut number) = (None, None, 0);
    for found in pattern.captures_iter(text) {
        let value = ["double", "back", "bare"].iter().find_map(|name| found.name(name)).map(|value| value.as_str());
        match found.name("name").map(|name| name.as_str()) {
            Some("path") => path = value,
            Some("lang") => language = value,
            Some(_) => {}
            None if number == 0 => path = value,
            None if number == 1 => language = value,
            None => {}
        }
        number += 1;
    }
    (path, language)
}

#[cfg(test)]
mod tests {
    use super::addressed;

    #[test]
    fn references_become_addresses() {
        let resolve = |target: &str, language: Option<&str>| {
            (target == "/posts/a.md#x")
                .then(|| format!("https://h.example/{}a/#x", language.map(|l| format!("{l}/")).unwrap_or_default()))
        };
        for (text, expected) in [
            ("[a]({{< ref \"/posts/a.md#x\" >}})", "[a](https://h.example/a/#x)"),
            ("[a]({{% relref path=\"/posts/a.md#x\" lang=\"fr\" %}})", "[a](https://h.example/fr/a/#x)"),
            (
                "[a]({{< ref \"b.md\" >}}) {{</* ref \"/posts/a.md#x\" */>}}",
                "[a]({{< ref \"b.md\" >}}) {{</* ref \"/posts/a.md#x\" */>}}",
            ),
            ("[a](/posts/a.md#x)", "[a](https://h.example/a/#x)"),
        ] {
            assert_eq!(addressed(text, &resolve), expected);
        }
    }
}
