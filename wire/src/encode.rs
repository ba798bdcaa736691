//! Report → bytes. No JSON library: every field's characters need no escape, and the engine that
//! visitors download stays small.

use crate::{Answer, LabelReport, REPORT_BYTES, WireError};
use base64ct::{Base64UrlUnpadded, Encoding};

impl LabelReport {
    /// The report's 256 bytes.
    ///
    /// # Errors
    /// A field out of its range: nothing is cut or repaired.
    pub fn encode(&self) -> Result<[u8; REPORT_BYTES], WireError> {
        self.check()?;
        let mut text = String::with_capacity(REPORT_BYTES);
        text.push_str("{\"v\":1,\"site\":\"");
        text.push_str(&self.site);
        text.push_str("\",\"model\":\"");
        text.push_str(&self.model);
        text.push_str("\",\"epoch\":");
        text.push_str(&self.epoch.to_string());
        match &self.answer {
            Answer::Label(label) => {
                text.push_str(",\"label\":\"");
                text.push_str(label);
            }
            Answer::Bits(bits) => {
                text.push_str(",\"bits\":\"");
                text.push_str(&Base64UrlUnpadded::encode_string(bits));
            }
        }
        text.push_str("\",\"rid\":\"");
        text.push_str(&self.rid);
        text.push_str("\"}");
        let mut bytes = [b' '; REPORT_BYTES];
        let room = bytes
            .get_mut(..text.len())
            .ok_or(WireError::Length(text.len()))?;
        room.copy_from_slice(text.as_bytes());
        Ok(bytes)
    }
}
