//! Which value a field of an article has: the configuration's map first, then the declared fields under any of their
//! names ([`super::synonyms`]), then what was read out of the text.

pub(super) use super::field::Field;
use super::{
    episode,
    normalise::{FieldMap, Mapped},
    raw::{Node, RawRecord, Table, Value},
    span,
    synonyms::{BY_NAME, CORNERS, FREE_CORNERS, squeeze},
    wrapped::{Core, core},
};
use foldhash::{HashSet, HashSetExt as _};

/// Where a candidate comes from, in the order in which they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// The configuration's field map.
    Mapped,
    /// A field of the record.
    Declared,
    /// A member of `[extra]`, `params` and their like.
    Nested,
    /// Read out of the text.
    Found,
}

/// A value that may be a field's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    /// The field.
    pub(super) field: Field,
    /// Where the value comes from.
    pub(super) origin: Origin,
    /// The rank of its name among the field's names.
    pub(super) rank: u8,
    /// The name under which it stands, as written.
    pub(super) key: &'a str,
    /// The value.
    pub(super) node: &'a Node,
    /// Of a moment: the zone that is named beside it, as it is written.
    pub(super) zone: Option<&'a str>,
    slot: Slot,
}

impl Candidate<'_> {
    /// The key as it was written, for messages.
    pub(super) fn label(&self) -> &str {
        if self.key.is_empty() { self.field.name() } else { self.key }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    Constant,
    Top(usize),
    Member(usize, usize),
    Found(usize),
}

/// A value that may be a part of an episode.
#[derive(Debug, Clone)]
pub(super) struct Offer<'a> {
    /// The part's name, squeezed.
    pub(super) name: String,
    /// The name as it is written.
    pub(super) key: &'a str,
    /// The value.
    pub(super) node: &'a Node,
    /// How plainly its name says what it is; 0 is best.
    pub(super) rank: u8,
    /// Whether it is a member of `episode`.
    pub(super) is_canonical: bool,
    slot: Slot,
}

/// The candidates of every field of a record, and which of them were used.
pub(super) struct Fields<'a> {
    raw: &'a RawRecord,
    /// Slots that the map names, which mean nothing else.
    claimed: HashSet<Slot>,
    /// Parts of an episode that the map names.
    mapped_episode: Vec<Offer<'a>>,
    candidates: Vec<Candidate<'a>>,
    used: HashSet<Slot>,
    /// Declared values that were used, in the order of use.
    pub(super) declared: Vec<(Field, u32, u32)>,
    /// Likewise those that stand in the sidecar, with their lines there.
    pub(super) aside: Vec<(Field, u32)>,
    /// Canonical names of values that were read out of the text and used.
    pub(super) found: Vec<&'static str>,
    /// Mapped fields that the model has no name for.
    mapped_extra: Vec<(String, Node)>,
}

impl<'a> Fields<'a> {
    /// Finds out what every field of the record may mean.
    pub(super) fn new(raw: &'a RawRecord, map: &'a FieldMap) -> Self {
        let mut fields = Self {
            raw,
            claimed: HashSet::new(),
            mapped_episode: Vec::new(),
            candidates: Vec::with_capacity(raw.fields.0.len() + raw.found.0.len()),
            used: HashSet::new(),
            declared: Vec::new(),
            aside: Vec::new(),
            found: Vec::new(),
            mapped_extra: Vec::new(),
        };
        let claimed = fields.read_map(raw, map);
        for (i, (key, node)) in raw.fields.0.iter().enumerate() {
            if claimed.contains(&Slot::Top(i)) {
                continue;
            }
            let name = squeeze(key);
            fields.add_named(&name, Origin::Declared, key, node, Slot::Top(i));
            if let Value::Table(table) = &node.value {
                fields.add_members(i, &name, table, &claimed);
            }
        }
        for (i, field) in span::find(&raw.fields) {
            let (slot, (key, node)) = (Slot::Top(i), &raw.fields.0[i]);
            if !claimed.contains(&slot) {
                let (origin, rank) = (Origin::Declared, u8::MAX);
                fields.candidates.push(Candidate { field, origin, rank, key, node, zone: None, slot });
            }
        }
        for (i, (key, node)) in raw.found.0.iter().enumerate() {
            fields.add_named(&squeeze(key), Origin::Found, key, node, Slot::Found(i));
        }
        fields.claimed = claimed;
        // Stable: candidates of one name keep the order of the file.
        fields.candidates.sort_by_key(|c| (c.field, c.origin, c.rank));
        fields
    }

