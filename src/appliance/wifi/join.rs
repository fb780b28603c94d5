//! Joins the network that somebody has chosen.

use super::bus::{Answer, Refusal};
use super::iwd::Iwd;
use super::picture::{Kind, Mode, Picture};
use super::{Order, Trouble};

/// Joins it; the radio may be anything before, and is a station after. What went wrong otherwise.
pub(super) async fn join(iwd: &Iwd, device: &str, order: &Order) -> Result<(), Trouble> {
    let joined = try_to(iwd, device, order).await;
    iwd.agent.forget();
    joined.map_err(|refusal| {
        let trouble = trouble(&refusal, !order.password.is_empty());
        tracing::info!(network = order.name, %refusal, ?trouble, "the Wi-Fi was not joined");
        trouble
    })
}

async fn try_to(iwd: &Iwd, device: &str, order: &Order) -> Answer<()> {
    let picture = iwd.turn(device, Mode::Station).await?;
    iwd.register().await?;
    let picture = iwd.scan(&picture.device).await?;
    let joined = match path_of(&picture, order) {
        Some((path, known)) => {
            if let Some(known) = known {
                // What was typed just now counts, not an older password.
                iwd.forget(known).await?;
            }
            iwd.agent.know(path, &order.password);
            iwd.connect(path).await
        }
        // Nobody knows its path before it is there.
        None if order.hidden => {
            iwd.agent.know("", &order.password);
            iwd.connect_hidden(&picture.device, &order.name).await
        }
        None => Err(Refusal::No("NotFound".into())),
    };
    if joined.is_err() {
        // It may not be in the middle of anything.
        let _ = iwd.disconnect(&picture.device).await;
    }
    joined
}

/// The path of the network, and of what is remembered about it. Two may have one name, with and without a password.
fn path_of<'p>(picture: &'p Picture, order: &Order) -> Option<(&'p str, Option<&'p str>)> {
    let wanted = if order.password.is_empty() { Kind::Open } else { Kind::Password };
    let named = picture.around.iter().filter(|(_, around)| around.name == order.name);
    let (path, around) =
        named.min_by_key(|(_, around)| (around.kind != wanted, around.kind == Kind::Other))?;
    Some((path, around.known.as_deref()))
}

fn trouble(refusal: &Refusal, has_password: bool) -> Trouble {
    match refusal {
        Refusal::Late => Trouble::Silent,
        Refusal::No(why) => match why.as_str() {
            "NotFound" => Trouble::Missing,
            "NotSupported" | "NotConfigured" | "ServiceSet" => Trouble::Unsupported,
            "Timeout" => Trouble::Silent,
            "Failed" | "Aborted" | "InvalidFormat" | "NoAgent" if has_password => Trouble::Refused,
            "NoAgent" | "Aborted" => Trouble::Refused,
            _ => Trouble::Broken,
        },
        Refusal::Broken(_) => Trouble::Broken,
    }
}
