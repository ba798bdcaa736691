//! Bytes → report, strictly: an unknown or repeated field, a wrong type, a wrong length, or bytes
//! after the object other than the padding make it no report at all.

use crate::{Answer, LabelReport, REPORT_BYTES, WireError};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    v: u64,
    site: String,
    model: String,
    epoch: u64,
    label: Option<String>,
    bits: Option<String>,
    rid: String,
}

impl LabelReport {
    /// Reads a report from its 256 bytes.
    ///
    /// Only the bytes that [`LabelReport::encode`] would write are accepted: a different spelling
    /// of the same report (white space, key order, escapes) would be a channel for hidden bits.
    ///
    /// # Errors
    /// What is wrong, and in which field.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        if bytes.len() != REPORT_BYTES {
            return Err(WireError::Length(bytes.len()));
        }
        let raw: Raw =
            serde_json::from_slice(bytes).map_err(|error| WireError::Json(error.to_string()))?;
        if raw.v != 1 {
            return Err(WireError::Version(raw.v));
        }
        let answer = match (raw.label, raw.bits) {
            (Some(label), None) => Answer::Label(label),
            (None, Some(bits)) => {
                Answer::Bits(Base64UrlUnpadded::decode_vec(&bits).map_err(|_| WireError::Bits)?)
            }
            (Some(_), Some(_)) | (None, None) => return Err(WireError::OneAnswer),
        };
        let report = Self {
            site: raw.site,
            model: raw.model,
            epoch: raw.epoch,
            answer,
            rid: raw.rid,
        };
        if report.encode()?.as_slice() != bytes {
            return Err(WireError::Json(
                "the bytes are not the one spelling of this report".to_owned(),
            ));
        }
        Ok(report)
    }
}
