"""What a person reads of a check: what was found, repaired and assumed, what the data allow, and what to do."""
