//! What the configuration of a site keeps out of it.

use super::super::{counts, import};
use crate::support::Publication;

#[test]
fn posts_that_jekyll_excludes_stay_out() {
    let publication = Publication::new();
    let configuration = "url: https://x.example\nplugins: [jekyll-feed]\ncollections: [recipes]\n\
                         exclude: [_posts/private, _posts/2023-01-09-ex.md, '*-wip.md', _recipes/old, _posts/2023-01-12-in.md]\n\
                         include: [_notes.md, _posts/2023-01-12-in.md]\n";
    publication.file("site/_config.yml", configuration);
    for path in [
        "_posts/2023-01-08-ok.md",
        "_posts/2023-01-09-ex.md",
        "_posts/private/2023-01-10-ex.md",
        "_posts/2023-01-11-wip.md",
        "_posts/2023-01-12-in.md",
        "_posts/_later/2023-01-13-x.md",
        "_recipes/old/2023-01-14-x.md",
        "_recipes/2023-01-15-soup.md",
    ] {
        publication.file(&format!("site/{path}"), format!("---\ntitle: {path}\ndate: 2023-01-08\n---\nText\n"));
    }
    let (lines, sums) = import(&publication, &["jekyll", "site", "--type", "recipes"], 0);
    let mut titles: Vec<&str> =
        lines.iter().filter(|line| line["file"].is_string()).filter_map(|line| line["title"].as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["_posts/2023-01-08-ok.md", "_posts/2023-01-12-in.md", "_recipes/2023-01-15-soup.md"], "{sums}");
    assert_eq!(counts(&sums, "not_imported")["file that Jekyll leaves out, by `exclude` or its name"], 4, "{sums}");
}
