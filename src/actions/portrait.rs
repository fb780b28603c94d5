//! The two pictures of a profile: what becomes of an upload, and where it goes.

use super::profile::{self, Changes};
use crate::app::App;
use crate::error::Result;
use crate::federation::context::Context;
use crate::id::AccountId;
use crate::media::arrival::Arrival;
use crate::media::files::hex;
use crate::media::kind::Kind;
use crate::store::files::{self, File};
use crate::store::{Write, profiles};

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portrait {
    /// The one beside each post.
    Avatar,
    /// The wide one on top of the profile.
    Header,
}

impl Portrait {
    /// Width and height in pixels, as Mastodon has them.
    fn shape(self) -> (u32, u32) {
        match self {
            Self::Avatar => (400, 400),
            Self::Header => (1500, 500),
        }
    }

    /// Makes `file` the picture of an account; without one, it is ours for all who have none.
    pub(super) fn put(
        self,
        tx: &Write,
        cx: &Context,
        owner: AccountId,
        file: Option<File>,
    ) -> Result<()> {
        if let Some(file) = &file {
            files::put(tx, file, cx.now_ms)?;
        }
        let url = file.as_ref().map(|file| cx.site.media(&hex(&file.sha256), &file.extension));
        let (sha256, url) = (file.map(|file| file.sha256), url.unwrap_or_default());
        match self {
            Self::Avatar => profiles::set_avatar(tx, owner, sha256, &url),
            Self::Header => profiles::set_header(tx, owner, sha256, &url),
        }
    }
}

/// Changes the profile, with new pictures.
///
/// # Errors
/// Invalid, with a sentence, if a picture cannot be used; those of [`profile::update`].
pub async fn update(
    app: &App,
    owner: AccountId,
    mut changes: Changes,
    pictures: Vec<(Portrait, Arrival)>,
) -> Result<()> {
    if pictures.is_empty() {
        return profile::update(app, owner, changes).await;
    }
    let seat = app.desk.seat().await?;
    for (which, arrival) in pictures {
        let made = seat.portrait(arrival, which.shape()).await?;
        let file = seat.store(&app.media, Kind::Jpeg, made.bytes).await?;
        changes.pictures.push((which, Some(file)));
    }
    profile::update(app, owner, changes).await
}

/// Takes a picture off the profile.
///
/// # Errors
/// Those of [`profile::update`].
pub async fn remove(app: &App, owner: AccountId, which: Portrait) -> Result<()> {
    let changes = Changes { pictures: vec![(which, None)], ..Changes::default() };
    profile::update(app, owner, changes).await
}
