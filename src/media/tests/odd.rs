//! Headers that are rare, made byte by byte from their specifications.

use super::{bytes, line, of};

/// A frame of MPEG 1, layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes for 1152 samples.
pub(super) fn frame(content: &[u8], at: usize) -> Vec<u8> {
    let mut frame = vec![0; 417];
    frame[..4].copy_from_slice(&[0xFF, 0xFB, 0x90, 0x44]);
    frame[at..at + content.len()].copy_from_slice(content);
    frame
}

/// Fraunhofer's header: 32 bytes behind the head of the frame, whatever the side information; version, delay, quality, bytes,
/// frames, and a table of which nothing is needed here.
fn vbri(frames: u32, bytes: u32) -> Vec<u8> {
    let head = [&b"VBRI"[..], &1_u16.to_be_bytes(), &0x0490_u16.to_be_bytes(), &75_u16.to_be_bytes()].concat();
    frame(&[head, bytes.to_be_bytes().to_vec(), frames.to_be_bytes().to_vec()].concat(), 36)
}

#[test]
fn fraunhofer_s_header_counts_the_frames() {
    // 400 frames of 1152 samples are 10.449 seconds.
    let sound = frame(&[], 4).repeat(400);
    let size = |frames: u32| 417 * (frames + 1);
    let with = |header: Vec<u8>| of(&[header, sound.clone()].concat(), "a.mp3");
    assert_eq!(line(&with(vbri(400, size(400))), "a.mp3"), "audio/mpeg 10.4");
    // It tells of twice as much: the rest is missing, and the header is what it was.
    assert_eq!(
        line(&with(vbri(800, size(800))), "a.mp3"),
        "audio/mpeg 20.9 is cut off: 10.4 of 20.9 seconds are there"
    );
    // It tells of half: what is there counts.
    let said = with(vbri(200, size(200)));
    assert!((said.duration.expect("counted") - 10.449).abs() < 0.05 && said.faults.len() == 1, "{said:?}");
    // It tells nothing.
    assert_eq!(line(&with(vbri(0, 0)), "a.mp3"), "audio/mpeg 10.4");
}

/// What encoder and decoder add at both ends is played by most, and counted by all who count frames.
#[test]
fn a_header_with_the_delay_of_the_encoder_is_read_to_the_right_place() {
    let sound = frame(&[], 4).repeat(400);
    // Flags for frames, bytes, table and quality; 576 samples of delay and 1100 of padding in 12 bits each.
    let table = [0; 100];
    let delay = [0x24, 0x04, 0x4C];
    let lame = [&b"LAME3.100"[..], &[0; 12], &delay, &[0; 12]].concat();
    let size = 417_u32 * 401;
    let info =
        [&b"Info"[..], &15_u32.to_be_bytes(), &400_u32.to_be_bytes(), &size.to_be_bytes(), &table, &[0; 4], &lame];
    let measured = of(&[frame(&info.concat(), 36), sound].concat(), "a.mp3");
    assert_eq!(line(&measured, "a.mp3"), "audio/mpeg 10.4");
    assert!(measured.bitrate.is_some_and(|bits| (127_900..128_100).contains(&bits)), "{measured:?}");
}

/// All bytes are there, but a count of frames that would need another rate than these have.
#[test]
fn a_count_of_frames_that_cannot_be_true_is_not_believed() {
    let sound = frame(&[], 4).repeat(400);
    let size = 417_u32 * 401;
    for name in [&b"Info"[..], b"Xing"] {
        for (count, is_right) in [(400, true), (99_999, false), (5, false), (150, false), (900, false)] {
            let info = [name, &3_u32.to_be_bytes(), &u32::to_be_bytes(count), &size.to_be_bytes()].concat();
            let measured = of(&[frame(&info, 36), sound.clone()].concat(), "a.mp3");
            assert!((measured.duration.expect("counted") - 10.449).abs() < 0.05, "{count}: {measured:?}");
            assert_eq!(measured.faults.is_empty(), is_right, "{count}: {measured:?}");
            assert!(measured.faults.iter().all(|fault| matches!(fault, super::super::Fault::HeaderWrong { .. })));
        }
    }
}

