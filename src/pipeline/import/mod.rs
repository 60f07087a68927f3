//! `import`: other people's exports become records, one file each.
//!
//! Everything is staged first and appears together: an export that turns out to be broken leaves nothing behind. What was
//! written is remembered, so that a later export of the same site updates the files that nobody changed and no others.

mod block;
mod existing;
mod into;
mod memory;
mod moves;
mod names;
mod record;
mod report;
mod taken;
mod yaml;

use super::Error;
use crate::{
    config::Publication,
    content::html_to_text,
    diagnostic::{Diagnostic, Level, Place, rules::import as rules},
    publish::{self, Publisher},
    record::date::read_date,
    source::export::{self, Article, Entry, Input, Item, Kind, Settings, Site, Standing, What},
    value::Timestamp,
};
pub use moves::Moved;
pub use report::{Fate, Imported, Outcome, Told};
use taken::Taken;

use existing::Existing;
use memory::{Memory, There};
use names::Names;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::Write,
    path::Path,
};

/// What is imported, and how.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Whose export it is.
    pub kind: Kind,
    /// Its files.
    pub inputs: Vec<Input>,
    /// Types of entries that are articles besides the system's own.
    pub types: Vec<String>,
    /// Of tables and lists of objects: canonical fields with the columns, or the paths of members, that hold them.
    pub map: Vec<(String, String)>,
    /// Of JSON: the path of the list of articles.
    pub list: Option<String>,
    /// Of mail: whether replies become records as well.
    pub replies: bool,
    /// Whether pages become records as well.
    pub pages: bool,
    /// Whether what is not public becomes records as well; these say that they are not.
    pub hidden: bool,
    /// How records are written.
    pub form: Form,
    /// The directory that they are written to, relative to the root; else that of the first source.
    pub into: Option<String>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether the entries before a place where an export is broken are imported.
    pub partial: bool,
    /// Whether files that were removed since they were imported come back.
    pub restore: bool,
    /// The clock: what has expired is told apart.
    pub now: Timestamp,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A head in YAML and the body below.
    Markdown,
    /// An object with the canonical fields.
    Json,
}

/// Imports an export.
///
/// # Errors
/// A file of it cannot be read, or nothing can be written.
pub fn import(publication: &Publication, options: &ImportOptions) -> Result<Imported, Error> {
    let state = publication.root.join(&publication.state);
    let memory = Memory::open(&state)?;
    let publisher = (!options.dry_run).then(|| Publisher::open(&publication.root)).transpose()?;
    let into = options
        .into
        .as_deref()
        .map_or_else(|| Ok(into::usual(publication)), |given| into::wanted(publication, given))?;
    let mut run = Run {
        publication,
        options,
        names: Names::new(into.clone(), options.form),
        staged: Vec::new(),
        into,
        memory,
        existing: Existing::read(publication)?,
        publisher,
        imported: Imported::default(),
        keys: HashMap::new(),
        ids: HashSet::new(),
        addresses: BTreeSet::new(),
        former: Vec::new(),
        terms: HashSet::new(),
        passed: HashSet::new(),
        is_later: false,
        failure: None,
    };
    let settings = Settings {
        zone: publication.zone,
        link: publication.link.clone(),
        types: options.types.clone(),
        map: options.map.clone(),
        list: options.list.clone(),
        replies: options.replies,
    };
    export::read(options.kind, &options.inputs, &settings, &mut |item| run.take(item))?;
    run.conclude(&state)
}

/// An import that is under way.
struct Run<'a> {
    publication: &'a Publication,
    options: &'a ImportOptions,
    names: Names,
    /// The directory that records are written to, relative to the root.
    into: String,
    /// The files that are written, and what stood there when that was decided.
    staged: Vec<(String, There)>,
    memory: Memory,
    existing: Existing,
    publisher: Option<Publisher>,
    imported: Imported,
    /// The entries that were taken up, with their titles: exports in several files overlap.
    keys: HashMap<String, Taken>,
    /// The ids that records of this run declare.
    ids: HashSet<String>,
    addresses: BTreeSet<String>,
    /// Earlier addresses of articles that are public, as the export has them, with their own.
    former: Vec<(String, String)>,
    /// Categories, tags and authors of records that are public.
    terms: HashSet<String>,
    /// Pages, which were passed over.
    passed: HashSet<String>,
    /// Whether the export has an entry that was imported before.
    is_later: bool,
    failure: Option<Error>,
}

