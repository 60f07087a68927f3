use super::{Root, document, documents};
use crate::{
    diagnostic::{Diagnostic, Level, rules::source as rules},
    record::raw::{Node, Value},
    source::{
        lines::Position,
        piece::{Parsed, Piece},
    },
};

fn read_at(text: &str, line: u32) -> (Parsed<Node>, Vec<Diagnostic>) {
    let file = "x.md".into();
    let mut notes = Vec::new();
    let start = Position { line, column: 1 };
    let piece = Piece { file: &file, text, start, syntax: &rules::FRONT_MATTER_SYNTAX };
    (document(piece, &mut notes), notes)
}

fn read(text: &str) -> Node {
    let (node, notes) = read_at(text, 1);
    assert!(notes.is_empty(), "{notes:?}");
    node.unwrap()
}

fn field<'a>(node: &'a Node, path: &str) -> &'a Node {
    node.as_table().unwrap().get_path(path).unwrap_or_else(|| panic!("no {path} in {node:?}"))
}

#[test]
fn scalars_keep_what_was_written() {
    let text = |text: &str| Value::Text(text.to_owned());
    let number = |text: &str| Value::Number(text.to_owned());
    for (yaml, value) in [
        ("13.20", number("13.20")),
        ("2013", number("2013")),
        ("0x1F", number("0x1F")),
        ("-1.5e+3", number("-1.5e+3")),
        ("1e", text("1e")),
        ("1_000", text("1_000")),
        ("12:30:45", text("12:30:45")),
        ("'2013'", text("2013")),
        ("!!str 2013", text("2013")),
        ("2020-01-02", text("2020-01-02")),
        ("2020-01-02 03:04:05 +0100", text("2020-01-02 03:04:05 +0100")),
        ("yes", text("yes")),
        ("True", Value::Bool(true)),
        ("false", Value::Bool(false)),
        ("", Value::Null),
        ("~", Value::Null),
        ("NULL", Value::Null),
        ("''", text("")),
        ("\"a\\tb\"", text("a\tb")),
        ("!custom x", text("x")),
    ] {
        assert_eq!(field(&read(&format!("k: {yaml}\n")), "k").value, value, "{yaml}");
    }
}

#[test]
fn values_have_their_place_in_the_file() {
    let (node, _) = read_at("title: Ä\nextra:\n  team: [x,\n    yz]\r\nend: |\n  text\n", 10);
    let node = node.unwrap();
    let place = |node: &Node| (node.line, node.column);
    assert_eq!(place(field(&node, "title")), (10, 8));
    assert_eq!(place(field(&node, "extra.team")), (12, 9));
    assert_eq!(place(&field(&node, "extra.team").items()[1]), (13, 5));
    assert_eq!(field(&node, "end").line, 15);
}

#[test]
fn aliases_and_merge_keys_are_resolved() {
    let node = read("base: &b {lang: en, x: 1}\npost:\n  <<: *b\n  lang: de\nagain: *b\nkeys: {1: a, true: b, ~: c}\n");
    assert_eq!(field(&node, "post.lang").as_text(), Some("de"));
    assert_eq!(field(&node, "post.x").as_text(), Some("1"));
    assert_eq!(field(&node, "again.lang").as_text(), Some("en"));
    assert_eq!(field(&node, "keys.1").as_text(), Some("a"));
    assert_eq!(field(&node, "keys.true").as_text(), Some("b"));
    assert_eq!(field(&node, "keys.null").as_text(), Some("c"));
    assert!(node.as_table().unwrap().0.iter().all(|(key, _)| key != "<<"));
}

#[test]
fn the_last_of_two_keys_counts_and_is_reported() {
    let (node, notes) = read_at("a: 1\nb: 2\na: 3\ncSpell:ignore: x\n", 1);
    let node = node.unwrap();
    assert_eq!(field(&node, "a").as_text(), Some("3"));
    assert_eq!(field(&node, "cSpell:ignore").as_text(), Some("x"));
    assert_eq!(notes.len(), 1);
    assert_eq!((notes[0].rule, notes[0].place.line), (&rules::KEY_DUPLICATE, Some(3)));
}

