//! Files whose values are known, files that are odd or broken, and bytes that are neither.

mod hidden;
mod id3;
mod odd;

use super::{Colour, Fault, Kind, Measured, measure, measure_reader};
use proptest::{prelude::*, test_runner::RngSeed};
use std::{fs, io::Cursor, path::Path};

fn directory() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(directory().join(name)).expect("a file of the tests")
}

fn of(bytes: &[u8], name: &str) -> Measured {
    measure_reader(&mut Cursor::new(bytes), name).expect("bytes can be read")
}

/// What a file is, how long it plays, and what is wrong with it, in one line.
fn line(measured: &Measured, name: &str) -> String {
    let kind = measured.kind.media_type(name).map_or_else(|| "-".to_owned(), |kind| kind.to_string());
    let seconds = measured.duration.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.1}"));
    let faults: Vec<String> = measured.faults.iter().map(ToString::to_string).collect();
    let chapters = if measured.chapters.is_empty() { "" } else { " with chapters" };
    format!("{kind} {seconds}{chapters} {}", faults.join(" | ")).trim_end().to_owned()
}

#[test]
fn every_kind_is_known_by_its_content_and_measured() {
    let expected = [
        ("adts.aac", "audio/aac 3.3"),
        ("cbr.mp3", "audio/mpeg 3.3"),
        ("chained.ogg", "audio/ogg 2.5"),
        ("chapters.flac", "audio/flac 3.2 with chapters"),
        ("chapters.mka", "audio/x-matroska 3.2 with chapters"),
        ("chapters.mp3", "audio/mpeg 3.3 with chapters"),
        ("chapters.ogg", "audio/ogg 3.2 with chapters"),
        ("chapters.opus", "audio/opus 3.2 with chapters"),
        ("chapters.webm", "audio/webm 3.2 with chapters"),
        ("chapters_id3v23.mp3", "audio/mpeg 3.3 with chapters"),
        ("cover.mp3", "audio/mpeg 3.3"),
        ("compressed.wav", "audio/wav 1.5"),
        ("early_moov.m4a", "audio/mp4 3.2 with chapters"),
        ("film.mov", "video/quicktime 2.0"),
        ("film.mp4", "video/mp4 2.0"),
        ("film.ogv", "video/ogg 2.0"),
        ("film.webm", "video/webm 2.0"),
        ("fragmented.m4a", "audio/mp4 3.3"),
        ("large.wav", "audio/wav 1.5"),
        ("late_moov.m4a", "audio/mp4 3.2 with chapters"),
        ("live.webm", "audio/webm 3.2"),
        ("piped.flac", "audio/flac 3.2"),
        ("piped.wav", "audio/wav 1.5"),
        ("slow.mp3", "audio/mpeg 3.4"),
        ("sound.aiff", "audio/aiff 1.5"),
        ("sound.wav", "audio/wav 1.5"),
        ("speech.spx", "audio/ogg 3.2"),
        ("vbr.mp3", "audio/mpeg 3.3"),
        ("vbr_without_header.mp3", "audio/mpeg 3.3"),
        ("square.png", "image/png -"),
        ("moving.gif", "image/gif -"),
        ("wide.jpg", "image/jpeg -"),
    ];
    let found: Vec<(&str, String)> = expected
        .iter()
        .map(|(name, _)| {
            let measured = measure(&directory().join(name)).expect("a file of the tests");
            assert_eq!(measured.length, bytes(name).len() as u64);
            (*name, line(&measured, name))
        })
        .collect();
    assert_eq!(found, expected.map(|(name, line)| (name, line.to_owned())));
}

#[test]
fn tags_and_chapters_of_every_kind_say_the_same() {
    for name in ["chapters.mp3", "chapters_id3v23.mp3", "late_moov.m4a", "chapters.opus", "chapters.mka"] {
        let Measured { tags, chapters, .. } = measure(&directory().join(name)).expect("a file of the tests");
        assert_eq!(tags.title.as_deref(), Some("Pilot"), "{name}");
        assert_eq!(tags.artist.as_deref(), Some("Ada"), "{name}");
        assert_eq!(tags.album.as_deref(), Some("The Show"), "{name}");
        assert_eq!(tags.track, Some(7), "{name}");
        assert_eq!(tags.date.as_deref(), Some("2024-05-01"), "{name}");
        let chapters: Vec<_> = chapters.iter().map(|one| (one.start, one.title.as_deref())).collect();
        assert_eq!(chapters, [(0.0, Some("Intro")), (1.25, Some("Größe & <Maß>"))], "{name}");
    }
    for name in ["chapters.ogg", "chapters.flac"] {
        let chapters = of(&bytes(name), name).chapters;
        assert_eq!(chapters[1].url.as_deref(), Some("https://a.example/2"), "{name}");
        assert_eq!((chapters[1].start, chapters[1].title.as_deref()), (1.25, Some("Größe & <Maß>")), "{name}");
    }
}

