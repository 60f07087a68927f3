//! What a record says of its media files, compared with the files, and completed.

use super::{Look, Served, Shelf, Unasked, locate::Place as Spot};
use crate::{
    diagnostic::{Diagnostic, Level, Place, Rule, rules::media as rules},
    media::{Fault, Kind, Measured},
    record::{Chapter, Enclosure, Record, Visibility, raw::Derived},
    source::stem,
    value::{WebUrl, collapse_blanks, guess_media_type},
};
use std::borrow::Cow;

/// A declared duration that differs by less is right: most write whole seconds, rounded up or down.
const SLACK: f64 = 1.0;

/// A record, completed.
#[derive(Debug, Default)]
pub(in super::super) struct Filled {
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether listeners would get nothing at all.
    pub is_broken: bool,
}

impl Shelf {
    /// Measures the enclosures of a record as far as they are here, and completes what it says of them.
    pub(in super::super) fn fill(&self, record: &mut Record) -> Filled {
        let mut filled = Filled::default();
        let mut enclosures = std::mem::take(&mut record.enclosures);
        let (mut title, mut derived) = (None, Vec::new());
        for enclosure in &mut enclosures {
            let place = place_of(record);
            let Some((spot, look)) = self.find(record, enclosure) else { continue };
            let mut said = Said { place, spot: &spot, is_partial: false, filled: &mut filled };
            match look {
                Look::Measured(_) | Look::Missing if self.why_unpublished(&spot.path).is_some() => {
                    let why = self.why_unpublished(&spot.path).unwrap_or_default();
                    let message = format!("`{}` cannot be copied into the output: {why}", spot.path.escape_debug());
                    said.tell(&rules::MEDIA_UNREADABLE, "", message, "rename it; until then the episode is left out");
                    filled.is_broken = true;
                }
                Look::Measured(measured) => {
                    said.compare(enclosure, &measured);
                    let declared = enclosure.length;
                    complete(enclosure, &measured, &spot);
                    enclosure.print = self.print_of(&spot.path);
                    self.recall(&spot.path, enclosure, declared);
                    derived.push(Derived { field: "enclosures", from: spot.path.clone(), line: 0 });
                    chapters(record, &measured);
                    if title.is_none() {
                        title = measured.tags.title.clone().or_else(|| Some(title_of(&spot.path)));
                    }
                }
                Look::Served(served) if served.is_partial(enclosure.length) => {
                    said.is_partial = true;
                    said.compare_served(enclosure, &served);
                    // What was published of it stands, until it is there.
                    self.remember(enclosure);
                    let (length, duration) = (enclosure.length, enclosure.duration);
                    complete_served(enclosure, &served, &spot);
                    enclosure.length = length.or(enclosure.length);
                    enclosure.duration = duration.or(enclosure.duration);
                    derived.push(Derived { field: "enclosures", from: spot.path.clone(), line: 0 });
                }
                Look::Served(served) => {
                    said.compare_served(enclosure, &served);
                    complete_served(enclosure, &served, &spot);
                    derived.push(Derived { field: "enclosures", from: spot.path.clone(), line: 0 });
                }
                Look::Unasked(Unasked { is_gone, why, known }) => {
                    said.unasked(is_gone, &why);
                    match known {
                        Some(served) => complete_served(enclosure, &served, &spot),
                        None => self.remember(enclosure),
                    }
                }
                Look::Outside => {
                    let help = "put the file itself there, name it by a path that leads to it, or by its public address; until \
                                then the episode is left out";
                    let message = format!("`{}` leads out of the publication and of the media directory", spot.path);
                    said.tell(&rules::MEDIA_OUTSIDE, "", message, help);
                    filled.is_broken = true;
                }
                Look::Missing if spot.path.contains(char::REPLACEMENT_CHARACTER) => {
                    let message = format!("the name of `{}` is not in UTF-8, so that it has no address", spot.path);
                    said.tell(&rules::MEDIA_UNREADABLE, "", message, "rename it; until then the episode is left out");
                    filled.is_broken = true;
                }
                Look::Missing => {
                    complete_address(enclosure, &spot);
                    match self.measured_before(&spot.path) {
                        Some(measured) => {
                            complete(enclosure, &measured, &spot);
                            enclosure.print = self.print_of(&spot.path);
                            chapters(record, &measured);
                        }
                        None => self.remember(enclosure),
                    }
                    let help = "put it there, or correct the name; until then what was known of it, and what the record says, \
                                is published";
                    said.tell(&rules::MEDIA_MISSING, "", format!("there is no file `{}`", spot.path), help);
                }
                Look::Unreadable(why) => {
                    complete_address(enclosure, &spot);
                    let help =
                        "see to it that this user may read it; until then what the record says of it is published";
                    said.tell(&rules::MEDIA_UNREADABLE, "", format!("`{}` cannot be read: {why}", spot.path), help);
                }
            }
        }
        record.enclosures = enclosures;
        self.fill_images(record, &mut filled);
        let place = record.origin.place().record(record.key.clone());
        self.fill_named(record, &place, &mut filled);
        // An episode without a word is called what its file says that it is called.
        if record.title.is_none() && record.summary.is_none() && record.body.is_none() {
            record.title = title;
            record.derived.extend(record.title.is_some().then(|| Derived {
                field: "title",
                from: derived.first().map(|derived| derived.from.clone()).unwrap_or_default(),
                line: 0,
            }));
        }
        record.derived.append(&mut derived);
        record.derived.sort_by_key(|derived| derived.field);
        if matches!(record.visibility, Visibility::Hidden(_)) {
            // What nobody sees need not be whole yet.
            filled.diagnostics.iter_mut().for_each(|said| said.level = Level::Note);
            filled.is_broken = false;
        }
        filled
    }

