#![allow(clippy::disallowed_methods, reason = "tests lay out the files that they read")]

use super::{Error, Found, Kind, SourceFile, Survey, load, scan};
use crate::{
    diagnostic::{Diagnostic, Level},
    record::raw::{BodyFormat, RawRecord, Table},
};
use std::{fs, path::Path};
use tempfile::TempDir;

fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

fn patterns(patterns: &[&str]) -> Vec<String> {
    patterns.iter().map(|pattern| (*pattern).to_owned()).collect()
}

fn discover(root: &Path, patterns: &[String], exclude: &[String]) -> Result<(Vec<SourceFile>, Vec<Diagnostic>), Error> {
    let mut survey = Survey::take(root, &[(patterns.to_vec(), exclude.to_vec(), false)])?;
    if let Some((_, error)) = survey.broken.pop() {
        return Err(error);
    }
    let (files, diagnostics) = survey.files(0);
    Ok((files.into_iter().map(|found| found.file).collect(), diagnostics))
}

fn names(root: &Path, include: &[&str], exclude: &[&str]) -> (Vec<String>, Vec<Diagnostic>) {
    let (files, diagnostics) = discover(root, &patterns(include), &patterns(exclude)).unwrap();
    (files.iter().map(|file| file.name.to_string()).collect(), diagnostics)
}

fn read(file: &SourceFile) -> (Vec<RawRecord>, Vec<Diagnostic>) {
    let (mut records, mut diagnostics) = (Vec::new(), Vec::new());
    scan(file, &mut |found| match found {
        Found::Record(record) => records.push(*record),
        Found::Trouble(diagnostic) => diagnostics.push(*diagnostic),
    })
    .unwrap();
    (records, diagnostics)
}

/// Reads one file, and each of its records a second time.
fn read_one(name: &str, bytes: &[u8]) -> (Vec<RawRecord>, Vec<Diagnostic>) {
    let root = tree(&[(name, bytes)]);
    let (files, _) = discover(root.path(), &patterns(&[name]), &[]).unwrap();
    let (records, diagnostics) = read(&files[0]);
    for record in &records {
        assert_eq!(load(&files[0], &record.origin).unwrap().as_ref(), Some(record), "{name}");
    }
    (records, diagnostics)
}

fn text<'a>(fields: &'a Table, path: &str) -> &'a str {
    fields.get_path(path).and_then(|node| node.as_text()).unwrap_or_else(|| panic!("no {path} in {fields:?}"))
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<(&str, Option<u32>)> {
    diagnostics.iter().map(|diagnostic| (diagnostic.rule.name, diagnostic.place.line)).collect()
}

#[test]
fn files_are_found_once_in_byte_order() {
    let root = tree(&[
        ("data/a-b.md", b""),
        ("data/a/x.md", b""),
        ("data/a/y.JSON", b""),
        ("data/.hidden/z.md", b""),
        ("data/.z.md", b""),
        ("data/node_modules/z.md", b""),
        ("data/_index.md", b""),
        ("data/_index.fr.md", b""),
        ("data/_indexed.md", b""),
        ("data/a/x.md~", b""),
        ("data/a/#x.md#", b""),
        ("data/skip/z.md", b""),
        ("other.md", b""),
    ]);
    let expected = ["data/_indexed.md", "data/a-b.md", "data/a/x.md", "data/a/y.JSON"];
    assert_eq!(names(root.path(), &["data/**/*.{md,JSON}", "./data/a*.md"], &["data/skip"]).0, expected);
    assert_eq!(names(root.path(), &["*.md"], &[]).0, ["other.md"]);
    assert_eq!(names(root.path(), &["*/a*.md"], &[]).0, ["data/a-b.md"]);
    assert_eq!(names(root.path(), &["data/.hidden/*.md"], &[]).0, ["data/.hidden/z.md"]);
    assert_eq!(names(root.path(), &["data/.*/*.md"], &[]).0, ["data/.hidden/z.md"]);
    assert_eq!(names(root.path(), &["nowhere/**/*.md"], &[]).0, [""; 0]);
    let below = root.path().join("data/a");
    assert_eq!(names(&below, &["../*.md"], &[]).0, ["../_indexed.md", "../a-b.md"]);
    let absolute = format!("{}/a*.md", root.path().join("data").display());
    assert_eq!(names(&below, &[&absolute], &[]).0, [format!("{}/data/a-b.md", root.path().display())]);
}

