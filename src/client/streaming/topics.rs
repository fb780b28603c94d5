//! Where a piece of news belongs, for one listener.

use crate::id::ListId;

/// The streams that show a piece of news.
#[derive(Debug, Default)]
pub(super) struct Topics {
    /// The listener's home.
    pub(super) home: bool,
    /// The listener's notifications.
    pub(super) notifications: bool,
    /// The listener's direct conversations.
    pub(super) direct: bool,
    /// The public timelines and those of hashtags.
    pub(super) public: Public,
    /// Lists of the listener.
    pub(super) lists: Vec<ListId>,
}

/// Which of the public timelines show it.
#[derive(Debug, Default)]
pub(super) enum Public {
    /// None.
    #[default]
    No,
    /// All, whatever they hold: it is gone, and nobody knows any more where it was.
    All,
    /// Those that this fits.
    Post {
        /// Made on this node.
        local: bool,
        /// It has pictures, films or sounds.
        media: bool,
        /// Lower case, without `#`.
        tags: Vec<String>,
    },
}
