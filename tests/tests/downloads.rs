//! What the marketer takes away: the files say what the screen says, and a project brings everything back.

use crate::marketer::{bring, cdnow, open, segments};
use recinto_core::model::{SegmentModel, model_id};
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Clicks a button and waits for the file it makes.
pub async fn taken(world: &World, button: &str) -> PathBuf {
    let folder = world.dir.join(button);
    world.browser.download_to(&folder).await;
    world.browser.click(button).await;
    let start = Instant::now();
    loop {
        let files = std::fs::read_dir(&folder)
            .expect("the folder is there")
            .flatten();
        let whole = files.map(|f| f.path()).find(|f| {
            let name = f
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            !name.ends_with(".crdownload") && !name.starts_with('.')
        });
        if let Some(file) = whole {
            return file;
        }
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "{button} gives no file"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn text(file: &PathBuf) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_say_what_the_screen_says() {
    story("downloads", Plan::default(), |world| async move {
        let browser = &world.browser;
        open(&world).await;
        bring(browser, &cdnow()).await;
        segments(browser).await;
        browser.fill("segment-name-0", "Food Lovers Milano").await;
        browser.fill("segment-tags-0", "ristorante_near").await;
        browser.fill("segment-category-0", "GeoIntento").await;
        let model = text(&taken(&world, "download-model").await);
        let id = model_id(model.as_bytes());
        let shown = "const e = find('model-id'); return e && e.dataset.id === arguments[0]";
        browser
            .until("the model's id on the screen", shown, vec![json!(id)])
            .await;
        let model = SegmentModel::from_bytes(model.as_bytes()).expect("a model");
        assert_eq!(
            (
                model.segments[0].name.as_str(),
                model.segments[0].category.as_str()
            ),
            ("Food Lovers Milano", "GeoIntento")
        );

        let people = text(&taken(&world, "download-people").await);
        let rows = people.lines().count() - 1;
        assert!(rows > 5_000, "a row per person: {rows}");

        let trade: Value =
            serde_json::from_str(&text(&taken(&world, "download-json").await)).expect("JSON");
        let trade = trade
            .as_array()
            .or_else(|| trade["people"].as_array())
            .expect("a list of people")
            .clone();
        assert_eq!(trade.len(), rows, "as many people in both files");
        let one = trade
            .iter()
            .find(|p| p["segmento"] == json!("FoodLoversMilano"))
            .expect("the renamed segment");
        assert_eq!(
            (&one["eventi"], &one["categoria"]),
            (&json!(["ristorante_near"]), &json!("GeoIntento"))
        );
        for person in &trade {
            let score = person["scoring"].as_f64().expect("a number");
            assert!((0.0..=1.0).contains(&score), "{person}");
        }

        // The project, in a clean browser that never saw the data.
        let project = taken(&world, "download-project").await;
        let table = browser.text("segments-table").await;
        let other = world.second_browser().await;
        other.goto(&world.operator_address).await;
        other.upload("drop-input", &project).await;
        segments(&other).await;
        assert_eq!(other.text("segments-table").await, table);
        assert_eq!(other.attribute("model-id", "data-id").await, Some(id));
        let name = other
            .js("return find('segment-name-0').value", vec![])
            .await;
        assert_eq!(name, json!("Food Lovers Milano"));
        other.close().await;
    })
    .await;
}
