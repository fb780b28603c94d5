//! What the owner can change and what the node remembers about itself, as rows of key and value.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::site::Site;

/// Where the node lives: the authority of its URLs.
pub const HOST: &str = "host";
/// The domain of its handles; may differ from the host (split domain).
pub const HANDLE_DOMAIN: &str = "handle_domain";

/// Every GET of another server must be signed ("authorised fetch", "secure mode"): `1` or `0`.
pub const AUTHORISED_FETCH: &str = "authorised_fetch";

/// With what URLs of ours for media of other servers are marked.
pub const MEDIA_SECRET: &str = "media_secret";
/// How much media of other servers may take on the disk, in bytes.
pub const MEDIA_CACHE_BYTES: &str = "media_cache_bytes";

/// The server that translates posts, if the owner chose one.
pub const TRANSLATION_URL: &str = "translation_url";
/// What it wants to hear from those whom it knows.
pub const TRANSLATION_KEY: &str = "translation_key";

/// The value under `key`.
pub fn value(db: &Read, key: &str) -> Result<Option<String>> {
    db.row("SELECT value FROM settings WHERE key = :key", named_params! { ":key": key }, |row| {
        row.get(0)
    })
}

/// Stores `value` under `key`, over what was there.
pub fn set(tx: &Write, key: &str, value: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO settings (key, value) VALUES (:key, :value)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        named_params! { ":key": key, ":value": value },
    )?;
    Ok(())
}

/// Forgets what is stored under `key`.
pub fn remove(tx: &Write, key: &str) -> Result<()> {
    tx.execute("DELETE FROM settings WHERE key = :key", named_params! { ":key": key })?;
    Ok(())
}

/// Where the node lives; `None` until it has an owner.
pub fn site(db: &Read) -> Result<Option<Site>> {
    let Some(host) = value(db, HOST)? else { return Ok(None) };
    let domain = value(db, HANDLE_DOMAIN)?;
    Ok(Some(Site::new(&host, domain.as_deref().unwrap_or(&host))))
}

/// Whether the switch under `key` is on.
pub fn is_on(db: &Read, key: &str) -> Result<bool> {
    Ok(value(db, key)?.as_deref() == Some("1"))
}
