//! Courant: stored article records become valid feeds.
#![allow(clippy::todo)]
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod document;
pub mod lint;
pub mod record;
pub mod source;
pub mod value;
