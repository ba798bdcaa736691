//! What the worker tells, put where the screens look.

use crate::store::{Busy, Saved, Screen, Shown, Store};
use leptos::prelude::*;
use recinto_core::events::import::ImportReport;
use recinto_web::protocol::{Findings, Tell};
use recinto_web::views::clean::Cleaned;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::Blob;

/// Takes a message in.
pub fn hear(store: Store, tell: Tell, blob: Option<Blob>) {
    match tell {
        Tell::Ready | Tell::Nothing => {}
        Tell::Looked(looked) => {
            store.busy.set(None);
            store.preview.set(looked.preview.clone());
            store.looked.set(Some(*looked));
        }
        Tell::Previewed(preview) => store.preview.set(*preview),
        Tell::Progress { stage, share, rows } => {
            store.busy.set(Some(Busy { stage, share, rows }));
        }
        Tell::Cleaned(cleaned, report) => at_hand(store, *cleaned, report),
        Tell::Studio(studio) => {
            store.busy.set(None);
            store.picks.set(studio.picked.clone());
            store.gone.set(studio.gone.clone());
            store.own.set(studio.own.clone());
            store.related.set(studio.related.clone());
            store.measurable(Some(Arc::new(*studio)));
        }
        Tell::Held(counts) => store.held.set(counts),
        Tell::Related(related) => store.related.set(*related),
        Tell::Found(findings) => found(store, *findings),
        Tell::Model(drafted, agreement) => {
            // Another minimum audience makes the model anew, which is work.
            store.busy.set(None);
            store.agreement.set(agreement);
            store.drafted.set(Some(drafted));
        }
        Tell::Advice(advice) => store.advice.set(Some(Arc::new(*advice))),
        Tell::Tree(tree) => store.tree.set(Some(Arc::new(*tree))),
        Tell::Distances(distances) => store.distances.set(Some(Arc::new(*distances))),
        Tell::Beside(beside) => store.beside.set(beside.map(|beside| Arc::new(*beside))),
        Tell::Widths(widths) => {
            store.busy.set(None);
            store.widths.set(Some(Arc::new(*widths)));
        }
        Tell::Saved { at_ms } => store.saved.set(Saved::At(at_ms)),
        Tell::NotSaved(problem) => {
            // Said once; the note beside the title stays.
            if !matches!(store.saved.get_untracked(), Saved::Failed(_)) {
                store.fail(problem.clone());
            }
            store.saved.set(Saved::Failed(problem));
        }
        Tell::File { name } => {
            if let Some(blob) = blob {
                offer(&name, &blob);
            }
        }
        Tell::Failed { problem, report } => {
            store.busy.set(None);
            store.problem.set(Some(Shown { problem, report }));
        }
    }
}

/// Rows were read and cleaned. Segments of other rows are not shown beside them; on disk they stay
/// until new ones are found.
fn at_hand(store: Store, cleaned: Cleaned, report: ImportReport) {
    let goes_on = cleaned.goes_on;
    store.looked.set(None);
    // A proposal is of its rows; what the marketer chose goes along to the next.
    store.picks.set(store.chosen_picks());
    store.measurable(None);
    store.gone.set(Vec::new());
    store.cleaned.set(Some(Arc::new((cleaned, report))));
    if goes_on {
        return;
    }
    store.busy.set(None);
    store.findings.set(None);
    store.edits.set(None);
    store.drafted.set(None);
    store.saved.set(Saved::No);
    store.go(Screen::Clean);
}

fn found(store: Store, findings: Findings) {
    // A project that was restored does not take the reader away from where they are.
    let asked = store.busy.get_untracked().is_some();
    let same = store.findings.with_untracked(|before| {
        before
            .as_ref()
            .is_some_and(|before| before.people_id == findings.people_id)
    });
    if !same {
        store.advice.set(None);
        store.tree.set(None);
        store.distances.set(None);
    }
    store.busy.set(None);
    store.focus.set(None);
    store.widths.set(None);
    store.edits.set(Some(findings.edits.clone()));
    store.agreement.set(findings.agreement.clone());
    store.drafted.set(Some(findings.drafted.clone()));
    store.draft.set(findings.chosen.clone());
    store
        .beside
        .set(findings.beside.clone().map(|b| Arc::new(*b)));
    if !findings.can_analyse {
        store.cleaned.set(None);
        store.measurable(None);
    }
    store.gone.set(findings.gone.clone());
    store.findings.set(Some(Arc::new(findings)));
    if asked {
        if !matches!(store.saved.get_untracked(), Saved::Failed(_)) {
            store.saved.set(Saved::Writing);
        }
        store.go(Screen::Segments);
    }
}

/// Lets the browser save a file.
fn offer(name: &str, blob: &Blob) {
    let made = || -> Result<(), JsValue> {
        let document = web_sys::window()
            .and_then(|window| window.document())
            .ok_or(JsValue::NULL)?;
        let address = web_sys::Url::create_object_url_with_blob(blob)?;
        let link: web_sys::HtmlAnchorElement = document.create_element("a")?.unchecked_into();
        link.set_href(&address);
        link.set_download(name);
        link.click();
        // The browser has taken its own hold of the bytes some time after the click.
        gloo_timers::callback::Timeout::new(60_000, move || {
            let _ = web_sys::Url::revoke_object_url(&address);
        })
        .forget();
        Ok(())
    };
    let _ = made();
}
