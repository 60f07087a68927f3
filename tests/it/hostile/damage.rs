//! Good files with random damage: the same every time, since the damage is drawn from a seed.

use super::survive;
use crate::{
    sources,
    support::{Publication, SITE, full_trials},
};
use std::path::Path;

/// Random numbers that are the same on every machine.
struct Dice(blake3::OutputReader);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof())
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % end.max(1) as u64).expect("it is below a usize")
    }
}

/// What goes wrong in files: the pieces that parsers stumble over.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"---\n",
    b"+++\n",
    b"...\n",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"'",
    b"\\",
    b"\\u",
    b"\\ud800",
    b":",
    b": ",
    b"&a ",
    b"*a",
    b"<<: *a",
    b"!!binary ",
    b"|",
    b">",
    b"- ",
    b"# ",
    b"\t",
    b",",
    b";",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"<",
    b"&",
    b"&#x0;",
    b"&#55296;",
    b"{{< x >}}",
    b"{% raw %}",
    b"[caption]",
    b"<!--more-->",
    b"1e999",
    b"-0",
    b"99999999999999999999",
    b"2025-02-30",
    b"0000-00-00",
    b"null",
    b"~",
    b"true",
    b"=",
    b"[[a]]",
    b"[a.b]",
    b"\xef\xbb\xbf",
    b"\xfe\xff",
    b"\xff\xfe",
    b"title: x\n",
    b"date: \n",
    b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    b"\x1b[31m",
    b"http://[",
    b"//",
    b"../",
    b"%00",
];

/// Cuts, doubles, swaps and inserts, a few times.
fn damage(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(6) {
        let (at, other) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
        let (from, to) = (at.min(other), at.max(other));
        match dice.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(from..to.min(from + 20))),
            2 => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(at..at, piece);
            }
            3 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            4 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).expect("it is a byte"),
            _ => {
                let piece = PIECES[dice.below(PIECES.len())].repeat(1 + dice.below(3));
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

#[test]
fn damaged_files_neither_stop_nor_spoil_a_build() {
    let (rounds, copies) = if full_trials() { (200, 40) } else { (4, 12) };
    for seed in 0..rounds {
        let publication = Publication::empty();
        let each = "\n[[feed]]\neach = \"category\"\n\n[[feed]]\neach = \"author\"\n";
        publication.config(format!("{}limit = 100000\nmax_withheld = \"100%\"\n{each}", sources::every_kind(SITE)));
        publication.record("witness", super::WITNESS, "2025-01-01", "\"id\": \"urn:example:witness\"");
        let mut dice = Dice::new(seed);
        for (path, text) in sources::ONE_ARTICLE {
            let path = Path::new(path);
            let extension = path.extension().expect("every kind has its extension").to_string_lossy();
            let stem = path.file_stem().expect("every file has a name").to_string_lossy();
            for copy in 0..copies {
                publication.file(format!("data/{stem}-{copy}.{extension}"), damage(text.as_bytes(), &mut dice));
            }
        }
        eprintln!("seed {seed}");
        survive(&publication);
    }
}
