#![no_main]

use recinto_core::events::Position;
use recinto_core::features::place::Communes;
use recinto_core::features::place::communes::{COMMUNES_MAX, FARTHEST_M};

// Any bytes, as they are and after the magic number.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Communes::from_bytes(bytes);
    let Ok(communes) = Communes::from_bytes(&[b"RCP1", bytes].concat()) else {
        return;
    };
    assert!(communes.len() <= COMMUNES_MAX.min(bytes.len() / 9 + 1));
    for commune in communes.iter() {
        assert_eq!(commune.istat_code().len(), 6);
        assert_eq!(commune.cadastral_code().len(), 4);
        assert_eq!(commune.province.len(), 2);
    }
    let places: Vec<_> = communes.iter().map(|c| (c.lat, c.lon)).take(3).collect();
    for (lat, lon) in places.into_iter().chain([(0.0, 0.0), (90.0, 180.0)]) {
        let fix = Position {
            lat,
            lon,
            accuracy_m: 5.0,
        };
        if let Some(nearest) = communes.nearest(&fix) {
            assert!((0.0..=FARTHEST_M).contains(&nearest.distance_m));
        } else {
            assert!(communes.iter().all(|c| (c.lat, c.lon) != (lat, lon)));
        }
    }
});
