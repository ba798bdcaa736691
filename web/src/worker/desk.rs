//! What the worker does when it is asked.

use crate::files::{self, Pieces, said};
use crate::find::stage_of;
use crate::keep::{self, Kept};
use crate::post::{self, Meter};
use recinto_core::analysis::{Analysis, PROJECT_FORMAT, Prepared, Source, Trees};
use recinto_core::cleaning::Plan;
use recinto_core::events::import::{ImportReport, Mapping, SNIFF_BYTES, import, sniff};
use recinto_core::events::Sheet;
use recinto_web::problem::Problem;
use recinto_web::protocol::{Ask, Edits, Settings, Stage, Tell};
use serde::Deserialize;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::File;

/// All the worker holds.
#[derive(Default)]
pub struct Desk {
    file: Option<File>,
    pub(crate) read: Option<(Prepared, Mapping)>,
    pub(crate) analysis: Option<Analysis>,
    /// The run to compare with.
    pub(crate) kept: Option<Analysis>,
    /// Dendrograms of the present people.
    pub(crate) trees: Trees,
    /// Counts the changes of the people.
    pub(crate) people_id: u32,
}

impl Desk {
    /// Takes in an analysis, of other people than before.
    pub(crate) fn others(&mut self, analysis: Analysis) {
        self.analysis = Some(analysis);
        self.trees = Trees::default();
        self.people_id += 1;
    }
}

/// What a JSON file says it is.
#[derive(Default, Deserialize)]
struct Marked {
    #[serde(default)]
    format: String,
}

/// A refusal, with the rows' fate when some were read.
pub struct Failed(pub Problem, pub Option<ImportReport>);

impl<E: Into<Problem>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into(), None)
    }
}

fn browser(error: &JsValue) -> Problem {
    Problem::ReadFailed {
        rows: 0,
        detail: said(error),
    }
}

/// Does what is asked and tells the page.
pub fn answer(desk: &Rc<RefCell<Desk>>, ask: Ask, file: Option<File>) {
    let outcome = match ask {
        Ask::Look => look(desk, file),
        Ask::Read { mapping, settings } => read(desk, mapping, &settings),
        Ask::Analyse(settings) => again(desk, |state| state.analyse(&settings, Policy::Keep)),
        Ask::Recluster(settings) => again(desk, |state| state.recluster(&settings)),
        Ask::Advise => desk.borrow().advise(),
        Ask::Widths => desk.borrow().widths(),
        Ask::Distances { min_points } => desk.borrow().distances(min_points),
        Ask::Tree { linkage } => desk.borrow_mut().tree(linkage),
        Ask::Keep => desk.borrow_mut().keep(),
        Ask::Swap => again(desk, Desk::swap),
        Ask::Drop => desk.borrow_mut().drop_kept(),
        Ask::Edit(edits) => edit(desk, edits),
        Ask::Export(export) => desk.borrow().export(export),
        Ask::Restore => {
            restore(desk.clone());
            Ok(())
        }
        Ask::Forget => {
            *desk.borrow_mut() = Desk::default();
            wasm_bindgen_futures::spawn_local(async {
                if let Err(detail) = keep::forget().await {
                    post::tell(&Tell::NotSaved(Problem::Storage { detail }));
                }
            });
            Ok(())
        }
    };
    if let Err(Failed(problem, report)) = outcome {
        post::tell(&Tell::Failed { problem, report });
    }
}

/// Whether the policy of the project before is taken over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// It is.
    Keep,
    /// It is not.
    New,
}

fn again(
    desk: &Rc<RefCell<Desk>>,
    work: impl FnOnce(&mut Desk) -> Result<(), Failed>,
) -> Result<(), Failed> {
    // The borrow ends before the findings are told.
    let done = work(&mut desk.borrow_mut());
    done.and_then(|()| found(desk))
}

fn look(desk: &Rc<RefCell<Desk>>, file: Option<File>) -> Result<(), Failed> {
    let file = file.ok_or(Problem::FileNeeded)?;
    let head = files::head(&file, SNIFF_BYTES).map_err(|error| browser(&error))?;
    if head.trim_ascii_start().starts_with(b"{") {
        let bytes = files::whole(&file).map_err(|error| browser(&error))?;
        // The format first: a later one would otherwise fail on some field of its own.
        let format = serde_json::from_slice::<Marked>(&bytes)
            .unwrap_or_default()
            .format;
        if format.starts_with("recinto.segments/") {
            return Err(Problem::IsModel.into());
        }
        if format != PROJECT_FORMAT {
            return Err(Problem::Version { found: format }.into());
        }
        let opened = Analysis::from_bytes(&bytes)?;
        let mut state = desk.borrow_mut();
        state.read = None;
        state.kept = None;
        state.others(opened);
        drop(state);
        return found(desk);
    }
    let sniffed = sniff(&head)?;
    desk.borrow_mut().file = Some(file);
    post::tell(&Tell::Looked(Box::new(sniffed)));
    Ok(())
}

