//! What the marketer added, between the page and core. The page keeps it, and hands it to every worker
//! it starts: a *Cancel* and a new file end a worker, not what the marketer knows.

use crate::views::studio::{Own, OwnCalendar, OwnComposite, OwnFence, OwnIntent, Picked};
use recinto_core::features::{Calendar, Composite, Definitions, Fence, Intent, Shape};

/// What was added, for core.
#[must_use]
pub fn definitions(own: &Own) -> Definitions {
    Definitions {
        intents: own.intents.iter().map(intent).collect(),
        fences: own.fences.iter().map(fence).collect(),
        composites: own.composites.iter().map(composite).collect(),
        calendars: own.calendars.iter().map(calendar).collect(),
    }
}

/// The picks whose measures are among the candidates, and the keys of those that are not.
#[must_use]
pub fn kept(picked: Vec<Picked>, known: impl Fn(&str) -> bool) -> (Vec<Picked>, Vec<String>) {
    let (kept, gone): (Vec<Picked>, Vec<Picked>) =
        picked.into_iter().partition(|pick| known(&pick.key));
    (kept, gone.into_iter().map(|pick| pick.key).collect())
}

fn intent(own: &OwnIntent) -> Intent {
    Intent {
        name: own.name.clone(),
        phrases: own.phrases.clone(),
    }
}

fn calendar(own: &OwnCalendar) -> Calendar {
    Calendar {
        name: own.name.clone(),
        days: own.days.clone(),
    }
}

fn composite(own: &OwnComposite) -> Composite {
    Composite {
        name: own.name.clone(),
        of: own.of.clone(),
        count: own.count,
        then: own.then.clone(),
        within_min: own.within_min,
    }
}

fn told(composite: &Composite) -> OwnComposite {
    OwnComposite {
        name: composite.name.clone(),
        of: composite.of.clone(),
        count: composite.count,
        then: composite.then.clone(),
        within_min: composite.within_min,
    }
}

fn fence(own: &OwnFence) -> Fence {
    let shape = match own.points.as_slice() {
        [(lat, lon)] => Shape::Circle {
            lat: *lat,
            lon: *lon,
            radius_m: own.radius_m,
        },
        corners => Shape::Polygon {
            points: corners.iter().map(|&(lat, lon)| [lat, lon]).collect(),
        },
    };
    Fence {
        name: own.name.clone(),
        shape,
        point_of_sale: own.point_of_sale,
    }
}

/// What was added, for the page.
#[must_use]
pub fn own(definitions: &Definitions, region: &str) -> Own {
    let fences = definitions.fences.iter().map(|fence| {
        let (points, radius_m) = match &fence.shape {
            Shape::Circle { lat, lon, radius_m } => (vec![(*lat, *lon)], *radius_m),
            Shape::Polygon { points } => {
                (points.iter().map(|&[lat, lon]| (lat, lon)).collect(), 0.0)
            }
        };
        OwnFence {
            name: fence.name.clone(),
            points,
            radius_m,
            point_of_sale: fence.point_of_sale,
        }
    });
    let calendars = definitions.calendars.iter().map(|calendar| OwnCalendar {
        name: calendar.name.clone(),
        days: calendar.days.clone(),
    });
    Own {
        intents: definitions
            .intents
            .iter()
            .map(|intent| OwnIntent {
                name: intent.name.clone(),
                phrases: intent.phrases.clone(),
            })
            .collect(),
        composites: definitions.composites.iter().map(told).collect(),
        region: region.to_owned(),
        fences: fences.collect(),
        calendars: calendars.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Ask, from_bytes, to_bytes};

    fn all_of_it() -> Own {
        Own {
            intents: vec![OwnIntent {
                name: "aperitivo".to_owned(),
                phrases: vec!["spritz".to_owned(), "happy hour".to_owned()],
            }],
            fences: vec![
                OwnFence {
                    name: "Duomo".to_owned(),
                    points: vec![(45.4641, 9.1919)],
                    radius_m: 300.0,
                    point_of_sale: true,
                },
                OwnFence {
                    name: "Brera".to_owned(),
                    points: vec![(45.47, 9.18), (45.48, 9.18), (45.48, 9.19)],
                    radius_m: 0.0,
                    point_of_sale: false,
                },
            ],
            composites: vec![OwnComposite {
                name: "fame".to_owned(),
                of: "category:ristorante".to_owned(),
                count: 3,
                then: Vec::new(),
                within_min: 120,
            }],
            calendars: vec![OwnCalendar {
                name: "sagra".to_owned(),
                days: vec![[20_000, 20_002], [20_365, 20_365]],
            }],
            region: "Lombardia".to_owned(),
        }
    }

    #[test]
    fn a_new_worker_knows_all_that_the_one_before_was_told() {
        let told = Ask::Own(Box::new(all_of_it()));
        let Ok(Ask::Own(carried)) = from_bytes(&to_bytes(&told)) else {
            panic!("another message came");
        };
        assert_eq!(own(&definitions(&carried), &carried.region), all_of_it());
    }

    #[test]
    fn a_pick_without_its_measure_is_named() {
        let pick = |key: &str| Picked {
            key: key.to_owned(),
            weight: 2.0,
            half_life: 0.0,
        };
        let picked = vec![pick("frequency purchase"), pick("share intent:sagra")];
        let (kept, gone) = kept(picked, |key| key == "frequency purchase");
        assert_eq!(kept, [pick("frequency purchase")]);
        assert_eq!(gone, ["share intent:sagra"]);
    }

    #[test]
    fn a_calendar_says_how_many_days_it_has() {
        let days: Vec<u64> = all_of_it()
            .calendars
            .iter()
            .map(OwnCalendar::count)
            .collect();
        assert_eq!(days, [4]);
    }
}
