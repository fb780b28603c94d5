//! Pages for people: one person's public profile and posts for whoever follows a link, and the first visit
//! of the owner.

mod home;
mod post;
mod profile;
pub mod routes;
mod setup;
mod status;
