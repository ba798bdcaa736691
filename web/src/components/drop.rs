//! Where a file comes in: dropped or chosen.

use crate::host;
use crate::i18n::*;
use crate::store::Store;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FileList, HtmlInputElement};

/// The drop zone: a label around a file chooser, so that it works with keys and touch too.
#[component]
pub fn Drop() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let over = RwSignal::new(false);
    let take = move |files: Option<FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            host::look(store, &file);
        }
    };
    let on_drop = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let on_change = move |event: ev::Event| {
        let input = event
            .target()
            .and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            take(input.files());
            // The same file chosen again is a change, too.
            input.set_value("");
        }
    };
    view! {
        <label class="drop" class:over=move || over.get()
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop>
            <svg viewBox="0 0 48 48" width="40" height="40" aria-hidden="true" class="drop-icon">
                <path d="M24 31V9m0 0-8 8m8-8 8 8M8 30v6a4 4 0 0 0 4 4h24a4 4 0 0 0 4-4v-6" />
            </svg>
            <span class="drop-title">{t!(i18n, start.drop)}</span>
            <span class="button primary" aria-hidden="true">{t!(i18n, start.choose)}</span>
            <input type="file" class="hidden-input" data-testid="drop-input"
                accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.gz,.parquet,text/csv,text/plain,application/json,application/gzip"
                aria-label=move || t_string!(i18n, start.choose)
                on:change=on_change />
            <span class="quiet small">{t!(i18n, start.formats)}</span>
        </label>
    }
}
