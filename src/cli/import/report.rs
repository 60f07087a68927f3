//! What an import did: every entry of the export is accounted for.

use super::super::init;
use crate::{
    config::Publication,
    pipeline::{Fate, ImportMoved, ImportOptions, ImportOutcome, ImportTold, Imported},
    source::export::FeedOf,
    value::{Format, WebUrl},
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// Titles that are named of each kind.
const NAMED: usize = 10;

/// How many entries met each fate.
#[derive(Default)]
struct Sums {
    entries: usize,
    outcomes: BTreeMap<ImportOutcome, usize>,
    /// Of the records, by who may read them.
    standings: BTreeMap<String, usize>,
    /// Of the others, by what they are.
    reasons: BTreeMap<String, usize>,
}

impl Sums {
    fn of<'a>(entries: impl Iterator<Item = &'a ImportTold>) -> Self {
        let mut sums = Self::default();
        for told in entries {
            sums.entries += 1;
            match &told.fate {
                Fate::Record { outcome, standing, .. } => {
                    *sums.outcomes.entry(*outcome).or_default() += 1;
                    *sums.standings.entry(standing.word().into_owned()).or_default() += 1;
                }
                Fate::Not(why) => *sums.reasons.entry(why.clone()).or_default() += 1,
            }
        }
        sums
    }

    fn records(&self) -> usize {
        self.outcomes.values().sum()
    }

    fn others(&self) -> usize {
        self.reasons.values().sum()
    }
}

/// One line for each entry, then one with the sums.
pub(super) fn as_json(out: &mut dyn Write, imported: &Imported, options: &ImportOptions) -> io::Result<()> {
    for told in &imported.entries {
        let mut line = json!({ "export": &*told.from, "line": told.line, "title": told.title });
        match &told.fate {
            Fate::Record { path, outcome, standing } => {
                line["file"] = json!(path);
                line["outcome"] = json!(word(*outcome, imported, options));
                line["standing"] = json!(standing.word());
            }
            Fate::Not(why) => {
                line["outcome"] = json!("not imported");
                line["why"] = json!(why);
            }
        }
        writeln!(out, "{line}")?;
    }
    let sums = Sums::of(imported.entries.iter());
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for (outcome, n) in &sums.outcomes {
        *outcomes.entry(word(*outcome, imported, options)).or_default() += n;
    }
    let feeds: Vec<_> = imported
        .moves
        .iter()
        .map(|moved| {
            let path = moved.path.as_ref().map(|(format, path)| json!({ format.as_str(): path }));
            json!({ "old": moved.old.path, "new": moved.new.as_ref().map(WebUrl::as_str), "path": path })
        })
        .collect();
    let line = json!({
        "entries": sums.entries, "records": sums.records(), "outcomes": outcomes, "standings": sums.standings,
        "not_imported": sums.reasons, "comments": imported.comments, "attachments": imported.attachments, "private_addresses": imported.private_addresses,
        "gone": imported.gone, "feeds": feeds, "former_addresses": imported.former.len(), "podcast": imported.site.podcast.as_ref().map(|podcast| &podcast.show), "broken": imported.broken, "written": is_written(imported, options),
    });
    writeln!(out, "{line}")
}

/// What was done with a file, in truth: where an export is broken, nothing.
fn word(outcome: ImportOutcome, imported: &Imported, options: &ImportOptions) -> &'static str {
    let is_new = matches!(outcome, ImportOutcome::Added | ImportOutcome::Updated);
    if is_new && imported.broken && !options.partial { "not written" } else { outcome.word() }
}

/// The same for people, who see no other sign of a trial beside it.
fn told(outcome: ImportOutcome, imported: &Imported, options: &ImportOptions) -> &'static str {
    match (outcome, word(outcome, imported, options)) {
        (ImportOutcome::Added, "added") if options.dry_run => "would be added",
        (ImportOutcome::Updated, "updated") if options.dry_run => "would be updated",
        (_, word) => word,
    }
}

fn is_written(imported: &Imported, options: &ImportOptions) -> bool {
    !options.dry_run && (!imported.broken || options.partial)
}

