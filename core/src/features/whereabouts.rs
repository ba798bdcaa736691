//! Which commune a fix lies in: asked of whoever holds the place pack.

use crate::events::Position;

/// A commune, as the words know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommuneRef<'a> {
    /// ISTAT code; six digits, with leading zeros, in `commune:ISTAT`.
    pub istat: u32,
    /// The two letters of its province.
    pub province: &'a str,
    /// The name of its region.
    pub region: &'a str,
}

/// Knows the commune of a fix. Without one the words `commune:`, `province:` and `region:` count
/// nothing.
pub trait Whereabouts {
    /// The commune nearest to the fix, if one is near enough to say.
    fn commune(&self, at: &Position) -> Option<CommuneRef<'_>>;
}
