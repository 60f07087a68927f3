//! Where a run is, for those who watch it.

/// Is told where a run is, from any thread. `()` is nobody.
pub trait Progress: Sync {
    /// The run has come to this: `reading records`.
    fn stage(&self, _stage: &'static str) {}

    /// One record more was rendered.
    fn tick(&self) {}
}

impl Progress for () {}
