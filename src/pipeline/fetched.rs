//! Feeds of others: fetched when it is time, kept below the state directory, and read from there like any file.
//!
//! A copy is only ever replaced by a feed that can be read: what is unreachable, gone, a page, cut short or suddenly empty
//! leaves the last good copy in use.

use super::{BuildOptions, Error, Progress, Report, live};
use crate::{
    config::{Publication, Source},
    diagnostic::{Diagnostic, Place, rules::source as rules},
    net::{Client, Headers, Limits, Method, Request, Response},
    record::{date::read_date, key_of_file},
    source::{self, Kind, Stranger},
    value::{Timestamp, WebUrl, Zone},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Where copies are, below the state directory.
const DIRECTORY: &str = "sources";
/// For one feed, with all its redirects.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of a feed.
const MOST: u64 = 64 << 20;
/// However long somebody says that nothing new comes, he is asked again after this.
const LONGEST: i64 = 24 * 60 * 60;
/// Who cannot be reached is asked less and less often, but never less than so.
const SLOWEST: i64 = 4 * 60 * 60;
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                      application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

/// What is known of a feed beside its copy. Times are seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memo {
    url: String,
    etag: Option<String>,
    last_modified: Option<String>,
    /// When it was asked last.
    checked: i64,
    /// When it may be asked again.
    due: i64,
    /// Hours in GMT in which nothing new comes.
    skip_hours: Vec<u8>,
    /// When the copy was fetched, or found to be as it is there.
    good: Option<i64>,
    /// Since when it has failed, why, and how often.
    failing_since: Option<i64>,
    why: String,
    failures: u32,
    is_gone: bool,
    /// Whether it looks like a feed of somebody else.
    is_stranger: bool,
    /// Where it has moved for good.
    moved: Option<String>,
    /// The digest of the copy as it was written.
    digest: String,
}

/// A feed that a source names.
struct Feed<'p> {
    url: &'p WebUrl,
    source: &'p Source,
    memo: Memo,
    copy: Option<PathBuf>,
    /// Whom to trust besides the system's authorities.
    certificates: Option<&'p [u8]>,
}

/// Builds the publication's feeds into its output directory, with the feeds of others that are due fetched before.
///
/// `progress` is told where the run is, for those who watch it.
///
/// # Errors
/// What keeps the run from taking place; what keeps one feed of others from coming is in the report.
pub fn build(publication: &Publication, options: &BuildOptions, progress: &dyn Progress) -> Result<Report, Error> {
    if publication.sources.iter().all(|source| source.remote.urls.is_empty()) {
        return super::build::build(publication, options, progress);
    }
    progress.stage("fetching feeds");
    let Fetched { scratch, diagnostics, failures } = fetch(publication, options);
    let mut report = match &scratch {
        // What a dry run has fetched is read and forgotten.
        Some(scratch) => {
            let publication = Publication { copies: Some(scratch.path().to_owned()), ..publication.clone() };
            super::build::build(&publication, options, progress)?
        }
        None => super::build::build(publication, options, progress)?,
    };
    report.diagnostics.extend(diagnostics);
    report.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    report.failures.extend(failures);
    Ok(report)
}

/// What fetching gave.
struct Fetched {
    /// Where the copies of a dry run are.
    scratch: Option<tempfile::TempDir>,
    diagnostics: Vec<Diagnostic>,
    failures: Vec<Error>,
}

