//! Any bytes are measured without panic, and what comes of it can be.

#![no_main]

use courant::media::measure_reader;
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    let Ok(measured) = measure_reader(&mut Cursor::new(bytes), "a.mp3") else { return };
    assert_eq!(measured.length, bytes.len() as u64);
    assert!(measured.duration.is_none_or(|seconds| seconds.is_finite() && seconds > 0.0), "{measured:?}");
    let is_sound = |start: f64, end: Option<f64>| start >= 0.0 && end.is_none_or(|end| end > start);
    assert!(measured.chapters.iter().all(|chapter| is_sound(chapter.start, chapter.end)), "{measured:?}");
    assert!(measured.faults.iter().all(|fault| !fault.to_string().is_empty()));
});
