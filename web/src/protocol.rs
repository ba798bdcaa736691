//! The messages. They travel as postcard bytes, with a `File` or `Blob` beside them where stated:
//! page and worker are of one build, and reading JSON would take a fifth of the page's code.

use crate::problem::Problem;
use crate::views::clean::Cleaned;
use crate::views::read::{Looked, Preview, Reading};
use crate::views::studio::{Named, Own, Picked, Related, Studio};
use crate::views::{Advised, Agreement, Beside, Distances, Tree, Widths};
use crate::way::Chosen;
use recinto_core::analysis::{ChoiceOfK, Outside, SegmentProfile, Stability};
use recinto_core::cleaning::Plan;
use recinto_core::events::import::ImportReport;
use recinto_core::model::sensitive::Reason;
use recinto_core::model::{PrivacyPolicy, Segment};
use recinto_core::rules::packs::{Language, Trade};
use recinto_core::rules::{Condition, Rule};
use serde::{Deserialize, Serialize};

/// The width of the scatter's drawing.
pub const PICTURE_WIDTH: f64 = 560.0;
/// Its height.
pub const PICTURE_HEIGHT: f64 = 400.0;

/// A message as it travels. One that cannot be written has no bytes, which the other side cannot read.
pub fn to_bytes(message: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(message).unwrap_or_default()
}

/// A message that has come.
///
/// # Errors
/// [`Problem::Unread`], for whoever sits before the screen: without a word, they would wait for an answer.
pub fn from_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Problem> {
    postcard::from_bytes(bytes).map_err(|error| Problem::Unread {
        detail: error.to_string(),
    })
}

/// From the page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Look at the file that comes along; a project file is opened at once.
    Look,
    /// Read the file looked at last, and clean it.
    Read {
        /// How to read it.
        reading: Reading,
        /// How to clean it.
        plan: Plan,
        /// What to find at once.
        find: Option<Settings>,
    },
    /// How the first rows would be read with this mapping.
    Preview(Reading),
    /// The file that comes along was read before a *Cancel*; it is read again when it is needed.
    Hold {
        /// How it was read.
        reading: Reading,
        /// How it was cleaned.
        plan: Plan,
    },
    /// What the marketer added before this worker was started.
    Own(Box<Own>),
    /// Clean the rows another way.
    Clean(Plan),
    /// What could be measured.
    Studio(Asked),
    /// How these features go together.
    Relate(Vec<Picked>),
    /// Find again, over the events read last.
    Analyse(Settings),
    /// The same people in other segments.
    Recluster(Settings),
    /// What would suit these people?
    Advise,
    /// The silhouette of everyone.
    Widths,
    /// Distances to the nearest people.
    Distances {
        /// The how many-th nearest.
        min_points: usize,
    },
    /// The dendrogram.
    Tree {
        /// Index of the linkage.
        linkage: usize,
    },
    /// Keep the present run to compare.
    Keep,
    /// Change the kept run and the present one over.
    Swap,
    /// Compare no more.
    Drop,
    /// Names and policy were changed.
    Edit(Edits),
    /// The model of a pack of rules, for a site without data; its currency (ISO 4217).
    Pack(Trade, Language, String),
    /// Hand out a file.
    Export(Export),
    /// The project saved last, if any.
    Restore,
    /// Erase the saved project.
    Forget,
}

/// What is known of the features before they are shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Days looked back.
    pub window_days: u32,
    /// The features in use; the proposed ones when there are none.
    pub picked: Vec<Picked>,
    /// What the marketer added; as it was when there is nothing here.
    pub own: Option<Own>,
    /// A calendar to take in: its name, and the text of an iCalendar file.
    pub calendar: Option<(String, String)>,
}

