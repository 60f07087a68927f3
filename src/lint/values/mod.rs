//! Values that stand in feeds: each knows whether a text is one, and which rule says so.

pub(super) mod contact;
pub(super) mod date;
pub(super) mod language;
pub(super) mod lists;
pub(super) mod media_type;
pub(super) mod number;
pub(super) mod recurrence;
pub(super) mod timestamp;
pub(super) mod uri;

use crate::diagnostic::Rule;

/// A rule that a value breaks, and how.
pub(super) type Problem = (&'static Rule, String);
