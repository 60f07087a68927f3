//! Courant as a person meets it: files in, feeds and messages out.
//!
//! One binary for all integration tests. Each test makes its own publication in a directory of its own
//! ([`support::Publication`]) and runs the real program on it. What the feeds say is read with parsers and feed readers
//! that are not ours ([`support::judges`]).
#![allow(
    clippy::disallowed_methods,
    reason = "the tests play the world around the program: they write files and read the clock"
)]

mod support;

mod archives;
mod arrivals;
mod build_cli;
mod check;
mod check_address;
mod check_publication;
mod corpora;
mod determinism;
mod far;
mod far_cases;
mod far_world;
mod faults;
mod feed_sources;
mod formats;
mod founding_sample;
mod generators;
mod histories;
mod hostile;
mod identity;
mod imports;
mod incremental;
mod judges;
mod layers;
mod ledger;
mod live;
mod lost_ledger;
mod media;
mod merging;
mod moves;
mod outbox;
mod overlap;
mod own_publication;
mod past;
mod pings;
mod podcast;
mod readme;
mod removals;
mod round_trip;
mod rules;
mod selections;
mod sieve;
mod sources;
mod sql;
mod state_git;
mod status;
mod visibility;
mod websub;
mod withheld;
