"""``/metrics`` for Prometheus: requests as they are answered, jobs and messages as the database has them."""

from __future__ import annotations

import time
from collections.abc import Iterable

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.storage.cases import DeliveryRow
from app.storage.database import Database
from app.storage.models import JobRow, JobState
from app.webhooks.deliveries import DeliveryState

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper ends of latency buckets in seconds; 0.3 s is the figure to reach."""
NOWHERE = "unmatched"
"""Stands for addresses without a route, of which anybody may invent as many as they like."""


class Metrics:
    """Figures of one server.

    Parameters
    ----------
    database
        Where jobs and messages are counted.
    """

    def __init__(self, database: Database) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "sizhi_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "sizhi_request_seconds", "Seconds until the head of the answer.", ("method", "route"), buckets=BUCKETS,
            registry=self.registry,
        )
        self.registry.register(_Jobs(database))
        self.registry.register(_Deliveries(database))

    def text(self) -> bytes:
        """Return all figures in Prometheus's text format."""
        return generate_latest(self.registry)


class CountRequests:
    """Counts requests by route and status, and how long each took to begin its answer.

    Parameters
    ----------
    metrics
        Where they are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status = time.perf_counter(), 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._metrics.seconds.labels(scope["method"], _route(scope)).observe(time.perf_counter() - began)
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            self._metrics.requests.labels(scope["method"], _route(scope), str(status)).inc()


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", None) or NOWHERE)


class _Jobs(Collector):
    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[Metric]:
        with self._database.reading() as session:
            rows = session.execute(select(JobRow.kind, JobRow.state, func.count()).group_by(JobRow.kind, JobRow.state))
            counts = {(kind, state): count for kind, state, count in rows}
        jobs = GaugeMetricFamily("sizhi_jobs", "Jobs by kind and state.", labels=("kind", "state"))
        for kind in sorted({kind for kind, _ in counts}):
            for state in JobState:
                jobs.add_metric((kind, state.value), counts.get((kind, state.value), 0))
        waiting = sum(count for (_, state), count in counts.items() if state == JobState.QUEUED)
        yield jobs
        yield GaugeMetricFamily("sizhi_job_queue_length", "Jobs that wait for a process.", value=waiting)


class _Deliveries(Collector):
    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[Metric]:
        with self._database.reading() as session:
            rows = session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
            counts = dict(rows.all())
        messages = GaugeMetricFamily("sizhi_webhook_deliveries", "Messages by state.", labels=("state",))
        for state in DeliveryState:
            messages.add_metric((state.value,), counts.get(state.value, 0))
        yield messages


pages = APIRouter(include_in_schema=False)


@pages.get("/metrics")
def metrics(request: Request) -> Response:
    """Return what Prometheus asks for."""
    found: Metrics = request.app.state.metrics
    return Response(found.text(), media_type=CONTENT_TYPE_LATEST)