    fn add_named(&mut self, name: &str, origin: Origin, key: &'a str, node: &'a Node, slot: Slot) {
        for &(field, rank) in BY_NAME.get(name).into_iter().flatten() {
            if origin != Origin::Nested || field.may_be_nested() {
                let Core { node, zone } = core(field, node);
                self.candidates.push(Candidate { field, origin, rank, key, node, zone, slot });
            }
        }
    }

    fn add_members(&mut self, top: usize, name: &str, table: &'a Table, claimed: &HashSet<Slot>) {
        let corner = CORNERS.contains(&name);
        for (j, (key, node)) in table.0.iter().enumerate() {
            let slot = Slot::Member(top, j);
            if claimed.contains(&slot) {
                continue;
            }
            let member = squeeze(key);
            self.add_named(&format!("{name}.{member}"), Origin::Declared, key, node, slot);
            if corner {
                self.add_named(&member, Origin::Nested, key, node, slot);
            }
        }
    }

    /// Reads the configuration's map; the slots that it names mean nothing else from then on.
    fn read_map(&mut self, raw: &'a RawRecord, map: &'a FieldMap) -> HashSet<Slot> {
        let mut claimed = HashSet::new();
        for (name, mapped) in &map.0 {
            let field = BY_NAME.get(&*squeeze(name)).and_then(|fields| fields.first()).map(|(field, _)| *field);
            let part = squeeze(name).strip_prefix("episode.").map(str::to_owned);
            let add = |fields: &mut Self, key: &'a str, rank: u8, node: &'a Node, slot: Slot| match field {
                None if part.is_some() => {
                    let name = part.clone().unwrap_or_default();
                    fields.mapped_episode.push(Offer { name, key, node, rank: 0, is_canonical: false, slot });
                }
                Some(field) => {
                    let Core { node, zone } = core(field, node);
                    let origin = Origin::Mapped;
                    fields.candidates.push(Candidate { field, origin, rank, key, node, zone, slot });
                }
                None if !fields.mapped_extra.iter().any(|(known, _)| known == free_name(name)) && !node.is_blank() => {
                    fields.mapped_extra.push((free_name(name).to_owned(), node.clone()));
                }
                None => {}
            };
            match mapped {
                Mapped::Constant(node) => add(self, "", 0, node, Slot::Constant),
                Mapped::Paths(paths) => {
                    for (rank, path) in (0_u8..).zip(paths) {
                        if let Some((slot, node)) = locate(&raw.fields, path) {
                            claimed.insert(slot);
                            if field.is_none() {
                                self.used.insert(slot);
                            }
                            add(self, path, rank, node, slot);
                        }
                    }
                }
            }
        }
        claimed
    }

