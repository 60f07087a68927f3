//! A document in parts: nothing of it is whole in memory twice.

use super::{
    digest::Digester,
    memory::Issued,
    press::{self, Judged},
};
use crate::{
    diagnostic::{Diagnostic, Place},
    document::{self, Channel, Envelope},
    lint::{self, Facts, Profiles},
    value::Format,
};
use std::{collections::BTreeMap, io::Write, sync::Arc};

/// A document that was put together.
pub(super) struct Assembled {
    pub format: Format,
    /// Below the output directory.
    pub path: String,
    envelope: Envelope,
    /// The platforms that it is to be good enough for.
    profiles: Profiles,
    pub items: Vec<Arc<Judged>>,
}

impl Assembled {
    pub(super) fn new(
        format: Format,
        path: String,
        channel: &Channel,
        items: Vec<Arc<Judged>>,
        profiles: Profiles,
    ) -> Self {
        let mut namespaces = BTreeMap::new();
        for item in &items {
            namespaces.extend(item.namespaces.iter().map(|(prefix, uri)| (prefix.clone(), uri.clone())));
        }
        Self { format, path, envelope: document::envelope(format, channel, &namespaces), profiles, items }
    }

    /// Bytes.
    pub(super) fn len(&self) -> u64 {
        let between = self.envelope.between.len() * self.items.len().saturating_sub(1);
        let items: usize = self.items.iter().map(|item| item.text.len()).sum();
        (self.envelope.head.len() + items + between + self.envelope.tail.len()) as u64
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        out.write_all(self.envelope.head.as_bytes())?;
        for (i, item) in self.items.iter().enumerate() {
            if i > 0 {
                out.write_all(self.envelope.between.as_bytes())?;
            }
            out.write_all(item.text.as_bytes())?;
        }
        out.write_all(self.envelope.tail.as_bytes())
    }

    /// What is wrong with it as a whole; its items were judged before.
    pub(super) fn judge(&self, place: &Place) -> impl Iterator<Item = Diagnostic> {
        let facts: Vec<Facts> = self.items.iter().map(|item| item.facts.clone()).collect();
        let place = place.clone().field(self.path.clone());
        lint::envelope_for(self.format, &self.envelope.head, &self.envelope.tail, &facts, self.profiles)
            .into_iter()
            .map(move |d| press::issued(Diagnostic { place: place.clone(), ..d }))
    }

    /// What the ledger has to know of it.
    pub(super) fn issued(&self, feed: &str) -> Issued {
        let mut digester = Digester::default();
        // Nothing that is in memory fails to be digested.
        self.write(&mut digester).ok();
        let (digest, bytes) = digester.finish();
        let (path, feed) = (self.path.clone(), feed.to_owned());
        Issued { path, feed, format: self.format, items: self.items.len(), bytes, digest }
    }
}
