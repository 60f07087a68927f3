//! Files that no feed shows soon are let go while the others are read: what comes of it is what keeping all of them gives,
//! now and in the runs after it.

use crate::{
    far_world::World,
    incremental::{agrees, export},
    support::{Publication, SITE, date, full_trials, sound::mp3},
};
use courant::{
    config,
    pipeline::{BuildOptions, build},
    value::{Clock, Timestamp},
};
use std::{fs, os::unix::fs::MetadataExt as _, thread, time::Duration};

/// Builds without a cache, with files let go from so many on. Gives back what is said.
fn built(here: &Publication, now: &str, sifted_from: usize) -> String {
    for part in fs::read_dir(here.root().join(".courant")).into_iter().flatten().filter_map(Result::ok) {
        if part.file_name().to_string_lossy().starts_with("cache") {
            fs::remove_file(part.path()).expect("removed");
        }
    }
    let root = here.root().canonicalize().expect("it is there");
    let text = fs::read_to_string(root.join("courant.toml")).expect("there is a configuration");
    let publication = config::read(&text, "courant.toml", &root).publication.expect("it is right");
    let now = Timestamp::from_rfc3339(now).expect("a moment");
    let options = BuildOptions { sifted_from, ..BuildOptions::new(Clock::at(now)) };
    let mut report = build(&publication, &options, &()).expect("built");
    assert_eq!(report.forgets, None);
    report.reasons.sort();
    format!("{report:#?}").replace(&root.display().to_string(), ".")
}

/// Builds copies of a publication with and without letting go: they are the same, and so are runs after that.
fn is_missed_by_nobody(world: &mut World, change: &mut dyn FnMut(&mut World) -> String) -> bool {
    let happened = change(world);
    let now = world.go_on();
    let what = format!("{now}: {happened}");
    thread::sleep(Duration::from_millis(60));
    let [mut sifted, kept] = [world.here.twin(), world.here.twin()];
    let (of_sifted, of_kept) = (built(&sifted, &now, 1), built(&kept, &now, usize::MAX));
    assert_eq!(of_sifted, of_kept, "{what}");
    sifted.expect_feeds_of(&kept, &what);
    assert_eq!(export(&sifted), export(&kept), "{what}");
    let size = fs::metadata(sifted.root().join(".courant/cache-far-marks")).map_or(0, |file| file.len());
    // What the sieve has left in the cache is as good as what anybody else leaves there.
    for _ in 0..2 {
        std::mem::swap(&mut world.here, &mut sifted);
        let happened = change(world);
        std::mem::swap(&mut world.here, &mut sifted);
        let then = world.go_on();
        agrees(&sifted, &format!("{what}; then {then}: {happened}"), &["build", "--now", &then]);
    }
    agrees(&world.here, &what, &["build", "--now", &now]);
    size > 1000
}

fn trials(first: u64, change: &mut dyn FnMut(&mut World) -> String) {
    let (seeds, steps) = if full_trials() { (first..first + 60, 30) } else { (first..first + 4, 3) };
    let mut far = 0;
    for seed in seeds {
        let mut world = World::new(seed);
        for step in 0..steps {
            let mut named = |world: &mut World| format!("seed {seed}, step {step}: {}", change(world));
            far += usize::from(is_missed_by_nobody(&mut world, &mut named));
        }
    }
    assert!(far > 0, "nothing was ever far");
}

#[test]
fn files_that_are_let_go_are_missed_by_nobody() {
    trials(101, &mut |world| (0..1 + world.roll(3)).map(|_| world.happen()).collect::<Vec<_>>().join("; "));
}

/// An article as a line of JSON.
fn line(world: &mut World) -> String {
    let day = u64::try_from(world.roll(120)).expect("small");
    let is_odd = world.roll(6) == 0;
    let text = world.text(day, is_odd);
    let (head, body) = text.trim_start_matches("---\n").split_once("---\n").expect("an article has a head");
    let mut fields = serde_json::Map::new();
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        let list = value.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
        let value = match list {
            Some(list) => list.split(", ").map(serde_json::Value::from).collect(),
            None => value.into(),
        };
        fields.insert(name.to_owned(), value);
    }
    let name = world.name();
    fields.entry("slug").or_insert_with(|| format!("listed-{name}").into());
    fields.insert("content_text".to_owned(), body.trim().into());
    serde_json::Value::Object(fields).to_string()
}

