//! A provider out of what a person typed: fields of a form, or words of a command.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cloudflare::{self, Cloudflare};
use super::desec::{self, DeSec};
use super::provider::Provider;
use super::rfc2136::Rfc2136;
use super::secret::Secret;
use super::tsig::ALGORITHMS;
use super::unfit::Unfit;
use super::update_url::UpdateUrl;
use super::zone;
use crate::error::Result;

/// A kind of provider and its fields, in the order of the form.
pub struct Kind {
    /// As [`Provider::kind`].
    pub name: &'static str,
    /// What the owner must tell.
    pub fields: &'static [&'static str],
    /// What they may tell.
    pub optional: &'static [&'static str],
    /// The field that nobody else may see.
    pub secret: Option<&'static str>,
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    Kind { name: "desec", fields: &["token"], optional: &["api"], secret: Some("token") },
    Kind {
        name: "rfc2136",
        fields: &["server", "key_name", "secret"],
        optional: &["zone", "algorithm"],
        secret: Some("secret"),
    },
    Kind {
        name: "cloudflare",
        fields: &["token"],
        optional: &["zone_id", "api"],
        secret: Some("token"),
    },
    Kind { name: "update_url", fields: &["url"], optional: &[], secret: Some("url") },
    Kind { name: "manual", fields: &[], optional: &[], secret: None },
];

/// No field needs more.
const FIELD_BYTES: usize = 2048;

/// The kind called `name`.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The provider that `fields` describe. An empty field counts as left out.
///
/// # Errors
/// A sentence that names the field; [`super::explain`] says it in the reader's language.
pub fn from_form(name: &str, fields: &BTreeMap<String, String>) -> Result<Provider> {
    Ok(read(name, fields)?)
}

fn read(name: &str, fields: &BTreeMap<String, String>) -> Result<Provider, Unfit> {
    let kind = kind(name).ok_or_else(|| Unfit::Unknown(name.to_owned()))?;
    let typed = Typed { fields };
    typed.only(kind)?;
    Ok(match kind.name {
        "desec" => Provider::Desec(DeSec {
            token: typed.secret("token")?,
            api: typed.api()?.unwrap_or_else(desec::api),
        }),
        "rfc2136" => Provider::Rfc2136(rfc2136(&typed)?),
        "cloudflare" => Provider::Cloudflare(Cloudflare {
            token: typed.secret("token")?,
            zone_id: typed.zone_id()?,
            api: typed.api()?.unwrap_or_else(cloudflare::api),
        }),
        "update_url" => Provider::UpdateUrl(update_url(&typed)?),
        _ => Provider::Manual,
    })
}

fn rfc2136(typed: &Typed) -> Result<Rfc2136, Unfit> {
    let secret = typed.secret("secret")?;
    if !STANDARD.decode(secret.reveal()).is_ok_and(|key| !key.is_empty()) {
        return Err(Unfit::NotBase64);
    }
    let algorithm = typed.get("algorithm").unwrap_or("hmac-sha256").to_ascii_lowercase();
    let known = ALGORITHMS.map(|(known, _)| known);
    if !known.contains(&algorithm.as_str()) {
        return Err(Unfit::Algorithm(known.join(", ")));
    }
    let zone = typed.get("zone").is_some().then(|| typed.name("zone")).transpose()?;
    let server = typed.must("server")?.to_owned();
    Ok(Rfc2136 { server, zone, key_name: typed.name("key_name")?, algorithm, secret })
}

fn update_url(typed: &Typed) -> Result<UpdateUrl, Unfit> {
    let url = UpdateUrl { url: typed.secret("url")? };
    url.check().map_err(|_| Unfit::NotAUrl("url"))?;
    Ok(url)
}

/// What was typed.
struct Typed<'a> {
    fields: &'a BTreeMap<String, String>,
}

impl Typed<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn must(&self, name: &'static str) -> Result<&str, Unfit> {
        let text = self.get(name).ok_or(Unfit::Missing(name))?;
        if text.len() > FIELD_BYTES || text.chars().any(|c| c.is_control()) {
            return Err(Unfit::NotALine(name));
        }
        Ok(text)
    }

    fn secret(&self, name: &'static str) -> Result<Secret, Unfit> {
        self.must(name).map(Secret::new)
    }

    fn name(&self, name: &'static str) -> Result<String, Unfit> {
        let text = self.must(name)?.trim_end_matches('.');
        let fits = !text.is_empty() && zone::name(text).is_some();
        fits.then(|| text.to_owned()).ok_or(Unfit::NotAName(name))
    }

    fn zone_id(&self) -> Result<Option<String>, Unfit> {
        let id = self.get("zone_id").map(str::to_owned);
        match id.as_deref().is_none_or(cloudflare::is_id) {
            true => Ok(id),
            false => Err(Unfit::NotAnId),
        }
    }

    fn api(&self) -> Result<Option<String>, Unfit> {
        let Some(text) = self.get("api") else { return Ok(None) };
        let secure = url::Url::parse(text).is_ok_and(|url| url.scheme() == "https");
        match secure {
            true => Ok(Some(text.trim_end_matches('/').to_owned())),
            false => Err(Unfit::NotAUrl("api")),
        }
    }

    fn only(&self, kind: &Kind) -> Result<(), Unfit> {
        let known = |field: &str| kind.fields.contains(&field) || kind.optional.contains(&field);
        let odd = self.fields.keys().find(|field| !known(field));
        odd.map_or(Ok(()), |field| Err(Unfit::Unknown(field.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(kind: &str, fields: &[(&str, &str)]) -> Result<Provider> {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        from_form(kind, &fields.collect())
    }

    const KEY: [(&str, &str); 4] = [
        ("server", "192.0.1.1"),
        ("zone", "home.example."),
        ("key_name", "box"),
        ("secret", " c2VjcmV0\n"),
    ];

    #[test]
    fn a_key_for_an_own_server_is_read_with_the_usual_algorithm() {
        let Ok(Provider::Rfc2136(server)) = form("rfc2136", &KEY) else { panic!("not read") };
        assert_eq!(
            (server.zone.as_deref(), server.algorithm.as_str()),
            (Some("home.example"), "hmac-sha256")
        );
        assert_eq!(server.secret.reveal(), "c2VjcmV0");
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let with = |name: &str, value: &str| {
            let changed = KEY.map(|(k, v)| (k, if k == name { value } else { v }));
            form("rfc2136", &changed).unwrap_err().message().to_owned()
        };
        assert!(with("server", "").contains("server"));
        assert!(with("secret", "not base64!").contains("base64"));
        assert!(with("zone", "a..b").contains("zone"));
        for (kind, fields, hint) in [
            ("desec", &[][..], "token"),
            ("desec", &[("token", "x"), ("api", "http://desec.example")], "https://"),
            ("desec", &[("token", "x"), ("colour", "red")], "colour"),
            ("cloudflare", &[("token", "x"), ("zone_id", "../x")], "zone’s id"),
            ("update_url", &[("url", "ftp://a.example")], "https://"),
            ("godaddy", &[], "godaddy"),
        ] {
            let error = form(kind, fields).unwrap_err();
            assert!(error.message().contains(hint), "{error}");
        }
    }

    #[test]
    fn nobody_sees_a_secret_by_accident() {
        let provider = form("desec", &[("token", "hush")]).unwrap();
        assert!(!format!("{provider:?}").contains("hush"));
        assert_eq!(form("manual", &[]).unwrap(), Provider::Manual);
    }
}
