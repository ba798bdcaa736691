//! The ways to find segments and their numbers, in words.

use super::{I18n, fill};
use crate::format;
use crate::i18n::*;
use recinto_core::analysis::QualityIndex;
use recinto_web::views::Why;
use recinto_web::way::{Chosen, Field, Way, What};

/// A way's name and when it suits.
pub fn way(i18n: I18n, way: Way) -> (&'static str, &'static str) {
    match way {
        Way::KMeans => (
            t_string!(i18n, ways.k_means),
            t_string!(i18n, ways.about_k_means),
        ),
        Way::MiniBatch => (
            t_string!(i18n, ways.mini_batch),
            t_string!(i18n, ways.about_mini_batch),
        ),
        Way::IncrementalKMeans => (
            t_string!(i18n, ways.incremental),
            t_string!(i18n, ways.about_incremental),
        ),
        Way::Agglomerative => (
            t_string!(i18n, ways.agglomerative),
            t_string!(i18n, ways.about_agglomerative),
        ),
        Way::Dbscan => (
            t_string!(i18n, ways.dbscan),
            t_string!(i18n, ways.about_dbscan),
        ),
        Way::IncrementalDbscan => (
            t_string!(i18n, ways.incremental_dbscan),
            t_string!(i18n, ways.about_incremental_dbscan),
        ),
        Way::Hdbscan => (
            t_string!(i18n, ways.hdbscan),
            t_string!(i18n, ways.about_hdbscan),
        ),
        Way::Dbstream => (
            t_string!(i18n, ways.dbstream),
            t_string!(i18n, ways.about_dbstream),
        ),
    }
}

/// A number's name and what it means.
pub fn what(i18n: I18n, way: Way, what: What) -> (&'static str, &'static str) {
    match what {
        What::Clusters => (
            t_string!(i18n, fields.clusters),
            match way {
                Way::KMeans => t_string!(i18n, fields.clusters_best),
                Way::Agglomerative => t_string!(i18n, fields.clusters_cut),
                _ => t_string!(i18n, fields.clusters_hint),
            },
        ),
        What::Batch => (
            t_string!(i18n, fields.batch),
            t_string!(i18n, fields.batch_hint),
        ),
        What::HalfLife => (
            t_string!(i18n, fields.half_life),
            t_string!(i18n, fields.half_life_hint),
        ),
        What::Epsilon => (
            t_string!(i18n, fields.epsilon),
            t_string!(i18n, fields.epsilon_hint),
        ),
        What::MinPoints => (
            t_string!(i18n, fields.min_points),
            t_string!(i18n, fields.min_points_hint),
        ),
        What::Linkage => (
            t_string!(i18n, fields.linkage),
            t_string!(i18n, fields.linkage_hint),
        ),
        What::Height => (
            t_string!(i18n, fields.height),
            t_string!(i18n, fields.height_hint),
        ),
        What::MinSize => (
            t_string!(i18n, fields.min_size),
            t_string!(i18n, fields.min_size_hint),
        ),
        What::MinSamples => (
            t_string!(i18n, fields.min_samples),
            t_string!(i18n, fields.min_samples_hint),
        ),
        What::Selection => (
            t_string!(i18n, fields.selection),
            t_string!(i18n, fields.selection_hint),
        ),
        What::Radius => (
            t_string!(i18n, fields.radius),
            t_string!(i18n, fields.radius_hint),
        ),
        What::Fading => (
            t_string!(i18n, fields.fading),
            t_string!(i18n, fields.fading_hint),
        ),
    }
}

/// The options of a number that stands for one of a few; empty for any other.
pub fn options(i18n: I18n, what: What) -> Vec<&'static str> {
    match what {
        What::Linkage => vec![
            t_string!(i18n, fields.ward),
            t_string!(i18n, fields.average),
            t_string!(i18n, fields.complete),
            t_string!(i18n, fields.single),
        ],
        What::Selection => vec![t_string!(i18n, fields.mass), t_string!(i18n, fields.leaf)],
        _ => Vec::new(),
    }
}

