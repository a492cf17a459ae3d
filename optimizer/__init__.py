"""What could be decided, and how good it is."""
