//! Guards on the structure of the code.
