//! The same bytes everywhere: every algorithm, run natively and by the browser's WebAssembly with SIMD, gives the same
//! labels and the same bits of every number, on data that both make for themselves.

use recinto_bench::case::Case;
use recinto_bench::data::fingerprint;
use recinto_bench::lists::small;
use recinto_tests::browser::Browser;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::io::Write as _;

/// Fingerprints of the data and of the result.
#[derive(Debug, PartialEq, Eq)]
struct Prints {
    data: String,
    result: String,
}

fn native(case: &Case) -> Prints {
    let data = case.data.table();
    let done = case.work.run(data.view());
    let done = done.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    Prints {
        data: fingerprint(data.iter()),
        result: done.fingerprint(data.view()),
    }
}

async fn in_browser(browser: &Browser, cases: &[Case]) -> Vec<Prints> {
    let asked: Vec<String> = cases.iter().map(|case| json!(case).to_string()).collect();
    browser.goto(&format!("{SHOP}/tests/bare.html")).await;
    let body = "
        const worker = new Worker('/tests/bench/same.js', { type: 'module' });
        return await new Promise((resolve, reject) => {
            worker.onmessage = (event) => resolve(event.data);
            worker.onerror = (event) => reject(event.message || 'the worker did not start');
            worker.postMessage(args[0]);
        });";
    let answer = browser.js_async(body, vec![json!(asked)]).await;
    let given = answer
        .as_array()
        .unwrap_or_else(|| panic!("the worker: {answer}"));
    assert_eq!(given.len(), cases.len(), "an answer per case");
    let text = |value: &Value| value.as_str().expect("a fingerprint").to_owned();
    let total: f64 = given.iter().filter_map(|one| one["seconds"].as_f64()).sum();
    let _ = writeln!(
        std::io::stderr(),
        "{} cases in the browser: {total:.1} s",
        cases.len()
    );
    let prints = given.iter().map(|one| Prints {
        data: text(&one["data"]),
        result: text(&one["fingerprint"]),
    });
    prints.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_algorithm_gives_the_same_bytes_natively_and_in_the_browser() {
    story("same_bytes", Plan::default(), |world| async move {
        let mut cases = small();
        // Another seed: if it went unnoticed, nothing would be shown.
        let mut other_data = cases[0].clone();
        other_data.data.seed += 1;
        cases.push(other_data);
        let browser = in_browser(&world.browser, &cases).await;
        let last = cases.len() - 1;
        for (case, there) in cases[..last].iter().zip(&browser) {
            assert_eq!(
                *there,
                native(case),
                "{}: the browser's against ours",
                case.name
            );
        }
        let first = native(&cases[0]);
        assert_ne!(
            browser[last].data, first.data,
            "another seed makes other data"
        );
        assert_ne!(browser[last].result, first.result, "and another result");
    })
    .await;
}
