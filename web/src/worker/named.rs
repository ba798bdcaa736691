//! The question that a column answers, from the column alone: a project that was opened has no
//! catalogue beside it.

use recinto_core::features::{FeatureSpec, Measure};
use recinto_core::studio::{Column, DeskMeasure, Lifetime, Question};
use recinto_web::views::studio::Named;

/// A column for a reader.
pub fn named(column: &Column) -> Named {
    let key = column.key();
    let (question, of, over) = match column {
        Column::Feature(feature) => (question(feature), feature.of.clone(), feature.over.clone()),
        Column::Desk(desk) => match &desk.what {
            DeskMeasure::Is { name, value } => (Question::Is, name.clone(), value.clone()),
            DeskMeasure::HoursBetween { of } => (Question::HoursBetween, of.clone(), String::new()),
            DeskMeasure::Diversity { of } => {
                (Question::FullVariety, format!("{of}:*"), String::new())
            }
            DeskMeasure::Lifetime { what, of } => {
                let question = match what {
                    Lifetime::Frequency | Lifetime::Monetary | Lifetime::Tenure => {
                        Question::Lifetime
                    }
                };
                (question, of.clone(), String::new())
            }
        },
    };
    Named {
        key,
        question,
        of,
        over,
    }
}

fn question(feature: &FeatureSpec) -> Question {
    let of = feature.of.as_str();
    let head = of.split_once(':').map_or(of, |(head, _)| head);
    match feature.measure {
        Measure::Recency => Question::DaysSinceLast,
        Measure::Tenure => Question::DaysSinceFirst,
        Measure::MeanGap => Question::DaysBetween,
        Measure::Burstiness => Question::Bursts,
        Measure::Depth => Question::FunnelDepth,
        Measure::Monetary => Question::TotalValue,
        Measure::Frequency => match head {
            "fence" => Question::FenceVisits,
            "places" => Question::RecurringPlaces,
            "composite" => Question::Composite,
            _ => Question::HowMany,
        },
        Measure::Mean => match head {
            "session" => Question::VisitLength,
            "scroll" => Question::ScrollDepth,
            "dwell" => Question::Dwell,
            "hour" => Question::Hour,
            "weekday" => Question::Weekday,
            "fence" => Question::FenceDwell,
            "distance" => Question::Distance,
            _ => Question::MeanValue,
        },
        Measure::Entropy => match head {
            "step" => Question::PathVariety,
            _ => Question::InterestVariety,
        },
        Measure::Ratio => match (head, of.matches('>').count()) {
            ("session", _) => Question::SecondPage,
            ("step", 1) => Question::StepShare,
            ("step", _) => Question::SequenceShare,
            ("source" | "campaign", _) => Question::SourceShare,
            ("intent", _) => Question::IntentShare,
            ("daypart", _) => Question::DaypartShare,
            ("weekend", _) => Question::WeekendShare,
            ("season", _) => Question::SeasonShare,
            ("commune" | "province" | "region", _) => Question::PlaceShare,
            ("page", _) if feature.over == "session" => Question::PagesPerVisit,
            _ => Question::InterestShare,
        },
    }
}
