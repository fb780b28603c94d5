#![doc = include_str!("README.md")]

pub mod protocol;
pub mod text;
