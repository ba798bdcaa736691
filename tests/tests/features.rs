//! From a tool's export to features: recognised, cleaned, chosen, and turned into a model.

use crate::downloads::taken;
use crate::marketer::{FINDING, bring, cdnow, open, read, segments};
use recinto_tests::browser::Browser;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// 2026-03-01T08:00Z in µs, as GA4 writes times.
const START_US: u64 = 1_772_352_000_000_000;
const MINUTE_US: u64 = 60_000_000;
const DAY_US: u64 = 1440 * MINUTE_US;

/// Waits until the studio has measured what there is.
pub async fn measured(browser: &Browser) {
    let done = "return !!(seen('studio-used') || seen('problem')) && !seen('progress')";
    browser
        .until_within(FINDING, "the features measured", done, vec![])
        .await;
}

fn write(world: &World, name: &str, text: &str) -> PathBuf {
    let file = world.dir.join(name);
    std::fs::write(&file, text).expect("the test's folder can be written");
    file
}

async fn number(browser: &Browser, id: &str, of: &str) -> u64 {
    let text = browser.attribute(id, of).await;
    text.and_then(|n| n.parse().ok())
        .unwrap_or_else(|| panic!("{id} has no number {of}"))
}

/// A line of GA4's export to BigQuery as JSON: https://support.google.com/analytics/answer/7029846.
fn ga4(person: &str, name: &str, at_us: u64, item: Option<(&str, f64)>, session: u64) -> Value {
    let mut params = vec![
        json!({"key": "ga_session_id", "value": {"string_value": null, "int_value": session.to_string(), "float_value": null, "double_value": null}}),
        json!({"key": "page_location", "value": {"string_value": format!("https://shop.example/{name}"), "int_value": null, "float_value": null, "double_value": null}}),
    ];
    let items: Vec<Value> = item
        .iter()
        .map(|(category, price)| {
            json!({"item_id": format!("i-{category}"), "item_name": category, "item_brand": "Casa", "item_category": category, "price": price, "quantity": 1})
        })
        .collect();
    let value = item.filter(|_| name == "purchase").map(|(_, price)| price);
    if let Some(value) = value {
        params.push(json!({"key": "value", "value": {"string_value": null, "int_value": null, "float_value": null, "double_value": value}}));
        params.push(json!({"key": "currency", "value": {"string_value": "EUR", "int_value": null, "float_value": null, "double_value": null}}));
    }
    json!({
        "event_date": "20260301", "event_timestamp": at_us.to_string(), "event_name": name, "event_params": params,
        "user_pseudo_id": person, "user_id": null, "platform": "WEB", "stream_id": "1234567890",
        "geo": {"country": "Italy", "region": "Lombardy", "city": "Milan"},
        "device": {"category": "mobile", "language": "it-it"},
        "traffic_source": {"name": "(direct)", "medium": "(none)", "source": "(direct)"},
        "ecommerce": value.map(|value| json!({"purchase_revenue": value, "transaction_id": format!("{person}-{at_us}")})),
        "items": items,
    })
}

/// 600 people in three habits, and one program that takes 400 pages in seven minutes: slowly enough that no page is
/// taken for the one before told twice.
fn export(world: &World) -> PathBuf {
    let mut text = String::new();
    for person in 0..600_u64 {
        let id = format!("{}.{}", 100_000 + person, 1_772_000_000 + person);
        let habit = person % 3;
        let visits = [2, 6, 12][habit as usize] + person % 2;
        for visit in 0..visits {
            let at = START_US + (visit * 2 + person % 2) * DAY_US + person * MINUTE_US;
            let session = at / 1_000_000;
            let category = ["scarpe", "libri", "giardino"][((person + visit * habit) % 3) as usize];
            let mut told = vec![("page_view", None), ("view_item", Some((category, 20.0)))];
            if habit > 0 {
                told.push(("add_to_cart", Some((category, 20.0))));
            }
            if habit == 2 && visit % 2 == 0 {
                told.push(("purchase", Some((category, 20.0 + visit as f64))));
            }
            for (step, (name, item)) in told.into_iter().enumerate() {
                let time = at + (step as u64 * 40 + person % 7) * 1_000_000;
                let _ = writeln!(text, "{}", ga4(&id, name, time, item, session));
            }
        }
    }
    for page in 0..400_u64 {
        let time = START_US + DAY_US + page * 1_100_000;
        let _ = writeln!(text, "{}", ga4("bot.1", "page_view", time, None, 1));
    }
    text.push_str("{\"event_name\": \"page_view\", \"event_times\n");
    write(world, "ga4.ndjson", &text)
}

