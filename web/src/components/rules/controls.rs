//! The controls of the form. One of each kind for all of it: each more would weigh on the page.

use leptos::prelude::*;

/// A list to choose from: values, and the words for them.
#[component]
pub fn Pick(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] id: Option<String>,
    testid: &'static str,
    #[prop(into)] offered: Signal<Vec<(String, String)>>,
    #[prop(into)] now: Signal<String>,
    pick: Callback<String>,
) -> AnyView {
    view! {
        <label class="field"><span>{move || label.get()}</span>
            <select id=id data-testid=testid on:change:target=move |event| pick.run(event.target().value())>
                {move || offered.get().into_iter().map(|(value, text)| {
                    let this = value.clone();
                    view! { <option value=value prop:selected=move || now.with(|now| *now == this)>{text}</option> }
                }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// What a field takes.
#[derive(Clone, Copy)]
pub enum Takes {
    /// At most so many characters, after a pattern.
    Text(&'static str, &'static str),
    /// Any number.
    Number,
    /// So many days at most.
    Days(u32),
}

/// A field to type in: told with every key, and once more without blanks around it when it is left.
#[component]
pub fn Typed(
    #[prop(into)] label: Signal<String>,
    testid: &'static str,
    takes: Takes,
    #[prop(into)] now: Signal<String>,
    write: Callback<String>,
) -> AnyView {
    let (longest, pattern) = match takes {
        Takes::Text(longest, pattern) => (Some(longest), Some(pattern)),
        _ => (None, None),
    };
    let (least, most, step) = match takes {
        Takes::Text(..) => (None, None, None),
        Takes::Number => (None, None, Some("any")),
        Takes::Days(most) => (Some("1"), Some(most.to_string()), Some("1")),
    };
    let kind = if step.is_some() { "number" } else { "text" };
    view! {
        <label class=["field ", kind].concat()><span>{move || label.get()}</span>
            <input type=kind required data-testid=testid maxlength=longest pattern=pattern min=least max=most step=step
                prop:value=move || now.get()
                on:input:target=move |event| write.run(event.target().value())
                on:change:target=move |event| write.run(event.target().value().trim().to_owned()) />
        </label>
    }
    .into_any()
}

/// A button; `named` where its words alone would not say of what.
#[component]
pub fn Press(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] named: Option<Signal<String>>,
    #[prop(optional)] id: Option<String>,
    testid: &'static str,
    #[prop(optional, into)] off: Signal<bool>,
    press: Callback<()>,
) -> AnyView {
    view! {
        <button type="button" class="button small" id=id data-testid=testid
            aria-label=move || named.map(|named| named.get())
            disabled=move || off.get()
            on:click=move |_| press.run(())>{move || label.get()}</button>
    }
    .into_any()
}
