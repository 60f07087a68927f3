//! Hashes of files, as Subresource Integrity has them.

use sha2::{Digest, Sha256, Sha384, Sha512};
use std::{fs::File, io::Read as _, path::Path};

/// Whether a file has each of the hashes of Subresource Integrity, 3.5; `None`, where that cannot be told.
#[must_use]
pub fn has_hashes(path: &Path, hashes: &str) -> Option<bool> {
    let mut are_right = None;
    for hash in hashes.split_whitespace() {
        let (algorithm, stated) = hash.split_once('-')?;
        let stated = stated.split('?').next().unwrap_or_default();
        let found = match algorithm {
            "sha256" => hash_of(path, Sha256::new())?,
            "sha384" => hash_of(path, Sha384::new())?,
            "sha512" => hash_of(path, Sha512::new())?,
            _ => return None,
        };
        are_right = Some(are_right.unwrap_or(true) && found == stated);
    }
    are_right
}

/// In Base64.
fn hash_of(path: &Path, mut hasher: impl Digest) -> Option<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut file = File::open(path).ok()?;
    let mut bytes = vec![0; 64 << 10];
    loop {
        match file.read(&mut bytes).ok()? {
            0 => break,
            count => hasher.update(&bytes[..count]),
        }
    }
    let mut text = String::new();
    for three in hasher.finalize().chunks(3) {
        let number = (0..3).fold(0_usize, |number, at| number << 8 | usize::from(three.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let is_there = digit <= three.len();
            text.push(if is_there { char::from(DIGITS[number >> (18 - 6 * digit) & 63]) } else { '=' });
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::has_hashes;
    use std::io::Write as _;

    #[test]
    fn hashes_of_files_in_base64() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(b"abc").expect("written");
        // FIPS 180-2, B.1.
        let right = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(has_hashes(file.path(), right), Some(true));
        assert_eq!(has_hashes(file.path(), &format!("{right} sha256-AAAA")), Some(false));
        assert_eq!(has_hashes(file.path(), "md5-x"), None);
    }
}
