//! Places against geopy, shapely and brute force (`golden/places.py`), and by property.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where its own ground is missing"
)]

use proptest::prelude::*;
use recinto_core::clustering::incremental_dbscan::IncrementalDbscan;
use recinto_core::events::Position;
use recinto_core::features::place::communes::{FARTHEST_M, WORST_ACCURACY_M};
use recinto_core::features::place::fence::{surely_in_circle, surely_in_polygon, to_polygon_m};
use recinto_core::features::place::recurring::{
    DayPlaces, PLACE_EPSILON_M, PLACE_MAX_FIXES, PLACE_MIN_FIXES,
};
use recinto_core::features::place::sphere::{EARTH_RADIUS_M, distance_m};
use recinto_core::features::place::{CommuneNames, Communes, PackError, is_fix, recurring_places};
use recinto_core::features::{Shape, Whereabouts};
use serde_json::Value;

const PACK: &[u8] = include_bytes!("../data/communes.pack");
const CSV: &[u8] = include_bytes!("../data/italian_communes.csv");

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/places.json")).unwrap()
}

fn pair(value: &Value) -> [f64; 2] {
    [value[0].as_f64().unwrap(), value[1].as_f64().unwrap()]
}

fn fix(lat: f64, lon: f64, accuracy_m: f64) -> Position {
    Position {
        lat,
        lon,
        accuracy_m,
    }
}

#[test]
fn distances_are_those_of_geopy() {
    for case in golden()["distances"].as_array().unwrap() {
        let ([a, b], [c, d]) = (pair(&case["from"]), pair(&case["to"]));
        let ours = distance_m(a, b, c, d);
        let sphere = case["sphere"].as_f64().unwrap();
        let ellipsoid = case["ellipsoid"].as_f64().unwrap();
        // geopy's own formula (the arc tangent's) has some nanometres left over for short ways.
        assert!(
            (ours - sphere).abs() <= 1e-9 * sphere + 1e-7,
            "{case}: {ours}"
        );
        assert!(
            (ours - ellipsoid).abs() <= 0.0057 * ellipsoid,
            "{case}: {ours}"
        );
    }
}

#[test]
fn polygons_are_those_of_shapely() {
    for case in golden()["fences"].as_array().unwrap() {
        let corners: Vec<[f64; 2]> = case["corners"]
            .as_array()
            .unwrap()
            .iter()
            .map(pair)
            .collect();
        let [lat, lon] = pair(&case["fix"]);
        let inside = case["inside"].as_bool().unwrap();
        let edge = case["edge"].as_f64().unwrap();
        let ours = to_polygon_m(&corners, lat, lon).unwrap();
        let expected = if inside { 0.0 } else { edge };
        assert!((ours - expected).abs() < 0.01, "{case}: {ours}");
        assert_eq!(
            surely_in_polygon(&corners, &fix(lat, lon, 0.0)),
            inside,
            "{case}"
        );
        // A decimetre less accurate than the nearest edge is far, and it is no longer sure.
        let within = fix(lat, lon, (edge - 0.1).max(0.0));
        assert_eq!(surely_in_polygon(&corners, &within), inside, "{case}");
        assert!(
            !surely_in_polygon(&corners, &fix(lat, lon, edge + 0.1)),
            "{case}"
        );
    }
}

/// The cathedral square of Milan.
const DUOMO: [f64; 2] = [45.4641, 9.1903];

#[test]
fn a_vague_fix_claims_no_small_circle() {
    let [lat, lon] = DUOMO;
    let at = |metres_north: f64, accuracy| fix(lat + metres_north / 111_194.926_6, lon, accuracy);
    for (radius, metres, accuracy, hit) in [
        (50.0, 0.0, 500.0, false),
        (50.0, 0.0, 50.0, true),
        (50.0, 0.0, 50.1, false),
        (50.0, 39.9, 10.0, true),
        (50.0, 40.1, 10.0, false),
        (50.0, 49.9, 0.0, true),
        (300.0, 0.0, 500.0, false),
        (300.0, 199.9, 100.0, true),
        (300.0, 200.1, 100.0, false),
        (300.0, 299.9, 0.0, true),
        (300.0, 300.1, 0.0, false),
    ] {
        assert_eq!(
            surely_in_circle(lat, lon, radius, &at(metres, accuracy)),
            hit,
            "{radius} m, {metres} m away, ±{accuracy} m"
        );
    }
}

