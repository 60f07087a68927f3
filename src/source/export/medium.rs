//! Medium's export: one HTML file a post, marked up with microformats, in a directory `posts`.

use super::{
    super::{Error, decode, limits},
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    folder::Folder,
    meta::{Fields, instant, line},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    value::{Timestamp, Zone},
};
use regex::Regex;
use serde_json::{Map, Value, json};
use std::sync::{Arc, LazyLock};

/// What the exports look like; Medium writes all of them alike.
struct Patterns {
    title: Regex,
    subtitle: Regex,
    author: Regex,
    time: Regex,
    original: Regex,
    canonical: Regex,
    tag: Regex,
    body: Regex,
    first_heading: Regex,
    first_rule: Regex,
    any_tag: Regex,
}

static PATTERNS: LazyLock<Result<Patterns, regex::Error>> = LazyLock::new(|| {
    Ok(Patterns {
        title: Regex::new(r#"(?s)<h1[^>]*class="[^"]*p-name[^"]*"[^>]*>(.*?)</h1>"#)?,
        subtitle: Regex::new(r#"(?s)<section[^>]*data-field="subtitle"[^>]*>(.*?)</section>"#)?,
        author: Regex::new(r#"(?s)<a[^>]*href="([^"]*)"[^>]*class="[^"]*p-author[^"]*"[^>]*>(.*?)</a>"#)?,
        time: Regex::new(r#"(?s)<time[^>]*class="[^"]*dt-published[^"]*"[^>]*datetime="([^"]*)""#)?,
        original: Regex::new(r#"https://medium\.com/p/[0-9a-f]+"#)?,
        canonical: Regex::new(r#"(?s)<a[^>]*href="([^"]*)"[^>]*class="[^"]*p-canonical[^"]*""#)?,
        tag: Regex::new(r#"(?s)<a[^>]*class="[^"]*p-tag[^"]*"[^>]*>(.*?)</a>"#)?,
        body: Regex::new(r#"(?s)<section[^>]*data-field="body"[^>]*>(.*)</section>\s*(?:<footer|</article|</body|$)"#)?,
        first_heading: Regex::new(r#"(?s)<h[1-4][^>]*class="[^"]*graf--title[^"]*"[^>]*>.*?</h[1-4]>"#)?,
        first_rule: Regex::new(r#"(?s)^(\s*<section[^>]*>\s*)<div class="section-divider">\s*<hr[^>]*>\s*</div>"#)?,
        any_tag: Regex::new(r"(?s)<[^>]*>")?,
    })
});

/// Reads files, and those of directories and archives.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let Ok(patterns) = &*PATTERNS else { return Ok(()) };
    for input in inputs {
        let is_html = input.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("html"));
        if is_html && input.path.is_file() {
            let bytes = match decode::read(&input.path, &input.name, limits::WHOLE_FILE)? {
                Ok(bytes) => bytes,
                Err(finding) => {
                    sink(Item::Broken(finding));
                    continue;
                }
            };
            sink(item(bytes, &input.name, patterns, settings));
            continue;
        }
        let folder = match Folder::open(input)? {
            Ok(folder) => folder,
            Err(finding) => {
                sink(Item::Broken(finding));
                continue;
            }
        };
        let names = folder.names(".html")?;
        if names.is_empty() {
            let place = Place::file(input.name.clone());
            let message = "this is not a Medium export: there is no HTML file in it";
            let help = "name the archive, or its directory `posts`";
            sink(Item::Broken(Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help))));
        }
        for name in names {
            match folder.read(&name)? {
                Ok(Some(bytes)) => sink(item(bytes, &folder.called(&name), patterns, settings)),
                Ok(None) => {}
                Err(finding) => sink(Item::Broken(finding)),
            }
        }
    }
    Ok(())
}

fn item(bytes: Vec<u8>, name: &Arc<str>, patterns: &Patterns, settings: &Settings) -> Item {
    match decode::decode(bytes, name, &mut Vec::new()) {
        Ok(decoded) => Item::Entry(Box::new(entry(name, decoded.text(), patterns, settings))),
        Err(finding) => Item::Broken(finding),
    }
}

fn entry(name: &Arc<str>, html: &str, patterns: &Patterns, settings: &Settings) -> Entry {
    let place = Place::file(name.clone()).line(1);
    let find =
        |pattern: &Regex| pattern.captures(html).and_then(|found| found.get(1)).map(|found| line(found.as_str()));
    let title = find(&patterns.title).unwrap_or_default();
    let plain = |html: &str| line(&patterns.any_tag.replace_all(html, " "));
    let body = patterns.body.captures(html).and_then(|found| found.get(1)).map(|found| found.as_str().to_owned());
    let stem = name.rsplit('/').next().unwrap_or_default().trim_end_matches(".html").to_owned();
    let Some(body) = body else {
        // Claps, bookmarks, the profile: lists of what the account did.
        let what = What::Other("list of the account's own affairs".into());
        return Entry { place, key: stem, title, comments: 0, what };
    };
    let footer = html.rfind("<footer").map_or("", |at| &html[at..]);
    let original = patterns.original.find(footer).map(|found| found.as_str().to_owned());
    let key = original.clone().unwrap_or_else(|| stem.clone());
    // A response to somebody's post is exported like a post; its title is its text.
    let is_response = !title.is_empty() && plain(&body) == plain(&title) && find(&patterns.subtitle).is_none();
    if is_response {
        return Entry { place, key, title, comments: 0, what: What::Other("response to another post".into()) };
    }
    let mut fields = Map::new();
    fields.html("title", "title_html", Some(&title));
    // The guid of Medium's feeds.
    fields.text("id", original.as_deref());
    let canonical = find(&patterns.canonical);
    fields.text("url", canonical.as_deref().or(original.as_deref()));
    let published = find(&patterns.time).and_then(|time| instant(&time, &Zone::UTC));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    if let Some(author) = patterns.author.captures(html) {
        let name = plain(&author[2]);
        let url = line(&author[1]);
        if !name.is_empty() {
            fields.list("authors", vec![json!({ "name": name, "url": url })]);
        }
    }
    let tags = patterns.tag.captures_iter(html).map(|tag| Value::String(plain(&tag[1])));
    fields.list("tags", tags.filter(|tag| tag != "").collect());
    fields.html("summary", "summary_html", find(&patterns.subtitle).as_deref());
    let slug = slug(canonical.as_deref(), &stem);
    fields.text("slug", Some(&slug));
    let is_draft = stem.starts_with("draft_") || published.is_none() && canonical.is_none();
    let standing = if is_draft { Standing::Draft } else { Standing::Published };
    // The title stands above the body, too; and a rule parts sections, also the first one from nothing.
    let body = patterns.first_heading.replace(&body, "");
    let body = patterns.first_rule.replace(&body, "$1").into_owned();
    let day = published.map(|published| settings.zone.local(published).date());
    let body = Some(Body { text: body, kind: Text::Html, images: Vec::new() });
    Entry {
        place,
        key,
        title,
        comments: 0,
        what: What::Article(Box::new(Article { fields, body, standing, slug, day, ..Article::default() })),
    }
}

/// `testpost` of `https://medium.com/@JoeBloggs/testpost-efefef12121212`
fn slug(canonical: Option<&str>, stem: &str) -> String {
    let last = canonical.and_then(|url| url.trim_end_matches('/').rsplit('/').next()).unwrap_or(stem);
    match last.rsplit_once('-') {
        Some((name, number)) if number.len() >= 10 && number.bytes().all(|b| b.is_ascii_hexdigit()) => name.to_owned(),
        _ => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::PATTERNS;

    #[test]
    fn the_patterns_can_be_made() {
        assert!(PATTERNS.is_ok());
    }
}
