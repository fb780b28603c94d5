"""Client programs that people use, installed by name, on the real binary and over HTTPS."""
