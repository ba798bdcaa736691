//! How well the published model gives the segments back.

use crate::components::grid::{Caption, Grid};
use crate::i18n::*;
use crate::store::{Screen, Store};
use crate::{format, words};
use leptos::prelude::*;
use recinto_core::analysis::AGREEMENT_MIN;

/// Per segment, with what to do where it is too little.
#[component]
pub fn Agrees() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let percent = move |share: f64| format::percent(i18n.get_locale(), share, 1);
    let name = move |at: usize| {
        let count = store.agreement.with(|agreement| agreement.segments.len());
        if at < count {
            store.name(at)
        } else {
            t_string!(i18n, firm.none).to_owned()
        }
    };
    let shares = move || {
        store.agreement.with(|agreement| {
            let all = agreement.segments.iter().copied().chain(agreement.noise);
            all.collect::<Vec<f64>>()
        })
    };
    let worst = move || {
        let shares = shares().into_iter().enumerate();
        shares
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((0, 1.0))
    };
    let refused = Memo::new(move |_| worst().1 < AGREEMENT_MIN);
    let title = Signal::derive(move || {
        let (at, least) = worst();
        let text = if refused.get() {
            t_string!(i18n, agree.title_bad)
        } else {
            t_string!(i18n, agree.title)
        };
        words::fill(text, &[("p", &percent(least)), ("name", &name(at))])
    });
    let about = Signal::derive(move || {
        let m = format::percent(i18n.get_locale(), AGREEMENT_MIN, 0);
        words::fill(t_string!(i18n, agree.about), &[("m", &m)])
    });
    let cells = Signal::derive(move || {
        let heads = [
            t_string!(i18n, watch.segment),
            t_string!(i18n, agree.same),
            t_string!(i18n, agree.enough),
        ];
        let rows = shares().into_iter().enumerate().map(|(at, share)| {
            let enough = if share >= AGREEMENT_MIN {
                t_string!(i18n, sites.yes)
            } else {
                t_string!(i18n, sites.no)
            };
            vec![name(at), percent(share), enough.to_owned()]
        });
        (heads.map(str::to_owned).to_vec(), rows.collect())
    });
    let score = move || {
        let e = percent(store.agreement.with(|agreement| agreement.calibration));
        words::fill(t_string!(i18n, agree.score), &[("e", &e)])
    };
    view! {
        <figure class="panel chart" data-testid="agreement" data-refused=move || refused.get().to_string()>
            <Caption title=title about=about sampled=Signal::derive(|| Some(false)) />
            <Grid id="agreement-table" name=title cells=cells />
            <p class="quiet small">{score}</p>
            {move || refused.get().then(|| view! {
                <p class="small">{t!(i18n, agree.todo)}</p>
                <button type="button" class="button" on:click=move |_| {
                    store.ways.set(true);
                    store.go(Screen::Segments);
                }>{t!(i18n, agree.to_ways)}</button>
            })}
        </figure>
    }
}
