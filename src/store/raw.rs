//! Packs and unpacks the JSON of remote objects.
//!
//! Most of a post's JSON is the same words again and again, so a dictionary of such words makes it
//! three times smaller than compression alone. The dictionary belongs to the data: to change it, add
//! a second one beside it.

use std::sync::Arc;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

use crate::error::{Error, Result};

/// The dictionary, ready to use. Cheap to clone.
#[derive(Clone)]
pub struct Packer(Arc<Dictionaries>);

struct Dictionaries {
    encoder: EncoderDictionary<'static>,
    decoder: DecoderDictionary<'static>,
}

impl Packer {
    /// Prepares the dictionary.
    pub fn new() -> Self {
        Self(Arc::new(Dictionaries {
            encoder: EncoderDictionary::copy(DICTIONARY, LEVEL),
            decoder: DecoderDictionary::copy(DICTIONARY),
        }))
    }

    /// Compresses `json`.
    pub fn pack(&self, json: &[u8]) -> Result<Vec<u8>> {
        let mut compressor = Compressor::with_prepared_dictionary(&self.0.encoder)?;
        Ok(compressor.compress(json)?)
    }

    /// The JSON again. Only what [`Self::pack`] made can be larger than the bound on documents.
    pub fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>> {
        let mut decompressor = Decompressor::with_prepared_dictionary(&self.0.decoder)?;
        decompressor.decompress(packed, MAX_BYTES).map_err(Error::internal)
    }
}

impl Default for Packer {
    fn default() -> Self {
        Self::new()
    }
}

const DICTIONARY: &[u8] = include_bytes!("raw.dict");
/// Fast: a post is small and the dictionary does most of the work.
const LEVEL: i32 = 3;
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
