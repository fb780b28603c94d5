//! The home's Wi-Fi: joined, or chosen by a phone on a network of the box's own.
//!
//! A box that has no cable, knows no network and no owner opens an access point (its password is the claim code),
//! and whoever joins it is led to one page where the home's network is chosen. All the work is iwd's, asked over
//! D-Bus; all of D-Bus is in this folder. Where there is no system bus or no iwd nothing happens, and the access
//! point opens only on the card image, which hands over a socket for names.
//! Why it is like this: decision 19.

mod agent;
mod bus;
mod cable;
mod iwd;
mod join;
mod keeper;
pub mod names;
mod open;
mod pace;
mod picture;
mod report;
mod scene;
mod strength;

use std::net::Ipv4Addr;

pub use self::keeper::{keep, keep_at};
pub use self::pace::Pace;
pub use self::scene::{Network, Offer, Order, Scene, Trouble, Wifi};
pub use self::strength::Strength;

/// Our address on the access point; `55-access-point.network` of the card says the same.
pub const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 1);
/// The name of the access point.
pub const NAME: &str = "Nichoir";
