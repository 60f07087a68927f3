//! The press: what is shown is rendered, judged, and put together into documents.
//!
//! Each record is rendered once; each distinct way of writing it (policy and format) gives one fragment, which every feed
//! of that policy shares. A fragment is judged once.

use super::{Error, catalogue::Entry, instance::Instance, media::Files, reader::Reader, show, stock::Stock};
use crate::{
    config::{self, Publication},
    content,
    diagnostic::{Diagnostic, Level, rules},
    document::{self, Companion, ContentPolicy, ElementValue, Item, ItemPolicy},
    lint::{self, Facts, Profiles},
    record::{Body, IdKind, PeopleTable, Record, SourceBody, SummaryText, Visibility, raw::BodyFormat},
    value::Format,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, PoisonError},
};

/// How long the text is from which a summary is cut: cutting needs no more.
const SUMMARY_SOURCE: usize = 16_384;

/// One way of writing items: a policy and what it needs beside.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    pub policy: ItemPolicy,
    pub summary_length: usize,
    /// What stands before the addresses of media files.
    pub enclosure_prefix: Option<String>,
    /// The platforms that its items are to be good enough for.
    pub profiles: Profiles,
}

/// A fragment that was judged.
#[derive(Debug)]
pub(super) struct Judged {
    pub text: String,
    pub namespaces: BTreeMap<String, String>,
    pub facts: Facts,
}

/// A record as it is shown: a fragment by style and format.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// By style and format; absent where the item was withheld.
    pub fragments: BTreeMap<(usize, Format), Arc<Judged>>,
    /// By style: the files beside the feed that belong to it; absent where it was not rendered for RSS.
    pub companions: BTreeMap<usize, Vec<Companion>>,
    /// What was said about the record itself.
    pub diagnostics: Vec<Diagnostic>,
    /// What was said about its fragments, also about those that were withheld.
    pub findings: BTreeMap<(usize, Format), Vec<Diagnostic>>,
    /// Whether its file was changed under our hands, so that nothing is known of it.
    pub is_in_flux: bool,
}

/// What is wanted of a record: styles and formats.
pub(super) type Wanted = BTreeSet<(usize, Format)>;

/// Renders records.
pub(super) struct Press<'a> {
    pub reader: &'a Reader,
    pub styles: &'a [Style],
    /// The directory that records' files are relative to.
    pub root: &'a Path,
    pub options: content::Options,
    /// Called for each record.
    pub tick: &'a (dyn Fn() + Sync),
}

impl Press<'_> {
    /// Renders every record that is wanted.
    pub(super) fn all(&self, entries: &[Entry], wanted: &[Wanted]) -> Result<Vec<Shown>, Error> {
        entries.par_iter().zip(wanted).map(|(entry, wanted)| self.one(entry, wanted)).collect()
    }

    /// Renders one record.
    pub(super) fn one(&self, entry: &Entry, wanted: &Wanted) -> Result<Shown, Error> {
        if wanted.is_empty() {
            return Ok(Shown::default());
        }
        let kept = entry.record.lock().unwrap_or_else(PoisonError::into_inner).take();
        let record = match (kept, entry.file) {
            (Some(record), _) => Some(*record),
            (None, Some(file)) => self.reader.again(file, &entry.origin)?,
            (None, None) => return Ok(Shown::default()),
        };
        (self.tick)();
        Ok(match record {
            Some(record) if record.id.as_str() == entry.card.id && record.digests().whole == entry.card.digest => {
                let published = Some(entry.published);
                let record = Record { id: entry.id.clone(), published, updated: entry.updated, ..record };
                show(record, entry, wanted, self.styles, (self.root, &self.options))
            }
            _ => Shown { diagnostics: vec![self.changed_meanwhile(entry)], is_in_flux: true, ..Shown::default() },
        })
    }

    /// A record is not what it was when its source was read, or when it was known to be unchanged.
    fn changed_meanwhile(&self, entry: &Entry) -> Diagnostic {
        let place = entry.origin.place().record(entry.id.as_str());
        let file = entry.file.map(|file| self.reader.file(file));
        let Some((_, source)) = file.filter(|(file, _)| file.row.is_some()) else {
            let message = "the file was changed while it was being read";
            return Diagnostic::new(&rules::source::FILE_UNREADABLE, place, message)
                .help("the next run reads it as it is then");
        };
        // All of a run is of one instant: what it reads twice is the same, unless it was not read but known.
        let (message, help) = match self.reader.tables().watermark_of(source) {
            Some(column) => (
                format!("the row has changed, and `{column}`, its watermark, has not, so that nobody could know"),
                format!(
                    "the next run shows it as it is now. See that whatever changes a row, or what belongs to it, changes \
                     `{column}` too (a trigger can), or leave `watermark` out, so that whole rows are compared"
                ),
            ),
            None => (
                "the query gives another row each time it is asked".to_owned(),
                "leave out of it what depends on the time or on chance, such as `now` and `random`, or state a `watermark`"
                    .to_owned(),
            ),
        };
        Diagnostic::new(&rules::source::ROW_UNSTEADY, place, message).help(help)
    }
}

