//! A QR code as the path of an inline SVG: no image to load, no style of its own.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};

/// The code of a text.
pub(super) struct Qr {
    /// Modules on each side, without the quiet zone.
    pub(super) width: usize,
    /// The dark modules, one unit each.
    pub(super) path: String,
}

impl Qr {
    /// `None` if the text is too long for a code.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (at.checked_rem(width)?, at.checked_div(width)?);
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Some(Self { width, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners() {
        let qr = Qr::of("https://home.example").unwrap();
        assert_eq!(qr.width, 25);
        for corner in ["M0 0h1v1h-1z", "M24 0h1v1h-1z", "M0 24h1v1h-1z"] {
            assert!(qr.path.contains(corner), "{corner}");
        }
        assert!(!qr.path.contains("M7 7h"), "a corner stands free");
        assert!(Qr::of(&"x".repeat(10_000)).is_none());
    }
}
