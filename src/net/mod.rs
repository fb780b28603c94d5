//! The one way to other servers: guarded, bounded, with deadlines.
//!
//! Every URL that a remote party supplied goes through here. Redirects are not followed: who asks
//! decides about each hop, and each hop is checked anew.

mod client;
mod connector;
mod cooldowns;
mod error;
pub mod guard;
mod idle;
mod newcomers;
mod resolver;
mod tls;
mod turns;

pub use client::{Limits, Net, Request, Response};
pub use cooldowns::Cooldowns;
pub use error::{NetError, Step};
pub use newcomers::Newcomers;
pub use turns::{Turn, Turns};
