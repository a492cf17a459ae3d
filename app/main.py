"""The server: wiring only."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from app.errors import AssetsMissingError
from app.maps.pages import ASSETS
from app.plans import router as plans
from app.plans.service import PlanLibrary
from app.problems import Problem, install_handlers
from app.settings import Settings

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
        description="Boundaries of urban communities: plans, audits and maps.",
    )
    app.state.library = PlanLibrary(settings.plan_folders)
    install_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_GZIP)
    app.middleware("http")(_protect)
    app.include_router(plans.api)
    app.include_router(plans.pages)
    app.mount("/assets", _Assets(directory=ASSETS), name="assets")
    app.add_api_route("/favicon.ico", _favicon, include_in_schema=False)
    app.add_api_route("/healthz", _health, summary="Whether the server runs", tags=["server"])
    app.add_api_route(
        "/readyz", _ready, summary="Whether the server can show plans", tags=["server"],
        responses={503: {"model": Problem, "description": "Browser assets are missing."}},
    )
    return app


def _health() -> Health:
    return Health(status="alive")


def _ready() -> Health:
    if not NEEDED_ASSET.is_file():
        raise AssetsMissingError(
            "缺少浏览器组件。请运行 make install。", "Browser assets are missing. Run make install."
        )
    return Health(status="ready")


def _favicon() -> FileResponse:
    return FileResponse(ASSETS / "favicon.svg", media_type="image/svg+xml")


class _Assets(StaticFiles):
    def lookup_path(self, path: str) -> tuple[str, object]:
        return super().lookup_path(path) if path.endswith(SERVED) else ("", None)


async def _protect(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Let pages run only our own scripts, and ask nobody else for anything."""
    nonce = request.state.nonce = secrets.token_urlsafe(16)
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
