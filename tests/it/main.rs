//! Stories: the whole server seen from outside.
