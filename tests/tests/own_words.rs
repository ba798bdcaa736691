//! What the marketer knows and no file tells: it outlives a file that is given up and the next one, and what of it cannot be
//! measured there is named.

use crate::features::measured;
use crate::marketer::{bring, open, read};
use recinto_tests::browser::Browser;
use recinto_tests::story::{Plan, World, story};
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Two hundred people with some visits each; half of them search, if the file has searches.
fn visits(world: &World, name: &str, searches: bool) -> PathBuf {
    let mut text = String::from("user_id,timestamp,event,query\n");
    for person in 0..200 {
        for visit in 0..4 + person % 5 {
            let day = 1 + (visit * 3 + person) % 28;
            let (kind, query) = if searches && person % 2 == 0 {
                ("search", "sconto scarpe")
            } else {
                ("page", "")
            };
            let minute = person % 60;
            let _ = writeln!(
                text,
                "p{person},2026-03-{day:02}T10:{minute:02}:00Z,{kind},{query}"
            );
            let _ = writeln!(text, "q{person},2026-03-{day:02}T11:00:00Z,page,");
        }
    }
    let file = world.dir.join(name);
    std::fs::write(&file, text).expect("the test's folder can be written");
    file
}

async fn studio(browser: &Browser, file: &std::path::Path) {
    bring(browser, file).await;
    read(browser).await;
    browser.click("to-features").await;
    measured(browser).await;
    browser.js("find('own').open = true", vec![]).await;
}

/// The measures of the marketer's own word, and whether they are chosen.
const OF_PROMO: &str = "
  for (const group of document.querySelectorAll('[data-testid^=\"group-\"]')) group.open = true;
  return [...document.querySelectorAll('[data-testid=\"feature\"]')].filter((row) => row.textContent.includes('promo'))
    .map((row) => row.classList.contains('chosen'));";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_marketer_added_is_there_with_the_next_file() {
    story("own_words", Plan::default(), |world| async move {
        let browser = &world.browser;
        open(&world).await;
        studio(browser, &visits(&world, "one.csv", true)).await;
        assert_eq!(browser.js(OF_PROMO, vec![]).await, json!([]));
        browser.fill("own-intents", "promo: sconto").await;
        browser.click("own-apply").await;
        browser
            .until("a measure of it", &format!("return (() => {{{OF_PROMO}}})().length > 0"), vec![])
            .await;
        measured(browser).await;
        let choose = "
          const row = [...document.querySelectorAll('[data-testid=\"feature\"]')].find((row) => row.textContent.includes('promo'));
          const box = row.querySelector('input[type=\"checkbox\"]');
          if (!box.checked) box.click();";
        browser.js(choose, vec![]).await;

        // Another file with searches: the word is there, is measured and stays chosen.
        studio(browser, &visits(&world, "two.csv", true)).await;
        let typed = "return find('own-intents').value.trim()";
        assert_eq!(browser.js(typed, vec![]).await, json!("promo: sconto"));
        let found = browser
            .until(
                "the measures of it again",
                &format!("const all = (() => {{{OF_PROMO}}})(); return all.length && all"),
                vec![],
            )
            .await;
        let chosen = found.as_array().is_some_and(|all| all.contains(&json!(true)));
        assert!(chosen, "{found}");
        assert!(!browser.sees("gone").await);

        // One without: what was chosen of it is named, and the word waits for the next.
        studio(browser, &visits(&world, "three.csv", false)).await;
        let gone = browser.text("gone").await;
        assert!(gone.contains("promo"), "{gone}");
        assert_eq!(browser.js(typed, vec![]).await, json!("promo: sconto"));
        browser.screenshot("own-words-gone").await;
    })
    .await;
}
