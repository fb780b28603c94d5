"""Stories of the card image in QEMU; image/build makes it."""
