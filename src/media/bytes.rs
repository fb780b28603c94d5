//! Numbers inside files of strangers: `None` where the file ends. Pure.

/// Big-endian, 16 bits.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(array(bytes, at)?))
}

/// Big-endian, 32 bits.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(array(bytes, at)?))
}

/// Big-endian, 64 bits.
pub(super) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(array(bytes, at)?))
}

/// Little-endian, 16 bits.
pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(array(bytes, at)?))
}

/// Little-endian, 24 bits.
pub(super) fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = array(bytes, at)?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

/// Little-endian, 32 bits.
pub(super) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(array(bytes, at)?))
}

/// Little-endian, 64 bits.
pub(super) fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(array(bytes, at)?))
}

/// `length` bytes from `at`.
pub(super) fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

/// Whether `word` stands at `at`.
pub(super) fn says(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    slice(bytes, at, word.len()) == Some(word)
}

/// Sets `length` bytes from `at` to zero, as far as they are there.
pub(super) fn blank(bytes: &mut [u8], at: usize, length: usize) {
    let end = at.saturating_add(length).min(bytes.len());
    if let Some(part) = bytes.get_mut(at..end) {
        part.fill(0);
    }
}

/// Writes `new` at `at`, if there is room.
pub(super) fn put(bytes: &mut [u8], at: usize, new: &[u8]) {
    let end = at.saturating_add(new.len());
    if let Some(part) = bytes.get_mut(at..end) {
        part.copy_from_slice(new);
    }
}

/// A 32-bit number as a size in memory.
pub(super) fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}
