//! How fast feeds are judged: large ones in bytes a second, small ones in feeds a second.
//!
//! `cargo bench --bench lint`; `benches/README.md` has figures and what they are held against.

use courant::lint::{Options, document};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::{fmt::Write, hint::black_box};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const WORDS: [&str; 24] = [
    "the", "harbour", "tide", "boat", "rope", "salt", "quay", "lantern", "gull", "anchor", "net", "storm", "crew",
    "captain", "market", "letter", "morning", "evening", "rain", "wind", "stone", "bridge", "house", "garden",
];

/// A body of HTML as articles have it: nine paragraphs, some with links and emphasis.
fn body(dice: &mut Dice) -> String {
    let mut out = String::new();
    for _ in 0..9 {
        out.push_str("<p>");
        for n in 0..60 {
            let word = WORDS[usize::try_from(dice.roll(24)).unwrap_or(0)];
            match (n, dice.roll(40)) {
                (0, _) => {}
                (_, 0) => {
                    write!(out, " <a href=\"https://notes.example/{}\">{word}</a>", dice.roll(100_000)).expect("memory")
                }
                (_, 1) => write!(out, " <em>{word}</em> &amp; more").expect("memory"),
                _ => write!(out, " {word}").expect("memory"),
            }
        }
        out.push_str(".</p>\n");
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A feed of `items` articles, newest first, an hour apart.
fn feed(format: &str, items: u64) -> String {
    let mut dice = Dice(7);
    let at = |n: u64| {
        let seconds = i64::try_from(1_600_000_000 - n * 3600).unwrap_or(0);
        courant::value::Timestamp::from_unix(seconds).expect("within the calendar")
    };
    let mut out = match format {
        "rss" => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
                  xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
                  <title>Notes</title><link>https://notes.example/</link><description>D</description><language>en</language>\
                  <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://notes.example/rss.xml\"/>\n"
            .to_owned(),
        "atom" => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><id>tag:notes.example,2020:feed</id>\
             <title>Notes</title><updated>{}</updated><author><name>Ada Quay</name></author><link href=\"https://notes.example/\"/>\
             <link rel=\"self\" href=\"https://notes.example/atom.xml\"/>\n",
            at(0)
        ),
        _ => "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Notes\", \"home_page_url\": \"https://notes.example/\", \
              \"feed_url\": \"https://notes.example/feed.json\", \"icon\": \"https://notes.example/i.png\", \"favicon\": \"https://notes.example/f.png\", \"items\": [\n"
            .to_owned(),
    };
    for n in 0..items {
        let (html, date) = (body(&mut dice), at(n));
        let url = format!("https://notes.example/{n}");
        match format {
            "rss" => writeln!(
                out,
                "<item><title>Article {n}</title><link>{url}</link><guid isPermaLink=\"true\">{url}</guid><dc:creator>Ada Quay</dc:creator>\
                 <pubDate>{}</pubDate><description>The beginning of it</description><content:encoded>{}</content:encoded></item>",
                date.rfc822(),
                escaped(&html)
            ),
            "atom" => writeln!(
                out,
                "<entry><id>tag:notes.example,2020:{n}</id><title>Article {n}</title><link href=\"{url}\"/><published>{date}</published>\
                 <updated>{date}</updated><content type=\"html\">{}</content></entry>",
                escaped(&html)
            ),
            _ => writeln!(
                out,
                "{}{{\"id\": \"tag:notes.example,2020:{n}\", \"url\": \"{url}\", \"title\": \"Article {n}\", \"date_published\": \"{date}\", \"content_html\": {}}}",
                if n == 0 { "" } else { "," },
                serde_json::Value::from(html)
            ),
        }
        .expect("memory");
    }
    out.push_str(match format {
        "rss" => "</channel></rss>\n",
        "atom" => "</feed>\n",
        _ => "]}\n",
    });
    out
}

fn lint(criterion: &mut Criterion) {
    let options = Options::default();
    for format in ["rss", "atom", "json"] {
        let large = feed(format, 5000);
        let found = document(large.as_bytes(), &options);
        assert!(found.iter().all(|finding| finding.level == courant::diagnostic::Level::Note), "{:?}", found.first());
        let mut group = criterion.benchmark_group("large");
        group.sample_size(10).throughput(Throughput::Bytes(large.len() as u64));
        group.bench_function(format, |bencher| bencher.iter(|| document(black_box(large.as_bytes()), &options)));
        group.finish();

        let small = feed(format, 3);
        let mut group = criterion.benchmark_group("small");
        group.throughput(Throughput::Elements(1));
        group.bench_function(format, |bencher| bencher.iter(|| document(black_box(small.as_bytes()), &options)));
        group.finish();
    }
}

criterion_group!(benches, lint);
criterion_main!(benches);
