//! Who lives here, as far as the home network may know: never a person's name.

use aws_lc_rs::digest::{SHA256, digest};

use crate::app::App;
use crate::error::Result;
use crate::store::{Read, keys, settings};

/// How the node stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody lives here.
    Unclaimed,
    /// Somebody does, without a domain yet.
    AtHome,
    /// Somebody does, at this host.
    Settled {
        /// Authority of the node's URLs.
        host: String,
        /// The first 16 hexadecimal digits of the SHA-256 of the node's public key.
        key_id: String,
    },
}

impl Standing {
    /// What the database says. What cannot be read counts as unclaimed: then nothing is told.
    pub(super) async fn of(app: &App) -> Self {
        app.store.read(read).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "cannot read who lives here");
            Self::Unclaimed
        })
    }
}

fn read(db: &Read) -> Result<Standing> {
    let Some(site) = settings::site(db)? else { return Ok(Standing::Unclaimed) };
    if site.is_home_only() {
        return Ok(Standing::AtHome);
    }
    let key = keys::by_uri(db, &format!("{}#main-key", site.application()))?;
    let key_id = key.map(|key| key_id(&key.public)).unwrap_or_default();
    Ok(Standing::Settled { host: site.host, key_id })
}

fn key_id(public: &[u8]) -> String {
    let hash = digest(&SHA256, public);
    hash.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_key_is_named_by_the_start_of_its_hash() {
        assert_eq!(super::key_id(b"abc"), "ba7816bf8f01cfea");
    }
}
