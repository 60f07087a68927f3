//! Substack's export: `posts.csv` and a directory `posts` with the HTML of each.

use super::{
    super::Error,
    Article, Body, Entry, FeedOf, Input, Item, OldFeed, Settings, Site, Standing, Text, What,
    folder::{Folder, beside},
    meta::{Fields, instant, line},
    rows::{self, Row},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    value::{Format, Timestamp, Zone},
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Reads the directories, or the tables in them.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let feeds = vec![OldFeed { path: "/feed".to_owned(), format: Format::Rss, of: FeedOf::All }];
    let permalink = Some("/p/{slug}".to_owned());
    sink(Item::Site(Box::new(Site { feeds, permalink, ..Site::default() })));
    for input in inputs {
        // Whoever names the table means what lies beside it.
        let parent = beside(input, &["csv"]);
        if let Err(finding) = export(parent.as_ref().unwrap_or(input), settings, sink)? {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

fn export(
    input: &Input,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<Result<(), Box<Diagnostic>>, Error> {
    let folder = match Folder::open(input)? {
        Ok(folder) => folder,
        Err(finding) => return Ok(Err(finding)),
    };
    let tables = folder.names("posts.csv")?;
    // In an archive everything may lie in a directory.
    let name = tables.iter().min_by_key(|name| name.len()).map_or("posts.csv", String::as_str);
    let table = match folder.file(name)? {
        Ok(Some(table)) => table,
        Ok(None) => {
            return Ok(Err(folder.without("a Substack export", "posts.csv")));
        }
        Err(finding) => return Ok(Err(finding)),
    };
    let directory = name.strip_suffix("posts.csv").unwrap_or_default();
    let mut failure = None;
    let mut keys = HashSet::new();
    rows::of(("a Substack export", "post_id"), &table.input, sink, &mut |row, sink| match entry(
        row, &folder, directory, settings, sink,
    ) {
        Ok(entry) => {
            keys.insert(entry.key.clone());
            sink(Item::Entry(Box::new(entry)));
        }
        Err(error) => failure = failure.take().or(Some(error)),
    })?;
    if let Some(error) = failure {
        return Err(error);
    }
    rowless(&folder, directory, &keys, sink)?;
    Ok(Ok(()))
}

/// Accounts for the texts that no row of the table names: nobody knows when, and whether, they were published.
fn rowless(folder: &Folder, directory: &str, keys: &HashSet<String>, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let below = format!("{directory}posts/");
    for name in folder.names(".html")? {
        let Some(key) = name.strip_prefix(&below).map(|file| &file[..file.len() - ".html".len()]) else { continue };
        if key.contains('/') || keys.contains(key) {
            continue;
        }
        let place = Place::file(folder.called(&name)).line(1);
        let message = format!("posts.csv has no row `{key}`: when this was published, and for whom, is not known");
        let help = "give the whole export, or add its row to posts.csv, and import once more";
        sink(Item::Trouble(Box::new(
            Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone(), message).help(help),
        )));
        let what = What::Other("text without a row in posts.csv".into());
        sink(Item::Entry(Box::new(Entry { place, title: name.clone(), key: name, comments: 0, what })));
    }
    Ok(())
}

fn entry(
    row: Row,
    folder: &Folder,
    directory: &str,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<Entry, Error> {
    let title = row.text(&["title"]).map(|title| line(&title)).unwrap_or_default();
    let key = row.text(&["post_id"]).unwrap_or_else(|| title.clone());
    let text = folder.text(directory, ("posts", &key, "html"), &row.place, sink)?;
    let body = text.map(|text| without_macros(&text)).map(|text| Body { text, kind: Text::Html, images: Vec::new() });
    let article = Box::new(article(&row, &key, &title, body, settings));
    let what = match row.text(&["type"]).as_deref() {
        Some("page") => What::Page(article),
        _ => What::Article(article),
    };
    Ok(Entry { place: row.place, title, key, comments: 0, what })
}

/// Takes out the buttons and links whose address Substack's own pages fill in: `%%checkout_url%%`, `%%share_url%%`.
fn without_macros(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<a ") {
        let link = &rest[start..];
        let Some((head, after)) = link.find('>').map(|end| link.split_at(end + 1)) else { break };
        let is_macro = head.split_once("href=\"").is_some_and(|(_, address)| address.starts_with("%%"));
        let Some(end) = after.find("</a>").filter(|_| is_macro) else {
            out.push_str(&rest[..start + head.len()]);
            rest = after;
            continue;
        };
        out.push_str(&rest[..start]);
        if !head.contains("class=\"button") {
            out.push_str(&after[..end]);
        }
        rest = &after[end + "</a>".len()..];
    }
    out.push_str(rest);
    out
}

fn article(row: &Row, key: &str, title: &str, body: Option<Body>, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.text("title", Some(title));
    // The number, and how the address ends. The guid of Substack's feed is that address.
    let slug = key.split_once('.').map_or("", |(_, slug)| slug);
    let slug = if slug.contains(['/', '\\', '?', '#']) { String::new() } else { slug.to_owned() };
    if !slug.is_empty() {
        fields.text("url", Some(&format!("/p/{slug}")));
        fields.text("slug", Some(&slug));
    }
    let published = row.text(&["post_date"]).and_then(|date| instant(&date, &Zone::UTC));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    fields.html("summary", "summary_html", row.text(&["subtitle"]).as_deref());
    if let Some(sound) = row.text(&["podcast_url"]) {
        fields.list("enclosures", vec![json!({ "url": sound })]);
    }
    let is_out = row.text(&["is_published"]).is_some_and(|word| word.eq_ignore_ascii_case("true"));
    let standing = match row.text(&["audience"]).as_deref() {
        _ if !is_out => Standing::Draft,
        // Sent to a few, and on no page.
        _ if row.text(&["type"]).as_deref() == Some("adhoc_email") => Standing::Unlisted,
        Some("everyone") => Standing::Published,
        Some("only_free") => Standing::Members,
        Some("only_paid" | "founding") => Standing::Paid,
        Some(other) => Standing::Unknown(line(other)),
        None => Standing::Unknown("without an audience".to_owned()),
    };
    if let Some(kind) = row.text(&["type"]).filter(|kind| kind != "newsletter") {
        fields.insert("extra".to_owned(), Value::Object(Map::from_iter([("type".to_owned(), Value::String(kind))])));
    }
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug, day, ..Article::default() }
}

#[cfg(test)]
mod tests {
    use super::without_macros;

    #[test]
    fn buttons_without_an_address_go_and_words_stay() {
        for (text, expected) in [
            (
                "<p>a</p><p class=\"button-wrapper\"><a class=\"button primary\" href=\"%%checkout_url%%\"><span>Subscribe</span></a></p><p>b</p>",
                "<p>a</p><p class=\"button-wrapper\"></p><p>b</p>",
            ),
            ("<a href=\"%%share_url%%\">Share</a> or <a href=\"/x\">read</a>", "Share or <a href=\"/x\">read</a>"),
            ("<a href=\"/x\">100%% sure</a> <a ", "<a href=\"/x\">100%% sure</a> <a "),
        ] {
            assert_eq!(without_macros(text), expected);
        }
    }
}
