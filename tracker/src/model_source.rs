//! When the site's model is asked for, and which bytes are taken for it.

use crate::report::epoch_at;
use recinto_core::model::{MODEL_MAX_BYTES, ModelError, SegmentModel, model_id};

/// Without a model there is no epoch; then the collector is asked at most this often.
const ASK_WITHOUT_MODEL_MS: i64 = 60_000;
/// A question is the asking page's own for this long. Then its page may be gone, and another asks.
const ANSWER_MS: i64 = 5_000;

/// Why received bytes are not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejected {
    /// Longer than a model may be.
    TooLong,
    /// Other bytes than the id names.
    OtherBytes,
    /// Not text, or no JSON.
    NotJson,
    /// Another format than this engine knows.
    Format,
    /// A field is missing, of another type, or of a kind that this engine does not know.
    Shape,
    /// It names a sensitive matter and does not say why.
    Sensitive,
    /// It breaks a rule of the format.
    Model(ModelError),
}

impl Rejected {
    /// The ledger's code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::OtherBytes => "bytes-do-not-match-id",
            Self::NotJson => "no-json",
            Self::Format => "unknown-format",
            Self::Shape => "unknown-shape",
            Self::Sensitive => "sensitive-without-reason",
            Self::Model(_) => "breaks-the-format",
        }
    }

    /// What was wrong, for the console. Joined, not formatted: a formatter is a tenth of the engine.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::TooLong => "it is too long",
            Self::OtherBytes => "its bytes are not those of its id",
            Self::NotJson => "it is no JSON",
            Self::Format => "its format is unknown",
            Self::Shape => "a field is missing, unknown or of another type",
            Self::Sensitive => "it names a sensitive matter and does not say why",
            Self::Model(ModelError::Field { field, range, .. }) => {
                return ["its field `", field, "` is not ", range].concat();
            }
            Self::Model(_) => "it breaks a rule of its format",
        }
        .to_owned()
    }
}

/// Is it time to ask? With an answer, at most once per epoch of the model at hand. `asked_ms` is negative as long as
/// none has come.
#[must_use]
pub fn due(asked_ms: i64, now_ms: i64, epoch_ms: Option<u64>) -> bool {
    if asked_ms == 0 || asked_ms.saturating_abs() > now_ms {
        return true;
    }
    if asked_ms < 0 {
        return now_ms + asked_ms >= ANSWER_MS;
    }
    match epoch_ms {
        Some(length) => epoch_at(asked_ms, length) != epoch_at(now_ms, length),
        None => now_ms - asked_ms >= ASK_WITHOUT_MODEL_MS,
    }
}

/// The text of received bytes, once they are known to be those that the id names. Before this
/// nothing may be parsed.
///
/// # Errors
/// Too many bytes, other bytes, or bytes that are no text.
pub fn verified(bytes: Vec<u8>, id: &str) -> Result<String, Rejected> {
    if bytes.len() > MODEL_MAX_BYTES {
        return Err(Rejected::TooLong);
    }
    if model_id(&bytes) != id {
        return Err(Rejected::OtherBytes);
    }
    String::from_utf8(bytes).map_err(|_| Rejected::NotJson)
}

/// A parsed model within its limits.
///
/// # Errors
/// The first limit it breaks.
pub fn checked(model: SegmentModel) -> Result<SegmentModel, Rejected> {
    match model.check() {
        Ok(()) => Ok(model),
        Err(ModelError::Format(_)) => Err(Rejected::Format),
        Err(error) => Err(Rejected::Model(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_per_epoch() {
        let day = Some(86_400_000);
        assert!(due(0, 5, day), "never asked");
        assert!(!due(86_400_000, 2 * 86_400_000 - 1, day), "same epoch");
        assert!(due(2 * 86_400_000 - 1, 2 * 86_400_000, day), "next epoch");
        assert!(due(500, 400, day), "the clock was put back");
        assert!(!due(1_000, 60_999, None));
        assert!(due(1_000, 61_000, None));
    }

    #[test]
    fn a_question_without_an_answer_is_asked_again() {
        for epoch in [None, Some(86_400_000)] {
            assert!(!due(-1_000, 5_999, epoch), "its page waits for the answer");
            assert!(due(-1_000, 6_000, epoch), "its page has gone");
            assert!(due(-1_000, 999, epoch), "the clock was put back");
            assert!(due(i64::MIN, 5, epoch));
        }
    }

    #[test]
    fn other_bytes_are_not_even_parsed() {
        let id = model_id(b"{}");
        assert_eq!(verified(b"{}".to_vec(), &id).as_deref(), Ok("{}"));
        let changed = verified(b"{ }".to_vec(), &id).expect_err("other bytes");
        assert_eq!(changed.code(), "bytes-do-not-match-id");
        let long = verified(vec![b' '; MODEL_MAX_BYTES + 1], &id).expect_err("too long");
        assert_eq!(long.code(), "too-long");
        let binary = verified(vec![0xff], &model_id(&[0xff])).expect_err("no text");
        assert_eq!(binary, Rejected::NotJson);
    }
}
