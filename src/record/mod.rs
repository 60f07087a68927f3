//! The article model, and how a raw record becomes one.
//!
//! Layer 1: imports `value` and `diagnostic` alone. Sources (layer 2) hand over [`raw::RawRecord`]s; [`normalise`] gives
//! back a [`Record`] or says why it cannot, and complains about everything that it had to read with good will.

mod body;
pub mod date;
mod model;
mod normalise;
pub mod people;
pub mod raw;

pub use body::Body;
pub use model::*;
pub use normalise::{FieldMap, Normalised, Options, normalise};
pub use people::PeopleTable;