#[test]
fn pictures_have_size_and_colours() {
    let of = |name: &str| of(&bytes(name), name).picture.expect("a picture");
    assert_eq!((of("square.png").width, of("square.png").height, of("square.png").colour), (64, 64, Colour::Rgb));
    assert_eq!((of("wide.jpg").width, of("wide.jpg").height, of("wide.jpg").colour), (64, 48, Colour::Rgb));
    let frame =
        |components: u8| [&[0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, 5, 120, 5, 120, components][..], &[0; 16]].concat();
    let colour =
        |components: u8| super::tests::of(&frame(components), "a.jpg").picture.map(|one| (one.width, one.colour));
    assert_eq!([1, 4].map(colour), [Some((1400, Colour::Grey)), Some((1400, Colour::Cmyk))]);
    assert!(of("moving.gif").is_animated && !of("square.png").is_animated);
    let artwork = super::tests::of(&bytes("cover.mp3"), "cover.mp3").artwork.expect("a cover");
    assert_eq!((artwork.kind, artwork.width, artwork.length), (Kind::Png, 64, 175));
}

#[test]
fn what_is_missing_at_the_end_is_noticed() {
    // Half of each, and what it says of itself.
    for (name, said) in [
        ("vbr.mp3", Some(3.3)),
        ("chapters.flac", Some(3.2)),
        ("sound.wav", Some(0.8)),
        ("sound.aiff", Some(1.5)),
        ("early_moov.m4a", Some(3.2)),
        ("late_moov.m4a", None),
        ("chapters.webm", Some(3.2)),
        ("chapters.ogg", None),
        ("chapters.opus", None),
        ("adts.aac", None),
    ] {
        let bytes = bytes(name);
        let measured = of(&bytes[..bytes.len() / 2 + 100], name);
        let cut = measured.faults.iter().any(|fault| matches!(fault, Fault::Truncated { .. }));
        assert!(cut, "{name}: {measured:?}");
        if let Some(said) = said {
            assert!((measured.duration.expect("said") - said).abs() < 0.1, "{name}: {measured:?}");
        }
    }
}

#[test]
fn a_header_that_tells_of_the_first_of_two_recordings_is_not_believed() {
    let twice = [bytes("vbr.mp3"), bytes("vbr.mp3")].concat();
    let measured = of(&twice, "two.mp3");
    assert!((measured.duration.expect("counted") - 6.6).abs() < 0.1, "{measured:?}");
    assert!(matches!(measured.faults[..], [Fault::HeaderWrong { .. }]), "{measured:?}");
}

#[test]
fn names_that_say_something_else() {
    let faults = |bytes: &[u8], name: &str| of(bytes, name).faults.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(faults(&bytes("chapters.ogg"), "a.mp3"), ["is Ogg audio, though its name ends in `.mp3`"]);
    assert_eq!(faults(&bytes("cbr.mp3"), "a.m4a"), ["is MPEG audio (MP3), though its name ends in `.m4a`"]);
    assert_eq!(
        faults(b"<!DOCTYPE html><title>404</title>", "a.mp3"),
        ["is no media file, though its name ends in `.mp3`"]
    );
    assert_eq!(faults(b"", "a.mp3"), ["is empty"]);
    assert_eq!(faults(b"anything", "a.torrent"), [""; 0]);
    assert_eq!(faults(&bytes("late_moov.m4a"), "a.mp4"), [""; 0]);
    assert_eq!(faults(&bytes("cbr.mp3"), "a.MP3"), [""; 0]);
}

/// An ID3v2 frame (3.3); sizes of version 4 have seven bits a byte.
fn frame(name: &[u8], content: &[u8], version: u8) -> Vec<u8> {
    let size = u32::try_from(content.len()).expect("small");
    let size = if version == 4 { synchsafe(size) } else { size.to_be_bytes() };
    [name, &size, &[0, 0], content].concat()
}