fn read(desk: &Rc<RefCell<Desk>>, mapping: Mapping, settings: &Settings) -> Result<(), Failed> {
    let file = desk.borrow().file.clone().ok_or(Problem::FileNeeded)?;
    let (name, size) = (file.name(), file.size().max(1.0));
    let (pieces, taken) = Pieces::new(file).map_err(|error| browser(&error))?;
    let mut sheet = Sheet::new();
    let mut meter = Meter::default();
    meter.tell(Stage::Reading, 0.0, 0);
    let report = import(
        pieces,
        &mapping,
        &mut |told| sheet.push_told(told),
        &mut |progress| {
            meter.tell(Stage::Reading, taken.get() / size, progress.rows);
            ControlFlow::Continue(())
        },
    )?;
    let source = Source {
        name,
        import: report.clone(),
    };
    let prepared = Prepared::new(sheet, source, Plan::default(), &mut |stage, share| {
        meter.tell(stage_of(stage), share, report.rows);
        ControlFlow::Continue(())
    })?;
    let mut state = desk.borrow_mut();
    state.read = Some((prepared, mapping));
    state.kept = None;
    state
        .analyse(settings, Policy::New)
        .map_err(|Failed(problem, _)| Failed(problem, Some(report)))?;
    drop(state);
    found(desk)
}

fn edit(desk: &Rc<RefCell<Desk>>, edits: Edits) -> Result<(), Failed> {
    let mut state = desk.borrow_mut();
    if let Some(analysis) = state.analysis.as_mut() {
        if analysis.segments.len() == edits.segments.len() {
            analysis.segments = edits.segments;
        }
        if analysis.privacy != edits.privacy {
            let mut meter = Meter::default();
            analysis.set_privacy(edits.privacy, &mut |stage, share| {
                meter.tell(stage_of(stage), share, 0);
                ControlFlow::Continue(())
            })?;
        }
        analysis.model_name = edits.model_name;
        post::tell(&Tell::Model(state.drafted(), state.agreement()));
    }
    drop(state);
    save(desk);
    Ok(())
}

/// Tells the findings and saves the project.
fn found(desk: &Rc<RefCell<Desk>>) -> Result<(), Failed> {
    let findings = desk.borrow().findings().ok_or(Problem::FileNeeded)?;
    post::tell(&Tell::Found(Box::new(findings)));
    save(desk);
    Ok(())
}

fn save(desk: &Rc<RefCell<Desk>>) {
    let state = desk.borrow();
    let Some(Ok(bytes)) = state.analysis.as_ref().map(Analysis::to_bytes) else {
        return;
    };
    let kept = Kept {
        bytes,
        at_ms: js_sys::Date::now(),
    };
    drop(state);
    wasm_bindgen_futures::spawn_local(async move {
        let at_ms = kept.at_ms;
        post::tell(&match keep::save(kept).await {
            Ok(()) => Tell::Saved { at_ms },
            Err(detail) => Tell::NotSaved(Problem::Storage { detail }),
        });
    });
}

fn restore(desk: Rc<RefCell<Desk>>) {
    wasm_bindgen_futures::spawn_local(async move {
        let kept = match keep::load().await {
            Ok(Some(kept)) => kept,
            Ok(None) => return post::tell(&Tell::Nothing),
            Err(detail) => {
                post::tell(&Tell::Nothing);
                return post::tell(&Tell::NotSaved(Problem::Storage { detail }));
            }
        };
        match Analysis::from_bytes(&kept.bytes) {
            Ok(analysis) => {
                let mut state = desk.borrow_mut();
                // A file that was dropped meanwhile is what the marketer wants to see.
                if state.file.is_some() || state.analysis.is_some() {
                    return;
                }
                state.others(analysis);
                if let Some(findings) = state.findings() {
                    post::tell(&Tell::Found(Box::new(findings)));
                    post::tell(&Tell::Saved { at_ms: kept.at_ms });
                }
            }
            Err(error) => {
                post::tell(&Tell::Nothing);
                post::tell(&Tell::Failed {
                    problem: error.into(),
                    report: None,
                });
            }
        }
    });
}
