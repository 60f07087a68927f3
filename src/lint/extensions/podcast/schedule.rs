//! How often there is something new.

use super::{NAME, flaw, given, label, recommended};
use crate::lint::{
    judge::Judge,
    rules::{ATTRIBUTE_MISSING, DATE_ISO8601, PODCAST_RRULE, TRUE_FALSE},
    values::{
        recurrence::recurrence,
        timestamp::{Timestamp, timestamp},
    },
    xml::Id,
};

pub(super) fn frequency(judge: &mut Judge<'_, '_>, id: Id) {
    label(judge, id, NAME);
    judge.expect_attribute(id, "complete", &TRUE_FALSE, |value| matches!(value, "true" | "false"));
    let start = given(judge, id, "dtstart").map(timestamp);
    if start == Some(None) {
        flaw(judge, id, "dtstart", &DATE_ISO8601, "is no ISO 8601 date");
    }
    let start = start.flatten();
    if judge.tree.value(id, "complete") != Some("true") {
        recommended(judge, id, "rrule", "by which apps know when to look again");
    }
    let Some(text) = given(judge, id, "rrule") else { return };
    let rule = match recurrence(text) {
        Ok(rule) => rule,
        Err(why) => {
            flaw(judge, id, "rrule", &PODCAST_RRULE, &format!("is no rule of iCalendar: {why}"));
            return;
        }
    };
    if rule.has_count && judge.tree.attribute(id, "dtstart").is_none() {
        let message = format!("`<{}>` counts from a date, but has no `dtstart`", judge.named(id));
        judge.report(&ATTRIBUTE_MISSING, id, message);
    }
    let is_date = |time: Timestamp| matches!(time, Timestamp::Date(_));
    if let (Some(start), Some(until)) = (start, rule.until)
        && is_date(start) != is_date(until)
    {
        let what = "ends at a date where `dtstart` is a time, or the other way round";
        flaw(judge, id, "rrule", &PODCAST_RRULE, what);
    }
}
