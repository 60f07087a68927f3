use super::{
    super::{
        Diagnostic, Level, Place,
        rules::{record::RECORD_UNDATED, record::URL_INVALID, source::YAML_SYNTAX, text},
    },
    Report, Style, visible,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What a hostile file may make a message say.
const HOSTILE: &str = "a\u{1b}[2J\u{9b}31m\r\n::error::b\u{202e}c\u{2028}error[x] d\0%0A,e\":\u{85}";

fn undated() -> Diagnostic {
    Diagnostic::new(
        &RECORD_UNDATED,
        Place::file("data/2016/newark.txt").line(31).field("published"),
        "this record has no date, so no feed can carry it",
    )
    .help("declare `date: 2016-11-14` in its head")
}

fn syntax(line: &str, column: u32) -> Diagnostic {
    Diagnostic::new(&YAML_SYNTAX, Place::file("a.md").at(3, column), "a value cannot go on like this").excerpt(line)
}

fn hostile() -> Diagnostic {
    let place = Place::file(HOSTILE).at(1, 2).field(HOSTILE).record(HOSTILE);
    Diagnostic::new(&RECORD_UNDATED, place, HOSTILE).help(HOSTILE).excerpt(HOSTILE)
}

fn human(diagnostics: &[Diagnostic]) -> String {
    Report::new(diagnostics, Style::Human).to_string()
}

#[test]
fn styles_are_known_by_their_names() {
    for style in Style::ALL {
        assert_eq!(style.to_string().parse(), Ok(style));
    }
    let error = "xml".parse::<Style>().expect_err("no such style");
    assert!(error.contains("`xml`") && error.contains("`sarif`"), "{error}");
}

#[test]
fn no_findings_show_nothing() {
    for style in [Style::Human, Style::Json, Style::Github] {
        assert_eq!(Report::new(&[], style).to_string(), "");
    }
}

#[test]
fn a_finding_without_its_line_is_short() {
    let expected = "\
error[record-undated] data/2016/newark.txt:31 published
  this record has no date, so no feed can carry it
  help: declare `date: 2016-11-14` in its head
";
    assert_eq!(human(&[undated()]), expected);
    assert_eq!(human(&[undated(), undated()]), expected.repeat(2));
    let nowhere =
        Diagnostic::new(&RECORD_UNDATED, Place::default(), "no date\nnone at all").help("declare one\nor two");
    assert_eq!(
        human(&[nowhere]),
        "error[record-undated]\n  no date\n  none at all\n  help: declare one\n        or two\n"
    );
}

#[test]
fn a_finding_with_its_line_has_a_caret() {
    let cases: &[(&str, u32, &str)] = &[
        ("title: a: b", 9, "3 | title: a: b\n  |         ^\n"),
        ("title: a: b\r\n", 1, "3 | title: a: b\n  | ^\n"),
        // Past the end, something is missing.
        ("title: a: b", 12, "3 | title: a: b\n  |            ^\n"),
        ("title: a: b", 4000, "3 | title: a: b\n  |            ^\n"),
        // Without a column, all of it is marked.
        ("  title  ", 0, "3 |   title\n  |   ^^^^^\n"),
        // Columns are characters; the caret stands where they are seen.
        ("größe: 東京: x", 10, "3 | größe: 東京: x\n  |            ^\n"),
        ("\ttitle: x", 2, "3 |     title: x\n  |     ^\n"),
        ("a\u{1b}b", 3, "3 | a\\u{1b}b\n  |        ^\n"),
        ("first\nsecond", 1, "3 | first\n  | ^\n"),
    ];
    for (line, column, drawn) in cases {
        let place = if *column == 0 { "a.md:3".to_owned() } else { format!("a.md:3:{column}") };
        let expected = format!("error[yaml-syntax] {place}\n  a value cannot go on like this\n  |\n{drawn}");
        assert_eq!(human(&[syntax(line, *column)]), expected, "{line:?}");
    }
    assert_eq!(human(&[syntax(" ", 1)]), "error[yaml-syntax] a.md:3:1\n  a value cannot go on like this\n");
}

#[test]
fn a_long_line_is_cut_around_the_caret() {
    let line = format!("{}x{}", "a".repeat(100_000), "b".repeat(100_000));
    let shown = human(&[syntax(&line, 100_001)]);
    let expected = format!("3 | …{}x{}…\n  |  {}^\n", "a".repeat(60), "b".repeat(59), " ".repeat(60));
    assert!(shown.ends_with(&expected), "{shown}");
    assert!(shown.starts_with("error[yaml-syntax] a.md:3:100001\n"), "{shown}");
}

#[test]
fn findings_with_lines_have_air_around_them() {
    let shown = human(&[undated(), syntax("a: b: c", 1), undated(), undated()]);
    let blank: Vec<usize> = shown.lines().enumerate().filter(|(_, line)| line.is_empty()).map(|(n, _)| n).collect();
    assert_eq!(blank, [3, 9]);
}

#[test]
fn colour_is_an_option_and_always_reset() {
    let diagnostics = [undated(), syntax("a: b: c", 1)];
    let colored = Report::new(&diagnostics, Style::Human).color(true).to_string();
    assert!(colored.starts_with("\u{1b}[1m\u{1b}[91merror[record-undated]\u{1b}[0m "), "{colored:?}");
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), human(&diagnostics));
    assert!(!human(&diagnostics).contains('\u{1b}'));
}

