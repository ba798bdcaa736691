//! `recinto simulate`: synthetic visitors, so that a monitor has something to show. Their reports
//! are drawn by the model's own mechanism, have the real 256 bytes, and go through the real
//! endpoint; the site's record says how many were announced.

mod draw;
mod send;

use crate::client;
use crate::error::CliError;
use clap::Args;
use draw::{Drawn, draw};
use recinto_core::model::{SegmentModel, model_id};
use send::{Sent, send};
use serde::Deserialize;
use serde_json::json;
use std::net::SocketAddr;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// What `simulate` takes.
#[derive(Args)]
pub(crate) struct SimulateArgs {
    /// The site's id
    #[arg(long)]
    site: String,
    /// The site's admin token
    // One token in 64 begins with a hyphen: it is a value all the same.
    #[arg(long, allow_hyphen_values = true)]
    token: String,
    /// How many visitors report
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    reports: u32,
    /// The collector's origin
    #[arg(long, default_value = "http://collect.localhost:8787")]
    server: String,
    /// Connect to this address instead of looking the server's name up
    #[arg(long)]
    connect: Option<SocketAddr>,
    /// How true labels are shared out, one weight per segment in the model's order, like 5,3,2
    /// [default: all alike]
    #[arg(long, value_delimiter = ',')]
    weights: Option<Vec<f64>>,
    /// Seed of labels and noise [default: a random one, which is printed]
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Deserialize)]
struct SiteView {
    origins: Vec<String>,
}

#[derive(Deserialize)]
struct Pointer {
    model: Option<String>,
}

/// Does it.
pub(crate) fn run(args: &SimulateArgs) -> Result<(), CliError> {
    let server = args.server.trim_end_matches('/');
    let agent = client::agent(args.connect);
    let bearer = format!("Bearer {}", args.token);
    let site_url = format!("{server}/v1/sites/{}", args.site);
    let get = |url: &str| client::text(url, agent.get(url).header("authorization", &bearer).call());
    let site: SiteView = serde_json::from_str(&get(&site_url)?)?;
    let origin = site.origins.into_iter().next().ok_or_else(|| {
        CliError::Usage(format!(
            "the site {} has no origin to report from",
            args.site
        ))
    })?;
    let pointer: Pointer = serde_json::from_str(&get(&format!("{site_url}/pointer"))?)?;
    let id = pointer.model.ok_or_else(|| {
        CliError::Usage(format!(
            "the site {} has no model yet; publish one in the app first",
            args.site
        ))
    })?;
    let model_url = format!("{server}/v1/models/{id}");
    let bytes = get(&model_url)?.into_bytes();
    if model_id(&bytes) != id {
        return Err(CliError::Server {
            url: model_url,
            reason: format!(
                "the bytes hash to {}; they were changed on the way",
                model_id(&bytes)
            ),
        });
    }
    let model = SegmentModel::from_bytes(&bytes)?;
    let seed = match args.seed {
        Some(seed) => seed,
        None => getrandom::u64().map_err(CliError::Random)?,
    };
    let epoch = now_ms() / model.privacy.epoch_ms;
    let drawn = draw(
        &model,
        &id,
        &args.site,
        epoch,
        args.reports,
        args.weights.as_deref(),
        seed,
    )?;

    let synthetic_url = format!("{site_url}/synthetic");
    let announced = agent
        .post(&synthetic_url)
        .header("authorization", &bearer)
        .content_type("application/json")
        .send(json!({ "reports": args.reports }).to_string());
    client::text(&synthetic_url, announced)?;
    let started = Instant::now();
    let sent = send(server, &origin, args.connect, drawn.reports.as_slice())?;
    print(
        args,
        &model,
        &drawn,
        &sent,
        seed,
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

fn print(
    args: &SimulateArgs,
    model: &SegmentModel,
    drawn: &Drawn,
    sent: &Sent,
    seed: u64,
    seconds: f64,
) {
    println!(
        "{} synthetic visitors of {}, true labels {}, seed {seed}",
        args.reports,
        args.site,
        if args.weights.is_some() {
            "by the weights given"
        } else {
            "all alike"
        },
    );
    println!("{:<32}  {:>9}  {:>9}", "label", "true", "reported");
    for (segment, (truth, answer)) in model
        .segments
        .iter()
        .zip(drawn.truths.iter().zip(&drawn.answers))
    {
        println!("{:<32}  {truth:>9}  {answer:>9}", segment.label);
    }
    println!(
        "{} acknowledged after they were on disk, {} asked to come again, {seconds:.1} s, {:.0} reports/s",
        sent.accepted,
        sent.retries,
        f64::from(args.reports) / seconds.max(1e-9)
    );
}

fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |passed| {
            u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
        })
}
