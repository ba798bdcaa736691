//! The collector's admin calls. Only what is shown on screen is sent.

use gloo_net::http::{Request, RequestBuilder, Response};
use recinto_web::problem::Problem;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// `/config.json` of the app's origin.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Config {
    /// The collector's origin.
    pub collector: String,
    /// The demo's shop, when there is one.
    pub demo_site: Option<DemoSite>,
}

/// The demo's shop.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct DemoSite {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its origin.
    pub origin: String,
}

/// A new site.
#[derive(Debug, Clone, Serialize)]
pub struct NewSite {
    /// Its id.
    pub site: String,
    /// Its name.
    pub name: String,
    /// Where its pages are.
    pub origins: Vec<String>,
}

/// A site as registered: the token is told this once.
#[derive(Debug, Clone, Deserialize)]
pub struct Registered {
    /// Its id.
    pub site: String,
    /// Its name.
    pub name: String,
    /// Where its pages are.
    pub origins: Vec<String>,
    /// Its admin token.
    pub token: String,
    /// What its owner pastes.
    pub snippet: String,
    /// What else, so that a visit tells more by itself.
    pub capture: String,
}

/// The "is it working" list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Status {
    /// Whether the script stands on the site's start page.
    pub script: ScriptStatus,
    /// Whether a visitor consented.
    pub consent: ConsentStatus,
    /// Whether visitors fetch the current model.
    pub model: ModelStatus,
    /// Whether reports come in.
    pub report: ReportStatus,
}

/// The script on the site.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ScriptStatus {
    /// `None`: could not be looked at.
    pub ok: Option<bool>,
    /// What was found.
    #[serde(default)]
    pub detail: Option<String>,
}

/// Consent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ConsentStatus {
    /// Seen.
    pub ok: Option<bool>,
    /// Last UTC day, in whatever form the collector has it.
    #[serde(default)]
    pub last_day: serde_json::Value,
}

/// The model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ModelStatus {
    /// There is one.
    pub ok: Option<bool>,
    /// Its id.
    #[serde(default)]
    pub current: Option<String>,
    /// Last UTC day it was fetched.
    #[serde(default)]
    pub last_served_day: serde_json::Value,
}

/// Reports.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ReportStatus {
    /// Seen.
    pub ok: Option<bool>,
    /// Epoch of the last.
    #[serde(default)]
    pub last_epoch: Option<i64>,
}

/// Counts of a site's model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Counts {
    /// The model; none before the first was published.
    pub model: Option<String>,
    /// Cells below it are withheld.
    #[serde(default)]
    pub minimum_audience: Option<u64>,
    /// Reports of simulated visitors among them.
    #[serde(default)]
    pub synthetic_reports: u64,
    /// Newest first.
    #[serde(default)]
    pub epochs: Vec<EpochCounts>,
}

/// Counts of an epoch.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct EpochCounts {
    /// Its number.
    pub epoch: i64,
    /// Its length.
    pub length_ms: f64,
    /// Reports; withheld when few.
    pub total: Option<u64>,
    /// One per segment.
    pub cells: Vec<Cell>,
}

/// The count of a segment.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Cell {
    /// The label.
    pub label: String,
    /// The display name.
    pub name: String,
    /// Reports with this label.
    pub count: Option<u64>,
    /// How many truly hold it, estimated.
    pub estimate: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Below the minimum audience.
    pub withheld: bool,
}

#[derive(Deserialize)]
struct ErrorBody {
    error: ErrorPart,
}

#[derive(Deserialize)]
struct ErrorPart {
    code: String,
    message: String,
}

#[derive(Deserialize)]
struct Published {
    model: String,
}

/// Where the collector is.
pub async fn config() -> Result<Config, Problem> {
    let address = "/config.json";
    let response = Request::get(address).send().await;
    let response = response.map_err(|_| unreachable(address))?;
    response.json().await.map_err(|_| unreachable(address))
}

/// The bundled sample.
pub async fn sample() -> Result<web_sys::File, Problem> {
    let address = "/sample/cdnow_master.txt";
    let response = Request::get(address).send().await;
    let response = response.ok().filter(Response::ok);
    let bytes = match response {
        Some(response) => response.binary().await.map_err(|_| unreachable(address))?,
        None => return Err(unreachable(address)),
    };
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
    web_sys::File::new_with_u8_array_sequence(&parts, "cdnow_master.txt").map_err(|_| {
        Problem::Worker {
            detail: "File".to_owned(),
        }
    })
}

impl Config {
    /// Registers a site.
    pub async fn add_site(&self, operator: &str, site: &NewSite) -> Result<Registered, Problem> {
        let body = serde_json::to_string(site).unwrap_or_default();
        let request = self
            .bearer(Request::post(&self.at("/v1/sites")), operator)
            .header("Content-Type", "application/json")
            .body(body);
        self.answer(request).await
    }

    /// Publishes a model: exactly these bytes.
    pub async fn publish(&self, site: &str, token: &str, bytes: &str) -> Result<String, Problem> {
        let address = self.at(&format!("/v1/sites/{site}/model"));
        let request = self
            .bearer(Request::put(&address), token)
            .header("Content-Type", "application/json")
            .body(bytes.to_owned());
        let published: Published = self.answer(request).await?;
        Ok(published.model)
    }

    /// Counts of the current model.
    pub async fn counts(&self, site: &str, token: &str) -> Result<Counts, Problem> {
        let address = self.at(&format!("/v1/sites/{site}/counts"));
        self.answer(self.bearer(Request::get(&address), token).build())
            .await
    }

    /// Is it working?
    pub async fn status(&self, site: &str, token: &str) -> Result<Status, Problem> {
        let address = self.at(&format!("/v1/sites/{site}/status"));
        self.answer(self.bearer(Request::get(&address), token).build())
            .await
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.collector.trim_end_matches('/'))
    }

    fn bearer(&self, request: RequestBuilder, token: &str) -> RequestBuilder {
        request
            .credentials(web_sys::RequestCredentials::Omit)
            .referrer_policy(web_sys::ReferrerPolicy::NoReferrer)
            .cache(web_sys::RequestCache::NoStore)
            .header("Authorization", &format!("Bearer {token}"))
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        request: Result<Request, gloo_net::Error>,
    ) -> Result<T, Problem> {
        let unreachable = |_| unreachable(&self.collector);
        let response = request
            .map_err(unreachable)?
            .send()
            .await
            .map_err(unreachable)?;
        let status = response.status();
        let good = response.ok();
        let text = response.text().await.map_err(unreachable)?;
        let refused = || Problem::Refused {
            code: status.to_string(),
            message: text.chars().take(200).collect(),
        };
        if good {
            return serde_json::from_str(&text).map_err(|_| refused());
        }
        Err(match serde_json::from_str::<ErrorBody>(&text) {
            Ok(body) => Problem::Refused {
                code: body.error.code,
                message: body.error.message,
            },
            Err(_) => refused(),
        })
    }
}

fn unreachable(address: &str) -> Problem {
    Problem::Unreachable {
        address: address.to_owned(),
    }
}
