//! An event as a reader tells it: borrowed from the reader's buffers, so that a file of millions
//! of rows is taken in without a text being copied before it is interned.

use super::{Event, EventKind, View, order_key};
use std::borrow::Cow;

/// An event, and what only cleaning or the desk may see besides. The owned form is
/// [`super::Imported`].
#[derive(Debug, Clone, PartialEq)]
pub struct Told<'a> {
    /// Row key of the person, as the source spells it.
    pub person: &'a str,
    /// Unique per event; empty when the source has none.
    pub id: &'a str,
    /// What happened. Its `key` is that of the id, or the line.
    pub event: View<'a>,
    /// Line or record number in the source, from 1.
    pub line: u64,
    /// When the collector of the source received it, ms since 1970: tells a device's clock that
    /// is wrong.
    pub received_ms: Option<i64>,
    /// For bot rules.
    pub user_agent: Option<&'a str>,
    /// For bot rules.
    pub address: Option<&'a str>,
    /// Static columns of the person: name and value.
    pub attributes: &'a [(Cow<'a, str>, Cow<'a, str>)],
}

impl<'a> Told<'a> {
    /// An event with nothing but its required parts. `id` may be empty, `kind` is an
    /// [`EventKind`] in its text form.
    #[must_use]
    pub fn new(person: &'a str, id: &'a str, time_ms: i64, kind: &'a str, line: u64) -> Self {
        Self {
            person,
            id,
            event: View {
                time_ms,
                key: if id.is_empty() { line } else { order_key(id) },
                kind: Cow::Borrowed(kind),
                page: None,
                item: None,
                brand: None,
                category: None,
                quantity: None,
                value_cents: None,
                currency: None,
                query: None,
                campaign: None,
                source: None,
                duration_ms: None,
                depth_pct: None,
                position: None,
                utc_offset_min: None,
                props: &[],
            },
            line,
            received_ms: None,
            user_agent: None,
            address: None,
            attributes: &[],
        }
    }

    /// The event with texts of its own. Its id stays empty when the source has none.
    #[must_use]
    pub fn to_event(&self) -> Event {
        let view = &self.event;
        let kind = EventKind::try_from(view.kind.clone().into_owned())
            .unwrap_or_else(|unknown| EventKind::Custom(unknown.0));
        let own = |text: Option<&str>| text.map(str::to_owned);
        Event {
            page: own(view.page),
            item: own(view.item),
            brand: own(view.brand),
            category: own(view.category),
            quantity: view.quantity,
            value_cents: view.value_cents,
            currency: own(view.currency),
            query: own(view.query),
            campaign: own(view.campaign),
            source: own(view.source),
            duration_ms: view.duration_ms,
            depth_pct: view.depth_pct,
            position: view.position,
            utc_offset_min: view.utc_offset_min,
            props: view.props.to_vec(),
            ..Event::new(
                self.id.to_owned(),
                self.person.to_owned(),
                view.time_ms,
                kind,
            )
        }
    }
}
