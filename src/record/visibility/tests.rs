//! What fields say about who may read a record.

use super::{super::normalise::FieldMap, read};
use crate::record::{
    Visibility,
    fields::Fields,
    raw::{self, Node, RawRecord, Table},
    report::Report,
};

fn verdict(members: &[(&str, Value)]) -> (Visibility, usize) {
    let fields = members.iter().map(|(key, value)| ((*key).to_owned(), Node::new(value.clone(), 2, 1))).collect();
    let raw = RawRecord {
        origin: raw::Origin { file: "a.md".into(), line: 1, bytes: 0..0, listed: false, row: None },
        fields: Table(fields),
        body: None,
        found: Table::default(),
        derived: Vec::new(),
    };
    let map = FieldMap::default();
    let mut report = Report::new(raw.origin.place());
    let visibility = read(&mut Fields::new(&raw, &map), &mut report);
    (visibility, report.diagnostics.len())
}

use raw::Value;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn what_is_public_restricted_and_hidden() {
    const P: u8 = 0;
    const R: u8 = 1;
    const H: u8 = 2;
    let table = |key: &str, value| Value::Table(Table(vec![(key.to_owned(), Node::new(value, 3, 1))]));
    for (key, value, expected, findings) in [
        ("title", text("x"), P, 0),
        ("status", text("published"), P, 0),
        ("Status", text("Publish"), P, 0),
        ("status", text("scheduled"), P, 0),
        ("post_status", text("future"), P, 0),
        ("status", text("draft"), H, 0),
        ("status", text("auto-draft"), H, 0),
        ("status", text("hidden"), H, 0),
        ("status", text("skip"), H, 0),
        ("status", text("frobnicated"), H, 1),
        ("status", Value::Null, P, 0),
        ("status", Value::List(vec![Node::text("published", 1, 1)]), H, 1),
        ("visibility", text("public"), P, 0),
        ("visibility", text("members"), R, 0),
        ("visibility", text("paid"), R, 0),
        ("audience", text("only_paid"), R, 0),
        ("audience", text("everyone"), P, 0),
        ("visibility", text("tiers"), R, 0),
        ("visibility", text("private"), H, 0),
        ("access", text("cellar"), H, 1),
        ("privacy", text("private"), H, 0),
        ("_status", text("draft"), H, 0),
        ("status", Value::Bool(true), P, 0),
        ("status", Value::Bool(false), H, 0),
        ("status", Value::Number("1".to_owned()), H, 1),
        ("workflow_state", text("brouillon"), H, 0),
        ("moderation_state", text("sketch"), H, 1),
        ("state", text("draft"), H, 0),
        ("state", text("published"), P, 0),
        ("state", text("New Jersey"), P, 0),
        ("state", Value::Number("0".to_owned()), H, 0),
        ("state", Value::Number("-2".to_owned()), H, 0),
        ("state", Value::Number("1".to_owned()), P, 0),
        ("stage", text("In progress"), H, 0),
        ("active", Value::Bool(false), H, 0),
        ("is_active", Value::Number("0".to_owned()), H, 0),
        ("visible", Value::Bool(true), P, 0),
        ("visible", text("checked"), P, 0),
        ("visible", text("x"), P, 0),
        ("enabled", text("comments, shares"), P, 0),
        ("live", Value::Bool(false), H, 0),
        ("archived", Value::Bool(true), H, 0),
        ("archived", text("https://archive.example/1"), P, 0),
        ("is_deleted", Value::Number("1".to_owned()), H, 0),
        ("unpublished", text("yes"), H, 0),
        ("deleted_at", text("2024-03-01 10:00:00"), H, 0),
        ("deleted_at", text("2024-03-01T10:00:00.123456Z"), H, 0),
        ("deleted_at", Value::Number("1709287200".to_owned()), H, 0),
        ("deleted_at", text("last spring"), H, 1),
        ("deleted_at", text("0000-00-00 00:00:00"), P, 0),
        ("deleted_at", text("0000-00-00"), P, 0),
        ("deleted_at", text("0"), P, 0),
        ("deleted_at", Value::Number("0".to_owned()), P, 0),
        ("deleted_at", text("NULL"), P, 0),
        ("deleted_at", text("\\N"), P, 0),
        ("deleted_at", text(" "), P, 0),
        ("deleted_at", Value::Null, P, 0),
        ("deleted", text("null"), P, 0),
        ("is_public", Value::Number("0".to_owned()), H, 0),
        ("publish", Value::Bool(false), H, 0),
        ("publish", text("2016-11-14"), P, 0),
        ("published", Value::Number("0".to_owned()), H, 0),
        ("published", Value::Number("1".to_owned()), P, 0),
        ("published", text("Draft"), H, 0),
        ("draft", Value::Bool(true), H, 0),
        ("draft", Value::Bool(false), P, 0),
        ("draft", text("yes"), H, 0),
        ("draft", text("maybe"), H, 1),
        ("draft", Value::Null, P, 0),
        ("published", Value::Bool(false), H, 0),
        ("published", Value::Bool(true), P, 0),
        ("published", text("2016-11-14"), P, 0),
        ("is_published", text("FALSE"), H, 0),
        ("published", text("f"), H, 0),
        ("published", text("t"), P, 0),
        ("is_draft", text("f"), P, 0),
        ("is_draft", text("t"), H, 0),
        ("is_published", text("nein"), H, 1),
        ("published", text("nein"), P, 0),
        ("private", Value::Bool(true), H, 0),
        ("hidden", text("true"), H, 0),
        ("unlisted", Value::Bool(false), P, 0),
        ("password", text("sesame"), R, 0),
        ("password", text(""), P, 0),
        ("post_password", text("no"), R, 0),
        ("protected", Value::Bool(true), R, 0),
        ("content", table("protected", Value::Bool(true)), R, 0),
        ("members_only", Value::Bool(true), R, 0),
        ("is_members_only", text("t"), R, 0),
        ("is_premium", Value::Bool(true), R, 0),
        ("is_paywalled", Value::Bool(true), R, 0),
        ("is_locked", Value::Number("1".to_owned()), R, 0),
        ("Paid Only?", text("TRUE"), R, 0),
        ("premium_only", text("yes"), R, 0),
        ("subscriber_only", Value::Bool(true), R, 0),
        ("paywalled", Value::Bool(true), R, 0),
        ("is_protected", Value::Bool(true), R, 0),
        ("is_email_only", Value::Bool(true), H, 0),
        ("Published?", text("FALSE"), H, 0),
        ("Draft?", text("TRUE"), H, 0),
        ("locked", Value::Bool(false), P, 0),
        ("feed", Value::Bool(false), H, 0),
        ("rss", table("feed_description", text("x")), P, 0),
        ("in_feed", text("false"), H, 0),
        ("exclude_from_feed", Value::Bool(true), H, 0),
        ("render", text("never"), H, 0),
        ("build", table("list", text("never")), H, 0),
        ("extra", table("draft", Value::Bool(true)), H, 0),
    ] {
        let (found, count) = verdict(&[(key, value.clone())]);
        assert_eq!((super::strictness(&found), count), (expected, findings), "{key}: {value:?} is {found:?}");
    }
}

