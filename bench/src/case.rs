//! A case: data by a recipe, and work to be done on it.

use crate::data::Recipe;
use crate::work::Work;
use serde::{Deserialize, Serialize};

/// Data, and what is done with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its name: unique in its list, words joined by hyphens.
    pub name: String,
    /// The data.
    pub data: Recipe,
    /// What is done.
    pub work: Work,
}

impl Case {
    /// A case.
    #[must_use]
    pub fn new(name: impl Into<String>, data: Recipe, work: Work) -> Self {
        Self {
            name: name.into(),
            data,
            work,
        }
    }
}
