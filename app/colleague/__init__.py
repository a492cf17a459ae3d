"""The optimiser as a colleague: takes a plan as drawn, works around what is locked, and proposes changes in parts."""
