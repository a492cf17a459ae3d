"""Datasets: uploaded files, how they are read, what was found in them, and the frozen ground that plans stand on."""
