use crate::{
    record::{Change, Delivery},
    state::{
        Chosen, Claim, Fate, Ledger, Outcome, Queued, Settlement, SqliteLedger,
        fixture::{self, delivery, moment},
    },
    value::Moment,
};
use std::time::Duration;
use tempfile::TempDir;

const TOPIC: &str = "https://a.example/feeds/news/rss.xml";
const NOW: &str = "2026-11-23T00:00:00Z";

fn scene() -> (TempDir, SqliteLedger) {
    let scene = tempfile::tempdir().expect("a temp directory");
    let ledger = SqliteLedger::open(scene.path()).expect("a ledger");
    (scene, ledger)
}

fn enqueue(ledger: &mut SqliteLedger, delivery: Delivery, at: Moment) {
    ledger.conclude(&Outcome { deliveries: vec![(delivery, at)], ..Outcome::default() }).expect("written");
}

fn claim(owner: &str, now: Moment) -> Claim {
    Claim { owner: owner.to_owned(), now, until: now.after(Duration::from_secs(60)) }
}

fn key() -> Vec<(String, String)> {
    vec![("hub".to_owned(), TOPIC.to_owned()), ("hub".to_owned(), "elsewhere".to_owned())]
}

fn settlement(generation: u64, at: Moment, fate: Fate) -> Settlement {
    Settlement { endpoint: "hub".to_owned(), topic: TOPIC.to_owned(), generation, at, told: Vec::new(), fate }
}

/// That all of this was told.
fn delivered(sent: &Queued, at: Moment) -> Settlement {
    let told = sent.delivery.news.articles.clone();
    Settlement { told, ..settlement(sent.generation, at, Fate::Delivered) }
}

fn again(due: Moment, lapsed: bool) -> Fate {
    Fate::Again { due, why: "503".to_owned(), open_until: Some(due), lapsed }
}

fn seconds(n: u64) -> Moment {
    moment(NOW).after(Duration::from_secs(n))
}

#[test]
fn five_publications_before_a_ping_are_one_delivery() {
    let (_scene, mut ledger) = scene();
    for n in 0..5 {
        let id = format!("a{}", n % 2);
        enqueue(&mut ledger, delivery("hub", TOPIC, &[(&id, Change::New)]), seconds(n));
    }
    let queued = ledger.outbox().expect("readable").queued;
    assert_eq!(queued.len(), 1);
    let ids: Vec<&str> = queued[0].delivery.news.articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, ["a0", "a1"]);
    assert_eq!((queued[0].since, queued[0].changed, queued[0].due), (seconds(0), seconds(4), seconds(0)));
}

#[test]
fn what_comes_while_it_is_sent_is_sent_as_well() {
    let (_scene, mut ledger) = scene();
    enqueue(&mut ledger, delivery("hub", TOPIC, &[("a", Change::New)]), seconds(0));
    let sent = ledger.claim(&key(), &claim("me", seconds(1))).expect("claimed").remove(0);
    enqueue(&mut ledger, delivery("hub", TOPIC, &[("b", Change::New)]), seconds(1));
    ledger.settle("me", &[delivered(&sent, seconds(2))]).expect("settled");

    let outbox = ledger.outbox().expect("readable");
    let told = outbox.told[&("hub".to_owned(), TOPIC.to_owned())];
    assert_eq!((told.at, told.generation), (seconds(2), sent.generation));
    let [rest] = &outbox.queued[..] else { panic!("{outbox:?}") };
    assert_eq!(rest.delivery, delivery("hub", TOPIC, &[("b", Change::New)]));
    assert_eq!((rest.since, rest.attempts, rest.due), (seconds(1), 0, seconds(2)));

    let sent = ledger.claim(&key(), &claim("me", seconds(2))).expect("claimed").remove(0);
    ledger.settle("me", &[delivered(&sent, seconds(3))]).expect("settled");
    let outbox = ledger.outbox().expect("readable");
    assert_eq!(outbox.queued, []);
    assert_eq!(outbox.endpoints["hub"].succeeded, Some(seconds(3)));
}

#[test]
fn of_what_was_taken_in_part_the_rest_waits() {
    let (_scene, mut ledger) = scene();
    enqueue(&mut ledger, delivery("hub", TOPIC, &[("a", Change::New), ("b", Change::New)]), seconds(0));
    let told = delivery("hub", TOPIC, &[("a", Change::New)]).news.articles;
    for fate in [again(seconds(9), false), Fate::GivenUp { why: "422".to_owned(), refused: true }] {
        let sent = ledger.claim(&key(), &claim("me", seconds(1))).expect("claimed").remove(0);
        let settlement = Settlement { told: told.clone(), ..settlement(sent.generation, seconds(1), fate) };
        ledger.settle("me", &[settlement]).expect("settled");
        let queued = ledger.outbox().expect("readable").queued;
        assert_eq!(queued[0].delivery, delivery("hub", TOPIC, &[("b", Change::New)]));
        assert_eq!(ledger.outbox().expect("readable").told.len(), 0, "it was not told of all");
    }
}

