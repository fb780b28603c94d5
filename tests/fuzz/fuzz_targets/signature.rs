//! Signature headers from strangers: both dialects are read or refused.
//!
//! The input is one header line after another: `signature: …`, `signature-input: …`, `digest: …`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nichoir::protocol::signature::{Digest, Request, read};

fuzz_target!(|bytes: &[u8]| {
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(header);
    let headers: Vec<(&str, &[u8])> = lines.collect();
    for method in ["GET", "POST"] {
        let target = "/inbox?page=1";
        let request = Request { method, target, host: "nichoir.example", headers: &headers };
        if let Ok(claim) = read(&request) {
            let _ = claim.check(&Digest::of(b""), 0);
        }
    }
});

fn header(line: &[u8]) -> Option<(&str, &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at(colon);
    Some((std::str::from_utf8(name).ok()?, value.get(1..)?))
}
