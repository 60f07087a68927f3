//! What the last run knew and did, kept in the cache: so that a run does only what is needed.
//!
//! It is never trusted alone. It belongs to one program, one configuration and one revision of the ledger; a file is known
//! only by a stamp that proves it unchanged, and a document only by its stamp or its digest, which the ledger has too.

use super::{
    card::{FileMemo, unix},
    report::{Document, Outcome, Report},
    said::{self, Said},
    tables::Tables,
};
use crate::{
    config::Publication,
    source::{Census, PieceDigest, Stamp},
    state::{Cache, Cached, Part},
    value::{Format, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    hash::{Hash, Hasher},
    path::Path,
    sync::Arc,
};

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

/// The digest of everything that plain data gives to a hasher. It is good for one program alone.
pub(super) fn digest_of_parts(value: &impl Hash) -> Digest {
    #[derive(Default)]
    struct Parts(Vec<u8>);
    impl Hasher for Parts {
        fn write(&mut self, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }

        fn finish(&self) -> u64 {
            0
        }
    }
    let mut parts = Parts::default();
    value.hash(&mut parts);
    digest(&parts.0)
}

/// Everything that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Past {
    pub environment: Environment,
    /// What is known of files that are near, with the numbers of their entries in the census.
    pub files: Vec<(u32, Arc<FileMemo>)>,
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
    /// What finding the files brought to light.
    pub discovery: Vec<Said>,
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
        let people = publication.people_file.as_ref().map(|name| std::fs::read(publication.root.join(name)).ok());
        Self {
            program: program(),
            configuration: match super::stock::stamps(publication).as_slice() {
                [] => digest_of(&(publication, people.flatten().map(|bytes| digest(&bytes)))),
                // What lies beside records of a podcast, and changes without them.
                beside => digest_of(&(publication, people.flatten().map(|bytes| digest(&bytes)), beside)),
            },
        }
    }
}

/// The program that runs.
pub(super) fn program() -> String {
    let stamp = std::env::current_exe().and_then(|path| Stamp::of(&path)).ok();
    format!("{} {:?}", env!("CARGO_PKG_VERSION"), stamp.map(Stamp::settled))
}

/// Of all bytes of a part of the cache.
pub(super) type PartDigest = [u8; 32];

/// Of what is far: in short, and in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FarParts {
    pub short: PartDigest,
    pub full: PartDigest,
}

/// Of which files there are, and of what is known of each in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CensusParts {
    pub census: PartDigest,
    pub holdings: PartDigest,
}

/// What a run has to know to see that it has nothing to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Brief {
    environment: Environment,
    /// Of the census as the run left it, and of its pieces.
    pub census: PartDigest,
    pub pieces: Vec<PieceDigest>,
    /// What tells quickly that databases are as they were.
    pub quick: Vec<Option<u64>>,
    /// What differs from the census that is kept.
    pub patch: Patch,
    pub parts: Parts,
    pub documents: Vec<Output>,
    pub run: Option<RunMemo>,
}

/// What has become of a census since it was kept whole: the same files, some of which have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Patch {
    /// Numbers of entries whose stamps prove nothing.
    pub racy: Vec<u32>,
    /// Entries with other prints of their stamps.
    pub prints: Vec<(u32, u64)>,
}

/// The other parts that belong to a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parts {
    pub census: CensusParts,
    rest: PartDigest,
    pub far: Option<FarParts>,
    /// Of media files.
    pub media: PartDigest,
}

impl Brief {
    /// What the cache holds, if it is of this program and this configuration.
    pub(super) fn read(cache: &Cache, environment: &Environment) -> Result<Self, Forgotten> {
        let bytes = match cache.read(Part::Brief, None) {
            Cached::Whole(bytes) => bytes,
            Cached::Nothing => return Err(Forgotten::Never),
            Cached::Damaged => return Err(Forgotten::Damaged),
        };
        // Another program may have written it in another form.
        let (known, _) = postcard::take_from_bytes::<Environment>(&bytes).map_err(|_| Forgotten::Damaged)?;
        if known.program != environment.program {
            return Err(Forgotten::Program);
        }
        if known != *environment {
            return Err(Forgotten::Configuration);
        }
        postcard::from_bytes(&bytes).map_err(|_| Forgotten::Damaged)
    }

    /// Whether what a run with something to do has to know is there, as it was left.
    pub(super) fn has_past(&self, cache: &Cache) -> bool {
        cache.scan(Part::Rest, &self.parts.rest, &mut |_| true)
    }

    /// What a run with something to do knows.
    pub(super) fn past(&self, cache: &Cache) -> Result<Past, Forgotten> {
        let Cached::Whole(bytes) = cache.read(Part::Rest, Some(&self.parts.rest)) else {
            return Err(Forgotten::Damaged);
        };
        let (files, impressions, feeds): (_, _, Vec<FeedMemo>) =
            postcard::from_bytes(&bytes).map_err(|_| Forgotten::Damaged)?;
        let mut past = Past { environment: self.environment.clone(), files, impressions, feeds, run: self.run.clone() };
        // A run with nothing to do may have learnt newer stamps.
        let documents = past.feeds.iter_mut().flat_map(|feed| &mut feed.documents);
        documents.zip(&self.documents).for_each(|(document, newer)| document.stamp = newer.stamp);
        Ok(past)
    }

    /// The same, with documents that were looked at again.
    pub(super) fn with(&self, looks: Vec<Look>) -> Self {
        let mut brief = self.clone();
        for (document, look) in brief.documents.iter_mut().zip(looks) {
            if let Look::Same(stamp) = look {
                document.stamp = Some(stamp);
            }
        }
        brief
    }

    /// Lets it know the ledger as it is `after` something that is no matter of a build, if it knew it as it was `before`.
    pub(super) fn follow(mut self, cache: &Cache, before: u64, after: u64) -> std::io::Result<()> {
        match &mut self.run {
            Some(run) if run.ledger == before => run.ledger = after,
            _ => return Ok(()),
        }
        self.write(cache)
    }

    /// Puts it into the cache.
    pub(super) fn write(&self, cache: &Cache) -> std::io::Result<()> {
        // Plain data is always written; without it, the next run reads everything again.
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        cache.write(Part::Brief, &[&bytes]).map(|_| ())
    }
}

impl Past {
    /// What the cache holds, if it is of this program and this configuration.
    pub(super) fn read(cache: &Cache, environment: &Environment) -> Result<Self, Forgotten> {
        Brief::read(cache, environment)?.past(cache)
    }

    /// Puts it into the cache, with what is known of the files, which gives the digests of its parts.
    pub(super) fn write(
        &self,
        cache: &Cache,
        census: &Census,
        tables: &Tables,
        (census_parts, patch): (CensusParts, Patch),
        far: Option<FarParts>,
        media: PartDigest,
    ) -> std::io::Result<()> {
        let rest = postcard::to_allocvec(&(&self.files, &self.impressions, &self.feeds)).unwrap_or_default();
        let rest = cache.write(Part::Rest, &[&rest])?;
        let brief = Brief {
            environment: self.environment.clone(),
            census: census.digest(),
            pieces: census.pieces().to_vec(),
            quick: tables.quick().to_vec(),
            patch,
            parts: Parts { census: census_parts, rest, far, media },
            documents: self.feeds.iter().flat_map(|feed| &feed.documents).cloned().collect(),
            run: self.run.clone(),
        };
        brief.write(cache)
    }

    /// What is known of a file that is near.
    pub(super) fn memo(&self, number: u32) -> Option<Arc<FileMemo>> {
        self.files.get(number as usize).map(|(_, memo)| Arc::clone(memo))
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