#[test]
fn a_named_file_must_be_there() {
    let root = tree(&[("a.md", b"x"), ("d/b.md", b"x")]);
    assert_eq!(names(root.path(), &["./a.md"], &[]).0, ["a.md"]);
    for (pattern, words) in [("b.md", "cannot read"), ("d", "directory"), ("d/[", "not a file pattern")] {
        let error = discover(root.path(), &patterns(&[pattern]), &[]).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn unknown_kinds_draw_one_warning_each() {
    let root = tree(&[("d/a.png", b""), ("d/b.PNG", b""), ("d/c", b""), ("d/e.md", b"")]);
    let (found, diagnostics) = names(root.path(), &["d/*"], &[]);
    assert_eq!(found, ["d/e.md"]);
    assert_eq!(codes(&diagnostics), [("file-kind-unknown", None); 2]);
    assert!(diagnostics[0].message.starts_with("2 files") && diagnostics[0].place.file.as_deref() == Some("d/a.png"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_in_circles_do_not_stop_the_others() {
    use std::os::unix::fs::symlink;
    let root = tree(&[("d/a.md", b""), ("far/b.md", b"")]);
    let d = root.path().join("d");
    symlink("..", d.join("circle")).unwrap();
    symlink("gone.md", d.join("dangling.md")).unwrap();
    symlink("gone", d.join(".#lock.md")).unwrap();
    symlink("../far", d.join("far1")).unwrap();
    symlink("../far", d.join("far2")).unwrap();
    symlink("a.md", d.join("same.md")).unwrap();
    symlink("self", d.join("self")).unwrap();
    let (found, diagnostics) = names(root.path(), &["d/**/*.md"], &[]);
    assert!(found.contains(&"d/a.md".to_owned()) && found.contains(&"d/same.md".to_owned()));
    assert!(found.contains(&"d/far1/b.md".to_owned()) && !found.contains(&"d/far2/b.md".to_owned()));
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.rule.name == "link-loop"));
    let places: Vec<_> = diagnostics.iter().filter_map(|diagnostic| diagnostic.place.file.as_deref()).collect();
    assert!(places.contains(&"d/dangling.md") && places.contains(&"d/far2"), "{places:?}");
}

#[cfg(unix)]
#[test]
fn links_to_directories_of_links_do_not_multiply() {
    let root = tree(&[("d/x30/a.md", b"")]);
    for level in 0..30 {
        let directory = root.path().join(format!("d/x{level}"));
        fs::create_dir_all(&directory).unwrap();
        for link in ["l", "r"] {
            std::os::unix::fs::symlink(format!("../x{}", level + 1), directory.join(link)).unwrap();
        }
    }
    assert!(names(root.path(), &["d/**/*.md"], &[]).0.len() < 2000);
}

#[test]
fn a_sidecar_corrects_its_record() {
    let root = tree(&[
        ("d/story.txt", b"Title: Old\nSubject: S\n\nBody of the story.\n"),
        ("d/story.toml", b"# by the desk\ntitle = \"New\"\ndate = 2020-01-02\n"),
        ("d/alone.toml", b"title = \"Alone\"\n"),
        ("d/photo.png", b""),
        ("d/photo.toml", b"title = \"Photo\"\n"),
    ]);
    let (files, _) = discover(root.path(), &patterns(&["d/*.txt"]), &[]).unwrap();
    assert_eq!(files[0].sidecar.as_ref().unwrap().1.as_ref(), "d/story.toml", "a sidecar need not be matched");
    let (all, _) = discover(root.path(), &patterns(&["d/*.{txt,toml}"]), &[]).unwrap();
    assert_eq!(all.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["d/alone.toml", "d/photo.toml", "d/story.txt"]);
    let (literal, _) = discover(root.path(), &patterns(&["d/story.txt"]), &[]).unwrap();
    assert!(literal[0].sidecar.is_some());
    let (records, diagnostics) = read(&files[0]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let fields = &records[0].fields;
    assert_eq!(fields.0.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["title", "date", "Subject"]);
    assert_eq!((text(fields, "title"), fields.get("title").unwrap().line), ("New", 2));
    assert_eq!((records[0].derived[0].field, records[0].derived[0].from.as_str()), ("sidecar", "d/story.toml"));
    assert_eq!(load(&files[0], &records[0].origin).unwrap().as_ref(), Some(&records[0]));
}

#[test]
fn a_broken_sidecar_withholds_its_record() {
    let root = tree(&[
        ("a.md", b"Body"),
        ("a.toml", b"draft = yes\n"),
        ("b.csv", b"title\nx\ny\n"),
        ("b.toml", b"title = 'x'"),
    ]);
    let (files, _) = discover(root.path(), &patterns(&["*.md", "*.csv"]), &[]).unwrap();
    let (records, diagnostics) = read(&files[0]);
    assert!(records.is_empty());
    assert_eq!(codes(&diagnostics), [("toml-syntax", Some(1))]);
    assert_eq!(diagnostics[0].place.file.as_deref(), Some("a.toml"));
    assert!(diagnostics[0].help.as_ref().unwrap().contains("`a.md` is left out"));
    let (records, diagnostics) = read(&files[1]);
    assert_eq!((records.len(), codes(&diagnostics)), (2, vec![("sidecar-unusable", None)]));
}

#[test]
fn markdown_has_fields_and_a_body_with_their_lines() {
    let (records, diagnostics) =
        read_one("a.md", "\u{feff}---\r\ntitle: Ä\r\ntags: [x, 13.20]\r\n---\r\n\r\nText\r\nmore\r\n".as_bytes());
    assert!(diagnostics.is_empty());
    let record = &records[0];
    assert_eq!((text(&record.fields, "title"), record.fields.get("title").unwrap().line), ("Ä", 2));
    let body = record.body.as_ref().unwrap();
    assert_eq!((body.text.as_str(), body.line, body.format), ("Text\nmore\n", 6, BodyFormat::Markdown));
    assert_eq!((record.origin.line, record.origin.bytes.clone(), record.origin.listed), (1, 0..56, false));
}

#[test]
fn each_kind_is_read_and_each_record_can_be_loaded_again() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("a.md", "---\ntitle: A\n---\nx", &["A"]),
        ("b.md", "Title: A\n\nx", &["A"]),
        ("c.markdown", "+++\ntitle = 'A'\n+++\n", &["A"]),
        ("a.html", "<html><head><title>A</title></head><body>x</body></html>", &["A"]),
        ("b.html", "---\ntitle: A\n---\n<p>x</p>", &["A"]),
        ("a.rst", "Shown\n=====\n\n:title: A\n\nx", &["A"]),
        ("a.txt", "Title: A\n\nx", &["A"]),
        ("b.txt", "---\ntitle: A\n---\nx", &["A"]),
        ("a.text", "---\ntitle: A\n---\nx", &["A"]),
        ("a.json", "{\"title\": \"A\"}", &["A"]),
        (
            "b.json",
            "\u{feff}[\n {\"title\": \"A\"},{\"title\": \"Ü\"} ,\r\n\r\n{\"title\":\n\"C\"}]\n",
            &["A", "Ü", "C"],
        ),
        ("c.json", "{\"articles\": [{\"title\": \"A\"}, {\"title\": \"B\"}]}", &["A", "B"]),
        ("c2.json", "{\"total\": 1, \"data\": [{\"title\": \"A\"}], \"links\": [], \"meta\": {\"x\": 1}}", &["A"]),
        ("c3.json", "{\"title\": \"A\", \"data\": [{\"title\": \"B\"}]}", &["A"]),
        (
            "d.json",
            "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"F\", \"items\": [{\"title\": \"A\"}]}",
            &["A"],
        ),
        ("a.jsonl", "\u{feff}{\"title\": \"A\"}\n\n  {\"title\": \"B\"}\r\n{\"title\": \"C\"}", &["A", "B", "C"]),
        ("a.csv", "\u{feff} title ,,n\r\nA,x,1\r\n\r\n\"B\",\"y\n\",\r\n,,\r\nC,,[1]", &["A", "B", "C"]),
        ("a.tsv", "title\tn\nA\t1,2\nB\t\n", &["A", "B"]),
        ("b.csv", "title;n\rA;1\rB;2\r", &["A", "B"]),
        ("a.yaml", "title: A\n", &["A"]),
        ("b.yml", "title: A\n---\n---\ntitle: B\n...\n", &["A", "B"]),
        ("c.yaml", "- title: A\n- {title: B}\n- &x\n  title: C\n- *x\n", &["A", "B", "C", "C"]),
        ("d.yaml", "posts: [{title: A}, {title: B}]\n", &["A", "B"]),
        ("a.toml", "title = 'A'\n", &["A"]),
        ("b.toml", "[[posts]]\ntitle = 'A'\n[posts.x]\ny = 1\n\n[[posts]]\ntitle = 'B'\n", &["A", "B"]),
    ];
    for (name, content, titles) in cases {
        let (records, diagnostics) = read_one(name, content.as_bytes());
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");

        let found: Vec<_> = records.iter().map(|record| text(&record.fields, "title")).collect();
        assert_eq!(found, *titles, "{name}");
        let is_list =
            titles.len() > 1 || name.ends_with("l") && name.contains("json") || ["c2.json", "d.json"].contains(name);
        assert!(records.iter().all(|record| record.origin.listed == is_list), "{name}");
        // The same text in UTF-16 gives the same records.
        let utf16 = format!("\u{feff}{}", content.trim_start_matches('\u{feff}'))
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>();
        let (wide, diagnostics) = read_one(name, &utf16);
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
        for (wide, record) in wide.iter().zip(&records) {
            assert_eq!(
                (&wide.fields, &wide.body, wide.origin.line),
                (&record.fields, &record.body, record.origin.line),
                "{name}"
            );
        }
        assert_eq!(wide.len(), records.len());
    }
}

#[test]
fn rows_know_their_place() {
    let (records, _) =
        read_one("a.csv", b"title,text,tags\n\"A\",\"one\ntwo\",\"[\"\"x\"\", {\"\"y\"\": 1}]\"\n[B],,x; y\n");
    let fields = &records[0].fields;
    assert_eq!((fields.get("text").unwrap().line, fields.get("tags").unwrap().line), (2, 3));
    assert_eq!(fields.get("tags").unwrap().items().len(), 2);
    assert_eq!((records[1].origin.line, text(&records[1].fields, "title")), (4, "[B]"));
    assert!(records[1].fields.get("text").unwrap().is_blank());
    let (records, _) = read_one("a.json", b"[{\"t\": 1},\n  {\"t\":\n 2}]");
    let place = |n: usize| records[n].fields.get("t").map(|node| (node.line, node.column)).unwrap();
    assert_eq!((place(0), place(1), records[1].origin.line), ((1, 8), (3, 2), 2));
    let long = format!("[{{\"p\": \"{}\"}}, {{\"t\": 1,\n\"u\": 2}}]", "x".repeat(10_000));
    let (records, _) = read_one("a.json", long.as_bytes());
    let place = |key: &str| records[1].fields.get(key).map(|node| (node.line, node.column)).unwrap();
    assert_eq!((place("t"), place("u")), ((1, 0), (2, 6)), "far to the right the column is unknown");
}

#[test]
fn a_bad_member_costs_no_other() {
    type Case<'a> = (&'a str, &'a [u8], usize, &'a [(&'a str, Option<u32>)]);
    let cases: &[Case<'_>] = &[
        (
            "a.jsonl",
            b"{\"a\": 1}\n{\"a\": }\n[1]\n{\"a\": \"\xff\"}\nnope\n{\"a\": 2}\n",
            2,
            &[
                ("json-syntax", Some(2)),
                ("record-not-a-table", Some(3)),
                ("file-encoding", Some(4)),
                ("json-syntax", Some(5)),
            ],
        ),
        (
            "a.json",
            b"[{\"a\": 1},\n{\"a\": 1,},\n7,\n{\"a\": {\"b\": 1}},]\nrest",
            2,
            &[
                ("json-syntax", Some(2)),
                ("record-not-a-table", Some(3)),
                ("json-syntax", Some(4)),
                ("json-syntax", Some(5)),
            ],
        ),
        ("b.json", b"[{\"a\": 1},\n{\"a\": [1}", 1, &[("json-syntax", Some(1))]),
        (
            "a.csv",
            b"a,b\n1,2\n3\n4,5,6\n7,8,\n\"\xe9\",9\n10,\"11\n",
            2,
            &[("csv-syntax", Some(3)), ("csv-syntax", Some(4)), ("file-encoding", Some(6)), ("csv-syntax", Some(7))],
        ),
        (
            "a.yaml",
            b"- a: 1\n- text\n- a: \"x\" y\n- a: 2\n",
            1,
            &[("record-not-a-table", Some(2)), ("yaml-syntax", Some(3))],
        ),
        ("b.yaml", b"a: 1\n---\njust text\n", 1, &[("record-not-a-table", Some(3))]),
    ];
    for (name, content, records, expected) in cases {
        let (found, diagnostics) = read_one(name, content);
        assert_eq!((found.len(), codes(&diagnostics)), (*records, expected.to_vec()), "{name}");
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.level == Level::Error));
    }
}

#[test]
fn what_is_broken_is_refused_with_a_place() {
    for (name, content, expected) in [
        ("a.md", &b"---\ntitle: \"a\" b\n---\nx"[..], ("front-matter-syntax", Some(2))),
        ("a.md", b"---\ntitle: a\n", ("front-matter-unclosed", Some(1))),
        ("a.txt", b"caf\xe9\n", ("file-encoding", Some(1))),
        ("a.html", b"h\0e\0l\0l\0o\0", ("file-encoding", None)),
        ("a.json", b"\"text\"", ("record-not-a-table", Some(1))),
        ("a.json", b"{\"a\": 1}\n{\"a\": 2}", ("json-syntax", Some(2))),
        ("a.toml", b"a = b", ("toml-syntax", Some(1))),
        ("a.csv", b"a,\"b\n1,2\n", ("csv-syntax", Some(1))),
    ] {
        let (records, diagnostics) = read_one(name, content);
        assert!(records.is_empty(), "{name}");
        assert_eq!(codes(&diagnostics), [expected], "{name}");
        assert!(diagnostics[0].help.is_some() || name == "a.json", "{name}");
    }
}

#[test]
fn empty_files_draw_a_note() {
    for name in ["a.md", "a.html", "a.rst", "a.txt", "a.json", "a.jsonl", "a.csv", "a.yaml", "a.toml"] {
        for content in ["", "\u{feff}", "\n \r\n"] {
            let (records, diagnostics) = read_one(name, content.as_bytes());
            assert!(records.is_empty());
            assert_eq!(codes(&diagnostics), [("file-empty", None)], "{name} {content:?}");
        }
    }
    for (name, content) in [
        ("a.json", "[]"),
        ("a.json", "{\"posts\": []}"),
        ("a.csv", "a,b\n,\n"),
        ("a.yaml", "# x\n"),
        ("a.toml", "# x\n"),
    ] {
        assert_eq!(codes(&read_one(name, content.as_bytes()).1), [("file-empty", None)], "{name}");
    }
}

#[test]
fn control_characters_lose_no_record() {
    let (records, diagnostics) = read_one("a.md", b"---\ntitle: a\x0bb\0\n---\nx\0y");
    assert_eq!(
        (text(&records[0].fields, "title"), codes(&diagnostics)),
        ("ab", vec![("text-control-character", Some(2))])
    );
    let (records, diagnostics) = read_one("a.jsonl", b"{\"t\": \"a\tb\"}\n{\"t\": \"\\ud800\"}\n");
    assert_eq!(records.len(), 2);
    assert_eq!(codes(&diagnostics), [("json-syntax", Some(1)), ("text-lone-surrogate", Some(2))]);
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.level == Level::Warning));
}

