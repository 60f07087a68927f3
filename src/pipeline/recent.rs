//! Feeds that are read again item by item: what stands around an item matters to it and may come behind it, so that each
//! would cost a reading of the whole feed.

use crate::{
    record::raw::{Origin, RawRecord},
    source::{self, Found, Kind, SourceFile},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Bytes of feeds whose items are kept; a larger one is read anew for each item.
const MOST: u64 = 32 << 20;

type Items = Arc<HashMap<u64, RawRecord>>;

/// The items of feeds that were read again lately, by where they begin.
#[derive(Default)]
pub(super) struct Recent(Mutex<(u64, HashMap<usize, Items>)>);

impl Recent {
    /// One record of a file again; `None` if the file has changed since, as far as that shows.
    pub(super) fn load(
        &self,
        index: usize,
        file: &SourceFile,
        origin: &Origin,
    ) -> Result<Option<RawRecord>, source::Error> {
        let size = std::fs::metadata(&file.path).map_or(u64::MAX, |metadata| metadata.len());
        if file.kind != Kind::Feed || size > MOST {
            return source::load(file, origin);
        }
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).1.get(&index).cloned();
        let items = match known {
            Some(items) => items,
            None => self.read(index, file, size)?,
        };
        Ok(items.get(&origin.bytes.start).filter(|record| record.origin == *origin).cloned())
    }

    fn read(&self, index: usize, file: &SourceFile, size: u64) -> Result<Items, source::Error> {
        let mut items = HashMap::new();
        source::scan(file, &mut |found| {
            if let Found::Record(record) = found {
                items.insert(record.origin.bytes.start, *record);
            }
        })?;
        let items = Arc::new(items);
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (bytes, feeds) = &mut *recent;
        if bytes.saturating_add(size) > MOST {
            feeds.clear();
            *bytes = 0;
        }
        *bytes += size;
        feeds.insert(index, Arc::clone(&items));
        Ok(items)
    }
}
