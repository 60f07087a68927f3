//! The promise that splicing rests on: fragments in an envelope are what the crates write in one go.

use super::{channels::full_channel, full_record};
use crate::{
    document::{Envelope, Fragment, Item, atom, envelope, fixture, item, rss as rss_format, splice},
    record::{Body, Category, Enclosure, Record, SummaryText},
    value::{EntryId, Format},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Texts that look like the tags, sections and references that splicing searches for.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<item>",
        "</item>",
        "<entry>",
        "</entry>",
        "<guid>",
        "<title>",
        "</title>",
        "]]>",
        "<![CDATA[",
        "]]",
        "<source>",
        "<id></id>",
        "&amp;",
        "&lt;",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "\n",
        "ü",
        "東京",
        "🗼",
        "word",
        " ",
        "</channel></rss>",
        "</feed>",
    ]);
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn any_record() -> impl Strategy<Value = (Record, Option<Body>, Option<String>)> {
    (
        any::<u16>(),
        prop::option::of(nasty()),
        prop::option::of(nasty()),
        prop::option::of(nasty()),
        prop::collection::vec(nasty(), 0..3),
        prop::option::of(nasty()),
        any::<[bool; 4]>(),
    )
        .prop_map(|(n, title, html, summary, terms, extra, [permalink, media, foreign, address])| {
            let mut record = full_record();
            let url = fixture::url(&format!("https://a.example/{n}"));
            record.id = if permalink { EntryId::new(url.as_str()).expect("legal") } else { record.id };
            record.url = Some(url);
            record.title =
                Some(title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| "untitled".to_owned()));
            record.summary = summary.clone().map(SummaryText::Plain);
            record.authors[0].email = record.authors[0].email.take().filter(|_| address);
            record.categories = terms
                .into_iter()
                .map(|term| Category { term: format!("t{term}"), scheme: extra.clone(), label: None })
                .collect();
            record.language = record.language.filter(|_| foreign);
            record.enclosures.truncate(if media { 2 } else { 0 });
            record.enclosures.iter_mut().for_each(|enclosure: &mut Enclosure| enclosure.title.clone_from(&extra));
            record.rights.clone_from(&extra);
            (record, html.map(|html| Body { html, ..Body::default() }), summary)
        })
}

/// The items of a whole write: what stands between `open` and `close` tags outside CDATA.
fn items_of<'t>(whole: &'t str, open: &str, close: &str) -> (&'t str, Vec<&'t str>, &'t str) {
    let (mut items, mut from, mut first, mut at) = (Vec::new(), 0, None, 0);
    while at < whole.len() {
        let rest = &whole[at..];
        if rest.starts_with("<![CDATA[") {
            at += rest.find("]]>").expect("closed");
        } else if rest.starts_with(open) {
            first.get_or_insert(at);
            from = at;
        } else if rest.starts_with(close) {
            items.push(&whole[from..at + close.len()]);
            from = at + close.len();
        }
        at += whole[at..].chars().next().map_or(1, char::len_utf8);
    }
    let first = first.unwrap_or(whole.len());
    (&whole[..first], items, &whole[from.max(first)..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Fragments put into an envelope are what the `rss` crate writes in one go, but for the mends and the line breaks.
    #[test]
    fn spliced_rss_is_the_whole_write(records in prop::collection::vec(any_record(), 1..5)) {
        let policy = fixture::policy();
        let items: Vec<Item<'_>> = records
            .iter()
            .map(|(record, body, summary)| Item { body: body.as_ref(), summary: summary.as_deref(), ..fixture::item(record) })
            .collect();
        let fragments: Vec<Fragment> = items.iter().map(|i| item(Format::Rss, i, &policy).expect("carried")).collect();
        let namespaces: BTreeMap<_, _> = fragments.iter().flat_map(|fragment| fragment.namespaces.clone()).collect();
        let mut channel = rss_format::build_channel(&full_channel(), &namespaces);
        channel.items = items.iter().map(|i| rss_format::build_item(i, &policy).expect("carried").0).collect();
        let permalinks: Vec<bool> = channel.items.iter().map(|i| i.guid.as_ref().is_some_and(|guid| guid.permalink)).collect();

        let whole = channel.to_string();
        let (head, whole_items, tail) = items_of(&whole, "<item>", "</item>");
        let Envelope { head: our_head, tail: our_tail, .. } = envelope(Format::Rss, &full_channel(), &namespaces);
        let unmended = our_head.replace("&#x26;", "&amp;").replace("UTF-8\"?>\n", "utf-8\"?>");
        prop_assert_eq!(unmended.trim_end(), head);
        prop_assert_eq!(our_tail.trim(), tail);
        prop_assert_eq!(whole_items.len(), fragments.len());
        for ((whole, fragment), permalink) in whole_items.into_iter().zip(&fragments).zip(permalinks) {
            prop_assert_eq!(&splice::mend_rss_item(whole, permalink), &fragment.text);
        }
    }

    /// The same for Atom, where the crate writes the feed's extensions after the entries.
    #[test]
    fn spliced_atom_is_the_whole_write(records in prop::collection::vec(any_record(), 1..5)) {
        let policy = fixture::policy();
        let items: Vec<Item<'_>> = records
            .iter()
            .map(|(record, body, summary)| Item { body: body.as_ref(), summary: summary.as_deref(), ..fixture::item(record) })
            .collect();
        let fragments: Vec<Fragment> = items.iter().map(|i| item(Format::Atom, i, &policy).expect("carried")).collect();
        let namespaces: BTreeMap<_, _> = fragments.iter().flat_map(|fragment| fragment.namespaces.clone()).collect();
        let mut feed = atom::build_feed(&full_channel(), &namespaces);
        feed.entries = items.iter().map(|i| atom::build_entry(i, &policy).expect("carried").0).collect();

        let whole = feed.to_string();
        let (head, entries, tail) = items_of(&whole, "<entry>", "</entry>");
        let (extensions, closing) = tail.split_at(tail.len() - "</feed>".len());
        let Envelope { head: our_head, tail: our_tail, .. } = envelope(Format::Atom, &full_channel(), &namespaces);
        let head = format!("{head}{extensions}");
        let unmended = our_head.replace(" encoding=\"UTF-8\"", "");
        prop_assert_eq!(unmended.trim_end(), head);
        prop_assert_eq!(our_tail.trim(), closing);
        prop_assert_eq!(entries.len(), fragments.len());
        for ((entry, fragment), item) in entries.into_iter().zip(&fragments).zip(&items) {
            let language = atom::own_language(item.record, &policy);
            prop_assert_eq!(&splice::mend_atom_entry(entry, language), &fragment.text);
        }
    }
}
