//! Podcasting 2.0 and Podlove chapters.

use super::anything;
use crate::lint::judge::{BOTH, CHANNEL, Child, ITEM, many, one};

/// Which elements there are and where they may stand.
pub(super) static ELEMENTS: &[Child] = &[
    many("transcript", ITEM, anything),
    one("locked", CHANNEL, anything),
    many("funding", BOTH, anything),
    one("chapters", ITEM, anything),
    many("soundbite", ITEM, anything),
    many("person", BOTH, anything),
    many("location", BOTH, anything),
    one("season", ITEM, anything),
    one("episode", ITEM, anything),
    many("trailer", CHANNEL, anything),
    one("license", BOTH, anything),
    many("alternateEnclosure", ITEM, anything),
    one("guid", CHANNEL, anything),
    many("value", BOTH, anything),
    one("medium", CHANNEL, anything),
    many("liveItem", CHANNEL, anything),
    many("contentLink", ITEM, anything),
    many("socialInteract", BOTH, anything),
    many("block", CHANNEL, anything),
    many("txt", BOTH, anything),
    many("remoteItem", CHANNEL, anything),
    one("podroll", CHANNEL, anything),
    one("updateFrequency", CHANNEL, anything),
    one("podping", CHANNEL, anything),
    one("chat", BOTH, anything),
    one("publisher", CHANNEL, anything),
    many("image", BOTH, anything),
    one("images", BOTH, anything),
    many("integrity", ITEM, anything),
];

pub(super) static CHAPTERS: &[Child] = &[one("chapters", ITEM, anything)];
