use super::{Builder, Census, Changes, Numbers};
use crate::source::Stamp;
use std::{ffi::OsStr, path::Path};

/// Directories with their files, and the number that each stamp is made of; 0 is a racy one.
fn census(directories: &[(&str, &[(&str, u64)])]) -> Census {
    let mut builder = Builder::default();
    builder.source(0);
    builder.walk("d");
    for (directory, files) in directories {
        builder.directory(Path::new("/r"), &Path::new("/r").join(directory), directory);
        for (name, stamp) in *files {
            builder.entry(OsStr::new(name), Some(Stamp::fixture(*stamp, *stamp == 0)));
        }
    }
    let (census, _) = builder.finish();
    let racy: Vec<u32> = census.racy().collect();
    let again = Census::read(census.bytes().to_vec(), &racy).expect("a census");
    assert_eq!((format!("{again:?}"), again.len()), (format!("{census:?}"), census.len()));
    census
}

fn names(census: &Census, numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|number| census.name(*number as usize)).collect()
}

#[test]
fn what_has_changed_is_found_wherever_it_stands() {
    let before = census(&[("d", &[("a", 1), ("b", 2), ("c", 0), ("e", 4)]), ("d/x", &[("a", 1), ("z", 9)])]);
    let same = before.since(&before);
    assert_eq!(names(&before, &same.changed), ["d/c"], "its stamp proves nothing");
    assert_eq!(same.known, Numbers::By((0..6).map(Some).collect()));
    let now = census(&[
        ("d", &[("a", 1), ("n", 2), ("e", 5), ("b", 2)]),
        ("d/w", &[("a", 1)]),
        ("d/x", &[("a", 1), ("y", 3), ("z", 9)]),
    ]);
    let changes = now.since(&before);
    assert_eq!(names(&now, &changes.changed), ["d/e"]);
    assert_eq!(names(&now, &changes.added), ["d/n", "d/w/a", "d/x/y"]);
    assert_eq!(names(&before, &changes.removed), ["d/c"]);
    assert_eq!(changes.known, Numbers::By(vec![Some(0), None, Some(3), Some(1), None, Some(4), None, Some(5)]));
    let gone = census(&[("d", &[("a", 1)])]).since(&before);
    assert_eq!(names(&before, &gone.removed), ["d/b", "d/c", "d/e", "d/x/a", "d/x/z"]);
    assert_eq!(census(&[]).since(&census(&[])), Changes::default());
}

/// Many come, go, change and change places, some of them near each other and some in long rows: as if each were looked up.
#[test]
fn however_much_comes_and_goes_each_is_found() {
    let all: Vec<(String, u64)> = (0..9000).map(|number| (format!("name-{number}"), 5)).collect();
    let of = |files: &[(String, u64)]| {
        let files: Vec<(&str, u64)> = files.iter().map(|(name, stamp)| (name.as_str(), *stamp)).collect();
        census(&[("d", &files)])
    };
    let before: Vec<_> = all.iter().enumerate().filter(|(n, _)| n % 41 != 3 && !(6000..7500).contains(n)).collect();
    let before: Vec<_> = before.into_iter().map(|(_, file)| file.clone()).collect();
    let mut now: Vec<_> = all.iter().enumerate().filter(|(n, _)| n % 97 != 9 && !(2000..2020).contains(n)).collect();
    now.swap(50, 51);
    now.swap(100, 5000);
    let mut now: Vec<_> = now.into_iter().map(|(_, file)| file.clone()).collect();
    now.iter_mut().step_by(13).for_each(|(_, stamp)| *stamp = 6);
    now.iter_mut().skip(300).step_by(501).for_each(|(name, _)| name.push_str("-other"));
    for (before, now) in [(&before, &now), (&now, &before)] {
        let (then, later) = (of(before), of(now));
        let changes = later.since(&then);
        let known = now.iter().map(|(name, _)| before.iter().position(|(other, _)| other == name));
        let known: Vec<Option<u32>> = known.map(|at| at.and_then(|at| u32::try_from(at).ok())).collect();
        assert_eq!(changes.known, Numbers::By(known.clone()));
        let changed = |(at, then): (u32, &Option<u32>)| {
            then.filter(|then| before[*then as usize].1 != now[at as usize].1).map(|_| at)
        };
        assert_eq!(changes.changed, (0..).zip(&known).filter_map(changed).collect::<Vec<_>>());
        let added = (0..).zip(&known).filter(|(_, then)| then.is_none()).map(|(at, _)| at);
        assert_eq!(changes.added, added.collect::<Vec<u32>>());
        let is_gone = |at: &u32| !known.contains(&Some(*at));
        assert_eq!(changes.removed, (0..u32::try_from(before.len()).expect("few")).filter(is_gone).collect::<Vec<_>>());
    }
}

