"""The server: wiring only."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, HTTPException, Path, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from app.approval import router as cases
from app.approval.pages import pages as approval_pages
from app.colleague import router as colleague
from app.datasets import router as datasets
from app.errors import AssetsMissingError
from app.idempotency import forget_old
from app.jobs import router as jobs
from app.jobs.runner import JobRunner
from app.jobs.store import forget_old_events
from app.maps.basemap import TILES, find_base_map, tile_path
from app.maps.pages import ASSETS
from app.metrics import CountRequests, Metrics
from app.metrics import pages as metrics
from app.ogc import router as ogc
from app.plans import around_router as around
from app.plans import drawing_router as drawing
from app.plans import handing_router as handing
from app.plans import remark_router as remarks
from app.plans import router as plans
from app.plans import transfer_router as transfers
from app.plans.folders import PlanLibrary
from app.plans.service import purge_deleted
from app.problems import documented, install_handlers
from app.registry import report_router as reports
from app.registry import router as registry
from app.registry.importing import router as registry_imports
from app.rulepacks import router as profiles
from app.settings import Settings
from app.storage.database import DatabaseError
from app.storage.models import now
from app.trail import router as trail
from app.transfers import router as enterprise_transfers
from app.users import oidc_pages
from app.users import pages as people_pages
from app.users import router as people
from app.users import session_router as sessions
from app.users.gate import Gate
from app.users.guards import GUARD
from app.users.oidc import Provider
from app.waivers import router as waivers
from app.webhooks import router as webhooks
from app.webhooks.worker import WebhookWorker
from app.workspace import open_workspace

NEEDED_ASSET = ASSETS / "vendor" / "leaflet" / "leaflet.js"
SMALLEST_GZIP = 1024
SERVED = (".js", ".css", ".svg", ".png")
"""What of ``app/assets`` goes out; the set-up script beside it does not."""


class Health(BaseModel):
    """The state of the server."""

    status: str


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the server.

    Parameters
    ----------
    settings
        Read from the environment where left out.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Sizhi 四至", version="1", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json",
        description="Boundaries of urban communities: plans, audits and maps.", lifespan=_run_jobs,
        responses={
            401: documented("Nobody is signed in, and no key was sent."),
            403: documented("Not what this role or key may do, or a page's request without its token."),
            422: documented("Input that cannot be used."),
        },
        dependencies=[GUARD],
    )
    app.state.settings = settings
    app.state.library = PlanLibrary(settings.plan_folders)
    app.state.base_map = find_base_map(
        settings.basemap, key=settings.basemap_key, name=settings.basemap_name, datum=settings.basemap_datum
    )
    app.state.workspace = open_workspace(settings)
    app.state.jobs = JobRunner(settings)
    app.state.provider = Provider(settings) if settings.accounts and settings.oidc_issuer else None
    app.state.webhooks = WebhookWorker(app.state.workspace.database, private=settings.webhook_private)
    app.state.metrics = Metrics(app.state.workspace.database)
    install_handlers(app)
    app.add_middleware(Gate, database=app.state.workspace.database, accounts=settings.accounts)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_GZIP)
    app.middleware("http")(_protect)
    app.add_middleware(CountRequests, metrics=app.state.metrics)
    for part in (
        datasets.api, profiles.api, plans.api, drawing.api, around.api, remarks.api, transfers.api, handing.api,
        waivers.api, colleague.api,
        jobs.api, cases.api, sessions.api, people.api, webhooks.api, trail.api, enterprise_transfers.api,
        registry_imports.api, registry.api, reports.api,
        ogc.api,
        datasets.pages, remarks.pages, plans.pages, people_pages.pages, oidc_pages.pages, approval_pages,
        waivers.pages, metrics,
    ):
        app.include_router(part)
    app.mount("/assets", _Assets(directory=ASSETS), name="assets")
    app.add_api_route(TILES, _tile, include_in_schema=False)
    app.add_api_route("/favicon.ico", _favicon, include_in_schema=False)
    app.add_api_route("/healthz", _health, summary="Whether the server runs", tags=["server"])
    app.add_api_route(
        "/readyz", _ready, summary="Whether the server can work", tags=["server"],
        responses={503: documented("Assets are missing, or the database does not answer.")},
    )
    return app


@asynccontextmanager
async def _run_jobs(app: FastAPI) -> AsyncIterator[None]:
    """Remove what was deleted long ago, take up the jobs of an earlier server; end all processes with this one."""
    with app.state.workspace.database.session() as session:
        purge_deleted(session)
        forget_old(session)
        forget_old_events(session, now())
    app.state.jobs.start()
    app.state.webhooks.start()
    yield
    app.state.webhooks.stop()
    app.state.jobs.stop()
    app.state.workspace.database.close()


def _health() -> Health:
    return Health(status="alive")


def _ready(request: Request) -> Health:
    if not request.app.state.workspace.database.is_current():
        raise DatabaseError(
            "数据库没有回应，或结构版本不符。检查数据库服务后重启。",
            "The database does not answer or has another schema. Check the database server, then start again.",
        )
    if not NEEDED_ASSET.is_file():
        raise AssetsMissingError(
            "缺少浏览器组件。请运行 make install。", "Browser assets are missing. Run make install."
        )
    return Health(status="ready")


def _tile(
    request: Request, z: Annotated[int, Path(ge=0, le=30)], x: Annotated[int, Path(ge=0)], y: Annotated[int, Path(ge=0)]
) -> FileResponse:
    base_map = request.app.state.base_map
    found = None if base_map is None or base_map.folder is None else tile_path(base_map.folder, z, x, y)
    if found is None:
        raise HTTPException(404)
    return FileResponse(found)


def _favicon() -> FileResponse:
    return FileResponse(ASSETS / "favicon.svg", media_type="image/svg+xml")


class _Assets(StaticFiles):
    def lookup_path(self, path: str) -> tuple[str, object]:
        return super().lookup_path(path) if path.endswith(SERVED) else ("", None)


async def _protect(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Let pages run only our own scripts, and ask nobody else for anything."""
    nonce = request.state.nonce = secrets.token_urlsafe(16)
    response = await call_next(request)
    base_map = request.app.state.base_map
    tiles = f" {base_map.origin}" if base_map is not None and base_map.origin else ""
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        f"img-src 'self' data:{tiles}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)  # a file that is sent to be saved has its own
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