/// The safe range, or that a number is beyond it.
pub fn range(i18n: I18n, field: &Field, wrong: bool) -> String {
    let locale = i18n.get_locale();
    let text = match (wrong, field.step == 1.0) {
        (false, _) => t_string!(i18n, fields.range),
        (true, true) => t_string!(i18n, fields.wrong_whole),
        (true, false) => t_string!(i18n, fields.wrong),
    };
    let end = |value: f64| format::number(locale, value, 3);
    fill(text, &[("a", &end(field.least)), ("b", &end(field.most))])
}

/// The numbers of a way in a line.
pub fn numbers(i18n: I18n, chosen: &Chosen) -> String {
    let locale = i18n.get_locale();
    let said = chosen.way.fields().iter().zip(&chosen.numbers);
    let said = said.filter(|(field, value)| {
        **value != 0.0 || !matches!(field.what, What::Clusters | What::Height)
    });
    said.map(|(field, &value)| {
        let (name, _) = what(i18n, chosen.way, field.what);
        let name = name.split(',').next().unwrap_or(name);
        let option = options(i18n, field.what);
        let text = option.get(value as usize).map_or_else(
            || format::number(locale, value, 6),
            |option| {
                option
                    .split([':', '('])
                    .next()
                    .unwrap_or(option)
                    .trim()
                    .to_owned()
            },
        );
        format!("{name}: {text}")
    })
    .collect::<Vec<_>>()
    .join("; ")
}

/// How far a segment's stability lets one trust it (Hennig 2007).
pub fn firmness(i18n: I18n, jaccard: f64) -> &'static str {
    if jaccard >= 0.85 {
        t_string!(i18n, firm.high)
    } else if jaccard >= 0.75 {
        t_string!(i18n, firm.pattern)
    } else if jaccard >= 0.6 {
        t_string!(i18n, firm.doubt)
    } else {
        t_string!(i18n, firm.weak)
    }
}

/// A measure of quality.
pub fn index(i18n: I18n, index: QualityIndex) -> &'static str {
    match index {
        QualityIndex::Silhouette => t_string!(i18n, choice.silhouette),
        QualityIndex::ClusterSilhouette => t_string!(i18n, choice.cluster_silhouette),
        QualityIndex::Stability => t_string!(i18n, choice.stability),
        QualityIndex::CalinskiHarabasz => t_string!(i18n, choice.calinski),
        QualityIndex::DaviesBouldin => t_string!(i18n, choice.davies),
        QualityIndex::Gap => t_string!(i18n, choice.gap),
    }
}

/// The advisor's reason in a sentence.
pub fn why(i18n: I18n, why: &Why) -> String {
    let locale = i18n.get_locale();
    let text = match why.code.as_str() {
        "compact" => t_string!(i18n, why.compact),
        "outliers" => t_string!(i18n, why.outliers),
        "uneven" => t_string!(i18n, why.uneven),
        "odd_shapes" => t_string!(i18n, why.odd_shapes),
        "many" => t_string!(i18n, why.many),
        "few" => t_string!(i18n, why.few),
        "few_places" => t_string!(i18n, why.few_places),
        "no_structure" => t_string!(i18n, why.no_structure),
        "alike" => t_string!(i18n, why.alike),
        "structure" => t_string!(i18n, why.structure),
        "touching" => t_string!(i18n, why.touching),
        "as_good" => t_string!(i18n, why.as_good),
        "even" => t_string!(i18n, why.even),
        "clear_k" => t_string!(i18n, why.clear_k),
        "at_once" => t_string!(i18n, why.at_once),
        _ => t_string!(i18n, why.memory),
    };
    let number = |at: usize| why.numbers.get(at).copied().unwrap_or_default();
    let (a, b) = (number(0), number(1));
    let (p, a) = (format::percent(locale, a, 0), format::number(locale, a, 2));
    let b = format::number(locale, b, 2);
    fill(text, &[("a", &a), ("p", &p), ("b", &b)])
}