#[test]
fn a_vague_fix_claims_no_small_polygon() {
    let [lat, lon] = DUOMO;
    // 100 m by about 100 m around.
    let (n, e) = (50.0 / 111_194.926_6, 50.0 / 77_983.0);
    let square = [
        [lat - n, lon - e],
        [lat - n, lon + e],
        [lat + n, lon + e],
        [lat + n, lon - e],
    ];
    for (metres, accuracy, hit) in [
        (0.0, 500.0, false),
        (0.0, 49.9, true),
        (0.0, 50.2, false),
        (40.0, 9.9, true),
        (40.0, 10.1, false),
        (60.0, 0.0, false),
    ] {
        let at = fix(lat + metres / 111_194.926_6, lon, accuracy);
        assert_eq!(
            surely_in_polygon(&square, &at),
            hit,
            "{metres} m north, ±{accuracy} m"
        );
    }
    let closed: Vec<[f64; 2]> = square.iter().chain(&square[..1]).copied().collect();
    assert!(surely_in_polygon(&closed, &fix(lat, lon, 49.9)));
    let mut turned = square;
    turned.reverse();
    assert!(surely_in_polygon(&turned, &fix(lat, lon, 49.9)));
    assert!(!surely_in_polygon(&square[..2], &fix(lat, lon, 0.0)));
    assert!(!surely_in_polygon(&[], &fix(lat, lon, 0.0)));
}

#[test]
fn what_is_no_place_is_nowhere() {
    let [lat, lon] = DUOMO;
    let square = [[45.0, 9.0], [45.0, 10.0], [46.0, 10.0], [46.0, 9.0]];
    assert!(surely_in_polygon(&square, &fix(lat, lon, 10.0)));
    let communes = Communes::from_bytes(PACK).unwrap();
    for odd in [
        fix(f64::NAN, lon, 1.0),
        fix(lat, f64::NAN, 1.0),
        fix(lat, lon, f64::NAN),
        fix(lat, lon, -1.0),
        fix(lat, lon, f64::INFINITY),
        fix(f64::INFINITY, lon, 1.0),
        fix(90.1, lon, 1.0),
        fix(lat, 180.1, 1.0),
    ] {
        assert!(!is_fix(&odd));
        assert!(!surely_in_circle(lat, lon, 1e9, &odd), "{odd:?}");
        assert!(!surely_in_polygon(&square, &odd), "{odd:?}");
        assert!(communes.nearest(&odd).is_none(), "{odd:?}");
        assert!(!DayPlaces::new().insert(&odd), "{odd:?}");
    }
    let here = fix(lat, lon, 1.0);
    for broken in [[f64::NAN, 9.5], [45.5, f64::INFINITY]] {
        let mut corners = square;
        corners[2] = broken;
        assert!(!surely_in_polygon(&corners, &here));
        assert_eq!(to_polygon_m(&corners, lat, lon), None);
        corners = square;
        corners[0] = broken;
        assert!(!surely_in_polygon(&corners, &here));
        assert_eq!(to_polygon_m(&corners, lat, lon), None);
        assert!(!surely_in_circle(broken[0], broken[1], 1e9, &here));
    }
    assert!(!surely_in_circle(lat, lon, f64::NAN, &here));
    assert_eq!(to_polygon_m(&[], lat, lon), None);
}

#[test]
fn the_pack_is_the_table() {
    let communes = Communes::from_bytes(PACK).unwrap();
    let mut ours: Vec<_> = communes.iter().collect();
    ours.sort_by_key(|c| c.istat);
    let names = CommuneNames::parse(include_str!("../data/communes_names.tsv"));
    let mut reader = csv::Reader::from_reader(CSV);
    let (mut rows, mut ours) = (0, ours.into_iter());
    let mut table: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    table.sort_by_key(|row| row[0].to_owned());
    for row in &table {
        rows += 1;
        let istat: u32 = row[0].parse().unwrap();
        assert_eq!(names.get(istat), Some((&row[2], &row[3])));
        if row[6].is_empty() {
            continue;
        }
        let commune = ours.next().unwrap();
        assert_eq!(commune.istat_code(), row[0]);
        assert_eq!(commune.cadastral_code(), row[1]);
        assert_eq!((commune.province, commune.region), (&row[3], &row[5]));
        assert_eq!(commune.lat, row[6].parse::<f64>().unwrap());
        assert_eq!(commune.lon, row[7].parse::<f64>().unwrap());
    }
    assert!(ours.next().is_none());
    assert_eq!(
        (rows, communes.len(), names.iter().count()),
        (7896, 7600, 7896)
    );
    assert_eq!(communes.regions().count(), 20);
}

#[test]
fn the_nearest_commune_is_that_of_brute_force() {
    let communes = Communes::from_bytes(PACK).unwrap();
    let mut inside = 0;
    for case in golden()["nearest"].as_array().unwrap() {
        let [lat, lon] = pair(&case["fix"]);
        let metres = case["metres"].as_f64().unwrap();
        let ours = communes.nearest(&fix(lat, lon, 20.0));
        if metres > FARTHEST_M {
            assert!(ours.is_none(), "{case}: {ours:?}");
            continue;
        }
        let ours = ours.unwrap();
        assert_eq!(
            ours.commune.istat_code(),
            case["istat"].as_str().unwrap(),
            "{case}"
        );
        assert!((ours.distance_m - metres).abs() < 1e-3, "{case}: {ours:?}");
        inside += 1;
    }
    assert!(inside > 100);
}

