"""Plans in folders: listed, described, and shown as sheets."""
