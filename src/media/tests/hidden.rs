//! Tags in rare places, made byte by byte from their specifications.

use super::{
    frame as id3_frame,
    odd::{boxed, chunk, format, frame, page},
    of, synchsafe,
};
use crate::media::Tags;

fn tags(bytes: &[u8], name: &str) -> Tags {
    let measured = of(bytes, name);
    assert!(measured.faults.is_empty(), "{name}: {measured:?}");
    measured.tags
}

fn title(tags: &Tags) -> (Option<&str>, Option<u32>) {
    (tags.title.as_deref(), tags.track)
}

/// A tag of version 3 or 4: flags, and its content.
fn tag(version: u8, flags: u8, content: &[u8]) -> Vec<u8> {
    let size = synchsafe(u32::try_from(content.len()).expect("small"));
    [b"ID3", &[version, 0, flags][..], &size, content].concat()
}

#[test]
fn id3_with_an_extended_header_and_at_the_end() {
    let sound = frame(&[], 4).repeat(100);
    let frames = |version| [id3_frame(b"TIT2", b"\0Salt", version), id3_frame(b"TRCK", b"\x007/9", version)].concat();
    // 3.2: six bytes follow the size, or ten with a checksum.
    for extended in [&[0, 0, 0, 6, 0, 0, 0, 0, 0, 0][..], &[0, 0, 0, 10, 0x80, 0, 0, 0, 0, 0, 1, 2, 3, 4]] {
        let bytes = [tag(3, 0x40, &[extended, &frames(3)].concat()), sound.clone()].concat();
        assert_eq!(title(&tags(&bytes, "a.mp3")), (Some("Salt"), Some(7)));
    }
    // A footer says where the tag before it begins; an older tag may stand behind.
    let whole = tag(4, 0x10, &frames(4));
    let footer = [b"3DI", &whole[3..10]].concat();
    let end = [sound, whole, footer].concat();
    assert_eq!(title(&tags(&end, "a.mp3")), (Some("Salt"), Some(7)));
    let old = [&b"TAG"[..], &[0; 125]].concat();
    assert_eq!(title(&tags(&[end, old].concat(), "a.mp3")), (Some("Salt"), Some(7)));
}

#[test]
fn flac_in_ogg() {
    // A rate of 44100 in 20 bits, one channel, 16 bits a sample.
    let info = [&[0x10, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x0A, 0xC4, 0x40, 0xF0][..], &[0; 20]].concat();
    let first = [b"\x7FFLAC\x01\0\0\x01fLaC\0\0\0\x22", &info[..]].concat();
    let text = |text: &str| [&u32::try_from(text.len()).expect("small").to_le_bytes()[..], text.as_bytes()].concat();
    let list = [text("x"), 2_u32.to_le_bytes().to_vec(), text("TITLE=Gr\u{f6}\u{df}e"), text("TRACKNUMBER=7")].concat();
    let size = u32::try_from(list.len()).expect("small").to_be_bytes();
    let second = [&[0x84][..], &size[1..], &list].concat();
    let bytes = [page(2, 0, 1, &first), page(0, 0, 1, &second), page(4, 44_100, 1, b"\xFF\xF8")].concat();
    assert_eq!(title(&tags(&bytes, "a.oga")), (Some("Gr\u{f6}\u{df}e"), Some(7)));
}

#[test]
fn broadcasts_and_large_files_of_wav() {
    let list = chunk(b"LIST", &[&b"INFO"[..], &chunk(b"INAM", b"Salt\0"), &chunk(b"ITRK", b"7\0")].concat());
    let mut about = vec![0; 602];
    about[..5].copy_from_slice(b"Knots");
    about[320..330].copy_from_slice(b"2024-05-01");
    let about = chunk(b"bext", &about);
    let sizes = [&0_u64.to_le_bytes()[..], &32_000_u64.to_le_bytes(), &16_000_u64.to_le_bytes(), &[0; 4]].concat();
    let (format, sound, open) = (format(1, 8000, 16_000, 2), [0; 32_000], [0xFF; 4]);
    // Before the sound, and behind it.
    for (before, behind) in [([list.clone(), about.clone()].concat(), vec![]), (about.clone(), list.clone())] {
        let sizes = chunk(b"ds64", &sizes);
        let parts = [&b"RF64"[..], &open, b"WAVE", &sizes, &before, &format, b"data", &open, &sound, &behind];
        let found = tags(&parts.concat(), "a.wav");
        assert_eq!(title(&found), (Some("Salt"), Some(7)));
        assert_eq!((found.description.as_deref(), found.date.as_deref()), (Some("Knots"), Some("2024-05-01")));
    }
}

#[test]
fn quicktime_s_own_words() {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    let handler = |name: &[u8]| boxed(b"hdlr", &[[&words(&[0, 0])[..], name, &words(&[0, 0, 0])].concat()]);
    let media = [boxed(b"mdhd", &[words(&[0, 0, 0, 1000, 2000, 0])]), handler(b"soun")];
    let track = boxed(b"trak", &[boxed(b"tkhd", &[words(&[0, 0, 0, 1, 0, 2000])]), boxed(b"mdia", &media)]);
    let film = |more: Vec<u8>| {
        let index = [boxed(b"mvhd", &[words(&[0, 0, 0, 1000, 2000, 0])]), track.clone(), more];
        [boxed(b"ftyp", &[b"qt  \0\0\0\0".to_vec()]), boxed(b"moov", &index), boxed(b"mdat", &[vec![0; 8]])].concat()
    };
    let text = |text: &str, language: u16| {
        let size = u16::try_from(text.len()).expect("small");
        [&size.to_be_bytes()[..], &language.to_be_bytes(), text.as_bytes()].concat()
    };
    let own = [boxed(b"\xA9nam", &[text("S\u{e4}lt", 0x55C4)]), boxed(b"\xA9day", &[text("2024-05-01", 0)])];
    let found = tags(&film(boxed(b"udta", &own)), "a.mov");
    assert_eq!((found.title.as_deref(), found.date.as_deref()), (Some("S\u{e4}lt"), Some("2024-05-01")));
    // Named values: alone, or in the user data; with version and flags, or without.
    let key = |name: &str| boxed(b"mdta", &[name.as_bytes().to_vec()]);
    let names = [words(&[0, 2]), key("com.apple.quicktime.title"), key("track")].concat();
    let value = |number: u32, text: &str| {
        boxed(&number.to_be_bytes(), &[boxed(b"data", &[[words(&[1, 0]), text.as_bytes().to_vec()].concat()])])
    };
    let list = boxed(b"ilst", &[value(1, "Salt"), value(2, "7")]);
    let parts = [handler(b"mdta"), boxed(b"keys", &[names]), list];
    let plain = boxed(b"meta", &parts);
    let versioned = boxed(b"meta", &[vec![0; 4], parts.concat()]);
    for more in [plain.clone(), versioned.clone(), boxed(b"udta", &[plain]), boxed(b"udta", &[versioned])] {
        assert_eq!(title(&tags(&film(more), "a.mov")), (Some("Salt"), Some(7)));
    }
}
