//! Elements of EBML, as `WebM` uses them. Nothing is moved: what goes becomes a void of the same length.
//!
//! Spec: RFC 8794 §§4 to 6, §11.3.3.

use crate::media::bytes::{blank, put};

/// Where an element lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub(super) id: u32,
    at: usize,
    /// Where its body begins.
    pub(super) body: usize,
    /// Where it ends; nobody knows of what was written while it was recorded.
    pub(super) end: Option<usize>,
}

/// The element at `at`, if it fits before `end`.
pub(super) fn element(bytes: &[u8], at: usize, end: usize) -> Option<Element> {
    let first = *bytes.get(at)?;
    let id_length = width(first).filter(|width| *width <= 4)?;
    let id = bytes.get(at..at + id_length)?.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
    let size_at = at + id_length;
    let first = *bytes.get(size_at)?;
    let size_length = width(first)?;
    let rest = bytes.get(size_at + 1..size_at + size_length)?;
    let low = u64::from(first) & ((1 << (8 - size_length)) - 1);
    let length = rest.iter().fold(low, |length, byte| length << 8 | u64::from(*byte));
    let body = size_at + size_length;
    let is_unknown = length == (1 << (7 * size_length)) - 1;
    let ends = body.checked_add(usize::try_from(length).ok()?);
    let ends = if is_unknown { None } else { Some(ends.filter(|ends| *ends <= end)?) };
    (body <= end).then_some(Element { id, at, body, end: ends })
}

fn width(first: u8) -> Option<usize> {
    let width = usize::try_from(first.leading_zeros()).ok()? + 1;
    (width <= 8).then_some(width)
}

impl Element {
    /// Its body as a number.
    pub(super) fn number(&self, bytes: &[u8]) -> Option<u64> {
        let body = bytes.get(self.body..self.end?)?;
        (body.len() <= 8).then(|| body.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// Its body as a number with a fraction.
    pub(super) fn real(&self, bytes: &[u8]) -> Option<f64> {
        let body = bytes.get(self.body..self.end?)?;
        match body.len() {
            4 => Some(f32::from_be_bytes(*body.first_chunk()?).into()),
            8 => Some(f64::from_be_bytes(*body.first_chunk()?)),
            _ => None,
        }
    }

    /// Empties a text: zeros end it.
    pub(super) fn blank(&self, bytes: &mut [u8]) {
        if let Some(end) = self.end {
            blank(bytes, self.body, end - self.body);
        }
    }

    /// Makes it a void of the same length.
    pub(super) fn void(&self, bytes: &mut [u8]) {
        let Some(length) = self.end.map(|end| end - self.at) else { return };
        blank(bytes, self.at, length);
        match u8::try_from(length.saturating_sub(2)) {
            Ok(short) if short < 127 => put(bytes, self.at, &[VOID, 0x80 | short]),
            _ => {
                let mut head = (length.saturating_sub(9) as u64).to_be_bytes();
                head[0] |= 1;
                put(bytes, self.at, &[VOID]);
                put(bytes, self.at + 1, &head);
            }
        }
    }
}

const VOID: u8 = 0xec;
