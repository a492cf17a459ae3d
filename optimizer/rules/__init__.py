"""Rule packs and the arithmetic of rules.md: what the law asks of a community, in exact numbers."""
