//! Sets of words that are asked for with every tag and every reference of every feed.

/// How many words have a slot to themselves, more or less.
const SLOTS: usize = 512;

/// A set of words, found by length, first and last letter, in whatever case.
#[derive(Debug)]
pub(super) struct Words {
    slots: Vec<Vec<&'static str>>,
}

impl Words {
    /// The words of lists in which blanks stand between them.
    pub(super) fn new(lists: &[&'static str]) -> Self {
        let mut slots = vec![Vec::new(); SLOTS];
        for word in lists.iter().flat_map(|list| list.split_ascii_whitespace()) {
            slots[slot(word)].push(word);
        }
        Self { slots }
    }

    /// Whether the word is there, letter by letter.
    pub(super) fn has(&self, word: &str) -> bool {
        self.slots[slot(word)].contains(&word)
    }

    /// Whether the word is there, in capitals or not.
    pub(super) fn has_in_any_case(&self, word: &str) -> bool {
        self.slots[slot(word)].iter().any(|known| known.eq_ignore_ascii_case(word))
    }
}

fn slot(word: &str) -> usize {
    let bytes = word.as_bytes();
    let letter = |byte: Option<&u8>| usize::from(byte.map_or(0, |b| b | 0x20));
    (letter(bytes.first()) * 31 + letter(bytes.last()) * 7 + letter(bytes.get(1)) * 3 + bytes.len()) % SLOTS
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_are_found() {
        let words = Words::new(&["a div my-tag", "Beta"]);
        assert!(words.has("div") && words.has("Beta") && !words.has("beta") && !words.has("") && !words.has("di"));
        assert!(words.has_in_any_case("DIV") && words.has_in_any_case("bETA") && !words.has_in_any_case("DI"));
    }
}
