//! `nichoir try`: two throw-away nodes on loopback that follow each other and have talked a little.
//!
//! Everything is made by the actions of the owners and delivered for real, in the clear between exactly
//! these two; nothing else can be reached. Leaves nothing behind.

mod node;
mod scene;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;

use self::node::Node;
use super::{log, say, serve};
use crate::config::Config;
use crate::error::Result;
use crate::net::Net;
use crate::random::Random;

pub(super) fn run(config: &Config) -> Result<()> {
    log::start(&config.log, &config.journal_stream)?;
    let folder = Folder::new(&Random::system())?;
    serve::runtime()?.block_on(async {
        let stop = serve::stop_signal()?;
        tokio::select! {
            () = stop => Ok(()),
            ended = play(&folder.0) => ended,
        }
    })
}

/// Sets the scene, says where it is, and goes on until it is stopped.
async fn play(folder: &Path) -> Result<()> {
    let [ada, bert] = [listener().await?, listener().await?];
    let hosts: BTreeMap<String, SocketAddr> =
        [(ADA.1.to_owned(), ada.local_addr()?), (BERT.1.to_owned(), bert.local_addr()?)].into();
    let net = || Net::pinned(hosts.clone());
    let ada = Node::start(ADA, folder, ada, net()).await?;
    let bert = Node::start(BERT, folder, bert, net()).await?;
    say("Two nodes get to know each other …");
    scene::set(&ada, &bert).await?;
    say(&format!(
        "\n  {}\n  {}\n\n\
         Both let you in with the passphrase: {}\n\
         A Mastodon app on this machine signs in with such an address. Ctrl-c ends it all.",
        ada.introduction(),
        bert.introduction(),
        node::PASSPHRASE
    ));
    std::future::pending().await
}

async fn listener() -> Result<TcpListener> {
    Ok(TcpListener::bind("127.0.0.1:0").await?)
}

/// A folder that goes when this goes.
struct Folder(PathBuf);

impl Folder {
    fn new(random: &Random) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("nichoir-try-{}", random.token()));
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "could not be removed");
        }
    }
}

/// Name and host of the owners.
const ADA: (&str, &str) = ("ada", "ada.example");
const BERT: (&str, &str) = ("bert", "bert.example");
