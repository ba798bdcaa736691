//! One vocabulary with every sort of word, and every measure over it.

use recinto_core::events::Position;
use recinto_core::features::{
    Calendar, CommuneRef, Composite, Definitions, FeatureSpec, Fence, Intent, Lexicon, Measure,
    Shape, Whereabouts, Word,
};
use std::sync::Arc;

pub fn vocabulary() -> Vec<String> {
    "page purchase search custom:x category:a category:b brand:x source:google campaign:c1 \
     campaign:c2 prop:taglia=m prop:taglia=l session session:second_page step:page>page step:page>purchase step:custom:x>page \
     step:search>page>page dwell scroll intent:near daypart:colazione daypart:mattina \
     daypart:pranzo daypart:pomeriggio daypart:aperitivo daypart:cena daypart:notte hour:sin \
     hour:cos weekday:sin weekday:cos weekend season:feste commune:015146 province:RM \
     region:Lombardia fence:duomo fence:square distance places:recurring composite:cena \
     composite:near"
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

pub fn definitions() -> Definitions {
    let composite = |name: &str, of: &str, count, within_min| Composite {
        name: name.into(),
        of: of.into(),
        count,
        then: Vec::new(),
        within_min,
    };
    Definitions {
        intents: vec![Intent {
            name: "near".into(),
            phrases: vec!["vicino a me".into(), "più vicino".into()],
        }],
        calendars: vec![Calendar {
            name: "feste".into(),
            days: vec![[20_001, 20_003], [20_010, 20_010]],
        }],
        fences: vec![
            Fence {
                name: "duomo".into(),
                shape: Shape::Circle {
                    lat: 45.4642,
                    lon: 9.19,
                    radius_m: 50.0,
                },
                point_of_sale: true,
            },
            Fence {
                name: "square".into(),
                shape: Shape::Polygon {
                    points: vec![
                        [45.479, 9.199],
                        [45.479, 9.201],
                        [45.481, 9.201],
                        [45.481, 9.199],
                    ],
                },
                point_of_sale: false,
            },
        ],
        composites: vec![
            composite("cena", "category:a", 3, 120),
            composite("near", "intent:near", 2, 1440),
        ],
    }
}

struct Two;

impl Whereabouts for Two {
    fn commune(&self, at: &Position) -> Option<CommuneRef<'_>> {
        let (istat, province, region) = if at.lat > 45.0 {
            (15_146, "MI", "Lombardia")
        } else {
            (58_091, "RM", "Lazio")
        };
        Some(CommuneRef {
            istat,
            province,
            region,
        })
    }
}

pub fn lexicon(window_days: u32) -> Lexicon {
    Lexicon::new(&vocabulary(), &definitions(), window_days).with_whereabouts(Arc::new(Two))
}

pub fn features() -> Vec<FeatureSpec> {
    let mut features = Vec::new();
    for text in &vocabulary() {
        let word = Word::known(text).unwrap();
        for measure in Measure::ALL {
            let decayed = |decay| FeatureSpec {
                decay,
                over: if measure == Measure::Ratio {
                    "page".into()
                } else {
                    String::new()
                },
                ..FeatureSpec::new(measure, text)
            };
            match measure {
                Measure::Monetary if !word.is_money() => {}
                Measure::Mean if !word.has_sum() => {}
                Measure::Entropy | Measure::Depth => {}
                _ => features.push(decayed(1.0)),
            }
            if matches!(measure, Measure::Frequency | Measure::Ratio)
                || measure == Measure::Mean && word.has_sum()
            {
                features.push(decayed(0.9));
            }
        }
    }
    for group in [
        "category:*",
        "step:*",
        "daypart:*",
        "campaign:*",
        "prop:taglia=*",
    ] {
        for measure in [
            Measure::Entropy,
            Measure::Frequency,
            Measure::MeanGap,
            Measure::Burstiness,
        ] {
            features.push(FeatureSpec::new(measure, group));
        }
        let decay = 0.75;
        features.push(FeatureSpec {
            decay,
            ..FeatureSpec::new(Measure::Entropy, group)
        });
    }
    features.push(FeatureSpec::new(Measure::Depth, "page>search>purchase"));
    features.push(FeatureSpec {
        over: "step:page>*".into(),
        ..FeatureSpec::new(Measure::Ratio, "step:page>page")
    });
    features
}
