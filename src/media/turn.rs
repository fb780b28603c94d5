//! Which way up a photo was taken: the one thing of its metadata that matters, read and written. Pure.
//!
//! Spec: Exif 2.32 §4.6.4 (tag 0x0112) inside TIFF 6.0.

use super::bytes::{be16, be32, le16, le32, size};

/// How the stored picture must be turned to be seen upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// It stands as it is stored.
    #[default]
    Upright,
    /// Mirrored left to right.
    Mirrored,
    /// By half.
    Half,
    /// Mirrored top to bottom.
    Flipped,
    /// Mirrored along the diagonal from top left.
    Transposed,
    /// By a quarter, clockwise.
    Right,
    /// Mirrored along the other diagonal.
    Transversed,
    /// By a quarter, anticlockwise.
    Left,
}

impl Turn {
    /// Reads it from a TIFF header on; whatever cannot be read is upright.
    pub fn of_exif(tiff: &[u8]) -> Self {
        let number = orientation(tiff).unwrap_or(1);
        let known = ALL.into_iter().find(|turn| turn.number() == number);
        known.unwrap_or_default()
    }

    /// Exif that says this, and nothing else; from the TIFF header on.
    pub fn to_exif(self) -> [u8; 26] {
        let mut exif = *b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
        exif[19] = u8::try_from(self.number()).unwrap_or(1);
        exif
    }

    /// Whether width and height change places.
    pub fn is_across(self) -> bool {
        self.number() >= 5
    }

    /// Where the pixel that is shown at `x`, `y` is stored, in a picture that is stored as `width` × `height`.
    pub(super) fn source(self, (x, y): (u32, u32), (width, height): (u32, u32)) -> (u32, u32) {
        let (right, bottom) = (width.saturating_sub(1), height.saturating_sub(1));
        match self {
            Self::Upright => (x, y),
            Self::Mirrored => (right.saturating_sub(x), y),
            Self::Half => (right.saturating_sub(x), bottom.saturating_sub(y)),
            Self::Flipped => (x, bottom.saturating_sub(y)),
            Self::Transposed => (y, x),
            Self::Right => (y, bottom.saturating_sub(x)),
            Self::Transversed => (right.saturating_sub(y), bottom.saturating_sub(x)),
            Self::Left => (right.saturating_sub(y), x),
        }
    }

    fn number(self) -> u16 {
        match self {
            Self::Upright => 1,
            Self::Mirrored => 2,
            Self::Half => 3,
            Self::Flipped => 4,
            Self::Transposed => 5,
            Self::Right => 6,
            Self::Transversed => 7,
            Self::Left => 8,
        }
    }
}

/// The value of the tag in the first directory.
fn orientation(tiff: &[u8]) -> Option<u16> {
    let is_big = match tiff.get(..4)? {
        b"MM\0\x2a" => true,
        b"II\x2a\0" => false,
        _ => return None,
    };
    let short = |at| if is_big { be16(tiff, at) } else { le16(tiff, at) };
    let long = |at| if is_big { be32(tiff, at) } else { le32(tiff, at) };
    let directory = size(long(4)?);
    for entry in 0..usize::from(short(directory)?) {
        let at = directory.checked_add(2 + entry * 12)?;
        if short(at)? == 0x0112 {
            return short(at.checked_add(8)?);
        }
    }
    None
}

const ALL: [Turn; 8] = [
    Turn::Upright,
    Turn::Mirrored,
    Turn::Half,
    Turn::Flipped,
    Turn::Transposed,
    Turn::Right,
    Turn::Transversed,
    Turn::Left,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_is_read_by_us_and_by_others() {
        for turn in ALL {
            let exif = turn.to_exif();
            assert_eq!(Turn::of_exif(&exif), turn);
            let read = exif::Reader::new().read_raw(exif.to_vec()).unwrap();
            let field = read.get_field(exif::Tag::Orientation, exif::In::PRIMARY).unwrap();
            assert_eq!(field.value.get_uint(0), Some(u32::from(turn.number())));
            assert_eq!(read.fields().count(), 1);
        }
    }

    #[test]
    fn a_quarter_to_the_right_shows_the_lower_left_corner_at_the_top_left() {
        assert_eq!(Turn::Right.source((0, 0), (30, 20)), (0, 19));
        assert_eq!(Turn::Left.source((0, 0), (30, 20)), (29, 0));
        assert_eq!(Turn::Half.source((0, 0), (30, 20)), (29, 19));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            Turn::of_exif(&bytes);
            Turn::of_exif(&[b"II\x2a\0", bytes.as_slice()].concat());
        }
    }
}
