//! Places and wishes as a marketer types or pastes them, one on each line.

use crate::views::studio::{OwnComposite, OwnFence, OwnIntent};
use recinto_core::features::definitions::{
    COMPOSITE_COUNT_MAX, COMPOSITE_THEN_MAX, COMPOSITE_WITHIN_MAX,
};

/// The greatest radius, m.
const RADIUS_MOST: f64 = 100_000.0;
/// The most corners of a polygon.
const CORNERS_MOST: usize = 32;

/// Lines that make sense, and the numbers of those that do not.
pub type Typed<T> = (Vec<T>, Vec<usize>);

/// A line each: `name; latitude; longitude; radius in m`, as a table has it (commas and tabs do,
/// too), or `name; latitude longitude; latitude longitude; …` for the corners of an area. A first
/// line of names is passed over.
#[must_use]
pub fn fences(text: &str, point_of_sale: bool) -> Typed<OwnFence> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in lines(text) {
        match fence(line, point_of_sale) {
            Some(fence) => found.push(fence),
            None if at == 1 && is_head(line) => {}
            None => wrong.push(at),
        }
    }
    (found, wrong)
}

/// A line each: `name: phrase, phrase, …`.
#[must_use]
pub fn intents(text: &str) -> Typed<OwnIntent> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in lines(text) {
        let made = line.split_once(':').and_then(|(name, phrases)| {
            let name = name.trim();
            let phrases: Vec<String> = phrases
                .split([',', ';'])
                .map(|phrase| phrase.trim().to_owned())
                .filter(|phrase| !phrase.is_empty())
                .collect();
            (!name.is_empty() && !phrases.is_empty()).then(|| OwnIntent {
                name: name.to_owned(),
                phrases,
            })
        });
        match made {
            Some(intent) => found.push(intent),
            None => wrong.push(at),
        }
    }
    (found, wrong)
}

/// A line each: `name; word; how many; within how many minutes`, where the word may be several in their order: `A >> B`.
#[must_use]
pub fn composites(text: &str) -> Typed<OwnComposite> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in lines(text) {
        let cells: Vec<&str> = line.split(';').map(str::trim).collect();
        let made = match cells.as_slice() {
            [name, words, count, within] if !name.is_empty() => {
                composite(name, words, count, within)
            }
            _ => None,
        };
        match made {
            Some(composite) => found.push(composite),
            None => wrong.push(at),
        }
    }
    (found, wrong)
}

fn composite(name: &str, words: &str, count: &str, within: &str) -> Option<OwnComposite> {
    let mut words = words.split(">>").map(|word| word.trim().to_owned());
    let of = words.next().filter(|of| !of.is_empty())?;
    let then: Vec<String> = words.collect();
    let (count, within_min): (u32, u32) = (count.parse().ok()?, within.parse().ok()?);
    let least = if then.is_empty() { 2 } else { 1 };
    let good = count >= least
        && count.saturating_add(then.len() as u32) <= COMPOSITE_COUNT_MAX
        && then.len() <= COMPOSITE_THEN_MAX
        && then.iter().all(|word| !word.is_empty())
        && (1..=COMPOSITE_WITHIN_MAX).contains(&within_min);
    good.then(|| OwnComposite {
        name: name.to_owned(),
        of,
        count,
        then,
        within_min,
    })
}

/// The lines again, as [`composites`] reads them.
#[must_use]
pub fn composites_text(composites: &[OwnComposite]) -> String {
    let lines: Vec<String> = composites
        .iter()
        .map(|c| {
            let words = [&c.of].into_iter().chain(&c.then).map(String::as_str);
            let words = words.collect::<Vec<_>>().join(" >> ");
            format!("{}; {words}; {}; {}", c.name, c.count, c.within_min)
        })
        .collect();
    lines.join("\n")
}

/// The lines again, as [`intents`] reads them.
#[must_use]
pub fn intents_text(intents: &[OwnIntent]) -> String {
    let lines: Vec<String> = intents
        .iter()
        .map(|intent| format!("{}: {}", intent.name, intent.phrases.join(", ")))
        .collect();
    lines.join("\n")
}