#[test]
fn known_places() {
    let communes = Communes::from_bytes(PACK).unwrap();
    let at = |lat, lon, accuracy| {
        communes
            .nearest(&fix(lat, lon, accuracy))
            .map(|n| n.commune)
    };
    let milano = at(DUOMO[0], DUOMO[1], 30.0).unwrap();
    assert_eq!(milano.istat_code(), "015146");
    assert_eq!(milano.cadastral_code(), "F205");
    assert_eq!((milano.province, milano.region), ("MI", "Lombardia"));
    for (what, lat, lon) in [
        ("Paris", 48.8566, 2.3522),
        ("the middle of the Tyrrhenian Sea", 40.0, 12.0),
        ("nowhere", 0.0, 0.0),
        ("the other side of the Earth", -45.4641, -170.8097),
        ("the North Pole", 90.0, 9.0),
        ("the South Pole", -90.0, 9.0),
    ] {
        assert_eq!(at(lat, lon, 30.0), None, "{what}");
    }
    assert!(at(DUOMO[0], DUOMO[1], WORST_ACCURACY_M).is_some());
    assert_eq!(at(DUOMO[0], DUOMO[1], WORST_ACCURACY_M + 1.0), None);
}

#[test]
fn broken_packs_say_what_is_wrong() {
    assert_eq!(Communes::from_bytes(b""), Err(PackError::NotAPack));
    assert_eq!(Communes::from_bytes(b"RCP2"), Err(PackError::NotAPack));
    // At every byte of the heading, and at some of every column.
    for at in (4..700).chain((700..PACK.len()).step_by(211)) {
        assert!(
            matches!(
                Communes::from_bytes(&PACK[..at]),
                Err(PackError::Cut { .. } | PackError::Value { .. })
            ),
            "cut at {at}"
        );
    }
    let longer = [PACK, b"x"].concat();
    assert_eq!(
        Communes::from_bytes(&longer),
        Err(PackError::Longer { at: PACK.len() })
    );
    // A pack that promises more communes than it has bytes for.
    let many = b"RCP1\0\0\xff\xff\x7f".as_slice();
    assert!(matches!(
        Communes::from_bytes(many),
        Err(PackError::Value { .. })
    ));
    let some = b"RCP1\0\0\xe8\x07".as_slice();
    assert!(matches!(
        Communes::from_bytes(some),
        Err(PackError::Value { .. })
    ));
}

#[test]
fn three_fixes_make_a_place() {
    let [lat, lon] = DUOMO;
    let north = |metres: f64| fix(lat + metres / 111_194.926_6, lon, 20.0);
    assert_eq!(recurring_places(&[]), 0);
    assert_eq!(recurring_places(&[north(0.0), north(50.0)]), 0);
    assert_eq!(recurring_places(&[north(0.0), north(50.0), north(99.0)]), 1);
    assert_eq!(
        recurring_places(&[north(0.0), north(99.0), north(210.0)]),
        0
    );
    let two = [0.0, 1.0, 2.0, 5000.0, 5001.0, 5002.0].map(north);
    assert_eq!(recurring_places(&two), 2);
    let vague = [0.0, 1.0, 2.0].map(|m| fix(lat + m / 1e5, lon, 101.0));
    assert_eq!(recurring_places(&vague), 0);
    // Across the antimeridian, and around a pole.
    assert_eq!(
        recurring_places(&[179.9998, -179.9998, 180.0].map(|lon| fix(-17.8, lon, 5.0))),
        1
    );
    assert_eq!(
        recurring_places(&[0.0, 120.0, -120.0].map(|lon| fix(89.9997, lon, 5.0))),
        1
    );
}