#[test]
fn what_is_too_large_is_passed_over() {
    let long = "x".repeat(super::limits::ROW);
    let (records, diagnostics) =
        read_one("a.jsonl", format!("{{\"a\": 1}}\n{{\"a\": \"{long}\"}}\n{{\"a\": 2}}\n").as_bytes());
    assert_eq!((records.len(), codes(&diagnostics)), (2, vec![("file-too-large", Some(2))]));
    let (records, diagnostics) = read_one("a.csv", format!("a\n1\n{long}xxx\n2\n").as_bytes());
    assert_eq!((records.len(), codes(&diagnostics)), (2, vec![("file-too-large", Some(3))]));
    let root = tree(&[("a.md", b"")]);
    let file = fs::OpenOptions::new().write(true).open(root.path().join("a.md")).unwrap();
    file.set_len(super::limits::WHOLE_FILE + 1).unwrap();
    let (files, _) = discover(root.path(), &patterns(&["a.md"]), &[]).unwrap();
    assert_eq!(codes(&read(&files[0]).1), [("file-too-large", None)]);
}

#[test]
fn a_changed_file_has_no_such_record_any_more() {
    for (name, before, after) in [
        ("a.md", "---\ntitle: A\n---\nx", "---\ntitle: A\n---\nlonger"),
        ("a.jsonl", "{\"a\": 1}\n{\"a\": 2}\n", "{\"a\": 1}\n"),
        ("a.jsonl", "{\"a\": 1}\n{\"a\": 2}\n", "{\"a\": 100000}\n{\"a\": 2}\n"),
        ("a.csv", "a\n1\n2\n", "a\n1\n"),
        ("a.json", "[{\"a\": 1},{\"a\": 2}]", "[{\"a\": 1}]"),
        ("a.yaml", "- a: 1\n- a: 2\n", "- a: 1\n"),
        ("a.toml", "[[x]]\na = 1\n[[x]]\na = 2\n", "[[x]]\na = 1\n"),
    ] {
        let root = tree(&[(name, before.as_bytes())]);
        let (files, _) = discover(root.path(), &patterns(&[name]), &[]).unwrap();
        let origin = read(&files[0]).0.pop().unwrap().origin;
        fs::write(root.path().join(name), after).unwrap();
        assert_eq!(load(&files[0], &origin).unwrap(), None, "{name}");
    }
}

