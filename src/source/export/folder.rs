//! Exports of many files: a directory, or the archive in which systems hand it over.
//!
//! An archive is never unpacked: what is needed of it is read, up to a limit, whatever its directory says of sizes.

use super::{
    super::{Error, decode},
    Input, Item, limits,
};
use crate::diagnostic::{Diagnostic, Place, rules::import as rules};
use std::{
    cell::RefCell,
    fs::File,
    io::{self, BufReader, Read, Write},
    path::PathBuf,
    sync::Arc,
};
use tempfile::NamedTempFile;
use zip::ZipArchive;

/// The files of an export.
pub(super) struct Folder {
    input: Input,
    files: Files,
}

enum Files {
    Directory,
    Zip(RefCell<ZipArchive<BufReader<File>>>),
}

/// A file that a reader opens by its path.
pub(super) struct Opened {
    pub input: Input,
    /// Keeps a file of an archive in being for as long as it is read.
    _copy: Option<NamedTempFile>,
}

impl Folder {
    /// Opens a directory or an archive.
    pub(super) fn open(input: &Input) -> Result<Result<Self, Box<Diagnostic>>, Error> {
        if input.path.is_dir() {
            return Ok(Ok(Self { input: input.clone(), files: Files::Directory }));
        }
        let file = File::open(&input.path).map_err(|cause| Error::Io { path: input.path.clone(), cause })?;
        Ok(match ZipArchive::new(BufReader::new(file)) {
            Ok(archive) => Ok(Self { input: input.clone(), files: Files::Zip(RefCell::new(archive)) }),
            Err(error) => Err(broken(input, &format!("this is no archive that could be read: {error}"))),
        })
    }

    /// The names of its files that end so, in their order; `/` between the parts.
    pub(super) fn names(&self, ending: &str) -> Result<Vec<String>, Error> {
        let mut names: Vec<String> = Vec::new();
        match &self.files {
            Files::Directory => {
                for entry in walkdir::WalkDir::new(&self.input.path).sort_by_file_name() {
                    let failed =
                        |error: walkdir::Error| Error::Io { path: self.input.path.clone(), cause: error.into() };
                    let entry = entry.map_err(failed)?;
                    if entry.file_type().is_file() {
                        let below = entry.path().strip_prefix(&self.input.path).unwrap_or(entry.path());
                        names.push(below.to_string_lossy().replace('\\', "/"));
                    }
                }
            }
            // What macOS adds are no files of the export.
            Files::Zip(archive) => {
                let archive = archive.borrow();
                let own = archive.file_names().filter_map(Result::ok).filter(|name| !name.starts_with("__MACOSX/"));
                names.extend(own.map(|name| name.into_owned()));
            }
        }
        names.retain(|name| name.to_lowercase().ends_with(ending));
        names.sort();
        Ok(names)
    }

    /// How a file in it is called in messages.
    pub(super) fn called(&self, name: &str) -> Arc<str> {
        format!("{}/{name}", self.input.name.trim_end_matches('/')).into()
    }

    /// The bytes of a file; nothing if there is none of that name.
    pub(super) fn read(&self, name: &str) -> Result<Result<Option<Vec<u8>>, Box<Diagnostic>>, Error> {
        let mut bytes = Vec::new();
        Ok(self.copy(name, limits::ENTRY, &mut bytes)?.map(|found| found.then_some(bytes)))
    }

