//! What an export looks like: for those who do not know, or were mistaken.

use super::{Input, Kind, encoding, folder::Folder};
use std::{fs::File, io::Read, path::Path};

/// Bytes at the start of a file that are looked at.
const GLANCE: u64 = 256 << 10;

/// The kind that a file, directory or archive looks like. Nothing of it is read but names and the start.
#[must_use]
pub fn detect(input: &Input) -> Option<Kind> {
    if input.path.is_dir() || super::folder::is_archive(input) {
        return Folder::open(input).ok()?.ok().and_then(|folder| of_folder(&folder));
    }
    let bytes = start(&input.path)?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let extension = input.path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    of_text(text, &extension)
}

/// The first bytes of a file, as UTF-8 if it says in which encoding it is.
pub(super) fn start(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    encoding::utf8(File::open(path).ok()?).ok()?.take(GLANCE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn of_folder(folder: &Folder) -> Option<Kind> {
    let names = folder.names("").ok()?;
    let file = |wanted: &str| names.iter().find(|name| name.rsplit('/').next() == Some(wanted));
    let ends = |ending: &str| names.iter().find(|name| name.to_lowercase().ends_with(ending));
    let within = |directory: &str| names.iter().any(|name| name.split('/').rev().nth(1) == Some(directory));
    if file("posts.csv").is_some() {
        return Some(Kind::Substack);
    }
    if (file("emails.csv").or(file("emails.json"))).is_some() && within("emails") {
        return Some(Kind::Buttondown);
    }
    if within("cur") || within("new") || ends(".eml").is_some() || ends(".mbox").is_some() {
        return Some(Kind::Mail);
    }
    // What lies in a directory is of one kind.
    let first = ["feed.atom", ".html", ".json", ".xml", ".csv"].iter().find_map(|ending| ends(ending))?;
    let bytes = folder.read(first).ok()?.ok()??;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(usize::try_from(GLANCE).unwrap_or(usize::MAX))]);
    let kind = of_text(text.trim_start_matches('\u{feff}').trim_start(), first.rsplit('.').next().unwrap_or_default())?;
    // The others do not take directories.
    let takes = [Kind::Medium, Kind::Html, Kind::Feed, Kind::Curated, Kind::Chorus, Kind::Mail];
    takes.contains(&kind).then_some(kind)
}

fn of_text(text: &str, extension: &str) -> Option<Kind> {
    let has = |word: &str| text.contains(word);
    match text.as_bytes().first()? {
        b'<' => of_xml(text),
        b'{' | b'[' => Some(of_json(text)),
        _ if text.starts_with("From ") && has("\n") => Some(Kind::Mail),
        _ if super::movable_type::looks_like(text) => Some(Kind::MovableType),
        _ if super::mail::has_head(text.as_bytes()) => Some(Kind::Mail),
        _ => of_table(text, extension),
    }
}

fn of_xml(text: &str) -> Option<Kind> {
    let has = |word: &str| text.contains(word);
    let root = text.find("<rss").or_else(|| text.find("<feed")).or_else(|| text.find("<rdf:RDF"));
    let lower = text[..text.floor_char_boundary(4096)].to_ascii_lowercase();
    if has("wordpress.org/export/") {
        return Some(if has("squarespace.com") || has("Squarespace") { Kind::Squarespace } else { Kind::WordPress });
    }
    if root.is_some() {
        let is_backup = has("schemas.google.com/blogger/2008/kind") || has("<blogger:type>");
        return Some(if is_backup { Kind::Blogger } else { Kind::Feed });
    }
    let is_page = lower.contains("<html") || lower.contains("<!doctype html") || lower.contains("<body");
    is_page.then_some(if has("p-canonical") || has("graf--") { Kind::Medium } else { Kind::Html })
}

fn of_json(text: &str) -> Kind {
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    let tables = ["posts_tags", "posts_authors", "mobiledoc", "lexical"].iter().any(|name| has(name));
    // Files for Ghost's importer that other programs made have each post in `data`.
    let wrapped = has("posts") && (has("db") || has("published_at") && has("data"));
    if tables || wrapped {
        Kind::Ghost
    } else if text.contains("\"blogger#") {
        Kind::Blogger
    } else if has("rendered") && (has("guid") || has("date_gmt")) || has("avatar_urls") {
        Kind::WordPressRest
    } else if text.contains("\"EntryBody") && has("uid") {
        Kind::Chorus
    } else if has("publication_status") && has("categories") {
        Kind::Curated
    } else if has("translations") && (has("headline") || has("first_names")) {
        Kind::TinyNews
    } else if has("secondary_id") && has("subject") {
        Kind::Buttondown
    } else if text.contains("jsonfeed.org/version/") {
        Kind::Feed
    } else {
        Kind::Json
    }
}

fn of_table(text: &str, extension: &str) -> Option<Kind> {
    let head = text.lines().next()?;
    let columns: Vec<String> =
        head.split([',', ';', '\t']).map(|column| column.trim().trim_matches('"').to_lowercase()).collect();
    let has = |name: &str| columns.iter().any(|column| column == name);
    if has("web_title") {
        Some(Kind::Beehiiv)
    } else if has("plain content") && has("rich content") {
        Some(Kind::Wix)
    } else if has("post_id") && has("audience") {
        Some(Kind::Substack)
    } else if has("secondary_id") && has("subject") {
        Some(Kind::Buttondown)
    } else {
        let is_table = matches!(extension, "csv" | "tsv") && columns.len() > 1;
        is_table.then_some(Kind::Csv)
    }
}
