//! TXT records by which a certificate authority sees that the name is ours (DNS-01).

use std::time::Duration;

use super::look_up;
use super::provider::{self, Provider};
use super::trouble::Trouble;
use crate::app::App;
use crate::error::Result;

/// After a change, when to look whether the servers have it: they tell one another.
const LOOKS: [Duration; 8] = [
    Duration::from_secs(0),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(15),
    Duration::from_secs(30),
    Duration::from_secs(30),
];

/// Whether the owner's DNS provider lets us set TXT records.
pub async fn can_publish_txt(app: &App) -> bool {
    app.store.read(provider::load).await.is_ok_and(|provider| provider.has_txt())
}

/// Makes `value` the only TXT record of `fqdn`, and waits until the responsible servers have it.
///
/// # Errors
/// Why the provider does not do it, or that its servers do not show it after a minute and a half.
pub async fn publish_txt(app: &App, fqdn: &str, value: &str) -> Result<()> {
    let provider = app.store.read(provider::load).await?;
    change(app, &provider, fqdn, Some(value)).await.map_err(|trouble| trouble.error(fqdn))?;
    for look in LOOKS {
        tokio::time::sleep(look).await;
        // Whoever cannot look must trust the provider.
        if look_up::has_txt(app, fqdn, value, &provider).await != Some(false) {
            return Ok(());
        }
    }
    Err(Trouble::Away(format!("its servers do not show {fqdn} yet")).error(fqdn))
}

/// Takes all TXT records of `fqdn` away.
///
/// # Errors
/// Why the provider does not do it.
pub async fn withdraw_txt(app: &App, fqdn: &str) -> Result<()> {
    let provider = app.store.read(provider::load).await?;
    change(app, &provider, fqdn, None).await.map_err(|trouble| trouble.error(fqdn))
}

/// Whether the world sees `value` as a TXT record of `fqdn`, whoever wrote it.
pub async fn sees_txt(app: &App, fqdn: &str, value: &str) -> bool {
    let Ok(provider) = app.store.read(provider::load).await else { return false };
    let seen = look_up::txt(app, fqdn, &provider).await.unwrap_or_default();
    seen.iter().any(|found| found == value)
}

async fn change(
    app: &App,
    provider: &Provider,
    fqdn: &str,
    value: Option<&str>,
) -> Result<(), Trouble> {
    let _turn = app.appliance.names.turn().await;
    provider.set_txt(app, fqdn, value).await
}
