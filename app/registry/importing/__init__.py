"""Communities approved before this software, entered in the registry from a table and from what the files know."""
