//! Step 5.

use crate::support::{DAY, alone, cleaned, event, only, page, sheet};
use recinto_core::cleaning::{Evidence, FoundPerson, Plan, Rule, Step};
use recinto_core::events::{Field, Imported};

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/// Somebody whose times tell that the file is of milliseconds.
fn with_somebody(mut told: Vec<Imported>) -> Vec<Imported> {
    told.push(event("somebody", DAY + 7, "click"));
    told.push(event("somebody", DAY + 7_000_018, "click"));
    told
}

fn found(told: Vec<Imported>) -> Vec<FoundPerson> {
    let (sheet, report) = alone(&with_somebody(told), &only(Step::Bots), Step::Bots);
    let names: Vec<&str> = sheet
        .people()
        .iter()
        .filter_map(|person| sheet.texts().text(person.name))
        .collect();
    assert!(names.contains(&"somebody"));
    assert_eq!(names.contains(&"a"), report.people.is_empty());
    report.people
}

fn rules(told: Vec<Imported>) -> Vec<Rule> {
    found(told).iter().map(|found| found.example.rule).collect()
}

/// Pages at times, of people rather than of bots in all else: few, and scrolled.
fn pages(times: impl Iterator<Item = i64>) -> Vec<Imported> {
    let told = times.enumerate().map(|(i, time)| {
        let mut told = page("a", DAY + time, &format!("/{}", i % 20));
        told.event.depth_pct = Some(50);
        told
    });
    told.collect()
}

#[test]
fn a_bots_user_agent_is_evidence() {
    let mut told = page("a", DAY, "/");
    told.user_agent =
        Some("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)".into());
    let found = found(vec![told]);
    assert_eq!(found[0].example.person, "a");
    assert_eq!(found[0].example.lines, [1]);
    assert!(matches!(
        &found[0].example.evidence,
        Evidence::UserAgent { text, pattern } if text.contains("AhrefsBot") && pattern == "bot"
    ));
    let mut told = page("a", DAY, "/");
    told.user_agent = Some(CHROME.into());
    assert_eq!(rules(vec![told]), []);
}

#[test]
fn whom_the_tool_marked_is_taken_out() {
    let marked = |mark: &str| {
        let mut told = page("a", DAY, "/");
        told.attributes.push(("traffic".into(), mark.into()));
        vec![told]
    };
    for mark in ["bot", "internal", "developer"] {
        let found = found(marked(mark));
        assert!(matches!(
            &found[0].example.evidence,
            Evidence::Marked { text } if text == mark
        ));
    }
    assert_eq!(
        rules(marked("organic")),
        [],
        "a column of the marketer's own"
    );
    let mut plan = only(Step::Bots);
    plan.bots.marked = false;
    let (sheet, _) = alone(&with_somebody(marked("bot")), &plan, Step::Bots);
    assert_eq!(sheet.people().len(), 2, "and with the switch off nobody");
}

#[test]
fn who_shares_a_row_key_with_a_bot_keeps_their_own_events() {
    let mut bot = page("a", DAY, "/");
    bot.user_agent = Some("python-requests/2.32.5".into());
    let mut person = page("a", DAY + 5, "/");
    person.user_agent = Some(CHROME.into());
    let (sheet, report) = alone(&[bot, person], &only(Step::Bots), Step::Bots);
    assert_eq!(sheet.rows().len(), 1);
    assert_eq!((report.people[0].events, report.people[0].removed), (2, 1));
}

#[test]
fn traces_are_gone_even_when_the_step_is_off() {
    let mut told = page("a", DAY, "/");
    told.user_agent = Some("curl/8.0".into());
    told.address = Some("192.0.2.1".into());
    let mut plan = Plan::default();
    plan.bots.on = false;
    let mut sheet = sheet(&[told]);
    cleaned(&mut sheet, &plan);
    assert_eq!(sheet.text(&sheet.rows()[0], Field::UserAgent), None);
    assert_eq!(sheet.text(&sheet.rows()[0], Field::Address), None);
}

