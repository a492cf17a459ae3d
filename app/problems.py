"""How every error of ours becomes an answer over HTTP: ``application/problem+json`` with a code and both languages.

Whoever goes to a page with a browser gets the same as a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException

from app.approval import errors as approval
from app.datasets import errors as datasets
from app.errors import AppError, AssetsMissingError, PlanNotFoundError, PlanUnreadableError
from app.jobs.errors import JobFileMissingError, JobNotFoundError
from app.maps.pages import Assets
from app.maps.problem_page import render_problem
from app.ogc import errors as ogc
from app.plans.errors import (
    CommentNotFoundError,
    NotBeforeError,
    OfficeNotFoundError,
    PlanBusyError,
    PlanDeletedError,
    PlanInCaseError,
    RevisionError,
    ShareNotFoundError,
    StaleError,
    VersionNotFoundError,
)
from app.registry import errors as registry
from app.rulepacks.errors import PackTakenError
from app.storage.database import DatabaseError
from app.transfers.errors import FormNotFoundError
from app.users import errors as people
from app.waivers import errors as waivers
from app.webhooks import errors as webhooks
from geodata.errors import GeodataError
from optimizer.errors import OptimizerError


class Problem(BaseModel):
    """An error as ``application/problem+json`` (RFC 9457), with a stable code and both languages."""

    type: str = Field("about:blank", description="Always about:blank: `code` tells what kind of problem it is.")
    title: str = Field(description="Name of the HTTP status.")
    status: int = Field(description="HTTP status.")
    code: str = Field(description="Stable code, noun.what.")
    detail: str = Field(description="The message in English, as RFC 9457 asks for one text.")
    message_zh: str
    message_en: str
    file: str | None = Field(None, description="The input file concerned.")
    feature: str | None = Field(None, description="The feature concerned.")


PROBLEM_TYPE = "application/problem+json"
FOR_MACHINES = ("/api/", "/ogc")
"""Beginnings of addresses that answer machines; of the OGC API pages and data have the same ones."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""What the page of a problem may do: it runs no script at all."""

STATUS: Mapping[str, HTTPStatus] = {
    PlanNotFoundError.code: HTTPStatus.NOT_FOUND,
    PlanUnreadableError.code: HTTPStatus.CONFLICT,
    PlanDeletedError.code: HTTPStatus.GONE,
    VersionNotFoundError.code: HTTPStatus.NOT_FOUND,
    RevisionError.code: HTTPStatus.CONFLICT,
    StaleError.code: HTTPStatus.CONFLICT,
    PlanBusyError.code: HTTPStatus.CONFLICT,
    PlanInCaseError.code: HTTPStatus.CONFLICT,
    NotBeforeError.code: HTTPStatus.CONFLICT,
    datasets.DatasetNotFoundError.code: HTTPStatus.NOT_FOUND,
    datasets.FileNotFoundInDatasetError.code: HTTPStatus.NOT_FOUND,
    datasets.DatasetNotReadyError.code: HTTPStatus.CONFLICT,
    datasets.DatasetFrozenError.code: HTTPStatus.CONFLICT,
    datasets.DatasetInUseError.code: HTTPStatus.CONFLICT,
    datasets.DatasetStaleError.code: HTTPStatus.CONFLICT,
    datasets.NotCheckedError.code: HTTPStatus.CONFLICT,
    datasets.BasisOpenError.code: HTTPStatus.CONFLICT,
    datasets.ErrorsOpenError.code: HTTPStatus.CONFLICT,
    datasets.CannotPlanError.code: HTTPStatus.CONFLICT,
    datasets.UploadTooLargeError.code: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    PackTakenError.code: HTTPStatus.CONFLICT,
    CommentNotFoundError.code: HTTPStatus.NOT_FOUND,
    ShareNotFoundError.code: HTTPStatus.NOT_FOUND,
    OfficeNotFoundError.code: HTTPStatus.NOT_FOUND,
    AssetsMissingError.code: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseError.code: HTTPStatus.SERVICE_UNAVAILABLE,
    JobNotFoundError.code: HTTPStatus.NOT_FOUND,
    people.SignInNeededError.code: HTTPStatus.UNAUTHORIZED,
    people.SignInFailedError.code: HTTPStatus.UNAUTHORIZED,
    people.TooManyAttemptsError.code: HTTPStatus.TOO_MANY_REQUESTS,
    people.ForgedRequestError.code: HTTPStatus.FORBIDDEN,
    people.NotAllowedError.code: HTTPStatus.FORBIDDEN,
    people.ScopeError.code: HTTPStatus.FORBIDDEN,
    people.OutsideSubdistrictError.code: HTTPStatus.FORBIDDEN,
    people.NobodyError.code: HTTPStatus.NOT_FOUND,
    people.TakenError.code: HTTPStatus.CONFLICT,
    people.LastAdministratorError.code: HTTPStatus.CONFLICT,
    JobFileMissingError.code: HTTPStatus.NOT_FOUND,
    approval.CaseNotFoundError.code: HTTPStatus.NOT_FOUND,
    approval.PartNotFoundError.code: HTTPStatus.NOT_FOUND,
    approval.WrongRoleError.code: HTTPStatus.FORBIDDEN,
    approval.StaleCaseError.code: HTTPStatus.CONFLICT,
    approval.IllegalError.code: HTTPStatus.CONFLICT,
    approval.ChangedError.code: HTTPStatus.CONFLICT,
    approval.OpenAlreadyError.code: HTTPStatus.CONFLICT,
    waivers.WaiverNotFoundError.code: HTTPStatus.NOT_FOUND,
    waivers.WaiverRoleError.code: HTTPStatus.FORBIDDEN,
    waivers.TwiceError.code: HTTPStatus.CONFLICT,
    waivers.WaiverStateError.code: HTTPStatus.CONFLICT,
    waivers.WaiverStaleError.code: HTTPStatus.CONFLICT,
    waivers.RedrawnError.code: HTTPStatus.CONFLICT,
    registry.EntryNotFoundError.code: HTTPStatus.NOT_FOUND,
    registry.EntryStaleError.code: HTTPStatus.CONFLICT,
    registry.EntryRoleError.code: HTTPStatus.FORBIDDEN,
    registry.EntryEndedError.code: HTTPStatus.CONFLICT,
    registry.NumberTakenError.code: HTTPStatus.CONFLICT,
    registry.ReportNotFoundError.code: HTTPStatus.NOT_FOUND,
    registry.ReportRoleError.code: HTTPStatus.FORBIDDEN,
    registry.ReportSentError.code: HTTPStatus.CONFLICT,
    FormNotFoundError.code: HTTPStatus.NOT_FOUND,
    ogc.ParameterError.code: HTTPStatus.BAD_REQUEST,
    ogc.CollectionNotFoundError.code: HTTPStatus.NOT_FOUND,
    ogc.FeatureNotFoundError.code: HTTPStatus.NOT_FOUND,
    webhooks.WebhookNotFoundError.code: HTTPStatus.NOT_FOUND,
    webhooks.DeliveryNotFoundError.code: HTTPStatus.NOT_FOUND,
    webhooks.DisabledError.code: HTTPStatus.CONFLICT,
    webhooks.NotOverError.code: HTTPStatus.CONFLICT,
}
"""What a code answers; every other error of ours means input that cannot be used (422)."""

