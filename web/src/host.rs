//! The page's side of the worker: starts it, asks it, ends it.

use crate::store::{Busy, Looked, Saved, Screen, Shown, Store};
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use recinto_web::BUILD;
use recinto_web::problem::Problem;
use recinto_web::protocol::{Ask, Findings, Stage, Tell, from_bytes, to_bytes};
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
}

struct Host {
    worker: Worker,
    ready: bool,
    waiting: Vec<Array>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// Starts the worker and asks for the saved project.
pub fn start(store: Store) {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let address = format!("/worker.js?build={BUILD}");
    let worker = match Worker::new_with_options(&address, &options) {
        Ok(worker) => worker,
        Err(error) => {
            return store.fail(Problem::Worker {
                detail: format!("{error:?}"),
            });
        }
    };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        let bytes = Uint8Array::new(&parts.get(0)).to_vec();
        if let Some(tell) = from_bytes::<Tell>(&bytes) {
            hear(store, tell, parts.get(1).dyn_into::<Blob>().ok());
        }
    });
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        store.busy.set(None);
        store.fail(Problem::Worker {
            detail: event.message(),
        });
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    HOST.set(Some(Host {
        worker,
        ready: false,
        waiting: Vec::new(),
        _on_message: on_message,
        _on_error: on_error,
    }));
    ask(&Ask::Restore, None);
}

/// Ends the worker in the midst of its work and starts another.
pub fn cancel(store: Store) {
    HOST.with_borrow(|host| {
        if let Some(host) = host {
            host.worker.terminate();
        }
    });
    store.busy.set(None);
    start(store);
}

/// Asks the worker. What is asked before it is ready waits: it would be lost.
pub fn ask(ask: &Ask, file: Option<&File>) {
    let parts = Array::of1(&Uint8Array::from(to_bytes(ask).as_slice()));
    if let Some(file) = file {
        parts.push(file);
    }
    HOST.with_borrow_mut(|host| match host {
        Some(host) if host.ready => {
            let _ = host.worker.post_message(&parts);
        }
        Some(host) => host.waiting.push(parts),
        None => {}
    });
}

/// Hands a file to the worker for a first look.
pub fn look(store: Store, file: &File) {
    store.problem.set(None);
    store.looked.set(None);
    store.file.set(Some((file.name(), file.size())));
    store.busy.set(Some(Busy {
        stage: Stage::Reading,
        share: 0.0,
        rows: 0,
    }));
    ask(&Ask::Look, Some(file));
}

fn hear(store: Store, tell: Tell, blob: Option<Blob>) {
    match tell {
        Tell::Ready => HOST.with_borrow_mut(|host| {
            if let Some(host) = host {
                host.ready = true;
                for parts in std::mem::take(&mut host.waiting) {
                    let _ = host.worker.post_message(&parts);
                }
            }
        }),
        Tell::Looked(sniffed) => {
            store.busy.set(None);
            let (name, bytes) = store.file.get_untracked().unwrap_or_default();
            store.looked.set(Some(Looked {
                name,
                bytes,
                sniffed: *sniffed,
            }));
        }
        Tell::Progress { stage, share, rows } => {
            store.busy.set(Some(Busy { stage, share, rows }));
        }
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
        Tell::Nothing => {}
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
    store.findings.set(Some(Arc::new(findings)));
    if asked {
        if !matches!(store.saved.get_untracked(), Saved::Failed(_)) {
            store.saved.set(Saved::Writing);
        }
        store.go(Screen::Segments);
    }
}

/// Asks for something that takes its time: progress and *Cancel* come on screen.
pub fn work(store: Store, stage: Stage, what: &Ask) {
    store.problem.set(None);
    store.busy.set(Some(Busy {
        stage,
        share: 0.0,
        rows: 0,
    }));
    ask(what, None);
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
