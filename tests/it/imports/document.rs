//! `docs/import.md`, word for word: each command in it is run, in its order, and says what is printed below it.

use super::sites::copy;
use crate::support::{Publication, repository};
use std::{env, fs, path::Path, process::Command};

const PIER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Pier</title><link>https://pier.example</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://pier.example</wp:base_site_url><wp:base_blog_url>https://pier.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login><wp:author_email>ada@mail.example</wp:author_email>
<wp:author_display_name>Ada Quay</wp:author_display_name></wp:author>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>harbour</wp:category_nicename><wp:cat_name>Harbour</wp:cat_name></wp:category>
<item><title>The ferry is back</title><link>https://pier.example/2019/03/ferry/</link><dc:creator>ada</dc:creator>
<guid isPermaLink="false">https://pier.example/?p=7</guid><content:encoded><![CDATA[It came in at noon.

[caption width="300"]<img src="https://pier.example/ferry.jpg" alt="" /> The ferry[/caption]

More tomorrow.]]></content:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2019-03-05 10:00:00</wp:post_date><wp:post_date_gmt>2019-03-05 10:00:00</wp:post_date_gmt>
<wp:post_name>ferry</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="harbour">Harbour</category>
<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Bo</wp:comment_author><wp:comment_content>Hear!</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved></wp:comment></item>
<item><title>Unfinished</title><link>https://pier.example/?p=8</link><dc:creator>ada</dc:creator>
<guid isPermaLink="false">https://pier.example/?p=8</guid><content:encoded><![CDATA[Later.]]></content:encoded>
<wp:post_id>8</wp:post_id><wp:post_date>2019-03-06 10:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>About</title><link>https://pier.example/about/</link><guid isPermaLink="false">https://pier.example/?page_id=2</guid>
<content:encoded><![CDATA[Us.]]></content:encoded><wp:post_id>2</wp:post_id><wp:post_date>2019-01-01 10:00:00</wp:post_date>
<wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>ferry</title><guid isPermaLink="false">https://pier.example/ferry.jpg</guid><wp:post_id>9</wp:post_id>
<wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
</channel></rss>
"#;

const MAIL: &str = "From ada@pier.example Tue Mar  5 10:00:00 2019
From: Ada Quay <ada@pier.example>
Subject: Low water
Date: Tue, 5 Mar 2019 10:00:00 +0000
Message-ID: <1@pier.example>

At noon.

From bo@pier.example Tue Mar  5 11:00:00 2019
From: Bo Mole <bo@pier.example>
Subject: Re: Low water
Date: Tue, 5 Mar 2019 11:00:00 +0000
Message-ID: <2@pier.example>
In-Reply-To: <1@pier.example>

Thanks.

From ada@pier.example Wed Mar  6 10:00:00 2019
From: Ada Quay <ada@pier.example>
Subject: High water
Date: Wed, 6 Mar 2019 10:00:00 +0000
Message-ID: <3@pier.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

At six.
--b
Content-Type: image/png; name=\"tide.png\"
Content-Disposition: attachment; filename=\"tide.png\"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b--
";

const STORIES: &str = r#"{"result": {"stories": [{"id": "s-1", "kicker": "Salt", "date": "2019-04-01T08:00:00Z",
    "url": "https://pier.example/salt/", "body": "<p>Salt rises.</p>", "meta": {"people": [{"fullname": "Ada Quay"}, {"fullname": "Bo Mole"}]}}]}}"#;

#[test]
fn every_command_in_the_document_does_what_stands_there() {
    let document = fs::read_to_string(repository().join("docs/import.md")).expect("it is there");
    let here = Publication::empty();
    here.file("pier.xml", PIER).file("inbox.mbox", MAIL).file("pier.mbox", MAIL).file("stories.json", STORIES);
    for (site, name) in [("hugo", "site"), ("pelican", "mole")] {
        copy(&repository().join("tests/sites").join(site), &here.root().join(name));
    }
    let program = Path::new(env!("CARGO_BIN_EXE_courant")).parent().expect("a directory");
    let path = env::join_paths(
        [program.to_owned()].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())),
    )
    .expect("a path");
    let blocks = document.split("\n```console\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let (mut commands, mut wrong) = (0, Vec::new());
    for block in blocks {
        for command in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, expected) = command.split_once('\n').unwrap_or((command, ""));
            let output = Command::new("sh")
                .args(["-c", &format!("{{ {command}\n}} 2>&1")])
                .current_dir(here.root())
                .env_clear()
                .env("PATH", &path)
                .env("HOME", here.root().parent().expect("a directory").join("home"))
                .output()
                .expect("there is a shell");
            let said = String::from_utf8(output.stdout).expect("UTF-8");
            commands += 1;
            if said.trim_end() != expected.trim_end() {
                wrong.push(format!("$ {command}\n--- says\n{said}--- instead of\n{expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(commands >= 11, "only {commands} commands were found");
}
