//! What goes over the wire: bytes and JSON in, values out. No I/O, no SQL, no clock, no panic.

pub mod acct;
pub mod http_date;
pub mod incoming;
pub mod jcs;
pub mod json;
pub mod key;
pub mod media_type;
pub mod nodeinfo;
pub mod outgoing;
pub mod proof;
pub mod signature;
pub mod webfinger;
