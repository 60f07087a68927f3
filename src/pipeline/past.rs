//! What the last run knew and did, kept in the cache: so that a run does only what is needed.
//!
//! It is never trusted alone. It belongs to one program, one configuration and one revision of the ledger; a file is known
//! only by a stamp that proves it unchanged, and a document only by its stamp or its digest, which the ledger has too.

use super::{
    card::{FileMemo, unix},
    report::{Document, Outcome, Report},
    said::{self, Said},
    stamp::Stamp,
};
use crate::{
    config::Publication,
    state::{Cache, Cached},
    value::{Format, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{fmt, path::Path, sync::Arc};

/// Half of a BLAKE3 digest.
pub(super) type Digest = [u8; 16];

/// The first half of the digest of some bytes.
pub(super) fn digest(bytes: &[u8]) -> Digest {
    let mut half = Digest::default();
    half.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    half
}

/// The digest of what `{:?}` shows: of plain data, all of it.
pub(super) fn digest_of(value: &impl fmt::Debug) -> Digest {
    struct Hasher(blake3::Hasher);
    impl fmt::Write for Hasher {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let mut hasher = Hasher(blake3::Hasher::new());
    // Nothing that writes into a digest fails.
    fmt::Write::write_fmt(&mut hasher, format_args!("{value:?}")).ok();
    let mut half = Digest::default();
    half.copy_from_slice(&hasher.0.finalize().as_bytes()[..16]);
    half
}

/// Everything that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Past {
    pub environment: Environment,
    pub files: Vec<Arc<FileMemo>>,
    /// What has been rendered, sorted by id.
    pub impressions: Vec<Impression>,
    /// Sorted by name.
    pub feeds: Vec<FeedMemo>,
    /// The last run, if it built every feed and nothing failed.
    pub run: Option<RunMemo>,
}

/// What everything depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Environment {
    program: String,
    configuration: Digest,
}

/// An entry as it was rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Impression {
    pub id: String,
    pub version: Digest,
    pub fragments: Vec<Print>,
    /// What was said about the record itself.
    pub said: Vec<Said>,
}

/// A fragment as it was rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Print {
    pub style: Digest,
    pub format: Format,
    /// The digest of its text; nothing, if it was withheld.
    pub text: Option<Digest>,
    /// What was said about it.
    pub said: Vec<Said>,
}

/// A feed as it was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FeedMemo {
    pub name: String,
    pub fingerprint: Digest,
    /// The entries that were chosen for it, with their versions.
    pub items: Vec<(String, Digest)>,
    /// Which of them it shows.
    pub shown: Vec<u32>,
    pub documents: Vec<Output>,
    pub said: Vec<Said>,
    pub withheld: usize,
    pub kept: usize,
    /// Whether a document of it could not be written.
    pub has_failed: bool,
    /// Why it was built.
    pub reason: String,
    #[serde(with = "unix")]
    pub at: Option<Timestamp>,
}

/// A document as the run left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Output {
    pub path: String,
    pub format: Format,
    pub items: usize,
    pub held_back: bool,
    /// Whether that run wrote it.
    pub was_written: bool,
    pub bytes: u64,
    /// Its digest in hexadecimal digits; nothing, where there is none.
    pub digest: Option<String>,
    pub stamp: Option<Stamp>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RunMemo {
    #[serde(with = "unix")]
    pub now: Option<Timestamp>,
    /// When something changes by the clock alone, and what.
    #[serde(with = "unix")]
    pub next: Option<Timestamp>,
    pub next_reason: String,
    /// The ledger's revision after it.
    pub ledger: u64,
    /// Of what finding the files brought to light.
    pub discovery: Digest,
    pub counts: [usize; 11],
    pub said: Vec<Said>,
    /// Names of all feeds, sorted; also of those that have ended.
    pub present: Vec<String>,
    /// Directories of values that have gone.
    pub strays: Vec<String>,
}

