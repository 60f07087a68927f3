//! The elements of an item, sorted by what they mean, whichever vocabulary they are from.

use super::{names::Space, podcast::part_of_episode, xml::Element};

/// What an item says, sorted by meaning.
#[derive(Default)]
pub(super) struct Draft<'e> {
    pub guid: Option<&'e Element>,
    pub atom_id: Option<&'e Element>,
    pub link: Option<&'e Element>,
    pub original: Option<&'e Element>,
    pub atom_links: Vec<&'e Element>,
    pub titles: Vec<&'e Element>,
    pub other_titles: Vec<&'e Element>,
    pub encoded: Option<&'e Element>,
    pub content: Option<&'e Element>,
    pub description: Option<&'e Element>,
    pub summaries: Vec<&'e Element>,
    pub published: Vec<&'e Element>,
    /// Dates of the issue that it is from, which count where no other can be read.
    pub issued: Vec<&'e Element>,
    pub updated: Vec<&'e Element>,
    pub authors: Vec<&'e Element>,
    pub creators: Vec<&'e Element>,
    pub contributors: Vec<&'e Element>,
    pub categories: Vec<&'e Element>,
    pub keywords: Vec<&'e Element>,
    pub enclosures: Vec<&'e Element>,
    pub media: Vec<&'e Element>,
    pub thumbnails: Vec<&'e Element>,
    pub duration: Option<&'e Element>,
    pub language: Option<&'e Element>,
    pub rights: Option<&'e Element>,
    pub license: Option<&'e Element>,
    pub source: Option<&'e Element>,
    pub comments: Option<&'e Element>,
    pub place: Vec<&'e Element>,
    pub draft: Option<&'e Element>,
    /// Parts of an episode.
    pub episode: Vec<&'e Element>,
    pub others: Vec<&'e Element>,
}

impl<'e> Draft<'e> {
    pub(super) fn of(item: &'e Element) -> Self {
        let mut draft = Self::default();
        for child in item.children() {
            draft.sort(child);
        }
        draft
    }

    fn sort(&mut self, child: &'e Element) {
        let name = child.local.to_ascii_lowercase();
        let is_blank = child.content.is_empty() && child.attributes.is_empty();
        if is_blank {
            return;
        }
        match (child.space, name.as_str()) {
            (Space::Core, "guid") => first(&mut self.guid, child),
            (Space::Core, "link") if !child.text().is_empty() => first(&mut self.link, child),
            (Space::Core | Space::Atom, "link") => self.atom_links.push(child),
            (Space::Core | Space::Atom, "title") => self.titles.push(child),
            (Space::Core, "description") => first(&mut self.description, child),
            (Space::Core, "pubdate" | "published") | (Space::Atom, "published" | "issued" | "created") => {
                self.published.push(child);
            }
            (Space::Core | Space::Atom, "updated" | "modified") => self.updated.push(child),
            (Space::Core | Space::Atom, "author") => self.authors.push(child),
            (Space::Core | Space::Atom, "category") => self.categories.push(child),
            (Space::Core, "enclosure") => self.enclosures.push(child),
            (Space::Core | Space::Atom, "source") => first(&mut self.source, child),
            (Space::Core, "comments") => first(&mut self.comments, child),
            (Space::Core, "image") => self.thumbnails.push(child),
            (Space::Core | Space::Atom, "content") => first(&mut self.content, child),
            (Space::Core | Space::Atom, "summary") => self.summaries.insert(0, child),
            (Space::Core | Space::Atom, "id") => first(&mut self.atom_id, child),
            (Space::Atom, "contributor") => self.contributors.push(child),
            (Space::Core | Space::Atom, "rights" | "copyright") => first(&mut self.rights, child),
            (Space::Xhtml, "body" | "div") => first(&mut self.content, child),
            (Space::Module(_), _) => {
                let is_part = part_of_episode(child).is_some();
                if is_part {
                    self.episode.push(child);
                }
                self.sort_module(child, &name, is_part);
            }
            _ => self.others.push(child),
        }
    }

    fn sort_module(&mut self, child: &'e Element, name: &str, is_part: bool) {
        match (child.space.prefix().unwrap_or_default(), name) {
            ("content", "encoded") => first(&mut self.encoded, child),
            ("dc", "title") | ("media" | "itunes", "title") => self.other_titles.push(child),
            ("dc", "description") if self.description.is_none() => self.description = Some(child),
            ("dc", "date") | ("dcterms", "issued" | "created" | "available" | "date") => self.published.push(child),
            ("prism", "publicationdate" | "onlinedate" | "coverdate") => self.issued.push(child),
            ("dcterms", "modified") => self.updated.push(child),
            ("dc", "creator") | ("dcterms", "creator") | ("itunes" | "googleplay", "author") => {
                self.creators.push(child)
            }
            ("dc" | "dcterms", "contributor") | ("podcast", "person") => self.contributors.push(child),
            ("dc" | "dcterms", "subject") | ("media", "category") => self.categories.push(child),
            ("itunes" | "media", "keywords") => self.keywords.push(child),
            ("dc" | "dcterms", "language") => first(&mut self.language, child),
            ("dc" | "dcterms", "rights") | ("media", "copyright") => first(&mut self.rights, child),
            ("cc" | "creativeCommons" | "dcterms", "license") => first(&mut self.license, child),
            ("dc" | "dcterms", "source") => first(&mut self.source, child),
            ("dcterms", "abstract")
            | ("itunes" | "googleplay", "summary" | "description")
            | ("media", "description") => {
                self.summaries.push(child);
            }
            ("itunes", "subtitle") => self.summaries.push(child),
            ("media", "content") => self.media.push(child),
            ("media", "group") => child.children().for_each(|inner| self.sort(inner)),
            ("media", "thumbnail") | ("itunes" | "googleplay", "image") => self.thumbnails.push(child),
            ("itunes", "duration") => first(&mut self.duration, child),
            ("feedburner", "origlink") => first(&mut self.original, child),
            ("georss" | "geo" | "gml", _) => self.place.push(child),
            ("app", "control") => first(&mut self.draft, child),
            _ if is_part => {}
            _ => self.others.push(child),
        }
    }
}

fn first<'e>(slot: &mut Option<&'e Element>, element: &'e Element) {
    slot.get_or_insert(element);
}
