//! `[media]`: where sounds, films and images lie, and under which addresses they are published.

use super::{
    Source,
    keys::{Keys, Source as Text, Stated},
    read::{directory, web_url, with_slash},
};
use crate::{
    diagnostic::{Diagnostic, rules::config as rules},
    value::WebUrl,
};
use std::path::{Component, Path, PathBuf};

/// The media files of a publication.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// The directory that holds them, relative to the root.
    pub directory: Option<PathBuf>,
    /// The address of that directory; ends with a slash.
    pub url: Option<WebUrl>,
    /// The directory below the output into which they are copied when the publication is built, with a slash at its end;
    /// empty for the output itself. `None`: somebody else sees to that.
    pub output: Option<String>,
    /// Whether files that are not here are asked for at their addresses.
    pub fetches: bool,
}

impl Media {
    /// Reads the table, and the prefix for enclosures that may stand there.
    pub(super) fn read(keys: Option<Keys<'_, '_>>, link: &WebUrl, feeds_url: &WebUrl) -> (Self, Option<String>) {
        let Some(mut keys) = keys else { return (Self::default(), None) };
        let has_directory = keys.has("dir");
        let directory = has_directory.then(|| directory(&mut keys, "dir", ""));
        let stated = keys.text("url");
        let url = stated.as_ref().and_then(|stated| web_url(&keys, stated, Some(link)));
        let url = url.and_then(|url| with_slash(&url).ok());
        let publishes = keys.flag("publish").unwrap_or(false);
        let fetches = keys.choice("remote", &[("ask", true), ("trust", false)]).unwrap_or(false);
        let prefix = prefix(&mut keys);
        if let Some(stated) = stated.as_ref().filter(|_| directory.is_none()) {
            let message = "this is the address of a directory: write which one, `dir = \"media\"`";
            keys.source().invalid(&stated.span, &stated.field, message);
        }
        let below = url.as_ref().and_then(|url| url.as_str().strip_prefix(feeds_url.as_str()));
        let copies = publishes.then_some(below).flatten().map(str::to_owned);
        if publishes && copies.is_none() {
            let message =
                format!("files are copied into the output, which is served at {feeds_url}: `url` must lie below that");
            keys.source().invalid(&keys.span(), "media.publish", message);
        }
        keys.finish();
        (Self { directory, url, output: copies, fetches }, prefix)
    }

    /// The path of a file in the directory, relative to the root, by its address.
    #[must_use]
    pub fn path_of(&self, url: &WebUrl) -> Option<PathBuf> {
        let rest = url.as_str().strip_prefix(self.url.as_ref()?.as_str())?;
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let rest = percent_encoding::percent_decode_str(rest).decode_utf8().ok()?;
        let is_below = Path::new(&*rest).components().all(|part| matches!(part, Component::Normal(_)));
        is_below.then_some(self.directory.as_ref()?.join(&*rest))
    }

    /// Recordings that are episodes need addresses.
    pub(super) fn check(&self, text: &Text<'_>, sources: &[Source]) {
        let plain = |path: &str| path.trim_start_matches("./").trim_end_matches('/').to_owned();
        let home = self.url.as_ref().and(self.directory.as_ref()).map(|home| plain(&home.to_string_lossy()));
        for source in sources {
            for directory in source.audio.iter().map(|directory| plain(directory)) {
                let is_below = home.as_ref().is_some_and(|home| {
                    let below = directory.strip_prefix(home.as_str());
                    home.is_empty() || below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
                });
                if is_below {
                    continue;
                }
                let (line, column) = source.place;
                let place = text.file().at(line, column).field("source.audio");
                let message = format!("nobody knows under which address the files in `{directory}` are published");
                let help = format!("add [media], dir = \"{directory}\", url = \"https://…/\"");
                text.report(Diagnostic::new(&rules::CONFIG_INVALID_VALUE, place, message).help(help));
            }
        }
    }
}

/// `enclosure_prefix`: an address, perhaps with a place for that of the file.
pub(super) fn prefix(keys: &mut Keys<'_, '_>) -> Option<String> {
    let Stated { value, span, field } = keys.text("enclosure_prefix")?;
    let value = value.trim().to_owned();
    if value.is_empty() {
        // A feed without the prefix of the others.
        return Some(value);
    }
    let example = value.replace("{url}", "x").replace("{url_escaped}", "x");
    if let Err(message) = WebUrl::parse(&example) {
        keys.source().invalid(&span, &field, message);
        return None;
    }
    Some(value)
}
