//! What visitors may be after, told by what they search for: a dictionary to begin with, in Italian
//! and English. The marketer adds, changes and leaves out; what the model needs goes into its
//! [`Definitions`](super::Definitions).
//!
//! Phrases are written without accents and in small letters; they are found whatever their capitals and
//! accents, between word boundaries. One that is part of many other searches (`oggi`, `vs`) costs false hits,
//! so each list keeps to what hardly means anything else.

use super::definitions::{Composite, Intent};

/// Names and phrases.
const INTENTS: [(&str, &[&str]); 14] = [
    (
        "vicino_a_me",
        &[
            "vicino a me",
            "qui vicino",
            "vicino a qui",
            "nelle vicinanze",
            "nei dintorni",
            "in zona",
            "piu vicino",
            "piu vicina",
            "dove si trova",
            "come arrivare",
            "near me",
            "nearby",
            "close to me",
            "closest",
            "nearest",
            "directions",
        ],
    ),
    (
        "prezzo",
        &[
            "quanto costa",
            "quanto costano",
            "quanto viene",
            "prezzo",
            "prezzi",
            "costo",
            "costi",
            "listino",
            "tariffa",
            "tariffe",
            "preventivo",
            "economico",
            "economici",
            "economica",
            "economiche",
            "a buon mercato",
            "how much",
            "price",
            "prices",
            "cost",
            "cheap",
            "cheapest",
            "quote",
        ],
    ),
    (
        "offerta",
        &[
            "offerta",
            "offerte",
            "sconto",
            "sconti",
            "scontato",
            "scontata",
            "scontati",
            "scontate",
            "saldi",
            "saldo",
            "promozione",
            "promozioni",
            "promo",
            "coupon",
            "codice sconto",
            "buono sconto",
            "volantino",
            "outlet",
            "sottocosto",
            "black friday",
            "deal",
            "deals",
            "discount",
            "discounts",
            "discount code",
            "promo code",
            "voucher",
            "sale",
            "on sale",
            "clearance",
        ],
    ),
    (
        "orari",
        &[
            "orari",
            "orario",
            "orario di apertura",
            "orari di apertura",
            "aperto ora",
            "aperto adesso",
            "aperto oggi",
            "aperto domenica",
            "aperti oggi",
            "quando apre",
            "quando chiude",
            "a che ora apre",
            "a che ora chiude",
            "chiusura",
            "opening hours",
            "opening times",
            "open now",
            "open today",
            "open sunday",
            "closing time",
        ],
    ),
    (
        "recensioni",
        &[
            "recensione",
            "recensioni",
            "opinione",
            "opinioni",
            "pareri",
            "commenti",
            "giudizi",
            "esperienze",
            "come si trova",
            "affidabile",
            "funziona davvero",
            "review",
            "reviews",
            "rating",
            "ratings",
            "testimonials",
            "is it good",
            "worth it",
        ],
    ),
    (
        "confronto",
        &[
            "confronto",
            "confronta",
            "confrontare",
            "differenza",
            "differenze",
            "differenza tra",
            "meglio di",
            "qual e meglio",
            "qual e il migliore",
            "migliore",
            "migliori",
            "alternativa",
            "alternative",
            "classifica",
            "versus",
            "vs",
            "compare",
            "comparison",
            "difference between",
            "better than",
            "best",
        ],
    ),
    (
        "spedizione",
        &[
            "spedizione",
            "spedizioni",
            "spese di spedizione",
            "consegna",
            "consegne",
            "consegna a domicilio",
            "tempi di consegna",
            "a domicilio",
            "asporto",
            "ritiro in negozio",
            "tracciare",
            "tracking",
            "shipping",
            "delivery",
            "delivery time",
            "free shipping",
            "takeaway",
            "click and collect",
            "pick up in store",
        ],
    ),
    (
        "reso",
        &[
            "reso",
            "resi",
            "restituire",
            "restituzione",
            "rimborso",
            "rimborsi",
            "cambio taglia",
            "cambio merce",
            "recesso",
            "diritto di recesso",
            "garanzia",
            "assistenza",
            "return policy",
            "return",
            "returns",
            "refund",
            "refunds",
            "exchange",
            "warranty",
        ],
    ),
    (
        "regalo",
        &[
            "regalo",
            "regali",
            "idea regalo",
            "idee regalo",
            "da regalare",
            "per lui",
            "per lei",
            "per la mamma",
            "per il papa",
            "buono regalo",
            "carta regalo",
            "confezione regalo",
            "bomboniere",
            "gift",
            "gifts",
            "gift ideas",
            "gift card",
            "present for",
            "for him",
            "for her",
        ],
    ),
    (
        "prenotazione",
        &[
            "prenota",
            "prenotare",
            "prenotazione",
            "prenotazioni",
            "prenotare un tavolo",
            "disponibilita",
            "appuntamento",
            "appuntamenti",
            "posti liberi",
            "book",
            "booking",
            "book a table",
            "reserve",
            "reservation",
            "reservations",
            "availability",
            "appointment",
        ],
    ),
    (
        "urgente",
        &[
            "urgente",
            "urgenza",
            "subito",
            "oggi stesso",
            "in giornata",
            "entro oggi",
            "entro domani",
            "stasera",
            "stanotte",
            "pronto intervento",
            "consegna rapida",
            "24 ore",
            "24h",
            "urgent",
            "asap",
            "right now",
            "same day",
            "next day",
            "tonight",
            "emergency",
        ],
    ),
    (
        "come_si_fa",
        &[
            "come si fa",
            "come fare",
            "come si usa",
            "come funziona",
            "guida",
            "istruzioni",
            "manuale",
            "ricetta",
            "ricette",
            "fai da te",
            "consigli",
            "how to",
            "how do i",
            "guide",
            "tutorial",
            "instructions",
            "manual",
            "recipe",
            "recipes",
            "diy",
        ],
    ),
    (
        "contatti",
        &[
            "contatti",
            "contatto",
            "numero di telefono",
            "telefono",
            "numero verde",
            "servizio clienti",
            "assistenza clienti",
            "email",
            "indirizzo",
            "contact",
            "contact us",
            "phone number",
            "customer service",
            "customer care",
            "address",
            "live chat",
        ],
    ),
    (
        "usato",
        &[
            "usato",
            "usati",
            "usata",
            "usate",
            "di seconda mano",
            "seconda mano",
            "ricondizionato",
            "ricondizionati",
            "rigenerato",
            "rigenerati",
            "vintage",
            "used",
            "second hand",
            "secondhand",
            "preowned",
            "pre owned",
            "refurbished",
        ],
    ),
];

