//! The accessibility check of a whole page by axe-core.

use super::Browser;
use serde_json::json;

const RUN: &str = "
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.map((v) => ({ rule: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 5).map((n) => n.target.join(' ') + '  ' + n.failureSummary) }));";

impl Browser {
    /// The violations on the page as it is now, each as a text.
    ///
    /// # Panics
    /// If RECINTO_AXE does not name `axe.min.js`.
    pub async fn axe(&self) -> Vec<String> {
        let path = std::env::var("RECINTO_AXE").unwrap_or_else(|_| {
            panic!("RECINTO_AXE does not name axe.min.js; `cargo xtask test` sets it.")
        });
        let source = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("RECINTO_AXE={path}: {error}"));
        // WebDriver's scripts stand outside the page's Content-Security-Policy.
        self.js(&format!("{source}\nwindow.axe = axe;"), vec![])
            .await;
        let found = self.js_async(RUN, vec![json!(null)]).await;
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|violation| format!("{violation:#}"))
            .collect()
    }
}