/// What the marketer chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Days looked back.
    pub window_days: u32,
    /// How to find them.
    pub chosen: Chosen,
    /// Seed of everything random.
    pub seed: u64,
    /// The features; the proposed ones when there are none.
    pub picked: Vec<Picked>,
    /// "Segment" in the reader's language, for the first names.
    pub word: String,
    /// The model's name, and why its window is long, where nothing is stated yet.
    pub model_name: String,
    /// Necessity to begin with.
    pub necessity: String,
}

/// What the marketer wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edits {
    /// Names, categories, tags.
    pub segments: Vec<Segment>,
    /// What reports are like.
    #[serde(with = "crate::policy")]
    pub privacy: PrivacyPolicy,
    /// The model's display name.
    pub model_name: String,
    /// Rules beside the segments.
    pub rules: Vec<Rule>,
    /// Why sensitive matters are touched.
    pub sensitive: Vec<Reason>,
}

/// A file to take away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// The model's bytes.
    Model,
    /// CSV person → segment.
    People,
    /// The trade's JSON.
    Trade,
    /// The project.
    Project,
    /// The cleaned events as CSV.
    Events,
    /// The rows that could not be read, as CSV.
    Rejects,
    /// People by these features, as CSV.
    Features(Vec<Picked>),
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading bytes.
    Reading,
    /// Cleaning rows.
    Cleaning,
    /// Features.
    Features,
    /// Segments.
    Clustering,
    /// Silhouettes and other indices.
    Quality,
    /// Resampling.
    Stability,
}

/// From the worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// Messages can be sent now.
    Ready,
    /// How the file could be read.
    Looked(Box<Looked>),
    /// How far it is.
    Progress {
        /// What is being done.
        stage: Stage,
        /// Share of the stage, 0 to 1.
        share: f64,
        /// Rows read so far.
        rows: u64,
    },
    /// The first rows as they would be read.
    Previewed(Box<Preview>),
    /// The rows are at hand.
    Cleaned(Box<Cleaned>, ImportReport),
    /// What could be measured.
    Studio(Box<Studio>),
    /// How the chosen features go together.
    Related(Box<Related>),
    /// Segments.
    Found(Box<Findings>),
    /// The model after an edit, and what it gives back of the segments.
    Model(Drafted, Agreement),
    /// For how many people of the file the rules hold, by the labels of their segments.
    Held(Vec<(String, u64)>),
    /// What suits.
    Advice(Box<Advised>),
    /// The silhouette.
    Widths(Box<Widths>),
    /// The k-distance plot.
    Distances(Box<Distances>),
    /// The dendrogram.
    Tree(Box<Tree>),
    /// Two runs side by side, or no more.
    Beside(Option<Box<Beside>>),
    /// The project is on disk.
    Saved {
        /// When, ms since epoch.
        at_ms: f64,
    },
    /// The project is not on disk.
    NotSaved(Problem),
    /// There is no saved project.
    Nothing,
    /// A file; its bytes come along as a `Blob`.
    File {
        /// Proposed name.
        name: String,
    },
    /// It did not work. The report tells what became of the rows, when any were read.
    Failed {
        /// Why.
        problem: Problem,
        /// Rows.
        report: Option<ImportReport>,
    },
}

impl Tell {
    /// Something went wrong, and there are no rows to show for it.
    #[must_use]
    pub fn failed(problem: Problem) -> Self {
        Self::Failed {
            problem,
            report: None,
        }
    }
}

/// The model as it would be published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drafted {
    /// It can be.
    Ready {
        /// The exact bytes: RFC 8785 JSON, so text.
        bytes: String,
        /// Their id.
        id: String,
        /// What they say.
        plain: Box<Plain>,
    },
    /// It cannot be.
    Blocked(Problem),
}

/// What a model says, for a reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plain {
    /// Days looked back.
    pub window_days: u32,
    /// Kinds of event.
    pub vocabulary: Vec<String>,
    /// What is measured.
    pub features: Vec<Named>,
    /// What its words mean: names of intents, calendars, places, and of what happens together.
    pub definitions: [Vec<String>; 4],
    /// Names of the segments.
    pub names: Vec<String>,
    /// Its rules: what each is called, and when it holds.
    pub rules: Vec<(String, Condition)>,
    /// Points of the assigner.
    pub points: u64,
    /// What reports are like.
    #[serde(with = "crate::policy")]
    pub policy: PrivacyPolicy,
}