fn synchsafe(size: u32) -> [u8; 4] {
    [size >> 21, size >> 14, size >> 7, size].map(|byte| u8::try_from(byte & 0x7F).expect("seven bits"))
}

#[test]
fn chapters_in_a_tag_with_unsynchronisation() {
    // A tag of version 3 as a whole: every FF is followed by a zero that is not of the content.
    let title = frame(b"TIT2", b"\x01\xFF\xFEA\0\xE4\0", 3);
    let link = frame(b"WXXX", b"\0\0https://a.example/c", 3);
    let chapter = [&b"c1\0"[..], &0_u32.to_be_bytes(), &2000_u32.to_be_bytes(), &[0xFF; 8], &title, &link].concat();
    let frames = frame(b"CHAP", &chapter, 3);
    let mut written = Vec::new();
    for byte in frames {
        written.push(byte);
        if byte == 0xFF {
            written.push(0);
        }
    }
    let head = [&b"ID3\x03\0\x80"[..], &synchsafe(u32::try_from(written.len()).expect("small"))].concat();
    let measured = of(&[head, written, bytes("cbr.mp3")].concat(), "a.mp3");
    let chapters: Vec<_> =
        measured.chapters.iter().map(|one| (one.start, one.end, one.title.as_deref(), one.url.as_deref())).collect();
    assert_eq!(chapters, [(0.0, Some(2.0), Some("Aä"), Some("https://a.example/c"))], "{measured:?}");
    assert!((measured.duration.expect("counted") - 3.276).abs() < 0.05);
}