#[test]
fn the_strictest_wins() {
    let (found, _) = verdict(&[("status", text("published")), ("draft", Value::Bool(true))]);
    assert_eq!(found, Visibility::Hidden("draft".to_owned()));
    let (found, _) = verdict(&[("visibility", text("members")), ("status", text("published"))]);
    assert_eq!(found, Visibility::Restricted("members".to_owned()));
    let (found, findings) = verdict(&[("access", Value::Bool(true)), ("visibility", text("members"))]);
    assert_eq!((found, findings), (Visibility::Restricted("members".to_owned()), 0));
    let (found, findings) = verdict(&[("visibility", text("public")), ("access", Value::Bool(true))]);
    assert_eq!((found, findings), (Visibility::Public, 0));
    let (found, findings) = verdict(&[("visibility", text("public")), ("access", Value::Bool(false))]);
    assert_eq!((super::strictness(&found), findings), (2, 1));
    let (found, findings) = verdict(&[("access", Value::Bool(true))]);
    assert_eq!((super::strictness(&found), findings), (2, 1));
    let (found, findings) = verdict(&[("published", text("nein")), ("published_at", text("2020-01-05"))]);
    assert_eq!((super::strictness(&found), findings), (2, 1));
    let (found, _) = verdict(&[("published", text("2020-01-04")), ("published_at", text("2020-01-05"))]);
    assert_eq!(found, Visibility::Public);
    let (found, _) = verdict(&[("password", text("x")), ("published", Value::Bool(false))]);
    assert_eq!(found, Visibility::Hidden("unpublished".to_owned()));
}

#[test]
fn a_password_is_never_told() {
    let (found, _) = verdict(&[("password", text("sesame"))]);
    assert_eq!(found, Visibility::Restricted("password".to_owned()));
}

