//! What stories are told with: nodes, and hosts that say what the story makes them say.

pub(crate) mod acme_server;
pub(crate) mod ada;
pub(crate) mod authority;
pub(crate) mod dns;
pub(crate) mod guarded;
pub(crate) mod home;
pub(crate) mod http_client;
pub(crate) mod inboxes;
pub(crate) mod issuer;
pub(crate) mod knock;
pub(crate) mod log;
pub(crate) mod met;
pub(crate) mod neighbours;
pub(crate) mod node;
pub(crate) mod owner;
pub(crate) mod peer;
pub(crate) mod people;
pub(crate) mod prepared;
pub(crate) mod program;
pub(crate) mod remote;
pub(crate) mod rows;
pub(crate) mod scene;
pub(crate) mod scripted;
pub(crate) mod server;
pub(crate) mod sign_in;
pub(crate) mod wire;
