//! `podcast:value` and what is in it.

use super::{Given, Names, Part, all, flag, line, needed, real, time, url, whole};
use crate::value::podcast::{Payment, Recipient, Remote, Takers, TimeSplit};

const VALUE: Names = &["value", "values", "podcast_value"];
const RECIPIENTS: Names = &["recipients", "recipient", "value_recipient", "value_recipients"];

pub(super) fn payments(given: &mut impl Given) -> Vec<Payment> {
    all(given, VALUE, |given, part| {
        let Part::Table(mut table) = part else {
            given.flaw(VALUE, "a `value` is a table with `recipients`".to_owned(), "");
            return None;
        };
        let recipients = recipients(&mut table);
        let splits = all(&mut table, &["time_splits", "time_split", "value_time_split"], |_, part| match part {
            Part::Table(table) => split(table),
            Part::Text(_) => None,
        });
        let payment = Payment {
            kind: line(&mut table, &["type"]).unwrap_or_else(|| "lightning".to_owned()),
            method: line(&mut table, &["method"]).unwrap_or_else(|| "keysend".to_owned()),
            suggested: real(&mut table, &["suggested"]).and_then(|_| line(&mut table, &["suggested"])),
            recipients,
            splits,
        };
        if payment.recipients.is_empty() {
            table.flaw(
                RECIPIENTS,
                "a `value` without recipients is left out".to_owned(),
                "say who gets how many shares",
            );
        }
        table.finish();
        (!payment.recipients.is_empty()).then_some(payment)
    })
}

fn recipients(given: &mut impl Given) -> Vec<Recipient> {
    all(given, RECIPIENTS, |_, part| match part {
        Part::Table(table) => recipient(table),
        Part::Text(_) => None,
    })
}

fn recipient(mut table: impl Given) -> Option<Recipient> {
    let address = needed(&mut table, &["address"], "a recipient")?;
    let kind = if address.contains('@') { "lnaddress" } else { "node" };
    if table.text(&["split"]).is_none() {
        table.flaw(&["split"], "a recipient needs a `split`; it is left out".to_owned(), "give its number of shares");
    }
    let recipient = Recipient {
        split: whole(&mut table, &["split"], 0)?,
        name: line(&mut table, &["name"]),
        kind: line(&mut table, &["type"]).unwrap_or_else(|| kind.to_owned()),
        custom_key: line(&mut table, &["custom_key"]),
        custom_value: line(&mut table, &["custom_value"]),
        is_fee: flag(&mut table, &["fee"]).unwrap_or(false),
        address,
    };
    table.finish();
    Some(recipient)
}

fn split(mut table: impl Given) -> Option<TimeSplit> {
    const START: Names = &["start", "start_time"];
    const DURATION: Names = &["duration"];
    for names in [START, DURATION] {
        needed(&mut table, names, "a time split")?;
    }
    let start = time(&mut table, START)?;
    let duration = time(&mut table, DURATION)?;
    let elsewhere = all(&mut table, &["remote_item", "remote"], |_, part| match part {
        Part::Table(table) => remote(table),
        Part::Text(_) => None,
    });
    let to = match elsewhere.into_iter().next() {
        Some(item) => Takers::Remote(item),
        None => Takers::Recipients(recipients(&mut table)),
    };
    let split = TimeSplit {
        start,
        duration,
        remote_start: time(&mut table, &["remote_start", "remote_start_time"]),
        remote_percentage: real(&mut table, &["remote_percentage"]),
        to,
    };
    let is_empty = matches!(&split.to, Takers::Recipients(recipients) if recipients.is_empty());
    if is_empty {
        let message = "a time split needs a `remote_item` or `recipients`; it is left out";
        table.flaw(RECIPIENTS, message.to_owned(), "");
    }
    table.finish();
    (!is_empty).then_some(split)
}

/// A feed or item elsewhere.
pub(super) fn remote(mut table: impl Given) -> Option<Remote> {
    let feed_guid = needed(&mut table, &["feed_guid", "guid"], "a remote item")?;
    let remote = Remote {
        feed_guid,
        feed_url: url(&mut table, &["feed_url", "url"]),
        item_guid: table.text(&["item_guid"]),
        medium: super::parts::medium(&mut table, &["medium"]),
        title: line(&mut table, &["title"]),
    };
    table.finish();
    Some(remote)
}
