//! Chance that is the same each time.

/// Numbers that look random (a linear congruential generator).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to one less than the sides.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// The place of one among so many; 0 where there is none.
    pub fn place(&mut self, among: usize) -> usize {
        usize::try_from(self.roll(among.max(1) as u64)).expect("small")
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.place(among.len())]
    }
}

/// A day of the worlds that live at random, which began with 2025.
pub fn date(day: u64) -> String {
    (chrono::NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date") + chrono::Days::new(day)).to_string()
}
