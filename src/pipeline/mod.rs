//! The pipeline: sources -> records -> selection -> documents -> publish.
//!
//! Layer 4: the only one who knows all stages. Stages hand over values; here they are put into order, their findings are
//! collected, and nothing that grows with the archive is done twice.

mod adopt;
mod archive;
mod assembled;
mod beside;
mod build;
mod card;
mod catalogue;
mod changes;
mod check;
mod choose;
mod columns;
mod conclude;
mod deliveries;
mod desk;
mod digest;
mod error;
mod far;
mod fetched;
mod flood;
mod gather;
mod ground;
mod identity;
mod import;
mod instance;
mod judge;
mod kept;
mod key_files;
mod late;
mod learn;
mod live;
mod lock;
mod marks;
mod masthead;
mod media;
mod memory;
mod missing;
mod pages;
mod past;
mod people;
mod ping;
mod plan;
mod press;
mod progress;
mod proven;
mod reader;
mod recent;
mod records;
mod remember;
mod report;
mod rest;
mod retire;
mod retract;
mod said;
mod sequence;
mod show;
mod sieve;
mod sorter;
mod stale;
mod status;
mod stock;
mod tables;
mod told;
mod twins;

pub use adopt::{Adopted, adopt};
pub use build::BuildOptions;
pub use changes::{Change, ChangeKind, FeedChanges};
pub use check::{Checked, check_publication, is_feed, judge_address};
pub use error::Error;
pub use fetched::build;
pub use import::{
    Fate, Form, ImportOptions, Imported, Moved as ImportMoved, Outcome as ImportOutcome, Told as ImportTold, import,
};
pub use key_files::write_key_files;
pub use lock::{Activity, End, Holder, Lock, Locked, Run, last_run};
pub use memory::ledger;
pub use pages::{NO_FEED, Pages, pages};
pub use ping::{PingOptions, Pinged, due, forgotten_at, next_delivery, ping};
pub use progress::Progress;
pub use records::{Listed, list_records};
pub use report::{Document, Outcome, Report};
pub use retire::{Retire, Retired, retire};
pub use retract::{Retract, Retracted, retract};
pub use status::{Built, DocumentStatus, Due, FeedState, FeedStatus, NOT_WHOLE, Status, next_due, status};