#[test]
fn a_day_holds_so_many_fixes() {
    let mut day = DayPlaces::new();
    for _ in 0..PLACE_MAX_FIXES {
        assert!(day.insert(&fix(45.0, 9.0, 5.0)));
    }
    assert!(!day.insert(&fix(45.0, 9.0, 5.0)));
    assert_eq!(day.count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_number_of_places_is_that_of_the_set(
        (steps, shuffled) in prop::collection::vec((-4_i8..4, -4_i8..4), 0..60)
            .prop_flat_map(|steps| (Just(steps.clone()), Just(steps).prop_shuffle()))
    ) {
        let at = |&(n, e): &(i8, i8)| fix(
            45.0 + f64::from(n) * 0.0006,
            9.0 + f64::from(e) * 0.0008,
            5.0,
        );
        let one: Vec<_> = steps.iter().map(at).collect();
        let other: Vec<_> = shuffled.iter().map(at).collect();
        prop_assert_eq!(recurring_places(&one), recurring_places(&other));
        let mut day = DayPlaces::new();
        for fix in &one {
            day.insert(fix);
        }
        prop_assert_eq!(recurring_places(&one), day.count());
        let mut general = IncrementalDbscan::new(PLACE_EPSILON_M, PLACE_MIN_FIXES, 3).unwrap();
        for fix in &one {
            let (lat, lon) = (fix.lat.to_radians(), fix.lon.to_radians());
            let flat = libm::cos(lat);
            let in_space = [flat * libm::cos(lon), flat * libm::sin(lon), libm::sin(lat)];
            general.insert(&in_space.map(|x| x * EARTH_RADIUS_M)).unwrap();
        }
        prop_assert_eq!(recurring_places(&one), general.clusters() as u32);
    }

    #[test]
    fn a_circle_of_accuracy_inside_has_its_rim_inside(
        (lat, lon) in (-89.9..89.9_f64, -180.0..180.0_f64),
        (north, east) in (-1.0..1.0_f64, -1.0..1.0_f64),
        accuracy in 0.0..400.0_f64,
        radius in 1.0..400.0_f64,
        bearing in 0.0..6.3_f64,
    ) {
        // A fix somewhere around, and a place on the rim of its accuracy.
        let degrees = |metres: f64| metres / 111_194.926_6;
        let shrink = libm::cos(lat.to_radians());
        let wrap = |lon: f64| if lon > 180.0 { lon - 360.0 } else if lon < -180.0 { lon + 360.0 } else { lon };
        let here = fix(
            (lat + degrees(north * radius)).clamp(-90.0, 90.0),
            wrap(lon + degrees(east * radius) / shrink),
            accuracy,
        );
        let sure = surely_in_circle(lat, lon, radius, &here);
        prop_assert_eq!(
            sure,
            distance_m(lat, lon, here.lat, here.lon) + accuracy <= radius
        );
        if sure && lat.abs() < 89.0 {
            let rim = (
                here.lat + degrees(0.999 * accuracy * libm::sin(bearing)),
                wrap(here.lon + degrees(0.999 * accuracy * libm::cos(bearing)) / libm::cos(here.lat.to_radians())),
            );
            prop_assert!(distance_m(lat, lon, rim.0, rim.1) <= radius + 0.1);
        }
    }

    #[test]
    fn any_bytes_are_a_pack_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400), flip in any::<(u16, u8)>()) {
        let _ = Communes::from_bytes(&[b"RCP1".as_slice(), &bytes].concat());
        let mut flipped = PACK.to_vec();
        let at = usize::from(flip.0) % flipped.len();
        flipped[at] ^= flip.1;
        if let Ok(communes) = Communes::from_bytes(&flipped) {
            let _ = communes.nearest(&fix(45.0, 9.0, 5.0));
        }
    }
}

#[test]
fn shapes_are_measured_as_they_say() {
    let [lat, lon] = DUOMO;
    let circle = Shape::Circle {
        lat,
        lon,
        radius_m: 300.0,
    };
    let square = Shape::Polygon {
        points: vec![
            [lat + 0.01, lon],
            [lat + 0.01, lon + 0.01],
            [lat + 0.02, lon + 0.01],
            [lat + 0.02, lon],
        ],
    };
    let here = fix(lat, lon, 100.0);
    let inside = fix(lat + 0.015, lon + 0.005, 100.0);
    assert!(circle.surely_holds(&here) && !square.surely_holds(&here));
    assert!(square.surely_holds(&inside) && !circle.surely_holds(&inside));
    // To the centre of a circle, to the edge of a polygon.
    assert_eq!(circle.distance_m(&here), Some(0.0));
    assert_eq!(square.distance_m(&inside), Some(0.0));
    let edge = square.distance_m(&here).unwrap();
    assert!((edge - 1_111.95).abs() < 0.01, "{edge}");
    assert_eq!(circle.distance_m(&fix(f64::NAN, lon, 1.0)), None);
    let odd = Shape::Polygon { points: vec![] };
    assert_eq!(odd.distance_m(&here), None);
}

#[test]
fn the_pack_knows_whereabouts() {
    let communes = Communes::from_bytes(PACK).unwrap();
    let roma = communes.commune(&fix(41.89, 12.49, 30.0)).unwrap();
    assert_eq!(
        (roma.istat, roma.province, roma.region),
        (58_091, "RM", "Lazio")
    );
    assert!(communes.commune(&fix(48.85, 2.35, 30.0)).is_none());
}
