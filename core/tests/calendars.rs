//! Calendars against `holidays`, `dateutil` and `recurring-ical-events` (`golden/calendars.py`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where its own ground is missing"
)]

use proptest::prelude::*;
use recinto_core::features::calendar::days::{day, union, weekday};
use recinto_core::features::calendar::easter::easter;
use recinto_core::features::calendar::holidays::national_holidays;
use recinto_core::features::calendar::ical::{self, IcalError, OwnCalendar, Reason, Window};
use recinto_core::features::calendar::patrons::{Feast, feasts, feasts_of};
use recinto_core::features::calendar::published::{sales, school};
use recinto_core::features::calendar::{
    Basis, Region, Season, catalogue, commerce, names as every_name, years_around,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/calendars.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<i32> {
    let all = value.as_array().unwrap().iter();
    all.map(|n| n.as_i64().unwrap() as i32).collect()
}

fn each(days: &[[i32; 2]]) -> Vec<i32> {
    days.iter()
        .flat_map(|[first, last]| *first..=*last)
        .collect()
}

fn on(year: i32, month: i8, date: i8) -> i32 {
    day(year, month, date).unwrap()
}

#[test]
fn easter_is_that_of_dateutil() {
    for row in golden()["easter"].as_array().unwrap() {
        let [year, sunday] = numbers(row)[..] else {
            panic!("{row}")
        };
        assert_eq!(easter(year), Some(sunday), "{year}");
        assert_eq!(weekday(sunday), 6);
    }
    assert_eq!(easter(1582), None);
    assert_eq!(easter(4100), None);
}

#[test]
fn national_holidays_are_those_of_the_package() {
    assert_eq!(
        each(&national_holidays(1990..=2100)),
        numbers(&golden()["national"])
    );
    assert_eq!(national_holidays(1900..=1989), Vec::<[i32; 2]>::new());
}

#[test]
fn patron_saints_are_those_of_the_package() {
    // The package's keys are provinces, and these cities.
    let cities = [
        "Andria", "Barletta", "Trani", "Cesena", "Forli", "Pesaro", "Urbino",
    ];
    let mut by_key: BTreeMap<String, Vec<Feast<'_>>> = BTreeMap::new();
    for feast in feasts() {
        let city = cities.iter().find(|c| feast.place.replace('ì', "i") == **c);
        let key = city.map_or(feast.province, |c| c);
        by_key.entry(key.to_owned()).or_default().push(feast);
    }
    let golden = golden();
    let expected = golden["patrons"].as_object().unwrap();
    let mut compared = 0;
    for (key, days) in expected {
        let Some(feasts) = by_key.remove(key) else {
            // Several cities at once, or saints of another commune (see the script).
            assert!(["BT", "FC", "PU", "PG"].contains(&key.as_str()), "{key}");
            continue;
        };
        let mut ours: BTreeSet<i32> = feasts
            .iter()
            .flat_map(|f| (2024..=2030).map(|year| f.day(year).unwrap()))
            .collect();
        if matches!(key.as_str(), "BI" | "PO") {
            ours.clear(); // Saint Stephen's, a national holiday by the same name.
        }
        assert_eq!(ours.into_iter().collect::<Vec<_>>(), numbers(days), "{key}");
        compared += 1;
    }
    assert_eq!((compared, by_key.len()), (110, 0));
    for feast in feasts() {
        assert!(matches!(feast.istat.len(), 3 | 6), "{feast:?}");
        assert!(!feast.name.is_empty() && !feast.place.is_empty());
    }
}

#[test]
fn movable_feasts_of_a_commune() {
    let of = |istat, year| -> Vec<i32> {
        let days: BTreeSet<i32> = feasts_of(istat).filter_map(|f| f.day(year)).collect();
        days.into_iter().collect()
    };
    assert_eq!(of(15_146, 2026), [on(2026, 12, 7)], "Milano: Sant'Ambrogio");
    assert_eq!(
        of(5_005, 2026),
        [on(2026, 5, 5)],
        "Asti: the first Tuesday of May"
    );
    assert_eq!(
        of(74_001, 2026),
        [on(2026, 9, 6)],
        "Brindisi: the first Sunday of September"
    );
    // Bolzano, and any commune of its province: Whit Monday.
    assert_eq!(of(21_008, 2026), [on(2026, 5, 25)]);
    assert_eq!(of(21_051, 2026), [on(2026, 5, 25)]);
    assert!(of(1_001, 2026).is_empty(), "Agliè brings its own calendar");
}

#[test]
fn seasons_of_trade() {
    let of = |name, year| commerce::commercial(name, year).unwrap();
    assert_eq!(of("black-friday", 2026), [on(2026, 11, 27); 2]);
    assert_eq!(of("black-friday", 2024), [on(2024, 11, 29); 2]);
    assert_eq!(of("black-week", 2026), [on(2026, 11, 23), on(2026, 11, 30)]);
    assert_eq!(of("cyber-monday", 2026), [on(2026, 11, 30); 2]);
    assert_eq!(of("festa-della-mamma", 2026)[1], on(2026, 5, 10));
    assert_eq!(
        of("feste-di-natale", 2026),
        [on(2026, 12, 24), on(2027, 1, 6)]
    );
    for name in commerce::COMMERCIAL {
        for year in 1990..=2100 {
            let [first, last] = of(name, year);
            assert!(first <= last && last - first < 32, "{name} {year}");
        }
    }
    assert_eq!(commerce::commercial("ognissanti", 2026), None);
}

#[test]
fn the_regions_guideline_gives_the_days_that_were_published() {
    for year in [2025, 2026] {
        let start = commerce::winter_sales_start(year).unwrap();
        let season = sales().filter(|row| row.what == "invernali" && row.area == "Lombardia");
        assert!(
            season.map(|row| row.days[0]).any(|first| first == start),
            "{year}"
        );
    }
    assert_eq!(commerce::winter_sales_start(2024), Some(on(2024, 1, 5)));
    assert_eq!(
        commerce::winter_sales_start(2025),
        Some(on(2025, 1, 4)),
        "5 January is a Sunday"
    );
    assert_eq!(
        commerce::winter_sales_start(2026),
        Some(on(2026, 1, 3)),
        "5 January is a Monday"
    );
    assert_eq!(commerce::winter_sales_start(2027), Some(on(2027, 1, 5)));
    assert_eq!(commerce::summer_sales_start(2025), Some(on(2025, 7, 5)));
    assert_eq!(commerce::summer_sales_start(2026), Some(on(2026, 7, 4)));
    // The guideline's six weeks lie within every season published, but for a first day earlier or a last day
    // a few days earlier still.
    for row in sales() {
        let length = row.days[1] - row.days[0] + 1;
        assert!((commerce::SALES_DAYS..=100).contains(&length), "{row:?}");
    }
}

#[test]
fn the_tables_of_published_dates_are_whole() {
    let lines = |text: &str| text.lines().count() - 1;
    assert_eq!(
        school().count(),
        lines(include_str!("../data/school_terms.csv"))
    );
    assert_eq!(sales().count(), lines(include_str!("../data/sales.csv")));
    assert_eq!(
        feasts().count(),
        lines(include_str!("../data/patron_saints.csv"))
    );
    assert!(!include_str!("../data/patron_saints.csv").contains('"'));
    for row in school().chain(sales()) {
        assert!(row.days[0] <= row.days[1], "{row:?}");
        assert!(row.source.starts_with("http"), "{row:?}");
    }
}

fn milano() -> Vec<Season> {
    let place = Region {
        name: Some("Lombardia"),
        province: Some("MI"),
        commune: Some(15_146),
    };
    catalogue(years_around(on(2026, 11, 26)), &place)
}

fn named<'a>(seasons: &'a [Season], name: &str) -> &'a Season {
    seasons
        .iter()
        .find(|season| season.name == name)
        .expect(name)
}

