"""Errors of the registry and of reports.

::

    AppError
    ├── EntryNotFoundError   registry.unknown       no entry that this person may see
    ├── EntryStaleError      registry.stale         changed meanwhile; carries `revision`
    ├── EntryRoleError       registry.wrong_role    seen, but for others to enter
    ├── EntryEndedError      registry.ended         an entry that no longer holds
    ├── NumberTakenError     registry.number_taken  a certificate that another community has
    ├── ImportRefusedError   registry.import        rows that have to be mended; carries `problems`
    ├── ReportNotFoundError  reports.unknown        no report that this person may see
    ├── ReportRoleError      reports.wrong_role     a report that another office sends
    ├── ReportSentError      reports.sent           sent already; carries `id`
    ├── ReportPeriodError    reports.period         a period that has not begun, or is none of this kind
    └── NothingToReportError reports.nothing        nothing to tell of in this period
"""

from __future__ import annotations

from app.errors import AppError


class EntryNotFoundError(AppError):
    """No entry under this identifier, or none that this person may see: the answer does not tell which."""

    code = "registry.unknown"

    def __init__(self, entry_id: str) -> None:
        super().__init__(
            f"台账没有 {entry_id}。“台账”页列出了全部可见的社区",
            f"The registry has no entry {entry_id}. Its page lists all that you may see",
        )


class EntryStaleError(AppError):
    """An entry that changed since it was read; carries its ``revision``."""

    code = "registry.stale"

    def __init__(self, name: str, revision: int) -> None:
        super().__init__(
            f"{name} 已有变动（现为第 {revision} 次修改）。重新载入后再改",
            f"{name} was changed meanwhile (now at revision {revision}). Load it again before changing it",
            members={"revision": revision},
        )


class EntryRoleError(AppError):
    """An entry that others keep."""

    code = "registry.wrong_role"


class EntryEndedError(AppError):
    """An entry that no longer holds: it stays as it was."""

    code = "registry.ended"


class NumberTakenError(AppError):
    """A certificate number that another community has."""

    code = "registry.number_taken"


class ImportRefusedError(AppError):
    """An import of which nothing was entered; carries ``problems``."""

    code = "registry.import"

    def __init__(self, problems: list[dict[str, object]]) -> None:
        super().__init__(
            f"有 {len(problems)} 处要改，台账没有变动。逐条改好后再导入",
            f"{len(problems)} things have to be mended; the registry is as it was. Mend them, then import again",
            members={"problems": problems},
        )


class ReportNotFoundError(AppError):
    """No report under this identifier, or none that this person may see."""

    code = "reports.unknown"

    def __init__(self, report_id: str) -> None:
        super().__init__(
            f"没有报告 {report_id}。“报告”页列出了全部可见的报告",
            f"There is no report {report_id}. The page of reports lists all that you may see",
        )


class ReportRoleError(AppError):
    """A report that another office sends."""

    code = "reports.wrong_role"

    def __init__(self) -> None:
        super().__init__("报告由区民政局报送", "Reports are sent by the district civil affairs bureau")


class ReportSentError(AppError):
    """A report that was sent already; carries its ``id``."""

    code = "reports.sent"


class ReportPeriodError(AppError):
    """A period that has not begun, or that is none of this kind of report."""

    code = "reports.period"


class NothingToReportError(AppError):
    """Nothing to tell of in this period."""

    code = "reports.nothing"
