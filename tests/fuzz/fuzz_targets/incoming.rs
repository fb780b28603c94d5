//! JSON from strangers: within bounds it reads as serde reads it, and no reader panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nichoir::protocol::incoming::{
    Activity, Actor, Collection, Object, QuoteAuthorization, Tombstone, key_document,
};
use nichoir::protocol::json::{Limits, parse};
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = parse(bytes, &Limits::default()) else { return };
    assert_eq!(serde_json::from_slice::<Value>(bytes).ok().as_ref(), Some(&value));
    let _ = Activity::read(&value);
    let _ = Actor::read(&value);
    let _ = Object::read(&value);
    let _ = Collection::read(&value);
    let _ = Tombstone::read(&value);
    let _ = QuoteAuthorization::read(&value);
    let _ = key_document::read(&value, "https://example.org/key");
});
