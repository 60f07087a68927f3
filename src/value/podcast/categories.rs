//! Apple's categories, a closed list: what is not spelled as there is ignored by every directory.

use super::lists::near;

/// Top levels with what is below them, as they have been since 2019 (*A Podcaster's Guide to RSS*).
pub const CATEGORIES: &[(&str, &[&str])] = &[
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("History", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

/// Names of the list before 2019 that nothing is called any more, alone or below their top level, and what they are now.
const BEFORE: &[(&str, &str, Option<&str>)] = &[
    ("Literature", "Arts", Some("Books")),
    ("Management & Marketing", "Business", Some("Management")),
    ("Shopping", "Business", None),
    ("Educational Technology", "Education", None),
    ("Higher Education", "Education", None),
    ("K-12", "Education", None),
    ("Language Courses", "Education", Some("Language Learning")),
    ("Training", "Education", Some("Courses")),
    ("Games & Hobbies", "Leisure", None),
    ("Other Games", "Leisure", Some("Games")),
    ("Government & Organizations", "Government", None),
    ("Local", "Government", None),
    ("National", "Government", None),
    ("Regional", "Government", None),
    ("Health", "Health & Fitness", None),
    ("Fitness & Nutrition", "Health & Fitness", Some("Fitness")),
    ("Self-Help", "Education", Some("Self-Improvement")),
    ("News & Politics", "News", None),
    ("Science & Medicine", "Science", None),
    ("Sports & Recreation", "Sports", None),
    ("Amateur", "Sports", None),
    ("College & High School", "Sports", None),
    ("Outdoor", "Sports", Some("Wilderness")),
    ("Professional", "Sports", None),
    ("Gadgets", "Technology", None),
    ("Podcasting", "Technology", None),
    ("Software How-To", "Technology", None),
];

/// What a category of before 2019 is now; what is below one may have a place of its own in today's list.
fn of_before(name: &str, sub: Option<&str>) -> Option<Category> {
    let find = |wanted: &str| {
        let found = BEFORE.iter().find(|(old, ..)| folded(old) == folded(wanted));
        found.map(|(_, name, sub)| Category { name, sub: *sub })
    };
    let top = find(name)?;
    let below = |wanted: &str| find(wanted).or_else(|| category(wanted).ok());
    Some(sub.and_then(below).unwrap_or(top))
}

/// A category of a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// The top level.
    pub name: &'static str,
    /// What it is there.
    pub sub: Option<&'static str>,
}

/// Why something is no category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryError {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
    /// What can be taken all the same: the top level, where only what is below it is none.
    pub rest: Option<Category>,
}

/// Reads `Technology`, `Society & Culture > Documentary` (also with `/` or `:`), or a lone subcategory: capitals do not matter.
///
/// # Errors
/// Says which category was probably meant.
pub fn category(text: &str) -> Result<Category, CategoryError> {
    let parts: Vec<&str> = text.split(['>', '/', ':']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let (name, sub) = match parts.as_slice() {
        [name] => (*name, None),
        [name, sub] => (*name, Some(*sub)),
        _ => {
            let message = format!("`{text}` is no category of Apple's list");
            return Err(CategoryError {
                message,
                help: "write `Category` or `Category > Subcategory`".to_owned(),
                rest: None,
            });
        }
    };
    let same = |known: &str, given: &str| folded(known) == folded(given);
    if let Some((name, subs)) = CATEGORIES.iter().find(|(known, _)| same(known, name)) {
        let Some(wanted) = sub else { return Ok(Category { name, sub: None }) };
        let found = subs.iter().find(|known| same(known, wanted));
        return found.map(|sub| Category { name, sub: Some(sub) }).ok_or_else(|| {
            let message = format!("`{wanted}` is no subcategory of `{name}` in Apple's list");
            let help = match (near(wanted, subs.iter().copied()), subs.is_empty()) {
                (Some(near), _) => format!("did you mean `{name} > {near}`?"),
                (None, true) => format!("`{name}` has none"),
                (None, false) => format!("those there are: {}", subs.join(", ")),
            };
            CategoryError { message, help, rest: Some(Category { name, sub: None }) }
        });
    }
    if let Some(now) = of_before(name, sub) {
        let called = now.sub.map_or_else(|| now.name.to_owned(), |sub| format!("{} > {sub}", now.name));
        let message = format!("`{text}` is a category of before 2019, which is `{called}` now");
        return Err(CategoryError { message, help: format!("write `{called}`"), rest: Some(now) });
    }
    // Nobody has to know what a subcategory is below.
    let below = CATEGORIES.iter().find_map(|(top, subs)| {
        let found = subs.iter().find(|known| same(known, name))?;
        sub.is_none().then_some(Category { name: top, sub: Some(found) })
    });
    below.ok_or_else(|| {
        let all = CATEGORIES.iter().flat_map(|(top, subs)| {
            std::iter::once((*top).to_owned()).chain(subs.iter().map(move |sub| format!("{top} > {sub}")))
        });
        let all: Vec<String> = all.collect();
        let last = |known: &str| known.rsplit(" > ").next().unwrap_or_default().to_owned();
        let words: Vec<String> = all.iter().map(|known| last(known)).collect();
        let near = near(name, words.iter().map(String::as_str));
        let near = near.and_then(|near| all.iter().find(|known| last(known) == near));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let tops: Vec<&str> = CATEGORIES.iter().map(|(name, _)| *name).collect();
                format!("the top levels are: {}", tops.join(", "))
            }
        };
        CategoryError { message: format!("`{name}` is no category of Apple's list"), help, rest: None }
    })
}

/// Without capitals, and with `&` for `and`.
fn folded(text: &str) -> String {
    let text = text.to_lowercase().replace("&amp;", "&").replace(" and ", " & ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::category;

    #[test]
    fn categories_of_before_2019_are_known() {
        for (text, name, sub) in [
            ("Games & Hobbies > Video Games", "Leisure", Some("Video Games")),
            ("Games &amp; Hobbies > Other Games", "Leisure", Some("Games")),
            ("News & Politics", "News", None),
            ("Science & Medicine > Medicine", "Health & Fitness", Some("Medicine")),
            ("Health > Self-Help", "Education", Some("Self-Improvement")),
            ("Government & Organizations > Non-Profit", "Business", Some("Non-Profit")),
        ] {
            let rest = category(text).expect_err(text).rest.map(|category| (category.name, category.sub));
            assert_eq!(rest, Some((name, sub)), "{text}");
        }
    }

    #[test]
    fn categories_as_people_write_them() {
        for (text, name, sub) in [
            ("Technology", "Technology", None),
            ("society & culture > documentary", "Society & Culture", Some("Documentary")),
            ("Society &amp; Culture", "Society & Culture", None),
            ("Health and Fitness / Mental Health", "Health & Fitness", Some("Mental Health")),
            ("Tech News", "News", Some("Tech News")),
            ("Religion", "Religion & Spirituality", Some("Religion")),
            ("TV & Film: After Shows", "TV & Film", Some("After Shows")),
        ] {
            let found = category(text).map(|category| (category.name, category.sub));
            assert_eq!(found, Ok((name, sub)), "{text}");
        }
        for (text, help) in [
            ("Technologie", "did you mean `Technology`?"),
            ("Documentry", "did you mean `Society & Culture > Documentary`?"),
            ("News > Tech Nws", "did you mean `News > Tech News`?"),
            ("Technology > Gadgets", "`Technology` has none"),
            ("a > b > c", "write `Category` or `Category > Subcategory`"),
        ] {
            assert_eq!(category(text).expect_err(text).help, help, "{text}");
        }
    }
}
