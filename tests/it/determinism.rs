//! The same input gives the same bytes, wherever, whenever and however it is built.

use crate::{
    sources,
    support::{Publication, SITE, Tree},
};
use std::fs;

/// Records of every kind, and feeds of every sort; the files are written in this order or in the opposite one.
fn publication(reversed: bool) -> Publication {
    let publication = Publication::empty();
    let each = ["category", "author", "year", "section"].map(|each| format!("[[feed]]\neach = \"{each}\"\n"));
    publication.config(format!("{}\n{}", sources::every_kind(SITE), each.concat()));
    let mut files: Vec<(String, Vec<u8>)> =
        sources::ONE_ARTICLE.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    for number in 0..60 {
        let day = number % 7 + 1;
        let text = format!(
            "---\ntitle: Number {number}\ndate: 2025-02-0{day}\ntags: [t{}, T{}]\nauthor: A{}\n---\nText {number} with a [link](x{number}).\n",
            number % 5,
            number % 3,
            number % 4
        );
        files.push((format!("data/many/{}/n{number}.md", number % 3), text.into_bytes()));
    }
    // two bad records: their messages have to be the same, too
    files.push(("data/bad/one.md".to_owned(), b"---\ntitle: x\ndate: never\n---\nx\n".to_vec()));
    files.push(("data/bad/two.json".to_owned(), b"{".to_vec()));
    if reversed {
        files.reverse();
    }
    for (path, bytes) in files {
        publication.file(path, bytes);
    }
    publication
}

#[test]
fn environment_threads_and_directory_order_change_nothing() {
    let build = ["build", "--now", "2025-06-01", "--format", "json"];
    let first = publication(false);
    let outcome = first.run(build).expect_code(1);
    let expected = Tree::of(&first.root().join("feeds"));
    assert!(expected.files().len() > 20, "{:?}", expected.files());

    let variables: [&[(&str, &str)]; 5] = [
        &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")],
        &[("LC_ALL", "C"), ("TZ", "America/St_Johns"), ("COLUMNS", "20")],
        &[("LANG", "de_DE.ISO-8859-1"), ("TZ", ":/nowhere"), ("NO_COLOR", "1")],
        &[("RAYON_NUM_THREADS", "7"), ("SOURCE_DATE_EPOCH", "0")],
        &[("TZ", "Pacific/Kiritimati"), ("TERM", "xterm"), ("CLICOLOR_FORCE", "1")],
    ];
    for (number, variables) in variables.into_iter().enumerate() {
        let publication = publication(number % 2 == 0);
        let threads = ["-j1", "-j2", "-j8"][number % 3];
        let run = publication.courant(build.into_iter().chain([threads]));
        let other = variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run().expect_code(1);
        let tree = Tree::of(&publication.root().join("feeds"));
        assert!(tree.contents() == expected.contents(), "{variables:?} {threads}: other bytes");
        assert_eq!(other.stderr, outcome.stderr, "{variables:?} {threads}");
    }
}

#[test]
fn the_clock_is_not_in_the_bytes() {
    let (early, late) = (publication(false), publication(false));
    early.run(["build", "--now", "2025-06-01"]).expect_code(1);
    late.run(["build", "--now", "2031-12-31T23:59:59Z"]).expect_code(1);
    let tree = |publication: &Publication| Tree::of(&publication.root().join("feeds"));
    assert!(tree(&early).contents() == tree(&late).contents());
}

#[test]
fn the_place_from_which_it_is_run_is_not_in_the_bytes() {
    let (inside, outside) = (publication(false), publication(false));
    inside.run(["build"]).expect_code(1);
    fs::create_dir(outside.root().join("sub")).expect("the test can make a directory");
    outside.courant(["-C", "..", "build"]).inside("sub").run().expect_code(1);
    let tree = |publication: &Publication| Tree::of(&publication.root().join("feeds"));
    assert!(tree(&inside).contents() == tree(&outside).contents());
}

#[test]
fn records_are_listed_in_one_order() {
    let (one, two) = (publication(false), publication(true));
    let list =
        |publication: &Publication, threads: &str| publication.run(["records", "--format", "json", threads]).stdout;
    assert_eq!(list(&one, "-j1"), list(&two, "-j8"));
}

#[test]
fn building_again_writes_nothing() {
    let publication = publication(false);
    publication.run(["build"]).expect_code(1);
    let first = publication.tree();
    for args in [&["build"][..], &["build", "-j1"], &["build", "news"], &["build", "--dry-run"]] {
        publication.run(args).expect_code(1);
        assert_eq!(
            publication.tree().without(["site/.courant"]).changes_since(&first.without(["site/.courant"])),
            [""; 0],
            "{args:?}"
        );
    }
}