/// The report for people.
pub(super) struct Report<'a> {
    pub imported: &'a Imported,
    pub publication: &'a Publication,
    pub options: &'a ImportOptions,
    pub verbose: bool,
}

impl Report<'_> {
    pub(super) fn for_people(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { imported, publication, options, verbose } = *self;
        if verbose {
            for told in &imported.entries {
                let title = if told.title.is_empty() { "(untitled)" } else { &told.title };
                match &told.fate {
                    Fate::Record { path, outcome, .. } => {
                        writeln!(out, "{path}  {}", self::told(*outcome, imported, options))?
                    }
                    Fate::Not(why) => writeln!(out, "{}:{}  not imported: {why}: {title}", told.from, told.line)?,
                }
            }
        }
        for input in &options.inputs {
            let is_of = |told: &&ImportTold| {
                // Of a directory, entries are files.
                told.from == input.name || options.inputs.len() == 1 || told.from.starts_with(&*input.name)
            };
            let sums = Sums::of(imported.entries.iter().filter(is_of));
            writeln!(out, "{}: {}", input.name, count(sums.entries, "entry", "entries"))?;
            if sums.records() > 0 {
                let standings = listed(&sums.standings);
                writeln!(
                    out,
                    "{:8}  {}: {standings}",
                    sums.records(),
                    if sums.records() == 1 { "article" } else { "articles" }
                )?;
                for (outcome, n) in &sums.outcomes {
                    writeln!(out, "{n:12}  {}", self::told(*outcome, imported, options))?;
                }
            }
            if sums.others() > 0 {
                writeln!(out, "{:8}  not imported", sums.others())?;
                for (why, n) in &sums.reasons {
                    let hint = match why.as_str() {
                        "page" => " (--pages imports them)",
                        "reply" => " (--replies imports them)",
                        _ => "",
                    };
                    writeln!(out, "{n:12}  {}{hint}", plural(why, *n))?;
                }
            }
        }
        if init::has_example(&publication.root) {
            writeln!(out, "{} is still the example: remove it, or subscribers see it as news", init::EXAMPLE)?;
        }
        if imported.comments > 0 {
            writeln!(out, "{}, not imported: feeds have none", count(imported.comments, "comment", "comments"))?;
        }
        if imported.attachments > 0 {
            writeln!(out, "{}, not imported", count(imported.attachments, "attachment", "attachments"))?;
        }
        if imported.private_addresses > 0 {
            writeln!(
                out,
                "{}: kept as `email_private`, and never published unless courant.toml says `email_public = true`",
                count(imported.private_addresses, "e-mail address of an account", "e-mail addresses of accounts")
            )?;
        }
        gone(out, imported)?;
        left_alone(out, imported)?;
        suggestions(out, imported, publication)?;
        old_feeds(out, imported)?;
        podcast(out, imported, publication)?;
        if !is_written(imported, options) {
            let why = if options.dry_run {
                "--dry-run"
            } else {
                "the export is broken; --partial imports what stands before the fault"
            };
            writeln!(out, "nothing was written: {why}")?;
        }
        Ok(())
    }
}

/// What an earlier export had.
fn gone(out: &mut dyn Write, imported: &Imported) -> io::Result<()> {
    if imported.gone.is_empty() {
        return Ok(());
    }
    let n = imported.gone.len();
    writeln!(
        out,
        "{} of an earlier import {} not in this export, and {} as {}: remove what is not to be published any more",
        count(n, "article", "articles"),
        if n == 1 { "is" } else { "are" },
        if n == 1 { "stays" } else { "stay" },
        if n == 1 { "it is" } else { "they are" },
    )?;
    for path in imported.gone.iter().take(NAMED) {
        writeln!(out, "    {path}")?;
    }
    if n > NAMED {
        writeln!(out, "    and {} more", n - NAMED)?;
    }
    Ok(())
}

