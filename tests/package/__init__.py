"""The Debian package: what is in it, and that it runs as its unit says."""
