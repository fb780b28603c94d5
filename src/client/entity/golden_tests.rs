//! The entities against golden files.