/// What happens to a list.
fn happen_to_list(world: &mut World) -> String {
    let path = world.here.root().join(["data/list.jsonl", "notes/list.jsonl"][world.roll(2)]);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        lines.extend((0..80).map(|_| line(world)));
    }
    let what = world.roll(9);
    let at = world.roll(lines.len().max(1));
    match what {
        0 | 1 => lines.push(line(world)),
        2 => lines.insert(at, line(world)),
        3 => drop(lines.remove(at)),
        4 => lines[at] = lines[at].replace("Article", "Piece"),
        5 => lines.push(lines[at].clone()),
        6 => lines[at] = "{ this is no JSON".to_owned(),
        7 => lines[at] = line(world),
        _ => return world.happen(),
    }
    fs::create_dir_all(path.parent().expect("it lies in a directory")).expect("made");
    fs::remove_file(&path).ok();
    fs::write(&path, lines.join("\n") + "\n").expect("written");
    format!("{} {what} at {at}", path.display())
}

#[test]
fn records_of_lists_that_are_let_go_are_missed_by_nobody() {
    trials(201, &mut |world| (0..1 + world.roll(3)).map(|_| happen_to_list(world)).collect::<Vec<_>>().join("; "));
}

/// A list of so many articles of about 5 kB.
fn long_list(count: u64) -> String {
    let text = "What an article says, in words. ".repeat(160);
    let line = |number: u64| {
        let (day, hour) = (date(number / 24), number % 24);
        format!(
            "{{\"id\":\"https://gazette.example/{number}\",\"title\":\"Article {number}\",\"date\":\"{day}T{hour:02}:00:00Z\",\"content_text\":\"{text}\"}}\n"
        )
    };
    (0..count).map(line).collect()
}

#[test]
fn what_is_appended_to_a_long_list_is_read_alone() {
    appended_alone(SITE);
}

#[test]
fn it_is_also_where_the_list_is_named() {
    appended_alone(&SITE.replace("data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}", "data/list.jsonl"));
}