#[test]
fn a_rule_that_repeats_is_counted() {
    let finding = |n: usize, rule, file| {
        Diagnostic::new(rule, Place::file(format!("{file}{n}.md")), format!("{file} number {n}"))
    };
    let mut diagnostics: Vec<_> = (0..499).map(|n| finding(n % 17, &RECORD_UNDATED, "undated")).collect();
    diagnostics.extend((0..5).map(|n| finding(n, &URL_INVALID, "url")));
    let shown = human(&diagnostics);
    assert_eq!(shown.matches("\n  undated number").count(), 5);
    assert_eq!(shown.matches("\n  url number").count(), 5);
    assert_eq!(shown.matches(" more of the same").count(), 1);
    assert!(
        shown.contains("\nerror[record-undated] … and 494 more of the same in 17 files (-v shows all)\n"),
        "{shown}"
    );

    let all = Report::new(&diagnostics, Style::Human).all(true).to_string();
    assert_eq!((all.matches("number").count(), all.matches("more of").count()), (504, 0));
    for style in [Style::Json, Style::Github] {
        assert_eq!(Report::new(&diagnostics, style).to_string().lines().count(), 504);
    }
}

#[test]
fn levels_of_one_rule_are_counted_apart() {
    let mut raised = Diagnostic::new(&RECORD_UNDATED, Place::default(), "raised");
    raised.level = Level::Warning;
    let mut diagnostics = vec![undated(); 6];
    diagnostics.extend(vec![raised; 6]);
    let shown = human(&diagnostics);
    assert!(shown.contains("error[record-undated] … and 1 more of the same in 1 file (-v shows all)\n"), "{shown}");
    assert!(shown.ends_with("warning[record-undated] … and 1 more of the same (-v shows all)\n"), "{shown}");
}

#[test]
fn json_has_every_member_in_every_line() {
    let nowhere = Diagnostic::new(&URL_INVALID, Place::default(), "no \"url\"");
    let full =
        Diagnostic::new(&YAML_SYNTAX, Place::file("./a b.md").at(3, 8).field("tags[1]").record("k"), "m").help("h");
    let shown = Report::new(&[nowhere, full], Style::Json).to_string();
    assert_eq!(
        shown,
        concat!(
            r#"{"rule":"url-invalid","code":"R008","level":"error","message":"no \"url\"","help":null,"file":null,"#,
            r#""line":null,"column":null,"field":null,"record":null,"w3c":["InvalidLink"],"spec":null}"#,
            "\n",
            r#"{"rule":"yaml-syntax","code":"S007","level":"error","message":"m","help":"h","file":"./a b.md","#,
            r#""line":3,"column":8,"field":"tags[1]","record":"k","w3c":[],"spec":"https://yaml.org/spec/1.2.2/"}"#,
            "\n"
        )
    );
}

#[test]
fn github_gets_workflow_commands() {
    let mut note =
        Diagnostic::new(&URL_INVALID, Place::file("100%, a:b.md").at(7, 2), "50%: x, y\r\nz").help("try\nthis");
    note.level = Level::Note;
    let mut warning = Diagnostic::new(&URL_INVALID, Place::default(), "w");
    warning.level = Level::Warning;
    let shown = Report::new(&[undated(), note, warning], Style::Github).to_string();
    let expected = "\
::error file=data/2016/newark.txt,line=31,title=record-undated::this record has no date, so no feed can carry it%0Adeclare `date: 2016-11-14` in its head
::notice file=100%25%2C a%3Ab.md,line=7,col=2,title=url-invalid::50%25: x, y%0D%0Az%0Atry%0Athis
::warning title=url-invalid::w
";
    assert_eq!(shown, expected);
}

