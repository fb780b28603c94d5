//! TXT records below the wanted name, for authorities that look into DNS.
//!
//! Nobody can write any yet.

use crate::app::App;
use crate::error::{Error, Result};

/// Whether there is a DNS provider that lets us write TXT records.
pub async fn can_publish_txt(_app: &App) -> bool {
    std::future::ready(false).await
}

/// Writes a TXT record, and answers once the name servers of the zone say it.
///
/// # Errors
/// There is no provider, or it refuses.
pub async fn publish_txt(_app: &App, _fqdn: &str, _value: &str) -> Result<()> {
    std::future::ready(Err(no_provider())).await
}

/// Removes the TXT records at `fqdn`.
///
/// # Errors
/// There is no provider, or it refuses.
pub async fn withdraw_txt(_app: &App, _fqdn: &str) -> Result<()> {
    std::future::ready(Err(no_provider())).await
}

/// Whether public DNS has this TXT record, whoever wrote it.
pub async fn sees_txt(_app: &App, _fqdn: &str, _value: &str) -> bool {
    std::future::ready(false).await
}

fn no_provider() -> Error {
    Error::invalid("There is no DNS provider that could write the record")
}
