//! What the owner does, one verb a file. No HTTP types; the edges turn answers into theirs.

pub mod passphrase;
pub mod setup;
