//! Text for people: composing, sanitising, flattening HTML. No I/O, no clock, no panic.
