//! Pages for people who follow a link: one person's public profile and posts, and nothing else.

mod home;
mod post;
mod profile;
pub mod routes;
mod status;
