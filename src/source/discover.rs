//! Which files a source has: one walk over each directory that the patterns name, in a fixed order.

use super::{
    Error, Kind, SourceFile,
    pattern::{PASSED_OVER, Pattern},
};
use crate::diagnostic::{Diagnostic, Place, rules::source as rules};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ffi::OsStr,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};
use walkdir::{DirEntry, WalkDir};

/// What the walks found.
#[derive(Default)]
struct Finds {
    /// Matched files by name; `None` is a kind that is not read.
    files: BTreeMap<Arc<str>, (PathBuf, Option<Kind>)>,
    /// Every `.toml` that was seen, matched or not, by its name without the extension.
    tomls: HashMap<String, (PathBuf, Arc<str>)>,
    diagnostics: Vec<Diagnostic>,
}

/// See [`super::discover`].
pub(super) fn discover(
    root: &Path,
    patterns: &[String],
    exclude: &[String],
) -> Result<(Vec<SourceFile>, Vec<Diagnostic>), Error> {
    let exclude = excluded(exclude)?;
    let mut finds = Finds::default();
    // Patterns below one directory share its walk.
    let mut walks: BTreeMap<String, Vec<Pattern>> = BTreeMap::new();
    for pattern in patterns {
        let pattern = Pattern::new(pattern)?;
        if pattern.glob.is_none() {
            finds.one(root, &pattern.base, &exclude)?;
        } else {
            walks.entry(pattern.base.clone()).or_default().push(pattern);
        }
    }
    for (base, patterns) in walks {
        finds.walk(root, &base, &patterns, &exclude)?;
    }
    Ok(finds.finish())
}

fn excluded(patterns: &[String]) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let error =
            |cause: globset::Error| Error::Pattern { pattern: pattern.clone(), reason: cause.kind().to_string() };
        let tidy = pattern.trim_start_matches("./");
        // A directory that is excluded is excluded with all that is in it.
        for text in [tidy.to_owned(), format!("{}/**", tidy.trim_end_matches('/'))] {
            set.add(GlobBuilder::new(&text).literal_separator(true).build().map_err(error)?);
        }
    }
    set.build().map_err(|cause| Error::Pattern { pattern: patterns.join(", "), reason: cause.kind().to_string() })
}

impl Finds {
    /// A file that is named without wildcards must be there.
    fn one(&mut self, root: &Path, name: &str, exclude: &GlobSet) -> Result<(), Error> {
        let path = root.join(name);
        let failed = |cause| Error::Io { path: path.clone(), cause };
        let metadata = std::fs::metadata(&path).map_err(failed)?;
        if metadata.is_dir() {
            let reason = format!("it is a directory; `{name}/**/*` means the files in it");
            return Err(Error::Pattern { pattern: name.to_owned(), reason });
        }
        if !metadata.is_file() {
            let reason = "it is no file but a device, socket or pipe".to_owned();
            return Err(Error::Pattern { pattern: name.to_owned(), reason });
        }
        if exclude.is_match(name) {
            return Ok(());
        }
        let kind = Kind::of(&path);
        if kind.is_some_and(|kind| kind != Kind::Toml) {
            let sidecar = path.with_extension("toml");
            if sidecar.is_file() {
                let stem = stem(name).to_owned();
                let name = Arc::from(format!("{stem}.toml"));
                self.tomls.insert(stem, (sidecar, name));
            }
        }
        self.files.insert(name.into(), (path, kind));
        Ok(())
    }

