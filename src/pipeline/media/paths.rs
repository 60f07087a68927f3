//! Files that a record names by paths, other than its recordings: artwork, transcripts, chapters, pictures in its text. A path
//! in a record is resolved like a link of its page, where a file that lies beside the record is seldom to be found.

use super::{Shelf, locate::Place as Spot};
use crate::{
    diagnostic::{Diagnostic, rules::media as rules},
    record::{
        Record,
        raw::{Node, Origin, RawRecord, Table, Value},
    },
    source::stem,
    value::WebUrl,
};
use regex::Regex;
use std::{path::Path, sync::LazyLock};

/// Names of tables of an episode, without what stands between words.
const TABLES: [&str; 3] = ["episode", "podcast", "itunes"];
/// Names that mean the artwork of an episode wherever they stand.
const ARTWORK: [&str; 5] = ["episodeimage", "artwork", "coverart", "itunesimage", "podcastimage"];
const TRANSCRIPTS: [&str; 3] = ["transcript", "transcripts", "transcripturl"];
const CHAPTERS: [&str; 4] = ["chapters", "chaptersfile", "chaptersurl", "chaptersjson"];
const RENDITIONS: [&str; 3] = ["alternateenclosures", "alternateenclosure", "alternates"];
const LINKS: [&str; 2] = ["contentlinks", "contentlink"];
/// What an address is called in tables of these.
const ADDRESSES: [&str; 6] = ["url", "uri", "href", "src", "img", "image"];
/// What lists of them are called in the table of a rendition.
const SOURCES: [&str; 2] = ["sources", "source"];

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The image of an article, which is its site's affair as a rule.
    Image,
    Transcript,
    /// Another form of the recording, which has to be here as the recording has.
    Rendition,
    Other,
}

fn part(name: &str, is_inside: bool) -> Option<Part> {
    let name: String = name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    let of_podcast = |names: &[&str]| {
        let bare = ["podcast", "itunes"].iter().find_map(|sign| name.strip_prefix(sign)).unwrap_or(&name);
        names.contains(&bare) || names.contains(&name.as_str())
    };
    match () {
        () if of_podcast(&TRANSCRIPTS) => Some(Part::Transcript),
        () if of_podcast(&RENDITIONS) => Some(Part::Rendition),
        () if of_podcast(&CHAPTERS) || of_podcast(&LINKS) || ARTWORK.contains(&name.as_str()) => Some(Part::Other),
        () if matches!(name.as_str(), "image" | "images") => Some(if is_inside { Part::Other } else { Part::Image }),
        () => None,
    }
}

/// Whether a text is a path of a file and no address: `art.jpg`, `../media/art.jpg`.
fn is_path(text: &str) -> bool {
    let has_extension = || text.rsplit('/').next().is_some_and(|name| name.trim_start_matches('.').contains('.'));
    text.len() < 1000 && !text.starts_with(['/', '#', '?']) && !text.contains([':', '\n', '\\']) && has_extension()
}

