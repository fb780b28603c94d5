"""Asks a card image questions, by starting it in QEMU and by reading it when it has stopped."""
