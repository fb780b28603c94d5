//! Which server translates, as rows in `settings`.

use hyper::Uri;

use crate::error::{Error, Result};
use crate::store::{Read, Write, settings};

/// A server that translates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its address, without a slash at the end.
    pub url: String,
    /// What it wants to hear from those whom it knows; may be empty.
    pub key: String,
}

impl Engine {
    /// As the owner typed it.
    ///
    /// # Errors
    /// Invalid if that is no address of a server.
    pub fn parse(url: &str, key: &str) -> Result<Self> {
        let url = url.trim().trim_end_matches('/');
        let uri: Option<Uri> = url.parse().ok();
        let is_address = uri.is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
        });
        if !is_address {
            return Err(Error::invalid("That is not the address of a server"));
        }
        Ok(Self { url: url.to_owned(), key: key.trim().to_owned() })
    }

    /// What people know it by.
    pub fn name(&self) -> &str {
        let (_, rest) = self.url.split_once("://").unwrap_or(("", &self.url));
        rest.split(['/', ':']).next().unwrap_or(rest)
    }
}

/// The one that was chosen, if any.
pub fn load(db: &Read) -> Result<Option<Engine>> {
    let Some(url) = settings::value(db, settings::TRANSLATION_URL)? else { return Ok(None) };
    let key = settings::value(db, settings::TRANSLATION_KEY)?.unwrap_or_default();
    Ok(Some(Engine { url, key }))
}

/// Chooses one, or none any more.
pub fn save(tx: &Write, engine: Option<&Engine>) -> Result<()> {
    let Some(engine) = engine else {
        settings::remove(tx, settings::TRANSLATION_URL)?;
        return settings::remove(tx, settings::TRANSLATION_KEY);
    };
    settings::set(tx, settings::TRANSLATION_URL, &engine.url)?;
    settings::set(tx, settings::TRANSLATION_KEY, &engine.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_server_with_or_without_a_port_and_a_path() {
        let engine = Engine::parse(" http://pi.local:5000/libre/ ", " k ").unwrap();
        assert_eq!((engine.url.as_str(), engine.key.as_str()), ("http://pi.local:5000/libre", "k"));
        assert_eq!(engine.name(), "pi.local");
        for other in ["", "pi.local", "ftp://pi.local", "/translate", "https://"] {
            assert!(Engine::parse(other, "").is_err(), "{other}");
        }
    }
}
