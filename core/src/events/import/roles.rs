//! What a column means, guessed from its name.

use super::names::{ATTRIBUTES, NAMES};
use serde::{Deserialize, Serialize};

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who. Required.
    Person,
    /// When. Required.
    Time,
    /// What happened.
    Kind,
    /// Money.
    Value,
    /// ISO 4217 code of the row's money.
    Currency,
    /// How many.
    Quantity,
    /// Unique per event: a repeated id is counted once.
    Id,
    /// Item.
    Item,
    /// Item's brand.
    Brand,
    /// Item's category.
    Category,
    /// Path or title of the page.
    Page,
    /// Search text.
    Query,
    /// Campaign.
    Campaign,
    /// Traffic source.
    Source,
    /// Time spent: milliseconds if the column's name ends in `ms`, else seconds.
    Duration,
    /// Scroll depth, 0 to 100.
    Depth,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Radius of 68 % confidence, metres.
    Accuracy,
    /// For bot rules.
    UserAgent,
    /// For bot rules.
    Address,
    /// The visitor's offset to UTC: minutes, or `+hh:mm`.
    UtcOffset,
    /// A static column of the person (age band, gender, channel, …). Of this role there may be
    /// several.
    Attribute,
    /// Not read.
    Ignore,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::Person,
        Self::Time,
        Self::Kind,
        Self::Value,
        Self::Currency,
        Self::Quantity,
        Self::Id,
        Self::Item,
        Self::Brand,
        Self::Category,
        Self::Page,
        Self::Query,
        Self::Campaign,
        Self::Source,
        Self::Duration,
        Self::Depth,
        Self::Latitude,
        Self::Longitude,
        Self::Accuracy,
        Self::UserAgent,
        Self::Address,
        Self::UtcOffset,
        Self::Attribute,
        Self::Ignore,
    ];
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-', '.'], "_")
}

/// A role for every column: each role at most once, but for attributes; the most trusted name
/// first. A nested key is known by its last part too (`properties.price` as `price`).
pub(super) fn guess(names: &[String]) -> Vec<Role> {
    let whole: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let last: Vec<String> = names
        .iter()
        .map(|name| plain(name.rsplit('.').next().unwrap_or(name)))
        .collect();
    let mut roles = vec![Role::Ignore; names.len()];
    for (role, known) in NAMES {
        let free = |at: &usize| roles.get(*at) == Some(&Role::Ignore);
        let found = [&whole, &last].into_iter().find_map(|names| {
            known
                .iter()
                .find_map(|known| names.iter().position(|name| name == known).filter(free))
        });
        if let Some(place) = found.and_then(|at| roles.get_mut(at)) {
            *place = *role;
        }
    }
    for (place, name) in roles.iter_mut().zip(&last) {
        if *place == Role::Ignore && ATTRIBUTES.contains(&name.as_str()) {
            *place = Role::Attribute;
        }
    }
    roles
}
