//! Answers as servers write them, and as no server should.

use super::{rss_cloud, xml_rpc};
use crate::{net::Reply, notify::Verdict, value::Timestamp};
use proptest::{prelude::*, sample::select};

fn reply(body: Vec<u8>) -> Reply {
    Reply { status: 200, hops: Vec::new(), headers: Default::default(), body, cut: None }
}

/// What is made of a body by `weblogUpdates`, by rssCloud's XML-RPC, and by its form.
fn verdicts(body: &[u8]) -> [Verdict; 3] {
    let now = Timestamp::from_unix(0).expect("in range");
    [
        xml_rpc::judge(&reply(body.to_vec()), now).0,
        rss_cloud::judge(&reply(body.to_vec()), true, now),
        rss_cloud::judge(&reply(body.to_vec()), false, now),
    ]
}

/// What stands between elements, and means nothing.
fn gap() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", " ", "\r\n\t", "<!-- <value>1</value> -->", "<?php echo 1 ?>"])
}

/// A value in one of the types that it may have.
fn value(truth: bool) -> impl Strategy<Value = String> {
    let spellings = if truth {
        vec!["1", " true ", "True", "&#49;", "<![CDATA[1]]>", "yes", "on"]
    } else {
        vec!["0", "false\n", "FALSE", "&#x30;", "<![CDATA[0]]>", "no", "off"]
    };
    let kinds = vec!["", "boolean", "int", "i4", "string", "double", "ex:i8"];
    (select(spellings), select(kinds), gap()).prop_map(|(text, kind, gap)| match kind {
        "" => text.to_owned(),
        kind => format!("{gap}<{kind}>{text}</{kind}>{gap}"),
    })
}

/// A struct with this member, and others before and after it.
fn structure(name: &'static str, value: String) -> impl Strategy<Value = String> {
    const OTHERS: [&str; 3] = [
        "<member><name>message</name><value>So be it.</value></member>",
        "<member><name>legal</name><value><struct><member><name>flerror</name><value>2</value></member></struct></value></member>",
        "<member><name>hosts</name><value><array><data><value>0</value></data></array></value></member>",
    ];
    let others = || proptest::collection::vec(select(OTHERS.to_vec()), 0..3).prop_map(|others| others.concat());
    (others(), others(), gap(), gap()).prop_map(move |(before, after, a, b)| {
        format!(
            "{a}<struct>{b}{before}<member >{a}<name>{name}</name>{b}<value>{value}</value>{a}</member>{b}{after}</struct>{a}"
        )
    })
}

/// The bytes of a document with this root, in one of the encodings that there are.
fn bytes(content: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<u8>> {
    let starts = vec![
        "",
        "<?xml version=\"1.0\"?>\n",
        "\r\n\r\n<?xml version='1.0' encoding='utf-8' ?>",
        "<br />\nNotice: a & b\n",
    ];
    (content, select(starts), 0..5, gap()).prop_map(|(content, start, encoding, gap)| {
        let text = format!("{start}<methodResponse >{gap}{content}{gap}</methodResponse>\n");
        let units = |mark: &str| format!("{mark}{text}").encode_utf16().collect::<Vec<u16>>();
        match encoding {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => units("").into_iter().flat_map(u16::to_le_bytes).collect(),
            3 => units("").into_iter().flat_map(u16::to_be_bytes).collect(),
            _ => units("\u{feff}").into_iter().flat_map(u16::to_le_bytes).collect(),
        }
    })
}

fn answer(truth: bool) -> impl Strategy<Value = Vec<u8>> {
    let names = select(vec!["flerror", "flError", " FLERROR\n"]);
    let content = (names, value(truth)).prop_flat_map(|(name, value)| structure(name, value));
    bytes(content.prop_map(|value| format!("<params>\n<param><value>{value}</value></param></params>")))
}

fn fault() -> impl Strategy<Value = Vec<u8>> {
    let content = value(false).prop_flat_map(|value| structure("faultCode", value));
    bytes(content.prop_map(|value| format!("<fault>\n<value>{value}</value></fault>")))
}

proptest! {
    #[test]
    fn no_is_no_however_it_is_written(body in prop_oneof![answer(true), fault()]) {
        let [ping, cloud, _] = verdicts(&body);
        let shown = String::from_utf8_lossy(&body);
        prop_assert!(matches!(ping, Verdict::Refused { .. }), "{:?}: {}", ping, shown);
        prop_assert!(matches!(cloud, Verdict::Refused { .. }), "{:?}: {}", cloud, shown);
    }

    #[test]
    fn yes_is_yes_however_it_is_written(body in answer(false)) {
        let [ping, cloud, _] = verdicts(&body);
        prop_assert_eq!([ping, cloud], [Verdict::Delivered, Verdict::Delivered], "{}", String::from_utf8_lossy(&body));
    }

    /// Bytes put in, left out, doubled and cut off: whatever comes of it is an answer or none.
    #[test]
    fn no_answer_is_too_strange_to_be_read(
        good in prop_oneof![
            answer(true), answer(false), fault(),
            Just(b"<?xml version=\"1.0\"?><result success=\"true\" msg=\"a &amp; b\"/>".to_vec()),
            Just(b"{\"success\":true,\"msg\":\"\\u00e4\"}".to_vec()),
        ],
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0..4, proptest::collection::vec(any::<u8>(), 0..20)), 0..6),
    ) {
        let mut body = good;
        for (at, what, more) in edits {
            let at = at.index(body.len() + 1);
            let end = (at + more.len()).min(body.len());
            match what {
                0 => drop(body.splice(at..at, more)),
                1 => drop(body.drain(at..end)),
                2 => { let piece = body[at..end].to_vec(); drop(body.splice(at..at, piece)); }
                _ => body.truncate(at),
            }
        }
        for verdict in verdicts(&body) {
            if let Verdict::Again { why, .. } | Verdict::Refused { why } = verdict {
                prop_assert!(why.chars().count() < 400 && !why.contains(char::is_control), "{:?}", why);
            }
        }
    }
}
