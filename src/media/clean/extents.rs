//! Stretches of a file that have to go, in whatever order and however often they are named.

use super::boxes::Found;
use crate::media::bytes::blank;

/// From and to, in the file.
pub(super) type Extent = (usize, usize);

/// Blanks all of them as far as they lie in `homes`: each byte once, since a file may name the same stretch a
/// million times.
pub(super) fn blank_inside(bytes: &mut [u8], extents: Vec<Extent>, homes: &[Found]) {
    let merged = merged(extents);
    for home in homes {
        let first = merged.partition_point(|it| it.1 <= home.body);
        for (from, to) in merged.iter().skip(first).take_while(|it| it.0 < home.end) {
            let (from, to) = ((*from).max(home.body), (*to).min(home.end));
            blank(bytes, from, to.saturating_sub(from));
        }
    }
}

/// In their order in the file, with nothing in two of them.
fn merged(mut extents: Vec<Extent>) -> Vec<Extent> {
    extents.sort_unstable();
    extents.dedup_by(|next, last| {
        let touches = next.0 <= last.1;
        if touches {
            last.1 = last.1.max(next.1);
        }
        touches
    });
    extents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_becomes_one() {
        let named = vec![(30, 40), (0, 5), (3, 8), (8, 9), (0, 5), (31, 32)];
        assert_eq!(merged(named), [(0, 9), (30, 40)]);
    }
}
