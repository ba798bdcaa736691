//! Sites: who may report, from which origins, and whose token reads the counts.

use super::StoreError;
use crate::token::TokenError;
use crate::{Origin, OriginError, Token};
use recinto_wire::is_site_id;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use thiserror::Error;

/// The longest display name, in characters.
const NAME_MAX: usize = 80;
/// The most origins of a site.
const ORIGINS_MAX: usize = 8;

/// A site to be registered.
#[derive(Debug, Clone)]
pub struct NewSite {
    /// 1 to 24 of `[a-z0-9-]`.
    pub id: String,
    /// Display name, 1 to 80 characters.
    pub name: String,
    /// Where its pages are served: 1 to 8 origins.
    pub origins: Vec<String>,
}

/// A registered site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Its origins.
    pub origins: Vec<String>,
    /// The model its devices are pointed at.
    pub model: Option<String>,
    /// The last day its pointer was fetched from a registered origin.
    pub last_pointer_day: Option<i64>,
    /// Reports of synthetic visitors that were announced.
    pub synthetic_reports: i64,
}

/// Why a site cannot be registered.
#[derive(Debug, Clone, Error)]
pub enum SiteError {
    /// The id.
    #[error("a site id has 1 to 24 of a-z, 0-9 and -")]
    Id,
    /// The name.
    #[error("a site's name has 1 to {NAME_MAX} characters and no control characters")]
    Name,
    /// Too many origins, or none.
    #[error("a site has 1 to {ORIGINS_MAX} origins")]
    Origins,
    /// One origin.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// The id is in use.
    #[error("there is already a site {0:?}; choose another id")]
    Taken(String),
    /// No randomness.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SiteError {
    /// The error's code in the HTTP interface.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Id => "bad_site_id",
            Self::Name => "bad_name",
            Self::Origins | Self::Origin(_) => "bad_origin",
            Self::Taken(_) => "site_taken",
            Self::Token(_) => "no_randomness",
            Self::Store(_) => "not_stored",
        }
    }
}

impl From<rusqlite::Error> for SiteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Registers a site.
pub(crate) fn add_site(connection: &Connection, site: &NewSite) -> Result<Token, SiteError> {
    if !is_site_id(&site.id) {
        return Err(SiteError::Id);
    }
    let characters = site.name.chars().count();
    if !(1..=NAME_MAX).contains(&characters)
        || site.name.trim().is_empty()
        || site.name.chars().any(char::is_control)
    {
        return Err(SiteError::Name);
    }
    let origins = site
        .origins
        .iter()
        .map(|text| Origin::parse(text))
        .collect::<Result<BTreeSet<Origin>, OriginError>>()?;
    if !(1..=ORIGINS_MAX).contains(&origins.len()) {
        return Err(SiteError::Origins);
    }
    if find_site(connection, &site.id)?.is_some() {
        return Err(SiteError::Taken(site.id.clone()));
    }
    let token = Token::fresh()?;
    connection.execute(
        "INSERT INTO site (id, name, token_sha256) VALUES (?1, ?2, ?3)",
        params![site.id, site.name, token.hash()],
    )?;
    for origin in &origins {
        connection.execute(
            "INSERT INTO origin (site, origin) VALUES (?1, ?2)",
            params![site.id, origin.as_str()],
        )?;
    }
    Ok(token)
}

/// One site.
pub(crate) fn find_site(connection: &Connection, id: &str) -> Result<Option<Site>, StoreError> {
    let site = connection
        .prepare_cached(
            "SELECT id, name, model, last_pointer_day, synthetic_reports FROM site WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Site {
                id: row.get(0)?,
                name: row.get(1)?,
                origins: Vec::new(),
                model: row.get(2)?,
                last_pointer_day: row.get(3)?,
                synthetic_reports: row.get(4)?,
            })
        })
        .optional()?;
    let Some(mut site) = site else {
        return Ok(None);
    };
    site.origins = connection
        .prepare_cached("SELECT origin FROM origin WHERE site = ?1 ORDER BY origin")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(Some(site))
}

/// Every site, by id.
pub(crate) fn list_sites(connection: &Connection) -> Result<Vec<Site>, StoreError> {
    let ids: Vec<String> = connection
        .prepare_cached("SELECT id FROM site ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut sites = Vec::with_capacity(ids.len());
    for id in ids {
        sites.extend(find_site(connection, &id)?);
    }
    Ok(sites)
}

/// The hash of the site's admin token.
pub(crate) fn token_hash(connection: &Connection, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT token_sha256 FROM site WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// Whether `origin` is registered for the site.
pub(crate) fn is_origin_of(
    connection: &Connection,
    site: &str,
    origin: &str,
) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM origin WHERE site = ?1 AND origin = ?2")?
        .exists([site, origin])?)
}

/// Keeps the day on which a registered page fetched the pointer, which it does only after a
/// consent. Nothing finer, and no count.
pub(crate) fn note_pointer(
    connection: &Connection,
    site: &str,
    day: i64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE site SET last_pointer_day = ?2 WHERE id = ?1")?
        .execute(params![site, day])?;
    Ok(())
}

/// Notes that `reports` synthetic reports are about to come.
pub(crate) fn add_synthetic(
    connection: &Connection,
    site: &str,
    reports: i64,
) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "UPDATE site SET synthetic_reports = synthetic_reports + ?2 WHERE id = ?1
             RETURNING synthetic_reports",
        )?
        .query_row(params![site, reports], |row| row.get(0))?)
}
