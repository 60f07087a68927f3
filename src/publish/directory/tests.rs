#![expect(clippy::disallowed_methods, reason = "the tests set the scene with files of their own")]

use super::{Outcome, Publisher, Receipt, TEMP_PREFIX, TEMP_SUFFIX};
use crate::publish::Error;
use std::{
    cell::Cell,
    fs,
    io::{self, ErrorKind},
    path::Path,
};
use tempfile::TempDir;

fn scene() -> TempDir {
    tempfile::tempdir().expect("a temp directory")
}

fn stage(publisher: &mut Publisher, path: &str, bytes: &str) -> Result<Outcome, Error> {
    publisher.stage(path, &|out| out.write_all(bytes.as_bytes()))
}

/// Publishes files in one run.
fn publish(root: &Path, files: &[(&str, &str)]) -> Result<Receipt, Error> {
    let mut publisher = Publisher::open(root)?;
    for (path, bytes) in files {
        stage(&mut publisher, path, bytes)?;
    }
    publisher.commit()
}

/// Every file and directory below `root`, directories with a `/` at the end.
fn tree(root: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name();
    entries
        .into_iter()
        .map(|entry| {
            let entry = entry.expect("a readable entry");
            let path = entry.path().strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            if entry.file_type().is_dir() { path + "/" } else { path }
        })
        .collect()
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).expect("a text file")
}

#[test]
fn files_appear_with_the_commit_and_not_before() {
    let scene = scene();
    let root = scene.path().join("public/feeds");
    let mut publisher = Publisher::open(&root).expect("opens");
    assert_eq!(stage(&mut publisher, "rss.xml", "<rss/>").expect("stages"), Outcome::Staged);
    assert_eq!(stage(&mut publisher, "category/politics/atom.xml", "<feed/>").expect("stages"), Outcome::Staged);
    assert!(!root.join("rss.xml").exists() && !root.join("category/politics/atom.xml").exists());

    let receipt = publisher.commit().expect("commits");
    assert_eq!(receipt, Receipt { written: vec!["rss.xml".into(), "category/politics/atom.xml".into()], unchanged: 0 });
    assert_eq!(read(root.join("rss.xml")), "<rss/>");
    assert_eq!(read(root.join("category/politics/atom.xml")), "<feed/>");
    assert_eq!(tree(&root), ["category/", "category/politics/", "category/politics/atom.xml", "rss.xml"]);
}

#[cfg(unix)]
#[test]
fn equal_bytes_are_not_written() {
    use std::os::unix::fs::MetadataExt;

    let scene = scene();
    publish(scene.path(), &[("news/rss.xml", "same"), ("news/atom.xml", "old")]).expect("publishes");
    let facts = |path: &str| {
        let found = fs::metadata(scene.path().join(path)).expect("exists");
        (found.ino(), found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec())
    };
    let (same, old) = (facts("news/rss.xml"), facts("news/atom.xml"));

    let receipt = publish(scene.path(), &[("news/rss.xml", "same"), ("news/atom.xml", "new")]).expect("publishes");
    assert_eq!(receipt, Receipt { written: vec!["news/atom.xml".into()], unchanged: 1 });
    assert_eq!(facts("news/rss.xml"), same);
    assert_ne!(facts("news/atom.xml").0, old.0);
    assert_eq!(read(scene.path().join("news/atom.xml")), "new");
}

#[test]
fn the_writer_runs_as_often_as_it_must() {
    let scene = scene();
    let count = |bytes: &str| {
        let calls = Cell::new(0);
        let mut publisher = Publisher::open(scene.path()).expect("opens");
        let write = |out: &mut dyn io::Write| {
            calls.set(calls.get() + 1);
            out.write_all(bytes.as_bytes())
        };
        publisher.stage("rss.xml", &write).expect("stages");
        publisher.commit().expect("commits");
        calls.get()
    };
    assert_eq!((count("a"), count("a"), count("b")), (1, 1, 2));
}