    /// The text of an entry, from the file that is named after it: `posts/`, its name, `.html`. That there is none is said of
    /// the entry at `place`.
    pub(super) fn text(
        &self,
        parent: &str,
        (directory, name, extension): (&str, &str, &str),
        place: &Place,
        sink: &mut dyn FnMut(Item),
    ) -> Result<Option<String>, Error> {
        let is_name = !name.is_empty() && !name.contains(['/', '\\', '\0']) && !name.starts_with('.');
        let file = format!("{directory}/{name}.{extension}");
        let path = format!("{parent}{file}");
        let read = if is_name { self.read(&path)? } else { Ok(None) };
        let text = match read {
            Ok(Some(bytes)) => decode::decode(bytes, &self.called(&path), &mut Vec::new()),
            Ok(None) => {
                let message = format!("the text of this entry is missing: there is no {file}");
                let help = "give the whole export; the record has no text";
                let finding = Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone(), message).help(help);
                sink(Item::Trouble(Box::new(finding)));
                return Ok(None);
            }
            Err(finding) => Err(finding),
        };
        Ok(match text {
            Ok(decoded) => Some(decoded.into_text()).filter(|text| !text.trim().is_empty()),
            Err(finding) => {
                sink(Item::Broken(finding));
                None
            }
        })
    }

    /// The finding that it is no such export.
    pub(super) fn without(&self, called: &str, table: &str) -> Box<Diagnostic> {
        let message = format!("this is not {called}: there is no {table} in it");
        broken(&self.input, &message)
    }

    /// A file for a reader that takes paths; nothing if there is none of that name.
    pub(super) fn file(&self, name: &str) -> Result<Result<Option<Opened>, Box<Diagnostic>>, Error> {
        if let Files::Directory = self.files {
            let input = Input { path: self.input.path.join(name), name: self.called(name) };
            return Ok(self.within(name).map(|found| found.then_some(Opened { input, _copy: None })));
        }
        let failed = |cause| Error::Io { path: self.input.path.clone(), cause };
        let mut copy = NamedTempFile::new().map_err(failed)?;
        let found = match self.copy(name, limits::TABLE, &mut copy)? {
            Ok(found) => found,
            Err(finding) => return Ok(Err(finding)),
        };
        copy.flush().map_err(failed)?;
        let input = Input { path: copy.path().to_owned(), name: self.called(name) };
        Ok(Ok(found.then_some(Opened { input, _copy: Some(copy) })))
    }

    /// Whether a directory has this file. Archives may bring links: nothing outside becomes part of an article.
    fn within(&self, name: &str) -> Result<bool, Box<Diagnostic>> {
        let path = self.input.path.join(name);
        let (Ok(home), Ok(target)) = (self.input.path.canonicalize(), path.canonicalize()) else { return Ok(false) };
        if !target.starts_with(&home) {
            let message = format!("{name} is a link that leads out of the export");
            return Err(broken(&Input { path: PathBuf::new(), name: self.called(name) }, &message));
        }
        Ok(target.is_file())
    }

    fn copy(&self, name: &str, limit: u64, to: &mut dyn Write) -> Result<Result<bool, Box<Diagnostic>>, Error> {
        let too_large = || {
            let message = format!("{name} is larger than {} MiB", limit >> 20);
            Err(broken(&Input { path: PathBuf::new(), name: self.called(name) }, &message))
        };
        match &self.files {
            Files::Directory => {
                let path = self.input.path.join(name);
                match self.within(name) {
                    Ok(true) => {}
                    other => return Ok(other),
                }
                let file = match File::open(&path) {
                    Ok(file) => file,
                    Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Ok(false)),
                    Err(cause) => return Err(Error::Io { path, cause }),
                };
                let copied = io::copy(&mut file.take(limit + 1), to).map_err(|cause| Error::Io { path, cause })?;
                Ok(if copied > limit { too_large() } else { Ok(true) })
            }
            Files::Zip(archive) => {
                let mut archive = archive.borrow_mut();
                let Some(index) = archive.index_for_name(name) else { return Ok(Ok(false)) };
                let copied = match archive.by_index(index) {
                    Ok(file) => io::copy(&mut file.take(limit + 1), to),
                    Err(error) => return Ok(Err(broken(&self.input, &format!("{name} cannot be read: {error}")))),
                };
                Ok(match copied {
                    Ok(copied) if copied > limit => too_large(),
                    Ok(_) => Ok(true),
                    Err(error) => Err(broken(&self.input, &format!("{name} cannot be read: {error}"))),
                })
            }
        }
    }
}

/// The directory in which a table lies, if a table was named: whoever does so means what lies beside it.
pub(super) fn beside(input: &Input, extensions: &[&str]) -> Option<Input> {
    let is_table = input
        .path
        .extension()
        .is_some_and(|extension| extensions.iter().any(|known| extension.eq_ignore_ascii_case(known)));
    let parent = input.path.parent().filter(|_| is_table && input.path.is_file())?;
    Some(Input {
        path: if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_owned() },
        name: input.name.rsplit_once('/').map_or(".", |(parent, _)| parent).into(),
    })
}

/// Whether a file is an archive by its first bytes.
pub(super) fn is_archive(input: &Input) -> bool {
    let mut start = [0; 4];
    File::open(&input.path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"PK\x03\x04"
}

/// Who takes files, and hands on what is in them.
pub(super) type Taker<'a> = dyn FnMut(&Input, &mut dyn FnMut(Item)) -> Result<(), Error> + 'a;

/// Takes a file, or all of a directory or archive whose names end so.
pub(super) fn each_file(
    input: &Input,
    endings: &[&str],
    called: &str,
    sink: &mut dyn FnMut(Item),
    take: &mut Taker<'_>,
) -> Result<(), Error> {
    if input.path.is_file() && !is_archive(input) {
        return take(input, sink);
    }
    let folder = match Folder::open(input)? {
        Ok(folder) => folder,
        Err(finding) => {
            sink(Item::Broken(finding));
            return Ok(());
        }
    };
    let mut names = Vec::new();
    for ending in endings {
        names.extend(folder.names(ending)?);
    }
    names.sort();
    if names.is_empty() {
        let message = format!("this is not {called}: there is no file *{} in it", endings.join(" or *"));
        let place = Place::file(input.name.clone());
        let help = "`courant import list` lists the kinds of exports";
        sink(Item::Broken(Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help))));
    }
    for name in names {
        match folder.file(&name)? {
            Ok(Some(opened)) => take(&opened.input, sink)?,
            Ok(None) => {}
            Err(finding) => sink(Item::Broken(finding)),
        }
    }
    Ok(())
}

fn broken(input: &Input, message: &str) -> Box<Diagnostic> {
    let place = Place::file(input.name.clone());
    let help = "give the archive as it came, or the directory that it unpacks to";
    Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help))
}
