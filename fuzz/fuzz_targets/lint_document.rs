//! Any bytes are judged without panic, and everything that is found has a place and something to say.

#![no_main]

use courant::{
    lint::{Options, Profile, document, looks_like_feed},
    value::Timestamp,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let now = Timestamp::from_unix(1_795_000_000);
    let profiles = Profile::ALL.into_iter().collect();
    let found = document(bytes, &Options { file: Some("feed".into()), now, profiles });
    // In UTF-16 a line is two bytes at least, so this holds for every encoding.
    let lines = u32::try_from(bytes.iter().filter(|b| **b == b'\n').count()).unwrap_or(u32::MAX).saturating_add(1);
    let mut last = (0, 0);
    for finding in &found {
        let place = (finding.place.line.unwrap_or_default(), finding.place.column.unwrap_or_default());
        assert!(place >= last, "findings are in the order of their places: {finding:?}");
        assert!(place.0 <= lines && place.1 > 0, "a finding has a place: {finding:?}");
        assert!(!finding.message.is_empty() && finding.message.len() < 4_000, "a message can be read: {finding:?}");
        last = place;
    }
    let _ = looks_like_feed(bytes);
});
