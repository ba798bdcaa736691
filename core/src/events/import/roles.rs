//! What a column means, guessed from its name.

use serde::{Deserialize, Serialize};

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who. Required.
    Person,
    /// When. Required.
    Time,
    /// What happened.
    Kind,
    /// Money.
    Value,
    /// How many.
    Quantity,
    /// Unique per event: a repeated id is counted once.
    Id,
    /// Item.
    Item,
    /// Item's category.
    Category,
    /// Not read.
    Ignore,
}

/// Names by role, in order of trust. Compared in lower case with blanks and dashes as `_`.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Person,
        &[
            "customer_id",
            "customerid",
            "client_id",
            "user_id",
            "userid",
            "user_pseudo_id",
            "person",
            "person_id",
            "persona",
            "cliente",
            "id_cliente",
            "codice_cliente",
            "customer",
            "user",
            "utente",
            "id_utente",
            "visitor_id",
            "email",
            "member_id",
        ],
    ),
    (
        Role::Time,
        &[
            "timestamp",
            "event_timestamp",
            "time",
            "datetime",
            "date",
            "order_date",
            "purchase_date",
            "created_at",
            "invoicedate",
            "invoice_date",
            "data",
            "data_ordine",
            "data_acquisto",
            "data_ora",
            "ora",
            "event_time",
            "day",
            "giorno",
        ],
    ),
    (
        Role::Kind,
        &[
            "event",
            "event_name",
            "event_type",
            "kind",
            "evento",
            "tipo",
            "tipo_evento",
            "action",
            "azione",
        ],
    ),
    (
        Role::Value,
        &[
            "value",
            "dollar_value",
            "amount",
            "total",
            "revenue",
            "price",
            "order_value",
            "order_total",
            "sales",
            "importo",
            "totale",
            "valore",
            "prezzo",
            "spesa",
            "ricavo",
        ],
    ),
    (
        Role::Quantity,
        &[
            "quantity",
            "number_of_cds",
            "qty",
            "quantita",
            "quantità",
            "pezzi",
            "units",
        ],
    ),
    (
        Role::Id,
        // Not an order's number: an order may stand in several rows, one per item.
        &["event_id", "id_evento"],
    ),
    (
        Role::Item,
        &[
            "item",
            "item_id",
            "product",
            "product_id",
            "sku",
            "prodotto",
            "id_prodotto",
            "stockcode",
        ],
    ),
    (
        Role::Category,
        &["category", "item_category", "categoria", "reparto"],
    ),
];

/// A role for every column: each role at most once, the most trusted name first.
pub(super) fn guess(names: &[String]) -> Vec<Role> {
    let plain: Vec<String> = names
        .iter()
        .map(|name| name.trim().to_lowercase().replace([' ', '-', '.'], "_"))
        .collect();
    let mut roles = vec![Role::Ignore; names.len()];
    for (role, known) in NAMES {
        let found = known
            .iter()
            .find_map(|candidate| plain.iter().position(|name| name == candidate))
            .filter(|&at| roles.get(at) == Some(&Role::Ignore));
        if let Some(place) = found.and_then(|at| roles.get_mut(at)) {
            *place = *role;
        }
    }
    roles
}