/// ID3v2 Chapter Frame Addendum 1.0: `CTOC` has a name, flags, and the names of what it lists.
#[test]
fn chapters_that_a_table_of_contents_leaves_out_are_hidden() {
    let chapter = |name: &str, start: u32, more: Vec<u8>| {
        let times = [start.to_be_bytes(), (start + 1000).to_be_bytes()].concat();
        frame(b"CHAP", &[name.as_bytes(), &[0], &times, &[0xFF; 8], &more].concat(), 4)
    };
    let title = |text: &str| frame(b"TIT2", &[&[3], text.as_bytes()].concat(), 4);
    let link = frame(b"WXXX", b"\x03\0https://a.example/c", 4);
    let hidden = |table: &[u8]| {
        let list = frame(b"CTOC", table, 4);
        let all = [
            chapter("c2", 2000, title("Two")),
            list,
            chapter("c1", 0, title("One")),
            chapter("c3", 1000, link.clone()),
        ];
        let content = all.concat();
        let head = [&b"ID3\x04\0\0"[..], &synchsafe(u32::try_from(content.len()).expect("small"))].concat();
        let measured = of(&[head, content, bytes("cbr.mp3")].concat(), "a.mp3");
        let one =
            |one: &super::Chapter| format!("{} {} {}", one.start, one.title.as_deref().unwrap_or("-"), one.is_hidden);
        measured.chapters.iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(hidden(b"toc\0\x03\x02c1\0c2\0"), ["0 One false", "1 - true", "2 Two false"]);
    assert_eq!(hidden(b"toc\0\x03\x01c1\0"), ["0 One false", "1 - true", "2 Two true"]);
    // One that names nothing that there is.
    assert_eq!(hidden(b"toc\0\x03\x01x\0"), ["0 One false", "1 - false", "2 Two false"]);
}

#[test]
fn tags_at_the_end_are_read_and_are_no_sound() {
    let sound = bytes("vbr_without_header.mp3");
    let plain = of(&sound, "a.mp3");
    let mut old = b"TAGPilot".to_vec();
    old.resize(128, 0);
    let measured = of(&[&sound[..], &old].concat(), "a.mp3");
    assert_eq!((measured.tags.title.as_deref(), measured.duration), (Some("Pilot"), plain.duration));
    assert_eq!(measured.bitrate, plain.bitrate);

    let item = [&5_u32.to_le_bytes()[..], &[0; 4], b"Title\0Pilot"].concat();
    let size = u32::try_from(item.len() + 32).expect("small");
    let footer = |flags: u32| {
        [
            &b"APETAGEX"[..],
            &2000_u32.to_le_bytes(),
            &size.to_le_bytes(),
            &1_u32.to_le_bytes(),
            &flags.to_le_bytes(),
            &[0; 8],
        ]
        .concat()
    };
    let ape = [footer(0xA000_0000), item, footer(0x8000_0000)].concat();
    let measured = of(&[&sound[..], &ape].concat(), "a.mp3");
    assert_eq!((measured.tags.title.as_deref(), measured.duration), (Some("Pilot"), plain.duration), "{measured:?}");
    assert_eq!(measured.bitrate, plain.bitrate);
}

#[test]
fn tags_that_are_broken_take_nothing_from_the_sound() {
    let sound = bytes("cbr.mp3");
    let duration = of(&sound, "a.mp3").duration;
    // A frame that says it is larger than the tag.
    let broken = [&b"ID3\x04\0\0"[..], &synchsafe(20), b"TIT2\x7F\x7F\x7F\x7F\0\0", &[3; 10]].concat();
    assert_eq!(of(&[broken, sound.clone()].concat(), "a.mp3").duration, duration);
    // A tag that says it is larger than the file hides all of it.
    let endless = [&b"ID3\x04\0\0\x7F\x7F\x7F\x7F"[..], &sound].concat();
    assert!(of(&endless, "a.mp3").faults.iter().any(Fault::is_hopeless));
    // Garbage before the first frame, and between frames.
    let (first, second) = sound.split_at(2016);
    let dirty = [&[0xFF, 0xFB, 0, 7][..], first, &[0xAA; 777], second].concat();
    let measured = of(&dirty, "a.mp3");
    assert!((measured.duration.expect("counted") - duration.expect("counted")).abs() < 0.15, "{measured:?}");
}

#[test]
fn boxes_with_lengths_of_64_bits() {
    let plain = bytes("early_moov.m4a");
    let at = memchr::memmem::find(&plain, b"mdat").expect("there") - 4;
    let length = u64::from(u32::from_be_bytes(plain[at..at + 4].try_into().expect("four")));
    // An offset that the index does not know is none of its business here: nothing is looked up there.
    let wide = [&plain[..at], &[0, 0, 0, 1], b"mdat", &(length + 8).to_be_bytes(), &plain[at + 8..]].concat();
    let (plain, wide) = (of(&plain, "a.m4a"), of(&wide, "a.m4a"));
    assert_eq!((plain.duration, plain.kind, plain.bitrate), (wide.duration, wide.kind, wide.bitrate), "{wide:?}");
    assert_eq!(wide.faults, []);
}

#[test]
fn a_file_of_two_gigabytes_is_measured_through_a_small_window() {
    // A hole in a file takes no room: a WAV of 2 GiB, most of it never written.
    let mut file = tempfile::Builder::new().suffix(".wav").tempfile().expect("a file");
    let size = 2_u32 << 30;
    let format =
        [&1_u16.to_le_bytes()[..], &2_u16.to_le_bytes(), &44_100_u32.to_le_bytes(), &176_400_u32.to_le_bytes()]
            .concat();
    let head =
        [b"RIFF", &(size + 36).to_le_bytes(), &b"WAVEfmt \x10\0\0\0"[..], &format, &[4, 0, 16, 0], b"data"].concat();
    std::io::Write::write_all(&mut file, &[&head[..], &size.to_le_bytes()].concat()).expect("written");
    file.as_file().set_len(u64::from(size) + 44).expect("grown");
    let measured = measure(file.path()).expect("measured");
    assert!((measured.duration.expect("said") - 12_173.9).abs() < 0.1, "{measured:?}");
    assert_eq!((measured.faults, measured.bitrate), (Vec::new(), Some(1_411_200)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to the bytes of a file, measuring it ends, soon, and with values that can be.
    #[test]
    fn no_bytes_make_it_panic(
        file in 0_usize..36,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
        near_head in any::<bool>(),
    ) {
        let mut names: Vec<_> = fs::read_dir(directory()).expect("there").filter_map(|one| one.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        let name = &names[file % names.len()];
        let mut bytes = bytes(name);
        for (at, byte) in changes {
            let reach = if near_head { bytes.len().min(600) } else { bytes.len() };
            let at = at.index(reach);
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let start = std::time::Instant::now();
        let measured = of(&bytes, name);
        prop_assert!(start.elapsed().as_secs() < 20, "{name}");
        prop_assert!(measured.duration.is_none_or(|seconds| seconds.is_finite() && seconds > 0.0));
        prop_assert!(measured.chapters.iter().all(|chapter| chapter.start >= 0.0 && chapter.end.is_none_or(|end| end > chapter.start)));
    }
}
