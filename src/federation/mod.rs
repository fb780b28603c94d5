//! Other servers: what we tell them and what they tell us.

pub mod audience;
pub mod deliver;
pub mod signer;