#[test]
fn the_same_files_are_compared_by_their_bytes() {
    let names: Vec<String> = (0..2000).map(|number| format!("name-{number}")).collect();
    let with = |stamp: &dyn Fn(usize) -> u64| {
        let files: Vec<(&str, u64)> = names.iter().enumerate().map(|(n, name)| (name.as_str(), stamp(n))).collect();
        census(&[("d", &files), ("d/x", &[("a", 1)])])
    };
    let before = with(&|_| 5);
    let now = with(&|number| if matches!(number, 3 | 4 | 1999) { 6 } else { 5 });
    // However the bytes are cut, and whatever comes behind them.
    let beside = |now: &Census, then: &Census, prints: &[(u32, u64)], racy: &[u32]| {
        let bytes = [then.bytes(), b"what is known"].concat();
        let mut found: Option<Option<Vec<u32>>> = None;
        for size in [1, 7, 64, 4096, 5000, bytes.len()] {
            let (mut comparison, mut behind) = (now.comparison(), Vec::new());
            let is_alike = bytes.chunks(size).all(|piece| {
                let rest = comparison.piece(piece);
                rest.inspect(|rest| behind.extend_from_slice(rest)).is_some()
            });
            let is_alike = is_alike && behind == b"what is known";
            let changes = is_alike.then(|| comparison.changes(prints, racy).expect("sound"));
            if let Some(changes) = &changes {
                let nothing = Changes { known: Numbers::Alike, changed: changes.changed.clone(), ..Changes::default() };
                assert_eq!(*changes, nothing);
            }
            let changed = changes.map(|changes| changes.changed);
            assert!(
                found.as_ref().is_none_or(|found| *found == changed),
                "{found:?} and {changed:?} in pieces of {size}"
            );
            found = Some(changed);
        }
        found.flatten()
    };
    assert_eq!(beside(&now, &before, &[], &[]), Some(now.since(&before).changed));
    assert_eq!(beside(&now, &before, &[], &[]), Some(vec![3, 4, 1999]));
    let known = now.print(4).expect("a print");
    assert_eq!(beside(&now, &before, &[(4, known)], &[]), Some(vec![3, 1999]));
    assert_eq!(beside(&before, &before, &[(4, known)], &[]), Some(vec![4]), "it is as it was before it changed");
    assert_eq!(beside(&now, &before, &[], &[3, 9]), Some(vec![3, 4, 9, 1999]));
    let mut comparison = now.comparison();
    assert!(comparison.piece(before.bytes()).is_some());
    assert!(comparison.changes(&[(5000, 1)], &[]).is_none());
    let mut comparison = now.comparison();
    assert!(comparison.piece(&before.bytes()[..before.bytes().len() - 1]).is_some());
    assert!(comparison.changes(&[], &[]).is_none(), "not all of it");
    assert!(now.after(before.bytes().to_vec(), &[(5000, 1)], &[]).is_none());
    let other = census(&[("d", &[("a", 1), ("b", 2)])]);
    let renamed = census(&[("d", &[("a", 1), ("c", 2)])]);
    let longer = census(&[("d", &[("a", 1), ("b", 2), ("c", 2)])]);
    for then in [&renamed, &longer] {
        let print = 77;
        let mut patched = Census::read(then.bytes().to_vec(), &[]).expect("a census");
        assert!(patched.set_print(0, print));
        let (read, changes) = other.after(then.bytes().to_vec(), &[(0, print)], &[]).expect("a census");
        assert_eq!((read.bytes(), changes), (patched.bytes(), other.since(&patched)));
        assert_eq!(beside(&other, then, &[], &[]), None);
    }
}