pub(super) fn chunk(name: &[u8], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).expect("small");
    [name, &size.to_le_bytes(), content, &[0][..content.len() & 1]].concat()
}

/// `fmt `: format, channels, samples a second, bytes a second, bytes of a block, bits of a sample.
pub(super) fn format(format: u16, rate: u32, bytes: u32, block: u16) -> Vec<u8> {
    let fields = [&format.to_le_bytes()[..], &1_u16.to_le_bytes(), &rate.to_le_bytes(), &bytes.to_le_bytes()].concat();
    chunk(b"fmt ", &[fields, block.to_le_bytes().to_vec(), 16_u16.to_le_bytes().to_vec()].concat())
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let chunks = chunks.concat();
    let size = u32::try_from(chunks.len() + 4).expect("small");
    [b"RIFF", &size.to_le_bytes()[..], b"WAVE", &chunks].concat()
}

#[test]
fn sizes_of_64_bits_count_where_those_of_32_have_no_room() {
    let sound = [0; 32_000];
    let wide = |bytes: u64, behind: &[u8]| {
        let sizes = [&0_u64.to_le_bytes()[..], &bytes.to_le_bytes(), &(bytes / 2).to_le_bytes(), &[0; 4]].concat();
        let open = [&[0xFF; 4][..]].concat();
        [
            &b"RF64"[..],
            &open,
            b"WAVE",
            &chunk(b"ds64", &sizes),
            &format(1, 8000, 16_000, 2),
            b"data",
            &open,
            &sound,
            behind,
        ]
        .concat()
    };
    assert_eq!(line(&of(&wide(32_000, &[]), "a.wav"), "a.wav"), "audio/wav 2.0");
    // What stands behind the sound is no sound.
    assert_eq!(line(&of(&wide(32_000, &chunk(b"LIST", &[0; 9000])), "a.wav"), "a.wav"), "audio/wav 2.0");
    let cut = of(&wide(6_000_000_000, &[]), "a.wav");
    assert_eq!(line(&cut, "a.wav"), "audio/wav 2.0 is cut off: 2.0 of 375000.0 seconds are there");
}

/// Programs that read WAV look for `RIFF` where the file begins; that of a tag before it is told, and the rest is measured.
#[test]
fn a_tag_before_a_wav_is_named() {
    let tag = [&b"ID3\x04\0\0\0\0\0\x0A"[..], &[0; 10]].concat();
    let sound = riff(&[format(1, 8000, 16_000, 2), chunk(b"data", &[0; 32_000])]);
    let measured = of(&[tag.clone(), sound].concat(), "a.wav");
    assert_eq!(
        line(&measured, "a.wav"),
        "audio/wav 2.0 cannot be played: an ID3 tag stands before the beginning of what is WAV, where programs do not look for it"
    );
    let flac = of(&[tag, bytes("chapters.flac")].concat(), "a.flac");
    assert_eq!(line(&flac, "a.flac"), "audio/flac 3.2 with chapters");
}

pub(super) fn boxed(name: &[u8], content: &[Vec<u8>]) -> Vec<u8> {
    let content = content.concat();
    let size = u32::try_from(content.len() + 8).expect("small");
    [&size.to_be_bytes()[..], name, &content].concat()
}

