//! What the benchmarks share: people elsewhere, their posts, the binary, and how to measure.

pub(crate) mod hosts;
#[path = "../../it/support/http_client.rs"]
pub(crate) mod http_client;
pub(crate) mod load;
pub(crate) mod measure;
#[path = "../../it/support/photo.rs"]
pub(crate) mod photo;
pub(crate) mod posts;
#[path = "../../it/support/prepared.rs"]
pub(crate) mod prepared;
#[path = "../../it/support/program.rs"]
pub(crate) mod program;
#[path = "../../it/support/remote.rs"]
pub(crate) mod remote;
pub(crate) mod snac;
pub(crate) mod stored;
pub(crate) mod web;
