//! From an item or entry to fields under canonical names. RSS carries elements of Atom and Atom those of RSS's modules, so
//! that one reader knows all of them.

use super::{
    channel::Channel,
    markup::{absolute, inner, is_html, letters, unescaped},
    names::Space,
    people,
    xml::{Element, joined},
};
use crate::{
    record::raw::{Node, Origin, RawRecord, Table, Value},
    source::lines::Lines,
};

/// Where values stand in the file.
pub(super) struct Pen<'l, 'a> {
    pub lines: &'l Lines<'a>,
}

impl Pen<'_, '_> {
    /// A value at the place of an element.
    pub(super) fn node(&self, value: Value, element: &Element) -> Node {
        let at = self.lines.at(element.offset);
        Node::new(value, at.line, at.column)
    }

    /// A text at the place of an element.
    pub(super) fn text(&self, text: impl Into<String>, element: &Element) -> Node {
        self.node(Value::Text(text.into()), element)
    }

    /// A table at the place of an element; members without value are left out.
    pub(super) fn table(&self, members: &[(&str, Option<String>)], element: &Element) -> Node {
        let members = members.iter().filter_map(|(name, value)| {
            let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty())?;
            Some(((*name).to_owned(), self.text(value, element)))
        });
        self.node(Value::Table(Table(members.collect())), element)
    }
}

/// A text and whether it is HTML.
#[derive(Debug, Clone)]
struct Prose<'e> {
    text: String,
    is_html: bool,
    element: &'e Element,
}

impl Prose<'_> {
    /// HTML without a tag is plain text in other words.
    fn in_plain_words(self) -> Self {
        if !self.is_html || self.text.contains('<') {
            return self;
        }
        let text = unescaped(&self.text);
        // What then looks like HTML would be taken for it.
        if text.starts_with('<') && text.ends_with('>') { self } else { Self { text, is_html: false, ..self } }
    }
}

/// What an item says, sorted by meaning.
#[derive(Default)]
struct Draft<'e> {
    guid: Option<&'e Element>,
    atom_id: Option<&'e Element>,
    link: Option<&'e Element>,
    original: Option<&'e Element>,
    atom_links: Vec<&'e Element>,
    titles: Vec<&'e Element>,
    other_titles: Vec<&'e Element>,
    encoded: Option<&'e Element>,
    content: Option<&'e Element>,
    description: Option<&'e Element>,
    summaries: Vec<&'e Element>,
    published: Vec<&'e Element>,
    updated: Vec<&'e Element>,
    authors: Vec<&'e Element>,
    creators: Vec<&'e Element>,
    contributors: Vec<&'e Element>,
    categories: Vec<&'e Element>,
    keywords: Vec<&'e Element>,
    enclosures: Vec<&'e Element>,
    media: Vec<&'e Element>,
    thumbnails: Vec<&'e Element>,
    duration: Option<&'e Element>,
    language: Option<&'e Element>,
    rights: Option<&'e Element>,
    license: Option<&'e Element>,
    source: Option<&'e Element>,
    comments: Option<&'e Element>,
    place: Vec<&'e Element>,
    draft: Option<&'e Element>,
    others: Vec<&'e Element>,
}

impl<'e> Draft<'e> {
    fn of(item: &'e Element) -> Self {
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
            (Space::Module(_), _) => self.sort_module(child, &name),
            _ => self.others.push(child),
        }
    }

    fn sort_module(&mut self, child: &'e Element, name: &str) {
        match (child.space.prefix().unwrap_or_default(), name) {
            ("content", "encoded") => first(&mut self.encoded, child),
            ("dc", "title") | ("media" | "itunes", "title") => self.other_titles.push(child),
            ("dc", "description") if self.description.is_none() => self.description = Some(child),
            ("dc", "date") | ("dcterms", "issued" | "created" | "available" | "date") => self.published.push(child),
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
            _ => self.others.push(child),
        }
    }
}

fn first<'e>(slot: &mut Option<&'e Element>, element: &'e Element) {
    slot.get_or_insert(element);
}

