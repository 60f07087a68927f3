//! What is said to each kind of endpoint, and what its answers mean.

pub(super) mod index_now;
pub(super) mod podping;
pub(super) mod rest;
pub(super) mod rss_cloud;
pub(super) mod webhook;
pub(super) mod websub;
pub(super) mod xml_rpc;

#[cfg(test)]
mod tests;
