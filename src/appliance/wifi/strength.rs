//! How strong a network is where the box stands.

/// In steps that people can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Below -75 dBm: it breaks off.
    Weak,
    /// Below -62 dBm.
    Fair,
    /// Better.
    Strong,
}

impl Strength {
    /// Of a signal in hundredths of a dBm, as iwd counts.
    pub(super) fn of(signal: i16) -> Self {
        match signal {
            -6199.. => Self::Strong,
            -7499..=-6200 => Self::Fair,
            _ => Self::Weak,
        }
    }

    /// The key of its word in the catalogues.
    pub fn key(self) -> &'static str {
        match self {
            Self::Weak => "wifi-weak",
            Self::Fair => "wifi-fair",
            Self::Strong => "wifi-strong",
        }
    }
}
