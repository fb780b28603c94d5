"""Nichoir's binary and servers of other makes, on one small internet of the test's own."""