#[test]
fn only_pieces_that_differ_are_read_and_each_is_proven() {
    const PIECE: usize = 1 << 16;
    // As long as it has to be for a piece to end in the middle of a print.
    const DIRECTORY: &str = "articles-of-the-year";
    let names: Vec<String> = (0..9000).map(|number| format!("name-{number:05}")).collect();
    let with = |stamp: &dyn Fn(usize) -> u64| {
        let files: Vec<(&str, u64)> = names.iter().enumerate().map(|(n, name)| (name.as_str(), stamp(n))).collect();
        census(&[(DIRECTORY, &files)])
    };
    let kept = with(&|_| 5);
    assert!(kept.bytes().len() > 3 * PIECE);
    // A print that begins in one piece and ends in the next.
    let split = (0..kept.len())
        .find(|entry| kept.print_at(*entry).is_some_and(|print| print.start / PIECE != (print.end - 1) / PIECE));
    let split = split.expect("pieces cut one of them");
    let last = with(&|number| if number == 3 || number == split { 6 } else { 5 });
    let now = with(&|number| match number {
        3 => 7,
        8998 => 6,
        number if number == split => 6,
        _ => 5,
    });
    let short = |entry: usize| u32::try_from(entry).expect("few");
    let print = |entry: usize| (short(entry), last.print(entry).expect("a print"));
    let prints = [print(3), print(split)];
    let mut asked = Vec::new();
    let mut read = |range: std::ops::Range<usize>| {
        asked.push(range.clone());
        kept.bytes().get(range).map(<[u8]>::to_vec)
    };
    let changes = now.since_pieces(last.pieces(), &prints, &[], &mut read).expect("the same files");
    let expected = now.after(kept.bytes().to_vec(), &prints, &[]).expect("a census").1;
    assert_eq!(changes.changed, [3, 8998]);
    assert_eq!((changes.changed, changes.known), (expected.changed, Numbers::Alike));
    let end = kept.bytes().len();
    assert_eq!(asked, [0..PIECE, end / PIECE * PIECE..end], "no other piece");
    let mut whole = |range: std::ops::Range<usize>| kept.bytes().get(range).map(<[u8]>::to_vec);
    let racy = now.since_pieces(last.pieces(), &prints, &[9, short(split)], &mut whole).expect("the same files");
    assert_eq!(racy.changed, [3, 9, short(split), 8998]);
    let same = last.since_pieces(last.pieces(), &prints, &[], &mut |_| None).expect("nothing is read");
    assert!(same.changed.is_empty());
    // What is not proven is not believed.
    for (pieces, prints) in
        [(last.pieces(), &prints[..1]), (kept.pieces(), &prints[..]), (&last.pieces()[1..], &prints)]
    {
        assert!(now.since_pieces(pieces, prints, &[], &mut whole).is_none());
    }
    let mut damaged = |range: std::ops::Range<usize>| {
        let mut bytes = kept.bytes().get(range)?.to_vec();
        bytes[77] ^= 1;
        Some(bytes)
    };
    assert!(now.since_pieces(last.pieces(), &prints, &[], &mut damaged).is_none());
    let longer: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 5)).chain([("z", 5)]).collect();
    let longer = census(&[(DIRECTORY, &longer)]);
    assert!(longer.since_pieces(kept.pieces(), &[], &[], &mut whole).is_none(), "one has come");
    assert!(
        kept.since_pieces(longer.pieces(), &[], &[], &mut |range| longer.bytes().get(range).map(<[u8]>::to_vec))
            .is_none()
    );
    let mut table = with(&|_| 5);
    table.table(1, "t", 0);
    assert!(table.since_pieces(kept.pieces(), &[], &[], &mut whole).is_none(), "rows have no pieces");
}

#[test]
fn bytes_that_are_no_census_are_none() {
    let whole = census(&[("d", &[("a", 1)])]);
    for end in 0..whole.bytes().len() {
        let read = Census::read(whole.bytes()[..end].to_vec(), &[]);
        assert!(read.is_none_or(|read| read.is_empty()), "cut at {end}");
    }
    assert!(Census::read(b"?".to_vec(), &[]).is_none());
    assert!(Census::read(whole.bytes().to_vec(), &[7]).is_none());
}

#[test]
fn some_entries_are_a_census_of_their_own() {
    let mut whole = census(&[("d", &[("a", 1), ("b", 2)]), ("d/x", &[("a", 3)])]);
    whole.table(1, "t", 7);
    whole.row("k", 5);
    let part = whole.only(&[1, 2, 3, 9]);
    assert_eq!(names(&part, &[0, 1, 2]), ["d/b", "d/x/a", "t#k"]);
    assert_eq!((part.len(), part.row_key(2), part.source(2), part.base(0)), (3, Some("k"), 1, Some("d")));
    assert_eq!((part.print(1), part.print(2)), (whole.print(2), Some(5)));
}