#[test]
fn long_lists_are_read_in_linear_time() {
    let start = std::time::Instant::now();
    let commas = format!("[{}]", ",".repeat(100_000));
    read_all("a.json", &commas);
    read_all("b.json", &format!("[{}{{}}]", "{\"a\":1},".repeat(100_000)));
    read_all("c.yaml", &format!("[{}{{}}]", "{a: 1},".repeat(30_000)));
    read_all("d.toml", &format!("x = [{}]", "{a=1},".repeat(30_000)));
    read_all("e.md", &format!("---\n{}\n", "\n\n".repeat(100_000)));
    read_all("f.json", &format!("{{{}\"a\":1}}", "\"a\":1,".repeat(100_000)));
    read_all("g.yaml", &(0..50_000).map(|n| format!("k{n}: 1\n")).collect::<String>());
    read_all("h.rst", &format!(":a:\n{}", "  x\n\n".repeat(100_000)));
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

fn read_all(name: &str, content: &str) {
    let root = tree(&[(name, content.as_bytes())]);
    let (files, _) = discover(root.path(), &patterns(&[name]), &[]).unwrap();
    read(&files[0]);
}

#[test]
fn kinds_go_by_extension() {
    for (name, kind) in [
        ("a.MD", Some(Kind::Markdown)),
        ("a.Rmd", Some(Kind::Markdown)),
        ("a.mdx", Some(Kind::Markdown)),
        ("a.xhtml", Some(Kind::Html)),
        ("a.rest", Some(Kind::Rst)),
        ("a.text", Some(Kind::Text)),
        ("a.ndjson", Some(Kind::JsonLines)),
        ("a.TSV", Some(Kind::Csv)),
        ("a.yml", Some(Kind::Yaml)),
        ("a.xml", Some(Kind::Feed)),
        ("a.RSS", Some(Kind::Feed)),
        ("a.xsl", None),
        ("md", None),
    ] {
        assert_eq!(Kind::of(Path::new(name)), kind, "{name}");
    }
}