/// Reads an item of a feed.
pub(super) fn record(item: &Element, channel: &Channel, pen: &Pen<'_, '_>, origin: Origin) -> RawRecord {
    let draft = Draft::of(item);
    let mut hand = Hand { channel, pen, item, fields: Vec::new(), found: Vec::new() };
    hand.identity(&draft);
    hand.title(&draft);
    hand.texts(&draft);
    hand.dates(&draft);
    hand.people(&draft);
    hand.categories(&draft);
    hand.media(&draft);
    hand.details(&draft);
    hand.place(&draft.place);
    hand.others(&draft);
    channel.lend(item, &mut hand.found, pen);
    let derived = channel.derived(&hand.found);
    RawRecord { origin, fields: Table(hand.fields), body: None, found: Table(hand.found), derived }
}

struct Hand<'h, 'l, 'a> {
    channel: &'h Channel,
    pen: &'h Pen<'l, 'a>,
    item: &'h Element,
    fields: Vec<(String, Node)>,
    found: Vec<(String, Node)>,
}

impl Hand<'_, '_, '_> {
    fn put(&mut self, name: &str, node: Node) {
        if !node.is_blank() {
            self.fields.push((name.to_owned(), node));
        }
    }

    fn put_list(&mut self, name: &str, nodes: Vec<Node>) {
        if let Some(first) = nodes.first() {
            let (line, column) = (first.line, first.column);
            self.fields.push((name.to_owned(), Node::new(Value::List(nodes), line, column)));
        }
    }

    /// An address, against the base of its element or, where that has none, of the channel.
    fn address(&self, text: &str, element: &Element) -> String {
        let base = element.base.as_deref().or(self.channel.base.as_deref());
        joined(base, text).unwrap_or_else(|| text.trim().to_owned())
    }

    fn identity(&mut self, draft: &Draft<'_>) {
        let about = self.item.attribute_of(Space::Rdf, "about");
        let declared = draft.guid.or(draft.atom_id).map(|id| (id.text(), id)).filter(|(id, _)| !id.is_empty());
        match (declared, about) {
            (Some((id, element)), _) => self.put("id", self.pen.text(id, element)),
            (None, Some(about)) => self.put("id", self.pen.text(about, self.item)),
            (None, None) => {}
        }
        let page = draft.original.or(draft.link).map(|link| (link.text(), link));
        let alternate = draft.atom_links.iter().filter(|link| is_page(link));
        let alternate = alternate.clone().find(|link| is_html_link(link)).or_else(|| alternate.clone().next());
        let alternate = alternate.and_then(|link| Some((link.attribute("href")?.to_owned(), *link)));
        // The default of `isPermaLink` is true, but many a guid that says nothing is no address.
        let guid = draft
            .guid
            .filter(|guid| !guid.attribute("isPermaLink").is_some_and(|flag| flag.eq_ignore_ascii_case("false")));
        let guid = guid.map(|guid| (guid.text(), guid)).filter(|(guid, _)| is_web(guid));
        let content = draft.content.and_then(|content| Some((content.attribute("src")?.to_owned(), content)));
        let about = about.filter(|about| is_web(about)).map(|about| (about.to_owned(), self.item));
        if let Some((text, element)) = page.or(alternate).or(guid).or(content).or(about) {
            let url = self.address(&text, element);
            self.put("url", self.pen.text(url, element));
        }
    }

    fn title(&mut self, draft: &Draft<'_>) {
        let titles = draft.titles.iter().chain(&draft.other_titles);
        let Some(title) = titles.map(|title| prose(title)).find(|title| !title.text.is_empty()) else { return };
        // RSS has no word for it, but a title with entities or end tags was meant to be HTML.
        let is_html = match title.element.space {
            Space::Atom => title.is_html,
            _ => title.is_html || is_html(&title.text),
        };
        let name = if is_html { "title_html" } else { "title" };
        self.put(name, self.pen.text(title.text, title.element));
    }

    fn texts(&mut self, draft: &Draft<'_>) {
        let mut bodies = Vec::new();
        if let Some(encoded) = draft.encoded {
            bodies.push(Prose { is_html: true, ..prose(encoded) });
        }
        if let Some(content) = draft.content.filter(|content| content.attribute("src").is_none() && is_text(content)) {
            bodies.push(self.rebased(prose(content)));
        }
        bodies.extend(draft.description.map(|description| {
            let prose = prose(description);
            let is_html = prose.is_html || is_html(&prose.text);
            self.rebased(Prose { is_html, ..prose })
        }));
        bodies.retain(|body| !body.text.trim().is_empty());
        let mut bodies = bodies.into_iter();
        let body = bodies.next();
        let mut summaries: Vec<Prose<'_>> = bodies.collect();
        summaries.extend(draft.summaries.iter().map(|summary| {
            let prose = self.rebased(prose(summary));
            let guessed = summary.space != Space::Atom && is_html(&prose.text);
            Prose { is_html: prose.is_html || guessed, ..prose }
        }));
        let known = body.as_ref().map(|body| letters(&body.text));
        let summary = summaries.into_iter().find(|summary| {
            let said = letters(&summary.text);
            !said.is_empty() && known.as_ref() != Some(&said)
        });
        let summary = summary.map(Prose::in_plain_words);
        if let Some(summary) = summary {
            let name = if summary.is_html { "summary_html" } else { "summary" };
            self.put(name, self.pen.text(summary.text, summary.element));
        }
        if let Some(body) = body {
            let name = if body.is_html { "content_html" } else { "content_text" };
            self.put(name, self.pen.text(body.text, body.element));
        }
    }

    /// HTML with the base that its element declares, or the channel's where the item has no page of its own.
    fn rebased<'e>(&self, prose: Prose<'e>) -> Prose<'e> {
        let has_page = self.fields.iter().any(|(name, _)| name == "url");
        let base = prose.element.base.as_deref().or(self.channel.base.as_deref().filter(|_| !has_page));
        match base.filter(|_| prose.is_html) {
            Some(base) => Prose { text: absolute(&prose.text, base), ..prose },
            None => prose,
        }
    }

    fn dates(&mut self, draft: &Draft<'_>) {
        let date = |dates: &[&Element]| dates.iter().position(|date| !date.text().is_empty());
        let updated = date(&draft.updated).map(|at| draft.updated[at]);
        if let Some(at) = date(&draft.published) {
            // Others may be readable where the first is not.
            for (number, element) in draft.published[at..].iter().enumerate() {
                let name = ["published", "pubdate", "dc:date", "date"].get(number).copied();
                if let Some(name) = name {
                    self.put(name, self.pen.text(element.text(), element));
                }
            }
        } else if let Some(updated) = updated {
            // Before any day that an address tells: nothing later is known, and it is an instant.
            self.put("date", self.pen.text(updated.text(), updated));
        }
        if let Some(updated) = updated {
            self.put("updated", self.pen.text(updated.text(), updated));
        }
    }

    fn people(&mut self, draft: &Draft<'_>) {
        let authors = people::authors(&draft.authors, &draft.creators, self.pen);
        self.put_list("authors", authors);
        let contributors =
            draft.contributors.iter().filter_map(|person| people::contributor(person, self.pen)).collect();
        self.put_list("contributors", contributors);
    }

    fn categories(&mut self, draft: &Draft<'_>) {
        let mut categories: Vec<Node> =
            draft.categories.iter().filter_map(|category| self.category(category)).collect();
        if categories.is_empty() {
            for keywords in &draft.keywords {
                let text = keywords.text();
                let terms = text.split(',').map(str::trim).filter(|term| !term.is_empty());
                categories.extend(terms.map(|term| self.pen.table(&[("term", Some(term.to_owned()))], keywords)));
            }
        }
        self.put_list("categories", categories);
    }

    fn category(&self, category: &Element) -> Option<Node> {
        let text = plain(&category.text());
        let own = |name: &str| category.attribute(name).map(str::to_owned);
        let term = own("term").or_else(|| Some(text.clone()).filter(|text| !text.is_empty()));
        let label = own("label").filter(|label| Some(label) != term.as_ref());
        let scheme = own("scheme").or_else(|| own("domain"));
        let term = term.or_else(|| label.clone())?;
        Some(self.pen.table(&[("term", Some(term)), ("scheme", scheme), ("label", label)], category))
    }

    fn media<'e>(&mut self, draft: &Draft<'e>) {
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
            add(file.filter(|file| file.has_type() || crate::value::guess_media_type(&file.url).is_some()));
        }
        let is_media = |kind: &str| ["audio/", "video/", "image/"].iter().any(|family| kind.starts_with(family));
        let source = draft.content.filter(|content| content.attribute("type").is_some_and(is_media));
        add(source.filter(|content| content.attribute("src").is_some()).and_then(|content| self.file(content)));
        if let (Some(duration), Some(first)) = (draft.duration, files.first_mut())
            && first.duration.is_none()
        {
            first.duration = Some(duration.text()).filter(|text| !text.is_empty());
        }
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
        let length =
            own("length").or_else(|| own("fileSize")).filter(|length| length.bytes().all(|b| b.is_ascii_digit()));
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

    fn details(&mut self, draft: &Draft<'_>) {
        if let Some(language) = draft.language {
            self.put("language", self.pen.text(language.text(), language));
        } else if let Some(tag) = self.own_language(draft) {
            self.put("language", self.pen.text(tag, self.item));
        }
        if let Some(rights) = draft.rights {
            let prose = prose(rights);
            self.put("rights", self.pen.text(if prose.is_html { plain(&prose.text) } else { prose.text }, rights));
        }
        let license = draft.license.and_then(|license| {
            let resource = license.attribute_of(Space::Rdf, "resource").map(str::to_owned);
            Some((resource.or_else(|| Some(license.text()).filter(|text| !text.is_empty()))?, license))
        });
        let by_rel = |rel: &str| draft.atom_links.iter().find(|link| link.attribute("rel") == Some(rel)).copied();
        let linked = by_rel("license").and_then(|link| Some((link.attribute("href")?.to_owned(), link)));
        if let Some((license, element)) = license.or(linked) {
            self.put("license", self.pen.text(license, element));
        }
        if let Some(source) = draft.source {
            self.put("source", self.source(source));
        }
        // Some feeds have a number in its place.
        let comments = draft.comments.map(|comments| (comments.text(), comments));
        let comments = comments.filter(|(text, _)| text.contains(['/', ':']));
        let replies = by_rel("replies").filter(|link| is_page_type(link.attribute("type")));
        let replies = replies.and_then(|link| Some((link.attribute("href")?.to_owned(), link)));
        if let Some((comments, element)) = comments.or(replies) {
            let comments = self.address(&comments, element);
            if is_web(&comments) {
                self.put("comments", self.pen.text(comments, element));
            }
        }
        self.related(draft);
        let is_draft = draft.draft.is_some_and(|control| {
            control.children().any(|child| child.local == "draft" && !child.text().eq_ignore_ascii_case("no"))
        });
        if is_draft {
            self.put("draft", self.pen.text("true", self.item));
        }
    }

    /// The language that the item itself declares, or its text.
    fn own_language(&self, draft: &Draft<'_>) -> Option<String> {
        let own = |element: &Element| element.attribute_of(Space::Xml, "lang").map(str::to_owned);
        let texts = [draft.content, draft.titles.first().copied()];
        own(self.item).or_else(|| texts.into_iter().flatten().find_map(own))
    }

    fn source(&self, source: &Element) -> Node {
        if source.space == Space::Atom && source.has_elements() {
            let text = |name: &str| source.child(Space::Atom, name).map(|child| plain_prose(child));
            let link = |is_it: &dyn Fn(&Element) -> bool| {
                let found = source.children().find(|child| child.is(Space::Atom, "link") && is_it(child));
                found.and_then(|link| Some(self.address(link.attribute("href")?, link)))
            };
            let page = link(&|link| is_page(link));
            let feed = link(&|link| link.attribute("rel") == Some("self"));
            return self
                .pen
                .table(&[("title", text("title")), ("url", page), ("feed", feed), ("id", text("id"))], source);
        }
        let text = plain(&source.text());
        let feed = source.attribute("url").map(|url| self.address(url, source));
        match feed {
            Some(feed) => self.pen.table(&[("title", Some(text)), ("feed", Some(feed))], source),
            None if is_web(&text) => self.pen.table(&[("url", Some(text))], source),
            None => self.pen.table(&[("title", Some(text))], source),
        }
    }

    fn related(&mut self, draft: &Draft<'_>) {
        let mut links = Vec::new();
        let own_page = self.fields.iter().find(|(name, _)| name == "url").and_then(|(_, url)| url.as_text());
        let own_page = own_page.map(str::to_owned);
        for link in &draft.atom_links {
            let rel = link.attribute("rel").unwrap_or("alternate");
            let language = link.attribute("hreflang");
            let is_translation = rel == "alternate" && language.is_some();
            let Some(href) = link.attribute("href").filter(|_| matches!(rel, "related" | "via") || is_translation)
            else {
                continue;
            };
            let url = self.address(href, link);
            if !is_web(&url) || is_translation && own_page.as_ref() == Some(&url) {
                continue;
            }
            let text = |text: Option<&str>| text.map(str::to_owned);
            let members = [
                ("rel", text(Some(rel))),
                ("url", Some(url)),
                ("title", text(link.attribute("title"))),
                ("language", text(language)),
            ];
            links.push(self.pen.table(&members, link));
        }
        self.put_list("related", links);
    }

    /// GeoRSS in its simple and its GML form, and the W3C's latitude and longitude.
    fn place(&mut self, place: &[&Element]) {
        let find = |prefix: &str, name: &str| {
            let mut open: Vec<&Element> = place.iter().rev().copied().collect();
            while let Some(element) = open.pop() {
                if element.is_of(prefix, name) {
                    return Some(element);
                }
                open.extend(element.children());
            }
            None
        };
        let text = |prefix: &str, name: &str| find(prefix, name).map(Element::text).filter(|text| !text.is_empty());
        let point = text("georss", "point").or_else(|| text("gml", "pos"));
        let pair = point.and_then(|point| {
            let mut numbers = point.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).map(str::to_owned);
            Some((numbers.next()?, numbers.next()?))
        });
        let pair = pair.or_else(|| Some((text("geo", "lat")?, text("geo", "long").or_else(|| text("geo", "lon"))?)));
        let on_earth = |(lat, lon): &(String, String)| {
            let within = |text: &str, most: f64| text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= most);
            within(lat, 90.0) && within(lon, 180.0)
        };
        let (lat, lon) = pair.filter(on_earth).unzip();
        let name = text("georss", "featurename").or_else(|| text("georss", "featureName"));
        if let Some(first) = place.first().filter(|_| lat.is_some() || name.is_some()) {
            self.put("location", self.pen.table(&[("name", name), ("lat", lat), ("lon", lon)], first));
        }
    }

    /// What has no place in the model stays under its qualified name.
    fn others(&mut self, draft: &Draft<'_>) {
        let mut extra: Vec<(String, Node)> = Vec::new();
        let main = draft.titles.first().map(|title| title.text());
        let titles = draft
            .other_titles
            .iter()
            .filter(|title| title.is_of("itunes", "title") && main.as_ref() != Some(&title.text()));
        for element in draft.others.iter().chain(titles) {
            let name = match element.space.prefix() {
                Some(prefix) => format!("{prefix}:{}", element.local),
                None if element.prefix.is_empty() => element.local.clone(),
                None => format!("{}:{}", element.prefix, element.local),
            };
            let node = self.free(element);
            if node.is_blank() {
                continue;
            }
            match extra.iter_mut().find(|(known, _)| *known == name) {
                Some((_, Node { value: Value::List(list), .. })) => list.push(node),
                Some((_, known)) => {
                    let (line, column) = (known.line, known.column);
                    let before = std::mem::replace(known, Node::new(Value::Null, line, column));
                    known.value = Value::List(vec![before, node]);
                }
                None => extra.push((name, node)),
            }
        }
        if !extra.is_empty() {
            let node = self.pen.node(Value::Table(Table(extra)), self.item);
            self.fields.push(("extra".to_owned(), node));
        }
    }

    /// An element as data: its text, or a table of its attributes, its elements and its text.
    fn free(&self, element: &Element) -> Node {
        let own: Vec<_> = element.attributes.iter().filter(|a| !a.name.starts_with("xml:")).collect();
        if own.is_empty() && !element.has_elements() {
            return self.pen.text(element.text(), element);
        }
        let mut members: Vec<(String, Node)> =
            own.into_iter().map(|a| (a.name.clone(), self.pen.text(a.value.as_str(), element))).collect();
        for child in element.children().take(1000) {
            let node = if child.has_elements() { self.pen.text(child.text(), child) } else { self.free(child) };
            members.push((child.local.clone(), node));
        }
        let text = if element.has_elements() { String::new() } else { element.text() };
        if !text.is_empty() {
            members.push(("text".to_owned(), self.pen.text(text, element)));
        }
        self.pen.node(Value::Table(Table(members)), element)
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

fn is_image(media: &Element) -> bool {
    let guessed = || media.attribute("url").and_then(crate::value::guess_media_type);
    match (media.attribute("medium"), media.attribute("type")) {
        (Some(medium), _) => medium == "image",
        (None, Some(kind)) => kind.starts_with("image/"),
        (None, None) => guessed().is_some_and(|kind| kind.family() == "image"),
    }
}

/// Whether a link leads to the item's own page.
fn is_page(link: &Element) -> bool {
    matches!(link.attribute("rel"), None | Some("alternate")) && link.attribute("href").is_some()
}

fn is_html_link(link: &Element) -> bool {
    is_page_type(link.attribute("type"))
}

fn is_page_type(kind: Option<&str>) -> bool {
    kind.is_none_or(|kind| kind.starts_with("text/html") || kind.starts_with("application/xhtml"))
}

fn is_web(text: &str) -> bool {
    let starts = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (starts("http://") || starts("https://")) && !text.contains(char::is_whitespace)
}

/// Whether the content of an Atom entry is something to read.
fn is_text(content: &Element) -> bool {
    let is_encoded = content.attribute("mode") == Some("base64");
    let kind = content.attribute("type").unwrap_or("text").to_ascii_lowercase();
    !is_encoded && (!kind.contains('/') || kind.starts_with("text/") || kind.contains("html"))
}

/// A text construct of Atom (RFC 4287 §3.1, and of 0.3), or what RSS has in its place.
fn prose(element: &Element) -> Prose<'_> {
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let is_xhtml = kind.contains("xhtml") || element.space == Space::Xhtml;
    if element.has_elements() {
        // A `div` is only the wrapping (§3.1.1.3).
        let wrapped = element
            .children()
            .next()
            .filter(|only| is_xhtml && only.local == "div" && element.children().nth(1).is_none());
        return Prose { text: inner(wrapped.unwrap_or(element)), is_html: true, element };
    }
    let text = element.text();
    let is_html = kind.contains("html");
    // 0.3: HTML with its markup in the open, of which there is none here.
    let is_bare = is_xhtml && element.space != Space::Xhtml;
    let text = if is_bare { crate::value::escape_html(&text).into_owned() } else { text };
    Prose { text, is_html, element }
}

/// A text construct as plain text.
pub(super) fn plain_prose(element: &Element) -> String {
    let prose = prose(element);
    if prose.is_html { plain(&prose.text) } else { prose.text }
}

/// A line of text that was escaped once too often.
pub(super) fn plain(text: &str) -> String {
    if !is_html(text) {
        return text.to_owned();
    }
    unescaped(text).trim().to_owned()
}
