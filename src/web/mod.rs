//! Pages for people who follow a link: one person's public profile and posts, and nothing else.

mod home;
pub mod routes;
