//! What the worker gives back: the model, the findings, files.

use crate::desk::{Desk, Failed};
use crate::files::said;
use crate::named::named;
use crate::picture::picture;
use crate::post;
use crate::rows::Rows;
use crate::studio::pick;
use recinto_core::analysis::{people_csv, profiles, to_model, trade_json};
use recinto_core::clustering::NOISE;
use recinto_core::features::{Definitions, Lexicon};
use recinto_core::model::{Assigner, SegmentModel, model_id};
use recinto_core::rules;
use recinto_core::studio::{Column, Places};
use recinto_web::problem::Problem;
use recinto_web::protocol::{Drafted, Edits, Export, Findings, Plain, Tell};
use recinto_web::views::Agreement;

impl Desk {
    /// The model as it would be published.
    pub fn drafted(&self) -> Drafted {
        let Some(analysis) = &self.analysis else {
            return Drafted::Blocked(Problem::FileNeeded);
        };
        let here: Vec<_> = analysis
            .columns
            .iter()
            .filter(|column| column.desk_only().is_some())
            .map(named)
            .collect();
        if !here.is_empty() {
            return Drafted::Blocked(Problem::DeskOnly { features: here });
        }
        match to_model(analysis) {
            Ok(model) => draft(&model),
            Err(error) => Drafted::Blocked(error.into()),
        }
    }

    /// Tells for how many people of the rows at hand each rule holds; nothing without rows, and
    /// while the model cannot be made.
    pub fn tell_held(&self) {
        let rows = self.rows.as_ref().and_then(Rows::at_hand);
        let (Some(analysis), Some(prepared)) = (&self.analysis, rows) else {
            return;
        };
        let Ok(model) = to_model(analysis) else {
            return;
        };
        if model.rules.is_empty() {
            return;
        }
        let mut lexicon = Lexicon::of(&model);
        if let Some(Places(communes)) = &self.places {
            lexicon = lexicon.with_whereabouts(communes.clone());
        }
        let counts = rules::people(&model, &lexicon, &prepared.sheet, analysis.as_of_ms);
        let labels = model.rules.into_iter().map(|rule| rule.segment.label);
        post::tell(&Tell::Held(labels.zip(counts).collect()));
    }

    /// How well that model gives the segments back.
    pub fn agreement(&self) -> Agreement {
        let published = self.analysis.as_ref().map(|analysis| &analysis.published);
        published.map_or_else(Agreement::default, |published| Agreement {
            segments: published.agreement.clone(),
            noise: published.noise_agreement,
            calibration: published.calibration_error,
        })
    }

    /// What the page draws.
    pub fn findings(&self) -> Option<Findings> {
        let analysis = self.analysis.as_ref()?;
        Some(Findings {
            source: analysis.source.name.clone(),
            report: analysis.source.import.clone(),
            reading: self.rows.as_ref().map(|rows| rows.reading.clone()),
            as_of_ms: analysis.as_of_ms,
            window_days: analysis.window_days,
            currency: analysis.currency.clone(),
            seed: analysis.seed,
            people: analysis.people.len() as u64,
            outside: analysis.outside,
            features: analysis.columns.iter().map(named).collect(),
            picked: analysis.chosen.columns.iter().map(pick).collect(),
            gone: self.gone.clone(),
            defined: defined(&analysis.chosen.definitions),
            profiles: profiles(analysis),
            choice: analysis.choice.clone(),
            chosen: analysis.method.into(),
            k: analysis.k,
            noise: analysis.labels.iter().filter(|&&l| l == NOISE).count() as u64,
            stability: analysis.stability.clone(),
            agreement: self.agreement(),
            beside: self.beside().map(Box::new),
            people_id: self.people_id,
            picture: picture(analysis),
            edits: Edits {
                segments: analysis.segments.clone(),
                privacy: analysis.privacy.clone(),
                model_name: analysis.model_name.clone(),
                rules: analysis.rules.clone(),
                sensitive: analysis.sensitive.clone(),
            },
            drafted: self.drafted(),
            can_analyse: self.rows.is_some(),
        })
    }

    /// A file to take away.
    pub fn export(&mut self, export: Export) -> Result<(), Failed> {
        if let Some((name, bytes)) = self.rows_export(&export)? {
            return hand_out(name.to_owned(), &bytes, "text/csv");
        }
        let analysis = self.analysis.as_ref().ok_or(Problem::FileNeeded)?;
        let (name, bytes, mime) = match export {
            Export::Model => match self.drafted() {
                Drafted::Ready { bytes, id, .. } => (
                    format!("recinto-{id}.json"),
                    bytes.into_bytes(),
                    "application/json",
                ),
                Drafted::Blocked(problem) => return Err(problem.into()),
            },
            Export::People => (
                "recinto-people.csv".to_owned(),
                people_csv(analysis),
                "text/csv",
            ),
            Export::Trade => (
                "recinto-segments.json".to_owned(),
                trade_json(analysis),
                "application/json",
            ),
            Export::Project => (
                "project.recinto.json".to_owned(),
                analysis.to_bytes()?,
                "application/json",
            ),
            Export::Events | Export::Rejects | Export::Features(_) => return Ok(()),
        };
        hand_out(name, &bytes, mime)
    }
}

fn hand_out(name: String, bytes: &[u8], mime: &str) -> Result<(), Failed> {
    let refused = |error| Problem::Worker {
        detail: said(&error),
    };
    Ok(post::file(name, bytes, mime).map_err(refused)?)
}

/// A model as it would be published.
pub fn draft(model: &SegmentModel) -> Drafted {
    let made = || -> Result<Drafted, Problem> {
        let bytes = model.to_bytes()?;
        let id = model_id(&bytes);
        let bytes = String::from_utf8(bytes).map_err(|error| Problem::Worker {
            detail: error.to_string(),
        })?;
        Ok(Drafted::Ready {
            bytes,
            id,
            plain: Box::new(plain(model.clone())),
        })
    };
    made().unwrap_or_else(Drafted::Blocked)
}

fn plain(model: SegmentModel) -> Plain {
    let defined = model.definitions;
    let definitions = [
        defined.intents.into_iter().map(|d| d.name).collect(),
        defined.calendars.into_iter().map(|d| d.name).collect(),
        defined.fences.into_iter().map(|d| d.name).collect(),
        defined.composites.into_iter().map(|d| d.name).collect(),
    ];
    Plain {
        window_days: model.window_days,
        vocabulary: model.vocabulary,
        features: model
            .features
            .into_iter()
            .map(|feature| named(&Column::Feature(feature)))
            .collect(),
        definitions,
        names: model.segments.into_iter().map(|s| s.name).collect(),
        rules: model
            .rules
            .into_iter()
            .map(|r| (r.segment.name, r.when))
            .collect(),
        points: match &model.assigner {
            Assigner::Centroids { points } => points.len() as u64,
            Assigner::Exemplars { points } => points.len() as u64,
            Assigner::Rules => 0,
        },
        policy: model.privacy,
    }
}

/// The words that have a definition.
fn defined(of: &Definitions) -> Vec<String> {
    let word = |form: &str, name: &String| [form, name].concat();
    let intents = of.intents.iter().map(|d| word("intent:", &d.name));
    let calendars = of.calendars.iter().map(|d| word("season:", &d.name));
    let fences = of.fences.iter().map(|d| word("fence:", &d.name));
    let composites = of.composites.iter().map(|d| word("composite:", &d.name));
    intents
        .chain(calendars)
        .chain(fences)
        .chain(composites)
        .collect()
}
