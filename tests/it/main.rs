//! Stories: the whole server seen from outside.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what a test builds may fail it")]

mod client_sign_in;
mod fetching;
mod outgoing;
mod support;
