//! Handles from strangers: what is read reads back as itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nichoir::protocol::acct::{Acct, local_username};

fuzz_target!(|text: &str| {
    let _ = local_username(text, &["example.org"]);
    if let Some(acct) = Acct::parse(text) {
        assert_eq!(Acct::parse(&acct.to_string()), Some(acct));
    }
});
