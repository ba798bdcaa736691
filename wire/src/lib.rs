//! The label report: the only bytes Recinto's own code lets out of a browser.
//!
//! A report is JSON padded with spaces to exactly [`REPORT_BYTES`] bytes, so that its length
//! tells nothing about the visitor:
//!
//! ```text
//! {"v":1,"site":"cd-shop","model":"<22>","epoch":20780,"label":"segment-1","rid":"<22>"}
//! ```
//!
//! | field | is | why it is there |
//! | --- | --- | --- |
//! | `v` | the number 1 | a later format can be told apart |
//! | `site` | 1 to 24 of `[a-z0-9-]` | whose count it is |
//! | `model` | 22 characters of base64url | names label set, mechanism and ε |
//! | `epoch` | ⌊UTC ms / epoch length⌋ | the only time that leaves |
//! | `label` | 1 to 32 of `[a-z0-9-]` | the answer, already randomised where the model says so |
//! | `bits` | base64url, instead of `label` | the answer of a unary encoding, in model order |
//! | `rid` | 22 characters of base64url | random per report, so that a retry counts once |
//!
//! There is no field for a person, a score, a time of day, a page or a price, and a report with
//! any other field does not decode.

mod decode;
mod encode;

use thiserror::Error;

/// Every report has this many bytes.
pub const REPORT_BYTES: usize = 256;
/// The longest site name, in characters.
pub const SITE_MAX: usize = 24;
/// The longest segment label, in characters.
pub const LABEL_MAX: usize = 32;
/// Characters of a model id and of a report id: 128 bits in base64url.
pub const ID_CHARS: usize = 22;
/// The most segments a model has, and so the most answer bits.
pub const BITS_MAX: usize = 64;

/// What one device says in one epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelReport {
    /// The registered site, 1 to 24 of `[a-z0-9-]`.
    pub site: String,
    /// The id of the model that gave the label: 22 characters of base64url.
    pub model: String,
    /// ⌊UTC ms / the model's epoch length⌋.
    pub epoch: u64,
    /// The answer after the model's mechanism.
    pub answer: Answer,
    /// Random per report: 22 characters of base64url.
    pub rid: String,
}

/// The answer a report carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One label of the model: k-ary randomised response, or exact.
    Label(String),
    /// One bit per label, in model order, most significant bit first: unary encoding.
    Bits(Vec<u8>),
}

/// Why bytes are not a label report, or a report cannot become bytes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WireError {
    /// The length is not [`REPORT_BYTES`].
    #[error("a report has exactly {REPORT_BYTES} bytes, these are {0}")]
    Length(usize),
    /// The bytes are not the JSON object of a report.
    #[error("not a label report: {0}")]
    Json(String),
    /// `v` is not 1.
    #[error("field `v`: version {0} is unknown, this decoder reads 1")]
    Version(u64),
    /// `site` is not 1 to 24 of `[a-z0-9-]`.
    #[error("field `site`: 1 to {SITE_MAX} of a-z, 0-9 and - are allowed")]
    Site,
    /// `model` is not 22 characters of base64url.
    #[error("field `model`: {ID_CHARS} characters of base64url are required")]
    Model,
    /// `label` is not 1 to 32 of `[a-z0-9-]`.
    #[error("field `label`: 1 to {LABEL_MAX} of a-z, 0-9 and - are allowed")]
    Label,
    /// `bits` is empty, longer than 64 bits or not base64url.
    #[error("field `bits`: 1 to {max} bytes as base64url without padding are required", max = BITS_MAX / 8)]
    Bits,
    /// `rid` is not 22 characters of base64url.
    #[error("field `rid`: {ID_CHARS} characters of base64url are required")]
    Rid,
    /// Both or neither of `label` and `bits`.
    #[error("exactly one of `label` and `bits` is required")]
    OneAnswer,
}

/// Whether `text` can name a site: 1 to 24 of `[a-z0-9-]`.
pub fn is_site_id(text: &str) -> bool {
    is_slug(text, SITE_MAX)
}

/// Whether `text` can be a segment label: 1 to 32 of `[a-z0-9-]`.
pub fn is_label(text: &str) -> bool {
    is_slug(text, LABEL_MAX)
}

/// Whether `text` can be a model id or a report id: 22 characters of base64url.
pub fn is_id(text: &str) -> bool {
    text.len() == ID_CHARS && text.bytes().all(is_base64url)
}

fn is_slug(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_base64url(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-' || b == b'_'
}

impl LabelReport {
    /// Checks every field against its range.
    ///
    /// # Errors
    /// The first field out of range.
    pub fn check(&self) -> Result<(), WireError> {
        if !is_site_id(&self.site) {
            return Err(WireError::Site);
        }
        if !is_id(&self.model) {
            return Err(WireError::Model);
        }
        match &self.answer {
            Answer::Label(label) if !is_label(label) => return Err(WireError::Label),
            Answer::Bits(bits) if bits.is_empty() || bits.len() > BITS_MAX / 8 => {
                return Err(WireError::Bits);
            }
            Answer::Label(_) | Answer::Bits(_) => {}
        }
        if !is_id(&self.rid) {
            return Err(WireError::Rid);
        }
        Ok(())
    }
}
