//! Whether readers get the bytes that were published: caches, copies to a server and content networks take their time.

use super::{Error, digest::of_file};
use crate::{
    config::Publication,
    net::{self, Client, Limits, Method, Request},
    notify::{Delivery, Readers},
    state::Ledger,
    value::WebUrl,
};
use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    time::Duration,
};

/// For one look at most.
const LOOK: Duration = Duration::from_secs(10);
/// Until a connection stands.
const CONNECT: Duration = Duration::from_secs(5);

/// Fetches the publication's own documents.
///
/// # Errors
/// Its certificates cannot be read.
pub(super) fn client(publication: &Publication, limits: Limits) -> Result<Client, Error> {
    Ok(Client::new(limits, certificates(publication)?.as_deref())?)
}

/// The publication's own certificates (PEM), if it has any.
///
/// # Errors
/// They cannot be read.
pub(super) fn certificates(publication: &Publication) -> Result<Option<Vec<u8>>, Error> {
    let read = |path: &PathBuf| {
        let path = publication.root.join(path);
        std::fs::read(&path).map_err(|cause| Error::Unreadable { path, cause })
    };
    publication.ca_file.as_ref().map(read).transpose()
}

/// Looks at documents where readers fetch them.
pub(super) struct Live {
    client: Client,
    /// Documents that are published, by their address: where they are on the disk, and what their digest was.
    documents: HashMap<String, (PathBuf, String)>,
    /// Feeds that have ended, by name.
    ended: HashSet<String>,
}

impl Live {
    /// What the ledger says is published is what readers have to get.
    pub(super) fn new(publication: &Publication, ledger: &dyn Ledger) -> Result<Self, Error> {
        let output = publication.root.join(&publication.output);
        let known = ledger.published()?;
        let ended = known.feeds.into_iter().filter(|(_, row)| row.retired.is_some()).map(|(name, _)| name).collect();
        let documents = known.publications.into_iter().filter_map(|document| {
            let address = publication.feeds_url.join(&document.path).ok()?;
            Some((address.as_str().to_owned(), (output.join(&document.path), document.digest)))
        });
        let limits = Limits { connect: CONNECT, whole: LOOK, ..Limits::default() };
        Ok(Self { documents: documents.collect(), ended, client: client(publication, limits)? })
    }
}

impl Readers for Live {
    fn see(&self, delivery: &Delivery) -> Result<(), String> {
        let address = &delivery.news.feed_url;
        // Nobody knows what it should be.
        let Some((path, published)) = self.documents.get(address) else { return Ok(()) };
        // What is on the disk is what will be copied; where it is not, the ledger knows what it was.
        let expected = of_file(path).unwrap_or_else(|| published.clone());
        let url = WebUrl::parse(address)?;
        let request = Request { method: Method::Get, url: &url, headers: &[] };
        let response = self.client.send(&request).map_err(|error| match error {
            net::Error::Certificate { .. } => format!("{error}; `ca_file` in [publication] names one of your own"),
            error => error.to_string(),
        })?;
        // Its last word, or what the server was to answer from then on.
        let is_over = matches!(response.status, 404 | 410) || !response.hops.is_empty();
        if is_over && self.ended.contains(&delivery.news.feed) {
            return Ok(());
        }
        if response.status != 200 {
            return Err(format!("{address} answers with {}", response.status));
        }
        if blake3::hash(&response.body).to_hex().as_str() == expected {
            Ok(())
        } else {
            Err(format!("{address} is not what was published yet"))
        }
    }
}
