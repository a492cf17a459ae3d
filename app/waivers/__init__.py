"""Waivers of a plan: asked for at a place, granted or refused by who may, and held against the findings."""
