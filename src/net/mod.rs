//! The one HTTP client: time limits, size limits, redirects that are told, content codings.
//!
//! Layer 1. Knows nothing of feeds. Blocking; each redirect is followed here and is part of the answer, since who asks wants
//! to judge or to refuse it.

mod client;
mod coding;
mod error;
mod response;

pub use client::{Client, Limits, Method, Request};
pub use error::Error;
pub use response::{Headers, Hop, Response};
