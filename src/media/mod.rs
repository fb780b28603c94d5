//! Pictures, films and sounds: what is taken in, how it is kept, and whose is shown through us.
//!
//! [`kind`] tells what a file is, [`clean`] takes out what tells too much, [`picture`] sees to size and preview;
//! all of these are pure. [`arrival`] and [`files`] see to the disk, [`remote`] and [`cache`] to media of
//! other servers, [`card`] to the pages behind links, [`unneeded`] to what nobody needs any more. Nothing here knows the client API.

pub mod arrival;
mod bytes;
pub mod cache;
pub mod card;
pub mod clean;
pub mod desk;
pub mod files;
pub mod kind;
pub mod picture;
mod preview;
pub mod remote;
pub mod turn;
pub mod unneeded;
mod visit;