/// ISO 14496-12: an index with a second of its own, and two fragments of three and four seconds; whether they say when they
/// begin, and when the first one does, is told.
fn fragmented(own: u32, times: Option<[u32; 2]>) -> Vec<u8> {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    let times_of = |duration: u32| words(&[0, 0, 0, 1000, duration, 0, 0]);
    let samples = boxed(b"stts", &[words(&[0, u32::from(own > 0), 1, own])]);
    let handler = boxed(b"hdlr", &[[words(&[0, 0]), b"soun".to_vec(), words(&[0, 0, 0])].concat()]);
    let media = [boxed(b"mdhd", &[times_of(own)]), handler, boxed(b"minf", &[boxed(b"stbl", &[samples])])];
    let track = [boxed(b"tkhd", &[words(&[0, 0, 0, 1, 0, own])]), boxed(b"mdia", &media)];
    let index = [boxed(b"mvhd", &[times_of(own)]), boxed(b"trak", &track)];
    let fragment = |number: usize, units: u32| {
        let begin = times.map(|times| boxed(b"tfdt", &[words(&[0, times[number]])])).unwrap_or_default();
        // The duration of all samples, and four of them.
        let parts = [boxed(b"tfhd", &[words(&[8, 1, units])]), begin, boxed(b"trun", &[words(&[0, 4])])];
        [boxed(b"moof", &[boxed(b"traf", &parts)]), boxed(b"mdat", &[vec![0; 8]])].concat()
    };
    [boxed(b"ftyp", &[b"M4A \0\0\0\0".to_vec()]), boxed(b"moov", &index), fragment(0, 750), fragment(1, 1000)].concat()
}

#[test]
fn fragments_come_after_what_the_index_lists_itself() {
    for (own, times, expected) in [
        (0, Some([0, 3000]), "audio/mp4 7.0"),
        (0, None, "audio/mp4 7.0"),
        (1000, Some([1000, 4000]), "audio/mp4 8.0"),
        (1000, None, "audio/mp4 8.0"),
        // A stream that somebody joined after an hour.
        (0, Some([3_600_000, 3_603_000]), "audio/mp4 7.0"),
    ] {
        assert_eq!(line(&of(&fragmented(own, times), "a.m4a"), "a.m4a"), expected, "{own} {times:?}");
    }
    let whole = fragmented(0, Some([0, 3000]));
    let cut = of(&whole[..whole.len() - 4], "a.m4a");
    assert_eq!(line(&cut, "a.m4a"), "audio/mp4 7.0 is cut off: its end is missing, and 7.0 seconds are there");
}

#[test]
fn sound_that_is_compressed_in_a_wav_is_as_long_as_its_samples() {
    let data = chunk(b"data", &[0; 4000]);
    let fact = |samples: u32| chunk(b"fact", &samples.to_le_bytes());
    // ADPCM, whose bytes a second many programs get wrong.
    let adpcm = riff(&[format(0x11, 8000, 16_000, 1024), fact(12_000), data.clone()]);
    assert_eq!(line(&of(&adpcm, "a.wav"), "a.wav"), "audio/wav 1.5");
    // Without the number of samples the bytes a second are all that there is.
    assert_eq!(line(&of(&riff(&[format(0x11, 8000, 4000, 1024), data.clone()]), "a.wav"), "a.wav"), "audio/wav 1.0");
    // PCM knows better than a wrong number of bytes or samples.
    let pcm = riff(&[format(1, 8000, 7, 2), fact(5), chunk(b"data", &[0; 32_000])]);
    assert_eq!(line(&of(&pcm, "a.wav"), "a.wav"), "audio/wav 2.0");
    // MP3 in a WAV: frames can be counted.
    let mp3 = riff(&[format(0x55, 44_100, 0, 1), chunk(b"data", &frame(&[], 4).repeat(400))]);
    assert_eq!(line(&of(&mp3, "a.wav"), "a.wav"), "audio/wav 10.4");
    let nothing = of(&riff(&[format(0x11, 0, 0, 0), data]), "a.wav");
    assert!(nothing.faults[0].is_hopeless(), "{nothing:?}");
}

/// A page of Ogg: flags, where it ends, its stream, its content.
pub(super) fn page(flags: u8, granule: u64, serial: u32, content: &[u8]) -> Vec<u8> {
    let size = u8::try_from(content.len()).expect("one segment");
    let head = [&b"OggS\0"[..], &[flags], &granule.to_le_bytes(), &serial.to_le_bytes(), &[0; 8], &[1, size]].concat();
    [&head[..], content].concat()
}

