"""People and machines: organisations, accounts, signing in, keys, and who may see and do what."""