#[test]
fn sarif_is_one_log_with_the_rules_that_occur() {
    let note = Diagnostic { level: Level::Note, ..Diagnostic::new(&URL_INVALID, Place::file("ä.md").line(2), "n") };
    let diagnostics = [syntax("a: b: c", 5), note, syntax("a: b: c", 6).help("quote it")];
    let log: Value = serde_json::from_str(&Report::new(&diagnostics, Style::Sarif).to_string()).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "courant");
    let rules: Vec<_> = run["tool"]["driver"]["rules"].as_array().expect("rules").iter().map(|r| &r["id"]).collect();
    assert_eq!(rules, ["yaml-syntax", "url-invalid"]);
    assert_eq!(run["tool"]["driver"]["rules"][0]["helpUri"], "https://yaml.org/spec/1.2.2/");
    assert_eq!(run["tool"]["driver"]["rules"][1].get("helpUri"), None);
    let results = run["results"].as_array().expect("results");
    let levels: Vec<_> = results.iter().map(|r| (&r["level"], &r["ruleIndex"])).collect();
    assert_eq!(levels, [(&json!("error"), &json!(0)), (&json!("note"), &json!(1)), (&json!("error"), &json!(0))]);
    assert_eq!(
        results[1]["locations"][0]["physicalLocation"],
        json!({ "artifactLocation": { "uri": "%C3%A4.md" }, "region": { "startLine": 2 } })
    );
    assert_eq!(results[2]["message"]["text"], "a value cannot go on like this\nquote it");
    let empty: Value = serde_json::from_str(&Report::new(&[], Style::Sarif).to_string()).expect("JSON");
    assert_eq!(empty["runs"][0]["results"], json!([]));
}

#[test]
fn nothing_that_is_quoted_passes_for_something_else() {
    let diagnostics = [hostile()];
    for style in Style::ALL {
        let shown = Report::new(&diagnostics, style).to_string();
        let active: Vec<char> = shown.chars().filter(|&c| c != '\n' && visible::is_active(c)).collect();
        assert!(active.is_empty(), "{style}: {active:?}");
        let starts = |word: &str| shown.lines().filter(|line| line.starts_with(word)).count();
        match style {
            Style::Human => {
                assert_eq!(starts("error["), 1, "{shown}");
                assert!(shown.contains("\\u{1b}[2J\\u{9b}31m"), "{shown}");
            }
            Style::Github => assert_eq!((shown.lines().count(), starts("::error file=")), (1, 1), "{shown}"),
            Style::Json | Style::Sarif => assert_eq!(shown.lines().count(), 1, "{shown}"),
        }
    }
    let line: Value = serde_json::from_str(&Report::new(&diagnostics, Style::Json).to_string()).expect("JSON");
    for member in ["message", "help", "file", "field", "record"] {
        assert_eq!(line[member], HOSTILE, "programs get the very text");
    }
}

#[test]
fn every_rule_can_be_shown() {
    let diagnostics: Vec<_> =
        super::super::rules::all().map(|rule| Diagnostic::new(rule, Place::file("a"), "m")).collect();
    assert!(text::ALL.iter().all(|rule| human(&diagnostics).contains(rule.name)));
    let log: Value = serde_json::from_str(&Report::new(&diagnostics, Style::Sarif).to_string()).expect("JSON");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(diagnostics.len()));
}

proptest! {
    #[test]
    fn any_line_and_column_can_be_shown(line in "(?s:.{0,200})", number in any::<u32>(), column in any::<u32>(), near in 0..220_u32) {
        for column in [column, near] {
            let place = Place { line: Some(number), column: Some(column), ..Place::file("a") };
            let diagnostics = [Diagnostic::new(&YAML_SYNTAX, place, line.clone()).excerpt(line.clone()).help(line.clone())];
            for style in Style::ALL {
                let shown = Report::new(&diagnostics, style).to_string();
                prop_assert!(!shown.contains(|c| c != '\n' && visible::is_active(c)), "{:?}", shown);
            }
        }
    }
}