/// Theora's first header: 25 frames in 2 seconds, six bits of a granule for frames since the last key frame.
fn theora() -> Vec<u8> {
    let size = [&[0, 4, 0, 3][..], &[0, 0, 64, 0, 0, 48, 0, 0]].concat();
    let rate = [25_u32.to_be_bytes(), 2_u32.to_be_bytes()].concat();
    let rest = [&[0; 6][..], &[0], &[0; 3], &(6_u16 << 5).to_be_bytes()].concat();
    [&b"\x80theora\x03\x02\x01"[..], &size, &rate, &rest].concat()
}

/// Speex's header: eight letters, twenty of the version, and numbers: of the version, the size, the samples a second, the mode and
/// its version, the channels, the bits, the samples of a frame, whether bits vary, the frames of a packet.
fn speex(rate: u32) -> Vec<u8> {
    let numbers = [1, 80, rate, 1, 4, 1, 4000, rate / 50, 0, 1, 0, 0, 0].map(u32::to_le_bytes).concat();
    [&b"Speex   1.2.0"[..], &[0; 15], &numbers].concat()
}

#[test]
fn frames_of_a_film_and_samples_of_speech_are_time() {
    // A key frame at 64, and 61 more: 125 frames of 0.08 seconds.
    let film = [page(2, 0, 1, &theora()), page(0, 32 << 6 | 3, 1, b"x"), page(4, 64 << 6 | 61, 1, b"x")];
    assert_eq!(line(&of(&film.concat(), "a.ogv"), "a.ogv"), "video/ogg 10.0");
    let talk = [page(2, 0, 2, &speex(16_000)), page(4, 48_000, 2, b"x")];
    assert_eq!(line(&of(&talk.concat(), "a.spx"), "a.spx"), "audio/ogg 3.0");
    // Together they last as long as the longer one; an audio file with the name of a film is what it is.
    let [head, middle, last] = film;
    let both =
        [head, page(2, 0, 2, &speex(16_000)), middle, last, page(0, 320, 2, b"x"), page(4, 192_000, 2, b"x")].concat();
    assert_eq!(line(&of(&both, "a.ogv"), "a.ogv"), "video/ogg 12.0");
    // A rate of nothing is none.
    let mut none = page(2, 0, 1, &theora());
    none[28 + 22..28 + 26].fill(0);
    let none = of(&[none, page(4, 64 << 6, 1, b"x")].concat(), "a.ogv");
    assert_eq!((none.duration, none.faults.len()), (None, 0));
}

#[test]
fn what_programs_write_is_read_as_others_read_it() {
    // What ffprobe says of each.
    for (name, seconds) in [
        ("film.ogv", 2.002),
        ("speech.spx", 3.2),
        ("slow.mp3", 3.384),
        ("compressed.wav", 1.530_75),
        ("large.wav", 1.5),
    ] {
        let measured = of(&bytes(name), name);
        let duration = measured.duration.expect("long");
        assert!((duration - seconds).abs() < 0.05 && measured.faults.is_empty(), "{name}: {measured:?}");
    }
}

/// A page of so many packets of one byte, which ends at `granule`.
fn crowded(granule: u64, packets: u8) -> Vec<u8> {
    let head = [&b"OggS\0\0"[..], &granule.to_le_bytes(), &2_u32.to_le_bytes(), &[0; 8], &[packets]].concat();
    [head, vec![1; packets.into()], vec![b'x'; packets.into()]].concat()
}

#[test]
fn a_late_beginning_is_told_from_a_long_first_page() {
    let last = |granule| page(4, granule, 2, b"x");
    // Ten seconds of silence on one page: 250 packets of 640 samples.
    let mut talk = page(2, 0, 2, &speex(16_000));
    let at = 28 + 64;
    talk[at..at + 4].copy_from_slice(&2_u32.to_le_bytes());
    let silent = [talk.clone(), crowded(160_000, 250), last(320_000)].concat();
    assert_eq!(line(&of(&silent, "a.spx"), "a.spx"), "audio/ogg 20.0");
    // The same page an hour later is ten seconds that were cut out of something.
    let hour = 3600 * 16_000;
    let late = [talk, crowded(hour + 160_000, 250), last(hour + 320_000)].concat();
    assert_eq!(line(&of(&late, "a.spx"), "a.spx"), "audio/ogg 20.0");
}
