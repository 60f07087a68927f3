//! Files that no feed shows soon are let go while the others are read: what comes of it is what keeping all of them gives,
//! now and in the runs after it.

use crate::{
    far_world::World,
    incremental::{agrees, export},
    support::{Publication, full_trials},
};
use courant::{
    config,
    pipeline::{BuildOptions, build},
    value::{Clock, Timestamp},
};
use std::{fs, thread, time::Duration};

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

#[test]
fn what_is_let_go_is_missed_by_nobody() {
    let (seeds, steps) = if full_trials() { (101..=160, 30) } else { (101..=106, 3) };
    let mut far = 0;
    for seed in seeds {
        let mut world = World::new(seed);
        for step in 0..steps {
            let happened: Vec<String> = (0..1 + world.roll(3)).map(|_| world.happen()).collect();
            let now = world.go_on();
            let what = format!("seed {seed}, step {step}, {now}: {}", happened.join("; "));
            thread::sleep(Duration::from_millis(60));
            let [mut sifted, kept] = [world.here.twin(), world.here.twin()];
            assert_eq!(built(&sifted, &now, 1), built(&kept, &now, usize::MAX), "{what}");
            sifted.expect_feeds_of(&kept, &what);
            assert_eq!(export(&sifted), export(&kept), "{what}");
            let size = fs::metadata(sifted.root().join(".courant/cache-far-files")).map_or(0, |file| file.len());
            far += u64::from(size > 1000);
            // What the sieve has left in the cache is as good as what anybody else leaves there.
            for _ in 0..2 {
                std::mem::swap(&mut world.here, &mut sifted);
                let what = format!("{what}; then {}", world.happen());
                std::mem::swap(&mut world.here, &mut sifted);
                let then = world.go_on();
                agrees(&sifted, &what, &["build", "--now", &then]);
            }
            agrees(&world.here, &what, &["build", "--now", &now]);
        }
    }
    assert!(far > 0, "nothing was ever far");
}
