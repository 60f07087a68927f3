//! Values that are built once at the border and stay valid ever after.
//!
//! Layer 0: knows nothing of records, feeds, files or the network. Whoever holds one of these types
//! need not check it again; whoever cannot build one has a complaint to make about the input.

mod clock;
mod email;
mod entry_id;
mod format;
mod language;
mod media_type;
mod moment;
pub mod people;
pub mod podcast;
mod slug;
mod text;
mod time_span;
mod timestamp;
mod web_url;
mod zone;

pub use clock::Clock;
pub use email::Email;
pub use entry_id::{EntryId, TagAuthority};
pub use format::Format;
pub use language::Language;
pub use media_type::{MediaType, guess_media_type};
pub use moment::Moment;
pub use slug::{fold, slug};
pub use text::{Cleaned, clean, collapse_blanks, escape_html, is_clean, is_xml_char};
pub use time_span::TimeSpan;
pub use timestamp::Timestamp;
pub use web_url::{WebUrl, is_absolute_iri, without_campaign};
pub use zone::Zone;