#[test]
fn a_catalogue() {
    let seasons = milano();
    for season in &seasons {
        let slug = season
            .name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'-');
        assert!(slug && season.name.len() <= 32, "{season:?}");
        assert_eq!(
            season.days,
            union(season.days.clone()),
            "ascending and apart"
        );
        assert!(
            season.days.len() <= 256 && season.left_out == 0,
            "{season:?}"
        );
        assert_eq!(season.calendar().days, season.days);
    }
    let names: BTreeSet<&str> = seasons.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names.len(), seasons.len(), "no name twice");
    assert_eq!(
        names,
        every_name().collect::<BTreeSet<_>>(),
        "Milano has them all"
    );

    let holidays = named(&seasons, "festivita-nazionali");
    assert_eq!(holidays.basis, Basis::Law);
    assert!(each(&holidays.days).contains(&on(2028, 12, 26)));
    assert_eq!(holidays.days[0], [on(2025, 1, 1), on(2025, 1, 1)]);
    assert_eq!(named(&seasons, "patrono").days[1], [on(2026, 12, 7); 2]);
    assert_eq!(
        named(&seasons, "carnevale").days[1],
        [on(2026, 2, 12), on(2026, 2, 17)]
    );

    let winter = named(&seasons, "saldi-invernali");
    assert_eq!(winter.guideline, [2027, 2028]);
    assert_eq!(winter.days[1], [on(2026, 1, 3), on(2026, 3, 3)]);
    assert_eq!(winter.days[2], [on(2027, 1, 5), on(2027, 2, 15)]);
    assert_eq!(winter.sources.len(), 2);
    assert_eq!(
        named(&seasons, "saldi-estivi").guideline,
        [2026, 2027, 2028]
    );

    let lessons = named(&seasons, "scuola");
    assert_eq!(
        lessons.days,
        [
            [on(2024, 9, 12), on(2025, 6, 7)],
            [on(2025, 9, 12), on(2026, 6, 8)]
        ]
    );
    assert_eq!(lessons.missing, [2026, 2027, 2028], "said, not guessed");
    let holidays = named(&seasons, "vacanze-scolastiche");
    assert!(holidays.days.contains(&[on(2025, 6, 8), on(2025, 9, 11)]));
    assert!(holidays.days.contains(&[on(2025, 3, 3), on(2025, 3, 4)]));
}