/// The old site's feeds, each with the way on which its subscribers come along.
fn old_feeds(out: &mut dyn Write, imported: &Imported) -> io::Result<()> {
    if !imported.former.is_empty() {
        let of = count(imported.former.len(), "earlier address", "earlier addresses");
        writeln!(out, "{of} of articles that the old site sends on: --redirects prints them, too")?;
    }
    if imported.moves.is_empty() {
        return Ok(());
    }
    writeln!(out, "feeds of the old site (--redirects nginx|caddy|apache|netlify prints the map):")?;
    let is_named = |moved: &&ImportMoved| matches!(moved.old.of, FeedOf::All) || moved.new.is_some();
    for moved in imported.moves.iter().filter(is_named).take(2 * NAMED) {
        let new = moved.new.as_ref().map_or("no feed of courant.toml has all articles", WebUrl::as_str);
        writeln!(out, "    {:28}  301 to {new}", moved.old.path)?;
        if let (Some((format, path)), Some(feed)) = (&moved.path, &moved.feed) {
            writeln!(out, "    {:28}  or path = {{ {} = {path:?} }} in [[feed]] {feed}", "", format.as_str())?;
        }
    }
    let named = imported.moves.iter().filter(is_named).count();
    let (more, without) = (named.saturating_sub(2 * NAMED), imported.moves.len() - named);
    if more > 0 {
        writeln!(out, "    … and {more} more")?;
    }
    if without > 0 {
        writeln!(
            out,
            "    … and {without} of categories, tags, authors and comments that courant.toml has no feed for"
        )?;
    }
    Ok(())
}

/// What the old feed says as a podcast, for the feed's table, and how its listeners come along.
fn podcast(out: &mut dyn Write, imported: &Imported, publication: &Publication) -> io::Result<()> {
    let Some(podcast) = &imported.site.podcast else { return Ok(()) };
    let mut show = podcast.show.clone();
    // Whatever address it named, it has moved here.
    show["new_feed_url"] = json!("self");
    let Ok(lines) = toml::to_string(&json!({ "feed": { "podcast": show } })) else { return Ok(()) };
    writeln!(out, "what the podcast says of itself, to stand below its [[feed]] in courant.toml:")?;
    for line in lines.lines() {
        writeln!(out, "{}", if line.is_empty() { String::new() } else { format!("    {line}") })?;
    }
    let is_show = |feed: &&crate::config::Feed| feed.podcast.is_some() && feed.formats.contains(&Format::Rss);
    let ours = publication.feeds.iter().find(is_show).and_then(|feed| {
        let path = feed.path.get(&Format::Rss).cloned().unwrap_or_else(|| format!("{}/rss.xml", feed.name));
        publication.feeds_url.join(&path).ok()
    });
    let ours = ours.map_or_else(|| "the new feed's address".to_owned(), |url| url.to_string());
    let old = podcast.address.as_deref().filter(|old| *old != ours).unwrap_or("the old address");
    writeln!(
        out,
        "listeners come along if {old} answers with a 301 to {ours} for as long as it can,\n\
         and by new_feed_url = \"self\" above; where no 301 can be had, put \
         <itunes:new-feed-url>{ours}</itunes:new-feed-url> into the old feed"
    )
}

/// The addresses of the old site's feeds with those of the new ones, for a web server's configuration.
pub(super) fn redirects(imported: &Imported) -> Vec<(WebUrl, Option<WebUrl>)> {
    let link = imported.site.link.as_deref().and_then(|link| WebUrl::parse(link).ok());
    let pair = |moved: &ImportMoved| Some((link.as_ref()?.join(&moved.old.path).ok()?, Some(moved.new.clone()?)));
    // Where the document stays, the server would go round in circles.
    let feeds = imported.moves.iter().filter_map(pair).filter(|(old, new)| Some(old) != new.as_ref());
    feeds.chain(imported.former.iter().map(|(old, new)| (old.clone(), Some(new.clone())))).collect()
}

