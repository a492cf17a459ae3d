"""The trail: an append-only log of who did what, each line chained to the one before by its hash."""
