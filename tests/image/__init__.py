"""The small programs of the card, run on files, and what its data folders promise."""