fn fetch(publication: &Publication, options: &BuildOptions) -> Fetched {
    let now = options.clock.now().unix();
    let home = directory(publication);
    let mut fetched = Fetched { scratch: None, diagnostics: Vec::new(), failures: Vec::new() };
    let certificates = match live::certificates(publication) {
        Ok(certificates) => certificates,
        Err(failure) => {
            fetched.failures.push(failure);
            return fetched;
        }
    };
    let certificates = certificates.as_deref();
    let sources = publication.sources.iter();
    let mut feeds: Vec<Feed<'_>> = sources
        .flat_map(|source| source.remote.urls.iter().map(move |url| (source, url)))
        .map(|(source, url)| {
            let (memo, copy) = (Memo::read(&home, url), copy(&home, url));
            Feed { url, source, memo, copy, certificates }
        })
        .collect();
    let is_due = |feed: &Feed<'_>| feed.is_due(now, options.no_cache);
    if feeds.iter().any(is_due) {
        let mut directory = home;
        if options.dry_run {
            match scratch(&feeds) {
                Ok(scratch) => directory = fetched.scratch.insert(scratch).path().to_owned(),
                Err(cause) => {
                    fetched.failures.push(Error::State { path: directory, cause });
                    return fetched;
                }
            }
        }
        let visited: Vec<Result<(), Error>> = feeds
            .par_iter_mut()
            .filter(|feed| is_due(feed))
            .map(|feed| feed.visit(&directory, now, options.no_cache))
            .collect();
        fetched.failures.extend(visited.into_iter().filter_map(Result::err));
    }
    for feed in &feeds {
        match feed.copy {
            Some(_) => fetched.diagnostics.extend(feed.failing(publication)),
            None => fetched.failures.push(Error::Unfetched { url: feed.url.to_string(), why: feed.memo.why.clone() }),
        }
        fetched.diagnostics.extend(feed.moved(publication));
    }
    fetched
}

