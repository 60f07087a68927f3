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
        publication.file(format!("site/{path}"), format!("---\ntitle: {path}\ndate: 2023-01-08\n---\nText\n"));
    }
    let (lines, sums) = import(&publication, &["jekyll", "site", "--type", "recipes"], 0);
    let mut titles: Vec<&str> =
        lines.iter().filter(|line| line["file"].is_string()).filter_map(|line| line["title"].as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["_posts/2023-01-08-ok.md", "_posts/2023-01-12-in.md", "_recipes/2023-01-15-soup.md"], "{sums}");
    assert_eq!(counts(&sums, "not_imported")["file that Jekyll leaves out, by `exclude` or its name"], 4, "{sums}");
}

#[test]
fn files_that_hugo_ignores_stay_out_and_mounts_are_where_they_are_put() {
    let publication = Publication::new();
    let configuration = "baseURL: https://x.example/\nignoreFiles: ['draftish.*', '\\\\.foo\\\\.md$', '[']\nmodule:\n  mounts:\n\
                         \x20   - {source: content, target: content, excludeFiles: ['posts/old/**']}\n\
                         \x20   - {source: notes, target: content/log}\n  imports:\n\
                         \x20   - {path: git.example/shared, mounts: [{source: content, target: content/shared}]}\n";
    publication.file("site/hugo.yaml", configuration);
    let page = |title: &str, more: &str| format!("---\ntitle: {title}\ndate: 2023-01-08\n{more}---\nText\n");
    publication.file("site/content/posts/ok.md", page("ok", ""));
    publication.file("site/content/posts/draftish-one.md", page("ignored", ""));
    publication.file("site/content/posts/old/x.md", page("excluded", ""));
    publication.file("site/notes/n.md", page("note", ""));
    publication.file("site/content/posts/tokens.md", page("A Token", "url: /custom/:year/:slug/\n"));
    publication.file("site/content/posts/plain.md", page("plain", "url: /wiki/Talk:x/\n"));
    let outcome = publication.run(["import", "hugo", "site", "--dry-run"]).expect_code(0);
    outcome.expect_stderr(["`ignoreFiles` has a pattern that cannot be read: `[`", "git.example/shared"]);
    let (lines, sums) = import(&publication, &["hugo", "site"], 0);
    assert_eq!(counts(&sums, "not_imported")["file that the configuration keeps out of the site"], 2, "{sums}");
    let mut urls: Vec<String> =
        publication.records().iter().filter_map(|record| record["url"].as_str().map(str::to_owned)).collect();
    urls.sort_unstable();
    let expected = ["custom/2023/a-token/", "log/n/", "posts/ok/", "wiki/Talk:x/"];
    let expected: Vec<String> = expected.iter().map(|path| format!("https://x.example/{path}")).collect();
    assert_eq!(urls, expected, "{lines:?}");
}
