//! Trailers of shows: what their files are, where these are here.

use crate::{
    config::Publication,
    diagnostic::{
        Diagnostic, Level, Place, Rule,
        rules::media::{MEDIA_LENGTH_WRONG, MEDIA_MISLABELLED, MEDIA_TRUNCATED, MEDIA_TYPE_WRONG, MEDIA_UNPLAYABLE},
    },
    media::{self, Fault, Measured},
    value::podcast::Trailer,
};

/// Puts into a publication what its trailers are by their files; one that cannot be played is left out. Gives back what is wrong
/// with them, or was said otherwise.
pub fn measure_trailers(publication: &mut Publication) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let Publication { feeds, media, root, file, .. } = publication;
    for feed in feeds {
        let (line, column) = feed.place;
        let place = Place::file(file.clone()).at(line, column).field("feed.podcast.trailers");
        let Some(podcast) = &mut feed.podcast else { continue };
        podcast.show.trailers.retain_mut(|trailer| {
            let Some(path) = media.path_of(&trailer.url) else { return true };
            let Ok(measured) = media::measure(&root.join(&path)) else { return true };
            measure(trailer, &path.to_string_lossy(), &measured, &place, &mut told);
            !measured.faults.iter().any(Fault::is_hopeless)
        });
    }
    told
}

/// Puts in what was measured of a trailer, and says what is wrong with it, or was said otherwise.
fn measure(trailer: &mut Trailer, path: &str, measured: &Measured, place: &Place, told: &mut Vec<Diagnostic>) {
    let mut tell = |rule: &'static Rule, part: &str, message: String, help: &str| {
        let field = format!("feed.podcast.trailers{part}");
        let mut found = Diagnostic::new(rule, place.clone().field(field), message).help(help);
        // The configuration itself is right.
        found.level = found.level.min(Level::Warning);
        told.push(found);
    };
    const LEAVE_OUT: &str = "leave it out: the file says it itself";
    for fault in &measured.faults {
        let message = format!("`{path}` {fault}");
        match fault {
            Fault::Mislabelled { .. } => tell(&MEDIA_MISLABELLED, "", message, "rename it, or export it anew"),
            Fault::Truncated { .. } => tell(&MEDIA_TRUNCATED, "", message, "copy or export it again, whole"),
            fault if fault.is_hopeless() => {
                tell(&MEDIA_UNPLAYABLE, "", message, "put the right file there; until then the trailer is left out");
                return;
            }
            _ => {}
        }
    }
    if let Some(declared) = trailer.length.filter(|declared| *declared != measured.length) {
        let message = format!("`{path}` has {} bytes, not {declared}", measured.length);
        tell(&MEDIA_LENGTH_WRONG, ".length", message, LEAVE_OUT);
    }
    trailer.length = Some(measured.length);
    if trailer.media_type.as_ref().is_none_or(|stated| !measured.kind.goes_by(stated.as_str()))
        && let Some(right) = measured.kind.media_type(path)
    {
        let stated = trailer.media_type.replace(right.clone());
        // Of a name that lies it is said already.
        if let Some(stated) = stated.filter(|_| !measured.faults.iter().any(Fault::is_of_name)) {
            let message = format!("`{path}` is {}: {right}, not {stated}", measured.kind);
            tell(&MEDIA_TYPE_WRONG, ".type", message, LEAVE_OUT);
        }
    }
}
