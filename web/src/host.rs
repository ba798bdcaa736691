//! The page's side of the workers: starts them, asks them, ends them.
//!
//! A new file is read by a worker of its own. Only when its rows are at hand does that worker take
//! the place of the one before; a file that is refused, or given up half-way, leaves the earlier
//! work where it was.

use crate::hear;
use crate::store::{Busy, Store};
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use recinto_web::BUILD;
use recinto_web::problem::Problem;
use recinto_web::protocol::{Ask, Stage, Tell, from_bytes, to_bytes};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

thread_local! {
    static HOSTS: RefCell<Hosts> = RefCell::new(Hosts::default());
}

#[derive(Default)]
struct Hosts {
    made: u32,
    current: Option<Host>,
    staged: Option<Host>,
    /// The file the staged worker reads.
    file: Option<File>,
    /// The file behind the current worker's rows, and how it was read.
    held: Option<(File, Ask)>,
    /// How the staged worker was told to read its file.
    reading: Option<Ask>,
}

struct Host {
    number: u32,
    worker: Worker,
    ready: bool,
    waiting: Vec<Array>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Host {
    /// What is asked before it is ready waits: it would be lost.
    fn ask(&mut self, ask: &Ask, file: Option<&File>) {
        let parts = Array::of1(&Uint8Array::from(to_bytes(ask).as_slice()));
        if let Some(file) = file {
            parts.push(file);
        }
        if self.ready {
            let _ = self.worker.post_message(&parts);
        } else {
            self.waiting.push(parts);
        }
    }

    /// Ends it in the midst of its work.
    fn end(self) {
        self.worker.terminate();
        // Its own message may be what is being answered.
        gloo_timers::callback::Timeout::new(0, move || drop(self)).forget();
    }
}

/// A worker that was just started.
fn spawn(store: Store) -> Option<Host> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let address = format!("/worker.js?build={BUILD}");
    let worker = match Worker::new_with_options(&address, &options) {
        Ok(worker) => worker,
        Err(error) => {
            store.fail(Problem::Worker {
                detail: format!("{error:?}"),
            });
            return None;
        }
    };
    let number = HOSTS.with_borrow_mut(|hosts| {
        hosts.made += 1;
        hosts.made
    });
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        let bytes = Uint8Array::new(&parts.get(0)).to_vec();
        let tell = from_bytes(&bytes).unwrap_or_else(Tell::failed);
        heard(store, number, tell, parts.get(1).dyn_into::<Blob>().ok());
    });
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        if is_known(number) {
            drop_staged(number);
            store.busy.set(None);
            store.fail(Problem::Worker {
                detail: event.message(),
            });
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Host {
        number,
        worker,
        ready: false,
        waiting: Vec::new(),
        _on_message: on_message,
        _on_error: on_error,
    })
}

/// Starts the first worker and asks for the saved project.
pub fn start(store: Store) {
    let host = spawn(store);
    HOSTS.with_borrow_mut(|hosts| hosts.current = host);
    ask(&Ask::Restore);
}

/// Stops the work under way. A file being read is given up and what was there before stays; else
/// the worker is started anew, with the saved project and the file it had.
pub fn cancel(store: Store) {
    store.busy.set(None);
    let staged = HOSTS.with_borrow_mut(|hosts| {
        hosts.file = None;
        hosts.staged.take()
    });
    if let Some(host) = staged {
        return host.end();
    }
    let host = spawn(store);
    let ended = HOSTS.with_borrow_mut(|hosts| std::mem::replace(&mut hosts.current, host));
    if let Some(host) = ended {
        host.end();
    }
    let own = own(store);
    HOSTS.with_borrow_mut(|hosts| {
        if let Some(host) = &mut hosts.current {
            host.ask(&own, None);
        }
        if let (Some(host), Some((file, hold))) = (&mut hosts.current, &hosts.held) {
            host.ask(hold, Some(file));
        }
    });
    if store.findings.with_untracked(Option::is_some) {
        ask(&Ask::Restore);
    }
}

/// Asks the worker that has the project.
pub fn ask(ask: &Ask) {
    HOSTS.with_borrow_mut(|hosts| {
        if let Some(host) = &mut hosts.current {
            host.ask(ask, None);
        }
    });
}

/// Asks for something that takes its time: progress and *Cancel* come on screen.
pub fn work(store: Store, stage: Stage, what: &Ask) {
    busy(store, stage);
    ask(what);
}

