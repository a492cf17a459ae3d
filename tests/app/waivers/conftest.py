"""The nine squares and a plan on them, on a server without accounts."""

from tests.app.plans.conftest import client, dataset_id, plan, serve

__all__ = ["client", "dataset_id", "plan", "serve"]
