//! `recinto serve`: collector, app and demo shop on three origins of one listener.

mod assets;
mod hosts;
mod stop;

use crate::error::CliError;
use crate::release::script_hashes;
use clap::Args;
use hosts::Hosts;
use recinto_collector::{Clock, Collector, Origin, Settings, Store, SystemClock, Token};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// What `serve` takes.
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// The database file; made when it is not there
    #[arg(long, default_value = "recinto.db")]
    data: PathBuf,
    /// Directory with app/ and, for --demo, shop/ [default: the program's own directory]
    #[arg(long)]
    assets: Option<PathBuf>,
    /// Serve the demo shop too, and make a fresh operator token at every start
    #[arg(long)]
    demo: bool,
    /// The app's origin [default: http://app.localhost with the listener's port]
    #[arg(long)]
    app_origin: Option<String>,
    /// The collector's origin [default: http://collect.localhost with the listener's port]
    #[arg(long)]
    collect_origin: Option<String>,
    /// The demo shop's origin [default: http://shop.localhost with the listener's port]
    #[arg(long, requires = "demo")]
    shop_origin: Option<String>,
    /// Make a new operator token; the old one stops working
    #[arg(long)]
    new_operator_token: bool,
}

/// Serves until a signal asks to stop.
pub(crate) fn run(args: &ServeArgs) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| CliError::Io {
            what: "the server could not start".to_owned(),
            source,
        })?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let store = Arc::new(Store::open(&args.data, Arc::clone(&clock))?);
    let token = operator_token(&store, args)?;
    let served = runtime.block_on(serve(args, Arc::clone(&store), clock, token));
    // Ends what is still running, so that the store's last owner is this function and the
    // write-ahead log is folded into the file before the process ends.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    drop(store);
    served
}

fn operator_token(store: &Store, args: &ServeArgs) -> Result<Option<Token>, CliError> {
    if !args.demo && !args.new_operator_token && store.has_operator_blocking()? {
        return Ok(None);
    }
    let token = Token::fresh()?;
    store.set_operator_blocking(&token)?;
    Ok(Some(token))
}

async fn serve(
    args: &ServeArgs,
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    token: Option<Token>,
) -> Result<(), CliError> {
    let listen_failed = |source| CliError::Io {
        what: format!(
            "cannot listen on {}; stop what uses the port, or choose another with --listen",
            args.listen
        ),
        source,
    };
    let listener = tokio::net::TcpListener::bind(args.listen)
        .await
        .map_err(listen_failed)?;
    let bound = listener.local_addr().map_err(listen_failed)?;
    let origin = |given: &Option<String>, name: &str| match given {
        Some(text) => Origin::parse(text),
        None if bound.port() == 80 => Origin::parse(&format!("http://{name}.localhost")),
        None => Origin::parse(&format!("http://{name}.localhost:{}", bound.port())),
    };
    let app = origin(&args.app_origin, "app")?;
    let collect = origin(&args.collect_origin, "collect")?;
    let shop = args
        .demo
        .then(|| origin(&args.shop_origin, "shop"))
        .transpose()?;

    let directory = match &args.assets {
        Some(directory) => directory.clone(),
        None => own_directory()?,
    };
    let config = json!({
        "collector": collect.as_str(),
        "demo_site": shop.as_ref().map(|shop| json!({
            "id": "cd-shop",
            "name": "CD shop",
            "origin": shop.as_str(),
        })),
    });
    let settings = Settings {
        app_origin: app.clone(),
        collect_origin: collect.clone(),
        // The demo's shop hosts its own copy, whose hashes they have to be.
        hashes: script_hashes(&directory.join(if args.demo { "shop/recinto" } else { "tracker" })),
        localhost: args.demo.then(|| reachable(bound)),
    };
    let mut hosts = Hosts::default();
    hosts.add(
        &app,
        assets::app(&directory.join("app"), &collect, config.to_string())?,
    )?;
    hosts.add(&collect, Collector::new(store, clock, settings).router())?;
    if let Some(shop) = &shop {
        hosts.add(shop, assets::shop(&directory.join("shop"), &collect)?)?;
    }

    println!(
        "Recinto listens on {bound}, data in {}",
        args.data.display()
    );
    println!("  collector  {collect}");
    if let Some(shop) = &shop {
        println!("  shop       {shop}/");
    }
    match token {
        Some(token) => println!("Open {app}/#operator={}", token.reveal()),
        None => println!(
            "Open {app}/ (the operator token was shown at the first start; --new-operator-token makes another)"
        ),
    }
    stop::serve_until_stopped(listener, hosts.router()).await
}

/// Where the program is, and beside it what a release has.
pub(crate) fn own_directory() -> Result<PathBuf, CliError> {
    let program = std::env::current_exe().map_err(|source| CliError::Io {
        what: "the program's own directory is unknown; name one with --assets".to_owned(),
        source,
    })?;
    Ok(program.parent().map(PathBuf::from).unwrap_or_default())
}

/// Where this process reaches its own listener.
fn reachable(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}
