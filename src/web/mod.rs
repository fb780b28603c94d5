//! Pages for people: one person's public profile and posts for whoever follows a link, and the first visit
//! of the owner, and how the box is.

mod attachment;
mod home;
mod line;
mod media;
mod my_box;
mod post;
mod profile;
pub mod routes;
mod setup;
mod status;
