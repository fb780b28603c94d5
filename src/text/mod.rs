//! Text for people: composing, sanitising, flattening HTML. No I/O, no clock, no panic.

mod character_reference;
pub mod charset;
pub mod compose;
pub mod count;
mod found;
mod html;
pub mod keyword;
pub mod links;
pub mod name;
pub mod page_head;
pub mod plain;
pub mod sanitise;
pub mod search_query;

pub use compose::{Composed, Mention, compose, mentions_in};
pub use count::character_count;
pub use found::tag_name;
pub use links::first_link;
pub use name::plain_name;
pub use plain::plain;
pub use sanitise::sanitise;
pub use search_query::SearchQuery;
