"""Who asks, who approves, what is shown."""
