//! ID3v2 tags with something odd in them: what is odd is left out, and the rest is read.

use super::{
    super::{Fault, Measured},
    bytes, frame, of, synchsafe,
};

/// A file with a tag of these frames.
fn tagged(version: u8, flags: u8, frames: &[Vec<u8>]) -> Measured {
    let content = frames.concat();
    let size = synchsafe(u32::try_from(content.len()).expect("small"));
    of(&[&[b'I', b'D', b'3', version, 0, flags][..], &size, &content, &bytes("cbr.mp3")].concat(), "a.mp3")
}

fn told(measured: &Measured) -> String {
    measured.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

fn chapter(name: &str, start: u32, title: &str, version: u8) -> Vec<u8> {
    let times = [start.to_be_bytes(), (start + 1000).to_be_bytes()].concat();
    let title = frame(b"TIT2", &[b"\0", title.as_bytes()].concat(), version);
    frame(b"CHAP", &[name.as_bytes(), &[0], &times, &[0xFF; 8], &title].concat(), version)
}

#[test]
fn one_odd_frame_takes_nothing_from_the_others() {
    for version in [3, 4] {
        let one = |name: &[u8], content: &[u8]| frame(name, content, version);
        let flagged = |flags: u8| {
            let mut odd = one(b"TPE1", b"\0Ada");
            odd[9] = flags;
            odd
        };
        let compressed = if version == 4 { 0x09 } else { 0x80 };
        for (odd, expected) in [
            (one(b"TDRC", b"\0Unknown"), "in `TDRC` `Unknown` is no date"),
            (one(b"TYER", b"\x0012/25/2021"), "in `TYER` `12/25/2021` is no date"),
            (one(b"TPE1", b"\x09Ada"), "`TPE1` is in an encoding that there is not"),
            (one(b"TPE1", b"\x03\xFF\xFE"), "`TPE1` is not in UTF-8, as it says that it is"),
            (one(b"TPE1", b"\x01\xFF\xFE\0\xD8"), "`TPE1` is not in UTF-16, as it says that it is"),
            (one(b"APIC", b"\0image/jpeg\0"), "`APIC` is cut off"),
            (one(b"CHAP", b"abc"), "`CHAP` is cut off"),
            (one(b"COMM", b"\0eng"), "`COMM` is cut off"),
            (flagged(0x10), "`TPE1` has flags that nobody knows"),
            (flagged(if version == 4 { 0x04 } else { 0x40 }), "`TPE1` is encrypted"),
            (flagged(compressed), "`TPE1` is c"),
        ] {
            let frames = [
                odd,
                one(b"TIT2", b"\0Salt"),
                one(b"TRCK", b"\x007/9"),
                chapter("c1", 0, "One", version),
                chapter("c2", 1000, "Two", version),
                one(b"COMM", b"\0eng\0Knots"),
            ];
            let measured = tagged(version, 0, &frames);
            let tags = &measured.tags;
            assert_eq!((tags.title.as_deref(), tags.track), (Some("Salt"), Some(7)), "{expected}");
            assert_eq!((tags.description.as_deref(), measured.chapters.len()), (Some("Knots"), 2), "{expected}");
            let told = told(&measured);
            assert!(
                told.starts_with("has tags that cannot be read: ") && told.contains(expected),
                "{told}: {expected}"
            );
            assert!(matches!(measured.faults[..], [Fault::Tags(_)]), "{told}");
        }
    }
    // Without the last byte of a character, and what is behind the last frame.
    let measured = tagged(4, 0, &[frame(b"TIT2", b"\x01\xFF\xFEA\0b\0\0", 4), vec![0; 40]]);
    assert_eq!((measured.tags.title.as_deref(), told(&measured).as_str()), (Some("Ab"), ""));
    let measured = tagged(4, 0, &[frame(b"TIT2", b"\0Salt", 4), b"TPE1\0\0\x7F\0\0\0\0x".to_vec()]);
    assert_eq!(measured.tags.title.as_deref(), Some("Salt"));
    assert!(told(&measured).ends_with("`TPE1` says that it is larger than the tag"), "{}", told(&measured));
}

#[test]
fn dates_are_read_in_every_form_that_is_one() {
    for (written, expected) in [
        ("2024-05-01", Some("2024-05-01")),
        ("20240501", Some("2024-05-01")),
        ("2024/05/01", Some("2024-05-01")),
        ("2024-05-01T10:00:00", Some("2024-05-01T10:00:00")),
        ("04 Mar 2021", Some("2021-03-04")),
        ("March 4, 2021", Some("2021-03-04")),
        ("2024", Some("2024")),
        ("2024-05", Some("2024-05")),
        ("May 2021", None),
        ("2024-02-31", None),
        ("2024-13", None),
        ("12/25/2021", None),
        ("2024-05-ab", None),
        ("20é", None),
        ("2024é-01-01", None),
        ("", None),
    ] {
        assert_eq!(super::super::tags::date_of(written).as_deref(), expected, "{written}");
    }
    let measured = tagged(3, 0, &[frame(b"TYER", b"\x002024", 3), frame(b"TDAT", b"\x000105", 3)]);
    assert_eq!(measured.tags.date.as_deref(), Some("2024-05-01"));
}

#[test]
fn what_programs_note_for_themselves_is_no_description() {
    let description = |frames: &[Vec<u8>]| tagged(4, 0, frames).tags.description;
    let own = frame(b"COMM", b"\0engiTunNORM\0 000005A1 000005A1", 4);
    assert_eq!(description(std::slice::from_ref(&own)), None);
    assert_eq!(description(&[own, frame(b"COMM", b"\0eng\0Knots", 4)]).as_deref(), Some("Knots"));
    assert_eq!(description(&[frame(b"COMM", b"\0eng\0Processed by SoX", 4)]), None);
    let named = frame(b"TXXX", b"\x03Description\0Ropes", 4);
    assert_eq!(description(&[frame(b"COMM", b"\0eng\0Knots", 4), named]).as_deref(), Some("Ropes"));
    // 2.2 has names of three letters, and sizes of three bytes.
    let old =
        |name: &[u8], content: &[u8]| [name, &[0, 0, u8::try_from(content.len()).expect("small")], content].concat();
    let frames = [
        old(b"COM", b"\0engiTunPGAP\x000"),
        old(b"TT2", b"\0Salt"),
        old(b"COM", b"\0eng\0Knots"),
        old(b"TRK", b"\x007"),
    ];
    let tags = tagged(2, 0, &frames).tags;
    assert_eq!(
        (tags.title.as_deref(), tags.description.as_deref(), tags.track),
        (Some("Salt"), Some("Knots"), Some(7))
    );
}

/// iTunes wrote the sizes of 2.3 into 2.4.
#[test]
fn sizes_of_the_other_version_are_understood() {
    for (version, written) in [(4, 3), (3, 4), (4, 4), (3, 3)] {
        let long = [b"\0", &[b'x'; 300][..]].concat();
        let frames =
            [frame(b"TALB", &long, written), frame(b"TIT2", b"\0Salt", written), frame(b"TRCK", b"\x0012", written)];
        let measured = tagged(version, 0, &frames);
        assert_eq!(measured.tags.title.as_deref(), Some("Salt"), "{version} {written}");
        assert_eq!((measured.tags.album.map(|album| album.len()), measured.tags.track), (Some(300), Some(12)));
        assert_eq!(measured.faults, []);
    }
}

#[test]
fn two_chapters_of_one_name_are_two() {
    let measured = tagged(4, 0, &[chapter("c", 0, "One", 4), chapter("c", 1000, "Two", 4)]);
    let titles: Vec<_> = measured.chapters.iter().map(|one| one.title.as_deref()).collect();
    assert_eq!(titles, [Some("One"), Some("Two")]);
}

#[test]
fn tags_in_chunks_and_older_ones_are_read_beside_an_odd_frame() {
    let odd = frame(b"TDRC", b"\0Unknown", 4);
    let mut old = b"TAGPilot".to_vec();
    old.resize(128, 0);
    let size = synchsafe(u32::try_from(odd.len()).expect("small"));
    let head = [&b"ID3\x04\0\0"[..], &size].concat();
    let measured = of(&[head.clone(), odd.clone(), bytes("cbr.mp3"), old].concat(), "a.mp3");
    assert_eq!(measured.tags.title.as_deref(), Some("Pilot"));
    let title = frame(b"TIT2", b"\0Salt", 4);
    let size = synchsafe(u32::try_from(odd.len() + title.len()).expect("small"));
    let tag = [&b"ID3\x04\0\0"[..], &size, &odd, &title].concat();
    let length = u32::try_from(tag.len()).expect("small").to_le_bytes();
    let measured = of(&[&bytes("sound.wav")[..], b"ID3 ", &length, &tag].concat(), "sound.wav");
    assert_eq!(measured.tags.title.as_deref(), Some("Salt"));
    assert_eq!(of(&bytes("sound.aiff"), "sound.aiff").tags.title.as_deref(), Some("Pilot"));
}
