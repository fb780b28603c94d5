//! The words on our pages, in the reader's language.
//!
//! A catalogue is a file of `key = text` lines that translators can edit (a subset of Fluent).
//! `{ $name }` stands for something filled in.

use axum::http::{HeaderMap, header};

/// A language that we have words in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// English.
    En,
    /// French.
    Fr,
}

const EN: &[&str] = &[
    include_str!("locale/en/care.ftl"),
    include_str!("locale/en/certificate.ftl"),
    include_str!("locale/en/clock.ftl"),
    include_str!("locale/en/line.ftl"),
    include_str!("locale/en/my_box.ftl"),
    include_str!("locale/en/name.ftl"),
    include_str!("locale/en/pages.ftl"),
    include_str!("locale/en/push.ftl"),
    include_str!("locale/en/setup.ftl"),
    include_str!("locale/en/sign_in.ftl"),
    include_str!("locale/en/update.ftl"),
    include_str!("locale/en/wifi.ftl"),
];
const FR: &[&str] = &[
    include_str!("locale/fr/care.ftl"),
    include_str!("locale/fr/certificate.ftl"),
    include_str!("locale/fr/clock.ftl"),
    include_str!("locale/fr/line.ftl"),
    include_str!("locale/fr/my_box.ftl"),
    include_str!("locale/fr/name.ftl"),
    include_str!("locale/fr/pages.ftl"),
    include_str!("locale/fr/push.ftl"),
    include_str!("locale/fr/setup.ftl"),
    include_str!("locale/fr/sign_in.ftl"),
    include_str!("locale/fr/update.ftl"),
    include_str!("locale/fr/wifi.ftl"),
];

impl Locale {
    /// The cookie with the language that the reader chose on a page.
    pub const COOKIE: &str = "nichoir_lang";

    /// The language that the reader chose, else the first language of `Accept-Language` that we know.
    /// Weights are ignored: browsers send the languages in order.
    pub fn of(headers: &HeaderMap) -> Self {
        chosen(headers).unwrap_or_else(|| Self::accepted(headers))
    }

    /// The language with this tag.
    pub fn named(tag: &str) -> Option<Self> {
        [Self::En, Self::Fr].into_iter().find(|locale| locale.tag() == tag)
    }

    fn accepted(headers: &HeaderMap) -> Self {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        wanted
            .unwrap_or_default()
            .split(',')
            .find_map(|tag| Self::named(tag.trim().split(['-', ';']).next()?))
            .unwrap_or(Self::En)
    }

    /// The language of a terminal, such as `fr_CH.UTF-8`.
    pub fn of_system(name: &str) -> Self {
        if name.starts_with("fr") { Self::Fr } else { Self::En }
    }

    /// The language tag, for `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The words under `key`; in English if there is no translation yet.
    pub fn say(self, key: &str) -> &'static str {
        self.known(key).unwrap_or("…")
    }

    /// The words under `key`, if there are any.
    pub fn known(self, key: &str) -> Option<&'static str> {
        let ours = match self {
            Self::En => EN,
            Self::Fr => FR,
        };
        find(ours, key).or_else(|| find(EN, key))
    }

    /// The words under `key` with one thing filled in.
    pub fn say_with(self, key: &str, name: &str, value: &str) -> String {
        self.say(key).replace(&format!("{{ ${name} }}"), value)
    }
}

fn chosen(headers: &HeaderMap) -> Option<Locale> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(name, tag)| (name.trim() == Locale::COOKIE).then(|| Locale::named(tag))?)
}

fn find(catalogue: &[&'static str], key: &str) -> Option<&'static str> {
    entries(catalogue).find_map(|(found, text)| (found == key).then_some(text))
}

fn entries(catalogue: &[&'static str]) -> impl Iterator<Item = (&'static str, &'static str)> {
    catalogue
        .iter()
        .flat_map(|part| part.lines())
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, text)| (key.trim(), text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_catalogues_have_the_same_keys() {
        let keys = |catalogue| entries(catalogue).map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(keys(EN), keys(FR));
        assert!(keys(EN).len() > 10);
    }

    #[test]
    fn the_reader_is_answered_in_the_first_language_that_we_know() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, text.parse().expect("a value"));
            Locale::of(&headers)
        };
        assert_eq!(of("de-DE,fr-CH;q=0.9,en;q=0.8"), Locale::Fr);
        assert_eq!(of("en-GB"), Locale::En);
        assert_eq!(of("de"), Locale::En);
    }

    #[test]
    fn what_the_reader_chose_wins() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, "en".parse().expect("a value"));
        headers.insert(header::COOKIE, "a=b; nichoir_lang=fr; c".parse().expect("a value"));
        assert_eq!(Locale::of(&headers), Locale::Fr);
        headers.insert(header::COOKIE, "nichoir_lang=xx".parse().expect("a value"));
        assert_eq!(Locale::of(&headers), Locale::En);
    }
}