/// The lines again, as [`fences`] reads them.
#[must_use]
pub fn fences_text(fences: &[OwnFence]) -> String {
    let lines: Vec<String> = fences
        .iter()
        .map(|fence| match fence.points.as_slice() {
            [(lat, lon)] => format!("{}; {lat}; {lon}; {}", fence.name, fence.radius_m),
            corners => {
                let corners: Vec<String> = corners
                    .iter()
                    .map(|(lat, lon)| format!("{lat} {lon}"))
                    .collect();
                format!("{}; {}", fence.name, corners.join("; "))
            }
        })
        .collect();
    lines.join("\n")
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// A first line of names has no number.
fn is_head(line: &str) -> bool {
    !line.bytes().any(|byte| byte.is_ascii_digit())
}

fn fence(line: &str, point_of_sale: bool) -> Option<OwnFence> {
    let sign = [';', '\t'].into_iter().find(|sign| line.contains(*sign));
    let cells: Vec<&str> = line.split(sign.unwrap_or(',')).map(str::trim).collect();
    let (name, rest) = cells.split_first()?;
    let name = name.trim_matches('"').trim();
    // With another sign between cells, a comma can only be an Italian decimal.
    let number = |text: &str| -> Option<f64> {
        let plain = text.trim_end_matches('m').trim();
        let plain = if sign.is_some() {
            plain.replace(',', ".")
        } else {
            plain.to_owned()
        };
        plain.parse().ok().filter(|value: &f64| value.is_finite())
    };
    let place = |lat: f64, lon: f64| {
        let on_globe = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        on_globe.then_some((lat, lon))
    };
    let (points, radius_m) = match rest {
        [lat, lon, radius] if !lat.contains(' ') => {
            let radius = number(radius).filter(|r| *r > 0.0 && *r <= RADIUS_MOST)?;
            (vec![place(number(lat)?, number(lon)?)?], radius)
        }
        corners if (3..=CORNERS_MOST).contains(&corners.len()) => {
            let points = corners.iter().map(|corner| {
                let (lat, lon) = corner.split_once(' ')?;
                place(number(lat)?, number(lon.trim())?)
            });
            (points.collect::<Option<Vec<_>>>()?, 0.0)
        }
        _ => return None,
    };
    (!name.is_empty()).then(|| OwnFence {
        name: name.to_owned(),
        points,
        radius_m,
        point_of_sale,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_and_areas() {
        let text = "name,lat,lon,radius\nDuomo,45.4641,9.1919,300\nPorta Romana; 45,4526; 9,2014; 50 m\n\
                    Area; 45.1 9.1; 45.2 9.1; 45.2 9.2\n";
        let (found, wrong) = fences(text, true);
        assert_eq!(wrong, Vec::<usize>::new());
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].points, vec![(45.4641, 9.1919)]);
        assert_eq!((found[1].points[0].0, found[1].radius_m), (45.4526, 50.0));
        assert_eq!((found[2].points.len(), found[2].point_of_sale), (3, true));
        assert_eq!(fences(&fences_text(&found), true).0, found);
    }

    #[test]
    fn lines_that_make_no_sense_are_named() {
        let text = "A;95;9;100\nB;45;9;0\nC;45;9\n\nD;45;9;100\nE;45;9;1e9\n;45;9;10";
        let (found, wrong) = fences(text, false);
        assert_eq!(found.len(), 1);
        assert_eq!(wrong, vec![1, 2, 3, 6, 7]);
    }

    #[test]
    fn things_that_happen_together() {
        let (found, wrong) =
            composites("fame; category:ristorante; 3; 120\nx; page; 1; 10\ny; page\n");
        assert_eq!((found.len(), wrong), (1, vec![2, 3]));
        assert_eq!((found[0].count, found[0].within_min), (3, 120));
        assert_eq!(composites(&composites_text(&found)).0, found);
        let (found, wrong) = composites(
            "deciso; search >> view_item >> category:Scarpe > donna; 1; 60\nx; a >> b >> c >> d >> e; 1; 60\n\
             x; a >> b; 8; 60\nx; a >> ; 1; 60\nx; >> b; 1; 60\nx; a >> b; 0; 60\nx; a >> b; 1; 1441\n",
        );
        assert_eq!((found.len(), wrong), (1, vec![2, 3, 4, 5, 6, 7]));
        assert_eq!(found[0].of, "search");
        assert_eq!(found[0].then, ["view_item", "category:Scarpe > donna"]);
        assert_eq!(composites(&composites_text(&found)).0, found);
    }

    #[test]
    fn wishes_and_their_phrases() {
        let (found, wrong) = intents("aperitivo: spritz, happy hour\nnothing\nempty:\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].phrases, ["spritz", "happy hour"]);
        assert_eq!(wrong, vec![2, 3]);
        assert_eq!(intents(&intents_text(&found)).0, found);
    }
}
