//! Which part of a picture is wanted, and how large. Pure.

/// A part of a picture, and the size to which it is made smaller. Nothing is ever made larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lens {
    /// Left and upper edge, in pixels.
    pub(super) at: (u32, u32),
    /// Width and height of the part.
    pub(super) part: (u32, u32),
    /// Width and height of what becomes of it.
    pub(super) to: (u32, u32),
}

impl Lens {
    /// The whole picture, of at most `area` pixels.
    pub(super) fn fit(size: (u32, u32), area: u64) -> Self {
        let (width, height) = (u64::from(size.0.max(1)), u64::from(size.1.max(1)));
        let to = if width * height <= area {
            size
        } else {
            let across = (area * width / height).isqrt().clamp(1, width);
            (small(across), small(height * across / width))
        };
        Self { at: (0, 0), part: size, to: (to.0.max(1), to.1.max(1)) }
    }

    /// The middle of the picture in the shape of `shape`, and no larger than that.
    pub(super) fn fill((width, height): (u32, u32), shape: (u32, u32)) -> Self {
        let scaled =
            |side: u32, by: u32, to: u32| small(u64::from(side) * u64::from(by) / u64::from(to));
        let part =
            match u64::from(width) * u64::from(shape.1) > u64::from(height) * u64::from(shape.0) {
                true => (scaled(height, shape.0, shape.1).max(1), height),
                false => (width, scaled(width, shape.1, shape.0).max(1)),
            };
        let at = ((width - part.0.min(width)) / 2, (height - part.1.min(height)) / 2);
        Self { at, part, to: (part.0.min(shape.0), part.1.min(shape.1)) }
    }

    /// The same lens on a copy of the picture that was `from` large and is `to` large.
    pub(super) fn scaled(self, from: (u32, u32), to: (u32, u32)) -> Self {
        let along = |side: u32, from: u32, to: u32| {
            small(u64::from(side) * u64::from(to) / u64::from(from.max(1)))
        };
        let at = (along(self.at.0, from.0, to.0), along(self.at.1, from.1, to.1));
        let part =
            (along(self.part.0, from.0, to.0).max(1), along(self.part.1, from.1, to.1).max(1));
        Self { at, part, to: (self.to.0.min(part.0), self.to.1.min(part.1)) }
    }
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_wide_picture_loses_its_sides() {
        let lens = Lens::fill((3000, 1000), (400, 400));
        assert_eq!(lens, Lens { at: (1000, 0), part: (1000, 1000), to: (400, 400) });
        assert_eq!(Lens::fill((100, 300), (1500, 500)).part, (100, 33));
    }

    proptest! {
        #[test]
        fn no_lens_looks_past_the_edge_or_makes_larger(
            width in 1_u32..70_000, height in 1_u32..70_000, area in 1_u64..9_000_000,
        ) {
            for lens in [Lens::fit((width, height), area), Lens::fill((width, height), (1500, 500))] {
                prop_assert!(lens.at.0 + lens.part.0 <= width && lens.at.1 + lens.part.1 <= height);
                prop_assert!(lens.to.0 <= lens.part.0 && lens.to.1 <= lens.part.1);
                prop_assert!(lens.to.0 > 0 && lens.to.1 > 0);
            }
            let lens = Lens::fit((width, height), area);
            let wide = u64::from(width.max(height));
            prop_assert!(u64::from(lens.to.0) * u64::from(lens.to.1) <= area.max(wide));
        }
    }
}
