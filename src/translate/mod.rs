//! Translation of posts by a server that the owner chose, perhaps in the house. Off until then.
//!
//! Speaks with `LibreTranslate`, and with whatever speaks as it does: <https://docs.libretranslate.com/api/operations/translate/>.
//! What a post says leaves the box only when the owner asks for that very post.

mod engine;
mod libre;

pub use engine::{Engine, load, save};
pub use libre::{Form, Translated, languages, translate};
