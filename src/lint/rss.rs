//! RSS 2.0, and 0.91 and 0.92 on the way to it.

mod channel;
mod item;
mod version;

pub(super) use channel::{channel, root};
pub(super) use item::{contents, item};

use super::{extensions::full_uri, judge::Judge, names::Ns, xml::Id};
use crate::diagnostic::Rule;

/// Plain text.
fn plain(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
}

/// An address.
fn link(judge: &mut Judge<'_, '_>, id: Id) {
    if judge.value(id).is_empty() {
        judge.not_blank(id);
    }
    full_uri(judge, id);
}

fn date(judge: &mut Judge<'_, '_>, id: Id) {
    judge.date_rfc822(id);
}

fn contact(judge: &mut Judge<'_, '_>, id: Id) {
    judge.contact(id);
}

fn category(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
    judge.attribute_not_blank(id, "domain");
}

/// Things that must not be said by an element of RSS and by one of another vocabulary.
type Twins = &'static [(&'static str, Ns, &'static str)];

fn said_twice(judge: &mut Judge<'_, '_>, parent: Id, twins: Twins, rule: &'static Rule) {
    let tree = judge.tree;
    for &(own, ns, other) in twins {
        let own_ns = if own == "license" { Ns::CREATIVE_COMMONS } else { Ns::NONE };
        if let (Some(_), Some(twin)) = (tree.first(parent, own_ns, own), tree.first(parent, ns, other)) {
            let message = format!("`<{}>` says the same as `<{own}>`", judge.named(twin));
            judge.report(rule, twin, message);
        }
    }
}