    /// Everything that may be this field's value, the best first; blanks included.
    pub(super) fn all(&self, field: Field) -> Vec<Candidate<'a>> {
        let start = self.candidates.partition_point(|c| c.field < field);
        self.candidates[start..].iter().take_while(|c| c.field == field).copied().collect()
    }

    /// The candidates of a field that have a value, the best first.
    pub(super) fn filled(&self, field: Field) -> Vec<Candidate<'a>> {
        let mut all = self.all(field);
        all.retain(|c| !c.node.is_blank());
        all
    }

    /// Notes that a candidate was understood, so that it is no extra field.
    pub(super) fn mark(&mut self, candidate: &Candidate<'a>) {
        self.used.insert(candidate.slot);
        match candidate.slot {
            Slot::Found(_) => self.found.push(candidate.field.name()),
            Slot::Constant => {}
            Slot::Top(_) | Slot::Member(..) if candidate.node.aside => {
                self.aside.push((candidate.field, candidate.node.line));
            }
            Slot::Top(_) | Slot::Member(..) => {
                self.declared.push((candidate.field, candidate.node.line, candidate.node.column));
            }
        }
    }

    /// The best value that is a scalar with text; it counts as understood.
    pub(super) fn text(&mut self, field: Field) -> Option<(Candidate<'a>, &'a str)> {
        let found = self.all(field).into_iter().find_map(|c| Some((c, c.node.as_filled_text()?)))?;
        self.mark(&found.0);
        Some(found)
    }

    /// The best value of a field that can hold several; further ones under the same name, or under other names of the
    /// same map, come with it.
    pub(super) fn list(&mut self, field: Field) -> Vec<Candidate<'a>> {
        let filled = self.filled(field);
        let Some(best) = filled.first().copied() else { return Vec::new() };
        let mut list = filled;
        list.retain(|c| c.origin == best.origin && (c.origin == Origin::Mapped || c.rank == best.rank));
        for candidate in &list {
            self.mark(candidate);
        }
        list
    }

    /// Everything that may be a part of an episode, what says so most plainly first. `is_bare` tells which names need no sign.
    pub(super) fn offers(&self, is_bare: &dyn Fn(&str) -> bool) -> Vec<Offer<'a>> {
        let mut offers = self.mapped_episode.clone();
        let mut offer = |name: &str, key: &'a str, node: &'a Node, rank: u8, slot: Slot| {
            if !self.claimed.contains(&slot) && !node.is_blank() {
                let is_canonical = rank == 1;
                offers.push(Offer { name: name.to_owned(), key, node, rank, is_canonical, slot });
            }
        };
        for (i, (key, node)) in self.raw.fields.0.iter().enumerate() {
            let name = squeeze(key);
            let table = node.as_table();
            if let Some(table) = table.filter(|_| episode::TABLES.contains(&&*name)) {
                let rank = if name == episode::TABLES[0] { 1 } else { 2 };
                for (j, (key, node)) in table.0.iter().enumerate() {
                    offer(&squeeze(key), key, node, rank, Slot::Member(i, j));
                }
            } else if let Some(part) = episode::signed(&name) {
                offer(part, key, node, 3, Slot::Top(i));
            } else if is_bare(&name) {
                offer(&name, key, node, 4, Slot::Top(i));
            } else if let Some(table) = table.filter(|_| CORNERS.contains(&&*name)) {
                for (j, (key, node)) in table.0.iter().enumerate() {
                    let name = squeeze(key);
                    match episode::signed(&name) {
                        Some(part) => offer(part, key, node, 5, Slot::Member(i, j)),
                        None if is_bare(&name) => offer(&name, key, node, 6, Slot::Member(i, j)),
                        None => {}
                    }
                }
            }
        }
        offers.sort_by_key(Offer::order);
        offers
    }

    /// Notes that an offer was understood.
    pub(super) fn take(&mut self, offer: &Offer<'a>) {
        self.used.insert(offer.slot);
        if !matches!(offer.slot, Slot::Constant) && !offer.node.aside {
            self.declared.push((Field::Episode, offer.node.line, offer.node.column));
        }
    }

    /// Whether it was, as this or as something else.
    pub(super) fn is_taken(&self, offer: &Offer<'a>) -> bool {
        self.used.contains(&offer.slot)
    }

    /// All that the record declares.
    pub(super) const fn table(&self) -> &'a Table {
        &self.raw.fields
    }

    /// Whether the record comes from WordPress's REST interface, where people and terms are numbers.
    pub(super) fn is_wordpress(&self) -> bool {
        [Field::TitleHtml, Field::ContentHtml]
            .into_iter()
            .any(|field| self.all(field).iter().any(|c| c.key == "rendered"))
    }

    /// Every value of a field under any of its names; those of the map alone where it is mapped, those read out of the
    /// text only where nothing is declared.
    pub(super) fn every(&mut self, field: Field) -> Vec<Candidate<'a>> {
        let mut every = self.filled(field);
        let mapped = every.first().is_some_and(|c| c.origin == Origin::Mapped);
        let declared = every.iter().any(|c| c.origin != Origin::Found);
        every.retain(|c| if mapped { c.origin == Origin::Mapped } else { c.origin != Origin::Found || !declared });
        // `embedded.wp:term` names what `categories` has as numbers.
        if every.first().is_some_and(|c| c.origin == Origin::Declared && c.rank == 0 && field == Field::Categories) {
            for candidate in every.split_off(1) {
                self.mark(&candidate);
            }
        }
        for candidate in &every {
            self.mark(candidate);
        }
        every
    }

    /// Which values were understood.
    pub(super) fn into_usage(self) -> Usage {
        let known = self.candidates.iter().filter(|c| c.node.is_blank()).map(|c| c.slot).collect();
        Usage { used: self.used, blank: known, mapped: self.mapped_extra }
    }
}

