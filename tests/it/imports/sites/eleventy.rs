//! What the programs of an Eleventy site keep out of it, and which addresses they work out.

use super::{
    super::{counts, import},
    excluded::shown,
};
use crate::support::Publication;

/// An Eleventy site with this configuration, a feed's plugin and these articles.
fn eleventy(configuration: &str, paths: &[(&str, &str)]) -> Publication {
    let publication = Publication::new();
    publication.file(
        "site/eleventy.config.js",
        format!(
            "export default function (eleventyConfig) {{\n{configuration}\n  eleventyConfig.addPlugin(feedPlugin, {{ outputPath: '/feed.xml', \
             collection: {{ name: 'posts' }}, metadata: {{ base: 'https://x.example' }} }});\n  return {{ dir: {{ input: 'src' }} }};\n}}\n"
        ),
    );
    for (path, head) in paths {
        let text = format!("---\ntitle: '{path}'\ndate: 2023-01-08\ntags: posts\n{head}---\nText\n");
        publication.file(format!("site/src/{path}"), text);
    }
    publication
}

#[test]
fn what_eleventy_passes_over_is_not_published() {
    let configuration = "  // eleventyConfig.ignores.add(nobody);\n  eleventyConfig.ignores.add('src/private/**');\n\
                         \x20 eleventyConfig.ignores.add(\"./src/posts/wip-*.md\");\n  eleventyConfig.ignores.add(`src/off`);";
    let paths = [
        ("posts/a.md", ""),
        ("private/p.md", ""),
        ("posts/wip-x.md", ""),
        ("posts/x/wip-in.md", ""),
        ("off/o.md", ""),
        ("local/l.md", ""),
        ("posts/notes/n.md", ""),
        ("own/o.md", ""),
        ("some.md", "eleventyExcludeFromCollections: [posts]\n"),
        ("one.md", "eleventyExcludeFromCollections: all, posts\n"),
        ("every.md", "eleventyExcludeFromCollections: true\n"),
        ("other.md", "eleventyExcludeFromCollections: [all]\n"),
        ("computed.md", "eleventyComputed:\n  eleventyExcludeFromCollections: '{{ secret | not }}'\n"),
        ("maybe.md", "permalink: '{% if secret %}false{% endif %}'\n"),
    ];
    let publication = eleventy(configuration, &paths);
    publication.file("site/.gitignore", "# what\nnode_modules/\nsrc/local/\nnotes\n");
    publication.file("site/src/.eleventyignore", "own/\n");
    let (_, sums) = import(&publication, &["eleventy", "site"], 0);
    assert_eq!(counts(&sums, "not_imported")["file that Eleventy is told to pass over"], 6, "{sums}");
    assert_eq!(shown(&publication), ["other.md", "posts/a.md", "posts/x/wip-in.md"]);

    let publication = eleventy("  eleventyConfig.setUseGitIgnore(false);", &[("local/l.md", "")]);
    publication.file("site/.gitignore", "src/local/\n");
    import(&publication, &["eleventy", "site"], 0);
    assert_eq!(shown(&publication), ["local/l.md"]);
}

#[test]
fn what_eleventys_programs_may_hide_is_published_only_once_it_is_written_out() {
    for (configuration, file, said) in [
        ("  eleventyConfig.ignores.add(path.join(x));", ("", ""), "what Eleventy is told to pass over is not known"),
        (
            "  eleventyConfig.addPreprocessor('p', '*', (data) => { if (data.secret) return false; });",
            ("", ""),
            "`addPreprocessor`",
        ),
        (
            "",
            ("_data/eleventyComputed.js", "export default { eleventyExcludeFromCollections: (d) => d.secret };"),
            "`eleventyComputed.eleventyExclude",
        ),
        (
            "",
            ("posts/posts.11tydata.js", "export default { permalink: (d) => d.secret ? false : d.x };"),
            "its articles are imported as drafts",
        ),
    ] {
        let publication = eleventy(configuration, &[("posts/a.md", "")]);
        if !file.0.is_empty() {
            publication.file(format!("site/src/{}", file.0), file.1);
        }
        publication.run(["import", "eleventy", "site", "--dry-run"]).expect_code(0).expect_stderr([said]);
        let (_, sums) = import(&publication, &["eleventy", "site"], 0);
        assert_eq!(counts(&sums, "standings")["draft"], 1, "{said}: {sums}");
        assert!(shown(&publication).is_empty(), "{said}");
    }
    // How drafts are usually kept back is understood.
    let configuration = "  eleventyConfig.addPreprocessor('drafts', '*', (data) => { if (data.draft && process.env.RUN) { return false; } });\n\
                         \x20 eleventyConfig.addGlobalData('eleventyComputed.permalink', () => (data) => { if (data.draft) { return false; } return \
                         data.permalink; });";
    let publication = eleventy(configuration, &[("posts/a.md", ""), ("posts/b.md", "draft: true\n")]);
    import(&publication, &["eleventy", "site"], 0);
    assert_eq!(shown(&publication), ["posts/a.md"]);
    assert_eq!(addresses(&publication), ["https://x.example/posts/a/", "https://x.example/posts/b/"]);
}

/// The addresses that records declare.
fn addresses(publication: &Publication) -> Vec<String> {
    let records = publication.records();
    let mut urls: Vec<String> = records.iter().filter_map(|record| record["url"].as_str().map(str::to_owned)).collect();
    urls.sort_unstable();
    urls
}

#[test]
fn addresses_that_eleventy_works_out_for_all_files_are_understood_or_told() {
    let paths = [("posts/a.md", ""), ("posts/b.md", "permalink: /own/\n")];
    let usual = "  eleventyConfig.addGlobalData('permalink', () => (data) => `${data.page.filePathStem}.${data.page.outputFileExtension}`);";
    let publication = eleventy(usual, &paths);
    import(&publication, &["eleventy", "site"], 0);
    assert_eq!(addresses(&publication), ["https://x.example/own/", "https://x.example/posts/a.html"]);

    let publication = eleventy("  eleventyConfig.addGlobalData('permalink', () => (data) => slug(data));", &paths);
    let outcome = publication.run(["import", "eleventy", "site", "--dry-run"]).expect_code(0);
    outcome.expect_stderr([
        "`permalink` is worked out by a program, which is not run: addresses, and ids with them, are not known",
    ]);

    let publication = eleventy("", &paths);
    let computed = "export default { permalink: (d) => d.title ? `/x/${d.page.fileSlug}/` : d.permalink };";
    publication.file("site/src/_data/eleventyComputed.js", computed);
    publication.file("site/src/map.njk", "---\ndate: 2023-01-08\npermalink: /map.xml\n---\n<urlset/>\n");
    let outcome = publication.run(["import", "eleventy", "site", "--dry-run"]).expect_code(0);
    outcome.expect_stderr(["eleventyComputed.js", "`eleventyComputed.permalink` is worked out by a program"]);
    let (_, sums) = import(&publication, &["eleventy", "site"], 0);
    assert_eq!(counts(&sums, "standings")["published"], 2, "{sums}");
    assert_eq!(counts(&sums, "not_imported")["part of the layout"], 1, "{sums}");

    // The directory of templates has data of its own.
    let publication = eleventy("", &paths);
    publication.file("site/src/src.json", "{\"permalink\": \"/all/{{ page.fileSlug }}/\"}");
    import(&publication, &["eleventy", "site"], 0);
    assert_eq!(addresses(&publication), ["https://x.example/all/a/", "https://x.example/own/"]);
}
