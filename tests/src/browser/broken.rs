//! Working a page that may be broken past the driver's own way, which takes the page's primitives for good ones.

use super::{Browser, Make};
use serde_json::{Value, json};

impl Browser {
    /// Runs a function body in a page, whatever became of its primitives. Firefox runs it beside the page: what it makes
    /// has prototypes of its own there, so what shall be the page's own doing must be a function of the page's.
    pub async fn evaluate(&self, body: &str) -> Value {
        if self.make == Make::Firefox {
            return self
                .client
                .execute(body, vec![])
                .await
                .unwrap_or_else(|error| panic!("script failed: {error}\n{body}"));
        }
        let wish =
            json!({ "expression": format!("(() => {{ {body} }})()"), "returnByValue": true });
        let answer = self.cdp("Runtime.evaluate", wish).await;
        assert!(answer["exceptionDetails"].is_null(), "{answer:#}\n{body}");
        answer["result"]["value"].clone()
    }

    /// Sets out for an address, whatever became of the page before. The page may still be on its way.
    pub async fn set_out(&self, url: &str) {
        match self.make {
            Make::Chromium => drop(self.cdp("Page.navigate", json!({ "url": url })).await),
            Make::Firefox => self.goto(url).await,
        }
    }
}