/// What of a record's fields was understood.
pub(super) struct Usage {
    used: HashSet<Slot>,
    blank: HashSet<Slot>,
    mapped: Vec<(String, Node)>,
}

impl Usage {
    /// The fields that were not understood, as declared; those of `[extra]` and `params` stand beside the others.
    pub(super) fn extra(self, fields: Table) -> Table {
        let mut extra: Vec<(String, Node)> = Vec::new();
        let mut free: Vec<(String, Node)> = Vec::new();
        let gone = |slot: Slot| self.used.contains(&slot) || self.blank.contains(&slot);
        for (i, (key, node)) in fields.0.into_iter().enumerate() {
            if gone(Slot::Top(i)) {
                continue;
            }
            let name = squeeze(&key);
            let (line, column) = (node.line, node.column);
            let table = match node.value {
                Value::Table(table) => table,
                value => {
                    extra.push((key, Node { value, line, column, aside: false }));
                    continue;
                }
            };
            let members = table.0.into_iter().enumerate();
            let left: Vec<_> = members.filter(|(j, _)| !gone(Slot::Member(i, *j))).map(|(_, member)| member).collect();
            if FREE_CORNERS.contains(&&*name) {
                free.extend(left);
            } else if !left.is_empty() {
                extra.push((key, Node::new(Value::Table(Table(left)), line, column)));
            }
        }
        let mut names: HashSet<String> = extra.iter().map(|(name, _)| name.clone()).collect();
        for (name, node) in free {
            if names.insert(name.clone()) {
                extra.push((name, node));
            }
        }
        let mut extra = Table(extra);
        self.mapped.into_iter().for_each(|(path, node)| put(&mut extra, &path, node));
        extra
    }
}

/// What a mapped name that is no field's is among the extra fields: `extra.shelf` says the same as `shelf`.
fn free_name(name: &str) -> &str {
    name.strip_prefix("extra.").filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// Puts a mapped value where its path leads; what was there by itself gives way.
fn put(table: &mut Table, path: &str, node: Node) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let at = table.0.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        table.0.push((name.to_owned(), Node::new(Value::Null, node.line, node.column)));
        table.0.len() - 1
    });
    let slot = &mut table.0[at].1;
    match (rest, &mut slot.value) {
        (None, _) => *slot = node,
        (Some(rest), Value::Table(inner)) => put(inner, rest, node),
        (Some(rest), value) => {
            let mut inner = Table::default();
            put(&mut inner, rest, node);
            *value = Value::Table(inner);
        }
    }
}

/// The node under a dotted path of the configuration, and the slot that it makes use of.
fn locate<'a>(fields: &'a Table, path: &str) -> Option<(Slot, &'a Node)> {
    let position = |table: &Table, name: &str| {
        let exact = table.0.iter().position(|(key, _)| key == name);
        exact.or_else(|| table.0.iter().position(|(key, _)| key.eq_ignore_ascii_case(name)))
    };
    if let Some(i) = position(fields, path) {
        return Some((Slot::Top(i), &fields.0[i].1));
    }
    let (head, rest) = path.split_once('.')?;
    let i = position(fields, head)?;
    let Value::Table(table) = &fields.0[i].1.value else { return None };
    let node = table.get_path(rest)?;
    let member = position(table, rest).or_else(|| position(table, rest.split('.').next().unwrap_or_default()))?;
    Some((Slot::Member(i, member), node))
}

#[cfg(test)]
mod tests {
    use super::{super::normalise::Mapped, *};
    use crate::record::raw;