    /// The file of an enclosure, if it is one that should be here.
    fn find(&self, record: &Record, enclosure: &Enclosure) -> Option<(Spot, Look)> {
        if self.is_outside(record, enclosure) {
            let path = enclosure.file.clone().unwrap_or_else(|| enclosure.url.as_str().to_owned());
            return Some((Spot { path, url: None, is_certain: true }, Look::Outside));
        }
        let mut missing = None;
        for spot in self.places(record, enclosure) {
            match self.look(&spot.path, &(record.origin.file.to_string(), record.key.clone())) {
                Look::Missing if spot.is_certain => missing = missing.or(Some((spot, Look::Missing))),
                Look::Missing => {}
                look => return Some((spot, look)),
            }
        }
        if missing.is_some() {
            return missing;
        }
        let user = (record.origin.file.to_string(), record.key.clone());
        let look = self.look_away(&enclosure.url, &user, enclosure.length)?;
        Some((Spot { path: enclosure.url.as_str().to_owned(), url: None, is_certain: true }, look))
    }
}

/// Chapters that a recording brings with it, where its record names none. Those that its table of contents leaves out, and links
/// without a title, are shown in their time, and in no list.
fn chapters(record: &mut Record, measured: &Measured) {
    let is_told = record.episode.as_ref().is_some_and(|told| !told.chapters.is_empty() || told.chapters_file.is_some());
    let named = measured.chapters.iter().filter(|chapter| chapter.title.is_some() || chapter.url.is_some());
    let chapters: Vec<Chapter> = named
        .map(|chapter| Chapter {
            start: chapter.start,
            end: chapter.end,
            title: chapter.title.as_deref().map(|title| collapse_blanks(title).into_owned()),
            url: chapter.url.as_deref().and_then(|url| WebUrl::parse(url).ok()),
            image: None,
            toc: chapter.title.is_some() && !chapter.is_hidden,
            extra: serde_json::Map::new(),
        })
        .collect();
    if !is_told && !chapters.is_empty() {
        record.episode.get_or_insert_default().chapters = chapters;
    }
}

