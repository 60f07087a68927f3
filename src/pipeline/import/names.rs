//! The files of imported records: `data/2019/03/slug.md`.

use super::Form;
use chrono::{Datelike, NaiveDate};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// Bytes of a name, without extension.
const LONGEST: usize = 80;
/// Names that mean something to this program, to other ones or to an operating system.
const RESERVED: [&str; 30] = [
    "index",
    "_index",
    "readme",
    "con",
    "prn",
    "aux",
    "nul",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
    "list",
    "license",
    "changelog",
    "contributing",
    "feed",
];

/// What a name is made of.
pub(super) struct Wanted<'a> {
    /// How the article's address ended.
    pub slug: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The entry's name in the export.
    pub key: &'a str,
    /// The day of its publication.
    pub day: Option<NaiveDate>,
    /// Whether it is a page.
    pub is_page: bool,
}

/// The names that are taken.
pub(super) struct Names {
    /// With `/` at its end; empty for the root.
    directory: String,
    extension: &'static str,
    /// Without capitals: some file systems take two spellings for one name.
    taken: HashSet<String>,
    /// By name without number: the number up to which all are taken.
    numbers: HashMap<String, u32>,
}

impl Names {
    pub(super) fn new(directory: String, form: Form) -> Self {
        let extension = if form == Form::Json { "json" } else { "md" };
        Self {
            directory: if directory.is_empty() { directory } else { directory + "/" },
            extension,
            taken: HashSet::new(),
            numbers: HashMap::new(),
        }
    }

    /// Notes that an article has this file.
    pub(super) fn take(&mut self, path: &str) {
        self.taken.insert(folded(path));
    }

    /// Chooses a free name: the same one for the same export. `fits` says whether a file that is there is no other article.
    pub(super) fn choose(&mut self, wanted: &Wanted<'_>, fits: &mut dyn FnMut(&str) -> bool) -> String {
        let place = match wanted.day {
            _ if wanted.is_page => "pages".to_owned(),
            Some(day) => format!("{:04}/{:02}", day.year(), day.month()),
            None => "undated".to_owned(),
        };
        let stem = stem(wanted);
        let name = format!("{place}/{}", folded(&stem));
        let mut number = self.numbers.get(&name).map_or(1, |number| number + 1);
        loop {
            let numbered = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
            let path = format!("{}{place}/{numbered}.{}", self.directory, self.extension);
            if !self.taken.contains(&folded(&path)) && fits(&path) {
                self.take(&path);
                self.numbers.insert(name, number);
                return path;
            }
            number += 1;
        }
    }
}

/// Without capitals, as file systems fold them: capital letters of `ß`, `ſ` and `ﬁ` are those of `ss`, `s` and `fi`.
fn folded(path: &str) -> String {
    path.to_uppercase().to_lowercase()
}

fn stem(wanted: &Wanted<'_>) -> String {
    let stem = [wanted.slug, wanted.title].into_iter().map(safe).find(|stem| !stem.is_empty());
    let stem = stem.unwrap_or_else(|| {
        let digest = blake3::hash(wanted.key.as_bytes()).to_hex();
        format!("post-{}", &digest[..8])
    });
    if RESERVED.contains(&stem.as_str()) { format!("{stem}-post") } else { stem }
}

/// Letters and digits of any script, parted by `-`.
pub(super) fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() && !matches!(c, '\'' | '’') {
            out.push('-');
        }
    }
    out.truncate(out.floor_char_boundary(LONGEST));
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Form, Names, Wanted, safe};
    use chrono::NaiveDate;

    #[test]
    fn names_are_safe_whatever_the_slug() {
        for (slug, name) in [
            ("hello-world", "hello-world"),
            ("../../etc/passwd", "etc-passwd"),
            ("C:\\x\0y", "c-x-y"),
            ("東京タワー", "東京タワー"),
            ("It’s a “day”!", "its-a-day"),
            ("---", ""),
            (".hidden", "hidden"),
        ] {
            assert_eq!(safe(slug), name, "{slug:?}");
        }
        assert!(safe(&"é".repeat(300)).len() <= 80);
    }

    #[test]
    fn names_never_meet() {
        let mut names = Names::new("data".to_owned(), Form::Markdown);
        let wanted = |slug: &'static str, day| Wanted { slug, title: "", key: "k", day, is_page: false };
        let day = NaiveDate::from_ymd_opt(2019, 3, 5);
        let mut fits = |path: &str| path != "data/2019/03/b.md";
        let mut choose = |slug, day| names.choose(&wanted(slug, day), &mut fits);
        assert_eq!(choose("a", day), "data/2019/03/a.md");
        assert_eq!(choose("A", day), "data/2019/03/a-2.md");
        assert_eq!(choose("b", day), "data/2019/03/b-2.md");
        assert_eq!(choose("strasse", day), "data/2019/03/strasse.md");
        assert_eq!(choose("straße", day), "data/2019/03/straße-2.md");
        assert_eq!(choose("index", None), "data/undated/index-post.md");
        assert!(choose("", None).starts_with("data/undated/post-"));
    }
}
