//! Files that documents name besides enclosures: artwork, transcripts, chapters, other renditions, pictures in texts.

use super::{Look, Shelf, User, fill::Filled};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Place, rules::media as rules},
    record::Record,
    value::{WebUrl, guess_media_type},
};
use std::collections::BTreeSet;

impl Shelf {
    /// Takes note of the files that a record names, and measures its other renditions.
    pub(super) fn fill_named(&self, record: &mut Record, place: &Place, filled: &mut Filled) {
        let user = (record.origin.file.to_string(), record.key.clone());
        let files = record.origin.file.contains("://");
        if let Some(episode) = record.episode.as_mut().filter(|_| !files) {
            let mut number = 0;
            episode.alternates.retain_mut(|alternate| {
                let field = format!("episode.alternate_enclosures[{number}]");
                number += 1;
                self.rendition(alternate, &user, &place.clone().field(field), filled)
            });
        }
        if self.media.output.is_none() || files {
            return;
        }
        let mut named: Vec<(&'static str, WebUrl)> = Vec::new();
        if let Some(image) = &record.image {
            named.push(("image", image.url.clone()));
        }
        if let Some(episode) = &record.episode {
            named.extend(episode.image.iter().map(|url| ("episode.image", url.clone())));
            named.extend(episode.images.iter().map(|image| ("episode.images", image.url.clone())));
            named.extend(episode.transcripts.iter().map(|text| ("episode.transcripts", text.url.clone())));
            named.extend(episode.chapters_file.iter().map(|file| ("episode.chapters_file", file.url.clone())));
            let pictures = episode.chapters.iter().filter_map(|chapter| chapter.image.as_ref());
            named.extend(pictures.map(|url| ("episode.chapters", url.clone())));
            let portraits = episode.persons.iter().filter_map(|person| person.image.as_ref());
            named.extend(portraits.map(|url| ("episode.persons", url.clone())));
            let sources = episode.alternates.iter().flat_map(|alternate| &alternate.sources);
            let sources = sources.filter_map(|source| WebUrl::parse(&source.uri).ok());
            named.extend(sources.map(|url| ("episode.alternate_enclosures", url)));
            named.extend(episode.content_links.iter().map(|link| ("episode.content_links", link.url.clone())));
        }
        named.extend(self.paths_in(record).into_iter().map(|url| ("content", url)));
        let texts = record.body.iter().map(|body| body.text.as_str());
        named.extend(texts.flat_map(|text| self.addresses_in(text)).map(|url| ("content", url)));
        let place = record.origin.place().record(record.key.clone());
        let mut met = BTreeSet::new();
        for (field, url) in named.into_iter().filter(|(_, url)| met.insert(url.clone())) {
            filled.diagnostics.extend(self.take_note(&url, &user, place.clone().field(field)));
        }
    }

    /// Takes note of the files that the feeds themselves name.
    pub(in super::super) fn furnish(&self, publication: &Publication) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if self.media.output.is_none() {
            return found;
        }
        let user = (publication.file.to_string(), String::new());
        let mut met = BTreeSet::new();
        for feed in &publication.feeds {
            let channel = &feed.channel;
            let mut named: Vec<(&str, &WebUrl)> = channel.image.iter().map(|image| ("image", &image.url)).collect();
            named.extend(
                [("icon", &channel.icon), ("favicon", &channel.favicon), ("logo", &channel.logo)]
                    .into_iter()
                    .filter_map(|(field, url)| Some((field, url.as_ref()?))),
            );
            if let Some(podcast) = &feed.podcast {
                let show = &podcast.show;
                named.extend(show.image.iter().map(|url| ("podcast.image", url)));
                named.extend(show.images.iter().map(|image| ("podcast.images", &image.url)));
                named.extend(show.trailers.iter().map(|trailer| ("podcast.trailers", &trailer.url)));
                let portraits = show.persons.iter().filter_map(|person| person.image.as_ref());
                named.extend(portraits.map(|url| ("podcast.persons", url)));
            }
            let (line, column) = feed.place;
            let place = Place::file(publication.file.clone()).at(line, column);
            for (field, url) in named.into_iter().filter(|(_, url)| met.insert(url.as_str().to_owned())) {
                found.extend(self.take_note(url, &user, place.clone().field(format!("feed.{field}"))));
            }
        }
        found
    }

    /// Whether a file that is copied is known by what names it, and not by what is in it.
    pub(super) fn is_copied_as_it_is(path: &str) -> bool {
        guess_media_type(path).is_none_or(|kind| !matches!(kind.family(), "audio" | "video"))
    }

    /// Whether a file is copied whatever is in it: no image that is empty goes over one that is good.
    pub(super) fn is_any(path: &str) -> bool {
        guess_media_type(path).is_none_or(|kind| !matches!(kind.family(), "audio" | "video" | "image"))
    }

    /// Looks at a file that is to be copied; says where there is none.
    fn take_note(&self, url: &WebUrl, user: &User, place: Place) -> Option<Diagnostic> {
        let spot = self.by_address(url)?;
        match self.look(&spot.path, user) {
            Look::Missing if !self.is_in_output(url) => {
                let message = format!("there is no file `{}`", spot.path);
                let help = "put it there, or correct the address: readers and directories are sent there in vain";
                Some(Diagnostic::new(&rules::MEDIA_MISSING, place, message).help(help))
            }
            Look::Measured(_) | Look::Unreadable(_) if self.why_unpublished(&spot.path).is_some() => {
                let why = self.why_unpublished(&spot.path).unwrap_or_default();
                let message = format!("`{}` cannot be copied into the output: {why}", spot.path.escape_debug());
                Some(Diagnostic::new(&rules::MEDIA_UNREADABLE, place, message).help("rename it"))
            }
            Look::Outside => {
                let message = format!("`{}` leads out of the publication and of the media directory", spot.path);
                let help = "put the file itself there: it is not copied";
                Some(Diagnostic::new(&rules::MEDIA_MISSING, place, message).help(help))
            }
            Look::Measured(measured) if !Self::is_any(&spot.path) && Self::is_copied_as_it_is(&spot.path) => {
                let is_of_text = place.field.as_deref() == Some("content");
                Self::damaged(
                    &spot.path,
                    &measured,
                    &place,
                    !is_of_text,
                    "it is not copied, and what was published before stays",
                )
            }
            _ => None,
        }
    }

    /// Whether somebody else has put a file to where it is published.
    fn is_in_output(&self, url: &WebUrl) -> bool {
        let rest = url.as_str().strip_prefix(self.feeds_url.as_str()).and_then(super::locate::decode);
        rest.is_some_and(|rest| self.root.join(&self.output).join(rest).is_file())
    }

    /// Addresses in a text that lie below that of the media directory.
    fn addresses_in(&self, text: &str) -> Vec<WebUrl> {
        let Some(base) = self.media.url.as_ref().map(WebUrl::as_str) else { return Vec::new() };
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']');
        let found = text.match_indices(base).filter_map(|(at, _)| text[at..].split(ends).next());
        found.filter(|address| address.len() > base.len()).filter_map(|address| WebUrl::parse(address).ok()).collect()
    }
}
