//! A picture in memory: turned, described in a few characters, written as JPEG. Pure.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::lens::Lens;
use super::shrinker::Shrinker;
use crate::error::{Error, Result};
use crate::media::turn::Turn;

/// Red, green and blue of every pixel, line by line.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rgb: Vec<u8>,
}

impl Pixels {
    /// As it is seen upright.
    pub(super) fn turned(self, turn: Turn) -> Self {
        if turn == Turn::Upright {
            return self;
        }
        let stored = (self.width, self.height);
        let (width, height) = if turn.is_across() { (stored.1, stored.0) } else { stored };
        let mut rgb = Vec::with_capacity(self.rgb.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = turn.source((x, y), stored);
                let at = (from_y as usize * stored.0 as usize + from_x as usize) * 3;
                rgb.extend_from_slice(self.rgb.get(at..at + 3).unwrap_or(&[0; 3]));
            }
        }
        Self { width, height, rgb }
    }

    /// What is seen through the lens.
    pub(super) fn through(&self, lens: Lens) -> Option<Self> {
        let mut shrinker = Shrinker::new(lens);
        for line in self.rgb.chunks_exact(self.width as usize * 3) {
            shrinker.push(line);
        }
        shrinker.finish()
    }

    /// As JPEG of this quality, from 1 to 100. `profile` says what the colours mean; it may be empty.
    ///
    /// # Errors
    /// Internal, for sizes that JPEG does not have.
    pub(super) fn to_jpeg(&self, quality: u8, profile: &[u8]) -> Result<Vec<u8>> {
        let side = |side| u16::try_from(side).map_err(Error::internal);
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, quality);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        if !profile.is_empty() {
            encoder.add_icc_profile(profile).map_err(Error::internal)?;
        }
        let (width, height) = (side(self.width)?, side(self.height)?);
        encoder.encode(&self.rgb, width, height, ColorType::Rgb).map_err(Error::internal)?;
        Ok(bytes)
    }

    /// A few characters of colour (<https://blurha.sh>), with as many parts as Mastodon takes.
    pub(super) fn blurhash(&self) -> Option<String> {
        let small = self.through(Lens::fit((self.width, self.height), 32 * 32))?;
        let rgba: Vec<u8> =
            small.rgb.chunks_exact(3).flat_map(|it| it.iter().copied().chain([255])).collect();
        blurhash::encode(4, 3, small.width, small.height, &rgba).ok()
    }
}
