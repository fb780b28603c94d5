//! WebFinger answers from strangers: an actor with an https id, or nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nichoir::protocol::incoming::Jrd;
use nichoir::protocol::json::{Limits, parse};

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = parse(bytes, &Limits::default()) else { return };
    if let Ok(jrd) = Jrd::read(&value) {
        assert!(jrd.actor.starts_with("https://"));
    }
});