impl Run<'_> {
    fn take(&mut self, item: Item) {
        match item {
            Item::Site(site) => self.site(*site),
            Item::Attached(files) => self.imported.attachments += files,
            Item::Trouble(diagnostic) => self.imported.diagnostics.push(*diagnostic),
            Item::Broken(diagnostic) => {
                self.imported.broken = true;
                self.imported.diagnostics.push(*diagnostic);
            }
            Item::Entry(entry) => self.entry(*entry),
        }
    }

    fn site(&mut self, site: Site) {
        let known = &mut self.imported.site;
        known.title = known.title.take().or(site.title);
        known.link = known.link.take().or(site.link);
        known.description = known.description.take().or(site.description);
        known.language = known.language.take().or(site.language);
        known.zone = known.zone.take().or(site.zone);
        known.permalink = known.permalink.take().or(site.permalink);
        known.hubs.extend(site.hubs);
        known.own.extend(site.own);
        known.further.extend(site.further);
        known.further.retain(|further| !known.own.contains(further));
        known.podcast = known.podcast.take().or(site.podcast);
        known.accounts.extend(site.accounts);
        known.feeds.extend(site.feeds);
    }

    fn entry(&mut self, entry: Entry) {
        let Entry { place, title, key, comments, what } = entry;
        self.imported.comments += comments;
        let told = |fate| Told {
            from: place.file.clone().unwrap_or_default(),
            line: place.line.unwrap_or_default(),
            title: title.clone(),
            fate,
        };
        let (mut article, is_page) = match what {
            What::Article(article) => (article, false),
            What::Page(_) if !self.options.pages => {
                self.passed.insert(format!("{} {key}", self.options.kind.name()));
                self.imported.entries.push(told(Fate::Not("page".to_owned())));
                return;
            }
            What::Page(article) => (article, true),
            What::Other(what) => {
                self.imported.entries.push(told(Fate::Not(what.into_owned())));
                return;
            }
        };
        let mut key = format!("{} {key}", self.options.kind.name());
        // Two entries may have one name in an export that somebody put together; what has another recording is another episode.
        let taken = Taken::of(&title, &article);
        if self.keys.get(&key).is_some_and(|known| known.title != title) {
            key = format!("{key} {title}");
        }
        if self.keys.get(&key).is_some_and(|known| known.has_other_files(&taken)) {
            key = format!("{key} {}", taken.files.as_deref().unwrap_or_default());
        }
        if let Some(date) = &taken.date
            && self.keys.get(&key).is_some_and(|known| known.date.as_ref().is_some_and(|known| known != date))
        {
            key = format!("{key} {date}");
        }
        if let Some(known) = self.keys.get(&key) {
            // What is lost with it is said where each entry is one that somebody wrote.
            if matches!(self.options.kind, Kind::Csv | Kind::Json) && known.print != taken.print {
                let message =
                    format!("\"{title}\" is here once more and says something else: only the first one is imported");
                let help = "give each article an id of its own, or remove what is not meant";
                let finding = Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone(), message).help(help);
                self.imported.diagnostics.push(finding);
            }
            self.imported.entries.push(told(Fate::Not("second copy of an entry".to_owned())));
            return;
        }
        self.keys.insert(key.clone(), taken);
        let undated = self.settle(&mut article, &place);
        let standing = article.standing.clone();
        let is_public = matches!(standing, Standing::Published | Standing::Scheduled);
        // What was public once and is not any more has to say so in its file.
        let is_known = self.memory.knows(&key);
        self.is_later |= is_known;
        if !is_known && (standing == Standing::Trash || !is_public && !self.options.hidden) {
            self.imported.entries.push(told(Fate::Not(standing.word().into_owned())));
            return;
        }
        let written = record::write(&article, self.form_of(&key), &place);
        self.imported.diagnostics.extend(written.diagnostics);
        if written.is_empty {
            self.imported.entries.push(told(Fate::Not("entry without title and text".to_owned())));
            return;
        }
        self.imported.diagnostics.extend(undated);
        self.addresses.extend(written.addresses);
        if is_public {
            self.terms.extend(record::terms(&article.fields));
            let own = ["url", "permalink"].iter().find_map(|name| article.fields.get(*name)?.as_str());
            let former = std::mem::take(&mut article.former).into_iter();
            self.former.extend(former.filter_map(|old| Some((old, own?.to_owned()))));
        }
        let id = article.fields.get("id").and_then(|id| id.as_str());
        let is_html = article.fields.contains_key("title_html");
        let name = if is_html { html_to_text(&title) } else { title.clone() };
        let wanted = names::Wanted { slug: &article.slug, title: &name, key: &key, day: article.day, is_page };
        let existing = self.existing.file_of(&self.publication.link, &article.fields).map(str::to_owned);
        let (path, outcome) = self.place(&key, &wanted, id, existing, &written.text);
        if matches!(outcome, Outcome::Added | Outcome::Updated | Outcome::Unchanged) {
            let there = There::at(&self.publication.root.join(&path));
            self.memory.remember(&key, &path, written.text.as_bytes(), &there);
            if outcome != Outcome::Unchanged {
                self.stage(&path, &written.text, there);
            }
        }
        if outcome == Outcome::Changed {
            let message = format!("{path} was changed since it was imported and stays as it is");
            let help = "to take over what the export says, move the file away and import once more with --restore";
            let finding = Diagnostic::new(&rules::IMPORT_LEFT_ALONE, place.clone(), message).help(help);
            self.imported.diagnostics.push(finding);
        }
        let is_left = matches!(outcome, Outcome::Changed | Outcome::There);
        if is_left && !is_public && record::is_public(&self.publication.root.join(&path), &path) {
            let message =
                format!("the export has taken this article back ({}), and {path} still publishes it", standing.word());
            let mut finding = Diagnostic::new(&rules::IMPORT_LEFT_ALONE, place.clone(), message);
            finding.level = Level::Warning;
            let help = "write `status: draft` into the file, unless it is meant to stay public here";
            self.imported.diagnostics.push(finding.help(help));
        }
        let expires =
            article.fields.get("expires").and_then(|text| read_date(text.as_str()?, &self.publication.zone).ok());
        let is_over = is_public && expires.is_some_and(|expires| expires.instant <= self.options.now);
        let standing = if is_over { Standing::Expired } else { standing };
        self.imported.entries.push(told(Fate::Record { path, outcome, standing }));
    }

    /// Sees to it that the record can be published beside the others, if it is to be; says why it cannot be.
    fn settle(&mut self, article: &mut Article, place: &Place) -> Option<Diagnostic> {
        // Readers showed one of two articles with one id, ever. The other has its address, if that is its own.
        let text = |name: &str| article.fields.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let (id, url) = (text("id"), text("url"));
        if let Some(id) = &id
            && !self.ids.insert(id.clone())
        {
            article.fields.remove("id");
            let message = format!("another entry of the export has the id `{id}` as well");
            let help = "readers showed one of both; this one is kept without it and gets an id of its own, so that it is new to \
                        subscribers: leave out what they are not to see";
            let finding = Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone().field("id"), message).help(help);
            self.imported.diagnostics.push(finding);
        }
        if let (false, Some(url)) = (article.fields.contains_key("id"), url)
            && !self.ids.insert(url.clone())
        {
            let name = names::safe(&article.slug);
            let mut id = format!("{url}#{name}");
            let mut number = 2_u32;
            while !self.ids.insert(id.clone()) {
                id = format!("{url}#{name}-{number}");
                number += 1;
            }
            article.fields.insert("id".to_owned(), id.into());
        }
        let is_public = matches!(article.standing, Standing::Published | Standing::Scheduled);
        if !is_public || article.fields.contains_key("published") {
            return None;
        }
        article.standing = Standing::Undated;
        let message = "the export has no date for this article, so that no feed could show it: it is kept as a draft";
        let help = "write its date as `published` into the record, and remove `status: draft`";
        Some(Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone(), message).help(help))
    }

    /// How an entry is written: its file, if it has one, stays of its kind.
    fn form_of(&self, key: &str) -> Form {
        let known = self.memory.of(key).map(|known| known.path);
        match known.as_deref().and_then(|path| Path::new(path).extension()?.to_str()) {
            Some("json") => Form::Json,
            Some("md") => Form::Markdown,
            _ => self.options.form,
        }
    }

    /// The file that an article has or gets, and what is to be done with it.
    fn place(
        &mut self,
        key: &str,
        wanted: &names::Wanted<'_>,
        id: Option<&str>,
        existing: Option<String>,
        text: &str,
    ) -> (String, Outcome) {
        if let Some(mut known) = self.memory.of(key) {
            self.names.take(&known.path);
            let mut there = There::at(&self.publication.root.join(&known.path));
            // Whoever gave it another name or place still has the article.
            if let (There::Nothing, Some(moved)) = (&there, &existing) {
                self.names.take(moved);
                there = There::at(&self.publication.root.join(moved));
                known.path.clone_from(moved);
                if there == There::Nothing {
                    // A row of a database, or a list that somebody fetched.
                    return (known.path, Outcome::There);
                }
            }
            let says = There::File(memory::digest(text.as_bytes()));
            let outcome = match &there {
                There::Nothing if self.options.restore || known.is_ours(&there) => Outcome::Added,
                There::Nothing => Outcome::Removed,
                // Whoever wrote it.
                there if *there == says => Outcome::Unchanged,
                there if known.is_ours(there) => Outcome::Updated,
                _ => Outcome::Changed,
            };
            return (known.path, outcome);
        }
        let memory = &self.memory;
        let root = &self.publication.root;
        if let Some(path) = existing {
            self.names.take(&path);
            let is_same = There::at(&root.join(&path)) == There::File(memory::digest(text.as_bytes()));
            return (path, if is_same { Outcome::Unchanged } else { Outcome::There });
        }
        let mut outcome = Outcome::Added;
        let path = self.names.choose(wanted, &mut |path| {
            if memory.has_file(path) {
                return false;
            }
            match verdict(&root.join(path), path, id, text) {
                Some(found) => {
                    outcome = found;
                    true
                }
                None => false,
            }
        });
        (path, outcome)
    }

    fn stage(&mut self, path: &str, text: &str, there: There) {
        if let Err(error) = self.stays(path) {
            self.failure.get_or_insert(error);
            return;
        }
        let Some(publisher) = &mut self.publisher else { return };
        if let Err(error) = publisher.stage(path, &|out: &mut dyn Write| out.write_all(text.as_bytes())) {
            self.failure.get_or_insert(Error::Publish(error));
        }
        self.staged.push((path.to_owned(), there));
    }

    /// Refuses a path on which a link leads out of the directory for records, even to another one of the publication.
    fn stays(&self, path: &str) -> Result<(), Error> {
        let root = &self.publication.root;
        let own = path.strip_prefix(&self.into).and_then(|rest| rest.strip_prefix('/'));
        // What an earlier import wrote may lie in another directory.
        let (home, rest) = own.map_or((Path::new(""), path), |rest| (Path::new(&self.into), rest));
        let mut here = root.join(home);
        let Ok(home) = here.canonicalize() else { return Ok(()) };
        for part in rest.split('/') {
            here.push(part);
            if here.is_symlink()
                && let Ok(target) = here.canonicalize()
                && !target.starts_with(&home)
            {
                let path = path.to_owned();
                return Err(Error::Publish(publish::Error::Escapes { path, link: here, target }));
            }
        }
        Ok(())
    }

    /// Says of what was written that no source reads it.
    fn unread(&self) -> Option<Diagnostic> {
        let written = self.imported.entries.iter().filter_map(|told| match &told.fate {
            Fate::Record { path, outcome: Outcome::Added | Outcome::Updated | Outcome::Unchanged, .. } => Some(path),
            _ => None,
        });
        let unread: Vec<&String> = written.filter(|path| !into::is_read(self.publication, path)).collect();
        let first = unread.first()?;
        let others = match unread.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let message = format!("no source reads {first}{others}: what is imported is in no feed");
        let extension = if self.options.form == Form::Json { "json" } else { "md" };
        let help = format!("add to courant.toml: [[source]] with `files = \"{}/**/*.{extension}\"`", self.into);
        Some(Diagnostic::new(&rules::IMPORT_UNREAD, Place::file("courant.toml"), message).help(help))
    }

    fn conclude(mut self, state: &Path) -> Result<Imported, Error> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.imported.private_addresses = self.addresses.len();
        self.imported.moves = moves::of(self.publication, &self.imported.site, &self.terms);
        self.imported.former = moves::former(self.publication, &self.imported.site, &self.former);
        if self.is_later && !self.imported.broken {
            let is_met = |entry: &str| self.keys.contains_key(entry) || self.passed.contains(entry);
            let others = self.memory.others(self.options.kind.name(), is_met);
            let is_there = |path: &&str| self.publication.root.join(path).is_file();
            self.imported.gone = others.filter(is_there).map(str::to_owned).collect();
        }
        self.imported.diagnostics.extend(self.unread());
        self.imported.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        let Some(publisher) = self.publisher else { return Ok(self.imported) };
        if self.imported.broken && !self.options.partial {
            // Nothing was given a name yet, and nothing will be.
            return Ok(self.imported);
        }
        // Somebody may have saved one of the files while the export was read.
        let changed = self.staged.iter().find(|(path, there)| There::at(&self.publication.root.join(path)) != *there);
        if let Some((path, _)) = changed {
            return Err(Error::Meanwhile { path: path.clone() });
        }
        // First what is about to be written: whoever is killed now must not take it for somebody's changes later.
        self.memory.write(state)?;
        publisher.commit()?;
        self.memory.conclude();
        self.memory.write(state)?;
        Ok(self.imported)
    }
}

/// What is to be done with a path that nothing was imported to: `None` if another article has it.
fn verdict(file: &Path, path: &str, id: Option<&str>, text: &str) -> Option<Outcome> {
    let there = There::at(file);
    match there {
        There::Nothing => return Some(Outcome::Added),
        There::File(digest) if digest == memory::digest(text.as_bytes()) => return Some(Outcome::Unchanged),
        // What nobody can look at nobody can write to either: that says why.
        There::Other if file.symlink_metadata().is_err() => return Some(Outcome::Added),
        // A link to a file may be somebody's way to keep the record elsewhere.
        There::Other if !file.is_file() => return None,
        _ => {}
    }
    (id.is_some() && record::id_of(file, path).as_deref() == id).then_some(Outcome::There)
}
