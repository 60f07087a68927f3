//! Where the file of an enclosure lies, and the address under which it is published.

use super::Shelf;
use crate::{
    record::{Enclosure, Record},
    value::WebUrl,
};
use std::path::{Component, Path, PathBuf};

/// Files beside records are published below this directory, next to those of the media directory.
const BESIDE: &str = "beside";

/// A file that an enclosure may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Relative to the root.
    pub path: String,
    /// The address that the configuration gives it, if it does.
    pub url: Option<WebUrl>,
    /// Whether it has to be there: its address says that it lies in the media directory.
    pub is_certain: bool,
}

impl Shelf {
    /// The places where a file may be, the best first; none, where it is nobody's business here.
    pub(super) fn places(&self, record: &Record, enclosure: &Enclosure) -> Vec<Place> {
        let mut places = Vec::new();
        if let Some(file) = enclosure.file.as_deref().filter(|_| !record.origin.file.contains("://")) {
            let beside = Path::new(&*record.origin.file).parent().unwrap_or(Path::new(""));
            if !file.starts_with('/') && record.origin.row.is_none() {
                places.extend(self.place(&beside.join(file), false));
            }
            if let (Some(directory), false) = (&self.media.directory, file.starts_with('/')) {
                let place = self.place(&directory.join(file), true);
                places.extend(place.filter(|place| !places.contains(place)));
            }
        }
        places.extend(self.by_address(&enclosure.url).filter(|place| !places.contains(place)));
        places
    }

    /// Whether a path or an address leads out of the publication and of the media directory by what it says. Without a
    /// media directory paths are addresses like others.
    pub(super) fn is_outside(&self, record: &Record, enclosure: &Enclosure) -> bool {
        let (Some(directory), false) = (&self.media.directory, record.origin.file.contains("://")) else {
            return false;
        };
        let goes_up =
            |part: &str| plain(Path::new(&text(part).unwrap_or_default())).is_some_and(|part| part.starts_with(".."));
        let rest = self.media.url.as_ref().and_then(|base| enclosure.url.as_str().strip_prefix(base.as_str()));
        let by_path = enclosure.file.as_deref().filter(|file| !file.starts_with('/')).is_some_and(|file| {
            let beside = Path::new(&*record.origin.file).parent().unwrap_or(Path::new("")).join(file);
            let places = [Some(beside).filter(|_| record.origin.row.is_none()), Some(directory.join(file))];
            places.into_iter().flatten().all(|path| self.place(&path, true).is_none())
        });
        by_path || rest.is_some_and(goes_up)
    }

    /// Whether links lead from a path out of the publication and of the media directory.
    pub(super) fn leads_out(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        let media = self.media.directory.as_ref().map(|directory| self.root.join(directory));
        let homes = [Some(self.root.clone()), media].into_iter().flatten();
        !homes.filter_map(|home| home.canonicalize().ok()).any(|home| path.starts_with(home))
    }

    /// A file in the media directory, by its address.
    pub(super) fn by_address(&self, url: &WebUrl) -> Option<Place> {
        let (base, directory) = (self.media.url.as_ref()?, self.media.directory.as_ref()?);
        let rest = url.as_str().strip_prefix(base.as_str())?;
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let decoded = decode(rest)?;
        let path = self.place(&directory.join(&decoded), true)?.path;
        // What lies beside a record is published there, too.
        let beside = decoded.strip_prefix(BESIDE).and_then(|rest| rest.strip_prefix('/'));
        let beside = beside.filter(|_| self.media.output.is_some() && !self.root.join(&path).is_file());
        if let Some(place) = beside.and_then(|path| self.place(Path::new(path), true)) {
            return Some(Place { url: None, ..place });
        }
        Some(Place { path, url: None, is_certain: true })
    }