/// Where a record speaks of its files.
fn place_of(record: &Record) -> Place {
    let named = record.places.iter().find(|(field, ..)| matches!(*field, "enclosures" | "file" | "media"));
    let place = record.origin.place().record(record.key.clone());
    match named {
        Some(&(_, line, column)) => place.at(line, column),
        None => place,
    }
}

/// A title made of the name of a file: `012-the-first-one.mp3` -> `012 the first one`.
fn title_of(path: &str) -> String {
    let name = stem(path).rsplit('/').next().unwrap_or_default();
    let title = if name.contains(' ') { name.to_owned() } else { name.replace(['-', '_'], " ") };
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn complete_address(enclosure: &mut Enclosure, spot: &Spot) {
    if let Some(url) = &spot.url {
        enclosure.url = url.clone();
    }
}

/// Puts in what was measured; the file is right, whatever was declared.
fn complete(enclosure: &mut Enclosure, measured: &Measured, spot: &Spot) {
    complete_address(enclosure, spot);
    enclosure.length = Some(measured.length);
    let is_fitting = enclosure.is_type_declared && measured.kind.goes_by(enclosure.media_type.as_str());
    if let Some(media_type) = measured.kind.media_type(&spot.path).filter(|_| !is_fitting) {
        enclosure.media_type = media_type;
    }
    // A thousandth of a second is enough for everybody, and the same on every machine.
    if let Some(seconds) = measured.duration {
        enclosure.duration = Some((seconds * 1000.0).round() / 1000.0);
    }
}

/// The same of a file at an address: what could not be measured its server may say.
fn complete_served(enclosure: &mut Enclosure, served: &Served, spot: &Spot) {
    match served.measured.as_deref().filter(|measured| !measured.kind.is_unknown()) {
        Some(measured) => complete(enclosure, measured, spot),
        None => {
            enclosure.length = served.length.or(enclosure.length);
            let playable = served.media_type.as_ref().filter(|served| matches!(served.family(), "audio" | "video"));
            if let Some(media_type) = playable.filter(|_| !enclosure.is_type_declared) {
                enclosure.media_type = media_type.clone();
            }
        }
    }
}

/// Says what is wrong with a file, and with what is said of it.
struct Said<'a> {
    place: Place,
    spot: &'a Spot,
    /// It may be on its way still.
    is_partial: bool,
    filled: &'a mut Filled,
}