fn busy(store: Store, stage: Stage) {
    store.problem.set(None);
    store.busy.set(Some(Busy {
        stage,
        share: 0.0,
        rows: 0,
    }));
}

/// Hands a file to a worker of its own for a first look.
pub fn look(store: Store, file: &File) {
    forget_file(store);
    store.file.set(Some((file.name(), file.size())));
    busy(store, Stage::Reading);
    let Some(mut host) = spawn(store) else {
        return store.busy.set(None);
    };
    host.ask(&Ask::Look, Some(file));
    HOSTS.with_borrow_mut(|hosts| {
        hosts.file = Some(file.clone());
        hosts.staged = Some(host);
    });
}

/// Looks once more at the file that was refused, or at the one behind the present rows, to read it
/// another way.
pub fn look_again(store: Store) {
    let file = HOSTS.with_borrow(|hosts| {
        let held = hosts.held.as_ref().map(|(file, _)| file);
        hosts.file.as_ref().or(held).cloned()
    });
    match file {
        Some(file) => look(store, &file),
        None => store.fail(Problem::FileNeeded),
    }
}

/// What a new worker is told first.
fn own(store: Store) -> Ask {
    Ask::Own(Box::new(store.own.get_untracked()))
}

/// Reads the file looked at.
pub fn read(store: Store, read: &Ask) {
    busy(store, Stage::Reading);
    let own = own(store);
    HOSTS.with_borrow_mut(|hosts| {
        if let Some(host) = &mut hosts.staged {
            host.ask(&own, None);
            host.ask(read, None);
            hosts.reading = Some(read.clone());
        }
    });
}

/// Asks the worker that looks at a file, about that file.
pub fn ask_about_file(ask: &Ask) {
    HOSTS.with_borrow_mut(|hosts| {
        if let Some(host) = &mut hosts.staged {
            host.ask(ask, None);
        }
    });
}

/// The file looked at is not wanted.
pub fn forget_file(store: Store) {
    store.looked.set(None);
    store.file.set(None);
    let staged = HOSTS.with_borrow_mut(|hosts| {
        hosts.file = None;
        hosts.staged.take()
    });
    if let Some(host) = staged {
        host.end();
    }
}

fn is_known(number: u32) -> bool {
    HOSTS.with_borrow(|hosts| {
        let both = [&hosts.current, &hosts.staged];
        let mut known = both.into_iter().flatten();
        known.any(|host| host.number == number)
    })
}

fn drop_staged(number: u32) {
    let gone = HOSTS.with_borrow_mut(|hosts| hosts.staged.take_if(|host| host.number == number));
    if let Some(host) = gone {
        host.end();
    }
}

/// The staged worker has rows, or a project: it takes the other's place.
fn promote(number: u32) {
    let ended = HOSTS.with_borrow_mut(|hosts| {
        let host = hosts.staged.take_if(|host| host.number == number)?;
        let hold = match hosts.reading.take() {
            Some(Ask::Read { reading, plan, .. }) => Some(Ask::Hold { reading, plan }),
            _ => None,
        };
        hosts.held = hosts.file.take().zip(hold);
        hosts.current.replace(host)
    });
    if let Some(host) = ended {
        host.end();
    }
}

fn heard(store: Store, number: u32, tell: Tell, blob: Option<Blob>) {
    if !is_known(number) {
        return;
    }
    match &tell {
        Tell::Ready => HOSTS.with_borrow_mut(|hosts| {
            let both = [&mut hosts.current, &mut hosts.staged];
            let mut known = both.into_iter().flatten();
            if let Some(host) = known.find(|host| host.number == number) {
                host.ready = true;
                for parts in std::mem::take(&mut host.waiting) {
                    let _ = host.worker.post_message(&parts);
                }
            }
        }),
        Tell::Cleaned(cleaned, _) => {
            promote(number);
            // After a *Cancel* the rows are cleaned again as they are now.
            HOSTS.with_borrow_mut(|hosts| {
                if let Some((_, Ask::Hold { plan, .. })) = &mut hosts.held {
                    plan.clone_from(&cleaned.plan);
                }
            });
        }
        Tell::Found(_) => promote(number),
        Tell::Failed { .. } => drop_staged(number),
        _ => {}
    }
    hear::hear(store, tell, blob);
}
