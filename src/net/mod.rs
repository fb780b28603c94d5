//! The one way to other servers: guarded, bounded, with deadlines.
//!
//! Every URL that a remote party supplied goes through [`Net`]. Redirects are not followed: who asks
//! decides about each hop, and each hop is checked anew. [`Services`] is for what the owner chose: the
//! certificate authority, the DNS provider. [`Dates`] asks for nothing but the time.

mod client;
mod connector;
mod cooldowns;
mod dates;
mod download;
mod error;
pub mod guard;
mod idle;
mod newcomers;
mod resolver;
mod service;
pub mod tls;
mod turns;

pub use client::{Limits, Net, Request, Response};
pub use cooldowns::Cooldowns;
pub use dates::Dates;
pub use download::Download;
pub use error::{NetError, Step};
pub use newcomers::Newcomers;
pub use service::{Family, Services};
pub use turns::{Turn, Turns};
