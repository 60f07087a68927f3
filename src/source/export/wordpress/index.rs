//! What entries refer to: accounts, attachments, terms; and how addresses are made.

use super::{
    super::{
        super::feed,
        Account, Image, limits,
        meta::{line, reader_name},
        xml::{Element, Space},
    },
    own,
};
use regex::{Captures, Regex};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};

/// What the whole export says, besides its entries.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Whether it is Squarespace's.
    pub squarespace: bool,
    /// The first value of each of the channel's own elements.
    pub channel: BTreeMap<String, String>,
    /// By login.
    pub accounts: BTreeMap<String, Account>,
    /// By login and by slug: authors without an account, as Co-Authors Plus keeps them.
    pub guests: BTreeMap<String, Account>,
    /// By number.
    pub attachments: HashMap<String, Image>,
    /// The texts of blocks that several entries share, by number.
    pub blocks: HashMap<String, String>,
    /// By the number of the entry that they were attached to, in the order of the export.
    pub attached: HashMap<String, Vec<String>>,
    /// Slugs of categories and tags with their names.
    pub categories: BTreeMap<String, String>,
    /// Likewise of tags.
    pub tags: BTreeMap<String, String>,
    /// Slugs of categories with their numbers.
    pub numbers: BTreeMap<String, String>,
    /// Logins with the numbers of their accounts.
    pub account_numbers: BTreeMap<String, String>,
    /// Of Squarespace, the pages at which articles are, each with a feed of its own: `/blog`.
    pub collections: BTreeSet<String>,
    /// The names of the feeds of its shows, as plugins call them: `podcast`, `podcast/talks`.
    pub shows: BTreeSet<String>,
    /// How many published articles have an address as in `/?p=7`, which nobody made pretty.
    plain: usize,
    /// How often the addresses of published articles have each shape.
    patterns: BTreeMap<&'static str, usize>,
}

impl Index {
    /// Takes up an element of the channel.
    pub(super) fn element(&mut self, element: &Element) {
        match (element.space, element.name.as_str()) {
            (Space::WordPress, "author") => self.account(element),
            (Space::WordPress, "category") => {
                note(&mut self.categories, own(element, "category_nicename"), own(element, "cat_name"));
                note(&mut self.numbers, own(element, "category_nicename"), own(element, "term_id"));
            }
            (Space::WordPress, "tag") => {
                note(&mut self.tags, own(element, "tag_slug"), own(element, "tag_name"));
            }
            (Space::None, "item") => {
                self.attachment(element);
                self.guest(element);
                self.block(element);
                self.pattern(element);
                self.show(element);
            }
            (Space::None | Space::WordPress, name) if element.children.is_empty() => {
                let text = element.text.trim();
                if !text.is_empty() {
                    self.channel.entry(name.to_owned()).or_insert_with(|| line(text));
                }
            }
            _ => {}
        }
    }

    fn account(&mut self, element: &Element) {
        let Some(login) = own(element, "author_login").map(line) else { return };
        note(&mut self.account_numbers, Some(&login), own(element, "author_id"));
        let named = || {
            let parts = ["author_first_name", "author_last_name"].into_iter().filter_map(|part| own(element, part));
            let name = parts.map(line).collect::<Vec<_>>().join(" ");
            (!name.is_empty()).then_some(name)
        };
        let shown = own(element, "author_display_name").map(|name| line(&feed::plain(name)));
        let name = shown.filter(|name| !name.is_empty()).or_else(named);
        let email = own(element, "author_email").map(line);
        let account =
            Account { name: reader_name(name.as_deref().unwrap_or(&login)), login: login.clone(), email, url: None };
        self.accounts.entry(login).or_insert(account);
    }

    fn guest(&mut self, element: &Element) {
        if own(element, "post_type") != Some("guest-author") {
            return;
        }
        let said = |key: &str| metas(element).find(|(known, _)| *known == key).map(|(_, value)| line(value));
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let title = element.text_of(Space::None, "title").map(|title| line(&feed::plain(title)));
        let Some(name) = filled(said("cap-display_name")).or_else(|| filled(title)) else { return };
        let slug = own(element, "post_name").map(line).unwrap_or_default();
        let slug = slug.strip_prefix("cap-").unwrap_or(&slug).to_owned();
        let login = filled(said("cap-user_login")).unwrap_or_else(|| slug.clone());
        let url = filled(said("cap-website")).filter(|url| url.starts_with("http"));
        let guest =
            Account { name: reader_name(&name), login: login.clone(), email: filled(said("cap-user_email")), url };
        for key in [slug, login].into_iter().filter(|key| !key.is_empty()) {
            self.guests.entry(key).or_insert_with(|| guest.clone());
        }
    }

