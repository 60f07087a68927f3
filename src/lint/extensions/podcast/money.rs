//! How listeners pay: links for donations, and payments while they listen.

use super::{NAME, empty, flaw, given, inside, label, media, needed, page, recommended, remote};
use crate::lint::{
    judge::{Child, Judge, NESTED, many},
    names::Ns,
    rules::{NUMBER_DECIMAL, PODCAST_PAYMENT, PODCAST_PAYMENT_ADDRESS, PODCAST_SPLIT, PODCAST_TIME_SPLIT, TRUE_FALSE},
    values::{contact::is_address, number::decimal},
    xml::Id,
};

static INSIDE: &[Child] = &[
    many("valueRecipient", NESTED, recipient).with(RECIPIENT),
    many("valueTimeSplit", NESTED, time_split).with(&["startTime", "duration", "remoteStartTime", "remotePercentage"]),
];

static INSIDE_TIME_SPLIT: &[Child] = &[
    many("valueRecipient", NESTED, recipient).with(RECIPIENT),
    many("remoteItem", NESTED, remote::item).with(remote::ATTRIBUTES),
];

static RECIPIENT: &[&str] = &["name", "type", "address", "split", "customKey", "customValue", "fee"];

pub(super) fn funding(judge: &mut Judge<'_, '_>, id: Id) {
    label(judge, id, NAME);
    judge.not_blank(id);
    page(judge, id, "url");
}

pub(super) fn value(judge: &mut Judge<'_, '_>, id: Id) {
    inside(judge, id, INSIDE);
    judge.required_child(id, Ns::PODCAST, "valueRecipient");
    shares(judge, id);
    let (layer, method) = (needed(judge, id, "type"), needed(judge, id, "method"));
    match (layer, method) {
        (Some("lightning"), Some(method)) if !matches!(method, "keysend" | "amp") => {
            flaw(judge, id, "method", &PODCAST_PAYMENT, "is no way to pay by `lightning`: `keysend` and `amp` are");
        }
        (Some("lightning") | None, _) => {}
        (Some(_), _) => flaw(judge, id, "type", &PODCAST_PAYMENT, "is nothing that apps pay by: `lightning` is"),
    }
    if let Some(amount) = given(judge, id, "suggested")
        && !decimal(amount).is_some_and(|amount| amount >= 0.0)
    {
        flaw(judge, id, "suggested", &NUMBER_DECIMAL, "is no amount such as `0.00000005000`");
    }
}

/// What a recipient gets is its shares by those of all.
fn shares(judge: &mut Judge<'_, '_>, parent: Id) {
    let tree = judge.tree;
    let mut count = 0;
    for recipient in tree.all(parent, Ns::PODCAST, "valueRecipient") {
        let split = tree.value(recipient, "split").map(str::trim);
        if split.is_none_or(|split| !split.bytes().all(|b| b == b'0')) {
            return;
        }
        count += 1;
    }
    // Of a single one the shares are not looked at.
    if count > 1 {
        let message = format!("the {count} recipients inside `<{}>` have no share between them", judge.named(parent));
        judge.report(&PODCAST_SPLIT, parent, message);
    }
}

fn recipient(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    recommended(judge, id, "name", "by which listeners know whom they pay");
    given(judge, id, "name");
    let (kind, address) = (needed(judge, id, "type"), needed(judge, id, "address"));
    match (kind, address) {
        (Some("node"), Some(key)) if !is_node(key) => {
            let what = "is no public key of a node: 66 hexadecimal digits, the first two 02 or 03";
            flaw(judge, id, "address", &PODCAST_PAYMENT_ADDRESS, what);
        }
        (Some("lnaddress"), Some(name)) if !(is_address(name) && name.contains('.')) => {
            let what = "is no Lightning address such as `ada@pay.example`";
            flaw(judge, id, "address", &PODCAST_PAYMENT_ADDRESS, what);
        }
        (Some("node" | "lnaddress") | None, _) => {}
        (Some(_), _) => {
            flaw(judge, id, "type", &PODCAST_PAYMENT, "is no kind of recipient that apps know: `node` or `lnaddress`");
        }
    }
    if let Some(split) = needed(judge, id, "split")
        && !split.bytes().all(|b| b.is_ascii_digit())
    {
        flaw(judge, id, "split", &PODCAST_SPLIT, "is no whole number of shares");
    }
    let (key, value) = (given(judge, id, "customKey"), given(judge, id, "customValue"));
    if key.is_some() != value.is_some() {
        let name = if key.is_some() { "customKey" } else { "customValue" };
        flaw(judge, id, name, &PODCAST_PAYMENT, "is half of a pair: `customKey` and `customValue` go together");
    } else if kind == Some("node") && key.is_some_and(|key| !key.parse::<u64>().is_ok_and(|record| record >= 1 << 16)) {
        flaw(judge, id, "customKey", &PODCAST_PAYMENT, "is no type of a record of one's own, a number from 65536");
    }
    judge.expect_attribute(id, "fee", &TRUE_FALSE, |value| matches!(value, "true" | "false"));
}

/// A compressed point of secp256k1.
fn is_node(address: &str) -> bool {
    address.len() == 66
        && (address.starts_with("02") || address.starts_with("03"))
        && address.bytes().all(|b| b.is_ascii_hexdigit())
}

fn time_split(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    inside(judge, id, INSIDE_TIME_SPLIT);
    for name in ["startTime", "duration"] {
        needed(judge, id, name);
        media::seconds(judge, id, name);
    }
    media::seconds(judge, id, "remoteStartTime");
    // Beyond 0 and 100 readers take the nearer of both.
    if let Some(percentage) = given(judge, id, "remotePercentage")
        && decimal(percentage).is_none()
    {
        flaw(judge, id, "remotePercentage", &NUMBER_DECIMAL, "is no number");
    }
    let remote = tree.all(id, Ns::PODCAST, "remoteItem").count();
    let recipients = tree.all(id, Ns::PODCAST, "valueRecipient").count();
    let what = match (remote, recipients) {
        (1, 0) | (0, 1..) => {
            shares(judge, id);
            return;
        }
        (0, 0) => "neither a remote item nor a recipient",
        (_, 0) => "more than one remote item",
        _ => "a remote item and recipients",
    };
    let message = format!("`<{}>` has {what}", judge.named(id));
    judge.report(&PODCAST_TIME_SPLIT, id, message);
}