/// People on the first two principal components, drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// SVG path data: the people of each segment.
    pub paths: Vec<String>,
    /// SVG path data: the people of no segment.
    pub noise: String,
    /// The middle of each segment.
    pub middles: Vec<(f64, f64)>,
    /// People drawn.
    pub points: u64,
    /// Whether they are a sample.
    pub sampled: bool,
    /// Share of the variation each axis shows, 0 to 1.
    pub explained: [f64; 2],
    /// The feature that tells most along each axis.
    pub strongest: [Option<usize>; 2],
}

/// What the page draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The file's name.
    pub source: String,
    /// What became of its rows.
    pub report: ImportReport,
    /// How the file was read; unknown for a project that was opened.
    pub reading: Option<Reading>,
    /// The `as_of`, ms since epoch.
    pub as_of_ms: i64,
    /// Days looked back.
    pub window_days: u32,
    /// ISO 4217 code.
    pub currency: String,
    /// Seed.
    pub seed: u64,
    /// People in the window.
    pub people: u64,
    /// Who was left out.
    pub outside: Outside,
    /// What was measured.
    pub features: Vec<Named>,
    /// What was picked to measure.
    pub picked: Vec<Picked>,
    /// Keys of what was picked and cannot be measured here.
    pub gone: Vec<String>,
    /// Words that the marketer and the dictionary define: wishes, calendars, places, and what
    /// happens together.
    pub defined: Vec<String>,
    /// Every segment.
    pub profiles: Vec<SegmentProfile>,
    /// How several k compare.
    pub choice: ChoiceOfK,
    /// How the segments were found.
    pub chosen: Chosen,
    /// Segments.
    pub k: usize,
    /// People in no segment.
    pub noise: u64,
    /// How the segments stand up to resampling.
    pub stability: Stability,
    /// How well the model gives them back.
    pub agreement: Agreement,
    /// The other run, when one was kept.
    pub beside: Option<Box<Beside>>,
    /// Changes when the people do.
    pub people_id: u32,
    /// The scatter.
    pub picture: Picture,
    /// Names and policy.
    pub edits: Edits,
    /// The model.
    pub drafted: Drafted,
    /// Whether the events are still at hand, for another window.
    pub can_analyse: bool,
}

impl Findings {
    /// The features that tell segments apart most, at most so many, in their own order.
    #[must_use]
    pub fn telling(&self, most: usize) -> Vec<usize> {
        let strength = |at: usize| {
            let columns = self.profiles.iter().filter_map(|p| p.columns.get(at));
            columns.map(|c| c.difference.abs()).fold(0.0, f64::max)
        };
        let mut order: Vec<usize> = (0..self.features.len()).collect();
        order.sort_by(|&a, &b| strength(b).total_cmp(&strength(a)));
        order.truncate(most);
        order.sort_unstable();
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recinto_core::analysis::default_policy;

    #[test]
    fn a_policy_comes_as_it_went_whether_or_not_it_is_as_usual() {
        for raw_hours in [48, 6] {
            let mut privacy = default_policy();
            privacy.raw_hours = raw_hours;
            let edits = Edits {
                segments: Vec::new(),
                privacy,
                model_name: "Prova".to_owned(),
                rules: Vec::new(),
                sensitive: Vec::new(),
            };
            assert_eq!(from_bytes(&to_bytes(&edits)), Ok(edits));
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_problem() {
        for bytes in [&[][..], &[0xff, 0xff]] {
            let read = from_bytes::<Ask>(bytes);
            assert!(matches!(read, Err(Problem::Unread { .. })), "{read:?}");
        }
    }
}
