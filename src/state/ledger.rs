//! The operations of a ledger, whatever keeps it.

use super::{Chosen, Claim, Error, Intent, Known, Outbox, Outcome, Published, Queued, Settlement};
use crate::{record::Delivery, value::Moment};

/// What a run may ask of a ledger, and tell it. Each operation takes place as a whole or not at all, and none relies on being
/// the only writer.
pub trait Ledger {
    /// A number that every write changes, whoever has written; 0 if there is no ledger yet. It costs next to nothing. Two equal
    /// numbers of one ledger say that it knows the same; two different ones, that it may know something else.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn revision(&self) -> Result<u64, Error>;

    /// Everything known; nothing, if there is no ledger yet.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn known(&self) -> Result<Known, Error>;

    /// What is published; nothing, if there is no ledger yet. It costs less than to ask for everything.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn published(&self) -> Result<Published, Error>;

    /// Writes down what is about to be replaced; one durable transaction, before any document is touched.
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn begin(&mut self, intents: &[Intent]) -> Result<(), Error>;

    /// One durable transaction for all that a run has learnt. What is known already is not written again: a run that has
    /// learnt nothing new leaves the file as it is.
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn conclude(&mut self, outcome: &Outcome) -> Result<(), Error>;

    /// What is known of deliveries; nothing, if there is no ledger yet.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn outbox(&self) -> Result<Outbox, Error>;

    /// Claims those of the deliveries with these endpoints and topics that are there and that nobody else has claimed, and gives
    /// them back as they are now. A claim of the same owner is prolonged.
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn claim(&mut self, keys: &[(String, String)], claim: &Claim) -> Result<Vec<Queued>, Error>;

    /// Writes down what became of deliveries that `owner` has claimed, and gives them back. What somebody else has claimed
    /// since is his to settle. A copy of the ledger in the tree follows when it is told to: see [`Ledger::export`].
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn settle(&mut self, owner: &str, settlements: &[Settlement]) -> Result<(), Error>;

    /// Brings the copy of the ledger in the tree up to date, if there is one. Every operation but those of sending does that
    /// by itself; a run that sends has many of those, and the copy is written as a whole.
    ///
    /// # Errors
    /// The copy cannot be written.
    fn export(&mut self) -> Result<(), Error>;

    /// Takes all claims away: for whoever knows that their owners are no more, since he holds the publication's lock.
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn free_claims(&mut self) -> Result<(), Error>;

    /// Lets deliveries be tried anew as if they were of this moment, also those that were given up; gives back which.
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn retry(&mut self, chosen: &Chosen, now: Moment) -> Result<Vec<Delivery>, Error>;

    /// Forgets deliveries; gives back which.
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn abandon(&mut self, chosen: &Chosen) -> Result<Vec<Delivery>, Error>;

    /// Gives a record another id; every other fact stays.
    ///
    /// # Errors
    /// The old id is unknown, the new one is taken or none that a feed can carry, or the ledger cannot be written.
    fn rekey(&mut self, old: &str, new: &str) -> Result<(), Error>;

    /// Replaces everything by what an export says.
    ///
    /// # Errors
    /// The ledger cannot be written; then it is as it was.
    fn replace(&mut self, known: &Known) -> Result<(), Error>;
}
