//! Which files a source has: those of the census that its patterns want.

use super::{
    Error, Kind, SourceFile, audio,
    census::{Builder, Census},
    walk::Hunt,
};
use crate::diagnostic::{Diagnostic, Place, rules::source as rules};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Everything that lies where the sources' patterns look for it.
pub struct Survey {
    root: PathBuf,
    /// By source; `None` where its patterns are none.
    hunts: Vec<Option<Hunt>>,
    /// Every file that was met.
    pub census: Census,
    /// By source: whether its files are recordings, and what is written about them.
    of_recordings: Vec<bool>,
    /// Whether any file could be a sidecar.
    has_toml: bool,
    /// What is to be said of links, with the numbers of the sources.
    diagnostics: Vec<(usize, Diagnostic)>,
    /// Patterns that are none, with the numbers of their sources.
    pub broken: Vec<(usize, Error)>,
}

/// A file that a source takes.
#[derive(Debug, Clone)]
pub struct Match {
    /// The file.
    pub file: SourceFile,
    /// Its number in the census.
    pub entry: usize,
    /// The number of its sidecar.
    pub sidecar: Option<usize>,
    /// The numbers of the recordings of which it is.
    pub recordings: Vec<usize>,
}

/// A file of the census that a source might take.
struct Candidate {
    name: Arc<str>,
    entry: usize,
    /// `None` is a kind that is not read.
    kind: Option<Kind>,
    is_wanted: bool,
}

impl Survey {
    /// Looks at everything that the sources' patterns name: for each source the patterns of its files and of what is left
    /// aside, and whether they are recordings.
    ///
    /// # Errors
    /// A pattern without wildcards that matches no file, or a directory that cannot be read: what is in it must not look
    /// deleted.
    pub fn take(root: &Path, sources: &[(Vec<String>, Vec<String>, bool)]) -> Result<Self, Error> {
        let mut builder = Builder::default();
        let (mut hunts, mut broken) = (Vec::new(), Vec::new());
        for (number, (patterns, exclude, _)) in sources.iter().enumerate() {
            builder.source(number);
            let hunt = Hunt::new(patterns, exclude).and_then(|hunt| hunt.follow(root, &mut builder).map(|()| hunt));
            hunts.push(match hunt {
                Err(pattern @ Error::Pattern { .. }) => {
                    broken.push((number, pattern));
                    None
                }
                hunt => Some(hunt?),
            });
        }
        let (has_toml, (census, diagnostics)) = (builder.has_toml, builder.finish());
        let of_recordings = sources.iter().map(|(.., is_of_recordings)| *is_of_recordings).collect();
        Ok(Self { root: root.to_owned(), hunts, census, of_recordings, has_toml, diagnostics, broken })
    }

    /// The files of a source that match any of its patterns and are not left aside, in the byte order of their names.
    ///
    /// Section files (`_index.md`), hidden files and directories, `node_modules` and what editors leave behind are passed
    /// over; a `STEM.toml` beside a record `STEM.*` is its sidecar. Matched files of other kinds draw a warning for each
    /// extension, links that lead in a circle or nowhere one each.
    #[must_use]
    pub fn files(&self, source: usize) -> (Vec<Match>, Vec<Diagnostic>) {
        let numbers: Vec<usize> =
            (0..self.census.first_row()).filter(|&entry| self.census.source(entry) == source).collect();
        let mut candidates: Vec<Candidate> =
            numbers.into_par_iter().filter_map(|entry| self.candidate(&self.census, source, entry)).collect();
        // Names that nobody can read may be called the same.
        let bytes = |candidate: &Candidate| self.census.file_name(candidate.entry);
        candidates.par_sort_unstable_by(|a, b| (&a.name, bytes(a), a.entry).cmp(&(&b.name, bytes(b), b.entry)));
        // A file can be named and met by a walk, or by two.
        candidates.dedup_by(|next, first| {
            let is_one = next.name == first.name;
            first.is_wanted |= is_one && next.is_wanted;
            is_one
        });
        let diagnostics = self.diagnostics.iter().filter(|(number, _)| *number == source);
        let diagnostics = diagnostics.map(|(_, diagnostic)| diagnostic.clone()).collect();
        if self.is_of_recordings(source) {
            self.episodes(&candidates, diagnostics)
        } else {
            self.choose(&candidates, diagnostics)
        }
    }