/// The configuration's word on bodies, in the words of `content`.
pub(super) fn content_options(publication: &Publication) -> content::Options {
    content::Options {
        embeds: match publication.embeds {
            config::Embeds::Link => content::Embeds::Link,
            config::Embeds::Drop => content::Embeds::Drop,
            config::Embeds::Keep => content::Embeds::Keep,
        },
        embed_hosts: publication.embed_hosts.clone(),
    }
}

/// The way in which a feed writes its items. Only what its items can tell apart is in it, so that feeds share.
pub(super) fn style(publication: &Publication, people: &PeopleTable, instance: &Instance) -> Style {
    let feed = &publication.feeds[instance.feed];
    let (items, title) = (&feed.items, instance.fill(&feed.title));
    let names_feed = items.footer.as_ref().is_some_and(|footer| footer.contains("{feed_title}"));
    Style {
        summary_length: items.summary_length,
        enclosure_prefix: items.enclosure_prefix.clone(),
        profiles: show::profiles(feed),
        policy: ItemPolicy {
            content: match items.content {
                config::Content::Full => ContentPolicy::Full,
                config::Content::Summary => ContentPolicy::Summary,
            },
            always_summary: items.always_summary,
            item_footer: items.footer.clone(),
            link_query: items.link_query.clone(),
            show_emails: items.show_emails,
            language: feed.channel.language.clone().or_else(|| publication.language.clone()),
            elements: items
                .elements
                .iter()
                .map(|(name, element)| {
                    let value = match element {
                        config::Element::Constant(text) => ElementValue::Constant(text.clone()),
                        config::Element::Field(field) => ElementValue::Field(field.clone()),
                    };
                    (name.clone(), value)
                })
                .collect(),
            namespaces: items.namespaces.clone(),
            link_blog: items.link_blog,
            feed_title: if names_feed { title } else { String::new() },
            podcast: show::items(publication, instance, people).map(Box::new),
        },
    }
}

