//! Numbers with decimal commas and dots: decided from the column, and never read a hundred times
//! too large.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use recinto_core::events::import::{
    Decimal, Format, ImportReport, Mapping, Reason, Sniffed, import, sniff,
};
use std::ops::ControlFlow;

fn looked(text: &str) -> Sniffed {
    sniff(text.as_bytes()).unwrap()
}

/// The values of all events, hundredths, and what became of the rows.
fn read(text: &str, mapping: &Mapping) -> (Vec<i64>, ImportReport) {
    let mut cents = Vec::new();
    let report = import(
        text.as_bytes(),
        mapping,
        &mut |told| cents.extend(told.event.value_cents),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    (cents, report)
}

/// The same by what is proposed.
fn proposed(text: &str) -> (Vec<i64>, ImportReport) {
    read(text, &looked(text).mapping)
}

/// A table of people, days and amounts, which are quoted.
fn table(amounts: &[&str]) -> String {
    let rows = amounts
        .iter()
        .map(|amount| format!("anna,2026-03-01,\"{amount}\"\n"));
    std::iter::once("customer_id,date,total\n".to_owned())
        .chain(rows)
        .collect()
}

/// Shopify's columns that matter; an order for each total, which is quoted.
fn shopify(totals: &[&str]) -> String {
    let rows = totals.iter().enumerate().map(|(n, total)| {
        format!(
            "#{n},a{n}@b.it,paid,2026-03-01 10:00:00 +0100,EUR,\"{total}\",1,Sedia,\"{total}\"\n"
        )
    });
    std::iter::once(
        "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price\n"
            .to_owned(),
    )
    .chain(rows)
    .collect()
}

/// Segment's orders, with each total as it is to stand in JSON.
fn segment(totals: &[&str]) -> String {
    let order = |(n, total): (usize, &&str)| {
        format!(
            r#"{{"type":"track","event":"Order Completed","messageId":"m{n}","anonymousId":"a{n}","context":{{}},"timestamp":"2026-03-01T10:00:00Z","properties":{{"currency":"EUR","total":{total}}}}}"#
        ) + "\n"
    };
    totals.iter().enumerate().map(order).collect()
}

#[test]
fn quoted_commas_in_a_table_of_commas() {
    for (amounts, cents) in [
        (["12,50", "3,00"], [1_250, 300]),
        (["1.234,56", "€ 12,50"], [123_456, 1_250]),
        (["12,50 €", "1.250"], [1_250, 125_000]),
        (["1,234.56", "1,250"], [123_456, 125_000]),
        (["1'234.50", "7"], [123_450, 700]),
        (["1'234,50", "7"], [123_450, 700]),
        (["1 234,50", "0,125"], [123_450, 13]),
        (["1.234.567", "12,5"], [123_456_700, 1_250]),
    ] {
        let (read, report) = proposed(&table(&amounts));
        assert_eq!(read, cents, "{amounts:?} {report:?}");
    }
}

#[test]
fn shopify_writes_money_as_its_shop_does() {
    let text = shopify(&["119,80", "1.050,00"]);
    assert_eq!(looked(&text).mapping.format, Format::Shopify);
    assert_eq!(proposed(&text).0, [11_980, 105_000]);
    assert_eq!(
        proposed(&shopify(&["119.80", "1050.00"])).0,
        [11_980, 105_000]
    );
}

#[test]
fn numbers_in_texts_of_json_have_their_own_sign() {
    let text = segment(&["\"119,80\"", "119.8", "\"1.050,00\""]);
    assert_eq!(looked(&text).mapping.format, Format::Segment);
    assert_eq!(proposed(&text).0, [11_980, 11_980, 105_000]);
    assert_eq!(proposed(&segment(&["\"119.80\"", "20"])).0, [11_980, 2_000]);
    // No known tool: a key has its role.
    let plain = concat!(
        "{\"user_id\":\"a\",\"date\":\"2026-03-01\",\"total\":\"12,50\"}\n",
        "{\"user_id\":\"b\",\"date\":\"2026-03-02\",\"total\":7.25}\n",
        "{\"user_id\":\"c\",\"date\":\"2026-03-02\",\"total\":8.25}\n",
    );
    assert_eq!(proposed(plain).0, [1_250, 725, 825]);
}

#[test]
fn lists_and_parameters_of_json_decide_too() {
    let matomo = concat!(
        r#"[{"idVisit":1,"visitorId":"v","serverTimestamp":1704446430,"visitIp":"1.2.3.4","#,
        r#""visitLocalTime":"10:00:00","actionDetails":[{"type":"ecommerceOrder","orderId":"A","#,
        r#""revenue":"49,90","timestamp":1704446430}]}]"#
    );
    assert_eq!(looked(matomo).mapping.format, Format::Matomo);
    assert_eq!(proposed(matomo).0, [4_990]);
    let ga4 = concat!(
        r#"{"event_timestamp":"1706659200000000","event_name":"purchase","user_pseudo_id":"1.2","#,
        r#""event_params":[{"key":"value","value":{"string_value":"49,90"}}]}"#,
        "\n"
    );
    assert_eq!(looked(ga4).mapping.format, Format::Ga4);
    assert_eq!(proposed(ga4).0, [4_990]);
}

#[test]
fn what_contradicts_the_column_is_left_out() {
    let (cents, report) = proposed(&table(&["12.50", "3.99", "12,50", "1,250"]));
    assert_eq!(cents, [1_250, 399, 125_000]);
    assert_eq!(
        (report.rejected_rows(), report.rejected[0].reason),
        (1, Reason::BadValue)
    );
    let (cents, report) = proposed(&shopify(&["12,50", "3,99", "12.50"]));
    assert_eq!(cents, [1_250, 399]);
    assert_eq!(
        (report.rejected_rows(), report.rejected[0].reason),
        (1, Reason::BadValue)
    );
    // Other numbers too: a quantity of two is not two hundred.
    let text = "customer_id,date,total,quantity\nanna,2026-03-01,9.50,\"2,00\"\n";
    assert_eq!(proposed(text).1.rejected[0].reason, Reason::BadQuantity);
}

#[test]
fn by_hand_it_is_read_otherwise() {
    let text = shopify(&["1,250"]);
    let mut mapping = looked(&text).mapping;
    assert_eq!(mapping.decimal, Decimal::Dot);
    assert_eq!(read(&text, &mapping).0, [125_000]);
    mapping.decimal = Decimal::Comma;
    assert_eq!(read(&text, &mapping).0, [125]);
}

#[test]
fn what_decided_is_told() {
    let seen = |text: &str| {
        let sniffed = looked(text);
        let told = sniffed.decimals.unwrap();
        (
            sniffed.mapping.decimal,
            told.cells,
            told.telling,
            told.against,
        )
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        seen(&table(&["1.250", "7", "12,50", "12.50", "3,9"])),
        (Decimal::Comma, 4, some("12,50"), some("12.50"))
    );
    // As many against as for it: a dot, and both are shown.
    assert_eq!(
        seen(&table(&["12,50", "12.50"])),
        (Decimal::Dot, 2, some("12.50"), some("12,50"))
    );
    // Three digits behind the only sign are thousands in a table: nothing tells.
    assert_eq!(seen(&table(&["1,250"])), (Decimal::Dot, 1, None, None));
    assert_eq!(seen(&table(&["1.250"])), (Decimal::Comma, 1, None, None));
    assert_eq!(proposed(&table(&["1.250"])).0, [125_000]);
    // What programs write has a dot.
    assert_eq!(
        seen(&segment(&["\"1.250\""])),
        (Decimal::Dot, 1, None, None)
    );
    assert_eq!(looked(&table(&["7", "12"])).decimals, None);
    // Without money other numbers tell.
    let text = "user_id,date,duration\nanna,2026-03-01,\"12,5\"\n";
    assert_eq!(seen(text), (Decimal::Comma, 1, some("12,5"), None));
    // But the dot of a latitude says nothing of amounts beside it.
    let text = "user_id,date,value,lat,lon\nanna,2026-03-01,1.250,45.4641,9.1919\n";
    assert_eq!(seen(text), (Decimal::Comma, 1, None, None));
}

#[test]
fn a_currency_in_any_capitals_is_its_own() {
    let text = "customer_id,date,total,currency\nanna,2026-03-01,9.50,usd\nbea,2026-03-01,9.50,EUR\ncarla,2026-03-01,9.50,NaN\n";
    let mut codes = Vec::new();
    import(
        text.as_bytes(),
        &looked(text).mapping,
        &mut |told| codes.extend(told.event.currency.map(str::to_owned)),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    assert_eq!(codes, ["USD", "EUR", "EUR"], "nothing is no currency");
}
