//! The names of the communes, which only the desk needs.

use std::collections::BTreeMap;

/// The names of the communes, for the desk alone: from `communes_names.tsv`, which has a line for
/// each, `ISTAT code, name, province` between tabs, also for those without a point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommuneNames(BTreeMap<u32, (String, String)>);

impl CommuneNames {
    /// Reads the names; a line that is none is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let line = |line: &str| {
            let mut cells = line.split('\t');
            let (code, name, province) = (cells.next()?, cells.next()?, cells.next()?);
            Some((code.parse().ok()?, (name.to_owned(), province.to_owned())))
        };
        Self(text.lines().filter_map(line).collect())
    }

    /// Name and province of a commune.
    #[must_use]
    pub fn get(&self, istat: u32) -> Option<(&str, &str)> {
        let (name, province) = self.0.get(&istat)?;
        Some((name, province))
    }

    /// ISTAT code, name and province of each, by ascending code.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str, &str)> {
        let all = self.0.iter();
        all.map(|(&istat, (name, province))| (istat, name.as_str(), province.as_str()))
    }
}
