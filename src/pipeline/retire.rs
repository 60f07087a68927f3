//! `retire`: a feed ends, with a last word to those who still read it.
//!
//! Its documents stay, with one more item that says where it has gone, since not everybody can set a redirect. Builds leave
//! it alone from then on.

use super::{
    Error, archive,
    assembled::Assembled,
    deliveries,
    instance::Instance,
    kept::Published,
    masthead::{Edition, Masthead},
    memory::Memory,
    people,
    press::Judged,
};
use crate::{
    config::{Order, Publication},
    diagnostic::Diagnostic,
    document::{self, History, Redaction},
    lint,
    publish::Publisher,
    state::Retirement,
    value::{Clock, EntryId, Format, WebUrl},
};
use std::sync::Arc;

/// How a feed is to end.
#[derive(Debug, Clone)]
pub struct Retire {
    /// `news`, `category/politics`
    pub feed: String,
    /// Where its subscribers are sent: a feed, or with a slash at its end a directory that has one for each format.
    pub to: Option<WebUrl>,
    /// The last word; one is made where none is given.
    pub message: Option<String>,
    /// Whether it goes on again.
    pub undo: bool,
}

/// What became of a feed.
#[derive(Debug, Default)]
pub struct Retired {
    /// Its documents that say the last word.
    pub written: Vec<String>,
    /// Its addresses, and where each should lead.
    pub moves: Vec<(WebUrl, Option<WebUrl>)>,
    /// What is wrong with what would have been written; then nothing was.
    pub diagnostics: Vec<Diagnostic>,
}

/// Ends a feed, or lets it go on.
///
/// # Errors
/// There is no such feed, or its documents or the ledger cannot be written.
pub fn retire(publication: &Publication, asked: &Retire, clock: Clock) -> Result<Retired, Error> {
    let mut memory = Memory::open(publication, clock.now(), || Ok(Vec::new()))?;
    let Some(instance) = instance(publication, &asked.feed, &memory) else {
        let known = memory.feed_names().map(str::to_owned).collect();
        return Err(Error::unknown_feed(&asked.feed, known));
    };
    let feed = &publication.feeds[instance.feed];
    let mut done = Retired::default();
    if asked.undo {
        memory.retire(&asked.feed, None, &instance.id(publication, feed))?;
        return Ok(done);
    }
    let now = memory.now();
    let output = publication.root.join(&publication.output);
    let people = people::table(publication, &mut Vec::new())?;
    let documents: Vec<(Format, Published)> = feed
        .formats
        .iter()
        .map(|&format| (format, Published::read(&output.join(instance.path(feed, format)), format)))
        .collect();
    let id = memory.feed_id(&asked.feed).unwrap_or_else(|| instance.id(publication, feed));
    let show = super::show::guid(publication, &instance, memory.show(&asked.feed));
    let masthead = Masthead { publication, instance: &instance, id: &id, people: &people, show: show.as_deref() };

    let title = match &asked.to {
        Some(_) => "This feed has moved",
        None => "This feed has ended",
    };
    let notice = asked.message.clone().unwrap_or_else(|| match &asked.to {
        Some(to) => {
            format!("This feed has moved to {to} and will not be updated here any more. Please subscribe there.")
        }
        None => "This feed has ended and will not be updated any more. Thank you for reading.".to_owned(),
    });
    let notice_id = match &publication.tag {
        Some(tag) => tag.mint(&format!("retired/{}", asked.feed)),
        None => EntryId::from_name(&format!("{id} retired")),
    };
    let mut publisher = Publisher::open(&output)?;
    let mut issued = Vec::new();
    for (format, published) in &documents {
        if let Some(old) = instance.address(publication, feed, *format) {
            done.moves.push((old, asked.to.as_ref().map(|to| target(to, *format))));
        }
        // A document that is not there has no readers.
        if !published.is_own() {
            continue;
        }
        let to = asked.to.as_ref().map(|to| target(to, *format));
        let item_id = if *format == Format::Atom { notice_id.for_atom() } else { notice_id.as_str().into() };
        let last_word = Redaction {
            id: &item_id,
            url: to.as_ref(),
            published: now,
            removed: None,
            notice: &notice,
            title: Some(title),
        };
        let fragment = match document::redacted(*format, &last_word) {
            Ok(fragment) => fragment,
            Err(diagnostic) => {
                done.diagnostics.push(*diagnostic);
                return Ok(done);
            }
        };
        let (_, facts) = lint::item(*format, &fragment.text, &fragment.namespaces);
        let mut items = published.all();
        // Said twice, it is said once.
        items.retain(|item| item.facts.id.as_deref() != Some(&*item_id));
        let at = if feed.order == Order::Oldest { items.len() } else { 0 };
        items.insert(at, Arc::new(Judged { text: fragment.text, namespaces: fragment.namespaces, facts }));
        let history = match memory.last_page(&asked.feed) {
            0 => History::None,
            last => History::Subscription { prev_archive: archive::address(publication, &instance, *format, last) },
        };
        let mut channel =
            masthead.channel(Edition { updated: Some(now), addresses: None, deleted: Vec::new(), history });
        // Directories follow it where no server can answer with a redirect.
        if let (Some(podcast), Some(to)) = (&mut channel.podcast, &to) {
            podcast.show.new_feed_url = Some(to.clone());
        }
        let document =
            Assembled::new(*format, instance.path(feed, *format), &channel, items, lint::Profiles::default());
        publisher.stage(&document.path, &|out| document.write(out))?;
        done.written.push(document.path.clone());
        issued.push(document.issued(&asked.feed));
    }
    let issued: Vec<_> = issued.iter().collect();
    let instances = [(asked.feed.clone(), instance.clone())];
    memory.begin(&issued, deliveries::of_documents(publication, &instances, &issued, None))?;
    publisher.commit()?;
    memory.conclude(&[], &[], &issued, Vec::new())?;
    let retirement = Retirement { at: now, to: asked.to.as_ref().map(|to| to.as_str().to_owned()) };
    memory.retire(&asked.feed, Some(retirement), &id)?;
    Ok(done)
}

/// Where subscribers of a format are sent.
fn target(to: &WebUrl, format: Format) -> WebUrl {
    if to.as_str().ends_with('/') { to.join(format.file_name()).unwrap_or_else(|_| to.clone()) } else { to.clone() }
}

/// The feed of a name, by the configuration and by what was published.
pub(super) fn instance(publication: &Publication, name: &str, memory: &Memory) -> Option<Instance> {
    instance_of(publication, name, || memory.label(name))
}

/// The same, where `label` says how the value of an `each` feed is spelled.
pub(super) fn instance_of(
    publication: &Publication,
    name: &str,
    label: impl Fn() -> Option<String>,
) -> Option<Instance> {
    publication.feeds.iter().enumerate().find_map(|(number, feed)| {
        let rest = name.strip_prefix(&feed.name)?;
        match (feed.each, rest.strip_prefix('/')) {
            (None, None) if rest.is_empty() => Some(Instance { feed: number, value: None }),
            (Some(_), Some(slug)) => {
                let label = label()?;
                Some(Instance { feed: number, value: Some((slug.to_owned(), label)) })
            }
            _ => None,
        }
    })
}