HTTP_MESSAGES: Mapping[int, tuple[str, str]] = {
    404: ("没有这个地址。", "There is nothing at this address."),
    405: ("这个地址不接受此方法。", "This address does not accept the method."),
}


def documented(description: str, model: type[Problem] = Problem) -> dict[str, Any]:
    """Describe a problem answer for OpenAPI."""
    # FastAPI describes `model` as plain JSON: it only enters the schema here.
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"model": model, "description": description, "content": {PROBLEM_TYPE: {"schema": schema}}}


def problem(
    request: Request, status: int, code: str, message_zh: str, message_en: str, *,
    members: Mapping[str, Any] = MappingProxyType({}), **place: str | None,
) -> Response:
    """Shape one problem answer: a page for whoever goes to a page with a browser.

    Parameters
    ----------
    members
        Extension members beside those that every problem has.
    place
        ``file`` and ``feature`` concerned, where there are any.
    """
    if _is_navigation(request):
        nonce = getattr(request.state, "nonce", None)
        assets = Assets(address="/assets/", nonce=nonce, home="/")
        page = render_problem(status, code, message_zh, message_en, assets=assets)
        return HTMLResponse(page, status, {"Content-Security-Policy": PAGE_POLICY.format(nonce=nonce)})
    body = Problem(
        title=HTTPStatus(status).phrase, status=status, code=code, detail=message_en,
        message_zh=message_zh, message_en=message_en, file=place.get("file"), feature=place.get("feature"),
    )
    return JSONResponse({**members, **body.model_dump()}, status_code=status, media_type=PROBLEM_TYPE)


def _is_navigation(request: Request) -> bool:
    """Whether a browser goes to a page; addresses for machines always answer as such."""
    is_page = not request.url.path.startswith(FOR_MACHINES)
    return is_page and request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")


def answer_ours(request: Request, error: Any) -> Response:
    """Shape the answer to an error of ours."""
    status = STATUS.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    place = {"file": getattr(error, "file", None), "feature": getattr(error, "feature", None)}
    members = getattr(error, "members", {})
    answer = problem(request, status, error.code, error.message_zh, error.message_en, members=members, **place)
    answer.headers.update(getattr(error, "headers", {}))
    return answer


def _answer_http(request: Request, error: Any) -> Response:
    zh, en = HTTP_MESSAGES.get(error.status_code, (str(error.detail), str(error.detail)))
    return problem(request, error.status_code, f"http.{error.status_code}", zh, en)


def _answer_invalid(request: Request, error: Any) -> Response:
    where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return problem(
        request, 422, "request.invalid", f"请求不符合约定：{where}", f"The request breaks its schema: {where}"
    )


def answer_database(request: Request, error: Any) -> Response:
    """Shape the answer where the database does not answer."""
    return problem(
        request, 503, DatabaseError.code, "数据库没有回应，这一步未保存。稍后重试。",
        "The database does not answer, and this was not saved. Try again in a while.",
    )


def _answer_unstorable(request: Request, error: Any) -> Response:
    return problem(
        request, 422, "request.invalid", "请求含有数据库存不下的内容（如空字符 NUL）",
        "The request holds something that the database cannot keep, such as the character NUL",
    )


def _answer_fault(request: Request, error: Exception) -> Response:
    name = type(error).__name__
    return problem(
        request, 500, "fault", f"程序自身出错（{name}），数据未改动。详情见服务器日志。",
        f"A fault of ours ({name}); no data was changed. See the server log.",
    )


def install_handlers(app: FastAPI) -> None:
    """Make every error of the three packages an ``application/problem+json`` answer."""
    for root in (AppError, GeodataError, OptimizerError):
        app.add_exception_handler(root, answer_ours)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(OperationalError, answer_database)
    app.add_exception_handler(DataError, _answer_unstorable)
    app.add_exception_handler(Exception, _answer_fault)
