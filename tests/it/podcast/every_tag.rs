//! That no tag of the Podcasting 2.0 namespace, and none of its attributes, is missing from the tests.

use super::{
    NAMESPACES, PODCAST,
    tags::{EPISODE, PODPING, SHOW},
};
use crate::support::shared;
use roxmltree::{Document, Node};
use std::{collections::BTreeSet, fs};

/// The namespace as of May 2026: where each tag stands, and what it has.
const TAGS: &[(&str, &str, &str)] = &[
    ("transcript", "item liveItem", "url type language rel"),
    ("locked", "channel", "owner"),
    ("funding", "channel item liveItem", "url"),
    ("chapters", "item liveItem", "url type"),
    ("soundbite", "item liveItem", "startTime duration"),
    ("person", "channel item liveItem", "role group img href"),
    ("location", "channel item liveItem", "rel geo osm country"),
    ("season", "item liveItem", "name"),
    ("episode", "item liveItem", "display"),
    ("trailer", "channel", "url pubdate length type season"),
    ("license", "channel item liveItem", "url"),
    ("alternateEnclosure", "item liveItem", "type length bitrate height lang title rel codecs default"),
    ("source", "alternateEnclosure", "uri contentType"),
    ("integrity", "alternateEnclosure", "type value"),
    ("guid", "channel", ""),
    ("value", "channel item liveItem", "type method suggested"),
    ("valueRecipient", "value valueTimeSplit", "type address split name customKey customValue fee"),
    ("valueTimeSplit", "value", "startTime duration remoteStartTime remotePercentage"),
    ("medium", "channel", ""),
    ("liveItem", "channel", "status start end"),
    ("contentLink", "item liveItem", "href"),
    ("socialInteract", "channel item liveItem", "protocol uri accountId accountUrl priority"),
    ("block", "channel", "id"),
    ("txt", "channel item liveItem", "purpose"),
    ("remoteItem", "channel podroll valueTimeSplit publisher", "feedGuid feedUrl itemGuid medium title"),
    ("podroll", "channel", ""),
    ("updateFrequency", "channel", "complete dtstart rrule"),
    ("podping", "channel", "usesPodping"),
    ("chat", "channel item liveItem", "server protocol accountId space"),
    ("publisher", "channel", ""),
    ("image", "channel item liveItem", "href alt aspect-ratio width height type purpose"),
];

/// What is not written, and why.
const UNWRITTEN: &[(&str, &str)] = &[
    ("channel images srcset", "deprecated since `image` is there"),
    ("item images srcset", "deprecated since `image` is there"),
    ("publisher remoteItem itemGuid", "a publisher is a feed, not an item of it"),
];

/// `item person role` for each attribute of each tag in each place, and `item person` for the tag itself.
fn places(tag: &str, parents: &str, attributes: &str) -> Vec<String> {
    let places = parents.split_whitespace().flat_map(|parent| {
        let own = format!("{parent} {tag}");
        let attributes = attributes.split_whitespace().map(|name| format!("{parent} {tag} {name}"));
        attributes.chain([own.clone()]).collect::<Vec<_>>()
    });
    places.collect()
}

/// The same of what is expected, as far as it is the namespace's.
fn expected(node: Node<'_, '_>, place: &str, into: &mut BTreeSet<String>) {
    for child in node.children().filter(|child| child.tag_name().namespace() == Some(PODCAST)) {
        let name = child.tag_name().name();
        into.insert(format!("{place} {name}"));
        into.extend(child.attributes().map(|attribute| format!("{place} {name} {}", attribute.name())));
        expected(child, name, into);
    }
}

#[test]
fn every_tag_with_every_attribute_stands_in_what_is_expected_in_each_of_its_places() {
    let mut found = BTreeSet::new();
    for (place, xml) in [("channel", SHOW), ("channel", PODPING), ("item", EPISODE)] {
        let text = format!("<x {NAMESPACES}>{xml}</x>");
        expected(Document::parse(&text).expect("the test's XML is whole").root_element(), place, &mut found);
    }
    let of_namespace: BTreeSet<String> = TAGS.iter().flat_map(|(tag, at, has)| places(tag, at, has)).collect();
    let is_unwritten = |place: &&String| UNWRITTEN.iter().any(|(unwritten, _)| unwritten == *place);
    let missing: Vec<_> = of_namespace.difference(&found).filter(|place| !is_unwritten(place)).collect();
    let unknown: Vec<_> = found.difference(&of_namespace).chain(found.iter().filter(is_unwritten)).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "no test expects {missing:#?}\nno specification has {unknown:#?}"
    );
    assert!(found.len() > 200, "{}", found.len());
}

/// The list above, held against the digest of the specification.
#[test]
fn no_tag_of_the_specification_is_forgotten() {
    let Some(digest) = shared("spec/podcast-ns.md") else { return };
    let digest = fs::read_to_string(digest).expect("the digest can be read");
    let mut specified = BTreeSet::new();
    for row in digest.lines().filter_map(|line| line.strip_prefix("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [tag, parents, _, attributes, ..] = cells[..] else { panic!("a row of four cells and more: {row}") };
        let parents = parents.replace(',', " ");
        let parents = parents.split_whitespace().map(|parent| match parent {
            "C" => "channel",
            "I" => "item",
            "L" => "liveItem",
            parent => parent,
        });
        // `url type language? rel?` (a remark), `title?(32)`
        let attributes =
            attributes.strip_prefix('`').and_then(|rest| rest.split_once('`')).map_or("", |(names, _)| names);
        let names = attributes.split_whitespace().map(|name| name.split(['?', '(']).next().unwrap_or_default());
        let (parents, names) = (parents.collect::<Vec<_>>().join(" "), names.collect::<Vec<_>>().join(" "));
        specified.extend(places(tag.trim_matches('`'), &parents, &names));
    }
    let mut held: BTreeSet<String> = TAGS.iter().flat_map(|(tag, at, has)| places(tag, at, has)).collect();
    held.extend(places("images", "channel item", "srcset"));
    let (new, gone): (Vec<_>, Vec<_>) = (specified.difference(&held).collect(), held.difference(&specified).collect());
    assert!(new.is_empty() && gone.is_empty(), "the specification has {new:#?}\nand has not {gone:#?}");
}
