//! What the first rows of a source show that nobody can have meant: articles without a text beside a column that has texts,
//! and further queries whose rows belong to no article.

use super::{
    Content, Error, Spec,
    cell::Cell,
    driver::{BATCH, Driver, Reading},
    key::Primary,
    query,
    rows::primary,
};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    source::limits,
};
use std::ops::ControlFlow;

/// How many batches of articles are asked for what belongs to them, before nothing is taken to belong to any.
const ASKED: usize = 5;

/// Says that rows fall out of a query that gives a few of them only.
pub(super) fn window(spec: &Spec) -> Option<Diagnostic> {
    let Content::Query(query) = &spec.content else { return None };
    let window = query::window(query)?;
    let message = format!(
        "the query ends with `{window}`: an article that falls out of it is deleted for Courant, and subscribers are told so"
    );
    let place = spec.place.clone().field("source.query");
    Some(Diagnostic::new(&rules::QUERY_LIMITED, place, message).help(
        "let the query give all that is published, which costs nothing in later runs; `limit` of a [[feed]] says how many it shows",
    ))
}

/// Says that none of the first rows has a text, if a column that nobody reads has one.
pub(super) fn text(spec: &Spec, driver: &dyn Driver) -> Result<Option<Diagnostic>, Error> {
    let shape = driver.shape();
    if shape.columns.iter().all(|column| column.sense.means) {
        return Ok(None);
    }
    let (mut count, mut has_text) = (0, false);
    let mut longest: Option<(usize, usize)> = None;
    driver.all(Reading::Whole, &mut |batch| {
        for cells in &batch {
            for (at, (cell, column)) in cells.iter().zip(&shape.columns).enumerate() {
                let length = match cell {
                    Cell::Text(text) | Cell::Json(text) => text.trim().chars().take(limits::LONG_TEXT).count(),
                    Cell::Large(_) | Cell::Broken(_) => limits::LONG_TEXT,
                    _ => 0,
                };
                has_text |= column.sense.is_text && length > 0;
                if !column.sense.means && matches!(cell, Cell::Text(_)) && length >= limits::LONG_TEXT {
                    // Of several the first one.
                    longest = Some(longest.map_or((at, length), |known| known.min((at, length))));
                }
            }
        }
        count += batch.len();
        Ok(ControlFlow::Break(()))
    })?;
    let Some((at, _)) = longest.filter(|_| !has_text) else { return Ok(None) };
    let column = &shape.columns[at].name;
    let rows = if count == 1 { "the only row".to_owned() } else { format!("none of the first {count} rows") };
    let has = if count == 1 { "has no text" } else { "has a text" };
    let message =
        format!("{rows} of {} {has}, while its column `{column}`, which is not read, holds long ones", spec.label);
    Ok(Some(
        Diagnostic::new(&rules::COLUMN_UNREAD, spec.place.clone().field("source.map"), message)
            .help(limits::map_text(column)),
    ))
}

/// Says that the rows of a second query belong to no article at all: their keys are others than those of the articles.
pub(super) fn strangers(spec: &Spec, driver: &dyn Driver, number: usize) -> Result<Option<Diagnostic>, Error> {
    let keys = driver.keys_of_second(number, BATCH)?;
    let Some(stranger) = keys.first() else { return Ok(None) };
    let mut is_known = false;
    driver.some(&keys, &mut |_| {
        is_known = true;
        Ok(ControlFlow::Break(()))
    })?;
    if is_known {
        return Ok(None);
    }
    // The query may begin with what belongs to articles that the source leaves out.
    let shape = driver.shape();
    let columns: Vec<usize> = (0..shape.key.len()).collect();
    let (mut own, mut batches) = (None, 0);
    driver.all(Reading::Marks, &mut |batch| {
        let keys: Vec<Primary> = batch.iter().filter_map(|cells| primary(cells, &columns)).collect();
        own = own.take().or_else(|| keys.first().cloned());
        driver.second(number, &keys, &mut |_| is_known = true)?;
        batches += 1;
        Ok(if is_known || batches == ASKED { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    let Some(own) = own.filter(|_| !is_known) else { return Ok(None) };
    let second = &spec.second[number];
    let names = |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
    let theirs = names(shape.second[number].key.iter().map(|&at| shape.second[number].names[at].as_str()).collect());
    let ours = names(shape.key.iter().map(|&at| shape.columns[at].name.as_str()).collect());
    let message = format!(
        "what `{}` gives belongs to no article of {}: {theirs} has keys such as `{}`, and {ours} such as `{}`",
        second.stated,
        spec.label,
        stranger.join(", "),
        own.join(", ")
    );
    let help = format!("let its first column, or one called `key`, hold what {ours} of the article holds");
    let place = spec.place.clone().field(format!("source.{}", second.stated));
    Ok(Some(Diagnostic::new(&rules::ROW_KEY, place, message).help(help)))
}
