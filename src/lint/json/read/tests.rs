use super::{Kind, Reader, Value};
use proptest::prelude::*;

fn is_json(text: &str) -> bool {
    let read = Reader::new(text).read("items", &mut |_, _| ());
    read.faults.is_empty() && !read.is_cut
}

fn read(text: &str) -> (Option<Value<'_>>, Vec<String>, usize) {
    let mut items = 0;
    let read = Reader::new(text).read("items", &mut |_, _| items += 1);
    (read.value, read.faults.into_iter().map(|fault| fault.message).collect(), items)
}

#[test]
fn values_have_places() {
    let mut items = Vec::new();
    let text = "{\"a\": [1, \"x\\u00e9\\ud83d\\ude00\"], \"items\": [ {}, 2 ]}";
    let read = Reader::new(text).read("items", &mut |value, length| items.push((value.at, length)));
    let value = read.value.expect("JSON");
    let members = value.members();
    assert_eq!((members[0].at, members[0].value.at, members[1].at), (1, 6, text.find("\"items").expect("there")));
    let Kind::Array(values) = &members[0].value.kind else { panic!("a list") };
    assert_eq!(values[1].kind, Kind::String("xé😀".into()));
    assert_eq!(items, [(text.find("{}").expect("there"), 2), (text.rfind('2').expect("there"), 1)]);
}

#[test]
fn depth_is_bounded() {
    assert!(is_json(&format!("{}{}", "[".repeat(100), "]".repeat(100))));
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    assert!(Reader::new(&deep).read("items", &mut |_, _| ()).too_deep.is_some());
}

#[test]
fn reading_goes_on_after_small_faults() {
    for (text, fault, items) in [
        ("{\"items\": [1, 2,], \"a\": 1,}", "a comma stands before `]`", 2),
        ("{\"items\": [1, , 2]}", "two commas stand one after the other", 2),
        ("{\"items\": [{} {}]}", "a comma is missing before `{`", 2),
        ("{\"items\": [1] \"a\": 2}", "a comma is missing before `\"`", 1),
        ("{// x\n\"items\": [1 /* y */]}", "a comment stands here, which JSON does not have", 1),
        ("{items: [1]}", "the name `items` stands without quotation marks", 1),
        ("{'items': ['it', \"x\"]}", "a name stands in `\"`, not in `'`", 2),
        ("{\"items\": [NaN, 2]}", "`NaN` is no value of JSON", 2),
        ("{\"items\": [-Infinity, 2]}", "`-Infinity` is no number of JSON", 2),
        ("{\"items\": [01, +1, .5, 1., 0x1F]}", "`01` is no number of JSON", 5),
        ("{\"items\": [\"a\nb\", 2]}", "a line break (U+000A) must be escaped in a string", 2),
        ("{\"items\": [\"\\x \\' \", 2]}", "`\\x` is no escape of JSON", 2),
        (
            "{\"items\": [\"\\ud800\", \"\\ud800\\u0041\"]}",
            "`\\ud800` is half a character: a surrogate without its partner",
            2,
        ),
        ("{\"items\": [1], \"a\": }", "a value is expected here, not `}`", 1),
        ("{\"items\": [1]}\n{\"items\": [2]}", "a second document stands after the end of the first", 1),
        ("{\"items\": [1]} x", "something stands after the end", 1),
        ("{\"items\": [1], \"a\"= 2}", "`:` is expected here, not `=`", 1),
    ] {
        let (value, faults, read) = read(text);
        assert_eq!(faults.first().map(String::as_str), Some(fault), "{text}");
        assert!(read == items && value.is_some_and(|value| matches!(value.kind, Kind::Object(_))), "{text}");
    }
}

#[test]
fn what_was_read_before_the_end_is_kept() {
    for text in
        ["{\"a\": 1, \"items\": [1, 2, {\"id\": \"x", "{\"a\": 1, \"items\": [1, 2", "{\"a\": 1, \"items\": [1, 2, ]]"]
    {
        let mut items = 0;
        let read = Reader::new(text).read("items", &mut |_, _| items += 1);
        assert!(read.is_cut && items == 2, "{text}");
        assert_eq!(read.value.expect("an object").members()[0].name, "a", "{text}");
    }
    assert!(Reader::new("").read("items", &mut |_, _| ()).value.is_none());
}

proptest! {
    /// Another reader comes to the same verdict.
    #[test]
    fn the_verdict_is_that_of_another_reader(pieces in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"items\"", "1", "-0.5e3", "01", "true", "null", " ", "\"\\u00e9\"", "\"\\ud800\"",
        "\"\\ud83d\\ude00\"", "\"\t\"", "\"\\x\"", "\"", "1.", "tru", "-", "'", "//", "\\", "a",
    ]), 1..8)) {
        let text = pieces.concat();
        // A number may be larger than the other reader can hold: it is JSON all the same (RFC 8259 §6).
        let other = serde_json::from_str::<serde_json::Value>(&text);
        prop_assume!(!other.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range")));
        prop_assert_eq!(is_json(&text), other.is_ok(), "{}", text);
    }

    /// Nothing makes it panic or run for ever.
    #[test]
    fn anything_can_be_read(text in "[\\[\\]{},:\"'\\\\/*ua0-9 \u{e9}\u{2028}-]{0,60}") {
        drop(read(&text));
    }
}
