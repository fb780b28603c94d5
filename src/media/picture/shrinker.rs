//! Makes a picture smaller while it comes, line by line: each new pixel is the mean of those it covers. Pure.
//!
//! Not for making anything larger. No line is needed twice, so a picture of any height takes the memory of what
//! becomes of it.

use super::lens::Lens;
use super::pixels::Pixels;

/// Takes lines in, gives the smaller picture out.
pub(super) struct Shrinker {
    lens: Lens,
    /// The line that comes next.
    line: u32,
    /// What this line makes of each new pixel's colours, in 1/width of the part.
    across: Vec<u64>,
    /// Sums for the new line that is not full yet.
    sums: Vec<u64>,
    /// How much of the new line is full, in 1/height of the part.
    filled: u64,
    done: Vec<u8>,
}

impl Shrinker {
    pub(super) fn new(lens: Lens) -> Self {
        let line = wide(lens.to.0) * 3;
        let done = Vec::with_capacity(line * wide(lens.to.1));
        Self { lens, line: 0, across: vec![0; line], sums: vec![0; line], filled: 0, done }
    }

    /// The next line: red, green and blue of every pixel of it.
    pub(super) fn push(&mut self, rgb: &[u8]) {
        let (line, top) = (self.line, self.lens.at.1);
        self.line = line.saturating_add(1);
        if line < top || line >= top.saturating_add(self.lens.part.1) {
            return;
        }
        let from = wide(self.lens.at.0) * 3;
        let to = from + wide(self.lens.part.0) * 3;
        let Some(part) = rgb.get(from..to) else { return };
        if self.lens.part == self.lens.to {
            self.done.extend_from_slice(part);
            return;
        }
        self.sum_across(part);
        self.sum_down();
    }

    /// What became of it; `None` if lines are missing.
    pub(super) fn finish(self) -> Option<Pixels> {
        let (width, height) = self.lens.to;
        let is_whole = self.done.len() == wide(width) * wide(height) * 3;
        is_whole.then_some(Pixels { width, height, rgb: self.done })
    }

    /// A pixel covers `to` of `part × to` steps, a new one `part` of them.
    fn sum_across(&mut self, line: &[u8]) {
        let (part, to) = (u64::from(self.lens.part.0), u64::from(self.lens.to.0));
        self.across.fill(0);
        let mut new = self.across.chunks_exact_mut(3);
        let (mut target, mut room) = (new.next(), part);
        for pixel in line.chunks_exact(3) {
            let now = room.min(to);
            add(&mut target, pixel, now);
            room -= now;
            if room == 0 {
                (target, room) = (new.next(), part);
            }
            if now < to {
                add(&mut target, pixel, to - now);
                room -= to - now;
            }
        }
    }

    fn sum_down(&mut self) {
        let (part, to) = (u64::from(self.lens.part.1), u64::from(self.lens.to.1));
        let now = (part - self.filled).min(to);
        self.add_line(now);
        if self.filled == part {
            self.finish_line();
        }
        if now < to {
            self.add_line(to - now);
        }
    }

    fn add_line(&mut self, weight: u64) {
        self.filled += weight;
        for (sum, value) in self.sums.iter_mut().zip(&self.across) {
            *sum += value * weight;
        }
    }

    fn finish_line(&mut self) {
        let whole = u64::from(self.lens.part.0) * u64::from(self.lens.part.1);
        let mean = |sum: &u64| u8::try_from((sum + whole / 2) / whole).unwrap_or(u8::MAX);
        self.done.extend(self.sums.iter().map(mean));
        self.sums.fill(0);
        self.filled = 0;
    }
}

fn add(target: &mut Option<&mut [u64]>, pixel: &[u8], weight: u64) {
    for (sum, colour) in target.iter_mut().flat_map(|sums| sums.iter_mut()).zip(pixel) {
        *sum += u64::from(*colour) * weight;
    }
}

fn wide(side: u32) -> usize {
    usize::try_from(side).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shrunk(lens: Lens, lines: &[Vec<u8>]) -> Vec<u8> {
        let mut shrinker = Shrinker::new(lens);
        lines.iter().for_each(|line| shrinker.push(line));
        shrinker.finish().unwrap().rgb
    }

    #[test]
    fn new_pixels_are_the_means_of_what_they_cover() {
        let lens = Lens { at: (0, 0), part: (3, 3), to: (2, 1) };
        let line = |grey: [u8; 3]| grey.iter().flat_map(|value| [*value; 3]).collect::<Vec<_>>();
        let lines = [line([0, 90, 30]), line([0, 90, 30]), line([0, 90, 30])];
        // The pixel in the middle belongs to both.
        assert_eq!(shrunk(lens, &lines), [30, 30, 30, 50, 50, 50]);
    }

    #[test]
    fn one_colour_stays_that_colour_whatever_the_sizes() {
        for (part, to) in
            [((7, 5), (3, 2)), ((100, 1), (99, 1)), ((1, 64), (1, 3)), ((9, 9), (9, 8))]
        {
            let lens = Lens { at: (0, 0), part, to };
            let lines = vec![[200, 100, 50].repeat(part.0 as usize); part.1 as usize];
            let expected = [200, 100, 50].repeat((to.0 * to.1) as usize);
            assert_eq!(shrunk(lens, &lines), expected, "{part:?} to {to:?}");
        }
    }

    #[test]
    fn a_picture_that_breaks_off_is_none() {
        let mut shrinker = Shrinker::new(Lens { at: (0, 0), part: (2, 4), to: (1, 2) });
        shrinker.push(&[0; 6]);
        assert!(shrinker.finish().is_none());
    }
}
