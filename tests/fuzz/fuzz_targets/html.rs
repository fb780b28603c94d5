//! HTML from strangers: sanitising twice changes nothing more.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nichoir::text::sanitise;

fuzz_target!(|html: &str| {
    let clean = sanitise(html);
    assert_eq!(sanitise(&clean), clean);
});