    fn walk(&mut self, root: &Path, base: &str, patterns: &[Pattern], exclude: &GlobSet) -> Result<(), Error> {
        let directory = root.join(base);
        match std::fs::metadata(&directory) {
            Ok(metadata) if metadata.is_dir() => {}
            // A pattern may be ahead of its first file.
            Ok(_) => return Ok(()),
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
            Err(cause) => return Err(Error::Io { path: directory, cause }),
        }
        let is_meant = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            let is_passed_over = name.starts_with('.') || name == PASSED_OVER;
            entry.depth() == 0 || !is_passed_over || patterns.iter().any(|pattern| pattern.names(&name))
        };
        let mut walk = WalkDir::new(&directory).follow_links(true).sort_by_file_name();
        if let Some(depth) =
            patterns.iter().map(|pattern| pattern.depth).max_by_key(|depth| depth.unwrap_or(usize::MAX))
        {
            walk = walk.max_depth(depth.unwrap_or(usize::MAX));
        }
        let above = directory.as_os_str().len();
        let name_of = |path: &Path| name(base, path, above);
        let mut entries = walk.into_iter();
        let mut linked = HashSet::new();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.trouble(error, &name_of, patterns)?;
                    continue;
                }
            };
            if entry.file_type().is_dir() {
                let is_excluded = || entry.depth() > 0 && exclude.is_match(name_of(entry.path()));
                if !is_meant(&entry) || is_excluded() || self.is_covered(&entry, &mut linked, &name_of) {
                    entries.skip_current_dir();
                }
            } else if entry.file_type().is_file() && is_meant(&entry) && !is_leftover(entry.file_name()) {
                let name = name_of(entry.path());
                let is_match = |pattern: &Pattern| pattern.glob.as_ref().is_some_and(|glob| glob.is_match(&name));
                let matched = patterns.iter().any(is_match);
                let kind = Kind::of(entry.path());
                if !matched && kind != Some(Kind::Toml) || exclude.is_match(&name) {
                    continue;
                }
                let name: Arc<str> = name.into();
                if kind == Some(Kind::Toml) {
                    self.tomls.insert(stem(&name).to_owned(), (entry.path().to_owned(), name.clone()));
                }
                if matched && !name.rsplit('/').next().is_some_and(|file| file.starts_with("_index.")) {
                    self.files.insert(name, (entry.into_path(), kind));
                }
            }
        }
        Ok(())
    }

    /// Links that lead in a circle or nowhere are passed over; what cannot be read must not look deleted.
    fn trouble(
        &mut self,
        error: walkdir::Error,
        name_of: &dyn Fn(&Path) -> String,
        patterns: &[Pattern],
    ) -> Result<(), Error> {
        let path = error.path().unwrap_or(Path::new("")).to_owned();
        let name = name_of(&path);
        let help = "remove the link, or exclude it";
        if let Some(ancestor) = error.loop_ancestor() {
            let message = format!("the link leads back to `{}`, the directory that it is in", name_of(ancestor));
            self.diagnostics.push(Diagnostic::new(&rules::LINK_LOOP, Place::file(name), message).help(help));
            return Ok(());
        }
        let is_link = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
        let cause = error.into_io_error().unwrap_or_else(|| std::io::Error::from(ErrorKind::Other));
        if is_link {
            // Editors lock files with links to nowhere; only what a pattern asks for is missed.
            if patterns.iter().any(|pattern| pattern.glob.as_ref().is_some_and(|glob| glob.is_match(&name))) {
                let message = format!("the link leads nowhere: {cause}");
                self.diagnostics.push(Diagnostic::new(&rules::LINK_LOOP, Place::file(name), message).help(help));
            }
            return Ok(());
        }
        // A file that disappears during the walk was never there.
        if cause.kind() == ErrorKind::NotFound { Ok(()) } else { Err(Error::Io { path, cause }) }
    }

    /// Whether a link to a directory must not be followed: it leads to a directory that it lies in, or to one that
    /// another link leads to, since links to directories with links multiply.
    fn is_covered(
        &mut self,
        entry: &DirEntry,
        linked: &mut HashSet<PathBuf>,
        name_of: &dyn Fn(&Path) -> String,
    ) -> bool {
        if entry.depth() == 0 || !entry.path_is_symlink() {
            return false;
        }
        let Ok(target) = entry.path().canonicalize() else { return false };
        let within = entry.path().parent().and_then(|parent| parent.canonicalize().ok());
        let message = if within.is_some_and(|within| within.starts_with(&target)) {
            "the link leads back to a directory that it is in"
        } else if !linked.insert(target) {
            "the link leads to a directory that another link leads to; it is listed there"
        } else {
            return false;
        };
        let place = Place::file(name_of(entry.path()));
        self.diagnostics
            .push(Diagnostic::new(&rules::LINK_LOOP, place, message).help("remove the link, or exclude it"));
        true
    }

    /// Tells sidecars from records, and names the kinds that are not read.
    fn finish(self) -> (Vec<SourceFile>, Vec<Diagnostic>) {
        let Self { files, tomls, mut diagnostics } = self;
        let is_record = |kind: Option<Kind>| kind.filter(|kind| *kind != Kind::Toml);
        // Without any `.toml` there are no sidecars.
        let records = files.iter().filter(|(_, (_, kind))| is_record(*kind).is_some() && !tomls.is_empty());
        let stems: HashSet<&str> = records.map(|(name, _)| stem(name)).collect();
        let mut unknown: BTreeMap<String, (Arc<str>, usize)> = BTreeMap::new();
        let mut found = Vec::with_capacity(files.len());
        for (name, (path, kind)) in &files {
            let Some(kind) = *kind else {
                let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
                unknown.entry(extension).or_insert_with(|| (name.clone(), 0)).1 += 1;
                continue;
            };
            if kind == Kind::Toml && stems.contains(stem(name)) {
                continue;
            }
            let may_have_one = is_record(Some(kind)).is_some() && !tomls.is_empty();
            let sidecar = if may_have_one { tomls.get(stem(name)).cloned() } else { None };
            found.push(SourceFile { path: path.clone(), name: name.clone(), kind, sidecar });
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

/// The name of a path below a base, with `/` between the parts; `above` are the bytes of the base's own path.
fn name(base: &str, path: &Path, above: usize) -> String {
    // The walk puts what is below behind the directory, letter for letter.
    let below = path.as_os_str().as_encoded_bytes().get(above..).unwrap_or_default();
    let below = String::from_utf8_lossy(below);
    let below = below.trim_start_matches(std::path::is_separator);
    let mut name = String::with_capacity(base.len() + below.len() + 1);
    name.push_str(base);
    if !name.is_empty() && !name.ends_with('/') && !below.is_empty() {
        name.push('/');
    }
    if std::path::MAIN_SEPARATOR == '/' {
        name.push_str(below)
    } else {
        name.push_str(&below.replace('\\', "/"))
    }
    name
}

/// A name without its extension.
fn stem(name: &str) -> &str {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file..].rfind('.') {
        Some(dot) if dot > 0 => &name[..file + dot],
        _ => name,
    }
}

/// What editors leave behind.
fn is_leftover(file_name: &OsStr) -> bool {
    let name = file_name.as_encoded_bytes();
    name.ends_with(b"~")
        || name.ends_with(b".swp")
        || name.ends_with(b".swo")
        || name.starts_with(b"#") && name.ends_with(b"#")
}

impl Kind {
    /// The kind of a file, by its extension.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        let kinds: [(&[&str], Self); 9] = [
            (&["md", "markdown", "mkd", "mkdn", "mdown", "mdwn", "mmd", "rmd", "mdx"], Self::Markdown),
            (&["html", "htm", "xhtml"], Self::Html),
            (&["rst", "rest"], Self::Rst),
            (&["txt", "text"], Self::Text),
            (&["json"], Self::Json),
            (&["jsonl", "ndjson"], Self::JsonLines),
            (&["csv", "tsv"], Self::Csv),
            (&["yaml", "yml"], Self::Yaml),
            (&["toml"], Self::Toml),
        ];
        let has = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(extension));
        kinds.into_iter().find(|(known, _)| has(known)).map(|(_, kind)| kind)
    }
}
