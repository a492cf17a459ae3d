"""The registry (台账) of approved communities, the reports, and the list of what is due."""
