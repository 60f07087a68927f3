//! MP4 and `QuickTime` (ISO 14496-12): how long the tracks play, whether one is a film, and chapters.

mod boxes;
mod chapters;
mod fragments;
mod tracks;
mod words;

use super::{Fault, Kind, Stream, input::Input};
use boxes::Boxes;
use fragments::Fragments;
use std::io;
use tracks::Movie;

/// How long it plays, and which kind it is.
pub(super) fn measure(input: &mut Input<'_>, kind: &mut Kind) -> io::Result<Stream> {
    let end = input.length();
    let (mut movie, mut media, mut is_cut, mut ends) = (None, 0, false, end);
    let mut fragments = Fragments::default();
    let mut boxes = Boxes::new(0, end);
    while let Some(one) = boxes.next(input)? {
        is_cut |= one.end > end;
        match &one.name {
            b"moov" if movie.is_none() => movie = Some(Movie::read(input, one)?),
            b"moof" => fragments.read(input, one, movie.as_ref())?,
            b"mdat" => {
                media += one.end.min(end).saturating_sub(one.body);
                ends = one.end;
            }
            _ => {}
        }
    }
    let Some(movie) = movie else {
        let why = if is_cut || ends > end { "its end is missing, and with it the index" } else { "it has no index" };
        let mut faults = vec![Fault::Unplayable(why.to_owned())];
        if is_cut {
            faults.insert(0, Fault::Truncated { there: None, said: None });
        }
        return Ok(Stream { faults, ..Stream::default() });
    };
    if movie.has_film() && *kind == Kind::Mp4 {
        *kind = Kind::Mp4Video;
    } else if !movie.has_film() && matches!(*kind, Kind::M4v | Kind::Mp4Video) {
        *kind = Kind::Mp4;
    }
    let counted = fragments.duration(&movie);
    let said = movie.duration();
    let duration = match (said, counted) {
        (Some(said), Some(counted)) => Some(said.max(counted)),
        (said, counted) => said.or(counted),
    };
    let mut faults = Vec::new();
    // The index may stand before what it tells of, and that may be gone.
    if is_cut || movie.last_byte(input)? > end {
        let there = counted.filter(|_| said.is_none_or(|said| Some(said) < counted));
        faults.push(Fault::Truncated { there, said: duration.filter(|_| there.is_none()) });
    }
    if !movie.has_film() && !movie.has_sound() {
        faults.push(Fault::Unplayable("it has neither a track of sound nor a film".to_owned()));
    }
    let chapters = chapters::read(input, &movie)?;
    Ok(Stream {
        duration,
        bytes: (media > 0).then_some(media),
        chapters,
        faults,
        tags: movie.tags,
        ..Stream::default()
    })
}
