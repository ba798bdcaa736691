//! What became of the file's rows.

use crate::i18n::*;
use crate::{format, words};
use leptos::prelude::*;
use recinto_core::events::import::ImportReport;
use recinto_web::protocol::Findings;
use std::sync::Arc;

/// Rows kept and left out, with the reasons.
#[component]
pub fn Rejections(report: ImportReport) -> impl IntoView {
    let i18n = use_i18n();
    let (kept, bad) = (report.accepted, report.rejected_rows());
    let count = move |n: u64| format::count(i18n.get_locale(), n);
    let rejected = report.rejected;
    view! {
        <div class="rows" data-testid="read-report">
            <dl class="facts">
                <div><dt>{t!(i18n, report.kept)}</dt>
                    <dd data-testid="rows-kept" data-count=kept>{move || count(kept)}</dd></div>
                <div><dt>{t!(i18n, report.bad)}</dt>
                    <dd data-testid="rows-bad" data-count=bad>{move || count(bad)}</dd></div>
            </dl>
            {(!rejected.is_empty()).then(|| view! {
                <div class="wide" tabindex="0" role="region" aria-label=move || t_string!(i18n, report.bad)>
                <table class="plain">
                    <thead><tr>
                        <th scope="col">{t!(i18n, report.reason)}</th>
                        <th scope="col" class="num">{t!(i18n, report.rows)}</th>
                        <th scope="col">{t!(i18n, report.lines)}</th>
                        <th scope="col">{t!(i18n, report.example)}</th>
                    </tr></thead>
                    <tbody>
                        {rejected.into_iter().map(|entry| {
                            let lines: Vec<String> = entry.first_lines.iter().map(u64::to_string).collect();
                            view! {
                                <tr>
                                    <th scope="row">{move || words::reason(i18n, entry.reason)}</th>
                                    <td class="num">{move || count(entry.count)}</td>
                                    <td>{lines.join(", ")}</td>
                                    <td><code>{entry.example.clone()}</code></td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
                </div>
            })}
        </div>
    }
}

/// The whole story of a file, folded away when nothing was wrong.
#[component]
pub fn ReadReport(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let report = findings.report.clone();
    let (kept, bad) = (report.accepted, report.rejected_rows());
    let summary = move || {
        let locale = i18n.get_locale();
        t_string!(
            i18n,
            report.summary,
            kept = format::count(locale, kept),
            bad = format::count(locale, bad)
        )
    };
    let count = move |n: u64| format::count(i18n.get_locale(), n);
    let outside = findings.outside;
    let span = report.first_ms.zip(report.last_ms);
    let mapping = findings.mapping.clone();
    view! {
        <section class="panel">
            <h2>{t!(i18n, report.title)}</h2>
            <p class="quiet">{summary}</p>
            <Rejections report=report />
            <dl class="facts">
                <div><dt>{t!(i18n, report.file)}</dt><dd>{findings.source.clone()}</dd></div>
                {mapping.map(|mapping| view! {
                    <div><dt>{t!(i18n, columns.layout)}</dt>
                        <dd>{move || words::layout(i18n, mapping.layout)}</dd></div>
                    <div><dt>{t!(i18n, columns.dates)}</dt>
                        <dd>{move || words::dates(i18n, mapping.dates)}</dd></div>
                })}
                {span.map(|(first, last)| view! {
                    <div><dt>{t!(i18n, report.span)}</dt><dd>{move || {
                        let locale = i18n.get_locale();
                        format!("{} – {}", format::day(locale, first as f64), format::day(locale, last as f64))
                    }}</dd></div>
                })}
                <div><dt>{t!(i18n, report.outside)}</dt><dd>{move || count(outside.people)}</dd></div>
                {(outside.constant_features > 0).then(|| view! {
                    <div><dt>{t!(i18n, report.constant)}</dt><dd>{move || count(outside.constant_features)}</dd></div>
                })}
            </dl>
        </section>
    }
}