#[test]
fn nobody_claims_what_another_run_has_claimed_until_that_is_over() {
    let (_scene, mut ledger) = scene();
    enqueue(&mut ledger, delivery("hub", TOPIC, &[]), seconds(0));
    assert_eq!(ledger.claim(&key(), &claim("me", seconds(0))).expect("claimed").len(), 1);
    assert_eq!(ledger.claim(&key(), &claim("me", seconds(1))).expect("prolonged").len(), 1);
    assert_eq!(ledger.claim(&key(), &claim("you", seconds(60))).expect("asked"), []);
    let [sent] = &ledger.claim(&key(), &claim("you", seconds(61))).expect("claimed")[..] else { panic!("it is over") };
    // Who has lost it settles nothing any more.
    ledger.settle("me", &[delivered(sent, seconds(62))]).expect("settled");
    assert_eq!(ledger.outbox().expect("readable").queued.len(), 1);
    ledger.free_claims().expect("freed");
    assert_eq!(ledger.claim(&key(), &claim("me", seconds(62))).expect("claimed").len(), 1);
    ledger.settle("me", &[settlement(sent.generation, seconds(62), again(seconds(62), false))]).expect("given back");
    assert_eq!(ledger.claim(&key(), &claim("you", seconds(62))).expect("claimed").len(), 1);
    ledger.settle("you", &[delivered(sent, seconds(62))]).expect("settled");
    assert_eq!(ledger.outbox().expect("readable").queued, []);
}

#[test]
fn a_failure_waits_and_is_not_hurried_by_what_is_new() {
    let (_scene, mut ledger) = scene();
    enqueue(&mut ledger, delivery("hub", TOPIC, &[]), seconds(0));
    for n in 1..=2 {
        let sent = ledger.claim(&key(), &claim("me", seconds(n))).expect("claimed").remove(0);
        ledger
            .settle("me", &[settlement(sent.generation, seconds(n), again(seconds(10 * n), n == 2))])
            .expect("settled");
        enqueue(&mut ledger, delivery("hub", TOPIC, &[("a", Change::New)]), seconds(n + 2));
    }
    let outbox = ledger.outbox().expect("readable");
    let queued = &outbox.queued[0];
    assert_eq!((queued.attempts, queued.due, queued.error.as_deref()), (2, seconds(20), Some("503")));
    assert_eq!((queued.since, queued.changed), (seconds(3), seconds(4)), "what is older was given up");
    let health = &outbox.endpoints["hub"];
    assert_eq!((health.failures, health.open_until, health.failed), (2, Some(seconds(20)), Some(seconds(2))));

    assert_eq!(
        ledger.retry(&Chosen { endpoint: Some("other".to_owned()), topic: None }, seconds(5)).expect("none"),
        []
    );
    assert_eq!(ledger.retry(&Chosen::default(), seconds(5)).expect("one").len(), 1);
    let outbox = ledger.outbox().expect("readable");
    assert_eq!((outbox.queued[0].attempts, outbox.queued[0].due), (0, seconds(5)));
    assert_eq!(outbox.endpoints["hub"].open_until, None);
}

#[test]
fn what_was_given_up_stays_until_something_is_new_or_somebody_decides() {
    let (_scene, mut ledger) = scene();
    enqueue(&mut ledger, delivery("hub", TOPIC, &[("a", Change::New)]), seconds(0));
    let give_up = |ledger: &mut SqliteLedger, now: Moment| {
        let sent = ledger.claim(&key(), &claim("me", now)).expect("claimed").remove(0);
        let fate = Fate::GivenUp { why: "410 Gone".to_owned(), refused: true };
        ledger.settle("me", &[settlement(sent.generation, now, fate)]).expect("settled");
        ledger.outbox().expect("readable").queued.remove(0)
    };
    let queued = give_up(&mut ledger, seconds(1));
    assert_eq!((queued.given_up, queued.error.as_deref()), (Some(seconds(1)), Some("410 Gone")));
    enqueue(&mut ledger, delivery("hub", TOPIC, &[("b", Change::New)]), seconds(9));
    let queued = ledger.outbox().expect("readable").queued.remove(0);
    assert_eq!((queued.given_up, queued.since, queued.due, queued.attempts), (None, seconds(9), seconds(9), 0));
    assert_eq!(queued.delivery.news.articles.len(), 2, "nobody was told of the first one");
    give_up(&mut ledger, seconds(10));
    assert_eq!(ledger.abandon(&Chosen::default()).expect("dropped").len(), 1);
    assert_eq!(ledger.outbox().expect("readable").queued, []);
}

#[test]
fn an_intent_keeps_its_deliveries_until_it_is_settled() {
    let (scene, mut ledger) = scene();
    let intents = fixture::known().intents;
    ledger.begin(&intents).expect("written");
    assert_eq!(SqliteLedger::open(scene.path()).and_then(|ledger| ledger.known()).expect("readable").intents, intents);
    let settled = intents.iter().map(|intent| intent.path.clone()).collect();
    ledger.conclude(&Outcome { settled, ..Outcome::default() }).expect("written");
    ledger.begin(&[crate::state::Intent { deliveries: Vec::new(), ..intents[1].clone() }]).expect("written");
    assert_eq!(ledger.known().expect("readable").intents[0].deliveries, [], "nothing is left of the earlier ones");
}

#[test]
fn where_nothing_waits_nothing_is_written() {
    let (scene, mut ledger) = scene();
    assert_eq!(ledger.claim(&key(), &claim("me", seconds(0))).expect("nothing"), []);
    ledger.settle("me", &[settlement(1, seconds(0), Fate::Delivered)]).expect("nothing");
    ledger.free_claims().expect("nothing");
    assert_eq!(ledger.retry(&Chosen::default(), seconds(0)).expect("nothing"), []);
    assert_eq!(ledger.abandon(&Chosen::default()).expect("nothing"), []);
    assert_eq!(std::fs::read_dir(scene.path()).expect("there").count(), 0);
}
