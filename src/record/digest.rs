//! The digest of a record: whether it still says what it said.
//!
//! Nothing of where it stands in its file is in it. The ledger keeps that of the text for years, so that how it is made must
//! not change: a field that is added later is written only where it is filled.

use super::{
    Record, SummaryText, Visibility,
    model::Person,
    raw::{BodyFormat, Node, Table, Value},
};

/// How many bytes of the hash are kept: enough that two records never meet by chance.
const LENGTH: usize = 16;
/// Bytes that all but the body takes as a rule.
const ROOM: usize = 1024;

/// What two readings of a record are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digests {
    /// Of all that it says.
    pub whole: [u8; LENGTH],
    /// Of what makes another article of it for who has read it. Where it stands is no part of that (its derived id, slug and
    /// address: whoever moves an article leads its readers there), nor the day of publication, which is pinned, nor what it
    /// says to conditions and extension elements only (`section`, `extra`: counters among them).
    pub text: [u8; LENGTH],
    /// Of the body without blanks around it.
    pub body: Option<[u8; LENGTH]>,
}

impl Record {
    /// The digests of what it says (BLAKE3, the first 16 bytes).
    #[must_use]
    pub fn digests(&self) -> Digests {
        // Of most records that is most of the bytes, and it is asked for alone as well.
        let body = self.body.as_ref().map(|body| short(blake3::hash(body.text.trim().as_bytes())));
        let text = self.text_digest(body.as_ref());
        let mut sum = Sum(Vec::with_capacity(ROOM));
        sum.bytes(&text);
        sum.text("id", self.id.as_str());
        sum.maybe("url", self.url.as_ref().map(|url| url.as_str()));
        sum.number("published", self.published.map(|at| at.unix()));
        sum.number("expires", self.expires.map(|at| at.unix()));
        sum.maybe("section", self.section.as_deref());
        sum.text("slug", &self.slug);
        sum.table(&self.extra);
        Digests { whole: sum.finish(), text, body }
    }

    fn text_digest(&self, digest_of_body: Option<&[u8; LENGTH]>) -> [u8; LENGTH] {
        // What is hashed in one piece is hashed several times as fast as what comes bit by bit.
        let mut sum = Sum(Vec::with_capacity(ROOM));
        sum.maybe("external_url", self.external_url.as_ref().map(|url| url.as_str()));
        sum.maybe("title", self.title.as_deref());
        sum.maybe("title_html", self.title_html.as_deref());
        match &self.summary {
            None => {}
            Some(SummaryText::Plain(text)) => sum.text("summary", text),
            Some(SummaryText::Html(html)) => sum.text("summary_html", html),
            Some(SummaryText::Markdown(text)) => sum.text("summary_markdown", text),
        }
        if let Some(body) = &self.body {
            let format = match body.format {
                BodyFormat::Markdown => "markdown",
                BodyFormat::Html => "html",
                BodyFormat::Text => "text",
                BodyFormat::Rst => "rst",
            };
            // What is indented begins with blanks.
            let before = body.text.len() - body.text.trim_start().len();
            sum.text(format, &body.text[..before]);
            sum.bytes(digest_of_body.map_or(&[], |digest| digest));
            sum.maybe("plain", body.plain.as_deref());
        }
        sum.number("updated", self.updated.map(|at| at.unix()));
        self.authors.iter().for_each(|person| sum.person("author", person));
        self.contributors.iter().for_each(|person| sum.person("contributor", person));
        for category in &self.categories {
            sum.text("category", &category.term);
            sum.maybe("scheme", category.scheme.as_deref());
            sum.maybe("label", category.label.as_deref());
        }
        for enclosure in &self.enclosures {
            sum.text("enclosure", enclosure.url.as_str());
            sum.text("type", enclosure.media_type.as_str());
            sum.number("length", enclosure.length.and_then(|length| i64::try_from(length).ok()));
            sum.real("duration", enclosure.duration);
            sum.maybe("title", enclosure.title.as_deref());
            sum.maybe("language", enclosure.language.as_ref().map(|language| language.as_str()));
        }
        if let Some(image) = &self.image {
            sum.text("image", image.url.as_str());
            sum.maybe("alt", image.alt.as_deref());
            sum.number("width", image.width.map(i64::from));
            sum.number("height", image.height.map(i64::from));
        }
        sum.maybe("language", self.language.as_ref().map(|language| language.as_str()));
        sum.maybe("rights", self.rights.as_deref());
        sum.maybe("license", self.license.as_ref().map(|url| url.as_str()));
        if let Some(source) = &self.source {
            sum.text("source", source.title.as_deref().unwrap_or_default());
            sum.maybe("url", source.url.as_ref().map(|url| url.as_str()));
            sum.maybe("feed", source.feed.as_ref().map(|url| url.as_str()));
            sum.maybe("id", source.id.as_deref());
        }
        sum.maybe("comments", self.comments.as_ref().map(|url| url.as_str()));
        for related in &self.related {
            sum.text(&related.rel, related.url.as_str());
            sum.maybe("title", related.title.as_deref());
            sum.maybe("language", related.language.as_ref().map(|language| language.as_str()));
        }
        if let Some(location) = &self.location {
            sum.text("location", location.name.as_deref().unwrap_or_default());
            sum.real("latitude", location.latitude);
            sum.real("longitude", location.longitude);
        }
        if let Some(episode) = &self.episode {
            sum.text("episode", &episode.to_json().to_string());
        }
        match &self.visibility {
            Visibility::Public => {}
            Visibility::Restricted(why) => sum.text("restricted", why),
            Visibility::Hidden(why) => sum.text("hidden", why),
        }
        sum.finish()
    }
}

