//! Packs and unpacks the JSON of remote objects.
//!
//! Most of a post's JSON is the same words again and again, so a dictionary of such words makes it
//! three times smaller than compression alone. The dictionary belongs to the data: to change it, add
//! a second one beside it.

use std::sync::{Arc, Mutex, PoisonError};

use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{CCtx, DCtx, compress_bound, get_error_name};

use crate::error::{Error, Result};

/// The dictionary, ready to use. Cheap to clone.
#[derive(Clone)]
pub struct Packer(Arc<Parts>);

struct Parts {
    encoder: EncoderDictionary<'static>,
    decoder: DecoderDictionary<'static>,
    /// Making one costs more than packing a post with it.
    spare: Mutex<Vec<CCtx<'static>>>,
}

impl Packer {
    /// Prepares the dictionary.
    pub fn new() -> Self {
        Self(Arc::new(Parts {
            encoder: EncoderDictionary::copy(DICTIONARY, LEVEL),
            decoder: DecoderDictionary::copy(DICTIONARY),
            spare: Mutex::default(),
        }))
    }

    /// Compresses `json`.
    pub fn pack(&self, json: &[u8]) -> Result<Vec<u8>> {
        let mut context = self.spare().pop().unwrap_or_else(CCtx::create);
        let mut packed = Vec::with_capacity(compress_bound(json.len()));
        let done = context.compress_using_cdict(&mut packed, json, self.0.encoder.as_cdict());
        self.spare().push(context);
        done.map_err(|code| Error::internal(get_error_name(code)))?;
        packed.shrink_to_fit();
        Ok(packed)
    }

    /// The JSON again. Only what [`Self::pack`] made can be larger than the bound on documents.
    pub fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>> {
        let mut json = Vec::with_capacity(MAX_BYTES);
        DCtx::create()
            .decompress_using_ddict(&mut json, packed, self.0.decoder.as_ddict())
            .map_err(|code| Error::internal(get_error_name(code)))?;
        json.shrink_to_fit();
        Ok(json)
    }

    /// As many as there were threads packing at the same time.
    fn spare(&self) -> std::sync::MutexGuard<'_, Vec<CCtx<'static>>> {
        self.0.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Packer {
    fn default() -> Self {
        Self::new()
    }
}

/// The last 16 KiB of the posts in `tests/wire`, compact and with sorted keys as we store them, one
/// after the other, those of the most usual servers last: zstd refers best to what is near the end.
const DICTIONARY: &[u8] = include_bytes!("raw.dict");
/// A fifth smaller than level 3 for 7 µs more a post (x86-64); beyond it nothing more is gained.
const LEVEL: i32 = 6;
const MAX_BYTES: usize = 2 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let packer = Packer::new();
        let json = br#"{"type":"Note","to":["https://www.w3.org/ns/activitystreams#Public"]}"#;
        let packed = packer.pack(json).expect("packs");
        assert!(packed.len() < json.len() / 2, "{} bytes", packed.len());
        assert_eq!(packer.unpack(&packed).expect("unpacks"), json);
    }
}
