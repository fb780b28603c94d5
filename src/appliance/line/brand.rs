//! Routers whose own pages we can point into; pure.

/// Known by what the router calls itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brand {
    Fritz,
    Livebox,
    Speedport,
    Other,
}

impl Brand {
    /// The brand of a router that calls itself `model`.
    pub(super) fn of(model: &str) -> Self {
        let model = model.to_lowercase();
        [("fritz!box", Self::Fritz), ("livebox", Self::Livebox), ("speedport", Self::Speedport)]
            .into_iter()
            .find_map(|(name, brand)| model.contains(name).then_some(brand))
            .unwrap_or(Self::Other)
    }

    /// What the code of a finding ends with where the brand has words of its own.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Fritz => "-fritz",
            Self::Livebox => "-livebox",
            Self::Speedport => "-speedport",
            Self::Other => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_router_is_known_by_any_of_its_names() {
        assert_eq!(Brand::of("FRITZ!Box 7590 AX AVM Berlin FRITZ!Box 7590"), Brand::Fritz);
        assert_eq!(Brand::of("Orange Livebox"), Brand::Livebox);
        assert_eq!(Brand::of("Speedport Smart 4"), Brand::Speedport);
        assert_eq!(Brand::of(""), Brand::Other);
    }
}