/// Why there is no past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forgotten {
    Never,
    Damaged,
    Program,
    Configuration,
    Asked,
}

impl Forgotten {
    /// The reason as a sentence's part.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "nothing is known of an earlier run",
            Self::Damaged => "the cache is damaged",
            Self::Program => "the program is another one",
            Self::Configuration => "the configuration has changed",
            Self::Asked => "the cache was not to be used",
        }
    }
}

impl Environment {
    /// The program that runs, and everything that the configuration says.
    pub(super) fn now(publication: &Publication) -> Self {
        let stamp = std::env::current_exe().and_then(|path| Stamp::of(&path)).ok();
        let people = publication.people_file.as_ref().map(|name| std::fs::read(publication.root.join(name)).ok());
        Self {
            program: format!("{} {:?}", env!("CARGO_PKG_VERSION"), stamp.map(Stamp::settled)),
            configuration: digest_of(&(publication, people.flatten().map(|bytes| digest(&bytes)))),
        }
    }
}

/// What a run has to know to see that it has nothing to do.
#[derive(Serialize, Deserialize)]
pub(super) struct Brief<'b> {
    environment: Environment,
    /// Of the rest.
    rest: [u8; 32],
    /// All files, in the order in which they are found.
    #[serde(borrow)]
    pub files: Vec<BriefFile<'b>>,
    pub documents: Vec<Output>,
    pub run: Option<RunMemo>,
}

/// A file as it was when it was read.
#[derive(Serialize, Deserialize)]
pub(super) struct BriefFile<'b> {
    #[serde(borrow)]
    pub name: &'b str,
    pub source: usize,
    pub stamp: Stamp,
    pub sidecar: Option<Stamp>,
}

/// The bytes of a brief, as they stand in the cache.
pub(super) struct BriefBytes(Vec<u8>);

impl BriefBytes {
    /// What the cache holds.
    pub(super) fn read(cache: &Cache) -> Result<Self, Forgotten> {
        match cache.read() {
            Cached::Whole(bytes) => Ok(Self(bytes)),
            Cached::Nothing => Err(Forgotten::Never),
            Cached::Damaged => Err(Forgotten::Damaged),
        }
    }

    /// The brief, if it is of this program and this configuration.
    pub(super) fn brief(&self, environment: &Environment) -> Result<Brief<'_>, Forgotten> {
        // Another program may have written it in another form.
        let (known, _) = postcard::take_from_bytes::<Environment>(&self.0).map_err(|_| Forgotten::Damaged)?;
        if known.program != environment.program {
            return Err(Forgotten::Program);
        }
        if known != *environment {
            return Err(Forgotten::Configuration);
        }
        postcard::from_bytes(&self.0).map_err(|_| Forgotten::Damaged)
    }
}

impl Brief<'_> {
    /// Everything that is known.
    pub(super) fn past(&self, cache: &Cache) -> Result<Past, Forgotten> {
        let Cached::Whole(bytes) = cache.read_rest(&self.rest) else { return Err(Forgotten::Damaged) };
        let rest: Rest = postcard::from_bytes(&bytes).map_err(|_| Forgotten::Damaged)?;
        let Rest { files, impressions, feeds } = rest;
        Ok(Past { environment: self.environment.clone(), files, impressions, feeds, run: self.run.clone() })
    }
}

impl Brief<'_> {
    /// Lets it know the ledger as it is `after` something that is no matter of a build, if it knew it as it was `before`.
    pub(super) fn follow(mut self, cache: &Cache, before: u64, after: u64) -> std::io::Result<()> {
        match &mut self.run {
            Some(run) if run.ledger == before => run.ledger = after,
            _ => return Ok(()),
        }
        cache.write_brief(&postcard::to_allocvec(&self).unwrap_or_default())
    }
}

/// What only a run that has something to do has to know.
#[derive(Deserialize)]
struct Rest {
    files: Vec<Arc<FileMemo>>,
    impressions: Vec<Impression>,
    feeds: Vec<FeedMemo>,
}

