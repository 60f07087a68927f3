//! Directives about addresses: what Jekyll puts in their place.

use super::super::{
    files,
    links::{self, Index},
};
use regex::{Captures, Regex};
use std::{borrow::Cow, sync::LazyLock};

/// The directives, outside of what stands between `raw` and `endraw`.
static DIRECTIVES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?xs)
        (?P<raw> \{%-?\s*raw\s*-?%\} .*? \{%-?\s*endraw\s*-?%\} )
        | (?: \{\{-?\s*site\.(?:url|baseurl)\s*-?\}\} /? )* \{%-?\s*(?P<tag>post_url|link)\s+(?P<target>[^%}]+?)\s*-?%\}
        | \{\{-?\s*["'](?P<address>[^"'{}]*)["']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.baseurl(?:\s*\|\s*prepend:\s*site\.url)?)\s*-?\}\}
        | \{\{-?\s*site\.(?P<base>baseurl)\s*-?\}\}
        "#,
    )
    .ok()
});

/// The body of a page with the addresses of other pages in it. `page` is the path of its file.
pub(super) fn addressed(text: &str, page: &str, index: &Index, baseurl: &str) -> String {
    let Some(directives) = &*DIRECTIVES else { return text.to_owned() };
    let text = directives.replace_all(text, |found: &Captures<'_>| {
        let whole = || found[0].to_owned();
        if let (Some(tag), Some(target)) = (found.name("tag"), found.name("target")) {
            let target = target.as_str().trim_matches(['"', '\'']);
            let (target, part) = links::cut(target);
            let found =
                if tag.as_str() == "post_url" { index.name(&format!("post {target}")) } else { index.path(target) };
            return found.map_or_else(whole, |address| format!("{address}{part}"));
        }
        if let Some(address) = found.name("address") {
            return if baseurl.is_empty() { whole() } else { files::joined(baseurl, address.as_str()) };
        }
        if found.name("base").is_some() { baseurl.to_owned() } else { whole() }
    });
    let resolve = |target: &str| {
        let (path, part) = links::cut(target);
        let is_file = [".md", ".markdown", ".html"].iter().any(|end| path.ends_with(end)) && !path.contains(':');
        let path = is_file.then(|| files::resolved(files::split(page).0, path)).flatten()?;
        index.path(&path).map(|address| format!("{address}{part}"))
    };
    match links::rewrite(&text, &resolve) {
        Cow::Owned(text) => text,
        Cow::Borrowed(_) => text.into_owned(),
    }
}