    fn record(fields: &[(&str, Node)]) -> RawRecord {
        RawRecord {
            origin: raw::Origin { file: "a.json".into(), line: 1, bytes: 0..0, listed: false, row: None },
            fields: Table(fields.iter().map(|(key, node)| ((*key).to_owned(), node.clone())).collect()),
            body: None,
            found: Table::default(),
            derived: Vec::new(),
        }
    }

    fn text(value: &str) -> Node {
        Node::text(value, 3, 1)
    }

    fn table(members: &[(&str, Node)]) -> Node {
        let members = members.iter().map(|(key, node)| ((*key).to_owned(), node.clone())).collect();
        Node::new(Value::Table(Table(members)), 2, 1)
    }

    #[test]
    fn capitals_blanks_and_dashes_do_not_matter() {
        for key in ["pubDate", "pub_date", "Pub-Date", "PUB DATE", "pubdate"] {
            let raw = record(&[(key, text("x"))]);
            let map = FieldMap::default();
            let mut fields = Fields::new(&raw, &map);
            assert!(fields.text(Field::Published).is_some(), "{key}");
        }
    }

    #[test]
    fn the_canonical_name_counts_first_and_blanks_do_not_count() {
        let raw = record(&[("headline", text("second")), ("Title", text("first"))]);
        let map = FieldMap::default();
        assert_eq!(Fields::new(&raw, &map).text(Field::Title).map(|t| t.1), Some("first"));
        let raw = record(&[("title", text(" ")), ("headline", text("second"))]);
        assert_eq!(Fields::new(&raw, &map).text(Field::Title).map(|t| t.1), Some("second"));
    }

    #[test]
    fn the_map_goes_first_and_what_it_names_means_nothing_else() {
        let raw = record(&[
            ("title", text("declared")),
            ("meta", table(&[("Kopf", text("mapped"))])),
            ("name", text("ours")),
        ]);
        let map = FieldMap(vec![
            ("title".to_owned(), Mapped::Paths(vec!["missing".to_owned(), "meta.kopf".to_owned()])),
            ("language".to_owned(), Mapped::Constant(text("de"))),
            ("shelf".to_owned(), Mapped::Paths(vec!["name".to_owned()])),
            ("extra.size".to_owned(), Mapped::Constant(text("octavo"))),
            ("extra.print.run".to_owned(), Mapped::Constant(text("second"))),
            ("extra.title".to_owned(), Mapped::Constant(text("short"))),
        ]);
        let mut fields = Fields::new(&raw, &map);
        assert_eq!(fields.text(Field::Title).map(|t| t.1), Some("mapped"));
        assert_eq!(fields.text(Field::Language).map(|t| t.1), Some("de"));
        let extra = fields.into_usage().extra(raw.fields.clone());
        let names: Vec<&str> = extra.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["title", "shelf", "size", "print"],
            "the declared title was not used, so it stays an extra field"
        );
        let extra_text = |path: &str| extra.get_path(path).and_then(Node::as_text);
        assert_eq!(extra_text("title"), Some("short"), "unless the map says what stands there");
        assert_eq!(extra_text("print.run"), Some("second"));
    }

    #[test]
    fn corners_are_read_and_what_is_left_of_them_is_extra() {
        let raw = record(&[
            ("title", text("T")),
            ("taxonomies", table(&[("tags", text("a")), ("moods", text("b"))])),
            ("extra", table(&[("author", text("Ana")), ("team", text("c")), ("url", text("https://x.example"))])),
            ("weight", Node::new(Value::Number("3".into()), 9, 1)),
            ("subtitle", Node::new(Value::Null, 9, 1)),
        ]);
        let map = FieldMap::default();
        let mut fields = Fields::new(&raw, &map);
        assert_eq!(fields.text(Field::Authors).map(|t| t.1), Some("Ana"));
        assert_eq!(fields.list(Field::Categories).len(), 1);
        assert!(fields.text(Field::Url).is_none(), "a link of the author's own is no permalink");
        fields.text(Field::Title);
        let extra = fields.into_usage().extra(raw.fields.clone());
        let names: Vec<&str> = extra.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["taxonomies", "weight", "team", "url"]);
        assert!(extra.get("taxonomies").and_then(Node::as_table).is_some_and(|t| t.get("moods").is_some()));
    }
}
