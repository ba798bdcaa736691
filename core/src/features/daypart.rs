//! The parts of an Italian day, by the visitor's own clock.

/// A part of the local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Daypart {
    /// 6 to 10.
    Colazione,
    /// 10 to 12.
    Mattina,
    /// 12 to 15.
    Pranzo,
    /// 15 to 18.
    Pomeriggio,
    /// 18 to 20.
    Aperitivo,
    /// 20 to 23.
    Cena,
    /// 23 to 6.
    Notte,
}

impl Daypart {
    /// All of them, in the order of the day.
    pub const ALL: [Self; 7] = [
        Self::Colazione,
        Self::Mattina,
        Self::Pranzo,
        Self::Pomeriggio,
        Self::Aperitivo,
        Self::Cena,
        Self::Notte,
    ];

    /// The part that an hour from 0 to 23 belongs to.
    #[must_use]
    pub fn of_hour(hour: u8) -> Self {
        match hour {
            6..=9 => Self::Colazione,
            10..=11 => Self::Mattina,
            12..=14 => Self::Pranzo,
            15..=17 => Self::Pomeriggio,
            18..=19 => Self::Aperitivo,
            20..=22 => Self::Cena,
            _ => Self::Notte,
        }
    }

    /// The name in a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Colazione => "colazione",
            Self::Mattina => "mattina",
            Self::Pranzo => "pranzo",
            Self::Pomeriggio => "pomeriggio",
            Self::Aperitivo => "aperitivo",
            Self::Cena => "cena",
            Self::Notte => "notte",
        }
    }

    /// The part of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}
