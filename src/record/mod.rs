//! The article model, and how a raw record becomes one.
//!
//! Layer 1: imports `value` and `diagnostic` alone. Sources (layer 2) hand over [`raw::RawRecord`]s; [`normalise()`] gives
//! back a [`Record`] or says why it cannot, and complains about everything that it had to read with good will.

mod body;
mod canonical;
mod categories;
mod clean;
pub mod date;
mod details;
mod digest;
mod episode;
mod field;
mod fields;
mod gate;
mod hints;
mod html;
mod identity;
mod media;
mod model;
mod news;
mod normalise;
mod notation;
pub mod outbox;
pub mod people;
mod permalink;
pub mod raw;
mod report;
mod sense;
mod span;
mod synonyms;
mod text;
mod times;
mod visibility;
mod wrapped;

pub use body::Body;
pub use canonical::{Explanation, canonical, explain};
pub use digest::Digests;
pub use episode::{Chapter, Episode, Restated, restated};
pub use gate::open_part;
pub use html::as_html;
pub use identity::key_of_file;
pub use model::*;
pub use news::{Article, Change, Delivery, News};
pub use normalise::{FieldMap, Mapped, Normalised, Options, normalise};
pub use notation::notation;
pub use people::PeopleTable;
pub use sense::{Sense, is_named, is_of_itself, names_of, sense};
pub use span::span_of;
pub use text::{below_head, is_open_name, joined, parts, resolved};
pub use times::{is_no_date, is_of_making};
pub use visibility::{is_unpublished_row, visibility_of};
pub use wrapped::moments;