/// The dictionary to begin with.
#[must_use]
pub fn starter_intents() -> Vec<Intent> {
    let intent = |(name, phrases): &(&str, &[&str])| Intent {
        name: (*name).to_owned(),
        phrases: phrases.iter().map(|&phrase| phrase.to_owned()).collect(),
    };
    INTENTS.iter().map(intent).collect()
}

/// A composite to begin with, and the part of the day it is told for in an explanation: the composite itself counts at
/// any hour; together with a share of that part of the day it means what its name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The definition.
    pub composite: Composite,
    /// The word to put beside it, if any.
    pub beside: Option<&'static str>,
}

/// Name, what of, how many, within how many minutes, beside.
const COMPOSITES: [(&str, &str, u32, u32, Option<&str>); 5] = [
    // Three restaurants within two hours, in the evening.
    (
        "appetito_serale",
        "category:ristorante",
        3,
        120,
        Some("daypart:cena"),
    ),
    ("confronto_prodotti", "view_item", 4, 30, None),
    ("caccia_all_offerta", "intent:offerta", 2, 60, None),
    ("ricerca_insistente", "search", 4, 30, None),
    ("quasi_acquisto", "add_to_cart", 2, 60, None),
];

/// Composites to begin with. Each needs its word in the vocabulary.
#[must_use]
pub fn starter_composites() -> Vec<Starter> {
    COMPOSITES
        .iter()
        .map(|&(name, of, count, within_min, beside)| Starter {
            composite: Composite {
                name: name.to_owned(),
                of: of.to_owned(),
                count,
                then: Vec::new(),
                within_min,
            },
            beside,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::definitions::{
        COMPOSITE_COUNT_MAX, COMPOSITE_WITHIN_MAX, COMPOSITES_MAX, INTENTS_MAX, PHRASE_MAX_CHARS,
        PHRASES_MAX,
    };
    use super::super::{Word, is_name};
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_dictionary_fits_a_model() {
        let intents = starter_intents();
        assert!(intents.len() <= INTENTS_MAX);
        let names: BTreeSet<_> = intents.iter().map(|intent| &intent.name).collect();
        assert_eq!(names.len(), intents.len());
        let mut all = BTreeSet::new();
        for intent in &intents {
            assert!(is_name(&intent.name));
            assert!(
                (1..=PHRASES_MAX).contains(&intent.phrases.len()),
                "{}",
                intent.name
            );
            for phrase in &intent.phrases {
                assert!((1..=PHRASE_MAX_CHARS).contains(&phrase.chars().count()));
                let plain = phrase
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' ');
                assert!(plain && phrase.trim() == phrase, "{phrase:?}");
                assert!(all.insert(phrase.clone()), "{phrase:?} twice");
            }
        }
    }

    #[test]
    fn the_composites_fit_a_model() {
        let starters = starter_composites();
        assert!(starters.len() <= COMPOSITES_MAX);
        for Starter { composite, beside } in starters {
            assert!(is_name(&composite.name));
            assert!((2..=COMPOSITE_COUNT_MAX).contains(&composite.count));
            assert!((1..=COMPOSITE_WITHIN_MAX).contains(&composite.within_min));
            for word in [Some(composite.of.as_str()), beside].into_iter().flatten() {
                assert!(Word::known(word).is_some(), "{word}");
            }
        }
    }
}
