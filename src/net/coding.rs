//! Content codings (RFC 9110 §8.4): gzip, deflate, br.

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// What `Accept-Encoding` says.
pub(super) const ACCEPTED: &str = "gzip, deflate, br";

/// Why a body could not be decoded.
pub(super) enum Fault {
    /// More bytes than allowed.
    TooLarge,
    /// Damaged, or in a coding that is not known.
    Broken(String),
}

/// The body without its codings, at most `most` bytes: a small answer can be made to unfold into a huge one.
pub(super) fn decode(body: Vec<u8>, codings: &str, most: u64) -> Result<Vec<u8>, Fault> {
    match decode_as_far(body, codings, usize::try_from(most).unwrap_or(usize::MAX)) {
        (body, None) => Ok(body),
        (_, Some(fault)) => Err(fault),
    }
}

/// What can be had of the body without its codings, at most `most` bytes, and why that is not all.
pub(super) fn decode_as_far(body: Vec<u8>, codings: &str, most: usize) -> (Vec<u8>, Option<Fault>) {
    let mut body = body;
    let mut fault = None;
    // The last one was applied last.
    for coding in codings.split(',').rev().map(str::trim).filter(|coding| !coding.is_empty()) {
        let (decoded, why) = match coding.to_ascii_lowercase().as_str() {
            "identity" => continue,
            "gzip" | "x-gzip" => bounded(MultiGzDecoder::new(body.as_slice()), most),
            // "deflate" is a zlib stream; some servers send a bare one.
            "deflate" if body.first().is_some_and(|first| first & 0x0f == 8) => {
                bounded(ZlibDecoder::new(body.as_slice()), most)
            }
            "deflate" => bounded(DeflateDecoder::new(body.as_slice()), most),
            "br" => bounded(brotli_decompressor::Decompressor::new(body.as_slice(), 4096), most),
            _ => (Vec::new(), Some(Fault::Broken("nobody asked for that coding".to_owned()))),
        };
        body = decoded;
        fault = fault.or(why);
    }
    (body, fault)
}

fn bounded(reader: impl Read, most: usize) -> (Vec<u8>, Option<Fault>) {
    let mut out = Vec::new();
    let read = reader.take((most as u64).saturating_add(1)).read_to_end(&mut out);
    if out.len() > most {
        out.truncate(most);
        return (out, Some(Fault::TooLarge));
    }
    (out, read.err().map(|error| Fault::Broken(error.to_string())))
}

#[cfg(test)]
mod tests {
    use super::{Fault, decode};
    use flate2::{Compression, read::GzEncoder, read::ZlibEncoder};
    use std::io::Read;

    fn packed(reader: impl Read) -> Vec<u8> {
        let mut reader = reader;
        let mut out = Vec::new();
        reader.read_to_end(&mut out).expect("packing works");
        out
    }

    #[test]
    fn codings_are_undone_in_reverse_order_and_only_as_far_as_allowed() {
        let text = vec![b'a'; 100_000];
        let gzip = packed(GzEncoder::new(text.as_slice(), Compression::fast()));
        let both = packed(ZlibEncoder::new(gzip.as_slice(), Compression::fast()));
        let read = |body: &[u8], codings: &str, most| decode(body.to_vec(), codings, most).ok();
        assert_eq!(read(&gzip, "gzip", 100_000), Some(text.clone()));
        assert_eq!(read(&both, "gzip, deflate", 100_000), Some(text.clone()));
        assert_eq!(read(&text, "", 10), Some(text.clone()), "what is not coded was bounded when it was received");
        assert!(matches!(decode(gzip.clone(), "gzip", 99_999), Err(Fault::TooLarge)));
        assert!(matches!(decode(gzip[..40].to_vec(), "gzip", 100_000), Err(Fault::Broken(_))));
        assert!(matches!(decode(gzip, "zstd", 100_000), Err(Fault::Broken(_))));
    }
}
