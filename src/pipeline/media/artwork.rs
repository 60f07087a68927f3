//! Images that are here: their size, and whether directories of podcasts take them for artwork.

use super::{Look, Shelf, User, fill::Filled};
use crate::{
    config::{Feed, Publication},
    diagnostic::{Diagnostic, Place, rules::media as rules},
    media::{Colour, Kind, Picture},
    record::Record,
    value::WebUrl,
};

/// Pixels of a side, by Apple's rules.
const SIDES: std::ops::RangeInclusive<u32> = 1400..=3000;

impl Shelf {
    /// What is wrong with the artwork of the publication's podcasts, where it is here.
    pub(in super::super) fn artwork(&self, publication: &Publication) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for feed in &publication.feeds {
            let Some(image) = feed.podcast.as_ref().and_then(|podcast| podcast.show.image.as_ref()) else { continue };
            let (line, column) = feed.place;
            let place = Place::file(publication.file.clone()).at(line, column).field("feed.podcast.image");
            let user = (publication.file.to_string(), String::new());
            found.extend(self.damaged_artwork(image, &user, &place));
            found.extend(wants_artwork(feed).then(|| self.unfit(image, &user, place)).flatten());
        }
        found
    }

    /// Completes what a record says of its image, and looks at the artwork of an episode.
    pub(super) fn fill_images(&self, record: &mut Record, filled: &mut Filled) {
        let user = (record.origin.file.to_string(), record.key.clone());
        if let Some(image) = &mut record.image
            && image.width.is_none()
            && image.height.is_none()
            && let Some((_, picture)) = self.picture(&image.url, &user)
        {
            (image.width, image.height) = (Some(picture.width), Some(picture.height));
        }
        if let Some(artwork) = record.episode.as_ref().and_then(|episode| episode.image.as_ref()) {
            let place = record.origin.place().record(record.key.clone()).field("episode.image");
            filled.diagnostics.extend(self.damaged_artwork(artwork, &user, &place));
            filled.diagnostics.extend(self.asks_artwork.then(|| self.unfit(artwork, &user, place)).flatten());
        }
    }

    /// An image that is here, and where.
    fn picture(&self, url: &WebUrl, user: &User) -> Option<(String, Picture)> {
        let path = self.image(url)?;
        match self.look(&path, user) {
            Look::Measured(measured) => Some((path, measured.picture.clone()?)),
            _ => None,
        }
    }

    /// What is wrong with the file of some artwork, unless that is said because it is copied.
    fn damaged_artwork(&self, url: &WebUrl, user: &User, place: &Place) -> Option<Diagnostic> {
        if self.media.output.is_some() && self.by_address(url).is_some() {
            return None;
        }
        let path = self.image(url)?;
        match self.look(&path, user) {
            Look::Measured(measured) => Self::damaged(&path, &measured, place, true, "nothing is shown"),
            _ => None,
        }
    }

    fn unfit(&self, url: &WebUrl, user: &User, place: Place) -> Option<Diagnostic> {
        let (path, picture) = self.picture(url, user)?;
        let faults = faults(&picture);
        let help = "directories want a square of 1400 to 3000 pixels, JPEG or PNG, RGB, without transparency";
        let message = || format!("`{path}` is no artwork for a podcast: {}", faults.join(", "));
        (!faults.is_empty()).then(|| Diagnostic::new(&rules::ARTWORK_UNFIT, place, message()).help(help))
    }
}

/// Whether platforms are asked that have wishes for artwork.
pub(super) fn wants_artwork(feed: &Feed) -> bool {
    let profiles = feed.podcast.iter().flat_map(|podcast| &podcast.profiles);
    profiles.into_iter().any(|profile| matches!(profile.as_str(), "apple" | "spotify"))
}

fn faults(picture: &Picture) -> Vec<String> {
    let Picture { kind, width, height, colour, has_alpha, is_animated, .. } = picture;
    let mut faults = Vec::new();
    if width != height {
        faults.push(format!("it has {width} by {height} pixels, which is no square"));
    } else if !SIDES.contains(width) {
        faults.push(format!("it has {width} by {height} pixels"));
    }
    if !matches!(kind, Kind::Jpeg | Kind::Png) {
        faults.push(format!("it is {kind}"));
    }
    match colour {
        Colour::Grey => faults.push("its colours are greys".to_owned()),
        Colour::Cmyk => faults.push("its colours are those of print (CMYK)".to_owned()),
        Colour::Palette if *kind == Kind::Png => faults.push("its colours come from a table".to_owned()),
        _ => {}
    }
    if *has_alpha {
        faults.push("it is transparent".to_owned());
    }
    if *is_animated {
        faults.push("it moves".to_owned());
    }
    faults
}
