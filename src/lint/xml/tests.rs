use super::{Reader, Step, Tree};
use crate::lint::{findings::Findings, names::Ns};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn outer() -> BTreeMap<String, String> {
    BTreeMap::from([("x".to_owned(), "http://x.example/".to_owned())])
}

/// What is wrong with a fragment.
fn faults(text: &str) -> Vec<(String, u32, u32)> {
    let outer = outer();
    let mut findings = Findings::default();
    let mut reader = Reader::fragment(text, &outer);
    reader.check_characters(&mut findings);
    while reader.step(&mut findings) != Step::End {}
    let found = findings.into_diagnostics(None, Some(text));
    found.into_iter().map(|d| (d.message, d.place.line.unwrap_or(0), d.place.column.unwrap_or(0))).collect()
}

#[test]
fn well_formed() {
    let good = [
        "<a/>",
        "<a b='1' x:c=\"&lt;&#38;\"> &amp; &#x26; <![CDATA[<b>]]]]><![CDATA[>]]><x:b/></a >",
        "<a xmlns:y='http://y.example/'><y:b xmlns='http://z.example/'/></a>",
        "<ä é='1'/>",
        "<!-- c --><a>\u{85}\u{fffd}\u{10000}</a>\n",
        "<a><?target x?></a>",
        "<a b = '1'\n\tc='>'/>",
    ];
    for text in good {
        assert_eq!(faults(text), [], "{text}");
    }
}

#[test]
fn not_well_formed() {
    let bad = [
        ("", "no element"),
        ("a", "outside the root"),
        ("<a>", "never closed"),
        ("</a>", "not open"),
        ("<a></b>", "must"),
        ("<a/><b/>", "outside the root"),
        ("<a/>x", "outside the root"),
        ("<a/>&amp;", "outside the root"),
        ("<a/><![CDATA[x]]>", "outside the root"),
        ("<a b='1' b='2'/>", "twice"),
        ("<a xmlns:y='http://x.example/' x:b='1' y:b='2'/>", "twice"),
        ("<a xmlns:y='http://y.example/' xmlns:y='http://z.example/'/>", "twice"),
        ("<a b=1/>", "not quoted"),
        ("<a b/>", "no attribute with a value"),
        ("<a b='1'c='2'/>", "blank is missing"),
        ("<a b='<'/>", "`<`"),
        ("<a b='&'/>", "`&`"),
        ("<a b='&nbsp;'/>", "not defined"),
        ("<a>&nbsp;</a>", "not defined"),
        ("<a>&#1;</a>", "no character"),
        ("<a>&#xFFFE;</a>", "no character"),
        ("<a>&#X26;</a>", "no character"),
        ("<a>&#;</a>", "`&`"),
        ("<a>&#+38;</a>", "`&`"),
        ("<a>a & b</a>", "`&`"),
        ("<a>a < b</a>", "`<`"),
        ("<a>\u{1}</a>", "U+0001"),
        ("<a b='\u{ffff}'/>", "U+FFFF"),
        ("<a>]]></a>", "`]]>`"),
        ("<a><![CDATA[x</a>", "CDATA"),
        ("<a><!-- -- --></a>", "--"),
        ("<z:a/>", "not declared"),
        ("<a z:b=''/>", "not declared"),
        ("<x:/>", "no name"),
        ("<x:y:z/>", "no name"),
        ("<1a/>", "no name"),
        ("<a 1b=''/>", "no name"),
        ("<a xmlns:y=''/>", "cannot be declared"),
        ("<a xmlns:xml='http://y.example/'/>", "cannot be declared"),
        ("<!DOCTYPE a><a/>", "document type"),
        ("<?xml version='1.0'?><a/>", "elsewhere"),
        ("<a", "never closed"),
    ];
    for (text, why) in bad {
        let faults = faults(text);
        assert!(faults.first().is_some_and(|(message, ..)| message.contains(why)), "{text}: {faults:?}");
    }
}

#[test]
fn faults_have_places_and_reading_goes_on() {
    let found = faults("<a>\n<b>ü & </b>\n<c>&nbsp;</c><d b=1/></a>");
    let places: Vec<(u32, u32)> = found.iter().map(|(_, line, column)| (*line, *column)).collect();
    assert_eq!(places, [(2, 6), (3, 4), (3, 19)]);
}

