//! The label report's life: drawn once per epoch, said as drawn, repeated unchanged until heard.

use crate::fold::Moment;
use crate::profile::Profile;
use crate::purposes;
use crate::randomness::Randomness;
use base64ct::{Base64UrlUnpadded, Encoding};
use recinto_core::model::{Mechanism, SegmentModel};
use recinto_wire::{Answer, LabelReport};

/// How many different true labels of one model are ever answered for; then there is silence,
/// so that no device spends more than this many times ε.
pub const TRUE_LABELS_MAX: usize = 3;
/// Models whose permanent answers are remembered.
const MODELS_MAX: usize = 16;
/// Reports kept for the visitor to look at.
const REPORTS_KEPT: usize = 8;
/// The reason of a report that spends ε: an answer newly drawn.
const NEW: &str = "new-answer";
/// The first wait after a failure; it doubles up to an hour.
const RETRY_MS: i64 = 10_000;
const RETRY_MAX_MS: i64 = 3_600_000;

/// The answer drawn for a true label, kept for good: a stable visitor spends ε once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The model's id.
    pub model: String,
    /// The true label. Never leaves.
    pub truth: String,
    /// What is said for it: the bytes of a label, or the bits of a unary encoding.
    pub answer: Vec<u8>,
}

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Drawn, not yet heard.
    Waiting,
    /// The collector has it.
    Sent,
    /// The collector will not have it.
    Refused,
    /// This epoch is passed over in silence.
    Silent,
}

impl Standing {
    /// The one that `as u8` made this byte.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Refused, Self::Silent]
            .into_iter()
            .find(|standing| *standing as u8 == byte)
    }

    /// Its name in the export.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Silent => "silent",
        }
    }
}

/// The report of one epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The epoch.
    pub epoch: u64,
    /// The length of its epochs: another model may count in others.
    pub epoch_ms: u64,
    /// The bytes; empty for silence.
    pub body: String,
    /// Where it stands.
    pub standing: Standing,
    /// Times it was tried.
    pub tries: u32,
    /// Not to be tried again before this time.
    pub not_before: i64,
}

/// ⌊UTC ms / length⌋.
#[must_use]
pub fn epoch_at(now_ms: i64, epoch_ms: u64) -> u64 {
    u64::try_from(now_ms).unwrap_or(0) / epoch_ms.max(1)
}

/// Draws this epoch's report for the true segment, unless the epoch has one or is passed over.
/// The answer of the ledger: what was decided, and the code of the reason.
pub fn draw(
    profile: &mut Profile,
    model: &SegmentModel,
    model_id: &str,
    site: &str,
    segment: usize,
    moment: &Moment,
    random: &dyn Randomness,
) -> Option<(String, &'static str)> {
    if moment.purposes & purposes::REPORT == 0 {
        return None;
    }
    let policy = &model.privacy;
    let epoch = epoch_at(moment.now_ms, policy.epoch_ms);
    if profile
        .reports
        .iter()
        .any(|report| report.epoch == epoch && report.epoch_ms == policy.epoch_ms)
    {
        return None;
    }
    let truth = model.segments.get(segment)?.label.clone();
    let (answer, reason) = if reported_before(moment.last_epoch, epoch) {
        (None, "already-reported")
    } else {
        answer(profile, model, model_id, segment, &truth, epoch, random)?
    };
    let body = match answer {
        None => String::new(),
        Some(answer) => {
            let report = LabelReport {
                site: site.to_owned(),
                model: model_id.to_owned(),
                epoch,
                answer: match policy.mechanism {
                    Mechanism::Oue => Answer::Bits(answer),
                    Mechanism::Krr | Mechanism::Exact => {
                        Answer::Label(String::from_utf8(answer).ok()?)
                    }
                },
                rid: Base64UrlUnpadded::encode_string(&random.report_id(epoch)?),
            };
            // A site or model name that no report can carry: there is nothing to say.
            String::from_utf8(report.encode().ok()?.to_vec()).ok()?
        }
    };
    let mut said = what(epoch);
    if reason == NEW && policy.mechanism != Mechanism::Exact {
        said.push_str(&price(policy.epsilon));
    }
    let standing = if body.is_empty() {
        Standing::Silent
    } else {
        Standing::Waiting
    };
    profile.reports.push(Report {
        epoch,
        epoch_ms: policy.epoch_ms,
        body,
        standing,
        tries: 0,
        not_before: 0,
    });
    let surplus = profile.reports.len().saturating_sub(REPORTS_KEPT);
    profile.reports.drain(..surplus);
    Some((said, reason))
}

