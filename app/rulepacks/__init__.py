"""Rule packs over HTTP: the bundled ones, and those of the users' own."""
