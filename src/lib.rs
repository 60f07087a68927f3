//! Courant: stored article records become valid feeds.
//!
//! Records go in, feeds come out. A **record** is one article as its owner stores it; a **feed** is a channel's description
//! plus a selection of records; a **document** is a feed in one format, bytes and all; **publishing** puts a document where
//! readers fetch it, whole or not at all, and only if it differs.
//!
//! # The map
//!
//! Values flow between stages; no stage knows the next. A module imports only from the layers above it in this table,
//! never from a sibling; `tests/it/layers.rs` holds the code to that.
//!
//! | layer | module | owns |
//! | --- | --- | --- |
//! | 0 | [`value`] | URLs, ids, dates, languages, clean text: built once at the border, valid ever after |
//! | 0 | [`diagnostic`] | rules, findings with their places, and how findings are rendered |
//! | 1 | [`config`] | `courant.toml`: what it says and what it means |
//! | 1 | [`record`] | the article model, and how what a file says becomes a record |
//! | 1 | [`net`] | the one HTTP client: limits of time and size, redirects, content codings |
//! | 2 | [`source`] | one file a kind: Markdown, HTML, reStructuredText, text, JSON, CSV, YAML, TOML, feeds; rows of SQLite and PostgreSQL |
//! | 2 | [`content`] | bodies: rendered, sanitised, links made absolute, summaries cut |
//! | 2 | [`media`] | media files measured: what they are, how long they play, tags, chapters, what is wrong with them |
//! | 2 | [`selection`] | which records a feed shows |
//! | 2 | [`document`] | RSS, Atom and JSON Feed on the feed crates' types; fragments and splicing |
//! | 2 | [`lint`] | the gate: judges bytes, blind to how they were made; imports `value` and `diagnostic` only |
//! | 3 | [`state`] | the ledger: the ids and first dates that were issued, and what is published; the only SQL besides `source::sql`; the cache, which may be lost |
//! | 3 | [`publish`] | the output directory: whole or not at all, only if different |
//! | 3 | [`notify`] | who is told: protocols, and the engine that delivers, retries and gives up |
//! | 4 | [`pipeline`] | the only one who knows all stages |
//! | 6 | [`cli`] | arguments, printing, exit codes |

pub mod cli;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod document;
pub mod lint;
pub mod media;
pub mod net;
pub mod notify;
pub mod pipeline;
pub mod publish;
pub mod record;
pub mod selection;
pub mod source;
pub mod state;
pub mod value;
