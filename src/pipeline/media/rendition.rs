//! Other renditions of episodes: what their files are, compared with what is said of them; and images that are damaged.

use super::{
    Look, Shelf, User,
    fill::{Filled, of_fault},
};
use crate::{
    diagnostic::{Diagnostic, Level, Place, rules::media as rules},
    media::{Fault, Measured, has_hashes},
    value::{MediaType, WebUrl, podcast::Alternate},
};

/// What to do with a length or a type that is wrong.
const LEAVE_OUT: &str = "leave it out: the file says it itself";

impl Shelf {
    /// Completes another rendition by its file, where that can be found out. Says whether there is anything to play of it.
    pub(super) fn rendition(&self, alternate: &mut Alternate, user: &User, place: &Place, filled: &mut Filled) -> bool {
        let told = &mut filled.diagnostics;
        let mut sources = std::mem::take(&mut alternate.sources);
        let mut is_first = true;
        sources.retain(|source| {
            let completes = std::mem::take(&mut is_first) && source.content_type.is_none();
            let spot = WebUrl::parse(&source.uri).ok().and_then(|url| self.by_address(&url));
            let Some((spot, Look::Measured(measured))) = spot.map(|spot| (spot.clone(), self.look(&spot.path, user)))
            else {
                return true;
            };
            // A torrent is not what it leads to.
            if source.content_type.is_some() {
                return true;
            }
            told.extend(faults(&spot.path, &measured, place, "the rendition is left out"));
            if measured.faults.iter().any(Fault::is_hopeless) {
                return false;
            }
            if completes {
                told.extend(self.without_wrong_hash(alternate, &spot.path, place));
                complete(alternate, &measured, &spot.path, place, told);
            }
            true
        });
        alternate.sources = sources;
        let Some(source) = alternate.sources.first() else { return false };
        let url = WebUrl::parse(&source.uri).ok().filter(|_| source.content_type.is_none());
        if let Some(url) = url.filter(|url| self.by_address(url).is_none()) {
            self.far_rendition(alternate, &url, user, place, told);
        }
        true
    }

    /// The same of one that lies elsewhere.
    fn far_rendition(
        &self,
        alternate: &mut Alternate,
        url: &WebUrl,
        user: &User,
        place: &Place,
        told: &mut Vec<Diagnostic>,
    ) {
        let (length, measured, media_type) = match self.look_away(url, user, alternate.length) {
            Some(Look::Served(served)) => (served.length, served.measured, served.media_type),
            Some(Look::Unasked(unasked)) => (unasked.known.and_then(|known| known.length), None, None),
            _ => return,
        };
        match measured.filter(|measured| !measured.kind.is_unknown()) {
            Some(measured) => complete(alternate, &measured, url.as_str(), place, told),
            None => {
                told.extend(length.and_then(|right| length_of(url.as_str(), right, alternate.length, place)));
                alternate.length = length.or(alternate.length);
            }
        }
        alternate.media_type = alternate.media_type.take().or(media_type);
    }

    /// Takes a hash out that is not that of the file.
    fn without_wrong_hash(&self, alternate: &mut Alternate, path: &str, place: &Place) -> Option<Diagnostic> {
        let (_, hashes) = alternate.integrity.as_ref().filter(|(kind, _)| kind == "sri")?;
        if has_hashes(&self.root.join(path), hashes) != Some(false) {
            return None;
        }
        alternate.integrity = None;
        let message = format!("the hash of `{path}` is not the one that `integrity` states, which is left out");
        let help = "make it anew, or leave it out: apps play nothing that has another one";
        Some(Diagnostic::new(&rules::MEDIA_TYPE_WRONG, place.clone(), message).help(help))
    }

    /// What is wrong with an image that is shown or copied.
    pub(super) fn damaged(
        path: &str,
        measured: &Measured,
        place: &Place,
        asks_name: bool,
        until_then: &str,
    ) -> Option<Diagnostic> {
        let is_told = |fault: &&Fault| match fault {
            Fault::Mislabelled { .. } => asks_name && measured.kind.is_image(),
            Fault::Tags(_) | Fault::HeaderWrong { .. } => false,
            _ => true,
        };
        let fault = measured.faults.iter().find(is_told)?;
        let told = mild(fault, path, place, until_then);
        Some(match (fault, measured.kind.extension()) {
            (Fault::Mislabelled { extension, .. }, Some(right)) => told.help(format!(
                "rename it so that its name ends in `.{right}`, or export it anew as the `.{extension}` that it says"
            )),
            _ => told,
        })
    }
}

/// Puts in what was measured of a rendition, and says what was said otherwise.
fn complete(alternate: &mut Alternate, measured: &Measured, path: &str, place: &Place, told: &mut Vec<Diagnostic>) {
    told.extend(compared(path, measured, (alternate.length, alternate.media_type.as_ref()), place));
    alternate.length = Some(measured.length);
    if alternate.media_type.as_ref().is_none_or(|stated| !measured.kind.goes_by(stated.as_str())) {
        alternate.media_type = measured.kind.media_type(path).or(alternate.media_type.take());
    }
}

/// What is wrong with a file whose lack takes nothing else from its episode.
fn faults(path: &str, measured: &Measured, place: &Place, until_then: &str) -> Vec<Diagnostic> {
    measured.faults.iter().map(|fault| mild(fault, path, place, until_then)).collect()
}

fn mild(fault: &Fault, path: &str, place: &Place, until_then: &str) -> Diagnostic {
    let (rule, help) = of_fault(fault, until_then);
    let mut told = Diagnostic::new(rule, place.clone(), format!("`{path}` {fault}")).help(help);
    told.level = told.level.min(Level::Warning);
    told
}

/// What is said of a file and is not so.
fn compared(
    path: &str,
    measured: &Measured,
    (length, media_type): (Option<u64>, Option<&MediaType>),
    place: &Place,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = length_of(path, measured.length, length, place).into_iter().collect();
    let right = measured.kind.media_type(path).filter(|_| !measured.faults.iter().any(Fault::is_of_name));
    if let (Some(right), Some(stated)) = (right, media_type)
        && !measured.kind.goes_by(stated.as_str())
    {
        let message = format!("`{path}` is {}: {right}, not {stated}", measured.kind);
        found.push(Diagnostic::new(&rules::MEDIA_TYPE_WRONG, place.clone(), message).help(LEAVE_OUT));
    }
    found
}

fn length_of(path: &str, right: u64, stated: Option<u64>, place: &Place) -> Option<Diagnostic> {
    let stated = stated.filter(|stated| *stated != right)?;
    let message = format!("`{path}` has {right} bytes, not {stated}");
    Some(Diagnostic::new(&rules::MEDIA_LENGTH_WRONG, place.clone(), message).help(LEAVE_OUT))
}
