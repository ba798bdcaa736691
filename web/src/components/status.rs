//! Is it working? What the collector has seen of the site.

use crate::collector::Status;
use crate::format;
use crate::i18n::*;
use crate::store::Store;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_core::events::DAY_MS;

/// The "is it working" list.
#[component]
pub fn Working() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let status = RwSignal::new(None::<Status>);
    let look = move || {
        let (Some(config), Some(site)) = (store.config.get(), store.chosen()) else {
            return;
        };
        let Some(token) = store.token(&site.id) else {
            return status.set(None);
        };
        spawn_local(async move {
            match config.status(&site.id, &token).await {
                Ok(found) => status.set(Some(found)),
                Err(problem) => {
                    status.set(None);
                    store.fail(problem);
                }
            }
        });
    };
    Effect::new(move |_| look());
    let day = move |value: &serde_json::Value| {
        let ms = match value {
            serde_json::Value::Number(days) => days.as_f64().map(|d| d * DAY_MS as f64),
            serde_json::Value::String(iso) => Some(js_sys::Date::parse(iso)),
            _ => None,
        };
        let text = ms
            .filter(|ms| ms.is_finite())
            .map(|ms| format::day(i18n.get_locale(), ms));
        text.map(|day| t_string!(i18n, sites.last_day, day = day))
    };
    view! {
        {move || status.get().map(|status| {
            let (consent, model, report) = (status.consent, status.model, status.report);
            let script = status.script.ok;
            view! {
                <section class="panel">
                    <div class="line">
                        <h2>{t!(i18n, sites.working)}</h2>
                        <button type="button" class="button" data-testid="status-refresh" on:click=move |_| look()>
                            {t!(i18n, sites.check)}</button>
                    </div>
                    <ul class="status" data-testid="site-status">
                        <Check id="status-script" ok=script what=Signal::derive(move || t_string!(i18n, sites.script).to_owned())
                            detail=Signal::derive(move || (script == Some(false)).then(|| t_string!(i18n, sites.script_no).to_owned())) />
                        <Check id="status-consent" ok=consent.ok what=Signal::derive(move || t_string!(i18n, sites.consent).to_owned())
                            detail=Signal::derive(move || day(&consent.last_day)) />
                        <Check id="status-model" ok=model.ok what=Signal::derive(move || t_string!(i18n, sites.model).to_owned())
                            detail=Signal::derive(move || day(&model.last_served_day).or_else(|| model.current.clone())) />
                        <Check id="status-report" ok=report.ok what=Signal::derive(move || t_string!(i18n, sites.report).to_owned())
                            detail=Signal::derive(move || None) />
                    </ul>
                </section>
            }
        })}
    }
}

#[component]
fn Check(
    id: &'static str,
    ok: Option<bool>,
    what: Signal<String>,
    detail: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (state, sign) = match ok {
        Some(true) => ("true", "M5 12.5l4.2 4.2L19 7"),
        Some(false) => ("false", "M7 12h10"),
        None => ("unknown", "M12 8v5m0 3.2v.1"),
    };
    let more = move || {
        detail.get().unwrap_or_else(|| match ok {
            Some(true) => String::new(),
            Some(false) => t_string!(i18n, sites.not_yet).to_owned(),
            None => t_string!(i18n, sites.unknown).to_owned(),
        })
    };
    view! {
        <li data-testid=id data-ok=state>
            <svg viewBox="0 0 24 24" width="24" height="24" role="img" aria-label=move || match ok {
                Some(true) => t_string!(i18n, sites.yes),
                Some(false) => t_string!(i18n, sites.no),
                None => t_string!(i18n, sites.maybe),
            }><circle cx="12" cy="12" r="11" /><path d=sign /></svg>
            <span>{what}</span>
            <span class="quiet small">{more}</span>
        </li>
    }
}
