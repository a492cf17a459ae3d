"""Transfers of an enterprise's community management: what is recorded, checked and reported on the way."""
