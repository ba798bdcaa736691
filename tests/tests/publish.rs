//! Publishing crosses the edge too: no raw value of the file may be in what is published, or in anything else that leaves.

use crate::marketer::{add_site, bring_csv, open, preview, publish, segments};
use recinto_core::model::SegmentModel;
use recinto_tests::canary::{Canary, search};
use recinto_tests::story::{Plan, story};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

const FILE_NAME: &str = "lista-kittiwake-7Qz";

/// Orders of two kinds of buyer, with rows that nothing else in the world is like.
pub fn orders(folder: &Path) -> (PathBuf, Vec<Canary>) {
    let mut csv = String::from("customer_id;order_date;amount;product\n");
    let mut canaries = vec![Canary::text("the file's name", FILE_NAME)];
    for person in 0..240_u32 {
        let (orders, least) = if person % 2 == 0 { (2, 10) } else { (12, 90) };
        for order in 0..orders {
            let day = 1 + (person + order * 3) % 28;
            let month = 1 + (order * 5 + person) % 6;
            let cents = (person * 7919 + order * 104_729) % 100;
            let _ = writeln!(
                csv,
                "buyer-{person:04};2025-{month:02}-{day:02} 10:{:02}:00;{}.{cents:02};CD-{order}",
                order % 60,
                least + person % 7
            );
        }
    }
    for at in 0..6_u32 {
        let (person, price, product) = (
            format!("Fam.Storno-{at}-kx8Wq"),
            f64::from(73_912 + at * 1_371) + 0.47,
            format!("sonata-{at}-Ty61vB"),
        );
        let _ = writeln!(
            csv,
            "{person};2025-03-17 13:37:{:02};{price};{product}",
            11 + at
        );
        canaries.push(Canary::text("a person", &person));
        canaries.push(Canary::text("a product", &product));
        canaries.push(Canary::text("a moment", &format!("13:37:{:02}", 11 + at)));
        canaries.push(Canary::number("a price", price));
    }
    let file = folder.join(format!("{FILE_NAME}.csv"));
    std::fs::write(&file, csv).expect("the test's folder can be written");
    (file, canaries)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_raw_value_is_published() {
    story("publish", Plan::default(), |world| async move {
        let browser = &world.browser;
        let (file, canaries) = orders(&world.dir);
        open(&world).await;
        add_site(browser).await;
        bring_csv(browser, &file).await;
        segments(browser).await;
        // Six odd buyers could make a segment of their own; two segments are enough here.
        browser.choose("k-select", "2").await;
        let rows =
            "return document.querySelectorAll('[data-testid^=\"segment-row-\"]').length === 2";
        browser
            .until_within(crate::marketer::FINDING, "two segments", rows, vec![])
            .await;
        browser.click("publish-open").await;
        let necessity = "return !!seen('publish-preview') || !!seen('necessity')";
        browser.until("the publish screen", necessity, vec![]).await;
        if browser.sees("necessity").await {
            browser
                .fill("necessity", "La fedeltà si vede in un anno")
                .await;
        }
        let (shown, _) = preview(browser).await;
        publish(browser).await;
        let put = world
            .request("the PUT of the model", Duration::from_secs(10), |s| {
                s.method == "PUT"
            })
            .await;
        assert_eq!(String::from_utf8_lossy(&put.body), shown);
        SegmentModel::from_bytes(&put.body).expect("nothing but what a model may hold");
        assert_eq!(search(&put.body, &canaries), []);
        world.assert_egress(0, &canaries);

        // The downloads hold the rows, and stay on this machine.
        let before = world.proxy.record.len();
        for button in [
            "download-people",
            "download-json",
            "download-project",
            "download-model",
        ] {
            browser.click("nav-segments").await;
            browser.click(button).await;
        }
        crate::visitor::quiet(&world, Duration::from_millis(700)).await;
        world.assert_egress(before, &canaries);
    })
    .await;
}
