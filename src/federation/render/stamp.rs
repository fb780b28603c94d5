//! The stamp that says that somebody may quote a post of here (FEP-044f).

use crate::error::{Error, Result};
use crate::protocol::outgoing::quote_authorization::QuoteAuthorization;
use crate::site::Site;
use crate::store::accounts::Account;
use crate::store::{Read, quotes, statuses};

/// The document at the stamp's URI.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if it was withdrawn, or is not of this author.
pub fn document(db: &Read, site: &Site, author: &Account, number: i64) -> Result<String> {
    let missing = || Error::not_found("quote authorization");
    let stamp = quotes::by_number(db, number)?.filter(|stamp| !stamp.revoked);
    let stamp = stamp.ok_or_else(missing)?;
    let quoted = statuses::by_id(db, stamp.status_id)?;
    let quoted = quoted.filter(|status| status.account_id == author.id).ok_or_else(missing)?;
    let authorization = QuoteAuthorization {
        id: &site.quote_authorization(&author.username, number),
        attributed_to: &author.uri,
        interacting_object: &stamp.quoting_uri,
        interaction_target: &quoted.uri,
    };
    Ok(serde_json::to_string(&authorization.document())?)
}
