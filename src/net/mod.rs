//! The one way to other servers: guarded, bounded, with deadlines.
//!
//! Every URL that a remote party supplied goes through here. Redirects are not followed: who asks
//! decides about each hop, and each hop is checked anew.

mod client;
mod connector;
mod error;
pub mod guard;
mod idle;
mod resolver;
mod tls;

pub use client::{Limits, Net, Request, Response};
pub use error::{NetError, Step};