/// A record's texts, as documents need them.
pub(super) struct Rendered {
    pub body: Option<Body>,
    /// The declared summary as plain text.
    pub summary: Option<String>,
    /// The declared summary as sanitised HTML.
    pub summary_html: Option<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Renders a record's body and its declared summary.
pub(super) fn render(record: &Record, options: &content::Options) -> Rendered {
    let place = record.origin.place().record(record.key.clone());
    let mut diagnostics = Vec::new();
    let base = record.url.as_ref();
    let body = record.body.as_ref().map(|source| {
        let at = place.clone().line(source.line.max(record.origin.line)).field("body");
        let (body, found) = content::render(source, base, options, &at);
        diagnostics.extend(found);
        body
    });
    let at = place.field("summary");
    let (summary, summary_html) = match &record.summary {
        None => (None, None),
        Some(SummaryText::Plain(text)) => (Some(text.clone()), None),
        Some(SummaryText::Html(html)) => {
            let (html, found) = content::sanitise(html, base, options, &at);
            diagnostics.extend(found);
            (Some(content::html_to_text(&html)), Some(html))
        }
        Some(SummaryText::Markdown(text)) => {
            let source = SourceBody { text: text.clone(), format: BodyFormat::Markdown, line: 0, plain: None };
            let (body, found) = content::render(&source, base, options, &at);
            diagnostics.extend(found);
            (Some(content::html_to_text(&body.html)), Some(body.html))
        }
    };
    let filled = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    Rendered {
        // Nothing left of a body is no body: the format's own rules then decide whether a title is enough.
        body: body.filter(|b| !b.html.trim().is_empty() || b.text.as_ref().is_some_and(|t| !t.trim().is_empty())),
        summary: filled(summary),
        summary_html: filled(summary_html),
        diagnostics,
    }
}

/// A summary cut from a body: the part before `<!--more-->`, else its beginning.
pub(super) fn made_summary(record: &Record, body: &Body, length: usize) -> Option<String> {
    let text = match (&body.excerpt, &body.text) {
        (Some(excerpt), _) => content::html_to_text(excerpt),
        (None, Some(text)) if body.text_only => text.clone(),
        _ => content::html_to_text(beginning(&body.html)),
    };
    let summary = content::shorten(&text, length, record.language.as_ref());
    Some(summary).filter(|s| !s.trim().is_empty())
}

/// Enough of a long body to cut a summary from.
fn beginning(html: &str) -> &str {
    if html.len() <= SUMMARY_SOURCE {
        return html;
    }
    let cut = &html[..html.floor_char_boundary(SUMMARY_SOURCE)];
    cut.rfind("</p>").map_or(cut, |end| &cut[..end])
}

fn show(
    mut record: Record,
    entry: &Entry,
    wanted: &Wanted,
    styles: &[Style],
    (root, options): (&Path, &content::Options),
) -> Shown {
    let rendered = render(&record, options);
    let teaser = matches!(record.visibility, Visibility::Restricted(_));
    let mut shown = Shown { diagnostics: rendered.diagnostics.clone(), ..Shown::default() };
    let is_podcast = wanted.iter().any(|(style, _)| styles[*style].policy.podcast.is_some());
    let stock = if is_podcast { Stock::of(&mut record, root, &mut shown.diagnostics) } else { Stock::default() };
    let files_of_record = Files::take(&mut record);
    for &(style_number, format) in wanted {
        let style = &styles[style_number];
        record.id = entry.ids.get(&format).unwrap_or(&entry.id).clone();
        files_of_record.show(&mut record, style.enclosure_prefix.as_deref());
        let record = &record;
        // A teaser is what its owner wrote to be seen: nothing is ever cut out of what only some may read.
        let is_long = |body: &Body| style.policy.podcast.is_some() && body.html.len() > document::DESCRIPTION;
        let make = !teaser
            && (style.policy.always_summary
                || style.policy.content == ContentPolicy::Summary
                || rendered.body.as_ref().is_some_and(is_long));
        let made = match (&rendered.summary, &rendered.body, make) {
            (None, Some(body), true) => made_summary(record, body, style.summary_length),
            _ => None,
        };
        let item = Item {
            record,
            body: rendered.body.as_ref().filter(|_| !teaser),
            summary: rendered.summary.as_deref().or(made.as_deref()),
            summary_html: rendered.summary_html.as_deref(),
            teaser,
        };
        let mut own;
        let mut item = item;
        let mut files = None;
        if let (Some(items), false) = (&style.policy.podcast, teaser) {
            own = record.clone();
            let id = entry.ids.get(&Format::Rss).unwrap_or(&entry.id);
            // An id is one in all formats where files are concerned, and RSS alone leads to them.
            let (companions, wrong) = document::companions(&mut own, id, items, &stock.transcripts);
            for (number, why) in wrong.into_iter().filter(|_| format == Format::Rss) {
                shown.diagnostics.push(stock.complaint(record, number, &why));
            }
            if format == Format::Rss {
                files = Some(companions);
            }
            item.record = &own;
        }
        let findings = shown.findings.entry((style_number, format)).or_default();
        match document::item(format, &item, &style.policy) {
            Err(diagnostic) => findings.push(*diagnostic),
            Ok(fragment) => {
                let (found, facts) = lint::item_for(format, &fragment.text, &fragment.namespaces, style.profiles);
                // Of a file that was measured both length and duration are right, however unlikely.
                let is_measured = record.derived.iter().any(|derived| derived.field == "enclosures");
                let is_right =
                    |found: &Diagnostic| is_measured && found.rule.name == lint::rules::ENCLOSURE_LENGTH.name;
                let found = found.into_iter().filter(|found| !is_right(found));
                let found: Vec<Diagnostic> = found.map(issued).collect();
                let broken = found.iter().any(|d| d.level == Level::Error);
                findings.extend(found.into_iter().map(|finding| at_record(finding, record, format)));
                if !broken {
                    if format == Format::Rss && style.policy.podcast.is_some() {
                        shown.companions.insert(style_number, files.unwrap_or_default());
                    }
                    let judged = Judged { text: fragment.text, namespaces: fragment.namespaces, facts };
                    shown.fragments.insert((style_number, format), Arc::new(judged));
                }
            }
        }
    }
    shown
}

/// An id stays as it was issued, whatever its form: what is wrong with it is told, but keeps no item back.
pub(super) fn issued(mut finding: Diagnostic) -> Diagnostic {
    let of_ids = [&lint::rules::TAG_URI_INVALID, &lint::rules::URN_INVALID, &lint::rules::UUID_INVALID];
    if of_ids.contains(&finding.rule) {
        finding.level = finding.level.min(Level::Warning);
    }
    finding
}

/// W3C classes of warnings that follow from what a record is and not from a mistake in it: an untitled note, a real date
/// before 1990, a title that really contains `<`, a summary beside the whole text. Nobody has anything to mend.
const NO_MISTAKE: [&str; 5] =
    ["NotBlank", "ImplausibleDate", "ContainsHTML", "ContainsUndeclaredHTML", "DuplicateDescriptionSemantics"];

/// A finding in generated bytes is shown where a person can mend it: at the record, not at a line that nobody wrote.
fn at_record(mut finding: Diagnostic, record: &Record, format: Format) -> Diagnostic {
    if finding.level == Level::Warning && finding.rule.w3c.iter().any(|class| NO_MISTAKE.contains(class)) {
        finding.level = Level::Note;
    }
    // An id that was made of a path with blanks in it: nobody has typed it, and nobody can mend it.
    let is_minted = record.id_kind == IdKind::Minted && record.id.as_str().contains('%');
    if is_minted && finding.rule.name == lint::rules::TAG_MINTING.name {
        finding.level = Level::Note;
    }
    finding.excerpt = None;
    let field = finding.place.field.take();
    let place = record.origin.place().record(record.key.clone());
    finding.place = match field {
        Some(field) => place.field(format!("{field} ({format})")),
        None => place.field(format.as_str()),
    };
    finding
}
