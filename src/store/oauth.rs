//! Client programs, the codes they get at sign-in, and their tokens. Secrets are kept as SHA-256.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::event::Event;
use crate::id::{AccountId, OauthAppId};

/// SHA-256 of a secret.
pub type Hash = [u8; 32];

/// A registered program.
#[derive(Clone, Debug)]
pub struct OauthApp {
    /// Row id.
    pub id: OauthAppId,
    /// Its public name for itself, made by us.
    pub client_id: String,
    /// SHA-256 of its secret.
    pub secret_hash: Hash,
    /// For people.
    pub name: String,
    /// For people.
    pub website: Option<String>,
    /// Compared byte for byte.
    pub redirect_uris: Vec<String>,
    /// The most it may ask for, separated by spaces.
    pub scopes: String,
    /// When it was registered.
    pub created_ms: i64,
}

/// What a code stands for until it is exchanged.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The program.
    pub app_id: OauthAppId,
    /// Who let it in.
    pub account_id: AccountId,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// What was granted, separated by spaces.
    pub scopes: String,
    /// PKCE challenge (S256).
    pub challenge: Option<String>,
    /// When the code stops working.
    pub expires_ms: i64,
}

/// What a token stands for.
#[derive(Clone, Debug)]
pub struct Token {
    /// The program.
    pub app_id: OauthAppId,
    /// Whom it acts for; `None` for the program itself.
    pub account_id: Option<AccountId>,
    /// What was granted, separated by spaces.
    pub scopes: String,
}

/// Programs that nobody signed in with are forgotten beyond this many: anybody may register one.
const UNUSED_APPS: i64 = 200;

/// Registers a program, and forgets the oldest of those that were never used.
pub fn insert_app(tx: &Write, app: &OauthApp) -> Result<()> {
    tx.execute(
        "INSERT INTO oauth_apps (id, client_id, secret_hash, name, website, redirect_uris, scopes,
                created_ms)
         VALUES (:id, :client_id, :secret_hash, :name, :website, :redirect_uris, :scopes,
                :created_ms)",
        named_params! {
            ":id": app.id, ":client_id": app.client_id, ":secret_hash": app.secret_hash,
            ":name": app.name, ":website": app.website,
            ":redirect_uris": app.redirect_uris.join("\n"), ":scopes": app.scopes,
            ":created_ms": app.created_ms,
        },
    )?;
    tx.execute(
        "DELETE FROM oauth_apps WHERE id IN (
           SELECT id FROM oauth_apps a
            WHERE NOT EXISTS (SELECT 1 FROM oauth_tokens t
                               WHERE t.app_id = a.id AND t.account_id IS NOT NULL)
            ORDER BY id DESC LIMIT -1 OFFSET :keep)",
        named_params! { ":keep": UNUSED_APPS },
    )?;
    Ok(())
}

/// The program with this client id.
pub fn app_by_client_id(db: &Read, client_id: &str) -> Result<Option<OauthApp>> {
    db.row(
        "SELECT id, client_id, secret_hash, name, website, redirect_uris, scopes, created_ms
           FROM oauth_apps WHERE client_id = :client_id",
        named_params! { ":client_id": client_id },
        app_from_row,
    )
}

/// The program with this row id.
pub fn app_by_id(db: &Read, id: OauthAppId) -> Result<Option<OauthApp>> {
    db.row(
        "SELECT id, client_id, secret_hash, name, website, redirect_uris, scopes, created_ms
           FROM oauth_apps WHERE id = :id",
        named_params! { ":id": id },
        app_from_row,
    )
}

fn app_from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<OauthApp> {
    let redirect_uris: String = row.get(5)?;
    Ok(OauthApp {
        id: row.get(0)?,
        client_id: row.get(1)?,
        secret_hash: row.get(2)?,
        name: row.get(3)?,
        website: row.get(4)?,
        redirect_uris: redirect_uris.lines().map(str::to_owned).collect(),
        scopes: row.get(6)?,
        created_ms: row.get(7)?,
    })
}

/// Remembers a code, and forgets those that were never exchanged in time.
pub fn insert_code(tx: &Write, code: &Hash, grant: &Grant, now_ms: i64) -> Result<()> {
    tx.execute(
        "DELETE FROM oauth_codes WHERE expires_ms <= :now_ms",
        named_params! { ":now_ms": now_ms },
    )?;
    tx.execute(
        "INSERT INTO oauth_codes (code_hash, app_id, account_id, redirect_uri, scopes, challenge,
                expires_ms)
         VALUES (:code, :app_id, :account_id, :redirect_uri, :scopes, :challenge, :expires_ms)",
        named_params! {
            ":code": code, ":app_id": grant.app_id, ":account_id": grant.account_id,
            ":redirect_uri": grant.redirect_uri, ":scopes": grant.scopes,
            ":challenge": grant.challenge, ":expires_ms": grant.expires_ms,
        },
    )?;
    Ok(())
}

/// What this code stands for. It works once, and only for its own program.
pub fn take_code(tx: &Write, code: &Hash, app_id: OauthAppId) -> Result<Option<Grant>> {
    tx.row(
        "DELETE FROM oauth_codes WHERE code_hash = :code AND app_id = :app_id
         RETURNING app_id, account_id, redirect_uri, scopes, challenge, expires_ms",
        named_params! { ":code": code, ":app_id": app_id },
        |row| {
            Ok(Grant {
                app_id: row.get(0)?,
                account_id: row.get(1)?,
                redirect_uri: row.get(2)?,
                scopes: row.get(3)?,
                challenge: row.get(4)?,
                expires_ms: row.get(5)?,
            })
        },
    )
}

/// Remembers a token. A program has at most one for itself.
pub fn insert_token(tx: &Write, hash: &Hash, token: &Token, now_ms: i64) -> Result<()> {
    if token.account_id.is_none() {
        tx.execute(
            "DELETE FROM oauth_tokens WHERE app_id = :app_id AND account_id IS NULL",
            named_params! { ":app_id": token.app_id },
        )?;
    }
    tx.execute(
        "INSERT INTO oauth_tokens (token_hash, app_id, account_id, scopes, created_ms)
         VALUES (:hash, :app_id, :account_id, :scopes, :now_ms)",
        named_params! {
            ":hash": hash, ":app_id": token.app_id, ":account_id": token.account_id,
            ":scopes": token.scopes, ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// What this token stands for.
pub fn token(db: &Read, hash: &Hash) -> Result<Option<Token>> {
    db.row(
        "SELECT app_id, account_id, scopes FROM oauth_tokens WHERE token_hash = :hash",
        named_params! { ":hash": hash },
        |row| Ok(Token { app_id: row.get(0)?, account_id: row.get(1)?, scopes: row.get(2)? }),
    )
}

/// Ends a token of this program.
pub fn delete_token(tx: &Write, hash: &Hash, app_id: OauthAppId) -> Result<()> {
    let ended = tx.execute(
        "DELETE FROM oauth_tokens WHERE token_hash = :hash AND app_id = :app_id",
        named_params! { ":hash": hash, ":app_id": app_id },
    )?;
    if ended > 0 {
        tx.tell(Event::Revoked { token: *hash });
    }
    Ok(())
}

/// Ends every token of this person.
pub fn delete_tokens_of(tx: &Write, account_id: AccountId) -> Result<()> {
    let ended = tx.rows(
        "DELETE FROM oauth_tokens WHERE account_id = :account_id RETURNING token_hash",
        named_params! { ":account_id": account_id },
        |row| row.get(0),
    )?;
    ended.into_iter().for_each(|token| tx.tell(Event::Revoked { token }));
    Ok(())
}
