//! `recinto segment`: the desk's analysis on a file of any size. The same core code as in the
//! app, so the model has the same bytes and the same id.

use crate::error::CliError;
use crate::method::MethodArgs;
use clap::{Args, ValueEnum};
use recinto_core::analysis::{
    Analysis, AnalysisError, Options, Prepared, SegmentProfile, Source, Trees, advise, analyse,
    people_csv, profiles, recluster, to_model,
};
use recinto_core::cleaning::Plan;
use recinto_core::clustering::NOISE;
use recinto_core::events::import::{SNIFF_BYTES, import, sniff};
use recinto_core::events::Sheet;
use recinto_core::model::model_id;
use recinto_core::studio::{Extras, catalogue};
use serde_json::json;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// How the result is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Table,
    /// For programs
    Json,
}

/// What `segment` takes.
#[derive(Args)]
pub(crate) struct SegmentArgs {
    /// CDNOW's own format, or CSV/TSV with a header
    file: PathBuf,
    #[command(flatten)]
    method: MethodArgs,
    /// Days looked back from the last event, 1 to 730
    #[arg(long, default_value_t = 365)]
    window_days: u32,
    /// Kind of event [default: purchase, or the most frequent]
    #[arg(long)]
    kind: Option<String>,
    /// Seed of everything random
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Name inside the model [default: the file's name without its ending]
    #[arg(long)]
    name: Option<String>,
    /// Why more than 30 days of memory are needed, in words a visitor reads; the model needs it
    #[arg(long, default_value = "")]
    necessity: String,
    /// Write the model here
    #[arg(long, value_name = "OUT.json")]
    model: Option<PathBuf>,
    /// Write a row per person here: person, label, segment, scoring
    #[arg(long, value_name = "OUT.csv")]
    people: Option<PathBuf>,
    /// Write the project here, to open it at the desk
    #[arg(long, value_name = "OUT.recinto.json")]
    project: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Does it.
pub(crate) fn run(args: &SegmentArgs) -> Result<(), CliError> {
    let prepared = read(&args.file)?;
    let choice = match &args.kind {
        Some(kind) => {
            let found = catalogue(&prepared.sheet, args.window_days, &Extras::default());
            if !found.kinds.contains_key(kind) {
                return Err(AnalysisError::NoSuchKind(kind.clone()).into());
            }
            Some(found.of_a_kind(kind))
        }
        None => None,
    };
    let options = Options {
        window_days: args.window_days,
        choice,
        places: None,
        method: args.method.stated(),
        seed: args.seed,
    };
    let go = &mut |_, _| ControlFlow::Continue(());
    let mut analysis = analyse(&prepared, &options, go)?;
    if args.method.stated().is_none() {
        let advice = advise(&analysis, go)?;
        let method = args.method.filled(&advice)?;
        analysis = recluster(&analysis, method, &mut Trees::default(), go)?;
    }
    analysis.privacy.necessity.clone_from(&args.necessity);
    analysis.model_name = args.name.clone().unwrap_or_else(|| stem(&args.file));
    if let Some(path) = &args.people {
        write(path, &people_csv(&analysis))?;
    }
    if let Some(path) = &args.project {
        write(path, &analysis.to_bytes()?)?;
    }
    // A model needs more than segments do (audience, necessity): without --model its absence is
    // told, with --model it is an error.
    let model = to_model(&analysis)
        .map_err(CliError::from)
        .and_then(|model| Ok(model.to_bytes()?));
    let id = match (&model, &args.model) {
        (Ok(bytes), Some(path)) => {
            write(path, bytes)?;
            Ok(model_id(bytes))
        }
        (Ok(bytes), None) => Ok(model_id(bytes)),
        (Err(error), None) => Err(error.to_string()),
        (Err(_), Some(_)) => return model.map(|_| ()),
    };
    match args.format {
        Format::Table => table(&analysis, &id),
        Format::Json => println!(
            "{}",
            serde_json::to_string_pretty(&as_json(&analysis, &id))?
        ),
    }
    Ok(())
}

fn read(path: &Path) -> Result<Prepared, CliError> {
    let failed = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    let no_import = |source| CliError::Import {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file)
        .take(SNIFF_BYTES as u64)
        .read_to_end(&mut head)
        .map_err(failed)?;
    file.rewind().map_err(failed)?;
    let sniffed = sniff(&head).map_err(no_import)?;
    let mut sheet = Sheet::new();
    let report = import(
        BufReader::with_capacity(1 << 20, file),
        &sniffed.mapping,
        &mut |told| sheet.push_told(told),
        &mut |_| ControlFlow::Continue(()),
    )
    .map_err(no_import)?;
    let source = Source {
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        import: report,
    };
    let go = &mut |_, _| ControlFlow::Continue(());
    Ok(Prepared::new(sheet, source, Plan::default(), go)?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    std::fs::write(path, bytes).map_err(|source| CliError::File {
        path: path.to_owned(),
        source,
    })
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().chars().take(80).collect())
        .unwrap_or_default()
}

fn noise(analysis: &Analysis) -> usize {
    let in_none = |label: &&u32| **label == NOISE;
    analysis.labels.iter().filter(in_none).count()
}

/// The algorithm with its parameters, as the project keeps them.
fn method(analysis: &Analysis) -> String {
    serde_json::to_string(&analysis.method).unwrap_or_default()
}

fn table(analysis: &Analysis, id: &Result<String, String>) {
    let report = &analysis.source.import;
    println!(
        "{}: {} rows, {} used, {} left out; {} people in the last {} days; {}: {} segments, {} people in none (K-Means proposes {})",
        analysis.source.name,
        report.rows,
        report.accepted,
        report.rejected_rows(),
        analysis.people.len(),
        analysis.window_days,
        method(analysis),
        analysis.k,
        noise(analysis),
        analysis.choice.proposed,
    );
    print!(
        "{:<24}  {:>8}  {:>7}  {:>7}  {:>7}",
        "segment", "people", "share", "stable", "agrees"
    );
    for column in &analysis.columns {
        print!("  {:>10}", column.key());
    }
    println!();
    let figures = analysis
        .stability
        .jaccard
        .iter()
        .zip(&analysis.published.agreement);
    for ((segment, profile), (stable, agrees)) in analysis
        .segments
        .iter()
        .zip(profiles(analysis))
        .zip(figures)
    {
        print!(
            "{:<24}  {:>8}  {:>6.1}%  {:>7.2}  {:>6.1}%",
            segment.name,
            profile.size,
            100.0 * profile.share,
            stable,
            100.0 * agrees,
        );
        for column in &profile.columns {
            print!("  {:>10.2}", column.mean);
        }
        println!();
    }
    match id {
        Ok(id) => println!("model {id}"),
        Err(reason) => println!("no model: {reason}"),
    }
}

fn as_json(analysis: &Analysis, id: &Result<String, String>) -> serde_json::Value {
    let segments: Vec<_> = analysis
        .segments
        .iter()
        .zip(profiles(analysis))
        .enumerate()
        .map(|(at, (segment, profile))| {
            json!({
                "label": segment.label,
                "name": segment.name,
                "people": profile.size,
                "share": profile.share,
                "agreement": analysis.published.agreement.get(at),
                "means": means(analysis, &profile),
            })
        })
        .collect();
    json!({
        "source": analysis.source,
        "people": analysis.people.len(),
        "window_days": analysis.window_days,
        "vocabulary": analysis.vocabulary,
        "seed": analysis.seed,
        "method": analysis.method,
        "k": analysis.k,
        "in_no_segment": noise(analysis),
        "choice": analysis.choice,
        "stability": analysis.stability,
        "calibration_error": analysis.published.calibration_error,
        "segments": segments,
        "model": id.as_ref().ok(),
        "no_model": id.as_ref().err(),
    })
}

fn means(
    analysis: &Analysis,
    profile: &SegmentProfile,
) -> serde_json::Map<String, serde_json::Value> {
    analysis
        .columns
        .iter()
        .zip(&profile.columns)
        .map(|(column, found)| (column.key(), json!(found.mean)))
        .collect()
}