#[test]
fn what_a_place_decides() {
    let years = || 2025..=2028;
    let nowhere = catalogue(years(), &Region::default());
    assert!(
        nowhere
            .iter()
            .all(|s| !matches!(s.name.as_str(), "patrono" | "scuola"))
    );
    assert_eq!(named(&nowhere, "saldi-invernali").guideline.len(), 4);
    let of = |province| Region {
        name: Some("Trentino-Alto Adige"),
        province: Some(province),
        commune: None,
    };
    let (trento, bolzano) = (catalogue(years(), &of("TN")), catalogue(years(), &of("BZ")));
    assert_eq!(
        named(&trento, "scuola").days[0],
        [on(2024, 9, 9), on(2025, 6, 12)]
    );
    assert_eq!(
        named(&bolzano, "scuola").days[0],
        [on(2024, 9, 5), on(2025, 6, 13)]
    );
    let sales = named(&bolzano, "saldi-invernali");
    assert_eq!(
        (sales.days.len(), sales.missing.len()),
        (0, 4),
        "by district: not known"
    );
    // Years out of range, and too many of them.
    assert!(catalogue(1800..=1900, &Region::default()).is_empty());
    let century = catalogue(i32::MIN..=i32::MAX, &Region::default());
    let holidays = named(&century, "festivita-nazionali");
    assert_eq!(holidays.days.len(), 256);
    assert!(holidays.left_out > 1000);
    assert_eq!(years_around(on(2026, 1, 1)), 2025..=2028);
    let _ = (years_around(i32::MIN), years_around(i32::MAX));
}

#[test]
fn icalendar_files_are_read_as_others_read_them() {
    let golden = golden();
    let (first, last) = (
        golden["first"].as_i64().unwrap() as i32,
        golden["last"].as_i64().unwrap() as i32,
    );
    for (name, bytes) in [
        (
            "good_feasts.ics",
            include_bytes!("golden/ical/good_feasts.ics").as_slice(),
        ),
        (
            "good_rules.ics",
            include_bytes!("golden/ical/good_rules.ics").as_slice(),
        ),
    ] {
        let expected = numbers(&golden["files"][name]);
        for bytes in [
            bytes.to_vec(),
            String::from_utf8(bytes.to_vec())
                .unwrap()
                .replace('\n', "\r\n")
                .into_bytes(),
        ] {
            // Year by year, so that no ranges are left out.
            let mut ours = BTreeSet::new();
            for from in (first..=last).step_by(365) {
                let read = ical::read(&bytes, within(from, last.min(from + 364))).unwrap();
                assert_eq!(
                    (read.rejected, read.earlier, read.later),
                    (0, 0, 0),
                    "{:?}",
                    read.examples
                );
                ours.extend(each(&read.days));
            }
            let theirs: BTreeSet<i32> = expected.iter().copied().collect();
            let only =
                |a: &BTreeSet<i32>, b: &BTreeSet<i32>| a.difference(b).copied().collect::<Vec<_>>();
            assert_eq!(
                (only(&ours, &theirs), only(&theirs, &ours)),
                (vec![], vec![]),
                "{name}"
            );
        }
    }
}