impl Said<'_> {
    fn tell(&mut self, rule: &'static Rule, field: &str, message: String, help: &str) {
        let field = if field.is_empty() { "enclosures".to_owned() } else { format!("enclosures.{field}") };
        self.filled.diagnostics.push(Diagnostic::new(rule, self.place.clone().field(field), message).help(help));
    }

    fn compare(&mut self, enclosure: &Enclosure, measured: &Measured) {
        let path = &self.spot.path;
        for fault in &measured.faults {
            self.fault(fault);
        }
        self.length(enclosure, measured.length);
        let right = measured.kind.media_type(path);
        // What is declared may be what its name says, which is told already.
        let by_name = guess_media_type(path).filter(|_| measured.faults.iter().any(Fault::is_of_name));
        let is_told = by_name.is_some_and(|by_name| by_name == enclosure.media_type);
        if let Some(right) = right.filter(|_| enclosure.is_type_declared && !is_told)
            && !measured.kind.goes_by(enclosure.media_type.as_str())
        {
            let message = format!("`{path}` is {}: {right}, not {}", measured.kind, enclosure.media_type);
            self.tell(&rules::MEDIA_TYPE_WRONG, "type", message, "leave it out: the file says it itself");
        }
        if let (Some(declared), Some(right)) = (enclosure.duration, measured.duration)
            && (declared - right).abs() >= SLACK
        {
            let message = format!("`{path}` plays {}, not {}", clock(right), clock(declared));
            self.tell(&rules::MEDIA_DURATION_WRONG, "duration", message, "leave it out: the file says it itself");
        }
    }

    /// What a server sends may be another thing tomorrow: nothing of it holds an episode back.
    fn compare_served(&mut self, enclosure: &Enclosure, served: &Served) {
        let before = self.filled.diagnostics.len();
        match (&served.measured, served.length) {
            (Some(measured), _) => self.compare(enclosure, measured),
            (None, Some(length)) => self.length(enclosure, length),
            (None, None) => {}
        }
        self.filled.is_broken = false;
        let found = self.filled.diagnostics.iter_mut().skip(before);
        found.for_each(|said| said.level = said.level.min(Level::Warning));
    }

    /// An address told nothing: that a file is gone is no passing fault.
    fn unasked(&mut self, is_gone: bool, why: &str) {
        let help = match is_gone {
            true => {
                "put it there again, or correct its address; until then what is known of it stands, and nobody can play it as it was"
            }
            false => "what is known of it stands; it is asked again later",
        };
        self.tell(&rules::MEDIA_UNASKED, "", format!("`{}` could not be looked at: {why}", self.spot.path), help);
        if let Some(told) = self.filled.diagnostics.last_mut().filter(|_| is_gone) {
            told.level = Level::Warning;
        }
    }

    fn length(&mut self, enclosure: &Enclosure, right: u64) {
        if let Some(declared) = enclosure.length.filter(|declared| *declared != right) {
            let message = format!("`{}` has {right} bytes, not {declared}", self.spot.path);
            let help = match self.is_partial {
                true => {
                    "what the record says is published until it is asked again, an hour from now: it may not be there as a whole; if \
                     it is, leave the length out"
                }
                false => "leave it out: the file says it itself",
            };
            self.tell(&rules::MEDIA_LENGTH_WRONG, "length", message, help);
        }
    }

    fn fault(&mut self, fault: &Fault) {
        let message = format!("`{}` {fault}", self.spot.path);
        self.filled.is_broken |= fault.is_hopeless();
        let (rule, help) = of_fault(fault, "the episode is left out");
        self.tell(rule, "", message, &help);
    }
}

/// The rule that a fault breaks, and what to do; `until_then` is what happens where nothing can be had of a file.
pub(super) fn of_fault(fault: &Fault, until_then: &str) -> (&'static Rule, Cow<'static, str>) {
    match fault {
        Fault::Empty | Fault::NotMedia { .. } | Fault::Unplayable(_) | Fault::NoPicture => {
            (&rules::MEDIA_UNPLAYABLE, format!("put the right file there; until then {until_then}").into())
        }
        Fault::Truncated { .. } => (&rules::MEDIA_TRUNCATED, "copy or export it again, whole".into()),
        Fault::HeaderWrong { .. } => {
            (&rules::MEDIA_HEADER_WRONG, "export it again: players show the wrong time and cannot seek in it".into())
        }
        Fault::Mislabelled { extension, kind } => (&rules::MEDIA_MISLABELLED, mislabelled(extension, *kind).into()),
        Fault::Tags(_) => (&rules::MEDIA_TAGS, "write them anew; the recording itself is not affected".into()),
    }
}

/// What to do with a file that is something else than its name says: one thing, which settles its type as well.
fn mislabelled(extension: &str, kind: Kind) -> String {
    let name = kind.extension().map_or_else(String::new, |right| format!(" so that its name ends in `.{right}`"));
    let published = kind.media_type("").map_or_else(String::new, |right| format!(", and it is published as {right}"));
    format!(
        "rename it{name}, and leave `type` out; or export it anew as the `.{extension}` that its name says. Until then its content \
         counts{published}: apps that go by the name alone cannot play it"
    )
}

/// `1:02:05.5`, `0:18.0`.
fn clock(seconds: f64) -> String {
    let tenths = (seconds.clamp(0.0, 1e9) * 10.0).round();
    let (hours, rest) = ((tenths / 36_000.0).floor(), tenths % 36_000.0);
    let (minutes, rest) = ((rest / 600.0).floor(), rest % 600.0 / 10.0);
    if hours > 0.0 { format!("{hours:.0}:{minutes:02.0}:{rest:04.1}") } else { format!("{minutes:.0}:{rest:04.1}") }
}
