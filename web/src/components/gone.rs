//! What was picked before and cannot be measured of these rows.

use crate::i18n::*;
use crate::store::Store;
use crate::words::{self, feature};
use leptos::prelude::*;

/// The sentence, where there is something to say.
#[component]
pub fn Gone() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let text = move || {
        let gone = store.gone.get();
        // The rows before had them, and so their names.
        let names: Vec<String> = store.before.with(|before| {
            let named = |key: &String| {
                let mut all = before.iter().flat_map(|studio| studio.candidates.iter());
                all.find(|one| one.named.key == *key)
                    .map_or_else(|| key.clone(), |one| feature::name(i18n, &one.named))
            };
            gone.iter().map(named).collect()
        });
        let list = names.join(", ");
        (!gone.is_empty()).then(|| words::fill(t_string!(i18n, studio.gone), &[("list", &list)]))
    };
    view! {
        {move || text().map(|text| view! { <p class="small warn" role="status" data-testid="gone">{text}</p> })}
    }
    .into_any()
}
