//! Input made to do harm, or by accident as bad: whatever it is, the other records are published, a message says what is
//! wrong and where, nothing is written outside the output directory, and the run ends in good time.

mod characters;
mod damage;
mod files;
mod judged;
mod size;
mod values;

use crate::support::{Outcome, Publication, Tree, feeds, text};
use std::time::Duration;

/// A record that does no harm and has to be published whatever lies beside it.
const WITNESS: &str = "The witness";

/// A run of `build` on hostile input: generous for a debug build on a busy machine, far too short for anything quadratic.
const PATIENCE: Duration = Duration::from_secs(60);

/// Address space that a build of small input has no business to exceed.
const MEMORY: u64 = 4 << 30;

fn publication() -> Publication {
    let publication = Publication::new();
    publication.record("witness", WITNESS, "2025-01-01", "");
    publication
}

/// Builds, and checks what holds for every input. Gives back the outcome (with diagnostics as JSON) and the items of the
/// feed `news` but the witness.
#[track_caller]
fn survive(publication: &Publication) -> (Outcome, Vec<feeds::Item>) {
    let before = publication.tree();
    let run = publication.courant(["build", "--format", "json"]).within(PATIENCE).memory(MEMORY);
    let outcome = run.run();
    assert!(outcome.code <= 1, "exit code {}\n{}", outcome.code, outcome.stderr);
    let errors = outcome.rules("error");
    assert_eq!(outcome.code == 1, !errors.is_empty(), "exit code {}, errors {errors:?}", outcome.code);
    for diagnostic in outcome.diagnostics() {
        assert!(!text(&diagnostic["message"]).is_empty(), "{diagnostic}");
        assert!(diagnostic["level"] == "note" || !text(&diagnostic["file"]).is_empty(), "no place: {diagnostic}");
    }
    let outside = |tree: &Tree| tree.without(["site/feeds", "site/.courant"]);
    let changes = outside(&publication.tree()).changes_since(&outside(&before));
    assert_eq!(changes, [""; 0], "written outside the output directory");

    let rss = feeds::rss(&publication.read("feeds/news/rss.xml"));
    let atom = feeds::atom(&publication.read("feeds/news/atom.xml"));
    let json = feeds::json(&publication.read("feeds/news/feed.json"));
    let ids = |items: &[feeds::Item]| items.iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&rss), ids(&json), "RSS and JSON Feed carry the same items");
    assert_eq!(rss.len(), atom.len(), "RSS and Atom carry the same items");
    for (rss, atom) in rss.iter().zip(&atom) {
        // an id that is no IRI is another one in Atom
        assert!(rss.id == atom.id || atom.id.starts_with("urn:uuid:"), "{} is {} in Atom", rss.id, atom.id);
    }
    assert!(rss.iter().any(|item| item.title == WITNESS), "the witness is missing\n{}", outcome.stderr);
    (outcome, rss.into_iter().filter(|item| item.title != WITNESS).collect())
}

/// Builds, and expects an error about this file that says so by this rule, and none of its records in the feed.
#[track_caller]
fn refused(publication: &Publication, rule: &str, file: &str) -> Outcome {
    let (outcome, items) = survive(publication);
    let diagnostics = outcome.diagnostics();
    let found = diagnostics.iter().find(|diagnostic| diagnostic["rule"] == rule && diagnostic["level"] == "error");
    let Some(found) = found else { panic!("no `{rule}` but {diagnostics:#?}") };
    assert_eq!(text(&found["file"]), file);
    assert!(items.is_empty(), "{items:#?}");
    outcome
}
