//! What all pages of the first visit have around them: the birdhouse, whose entrance shows how far one
//! has come, and the language switch.

use crate::locale::Locale;

/// The frame of one page.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Frame {
    /// The step that this page is, from 1 to [`STEPS`]; 0 outside the row.
    pub(in crate::web) step: usize,
    /// The page itself, for the language switch.
    pub(in crate::web) path: String,
    /// What looks out of the entrance: initials, or nothing.
    pub(in crate::web) initials: String,
    /// Whether the bird looks out: somebody lives here.
    pub(in crate::web) bird: bool,
}

/// Steps of the first visit: language, code, name, address, checklist, passphrase.
pub(in crate::web) const STEPS: usize = 6;

impl Frame {
    /// The frame of the page at `path`.
    pub(in crate::web) fn new(step: usize, path: &str) -> Self {
        Self { step, path: path.to_owned(), ..Self::default() }
    }

    /// The initials of `name` look out of the entrance.
    #[must_use]
    pub(in crate::web) fn of(mut self, name: &str) -> Self {
        self.initials = initials(name);
        self
    }

    /// Somebody lives here.
    #[must_use]
    pub(in crate::web) fn inhabited(mut self) -> Self {
        self.bird = true;
        self
    }

    /// The segments of the ring around the entrance: how far each is turned, and whether it is done.
    pub(in crate::web) fn ring(&self) -> Vec<(usize, bool)> {
        (0..STEPS).map(|step| (step * 360 / STEPS, step < self.step)).collect()
    }

    /// "Step 2 of 6".
    pub(in crate::web) fn progress(&self, locale: Locale) -> String {
        let text = locale.say_with("setup-step", "step", &self.step.to_string());
        text.replace("{ $steps }", &STEPS.to_string())
    }

    /// This page in another language.
    pub(in crate::web) fn switch(&self, tag: &str) -> String {
        let sign = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{sign}lang={tag}", self.path)
    }
}

/// A picture for somebody who has none yet.
fn initials(name: &str) -> String {
    let words = name.split('_').filter_map(|word| word.chars().next()).take(2);
    words.collect::<String>().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letters_of_two_words() {
        assert_eq!(initials("ada"), "A");
        assert_eq!(initials("ada_lovelace_b"), "AL");
        assert_eq!(initials("_"), "");
    }

    #[test]
    fn the_ring_is_closed_at_the_last_step() {
        assert!(Frame::new(STEPS, "/").ring().iter().all(|(_, done)| *done));
        assert_eq!(Frame::new(2, "/").ring().iter().filter(|(_, done)| *done).count(), 2);
    }
}