/// Copies of all copies, for a run that may write nothing.
fn scratch(feeds: &[Feed<'_>]) -> io::Result<tempfile::TempDir> {
    let scratch = tempfile::tempdir()?;
    for copy in feeds.iter().filter_map(|feed| feed.copy.as_ref()) {
        let Some(name) = copy.file_name() else { continue };
        fs::copy(copy, scratch.path().join(name))?;
    }
    Ok(scratch)
}

impl Memo {
    fn read(directory: &Path, url: &WebUrl) -> Self {
        let text = fs::read(directory.join(format!("{}.memo.json", stem(url)))).unwrap_or_default();
        // What cannot be read is nothing that could not be asked again.
        serde_json::from_slice(&text).ok().filter(|memo: &Self| memo.url == url.as_str()).unwrap_or_default()
    }
}

impl Feed<'_> {
    fn is_due(&self, now: i64, is_asked: bool) -> bool {
        let is_clock_behind = now < self.memo.checked;
        // Who has said when to come again is taken at his word.
        let is_told = self.memo.failing_since.is_some() && now < self.memo.due && !is_clock_behind;
        // The owner says that the feed is the right one.
        let is_accepted = self.copy.is_none() && self.memo.is_stranger;
        let is_told = is_told && !is_accepted;
        if self.copy.is_none() || is_asked {
            return !is_told || self.copy.is_none() && self.memo.failures < 2;
        }
        let hour = u8::try_from(now.rem_euclid(86_400) / 3600).unwrap_or_default();
        let is_quiet = self.memo.skip_hours.contains(&hour) && now - self.memo.checked < LONGEST;
        is_clock_behind || now >= self.memo.due && !is_quiet
    }

    /// Asks, and puts what came into the place of the copy.
    fn visit(&mut self, directory: &Path, now: i64, is_asked: bool) -> Result<(), Error> {
        let before = self.memo.clone();
        let refresh = i64::try_from(self.source.remote.refresh.seconds()).unwrap_or(LONGEST).min(LONGEST);
        (self.memo.url, self.memo.checked, self.memo.due) = (self.url.to_string(), now, now + refresh);
        self.memo.is_stranger = false;
        let answer = self.ask(is_asked);
        let outcome = match answer {
            Ok(response) => self.take(&response, directory, now)?,
            Err(error) => Err(error.to_string()),
        };
        match outcome {
            Ok(()) => {
                self.memo.good = Some(now);
                (self.memo.failing_since, self.memo.failures, self.memo.is_gone) = (None, 0, false);
                self.memo.why.clear();
            }
            Err(why) => {
                self.memo.failing_since = before.failing_since.or(Some(now));
                self.memo.failures = before.failures.saturating_add(1);
                self.memo.why = why;
                if self.memo.is_stranger {
                    // Nobody is to write down an address at which somebody else is.
                    self.memo.moved = None;
                }
                let patience =
                    refresh.saturating_mul(1 << self.memo.failures.min(6).saturating_sub(1)).min(SLOWEST.max(refresh));
                self.memo.due = self.memo.due.max(now + patience);
            }
        }
        let bytes = serde_json::to_vec(&self.memo).unwrap_or_default();
        put(directory, &format!("{}.memo.json", stem(self.url)), &bytes)
    }

    /// Whether the copy is the one that the validators are of: a disk that was full, or somebody, may have changed it.
    fn has_good_copy(&self) -> bool {
        let bytes = self.copy.as_ref().and_then(|copy| fs::read(copy).ok());
        bytes.is_some_and(|bytes| digest(&bytes) == self.memo.digest)
    }

    fn ask(&self, is_asked: bool) -> Result<Response, crate::net::Error> {
        let limits = Limits { whole: PATIENCE, body: MOST, ..Limits::default() };
        let is_free = self.source.remote.allow_private;
        let client = if is_free { Client::new } else { Client::guarded }(limits, self.certificates)?;
        let mut headers = vec![("accept", ACCEPT)];
        // Without a copy there is nothing that could be unchanged.
        if self.has_good_copy() && !is_asked {
            headers.extend(self.memo.etag.as_deref().map(|etag| ("if-none-match", etag)));
            headers.extend(self.memo.last_modified.as_deref().map(|time| ("if-modified-since", time)));
        }
        client.send(&Request { method: Method::Get, url: self.url, headers: &headers })
    }

    /// Takes what was answered; `Ok(Err)` says why it is no good.
    fn take(&mut self, response: &Response, directory: &Path, now: i64) -> Result<Result<(), String>, Error> {
        let url = self.url.as_str();
        // A chain that is permanent as far as it goes; what comes behind a temporary one is not for ever.
        let permanent = response.hops.iter().take_while(|hop| matches!(hop.status, 301 | 308)).last();
        let is_good = matches!(response.status, 200 | 304);
        self.memo.moved = permanent.filter(|_| is_good).map(|hop| hop.to.to_string());
        self.memo.is_gone = response.status == 410;
        let wait = wait(&response.headers, response.status, now);
        self.memo.due = self.memo.due.max(now + wait);
        match response.status {
            304 if self.has_good_copy() => return Ok(Ok(())),
            200 => {}
            410 => return Ok(Err(format!("{url} says that the feed is gone for good (410)"))),
            status => return Ok(Err(format!("{url} answers with {status}"))),
        }
        let found = match source::recognise(&response.body) {
            Ok(found) => found,
            Err(what) => return Ok(Err(format!("{url} is no feed: {what}"))),
        };
        if self.copy.is_some() && !found.is_whole {
            return Ok(Err(format!("{url} was cut short: the document does not end")));
        }
        if self.copy.is_some() && found.items == 0 {
            return Ok(Err(format!("{url} has suddenly no items")));
        }
        let earlier = self.copy.as_ref().and_then(|copy| source::recognise(&fs::read(copy).ok()?).ok());
        if let Some(Err(stranger)) = earlier.as_ref().map(|earlier| found.follows(earlier)) {
            let was = earlier.map(|earlier| earlier.title).unwrap_or_default();
            self.memo.is_stranger = true;
            return Ok(Err(match stranger {
                Stranger::Undated => {
                    format!("{url} has suddenly other items altogether, and none of them has a date")
                }
                Stranger::Renamed => format!(
                    "{url} has suddenly other items altogether, and another title: “{}” instead of “{}”",
                    line(&found.title),
                    line(&was)
                ),
            }));
        }
        let minutes = found.ttl.map_or(0, |minutes| i64::from(minutes) * 60);
        self.memo.due = self.memo.due.max(now + minutes.min(LONGEST));
        self.memo.skip_hours = found.skip_hours;
        let header = |name: &str| response.headers.get(name).map(str::to_owned);
        (self.memo.etag, self.memo.last_modified) = (header("etag"), header("last-modified"));
        self.memo.digest = digest(&response.body);
        self.keep(directory, &response.body, found.kind)?;
        Ok(Ok(()))
    }

    fn keep(&mut self, directory: &Path, body: &[u8], kind: Kind) -> Result<(), Error> {
        let name = format!("{}.{}", stem(self.url), if kind == Kind::Json { "json" } else { "xml" });
        let path = directory.join(&name);
        // The same bytes are the same file: nothing has changed.
        if fs::read(&path).ok().as_deref() != Some(body) {
            put(directory, &name, body)?;
        }
        if let Some(other) = self.copy.take().filter(|copy| copy.file_name() != path.file_name()) {
            let stale = other.file_name().map(|name| directory.join(name));
            stale.map(fs::remove_file);
        }
        self.copy = Some(path);
        Ok(())
    }

    /// What is to be said of a feed whose copy is not of today.
    fn failing(&self, publication: &Publication) -> Option<Diagnostic> {
        let since = self.memo.failing_since?;
        let good = self.memo.good.map_or_else(|| "an earlier day".to_owned(), time);
        let message = format!("{}; since {} the copy of {good} is used", self.memo.why, time(since));
        let help = match &self.copy {
            _ if self.memo.is_gone => {
                "remove it from `feed` if it will not come back; its articles then leave the feeds".to_owned()
            }
            Some(copy) if self.memo.is_stranger => format!(
                "if somebody else has that address now, remove it from `feed`; if the feed is right, remove the copy, {}, and \
                 build again",
                copy.strip_prefix(&publication.root).unwrap_or(copy).display()
            ),
            _ => "it is asked again from time to time; remove it from `feed` if it will not come back".to_owned(),
        };
        Some(Diagnostic::new(&rules::FEED_UNREACHABLE, self.place(publication), message).help(help))
    }

    fn moved(&self, publication: &Publication) -> Option<Diagnostic> {
        let to = self.memo.moved.as_ref()?;
        let message = format!("{} has moved for good to {to}", self.url);
        let help = "write the new address into `feed`; as long as ids are declared, nothing shows twice";
        Some(Diagnostic::new(&rules::FEED_MOVED, self.place(publication), message).help(help))
    }

    fn place(&self, publication: &Publication) -> Place {
        let (line, column) = self.source.place;
        Place::file(publication.file.clone()).at(line, column).field("source.feed")
    }
}

