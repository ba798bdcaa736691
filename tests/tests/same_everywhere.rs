//! The same answer everywhere: the model made in the browser has the id of the one made natively, and everyone the
//! same label and score.

use crate::downloads::taken;
use crate::marketer::{cdnow, open, preview, recinto, segments};
use recinto_core::analysis::{Options, Prepared, Source, analyse, people_csv};
use recinto_core::cleaning::Plan;
use recinto_core::events::import::{import, sniff};
use recinto_core::events::Sheet;
use recinto_core::model::model_id;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::ops::ControlFlow;

#[tokio::test(flavor = "multi_thread")]
async fn browser_and_command_make_equal_models() {
    story("same_everywhere", Plan::default(), |world| async move {
        let browser = &world.browser;
        open(&world).await;
        browser.click("lang-en").await;
        crate::marketer::bring(browser, &cdnow()).await;
        segments(browser).await;
        let mut ks = vec![browser.js("return find('k-select').value", vec![]).await.as_str().unwrap_or_default().to_owned()];
        ks.push("4".into());
        for k in ks {
            browser.click("nav-segments").await;
            browser.choose("k-select", &k).await;
            let rows = "return document.querySelectorAll('[data-testid^=\"segment-row-\"]').length === Number(arguments[0])";
            browser.until_within(crate::marketer::FINDING, "as many segments as chosen", rows, vec![json!(k)]).await;
            browser.click("publish-open").await;
            // Segments may be too small to publish; then the screen says so, and there is no model.
            browser.until("the model or the reason why not", "return !!(seen('publish-preview') || seen('problem'))", vec![]).await;
            let mut arguments = vec!["--window-days", "365", "--seed", "42", "--k", &k, "--format", "json"];
            let file = cdnow();
            let file = file.to_string_lossy();
            if browser.sees("problem").await {
                arguments.splice(0..0, ["segment", &file]);
                let native: Value = serde_json::from_str(&recinto(&arguments)).expect("JSON");
                assert_eq!(native["model"], json!(null), "the browser refuses, the command does not: {native}");
                continue;
            }
            let (bytes, model) = preview(browser).await;
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (name, necessity) = (text(&model["name"]), text(&model["privacy"]["necessity"]));
            arguments.splice(0..0, ["segment", &file, "--name", &name, "--necessity", &necessity]);
            let native: Value = serde_json::from_str(&recinto(&arguments)).expect("JSON");
            assert_eq!(native["model"], json!(model_id(bytes.as_bytes())), "k = {k}: {native:#}\n{bytes}");
        }
    })
    .await;
}

/// CDNOW's people with their labels and scores, by the same code compiled for this machine.
fn native_people() -> Vec<u8> {
    let bytes = std::fs::read(cdnow()).expect("CDNOW is in the repository");
    let sniffed = sniff(&bytes).expect("CDNOW's own format");
    let mut sheet = Sheet::new();
    let report = import(
        bytes.as_slice(),
        &sniffed.mapping,
        &mut |told| sheet.push_told(told),
        &mut |_| ControlFlow::Continue(()),
    )
    .expect("every row is good");
    let source = Source {
        name: "cdnow_master.txt".into(),
        import: report,
    };
    let prepared = Prepared::new(sheet, source, Plan::default(), &mut |_, _| {
        ControlFlow::Continue(())
    })
    .expect("nobody cancels");
    let analysis = analyse(&prepared, &Options::default(), &mut |_, _| {
        ControlFlow::Continue(())
    })
    .expect("segments");
    people_csv(&analysis)
}

#[tokio::test(flavor = "multi_thread")]
async fn browser_and_native_give_everyone_the_same_label_and_score() {
    story("same_labels", Plan::default(), |world| async move {
        let browser = &world.browser;
        open(&world).await;
        browser.click("lang-en").await;
        crate::marketer::bring(browser, &cdnow()).await;
        segments(browser).await;
        let file = taken(&world, "download-people").await;
        let in_browser = std::fs::read_to_string(file).expect("the file is there");
        let native = String::from_utf8(native_people()).expect("text");
        assert!(native.lines().count() > 8_000, "a row per person");
        let differ = in_browser
            .lines()
            .zip(native.lines())
            .find(|(browser, native)| browser != native);
        assert_eq!(differ, None, "the first row that differs");
        assert_eq!(in_browser.len(), native.len());
    })
    .await;
}
