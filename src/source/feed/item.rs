//! From an item or entry to fields under canonical names. RSS carries elements of Atom and Atom those of RSS's modules, so
//! that one reader knows all of them.

use super::{
    channel::Channel,
    draft::Draft,
    markup::{absolute, is_html, letters},
    names::Space,
    people,
    prose::{Prose, is_text, plain, plain_prose, prose},
    xml::{Element, joined},
};
use crate::{
    record::{
        date::read_date,
        raw::{Node, Origin, RawRecord, Table, Value},
    },
    source::lines::Lines,
    value::Zone,
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
    let title = draft.titles.first().map(|title| title.text());
    hand.episode(&draft.episode, title.as_deref());
    hand.others(&draft);
    channel.lend(item, &mut hand.found, pen);
    let derived = channel.derived(&hand.found);
    RawRecord { origin, fields: Table(hand.fields), body: None, found: Table(hand.found), derived }
}

pub(super) struct Hand<'h, 'l, 'a> {
    channel: &'h Channel,
    pub pen: &'h Pen<'l, 'a>,
    pub item: &'h Element,
    pub fields: Vec<(String, Node)>,
    found: Vec<(String, Node)>,
}

impl Hand<'_, '_, '_> {
    pub(super) fn put(&mut self, name: &str, node: Node) {
        if !node.is_blank() {
            self.fields.push((name.to_owned(), node));
        }
    }

    pub(super) fn put_list(&mut self, name: &str, nodes: Vec<Node>) {
        if let Some(first) = nodes.first() {
            let (line, column) = (first.line, first.column);
            self.fields.push((name.to_owned(), Node::new(Value::List(nodes), line, column)));
        }
    }

    /// An address, against the base of its element or, where that has none, of the channel.
    pub(super) fn address(&self, text: &str, element: &Element) -> String {
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
        // Of several the one in the item's language, else one that names none.
        let language = draft.language.map(Element::text).or_else(|| self.own_language(draft));
        let language = language.or_else(|| self.item.language.as_deref().map(str::to_owned));
        let is_own = |link: &Element| match (link.attribute("hreflang"), &language) {
            (None, _) => false,
            (Some(tag), Some(own)) => tag.eq_ignore_ascii_case(own),
            (Some(tag), None) => self.channel.speaks(tag),
        };
        let pages = || alternate.clone().filter(|link| is_html_link(link));
        let of_its_language = pages().find(|link| is_own(link));
        let of_none = || pages().find(|link| link.attribute("hreflang").is_none());
        let alternate =
            of_its_language.or_else(of_none).or_else(|| pages().next()).or_else(|| alternate.clone().next());
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
        // What Apple calls subtitle and summary says no more than the notes, and takes their place nowhere.
        let is_apples = |summary: &Element| matches!(summary.space.prefix(), Some("itunes" | "googleplay"));
        let others = draft.summaries.iter().filter(|summary| body.is_none() || !is_apples(summary));
        summaries.extend(others.map(|summary| {
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
        let filled = |dates: &[&'_ Element]| dates.iter().position(|date| !date.text().is_empty());
        let is_date = |element: &&&Element| read_date(&element.text(), &Zone::UTC).is_ok();
        let updated = filled(&draft.updated).map(|at| draft.updated[at]);
        let all = || draft.published.iter().chain(&draft.issued);
        let readable = all().find(is_date).copied();
        let published = readable.or_else(|| all().find(|date| !date.text().is_empty()).copied());
        if let Some(published) = published {
            let text = published.text();
            // The W3C's form of dates, which Dublin Core and PRISM have, knows months and years alone.
            let text = match published.space.prefix() {
                Some("dc" | "dcterms" | "prism") if readable.is_none() => whole_day(&text).unwrap_or(text),
                _ => text,
            };
            self.put("published", self.pen.text(text, published));
        }
        if let Some(updated) = updated {
            // Nothing is known to be later; and it is an instant, while an address tells a day at most.
            if readable.is_none() {
                self.put("date", self.pen.text(updated.text(), updated));
            }
            self.put("updated", self.pen.text(updated.text(), updated));
        }
    }

    fn people(&mut self, draft: &Draft<'_>) {
        let mut authors = people::authors(&draft.authors, &draft.creators, self.pen);
        // Before the feed's own come those of the feed that it was taken from (RFC 4287 §4.2.1).
        if let Some(source) = draft.source.filter(|source| authors.is_empty() && source.space == Space::Atom) {
            let theirs = source.children().filter(|child| child.is(Space::Atom, "author"));
            authors = theirs.filter_map(|author| people::of_atom(author, None, self.pen)).collect();
        }
        self.put_list("authors", authors);
        let contributors =
            draft.contributors.iter().filter_map(|person| people::contributor(person, self.pen)).collect();
        self.put_list("contributors", people::without_twins(contributors));
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
            let text = |name: &str| source.child(Space::Atom, name).map(plain_prose);
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
}

/// The first day of a month or a year: `2023-01`, `2023`.
fn whole_day(text: &str) -> Option<String> {
    let text = text.trim();
    let is_number = |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((year, month)) if is_number(year, 4) && is_number(month, 2) => Some(format!("{text}-01")),
        None if is_number(text, 4) => Some(format!("{text}-01-01")),
        _ => None,
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

pub(super) fn is_web(text: &str) -> bool {
    let starts = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (starts("http://") || starts("https://")) && !text.contains(char::is_whitespace)
}
