//! `[[source]]`: where records come from, and how their fields are called there.

use super::{
    BodyFormat, Constant, Mapped, Remote, Source,
    keys::{Keys, Source as Text},
    sql,
};
use toml::de::DeValue;

/// What may stand between braces in a `permalink`: the names that are documented, then those that generators have for them.
pub const PLACEHOLDERS: [&str; 28] = [
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "slug",
    "id",
    "stem",
    "path",
    "section",
    "category",
    "categories",
    "lang",
    "i_month",
    "i_day",
    "short_year",
    "yearday",
    "y_day",
    "title",
    "slugorfilename",
    "slugorcontentbasename",
    "name",
    "filename",
    "contentbasename",
    "sections",
    "collection",
    "language",
];

/// The first name between braces that stands for nothing.
fn unknown_placeholder(pattern: &str) -> Option<&str> {
    let names = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name.trim()));
    names.into_iter().find(|name| !PLACEHOLDERS.contains(name) && *name != "output_ext")
}

/// The files that a source without `files` reads.
const DEFAULT_FILES: &str = "data/**/*.{md,markdown,html,rst,json,jsonl,csv,yaml,yml,toml,txt}";

/// All sources; a configuration that states none reads the files below `data/`.
pub(super) fn sources(text: &Text<'_>, tables: Vec<Keys<'_, '_>>) -> Vec<Source> {
    if tables.is_empty() {
        return vec![Source { files: vec![DEFAULT_FILES.to_owned()], ..Source::default() }];
    }
    let sources: Vec<Source> = tables.into_iter().map(source).collect();
    sql::check_names(text, &sources);
    sources
}

fn source(mut keys: Keys<'_, '_>) -> Source {
    let files = keys.texts("files").unwrap_or_default();
    let exclude = keys.texts("exclude").unwrap_or_default();
    let audio = keys.texts("audio").unwrap_or_default();
    for stated in audio.iter().filter(|stated| stated.value.contains(['*', '?', '[', '{'])) {
        let message = format!(
            "`{}` is a pattern: name the directory alone, every recording below it is an episode",
            stated.value
        );
        keys.source().invalid(&stated.span, &stated.field, message);
    }
    if let (Some(stated), false) = (audio.first(), files.is_empty()) {
        let message = "a source reads `files` or recordings (`audio`), not both: write a second [[source]]";
        keys.source().invalid(&stated.span, &stated.field, message);
    }
    let permalink = keys.text("permalink");
    if let Some(stated) = &permalink
        && let Some(name) = unknown_placeholder(&stated.value)
    {
        let known = PLACEHOLDERS[..14].iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ");
        let message = format!("there is no `{{{name}}}` for a permalink; there are {known}");
        keys.source().invalid(&stated.span, &stated.field, message);
    }
    let permalink = permalink.map(|stated| stated.value);
    let zone = keys.parsed("timezone");
    let pins_first_sight =
        keys.choice("undated", &[("refuse", false), ("first-seen", true)]).unwrap_or(!audio.is_empty());
    let map: Vec<(String, Mapped)> =
        keys.entries("map").into_iter().map(|(field, stated)| (field, mapped(stated.value))).collect();
    let formats = [("html", BodyFormat::Html), ("markdown", BodyFormat::Markdown), ("text", BodyFormat::Text)];
    let body_format = keys.choice("body_format", &formats);
    let email_public = keys.flag("email_public");
    let stating = sql::Stating::read(&mut keys);
    let remote = Remote::read(&mut keys);
    let attribute = keys.flag("attribute").unwrap_or(false);

    let first = files
        .first()
        .or(audio.first())
        .or(stating.database())
        .map_or_else(|| keys.span(), |stated| stated.span.clone());
    let place = keys.source().place(&first);
    match (stating.database(), files.first().or(exclude.first())) {
        (Some(_), Some(file)) => {
            let message = "a source reads files or a database, not both: write a second [[source]]";
            keys.source().invalid(&file.span, &file.field, message);
        }
        (None, _) if files.is_empty() && !["sqlite", "postgres", "feed", "audio"].iter().any(|key| keys.has(key)) => {
            let message = "this source names no `files`, such as `files = \"data/**/*.md\"`, no `feed`, no `audio`, and no database: \
                           `sqlite = \"cms.db\"` or `postgres = \"env:DATABASE_URL\"`";
            keys.source().invalid(&keys.span(), "source.files", message);
        }
        _ => {}
    }
    let names: Vec<String> = map.iter().map(|(field, _)| field.clone()).collect();
    let sql = stating.settle(&keys, &names);
    keys.finish();
    Source {
        place: (place.line.unwrap_or_default(), place.column.unwrap_or_default()),
        files: files.into_iter().map(|s| s.value).collect(),
        exclude: exclude.into_iter().map(|s| s.value).collect(),
        permalink,
        zone,
        pins_first_sight,
        map,
        body_format,
        email_public,
        sql,
        audio: audio.into_iter().map(|stated| stated.value).collect(),
        remote,
        attribute,
    }
}

/// `"headline"`, `["meta.date", "date"]`, or `{ value = … }` for a constant.
fn mapped(value: &DeValue<'_>) -> Mapped {
    match value {
        DeValue::String(path) => Mapped::Paths(vec![path.to_string()]),
        DeValue::Array(list) if list.iter().all(|v| v.get_ref().is_str()) => {
            Mapped::Paths(list.iter().filter_map(|v| v.get_ref().as_str().map(str::to_owned)).collect())
        }
        DeValue::Table(table) if table.len() == 1 && table.contains_key("value") => {
            Mapped::Constant(table.get("value").map_or(Constant::Text(String::new()), |v| constant(v.get_ref())))
        }
        other => Mapped::Constant(constant(other)),
    }
}

fn constant(value: &DeValue<'_>) -> Constant {
    match value {
        DeValue::String(text) => Constant::Text(text.to_string()),
        DeValue::Integer(number) => Constant::Text(number.to_string()),
        DeValue::Float(number) => Constant::Text(number.to_string()),
        DeValue::Boolean(flag) => Constant::Text(flag.to_string()),
        DeValue::Datetime(date) => Constant::Text(date.to_string()),
        DeValue::Array(list) => Constant::List(list.iter().map(|v| constant(v.get_ref())).collect()),
        DeValue::Table(table) => {
            Constant::Table(table.iter().map(|(k, v)| (k.get_ref().to_string(), constant(v.get_ref()))).collect())
        }
    }
}
