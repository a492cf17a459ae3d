"""What takes a while: each job in a spawned process of its own, its state and its messages in our own tables."""
