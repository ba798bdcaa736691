//! A graceful stop: no new connections, requests under way get their answer.

use crate::error::CliError;
use axum::Router;
use std::future::{Future, pending};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long requests under way have after the signal.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM.
pub(super) async fn serve_until_stopped(
    listener: TcpListener,
    router: Router,
) -> Result<(), CliError> {
    let signal = stop_signal()?;
    let (stopping, told) = oneshot::channel::<()>();
    let served = async {
        axum::serve(listener, router)
            .with_graceful_shutdown(async move {
                signal.await;
                eprintln!("recinto: stopping");
                // The receiver is only gone when serving has ended by itself.
                let _ = stopping.send(());
            })
            .await
    };
    let too_long = async {
        match told.await {
            Ok(()) => tokio::time::sleep(GRACE).await,
            Err(_) => pending().await,
        }
    };
    tokio::select! {
        done = served => done.map_err(|source| CliError::Io {
            what: "serving ended".to_owned(),
            source,
        }),
        () = too_long => Ok(()),
    }
}

#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, CliError> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |source| CliError::Io {
        what: "signals cannot be received".to_owned(),
        source,
    };
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, CliError> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    })
}
