//! Which column is which.

use crate::i18n::*;
use crate::words::{self, clean, read};
use leptos::prelude::*;
use recinto_core::events::import::Role;
use recinto_web::views::read::Reading;

/// Columns to choose from; of wider files the first.
const COLUMNS_MOST: usize = 300;
/// Columns shown one by one.
const SHOWN_MOST: usize = 80;
/// Characters of a cell shown.
const CELL_MOST: usize = 40;

/// Gives a column a role, which no other keeps but where several may have it.
fn give(reading: &mut Reading, at: Option<usize>, role: Role) {
    for (column, held) in reading.roles.iter_mut().enumerate() {
        if Some(column) == at {
            *held = role;
        } else if *held == role && !read::may_repeat(role) {
            *held = Role::Ignore;
        }
    }
}

/// One role, and the column that has it.
#[component]
pub fn Pick(role: Role, id: &'static str, reading: RwSignal<Reading>) -> impl IntoView {
    let i18n = use_i18n();
    let needed = matches!(role, Role::Person | Role::Time);
    let chosen = move || reading.with(|r| r.roles.iter().position(|held| *held == role));
    let columns = Memo::new(move |_| reading.with(|r| r.columns.clone()));
    view! {
        <label class="field"><span>{move || read::role(i18n, role)}</span>
            <select data-testid=id required=needed on:change:target=move |event| {
                let at = event.target().value().parse::<usize>().ok();
                reading.update(|reading| give(reading, at, role));
            }>
                <option value="" selected=move || chosen().is_none()>{t!(i18n, columns.none)}</option>
                {move || columns.get().into_iter().take(COLUMNS_MOST).enumerate().map(|(at, name)| view! {
                    <option value=at.to_string() selected=move || chosen() == Some(at)>{name}</option>
                }).collect_view()}
            </select>
            {(role == Role::Kind).then(|| view! {
                <small class="quiet">{move || {
                    let kind = reading.with(|r| clean::kind(i18n, &r.default_kind));
                    words::fill(t_string!(i18n, columns.kind_hint), &[("kind", &kind)])
                }}</small>
            })}
            {(role == Role::Person).then(|| view! {
                <small class="quiet">{t!(i18n, columns.person_hint)}</small>
            })}
        </label>
    }
    .into_any()
}

/// Every column with its role.
#[component]
pub fn Roles(reading: RwSignal<Reading>, cells: Vec<Vec<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let columns = reading.with_untracked(|r| r.columns.clone());
    let open = RwSignal::new(false);
    let cells = StoredValue::new(cells);
    let examples = move |at: usize| {
        cells.with_value(|rows| {
            let seen = rows.iter().filter_map(|row| row.get(at));
            let seen = seen.filter(|cell| !cell.is_empty()).take(3);
            let seen: Vec<String> = seen
                .map(|cell| cell.chars().take(CELL_MOST).collect())
                .collect();
            seen.join(" · ")
        })
    };
    let columns = StoredValue::new(columns);
    view! {
        <details class="folded" on:toggle=move |_| open.set(true)>
            <summary data-testid="map-all">{t!(i18n, columns.all)}</summary>
            {move || open.get().then(|| view! {
                <div class="wide preview" tabindex="0" role="region" aria-label=move || t_string!(i18n, columns.all)>
                <table class="plain">
                    <thead><tr>
                        <th scope="col">{t!(i18n, columns.column)}</th>
                        <th scope="col">{t!(i18n, columns.role)}</th>
                        <th scope="col">{t!(i18n, columns.cells)}</th>
                    </tr></thead>
                    <tbody>
                        {columns.get_value().into_iter().take(SHOWN_MOST).enumerate().map(|(at, name)| {
                            // Nobody changes the language within a dialog: these texts may stand still.
                            let first = reading.with_untracked(|r| r.roles.get(at).copied().unwrap_or(Role::Ignore));
                            let held = move || reading.with(|r| r.roles.get(at).copied().unwrap_or(Role::Ignore));
                            let shown = name.clone();
                            view! {
                                <tr>
                                    <th scope="row">{name}</th>
                                    <td><select class="compact" data-testid=format!("role-{at}")
                                        aria-label=words::fill(t_string!(i18n, columns.role_of), &[("name", &shown)])
                                        prop:value=move || Role::ALL.iter().position(|role| *role == held()).unwrap_or(0).to_string()
                                        on:change:target=move |event| {
                                            let role = event.target().value().parse::<usize>().ok().and_then(|n| Role::ALL.get(n));
                                            if let Some(role) = role {
                                                reading.update(|reading| give(reading, Some(at), *role));
                                            }
                                        }>
                                        {Role::ALL.iter().enumerate().map(|(n, role)| view! {
                                            <option value=n.to_string() selected=first == *role>{read::role(i18n, *role)}</option>
                                        }).collect_view()}
                                    </select></td>
                                    <td class="quiet">{examples(at)}</td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
                </div>
            })}
        </details>
    }
    .into_any()
}
