//! The table beside a figure.

use leptos::prelude::*;

/// Heads and rows of text; the first cell of a row names it.
pub type Cells = (Vec<String>, Vec<Vec<String>>);

/// A table, folded away under a name.
#[component]
pub fn Folded(name: Signal<String>, cells: Signal<Cells>, id: &'static str) -> impl IntoView {
    view! {
        <details class="folded">
            <summary data-testid=id>{name}</summary>
            <Grid name=name cells=cells id="" />
        </details>
    }
}

/// A table.
#[component]
pub fn Grid(name: Signal<String>, cells: Signal<Cells>, id: &'static str) -> impl IntoView {
    view! {
        <div class="wide" tabindex="0" role="region" aria-label=name data-testid=id>
            {move || {
                let (heads, rows) = cells.get();
                view! {
                    <table class="plain">
                        <thead><tr>{heads.into_iter().enumerate().map(|(at, head)| if head.is_empty() {
                            view! { <td></td> }.into_any()
                        } else {
                            view! { <th scope="col" class:num=(at > 0)>{head}</th> }.into_any()
                        }).collect_view()}</tr></thead>
                        <tbody>{rows.into_iter().map(|row| view! {
                            <tr>{row.into_iter().enumerate().map(|(at, cell)| if at == 0 {
                                view! { <th scope="row">{cell}</th> }.into_any()
                            } else {
                                view! { <td class="num">{cell}</td> }.into_any()
                            }).collect_view()}</tr>
                        }).collect_view()}</tbody>
                    </table>
                }
            }}
        </div>
    }
}

/// A figure's title, what it shows, and whether that is exact.
#[component]
pub fn Caption(
    title: Signal<String>,
    about: Signal<String>,
    sampled: Signal<Option<bool>>,
) -> impl IntoView {
    use crate::i18n::*;
    let i18n = use_i18n();
    view! {
        <figcaption>
            <h3 class="finding">{title}</h3>
            <p class="quiet small">{about}" "
                {move || sampled.get().map(|sampled| view! {
                    <span class="tag">{move || if sampled { t_string!(i18n, seg.sampled) } else { t_string!(i18n, seg.exact) }}</span>
                })}
            </p>
        </figcaption>
    }
}