#[test]
fn each_fault_is_said_once() {
    let several = [
        ("<a>]]> ]]></a>", 2),
        ("<a><b>x</c></a>", 1),
        ("<a><b>x</c><d></e></a>", 2),
        ("<a><b><c></a>", 1),
        ("<a><b>x</a><!-- -- --></b>", 2),
        ("<a><b><i>x</b></i><b><i>x</b></i></i></a>", 3),
        ("<a b='1' b='2' c='<' d=e>&f; & &#0;</a>", 6),
        ("<a b c d e></a>", 1),
        ("<a b=\"x>y</a>", 1),
        ("<a><b c=\"x>y</b><b d=\"z\"/></a>", 1),
        ("<a><b c</b></a>", 1),
        ("<a><b>c</b <d/></a>", 1),
        ("<a><1>x</1><x:y:z/></a>", 2),
        ("<a><b>x</B></a>", 1),
        ("<a><b>x</b y=''></a>", 1),
        ("<a/><b/><c>", 1),
        ("<a/>b<c>", 1),
        ("x<a/>", 1),
        ("<a><!ELEMENT b></a>", 1),
        ("<a><![cdata[x]]></a>", 1),
        ("<a><!-- </a>", 1),
        ("<a><? </a>", 1),
        ("<a><?b></a>", 1),
        ("<a></a", 1),
        ("<a><b", 1),
        ("<a><b>", 1),
        ("<!DOCTYPE a [<!ENTITY b><a>", 2),
    ];
    for (text, count) in several {
        let faults = faults(text);
        assert_eq!(faults.len(), count, "{text}: {faults:?}");
    }
}

#[test]
fn an_end_tag_that_is_missing_ends_no_more_than_its_element() {
    let outer = outer();
    let mut findings = Findings::default();
    let mut reader = Reader::fragment("<a><b>1</c><d/></b><e>2</e></a>", &outer);
    assert_eq!(reader.step(&mut findings), Step::End);
    let names: Vec<&str> = reader.tree.children(Tree::ROOT).map(|id| reader.tree.name(id)).collect();
    assert_eq!(names, ["b", "e"]);
    assert!(findings.doubts.cover(3) && !findings.doubts.cover(0) && !findings.doubts.cover(19));
}

#[test]
fn the_tree_knows_names_values_and_what_is_borrowed() {
    let text = "<a b='1&#10;\n2'><x:c>t<d/>&lt;<![CDATA[<]]></x:c></a>";
    let outer = outer();
    let mut reader = Reader::fragment(text, &outer);
    assert_eq!(reader.step(&mut Findings::default()), Step::End);
    let child = reader.tree.children(Tree::ROOT).next().expect("the child");
    assert_eq!((reader.tree.value(Tree::ROOT, "b"), reader.tree.text(child)), (Some("1\n 2"), "t<<"));
    assert!(!reader.tree.is(child, Ns::NONE, "c") && reader.tree.is_cdata(child));
    assert_eq!(reader.borrowed(), outer);
}

#[test]
fn depth_costs_no_stack() {
    let deep = format!("{}{}", "<a>".repeat(900), "</a>".repeat(900));
    assert_eq!(faults(&deep), []);
    assert!(faults(&"<a>".repeat(200_000))[0].0.contains("nested deeper"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    /// Another parser comes to the same verdict.
    #[test]
    fn the_verdict_is_that_of_another_parser(pieces in prop::collection::vec(prop::sample::select(vec![
        "<a>", "</a>", "<b c='1'>", "</b>", "<x:d/>", "<y:e/>", "<a b='1' b=\"2\"/>", "&amp;", "&#10;", "&#0;", "&", "x", " ",
        "<![CDATA[", "]]>", "<!--", "-->", "--", "'", "\"", "<", ">", "/", "=", "<?p q?>", " xmlns='http://z.example/'",
        " xmlns:y='http://y.example/'", "<f xmlns:y='http://y.example/'>", "</f>", "ü", "\u{b}", "-", ".", ":", "1",
    ]), 1..10)) {
        let fragment = format!("<r>{}</r>", pieces.concat());
        let ours = faults(&fragment);
        let theirs = roxmltree::Document::parse(&format!("<o xmlns:x='http://x.example/'>{fragment}</o>")).map(|_| ());
        // Only what is one element of its own can be compared with something inside a root.
        let closes_early = ours.iter().any(|(message, ..)| message.contains("outside the root") || message.contains("not open"));
        prop_assert!(closes_early || ours.is_empty() == theirs.is_ok(), "{fragment}: ours {ours:?}, theirs {theirs:?}");
    }
}
