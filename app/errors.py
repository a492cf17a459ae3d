"""Errors of the application: each says what is wrong and what to do about it, in Chinese and English.

::

    AppError
    ├── AssetsMissingError    assets.missing       browser assets that the set-up has not installed
    ├── PlanNotFoundError     plans.unknown        no plan under this identifier
    └── PlanUnreadableError   plans.unreadable     a plan folder without plan.gpkg, plan.json or audit.json
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar


class AppError(Exception):
    """Root of all errors of this package.

    Parameters
    ----------
    message_zh, message_en
        What is wrong and what to do about it, in Chinese and English.
    members
        More for the answer over HTTP: extension members of the problem (RFC 9457), JSON values.
    """

    code: ClassVar[str] = "app"

    def __init__(
        self, message_zh: str, message_en: str, *, members: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en
        self.members = members


class AssetsMissingError(AppError):
    """Browser assets that the set-up has not installed."""

    code = "assets.missing"


class PlanNotFoundError(AppError):
    """No plan under this identifier, or none that this person may see: it is not said which."""

    code = "plans.unknown"

    def __init__(self, plan_id: str) -> None:
        super().__init__(
            f"没有方案 {plan_id}。首页列出了全部方案。", f"There is no plan {plan_id}. The home page lists all plans."
        )


class PlanUnreadableError(AppError):
    """A plan folder that lacks a file or holds one that cannot be read."""

    code = "plans.unreadable"