#[test]
fn more_than_sixty_pages_in_a_minute() {
    let within = |count: i64| pages((0..count).map(|i| i * 59_999 / (count - 1) + i % 2 * 400));
    assert_eq!(rules(within(60)), []);
    assert_eq!(rules(within(61)), [Rule::PerMinute]);
    assert_eq!(
        found(within(61))[0].example.evidence,
        Evidence::Many {
            count: 61,
            limit: 60,
            within_ms: 60_000
        }
    );
    // The 61st a minute after the first is another minute's.
    assert_eq!(rules(pages((0..61).map(|i| i * 1_000 + (i % 2) * 200))), []);
}

#[test]
fn the_minute_slides() {
    // Thirty at the end of one clock minute, thirty-one at the start of the next.
    let times = |n: i64| (0..n).map(|i| 45_000 + i * 500 + i % 3 * 100);
    assert_eq!(rules(pages(times(60))), []);
    assert_eq!(rules(pages(times(61))), [Rule::PerMinute]);
}

#[test]
fn views_of_items_are_counted_by_themselves() {
    let mut told = pages((0..40).map(|i| i * 1_100 + i % 7));
    told.extend((0..40).map(|i| event("a", DAY + i * 1_100 + i % 7, "view_item")));
    assert_eq!(rules(told), []);
    let views = (0..61).map(|i| event("a", DAY + i * 900 + i % 7, "view_item"));
    assert_eq!(rules(views.collect()), [Rule::PerMinute]);
}

#[test]
fn whatever_a_machine_fires_is_counted() {
    for kind in ["page", "view_item", "click", "search", "add_to_cart"] {
        let fired = |count: i64| -> Vec<Imported> {
            let fired = (0..count).map(|i| event("a", DAY + i * 900 + i % 2 * 300, kind));
            fired.collect()
        };
        assert_eq!(rules(fired(60)), [], "{kind}");
        assert_eq!(rules(fired(61)), [Rule::PerMinute], "{kind}");
    }
    // What a till or a server tells may come in bulk.
    for kind in ["purchase", "visit_store", "custom:heartbeat"] {
        let told = (0..61).map(|i| event("a", DAY + i * 900 + i % 2 * 300, kind));
        assert_eq!(rules(told.collect()), [], "{kind}");
    }
    // Kinds in turn, none of them often by itself.
    let turns = ["page", "search", "click", "add_to_cart"];
    let told = (0..64).map(|i| {
        let kind = turns[(i / 16 % 4) as usize];
        event("a", DAY + i * 930 + i % 2 * 300, kind)
    });
    assert_eq!(rules(told.collect()), [Rule::PerMinute]);
}

#[test]
fn a_click_and_the_page_behind_it_are_one_step() {
    let told = (0..40).flat_map(|i| {
        let time = DAY + i * 1_400 + i % 7;
        ["click", "page", "view_item"].map(|kind| event("a", time, kind))
    });
    assert_eq!(rules(told.collect()), []);
}

#[test]
fn a_word_typed_on_is_one_search() {
    let typed = |word: &str, from: i64| -> Vec<Imported> {
        let told = (1..=word.len()).map(|end| {
            let mut told = event("a", from + end as i64 * 200, "search");
            told.event.query = Some(word[..end].into());
            told
        });
        told.collect()
    };
    let word = "ristoranti di pesce a milano con terrazza";
    let told = [
        typed(word, DAY),
        typed("trattoria romana vicino al duomo", DAY + 20_000),
    ];
    assert_eq!(rules(told.concat()), []);
}

#[test]
fn who_stays_on_a_page_while_others_open_is_no_crawler() {
    let mut stayed = crawl(30, 1_000);
    stayed[3].event.duration_ms = Some(25_000);
    assert_eq!(rules(stayed), []);
    let mut last = crawl(30, 1_000);
    last[29].event.duration_ms = Some(25_000);
    assert_eq!(rules(last), []);
    // A tool that reckons it from the next page's time tells nothing more than the times do.
    let mut reckoned = crawl(30, 1_000);
    for told in reckoned.iter_mut().take(29) {
        told.event.duration_ms = Some(1_000);
    }
    assert_eq!(rules(reckoned), [Rule::Crawl]);
    let mut none = crawl(30, 1_000);
    none[3].event.duration_ms = Some(0);
    assert_eq!(rules(none), [Rule::Crawl]);
}