/// Did this device report in this epoch before the present consent? The epoch before the last
/// reported one counts too: a clock put back must not open it again.
fn reported_before(last_epoch: Option<u64>, epoch: u64) -> bool {
    last_epoch.is_some_and(|last| last == epoch || last == epoch.saturating_add(1))
}

/// What is said for this truth; `None` inside for silence. `None` outside: chance failed.
fn answer(
    profile: &mut Profile,
    model: &SegmentModel,
    model_id: &str,
    segment: usize,
    truth: &str,
    epoch: u64,
    random: &dyn Randomness,
) -> Option<(Option<Vec<u8>>, &'static str)> {
    let of_model = |answered: &&Answered| answered.model == model_id;
    if let Some(known) = profile
        .answers
        .iter()
        .filter(of_model)
        .find(|answered| answered.truth == truth)
    {
        return Some((Some(known.answer.clone()), "kept-answer"));
    }
    if profile.answers.iter().filter(of_model).count() >= TRUE_LABELS_MAX {
        return Some((None, "label-limit"));
    }
    let policy = &model.privacy;
    let k = model.segments.len();
    let label = |said: usize| Some(model.segments.get(said)?.label.clone().into_bytes());
    let answer = match policy.mechanism {
        Mechanism::Exact => label(segment)?,
        Mechanism::Krr => label(random.answer(epoch, segment, k, policy.epsilon)?)?,
        Mechanism::Oue => random.bits(epoch, segment, k, policy.epsilon)?,
    };
    profile.answers.push(Answered {
        model: model_id.to_owned(),
        truth: truth.to_owned(),
        answer: answer.clone(),
    });
    let surplus = profile
        .answers
        .len()
        .saturating_sub(MODELS_MAX * TRUE_LABELS_MAX);
    profile.answers.drain(..surplus);
    Some((Some(answer), NEW))
}

/// How the ledger names a report.
#[must_use]
pub fn what(epoch: u64) -> String {
    let mut text = String::from("report ");
    text.push_str(&epoch.to_string());
    text
}

/// What a newly drawn answer spends, to a thousandth. By hand: to format a number is a tenth of the engine.
fn price(epsilon: f64) -> String {
    let thousandths = (epsilon * 1000.0).round() as u64;
    let whole = (thousandths / 1000).to_string();
    let rest = (1000 + thousandths % 1000).to_string();
    let rest = rest.get(1..).unwrap_or_default();
    [" epsilon ", &whole, ".", rest].concat()
}

/// The report to say: waiting, and of the present or the previous epoch.
#[must_use]
pub fn waiting(profile: &Profile, now_ms: i64) -> Option<&Report> {
    profile.reports.iter().find(|report| {
        let epoch = epoch_at(now_ms, report.epoch_ms);
        report.standing == Standing::Waiting
            && (report.epoch == epoch || report.epoch.saturating_add(1) == epoch)
    })
}

/// Claims a try: other tabs hold back until its time is over. The body to send, if it is due.
pub fn claim(profile: &mut Profile, epoch: u64, now_ms: i64) -> Option<String> {
    let due = waiting(profile, now_ms)
        .is_some_and(|report| report.epoch == epoch && report.not_before <= now_ms);
    let report = profile
        .reports
        .iter_mut()
        .find(|report| due && report.epoch == epoch && report.standing == Standing::Waiting)?;
    let wait = (RETRY_MS << report.tries.min(9)).min(RETRY_MAX_MS);
    report.not_before = now_ms.saturating_add(wait);
    report.tries = report.tries.saturating_add(1);
    Some(report.body.clone())
}

/// Notes the collector's answer (`None`: no answer came). What the ledger says of it.
pub fn settle(
    profile: &mut Profile,
    body: &str,
    status: Option<u16>,
) -> Option<(String, &'static str)> {
    let (standing, reason) = match status {
        Some(202) => (Standing::Sent, "sent"),
        // Not registered yet, slow, or too often: a later try may be heard. The rest is final.
        Some(403 | 408 | 429) => return None,
        Some(400..=499) => (Standing::Refused, "refused"),
        _ => return None,
    };
    let report = profile
        .reports
        .iter_mut()
        .find(|report| report.body == body && report.standing == Standing::Waiting)?;
    report.standing = standing;
    Some((what(report.epoch), reason))
}

/// The purpose `report` was withdrawn: what was not said yet is never said.
pub fn withdraw(profile: &mut Profile) {
    profile
        .reports
        .retain(|report| report.standing != Standing::Waiting);
}

#[cfg(test)]
mod tests;