/// For how many seconds an answer says that it is good, or that nobody should ask again.
fn wait(headers: &Headers, status: u16, now: i64) -> i64 {
    let retry = headers.get("retry-after").filter(|_| status != 200).and_then(|after| {
        let after = after.trim();
        after.parse::<i64>().ok().or_else(|| Some(read_date(after, &Zone::UTC).ok()?.instant.unix() - now))
    });
    let age = headers.get("cache-control").and_then(|control| {
        let mut directives = control.split(',').map(str::trim);
        directives.find_map(|directive| directive.to_ascii_lowercase().strip_prefix("max-age=")?.parse::<i64>().ok())
    });
    retry.or(age).unwrap_or_default().clamp(0, LONGEST)
}

fn time(seconds: i64) -> String {
    Timestamp::from_unix(seconds).map_or_else(|| seconds.to_string(), Timestamp::rfc3339)
}

/// A title of somebody else as a part of a message: on one line, and not too long.
fn line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(80).collect()
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// What a feed's files are called: its address is neither short nor a name.
fn stem(url: &WebUrl) -> String {
    blake3::hash(url.as_str().as_bytes()).to_hex()[..20].to_owned()
}

fn directory(publication: &Publication) -> PathBuf {
    let own = || publication.root.join(&publication.state).join(DIRECTORY);
    publication.copies.clone().unwrap_or_else(own)
}

fn copy(directory: &Path, url: &WebUrl) -> Option<PathBuf> {
    let stem = stem(url);
    ["xml", "json"].into_iter().map(|kind| directory.join(format!("{stem}.{kind}"))).find(|path| path.is_file())
}

fn put(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let write = || {
        fs::create_dir_all(directory)?;
        let mut temp = tempfile::NamedTempFile::new_in(directory)?;
        temp.write_all(bytes)?;
        temp.as_file().sync_data()?;
        temp.persist(directory.join(name)).map_err(|error| error.error)
    };
    write().map(drop).map_err(|cause| Error::State { path: directory.join(name), cause })
}

