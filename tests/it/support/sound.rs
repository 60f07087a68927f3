//! Recordings that are made when a test wants them: as many as it likes, each of its own length.

/// Seconds that a frame of [`mp3`] plays: 576 samples of 16,000 a second.
pub const FRAME: f64 = 0.036;

/// Bytes of a frame of [`mp3`].
pub const FRAME_BYTES: usize = 36;

/// Silence of so many frames: MPEG 2, layer III, 8 kbit/s, 16 kHz, mono (ISO 13818-3), with no header that says how long.
pub fn mp3(frames: usize) -> Vec<u8> {
    let mut frame = [0; FRAME_BYTES];
    frame[..4].copy_from_slice(&[0xFF, 0xF3, 0x18, 0xC4]);
    frame.repeat(frames)
}
