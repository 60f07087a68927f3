//! Templates of feeds that a site has of its own: the ids in them may be others than the addresses of articles.

use super::{
    super::super::Error,
    Item, data,
    files::{self, Root},
    missing,
};
use crate::diagnostic::Place;
use regex::Regex;
use std::sync::{Arc, LazyLock};

static IDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?s)<guid[^>]*>(?P<guid>.*?)</guid>|<entry\b.*?<id>(?P<id>.*?)</id>").ok());

/// What a template puts between `<guid>` or `<id>` tags of its entries, and on which line, unless that is the address of the
/// entry; nothing, too, if it gives them no ids.
pub(super) fn odd_id<'t>(text: &'t str, is_address: &dyn Fn(&str) -> bool) -> Option<(u32, &'t str)> {
    let found = IDS.as_ref()?.captures(text)?;
    let id = found.name("guid").or_else(|| found.name("id"))?;
    let line = u32::try_from(text[..id.start()].matches('\n').count() + 1).unwrap_or(u32::MAX);
    let id = id.as_str().trim();
    (!is_whole(id, is_address)).then_some((line, id))
}

/// Whether an id is one value, an address, that is only escaped or completed.
fn is_whole(id: &str, is_address: &dyn Fn(&str) -> bool) -> bool {
    let Some(inner) = id.strip_prefix("{{").and_then(|id| id.strip_suffix("}}")) else { return false };
    let mut parts = inner.trim_matches(|c: char| c == '-' || c.is_whitespace()).split('|').map(str::trim);
    let is_value = parts.next().is_some_and(|value| !value.contains("{{") && is_address(value));
    let keeps = |filter: &str| {
        let filter = filter.to_lowercase();
        ["safe", "escape", "url", "html", "strip", "trim"].iter().any(|word| filter.contains(word))
    };
    is_value && parts.all(keeps)
}

/// Says of the ids of a feed that only its template knows them.
pub(super) fn tell(name: Arc<str>, (line, id): (u32, &str), sink: &mut dyn FnMut(Item)) {
    let message = format!("the site's own feed gives articles ids that only its template knows: `{id}`");
    let help = "run `courant adopt` with the old feed before the first build: it learns the ids that subscribers have";
    missing(Place::file(name).line(line), message, help, sink);
}

/// Looks at the templates of feeds in these directories, and says of the first one whose ids are no addresses. What the site
/// has itself goes before what comes behind it.
pub(super) fn look(
    root: &Root<'_>,
    directories: &[String],
    is_address: &dyn Fn(&str) -> bool,
    sink: &mut dyn FnMut(Item),
) -> Result<(), Error> {
    for directory in directories {
        let mut has_ids = false;
        for path in root.files(directory)?.iter().filter(|path| files::stem(path).1 == "xml") {
            let Ok(text) = data::text(root, path)? else { continue };
            has_ids |= IDS.as_ref().is_some_and(|ids| ids.is_match(&text));
            if let Some(odd) = odd_id(&text, is_address) {
                tell(root.name_of(path), odd, sink);
                return Ok(());
            }
        }
        if has_ids {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::odd_id;

    #[test]
    fn ids_that_are_no_addresses_are_found() {
        let is_address = |value: &str| value.ends_with(".Permalink");
        for text in [
            "<guid>{{ .Permalink }}</guid>",
            "<guid isPermaLink=\"true\">{{- .Permalink | safeHTML -}}</guid>",
            "<feed><id>x</id><entry>\n<id>{{ $page.Permalink }}</id></entry>",
            "<item><link>{{ .File.UniqueID }}</link></item>",
            "<feed><id>x</id></feed>",
        ] {
            assert_eq!(odd_id(text, &is_address), None, "{text}");
        }
        for (text, line, id) in [
            ("<item>\n<guid>{{ .File.UniqueID }}</guid>", 2, "{{ .File.UniqueID }}"),
            ("<guid>{{ .Permalink | md5 }}</guid>", 1, "{{ .Permalink | md5 }}"),
            ("<entry><id>tag:x:{{ .Permalink }}</id>", 1, "tag:x:{{ .Permalink }}"),
            ("<guid>{{ .Permalink }}{{ .Permalink }}</guid>", 1, "{{ .Permalink }}{{ .Permalink }}"),
        ] {
            assert_eq!(odd_id(text, &is_address), Some((line, id)), "{text}");
        }
    }
}