#[test]
fn what_is_sent_to_some_is_not_for_everybody() {
    let table = |key: &str, value: Value| Value::Table(Table(vec![(key.to_owned(), Node::new(value, 1, 1))]));
    let list = |names: &[&str]| Value::List(names.iter().map(|name| Node::text(*name, 1, 1)).collect());
    let full = "https://www.w3.org/ns/activitystreams#Public";
    let followers = "https://social.example/ada/followers";
    for (members, is_public) in [
        (vec![("type", text("Note")), ("to", list(&[full])), ("cc", list(&[followers]))], true),
        (vec![("type", text("Note")), ("to", list(&[followers])), ("cc", list(&["as:Public"]))], true),
        (vec![("type", text("Article")), ("to", text("Public"))], true),
        (vec![("type", text("Note")), ("to", list(&[followers])), ("cc", list(&[]))], false),
        (vec![("type", text("Note")), ("attributedTo", text("https://social.example/ada"))], false),
        (vec![("type", text("Create")), ("to", list(&[full])), ("object", table("to", list(&[followers])))], false),
        (vec![("type", text("Create")), ("to", list(&[full])), ("object", table("content", text("x")))], true),
        (vec![("type", text("Create")), ("actor", text("x")), ("object", table("to", list(&[full])))], true),
        (vec![("type", text("Create")), ("to", list(&[followers])), ("object", table("to", list(&[full])))], false),
        (vec![("type", text("Note")), ("to", list(&[full])), ("directMessage", Value::Bool(true))], false),
        (vec![("type", text("note")), ("title", text("x"))], true),
        (vec![("type", text("letter")), ("to", text("Bo"))], true),
    ] {
        let (found, _) = verdict(&members);
        assert_eq!(found == Visibility::Public, is_public, "{members:?}");
    }
}

#[test]
fn what_is_gone_hidden_or_held_back_says_so_in_many_ways() {
    let day = || text("2024-01-01 00:00:00");
    let on = || Value::Number("1".to_owned());
    for name in [
        "archived_at",
        "discarded_at",
        "removed_at",
        "deleted_on",
        "date_deleted",
        "withdrawn_at",
        "hidden_at",
        "archived",
    ] {
        let (found, findings) = verdict(&[(name, day())]);
        assert_eq!((super::strictness(&found), findings), (2, 0), "{name}: {found:?}");
        let (found, _) = verdict(&[(name, Value::Null)]);
        assert_eq!(found, Visibility::Public, "{name}");
    }
    for name in [
        "disabled",
        "is_disabled",
        "spam",
        "is_spam",
        "exclude_from_rss",
        "hide_from_feed",
        "offline",
        "soft_deleted",
        "removed",
        "embargo",
        "embargoed",
        "confidential",
        "hide",
        "staff_only",
        "taken_down",
    ] {
        let (found, findings) = verdict(&[(name, on())]);
        assert_eq!((super::strictness(&found), findings), (2, 0), "{name}: {found:?}");
        let (found, _) = verdict(&[(name, Value::Number("0".to_owned()))]);
        assert_eq!(found, Visibility::Public, "{name}");
    }
    for name in ["online", "is_online", "show_in_feed", "include_in_rss"] {
        let (found, _) = verdict(&[(name, Value::Number("0".to_owned()))]);
        assert_eq!(super::strictness(&found), 2, "{name}");
    }
    for name in ["requires_login", "login_required", "for_members"] {
        assert_eq!(verdict(&[(name, on())]).0, Visibility::Restricted("members".to_owned()), "{name}");
    }
    assert_eq!(super::strictness(&verdict(&[("approval_status", text("draft"))]).0), 2);
    assert_eq!(verdict(&[("approval_status", text("approved"))]).0, Visibility::Public);
    for (groups, is_for_all) in [("", true), ("0", true), ("-1", true), ("-2", false), ("3", false), ("0,3", false)] {
        let expected = if is_for_all { Visibility::Public } else { Visibility::Restricted("members".to_owned()) };
        assert_eq!(verdict(&[("fe_group", text(groups))]).0, expected, "{groups}");
    }
    // Which parts of a page a theme hides is nothing about the page.
    assert_eq!(verdict(&[("hide", Value::List(vec![Node::text("toc", 1, 1)]))]), (Visibility::Public, 0));
}

#[test]
fn entries_of_contentful_are_out_once_they_are_published() {
    let sys = |members: &[(&str, &str)]| {
        let members = members.iter().map(|(name, value)| ((*name).to_owned(), Node::text(*value, 1, 1)));
        verdict(&[("sys", Value::Table(Table(members.collect())))]).0
    };
    assert_eq!(sys(&[("version", "4"), ("publishedAt", "2023-01-02"), ("publishedVersion", "3")]), Visibility::Public);
    assert_eq!(sys(&[("revision", "4"), ("createdAt", "2023-01-02")]), Visibility::Public);
    assert_eq!(sys(&[("version", "1"), ("createdAt", "2023-01-02")]), Visibility::Hidden("draft".to_owned()));
    let archived = sys(&[("publishedAt", "2023-01-02"), ("archivedAt", "2023-02-01")]);
    assert_eq!(archived, Visibility::Hidden("archived".to_owned()));
}
