//! Media files and pictures of an item: enclosures of RSS, links of Atom, Media RSS, Apple's podcast tags.

use super::{
    draft::Draft,
    item::{Hand, Pen, is_web},
    names::Space,
    prose::plain,
    xml::Element,
};
use crate::{record::raw::Node, value::guess_media_type};

impl Hand<'_, '_, '_> {
    pub(super) fn media<'e>(&mut self, draft: &Draft<'e>) {
        let mut files: Vec<File<'e>> = Vec::new();
        let mut add = |file: Option<File<'e>>| {
            let Some(file) = file else { return };
            match files.iter_mut().find(|known| known.url == file.url) {
                Some(known) => known.complete(file),
                None => files.push(file),
            }
        };
        let links = draft.atom_links.iter().filter(|link| link.attribute("rel") == Some("enclosure"));
        for enclosure in draft.enclosures.iter().chain(links) {
            add(self.file(enclosure));
        }
        let (images, others): (Vec<&'e Element>, Vec<&'e Element>) =
            draft.media.iter().partition(|media| is_image(media));
        for media in others {
            // Without a type it is a player's page as often as not.
            let file = self.file(media);
            add(file.filter(|file| file.has_type() || guess_media_type(&file.url).is_some()));
        }
        let is_media = |kind: &str| ["audio/", "video/", "image/"].iter().any(|family| kind.starts_with(family));
        let source = draft.content.filter(|content| content.attribute("type").is_some_and(is_media));
        add(source.filter(|content| content.attribute("src").is_some()).and_then(|content| self.file(content)));
        if let (Some(duration), Some(first)) = (draft.duration, files.first_mut())
            && first.duration.is_none()
        {
            first.duration = Some(duration.text()).filter(|text| !text.is_empty());
        }
        // Renditions of the episode are no files of their own.
        let is_rendition = |url: &String| {
            let alternates = draft.episode.iter().filter(|part| part.is_of("podcast", "alternateEnclosure"));
            let mut sources = alternates.flat_map(|alternate| alternate.children());
            sources.any(|source| source.attribute("uri") == Some(url))
        };
        let mut number = 0;
        files.retain(|file| {
            number += 1;
            number == 1 || !is_rendition(&file.url)
        });
        let files = files.into_iter().map(|file| file.node(self.pen)).collect();
        self.put_list("enclosures", files);
        let image = images.iter().find_map(|image| self.image(image));
        if let Some(image) = image.or_else(|| draft.thumbnails.iter().find_map(|image| self.image(image))) {
            self.put("image", image);
        }
    }

    fn file<'e>(&self, element: &'e Element) -> Option<File<'e>> {
        let own = |name: &str| element.attribute(name).map(str::to_owned);
        let url = own("url").or_else(|| own("href")).or_else(|| own("src"))?;
        let inner = |name: &str| element.children().find(|child| child.is_of("media", name)).map(Element::text);
        // A length in bytes is what it is; anything else is unknown and not worth a word about someone else's feed.
        let length = own("length").or_else(|| own("fileSize")).map(|length| without_separators(&length));
        let length = length.filter(|length| length.bytes().all(|b| b.is_ascii_digit()));
        Some(File {
            url: self.address(&url, element),
            media_type: own("type").map(|kind| kind.split(';').next().unwrap_or_default().trim().to_owned()),
            length: length.filter(|length| length.len() < 19),
            duration: own("duration"),
            title: own("title").or_else(|| inner("title")),
            language: own("hreflang").or_else(|| own("lang")),
            element,
        })
    }

    fn image(&self, element: &Element) -> Option<Node> {
        let own = |name: &str| element.attribute(name).map(str::to_owned);
        let inner = |name: &str| {
            let found = element.children().find(|child| child.is_of("media", name) || child.is(Space::Core, name));
            found.map(Element::text).filter(|text| !text.is_empty())
        };
        let text = if element.has_elements() { None } else { Some(element.text()).filter(|text| is_web(text)) };
        let url = own("url").or_else(|| own("href")).or_else(|| inner("url")).or(text)?;
        let alt = inner("description").or_else(|| inner("title")).map(|alt| plain(&alt));
        let url = Some(self.address(&url, element));
        Some(self.pen.table(&[("url", url), ("alt", alt), ("width", own("width")), ("height", own("height"))], element))
    }
}

/// A media file.
struct File<'e> {
    url: String,
    media_type: Option<String>,
    length: Option<String>,
    duration: Option<String>,
    title: Option<String>,
    language: Option<String>,
    element: &'e Element,
}

impl File<'_> {
    /// Takes over what another element knows of the same file.
    fn complete(&mut self, other: File<'_>) {
        let fill = |known: &mut Option<String>, other: Option<String>| {
            if known.is_none() {
                *known = other;
            }
        };
        fill(&mut self.media_type, other.media_type);
        if self.length.as_deref().is_none_or(|length| length.trim_start_matches('0').is_empty()) {
            self.length = other.length.or(self.length.take());
        }
        fill(&mut self.duration, other.duration);
        fill(&mut self.title, other.title);
        fill(&mut self.language, other.language);
    }

    fn has_type(&self) -> bool {
        self.media_type.as_ref().is_some_and(|kind| kind.contains('/'))
    }

    fn node(self, pen: &Pen<'_, '_>) -> Node {
        let has_type = self.has_type();
        let members = [
            ("url", Some(self.url)),
            ("type", self.media_type.filter(|_| has_type)),
            ("length", self.length),
            ("duration", self.duration),
            ("title", self.title.map(|title| plain(&title))),
            ("language", self.language),
        ];
        pen.table(&members, self.element)
    }
}

/// `1,234,567` without what stands between thousands.
fn without_separators(number: &str) -> String {
    for separator in [',', '.', ' ', '\'', '\u{a0}'] {
        let mut groups = number.split(separator);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        if !rest.is_empty() && (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3) {
            return format!("{first}{}", rest.concat());
        }
    }
    number.to_owned()
}

fn is_image(media: &Element) -> bool {
    let guessed = || media.attribute("url").and_then(guess_media_type);
    match (media.attribute("medium"), media.attribute("type")) {
        (Some(medium), _) => medium == "image",
        (None, Some(kind)) => kind.starts_with("image/"),
        (None, None) => guessed().is_some_and(|kind| kind.family() == "image"),
    }
}
