//! Opens and closes the access point.

use super::bus::{Answer, Refusal};
use super::keeper::Keeper;
use super::picture::{Mode, Picture};
use super::report::Standing;
use super::{NAME, Scene};

impl Keeper {
    /// Looks once more around, because an access point cannot, and opens it. The code is its password.
    pub(super) async fn open(&mut self, picture: &Picture, code: &str) -> Answer<()> {
        if !picture.can_open {
            return self.cannot();
        }
        let picture = self.iwd.scan(&picture.device).await?;
        if picture.joined.is_some() {
            return Ok(());
        }
        let networks = self.iwd.networks(&picture).await?;
        if !networks.is_empty() {
            self.offer.networks = networks;
        }
        match self.iwd.open(&picture.device, NAME, code).await {
            Ok(()) => {}
            Err(Refusal::No(why)) => {
                tracing::warn!(why, "the radio does not become an access point");
                self.iwd.turn(&picture.device, Mode::Station).await?;
                return self.cannot();
            }
            Err(refusal) => return Err(refusal),
        }
        let wifi = &self.app.appliance.wifi;
        wifi.visited();
        wifi.take_order();
        self.show(Scene::Open(self.offer.clone()));
        self.report(&Standing::Open);
        Ok(())
    }

    fn cannot(&mut self) -> Answer<()> {
        self.gave_up = Some(Standing::Unable);
        self.show(Scene::Quiet);
        self.report(&Standing::Unable);
        Ok(())
    }

    pub(super) async fn close(&self, device: &str) -> Answer<()> {
        self.show(Scene::Quiet);
        self.iwd.turn(device, Mode::Station).await?;
        tracing::info!("the access point {NAME} is closed");
        Ok(())
    }
}
