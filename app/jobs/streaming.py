"""The messages of a job as server-sent events: from the table, so that a reader may come late, or back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from app.jobs.runner import JobRunner
from app.jobs.schemas import job_out
from app.jobs.store import OVER, events_after, job_row
from app.storage.database import Database

LISTEN_S = 0.05
"""How often a reader asks whether anything is new in this process."""
LOOK_S = 1.0
"""How often it looks into the table anyway: another server may run the job."""


@dataclass
class Reader:
    """One reader of the messages of one job.

    Attributes
    ----------
    heard
        Number of the last message that it has.
    """

    database: Database
    runner: JobRunner
    job_id: str
    heard: int = 0

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Yield what is new until the job is over; its last message carries the job itself.

        A reader that has heard all of a job that is over hears the last message again, and so knows.
        """
        while not self.runner.is_stopping:
            news, looked_at = self.runner.news, time.monotonic()
            found, is_over = await run_in_threadpool(self._read)
            for event in found:
                yield event
            if is_over:
                return
            while self.runner.news == news and time.monotonic() - looked_at < LOOK_S and not self.runner.is_stopping:
                await asyncio.sleep(LISTEN_S)

    def _read(self) -> tuple[list[ServerSentEvent], bool]:
        with self.database.session() as session:
            job = job_row(session, self.job_id)
            is_over = job.state in OVER
            rows = events_after(session, self.job_id, self.heard)
            if is_over and not rows:
                rows = events_after(session, self.job_id, 0)[-1:]
            last = job_out(job).model_dump(mode="json") if is_over else None
        self.heard = rows[-1].number if rows else self.heard
        return [
            ServerSentEvent(event=row.kind, id=str(row.number), data=last if row.kind in OVER else row.data)
            for row in rows
        ], is_over
