//! Disjoint sets with path halving (Tarjan & van Leeuwen, J. ACM 31(2), 1984).

/// Disjoint sets of the numbers below n.
pub(super) struct Sets(Vec<u32>);

impl Sets {
    pub(super) fn new(n: usize) -> Self {
        Self((0..n as u32).collect())
    }

    /// The representative of the set of `i`.
    pub(super) fn find(&mut self, i: u32) -> u32 {
        let mut at = i as usize;
        while self.0[at] as usize != at {
            let above = self.0[self.0[at] as usize];
            self.0[at] = above;
            at = above as usize;
        }
        at as u32
    }

    /// Makes the sets of `a` and `b` one.
    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