/// A window of which every day is as near.
fn within(first: i32, last: i32) -> Window {
    Window {
        first,
        as_of: first,
        last,
    }
}

fn read(events: &str) -> Result<OwnCalendar, IcalError> {
    let file = format!("BEGIN:VCALENDAR\n{events}\nEND:VCALENDAR\n");
    ical::read(file.as_bytes(), within(on(2025, 1, 1), on(2028, 12, 31)))
}

#[test]
fn bad_events_never_stop_good_ones() {
    let good = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nEND:VEVENT";
    for (lines, line, reason) in [
        ("SUMMARY:none", 2, Reason::NoStart),
        ("DTSTART:20260230", 3, Reason::Date("20260230".to_owned())),
        ("DTSTART:20260502\nDTEND:20260501", 4, Reason::Backwards),
        ("DTSTART:20260501\nDTEND:20280501", 2, Reason::Long),
        ("DTSTART:20260501\nDURATION:P999999999W", 4, Reason::Long),
        (
            "DTSTART:20260501\nDURATION:soon",
            4,
            Reason::Date("soon".to_owned()),
        ),
        (
            "DTSTART:20260501\nRRULE:FREQ=HOURLY",
            4,
            Reason::Rule("FREQ=HOURLY".to_owned()),
        ),
        (
            "DTSTART:20260501\nRRULE:FREQ=YEARLY;BYWEEKNO=3",
            4,
            Reason::Rule("BYWEEKNO=3".to_owned()),
        ),
        (
            "DTSTART:20260501\nRRULE:COUNT=3",
            4,
            Reason::Rule("a rule without FREQ".to_owned()),
        ),
        (
            "DTSTART:20260501\nRRULE:FREQ=DAILY\nRRULE:FREQ=YEARLY",
            5,
            Reason::Rule("a second rule".to_owned()),
        ),
        (
            "DTSTART:20260501\nRRULE:FREQ=DAILY;INTERVAL=0",
            4,
            Reason::Rule("INTERVAL=0".to_owned()),
        ),
        (
            "DTSTART:20260501\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260501",
            4,
            Reason::ThisAndFuture,
        ),
        (
            "DTSTART:20260501\nEXDATE:tomorrow",
            4,
            Reason::Date("tomorrow".to_owned()),
        ),
    ] {
        let read = read(&format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n{good}")).unwrap();
        assert_eq!(read.days, [[on(2026, 5, 1); 2]], "{lines}");
        assert_eq!((read.events, read.rejected), (1, 1), "{lines}");
        assert_eq!(
            (read.examples[0].line, &read.examples[0].reason),
            (line, &reason),
            "{lines}"
        );
    }
}

#[test]
fn what_is_no_calendar_says_so() {
    let file = |text: &str| ical::read(text.as_bytes(), within(0, 10));
    assert_eq!(file(""), Err(IcalError::NotACalendar));
    assert_eq!(
        file("date,name\n2026-05-01,Fiera"),
        Err(IcalError::NotACalendar)
    );
    assert_eq!(file("BEGIN:VCARD\nEND:VCARD"), Err(IcalError::NotACalendar));
    assert_eq!(
        file("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260501\n"),
        Err(IcalError::Unfinished {
            line: 2,
            component: "VEVENT".to_owned()
        })
    );
    assert_eq!(
        file("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR"),
        Err(IcalError::Crossed {
            line: 3,
            component: "VCALENDAR".to_owned()
        })
    );
    let many = "BEGIN:VEVENT\nDTSTART:20260501\nEND:VEVENT\n".repeat(ical::EVENTS_MAX + 1);
    assert_eq!(read(&many), Err(IcalError::TooManyEvents));
}

/// A calendar for data of some days, the last of which is `as_of`, and the years ahead.
fn own(rule: &str, first: i32, as_of: i32) -> OwnCalendar {
    let file = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{rule}\nEND:VEVENT\nEND:VCALENDAR\n");
    ical::read(file.as_bytes(), Window::of_data(first, as_of)).unwrap()
}

#[test]
fn a_weekly_feast_reaches_the_data_and_two_years_ahead() {
    let (first, as_of) = (on(2025, 3, 1), on(2026, 2, 28));
    let read = own("DTSTART:20200104\nRRULE:FREQ=WEEKLY", first, as_of);
    let every: Vec<_> = (first..as_of + 731)
        .filter(|day| (day - on(2020, 1, 4)) % 7 == 0)
        .map(|day| [day, day])
        .collect();
    assert_eq!(read.days[..every.len()], every);
    assert_eq!((read.earlier, read.later), (0, 0));
    assert_eq!(read.whole, [first, as_of + ical::AHEAD]);
}

#[test]
fn data_of_decades_leaves_room_for_the_years_ahead() {
    let (first, as_of) = (on(1999, 1, 1), on(2026, 2, 28));
    let read = own("DTSTART:19900815\nRRULE:FREQ=YEARLY", first, as_of);
    assert_eq!(read.days.last(), Some(&[on(2028, 8, 15); 2]));
}

#[test]
fn what_is_more_than_a_model_carries_is_cut_at_both_ends_and_counted() {
    let (first, as_of) = (on(2025, 1, 1), on(2026, 1, 1));
    let read = own(
        "DTSTART:20250101\nRRULE:FREQ=DAILY;INTERVAL=2",
        first,
        as_of,
    );
    // Every other day: 183 before the last day of the data, then 548 from it on.
    assert_eq!((read.earlier, read.later), (183 - 128, 548 - 128));
    assert_eq!(read.days.len(), 256);
    let [from, to] = read.whole;
    assert_eq!((from, to), (as_of - 256, as_of + 256));
    assert_eq!(read.days[0], [from + 1; 2]);
    assert_eq!(read.days[255], [to - 1; 2]);
}

#[test]
fn rules_that_ask_for_too_much_are_left_out() {
    let rule = "BEGIN:VEVENT\nDTSTART:19000101\nRRULE:FREQ=DAILY\nEND:VEVENT\n";
    let read = read(&rule.repeat(100)).unwrap();
    assert!(read.rejected > 0 && read.events > 0);
    assert_eq!(read.examples[0].reason, Reason::TooMuch);
    assert_eq!(read.days, [[on(2025, 1, 1), on(2028, 12, 31)]]);
}

#[test]
fn an_alarm_is_not_its_event() {
    let read = read(
        "BEGIN:VTIMEZONE\nBEGIN:DAYLIGHT\nDTSTART:20260329T020000\nRRULE:FREQ=YEARLY\nEND:DAYLIGHT\nEND:VTIMEZONE\n\
         BEGIN:VEVENT\nDTSTART:20260501\nBEGIN:VALARM\nDURATION:P9W\nDTSTART:20270101\nEND:VALARM\nEND:VEVENT",
    )
    .unwrap();
    assert_eq!(read.days, [[on(2026, 5, 1); 2]]);
}

proptest! {
    #[test]
    fn any_text_is_a_calendar_or_an_error(
        text in "(BEGIN:VEVENT\n|END:VEVENT\n|DTSTART[:;]|RRULE:FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY);|BY(DAY|MONTH|MONTHDAY|SETPOS)=|[-,;0-9A-Z]{1,9}|\n){0,60}",
        (first, length) in (-30_000_i32..50_000, -5_i32..9_000),
    ) {
        let file = format!("BEGIN:VCALENDAR\n{text}\nEND:VCALENDAR");
        if let Ok(read) = ical::read(file.as_bytes(), within(first, first + length)) {
            prop_assert!(read.days.len() <= 256);
            for [from, to] in read.days {
                prop_assert!(first <= from && from <= to && to <= first + length);
            }
        }
    }

    #[test]
    fn windows_anywhere_do_not_panic(first: i32, as_of: i32, last: i32) {
        let file = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250101\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR";
        let _ = ical::read(file.as_bytes(), Window { first, as_of, last });
        let _ = ical::read(file.as_bytes(), Window { first, as_of, last: i32::MAX });
        let _ = ical::read(file.as_bytes(), Window::of_data(first, as_of));
    }
}
