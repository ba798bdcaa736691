//! What is promised of a browser, in Firefox too: the same stories as in Chromium, as far as its driver can tell them.
//! Of the rows of a hostile page it meets one or two of each kind: all of them hold here as well, but take five minutes
//! more. Of altered files it meets the gate and those that run for a consent: engine, program, adapters.
//! Left to Chromium alone is what needs its own protocol, as the keyboard of the banner, emulated screens and a full store
//! do, and what is about the tracker's work more than its promise: the consent platforms, stays of many days.

use crate::hostile_page::{When, broken, polluted, refusal_by_any_clock};
use crate::refusal::under_global_privacy_control;
use crate::visitor::{arrive, visit_page};
use crate::{
    altered_files, before_consent, capture, consent, leak_caught, non_interference, oracle,
    other_ears, private_window, refusal, tabs, withdrawal, withdrawal_of_reports,
};
use recinto_core::model::Mechanism;
use recinto_tests::desk::ready;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::json;

fn firefox() -> Plan {
    Plan::default().in_firefox()
}

fn leaking() -> Plan {
    leak_caught::plan().in_firefox()
}

/// What the other stories say is not there is seen where it is there: without this their silence would mean nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_stores_and_is_forbidden_is_seen() {
    story("firefox_sees", firefox(), |world| async move {
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
        browser.stores().await.assert_empty("before anything");
        let store = "
          document.cookie = 'biscotto=1';
          localStorage.setItem('a', '1');
          sessionStorage.setItem('b', '2');
          window.name = 'c';
          await caches.open('d');
          await (await navigator.storage.getDirectory()).getFileHandle('e', { create: true });
          await new Promise((done) => { indexedDB.open('f').onsuccess = ({ target }) => { target.result.close(); done(); }; });
          document.head.append(Object.assign(document.createElement('script'), { src: 'http://stranger.example/x.js' }));";
        browser.js_async(store, vec![]).await;
        browser.js("console.warn('recinto:', 'a'); console.warn('recinto:', 'a')", vec![]).await;
        assert_eq!(browser.said().await.len(), 2);
        let stores = browser.stores().await;
        assert!(stores.cookies.iter().any(|cookie| cookie.contains("biscotto")), "{stores:?}");
        assert_eq!(stores.local.keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(stores.session.keys().collect::<Vec<_>>(), ["b"]);
        assert_eq!(stores.window_name, "c");
        assert_eq!((stores.caches, stores.files, stores.databases), (vec!["d".into()], vec!["e".into()], vec!["f".into()]));
        let errors = browser.console_errors().await;
        assert!(errors.iter().any(|error| error.contains("stranger.example")), "{errors:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_starts_before_consent() {
    before_consent::nothing_starts("firefox_before_consent", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusal_stores_the_choice_alone() {
    refusal::by_button("firefox_refusal", firefox()).await;
}

/// Here the browser itself gives the signal; Chromium has none, and a script plays it there.
#[tokio::test(flavor = "multi_thread")]
async fn global_privacy_control_is_a_refusal() {
    let mut plan = firefox();
    for name in ["enabled", "functionality.enabled"] {
        let name = format!("privacy.globalprivacycontrol.{name}");
        plan.browser.preferences.push((name, json!(true)));
    }
    story("firefox_gpc", plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        let signal = browser
            .js("return navigator.globalPrivacyControl", vec![])
            .await;
        assert_eq!(signal, json!(true), "the browser gives the signal");
        under_global_privacy_control(&world).await;
        let seen = world.proxy.record.all();
        let mut of_the_shop = seen.iter().filter(|seen| seen.origin() == SHOP);
        assert!(
            of_the_shop.all(|seen| seen.header("sec-gpc").as_deref() == Some("1")),
            "the signal is on every request"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_consent_a_report_leaves_and_nothing_else() {
    consent::only_a_report_leaves("firefox_consent", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_erases_everything() {
    withdrawal::everything_goes("firefox_withdrawal", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_erases_everything_in_mid_write() {
    withdrawal::everything_goes_in_mid_write("firefox_mid_write", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_erases_everything_at_any_moment_of_the_start() {
    withdrawal::everything_goes_at_any_moment("firefox_withdrawal_moments", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_erases_everything_while_the_page_is_going() {
    withdrawal::everything_goes_with_the_page("firefox_withdrawal_going", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_report_leaves_once_its_purpose_is_withdrawn() {
    withdrawal_of_reports::nothing_leaves_while_it_waits("firefox_report_waiting", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_report_leaves_with_the_page_once_its_purpose_is_withdrawn() {
    withdrawal_of_reports::nothing_leaves_with_the_page("firefox_report_going", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_raw_is_heard_by_other_tools() {
    other_ears::hears_nothing_raw("firefox_other_ears", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_ear_hears() {
    other_ears::ears_hear("firefox_other_ears_hear", leaking()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_goes_when_its_purpose_goes() {
    consent::positions_go("firefox_position", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawal_erases_everything_with_a_second_tab_open() {
    withdrawal::everything_goes_with_a_second_tab("firefox_withdrawal_tabs", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_tabs_have_one_profile_and_send_one_report() {
    tabs::one_profile_and_one_report("firefox_ten_tabs", firefox(), tabs::TABS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_tabs_that_go_at_once_say_the_same_once() {
    tabs::all_go_at_once("firefox_ten_tabs_go", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_before_the_gate() {
    broken("firefox_broken_before", firefox(), When::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_between_gate_and_engine() {
    broken("firefox_broken_between", firefox(), When::Between).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_under_the_running_engine() {
    broken("firefox_broken_under", firefox(), When::Under).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_before_the_gate() {
    polluted("firefox_polluted_before", firefox(), When::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_between_gate_and_engine() {
    polluted("firefox_polluted_between", firefox(), When::Between).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_under_the_running_engine() {
    polluted("firefox_polluted_under", firefox(), When::Under).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_recorded_by_any_clock() {
    refusal_by_any_clock("firefox_refusal_clock", firefox(), 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_gate_does_not_start() {
    altered_files::gate_starts_nothing("firefox_altered_gate", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_engine_does_not_start() {
    altered_files::nothing_starts("firefox_altered_engine", firefox(), "engine.js").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_program_of_the_engine_does_not_start() {
    altered_files::nothing_starts("firefox_altered_program", firefox(), "engine_bg.wasm").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_adapter_of_the_platforms_does_not_start() {
    altered_files::adapters_start_nothing("firefox_altered_adapters", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_sleeps_and_wakes() {
    tabs::sleeps_and_wakes("firefox_sleeps_and_wakes", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_slept_ends_with_a_withdrawal_elsewhere() {
    tabs::withdrawn_while_asleep("firefox_slept_withdrawn", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_very_page_that_slept_ends_when_it_wakes() {
    tabs::ends_when_it_wakes("firefox_slept_ends", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_to_a_stranger_is_refused_and_recorded() {
    leak_caught::strangers_are_refused("firefox_leak_to_a_stranger", leaking()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_to_our_own_door_is_found_by_its_canary() {
    leak_caught::canaries_are_found("firefox_leak_to_our_own", leaking()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrapped_leak_is_found() {
    leak_caught::wrappings_are_found("firefox_leak_wrapped", leaking()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_word_at_leaving_is_seen() {
    leak_caught::last_words_are_seen("firefox_leak_at_leaving", leaking()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webrtc_finds_no_way_out() {
    leak_caught::webrtc_stays_inside("firefox_leak_webrtc", leaking()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn different_raw_data_give_equal_egress() {
    non_interference::equal_egress("firefox_non_interference", firefox(), Mechanism::Krr).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_sees_a_difference() {
    non_interference::differences_are_seen("firefox_interference", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_label_is_the_one_that_the_core_gives() {
    oracle::labels_agree("firefox_oracle", firefox(), 25, 8).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_tells_how_it_was_read() {
    capture::a_visit_tells_how_it_was_read("firefox_capture", firefox()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_in_a_private_window_leaves_nothing_behind() {
    let windows = |private: bool| {
        let mut plan = firefox();
        let name = "browser.privatebrowsing.autostart";
        plan.browser.preferences.push((name.into(), json!(private)));
        // In private, Firefox says no for the visitor, by Global Privacy Control: nobody would be asked.
        let name = "privacy.globalprivacycontrol.pbmode.enabled";
        plan.browser.preferences.push((name.into(), json!(false)));
        plan
    };
    let name = "firefox_private_window";
    private_window::leaves_nothing_behind(name, windows(true), windows(false)).await;
}