#[test]
fn slips_with_one_meaning_are_read_with_a_warning() {
    let text =
        "title: It's two: the return\nauthor: @jane\nby: [Ann](https://a.example/x) (Y)\nlead: *so* it goes\nok: 1\n";
    let (node, notes) = read_at(text, 2);
    let node = node.unwrap();
    for (key, value) in [
        ("title", "It's two: the return"),
        ("author", "@jane"),
        ("by", "[Ann](https://a.example/x) (Y)"),
        ("lead", "*so* it goes"),
        ("ok", "1"),
    ] {
        assert_eq!(field(&node, key).as_text(), Some(value));
    }
    assert_eq!(notes.iter().map(|note| note.place.line.unwrap()).collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert!(notes.iter().all(|note| note.level == Level::Warning && note.rule == &rules::FRONT_MATTER_SYNTAX));
}

#[test]
fn tabs_indent_where_nothing_else_does() {
    let (node, notes) = read_at("tags:\n\t- a\n\t- b\n", 1);
    assert_eq!(field(&node.unwrap(), "tags").items().len(), 2);
    assert_eq!((notes.len(), notes[0].level), (1, Level::Warning));
    assert!(read_at("x:\n  y: 1\ntags:\n\t- a\n", 1).0.is_err());
}

#[test]
fn control_characters_go_with_a_warning() {
    let (node, notes) = read_at("a: 1\nti\u{b}tle: x\0y\u{7f}\nz: \u{1f}@q\n", 1);
    let node = node.unwrap();
    assert_eq!(field(&node, "title").as_text(), Some("xy"));
    assert_eq!(notes[0].rule.name, "text-control-character");
    assert_eq!(notes[0].place.line, Some(2));
    let (node, notes) = read_at("a: It\u{92}s\r\nb: 2\r\n", 1);
    let node = node.unwrap();
    assert_eq!((field(&node, "a").as_text(), field(&node, "b").line), (Some("It’s"), 2));
    assert_eq!(notes[0].rule.name, "text-mojibake");
}

#[test]
fn broken_yaml_is_refused_with_its_place() {
    for (text, line, words) in [
        ("a: 1\nb: [x\nc: 2\n", 2, ""),
        ("a: 1\ntitle: \"x\" y\n", 2, "closing quote"),
        ("a: \"x\nb: 1\n", 1, ""),
        ("a: 1\nb\nc: 2\n", 2, ""),
        ("title: two: parts\n  and: more\n", 1, "second"),
    ] {
        let error = read_at(text, 1).0.unwrap_err();
        assert_eq!(error.rule, &rules::FRONT_MATTER_SYNTAX);
        assert!(error.place.line.unwrap().abs_diff(line) <= 1, "{text:?}: {error:?}");
        assert!(error.message.contains(words), "{}", error.message);
        assert!(error.excerpt.is_some() && error.help.is_some());
    }
}

#[test]
fn nesting_is_bounded_whatever_its_notation() {
    let block: String = (0..2000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let texts = [
        "[".repeat(100_000),
        "{".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        block,
    ];
    for text in texts {
        let error = read_at(&text, 1).0.unwrap_err();
        assert_eq!(error.rule, &rules::DATA_TOO_DEEP, "{}", error.message);
    }
    let mixed = format!(
        "{}{}",
        (0..50).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>(),
        " ".repeat(60) + &"[".repeat(40) + &"]".repeat(40)
    );
    assert_eq!(read_at(&mixed, 1).0.unwrap_err().rule, &rules::DATA_TOO_DEEP);
    let fine = format!("a: {}{}", "[".repeat(60), "]".repeat(60));
    assert!(read_at(&fine, 1).0.is_ok());
}

#[test]
fn aliases_cannot_explode() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        bomb += &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "));
    }
    assert_eq!(read_at(&bomb, 1).0.unwrap_err().rule, &rules::DATA_TOO_DEEP);
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 100].join(", "));
    assert_eq!(read_at(&long, 1).0.unwrap_err().rule, &rules::DATA_TOO_DEEP);
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for n in 1..100 {
        chain += &format!("a{n}: &a{n} [*a{}]\n", n - 1);
    }
    assert_eq!(read_at(&chain, 1).0.unwrap_err().rule, &rules::DATA_TOO_DEEP);
}

#[test]
fn documents_and_lists_are_split_and_keep_what_came_before_an_error() {
    let file = "x.yaml".into();
    let read = |text: &str| {
        let mut notes = Vec::new();
        let piece = Piece { file: &file, text, start: Position::START, syntax: &rules::YAML_SYNTAX };
        let found = documents(piece, &mut notes);
        let sizes: Vec<usize> =
            found.roots.iter().map(|root| if let Root::List(items) = root { items.len() } else { 0 }).collect();
        (sizes, found.error.map(|error| error.place.line.unwrap()))
    };
    assert_eq!(read("a: 1\n---\nb: 2\n...\n---\n- c: 3\n- d: 4\n"), (vec![0, 0, 2], None));
    assert_eq!(read("- a: 1\n- b: 2\n- c: \"x\" y\n- d: 3\n"), (vec![2], Some(3)));
    assert_eq!(read("# nothing\n"), (vec![], None));
}
