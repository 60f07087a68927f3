//! Room: how many attempts may be under way at a time, in all, at a host and at an endpoint.
//!
//! An attempt that takes longer than a moment no longer counts but for its endpoint: it waits for somebody who may be dead,
//! costs next to nothing, and must not keep others from their turn.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// At most so many threads, whatever they do.
const ALL: usize = 512;
/// At most so many that have just begun.
const BRISK: usize = 64;
/// At most so many of them at one host.
const HOST: usize = 8;
/// At most so many at one endpoint: one that is well, one that nobody has tried, one that has failed.
const ENDPOINT: [usize; 3] = [8, 2, 1];

/// Who is under way.
#[derive(Debug, Default)]
pub(super) struct Room {
    inside: HashMap<usize, Guest>,
}

#[derive(Debug)]
struct Guest {
    endpoint: String,
    host: Arc<str>,
    since: Instant,
}

impl Room {
    /// After this time an attempt is no longer a brisk one.
    pub(super) const MOMENT: Duration = Duration::from_millis(250);
    /// At most so many look at documents at a time.
    pub(super) const LOOKERS: usize = 8;

    /// Lets an attempt in if there is room for it; `rank` says how its endpoint fares.
    pub(super) fn enter(&mut self, key: usize, endpoint: &str, host: &Arc<str>, rank: u8, now: Instant) -> bool {
        let is_brisk = |guest: &&Guest| now.saturating_duration_since(guest.since) < Self::MOMENT;
        let at_endpoint = self.inside.values().filter(|guest| guest.endpoint == endpoint).count();
        let most = ENDPOINT.get(usize::from(rank)).copied().unwrap_or(1);
        let is_full = self.inside.len() >= ALL
            || at_endpoint >= most
            || self.inside.values().filter(is_brisk).count() >= BRISK
            || self.inside.values().filter(|guest| guest.host == *host).filter(is_brisk).count() >= HOST;
        if !is_full {
            let guest = Guest { endpoint: endpoint.to_owned(), host: Arc::clone(host), since: now };
            self.inside.insert(key, guest);
        }
        !is_full
    }

    /// An attempt is over.
    pub(super) fn leave(&mut self, key: usize) {
        self.inside.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::Room;
    use std::{sync::Arc, time::Instant};

    #[test]
    fn who_takes_long_keeps_nobody_out_but_at_its_own_endpoint() {
        let (mut room, now) = (Room::default(), Instant::now());
        let host: Arc<str> = "a.example".into();
        let mut inside = 0;
        for n in 0..100 {
            inside += usize::from(room.enter(n, &format!("e{n}"), &host, 1, now));
        }
        assert_eq!(inside, 8, "at one host");
        for n in 100..300 {
            let host = format!("{n}.example").into();
            inside += usize::from(room.enter(n, &format!("e{n}"), &host, 1, now));
        }
        assert_eq!(inside, 64, "in all");
        let later = now + Room::MOMENT;
        assert!(room.enter(300, "e300", &host, 1, later));
        assert!(!room.enter(301, "e1", &host, 2, later), "it has failed, and is tried already");
        room.leave(1);
        assert!(room.enter(301, "e1", &host, 2, later));
    }
}
