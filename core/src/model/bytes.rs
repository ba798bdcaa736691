//! A model's bytes and their id.

use super::{ModelError, SegmentModel};
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

/// The most bytes a model has.
pub const MODEL_MAX_BYTES: usize = 64 * 1024;

/// The first 128 bits of the SHA-256 of `bytes`, in base64url: 22 characters.
#[must_use]
pub fn model_id(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    Base64UrlUnpadded::encode_string(digest.get(..16).unwrap_or_default())
}

impl SegmentModel {
    /// The model's bytes: RFC 8785 (JCS).
    ///
    /// # Errors
    /// A model outside its limits, or one that touches a sensitive matter without a reason.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        self.check()?;
        self.check_stated()?;
        let bytes = serde_json_canonicalizer::to_vec(self)
            .map_err(|error| ModelError::Json(error.to_string()))?;
        if bytes.len() > MODEL_MAX_BYTES {
            return Err(ModelError::TooLarge(bytes.len()));
        }
        Ok(bytes)
    }

    /// A model from its bytes, which have to be the canonical ones: another spelling of the same
    /// model would have another id.
    ///
    /// # Errors
    /// Bytes that are no model of this version, break a limit, or are not canonical.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        if bytes.len() > MODEL_MAX_BYTES {
            return Err(ModelError::TooLarge(bytes.len()));
        }
        let value: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| ModelError::Json(error.to_string()))?;
        // The version first: a later format would otherwise fail on some field of its own.
        match value.get("format").and_then(serde_json::Value::as_str) {
            Some(super::FORMAT) => {}
            Some(other) => return Err(ModelError::Format(other.chars().take(40).collect())),
            None => return Err(ModelError::Format(String::new())),
        }
        let model: Self =
            serde_json::from_slice(bytes).map_err(|error| ModelError::Json(error.to_string()))?;
        if model.to_bytes()? != bytes {
            return Err(ModelError::NotCanonical);
        }
        Ok(model)
    }
}
