//! The one HTTP client: time limits, size limits, redirects that are told, content codings, private networks.
//!
//! Layer 1. Knows nothing of feeds. Blocking; each redirect is followed here and is part of the answer, since who asks wants
//! to judge or to refuse it. [`Client`] fetches what is to be read whole, [`Sender`] tells servers that nobody vouches for.

mod client;
mod coding;
mod error;
mod guard;
mod own;
mod response;
mod sender;

pub use client::{Client, Limits, Method, Request};
pub use error::Error;
pub use guard::is_public;
pub use own::is_an_authority;
pub use response::{Headers, Hop, Response};
pub use sender::{Cut, Detour, Outgoing, Reply, Sender, Way};
