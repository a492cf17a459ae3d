"""What the server remembers: one set of models on SQLite and PostgreSQL, and files under their hash."""