    /// Whether every file is met but once, and none of them is a sidecar or might be one: then what becomes of one file says
    /// nothing of another.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let hunts = || self.hunts.iter().flatten();
        let bases: Vec<&str> =
            hunts().flat_map(|hunt| hunt.walks.keys().chain(&hunt.named)).map(String::as_str).collect();
        let is_within = |one: &str, other: &str| {
            let below = one.strip_prefix(other.trim_end_matches('/'));
            other.is_empty() || below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        };
        let is_apart = |number: usize| {
            let others = bases.iter().enumerate().filter(|(other, _)| *other != number);
            others.into_iter().all(|(_, other)| !is_within(bases[number], other))
        };
        // Two ways to one place can be called differently.
        let is_winding = |base: &&str| base.starts_with('/') || base.split('/').any(|part| part == "..");
        (bases.len() < 2 || !bases.iter().any(is_winding))
            && (0..bases.len()).all(is_apart)
            && !self.has_toml
            && !self.of_recordings.contains(&true)
    }

    /// An entry as a file, if its source wants it; of a survey that is plain.
    #[must_use]
    pub fn file_of(&self, entry: usize) -> Option<(Match, usize)> {
        let source = self.census.source(entry);
        if let Some(key) = self.census.row_key(entry) {
            let (path, name) = (PathBuf::new(), self.census.name(entry).into());
            let (row, recordings) = (Some(key.into()), Vec::new());
            let file = SourceFile { path, name, kind: Kind::Row, sidecar: None, row, recordings };
            return Some((Match { file, entry, sidecar: None, recordings: Vec::new() }, source));
        }
        let Candidate { name, kind, is_wanted, .. } = self.candidate(&self.census, source, entry)?;
        let kind = kind.filter(|_| is_wanted)?;
        let file = self.file(name, entry, kind);
        Some((Match { file, entry, sidecar: None, recordings: Vec::new() }, source))
    }

    /// Whether a source has to do with an entry of this census or of an earlier one.
    #[must_use]
    pub fn matters(&self, census: &Census, entry: usize) -> bool {
        census.row_key(entry).is_some() || self.candidate(census, census.source(entry), entry).is_some()
    }

    fn file(&self, name: Arc<str>, entry: usize, kind: Kind) -> SourceFile {
        let path = self.census.path(&self.root, entry);
        SourceFile { path, name, kind, sidecar: None, row: None, recordings: Vec::new() }
    }

    fn candidate(&self, census: &Census, source: usize, entry: usize) -> Option<Candidate> {
        let hunt = self.hunts.get(source)?.as_ref()?;
        let kind = match self.is_of_recordings(source) {
            true => Kind::in_recordings(census.file_name(entry)),
            false => Kind::of_name(census.file_name(entry)),
        };
        let name = census.name(entry);
        // Of what is named itself, only a sidecar was not asked for.
        let is_wanted = match census.base(entry) {
            Some(base) => hunt.wants(base, &name),
            None => hunt.named.contains(&name),
        };
        // Any `.toml` may be a sidecar.
        if !is_wanted && kind != Some(Kind::Toml) || hunt.excludes(&name) {
            return None;
        }
        let is_section = census.base(entry).is_some() && census.file_name(entry).starts_with(b"_index.");
        let is_wanted = is_wanted && !is_section;
        Some(Candidate { name: name.into(), entry, kind, is_wanted })
    }

    fn is_of_recordings(&self, source: usize) -> bool {
        self.of_recordings.get(source).copied().unwrap_or(false)
    }

    /// Puts together recordings of one name, and what is written about them. Texts beside no recording are no episodes.
    fn episodes(&self, candidates: &[Candidate], diagnostics: Vec<Diagnostic>) -> (Vec<Match>, Vec<Diagnostic>) {
        let mut by_stem: BTreeMap<&str, Vec<&Candidate>> = BTreeMap::new();
        for candidate in candidates.iter().filter(|candidate| candidate.is_wanted) {
            by_stem.entry(stem(&candidate.name)).or_default().push(candidate);
        }
        let mut found: Vec<Match> = Vec::with_capacity(by_stem.len());
        for candidates in by_stem.into_values() {
            let rank = |candidate: &Candidate| audio::rank(self.census.file_name(candidate.entry));
            let (mut recordings, texts): (Vec<&Candidate>, Vec<&Candidate>) =
                candidates.into_iter().partition(|candidate| candidate.kind == Some(Kind::Audio));
            recordings.sort_by_key(|recording| rank(recording));
            let Some(first) = recordings.first() else { continue };
            let text = texts.iter().find(|text| text.kind.is_some_and(|kind| kind != Kind::Toml));
            let toml = texts.iter().find(|text| text.kind == Some(Kind::Toml));
            let record = text.unwrap_or(first);
            let file = SourceFile {
                sidecar: toml.map(|toml| (self.census.path(&self.root, toml.entry), toml.name.clone())),
                recordings: recordings.iter().map(|recording| recording.name.clone()).collect(),
                ..self.file(record.name.clone(), record.entry, record.kind.unwrap_or(Kind::Audio))
            };
            let recordings = recordings.iter().map(|recording| recording.entry).collect();
            found.push(Match { file, entry: record.entry, sidecar: toml.map(|toml| toml.entry), recordings });
        }
        found.sort_by(|a, b| a.file.name.cmp(&b.file.name));
        (found, diagnostics)
    }

    /// Tells sidecars from records, and names the kinds that are not read.
    fn choose(&self, candidates: &[Candidate], mut diagnostics: Vec<Diagnostic>) -> (Vec<Match>, Vec<Diagnostic>) {
        let tomls: HashMap<&str, &Candidate> = candidates
            .iter()
            .filter(|candidate| candidate.kind == Some(Kind::Toml))
            .map(|candidate| (stem(&candidate.name), candidate))
            .collect();
        let is_record = |kind: Option<Kind>| kind.is_some_and(|kind| kind != Kind::Toml);
        let wanted = || candidates.iter().filter(|candidate| candidate.is_wanted);
        // Without any `.toml` there are no sidecars.
        let records = wanted().filter(|candidate| is_record(candidate.kind) && !tomls.is_empty());
        let stems: HashSet<&str> = records.map(|candidate| stem(&candidate.name)).collect();
        let mut unknown: BTreeMap<String, (Arc<str>, usize)> = BTreeMap::new();
        let mut found = Vec::with_capacity(candidates.len());
        for Candidate { name, entry, kind, .. } in wanted() {
            let Some(kind) = *kind else {
                let extension = extension(name.as_bytes()).unwrap_or_default();
                let extension = String::from_utf8_lossy(extension).to_ascii_lowercase();
                unknown.entry(extension).or_insert_with(|| (name.clone(), 0)).1 += 1;
                continue;
            };
            if kind == Kind::Toml && stems.contains(stem(name)) {
                continue;
            }
            let beside = if is_record(Some(kind)) { tomls.get(stem(name)) } else { None };
            let sidecar = beside.map(|beside| (self.census.path(&self.root, beside.entry), beside.name.clone()));
            let file = SourceFile { sidecar, ..self.file(name.clone(), *entry, kind) };
            let (sidecar, recordings) = (beside.map(|beside| beside.entry), Vec::new());
            found.push(Match { file, entry: *entry, sidecar, recordings });
        }
        diagnostics.extend(unknown.into_iter().map(|(extension, (name, count))| {
            let kind =
                if extension.is_empty() { "no extension".to_owned() } else { format!("the extension `.{extension}`") };
            let message = match count {
                1 => format!("the file has {kind}, which is not read"),
                _ => format!("{count} files with {kind} are matched, which is not read; this is the first"),
            };
            let help = "narrow the pattern: `**/*.{md,html,rst,txt,json,jsonl,csv,yaml,toml}`";
            Diagnostic::new(&rules::FILE_KIND_UNKNOWN, Place::file(name), message).help(help)
        }));
        diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        (found, diagnostics)
    }
}

