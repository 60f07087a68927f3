//! Files that are no proper files, and names that are no proper names.

use super::{publication, survive};
use std::{fs, os::unix::fs::symlink, process::Command};

#[test]
fn links_files_and_pipes_that_lead_nowhere() {
    let publication = publication();
    let data = publication.root().join("data");
    fs::create_dir_all(data.join("deep/er")).expect("the test can make directories");
    symlink("..", data.join("deep/er/up")).expect("the test can make links");
    symlink(".", data.join("self")).expect("the test can make links");
    symlink("b.md", data.join("a.md")).expect("the test can make links");
    symlink("a.md", data.join("b.md")).expect("the test can make links");
    symlink("nowhere.md", data.join("dangling.md")).expect("the test can make links");
    symlink("/dev/zero", data.join("zero.txt")).expect("the test can make links");
    fs::create_dir(data.join("directory.md")).expect("the test can make directories");
    let made = Command::new("mkfifo").arg(data.join("pipe.md")).status().expect("mkfifo starts");
    assert!(made.success());
    publication.file("data/deep/er/real.md", "---\ntitle: Real\ndate: 2025-01-02\n---\nText\n");
    let (outcome, items) = survive(&publication);
    let titles: Vec<_> = items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["Real"], "{}", outcome.stderr);
    for file in ["data/dangling.md", "data/a.md"] {
        assert!(
            outcome.diagnostics().iter().any(|found| found["file"] == file),
            "nothing said about {file}: {}",
            outcome.stderr
        );
    }
}

#[test]
fn a_link_in_the_output_directory_is_not_written_through() {
    let publication = publication();
    publication.file("precious.txt", "precious");
    fs::create_dir_all(publication.root().join("feeds/news")).expect("the test can make directories");
    symlink("../../precious.txt", publication.root().join("feeds/news/rss.xml")).expect("the test can make links");
    survive(&publication);
    assert_eq!(publication.read("precious.txt"), "precious");
}

#[test]
fn files_that_stop_in_the_middle() {
    let record = |title: &str, day: u32| {
        format!("{{\"title\": \"{title}\", \"date\": \"2025-01-{day:02}\", \"content_text\": \"x\"}}")
    };
    let publication = publication();
    publication.file(
        "data/list.jsonl",
        format!("{}\n{{\"title\": \"Cut\n{}\n\n[]\n7\n{}", record("J1", 2), record("J2", 3), record("J3", 4)),
    );
    publication.file("data/list.json", format!("[{}, {}, {{\"title\": \"Cut", record("L1", 5), record("L2", 6)));
    publication.file("data/rows.csv", "title,date,content_text\nC1,2025-01-07,x\nC2,2025-01-08\nC3,2025-01-09,x,y,z\n\nC4,2025-01-10,\"never closed\n");
    publication.file("data/open.md", "---\ntitle: Open\ndate: 2025-01-11\nText without end\n");
    publication.file("data/quote.yaml", "title: \"x\ndate: [\n");
    publication.file("data/bad.toml", "title = x\n");
    publication.file("data/empty.md", "");
    publication.file("data/empty.json", "");
    publication.file("data/empty.csv", "");
    publication.file("data/empty.jsonl", "\n\n");
    publication.file("data/blank.txt", " \n\n");
    publication.file("data/bom.md", "\u{feff}");
    let (outcome, items) = survive(&publication);
    let titles: Vec<_> = items.iter().map(|item| item.title.as_str()).collect();
    for title in ["J1", "J2", "J3", "C1"] {
        assert!(titles.contains(&title), "{title} is missing of {titles:?}\n{}", outcome.stderr);
    }
    let diagnostics = outcome.diagnostics();
    let at = |file: &str, line: u64| diagnostics.iter().any(|found| found["file"] == file && found["line"] == line);
    assert!(at("data/list.jsonl", 2) && at("data/list.jsonl", 5) && at("data/list.jsonl", 6), "{diagnostics:#?}");
    assert!(at("data/rows.csv", 3), "{diagnostics:#?}");
    for file in ["data/list.json", "data/open.md", "data/quote.yaml", "data/bad.toml"] {
        assert!(
            diagnostics.iter().any(|found| found["file"] == file && found["level"] == "error"),
            "{file}: {diagnostics:#?}"
        );
    }
}

#[test]
fn file_names_of_every_kind() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let publication = publication();
    let names: [&[u8]; 10] = [
        b"two words.md",
        b"line\nbreak.md",
        b"latin\xe9.md",
        b"--help.md",
        b"# + %20[].md",
        b"....md",
        b".md",
        b"\x1b[31mred.md",
        "😀.md".as_bytes(),
        b"a'\"`$(id).md",
    ];
    for (number, name) in names.iter().enumerate() {
        publication.file(
            std::path::Path::new("data").join(OsStr::from_bytes(name)),
            format!("---\ntitle: N{number}\ndate: 2025-01-02\n---\nText {number}\n"),
        );
    }
    let (outcome, items) = survive(&publication);
    assert!(items.len() >= 7, "{items:#?}\n{}", outcome.stderr);
}
