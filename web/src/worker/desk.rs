//! What the worker does when it is asked.

use crate::files::said;
use crate::keep::{self, Kept};
use crate::post::{self, Meter};
use crate::results::draft;
use crate::rows::Rows;
use recinto_core::analysis::{Analysis, Trees};
use recinto_core::cleaning::Plan;
use recinto_core::events::import::ImportReport;
use recinto_core::features::Definitions;
use recinto_core::features::place::Communes;
use recinto_core::studio::{Catalogue, Columns, Places};
use recinto_web::problem::Problem;
use recinto_web::protocol::{Ask, Edits, Settings, Tell};
use recinto_web::views::Agreement;
use recinto_web::views::read::Reading;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsValue;
use web_sys::File;

/// All the worker holds.
#[derive(Default)]
pub struct Desk {
    /// The file looked at last, and its first bytes.
    pub(crate) file: Option<File>,
    pub(crate) head: Vec<u8>,
    /// The rows behind the present work.
    pub(crate) rows: Option<Rows>,
    /// What could be measured, and what that looks like.
    pub(crate) studio: Option<(Catalogue, Columns)>,
    /// What the marketer added.
    pub(crate) definitions: Definitions,
    /// The region whose schools and sales count; empty: none.
    pub(crate) region: String,
    /// Keys of what was picked and cannot be measured of these rows.
    pub(crate) gone: Vec<String>,
    /// Tells communes, once its pack has come.
    pub(crate) places: Option<Places>,
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
        self.gone.clear();
        self.trees = Trees::default();
        self.people_id += 1;
    }
}

/// A refusal, with the rows' fate when some were read.
pub struct Failed(pub Problem, pub Option<Box<ImportReport>>);

impl<E: Into<Problem>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into(), None)
    }
}

/// What the browser would not do.
pub fn browser(error: &JsValue) -> Problem {
    Problem::ReadFailed {
        rows: 0,
        detail: said(error),
    }
}

/// Does what is asked and tells the page.
pub fn answer(desk: &Rc<RefCell<Desk>>, ask: Ask, file: Option<File>) {
    let outcome = match ask {
        Ask::Look => look(desk, file),
        Ask::Preview(reading) => {
            desk.borrow().preview(reading);
            Ok(())
        }
        Ask::Read {
            reading,
            plan,
            find,
        } => read(desk, reading, plan, find.as_ref()),
        Ask::Hold { reading, plan } => {
            desk.borrow_mut().rows = file.map(|file| Rows::new(file, reading, plan));
            Ok(())
        }
        Ask::Own(own) => {
            desk.borrow_mut().take_own(&own);
            Ok(())
        }
        Ask::Clean(plan) => desk.borrow_mut().clean(plan),
        Ask::Studio(asked) => desk.borrow_mut().studio(asked),
        Ask::Relate(picked) => {
            desk.borrow().relate(&picked);
            Ok(())
        }
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
        Ask::Pack(trade, language, currency) => {
            let drafted = draft(&trade.model(language, &currency));
            post::tell(&Tell::Model(drafted, Agreement::default()));
            Ok(())
        }
        Ask::Export(export) => desk.borrow_mut().export(export),
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
        let report = report.map(|report| *report);
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
    fetch_places(desk);
    let opened = desk.borrow_mut().look(file)?;
    if opened { found(desk) } else { Ok(()) }
}

/// Fetches the pack of communes while the marketer looks at the first rows. Without it there are no
/// communes to measure, and everything else works.
fn fetch_places(desk: &Rc<RefCell<Desk>>) {
    let desk = desk.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let answer = gloo_net::http::Request::get("/communes.pack").send().await;
        let Ok(answer) = answer else { return };
        let bytes = answer.binary().await.unwrap_or_default();
        if let Ok(communes) = Communes::from_bytes(&bytes) {
            desk.borrow_mut().places = Some(Places(Arc::new(communes)));
        }
    });
}

fn read(
    desk: &Rc<RefCell<Desk>>,
    reading: Reading,
    plan: Plan,
    find: Option<&Settings>,
) -> Result<(), Failed> {
    let mut state = desk.borrow_mut();
    let file = state.file.clone().ok_or(Problem::FileNeeded)?;
    state.rows = Some(Rows::new(file, reading, plan));
    state.kept = None;
    state.tell_cleaned(find.is_some())?;
    let Some(settings) = find else {
        return Ok(());
    };
    state.analyse(settings, Policy::New)?;
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
                meter.tell(crate::find::stage_of(stage), share, 0);
                ControlFlow::Continue(())
            })?;
        }
        analysis.model_name = edits.model_name;
        // A reason for a sensitive matter lets a model be made that could not be counted by before.
        let other = analysis.rules != edits.rules || analysis.sensitive != edits.sensitive;
        analysis.rules = edits.rules;
        analysis.sensitive = edits.sensitive;
        post::tell(&Tell::Model(state.drafted(), state.agreement()));
        if other {
            state.tell_held();
        }
    }
    drop(state);
    save(desk);
    Ok(())
}

/// Tells the findings and saves the project.
fn found(desk: &Rc<RefCell<Desk>>) -> Result<(), Failed> {
    let findings = desk.borrow().findings().ok_or(Problem::FileNeeded)?;
    post::tell(&Tell::Found(Box::new(findings)));
    desk.borrow().tell_held();
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
                post::tell(&Tell::failed(error.into()));
            }
        }
    });
}
