//! Making the owner: the account, its keys, and where the node lives.
//!
//! Also moves a node that has no posts yet from a name of the house to its real address. Never a way to
//! change an address that others may know already.

use url::Host;

use super::passphrase;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::protocol::key::PrivateKey;
use crate::site::Site;
use crate::store::accounts::{self, AccountKind};
use crate::store::{Read, Write, keys, owners, settings};

/// Who is to live here.
#[derive(Clone)]
pub struct NewOwner {
    /// The name, checked by [`check_name`].
    pub name: String,
    /// Where the node lives.
    pub site: Site,
    /// Checked by [`check_passphrase`].
    pub passphrase: String,
}

/// What [`setup`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was nobody; now there is.
    Made,
    /// The node had no posts and lived where only the house finds it; now it has its real address.
    Moved,
}

/// Makes the owner and the application actor, with an RSA and an Ed25519 key each.
///
/// # Errors
/// A conflict if somebody lives here and the address cannot change any more.
pub async fn setup(app: &App, owner: NewOwner) -> Result<Outcome> {
    setup_and(app, owner, |_| Ok(())).await
}

/// The same, and `also` in the same transaction; if that fails, nobody moves in.
///
/// # Errors
/// Those of [`setup`] and of `also`.
pub async fn setup_and(
    app: &App,
    owner: NewOwner,
    also: impl FnOnce(&Write) -> Result<()> + Send + 'static,
) -> Result<Outcome> {
    let current = app.store.read(settings::site).await?;
    if let Some(current) = &current
        && (!current.is_home_only() || current == &owner.site)
    {
        let there = app.store.read(owner_name).await?.unwrap_or_default();
        return Err(taken(&there, current));
    }
    let hash = {
        let (passphrase, random) = (owner.passphrase.clone(), app.random.clone());
        off_thread(move || passphrase::hash(&passphrase, &random)).await?
    };
    if current.is_some() {
        let work = move |tx: &Write| also(tx).and_then(|()| move_to(tx, &owner, &hash));
        app.store.write(work).await?;
        return Ok(Outcome::Moved);
    }
    let people =
        [local(app, &owner, AccountKind::Application)?, local(app, &owner, AccountKind::Person)?];
    let (now_ms, secret) = (app.clock.now_ms(), app.random.token());
    app.store
        .write(move |tx| {
            if let Some(there) = settings::site(tx)? {
                return Err(taken(&owner_name(tx)?.unwrap_or_default(), &there));
            }
            also(tx)?;
            people.iter().try_for_each(|person| person.insert(tx, now_ms))?;
            let id = people.last().map_or(AccountId::MIN, |person| person.id);
            owners::insert(tx, id, &hash, now_ms)?;
            settings::set(tx, settings::MEDIA_SECRET, &secret)?;
            put_site(tx, &owner.site)
        })
        .await?;
    Ok(Outcome::Made)
}

/// An account of this node, with its keys, ready to be stored.
struct Local {
    id: AccountId,
    uri: String,
    url: String,
    name: String,
    kind: AccountKind,
    /// Each with its URI.
    keys: [(PrivateKey, String); 2],
}

fn local(app: &App, owner: &NewOwner, kind: AccountKind) -> Result<Local> {
    let site = &owner.site;
    let (uri, url, name) = match kind {
        AccountKind::Application => (site.application(), site.base(), APPLICATION),
        _ => (site.account(&owner.name), site.account_page(&owner.name), owner.name.as_str()),
    };
    let rsa = PrivateKey::generate_rsa().map_err(Error::internal)?;
    let ed25519 = PrivateKey::ed25519_from_seed(app.random.bytes());
    let keys = [(rsa, format!("{uri}#main-key")), (ed25519, format!("{uri}#ed25519-key"))];
    Ok(Local { id: app.ids.next(), uri, url, name: name.to_owned(), kind, keys })
}

