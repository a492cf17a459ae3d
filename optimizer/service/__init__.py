"""Service areas: which facility serves each unit, and which facilities to open."""
