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
    /// ISO 4217 code of the row's money.
    Currency,
    /// How many.
    Quantity,
    /// Unique per event: a repeated id is counted once.
    Id,
    /// Item.
    Item,
    /// Item's brand.
    Brand,
    /// Item's category.
    Category,
    /// Path or title of the page.
    Page,
    /// Search text.
    Query,
    /// Campaign.
    Campaign,
    /// Traffic source.
    Source,
    /// Time spent: milliseconds if the column's name ends in `ms`, else seconds.
    Duration,
    /// Scroll depth, 0 to 100.
    Depth,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Radius of 68 % confidence, metres.
    Accuracy,
    /// For bot rules.
    UserAgent,
    /// For bot rules.
    Address,
    /// The visitor's offset to UTC: minutes, or `+hh:mm`.
    UtcOffset,
    /// A static column of the person (age band, gender, channel, …). Of this role there may be
    /// several.
    Attribute,
    /// Not read.
    Ignore,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::Person,
        Self::Time,
        Self::Kind,
        Self::Value,
        Self::Currency,
        Self::Quantity,
        Self::Id,
        Self::Item,
        Self::Brand,
        Self::Category,
        Self::Page,
        Self::Query,
        Self::Campaign,
        Self::Source,
        Self::Duration,
        Self::Depth,
        Self::Latitude,
        Self::Longitude,
        Self::Accuracy,
        Self::UserAgent,
        Self::Address,
        Self::UtcOffset,
        Self::Attribute,
        Self::Ignore,
    ];
}

/// Names by role, in order of trust. Compared in lower case with blanks, dashes and dots as `_`.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Person,
        &[
            "customer_id",
            "customerid",
            "client_id",
            "clientid",
            "user_id",
            "userid",
            "user_pseudo_id",
            "person",
            "person_id",
            "persona",
            "cliente",
            "id_cliente",
            "codice_cliente",
            "cod_cliente",
            "customer",
            "user",
            "utente",
            "id_utente",
            "visitor_id",
            "visitatore",
            "id_visitatore",
            "anonymous_id",
            "anonymousid",
            "distinct_id",
            "device_id",
            "email",
            "e_mail",
            "member_id",
            "tessera",
            "numero_tessera",
            "codice_tessera",
            "household_key",
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
            "data_evento",
            "ora",
            "event_time",
            "event_date",
            "ts",
            "occurred_at",
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
            "nome_evento",
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
            "totale_ordine",
            "valore",
            "prezzo",
            "spesa",
            "ricavo",
            "incasso",
        ],
    ),
    (
        Role::Currency,
        &[
            "currency",
            "currency_code",
            "valuta",
            "divisa",
            "codice_valuta",
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
            "qta",
            "qtà",
            "pezzi",
            "units",
        ],
    ),
    (
        Role::Id,
        // Not an order's number: an order may stand in several rows, one per item.
        &["event_id", "eventid", "message_id", "id_evento"],
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
            "codice_prodotto",
            "articolo",
            "codice_articolo",
            "stockcode",
            "item_name",
            "product_name",
        ],
    ),
    (
        Role::Brand,
        &[
            "brand",
            "item_brand",
            "marca",
            "marchio",
            "vendor",
            "produttore",
        ],
    ),
    (
        Role::Category,
        &[
            "category",
            "item_category",
            "product_category",
            "categoria",
            "reparto",
            "department",
            "settore",
        ],
    ),
    (
        Role::Page,
        &[
            "page",
            "page_path",
            "path",
            "page_location",
            "page_url",
            "url",
            "page_title",
            "pagina",
            "percorso",
            "indirizzo_pagina",
        ],
    ),
    (
        Role::Query,
        &[
            "query",
            "search_term",
            "search_query",
            "search",
            "search_text",
            "ricerca",
            "testo_ricerca",
            "parole_cercate",
            "termine_ricerca",
        ],
    ),
    (
        Role::Campaign,
        &[
            "campaign",
            "campaign_name",
            "utm_campaign",
            "campagna",
            "nome_campagna",
        ],
    ),
    (
        Role::Source,
        &[
            "source",
            "utm_source",
            "traffic_source",
            "referrer",
            "sorgente",
            "origine",
            "provenienza",
            "fonte",
        ],
    ),
    (
        Role::Duration,
        &[
            "duration_ms",
            "engagement_time_msec",
            "duration",
            "duration_s",
            "time_spent",
            "dwell",
            "time_on_page",
            "durata",
            "durata_ms",
            "tempo",
            "permanenza",
        ],
    ),
    (
        Role::Depth,
        &[
            "depth_pct",
            "scroll_depth",
            "percent_scrolled",
            "depth",
            "scroll",
            "scorrimento",
            "profondita",
            "profondità",
        ],
    ),
    (Role::Latitude, &["lat", "latitude", "latitudine"]),
    (
        Role::Longitude,
        &["lon", "lng", "long", "longitude", "longitudine"],
    ),
    (
        Role::Accuracy,
        &["accuracy", "accuracy_m", "precisione", "accuratezza"],
    ),
    (
        Role::UserAgent,
        &["user_agent", "useragent", "ua", "browser_agent"],
    ),
    (
        Role::Address,
        &[
            "ip",
            "ip_address",
            "client_ip",
            "remote_addr",
            "indirizzo_ip",
        ],
    ),
    (
        Role::UtcOffset,
        &[
            "utc_offset_min",
            "utc_offset",
            "timezone_offset",
            "offset_utc",
            "fuso",
        ],
    ),
];

/// Names of static columns of a person.
const ATTRIBUTES: &[&str] = &[
    "age",
    "age_band",
    "age_group",
    "eta",
    "età",
    "fascia_eta",
    "fascia_età",
    "fascia_di_età",
    "gender",
    "sex",
    "sesso",
    "genere",
    "channel",
    "canale",
    "social",
    "device",
    "device_type",
    "dispositivo",
    "city",
    "citta",
    "città",
    "province",
    "provincia",
    "region",
    "regione",
    "country",
    "paese",
    "nazione",
    "language",
    "lingua",
    "segment",
    "segmento",
    "plan",
    "loyalty_tier",
    "livello_fedelta",
    "livello_fedeltà",
    "professione",
    "income",
];

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-', '.'], "_")
}

/// A role for every column: each role at most once, but for attributes; the most trusted name
/// first. A nested key is known by its last part too (`properties.price` as `price`).
pub(super) fn guess(names: &[String]) -> Vec<Role> {
    let whole: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let last: Vec<String> = names
        .iter()
        .map(|name| plain(name.rsplit('.').next().unwrap_or(name)))
        .collect();
    let mut roles = vec![Role::Ignore; names.len()];
    for (role, known) in NAMES {
        let free = |at: &usize| roles.get(*at) == Some(&Role::Ignore);
        let found = [&whole, &last].into_iter().find_map(|names| {
            known
                .iter()
                .find_map(|known| names.iter().position(|name| name == known).filter(free))
        });
        if let Some(place) = found.and_then(|at| roles.get_mut(at)) {
            *place = *role;
        }
    }
    for (place, name) in roles.iter_mut().zip(&last) {
        if *place == Role::Ignore && ATTRIBUTES.contains(&name.as_str()) {
            *place = Role::Attribute;
        }
    }
    roles
}
