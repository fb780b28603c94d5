"""A home network on an internet of the test's own: the box behind a router, a phone beside it, the rest of the world."""
