#![doc = include_str!("README.md")]

pub mod app;
pub mod clock;
pub mod config;
pub mod error;
pub mod federation;
pub mod id;
pub mod jobs;
pub mod net;
pub mod protocol;
pub mod random;
pub mod site;
pub mod store;
pub mod text;
