//! Photos as large as phones take them, made as they are written.

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};

/// A sky with grain.
struct Sky {
    width: u16,
    height: u16,
}

impl ImageBuffer for Sky {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let mut grain = u32::from(y).wrapping_mul(2_654_435_761) | 1;
        for x in 0..self.width {
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            let [noise, ..] = (grain & 31).to_le_bytes();
            let [light, ..] = (u32::from(y) * 200 / u32::from(self.height)).to_le_bytes();
            let [side, ..] = (u32::from(x) * 50 / u32::from(self.width)).to_le_bytes();
            let (luma, blue, red) = rgb_to_ycbcr(light + noise, light + side / 2, 200 + noise);
            buffers[0].push(luma);
            buffers[1].push(blue);
            buffers[2].push(red);
        }
    }
}

/// A JPEG of this many pixels, written as most phones do.
pub(crate) fn photo(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 88);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode_image(Sky { width, height }).unwrap();
    bytes
}
