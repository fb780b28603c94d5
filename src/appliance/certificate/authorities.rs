//! Which certificate authorities are asked, out of the configuration key `acme_directories`.
//!
//! Empty means Let's Encrypt. Otherwise parts with commas between them: `main=URL`, `staging=URL` for its
//! rehearsals, `second=URL` for when the main one fails for a week, `profile=NAME`. An authority that
//! wants to know its customers has a key id and a key after its URL (RFC 8555 §7.3.4):
//! `second=URL KID HMAC`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use instant_acme::LetsEncrypt;
use url::{Host, Url};

use crate::error::{Error, Result};

/// Whom we ask, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorities {
    /// The usual one.
    pub main: Authority,
    /// Another one, for when the main one fails for a week.
    pub second: Option<Authority>,
}

/// A certificate authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its directory.
    pub production: Directory,
    /// Its directory for rehearsals, whose certificates nobody trusts.
    pub staging: Option<Directory>,
    /// The profile to ask for; `None` takes the usual one.
    pub profile: Option<String>,
}

/// Where an authority begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Its URL.
    pub url: String,
    /// How it knows us already.
    pub binding: Option<Binding>,
}

/// Ties our account at an authority to one that the owner has there (RFC 8555 §7.3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The key id.
    pub kid: String,
    /// The key itself.
    pub hmac: Vec<u8>,
}

impl Default for Authorities {
    /// Let's Encrypt, which needs no acquaintance.
    fn default() -> Self {
        let directory = |which: LetsEncrypt| Directory { url: which.url().into(), binding: None };
        let main = Authority {
            production: directory(LetsEncrypt::Production),
            staging: Some(directory(LetsEncrypt::Staging)),
            profile: None,
        };
        Self { main, second: None }
    }
}

impl Authorities {
    /// Reads the configuration key.
    ///
    /// # Errors
    /// Says which part is wrong, and how it should look.
    pub fn parse(text: &str) -> Result<Self> {
        let parts: Vec<_> =
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            return Ok(Self::default());
        }
        let (mut main, mut staging, mut second, mut profile) = (None, None, None, None);
        for part in parts {
            let (name, value) = part.split_once('=').ok_or_else(|| wrong(part, FORM))?;
            let taken = match name.trim() {
                "main" => main.replace(directory(part, value)?).is_some(),
                "staging" => staging.replace(directory(part, value)?).is_some(),
                "second" => second.replace(directory(part, value)?).is_some(),
                "profile" => profile.replace(profile_name(part, value)?).is_some(),
                _ => return Err(wrong(part, FORM)),
            };
            if taken {
                return Err(wrong(part, "is there twice"));
            }
        }
        let production = main.ok_or_else(|| wrong(text, "has no main=URL"))?;
        let second =
            second.map(|production| Authority { production, staging: None, profile: None });
        Ok(Self { main: Authority { production, staging, profile }, second })
    }
}

impl Directory {
    /// Its host, for people.
    pub fn host(&self) -> String {
        let url = Url::parse(&self.url).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

const FORM: &str = "is none of main=URL, staging=URL, second=URL and profile=NAME";

fn directory(part: &str, value: &str) -> Result<Directory> {
    let words: Vec<_> = value.split_whitespace().collect();
    let (url, binding) = match *words {
        [url] => (url, None),
        [url, kid, hmac] => (url, Some(binding(part, kid, hmac)?)),
        _ => return Err(wrong(part, "is neither a URL nor a URL, a key id and a key")),
    };
    if !Url::parse(url).is_ok_and(|url| is_safe(&url)) {
        return Err(wrong(part, "has no https:// URL"));
    }
    Ok(Directory { url: url.to_owned(), binding })
}

/// In the clear only within this machine.
fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

fn binding(part: &str, kid: &str, hmac: &str) -> Result<Binding> {
    let hmac = URL_SAFE_NO_PAD.decode(hmac.trim_end_matches('='));
    let hmac = hmac.map_err(|_| wrong(part, "has a key that is not base64url"))?;
    Ok(Binding { kid: kid.to_owned(), hmac })
}

fn profile_name(part: &str, value: &str) -> Result<String> {
    let name = value.trim();
    match name.is_empty() || name.contains(char::is_whitespace) {
        true => Err(wrong(part, "is no profile=NAME")),
        false => Ok(name.to_owned()),
    }
}

/// The key of a binding is a secret, so only the beginning of the part is shown.
fn wrong(part: &str, what: &str) -> Error {
    let shown = part.split_whitespace().next().unwrap_or_default();
    Error::invalid(format!("acme_directories: {shown:?} {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_means_lets_encrypt_with_rehearsals() {
        let usual = Authorities::parse(" ").unwrap();
        assert_eq!(usual.main.production.host(), "acme-v02.api.letsencrypt.org");
        assert_eq!(usual.main.staging.unwrap().host(), "acme-staging-v02.api.letsencrypt.org");
        assert_eq!(usual.second, None);
    }

    #[test]
    fn every_part_finds_its_place() {
        let text = "main=https://ca.example/dir, staging=http://127.0.0.1:14000/dir,\
                    second=https://other.example/acme key-1 c2VjcmV0, profile=shortlived";
        let read = Authorities::parse(text).unwrap();
        assert_eq!(read.main.production.url, "https://ca.example/dir");
        assert_eq!(read.main.staging.unwrap().url, "http://127.0.0.1:14000/dir");
        assert_eq!(read.main.profile.as_deref(), Some("shortlived"));
        let binding = read.second.unwrap().production.binding.unwrap();
        assert_eq!((binding.kid.as_str(), binding.hmac.as_slice()), ("key-1", &b"secret"[..]));
    }

    #[test]
    fn what_is_wrong_is_named_without_its_secret() {
        for (text, what) in [
            ("https://ca.example/dir", "none of main=URL"),
            ("staging=https://ca.example/dir", "no main=URL"),
            ("main=http://ca.example/dir", "no https:// URL"),
            ("main=ca.example", "no https:// URL"),
            ("main=https://a.example, main=https://b.example", "twice"),
            ("main=https://a.example kid", "neither a URL nor"),
            ("main=https://a.example kid s!cret", "not base64url"),
            ("main=https://a.example, profile=", "no profile=NAME"),
            ("first=https://a.example", "none of main=URL"),
        ] {
            let error = Authorities::parse(text).expect_err(text);
            assert!(error.message().contains(what), "{text}: {error}");
            assert!(!error.message().contains("s!cret"), "{error}");
        }
    }
}
