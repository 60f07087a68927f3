//! `courant init`

use super::{Exit, args::InitArguments, session::Session};
use crate::{
    publish::Publisher,
    value::{WebUrl, Zone},
};
use anyhow::{anyhow, bail};
use chrono::Datelike;
use std::path::{Component, Path};

/// The record that a new publication begins with.
pub(super) const EXAMPLE: &str = "data/first-article.md";

/// How it ends.
const ITS_END: &str = "Put your own beside it and run `courant build`.\n";

/// Whether the example is there as it was made: whoever imports has records of his own.
pub(super) fn has_example(root: &Path) -> bool {
    std::fs::read_to_string(root.join(EXAMPLE)).is_ok_and(|text| text.ends_with(ITS_END))
}

pub(super) fn run(session: &Session, arguments: &InitArguments) -> anyhow::Result<Exit> {
    let directory = arguments.target.as_ref().map_or_else(|| session.directory.clone(), |d| session.directory.join(d));
    if directory.join("courant.toml").exists() {
        bail!("{} is a publication already: it has a courant.toml", directory.display());
    }
    let link = WebUrl::parse(&arguments.link).map_err(|message| anyhow!("--link: {message}"))?;
    let link = if link.as_str().ends_with('/') { link } else { link.join("./").map_err(|m| anyhow!(m))? };
    let named = || directory.file_name().map_or_else(|| "My publication".into(), |n| n.to_string_lossy().into_owned());
    let title = arguments.title.clone().unwrap_or_else(named);
    let today = Zone::UTC.local(session.clock(&Zone::UTC)?.now()).date();
    let files = [
        ("courant.toml", configuration(&title, &link, today.year())),
        (EXAMPLE, first_article(today)),
        (".gitignore", "/.courant/\n".to_owned()),
    ];
    let mut publisher = Publisher::open(&directory)?;
    let mut created = Vec::new();
    for (name, text) in &files {
        if !directory.join(name).exists() {
            publisher.stage(name, &|out| out.write_all(text.as_bytes()))?;
            created.push(*name);
        }
    }
    publisher.commit()?;
    let shown = arguments.target.as_deref().unwrap_or(Path::new("."));
    session.messages.say(&format!("courant: a new publication in {}: {}", shown.display(), created.join(", ")))?;
    let is_here = shown.components().all(|part| part == Component::CurDir);
    let enter = if is_here { String::new() } else { format!("cd {} && ", shown.display()) };
    session.messages.say(&format!("  next: {enter}courant build"))?;
    Ok(Exit::Done)
}

fn configuration(title: &str, link: &WebUrl, year: i32) -> String {
    let title = toml::Value::String(title.to_owned());
    let host = link.host();
    // RFC 4151 wants a name of one's own with a dot in it.
    let tag = if host.contains('.') { format!("tag = \"{host},{year}\"\n") } else { String::new() };
    format!(
        "# What this publication is, where its records are, and which feeds are made of them.\n\
         \n\
         [publication]\n\
         title = {title}\n\
         link = \"{link}\"                 # the site that the feeds belong to\n\
         feeds_url = \"{link}feeds/\"      # where the output directory is served\n\
         # Ids of records without a URL begin with this; once feeds are out, never change it.\n\
         {tag}\
         timezone = \"UTC\"               # dates and times without a zone are in this one\n\
         language = \"en\"\n\
         verify_live = true             # nobody is told before readers can fetch what is new\n\
         \n\
         [[source]]\n\
         files = \"data/**/*.{{md,markdown,html,rst,json,jsonl,csv,yaml,yml,toml,txt}}\"\n\
         permalink = \"/{{year}}/{{month}}/{{slug}}/\"   # for records that declare no url of their own\n\
         \n\
         [[feed]]\n\
         name = \"news\"                  # feeds/news/rss.xml, atom.xml, feed.json\n\
         formats = [\"rss\", \"atom\", \"json\"]\n\
         limit = 50\n\
         \n\
         # One feed for each category that occurs:\n\
         # [[feed]]\n\
         # each = \"category\"\n\
         \n\
         # Who is told when a feed has changed, one table each: websub, xmlrpc, rest, rsscloud, indexnow, podping,\n\
         # podcastindex, webhook.\n\
         # [[ping]]\n\
         # websub = \"https://hub.example/\"\n"
    )
}

fn first_article(today: chrono::NaiveDate) -> String {
    format!(
        "---\n\
         title: The first article\n\
         date: {today}\n\
         author: Ada Quay <ada@example.org>\n\
         categories: [News]\n\
         ---\n\
         \n\
         This is a record: a head between two lines of `---`, and a body in Markdown.\n\
         {ITS_END}"
    )
}
