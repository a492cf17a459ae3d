"""Everything about cases under ``/api/v1``."""

from __future__ import annotations

from fastapi import APIRouter

from app.approval import acting_router, case_router, frozen_router, paper_router

api = APIRouter(prefix="/api/v1", tags=["cases"])
for _part in (case_router, acting_router, paper_router, frozen_router):
    api.include_router(_part.api)
