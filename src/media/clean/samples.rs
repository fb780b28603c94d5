//! Where the samples of a track lie.
//!
//! Spec: ISO 14496-12 §§8.7.3 to 8.7.5.

use super::boxes::{Found, first};
use crate::media::bytes::{be32, be64};

/// From and to, in the file, chunk by chunk.
pub(super) fn extents(bytes: &[u8], table: &[Found]) -> Option<Vec<(usize, usize)>> {
    let sizes = first(table, b"stsz")?;
    let runs = runs(bytes, first(table, b"stsc")?)?;
    let offsets = offsets(bytes, table)?;
    let (mut extents, mut sample) = (Vec::with_capacity(offsets.len()), 0_u64);
    for (chunk, offset) in (1_u64..).zip(offsets) {
        let run = runs.iter().rev().find(|(first, _)| *first <= chunk);
        let count = run.map_or(1, |(_, count)| *count);
        let length = length(bytes, sizes, sample, count);
        sample = sample.saturating_add(count);
        let (from, to) = (offset, offset.saturating_add(length));
        extents.push((usize::try_from(from).ok()?, usize::try_from(to).unwrap_or(usize::MAX)));
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
fn runs(bytes: &[u8], list: Found) -> Option<Vec<(u64, u64)>> {
    entries(list, 12)
        .map(|at| Some((be32(bytes, at)?.into(), be32(bytes, at + 4)?.into())))
        .collect()
}

fn offsets(bytes: &[u8], table: &[Found]) -> Option<Vec<u64>> {
    if let Some(list) = first(table, b"stco") {
        return entries(list, 4).map(|at| be32(bytes, at).map(u64::from)).collect();
    }
    entries(first(table, b"co64")?, 8).map(|at| be64(bytes, at)).collect()
}

/// Where each entry of a list with version, flags and count begins; as many as there is room for.
fn entries(list: Found, each: usize) -> impl Iterator<Item = usize> {
    let from = list.body + 8;
    (from..list.end.saturating_sub(each - 1).max(from)).step_by(each)
}
