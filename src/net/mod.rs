//! The one way to other servers: guarded, bounded, with deadlines.
//!
//! Every URL that a remote party supplied goes through here.

/// A client for other servers. Cheap to clone.
#[derive(Clone)]
pub struct Net;