#[test]
fn more_than_two_hundred_pages_in_ten_minutes() {
    let within = |count: i64| pages((0..count).map(|i| i * 2_900 + (i % 3) * 300));
    assert_eq!(rules(within(200)), []);
    assert_eq!(rules(within(201)), [Rule::PerTenMinutes]);
}

#[test]
fn five_addresses_within_ten_seconds() {
    let from = |addresses: i64, apart: i64| -> Vec<Imported> {
        let told = (0..addresses).map(|i| {
            let mut told = page("a", DAY + i * apart, "/");
            told.address = Some(format!("192.0.2.{i}"));
            told
        });
        told.collect()
    };
    assert_eq!(rules(from(4, 1)), []);
    assert_eq!(rules(from(5, 2_500)), [Rule::Addresses]);
    assert_eq!(rules(from(5, 2_501)), []);
    let mut same = from(5, 1);
    same[4].address = Some("192.0.2.0".into());
    assert_eq!(rules(same), []);
}

fn crawl(pages: i64, gap: i64) -> Vec<Imported> {
    let told = (0..pages).map(|i| {
        page(
            "a",
            DAY + i * gap + (i + 1) % 2 * (gap / 10),
            &format!("/{i}"),
        )
    });
    told.collect()
}

#[test]
fn thirty_pages_at_a_second_each_without_a_hand() {
    assert_eq!(rules(crawl(30, 1_000)), [Rule::Crawl]);
    assert_eq!(rules(crawl(29, 1_000)), []);
    // The lower median of the gaps is 0.9 times the gap.
    assert_eq!(rules(crawl(30, 1_110)), [Rule::Crawl]);
    assert_eq!(rules(crawl(30, 1_300)), []);
    let mut scrolled = crawl(30, 1_000);
    scrolled[3].event.depth_pct = Some(1);
    assert_eq!(rules(scrolled), []);
    let mut still = crawl(30, 1_000);
    still[3].event.depth_pct = Some(0);
    assert_eq!(rules(still), [Rule::Crawl]);
    for kind in ["click", "search", "add_to_cart", "purchase", "visit_store"] {
        let mut by_hand = crawl(30, 1_000);
        by_hand.push(event("a", DAY + 3_333, kind));
        assert_eq!(rules(by_hand), [], "{kind}");
    }
    let mut few = crawl(30, 1_000);
    few[3].event.page = Some("/0".into());
    assert_eq!(rules(few), []);
}

#[test]
fn thirty_events_at_even_beats() {
    let beats = |count: i64, jitter: i64| pages((0..count).map(|i| i * 60_000 + (i % 2) * jitter));
    assert_eq!(rules(beats(30, 0)), [Rule::Metronome]);
    assert_eq!(rules(beats(29, 0)), []);
    // Gaps of 60 s ± jitter vary by jitter/60 s: under and over a hundredth.
    assert_eq!(rules(beats(30, 590)), [Rule::Metronome]);
    assert_eq!(rules(beats(30, 610)), []);
}

/// A purchase a day, and seventy on one: dates tell neither beats nor rates.
#[test]
fn a_table_of_dates_holds_no_bots() {
    let told = |day: i64, i: i64| page("a", DAY + day * 86_400_000, &format!("/{i}"));
    let mut all: Vec<Imported> = (0..40).map(|day| told(day, day)).collect();
    let (_, report) = alone(&all, &only(Step::Bots), Step::Bots);
    assert_eq!(report.people, []);
    all.extend((0..70).map(|i| told(3, i)));
    let (_, report) = alone(&all, &only(Step::Bots), Step::Bots);
    assert_eq!(report.people, []);
}

#[test]
fn a_rule_at_zero_is_off() {
    let mut plan = only(Step::Bots);
    plan.bots.crawl_pages = 0;
    let told = with_somebody(crawl(30, 1_000));
    let (_, report) = alone(&told, &plan, Step::Bots);
    assert_eq!(report.people, []);
    plan.bots.most_per_minute = 0;
    plan.bots.most_per_ten_minutes = 0;
    plan.bots.addresses = 0;
    plan.bots.metronome_events = 0;
    let told = with_somebody(pages((0..500).map(|i| i * 100)));
    let (_, report) = alone(&told, &plan, Step::Bots);
    assert_eq!(report.people, []);
}