fn appended_alone(config: &str) {
    let here = Publication::new();
    let list = long_list(1000);
    here.config(config).file("data/list.jsonl", &list);
    // What was written at the moment of a run is read again by the next one.
    let build = |list: &str| {
        thread::sleep(Duration::from_millis(60));
        here.file("data/list.jsonl", list);
        thread::sleep(Duration::from_millis(60));
        let outcome = agrees(&here, "a long list", &["build", "--now", &date(200)]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let far = fs::metadata(here.root().join(".courant/cache-far")).expect("most of it is far");
        (far.ino(), here.read("feeds/news/rss.xml"))
    };
    let (first, _) = build(&list);
    let grown = list.clone() + &long_list(1001).lines().last().expect("a line").replace("Article 1000", "News") + "\n";
    let (then, feed) = build(&grown);
    assert!(feed.contains("<title>News</title>") && feed.contains("<title>Article 999</title>"), "{feed}");
    assert_eq!(first, then, "nothing that is far was looked at");
    // The same with something changed before.
    let changed = grown.replace("Article 990\"", "Edited\"") + long_list(1002).lines().last().expect("a line") + "\n";
    let (then, feed) = build(&changed);
    assert!(feed.contains("<title>Edited</title>") && feed.contains("<title>Article 1001</title>"), "{feed}");
    assert_ne!(first, then, "what has changed is found");
    // A line that is not whole yet, and then is.
    let half = changed.clone() + "{\"id\":\"https://gazette.example/half\",\"title\":\"Half";
    here.file("data/list.jsonl", &half);
    agrees(&here, "half a line", &["build", "--now", &date(200)]);
    let whole = half + " no more\",\"date\":\"" + &date(190) + "\",\"content_text\":\"Salt.\"}\n";
    let (_, feed) = build(&whole);
    assert!(feed.contains("<title>Half no more</title>"), "{feed}");
}

/// A long list of which the newest article has a recording.
fn list_with_recording() -> String {
    let last = long_list(1000).lines().last().expect("a line").replacen('{', "{\"enclosure\":\"tide.mp3\",", 1);
    let mut lines: Vec<String> = long_list(999).lines().map(str::to_owned).collect();
    lines.push(last);
    lines.join("\n") + "\n"
}

#[test]
fn a_recording_that_changes_is_measured_again_whatever_is_far_in_its_list() {
    let here = Publication::new();
    let config = format!("{SITE}\n[media]\ndir = \"media\"\nurl = \"https://cdn.example/\"\n");
    here.config(config).file("data/list.jsonl", list_with_recording()).file("media/tide.mp3", mp3(40));
    let build = || {
        thread::sleep(Duration::from_millis(60));
        agrees(&here, "a recording", &["build", "--now", &date(200)])
    };
    build();
    let length = |frames| format!("length=\"{}\"", mp3(frames).len());
    assert!(here.read("feeds/news/rss.xml").contains(&length(40)));
    here.file("media/tide.mp3", mp3(50));
    build();
    assert!(here.read("feeds/news/rss.xml").contains(&length(50)));
    fs::remove_file(here.root().join("media/tide.mp3")).expect("removed");
    build();
}

#[test]
fn every_recording_is_published_whatever_feeds_show() {
    let here = Publication::new();
    let url = "https://gazette.example/feeds/audio/";
    let media = format!("\n[media]\ndir = \"media\"\nurl = \"{url}\"\npublish = true\n");
    here.config(format!("{SITE}limit = 2\n{media}"));
    for number in 0..60_u64 {
        here.file(format!("media/{number}.mp3"), mp3(20 + usize::try_from(number).expect("small")));
        let head = format!("title: Article {number}\ndate: {}\nenclosure: {number}.mp3\n", date(number));
        here.file(format!("data/{number}.md"), format!("---\n{head}---\nWords.\n"));
    }
    let [sifted, kept] = [here.twin(), here.twin()];
    let now = format!("{}T00:00:00Z", date(100));
    assert_eq!(built(&sifted, &now, 1), built(&kept, &now, usize::MAX));
    sifted.expect_feeds_of(&kept, "recordings");
    assert!(sifted.has("feeds/audio/0.mp3"));
}

#[test]
fn a_list_that_is_written_in_another_way_is_read_whole() {
    let here = Publication::new();
    let list = long_list(1000);
    here.config(SITE).file("data/list.jsonl", &list);
    let build = |list: &[u8]| {
        here.file("data/list.jsonl", list);
        thread::sleep(Duration::from_millis(60));
        let outcome = agrees(&here, "a list", &["build", "--now", &date(200)]);
        fs::remove_dir_all(here.root().join("feeds")).expect("removed");
        agrees(&here, "a list without its feeds", &["build", "--now", &date(200)]);
        outcome
    };
    build(list.as_bytes());
    let more = long_list(1001).lines().last().expect("a line").to_owned() + "\n";
    // With a mark, without it, in UTF-16, and with a line that half a letter is in.
    build(format!("\u{feff}{list}{more}").as_bytes());
    build(format!("{list}{more}").as_bytes());
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    build(&wide(&format!("\u{feff}{list}{more}")));
    build(&wide(&list));
}

#[test]
fn a_list_that_has_become_long_is_let_go_as_well() {
    let here = Publication::new();
    here.config(SITE).file("data/list.jsonl", long_list(30));
    agrees(&here, "a short list", &["build", "--now", &date(200)]);
    here.file("data/list.jsonl", long_list(1000));
    thread::sleep(Duration::from_millis(60));
    agrees(&here, "a long list", &["build", "--now", &date(200)]);
    let rest = fs::metadata(here.root().join(".courant/cache-rest")).expect("there").len();
    assert!(rest < 100_000, "{rest} bytes are kept of it");
}