fn left_alone(out: &mut dyn Write, imported: &Imported) -> io::Result<()> {
    let is_left = |outcome: &ImportOutcome| {
        matches!(outcome, ImportOutcome::Changed | ImportOutcome::Removed | ImportOutcome::There)
    };
    let left: Vec<(&str, &str)> = imported
        .entries
        .iter()
        .filter_map(|told| match &told.fate {
            Fate::Record { path, outcome, .. } if is_left(outcome) => {
                Some((path.as_str(), if told.title.is_empty() { "(untitled)" } else { told.title.as_str() }))
            }
            _ => None,
        })
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    writeln!(out, "left alone:")?;
    for (path, title) in left.iter().take(NAMED) {
        writeln!(out, "    {path}  {title}")?;
    }
    if left.len() > NAMED {
        writeln!(out, "    … and {} more (-v names them)", left.len() - NAMED)?;
    }
    Ok(())
}

/// What `courant.toml` might say, where the old site says otherwise.
fn suggestions(out: &mut dyn Write, imported: &Imported, publication: &Publication) -> io::Result<()> {
    let site = &imported.site;
    let mut lines = Vec::new();
    let mut add = |key: &str, theirs: &Option<String>, ours: Option<&str>| {
        if let Some(theirs) = theirs.as_deref().filter(|theirs| ours != Some(*theirs)) {
            lines.push(format!("{key} = {}", toml::Value::String(theirs.to_owned())));
        }
    };
    // The page of a show need not be a directory: every byte counts, as those of an address that asks for something do.
    let is_ours = |link: &String| WebUrl::parse(link).is_ok_and(|link| link == publication.link);
    let link = site.link.clone().filter(|link| !is_ours(link)).map(|link| {
        match site.podcast.is_some() || link.contains(['?', '#']) {
            true => link,
            false => format!("{}/", link.trim_end_matches('/')),
        }
    });
    add("title", &site.title, Some(&publication.title));
    add("link", &link, Some(publication.link.as_str()));
    let described = publication.feeds.first().and_then(|feed| feed.channel.description.as_deref());
    add("description", &site.description, described);
    add("language", &site.language, publication.language.as_ref().map(crate::value::Language::as_str));
    let zone: Option<crate::value::Zone> = site.zone.as_deref().and_then(|zone| zone.parse().ok());
    add("timezone", &site.zone.clone().filter(|_| zone.is_some_and(|zone| zone != publication.zone)), None);
    let ours = publication.sources.first().and_then(|source| source.permalink.as_deref());
    add("permalink", &site.permalink, ours);
    let known = publication.feeds.iter().flat_map(|feed| &feed.channel.hubs).map(WebUrl::as_str);
    let known: Vec<&str> = known.collect();
    let hubs = site.hubs.iter().filter(|hub| !known.contains(&hub.as_str()));
    let hubs: Vec<toml::Value> = hubs.map(|hub| toml::Value::String(hub.clone())).collect();
    if !hubs.is_empty() {
        lines.push(format!("hubs = {}", toml::Value::Array(hubs)));
    }
    for further in &site.further {
        writeln!(
            out,
            "the feed goes on at {further}: import that as well, with all that follow it, so that older articles come along"
        )?;
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "the old site says, other than courant.toml:")?;
    for line in lines {
        writeln!(out, "    {line}")?;
    }
    Ok(())
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn listed(sums: &BTreeMap<String, usize>) -> String {
    sums.iter().map(|(word, n)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}

/// `attachments`, `entries of the type movie`
fn plural(what: &str, n: usize) -> String {
    if n == 1 {
        return what.to_owned();
    }
    let head = what.split(' ').next().unwrap_or_default();
    match what {
        "menu item" => "menu items".to_owned(),
        "part of the layout" => "parts of the layout".to_owned(),
        "file that is no mail" => "files that are no mail".to_owned(),
        "second copy of an entry" => "second copies of an entry".to_owned(),
        "reply" => "replies".to_owned(),
        "page" | "section" | "account" | "attachment" | "revision" | "draft" | "comment" | "template" => {
            format!("{what}s")
        }
        _ if matches!(head, "file" | "document") => what.replacen(head, &format!("{head}s"), 1),
        _ if head == "entry" => what.replacen("entry", "entries", 1),
        other => other.to_owned(),
    }
}