    /// An image that lies in the media directory or in the output, by its address.
    pub(super) fn image(&self, url: &WebUrl) -> Option<String> {
        let in_output = || {
            let rest = decode(url.as_str().strip_prefix(self.feeds_url.as_str())?)?;
            plain(&self.output.join(rest))?.to_str().map(str::to_owned)
        };
        self.by_address(url).map(|place| place.path).or_else(in_output)
    }

    /// Where a file is published, relative to the media directory: what does not lie there lies beside its record.
    pub(super) fn inner_path(&self, path: &str) -> Option<String> {
        let directory = plain(self.media.directory.as_ref()?)?;
        let inner = Path::new(path).strip_prefix(directory).ok().map(Path::to_owned);
        inner.unwrap_or_else(|| Path::new(BESIDE).join(path)).to_str().map(str::to_owned)
    }

    /// Whether a path, relative to the root, lies in the media directory.
    pub(super) fn is_media(&self, path: &str) -> bool {
        let directory = self.media.directory.as_ref().and_then(|directory| plain(directory));
        directory.is_some_and(|directory| Path::new(path).starts_with(directory))
    }

    /// A path as a place, if it leads neither out of the publication nor out of the media directory.
    pub(super) fn place(&self, path: &Path, is_certain: bool) -> Option<Place> {
        let path = plain(path)?;
        let directory = self.media.directory.as_ref().and_then(|directory| plain(directory));
        let inner = directory.as_ref().and_then(|directory| path.strip_prefix(directory).ok());
        let is_inside = !path.is_absolute() && !path.starts_with("..");
        if !is_inside && inner.is_none() || path.as_os_str().is_empty() {
            return None;
        }
        // What is copied has an address, wherever it lies.
        let is_copied = inner.is_some() || self.media.output.is_some();
        let url = match (self.inner_path(path.to_str()?), &self.media.url) {
            (Some(inner), Some(base)) if is_copied => base.join(&encode(&inner)).ok(),
            _ => None,
        };
        Some(Place { path: path.to_str()?.to_owned(), url, is_certain })
    }
}

/// A path without `.` and with `..` resolved; `None`, if nothing is left to go up from.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match plain.components().next_back() {
                Some(Component::Normal(_)) => {
                    plain.pop();
                }
                Some(Component::ParentDir) | None => plain.push(".."),
                _ => return None,
            },
            other => plain.push(other),
        }
    }
    Some(plain)
}

/// A path as part of an address: what is not a letter, a digit or one of `-._~/` is escaped.
pub(super) fn encode(path: &str) -> String {
    use std::fmt::Write as _;
    path.bytes().fold(String::with_capacity(path.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Nothing that writes into a text fails.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// What a part of an address stands for; `None`, if it is no text.
fn text(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// The path that a part of an address stands for; `None`, if it is no text or goes up.
pub(super) fn decode(part: &str) -> Option<String> {
    let text = text(part)?;
    let is_below = Path::new(&text).components().all(|component| matches!(component, Component::Normal(_)));
    (is_below && !text.is_empty() && !text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, plain};
    use std::path::{Path, PathBuf};

    #[test]
    fn addresses_and_paths_mean_each_other_and_lead_nowhere_else() {
        let name = "name with spaces & ümlaut#1?.mp3";
        assert_eq!(encode(name), "name%20with%20spaces%20%26%20%C3%BCmlaut%231%3F.mp3");
        assert_eq!(decode(&encode(name)).as_deref(), Some(name));
        for elsewhere in ["", "..%2Fsecret", "/etc/passwd", "a/%2E%2E/b", "%00", "%FF"] {
            assert_eq!(decode(elsewhere), None, "{elsewhere}");
        }
        assert_eq!(plain(Path::new("./data/../audio/a.mp3")), Some(PathBuf::from("audio/a.mp3")));
        assert_eq!(plain(Path::new("data/../../a.mp3")), Some(PathBuf::from("../a.mp3")));
        assert_eq!(plain(Path::new("/../a")), None);
    }
}
