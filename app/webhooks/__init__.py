"""Other systems hear of what happens: an outbox in the database, signed messages, retries, dead letters."""
