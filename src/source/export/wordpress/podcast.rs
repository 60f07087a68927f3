//! What the podcast plugins of `WordPress` keep beside a post: `PowerPress` behind the address in `enclosure`, as PHP writes
//! its values; Seriously Simple Podcasting in fields of its own.

use super::{
    super::{
        Item,
        meta::{Fields, line, php_fields},
        xml::Element,
    },
    index::metas,
};
use crate::diagnostic::{Diagnostic, Place, rules::import as rules};
use serde_json::{Map, Value, json};

/// Takes up media files, and what is said of the episode.
pub(super) fn read(element: &Element, fields: &mut Map<String, Value>, extra: &mut Map<String, Value>) {
    of_metas(&metas(element).collect::<Vec<_>>(), fields, extra);
}

/// The same, from what stands beside a post wherever it stands.
pub(in crate::source::export) fn of_metas(
    metas: &[(&str, &str)],
    fields: &mut Map<String, Value>,
    extra: &mut Map<String, Value>,
) {
    let own = |wanted: &str| metas.iter().find(|(key, value)| *key == wanted && !value.is_empty()).map(|(_, v)| *v);
    let mut files: Vec<Value> = Vec::new();
    let mut said: Vec<(String, String)> = Vec::new();
    // Those of further channels may be for members only.
    for (_, value) in metas.iter().filter(|(key, _)| *key == "enclosure") {
        let (head, more) = head_and_more(value);
        let more = php_fields(more);
        let duration = more.iter().find(|(name, _)| name == "duration").map(|(_, value)| value.as_str());
        add(&mut files, head, duration.or(own("duration")));
        // Of several files the first is the episode.
        if said.is_empty() {
            said = more;
        }
    }
    // Seriously Simple Podcasting keeps the size beside the address.
    if let Some(file) = own("audio_file") {
        let bytes = own("filesize_raw").or(own("filesize")).unwrap_or_default();
        add(&mut files, [file, bytes, ""], own("duration"));
        let names = [
            ("itunes_episode_number", "episode_no"),
            ("itunes_season_number", "season"),
            ("itunes_title", "episode_title"),
            ("itunes_episode_type", "episode_type"),
            ("explicit", "explicit"),
            ("block", "block"),
            ("cover_image", "image"),
        ];
        let kept = names.iter().filter_map(|(theirs, name)| Some(((*name).to_owned(), own(theirs)?.to_owned())));
        said.extend(kept);
        extra.text("date_recorded", own("date_recorded").map(line).as_deref());
    }
    if files.is_empty() {
        return;
    }
    fields.list("enclosures", files);
    episode(&said, fields);
}

/// The channel of `PowerPress` whose files a field holds: `_interviews:enclosure`.
fn channel(key: &str) -> Option<&str> {
    key.strip_prefix('_')?.strip_suffix(":enclosure").filter(|name| !name.is_empty())
}

/// What is said of a post that has recordings in further channels of `PowerPress`: which of these are for members only the export
/// does not say, so that all of them are left out.
pub(in crate::source::export) fn further_channels<'m>(
    metas: impl Iterator<Item = (&'m str, &'m str)>,
    title: &str,
    place: &Place,
) -> Option<Item> {
    let names: Vec<String> =
        metas.filter_map(|(key, _)| channel(key)).map(|name| format!("`{}`", line(name))).collect();
    let first = names.first()?;
    let (are, them) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
    let message = format!(
        "\u{201C}{title}\u{201D} has a recording in the channel {} of PowerPress, which may be for members only, and {are} left out",
        names.join(", ")
    );
    let key = format!("_{}:enclosure", first.trim_matches('`'));
    let help = format!(
        "if everyone may hear {them}, write the address that stands under `{key}` in the export under `enclosures` of the record"
    );
    let finding = Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone(), message).help(help);
    Some(Item::Trouble(Box::new(finding)))
}

/// Address, bytes and type, each in a line, and what comes behind them in as many lines as it takes.
fn head_and_more(value: &str) -> ([&str; 3], &str) {
    let mut parts = value.splitn(4, '\n');
    let mut next = || parts.next().unwrap_or_default();
    ([next().trim(), next().trim(), next().trim()], next().trim())
}

fn add(files: &mut Vec<Value>, [url, bytes, kind]: [&str; 3], duration: Option<&str>) {
    if !(url.contains("://") || url.starts_with('/')) {
        return;
    }
    let mut fields = Map::new();
    fields.text("url", Some(url));
    if let Some(bytes) = bytes.parse::<u64>().ok().filter(|bytes| *bytes > 0) {
        fields.insert("length".to_owned(), bytes.into());
    }
    fields.text("type", Some(kind).filter(|kind| kind.contains('/')));
    fields.text("duration", duration.filter(|duration| duration.bytes().any(|b| (b'1'..=b'9').contains(&b))));
    // Two fields name one file: what the first does not say of it, the second may.
    match files.iter_mut().filter_map(Value::as_object_mut).find(|known| known.get("url") == fields.get("url")) {
        Some(known) => fields.into_iter().for_each(|(name, value)| {
            known.entry(name).or_insert(value);
        }),
        None => files.push(Value::Object(fields)),
    }
}

/// What is said of the episode, under the names of `PowerPress`.
fn episode(said: &[(String, String)], fields: &mut Map<String, Value>) {
    let own = |name: &str| {
        let found = said.iter().find(|(known, value)| known == name && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    };
    let is_yes = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "1" | "on" | "yes" | "true");
    let is_address = |text: &&str| text.starts_with("http://") || text.starts_with("https://");
    let number = |name| own(name).filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    let mut episode = Map::new();
    episode.text("season", number("season").filter(|season| *season != "0"));
    episode.text("number", number("episode_no"));
    episode.text("title", own("episode_title").map(line).as_deref());
    episode.text("type", own("episode_type").filter(|kind| matches!(*kind, "full" | "trailer" | "bonus")));
    // Nothing, and 0, leave it to the show.
    let explicit = own("explicit").and_then(|word| match word.to_ascii_lowercase().as_str() {
        "2" | "clean" | "no" | "false" => Some(false),
        word => is_yes(word).then_some(true),
    });
    episode.extend(explicit.map(|explicit| ("explicit".to_owned(), explicit.into())));
    episode.extend(own("block").filter(|word| is_yes(word)).map(|_| ("block".to_owned(), true.into())));
    episode.text("image", own("image").or(own("itunes_image")).filter(is_address));
    episode.text("chapters", own("pci_chapters_url").filter(is_address));
    episode.text("transcripts", own("pci_transcript_url").filter(is_address));
    if !episode.is_empty() {
        fields.insert("episode".to_owned(), Value::Object(episode));
    }
    if !fields.contains_key("summary") && !fields.contains_key("summary_html") {
        fields.html("summary", "summary_html", own("summary").or(own("subtitle")));
    }
    if let Some(name) = own("author").map(line)
        && let Value::Array(people) = fields.entry("authors").or_insert_with(|| json!([]))
        && people.iter().all(|person| person["name"] != name.as_str())
    {
        people.push(json!({ "name": name }));
    }
    if !fields.contains_key("tags") {
        let words = own("keywords").unwrap_or_default().split(',').map(line).filter(|word| !word.is_empty());
        fields.list("tags", words.map(Value::String).collect());
    }
}
