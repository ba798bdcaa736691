//! How pages are packed.

use super::Damage;
use std::io::Read;

/// Unpacks to exactly `size` bytes behind what `into` holds.
pub(super) fn unpack(
    codec: i64,
    bytes: &[u8],
    size: u64,
    into: &mut Vec<u8>,
) -> Result<(), Damage> {
    let wrong = Damage("a page cannot be unpacked");
    let held = into.len();
    match codec {
        0 => into.extend_from_slice(bytes),
        1 => {
            let told = snap::raw::decompress_len(bytes).map_err(|_| wrong)?;
            if told as u64 != size {
                return Err(wrong);
            }
            into.resize(held + told, 0);
            snap::raw::Decoder::new()
                .decompress(bytes, into.get_mut(held..).unwrap_or_default())
                .map_err(|_| wrong)?;
        }
        2 => {
            flate2::bufread::MultiGzDecoder::new(bytes)
                .take(size + 1)
                .read_to_end(into)
                .map_err(|_| wrong)?;
        }
        _ => {
            return Err(Damage(
                "it is packed by something other than Snappy or gzip",
            ));
        }
    }
    if (into.len() - held) as u64 != size {
        return Err(wrong);
    }
    Ok(())
}
