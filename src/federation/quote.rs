//! Asks the author of a post whether a post of this node may quote it.
//!
//! Their answer is read in `apply/accept.rs`. Spec: FEP-044f.

use super::asked;
use super::context::Context;
use super::outbox;
use super::render::note::NoteParts;
use crate::error::Result;
use crate::id::StatusId;
use crate::protocol::outgoing::activity::Verb;
use crate::store::statuses::Status;
use crate::store::{Write, accounts};

/// Asks, unless the quoted post is of this node.
///
/// # Errors
/// Those of the store.
pub fn request(tx: &Write, cx: &Context, quoting: StatusId, quoted: &Status) -> Result<()> {
    let Some(author) = accounts::by_id(tx, quoted.account_id)? else { return Ok(()) };
    let parts = NoteParts::read(tx, &cx.site, quoting, cx.now_ms)?;
    let name = asked::quote_request_name(quoting);
    let uri = cx.site.activity(&parts.author.username, name);
    let note = parts.note();
    let verb = Verb::QuoteRequest { object: &quoted.uri, instrument: &note };
    outbox::tell(tx, cx, &parts.author, &author, &uri, verb)
}
