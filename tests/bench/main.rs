//! Benchmarks of the real binary: `cargo bench -- inbox reading fanout start space flood photo tls stream`, or all.
//!
//! Each prints ratios to something measured in the same run; README.md keeps what they printed. Not
//! tests: nothing here fails because a machine is slow.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark that cannot be set up may fail, and its result is what it prints"
)]

use std::path::Path;

mod fanout;
mod flood;
mod inbox;
mod photo;
mod reading;
mod space;
mod start;
mod stream;
mod support;
mod tls;
mod tls_load;
mod tls_node;
mod tls_rivals;

const ALL: [(&str, fn()); 9] = [
    ("inbox", inbox::run),
    ("reading", reading::run),
    ("fanout", fanout::run),
    ("start", start::run),
    ("space", space::run),
    ("flood", flood::run),
    ("photo", photo::run),
    ("tls", tls::run),
    ("stream", stream::run),
];

fn main() {
    // Cargo itself adds --bench.
    let wanted: Vec<_> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let [role, folder] = wanted.as_slice()
        && role == tls_node::NODE
    {
        return tls_node::run(Path::new(folder));
    }
    for (name, run) in ALL {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            println!("\n== {name}");
            run();
        }
    }
}