    fn attachment(&mut self, element: &Element) {
        let (Some(number), Some(url)) = (own(element, "post_id"), own(element, "attachment_url")) else { return };
        let alt = metas(element).find(|(key, _)| *key == "_wp_attachment_image_alt").map(|(_, value)| line(value));
        let image = Image { number: number.to_owned(), url: line(url), alt: alt.unwrap_or_default() };
        if let Some(parent) = own(element, "post_parent").filter(|parent| *parent != "0") {
            self.attached.entry(parent.to_owned()).or_default().push(number.to_owned());
        }
        self.attachments.entry(number.to_owned()).or_insert(image);
    }

    fn block(&mut self, element: &Element) {
        if own(element, "post_type") == Some("wp_block") && own(element, "status") == Some("publish") {
            let text = element.text_of(Space::Content, "encoded");
            if let Some((number, text)) = own(element, "post_id").zip(text) {
                self.blocks.entry(number.to_owned()).or_insert_with(|| text.to_owned());
            }
        }
    }

    /// A text with the blocks in it that it shares with others: `<!-- wp:block {"ref":50} /-->`. What a block itself refers to
    /// is left out, so that none is ever in itself.
    pub(super) fn with_blocks<'t>(&self, text: &'t str) -> Cow<'t, str> {
        static REFERENCE: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r#"<!--\s+wp:(?:core/)?block\s+\{[^>]*?"ref":\s*"?(\d+)[^>]*?/-->"#).ok());
        let Some(reference) = REFERENCE.as_ref().filter(|_| !self.blocks.is_empty()) else {
            return Cow::Borrowed(text);
        };
        let mut left = usize::try_from(limits::ENTRY).unwrap_or(usize::MAX);
        reference.replace_all(text, |found: &Captures<'_>| {
            // What is not in the export is told where the text is made.
            let block = self.blocks.get(&found[1]).filter(|block| block.len() <= left);
            left -= block.map_or(0, String::len);
            block.map_or_else(|| found[0].to_owned(), |block| reference.replace_all(block, "").into_owned())
        })
    }

    /// Notes which feeds of shows an entry with a recording was in.
    fn show(&mut self, element: &Element) {
        for (key, _) in metas(element) {
            // The feeds of further channels of PowerPress may be for members only: they lead to no public one.
            if matches!(key, "enclosure" | "audio_file") && !self.shows.contains("podcast") {
                self.shows.insert("podcast".to_owned());
            }
            if key == "audio_file" {
                let series = element.all(Space::None, "category").filter(|c| c.attribute("domain") == Some("series"));
                let names = series.filter_map(|series| series.attribute("nicename"));
                self.shows.extend(names.map(|name| format!("podcast/{}", line(name))));
            }
        }
    }

    /// Counts the shape of an article's address.
    fn pattern(&mut self, element: &Element) {
        let is_article = own(element, "post_type") == Some("post") && own(element, "status") == Some("publish");
        let (true, Some(link), Some(slug)) =
            (is_article, element.text_of(Space::None, "link"), own(element, "post_name"))
        else {
            return;
        };
        self.plain += usize::from(link.contains("/?p="));
        let path = link.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        if self.squarespace {
            let path = if path.is_empty() { link.trim().trim_start_matches('/') } else { path };
            self.collections.extend(path.split_once('/').map(|(page, _)| format!("/{page}")));
        }
        let slashed = path.ends_with('/');
        let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        let is_number = |part: &str, digits| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        let pattern = match parts[..] {
            [last] if last == slug => ["/{slug}", "/{slug}/"],
            [year, month, last] if last == slug && is_number(year, 4) && is_number(month, 2) => {
                ["/{year}/{month}/{slug}", "/{year}/{month}/{slug}/"]
            }
            [year, month, day, last]
                if last == slug && is_number(year, 4) && is_number(month, 2) && is_number(day, 2) =>
            {
                ["/{year}/{month}/{day}/{slug}", "/{year}/{month}/{day}/{slug}/"]
            }
            _ => return,
        };
        *self.patterns.entry(pattern[usize::from(slashed)]).or_default() += 1;
    }

    /// Whether the site's addresses are numbers behind a `?`.
    pub(super) fn is_plain(&self) -> bool {
        self.plain > self.patterns.values().sum::<usize>()
    }

    /// The pattern that most addresses have.
    pub(super) fn permalink(&self) -> Option<String> {
        self.patterns.iter().max_by_key(|(_, count)| **count).map(|(pattern, _)| (*pattern).to_owned())
    }
}

fn note(terms: &mut BTreeMap<String, String>, slug: Option<&str>, name: Option<&str>) {
    if let (Some(slug), Some(name)) = (slug, name) {
        terms.entry(line(slug)).or_insert_with(|| line(&feed::plain(name)));
    }
}

/// The fields that plugins and `WordPress` itself keep beside an entry.
pub(super) fn metas(element: &Element) -> impl Iterator<Item = (&str, &str)> {
    element
        .all(Space::WordPress, "postmeta")
        .filter_map(|meta| Some((own(meta, "meta_key")?, own(meta, "meta_value").unwrap_or_default())))
}
