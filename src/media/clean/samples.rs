//! Where the samples of a track lie.
//!
//! Spec: ISO 14496-12 §§8.7.3 to 8.7.5.

use super::boxes::{Found, first};
use super::extents::Extent;
use crate::media::bytes::{be32, be64};

/// Chunk by chunk. `None` where more than one answer is possible: what is overlooked would stay in the film.
pub(super) fn extents(bytes: &[u8], table: &[Found]) -> Option<Vec<Extent>> {
    let sizes = first(table, b"stsz")?;
    let mut runs = runs(bytes, first(table, b"stsc")?).peekable();
    let (mut extents, mut sample, mut run) = (Vec::new(), 0_u64, None);
    for (chunk, offset) in (1_u64..).zip(offsets(bytes, table)?) {
        // Runs are walked through once, along with the chunks.
        run = runs.next_if(|(first, _)| *first == chunk).or(run);
        let next_is_later = runs.peek().is_none_or(|(first, _)| *first > chunk);
        let (_, count) = run.filter(|_| next_is_later)?;
        let length = length(bytes, sizes, sample, count);
        sample = sample.saturating_add(count);
        let (from, to) = (offset, offset.saturating_add(length));
        extents.push((usize::try_from(from).ok()?, usize::try_from(to).unwrap_or(usize::MAX)));
        (extents.len() <= MOST).then_some(())?;
    }
    Some(extents)
}

/// Bytes of `count` samples from `first` on. Never more steps than the table has entries.
fn length(bytes: &[u8], sizes: Found, first: u64, count: u64) -> u64 {
    let each = be32(bytes, sizes.body + 4).unwrap_or(0);
    if each > 0 {
        return u64::from(each).saturating_mul(count);
    }
    let entries = sizes.end.saturating_sub(sizes.body + 12) as u64 / 4;
    let last = first.saturating_add(count).min(entries);
    let entry = |index: u64| Some(sizes.body + 12 + usize::try_from(index).ok()? * 4);
    (first..last).filter_map(|index| be32(bytes, entry(index)?)).map(u64::from).sum()
}

/// First chunk of a run, and how many samples each chunk of it has.
fn runs(bytes: &[u8], list: Found) -> impl Iterator<Item = (u64, u64)> {
    let run = |at| Some((be32(bytes, at)?.into(), be32(bytes, at + 4)?.into()));
    entries(list, 12).map_while(run)
}

fn offsets(bytes: &[u8], table: &[Found]) -> Option<impl Iterator<Item = u64>> {
    let (list, each) = match first(table, b"stco") {
        Some(list) => (list, 4),
        None => (first(table, b"co64")?, 8),
    };
    let offset = move |at| if each == 4 { be32(bytes, at).map(u64::from) } else { be64(bytes, at) };
    Some(entries(list, each).map_while(offset))
}

/// Where each entry of a list with version, flags and count begins; as many as there is room for.
fn entries(list: Found, each: usize) -> impl Iterator<Item = usize> {
    let from = list.body + 8;
    (from..list.end.saturating_sub(each - 1).max(from)).step_by(each)
}

/// Chunks of a track: many times those of an hour of film.
const MOST: usize = 250_000;
