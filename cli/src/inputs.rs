//! What `recinto segment` can be told in files: the plan, the features, definitions, calendars.

use crate::error::CliError;
use clap::Args;
use recinto_core::cleaning::Plan;
use recinto_core::events::import::{Decimal, Format, Sniffed, Zone};
use recinto_core::events::utc_day;
use recinto_core::features::calendar::days::written_as;
use recinto_core::features::calendar::ical::{self, Window};
use recinto_core::features::place::Communes;
use recinto_core::features::{Calendar, Definitions, Fence, RANGES_MAX};
use recinto_core::studio::{Choice, Extras, Overview, Places};
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The communes of Italy, as the tracker knows them.
const COMMUNES: &[u8] = include_bytes!("../../core/data/communes.pack");

/// How the file is read and cleaned, and what features there can be.
#[derive(Args)]
pub(crate) struct InputArgs {
    /// The tool the file is from: columns, ga4, segment, mixpanel, amplitude, matomo, shopify,
    /// snowplow [default: recognised]
    #[arg(long)]
    tool: Option<String>,
    /// Zone of times that name none, such as Europe/Rome or +01:00
    #[arg(long)]
    zone: Option<String>,
    /// Sign before the decimals of numbers in cells and texts: dot, comma [default: what most
    /// numbers at the head of the file tell]
    #[arg(long)]
    decimal: Option<String>,
    /// ISO 4217 code of values that name none
    #[arg(long)]
    currency: Option<String>,
    /// Cleaning plan, JSON; what it leaves out is as by default
    #[arg(long, value_name = "PLAN.json")]
    plan: Option<PathBuf>,
    /// Features, JSON, as `chosen` of a project or `proposed` of a catalogue
    #[arg(long, value_name = "CHOICE.json", conflicts_with = "kind")]
    pub(crate) features: Option<PathBuf>,
    /// Intents, calendars, fences and composites, JSON, as a model's `definitions`
    #[arg(long, value_name = "DEFINITIONS.json")]
    definitions: Option<PathBuf>,
    /// A calendar of your own (iCalendar), called by the file's name; may be repeated
    #[arg(long, value_name = "FEASTS.ics")]
    calendar: Vec<PathBuf>,
    /// Fences, JSON: a list of {name, shape, point_of_sale}
    #[arg(long, value_name = "FENCES.json")]
    fences: Option<PathBuf>,
    /// Work through the file in so many parts [default: by its size]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=512))]
    pub(crate) parts: Option<u64>,
    /// Write the rows left out here: line, reason, text
    #[arg(long, value_name = "OUT.csv")]
    pub(crate) rejects: Option<PathBuf>,
    /// Write the table of features here, a row per person
    #[arg(long, value_name = "OUT.csv")]
    pub(crate) table: Option<PathBuf>,
    /// Write the cleaned events here
    #[arg(long, value_name = "OUT.csv")]
    pub(crate) events: Option<PathBuf>,
    /// Write what could be features here
    #[arg(long, value_name = "OUT.json")]
    pub(crate) catalogue: Option<PathBuf>,
}

impl InputArgs {
    /// What the head of the file says of the decimal sign, where that is not plain and nobody said it.
    fn warn_of_decimals(&self, sniffed: &Sniffed) {
        let Some(seen) = sniffed.decimals.as_ref().filter(|_| self.decimal.is_none()) else {
            return;
        };
        let sign = match sniffed.mapping.decimal {
            Decimal::Dot => "dot",
            Decimal::Comma => "comma",
        };
        if seen.telling.is_none() {
            eprintln!(
                "recinto: no number at the head of the file tells its decimal sign; taken for a {sign} (--decimal says otherwise)"
            );
        } else if let Some(against) = &seen.against {
            eprintln!(
                "recinto: numbers are read with a decimal {sign}; rows like the one with {against:?} are left out (--decimal says otherwise)"
            );
        }
    }

    /// What was told, over what was recognised.
    pub(crate) fn correct(&self, sniffed: &mut Sniffed) -> Result<(), CliError> {
        self.warn_of_decimals(sniffed);
        let mapping = &mut sniffed.mapping;
        if let Some(tool) = &self.tool {
            let value = serde_json::Value::String(tool.replace('-', "_").to_lowercase());
            let known: Result<Format, _> = serde_json::from_value(value);
            mapping.format = known.map_err(|_| {
                CliError::Usage(format!(
                    "--tool {tool} is none of columns, ga4, segment, mixpanel, amplitude, matomo, shopify, snowplow"
                ))
            })?;
        }
        if let Some(zone) = &self.zone {
            let known = Zone::try_from(zone.clone());
            mapping.zone = known.map_err(|error| CliError::Usage(error.to_string()))?;
        }
        if let Some(decimal) = &self.decimal {
            mapping.decimal = match decimal.as_str() {
                "dot" => Decimal::Dot,
                "comma" => Decimal::Comma,
                _ => {
                    return Err(CliError::Usage(format!(
                        "--decimal {decimal} is neither dot nor comma"
                    )));
                }
            };
        }
        if let Some(currency) = &self.currency {
            let good = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
            if !good {
                return Err(CliError::Usage(format!(
                    "--currency {currency} is no code of three capital letters (ISO 4217)"
                )));
            }
            mapping.currency.clone_from(currency);
        }
        Ok(())
    }

    /// The plan.
    pub(crate) fn plan(&self) -> Result<Plan, CliError> {
        Ok(told(self.plan.as_deref())?.unwrap_or_default())
    }

    /// The features, if they were told.
    pub(crate) fn choice(&self) -> Result<Option<Choice>, CliError> {
        told(self.features.as_deref())
    }

    /// Definitions from all their files, and the communes.
    pub(crate) fn extras(&self, overview: &Overview) -> Result<Extras, CliError> {
        let mut definitions: Definitions = told(self.definitions.as_deref())?.unwrap_or_default();
        let fences: Option<Vec<Fence>> = told(self.fences.as_deref())?;
        definitions.fences.extend(fences.unwrap_or_default());
        let day = |time: Option<i64>| i32::try_from(time.map_or(0, utc_day)).unwrap_or(0);
        let window = Window::of_data(day(overview.first_ms), day(overview.last_ms));
        for path in &self.calendar {
            let found = ical::read(&bytes(path)?, window)
                .map_err(|error| CliError::Usage(format!("{}: {error}", path.display())))?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            if found.days.is_empty() {
                return Err(CliError::Usage(format!(
                    "{}: no day of it lies within the data or the three years after",
                    path.display()
                )));
            }
            if found.earlier + found.later > 0 {
                let [from, to] = found.whole.map(written_as);
                eprintln!(
                    "recinto: {}: a model carries {RANGES_MAX} stretches of days; {} earlier and {} later ones are left out, between {from} and {to} none is",
                    path.display(),
                    found.earlier,
                    found.later
                );
            }
            definitions.calendars.push(Calendar {
                name: stem.chars().take(64).collect(),
                days: found.days,
            });
        }
        let communes = Communes::from_bytes(COMMUNES);
        Ok(Extras {
            definitions,
            places: communes.ok().map(|known| Places(Arc::new(known))),
        })
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, CliError> {
    std::fs::read(path).map_err(|source| CliError::File {
        path: path.to_owned(),
        source,
    })
}

fn told<T: DeserializeOwned>(path: Option<&Path>) -> Result<Option<T>, CliError> {
    let Some(path) = path else { return Ok(None) };
    let found = serde_json::from_slice(&bytes(path)?);
    found
        .map(Some)
        .map_err(|error| CliError::Usage(format!("{}: {error}", path.display())))
}