/// A name without its extension: what a record and its sidecar have in common.
#[must_use]
pub fn stem(name: &str) -> &str {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file..].rfind('.') {
        Some(dot) if dot > 0 => &name[..file + dot],
        _ => name,
    }
}

/// What stands behind the last dot of a file name that does not begin with it.
fn extension(name: &[u8]) -> Option<&[u8]> {
    let file = name.iter().rposition(|byte| *byte == b'/').map_or(name, |slash| &name[slash + 1..]);
    let dot = file.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0)?;
    Some(&file[dot + 1..])
}

impl Kind {
    /// The kind of a file, by its extension.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Self::of_name(path.file_name()?.as_encoded_bytes())
    }

    /// The same among recordings: they, texts and sidecars.
    fn in_recordings(file_name: &[u8]) -> Option<Self> {
        if audio::rank(file_name).is_some() {
            return Some(Self::Audio);
        }
        let written = [Self::Markdown, Self::Html, Self::Rst, Self::Text, Self::Toml];
        Self::of_name(file_name).filter(|kind| written.contains(kind))
    }

    /// The kind of a file with this name, by its extension.
    pub(super) fn of_name(file_name: &[u8]) -> Option<Self> {
        const KINDS: [(&[&str], Kind); 10] = [
            (&["md", "markdown", "mkd", "mkdn", "mdown", "mdwn", "mmd", "rmd", "mdx"], Kind::Markdown),
            (&["html", "htm", "xhtml"], Kind::Html),
            (&["rst", "rest"], Kind::Rst),
            (&["txt", "text"], Kind::Text),
            (&["json"], Kind::Json),
            (&["jsonl", "ndjson"], Kind::JsonLines),
            (&["csv", "tsv"], Kind::Csv),
            (&["yaml", "yml"], Kind::Yaml),
            (&["toml"], Kind::Toml),
            (&["xml", "rss", "atom", "rdf"], Kind::Feed),
        ];
        let extension = extension(file_name)?;
        let has = |known: &[&str]| known.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(extension));
        KINDS.iter().find(|(known, _)| has(known)).map(|(_, kind)| *kind)
    }
}