impl Shelf {
    /// Gives files that a record names by paths the addresses under which they are published; says which have none.
    pub(super) fn settle_paths(&self, raw: &mut RawRecord) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if raw.origin.file.contains("://") || raw.origin.row.is_some() {
            return found;
        }
        let mut fields = std::mem::take(&mut raw.fields);
        for (name, node) in &mut fields.0 {
            let is_table = TABLES.contains(&name.to_ascii_lowercase().as_str());
            match &mut node.value {
                Value::Table(Table(members)) if is_table => {
                    for (member, node) in members {
                        if let Some(part) = part(member, true) {
                            self.settle(node, part, &format!("{name}.{member}"), &raw.origin, &mut found);
                        }
                    }
                }
                _ => {
                    if let Some(part) = part(name, false) {
                        self.settle(node, part, name, &raw.origin, &mut found);
                    }
                }
            }
        }
        raw.fields = fields;
        found
    }

    fn settle(&self, node: &mut Node, part: Part, field: &str, origin: &Origin, found: &mut Vec<Diagnostic>) {
        match &mut node.value {
            Value::List(items) => {
                items.iter_mut().for_each(|item| self.settle(item, part, field, origin, found));
            }
            Value::Table(Table(members)) => {
                for (name, node) in members {
                    let name = name.to_ascii_lowercase();
                    let is_rendition = part == Part::Rendition;
                    let is_address = ADDRESSES.contains(&name.as_str()) && matches!(node.value, Value::Text(_));
                    if is_address || is_rendition && SOURCES.contains(&name.as_str()) {
                        let part = if is_rendition { part } else { Part::Other };
                        self.settle(node, part, field, origin, found);
                    }
                }
            }
            Value::Text(text) if is_path(text) => {
                // Where nothing is said of files, pictures of articles are nobody's business here.
                if part == Part::Image && self.media.directory.is_none() {
                    return;
                }
                let path = text.clone();
                match self.seek(&path, origin) {
                    Some(spot) if part == Part::Transcript && is_transcript(&path) && !self.is_media(&spot.path) => {
                        // Those are published with the documents, in each form.
                        let file = Node { value: Value::Text(path), ..node.clone() };
                        node.value = Value::Table(Table(vec![("file".to_owned(), file)]));
                    }
                    Some(Spot { url: Some(url), .. }) => url.as_str().clone_into(text),
                    Some(spot) if !is_bundle(origin) => {
                        let place = origin.place().at(node.line, node.column).field(field);
                        found.push(self.unpublished(&path, &spot.path, place));
                    }
                    None if part == Part::Rendition && self.media.directory.is_some() => {
                        let place = origin.place().at(node.line, node.column).field(field);
                        let help = "put it there, or correct the name; until then the feed leads to where it would be beside the page";
                        let message = format!("there is no file `{path}` beside the record or in the media directory");
                        found.push(Diagnostic::new(&rules::MEDIA_MISSING, place, message).help(help));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn unpublished(&self, path: &str, file: &str, place: crate::diagnostic::Place) -> Diagnostic {
        let message = format!(
            "`{path}` is the file `{file}`, but nothing says where it is published: the feed leads to it as if \
                               it lay beside the page"
        );
        let help = match (&self.media.directory, &self.media.url) {
            (Some(directory), Some(_)) => format!(
                "put it into `{}`, or set `publish = true` in `[media]`: then it is copied; or write the address that it has",
                directory.display()
            ),
            _ => "write the address that it has; with `[media]` (`dir`, `url`, `publish = true`) it is copied to where the feeds are"
                .to_owned(),
        };
        Diagnostic::new(&rules::MEDIA_BESIDE, place, message).help(help)
    }

    /// The file that a path in a record means: beside the record, then in the media directory.
    fn seek(&self, path: &str, origin: &Origin) -> Option<Spot> {
        for spot in self.spots(path, origin) {
            if self.root.join(&spot.path).is_file() {
                return Some(spot);
            }
            // It may come later.
            if self.media.directory.is_some() {
                self.look(&spot.path, &(origin.file.to_string(), String::new()));
            }
        }
        None
    }

    fn spots(&self, path: &str, origin: &Origin) -> Vec<Spot> {
        let beside = Path::new(&*origin.file).parent().unwrap_or(Path::new("")).join(path);
        let inside = self.media.directory.as_ref().map(|directory| directory.join(path));
        let spots = std::iter::once(beside).chain(inside).filter_map(|path| self.place(&path, false));
        spots.filter(|spot| !self.leads_out(&self.root.join(&spot.path))).collect()
    }

    /// The addresses of files that a text names by paths: those that its links lead to. A file of the media directory that is
    /// named by its path there is named by its address from now on.
    pub(super) fn paths_in(&self, record: &mut Record) -> Vec<WebUrl> {
        static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
            let pattern = r#"(?m)(?:\]\(\s*<?|\b(?:src|href|poster|data)\s*=\s*["']?|^ {0,3}\[[^\]\n]+\]:\s*<?|(?:image|figure)::[ \t]+)([^\s"'<>)]+)"#;
            Regex::new(pattern).ok()
        });
        let (Some(link), Some(body)) = (LINK.as_ref(), &record.body) else { return Vec::new() };
        let mut found = Vec::new();
        let mut text = String::new();
        let mut done = 0;
        for path in link.captures_iter(&body.text).filter_map(|captures| captures.get(1)) {
            let address = path.as_str();
            if address.contains("://") || address.starts_with('#') {
                continue;
            }
            // Without a page only what begins at the root of a host leads anywhere.
            let host = self.media.url.as_ref().filter(|_| address.starts_with('/'));
            let joined = record.url.as_ref().or(host).and_then(|base| base.join(address).ok());
            if let Some(url) = joined.filter(|url| self.by_address(url).is_some()) {
                if record.url.is_none() {
                    text.push_str(&body.text[done..path.start()]);
                    text.push_str(url.as_str());
                    done = path.end();
                }
                found.push(url);
                continue;
            }
            let bare = address.split(['?', '#']).next().unwrap_or_default();
            let beside = Path::new(&*record.origin.file).parent().unwrap_or(Path::new("")).join(bare);
            let spot = Some(beside).filter(|_| is_path(bare)).and_then(|path| self.place(&path, false));
            let is_inside = |spot: &Spot| self.is_media(&spot.path) && self.root.join(&spot.path).is_file();
            if let Some(url) = spot.filter(is_inside).and_then(|spot| spot.url) {
                text.push_str(&body.text[done..path.start()]);
                text.push_str(url.as_str());
                done = path.end();
                found.push(url);
            }
        }
        if done > 0
            && let Some(body) = &mut record.body
        {
            text.push_str(&body.text[done..]);
            body.text = text;
        }
        found
    }

    /// The widths of numbers with zeroes before them that names of recordings in a directory begin with: who writes `09 Salt`
    /// means a number by `10 Rope`.
    pub(super) fn widths(&self, directory: &str) -> Vec<usize> {
        if let Some(known) = self.inner().widths.get(directory) {
            return known.clone();
        }
        let entries = std::fs::read_dir(self.root.join(directory)).into_iter().flatten().filter_map(Result::ok);
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let width = |name: String| {
            let digits = name.bytes().take_while(u8::is_ascii_digit).count();
            (name.starts_with('0') && digits > 1 && name[digits..].starts_with(' ')).then_some(digits)
        };
        let mut widths: Vec<usize> = names.filter_map(width).collect();
        widths.sort_unstable();
        widths.dedup();
        self.inner().widths.insert(directory.to_owned(), widths.clone());
        widths
    }
}

/// Whether it is one of those that are published with the documents.
fn is_transcript(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_below = path.split('/').all(|part| part != "..");
    is_below && ["vtt", "srt"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a record is a directory of its own, which its site publishes as it is: `talk/index.md`.
fn is_bundle(origin: &Origin) -> bool {
    matches!(stem(&origin.file).rsplit('/').next(), Some("index" | "_index" | "README"))
}
