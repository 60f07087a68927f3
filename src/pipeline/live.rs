//! Whether readers get the bytes that were published: caches, copies to a server and content networks take their time.

use super::{Error, digest::of_file};
use crate::{
    config::Publication,
    net::{Client, Limits, Method, Request},
    notify::{Delivery, Readers},
    state::Ledger,
    value::WebUrl,
};
use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

/// For one look at most.
const LOOK: Duration = Duration::from_secs(10);
/// Until a connection stands.
const CONNECT: Duration = Duration::from_secs(5);

/// Looks at documents where readers fetch them.
pub(super) struct Live {
    client: Client,
    /// The digest that a document has to have, by its address.
    digests: HashMap<String, String>,
    /// Feeds that have ended, by name.
    ended: HashSet<String>,
}

impl Live {
    /// What the ledger says is published is what readers have to get. The run ends at the deadline.
    pub(super) fn new(publication: &Publication, ledger: &dyn Ledger, deadline: Instant) -> Result<Self, Error> {
        let output = publication.root.join(&publication.output);
        let known = ledger.known()?;
        let ended = known.feeds.into_iter().filter(|(_, row)| row.retired.is_some()).map(|(name, _)| name).collect();
        let digests = known.publications.into_iter().filter_map(|document| {
            let address = publication.feeds_url.join(&document.path).ok()?;
            // What is on the disk is what will be copied; where it is not, the ledger knows what it was.
            let digest = of_file(&output.join(&document.path)).unwrap_or(document.digest);
            Some((address.as_str().to_owned(), digest))
        });
        let whole = LOOK.min(deadline.saturating_duration_since(Instant::now()));
        let limits = Limits { connect: CONNECT.min(whole), whole, ..Limits::default() };
        Ok(Self { digests: digests.collect(), ended, client: Client::new(limits)? })
    }
}

impl Readers for Live {
    fn see(&self, delivery: &Delivery, _: Instant) -> Result<(), String> {
        let address = &delivery.news.feed_url;
        // Nobody knows what it should be.
        let Some(expected) = self.digests.get(address) else { return Ok(()) };
        let url = WebUrl::parse(address)?;
        let request = Request { method: Method::Get, url: &url, headers: &[] };
        let response = self.client.send(&request).map_err(|error| error.to_string())?;
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