#[test]
fn without_a_commit_nothing_is_left() {
    let scene = scene();
    fs::create_dir(scene.path().join("kept")).expect("a directory");
    fs::write(scene.path().join("kept/rss.xml"), "old").expect("a file");
    let mut publisher = Publisher::open(&scene.path().join("new/root")).expect("opens");
    stage(&mut publisher, "a/b/rss.xml", "new").expect("stages");
    drop(publisher);
    let mut publisher = Publisher::open(scene.path()).expect("opens");
    stage(&mut publisher, "kept/rss.xml", "new").expect("stages");
    stage(&mut publisher, "kept/deep/er/rss.xml", "new").expect("stages");
    drop(publisher);
    assert_eq!(tree(scene.path()), ["kept/", "kept/rss.xml"]);
    assert_eq!(read(scene.path().join("kept/rss.xml")), "old");
}

#[test]
fn a_writer_that_fails_spoils_nothing_else() {
    let scene = scene();
    fs::write(scene.path().join("rss.xml"), "old").expect("a file");
    let mut publisher = Publisher::open(scene.path()).expect("opens");
    for path in ["rss.xml", "new/rss.xml"] {
        let error = publisher
            .stage(path, &|out| {
                out.write_all(b"half of it")?;
                Err(io::Error::from(ErrorKind::StorageFull))
            })
            .expect_err("the disk is full");
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert!(error.to_string().contains(path), "{error}");
    }
    stage(&mut publisher, "atom.xml", "new").expect("stages");
    assert_eq!(publisher.commit().expect("commits").written, ["atom.xml"]);
    assert_eq!(tree(scene.path()), ["atom.xml", "rss.xml"]);
    assert_eq!(read(scene.path().join("rss.xml")), "old");
}

#[test]
fn leftovers_of_a_killed_run_are_removed_and_nothing_else() {
    let scene = scene();
    let leftover = format!("{TEMP_PREFIX}a1B2c3{TEMP_SUFFIX}");
    fs::create_dir_all(scene.path().join("news")).expect("directories");
    fs::create_dir_all(scene.path().join("other")).expect("directories");
    fs::create_dir(scene.path().join(format!("news/{TEMP_PREFIX}directory{TEMP_SUFFIX}"))).expect("a directory");
    for name in [leftover.as_str(), ".courant-.tmp", ".courant-notes", "x.tmp", ".other-a1B2c3.tmp"] {
        fs::write(scene.path().join("news").join(name), "half").expect("a file");
    }
    fs::write(scene.path().join("other").join(&leftover), "half").expect("a file");
    publish(scene.path(), &[("news/rss.xml", "new"), ("news/atom.xml", "new")]).expect("publishes");
    assert_eq!(
        tree(&scene.path().join("news")),
        [
            ".courant-.tmp",
            ".courant-directory.tmp/",
            ".courant-notes",
            ".other-a1B2c3.tmp",
            "atom.xml",
            "rss.xml",
            "x.tmp"
        ]
    );
    assert!(scene.path().join("other").join(leftover).exists(), "only directories that are written to are swept");
}

#[test]
fn one_publisher_at_a_time() {
    let scene = scene();
    let first = Publisher::open(scene.path()).expect("opens");
    let error = Publisher::open(scene.path()).expect_err("the first one still holds it");
    assert!(matches!(error, Error::Busy { .. }), "{error}");
    drop(first);
    assert!(Publisher::open(scene.path()).is_ok());
}

#[test]
fn names_that_are_taken_are_refused() {
    let scene = scene();
    fs::create_dir_all(scene.path().join("rss.xml")).expect("a directory");
    fs::write(scene.path().join("news"), "a file").expect("a file");
    let mut publisher = Publisher::open(scene.path()).expect("opens");
    stage(&mut publisher, "a", "a").expect("stages");
    stage(&mut publisher, "b/c", "c").expect("stages");
    for (path, reason) in [
        ("rss.xml", "is a directory"),
        ("news/rss.xml", "is a file, and a directory is needed"),
        ("a/x", "is a file of this run"),
        ("b", "is a directory"),
        ("a", "written twice"),
        ("b/c", "written twice"),
        ("../a", "`.` and `..`"),
        ("/a", "relative"),
    ] {
        let error = stage(&mut publisher, path, "new").expect_err(path).to_string();
        assert!(error.contains(reason), "{path}: {error}");
    }
    publisher.commit().expect("commits");
    assert_eq!(tree(scene.path()), ["a", "b/", "b/c", "news", "rss.xml/"]);
    assert_eq!(read(scene.path().join("news")), "a file");
}