const WATCH: &str = "
  window.longest = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration); }).observe({ type: 'longtask' });";

#[tokio::test(flavor = "multi_thread")]
async fn from_a_ga4_export_to_segments() {
    story("ga4", Plan::default(), |world| async move {
        let browser = &world.browser;
        open(&world).await;
        bring(browser, &export(&world)).await;
        browser.find("map-dialog").await;
        let said = browser.text("map-recognised").await;
        assert!(said.contains("Google Analytics 4"), "recognised as {said:?}");
        browser.js(WATCH, vec![]).await;
        read(browser).await;
        assert_eq!(number(browser, "rows-bad", "data-count").await, 1, "the row that was cut");

        // The program is out, and the screen says why; off is undone.
        assert_eq!(number(browser, "step-bots", "data-gone").await, 400);
        assert_eq!(number(browser, "remain-people", "data-count").await, 600);
        browser.click("step-bots-examples").await;
        let cases = browser.text("step-bots").await;
        assert!(cases.contains("bot.1"), "who was taken out is named: {cases:?}");
        let remain = "const e = seen('remain-people'); return e && e.dataset.count === arguments[0] && !seen('progress')";
        browser.click("step-bots-on").await;
        browser.until("everyone back", remain, vec![json!("601")]).await;
        browser.click("step-bots-on").await;
        browser.until("the program out again", remain, vec![json!("600")]).await;
        browser.screenshot("clean").await;

        browser.click("to-features").await;
        measured(browser).await;
        let (features, words) = (
            number(browser, "studio-used", "data-features").await,
            number(browser, "studio-used", "data-words").await,
        );
        assert!((1..=32).contains(&features) && (1..=64).contains(&words), "{features} features, {words} words");
        let groups = browser.js("return document.querySelectorAll('[data-testid^=\"group-\"]').length", vec![]).await;
        assert!(groups.as_u64().is_some_and(|n| n >= 4), "questions to choose from: {groups}");
        // One more, one less: the count follows.
        let tick = "const box = document.querySelector('[data-testid=\"feature\"].chosen input[type=\"checkbox\"]'); box.click(); return 1";
        browser.js(tick, vec![]).await;
        let fewer = "return find('studio-used').dataset.features === arguments[0]";
        browser.until("one feature less", fewer, vec![json!((features - 1).to_string())]).await;
        browser.screenshot("features").await;
        browser.click("find-segments").await;
        segments(browser).await;
        // A year of memory wants a reason, which is the marketer's to write: nothing else is missing.
        let missing = browser.text("model-blocked").await;
        assert!(missing.contains("30 days"), "no model, because: {missing}");
        let longest = browser.js("return longest", vec![]).await;
        let longest = longest.as_f64().expect("a number");
        // The budget is 50 ms on a quiet machine.
        assert!(longest <= 250.0, "a task of the page took {longest} ms");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_order_of_day_and_month_is_corrected_by_hand() {
    story("dates", Plan::default(), |world| async move {
        let browser = &world.browser;
        let mut text = String::from("cliente;data;importo\n");
        for person in 0..60 {
            for order in 0..3 {
                let _ = writeln!(
                    text,
                    "c{person};{:02}/{:02}/2025;{},50",
                    1 + (person + order) % 12,
                    1 + order * 3,
                    10 + person % 9
                );
            }
        }
        // Far down: only day/month can be meant.
        text.push_str("c1;25/04/2025;12,00\n");
        open(&world).await;
        bring(browser, &write(&world, "ordini.csv", &text)).await;
        browser.find("map-dialog").await;
        browser.choose("map-dates", "mdy").await;
        let first =
            "const e = seen('map-preview'); return e && e.textContent.includes(arguments[0])";
        browser
            .until(
                "the first date as month/day",
                first,
                vec![json!("1 Jan 2025")],
            )
            .await;
        browser.choose("map-dates", "dmy").await;
        browser.choose("map-dates", "mdy").await;
        read(browser).await;
        assert_eq!(
            number(browser, "rows-bad", "data-count").await,
            1,
            "25/04 is no month/day"
        );
        browser.click("read-again").await;
        browser.find("map-dialog").await;
        // As it was read last, which was wrong: back to a fresh guess.
        browser.find("map-remembered").await;
        browser.choose("map-dates", "dmy").await;
        read(browser).await;
        assert_eq!(
            number(browser, "rows-bad", "data-count").await,
            0,
            "every date is day/month"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_given_up_half_way_leaves_the_work_before() {
    story("given_up", Plan::default(), |world| async move {
        let browser = &world.browser;
        open(&world).await;
        bring(browser, &cdnow()).await;
        segments(browser).await;
        let id = browser.attribute("model-id", "data-id").await;
        let mut text = String::from("customer_id,order_date,amount\n");
        for row in 0..1_500_000_u32 {
            let _ = writeln!(text, "c{},2025-{:02}-{:02},{}.00", row % 5000, 1 + row % 12, 1 + row % 28, 1 + row % 90);
        }
        bring(browser, &write(&world, "large.csv", &text)).await;
        browser.find("map-dialog").await;
        browser.click("map-confirm").await;
        browser.find("progress").await;
        browser.click("cancel").await;
        browser.until("the work to stop", "return !seen('progress')", vec![]).await;
        browser.click("nav-segments").await;
        segments(browser).await;
        assert_eq!(browser.attribute("model-id", "data-id").await, id, "the earlier project is in place");
        // Its rows too: another window needs them.
        browser.fill("window-days", "180").await;
        browser.click("find-again").await;
        let other = "const e = find('model-id'); return e && e.dataset.id !== arguments[0] && !seen('progress')";
        browser.until_within(FINDING, "segments of another window", other, vec![json!(id)]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_left_out_and_tables_are_taken_away() {
    story("taken_rows", Plan::default(), |world| async move {
        let browser = &world.browser;
        let mut text = String::from("customer_id,order_date,amount,channel\n");
        for person in 0..120 {
            for order in 0..=(person % 4) * 2 {
                let channel = ["email", "social"][(person % 2) as usize];
                let _ = writeln!(
                    text,
                    "p{person},2025-{:02}-{:02},{}.50,{channel}",
                    1 + order,
                    1 + person % 28,
                    5 + person % 40
                );
            }
        }
        text.push_str("p1,not a date,10.00,email\n,2025-02-03,10.00,email\n");
        open(&world).await;
        bring(browser, &write(&world, "orders.csv", &text)).await;
        read(browser).await;
        let rejects =
            std::fs::read_to_string(taken(&world, "download-rejects").await).expect("text");
        assert_eq!(rejects.lines().count(), 3, "{rejects}");
        assert!(rejects.contains("not a date"), "{rejects}");
        let events = std::fs::read_to_string(taken(&world, "download-events").await).expect("text");
        assert_eq!(
            events.lines().count() as u64,
            1 + number(browser, "remain-events", "data-count").await
        );
        browser.click("to-features").await;
        measured(browser).await;
        let table =
            std::fs::read_to_string(taken(&world, "download-features").await).expect("text");
        assert_eq!(table.lines().count(), 121, "a head and a row per person");
        assert!(
            table.starts_with("person,"),
            "{}",
            table.lines().next().unwrap_or_default()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_file_was_read_is_remembered() {
    story("remembered", Plan::default(), |world| async move {
        let browser = &world.browser;
        let mut text = String::from("chi;quando;quanto\n");
        for person in 0..80 {
            let _ = writeln!(text, "x{person};{:02}/{:02}/2025;{},00", 1 + person % 12, 1 + person % 11, person);
        }
        let file = write(&world, "una.csv", &text);
        open(&world).await;
        bring(browser, &file).await;
        browser.find("map-dialog").await;
        browser.choose("map-person", "0").await;
        browser.choose("map-time", "1").await;
        browser.choose("map-value", "2").await;
        read(browser).await;
        browser.reload().await;
        bring(browser, &file).await;
        browser.find("map-remembered").await;
        let held = browser.js("return [find('map-person').value, find('map-time').value, find('map-value').value]", vec![]).await;
        assert_eq!(held, json!(["0", "1", "2"]));
        let kept = browser.js("return JSON.stringify(localStorage)", vec![]).await;
        let kept = kept.as_str().unwrap_or_default();
        assert!(kept.contains("quando") && !kept.contains("x17"), "names of columns, no data: {kept}");
    })
    .await;
}