impl Local {
    fn insert(&self, tx: &Write, now_ms: i64) -> Result<()> {
        accounts::insert_local(tx, self.id, &self.uri, &self.name, self.kind, now_ms)?;
        accounts::set_url(tx, self.id, &self.url)?;
        let mut public = Vec::new();
        for (key, uri) in &self.keys {
            let private = key.to_bytes().map_err(Error::internal)?;
            keys::put_private(tx, self.id, key.kind(), &private)?;
            let bytes = key.public().map_err(Error::internal)?.to_bytes();
            public.push((uri.as_str(), key.kind(), bytes));
        }
        keys::replace(tx, self.id, &public, now_ms)
    }
}

/// Gives a node that nobody can know yet its real address, and the owner the new passphrase.
fn move_to(tx: &Write, owner: &NewOwner, hash: &str) -> Result<()> {
    let from = settings::site(tx)?.ok_or_else(|| Error::not_found("Address"))?;
    let (id, name) = owners::first(tx)?.ok_or_else(|| Error::not_found("Owner"))?;
    if owners::has_posts(tx)? || name != owner.name {
        return Err(taken(&name, &from));
    }
    let site = &owner.site;
    let application = accounts::by_uri(tx, &from.application())?;
    let application = application.ok_or_else(|| Error::not_found("Application actor"))?;
    owners::readdress(tx, application.id, &site.application(), &site.base())?;
    owners::readdress(tx, id, &site.account(&name), &site.account_page(&name))?;
    owners::set_passphrase(tx, id, hash)?;
    put_site(tx, site)
}

fn put_site(tx: &Write, site: &Site) -> Result<()> {
    settings::set(tx, settings::HOST, &site.host)?;
    settings::set(tx, settings::HANDLE_DOMAIN, &site.handle_domain)
}

fn owner_name(db: &Read) -> Result<Option<String>> {
    Ok(owners::first(db)?.map(|(_, name)| name))
}

fn taken(name: &str, site: &Site) -> Error {
    Error::conflict(format!(
        "@{name}@{} lives here already, at {}",
        site.handle_domain,
        site.base()
    ))
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// The name in lower case, if it can be one: letters, digits and `_`, as other servers accept.
///
/// # Errors
/// A sentence with the rule.
pub fn check_name(name: &str) -> Result<String> {
    let name = name.trim().trim_start_matches('@').to_ascii_lowercase();
    let fits = (1..=30).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !fits || name == APPLICATION {
        return Err(Error::invalid(format!(
            "{name:?} cannot be a name: use 1 to 30 letters, digits or _ (and not {APPLICATION:?})"
        )));
    }
    Ok(name)
}

/// The domain in lower case and punycode.
///
/// # Errors
/// A sentence if it is a URL, an address or a name without a dot.
pub fn check_domain(domain: &str) -> Result<String> {
    match Host::parse(domain.trim().trim_end_matches('.')) {
        Ok(Host::Domain(name)) if is_public(&name) => Ok(name),
        _ => Err(Error::invalid(format!("{domain:?} is not a domain like home.example"))),
    }
}

/// Whether others could ask DNS for this name (RFC 1035 §2.3.4, RFC 6761, RFC 6762, RFC 8375).
fn is_public(name: &str) -> bool {
    let fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let at_home = AT_HOME.iter().any(|end| name.ends_with(end));
    name.contains('.') && name.len() <= 253 && name.split('.').all(fits) && !at_home
}

/// The passphrase itself, if it is long enough.
///
/// # Errors
/// A sentence if it is shorter than 8 characters.
pub fn check_passphrase(passphrase: &str) -> Result<String> {
    if passphrase.chars().count() < 8 {
        return Err(Error::invalid("The passphrase needs at least 8 characters"));
    }
    Ok(passphrase.to_owned())
}

/// The name of the account that signs our GETs; nobody else can have it.
const APPLICATION: &str = "actor";
/// Names that mean something else in each house.
const AT_HOME: &[&str] = &[".local", ".localhost", ".home.arpa", ".internal", ".lan", ".onion"];