/// Takes names and values, each with its length, so that no two records give the same bytes.
struct Sum(Vec<u8>);

impl Sum {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn text(&mut self, name: &str, value: &str) {
        self.bytes(name.as_bytes());
        self.bytes(value.as_bytes());
    }

    fn maybe(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    fn number(&mut self, name: &str, value: Option<i64>) {
        if let Some(value) = value {
            self.bytes(name.as_bytes());
            self.bytes(&value.to_le_bytes());
        }
    }

    fn real(&mut self, name: &str, value: Option<f64>) {
        if let Some(value) = value {
            self.bytes(name.as_bytes());
            self.bytes(&value.to_bits().to_le_bytes());
        }
    }

    fn person(&mut self, role: &str, person: &Person) {
        self.text(role, &person.name);
        self.maybe("email", person.email.as_ref().map(|email| email.as_str()));
        self.maybe("url", person.url.as_ref().map(|url| url.as_str()));
        self.maybe("avatar", person.avatar.as_ref().map(|url| url.as_str()));
        self.maybe("role", person.role.as_deref());
    }

    fn table(&mut self, table: &Table) {
        self.number("table", i64::try_from(table.0.len()).ok());
        for (name, node) in &table.0 {
            self.bytes(name.as_bytes());
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Null => self.bytes(b"null"),
            Value::Bool(flag) => self.text("bool", if *flag { "true" } else { "false" }),
            Value::Number(text) => self.text("number", text),
            Value::Text(text) => self.text("text", text),
            Value::List(items) => {
                self.number("list", i64::try_from(items.len()).ok());
                items.iter().for_each(|item| self.node(item));
            }
            Value::Table(table) => self.table(table),
        }
    }

    fn finish(self) -> [u8; LENGTH] {
        short(blake3::hash(&self.0))
    }
}

fn short(hash: blake3::Hash) -> [u8; LENGTH] {
    let mut digest = [0; LENGTH];
    digest.copy_from_slice(&hash.as_bytes()[..LENGTH]);
    digest
}

#[cfg(test)]
mod tests {
    use super::Digests;
    use crate::{
        record::{
            FieldMap, Options, PeopleTable, normalise,
            raw::{Node, Origin, RawRecord, Table},
        },
        value::{WebUrl, Zone},
    };

    fn digests(fields: &[(&str, &str)], line: u32) -> Digests {
        let raw = RawRecord {
            origin: Origin { file: "data/a.json".into(), line, bytes: 0..1, listed: false, row: None },
            fields: Table(fields.iter().map(|(name, text)| ((*name).to_owned(), Node::text(*text, line, 1))).collect()),
            body: None,
            found: Table::default(),
            derived: Vec::new(),
        };
        let options = Options {
            zone: Zone::UTC,
            language: None,
            link: WebUrl::parse("https://notes.example/").expect("a URL"),
            tag: None,
            permalink: None,
            map: FieldMap::default(),
            people: PeopleTable::default().into(),
            email_public: false,
            pins_first_sight: false,
            body_format: None,
        };
        normalise(raw, &options).record.expect("a record").digests()
    }

    #[test]
    fn everything_that_is_shown_counts_and_the_place_does_not() {
        let base = [("title", "A"), ("date", "2026-05-01"), ("content_text", "Salt"), ("weight", "3"), ("slug", "a")];
        let before = digests(&base, 1);
        assert_eq!(before, digests(&base, 9));
        for (n, other) in ["B", "2026-05-02", "Rope", "4", "b"].into_iter().enumerate() {
            let mut changed = base;
            changed[n].1 = other;
            let after = digests(&changed, 1);
            assert_ne!(before.whole, after.whole, "{}", base[n].0);
            // Of these a reader has the title and the text.
            assert_eq!(before.text != after.text, n == 0 || n == 2, "{}", base[n].0);
        }
    }

    #[test]
    fn the_ledger_keeps_it_so_that_it_never_changes() {
        let text = digests(&[("title", "A"), ("date", "2026-05-01"), ("content_text", "Salt")], 1).text;
        let hex: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "1cc4f31ab04e8f504bcee14f678809d7");
    }
}