#[test]
fn an_output_directory_that_is_a_file_is_named() {
    let scene = scene();
    fs::write(scene.path().join("feeds"), "a file").expect("a file");
    for root in ["feeds", "feeds/below"] {
        let error = Publisher::open(&scene.path().join(root)).expect_err(root).to_string();
        assert!(error.contains("feeds") && error.contains("a directory is needed"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_inside_the_output_directory() {
    use std::os::unix::fs::symlink;

    let scene = scene();
    let root = scene.path().join("feeds");
    for directory in ["feeds/inside", "outside"] {
        fs::create_dir_all(scene.path().join(directory)).expect("a directory");
    }
    fs::write(scene.path().join("outside/file"), "old").expect("a file");
    for (target, link) in [
        ("../outside", "escape"),
        ("inside", "within"),
        ("missing", "dangling"),
        ("loop", "loop"),
        ("../outside/file", "file"),
        ("../outside", "directory.xml"),
        ("../outside/file", "equal.xml"),
        ("../outside/file", "differs.xml"),
        ("missing", "dangling.xml"),
        ("loop.xml", "loop.xml"),
    ] {
        symlink(target, root.join(link)).expect("a link");
    }
    let mut publisher = Publisher::open(&root).expect("opens");
    for (path, reason) in [
        ("escape/rss.xml", "outside of its directory"),
        ("escape/new/rss.xml", "outside of its directory"),
        ("dangling/rss.xml", "leads nowhere"),
        ("loop/rss.xml", "leads nowhere"),
        ("file/rss.xml", "outside of its directory"),
        ("directory.xml", "is a directory"),
    ] {
        let error = stage(&mut publisher, path, "new").expect_err(path).to_string();
        assert!(error.contains(reason), "{path}: {error}");
    }
    assert_eq!(stage(&mut publisher, "within/rss.xml", "new").expect("stages"), Outcome::Staged);
    assert!(stage(&mut publisher, "inside/rss.xml", "new").is_err(), "the same file by another name");
    assert_eq!(stage(&mut publisher, "equal.xml", "old").expect("stages"), Outcome::Unchanged);
    for path in ["differs.xml", "dangling.xml", "loop.xml"] {
        assert_eq!(stage(&mut publisher, path, "new").expect(path), Outcome::Staged);
    }
    publisher.commit().expect("commits");
    assert_eq!(read(root.join("inside/rss.xml")), "new");
    for path in ["differs.xml", "dangling.xml", "loop.xml"] {
        assert!(fs::symlink_metadata(root.join(path)).expect("exists").is_file(), "{path} is still a link");
        assert_eq!(read(root.join(path)), "new");
    }
    assert!(fs::symlink_metadata(root.join("equal.xml")).expect("exists").is_symlink());
    assert_eq!(tree(&scene.path().join("outside")), ["file"]);
    assert_eq!(read(scene.path().join("outside/file")), "old");
}

#[cfg(unix)]
#[test]
fn a_special_file_is_neither_read_nor_replaced() {
    use std::os::unix::{fs::symlink, net::UnixListener};

    let scene = scene();
    let _socket = UnixListener::bind(scene.path().join("socket")).expect("a socket");
    symlink("/dev/zero", scene.path().join("endless")).expect("a link");
    for path in ["socket", "endless"] {
        let error = publish(scene.path(), &[(path, "new")]).expect_err(path).to_string();
        assert!(error.contains("no ordinary file"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn modes_are_those_of_an_ordinary_file_or_of_the_old_one() {
    use std::os::unix::fs::PermissionsExt;

    let scene = scene();
    let mode = |path: &str| fs::metadata(scene.path().join(path)).expect("exists").permissions().mode() & 0o7777;
    fs::write(scene.path().join("ordinary"), "").expect("a file");
    fs::write(scene.path().join("old.xml"), "old").expect("a file");
    fs::set_permissions(scene.path().join("old.xml"), fs::Permissions::from_mode(0o640)).expect("a mode");
    publish(scene.path(), &[("new.xml", "new"), ("old.xml", "new")]).expect("publishes");
    assert_eq!(mode("new.xml"), mode("ordinary"));
    assert_eq!(mode("old.xml"), 0o640);
}

#[cfg(unix)]
#[test]
fn a_read_only_directory_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let scene = scene();
    let locked = scene.path().join("locked");
    fs::create_dir(&locked).expect("a directory");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("a mode");
    // The superuser may write everywhere.
    if tempfile::tempfile_in(&locked).is_err() {
        for path in ["locked/rss.xml", "locked/deep/rss.xml"] {
            let error = publish(scene.path(), &[(path, "new")]).expect_err(path).to_string();
            assert!(error.contains("locked") && error.contains("permission denied"), "{error}");
        }
        let error = Publisher::open(&locked.join("feeds")).expect_err("cannot be created").to_string();
        assert!(error.contains("locked/feeds") && error.contains("permission denied"), "{error}");
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn a_name_that_cannot_be_given_keeps_back_only_what_may_lead_to_it() {
    for (obstacle, expected, kept_back) in [
        ("2.xml", ["1.xml", "new/3.xml", "4.xml"].as_slice(), ["2.xml"].as_slice()),
        ("new/3.xml", &["1.xml", "2.xml"], &["new/3.xml", "4.xml"]),
    ] {
        let scene = scene();
        let mut publisher = Publisher::open(scene.path()).expect("opens");
        for path in ["1.xml", "2.xml", "new/3.xml", "4.xml"] {
            stage(&mut publisher, path, "new").expect("stages");
        }
        // Somebody makes a directory of that name in the very last moment.
        fs::create_dir(scene.path().join(obstacle)).expect("a directory");
        let error = publisher.commit().expect_err("a directory is in the way");
        let Error::Incomplete { written, unwritten, .. } = &error else { panic!("{error}") };
        assert_eq!(written, expected);
        assert_eq!(unwritten, kept_back);
        assert_eq!(tree(scene.path()).len(), expected.len() + 2, "two directories, and no temp file is left");
    }
}

#[test]
fn many_files_are_published_as_few_are() {
    let scene = scene();
    let files: Vec<(String, String)> =
        (0..200).map(|n| (format!("category/{n}/rss.xml"), format!("<rss n='{n}'/>"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_str())).collect();
    let receipt = publish(scene.path(), &files).expect("publishes");
    assert_eq!((receipt.written.len(), receipt.unchanged), (200, 0));
    assert!(receipt.written.iter().zip(&files).all(|(written, (path, _))| written == path));
    assert_eq!(tree(scene.path()).len(), 401);
    assert_eq!(read(scene.path().join("category/137/rss.xml")), "<rss n='137'/>");
    let again = publish(scene.path(), &files).expect("publishes");
    assert_eq!(again, Receipt { written: vec![], unchanged: 200 });
}

#[test]
fn a_large_file_is_compared_and_written_as_a_stream() {
    let scene = scene();
    let write = |last: u8| {
        move |out: &mut dyn io::Write| {
            for n in 0..100_000_u32 {
                out.write_all(&n.to_le_bytes())?;
            }
            out.write_all(&[last])
        }
    };
    for (last, outcome) in [(1, Outcome::Staged), (1, Outcome::Unchanged), (2, Outcome::Staged)] {
        let mut publisher = Publisher::open(scene.path()).expect("opens");
        assert_eq!(publisher.stage("big.json", &write(last)).expect("stages"), outcome);
        publisher.commit().expect("commits");
    }
    let bytes = fs::read(scene.path().join("big.json")).expect("a file");
    assert_eq!((bytes.len(), bytes.last()), (400_001, Some(&2)));
}