impl Past {
    /// What the cache holds, if it is of this program and this configuration.
    pub(super) fn read(cache: &Cache, environment: &Environment) -> Result<Self, Forgotten> {
        BriefBytes::read(cache)?.brief(environment)?.past(cache)
    }

    /// Puts it into the cache.
    pub(super) fn write(&self, cache: &Cache) -> std::io::Result<()> {
        // Plain data is always written; without it, the next run reads everything again.
        let rest = postcard::to_allocvec(&(&self.files, &self.impressions, &self.feeds)).unwrap_or_default();
        cache.write(&rest, |rest| {
            let files = self.files.iter().map(|memo| BriefFile {
                name: &memo.name,
                source: memo.source,
                stamp: memo.stamp,
                sidecar: memo.sidecar,
            });
            let brief = Brief {
                environment: self.environment.clone(),
                rest,
                files: files.collect(),
                documents: self.feeds.iter().flat_map(|feed| &feed.documents).cloned().collect(),
                run: self.run.clone(),
            };
            postcard::to_allocvec(&brief).unwrap_or_default()
        })
    }

    pub(super) fn feed(&self, name: &str) -> Option<&FeedMemo> {
        self.feeds.binary_search_by(|feed| feed.name.as_str().cmp(name)).ok().map(|number| &self.feeds[number])
    }

    pub(super) fn impression(&self, id: &str) -> Option<&Impression> {
        let number = self.impressions.binary_search_by(|impression| impression.id.as_str().cmp(id)).ok()?;
        Some(&self.impressions[number])
    }
}

impl RunMemo {
    /// Records whose time had not come.
    pub(super) fn waiting(&self) -> usize {
        Report::of_counts(self.counts).waiting
    }

    /// The report of a run that has nothing to do but to say again what this one said.
    pub(super) fn report<'o>(&self, documents: impl IntoIterator<Item = &'o Output>) -> Report {
        let mut report = Report::of_counts(self.counts);
        report.documents = documents.into_iter().map(|output| output.left().document()).collect();
        report.documents.sort_by(|a, b| a.path.cmp(&b.path));
        report.diagnostics = said::replay(&self.said).collect();
        report
    }
}

/// What became of a document since it was left.
pub(super) enum Look {
    /// Nothing: its stamp says so.
    Proven,
    /// Its bytes are the same; the stamp that it has now will prove it.
    Same(Stamp),
    /// It is another one, or gone.
    Other,
}

impl FeedMemo {
    /// The memo of a feed that was left as it was.
    pub(super) fn left(&self) -> Self {
        Self { documents: self.documents.iter().map(Output::left).collect(), ..self.clone() }
    }
}

impl Output {
    pub(super) fn left(&self) -> Self {
        Self { was_written: false, ..self.clone() }
    }

    /// Whether the document is as it was left. Without a stamp that proves it, its bytes are looked at.
    pub(super) fn look(&self, output: &Path) -> Look {
        let path = output.join(&self.path);
        match (Stamp::of(&path), &self.stamp) {
            (Ok(now), Some(before)) if now.proves(before) => Look::Proven,
            // The stamp was taken first: it vouches for the bytes that are read now, and for none that come after.
            (Ok(now), Some(_)) if super::digest::of_file(&path) == self.digest => Look::Same(now),
            (Ok(_), _) => Look::Other,
            (Err(_), None) => Look::Proven,
            (Err(_), Some(_)) => Look::Other,
        }
    }

    /// What the run that built it has done with it.
    pub(super) fn document(&self) -> Document {
        let outcome = match (self.held_back, self.was_written) {
            (true, _) => Outcome::HeldBack,
            (false, true) => Outcome::Written,
            (false, false) => Outcome::Unchanged,
        };
        Document { path: self.path.clone(), items: self.items, outcome }
    }
}