/// The copies of a source's feeds: the paths of the files, and the addresses by which they are called.
pub(super) fn copies(publication: &Publication, source: &Source) -> Vec<(String, Arc<str>)> {
    let home = directory(publication);
    let named = |url: &WebUrl| {
        let path = copy(&home, url)?;
        let path = path.strip_prefix(&publication.root).unwrap_or(&path);
        Some((path.to_str()?.trim_start_matches("./").to_owned(), Arc::from(url.as_str())))
    };
    source.remote.urls.iter().filter_map(named).collect()
}

/// Everything in the state directory but the copies of a source's feeds, as patterns.
pub(super) fn beside_copies(publication: &Publication, source: &Source) -> Vec<String> {
    let state = publication.root.join(&publication.state);
    let own: Vec<PathBuf> =
        copies(publication, source).into_iter().map(|(path, _)| publication.root.join(path)).collect();
    let listed = |directory: &Path| fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let others = listed(&state).filter(|path| !path.ends_with(DIRECTORY)).chain(listed(&state.join(DIRECTORY)));
    let others = others.filter(|path| !own.contains(path));
    let named = |path: PathBuf| {
        let path = path.strip_prefix(&publication.root).unwrap_or(&path);
        Some(path.to_str()?.trim_start_matches("./").replace(['*', '?', '[', ']', '{', '}'], "?"))
    };
    others.filter_map(named).collect()
}

/// What is to be said of feeds that are read without having been fetched.
pub(super) fn unfetched(publication: &Publication) -> Vec<Diagnostic> {
    let home = directory(publication);
    let all = publication.sources.iter().flat_map(|source| source.remote.urls.iter().map(move |url| (source, url)));
    all.filter(|(_, url)| copy(&home, url).is_none())
        .map(|(source, url)| {
            let (line, column) = source.place;
            let place = Place::file(publication.file.clone()).at(line, column).field("source.feed");
            let message = format!("{url} has not been fetched yet");
            Diagnostic::new(&rules::FEED_UNREACHABLE, place, message).help("`courant build` fetches it")
        })
        .collect()
}

/// A feed of others as a part of the sources: what is no longer in it has only gone past.
pub(super) struct Passing {
    /// How the keys of its items begin.
    key: String,
    /// Whether there is anything of it that can be read.
    pub is_there: bool,
}

impl Passing {
    /// All of them.
    pub(super) fn all(publication: &Publication) -> Vec<Self> {
        let home = directory(publication);
        let urls = publication.sources.iter().flat_map(|source| &source.remote.urls);
        let urls = urls.map(|url| (url.as_str(), copy(&home, url).is_some()));
        let files = publication.sources.iter().flat_map(|source| &source.remote.files);
        let all = urls.chain(files.map(|file| (file.as_str(), true)));
        all.map(|(name, is_there)| Self { key: format!("{}/", key_of_file(name)), is_there }).collect()
    }

    /// The one that a key belongs to.
    pub(super) fn of<'f>(feeds: &'f [Self], key: Option<&str>) -> Option<&'f Self> {
        feeds.iter().find(|feed| key.is_some_and(|key| key.starts_with(&feed.key)))
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, wait};
    use crate::net::Headers;

    #[test]
    fn how_long_to_wait() {
        for (status, fields, seconds) in [
            (200, vec![("cache-control", "public, max-age=600")], 600),
            (200, vec![("cache-control", "no-cache")], 0),
            (200, vec![("cache-control", "max-age=99999999")], LONGEST),
            (200, vec![("retry-after", "77")], 0),
            (503, vec![("retry-after", "77")], 77),
            (429, vec![("Retry-After", "Thu, 01 Jan 1970 00:20:00 GMT")], 200),
            (429, vec![("Retry-After", "soon")], 0),
            (500, vec![], 0),
        ] {
            let headers: Headers = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            assert_eq!(wait(&headers, status, 1000), seconds, "{status} {fields:?}");
        }
    }
}
