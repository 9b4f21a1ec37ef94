//! Chance that is the same on every run.

/// The generator SplitMix64, with a fixed seed.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub fn new() -> Self {
        Self(2_024)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to a bound, which it does not reach.
    pub fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or_default().max(1);
        i64::try_from(self.next() % bound).unwrap_or_default()
    }

    pub fn one_in(&mut self, count: i64) -> bool {
        self.below(count) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let count = i64::try_from(from.len()).unwrap_or(1);
        &from[usize::try_from(self.below(count)).unwrap_or_default()]
    }
}
